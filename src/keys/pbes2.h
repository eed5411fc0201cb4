/* EncryptedPrivateKeyInfo (RFC 5958 3) under PBES2 (RFC 8018 6.2). */
#ifndef CSN_KEYS_PBES2_H
#define CSN_KEYS_PBES2_H

#include "keys/secret.h"

#define CSN_PBES2_IV_SIZE 16

struct csn_pbes2 {
	const char *cipher; /* OpenSSL's name */
	size_t key_size;
	const char *prf; /* hash of PBKDF2's HMAC; NULL: scrypt (RFC 7914 7) */
	uint32_t iterations;
	uint32_t n, r, p;
	struct csn_span salt; /* views into the DER */
	struct csn_span iv;
	struct csn_span ciphertext;
};

/* Read to the last byte; what the key derivation costs is checked.
   COSIGN_E_DER, _MALFORMED, _UNSUPPORTED, _KDF. */
cosign_rc_t csn_pbes2_read(
    struct csn_pbes2 *out, struct csn_span der, cosign_error_t *err);

/* PrivateKeyInfo, or COSIGN_E_PASSWORD if it does not come out. */
cosign_rc_t csn_pbes2_open(struct csn_secret *plain,
    const struct csn_pbes2 *box, struct csn_span password, cosign_error_t *err);

#endif
