/* Layouts that other programs have made: cosignc signs, verifies, lists and
   copies what is in them, and those that read layouts still do so. */
#include "layout.h"
#include "real_suite.h"
#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Instead of this machine's. */
#define POLICY "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}"

static struct real *registry;

static void
enter(void)
{
	real_enter();
	(void)layout_write(real_vs, "layout", "one");
	scratch_write("file", "hello\n", 6);
	/* buildah will not do without. */
	cr_assert_eq(mkdir("docker", 0700), 0);
	scratch_write("docker/config.json", "{}", 2);
	scratch_write("policy.json", POLICY, strlen(POLICY));
	real_write_keys("cosign", "cosign-3.1.3");
	real_write_keys("other", "cosign-2.6.5");
}

static void
leave(void)
{
	real_stop(registry);
	real_leave();
}

TestSuite(real_layouts, .init = enter, .fini = leave, .timeout = 120);

/* ---- buildah ---- */

/* With nothing of this machine's, and as what needs no file system of its own
   and no program that runs in a container. */
#define BUILDAH(...)                                                       \
	REAL_RUN(NULL, "buildah", "--root", "storage", "--runroot", "run", \
	    "--storage-driver", "vfs", __VA_ARGS__)

/* Others than root need ranges of users, the tools for them, and a home that is
   an absolute path; root, a machine that lets it mount. Whatever else is wrong
   is wrong. */
static void
need_buildah(void)
{
	struct process_result made;

	/* Criterion leaves without .fini what is skipped. */
	if (access(real_program("buildah"), X_OK) != 0) {
		leave();
		cr_skip_test("buildah is not there; scripts/install-real.sh "
			     "gets it");
	}
	if (geteuid() != 0) {
		leave();
		cr_skip_test("buildah is run as root alone");
	}
	made = BUILDAH("from", "--name", "first", "scratch");
	if (made.status != 0 && strstr(made.err, "not permitted") != NULL) {
		leave();
		cr_skip_test("buildah cannot work here: %s", made.err);
	}
	cr_assert_eq(made.status, 0, "%s", made.err);
	process_dispose(&made);
}

/* An image for an architecture, of one file. */
static void
build(const char *name, const char *architecture)
{
	real_expect(BUILDAH("from", "--name", name, "scratch"), 0, name);
	real_expect(BUILDAH("copy", name, "file", "/file"), 0, "");
	real_expect(BUILDAH("config", "--arch", architecture, name), 0, "");
	real_expect(
	    BUILDAH("commit", "--signature-policy", "policy.json", name, name),
	    0, "");
}

static void
buildah_image(const char *to)
{
	build("one", "amd64");
	real_expect(
	    BUILDAH("push", "--signature-policy", "policy.json", "one", to), 0,
	    "");
}

static void
buildah_index(const char *to)
{
	build("one", "amd64");
	build("two", "arm64");
	real_expect(BUILDAH("manifest", "create", "both", "one", "two"), 0, "");
	real_expect(BUILDAH("manifest", "push", "--all", "--signature-policy",
			"policy.json", "both", to),
	    0, "");
}

/* ---- the others ---- */

#define SKOPEO(...) REAL_RUN(NULL, "skopeo", "--insecure-policy", __VA_ARGS__)

static void
skopeo_copy(const char *to)
{
	real_expect(SKOPEO("copy", "oci:layout:one", to), 0, "");
}

static void
oras_copy(const char *to)
{
	real_expect(REAL_RUN(NULL, "oras", "cp", "--from-oci-layout",
			"--to-oci-layout", "layout:one", to + strlen("oci:")),
	    0, "");
}

/* Out of a registry alone. */
static void
crane_pull(const char *to)
{
	registry = real_start(
	    real_vs, &(struct real_options){ .kind = REAL_REFERRERS });
	real_expect(REAL_RUN(NULL, "crane", "push", "layout",
			real_at(registry, "%s/a/b:one")),
	    0, "");
	real_expect(REAL_RUN(NULL, "crane", "pull", "--format", "oci",
			real_at(registry, "%s/a/b:one"), to + strlen("oci:")),
	    0, "");
}

/* ---- what is done to them ---- */

enum maker { BUILDAH_IMAGE, BUILDAH_INDEX, SKOPEO_COPY, ORAS_COPY, CRANE_PULL };

struct made {
	enum maker by;
	char at[16];
};

static struct made made[] = {
	{ BUILDAH_IMAGE, "oci:d:one" },
	{ BUILDAH_IMAGE, "oci:d" },
	{ BUILDAH_INDEX, "oci:d:one" },
	{ BUILDAH_INDEX, "oci:d" },
	{ SKOPEO_COPY, "oci:d:one" },
	{ SKOPEO_COPY, "oci:d" },
	{ ORAS_COPY, "oci:d:one" },
	{ CRANE_PULL, "oci:d" },
};

static void
make(const struct made *m)
{
	static void (*const makers[])(const char *) = {
		[BUILDAH_IMAGE] = buildah_image,
		[BUILDAH_INDEX] = buildah_index,
		[SKOPEO_COPY] = skopeo_copy,
		[ORAS_COPY] = oras_copy,
		[CRANE_PULL] = crane_pull,
	};

	if (m->by == BUILDAH_IMAGE || m->by == BUILDAH_INDEX)
		need_buildah();
	makers[m->by](m->at);
}

