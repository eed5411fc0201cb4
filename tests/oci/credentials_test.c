/* What is configured, and for whom it is. */
#include "oci/registry/credentials.h"
#include "util/limits.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

static struct csn_credentials *credentials;
static struct csn_login login;
static cosign_error_t *err;

static void
setup(void)
{
	err = cosign_error_new();
	cr_assert_eq(csn_credentials_new(&credentials, err), COSIGN_OK);
}

static void
teardown(void)
{
	csn_login_dispose(&login);
	csn_credentials_free(credentials);
	cosign_error_free(err);
}

TestSuite(credentials, .init = setup, .fini = teardown);

static cosign_rc_t
add(const char *name, const char *json)
{
	return csn_credentials_add(credentials, name, json, strlen(json), err);
}

static cosign_rc_t
find(const char *registry, const char *repository)
{
	csn_login_dispose(&login);
	return csn_credentials_find(
	    &login, credentials, registry, repository, err);
}

/* The user that is found; "" for nobody. */
static const char *
user_of(const char *registry, const char *repository)
{
	cr_assert_eq(find(registry, repository), COSIGN_OK, "%s",
	    cosign_error_message(err));
	return login.who.user == NULL ? "" : login.who.user;
}

/* base64 of "b:2", "c:3", "d:4" */
#define B "{\"auth\":\"Yjoy\"}"
#define C "{\"auth\":\"Yzoz\"}"
#define D "{\"auth\":\"ZDo0\"}"

Test(credentials, of_the_repository_come_before_those_of_the_registry)
{
	cr_assert_eq(add("f",
			 "{\"auths\":{\"r.example\":" C
			 ",\"r.example/team/app\":" B "}}"),
	    COSIGN_OK);
	cr_expect_str_eq(user_of("r.example", "team/app"), "b");
	cr_expect_str_eq(login.who.password, "2");
	cr_expect_str_eq(login.source, "the credentials of f");
	cr_expect_str_eq(user_of("r.example", "team/application"), "c");
	cr_expect_str_eq(user_of("s.example", "team/app"), "");
	cr_expect_str_eq(login.source, "no credentials");
}

Test(credentials, are_those_of_a_host_in_whatever_form)
{
	static const char *const keys[] = { "https://r.example:5000",
		"https://r.example:5000/", "https://r.example:5000/v1/",
		"http://r.example:5000/v2/", "R.EXAMPLE:5000",
		"r.example:5000/" };
	char json[200];
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(keys); i++) {
		csn_credentials_free(credentials);
		cr_assert_eq(csn_credentials_new(&credentials, err), COSIGN_OK);
		(void)snprintf(
		    json, sizeof(json), "{\"auths\":{\"%s\":" B "}}", keys[i]);
		cr_assert_eq(add("f", json), COSIGN_OK);
		cr_expect_str_eq(
		    user_of("r.example:5000", "app"), "b", "%s", keys[i]);
		cr_expect_str_eq(user_of("r.example", "app"), "");
		cr_expect_str_eq(user_of("r.example:50000", "app"), "");
		cr_expect_str_eq(user_of("ar.example:5000", "app"), "");
	}
}

Test(credentials, of_a_part_of_a_registry_are_for_that_part)
{
	cr_assert_eq(
	    add("auth.json",
		"{\"auths\":{\"r.example/a\":" B ",\"r.example/a/b\":" C "}}"),
	    COSIGN_OK);
	cr_expect_str_eq(user_of("r.example", "a/b/c"), "c");
	cr_expect_str_eq(user_of("r.example", "a/x"), "b");
	cr_expect_str_eq(user_of("r.example", "ax"), "");
	cr_expect_str_eq(user_of("r.example", "x"), "");
}

/* As in cosign, which knows no parts: podman would take the part's. */
Test(credentials, of_the_registry_come_before_those_of_a_part)
{
	cr_assert_eq(add("auth.json",
			 "{\"auths\":{\"r.example/team\":" B ",\"r.example\":" C
			 ",\"r.example/team/app\":" D "}}"),
	    COSIGN_OK);
	cr_expect_str_eq(user_of("r.example", "team/app"), "d");
	cr_expect_str_eq(user_of("r.example", "team/other"), "c");
	cr_expect_str_eq(user_of("r.example", "x"), "c");
}

Test(credentials, of_docker_hub_have_names_of_their_own)
{
	cr_assert_eq(
	    add("f", "{\"auths\":{\"https://index.docker.io/v1/\":" B "}}"),
	    COSIGN_OK);
	cr_expect_str_eq(user_of("index.docker.io", "library/x"), "b");
	csn_credentials_free(credentials);
	cr_assert_eq(csn_credentials_new(&credentials, err), COSIGN_OK);
	cr_assert_eq(add("f", "{\"auths\":{\"docker.io\":" C "}}"), COSIGN_OK);
	cr_expect_str_eq(user_of("index.docker.io", "library/x"), "c");
}

