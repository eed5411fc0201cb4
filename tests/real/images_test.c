/* What we sign the real cosign accepts, and what it signs we accept, in real
   registries with and without a list of referrers; other clients see it. */
#include "layout.h"
#include "real_suite.h"
#include "scratch.h"
#include "vectors.h"

#include <cosign/image.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct real *registry;
static cosign_oci_t *oci;
static cosign_key_t *key;
static cosign_policy_t *ours, *others;

#define image(format) real_at(registry, format)
#define IMAGE         image("%s/a/b:one")

static int
give_password(void *user, int purpose, uint8_t *buf, size_t size, size_t *len)
{
	static const char password[] = "pass word";

	(void)user;
	(void)purpose;
	cr_assert_geq(size, strlen(password));
	*len = strlen(password);
	memcpy(buf, password, *len);
	return 0;
}

static cosign_policy_t *
policy_of(const char *path)
{
	cosign_pubkey_t *public = NULL;
	cosign_policy_t *policy = NULL;

	MUST(cosign_pubkey_load(&public, path, NULL));
	MUST(cosign_policy_new(&policy, NULL));
	MUST(cosign_policy_add_key(policy, public, NULL));
	cosign_policy_insecure_ignore_tlog(policy);
	cosign_pubkey_free(public);
	return policy;
}

static void
make_keys(const char *prefix)
{
	real_expect(REAL_RUN(NULL, "cosign", "generate-key-pair",
			"--output-key-prefix", prefix),
	    0, "");
}

static void
open_client(void)
{
	cosign_http_options_t *options = NULL;
	cosign_http_t *http = NULL;

	MUST(cosign_http_options_new(&options, NULL));
	MUST(cosign_http_new(&http, options, NULL));
	MUST(cosign_oci_new(&oci, http, NULL, NULL));
	cosign_http_free(http);
	cosign_http_options_free(options);
}

static void
enter(void)
{
	real_enter();
	make_keys("a");
	make_keys("b");
	ours = policy_of("a.pub");
	others = policy_of("b.pub");
	MUST(cosign_key_load(&key, "a.key", give_password, NULL, NULL));
	open_client();
}

static void
start(enum real_kind kind)
{
	registry = real_start(real_vs, &(struct real_options){ .kind = kind });
	(void)layout_write(real_vs, "layout", "one");
	real_expect(
	    REAL_RUN(NULL, "crane", "push", "layout", IMAGE), 0, "sha256:");
}

static void
leave(void)
{
	real_stop(registry);
	cosign_oci_free(oci);
	cosign_policy_free(ours);
	cosign_policy_free(others);
	cosign_key_free(key);
	real_leave();
}

TestSuite(real_images, .init = enter, .fini = leave, .timeout = 300);

/* Every registry, in either form. */
struct place {
	enum real_kind kind;
	uint32_t form;
};

static struct place places[] = {
	{ REAL_DOCKER_REGISTRY, COSIGN_IMAGE_BUNDLE },
	{ REAL_DOCKER_REGISTRY, COSIGN_IMAGE_LEGACY },
	{ REAL_DISTRIBUTION, COSIGN_IMAGE_BUNDLE },
	{ REAL_DISTRIBUTION, COSIGN_IMAGE_LEGACY },
	{ REAL_REFERRERS, COSIGN_IMAGE_BUNDLE },
	{ REAL_REFERRERS, COSIGN_IMAGE_LEGACY },
};

static cosign_reference_t *
reference(const char *text)
{
	cosign_reference_t *ref = NULL;

	MUST(cosign_reference_parse(&ref, text, NULL));
	return ref;
}

static void
sign(uint32_t forms)
{
	cosign_reference_t *ref = reference(IMAGE);
	cosign_image_signatures_t **made = NULL;
	cosign_image_options_t *options = NULL;
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;
	size_t count;

	MUST(cosign_image_options_new(&options, NULL));
	MUST(cosign_image_options_set_forms(options, forms, NULL));
	rc = cosign_image_sign(&made, &count, oci, ref,
	    (const cosign_key_t *const[]){ key }, 1, options, err);
	cr_assert_eq(rc, COSIGN_OK, "%s: %s", cosign_rc_name(rc),
	    cosign_error_message(err));
	while (count > 0)
		cosign_image_signatures_free(made[--count]);
	cosign_free(made);
	cosign_error_free(err);
	cosign_image_options_free(options);
	cosign_reference_free(ref);
}

static void
expect(const char *text, const cosign_policy_t *policy, cosign_rc_t code)
{
	cosign_reference_t *ref = reference(text);
	cosign_error_t *err = cosign_error_new();
	const cosign_rc_t rc =
	    cosign_image_verify(NULL, oci, ref, NULL, policy, NULL, err);

	cr_expect_eq(rc, code, "%s: %s: %s", text, cosign_rc_name(rc),
	    cosign_error_message(err));
	cosign_error_free(err);
	cosign_reference_free(ref);
}

static const char *
form_flag(uint32_t form)
{
	return form == COSIGN_IMAGE_BUNDLE ? "--new-bundle-format=true"
					   : "--new-bundle-format=false";
}

static struct process_result
cosign_verify(uint32_t form, const char *pub)
{
	return REAL_RUN(NULL, "cosign", "verify", "--key", pub,
	    "--insecure-ignore-tlog", form_flag(form), IMAGE);
}

static void
cosign_sign(uint32_t form)
{
	real_expect(REAL_RUN(NULL, "cosign", "sign", form_flag(form),
			"--use-signing-config=false", "--tlog-upload=false",
			"--key", "a.key", "--yes", IMAGE),
	    0, "Pushing signature to");
}

