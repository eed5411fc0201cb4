/* What cosignc does to images and their signatures, cosign takes, and the other
   way round; with the cosign before as well. The older form: what both of them
   have. */
#include "layout.h"
#include "real_suite.h"
#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <string.h>

struct pair {
	char by[16], then[16]; /* programs */
};

static struct pair pairs[] = {
	{ "cosignc", "cosign" },
	{ "cosignc", "cosign-2.6.5" },
	{ "cosign", "cosignc" },
	{ "cosign-2.6.5", "cosignc" },
};

static struct real *registry;

#define ONE   real_at(registry, "%s/a/b:one")
#define OTHER real_at(registry, "%s/c/d:one")

static void
enter(void)
{
	real_enter();
	registry = real_start(
	    real_vs, &(struct real_options){ .kind = REAL_REFERRERS });
	(void)layout_write(real_vs, "layout", "one");
	real_expect(
	    REAL_RUN(registry, "crane", "push", "layout", ONE), 0, "sha256:");
	real_expect(REAL_RUN(NULL, "cosignc", "generate-key-pair"), 0, "");
}

static void
leave(void)
{
	real_stop(registry);
	real_leave();
}

TestSuite(real_pairs, .init = enter, .fini = leave, .timeout = 300);

static int
is_new(const char *program)
{
	return strcmp(program, "cosign-2.6.5") != 0;
}

static void
sign(const char *program)
{
	real_expect(is_new(program)
		? REAL_RUN(NULL, program, "sign", "--key", "cosign.key",
		      "--use-signing-config=false", "--tlog-upload=false",
		      "--new-bundle-format=false", "--yes", ONE)
		: REAL_RUN(NULL, program, "sign", "--key", "cosign.key",
		      "--tlog-upload=false", "--yes", ONE),
	    0, "");
}

static void
verify(const char *program, const char *image)
{
	real_expect(REAL_RUN(NULL, program, "verify", "--key", "cosign.pub",
			"--insecure-ignore-tlog", image),
	    0, "docker-manifest-digest");
}

#define PAIRS(name)                                        \
	ParameterizedTestParameters(real_pairs, name)      \
	{                                                  \
		return cr_make_param_array(                \
		    struct pair, pairs, ARRAY_LEN(pairs)); \
	}                                                  \
	ParameterizedTest(struct pair *p, real_pairs, name)

PAIRS(attach)
{
	struct process_result payload = REAL_RUN(NULL, p->by, "generate", ONE),
			      signature;

	cr_assert_eq(payload.status, 0, "%s", payload.err);
	scratch_write("payload", payload.out, strlen(payload.out));
	signature = is_new(p->by)
	    ? REAL_RUN(NULL, p->by, "sign-blob", "--key", "cosign.key",
		  "--use-signing-config=false", "--tlog-upload=false",
		  "--new-bundle-format=false", "--yes", "payload")
	    : REAL_RUN(NULL, p->by, "sign-blob", "--key", "cosign.key",
		  "--tlog-upload=false", "--yes", "payload");
	cr_assert_eq(signature.status, 0, "%s", signature.err);
	scratch_write("signature", signature.out, strlen(signature.out));
	real_expect(REAL_RUN(NULL, p->by, "attach", "signature", "--payload",
			"payload", "--signature", "signature", ONE),
	    0, "");
	verify(p->then, ONE);
	process_dispose(&signature);
	process_dispose(&payload);
}

PAIRS(copy)
{
	sign(p->by);
	real_expect(REAL_RUN(NULL, p->by, "copy", ONE, OTHER), 0, "");
	verify(p->then, OTHER);
}

PAIRS(save_and_load)
{
	sign(p->by);
	real_expect(
	    REAL_RUN(NULL, p->by, "save", "--dir", "saved", ONE), 0, "");
	real_expect(REAL_RUN(NULL, p->then, "verify", "--key", "cosign.pub",
			"--insecure-ignore-tlog", "--local-image", "saved"),
	    0, "docker-manifest-digest");
	real_expect(
	    REAL_RUN(NULL, p->then, "load", "--dir", "saved", OTHER), 0, "");
	verify(p->by, OTHER);
}

PAIRS(clean)
{
	sign(p->by);
	verify(p->then, ONE);
	real_expect(REAL_RUN(NULL, p->by, "clean", "--force", ONE), 0, "");
	real_expect(REAL_RUN(NULL, p->then, "verify", "--key", "cosign.pub",
			"--insecure-ignore-tlog", ONE),
	    10, "no signatures found");
}

PAIRS(download)
{
	struct process_result one, other;

	sign(p->by);
	one = REAL_RUN(NULL, p->by, "download", "signature", ONE);
	other = REAL_RUN(NULL, p->then, "download", "signature", ONE);
	cr_expect_eq(one.status, 0, "%s", one.err);
	cr_expect_str_eq(other.out, one.out, "%s", other.err);
	process_dispose(&other);
	process_dispose(&one);
}

PAIRS(triangulate)
{
	struct process_result one, other;

	one = REAL_RUN(NULL, p->by, "triangulate", ONE);
	other = REAL_RUN(NULL, p->then, "triangulate", ONE);
	cr_expect_eq(one.status, 0, "%s", one.err);
	cr_expect_str_eq(other.out, one.out, "%s", other.err);
	process_dispose(&other);
	process_dispose(&one);
}

PAIRS(upload_blob)
{
	struct process_result one, other;

	scratch_write("page", "\n<html>", 7);
	one = REAL_RUN(
	    NULL, p->by, "upload", "blob", "-f", "page", "-a", "a=<1>", OTHER);
	other = REAL_RUN(NULL, p->then, "upload", "blob", "-f", "page", "-a",
	    "a=<1>", OTHER);
	cr_expect_eq(one.status, 0, "%s", one.err);
	cr_expect_not_null(strstr(one.out, "@sha256:"), "%s", one.out);
	/* cosign has more than the name on this stream, and in another order.
	 */
	cr_expect_not_null(
	    strstr(other.out, strstr(one.out, "@sha256:")), "%s", other.out);
	process_dispose(&other);
	process_dispose(&one);
}
