/* How a registry asks who is there: what is understood can be written again,
   and means the same; a Bearer challenge has a realm. */
#include "fuzz.h"

#include "oci/registry/challenge.h"
#include "util/buf.h"

static void
write_parameter(struct csn_buf *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	csn_buf_addf(
	    out, "%s%s=\"", out->p[out->len - 1] == '"' ? "," : " ", name);
	for (; *value != '\0'; value++) {
		if (*value == '"' || *value == '\\')
			csn_buf_add_char(out, '\\');
		csn_buf_add_char(out, *value);
	}
	csn_buf_add_char(out, '"');
}

static int
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
check_written(const struct csn_challenge *challenge)
{
	struct csn_challenge again;
	struct csn_buf out;

	csn_buf_init(&out, SIZE_MAX);
	csn_buf_add_str(
	    &out, challenge->scheme == CSN_AUTH_BASIC ? "Basic" : "Bearer");
	write_parameter(&out, "realm", challenge->realm);
	write_parameter(&out, "service", challenge->service);
	write_parameter(&out, "scope", challenge->scope);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	HOLDS(csn_challenge_parse(&again, (const char *)out.p, NULL) ==
	    COSIGN_OK);
	HOLDS(again.scheme == challenge->scheme);
	HOLDS(same(again.realm, challenge->realm));
	HOLDS(same(again.service, challenge->service));
	HOLDS(same(again.scope, challenge->scope));
	csn_challenge_dispose(&again);
	csn_buf_dispose(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_challenge challenge;
	char *header = malloc(size + 1);
	cosign_rc_t rc;

	HOLDS(header != NULL && err != NULL);
	if (size > 0)
		memcpy(header, data, size);
	header[size] = '\0';
	rc = csn_challenge_parse(&challenge, header, err);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_MALFORMED ||
	    rc == COSIGN_E_LIMIT);
	HOLDS(is_printable(cosign_error_message(err)));
	if (challenge.scheme == CSN_AUTH_NONE)
		HOLDS(challenge.realm == NULL && challenge.service == NULL &&
		    challenge.scope == NULL);
	else
		HOLDS(rc == COSIGN_OK);
	HOLDS(challenge.scheme != CSN_AUTH_BEARER || challenge.realm != NULL);
	if (challenge.scheme != CSN_AUTH_NONE)
		check_written(&challenge);
	csn_challenge_dispose(&challenge);
	cosign_error_free(err);
	free(header);
	return 0;
}
