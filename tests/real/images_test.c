/* What we sign the real cosign accepts, and what it signs we accept, in real
   registries with and without a list of referrers; other clients see it. */
#include "images.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

TestSuite(
    real_images, .init = images_enter, .fini = images_leave, .timeout = 300);

/* Every registry, in either form. */
static struct images_place places[] = {
	{ REAL_DOCKER_REGISTRY, COSIGN_IMAGE_BUNDLE },
	{ REAL_DOCKER_REGISTRY, COSIGN_IMAGE_LEGACY },
	{ REAL_DISTRIBUTION, COSIGN_IMAGE_BUNDLE },
	{ REAL_DISTRIBUTION, COSIGN_IMAGE_LEGACY },
	{ REAL_REFERRERS, COSIGN_IMAGE_BUNDLE },
	{ REAL_REFERRERS, COSIGN_IMAGE_LEGACY },
};

static struct process_result
cosign_verify(uint32_t form, const char *pub)
{
	return REAL_RUN(NULL, "cosign", "verify", "--key", pub,
	    "--insecure-ignore-tlog", images_form_flag(form), IMAGES_IMAGE);
}

ParameterizedTestParameters(real_images, cosign_accepts_ours)
{
	return cr_make_param_array(
	    struct images_place, places, ARRAY_LEN(places));
}

ParameterizedTest(struct images_place *place, real_images, cosign_accepts_ours)
{
	images_start(place->kind);
	images_expect(IMAGES_IMAGE, images_ours, COSIGN_E_NO_SIGNATURE);
	images_sign(place->form);
	real_expect(
	    cosign_verify(place->form, "a.pub"), 0, "docker-manifest-digest");
	real_expect(cosign_verify(place->form, "b.pub"),
	    place->form == COSIGN_IMAGE_LEGACY ? 12 : 1, "no matching");
	images_expect(IMAGES_IMAGE, images_ours, COSIGN_OK);
	images_expect(IMAGES_IMAGE, images_others, COSIGN_E_NO_MATCH);
}

ParameterizedTestParameters(real_images, we_accept_cosigns)
{
	return cr_make_param_array(
	    struct images_place, places, ARRAY_LEN(places));
}

ParameterizedTest(struct images_place *place, real_images, we_accept_cosigns)
{
	images_start(place->kind);
	images_cosign_sign(place->form);
	images_expect(IMAGES_IMAGE, images_ours, COSIGN_OK);
	images_expect(IMAGES_IMAGE, images_others, COSIGN_E_NO_MATCH);
	images_expect(images_at("a/b:two"), images_ours, COSIGN_E_NO_IMAGE);
	/* One more beside it. */
	images_sign(place->form);
	real_expect(
	    cosign_verify(place->form, "a.pub"), 0, "docker-manifest-digest");
	images_expect(IMAGES_IMAGE, images_ours, COSIGN_OK);
}

/* Its bundles of images need a trusted root, also with a key. */
Test(real_images, the_cosign_before_accepts_ours)
{
	images_start(REAL_DOCKER_REGISTRY);
	images_sign(COSIGN_IMAGE_LEGACY);
	real_expect(REAL_RUN(NULL, "cosign-2.6.5", "verify", "--key", "a.pub",
			"--insecure-ignore-tlog", IMAGES_IMAGE),
	    0, "docker-manifest-digest");
	real_expect(REAL_RUN(NULL, "cosign-2.6.5", "verify", "--key", "b.pub",
			"--insecure-ignore-tlog", IMAGES_IMAGE),
	    12, "no matching signatures");
}

Test(real_images, we_accept_that_of_the_cosign_before)
{
	images_start(REAL_REFERRERS);
	real_expect(REAL_RUN(NULL, "cosign-2.6.5", "sign", "--key", "a.key",
			"--tlog-upload=false", "--yes", IMAGES_IMAGE),
	    0, "Pushing signature to");
	images_expect(IMAGES_IMAGE, images_ours, COSIGN_OK);
	images_expect(IMAGES_IMAGE, images_others, COSIGN_E_NO_MATCH);
}

Test(real_images, nobody_answers)
{
	images_start(REAL_DOCKER_REGISTRY);
	images_expect("127.0.0.1:1/a/b:one", images_ours, COSIGN_E_CONNECT);
}

/* podman's and skopeo's verifier. */
Test(real_images, containers_image_accepts_ours)
{
	const char *policy = "{\"default\":[{\"type\":\"reject\"}],"
			     "\"transports\":{\"docker\":{\"\":[{"
			     "\"type\":\"sigstoreSigned\",\"keyPath\":"
			     "\"a.pub\",\"signedIdentity\":{\"type\":"
			     "\"matchRepository\"}}]}}}";

	images_start(REAL_DOCKER_REGISTRY);
	scratch_write("policy.json", policy, strlen(policy));
	images_sign(COSIGN_IMAGE_LEGACY);
	real_expect(
	    REAL_RUN(NULL, "policy", "verify", "-insecure", "-policy",
		"policy.json", vs_text(real_vs, "docker://%s", IMAGES_IMAGE),
		"dir:pulled"),
	    0, "");
}

/* ... and what they sign. */
Test(real_images, we_accept_that_of_containers_image)
{
	const char *signed_image;

	images_start(REAL_DOCKER_REGISTRY);
	signed_image = images_at("a/signed:one");
	scratch_write("passphrase", "correct horse", 13);
	real_expect(REAL_RUN(NULL, "policy", "sign", "-insecure", "-key",
			"a.key", "-passphrase-file", "passphrase", "-identity",
			signed_image, "oci:layout:one",
			vs_text(real_vs, "docker://%s", signed_image)),
	    0, "");
	images_expect(signed_image, images_ours, COSIGN_OK);
	images_expect(signed_image, images_others, COSIGN_E_NO_MATCH);
}

/* The registry tells the configuration's type for that of the artifact. */
Test(real_images, oras_sees_our_referrers)
{
	images_start(REAL_REFERRERS);
	images_sign(COSIGN_IMAGE_BUNDLE);
	real_expect(
	    REAL_RUN(NULL, "oras", "discover", "--plain-http", IMAGES_IMAGE), 0,
	    "dev.sigstore.bundle.predicateType: "
	    "https://sigstore.dev/cosign/sign/v1");
}

/* ---- several at once ---- */

#define WRITERS 8

static void *
sign_both(void *user)
{
	(void)user;
	images_sign(COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	return NULL;
}

static void
count_forms(size_t *bundles, size_t *legacy)
{
	cosign_reference_t *ref = images_reference(IMAGES_IMAGE);
	cosign_image_signatures_t *found = NULL;
	size_t i;

	*bundles = *legacy = 0;
	MUST(
	    cosign_image_signatures_fetch(&found, images_oci, ref, NULL, NULL));
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

	images_start(kind);
	for (i = 0; i < WRITERS; i++)
		cr_assert_eq(
		    pthread_create(&threads[i], NULL, sign_both, NULL), 0);
	for (i = 0; i < WRITERS; i++)
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
	count_forms(&bundles, &legacy);
	cr_expect_eq(bundles, WRITERS);
	cr_expect_eq(legacy, 1);
	images_expect(IMAGES_IMAGE, images_ours, COSIGN_OK);
}

Test(real_images, eight_writers_lose_nothing_without_referrers)
{
	write_at_once(REAL_DOCKER_REGISTRY);
}

Test(real_images, eight_writers_lose_nothing_with_referrers)
{
	write_at_once(REAL_REFERRERS);
}
