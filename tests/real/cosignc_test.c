/* cosignc and the real cosign in real registries: each takes what the other
   signs, and they print the same. */
#include "layout.h"
#include "real_suite.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <stdlib.h>
#include <string.h>

static struct real *registry;

#define IMAGE      real_at(registry, "%s/a/b:one")
#define WITHOUT    "--insecure-ignore-tlog"
#define NO_LOG     "--use-signing-config=false", "--tlog-upload=false", "--yes"
#define OLDER_FORM "--new-bundle-format=false"

static void
leave(void)
{
	real_stop(registry);
	real_leave();
}

TestSuite(real_cosignc, .init = real_enter, .fini = leave, .timeout = 300);

static void
start(const struct real_options *options)
{
	registry = real_start(real_vs, options);
	(void)layout_write(real_vs, "layout", "one");
}

static void
push(void)
{
	real_expect(
	    REAL_RUN(registry, "crane", "push", "layout", IMAGE), 0, "sha256:");
}

static void
make_key(const char *program)
{
	real_expect(REAL_RUN(NULL, program, "generate-key-pair"), 0, "");
}

/* Both end with this status and print the same on standard output. */
static void
expect_same(
    struct process_result ours, struct process_result theirs, int status)
{
	cr_expect(ours.status == status && theirs.status == status,
	    "%d, cosign %d: %s%s", ours.status, theirs.status, ours.err,
	    theirs.err);
	cr_expect_str_eq(
	    ours.out, theirs.out, "%s\n, cosign\n%s", ours.out, theirs.out);
	process_dispose(&theirs);
	process_dispose(&ours);
}

struct place {
	enum real_kind kind;
	char form[32];
};

static struct place places[] = {
	{ REAL_DOCKER_REGISTRY, "--new-bundle-format=true" },
	{ REAL_DOCKER_REGISTRY, OLDER_FORM },
	{ REAL_DISTRIBUTION, "--new-bundle-format=true" },
	{ REAL_DISTRIBUTION, OLDER_FORM },
	{ REAL_REFERRERS, "--new-bundle-format=true" },
	{ REAL_REFERRERS, OLDER_FORM },
};

#define VERIFY(program)                                                   \
	REAL_RUN(NULL, program, "verify", "--key", "cosign.pub", WITHOUT, \
	    "-a", "k=v", IMAGE)
#define DOWNLOAD(program) \
	REAL_RUN(NULL, program, "download", "signature", IMAGE)

ParameterizedTestParameters(real_cosignc, agrees_on_ours)
{
	return cr_make_param_array(struct place, places, ARRAY_LEN(places));
}

ParameterizedTest(struct place *p, real_cosignc, agrees_on_ours)
{
	start(&(struct real_options){ .kind = p->kind });
	push();
	make_key("cosignc");
	expect_same(VERIFY("cosignc"), VERIFY("cosign"), 10);
	real_expect(REAL_RUN(NULL, "cosignc", "sign", "--key", "cosign.key",
			NO_LOG, p->form, "-a", "k=v", IMAGE),
	    0, "@sha256:");
	real_expect(VERIFY("cosignc"), 0, "\"optional\":{\"k\":\"v\"}");
	expect_same(VERIFY("cosignc"), VERIFY("cosign"), 0);
	expect_same(DOWNLOAD("cosignc"), DOWNLOAD("cosign"), 0);
}

/* A copy in the manifest makes no difference to cosign, nor to registries. */
ParameterizedTestParameters(real_cosignc, agrees_on_copies)
{
	static enum real_kind kinds[] = { REAL_DOCKER_REGISTRY,
		REAL_DISTRIBUTION, REAL_REFERRERS };

	return cr_make_param_array(enum real_kind, kinds, ARRAY_LEN(kinds));
}

ParameterizedTest(enum real_kind *kind, real_cosignc, agrees_on_copies)
{
	start(&(struct real_options){ .kind = *kind });
	push();
	make_key("cosignc");
	real_expect(REAL_RUN(NULL, "cosignc", "sign", "--key", "cosign.key",
			NO_LOG, "--embed-bundle", "-a", "k=v", IMAGE),
	    0, "@sha256:");
	expect_same(VERIFY("cosignc"), VERIFY("cosign"), 0);
	expect_same(DOWNLOAD("cosignc"), DOWNLOAD("cosign"), 0);
}

ParameterizedTestParameters(real_cosignc, agrees_on_theirs)
{
	return cr_make_param_array(struct place, places, ARRAY_LEN(places));
}

ParameterizedTest(struct place *p, real_cosignc, agrees_on_theirs)
{
	start(&(struct real_options){ .kind = p->kind });
	push();
	make_key("cosign");
	real_expect(REAL_RUN(NULL, "cosign", "sign", "--key", "cosign.key",
			NO_LOG, p->form, "-a", "k=v", IMAGE),
	    0, "");
	real_expect(VERIFY("cosignc"), 0, "\"optional\":{\"k\":\"v\"}");
	expect_same(VERIFY("cosignc"), VERIFY("cosign"), 0);
	expect_same(DOWNLOAD("cosignc"), DOWNLOAD("cosign"), 0);
}

