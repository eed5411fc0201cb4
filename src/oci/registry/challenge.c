#include "oci/registry/challenge.h"

#include "oci/registry/field.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>

void
csn_challenge_dispose(struct csn_challenge *challenge)
{
	free(challenge->realm);
	free(challenge->service);
	free(challenge->scope);
	memset(challenge, 0, sizeof(*challenge));
}

cosign_rc_t
csn_challenge_copy(struct csn_challenge *out,
    const struct csn_challenge *challenge, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_text_copy(&out->realm, challenge->realm, err));
	CSN_TRY(csn_text_copy(&out->service, challenge->service, err));
	CSN_TRY(csn_text_copy(&out->scope, challenge->scope, err));
	out->scheme = challenge->scheme;
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_challenge_dispose(out);
	return rc;
}

static enum csn_auth_scheme
scheme_of(struct csn_span name)
{
	if (csn_field_is(name, "Basic"))
		return CSN_AUTH_BASIC;
	return csn_field_is(name, "Bearer") ? CSN_AUTH_BEARER : CSN_AUTH_NONE;
}

/* Where a parameter is kept; NULL for one that concerns nobody. */
static char **
place_of(struct csn_challenge *challenge, struct csn_span name)
{
	if (csn_field_is(name, "realm"))
		return &challenge->realm;
	if (csn_field_is(name, "service"))
		return &challenge->service;
	return csn_field_is(name, "scope") ? &challenge->scope : NULL;
}

/* The first of several parameters of a name counts. */
static cosign_rc_t
keep(struct csn_challenge *challenge, struct csn_span name,
    struct csn_buf *value, cosign_error_t *err)
{
	char **place = place_of(challenge, name);
	cosign_rc_t rc = csn_buf_finish(value, err);

	if (rc != COSIGN_OK || place == NULL || *place != NULL)
		return rc;
	if (memchr(value->p, '\0', value->len) != NULL)
		return csn_fail(err, COSIGN_E_MALFORMED, "a NUL in a value");
	return csn_buf_take(value, place, NULL, err);
}

static cosign_rc_t
read_value(struct csn_challenge *challenge, struct csn_span *in,
    struct csn_span name, cosign_error_t *err)
{
	struct csn_buf value;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&value, CSN_HEADER_VALUE_MAX);
	csn_field_skip(in);
	if (!csn_field_value(in, &value))
		rc = csn_fail(err, COSIGN_E_MALFORMED,
		    "a parameter without a value, or without an end");
	else
		rc = keep(challenge, name, &value, err);
	csn_buf_dispose(&value);
	return rc;
}

static int
is_token68_char(uint8_t c)
{
	return csn_is_alnum(c) || (c != 0 && strchr("-._~+/", c) != NULL);
}

/* What may stand behind a scheme in place of parameters: nothing of it is
   used. Nothing is taken away if something else stands there. */
static void
skip_token68(struct csn_span *in)
{
	struct csn_span rest = *in;

	while (rest.len > 0 && is_token68_char(*rest.p)) {
		rest.p++;
		rest.len--;
	}
	while (csn_field_take(&rest, '='))
		continue;
	csn_field_skip(&rest);
	if (rest.len == 0 || *rest.p == ',')
		*in = rest;
}

/* A list is read from the left; a parameter belongs to the scheme before. */
struct reading {
	struct csn_span in;
	int may_go_on; /* behind a scheme or a comma */
	int is_done;   /* what is asked for is whole */
};

static void
begin_scheme(
    struct reading *reading, struct csn_challenge *out, struct csn_span name)
{
	if (out->scheme != CSN_AUTH_NONE) {
		reading->is_done = 1;
		return;
	}
	csn_challenge_dispose(out); /* parameters of an unknown one */
	out->scheme = scheme_of(name);
	csn_field_skip(&reading->in);
	skip_token68(&reading->in);
	reading->may_go_on = 1;
}

static cosign_rc_t
read_element(
    struct reading *reading, struct csn_challenge *out, cosign_error_t *err)
{
	const struct csn_span name = csn_field_token(&reading->in);

	if (name.len == 0 || !reading->may_go_on)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "neither a scheme nor a parameter");
	csn_field_skip(&reading->in);
	reading->may_go_on = 0;
	if (csn_field_take(&reading->in, '='))
		return read_value(out, &reading->in, name, err);
	begin_scheme(reading, out, name);
	return COSIGN_OK;
}

static cosign_rc_t
read_list(struct csn_challenge *out, const char *header, cosign_error_t *err)
{
	struct reading reading = { csn_span_str(header), 1, 0 };
	cosign_rc_t rc = COSIGN_OK;

	while (rc == COSIGN_OK && !reading.is_done) {
		csn_field_skip(&reading.in);
		if (reading.in.len == 0)
			break;
		/* Elements may be empty (RFC 9110 5.6.1.2). */
		if (csn_field_take(&reading.in, ','))
			reading.may_go_on = 1;
		else
			rc = read_element(&reading, out, err);
	}
	return rc;
}

cosign_rc_t
csn_challenge_parse(
    struct csn_challenge *out, const char *header, cosign_error_t *err)
{
	cosign_rc_t rc;

	memset(out, 0, sizeof(*out));
	rc = read_list(out, header, err);
	if (rc == COSIGN_OK && out->scheme == CSN_AUTH_BEARER &&
	    out->realm == NULL)
		rc = csn_fail(err, COSIGN_E_MALFORMED, "Bearer without realm");
	if (rc != COSIGN_OK || out->scheme == CSN_AUTH_NONE)
		csn_challenge_dispose(out);
	return csn_fail_at(err, rc, "WWW-Authenticate");
}
