/* Each allocation of a login, a logout and what is asked for them fails in
   turn: docker's file is as it was, and of secrets nothing is left. */
#include "alloc_fail.h"
#include "scratch.h"
#include "vectors.h"

#include "oci/registry/credentials.h"

#include <cosign/file.h>

#include <criterion/criterion.h>
#include <jansson.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY    "r.example"
#define OTHER  "s.example"
#define SECRET "hunter2hunter2hunter2"
#define FILE_  "config.json"
#define MAX    ((size_t)1 << 16)

/* base64 of "other:hunter2hunter2hunter2" */
#define AUTH "b3RoZXI6aHVudGVyMmh1bnRlcjJodW50ZXIy"
/* and of "user:hunter2hunter2hunter2" */
#define STORED "dXNlcjpodW50ZXIyaHVudGVyMmh1bnRlcjI="
#define OLD                                                                \
	"{\"auths\":{\"" OTHER "\":{\"auth\":\"" AUTH "\"},\"https://" KEY \
	"/v1/\":{\"auth\":\"" AUTH "\"}},\"n\":1.5,"                       \
	"\"credHelpers\":{\"t.example\":\"keep\"}}"

static cosign_error_t *err;
static unsigned int left; /* of secrets, in what jansson gave back */

/* A copy of a text that jansson has no memory to make a string of: how it gives
   that back is its own. */
static const void *last;
static json_malloc_t allocate;

static void *
allocate_seen(size_t size)
{
	void *p = allocate(size);

	if (p != NULL)
		last = p;
	return p;
}

static void
free_seen(void *p)
{
	const size_t len = p != NULL ? malloc_usable_size(p) : 0;

	left += len > 0 && p != last &&
	    (memmem(p, len, AUTH, strlen(AUTH)) != NULL ||
		memmem(p, len, STORED, strlen(STORED)) != NULL ||
		memmem(p, len, SECRET, strlen(SECRET)) != NULL);
	free(p);
}

static void
setup(void)
{
	json_get_alloc_funcs(&allocate, NULL);
	json_set_alloc_funcs(allocate_seen, free_seen);
	err = cosign_error_new();
	scratch_enter();
}

static void
teardown(void)
{
	scratch_leave();
	cosign_error_free(err);
}

TestSuite(login_alloc, .init = setup, .fini = teardown);

/* Whether the file has this text, which is old or has been stored. */
static int
file_has(const char *text)
{
	static char now[4096];
	FILE *f = fopen(FILE_, "rb");
	size_t len;

	cr_assert_not_null(f);
	len = fread(now, 1, sizeof(now) - 1, f);
	(void)fclose(f);
	now[len] = '\0';
	return strstr(now, text) != NULL;
}

static void
fail_each(cosign_rc_t (*operation)(void), size_t least)
{
	cosign_rc_t rc;
	size_t n;
	int met;

	for (n = 1;; n++) {
		scratch_write(FILE_, OLD, strlen(OLD));
		alloc_fail_arm(n);
		rc = operation();
		met = alloc_fail_disarm();
		cr_expect_eq(left, 0, "allocation %zu: a secret is left", n);
		left = 0;
		if (!met)
			break;
		cr_expect_eq(rc, COSIGN_E_NOMEM, "allocation %zu: %s: %s", n,
		    cosign_rc_name(rc), cosign_error_message(err));
		cr_expect_eq(cosign_error_code(err), rc);
		cr_expect(file_has(OLD), "allocation %zu: another file", n);
	}
	cr_expect_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
	cr_expect_gt(n, least, "%zu allocations", n);
}

static void
wipe(char *text)
{
	if (text != NULL)
		explicit_bzero(text, strlen(text));
	cosign_free(text);
}

static cosign_rc_t
name_it(void)
{
	char *key = NULL;
	const cosign_rc_t rc = cosign_login_key(&key, KEY, err);

	cr_expect_eq(rc == COSIGN_OK, key != NULL);
	cosign_free(key);
	return rc;
}

Test(login_alloc, of_a_name)
{
	fail_each(name_it, 3);
}

static cosign_rc_t
find_helper(void)
{
	char *out = NULL;
	const cosign_rc_t rc =
	    cosign_login_helper(&out, OLD, strlen(OLD), "t.example", err);

	cr_expect_eq(rc == COSIGN_OK, out != NULL);
	cosign_free(out);
	return rc;
}

