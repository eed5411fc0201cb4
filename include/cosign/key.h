/*
 * Private keys: make, import, keep at rest, sign with (libcosign only).
 *
 * Key bytes live in guarded memory: between guard pages, left out of core
 * dumps, wiped when freed, and locked where RLIMIT_MEMLOCK allows it. What
 * OpenSSL keeps to sign with EC keys lives in its secure heap, which the first
 * EC or RSA key of a process sets up unless the host did so before. An RSA key
 * is given to OpenSSL for each signature and wiped right after it. A process
 * holds 4000 keys at most (Ed25519: 2000).
 *
 * Finished keys never change and serve any number of threads.
 */
#ifndef COSIGN_KEY_H
#define COSIGN_KEY_H

#include <cosign/pubkey.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cosign_key cosign_key_t;

/** Bytes of the longest password. */
#define COSIGN_PASSWORD_MAX 4096
COSIGN_API size_t cosign_password_max(void);

/**
 * Ask for a password.
 *
 * @param purpose   COSIGN_PASSWORD_OPEN or COSIGN_PASSWORD_CREATE (ask
 *                  twice).
 * @param buf       guarded memory of the library; write the password here.
 *                  No NUL is needed; an empty password is legal.
 * @param size      COSIGN_PASSWORD_MAX.
 * @param[out] len  bytes written.
 * @return 0, or a COSIGN_E_ code to give up with (COSIGN_E_CANCELLED ...);
 *   any other value gives COSIGN_E_CALLBACK.
 */
typedef int (*cosign_password_fn)(
    void *user, int purpose, uint8_t *buf, size_t size, size_t *len);
#define COSIGN_PASSWORD_OPEN   1
#define COSIGN_PASSWORD_CREATE 2

/**
 * Make a new key.
 *
 * @param alg  COSIGN_ALG_NONE means ECDSA P-256; any algorithm of
 *             algorithm.h that is not "read only".
 * @return COSIGN_OK, COSIGN_E_UNSUPPORTED, _NO_LIBRARY (libsodium), _LIMIT
 *   (too many keys are held), _CRYPTO, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_key_generate(
    cosign_key_t **out, cosign_alg_t alg, cosign_error_t *err);

/**
 * Open cosign's encrypted key file: PEM "ENCRYPTED SIGSTORE PRIVATE KEY" or
 * "ENCRYPTED COSIGN PRIVATE KEY", scrypt and XSalsa20-Poly1305 around PKCS#8.
 *
 * @param data      not kept.
 * @param password  asked once; NULL gives COSIGN_E_NO_PASSWORD.
 * @return COSIGN_OK; COSIGN_E_PASSWORD if the box does not open (wrong
 *   password or damaged ciphertext: the cipher cannot tell them apart);
 *   COSIGN_E_KDF for parameters off the list, before memory is taken;
 *   COSIGN_E_KEY_KIND for another PEM label (an unencrypted key has to be
 *   imported first); _PEM, _BASE64, _JSON, _DER, _MALFORMED, _UNSUPPORTED,
 *   _WEAK_KEY, _KEY_MISMATCH, _LIMIT; _NO_LIBRARY, _CRYPTO, _NOMEM; and what
 *   the callback gave up with.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_key_parse(cosign_key_t **out,
    const void *data, size_t len, cosign_password_fn password, void *user,
    cosign_error_t *err);

/**
 * Take a key from elsewhere: PKCS#8 (RFC 5958), plain or encrypted with
 * PBES2 (RFC 8018); PKCS#1 (RFC 8017); SEC1 (RFC 5915, named curve). PEM or
 * DER. "EC PARAMETERS" before the key are skipped. cosign's own key file is
 * taken too, which is the way to another password. The password is asked only
 * if the key is encrypted.
 * Codes as cosign_key_parse(), and COSIGN_E_UNSUPPORTED for the old PEM
 * encryption (DEK-Info), OpenSSH's format and other schemes than PBES2.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_key_import(cosign_key_t **out,
    const void *data, size_t len, cosign_password_fn password, void *user,
    cosign_error_t *err);

/**
 * The same from a path, or env://NAME. The file's bytes, which may be a key
 * that nobody encrypted, are read into guarded memory and decoded there. Codes
 * as cosign_key_load().
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_key_import_load(
    cosign_key_t **out, const char *reference, cosign_password_fn password,
    void *user, cosign_error_t *err);

/**
 * Open a key by reference: a path, or env://NAME. The bytes are a cosign
 * key file. Codes as cosign_key_parse(), and COSIGN_E_REFERENCE for an
 * unknown scheme or unset variable, _NOT_FOUND, _PERMISSION, _DIRECTORY,
 * _FILE_KIND, _CHANGED, _IO, _ARGUMENT.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_key_load(cosign_key_t **out,
    const char *reference, cosign_password_fn password, void *user,
    cosign_error_t *err);

/** Open public keys by reference: a path, or env://NAME. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_pubkey_load(
    cosign_pubkey_t **out, const char *reference, cosign_error_t *err);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_keyring_load(
    cosign_keyring_t **out, const char *reference, uint32_t flags,
    cosign_error_t *err);

/**
 * Encrypt a key into cosign's key file: scrypt N=65536 r=8 p=1, a fresh salt
 * and nonce, PEM "ENCRYPTED SIGSTORE PRIVATE KEY".
 * @param[out] pem  yours; cosign_free(). NUL-terminated.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_key_encrypt(
    const cosign_key_t *key, cosign_password_fn password, void *user,
    char **pem, size_t *len, cosign_error_t *err);

/** cosign_key_save_pair(): replace an existing pair. */
#define COSIGN_SAVE_OVERWRITE 0x1u
COSIGN_API uint32_t cosign_save_overwrite(void);

