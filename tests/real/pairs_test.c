/* What cosignc does to images and their signatures, cosign takes, and the other
   way round; with the cosign before as well. The older form: what both of them
   have. */
#include "pairs.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <stdlib.h>
#include <string.h>

static struct pair pairs[] = { PAIRS_ON(REAL_REFERRERS),
	PAIRS_ON(REAL_DOCKER_REGISTRY) };
/* With the other that has no list, too: where most depends on the registry. */
static struct pair everywhere[] = { PAIRS_ON(REAL_REFERRERS),
	PAIRS_ON(REAL_DOCKER_REGISTRY), PAIRS_ON(REAL_DISTRIBUTION) };
/* Where the list of referrers does not matter. */
static struct pair on_one[] = { PAIRS_ON(REAL_REFERRERS) };

TestSuite(real_pairs, .init = pairs_enter, .fini = pairs_leave, .timeout = 300);

static void
sign(const char *program)
{
	pairs_sign(program, PAIRS_OLDER);
}

static void
verify(const char *program, const char *image)
{
	pairs_verify(program, PAIRS_OLDER, image);
}

static struct process_result
verify_saved(const char *program, const char *pub)
{
	return REAL_RUN(NULL, program, "verify", "--key", pub,
	    "--insecure-ignore-tlog", "--new-bundle-format=false",
	    "--local-image", "saved");
}

/* Both say the same, and nothing is wrong. */
static void
expect_same(struct process_result one, struct process_result other)
{
	cr_expect_eq(one.status, 0, "%s", one.err);
	cr_expect_eq(other.status, 0, "%s", other.err);
	cr_expect_str_eq(other.out, one.out, "%s", other.err);
	process_dispose(&other);
	process_dispose(&one);
}

/* Each beside what is there. What is downloaded is the same. */
PAIRS(real_pairs, sign_and_download, everywhere)
{
	pairs_start(p->kind);
	/* So that cosigns read what keys cosignc writes. */
	real_expect(REAL_RUN(NULL, "cosignc", "generate-key-pair",
			"--output-key-prefix", "other"),
	    0, "");
	sign(p->by);
	verify(p->then, PAIRS_ONE);
	real_expect(
	    pairs_verify_with("other.pub", p->then, PAIRS_OLDER, PAIRS_ONE), 12,
	    "no matching signatures");
	pairs_sign_with("other.key", p->then, PAIRS_OLDER, PAIRS_ONE);
	expect_same(REAL_RUN(NULL, p->by, "download", "signature", PAIRS_ONE),
	    REAL_RUN(NULL, p->then, "download", "signature", PAIRS_ONE));
	verify(p->by, PAIRS_ONE);
	real_expect(
	    pairs_verify_with("other.pub", p->by, PAIRS_OLDER, PAIRS_ONE), 0,
	    "docker-manifest-digest");
}

PAIRS(real_pairs, attach, pairs)
{
	struct process_result payload, signature;

	pairs_start(p->kind);
	payload = REAL_RUN(NULL, p->by, "generate", PAIRS_ONE);
	cr_assert_eq(payload.status, 0, "%s", payload.err);
	scratch_write("payload", payload.out, strlen(payload.out));
	signature = pairs_is_new(p->by)
	    ? REAL_RUN(NULL, p->by, "sign-blob", "--key", "cosign.key",
		  "--use-signing-config=false", "--tlog-upload=false",
		  "--new-bundle-format=false", "--yes", "payload")
	    : REAL_RUN(NULL, p->by, "sign-blob", "--key", "cosign.key",
		  "--tlog-upload=false", "--yes", "payload");
	cr_assert_eq(signature.status, 0, "%s", signature.err);
	scratch_write("signature", signature.out, strlen(signature.out));
	real_expect(REAL_RUN(NULL, p->by, "attach", "signature", "--payload",
			"payload", "--signature", "signature", PAIRS_ONE),
	    0, "");
	verify(p->then, PAIRS_ONE);
	process_dispose(&signature);
	process_dispose(&payload);
}

PAIRS(real_pairs, copy, pairs)
{
	pairs_start(p->kind);
	sign(p->by);
	real_expect(
	    REAL_RUN(NULL, p->by, "copy", PAIRS_ONE, PAIRS_OTHER), 0, "");
	verify(p->then, PAIRS_OTHER);
}

PAIRS(real_pairs, save_and_load, pairs)
{
	pairs_start(p->kind);
	sign(p->by);
	real_expect(
	    REAL_RUN(NULL, p->by, "save", "--dir", "saved", PAIRS_ONE), 0, "");
	real_expect(
	    verify_saved(p->then, "cosign.pub"), 0, "docker-manifest-digest");
	real_expect(
	    REAL_RUN(NULL, p->then, "load", "--dir", "saved", PAIRS_OTHER), 0,
	    "");
	verify(p->by, PAIRS_OTHER);
}

/* What has been saved is signed once more, and is still what it was for who
   has saved it. */