static cosign_rc_t
ask_helper(void)
{
	char *out = NULL;
	size_t len;
	const cosign_rc_t rc =
	    cosign_login_request(&out, &len, KEY, "user", SECRET, err);

	cr_expect_eq(rc == COSIGN_OK, out != NULL);
	wipe(out);
	return rc;
}

Test(login_alloc, of_what_a_helper_is_told)
{
	fail_each(find_helper, 20);
	fail_each(ask_helper, 3);
}

static cosign_rc_t
answer(void *user, const char *name, const char *key,
    cosign_credential_t *credential, cosign_error_t *helper_err)
{
	static const char json[] = "{\"ServerURL\":\"t.example\",\"Username\":"
				   "\"user\",\"Secret\":\"" SECRET "\"}";

	(void)user;
	(void)name;
	(void)key;
	return cosign_credential_set_answer(
	    credential, json, strlen(json), helper_err);
}

static cosign_rc_t
find_by_helper(void)
{
	struct csn_credentials *credentials = NULL;
	struct csn_login found = { .source = "" };
	cosign_rc_t rc = csn_credentials_new(&credentials, err);

	if (rc == COSIGN_OK) {
		csn_credentials_set_helper(credentials, answer, NULL);
		rc = csn_credentials_add(
		    credentials, FILE_, OLD, strlen(OLD), err);
	}
	if (rc == COSIGN_OK) {
		rc = csn_credentials_find(
		    &found, credentials, "t.example", "app", err);
		cr_expect_eq(rc == COSIGN_OK, found.who.password != NULL);
		csn_login_dispose(&found);
	}
	csn_credentials_free(credentials);
	return rc;
}

Test(login_alloc, of_what_a_helper_says)
{
	fail_each(find_by_helper, 25);
}

/* Whoever changes the file reads it, has it changed and writes it. */
typedef cosign_rc_t (*change_fn)(
    char **out, size_t *len, const char *json, size_t json_len);

static cosign_rc_t
change(change_fn fn)
{
	char *json = NULL, *out = NULL;
	size_t json_len, len = 0;
	cosign_rc_t rc = cosign_file_load(&json, &json_len, FILE_, MAX, err);

	if (rc == COSIGN_OK) {
		rc = fn(&out, &len, json, json_len);
		cr_expect_eq(rc == COSIGN_OK, out != NULL);
	}
	if (rc == COSIGN_OK)
		rc = cosign_file_save(FILE_, out, len, 0600, err);
	wipe(out);
	wipe(json);
	return rc;
}

static cosign_rc_t
store_it(char **out, size_t *len, const char *json, size_t json_len)
{
	return cosign_login_store(
	    out, len, json, json_len, KEY, "user", SECRET, err);
}

static cosign_rc_t
log_in(void)
{
	return change(store_it);
}

Test(login_alloc, of_a_login)
{
	fail_each(log_in, 60);
	cr_expect(file_has(STORED));
	cr_expect(file_has(AUTH));
}

static cosign_rc_t
begin_file(void)
{
	char *out = NULL;
	size_t len;
	const cosign_rc_t rc = store_it(&out, &len, NULL, 0);

	cr_expect_eq(rc == COSIGN_OK, out != NULL);
	wipe(out);
	return rc;
}

Test(login_alloc, of_the_first_login)
{
	fail_each(begin_file, 20);
}

static cosign_rc_t
store_helped(char **out, size_t *len, const char *json, size_t json_len)
{
	return cosign_login_store(
	    out, len, json, json_len, "t.example", NULL, NULL, err);
}

static cosign_rc_t
log_in_by_helper(void)
{
	return change(store_helped);
}

Test(login_alloc, of_a_login_that_a_helper_keeps)
{
	fail_each(log_in_by_helper, 60);
	cr_expect(file_has("\"t.example\": {}"));
}

static cosign_rc_t
erase(char **out, size_t *len, const char *json, size_t json_len)
{
	return cosign_login_erase(out, len, json, json_len, KEY, err);
}

static cosign_rc_t
log_out(void)
{
	return change(erase);
}

Test(login_alloc, of_a_logout)
{
	fail_each(log_out, 60);
	cr_expect_not(file_has(KEY));
	cr_expect(file_has(AUTH));
}
