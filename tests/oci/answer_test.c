/* What a program that keeps credentials answers. */
#include "oci/credential.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(answer, has_a_password)
{
	static const char json[] =
	    "{\"ServerURL\":\"r.example\",\"Username\":\"alice\",\"Secret\":"
	    "\"pass:word\",\"Other\":1}";
	struct cosign_credential who = { 0 };

	MUST(cosign_credential_set_answer(&who, json, strlen(json), NULL));
	cr_expect_str_eq(who.user, "alice");
	cr_expect_str_eq(who.password, "pass:word");
	cr_expect_null(who.identity_token);
	csn_credential_dispose(&who);
}

Test(answer, has_a_token)
{
	static const char json[] =
	    "{\"Username\":\"<token>\",\"Secret\":\"t0k\"}";
	struct cosign_credential who = { 0 };

	MUST(cosign_credential_set_answer(&who, json, strlen(json), NULL));
	cr_expect_null(who.user);
	cr_expect_null(who.password);
	cr_expect_str_eq(who.identity_token, "t0k");
	csn_credential_dispose(&who);
}

struct rejected {
	char json[80];
	cosign_rc_t rc;
	char message[64];
};

ParameterizedTestParameters(answer, refuses)
{
	static struct rejected rows[] = {
		{ "", COSIGN_E_JSON, "answer: " },
		{ "rubbish", COSIGN_E_JSON, "answer: " },
		{ "[]", COSIGN_E_JSON, "answer: not an object" },
		{ "{}", COSIGN_E_MALFORMED, "answer: " },
		{ "{\"Username\":\"a\"}", COSIGN_E_MALFORMED, "answer: " },
		{ "{\"Secret\":\"s3cret\"}", COSIGN_E_MALFORMED, "answer: " },
		{ "{\"Username\":1,\"Secret\":\"s3cret\"}", COSIGN_E_JSON,
		    "answer: " },
		{ "{\"Username\":\"a:b\",\"Secret\":\"s3cret\"}",
		    COSIGN_E_MALFORMED, "answer: user: a colon" },
		{ "{\"Username\":\"a\",\"Secret\":\"s3cret\\n\"}",
		    COSIGN_E_MALFORMED, "answer: password: the end of a line" },
		{ "{\"Username\":\"a\",\"Secret\":\"s3cret\\u0000\"}",
		    COSIGN_E_JSON, "answer: " },
	};

	return cr_make_param_array(struct rejected, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct rejected *row, answer, refuses)
{
	struct cosign_credential who = { 0 };
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;

	rc = cosign_credential_set_answer(
	    &who, row->json, strlen(row->json), err);
	cr_expect_eq(rc, row->rc, "%s: %s", row->json, cosign_rc_name(rc));
	expect_prefix(cosign_error_message(err), row->message);
	cr_expect_null(strstr(cosign_error_message(err), "s3cret"));
	cr_expect(csn_credential_is_empty(&who));
	cosign_error_free(err);
}

Test(answer, has_a_limit)
{
	const size_t len = 16 * 1024 + 1;
	struct cosign_credential who = { 0 };
	cosign_error_t *err = cosign_error_new();
	char *json = malloc(len + 64);
	int n;

	cr_assert_not_null(json);
	n = sprintf(json, "{\"Username\":\"a\",\"Secret\":\"");
	memset(json + n, 'x', len);
	strcpy(json + n + len, "\"}");
	cr_expect_eq(
	    cosign_credential_set_answer(&who, json, strlen(json), err),
	    COSIGN_E_LIMIT);
	expect_prefix(cosign_error_message(err), "answer: Secret: more than");
	strcpy(json + n + len - 1, "\"}");
	MUST(cosign_credential_set_answer(&who, json, strlen(json), err));
	csn_credential_dispose(&who);
	cosign_error_free(err);
	free(json);
}

Test(answer, that_is_none)
{
	struct cosign_credential who = { 0 };
	cosign_error_t *err = cosign_error_new();

	MUST(cosign_credential_set_password(&who, "a", "b", err));
	cr_expect_eq(cosign_credential_fail(&who, "locked\n", err),
	    COSIGN_E_CREDENTIALS);
	cr_expect(csn_credential_is_empty(&who));
	expect_prefix(cosign_error_message(err), "locked");
	cr_expect_eq(cosign_credential_set_answer(NULL, "{}", 2, err),
	    COSIGN_E_ARGUMENT);
	cosign_error_free(err);
}
