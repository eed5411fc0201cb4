/*
 * What a bundle says, for people and programs (libcosign only). Nothing is
 * verified: who reads it learns what is claimed, not what is true.
 */
#ifndef COSIGN_INSPECT_H
#define COSIGN_INSPECT_H

#include <cosign/bundle.h>
#include <cosign/trust.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cosign_inspect_form {
	COSIGN_INSPECT_TEXT = 1, /**< a few sentences, then a tree */
	COSIGN_INSPECT_JSON = 2  /**< docs/inspect.md, one line */
} cosign_inspect_form_t;

/**
 * Describe a bundle of whatever form. What cannot be read, or contradicts
 * itself, is described as such.
 *
 * @param names     services are called by the URLs that it has; may be NULL.
 * @param[out] out  yours; cosign_free(). NULL on failure. Text ends in a
 *                  newline and is safe to print: what comes from the bundle is
 *                  escaped, and cut where it is long. JSON is one line without
 *                  a newline. A NUL follows, not counted.
 * @return COSIGN_OK, COSIGN_E_ARGUMENT, _LIMIT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_bundle_inspect(
    const cosign_bundle_t *bundle, const cosign_trust_t *names,
    cosign_inspect_form_t form, char **out, size_t *len, cosign_error_t *err);

#ifdef __cplusplus
}
#endif

#endif
