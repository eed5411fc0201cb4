#include "spec/document.h"

#include "util/limits.h"

static cosign_rc_t
check_media_type(
    const json_t *root, const char *const *media_types, cosign_error_t *err)
{
	const json_t *v = json_object_get(root, "mediaType");
	struct csn_span type;
	size_t i;

	if (v == NULL)
		v = json_object_get(root, "media_type");
	if (v == NULL || json_is_null(v))
		return csn_fail(err, COSIGN_E_MALFORMED, "no mediaType");
	if (!json_is_string(v))
		return csn_fail(err, COSIGN_E_JSON, "mediaType: not a string");
	type = csn_span(json_string_value(v), json_string_length(v));
	for (i = 0; media_types[i] != NULL; i++)
		if (csn_span_eq(type, csn_span_str(media_types[i])))
			return COSIGN_OK;
	return csn_fail(err, COSIGN_E_UNSUPPORTED,
	    "media type \"%.*s\" is not supported", CSN_QUOTE_MAX,
	    json_string_value(v));
}

cosign_rc_t
csn_document_parse(json_t **out, const char *json, size_t len,
    const char *const *media_types, const struct csn_pj_message *message,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	*out = NULL;
	if (json == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_ARGUMENT, "nothing to read"));
	if (len > CSN_CONFIG_MAX)
		CSN_TRY(csn_fail(err, COSIGN_E_LIMIT, "%zu bytes, at most %zu",
		    len, CSN_CONFIG_MAX));
	CSN_TRY(csn_json_parse_numbers(
	    &root, json, len, CSN_JSON_NUMBERS_PROTO, err));
	CSN_TRY(check_media_type(root, media_types, err));
	CSN_TRY(csn_pj_check(root, message, err));
	*out = root;
	root = NULL;
	rc = COSIGN_OK;
out:
	json_decref(root);
	return rc;
}