Test(credentials, of_a_part_of_docker_hub_have_its_short_name)
{
	cr_assert_eq(
	    add("auth.json",
		"{\"auths\":{\"docker.io/org\":" B ",\"docker.io/org/app\":" C
		",\"index.docker.io/me\":" D "}}"),
	    COSIGN_OK);
	cr_expect_str_eq(user_of("index.docker.io", "org/x"), "b");
	cr_expect_str_eq(user_of("index.docker.io", "org/app"), "c");
	cr_expect_str_eq(user_of("index.docker.io", "me/x"), "d");
	cr_expect_str_eq(user_of("index.docker.io", "library/x"), "");
	cr_expect_str_eq(user_of("r.example", "org/x"), "");
}

Test(credentials, of_the_first_file_that_knows_somebody_count)
{
	cr_assert_eq(add("one", "{\"auths\":{\"r.example\":{}}}"), COSIGN_OK);
	cr_assert_eq(
	    add("two", "{\"auths\":{\"r.example\":" B "}}"), COSIGN_OK);
	cr_assert_eq(
	    add("three", "{\"auths\":{\"r.example/app\":" C "}}"), COSIGN_OK);
	cr_expect_str_eq(user_of("r.example", "app"), "b");
	cr_expect_str_eq(login.source, "the credentials of two");
}

Test(credentials, that_are_given_count_before_files)
{
	cr_assert_eq(add("f", "{\"auths\":{\"r.example\":" B "}}"), COSIGN_OK);
	cr_assert_eq(
	    csn_credentials_set_registry_token(credentials, "token", err),
	    COSIGN_OK);
	cr_expect_str_eq(user_of("r.example", "app"), "");
	cr_expect_str_eq(login.who.registry_token, "token");
	cr_assert_eq(csn_credentials_set_password(credentials, "me", "pw", err),
	    COSIGN_OK);
	cr_expect_str_eq(user_of("r.example", "app"), "me");
	cr_expect_null(login.who.registry_token);
	cr_expect_str_eq(login.source, "the credentials that were given");
}

Test(credentials, without_a_user_are_a_token)
{
	cr_assert_eq(csn_credentials_set_password(credentials, "", "pw", err),
	    COSIGN_OK);
	cr_expect_str_eq(user_of("r.example", "app"), "");
	cr_expect_str_eq(login.who.registry_token, "pw");
}

Test(credentials, are_copied_with_their_files)
{
	struct csn_credentials *copy = NULL;

	cr_assert_eq(add("f", "{\"auths\":{\"r.example\":" B "}}"), COSIGN_OK);
	cr_assert_eq(csn_credentials_copy(&copy, credentials, err), COSIGN_OK);
	csn_credentials_free(credentials);
	credentials = copy;
	cr_expect_str_eq(user_of("r.example", "app"), "b");
}

struct entry {
	const char *json;
	const char *user, *password, *identity, *registry;
};

static const struct entry entries[] = {
	{ "{\"auth\":\"dXNlcjpwYXNz\"}", "user", "pass", NULL, NULL },
	/* "user:pa:ss" and two NULs */
	{ "{\"auth\":\"dXNlcjpwYTpzcwAA\"}", "user", "pa:ss", NULL, NULL },
	{ "{\"auth\":\"dXNlcjo=\"}", "user", NULL, NULL, NULL },
	{ "{\"username\":\"u\",\"password\":\"p\"}", "u", "p", NULL, NULL },
	{ "{\"auth\":\"dXNlcjpwYXNz\",\"username\":\"u\"}", "user", "pass",
	    NULL, NULL },
	{ "{\"auth\":\"\",\"username\":\"u\"}", "u", NULL, NULL, NULL },
	{ "{\"auth\":\"dXNlcjo=\",\"identitytoken\":\"i\"}", "user", NULL, "i",
	    NULL },
	{ "{\"registrytoken\":\"r\",\"email\":\"x@y\"}", NULL, NULL, NULL,
	    "r" },
};

static void
expect_text(const char *got, const char *expected, const char *json)
{
	if (expected == NULL)
		cr_expect_null(got, "%s", json);
	else
		cr_expect_str_eq(got, expected, "%s", json);
}

