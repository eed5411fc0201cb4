#include "oci/registry/session.h"
#include "util/json.h"
#include "util/limits.h"

/* The errors that a registry sent, or NULL; json_decref(). */
static json_t *
parse_errors(const struct csn_response *response)
{
	json_t *root = NULL;

	if (response->body.len == 0 ||
	    response->body.len > CSN_REGISTRY_ERROR_MAX)
		return NULL;
	(void)csn_json_parse(
	    &root, (const char *)response->body.p, response->body.len, NULL);
	return root;
}

static const char *
text_of(const json_t *error, const char *name)
{
	const char *text = json_string_value(json_object_get(error, name));

	return text == NULL ? "" : text;
}

int
csn_response_has_code(const struct csn_response *response, const char *code)
{
	json_t *root = parse_errors(response), *error;
	const char *text;
	int found = 0;
	size_t i;

	json_array_foreach(json_object_get(root, "errors"), i, error)
	{
		text = text_of(error, "code");
		found |= code != NULL ? strcmp(text, code) == 0 : *text != '\0';
	}
	json_decref(root);
	return found;
}

static cosign_rc_t
code_of(const struct csn_response *response)
{
	if (response->status == 401 || response->status == 403)
		return COSIGN_E_UNAUTHORIZED;
	if (response->status == 405 ||
	    (response->status == 400 &&
		csn_response_has_code(response, "UNSUPPORTED")))
		return COSIGN_E_UNSUPPORTED;
	return response->status == 404 ? COSIGN_E_NO_IMAGE : COSIGN_E_HTTP;
}

/* "status 404: MANIFEST_UNKNOWN: manifest unknown" */
static void
describe(const struct csn_response *response, struct csn_buf *out)
{
	json_t *root = parse_errors(response);
	const json_t *error =
	    json_array_get(json_object_get(root, "errors"), 0);
	const char *code = text_of(error, "code");
	const char *message = text_of(error, "message");

	csn_buf_addf(out, "status %d", response->status);
	if (*code != '\0')
		csn_buf_addf(out, ": %.*s", CSN_QUOTE_MAX, code);
	if (*message != '\0')
		csn_buf_addf(out, ": %.*s", 2 * CSN_QUOTE_MAX, message);
	json_decref(root);
}

cosign_rc_t
csn_op_fail(
    struct csn_op *op, const struct csn_response *response, cosign_error_t *err)
{
	const cosign_rc_t code = code_of(response);
	struct csn_buf text;
	cosign_rc_t rc;

	csn_buf_init(&text, CSN_REGISTRY_ERROR_MAX);
	describe(response, &text);
	if (code == COSIGN_E_UNAUTHORIZED)
		csn_buf_addf(&text, " (asked with %s)", op->source);
	rc = csn_buf_finish(&text, err);
	if (rc == COSIGN_OK)
		rc = csn_fail(err, code, "%s", (const char *)text.p);
	if (code == COSIGN_E_UNAUTHORIZED)
		csn_hint(err,
		    "credentials of %s that may do this are needed: those of "
		    "\"docker login\" or \"podman login\", or given ones",
		    op->registry->host->name);
	csn_cause(err, COSIGN_CAUSE_HTTP, (uint64_t)response->status);
	csn_buf_dispose(&text);
	return rc;
}
