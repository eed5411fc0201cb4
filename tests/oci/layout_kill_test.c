/* Writing to a layout fails, or its process is killed, at each call in turn
   that changes files; or others write to it while it is read. */
#include "call_fail.h"
#include "entries.h"
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

#define FALLBACK  \
	"sha256-" \
	"cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa18755c3"

/* The digest of what has the tag "t", or the code's name. */
static const char *
fetch_tag(void)
{
	static char digest[CSN_DIGEST_TEXT_SIZE];
	cosign_reference_t *ref = place_ref("oci:d:t");
	cosign_oci_t *oci = place_client();
	cosign_manifest_t *m = NULL;
	cosign_rc_t rc = cosign_oci_manifest_fetch(&m, oci, ref, NULL);

	(void)snprintf(digest, sizeof(digest), "%s",
	    rc == COSIGN_OK
		? cosign_descriptor_digest(cosign_manifest_descriptor(m))
		: cosign_rc_name(rc));
	cosign_manifest_free(m);
	cosign_oci_free(oci);
	cosign_reference_free(ref);
	return digest;
}

/* What somebody else does meanwhile, and what then. */
static size_t back_after; /* calls; 0: never */
static char replaced[CSN_DIGEST_TEXT_SIZE];
static int was_met;

static void
put_back(void)
{
	static const char index[] = INDEX(IMAGE("") "," BUNDLE(""));

	place_vector("d", "bundle.json");
	scratch_write("d/index.json", index, strlen(index));
}

static void
remove_bundle(void)
{
	was_met = 1;
	MUST(place_delete("oci:d@" BUNDLE_DIGEST, NULL));
	if (back_after > 0)
		call_fail_arm_others(back_after, put_back);
}

static void
replace_tag(void)
{
	char text[256];

	was_met = 1;
	MUST(push_two(2, NULL));
	(void)snprintf(text, sizeof(text), "oci:d@%s", replaced);
	MUST(place_delete(text, NULL));
}

/* A list that is replaced, and then removed with what it has listed. */
static void
replace_list(void)
{
	static const char list[] = INDEX("");
	char text[256];

	was_met = 1;
	MUST(place_push("oci:d:" FALLBACK, list, strlen(list), NULL));
	(void)snprintf(text, sizeof(text), "oci:d@%s", replaced);
	MUST(place_delete(text, NULL));
	MUST(place_delete("oci:d@" BUNDLE_DIGEST, NULL));
}

/* The layout is whole at each moment: what was removed is not missing. */
Test(layout_kill, what_others_remove_is_not_missing)
{
	const char *found;
	size_t n, gone = 0;

	for (back_after = 0; back_after < 4; back_after++)
		for (n = 1, was_met = 1; was_met; n++) {
			was_met = 0;
			clear();
			place_make("d", LAYOUT_FILE, NULL);
			place_vector("d", "image.json");
			put_back();
			call_fail_arm_others(n, remove_bundle);
			found = place_referrers("oci:d@" IMAGE_DIGEST, NULL);
			(void)call_fail_disarm();
			cr_expect(strcmp(found, "1: 333dc3e6") == 0 ||
				(was_met && strcmp(found, "0:") == 0),
			    "call %zu: %s", n, found);
			gone += strcmp(found, "0:") == 0;
		}
	cr_expect_gt(gone, 4);
}

Test(layout_kill, what_others_replace_is_not_missing)
{
	char new[CSN_DIGEST_TEXT_SIZE];
	const char *is;
	size_t n;

	MUST(push_two(2, NULL));
	(void)snprintf(new, sizeof(new), "%s", place_digest("oci:d:t"));
	for (n = 1, was_met = 1; was_met; n++) {
		was_met = 0;
		clear();
		MUST(push_two(1, NULL));
		(void)snprintf(
		    replaced, sizeof(replaced), "%s", place_digest("oci:d:t"));
		call_fail_arm_others(n, replace_tag);
		is = fetch_tag();
		(void)call_fail_disarm();
		cr_expect(strcmp(is, replaced) == 0 || strcmp(is, new) == 0,
		    "call %zu: %s", n, is);
	}
	cr_expect_gt(n, 5);
}

Test(layout_kill, a_list_that_others_replace_is_not_missing)
{
	static const char list[] = INDEX(BUNDLE(""));
	static const char index[] = INDEX(
	    "{\"mediaType\":\"" OCI_INDEX
	    "\",\"size\":%zu,\"digest\":\"%s\"" NOTES(REF_NAME(FALLBACK)) "}");
	char text[512];
	const char *found;
	size_t n;

	for (n = 1, was_met = 1; was_met; n++) {
		was_met = 0;
		clear();
		place_make("d", LAYOUT_FILE, NULL);
		place_vector("d", "bundle.json");
		place_blob("d", list, strlen(list), replaced);
		(void)snprintf(
		    text, sizeof(text), index, strlen(list), replaced);
		scratch_write("d/index.json", text, strlen(text));
		call_fail_arm_others(n, replace_list);
		found = place_referrers("oci:d@" IMAGE_DIGEST, NULL);
		(void)call_fail_disarm();
		cr_expect(strcmp(found, "1: 333dc3e6") == 0 ||
			(was_met && strcmp(found, "0:") == 0),
		    "call %zu: %s", n, found);
	}
	cr_expect_gt(n, 8);
}