ParameterizedTestParameters(real_images, cosign_accepts_ours)
{
	return cr_make_param_array(struct place, places, ARRAY_LEN(places));
}

ParameterizedTest(struct place *place, real_images, cosign_accepts_ours)
{
	start(place->kind);
	expect(IMAGE, ours, COSIGN_E_NO_SIGNATURE);
	sign(place->form);
	real_expect(
	    cosign_verify(place->form, "a.pub"), 0, "docker-manifest-digest");
	real_expect(cosign_verify(place->form, "b.pub"),
	    place->form == COSIGN_IMAGE_LEGACY ? 12 : 1, "no matching");
	expect(IMAGE, ours, COSIGN_OK);
	expect(IMAGE, others, COSIGN_E_NO_MATCH);
}

ParameterizedTestParameters(real_images, we_accept_cosigns)
{
	return cr_make_param_array(struct place, places, ARRAY_LEN(places));
}

ParameterizedTest(struct place *place, real_images, we_accept_cosigns)
{
	start(place->kind);
	cosign_sign(place->form);
	expect(IMAGE, ours, COSIGN_OK);
	expect(IMAGE, others, COSIGN_E_NO_MATCH);
	expect(image("%s/a/b:two"), ours, COSIGN_E_NO_IMAGE);
	/* One more beside it. */
	sign(place->form);
	real_expect(
	    cosign_verify(place->form, "a.pub"), 0, "docker-manifest-digest");
	expect(IMAGE, ours, COSIGN_OK);
}

/* Its bundles of images need a trusted root, also with a key. */
Test(real_images, the_cosign_before_accepts_ours)
{
	start(REAL_DOCKER_REGISTRY);
	sign(COSIGN_IMAGE_LEGACY);
	real_expect(REAL_RUN(NULL, "cosign-2.6.5", "verify", "--key", "a.pub",
			"--insecure-ignore-tlog", IMAGE),
	    0, "docker-manifest-digest");
	real_expect(REAL_RUN(NULL, "cosign-2.6.5", "verify", "--key", "b.pub",
			"--insecure-ignore-tlog", IMAGE),
	    12, "no matching signatures");
}

Test(real_images, we_accept_that_of_the_cosign_before)
{
	start(REAL_REFERRERS);
	real_expect(REAL_RUN(NULL, "cosign-2.6.5", "sign", "--key", "a.key",
			"--tlog-upload=false", "--yes", IMAGE),
	    0, "Pushing signature to");
	expect(IMAGE, ours, COSIGN_OK);
	expect(IMAGE, others, COSIGN_E_NO_MATCH);
}

Test(real_images, nobody_answers)
{
	start(REAL_DOCKER_REGISTRY);
	expect("127.0.0.1:1/a/b:one", ours, COSIGN_E_CONNECT);
}

/* podman's and skopeo's verifier. */
Test(real_images, containers_image_accepts_ours)
{
	const char *policy = "{\"default\":[{\"type\":\"reject\"}],"
			     "\"transports\":{\"docker\":{\"\":[{"
			     "\"type\":\"sigstoreSigned\",\"keyPath\":"
			     "\"a.pub\",\"signedIdentity\":{\"type\":"
			     "\"matchRepository\"}}]}}}";

	start(REAL_DOCKER_REGISTRY);
	scratch_write("policy.json", policy, strlen(policy));
	sign(COSIGN_IMAGE_LEGACY);
	real_expect(
	    REAL_RUN(NULL, "policy", "verify", "-insecure", "-policy",
		"policy.json", image("docker://%s/a/b:one"), "dir:pulled"),
	    0, "");
}

Test(real_images, oras_sees_our_referrers)
{
	start(REAL_REFERRERS);
	sign(COSIGN_IMAGE_BUNDLE);
	real_expect(REAL_RUN(NULL, "oras", "discover", "--plain-http", IMAGE),
	    0, "sha256:");
}

/* ---- several at once ---- */

#define WRITERS 8

static void *
sign_both(void *user)
{
	(void)user;
	sign(COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	return NULL;
}

static void
count_forms(size_t *bundles, size_t *legacy)
{
	cosign_reference_t *ref = reference(IMAGE);
	cosign_image_signatures_t *found = NULL;
	size_t i;

	*bundles = *legacy = 0;
	MUST(cosign_image_signatures_fetch(&found, oci, ref, NULL, NULL));
	for (i = 0; i < cosign_image_signatures_count(found); i++) {
		if (cosign_image_signature_form(found, i) ==
		    COSIGN_IMAGE_BUNDLE)
			(*bundles)++;
		else
			(*legacy)++;
	}
	cosign_image_signatures_free(found);
	cosign_reference_free(ref);
}

/* Bundles are as many as there were signers: in the fallback tag, too. Of the
   older form equal ones are one. */
static void
write_at_once(enum real_kind kind)
{
	pthread_t threads[WRITERS];
	size_t i, bundles, legacy;

	start(kind);
	for (i = 0; i < WRITERS; i++)
		cr_assert_eq(
		    pthread_create(&threads[i], NULL, sign_both, NULL), 0);
	for (i = 0; i < WRITERS; i++)
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
	count_forms(&bundles, &legacy);
	cr_expect_eq(bundles, WRITERS);
	cr_expect_eq(legacy, 1);
	expect(IMAGE, ours, COSIGN_OK);
}

Test(real_images, eight_writers_lose_nothing_without_referrers)
{
	write_at_once(REAL_DOCKER_REGISTRY);
}

Test(real_images, eight_writers_lose_nothing_with_referrers)
{
	write_at_once(REAL_REFERRERS);
}
