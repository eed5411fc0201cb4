/* Whoever fails or is killed while signing an image leaves a layout that is
   read, with each signature in it or not, and those of others untouched. */
#include "call_fail.h"
#include "images.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static cosign_image_options_t *options;
static cosign_policy_t *policy, *theirs;
static cosign_key_t *key, *their_key;
static cosign_error_t *err;

static void
enter(void)
{
	images_open();
	images_put("image", "one");
	MUST(cosign_image_options_new(&options, NULL));
	/* The n-th call is the same each time. */
	MUST(cosign_image_options_set_workers(options, 1, NULL));
	MUST(cosign_image_options_set_forms(
	    options, COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY, NULL));
	MUST(cosign_key_generate(&key, COSIGN_ALG_NONE, NULL));
	MUST(cosign_key_generate(&their_key, COSIGN_ALG_NONE, NULL));
	policy = images_policy(key);
	theirs = images_policy(their_key);
	images_sign("image", their_key, options);
	cr_assert_eq(system("cp -r images before"), 0);
	err = cosign_error_new();
}

static void
leave(void)
{
	cosign_error_free(err);
	cosign_policy_free(theirs);
	cosign_policy_free(policy);
	cosign_key_free(their_key);
	cosign_key_free(key);
	cosign_image_options_free(options);
	images_close();
}

TestSuite(image_kill, .init = enter, .fini = leave);

static cosign_rc_t
sign(void)
{
	cosign_reference_t *ref = images_ref("image");
	cosign_image_signatures_t **made = NULL;
	const cosign_key_t *one = key;
	size_t count = 0;
	const cosign_rc_t rc = cosign_image_sign(
	    &made, &count, images_oci, ref, &one, 1, options, err);

	while (count > 0)
		cosign_image_signatures_free(made[--count]);
	cosign_free(made);
	cosign_reference_free(ref);
	return rc;
}

/* COSIGN_OK, or _NO_MATCH where it is not there. */
static cosign_rc_t
verify(const cosign_policy_t *by, uint32_t form)
{
	cosign_reference_t *ref = images_ref("image");
	cosign_image_options_t *o = NULL;
	cosign_rc_t rc;

	MUST(cosign_image_options_new(&o, NULL));
	MUST(cosign_image_options_set_forms(o, form, NULL));
	rc = cosign_image_verify(NULL, images_oci, ref, NULL, by, o, err);
	cosign_image_options_free(o);
	cosign_reference_free(ref);
	return rc;
}

/* done: it was said that both are there. */
static void
expect_whole(size_t n, int done)
{
	static const uint32_t forms[] = { COSIGN_IMAGE_BUNDLE,
		COSIGN_IMAGE_LEGACY };
	cosign_rc_t rc;
	size_t i;

	for (i = 0; i < 2; i++) {
		rc = verify(policy, forms[i]);
		cr_expect(rc == COSIGN_OK || (!done && rc == COSIGN_E_NO_MATCH),
		    "call %zu: %s: %s", n, cosign_rc_name(rc),
		    cosign_error_message(err));
		rc = verify(theirs, forms[i]);
		cr_expect_eq(rc, COSIGN_OK, "call %zu: %s: %s", n,
		    cosign_rc_name(rc), cosign_error_message(err));
	}
}

static void
restore(void)
{
	cr_assert_eq(system("rm -rf images && cp -r before images"), 0);
}

/* The next one finds its way. */
static void
expect_usable(size_t n)
{
	const cosign_rc_t rc = sign();

	cr_expect_eq(rc, COSIGN_OK, "call %zu: %s: %s", n, cosign_rc_name(rc),
	    cosign_error_message(err));
	expect_whole(n, 1);
}

Test(image_kill, failing)
{
	cosign_rc_t rc;
	size_t n;
	int met;

	for (n = 1;; n++) {
		restore();
		call_fail_arm(n, EIO);
		rc = sign();
		met = call_fail_disarm();
		if (rc != COSIGN_OK)
			cr_expect_eq(rc, COSIGN_E_IO, "call %zu: %s: %s", n,
			    cosign_rc_name(rc), cosign_error_message(err));
		expect_whole(n, rc == COSIGN_OK);
		if (!met)
			break;
	}
	cr_expect_eq(rc, COSIGN_OK);
	cr_expect_gt(n, 40);
	expect_usable(n);
}

/* 0 once the child lived to its end. */
static int
sign_and_be_killed(size_t n)
{
	const pid_t pid = fork();
	int status = 0;

	cr_assert_geq(pid, 0);
	if (pid == 0) {
		call_fail_arm(n, CALL_FAIL_KILL);
		_exit(sign() == COSIGN_OK ? 0 : 1);
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL;
	cr_expect_eq(WEXITSTATUS(status), 0);
	return 0;
}

Test(image_kill, killed)
{
	size_t n;
	int killed;

	for (n = 1;; n++) {
		restore();
		killed = sign_and_be_killed(n);
		expect_whole(n, !killed);
		if (n % 8 == 0)
			expect_usable(n);
		if (!killed)
			break;
	}
	cr_expect_gt(n, 40);
}
