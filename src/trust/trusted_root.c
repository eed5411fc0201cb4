#include "spec/spec.h"
#include "trust/document.h"

#include <cosign/config.h>

/* The first is what everybody writes; the specification names the others. */
static const char *const media_types[] = {
	"application/vnd.dev.sigstore.trustedroot+json;version=0.1",
	"application/vnd.dev.sigstore.trustedroot.v0.1+json",
	"application/vnd.dev.sigstore.trustedroot.v0.2+json", NULL
};

#define HASH_SHA2_256 1

static cosign_rc_t
require_bytes(const json_t *o, const struct csn_pj_message *message,
    const char *name, cosign_error_t *err)
{
	if (o == NULL || csn_pj_string(csn_pj_find(o, message, name)).len == 0)
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "no %s.%s", message->name, name);
	return COSIGN_OK;
}

static cosign_rc_t
check_log(const json_t *log, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct csn_pj_message *message = &csn_msg_log_instance;
	const json_t *key = csn_pj_find(log, message, "publicKey"), *window;
	const int32_t hash = csn_pj_enum_number(
	    csn_pj_find(log, message, "hashAlgorithm"), csn_enum_hash);

	if (hash != HASH_SHA2_256)
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "hashAlgorithm: %d instead of SHA2_256", (int)hash));
	CSN_TRY(require_bytes(key, &csn_msg_public_key, "rawBytes", err));
	CSN_TRY(require_bytes(
	    csn_pj_find(log, message, "logId"), &csn_msg_log_id, "keyId", err));
	/* A key without a beginning would hold for ever. */
	window = csn_pj_find(key, &csn_msg_public_key, "validFor");
	CSN_TRY(require_bytes(window, &csn_msg_time_range, "start", err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
check_authority(const json_t *authority, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *chain = csn_pj_find(authority, &csn_msg_ca, "certChain");
	const json_t *list = NULL;
	size_t i;

	if (chain != NULL)
		list = csn_pj_find(
		    chain, &csn_msg_certificate_chain, "certificates");
	if (json_array_size(list) == 0)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_MALFORMED, "certChain: no certificates"));
	for (i = 0; i < json_array_size(list); i++)
		CSN_TRY(csn_fail_at(err,
		    require_bytes(json_array_get(list, i), &csn_msg_certificate,
			"rawBytes", err),
		    "certChain: certificates[%zu]", i));
	rc = COSIGN_OK;
out:
	return rc;
}

static const struct list {
	const char *name;
	cosign_rc_t (*check)(const json_t *item, cosign_error_t *err);
} lists[] = {
	{ "tlogs", check_log },
	{ "certificateAuthorities", check_authority },
	{ "ctlogs", check_log },
	{ "timestampAuthorities", check_authority },
};

static cosign_rc_t
check_lists(const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i, j;

	for (i = 0; i < CSN_ARRAY_LEN(lists); i++) {
		const json_t *list =
		    csn_pj_find(root, &csn_msg_trusted_root, lists[i].name);

		for (j = 0; j < json_array_size(list); j++)
			CSN_TRY(csn_fail_at(err,
			    lists[i].check(json_array_get(list, j), err),
			    "%s[%zu]", lists[i].name, j));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_trusted_root_check(const char *json, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	CSN_TRY(csn_document_parse(
	    &root, json, len, media_types, &csn_msg_trusted_root, err));
	CSN_TRY(check_lists(root, err));
	rc = COSIGN_OK;
out:
	json_decref(root);
	return csn_fail_at(err, rc, "trusted root");
}