Test(credentials, are_read_as_docker_reads_them)
{
	char json[300];
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(entries); i++) {
		csn_credentials_free(credentials);
		cr_assert_eq(csn_credentials_new(&credentials, err), COSIGN_OK);
		(void)snprintf(json, sizeof(json),
		    "{\"auths\":{\"r.example\":%s},\"HttpHeaders\":{}}",
		    entries[i].json);
		cr_assert_eq(add("f", json), COSIGN_OK, "%s: %s", json,
		    cosign_error_message(err));
		cr_assert_eq(find("r.example", "app"), COSIGN_OK);
		expect_text(login.who.user, entries[i].user, json);
		expect_text(login.who.password, entries[i].password, json);
		expect_text(
		    login.who.identity_token, entries[i].identity, json);
		expect_text(
		    login.who.registry_token, entries[i].registry, json);
	}
}

struct refused {
	const char *json;
	cosign_rc_t rc;
	const char *text;
};

static const struct refused refused[] = {
	{ "", COSIGN_E_JSON, "/c.json: " },
	{ "[]", COSIGN_E_JSON, "/c.json: not an object" },
	{ "{\"auths\":[]}", COSIGN_E_JSON, "/c.json: auths: not an object" },
	{ "{\"auths\":{\"r\":7}}", COSIGN_E_JSON,
	    "/c.json: auths: r: not an object" },
	{ "{\"auths\":{\"r\":{\"auth\":7}}}", COSIGN_E_JSON,
	    "/c.json: auths: r: auth: not a string" },
	{ "{\"auths\":{\"r\":{\"auth\":\"secret!\"}}}", COSIGN_E_BASE64,
	    "/c.json: auths: r: auth: " },
	{ "{\"auths\":{\"r\":{\"auth\":\"c2VjcmV0\"}}}", COSIGN_E_MALFORMED,
	    "/c.json: auths: r: auth: not a user, a colon and a password" },
	{ "{\"auths\":{\"r\":{\"auth\":\"OnNlY3JldA==\"}}}", COSIGN_E_MALFORMED,
	    "/c.json: auths: r: auth: not a user, a colon and a password" },
	/* "a\nb:secret" */
	{ "{\"auths\":{\"r\":{\"auth\":\"YQpiOnNlY3JldA==\"}}}",
	    COSIGN_E_MALFORMED, "/c.json: auths: r: auth: a NUL or the end" },
	{ "{\"auths\":{\"r\":{\"username\":\"a\\r\\nb\"}}}", COSIGN_E_MALFORMED,
	    "/c.json: auths: r: username: " },
	{ "{\"credHelpers\":{\"r\":\"../../bin/sh\"}}", COSIGN_E_MALFORMED,
	    "/c.json: credHelpers: \"../../bin/sh\" is not the name" },
	{ "{\"credHelpers\":{\"r\":7}}", COSIGN_E_JSON,
	    "/c.json: credHelpers: r: not a string" },
	{ "{\"credsStore\":\"a b\"}", COSIGN_E_MALFORMED,
	    "/c.json: credsStore: \"a b\" is not the name of a helper" },
	{ "{\"auths\":{\"r\":{},\"r\":{}}}", COSIGN_E_JSON,
	    "/c.json: a file of credentials: line 1" },
};

Test(credentials, that_are_broken_are_refused_without_being_shown)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(refused); i++) {
		cr_expect_eq(add("/c.json", refused[i].json), refused[i].rc,
		    "%s: %s", refused[i].json, cosign_error_message(err));
		cr_expect_eq(strncmp(cosign_error_message(err), refused[i].text,
				 strlen(refused[i].text)),
		    0, "%s: %s", refused[i].json, cosign_error_message(err));
		cr_expect_null(strstr(cosign_error_message(err), "secret"));
	}
	cr_expect_str_eq(user_of("r", "app"), "");
}

Test(credentials, have_limits)
{
	static char json[CSN_CREDENTIAL_MAX + 200];
	static char fill[CSN_CREDENTIAL_MAX + 2];
	int i;

	memset(fill, 'x', sizeof(fill));
	fill[CSN_CREDENTIAL_MAX] = '\0';
	(void)snprintf(json, sizeof(json),
	    "{\"auths\":{\"r\":{\"identitytoken\":\"%s\"}}}", fill);
	cr_expect_eq(add("f", json), COSIGN_OK);
	fill[CSN_CREDENTIAL_MAX] = 'x';
	fill[CSN_CREDENTIAL_MAX + 1] = '\0';
	(void)snprintf(json, sizeof(json),
	    "{\"auths\":{\"r\":{\"identitytoken\":\"%s\"}}}", fill);
	cr_expect_eq(add("f", json), COSIGN_E_LIMIT);
	cr_expect_eq(csn_credentials_set_registry_token(credentials, fill, err),
	    COSIGN_E_LIMIT);
	for (i = 1; i < CSN_CREDENTIALS_FILES_MAX; i++)
		cr_expect_eq(add("f", "{}"), COSIGN_OK);
	cr_expect_eq(add("f", "{}"), COSIGN_E_LIMIT);
}

