/* Signatures of images in bundles, of cosignc, of cosign, and of the cosign
   before, which has them behind a flag: each takes those of the others, in
   registries with and without the list of referrers. What 2.6.5 cannot do with
   them, and 3.1.3, is said where it is seen. */
#include "pairs.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <string.h>

#define BEFORE "cosign-2.6.5"

static struct pair pairs[] = { PAIRS_ON(REAL_REFERRERS),
	PAIRS_ON(REAL_DOCKER_REGISTRY), PAIRS_ON(REAL_DISTRIBUTION) };

/* Whose bundles, and where. Nobody goes on. */
static struct pair makers[] = {
	{ REAL_REFERRERS, "cosignc", "" },
	{ REAL_REFERRERS, "cosign", "" },
	{ REAL_REFERRERS, BEFORE, "" },
	{ REAL_DOCKER_REGISTRY, "cosignc", "" },
	{ REAL_DOCKER_REGISTRY, "cosign", "" },
	{ REAL_DOCKER_REGISTRY, BEFORE, "" },
};

/* Where a folder is all that matters. */
static struct pair on_one[] = {
	{ REAL_REFERRERS, "cosignc", "" },
	{ REAL_REFERRERS, "cosign", "" },
	{ REAL_REFERRERS, BEFORE, "" },
};

/* Whose copies. */
static struct pair cosigns[] = {
	{ REAL_DOCKER_REGISTRY, "cosign", "" },
	{ REAL_DOCKER_REGISTRY, BEFORE, "" },
};

TestSuite(
    real_bundles, .init = pairs_enter, .fini = pairs_leave, .timeout = 300);

static void
sign(const char *program)
{
	pairs_sign(program, PAIRS_BUNDLE);
}

static void
verify(const char *program, const char *image)
{
	pairs_verify(program, PAIRS_BUNDLE, image);
}

/* With all three. */
static void
verify_all(const char *image)
{
	verify("cosignc", image);
	verify("cosign", image);
	verify(BEFORE, image);
}

/* By the other key, which has not signed: cosign tells that from other
   failures by its words alone. */
static void
expect_no_match(const char *program, const char *image)
{
	real_expect(
	    pairs_verify_with("other.pub", program, PAIRS_BUNDLE, image),
	    strcmp(program, "cosignc") == 0 ? 12 : 1, "no matching");
}

/* Whether a log must have it is a question of its own. */
static void
expect_no_log(const char *program)
{
	real_expect(REAL_RUN(NULL, program, "verify", "--key", "cosign.pub",
			"--new-bundle-format", "--trusted-root", "root.json",
			PAIRS_ONE),
	    strcmp(program, "cosignc") == 0 ? 12 : 1, "no matching");
	real_expect(REAL_RUN(NULL, program, "verify", "--key", "cosign.pub",
			"--new-bundle-format", "--trusted-root", "root.json",
			"--private-infrastructure", PAIRS_ONE),
	    0, "docker-manifest-digest");
}

/* Each beside what is there. */
PAIRS(real_bundles, sign, pairs)
{
	pairs_start(p->kind);
	real_write_keys("other", "cosign-2.6.5");
	sign(p->by);
	verify(p->then, PAIRS_ONE);
	expect_no_match(p->then, PAIRS_ONE);
	expect_no_log(p->then);
	pairs_sign_with("other.key", p->then, PAIRS_BUNDLE, PAIRS_ONE);
	verify(p->by, PAIRS_ONE);
	real_expect(
	    pairs_verify_with("other.pub", p->by, PAIRS_BUNDLE, PAIRS_ONE), 0,
	    "docker-manifest-digest");
}

/* cosignc takes those along that cosign leaves behind. Both remove them. */
PAIRS(real_bundles, copy_and_clean, makers)
{
	pairs_start(p->kind);
	sign(p->by);
	real_expect(
	    REAL_RUN(NULL, "cosignc", "copy", PAIRS_ONE, PAIRS_OTHER), 0, "");
	verify_all(PAIRS_OTHER);
	real_expect(
	    REAL_RUN(NULL, "cosignc", "clean", "--force", PAIRS_ONE), 0, "");
	pairs_expect_none("cosignc", PAIRS_BUNDLE, PAIRS_ONE);
	pairs_expect_none("cosign", PAIRS_BUNDLE, PAIRS_ONE);
	real_expect(
	    pairs_verify_with("cosign.pub", BEFORE, PAIRS_BUNDLE, PAIRS_ONE), 1,
	    "no valid bundles exist in registry");
	verify_all(PAIRS_OTHER);
	real_expect(
	    REAL_RUN(NULL, "cosign", "clean", "--force", PAIRS_OTHER), 0, "");
	pairs_expect_none("cosignc", PAIRS_BUNDLE, PAIRS_OTHER);
}

/* What is downloaded is the same, too. */
PAIRS(real_bundles, save_and_load, makers)
{
	struct process_result ours, theirs;

	pairs_start(p->kind);
	sign(p->by);
	ours = REAL_RUN(NULL, "cosignc", "download", "signature", PAIRS_ONE);
	theirs = REAL_RUN(NULL, "cosign", "download", "signature", PAIRS_ONE);
	cr_expect_eq(ours.status, 0, "%s", ours.err);
	cr_expect_str_eq(ours.out, theirs.out, "%s", theirs.err);
	process_dispose(&theirs);
	process_dispose(&ours);
	real_expect(
	    REAL_RUN(NULL, "cosignc", "save", "--dir", "saved", PAIRS_ONE), 0,
	    "");
	real_expect(REAL_RUN(NULL, "cosign", "verify", "--key", "cosign.pub",
			"--insecure-ignore-tlog", "--local-image", "saved"),
	    0, "docker-manifest-digest");
	real_expect(
	    REAL_RUN(NULL, "cosignc", "load", "--dir", "saved", PAIRS_OTHER), 0,
	    "");
	verify_all(PAIRS_OTHER);
}

