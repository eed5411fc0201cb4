/* Writing to a layout fails, or its process is killed, at each call in turn
   that changes files. */
#include "call_fail.h"
#include "place.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(layout_kill, .init = scratch_enter, .fini = scratch_leave);

static cosign_rc_t
push_two(unsigned int number, cosign_error_t *err)
{
	static const char json[] =
	    "{\"schemaVersion\":2,\"mediaType\":\"" OCI_MANIFEST
	    "\",\"config\":{\"mediaType\":\"a/b\",\"size\":1,\"digest\":"
	    "\"%s\"},\"layers\":[]}";
	cosign_descriptor_t *config = NULL;
	char text[512], byte = (char)('0' + number);
	cosign_rc_t rc = place_push_blob("oci:d", &byte, 1, &config, err);

	if (rc != COSIGN_OK)
		return rc;
	(void)snprintf(
	    text, sizeof(text), json, cosign_descriptor_digest(config));
	cosign_descriptor_free(config);
	return place_push("oci:d:t", text, strlen(text), err);
}

/* A layout is there, or nothing that poses as one; the tag has the old image,
   the new one, or none; nothing else is found by anybody. */
static void
expect_whole(const char *old, const char *new, size_t n)
{
	const char *is = place_digest("oci:d:t");

	cr_expect(strcmp(is, old) == 0 || strcmp(is, new) == 0, "call %zu: %s",
	    n, is);
	is = place_tags("oci:d");
	cr_expect(strcmp(is, "t ") == 0 || strcmp(is, "") == 0 ||
		strcmp(is, "COSIGN_E_NO_IMAGE") == 0,
	    "call %zu: %s", n, is);
}

static void
clear(void)
{
	cr_assert_eq(system("rm -rf d"), 0);
}

static size_t
fail_each(unsigned int old, int errnum)
{
	cosign_error_t *err = cosign_error_new();
	char before[CSN_DIGEST_TEXT_SIZE] = "COSIGN_E_NO_IMAGE";
	char after[CSN_DIGEST_TEXT_SIZE];
	cosign_rc_t rc;
	size_t n;
	int met;

	clear();
	MUST(push_two(2, NULL));
	(void)snprintf(after, sizeof(after), "%s", place_digest("oci:d:t"));
	for (n = 1;; n++) {
		clear();
		if (old > 0) {
			MUST(push_two(old, NULL));
			(void)snprintf(before, sizeof(before), "%s",
			    place_digest("oci:d:t"));
		}
		call_fail_arm(n, errnum);
		rc = push_two(2, err);
		met = call_fail_disarm();
		if (met && rc != COSIGN_OK)
			cr_expect_eq(cosign_rc_class(rc),
			    COSIGN_CLASS_UNAVAILABLE, "call %zu: %s", n,
			    cosign_error_message(err));
		expect_whole(before, after, n);
		MUST(push_two(2, NULL));
		cr_expect_str_eq(place_digest("oci:d:t"), after);
		if (!met)
			break;
	}
	cr_expect_eq(rc, COSIGN_OK);
	cosign_error_free(err);
	return n - 1;
}

Test(layout_kill, fails_as_a_whole)
{
	cr_expect_gt(fail_each(0, ENOSPC), 20);
	cr_expect_gt(fail_each(1, EIO), 10);
}

/* 0 once the child lived to its end. */
static int
push_and_be_killed(size_t n)
{
	int status = 0;
	pid_t pid = fork();

	cr_assert_geq(pid, 0);
	if (pid == 0) {
		call_fail_arm(n, CALL_FAIL_KILL);
		_exit(push_two(2, NULL) == COSIGN_OK ? 0 : 1);
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL;
	cr_expect_eq(WEXITSTATUS(status), 0);
	return 0;
}

static size_t
kill_each(unsigned int old)
{
	char before[CSN_DIGEST_TEXT_SIZE] = "COSIGN_E_NO_IMAGE";
	char after[CSN_DIGEST_TEXT_SIZE];
	size_t n;
	int killed;

	clear();
	MUST(push_two(2, NULL));
	(void)snprintf(after, sizeof(after), "%s", place_digest("oci:d:t"));
	for (n = 1;; n++) {
		clear();
		if (old > 0) {
			MUST(push_two(old, NULL));
			(void)snprintf(before, sizeof(before), "%s",
			    place_digest("oci:d:t"));
		}
		killed = push_and_be_killed(n);
		expect_whole(before, after, n);
		/* The next one finds its way. */
		MUST(push_two(2, NULL));
		cr_expect_str_eq(place_digest("oci:d:t"), after);
		if (!killed)
			break;
	}
	return n - 1;
}

Test(layout_kill, is_whole_when_killed)
{
	cr_expect_gt(kill_each(0), 20);
	cr_expect_gt(kill_each(1), 10);
}

/* What could not be looked at is not left out. */
Test(layout_kill, no_referrer_is_lost)
{
	const char *found;
	size_t n;
	int met;

	place_make("d", LAYOUT_FILE, NULL);
	place_vector("d", "image.json");
	place_vector("d", "bundle.json");
	for (n = 1, met = 1; met; n++) {
		call_fail_arm(n, EIO);
		found = place_referrers("oci:d@" IMAGE_DIGEST, NULL);
		met = call_fail_disarm();
		cr_expect_str_eq(found, met ? "COSIGN_E_IO" : "1: 333dc3e6",
		    "call %zu: %s", n, found);
	}
	cr_expect_gt(n, 10);
}

/* Nor is a folder taken for an empty one. */
Test(layout_kill, files_of_others_are_seen)
{
	cosign_rc_t rc;
	size_t n;
	int met;

	for (n = 1, met = 1; met; n++) {
		clear();
		cr_assert_eq(mkdir("d", 0755), 0);
		scratch_write("d/file", "", 0);
		call_fail_arm(n, EIO);
		rc = push_two(1, NULL);
		met = call_fail_disarm();
		cr_expect_eq(rc, met ? COSIGN_E_IO : COSIGN_E_EXISTS,
		    "call %zu: %s", n, cosign_rc_name(rc));
		cr_expect_eq(access("d/oci-layout", F_OK), -1, "call %zu", n);
	}
	cr_expect_gt(n, 4);
}

/* A list that is there is not made anew, although oci-layout is missing. */
Test(layout_kill, a_list_that_is_there_stays)
{
	static const char list[] =
	    "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" OCI_MANIFEST
	    "\",\"size\":247,\"digest\":\"" IMAGE_DIGEST "\"}]}";
	size_t n;
	int met;

	for (n = 1, met = 1; met; n++) {
		clear();
		place_make("d", NULL, list);
		place_vector("d", "image.json");
		call_fail_arm(n, EIO);
		(void)place_push_blob("oci:d", "1", 1, NULL, NULL);
		met = call_fail_disarm();
		MUST(place_push_blob("oci:d", "1", 1, NULL, NULL));
		cr_expect_str_eq(
		    place_digest("oci:d"), IMAGE_DIGEST, "call %zu", n);
	}
	cr_expect_gt(n, 20);
}
