/* What docker's config.json keeps of logins. */
#include "vectors.h"

#include "oci/registry/credentials.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cosign_error_t *err;

static void
setup(void)
{
	err = cosign_error_new();
}

static void
teardown(void)
{
	cosign_error_free(err);
}

TestSuite(login, .init = setup, .fini = teardown);

struct server {
	char server[48];
	char key[48]; /* "": refused */
};

ParameterizedTestParameters(login, names_registries)
{
	static struct server rows[] = {
		{ "docker.io", "https://index.docker.io/v1/" },
		{ "index.docker.io", "https://index.docker.io/v1/" },
		{ "r.example", "r.example" },
		{ "r.example:5000", "r.example:5000" },
		{ "localhost", "localhost" },
		{ "127.0.0.1:5000", "127.0.0.1:5000" },
		{ "", "" },
		{ "name", "" },
		{ "library", "" },
		{ "https://r.example", "" },
		{ "r.example/app", "" },
		{ "r.example@", "" },
		{ "oci:", "" },
		{ "r example", "" },
	};

	return cr_make_param_array(struct server, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct server *row, login, names_registries)
{
	char *key = NULL;
	const cosign_rc_t rc = cosign_login_key(&key, row->server, err);

	if (row->key[0] != '\0') {
		cr_assert_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
		cr_expect_str_eq(key, row->key);
	} else {
		cr_expect_eq(rc, COSIGN_E_REFERENCE);
		expect_prefix(cosign_error_message(err), "server: ");
		cr_expect_null(key);
	}
	cosign_free(key);
}

/* The file after a login as "a" with "1"; free(). NULL: refused with rc. */
static char *
store(const char *json, const char *key, cosign_rc_t code)
{
	char *out = NULL;
	size_t len = 0;
	const cosign_rc_t rc = cosign_login_store(&out, &len, json,
	    json != NULL ? strlen(json) : 0, key, "a", "1", err);

	cr_assert_eq(
	    rc, code, "%s: %s", cosign_rc_name(rc), cosign_error_message(err));
	cr_assert_eq(rc == COSIGN_OK, out != NULL);
	if (out != NULL)
		cr_expect_eq(strlen(out), len);
	return out;
}

Test(login, begins_a_file)
{
	char *out = store(NULL, "r.example", COSIGN_OK);

	cr_expect_str_eq(out,
	    "{\n\t\"auths\": {\n\t\t\"r.example\": {\n\t\t\t\"auth\": "
	    "\"YTox\"\n\t\t}\n\t}\n}\n",
	    "%s", out);
	cosign_free(out);
}

/* All else is as it was, in its order, and so is the place of the entry. */
Test(login, keeps_all_else)
{
	char *out = store("{\"z\":[1,[],{},-2.5,null,true],\"auths\":{\"b\":{"
			  "\"auth\":\"Yjoy\",\"email\":\"x\"},\"r.example\":{"
			  "\"auth\":\"Yjoy\",\"identitytoken\":\"t\"},\"a\":{}}"
			  ",\"HttpHeaders\":{\"U\":\"<&>\"},"
			  "\"n\":9007199254740993}",
	    "r.example", COSIGN_OK);

	cr_expect_str_eq(out,
	    "{\n\t\"z\": [\n\t\t1,\n\t\t[],\n\t\t{},\n\t\t-2.5,\n\t\tnull,\n"
	    "\t\ttrue\n\t],\n\t\"auths\": {\n\t\t\"b\": {\n\t\t\t\"auth\": "
	    "\"Yjoy\",\n\t\t\t\"email\": \"x\"\n\t\t},\n\t\t\"r.example\": {\n"
	    "\t\t\t\"auth\": \"YTox\"\n\t\t},\n\t\t\"a\": {}\n\t},\n"
	    "\t\"HttpHeaders\": {\n\t\t\"U\": "
	    "\"\\u003c\\u0026\\u003e\"\n\t},\n"
	    "\t\"n\": 9007199254740993\n}\n",
	    "%s", out);
	cosign_free(out);
}

/* What is stored is what counts when the registry is asked. */
Test(login, is_found_again)
{
	struct csn_credentials *credentials = NULL;
	struct csn_login found;
	char *out = store("{\"auths\":{\"docker.io\":{\"auth\":\"Yjoy\"}}}",
	    "https://index.docker.io/v1/", COSIGN_OK);

	MUST(csn_credentials_new(&credentials, NULL));
	MUST(csn_credentials_add(credentials, "f", out, strlen(out), NULL));
	MUST(csn_credentials_find(
	    &found, credentials, "index.docker.io", "library/x", NULL));
	cr_expect_str_eq(found.who.user, "a");
	cr_expect_str_eq(found.who.password, "1");
	csn_login_dispose(&found);
	csn_credentials_free(credentials);
	cosign_free(out);
}

Test(login, leaves_secrets_to_a_helper)
{
	static const char json[] = "{\"credsStore\":\"keep\",\"credHelpers\":{"
				   "\"s.example\":\"own\","
				   "\"t.example\":\"\"}}";
	char *out = NULL;
	size_t len;

	MUST(cosign_login_helper(&out, json, strlen(json), "r.example", err));
	cr_expect_str_eq(out, "keep");
	cosign_free(out);
	MUST(cosign_login_helper(&out, json, strlen(json), "s.example", err));
	cr_expect_str_eq(out, "own");
	cosign_free(out);
	MUST(cosign_login_helper(&out, json, strlen(json), "t.example", err));
	cr_expect_null(out);
	MUST(cosign_login_helper(&out, "{}", 2, "s.example", err));
	cr_expect_null(out);
	MUST(cosign_login_request(
	    &out, &len, "r.example", "a\"", "1\\\x01", err));
	cr_expect_str_eq(out,
	    "{\"ServerURL\":\"r.example\",\"Username\":\"a\\\"\",\"Secret\":"
	    "\"1\\\\\\u0001\"}");
	cr_expect_eq(strlen(out), len);
	cosign_free(out);
	MUST(cosign_login_store(
	    &out, &len, "{}", 2, "r.example", NULL, NULL, err));
	cr_expect_str_eq(
	    out, "{\n\t\"auths\": {\n\t\t\"r.example\": {}\n\t}\n}\n");
	cosign_free(out);
}

struct erased {
	char json[160];
	char key[32];
	char rest[96]; /* "": there was none */
};

ParameterizedTestParameters(login, is_erased)
{
	static struct erased rows[] = {
		{ "{\"auths\":{\"r.example\":{}}}", "r.example",
		    "{\n\t\"auths\": {}\n}\n" },
		{ "{\"auths\":{\"https://r.example/v1/\":{},\"r.example\":{},"
		  "\"s.example\":{}}}",
		    "r.example",
		    "{\n\t\"auths\": {\n\t\t\"s.example\": {}\n\t}\n}\n" },
		{ "{\"auths\":{\"docker.io\":{},\"https://index.docker.io/v1/"
		  "\":{},\"index.docker.io\":{}}}",
		    "https://index.docker.io/v1/", "{\n\t\"auths\": {}\n}\n" },
		/* a part of it is another's */
		{ "{\"auths\":{\"r.example/team\":{}}}", "r.example", "" },
		{ "{\"auths\":{\"r.example:5000\":{}}}", "r.example", "" },
		{ "{}", "r.example", "" },
	};

	return cr_make_param_array(struct erased, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct erased *row, login, is_erased)
{
	char *out = NULL;
	size_t len;

	MUST(cosign_login_erase(
	    &out, &len, row->json, strlen(row->json), row->key, err));
	if (row->rest[0] != '\0')
		cr_expect_str_eq(out, row->rest, "%s", out);
	else
		cr_expect_null(out);
	cosign_free(out);
}

Test(login, has_a_key_that_is_text)
{
	cr_expect_null(store("{}", "r.exampl\xe9", COSIGN_E_ARGUMENT));
	expect_prefix(cosign_error_message(err), "login: the key is not UTF-8");
}

struct refused {
	char json[48];
	char user[16], password[16];
	cosign_rc_t rc;
	char message[48];
};

ParameterizedTestParameters(login, refuses)
{
	static struct refused rows[] = {
		{ "{}", "", "1", COSIGN_E_ARGUMENT,
		    "username and password required" },
		{ "{}", "a", "", COSIGN_E_ARGUMENT,
		    "username and password required" },
		{ "{}", "a:b", "1", COSIGN_E_ARGUMENT, "user: a colon in it" },
		{ "{}", "a", "1\n", COSIGN_E_ARGUMENT,
		    "password: the end of a line in it" },
		{ "[]", "a", "1", COSIGN_E_JSON, "login: not an object" },
		{ "{\"auths\":1}", "a", "1", COSIGN_E_JSON, "login: auths: " },
		{ "{\"credsStore\":\"../x\"}", "a", "1", COSIGN_E_MALFORMED,
		    "login: credsStore: " },
		{ "{", "a", "1", COSIGN_E_JSON, "login: " },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, login, refuses)
{
	char *out = NULL;
	size_t len;

	cr_expect_eq(
	    cosign_login_store(&out, &len, row->json, strlen(row->json),
		"r.example", row->user, row->password, err),
	    row->rc);
	expect_prefix(cosign_error_message(err), row->message);
	cr_expect_null(out);
}