#define BUNDLE "--new-bundle-format=true"
#define OLDER  "--new-bundle-format=false"

static struct process_result
sign(const char *form, const char *image)
{
	return REAL_RUN(NULL, "cosignc", "sign", "--key", "cosign.key",
	    "--use-signing-config=false", "--tlog-upload=false", form, "--yes",
	    image);
}

static struct process_result
verify(const char *form, const char *pub, const char *image)
{
	return REAL_RUN(NULL, "cosignc", "verify", "--key", pub,
	    "--insecure-ignore-tlog", form, image);
}

static void
expect_signed(const char *image, const char *digest)
{
	real_expect(verify(BUNDLE, "cosign.pub", image), 0, digest);
	real_expect(verify(OLDER, "cosign.pub", image), 0, digest);
	real_expect(verify(BUNDLE, "other.pub", image), 12, "no matching");
	real_expect(verify(OLDER, "other.pub", image), 12, "no matching");
}

static const char *
form_of(const json_t *nodes, size_t i)
{
	return json_string_value(
	    json_object_get(json_array_get(nodes, i), "form"));
}

/* A node of either form, and no more. */
static void
expect_tree(const char *image)
{
	struct process_result r =
	    REAL_RUN(NULL, "cosignc", "tree", "-o", "json", image);
	json_t *root, *nodes;

	cr_assert_eq(r.status, 0, "%s", r.err);
	root = json_loads(r.out, 0, NULL);
	nodes = json_object_get(root, "nodes");
	cr_assert_eq(json_array_size(nodes), 2, "%s", r.out);
	cr_expect_str_eq(form_of(nodes, 0), "tag");
	cr_expect_str_eq(form_of(nodes, 1), "referrer");
	json_decref(root);
	process_dispose(&r);
}

/* The digest of the image, by skopeo. */
static const char *
skopeo_digest(const char *image)
{
	struct process_result r =
	    SKOPEO("inspect", "--format", "{{.Digest}}", image);
	const char *digest;

	cr_assert_eq(r.status, 0, "%s: %s", image, r.err);
	digest = vs_text(real_vs, "%.71s", r.out);
	process_dispose(&r);
	return digest;
}

/* Whoever made it. */
static void
expect_read(const struct made *m, const char *image, const char *digest)
{
	cr_expect_str_eq(skopeo_digest(image), digest);
	if (m->by == ORAS_COPY)
		real_expect(REAL_RUN(NULL, "oras", "discover", "--oci-layout",
				image + strlen("oci:")),
		    0, "application/vnd.dev.sigstore.bundle.v0.3+json");
	if (m->by == BUILDAH_IMAGE || m->by == BUILDAH_INDEX)
		real_expect(
		    BUILDAH("pull", "--signature-policy", "policy.json", image),
		    0, "");
}

ParameterizedTestParameters(real_layouts, are_signed)
{
	return cr_make_param_array(struct made, made, ARRAY_LEN(made));
}

ParameterizedTest(struct made *m, real_layouts, are_signed)
{
	const char *digest;

	make(m);
	digest = skopeo_digest(m->at);
	real_expect(
	    verify(BUNDLE, "cosign.pub", m->at), 10, "no signatures found");
	real_expect(sign(BUNDLE, m->at), 0, digest);
	real_expect(sign(OLDER, m->at), 0, digest);
	expect_signed(m->at, digest);
	expect_tree(m->at);
	real_expect(
	    REAL_RUN(NULL, "cosignc", "copy", m->at, "oci:e:copy"), 0, "");
	expect_signed("oci:e:copy", digest);
	expect_tree("oci:e:copy");
	expect_read(m, "oci:e:copy", digest);
	if (strlen(m->at) > strlen("oci:d"))
		expect_read(m, m->at, digest);
	else
		/* Without a tag they take the only image alone. */
		real_expect(
		    SKOPEO("inspect", m->at), 1, "more than one image in oci");
}

/* The images in an index, with it. */
Test(real_layouts, images_of_an_index_are_signed)
{
	struct process_result raw;
	const char *digest;
	size_t i;

	need_buildah();
	buildah_index("oci:d:one");
	raw = SKOPEO("inspect", "--raw", "oci:d:one");
	real_expect(REAL_RUN(NULL, "cosignc", "sign", "--recursive", "--key",
			"cosign.key", "--use-signing-config=false",
			"--tlog-upload=false", "--yes", "oci:d:one"),
	    0, skopeo_digest("oci:d:one"));
	digest = raw.out;
	for (i = 0; i < 2; i++) {
		digest = strstr(digest, "sha256:");
		cr_assert_not_null(digest, "%s", raw.out);
		digest = vs_text(real_vs, "%.71s", digest);
		real_expect(verify(BUNDLE, "cosign.pub",
				vs_text(real_vs, "oci:d@%s", digest)),
		    0, digest);
		digest = strstr(raw.out, digest) + 1;
	}
	process_dispose(&raw);
}
