/* How a registry asks who is there: WWW-Authenticate (RFC 9110 11.6.1). */
#ifndef CSN_OCI_REGISTRY_CHALLENGE_H
#define CSN_OCI_REGISTRY_CHALLENGE_H

#include "util/util.h"

enum csn_auth_scheme {
	CSN_AUTH_NONE, /* nobody asks, or in no way that is known here */
	CSN_AUTH_BASIC,
	CSN_AUTH_BEARER,
};

/* Owned texts; NULL for what is not there. */
struct csn_challenge {
	enum csn_auth_scheme scheme;
	char *realm;
	char *service;
	char *scope;
};

/*
 * The first challenge of a header that is Basic or Bearer; CSN_AUTH_NONE if
 * none is. COSIGN_E_MALFORMED for what is no list of challenges, or a Bearer
 * without a realm; _LIMIT, _NOMEM. To be disposed of in any case.
 */
cosign_rc_t csn_challenge_parse(
    struct csn_challenge *out, const char *header, cosign_error_t *err);
void csn_challenge_dispose(struct csn_challenge *challenge);
cosign_rc_t csn_challenge_copy(struct csn_challenge *out,
    const struct csn_challenge *challenge, cosign_error_t *err);

#endif
