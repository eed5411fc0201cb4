/* docker's config.json and podman's auth.json, which are read alike. */
#ifndef CSN_OCI_REGISTRY_DOCKER_CONFIG_H
#define CSN_OCI_REGISTRY_DOCKER_CONFIG_H

#include "oci/registry/credentials.h"
#include "util/json.h"

/* What docker and go-containerregistry call Docker Hub, and podman does. */
#define CSN_DOCKER_HUB       "index.docker.io"
#define CSN_DOCKER_HUB_KEY   "https://index.docker.io/v1/"
#define CSN_DOCKER_HUB_SHORT "docker.io"

/* Never changes; counted references. */
struct csn_docker_config;

/*
 * name is what texts call it. COSIGN_E_MALFORMED, _JSON, _BASE64, _LIMIT,
 * _NOMEM; nothing of the text is quoted in the error but the keys.
 */
cosign_rc_t csn_docker_config_parse(struct csn_docker_config **out,
    const char *name, const char *json, size_t len, cosign_error_t *err);
struct csn_docker_config *csn_docker_config_ref(
    struct csn_docker_config *config);
void csn_docker_config_free(struct csn_docker_config *config);

/* Borrowed. */
const char *csn_docker_config_name(const struct csn_docker_config *config);
/* The program to be asked for a key: credHelpers, else credsStore; NULL
   without, and where credHelpers has an empty one: the file keeps it. */
const char *csn_docker_config_helper(
    const struct csn_docker_config *config, const char *key);
/* auths: the entry of exactly this key; NULL without, and for an empty one. */
const struct cosign_credential *csn_docker_config_entry(
    const struct csn_docker_config *config, const char *key);
/*
 * auths: the entry whose key, without scheme, is the registry, or the registry
 * and the beginning of the repository; the longest of several. docker takes
 * any entry of the host, podman none that has a scheme. Docker Hub may be
 * "docker.io".
 */
const struct cosign_credential *csn_docker_config_entry_of_host(
    const struct csn_docker_config *config, const char *registry,
    const char *repository);
/* Whether an entry of this key is about the whole registry. */
int csn_docker_config_is_of(const char *key, const char *registry);

#endif