/**
 * Write PREFIX.key (mode 0600) and PREFIX.pub (0644 less the umask). Both
 * names appear, or change, in one step: a kill at any moment leaves the old
 * pair, the new pair or none.
 *
 * @return COSIGN_OK; COSIGN_E_EXISTS if either name exists and
 *   COSIGN_SAVE_OVERWRITE is not given (no password is asked then);
 *   COSIGN_E_UNAVAILABLE while another process writes the same pair;
 *   _NOT_FOUND, _PERMISSION, _DIRECTORY, _FILE_KIND, _NO_SPACE, _IO,
 *   _ARGUMENT; and as cosign_key_encrypt().
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_key_save_pair(
    const cosign_key_t *key, const char *prefix, uint32_t flags,
    cosign_password_fn password, void *user, cosign_error_t *err);

/** The public half. Borrowed: valid until @p key is freed. */
COSIGN_API const cosign_pubkey_t *cosign_key_public(const cosign_key_t *key);
COSIGN_API cosign_alg_t cosign_key_algorithm(const cosign_key_t *key);

/**
 * The same key under another algorithm that it can sign with: RSA-PSS instead
 * of PKCS#1 v1.5, Ed25519ph instead of pure, and back.
 * @return COSIGN_OK, COSIGN_E_ALGORITHM if it does not fit or is read only,
 *   _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_key_with_algorithm(
    cosign_key_t **out, const cosign_key_t *key, cosign_alg_t alg,
    cosign_error_t *err);

/**
 * Sign a ready digest of the key's hash.
 *
 * @param digest      cosign_hash_size(cosign_alg_hash(algorithm)) bytes.
 * @param signature   COSIGN_SIGNATURE_MAX bytes are always enough.
 * @param size        bytes there.
 * @param[out] len    bytes written; 0 on failure.
 * @return COSIGN_OK, COSIGN_E_ARGUMENT (digest length, size too small),
 *   _NO_CONTENT for pure Ed25519, _CRYPTO, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_key_sign_digest(
    const cosign_key_t *key, const uint8_t *digest, size_t digest_len,
    uint8_t *signature, size_t size, size_t *len, cosign_error_t *err);

/** Sign a message in memory; otherwise as above, for every algorithm. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_key_sign_message(
    const cosign_key_t *key, const void *message, size_t message_len,
    uint8_t *signature, size_t size, size_t *len, cosign_error_t *err);

/** Another owner of the same key; never fails. NULL gives NULL. */
COSIGN_API cosign_key_t *cosign_key_ref(const cosign_key_t *key);
COSIGN_API void cosign_key_free(cosign_key_t *key); /* NULL is fine */

#ifdef __cplusplus
}
#endif

#endif
