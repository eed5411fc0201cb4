/* Digests of content as the OCI image specification writes them. */
#ifndef CSN_OCI_DIGEST_H
#define CSN_OCI_DIGEST_H

#include "crypto/digest.h"
#include "util/span.h"

/* The longest, "sha512:" and 128 digits, with its NUL. */
#define CSN_DIGEST_TEXT_SIZE (7 + 2 * COSIGN_DIGEST_MAX + 1)

/*
 * "sha256:" or "sha512:" and lower-case digits, the algorithms that the
 * specification registers and everybody has. COSIGN_E_MALFORMED,
 * _UNSUPPORTED (another algorithm); the text is quoted in the error.
 */
cosign_rc_t csn_digest_parse(
    struct csn_digest *out, struct csn_span text, cosign_error_t *err);
/* As text, with a NUL. */
void csn_digest_write(
    char out[CSN_DIGEST_TEXT_SIZE], const struct csn_digest *digest);

int csn_digest_eq(const struct csn_digest *a, const struct csn_digest *b);

/* The tag of a digest's list of referrers, where nothing else lists them:
   "sha256-2cf2...". COSIGN_E_MALFORMED, _UNSUPPORTED. */
cosign_rc_t csn_fallback_tag(
    char out[CSN_DIGEST_TEXT_SIZE], const char *digest, cosign_error_t *err);

#endif
