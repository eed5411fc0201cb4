/*
 * cosign's encrypted key file: PEM around JSON that holds a secretbox under
 * a key made by scrypt (go-securesystemslib's "encrypted" package).
 */
#ifndef CSN_KEYS_KEYFILE_H
#define CSN_KEYS_KEYFILE_H

#include "keys/secret.h"

#define CSN_KEYFILE_LABEL     "ENCRYPTED SIGSTORE PRIVATE KEY"
#define CSN_KEYFILE_LABEL_OLD "ENCRYPTED COSIGN PRIVATE KEY"

#define CSN_KEYFILE_SALT_SIZE  32
#define CSN_KEYFILE_NONCE_SIZE 24

struct csn_keyfile {
	uint64_t n; /* scrypt's parameters, one of the accepted sets */
	uint32_t r;
	uint32_t p;
	struct csn_buf salt;
	struct csn_buf nonce;
	struct csn_buf box; /* tag and ciphertext */
};

/* Read the JSON; everything that needs no password is checked. Also after a
   failure it is to be disposed of. */
cosign_rc_t csn_keyfile_read(
    struct csn_keyfile *out, struct csn_span json, cosign_error_t *err);
void csn_keyfile_dispose(struct csn_keyfile *file);

/* COSIGN_E_PASSWORD if the box does not open. */
cosign_rc_t csn_keyfile_open(struct csn_secret *plain,
    const struct csn_keyfile *file, struct csn_span password,
    cosign_error_t *err);

/* The second half of that, with scrypt's result. */
cosign_rc_t csn_keyfile_unseal(struct csn_secret *plain,
    const struct csn_keyfile *file, struct csn_span key, cosign_error_t *err);

/* Encrypt with what cosign uses: N=65536, r=8, p=1. */
cosign_rc_t csn_keyfile_write(char **pem, size_t *len, struct csn_span plain,
    struct csn_span password, const uint8_t salt[CSN_KEYFILE_SALT_SIZE],
    const uint8_t nonce[CSN_KEYFILE_NONCE_SIZE], cosign_error_t *err);

/* scrypt (RFC 7914) into new guarded memory. */
cosign_rc_t csn_scrypt(struct csn_secret *out, size_t len,
    struct csn_span password, struct csn_span salt, uint64_t n, uint32_t r,
    uint32_t p, cosign_error_t *err);

#endif