PAIRS(real_pairs, sign_what_is_saved, on_one)
{
	pairs_start(p->kind);
	real_write_keys("other", "cosign-2.6.5");
	sign(p->by);
	real_expect(
	    REAL_RUN(NULL, p->by, "save", "--dir", "saved", PAIRS_ONE), 0, "");
	/* Of the three, cosignc alone signs in layouts. */
	pairs_sign_with("other.key", "cosignc", PAIRS_OLDER, "oci:saved");
	real_expect(
	    verify_saved(p->then, "other.pub"), 0, "docker-manifest-digest");
	real_expect(
	    verify_saved(p->by, "cosign.pub"), 0, "docker-manifest-digest");
	real_expect(
	    REAL_RUN(NULL, p->by, "load", "--dir", "saved", PAIRS_OTHER), 0,
	    "");
	verify(p->then, PAIRS_OTHER);
	real_expect(
	    pairs_verify_with("other.pub", p->then, PAIRS_OLDER, PAIRS_OTHER),
	    0, "docker-manifest-digest");
}

PAIRS(real_pairs, clean, everywhere)
{
	pairs_start(p->kind);
	sign(p->by);
	verify(p->then, PAIRS_ONE);
	real_expect(
	    REAL_RUN(NULL, p->by, "clean", "--force", PAIRS_ONE), 0, "");
	pairs_expect_none(p->then, PAIRS_OLDER, PAIRS_ONE);
}

PAIRS(real_pairs, triangulate, on_one)
{
	static const char *const types[] = { "signature", "attestation",
		"sbom" };
	size_t i;

	pairs_start(p->kind);
	expect_same(REAL_RUN(NULL, p->by, "triangulate", PAIRS_ONE),
	    REAL_RUN(NULL, p->then, "triangulate", PAIRS_ONE));
	for (i = 0; i < ARRAY_LEN(types); i++)
		expect_same(REAL_RUN(NULL, p->by, "triangulate", "--type",
				types[i], PAIRS_ONE),
		    REAL_RUN(NULL, p->then, "triangulate", "--type", types[i],
			PAIRS_ONE));
}

PAIRS(real_pairs, upload_blob, on_one)
{
	struct process_result one, other;

	pairs_start(p->kind);
	scratch_write("page", "\n<html>", 7);
	one = REAL_RUN(NULL, p->by, "upload", "blob", "-f", "page", "-a",
	    "a=<1>", PAIRS_OTHER);
	other = REAL_RUN(NULL, p->then, "upload", "blob", "-f", "page", "-a",
	    "a=<1>", PAIRS_OTHER);
	cr_expect_eq(one.status, 0, "%s", one.err);
	cr_assert_not_null(strstr(one.out, "@sha256:"), "%s", one.out);
	/* cosign has more than the name on this stream, and in another order.
	 */
	cr_expect_not_null(
	    strstr(other.out, strstr(one.out, "@sha256:")), "%s", other.out);
	process_dispose(&other);
	process_dispose(&one);
}

/* ---- the older form in a manifest that refers to the image ---- */

/* Both cosigns do so only when they are told that it is an experiment. */
static void
sign_referring(const char *program)
{
	cr_assert_eq(setenv("COSIGN_EXPERIMENTAL", "1", 1), 0);
	real_expect(pairs_is_new(program)
		? REAL_RUN(NULL, program, "sign", "--key", "cosign.key",
		      "--use-signing-config=false", "--tlog-upload=false",
		      "--new-bundle-format=false",
		      "--registry-referrers-mode=oci-1-1", "--yes", PAIRS_ONE)
		: REAL_RUN(NULL, program, "sign", "--key", "cosign.key",
		      "--tlog-upload=false",
		      "--registry-referrers-mode=oci-1-1", "--yes", PAIRS_ONE),
	    0, "");
}

static struct process_result
verify_referring(const char *program, const char *pub, const char *image)
{
	return REAL_RUN(NULL, program, "verify", "--key", pub,
	    "--insecure-ignore-tlog", "--experimental-oci11",
	    "--new-bundle-format=false", image);
}

/* With a key that has not signed. cosign then looks under the tag, and tells
   what is there. */
static void
expect_none_referring(const char *program)
{
	struct process_result r =
	    verify_referring(program, "other.pub", PAIRS_ONE);

	if (strcmp(program, "cosignc") == 0)
		real_expect(r, 12, "no matching signatures");
	else
		real_expect(r, 10, "no signatures found");
}

/* cosignc copies and cleans: both cosigns look at tags alone for that. */
PAIRS(real_pairs, referring, pairs)
{
	pairs_start(p->kind);
	real_write_keys("other", "cosign-2.6.5");
	sign_referring(p->by);
	real_expect(verify_referring(p->then, "cosign.pub", PAIRS_ONE), 0,
	    "docker-manifest-digest");
	expect_none_referring(p->then);
	verify("cosignc", PAIRS_ONE);
	real_expect(
	    REAL_RUN(NULL, "cosignc", "copy", PAIRS_ONE, PAIRS_OTHER), 0, "");
	real_expect(
	    REAL_RUN(NULL, "cosignc", "clean", "--force", PAIRS_ONE), 0, "");
	real_expect(verify_referring(p->then, "cosign.pub", PAIRS_ONE), 10,
	    "no signatures found");
	real_expect(verify_referring(p->by, "cosign.pub", PAIRS_OTHER), 0,
	    "docker-manifest-digest");
	real_expect(verify_referring(p->then, "cosign.pub", PAIRS_OTHER), 0,
	    "docker-manifest-digest");
}
