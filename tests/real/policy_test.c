/* What containers/image, and so podman and skopeo, say of what the real cosign
   signed, and the other way around. */
#include "layout.h"
#include "real_suite.h"
#include "scratch.h"

#include <criterion/criterion.h>

#include <string.h>
#include <unistd.h>

static struct real *registry;

#define image(format) real_at(registry, format)

static void
write_policy(const char *path, const char *pub)
{
	const char *text = vs_text(real_vs,
	    "{\"default\":[{\"type\":\"reject\"}],\"transports\":"
	    "{\"docker\":{\"\":[{\"type\":\"sigstoreSigned\","
	    "\"keyPath\":\"%s\","
	    "\"signedIdentity\":{\"type\":\"matchRepository\"}}]}}}",
	    pub);

	scratch_write(path, text, strlen(text));
}

static void
make_keys(const char *prefix)
{
	real_expect(REAL_RUN(NULL, "cosign", "generate-key-pair",
			"--output-key-prefix", prefix),
	    0, "");
}

static void
enter(void)
{
	real_enter();
	registry = real_start(
	    real_vs, &(struct real_options){ .kind = REAL_DOCKER_REGISTRY });
	make_keys("a");
	make_keys("b");
	write_policy("a.json", "a.pub");
	write_policy("b.json", "b.pub");
	scratch_write("passphrase", "correct horse", 13);
	(void)layout_write(real_vs, "layout", "one");
	real_expect(
	    REAL_RUN(NULL, "crane", "push", "layout", image("%s/a/b:one")), 0,
	    "sha256:");
}

static void
leave(void)
{
	real_stop(registry);
	real_leave();
}

TestSuite(real_policy, .init = enter, .fini = leave, .timeout = 120);

static void
sign_with_cosign(void)
{
	real_expect(
	    REAL_RUN(NULL, "cosign", "sign", "--new-bundle-format=false",
		"--use-signing-config=false", "--tlog-upload=false", "--key",
		"a.key", "--yes", image("%s/a/b:one")),
	    0, "Pushing signature to");
}

static struct process_result
verify(const char *policy, const char *from)
{
	return REAL_RUN(NULL, "policy", "verify", "-insecure", "-policy",
	    policy, from, "dir:pulled");
}

Test(real_policy, refuses_what_is_not_signed)
{
	real_expect(verify("a.json", image("docker://%s/a/b:one")), 1,
	    "A signature was required, but no signature exists");
}

Test(real_policy, accepts_what_cosign_signed)
{
	sign_with_cosign();
	real_expect(verify("a.json", image("docker://%s/a/b:one")), 0, "");
	cr_expect_eq(access("pulled/manifest.json", F_OK), 0);
}

Test(real_policy, refuses_the_signature_of_another_key)
{
	sign_with_cosign();
	real_expect(verify("b.json", image("docker://%s/a/b:one")), 1,
	    "cryptographic signature verification failed");
	cr_expect_neq(access("pulled/manifest.json", F_OK), 0);
}

Test(real_policy, refuses_another_repository)
{
	sign_with_cosign();
	real_expect(
	    REAL_RUN(NULL, "oras", "cp", "--from-plain-http", "--to-plain-http",
		image("%s/a/b:one"), image("%s/a/other:one")),
	    0, "");
	real_expect(
	    REAL_RUN(NULL, "crane", "ls", image("%s/a/b")), 0, ".sig\n");
	real_expect(verify("a.json", image("docker://%s/a/other:one")), 1,
	    "no signature exists");
}

static void
sign_with_policy(const char *identity)
{
	real_expect(
	    REAL_RUN(NULL, "policy", "sign", "-insecure", "-key", "a.key",
		"-passphrase-file", "passphrase", "-identity", identity,
		"oci:layout:one", image("docker://%s/a/signed:one")),
	    0, "");
}

static struct process_result
verify_with_cosign(const char *pub)
{
	return REAL_RUN(NULL, "cosign", "verify", "--key", pub,
	    "--insecure-ignore-tlog", "--new-bundle-format=false",
	    image("%s/a/signed:one"));
}

Test(real_policy, signs_what_cosign_accepts)
{
	sign_with_policy("");
	real_expect(verify_with_cosign("a.pub"), 0, "docker-manifest-digest");
	real_expect(verify_with_cosign("b.pub"), 12, "no matching signatures");
	real_expect(verify("a.json", image("docker://%s/a/signed:one")), 0, "");
}

Test(real_policy, signs_for_another_image)
{
	sign_with_policy("example.com/x/y:one");
	real_expect(verify("a.json", image("docker://%s/a/signed:one")), 1,
	    "is not accepted");
}

Test(real_policy, says_how_it_is_used)
{
	real_expect(REAL_RUN(NULL, "policy", "verify", "one"), 2,
	    "a source and a destination");
	real_expect(REAL_RUN(NULL, "policy"), 2, "usage:");
}
