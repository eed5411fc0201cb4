/*
 * ECDSA verification (FIPS 186-5 6.4.2) by OpenSSL's own functions for it.
 * EVP does the same by way of a key object that takes longer to make than
 * the leaf of a chain is used for, and reads a configuration file first. Like
 * EC_KEY these functions are deprecated since OpenSSL 3.0.
 *
 * For P-384 OpenSSL has no arithmetic of its own, and its general one takes
 * three times as long as crypto/p384.h, which is asked first. A key that is
 * used again and again, a CA's, keeps a table there, which makes a verification
 * another three times faster. Whatever does not verify so is asked of OpenSSL.
 */
#ifndef CSN_CRYPTO_ECDSA_H
#define CSN_CRYPTO_ECDSA_H

#include "crypto/key_internal.h"

struct csn_ecdsa_key;

/* OpenSSL's number of a curve; NID_undef for kinds that are none. */
int csn_ecdsa_nid(enum csn_key_kind kind);

/*
 * A key on P-256, P-384 or P-521 from its uncompressed point.
 * COSIGN_OK, COSIGN_E_MALFORMED (not on the curve), _CRYPTO, _NOMEM.
 */
cosign_rc_t csn_ecdsa_key_new(struct csn_ecdsa_key **out,
    enum csn_key_kind kind, struct csn_span point, cosign_error_t *err);
void csn_ecdsa_key_free(struct csn_ecdsa_key *key); /* NULL is fine */

/*
 * Whether r and s (big-endian, no leading zeros needed) sign the digest, of
 * which the leftmost bits count. Any number of threads at once.
 * COSIGN_OK, COSIGN_E_SIGNATURE, _NOMEM, _CRYPTO.
 */
cosign_rc_t csn_ecdsa_verify(struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r, struct csn_span s, cosign_error_t *err);

/* Uses of a P-384 key before its table is made, which takes as long as some
   five verifications. */
#define CSN_ECDSA_TABLE_AFTER 8

/* For tests: whether there is a table now. */
int csn_ecdsa_has_table(const struct csn_ecdsa_key *key);

#endif
