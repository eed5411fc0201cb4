/*
 * Sigstore's configuration documents, read for structure (libcosign only).
 * protobuf-specs: sigstore_trustroot.proto.
 */
#ifndef COSIGN_CONFIG_H
#define COSIGN_CONFIG_H

#include <cosign/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A SigningConfig v0.2: the services a signature shall use. */
typedef struct cosign_signing_config cosign_signing_config_t;

/**
 * Parse a signing config. Names may be lowerCamelCase or snake_case; unknown
 * or repeated ones are refused. Where logs or timestamp authorities are
 * listed, it has to be said how many of them to use.
 *
 * @param[out] out  yours; cosign_signing_config_free(). NULL on failure.
 * @return COSIGN_OK, COSIGN_E_JSON, _MALFORMED, _UNSUPPORTED (media type, an
 *   unknown name of an enumeration), _LIMIT, _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_signing_config_parse(
    cosign_signing_config_t **out, const char *json, size_t len,
    cosign_error_t *err);
COSIGN_API void cosign_signing_config_free(cosign_signing_config_t *config);

/* How many services of each kind are listed, whatever their validity. */
COSIGN_API size_t cosign_signing_config_ca_count(
    const cosign_signing_config_t *config);
COSIGN_API size_t cosign_signing_config_oidc_count(
    const cosign_signing_config_t *config);
COSIGN_API size_t cosign_signing_config_tlog_count(
    const cosign_signing_config_t *config);
COSIGN_API size_t cosign_signing_config_tsa_count(
    const cosign_signing_config_t *config);

#ifdef __cplusplus
}
#endif

#endif
