#include "password.h"
#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <cosign/file.h>
#include <sys/stat.h>
#include <unistd.h>

static cosign_key_t *
new_key(void)
{
	cosign_key_t *key = NULL;

	MUST(cosign_key_generate(&key, COSIGN_ALG_NONE, NULL));
	return key;
}

static unsigned int
mode_of(const char *path)
{
	struct stat st;

	cr_assert_eq(lstat(path, &st), 0);
	cr_expect(S_ISREG(st.st_mode));
	return st.st_mode & 07777u;
}

/* Both halves of one key. */
static void
expect_pair(const char *key_path, const char *pub_path, const cosign_key_t *key)
{
	struct typist t = typist(PASSWORD);
	cosign_pubkey_t *pub = NULL;
	cosign_key_t *read = NULL;
	const char *want = cosign_pubkey_pem(cosign_key_public(key));

	MUST(cosign_key_load(&read, key_path, type_password, &t, NULL));
	MUST(cosign_pubkey_load(&pub, pub_path, NULL));
	cr_expect_str_eq(cosign_pubkey_pem(cosign_key_public(read)), want);
	cr_expect_str_eq(cosign_pubkey_pem(pub), want);
	cosign_key_free(read);
	cosign_pubkey_free(pub);
}

Test(save_pair, writes_both, .init = scratch_enter, .fini = scratch_leave)
{
	struct typist t = typist(PASSWORD);
	cosign_key_t *key = new_key();

	(void)umask(022);
	MUST(cosign_key_save_pair(key, "a", 0, type_password, &t, NULL));
	cr_expect_eq(t.asked, 1);
	cr_expect_eq(t.purpose, COSIGN_PASSWORD_CREATE);
	cr_expect_eq(mode_of("a.key"), 0600);
	cr_expect_eq(mode_of("a.pub"), 0644);
	expect_pair("a.key", "a.pub", key);
	cosign_key_free(key);
}

Test(save_pair, asks_nobody_when_a_name_exists, .init = scratch_enter,
    .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();
	struct typist t = typist(PASSWORD);
	cosign_key_t *key = new_key();

	scratch_write("a.key", "x", 1);
	scratch_write("b.pub", "x", 1);
	expect_error(err,
	    cosign_key_save_pair(key, "a", 0, type_password, &t, err),
	    COSIGN_E_EXISTS, "a.key: file exists");
	expect_error(err,
	    cosign_key_save_pair(key, "b", 0, type_password, &t, err),
	    COSIGN_E_EXISTS, "b.pub: file exists");
	expect_error(err,
	    cosign_key_save_pair(key, "no/a", 0, type_password, &t, err),
	    COSIGN_E_NOT_FOUND, "no");
	expect_error(err,
	    cosign_key_save_pair(key, "", 0, type_password, &t, err),
	    COSIGN_E_ARGUMENT, "key pair: no key, no prefix");
	expect_error(err,
	    cosign_key_save_pair(key, "c", 2, type_password, &t, err),
	    COSIGN_E_ARGUMENT, "key pair: no key, no prefix or unknown");
	expect_error(err,
	    cosign_key_save_pair(NULL, "c", 0, type_password, &t, err),
	    COSIGN_E_ARGUMENT, "key pair: no key");
	cr_expect_eq(t.asked, 0);
	cr_expect_neq(access("a.pub", F_OK), 0);
	cr_expect_neq(access("b.key", F_OK), 0);
	cosign_key_free(key);
	cosign_error_free(err);
}

Test(save_pair, replaces_with_consent, .init = scratch_enter,
    .fini = scratch_leave)
{
	cosign_key_t *one = new_key(), *two = new_key();
	struct typist t = typist(PASSWORD);

	MUST(cosign_key_save_pair(one, "a", 0, type_password, &t, NULL));
	MUST(cosign_key_save_pair(
	    two, "a", COSIGN_SAVE_OVERWRITE, type_password, &t, NULL));
	expect_pair("a.key", "a.pub", two);
	cosign_key_free(one);
	cosign_key_free(two);
}

/* Nothing is written when the password does not come. */
Test(save_pair, writes_nothing_without_a_password, .init = scratch_enter,
    .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();
	struct typist t = typist("");
	cosign_key_t *key = new_key();

	t.result = COSIGN_E_CANCELLED;
	expect_error(err,
	    cosign_key_save_pair(key, "a", 0, type_password, &t, err),
	    COSIGN_E_CANCELLED, "password: cancelled");
	expect_error(err, cosign_key_save_pair(key, "a", 0, NULL, NULL, err),
	    COSIGN_E_NO_PASSWORD, "password: needed");
	cr_expect_neq(access("a.key", F_OK), 0);
	cr_expect_neq(access("a.pub", F_OK), 0);
	cosign_key_free(key);
	cosign_error_free(err);
}
