/* How a registry is asked. Secrets are wiped when they are freed. */
#ifndef CSN_OCI_CREDENTIAL_H
#define CSN_OCI_CREDENTIAL_H

#include "util/util.h"

#include <cosign/oci.h>

/* Each may be NULL; a registry token counts before an identity token, and that
   before a password. */
struct cosign_credential {
	char *user;
	char *password;
	char *identity_token;
	char *registry_token;
};

int csn_credential_is_empty(const struct cosign_credential *credential);
cosign_rc_t csn_credential_copy(struct cosign_credential *out,
    const struct cosign_credential *credential, cosign_error_t *err);
/* Wipes it; nothing is in it afterwards. */
void csn_credential_dispose(struct cosign_credential *credential);

#endif