Test(credentials, that_cannot_stand_in_a_header_are_refused)
{
	cr_expect_eq(csn_credentials_set_password(credentials, "a:b", "c", err),
	    COSIGN_E_ARGUMENT);
	cr_expect_eq(
	    csn_credentials_set_password(credentials, "a", "b\nc", err),
	    COSIGN_E_ARGUMENT);
	cr_expect_eq(
	    csn_credentials_set_registry_token(credentials, "b\r\nX: y", err),
	    COSIGN_E_ARGUMENT);
	cr_expect_null(strstr(cosign_error_message(err), "X: y"));
}

/* ---- helpers ---- */

static char asked[1000];

static cosign_rc_t
help(void *user, const char *name, const char *key,
    cosign_credential_t *credential, cosign_error_t *e)
{
	(void)snprintf(asked + strlen(asked), sizeof(asked) - strlen(asked),
	    "%s:%s ", name, key);
	if (strcmp(key, user) != 0)
		return COSIGN_OK;
	return cosign_credential_set_identity_token(credential, "token", e);
}

static char known[] = "r.example";
static char nobody[] = "";

Test(credentials, of_a_program_are_asked_for_by_all_names)
{
	cr_assert_eq(add("f",
			 "{\"credHelpers\":{\"r.example\":\"one\"},"
			 "\"credsStore\":\"two\"}"),
	    COSIGN_OK);
	csn_credentials_set_helper(credentials, help, known);
	cr_assert_eq(find("r.example", "app"), COSIGN_OK);
	cr_expect_str_eq(login.who.identity_token, "token");
	cr_expect_str_eq(login.source, "the credentials of the helper one");
	cr_expect_str_eq(asked, "two:r.example/app one:r.example ");
}

Test(credentials, of_docker_hub_are_asked_for_by_its_url)
{
	cr_assert_eq(add("f", "{\"credsStore\":\"two\"}"), COSIGN_OK);
	csn_credentials_set_helper(credentials, help, nobody);
	cr_assert_eq(find("index.docker.io", "a/b"), COSIGN_OK);
	cr_expect_str_eq(asked,
	    "two:index.docker.io/a/b two:https://index.docker.io/v1/ "
	    "two:docker.io ");
	cr_expect_str_eq(login.source, "no credentials");
}

/* docker's way to keep one registry's in the file. */
Test(credentials, of_a_registry_without_a_helper_are_in_the_file)
{
	cr_assert_eq(add("f",
			 "{\"auths\":{\"r.example\":" B "},"
			 "\"credHelpers\":{\"r.example\":\"\"},"
			 "\"credsStore\":\"two\"}"),
	    COSIGN_OK);
	csn_credentials_set_helper(credentials, help, nobody);
	cr_expect_str_eq(user_of("r.example", "app"), "b");
	cr_expect_str_eq(asked, "two:r.example/app ");
}

static cosign_rc_t
lack_memory(void *user, const char *name, const char *key,
    cosign_credential_t *credential, cosign_error_t *e)
{
	(void)user;
	(void)name;
	(void)key;
	(void)credential;
	return csn_fail_nomem(e);
}

Test(credentials, that_a_program_had_no_memory_is_no_fault_of_theirs)
{
	cr_assert_eq(add("f", "{\"credsStore\":\"two\"}"), COSIGN_OK);
	csn_credentials_set_helper(credentials, lack_memory, NULL);
	cr_expect_eq(find("r.example", "app"), COSIGN_E_NOMEM);
	cr_expect(csn_credential_is_empty(&login.who));
}

static cosign_rc_t
name_nobody(void *user, const char *name, const char *key,
    cosign_credential_t *credential, cosign_error_t *e)
{
	(void)user;
	(void)name;
	(void)key;
	return cosign_credential_set_password(credential, "", "secret", e);
}

Test(credentials, of_nobody_are_none)
{
	cr_assert_eq(add("one",
			 "{\"auths\":{\"r.example\":{\"password\":\"x\"},"
			 "\"https://r.example/v1/\":" B "}}"),
	    COSIGN_OK);
	cr_expect_str_eq(user_of("r.example", "app"), "b");
	cr_assert_eq(add("two",
			 "{\"auths\":{\"s.example\":" C "},"
			 "\"credsStore\":\"two\"}"),
	    COSIGN_OK);
	csn_credentials_set_helper(credentials, name_nobody, NULL);
	cr_expect_str_eq(user_of("s.example", "app"), "c");
}
