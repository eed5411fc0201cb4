/*
 * Who we are to registries: what the caller gave, or what the files say that
 * docker and podman keep. Secrets are wiped when they are freed.
 */
#ifndef CSN_OCI_REGISTRY_CREDENTIALS_H
#define CSN_OCI_REGISTRY_CREDENTIALS_H

#include "oci/credential.h"

/* Everything that is configured: cosign_oci_options_t's setters fill it in. */
struct csn_credentials;

cosign_rc_t csn_credentials_new(
    struct csn_credentials **out, cosign_error_t *err);
/* The files are shared, all else is copied. */
cosign_rc_t csn_credentials_copy(struct csn_credentials **out,
    const struct csn_credentials *credentials, cosign_error_t *err);
void csn_credentials_free(struct csn_credentials *credentials);

/* In place of all that is configured. user NULL: the password is a registry
   token. A password counts before a token that was set by the second. */
cosign_rc_t csn_credentials_set_password(struct csn_credentials *credentials,
    const char *user, const char *password, cosign_error_t *err);
cosign_rc_t csn_credentials_set_registry_token(
    struct csn_credentials *credentials, const char *token,
    cosign_error_t *err);
cosign_rc_t csn_credentials_add(struct csn_credentials *credentials,
    const char *name, const char *json, size_t len, cosign_error_t *err);
void csn_credentials_set_helper(struct csn_credentials *credentials,
    cosign_credential_helper_fn fn, void *user);

/* Room for what a text calls the source of credentials. */
#define CSN_SOURCE_SIZE 256

/* Who we are to one repository. */
struct csn_login {
	struct cosign_credential who; /* empty: nobody */
	/* "the credentials of FILE", "no credentials" ... never a secret. */
	char source[CSN_SOURCE_SIZE];
};

/*
 * The first of the files that knows the repository or its registry, asking the
 * programs that it names. COSIGN_E_CREDENTIALS if one cannot be asked, or what
 * it said; _NOMEM. To be disposed of in any case.
 */
cosign_rc_t csn_credentials_find(struct csn_login *out,
    const struct csn_credentials *credentials, const char *registry,
    const char *repository, cosign_error_t *err);
void csn_login_dispose(struct csn_login *login);

#endif
