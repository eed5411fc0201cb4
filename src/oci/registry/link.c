#include "oci/registry/link.h"

#include "oci/registry/field.h"
#include "util/limits.h"
#include "util/text.h"

/* One of the relations that a value lists. */
static int
has_next(const struct csn_buf *value)
{
	struct csn_span in = csn_span(value->p, value->len), word;

	while (in.len > 0) {
		csn_field_skip(&in);
		word = csn_span(in.p, 0);
		while (in.len > 0 && *in.p != ' ' && *in.p != '\t') {
			in.p++;
			in.len--;
			word.len++;
		}
		if (csn_field_is(word, "next"))
			return 1;
	}
	return 0;
}

/* ; name = value. The first rel of a link counts (RFC 8288 3.3). */
static cosign_rc_t
read_parameter(
    struct csn_span *in, int *has_rel, int *is_next, cosign_error_t *err)
{
	struct csn_span name;
	struct csn_buf value;
	cosign_rc_t rc = COSIGN_OK;

	csn_field_skip(in);
	name = csn_field_token(in);
	csn_field_skip(in);
	if (!csn_field_take(in, '='))
		return COSIGN_OK;
	csn_field_skip(in);
	csn_buf_init(&value, CSN_HEADER_VALUE_MAX);
	if (!csn_field_value(in, &value))
		rc = csn_fail(err, COSIGN_E_MALFORMED,
		    "a parameter without a value, or without an end");
	if (rc == COSIGN_OK)
		rc = csn_buf_finish(&value, err);
	if (rc == COSIGN_OK && csn_field_is(name, "rel") && !*has_rel) {
		*has_rel = 1;
		*is_next = has_next(&value);
	}
	csn_buf_dispose(&value);
	return rc;
}

static cosign_rc_t
read_target(struct csn_span *out, struct csn_span *in, cosign_error_t *err)
{
	const uint8_t *end;

	if (!csn_field_take(in, '<') ||
	    (end = memchr(in->p, '>', in->len)) == NULL)
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "no URL between < and >");
	*out = csn_span(in->p, (size_t)(end - in->p));
	in->len -= out->len + 1;
	in->p = end + 1;
	return COSIGN_OK;
}

static cosign_rc_t
read_link(struct csn_span *target, int *is_next, struct csn_span *in,
    cosign_error_t *err)
{
	cosign_rc_t rc = read_target(target, in, err);
	int has_rel = 0;

	*is_next = 0;
	csn_field_skip(in);
	while (rc == COSIGN_OK && csn_field_take(in, ';')) {
		rc = read_parameter(in, &has_rel, is_next, err);
		csn_field_skip(in);
	}
	if (rc == COSIGN_OK && in->len > 0 && *in->p != ',')
		rc = csn_fail(err, COSIGN_E_MALFORMED,
		    "no comma between links, or no semicolon");
	return rc;
}

cosign_rc_t
csn_link_next(char **out, const char *header, cosign_error_t *err)
{
	struct csn_span in = csn_span_str(header), target = { NULL, 0 };
	cosign_rc_t rc = COSIGN_OK;
	int is_next = 0;

	*out = NULL;
	while (rc == COSIGN_OK && !is_next) {
		csn_field_skip(&in);
		while (csn_field_take(&in, ','))
			csn_field_skip(&in);
		if (in.len == 0)
			break;
		rc = read_link(&target, &is_next, &in, err);
	}
	if (rc == COSIGN_OK && is_next && target.len == 0)
		rc = csn_fail(err, COSIGN_E_MALFORMED, "an empty URL");
	if (rc == COSIGN_OK && is_next)
		rc = csn_text_from_span(out, target, err);
	return csn_fail_at(err, rc, "Link");
}