/* What cosign has saved is signed once more in a bundle, which it finds. */
PAIRS(real_bundles, sign_what_is_saved, on_one)
{
	pairs_start(p->kind);
	real_write_keys("other", "cosign-2.6.5");
	sign(p->by);
	real_expect(
	    REAL_RUN(NULL, "cosign", "save", "--dir", "saved", PAIRS_ONE), 0,
	    "");
	pairs_sign_with("other.key", "cosignc", PAIRS_BUNDLE, "oci:saved");
	real_expect(REAL_RUN(NULL, "cosign", "verify", "--key", "other.pub",
			"--insecure-ignore-tlog", "--local-image", "saved"),
	    0, "docker-manifest-digest");
	real_expect(REAL_RUN(NULL, "cosign", "verify", "--key", "cosign.pub",
			"--insecure-ignore-tlog", "--local-image", "saved"),
	    0, "docker-manifest-digest");
	real_expect(
	    REAL_RUN(NULL, "cosignc", "load", "--dir", "saved", PAIRS_OTHER), 0,
	    "");
	verify_all(PAIRS_OTHER);
}

/* cosign pushes the manifest before what is in it, which strict registries do
   not take: "MANIFEST_BLOB_UNKNOWN". */
Test(real_bundles, cosign_loads_what_we_save)
{
	pairs_start(REAL_REFERRERS);
	sign("cosignc");
	real_expect(
	    REAL_RUN(NULL, "cosignc", "save", "--dir", "saved", PAIRS_ONE), 0,
	    "");
	real_expect(
	    REAL_RUN(NULL, "cosign", "load", "--dir", "saved", PAIRS_OTHER), 0,
	    "");
	verify_all(PAIRS_OTHER);
}

/* Of either version: the copy has no signatures, and the image has the tag of
   the list of its referrers, which is not overwritten. */
PAIRS(real_bundles, copies_of_cosign_leave_bundles_behind, cosigns)
{
	pairs_start(p->kind);
	sign(p->by);
	real_expect(
	    REAL_RUN(NULL, p->by, "copy", PAIRS_ONE, PAIRS_OTHER), 0, "");
	pairs_expect_none("cosignc", PAIRS_BUNDLE, PAIRS_OTHER);
	real_expect(REAL_RUN(NULL, "cosignc", "sign", "--key", "cosign.key",
			"--use-signing-config=false", "--tlog-upload=false",
			"--yes", PAIRS_OTHER),
	    1, "is no list of referrers and stays as it is");
	pairs_sign_with("cosign.key", "cosignc", PAIRS_OLDER, PAIRS_OTHER);
	pairs_verify(p->by, PAIRS_OLDER, PAIRS_OTHER);
}

/* save, load, clean and download of 2.6.5 know the older form alone. */
Test(real_bundles, the_cosign_before_leaves_them_alone)
{
	pairs_start(REAL_REFERRERS);
	sign("cosignc");
	real_expect(REAL_RUN(NULL, BEFORE, "download", "signature", PAIRS_ONE),
	    1, "no signatures associated");
	real_expect(
	    REAL_RUN(NULL, BEFORE, "save", "--dir", "saved", PAIRS_ONE), 0, "");
	real_expect(REAL_RUN(NULL, "cosignc", "verify", "--key", "cosign.pub",
			"--insecure-ignore-tlog", "--local-image", "saved"),
	    10, "no signatures found");
	real_expect(
	    REAL_RUN(NULL, "cosignc", "save", "--dir", "ours", PAIRS_ONE), 0,
	    "");
	real_expect(REAL_RUN(NULL, BEFORE, "verify", "--key", "cosign.pub",
			"--insecure-ignore-tlog", "--new-bundle-format",
			"--trusted-root", "root.json", "--local-image", "ours"),
	    2, "panic: runtime error: invalid memory address");
	real_expect(
	    REAL_RUN(NULL, BEFORE, "load", "--dir", "ours", PAIRS_OTHER), 0,
	    "");
	pairs_expect_none("cosignc", PAIRS_BUNDLE, PAIRS_OTHER);
	real_expect(
	    REAL_RUN(NULL, BEFORE, "clean", "--force", PAIRS_ONE), 0, "");
	verify("cosignc", PAIRS_ONE);
}

/* ... and its flag means less than it says. */
Test(real_bundles, the_cosign_before_wants_less_and_more)
{
	pairs_start(REAL_REFERRERS);
	/* It signs without the annotations, and finds any there are. */
	real_expect(REAL_RUN(NULL, BEFORE, "sign", "--new-bundle-format",
			"--key", "cosign.key", "--tlog-upload=false", "--yes",
			"-a", "k=v", PAIRS_ONE),
	    0, "");
	real_expect(REAL_RUN(NULL, BEFORE, "verify", "--new-bundle-format",
			"--key", "cosign.pub", "--trusted-root", "root.json",
			"--insecure-ignore-tlog", "-a", "k=w", PAIRS_ONE),
	    0, "docker-manifest-digest");
	real_expect(REAL_RUN(NULL, "cosignc", "verify", "--key", "cosign.pub",
			"--insecure-ignore-tlog", "-a", "k=v", PAIRS_ONE),
	    12, "no annotation k");
	/* It wants a trusted root, with which nothing is to be verified. */
	real_expect(
	    REAL_RUN(NULL, BEFORE, "verify", "--new-bundle-format", "--key",
		"cosign.pub", "--insecure-ignore-tlog", PAIRS_ONE),
	    1, "trusted root is required when using new bundle format");
}
