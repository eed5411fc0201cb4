/* Each allocation of signing and verifying an image fails in turn: nothing is
   accepted, nothing is half stored, and nothing leaks. */
#include "alloc_fail.h"
#include "images.h"
#include "scratch.h"

#include <cosign/stored.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

static cosign_image_options_t *options;
static cosign_policy_t *policy;
static cosign_reference_t *ref;
static cosign_key_t *key;
static cosign_error_t *err;

static void
enter(void)
{
	images_open();
	images_put("image", "one");
	MUST(cosign_image_options_new(&options, NULL));
	MUST(cosign_image_options_set_workers(options, 1, NULL));
	MUST(cosign_key_generate(&key, COSIGN_ALG_NONE, NULL));
	policy = images_policy(key);
	ref = images_ref("image");
	err = cosign_error_new();
}

static void
leave(void)
{
	cosign_error_free(err);
	cosign_reference_free(ref);
	cosign_policy_free(policy);
	cosign_key_free(key);
	cosign_image_options_free(options);
	images_close();
}

TestSuite(image_alloc, .init = enter, .fini = leave);

static cosign_rc_t
sign(int *left)
{
	cosign_image_signatures_t **made = NULL;
	const cosign_key_t *one = key;
	size_t count = 0;
	const cosign_rc_t rc = cosign_image_sign(
	    &made, &count, images_oci, ref, &one, 1, options, err);

	*left = rc != COSIGN_OK && (made != NULL || count != 0);
	while (count > 0)
		cosign_image_signatures_free(made[--count]);
	cosign_free(made);
	return rc;
}

/* *left is 1 if there is something although it failed. */
typedef cosign_rc_t (*operation)(int *left);

/* before() each time, after() where it did not fail; NULL: nothing. */
static void
fail_each(operation fn, size_t least, void (*before)(void), void (*after)(void))
{
	cosign_rc_t rc;
	int met, left;
	size_t n;

	cr_assert_eq(system("cp -r images before"), 0);
	for (n = 1;; n++) {
		if (before != NULL)
			before();
		left = 0;
		alloc_fail_arm(n);
		rc = fn(&left);
		met = alloc_fail_disarm();
		cr_expect_not(left, "allocation %zu", n);
		/* libcrypto does not always say why. */
		if (rc != COSIGN_OK && rc != COSIGN_E_CRYPTO)
			cr_expect_eq(rc, COSIGN_E_NOMEM,
			    "allocation %zu: %s: %s", n, cosign_rc_name(rc),
			    cosign_error_message(err));
		if (rc == COSIGN_OK && after != NULL)
			after();
		if (!met)
			break;
	}
	cr_assert_eq(system("rm -rf before"), 0);
	cr_expect_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
	cr_expect_gt(n, least, "%zu allocations", n);
}

static cosign_rc_t
verify(int *left)
{
	cosign_image_result_t *result = NULL;
	const cosign_rc_t rc = cosign_image_verify(
	    &result, images_oci, ref, NULL, policy, options, err);

	*left = rc != COSIGN_OK &&
	    (rc == COSIGN_E_NOMEM ? result != NULL
				  : cosign_image_result_accepted(result) != 0);
	cosign_image_result_free(result);
	return rc;
}

/* A signature may be there although it failed in the end; with each there would
   be more to be read. */
static void
restore_images(void)
{
	cr_assert_eq(system("rm -rf images && cp -r before images"), 0);
}

static void
signs_in(uint32_t form)
{
	MUST(cosign_image_options_set_forms(options, form, NULL));
	fail_each(sign, 200, restore_images, NULL);
	images_expect("image", policy, options, COSIGN_OK, NULL);
}

Test(image_alloc, signing_bundles)
{
	signs_in(COSIGN_IMAGE_BUNDLE);
}

Test(image_alloc, signing_layers)
{
	signs_in(COSIGN_IMAGE_LEGACY);
	/* And an equal one beside it. */
	fail_each(sign, 200, restore_images, NULL);
}

/* The time of the first signature is in both configs, or it failed. */
static cosign_rc_t
sign_later(int *left)
{
	const cosign_rc_t rc = sign(left);

	if (rc == COSIGN_OK &&
	    system("test $(grep -rl 2023-11-14T22:13:20Z images | wc -l) = "
		   "2") != 0)
		*left = 1;
	return rc;
}

Test(image_alloc, keeping_the_time)
{
	MUST(
	    cosign_image_options_set_forms(options, COSIGN_IMAGE_LEGACY, NULL));
	cosign_image_options_set_time(options, 1700000000);
	cosign_image_options_record_creation(options, 1);
	images_sign("image", key, options);
	cosign_image_options_record_creation(options, 0);
	MUST(cosign_image_options_add_annotation(options, "a", "b", NULL));
	fail_each(sign_later, 200, restore_images, NULL);
}

Test(image_alloc, verifying)
{
	MUST(cosign_image_options_set_forms(
	    options, COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY, NULL));
	images_sign("image", key, options);
	fail_each(verify, 500, NULL, NULL);
}

static cosign_rc_t
grow_tree(int *left)
{
	cosign_image_tree_t *tree = NULL;
	const cosign_rc_t rc =
	    cosign_image_tree(&tree, images_oci, ref, options, err);

	*left = rc != COSIGN_OK && tree != NULL;
	if (rc == COSIGN_OK)
		cr_expect_eq(cosign_image_tree_count(tree), 2);
	cosign_image_tree_free(tree);
	return rc;
}

Test(image_alloc, listing)
{
	MUST(cosign_image_options_set_forms(
	    options, COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY, NULL));
	images_sign("image", key, options);
	fail_each(grow_tree, 200, NULL, NULL);
}

static cosign_reference_t *to;

static cosign_rc_t
copy(int *left)
{
	(void)left;
	return cosign_image_copy(
	    images_oci, ref, to, 0, 0, options, NULL, NULL, err);
}

/* No name of the copy is there for the next one, and now and then nothing at
   all: to begin a process for each takes its time. */
static void
remove_copy(void)
{
	static const char none[] = "{\"schemaVersion\":2,\"manifests\":[]}";
	static unsigned int count;

	if (count++ % 8 == 0)
		cr_assert_eq(system("rm -rf new"), 0);
	else if (access("new/index.json", F_OK) == 0)
		scratch_write("new/index.json", none, sizeof(none) - 1);
}

static void
expect_copy(void)
{
	static const uint32_t forms[] = { COSIGN_IMAGE_BUNDLE,
		COSIGN_IMAGE_LEGACY };
	size_t i;

	for (i = 0; i < ARRAY_LEN(forms); i++) {
		MUST(cosign_image_options_set_forms(options, forms[i], NULL));
		MUST(cosign_image_verify(
		    NULL, images_oci, to, NULL, policy, options, err));
	}
}

Test(image_alloc, copying)
{
	MUST(cosign_image_options_set_forms(
	    options, COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY, NULL));
	images_sign("image", key, options);
	MUST(cosign_reference_parse(&to, "oci:new:a", NULL));
	fail_each(copy, 300, remove_copy, expect_copy);
	cosign_reference_free(to);
}
