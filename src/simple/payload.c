#include "simple/payload.h"

#include "util/json_write.h"
#include "util/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TYPE "cosign container image signature"

static cosign_rc_t
read_critical(struct csn_simple_payload *out, cosign_error_t *err)
{
	const json_t *critical, *image, *identity;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_json_object(&critical, out->root, "critical", err));
	CSN_TRY(csn_json_object(&image, critical, "image", err));
	CSN_TRY(csn_json_string(
	    &out->digest, image, "docker-manifest-digest", err));
	CSN_TRY(csn_json_object_opt(&identity, critical, "identity", err));
	if (identity != NULL)
		CSN_TRY(csn_json_string_opt(
		    &out->reference, identity, "docker-reference", err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_simple_payload_read(
    struct csn_simple_payload *out, struct csn_span text, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_json_parse_max(&out->root, (const char *)text.p, text.len,
	    CSN_BUNDLE_MAX, "payload", err));
	if (!json_is_object(out->root))
		CSN_TRY(csn_fail(err, COSIGN_E_JSON, "payload: not an object"));
	CSN_TRY(csn_fail_at(err, read_critical(out, err), "payload"));
	CSN_TRY(csn_fail_at(err,
	    csn_json_object_opt(&out->optional, out->root, "optional", err),
	    "payload"));
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_simple_payload_dispose(out);
	return rc;
}

void
csn_simple_payload_dispose(struct csn_simple_payload *payload)
{
	json_decref(payload->root);
	memset(payload, 0, sizeof(*payload));
}

static int
is_value(const json_t *v, const char *wanted)
{
	char number[24];

	switch (json_typeof(v)) {
	case JSON_STRING:
		return strlen(wanted) == json_string_length(v) &&
		    strcmp(json_string_value(v), wanted) == 0;
	case JSON_INTEGER:
		(void)snprintf(number, sizeof(number), "%" PRIdMAX,
		    (intmax_t)json_integer_value(v));
		return strcmp(number, wanted) == 0;
	case JSON_TRUE:
		return strcmp("true", wanted) == 0;
	case JSON_FALSE:
		return strcmp("false", wanted) == 0;
	case JSON_REAL:
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return 0;
}

int
csn_simple_payload_has(const struct csn_simple_payload *payload,
    const char *name, const char *value)
{
	const json_t *v = json_object_get(payload->optional, name);

	return v != NULL && is_value(v, value);
}

/* The next name after one, in the order of bytes; of equal ones the last. NULL:
   none. */
static const struct csn_simple_annotation *
next_annotation(const struct csn_simple_annotation *annotations, size_t count,
    const struct csn_simple_annotation *after)
{
	const struct csn_simple_annotation *best = NULL;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct csn_simple_annotation *a = &annotations[i];

		if ((after == NULL || strcmp(a->name, after->name) > 0) &&
		    (best == NULL || strcmp(a->name, best->name) <= 0))
			best = a;
	}
	return best;
}

void
csn_simple_annotations_write(struct csn_json_writer *w,
    const struct csn_simple_annotation *annotations, size_t count)
{
	const struct csn_simple_annotation *a = NULL;

	csn_jw_object_begin(w);
	while ((a = next_annotation(annotations, count, a)) != NULL) {
		csn_jw_name(w, a->name);
		csn_jw_str(w, a->value);
	}
	csn_jw_object_end(w);
}

void
csn_simple_payload_write(struct csn_buf *out, const char *reference,
    const char *digest, const struct csn_simple_annotation *annotations,
    size_t count)
{
	struct csn_json_writer w;

	csn_jw_init(&w, out, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "critical");
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "identity");
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "docker-reference");
	csn_jw_str(&w, reference);
	csn_jw_object_end(&w);
	csn_jw_name(&w, "image");
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "docker-manifest-digest");
	csn_jw_str(&w, digest);
	csn_jw_object_end(&w);
	csn_jw_name(&w, "type");
	csn_jw_str(&w, TYPE);
	csn_jw_object_end(&w);
	csn_jw_name(&w, "optional");
	if (count > 0)
		csn_simple_annotations_write(&w, annotations, count);
	else
		csn_jw_null(&w);
	csn_jw_object_end(&w);
}