#define NAMED(program, type) \
	REAL_RUN(NULL, program, "triangulate", "--type", type, IMAGE)
#define GENERATED(program) \
	REAL_RUN(NULL, program, "generate", "-a", "b=2,a=1", IMAGE)

Test(real_cosignc, agrees_on_places_and_payloads)
{
	start(&(struct real_options){ .kind = REAL_REFERRERS });
	push();
	expect_same(
	    NAMED("cosignc", "signature"), NAMED("cosign", "signature"), 0);
	expect_same(NAMED("cosignc", "digest"), NAMED("cosign", "digest"), 0);
	expect_same(GENERATED("cosignc"), GENERATED("cosign"), 0);
}

/* Signs by itself and once more, where signatures of the program's own are;
   the config of the image that holds them. */
static struct process_result
sign_twice(const char *program)
{
	struct process_result place, config;

	(void)setenv("COSIGN_REPOSITORY",
	    vs_text(real_vs, "%s/by/%s", registry->host, program), 1);
	real_expect(
	    REAL_RUN(NULL, program, "sign", "--key", "cosign.key", NO_LOG,
		OLDER_FORM, "--record-creation-timestamp", IMAGE),
	    0, "");
	real_expect(REAL_RUN(NULL, program, "sign", "--key", "cosign.key",
			NO_LOG, OLDER_FORM, "-a", "k=v", IMAGE),
	    0, "");
	place = NAMED(program, "signature");
	place.out[strcspn(place.out, "\n")] = '\0';
	config = REAL_RUN(NULL, "crane", "config", place.out);
	process_dispose(&place);
	(void)unsetenv("COSIGN_REPOSITORY");
	return config;
}

/* The time that was recorded stays when a signature is added. */
Test(real_cosignc, agrees_on_when)
{
	start(&(struct real_options){ .kind = REAL_REFERRERS });
	push();
	make_key("cosignc");
	(void)setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	expect_same(sign_twice("cosignc"), sign_twice("cosign"), 0);
	real_expect(sign_twice("cosignc"), 0, "2023-11-14T22:13:20Z");
}

struct signers {
	char by[16], then[16];
};

static struct signers signers[] = {
	{ "cosignc", "cosign" },
	{ "cosign", "cosignc" },
};

static struct process_result
verify_attached(const char *program)
{
	return REAL_RUN(NULL, program, "verify", "--key", "cosign.pub", WITHOUT,
	    OLDER_FORM, "--attachment", "sbom", IMAGE);
}

ParameterizedTestParameters(real_cosignc, agrees_on_what_is_attached)
{
	return cr_make_param_array(struct signers, signers, ARRAY_LEN(signers));
}

ParameterizedTest(struct signers *row, real_cosignc, agrees_on_what_is_attached)
{
	start(&(struct real_options){ .kind = REAL_REFERRERS });
	push();
	make_key("cosignc");
	expect_same(verify_attached("cosignc"), verify_attached("cosign"), 11);
	real_expect(REAL_RUN(NULL, "cosign", "attach", "sbom", "--sbom",
			"cosign.pub", "--type", "spdx", IMAGE),
	    0, "");
	expect_same(verify_attached("cosignc"), verify_attached("cosign"), 10);
	real_expect(REAL_RUN(NULL, row->by, "sign", "--key", "cosign.key",
			NO_LOG, OLDER_FORM, "--attachment", "sbom", IMAGE),
	    0, "");
	real_expect(verify_attached(row->then), 0, "docker-manifest-digest");
	expect_same(verify_attached("cosignc"), verify_attached("cosign"), 0);
}

Test(real_cosignc, asks_as_who_is_logged_in)
{
	start(&(struct real_options){
	    .kind = REAL_DISTRIBUTION, .user = "alice", .password = "pw" });
	real_expect(NAMED("cosignc", "digest"), 1, "no credentials");
	real_log_in(registry, "alice", "pw");
	push();
	real_expect(NAMED("cosignc", "digest"), 0, "@sha256:");
	real_log_in(registry, "alice", "other");
	real_expect(NAMED("cosignc", "digest"), 1, "docker/config.json");
}

Test(real_cosignc, trusts_the_authority_that_is_given)
{
	start(&(struct real_options){ .kind = REAL_DISTRIBUTION, .tls = 1 });
	push();
	real_expect(NAMED("cosignc", "digest"), 1, "certificate problem");
	real_expect(REAL_RUN(NULL, "cosignc", "triangulate",
			"--registry-cacert", registry->ca_file, IMAGE),
	    0, ".sig");
	real_expect(REAL_RUN(NULL, "cosignc", "triangulate",
			"--allow-insecure-registry", IMAGE),
	    0, ".sig");
}
