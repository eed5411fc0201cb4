/* Images are signed in both forms; each is found and accepted. */
#include "scratch.h"
#include "signer.h"

#include <cosign/stored.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(sign_image, .init = signer_enter, .fini = signer_leave);

static cosign_image_signatures_t *
fetch(const char *name)
{
	cosign_reference_t *ref = images_ref(name);
	cosign_image_signatures_t *found = NULL;

	MUST(
	    cosign_image_signatures_fetch(&found, images_oci, ref, NULL, NULL));
	cosign_reference_free(ref);
	return found;
}

/* How many signatures of a form an image has. */
static size_t
count_of(const char *name, uint32_t form)
{
	cosign_image_signatures_t *found = fetch(name);
	size_t i, count = 0;

	for (i = 0; i < cosign_image_signatures_count(found); i++)
		if (cosign_image_signature_form(found, i) == form)
			count++;
	cosign_image_signatures_free(found);
	return count;
}

static void
expect_forms(const char *name, size_t bundles, size_t legacy)
{
	cr_expect_eq(count_of(name, COSIGN_IMAGE_BUNDLE), bundles);
	cr_expect_eq(count_of(name, COSIGN_IMAGE_LEGACY), legacy);
}

static void
set_forms(uint32_t forms)
{
	MUST(cosign_image_options_set_forms(options, forms, NULL));
}

Test(sign_image, in_the_newer_form_unless_told)
{
	images_sign("image", key, NULL);
	expect_forms("image", 1, 0);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
}

Test(sign_image, in_the_older_form)
{
	set_forms(COSIGN_IMAGE_LEGACY);
	images_sign("image", key, options);
	expect_forms("image", 0, 1);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
}

Test(sign_image, in_both_forms_at_once)
{
	set_forms(COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	images_sign("image", key, options);
	expect_forms("image", 1, 1);
	images_expect("image", policy, options, COSIGN_OK, NULL);
	set_forms(COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, options, COSIGN_OK, NULL);
	set_forms(COSIGN_IMAGE_LEGACY);
	images_expect("image", policy, options, COSIGN_OK, NULL);
}

/* The key signed that already; another one did not, nor another text. */
Test(sign_image, leaves_an_equal_signature_alone)
{
	cosign_key_t *other = NULL;

	set_forms(COSIGN_IMAGE_LEGACY);
	images_sign("image", key, options);
	images_sign("image", key, options);
	expect_forms("image", 0, 1);
	MUST(cosign_key_generate(&other, COSIGN_ALG_NONE, NULL));
	images_sign("image", other, options);
	expect_forms("image", 0, 2);
	MUST(cosign_image_options_add_annotation(options, "a", "b", NULL));
	images_sign("image", key, options);
	expect_forms("image", 0, 3);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
	cosign_key_free(other);
}

static void
expect_conflict(const char *message)
{
	cosign_reference_t *ref = images_ref("image");
	cosign_image_signatures_t **made = NULL;
	const cosign_key_t *keys[] = { key };
	size_t count;

	cr_expect_eq(cosign_image_sign(
			 &made, &count, images_oci, ref, keys, 1, options, err),
	    COSIGN_E_CONFLICT);
	cr_expect_null(made);
	cr_expect_str_eq(cosign_error_message(err), message);
	cosign_reference_free(ref);
	expect_forms("image", 0, 0);
}

/* What would not be signed is not taken. */
Test(sign_image, a_payload_of_ones_own_has_no_place_for_more)
{
	set_forms(COSIGN_IMAGE_LEGACY);
	MUST(cosign_image_options_set_payload(options, "text", 4, NULL));
	MUST(cosign_image_options_add_annotation(options, "a", "b", NULL));
	expect_conflict(
	    "image: a payload that is given has no place for annotations");
	set_forms(COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	images_sign("image", key, options);
	expect_forms("image", 1, 1);
}

Test(sign_image, a_payload_of_ones_own_names_whom_it_likes)
{
	set_forms(COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	MUST(cosign_image_options_set_payload(options, "text", 4, NULL));
	MUST(cosign_image_options_add_identity(options, "a", NULL));
	expect_conflict(
	    "image: a payload that is given has no place for an identity");
}

Test(sign_image, with_several_keys)
{
	cosign_reference_t *ref = images_ref("image");
	cosign_image_signatures_t **made = NULL;
	const cosign_key_t *keys[2] = { key, NULL };
	cosign_key_t *other = NULL;
	cosign_policy_t *both;
	size_t count;

	MUST(cosign_key_generate(&other, COSIGN_ALG_NONE, NULL));
	keys[1] = other;
	set_forms(COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	MUST(cosign_image_sign(
	    &made, &count, images_oci, ref, keys, 2, options, NULL));
	cr_assert_eq(count, 1);
	cr_expect_eq(cosign_image_signatures_count(made[0]), 4);
	cosign_image_signatures_free(made[0]);
	cosign_free(made);
	both = images_policy(key);
	MUST(cosign_policy_add_key(both, cosign_key_public(other), NULL));
	MUST(cosign_policy_set_signers(both, COSIGN_ALL_SIGNERS, NULL));
	images_expect("image", both, NULL, COSIGN_OK, NULL);
	cosign_policy_free(both);
	cosign_key_free(other);
	cosign_reference_free(ref);
}

Test(sign_image, with_annotations)
{
	set_forms(COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	MUST(cosign_image_options_add_annotation(
	    options, "stage", "prod", NULL));
	images_sign("image", key, options);
	MUST(cosign_policy_add_annotation(policy, "stage", "prod", NULL));
	set_forms(COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, options, COSIGN_OK, NULL);
	set_forms(COSIGN_IMAGE_LEGACY);
	images_expect("image", policy, options, COSIGN_OK, NULL);
	MUST(cosign_policy_add_annotation(policy, "stage", "test", NULL));
	images_expect("image", policy, options, COSIGN_E_NO_MATCH,
	    "payload: no annotation stage of that value");
	set_forms(COSIGN_IMAGE_BUNDLE);
	images_expect("image", policy, options, COSIGN_E_NO_MATCH,
	    "statement: the subject has no annotation stage");
}

Test(sign_image, for_each_identity_that_it_is_to_have)
{
	cosign_image_signatures_t *found;
	const uint8_t *content;
	size_t i, len;

	set_forms(COSIGN_IMAGE_LEGACY);
	MUST(cosign_image_options_add_identity(options, "a/b", NULL));
	MUST(cosign_image_options_add_identity(options, "c/d", NULL));
	images_sign("image", key, options);
	found = fetch("image");
	cr_assert_eq(cosign_image_signatures_count(found), 2);
	for (i = 0; i < 2; i++) {
		content = cosign_image_signature_content(found, i, &len);
		cr_expect_not_null(strstr((const char *)content,
		    i == 0 ? "\"docker-reference\":\"a/b\""
			   : "\"docker-reference\":\"c/d\""));
	}
	cosign_image_signatures_free(found);
}

Test(sign_image, that_is_an_index_and_all_in_it)
{
	static const char *const images[] = { "amd64", "arm64", NULL };

	images_put("amd64", "a");
	images_put("arm64", "b");
	images_put_index("index", images);
	images_sign("index", key, NULL);
	images_expect("index", policy, NULL, COSIGN_OK, NULL);
	images_expect(
	    "amd64", policy, NULL, COSIGN_E_NO_SIGNATURE, "no signature");
	cosign_image_options_set_recursive(options, 1);
	images_sign("index", key, options);
	images_expect("amd64", policy, NULL, COSIGN_OK, NULL);
	images_expect("arm64", policy, NULL, COSIGN_OK, NULL);
	cosign_image_options_set_recursive(options, 0);
	MUST(cosign_image_options_set_platform(options, "linux/arm64", NULL));
	images_expect("index", policy, options, COSIGN_OK, NULL);
	MUST(cosign_image_options_set_platform(options, "linux/s390x", NULL));
	images_expect("index", policy, options, COSIGN_E_NO_IMAGE,
	    "no image for platform linux/s390x");
}

static void
expect_platform(const char *platform, cosign_rc_t code, const char *message)
{
	MUST(cosign_image_options_set_platform(options, platform, NULL));
	images_expect("index", policy, options, code, message);
}

/* Which one is meant is never a guess. */
Test(sign_image, of_one_platform_of_an_index)
{
	static const char *const platforms[] = { "linux/arm/v6", "linux/arm/v7",
		"linux/arm64/v8", "linux/arm64", "linux/s390x/v1" };
	cosign_reference_t *ref = images_ref("index");
	cosign_upload_t *upload = NULL;
	size_t i;

	MUST(cosign_upload_new(&upload, NULL));
	for (i = 0; i < ARRAY_LEN(platforms); i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "file%zu", i);
		scratch_write(name, name, strlen(name));
		MUST(cosign_upload_add_file(
		    upload, name, NULL, platforms[i], NULL));
	}
	MUST(cosign_upload_push(
	    NULL, images_oci, ref, upload, NULL, 0, NULL, NULL));
	MUST(cosign_image_options_set_platform(options, "linux/arm64", NULL));
	images_sign("index", key, options);
	expect_platform("linux/arm64", COSIGN_OK, NULL);
	expect_platform(
	    "linux/arm64/v8", COSIGN_E_NO_SIGNATURE, "no signature");
	expect_platform("linux/s390x", COSIGN_E_NO_SIGNATURE, "no signature");
	expect_platform("linux/arm", COSIGN_E_ARGUMENT,
	    "oci:images:index: platform linux/arm is that of several images: "
	    "linux/arm/v6, linux/arm/v7");
	expect_platform(
	    "linux/ar", COSIGN_E_NO_IMAGE, "no image for platform linux/ar");
	cosign_upload_free(upload);
	cosign_reference_free(ref);
}

/* As of Windows, whose versions are no part of it. */
Test(sign_image, of_no_platform_that_several_have)
{
	static const char *const images[] = { "amd64", "arm64", NULL };
	static const char *const twice[] = { "amd64", "amd64", NULL };
	cosign_reference_t *ref = images_ref("index");
	cosign_manifest_t *index = NULL;
	const char *bytes;
	char *json, *at;
	size_t len;

	images_put("amd64", "a");
	images_put("arm64", "b");
	images_put_index("index", twice);
	expect_platform("linux/amd64", COSIGN_E_NO_SIGNATURE, "no signature");
	images_put_index("index", images);
	MUST(cosign_oci_manifest_fetch(&index, images_oci, ref, NULL));
	bytes = cosign_manifest_bytes(index, &len);
	json = strndup(bytes, len);
	cr_assert_not_null(json);
	at = strstr(json, "\"arm64\"");
	cr_assert_not_null(at);
	at[2] = 'm';
	at[3] = 'd';
	cosign_manifest_free(index);
	MUST(cosign_manifest_parse(&index, json, len, NULL));
	MUST(cosign_oci_manifest_push(images_oci, ref, index, NULL));
	expect_platform("linux/amd64", COSIGN_E_ARGUMENT,
	    "platform linux/amd64 is that of several images");
	cosign_manifest_free(index);
	cosign_reference_free(ref);
	free(json);
}

Test(sign_image, and_stores_nothing_if_told)
{
	cosign_reference_t *ref = images_ref("image");
	cosign_image_signatures_t **made = NULL;
	size_t count;

	cosign_image_options_set_upload(options, 0);
	set_forms(COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	MUST(cosign_image_sign(&made, &count, images_oci, ref,
	    &(const cosign_key_t *){ key }, 1, options, NULL));
	cr_assert_eq(count, 1);
	cr_expect_eq(cosign_image_signatures_count(made[0]), 2);
	cr_expect_null(cosign_image_signature_place(made[0], 0));
	cr_expect_not_null(cosign_image_signature_content(made[0], 0, NULL));
	cosign_image_signatures_free(made[0]);
	cosign_free(made);
	expect_forms("image", 0, 0);
	cosign_reference_free(ref);
}

/* Elsewhere, and under another name. */
Test(sign_image, beside_another_repository)
{
	cosign_reference_t *elsewhere = NULL;

	MUST(cosign_reference_parse(&elsewhere, "oci:elsewhere", NULL));
	set_forms(COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	MUST(cosign_image_options_set_repository(options, elsewhere, NULL));
	MUST(cosign_image_options_set_tag_prefix(options, "pre-", NULL));
	images_sign("image", key, options);
	expect_forms("image", 0, 0);
	images_expect("image", policy, options, COSIGN_OK, NULL);
	images_expect(
	    "image", policy, NULL, COSIGN_E_NO_SIGNATURE, "no signature");
	cosign_reference_free(elsewhere);
}

Test(sign_image, in_the_older_form_as_a_referrer)
{
	set_forms(COSIGN_IMAGE_LEGACY);
	cosign_image_options_set_referrer(options, 1);
	images_sign("image", key, options);
	expect_forms("image", 0, 1);
	images_expect("image", policy, NULL, COSIGN_OK, NULL);
}

Test(sign_image, with_keys_of_every_kind)
{
	static const cosign_alg_t algs[] = { COSIGN_ALG_ECDSA_P384_SHA384,
		COSIGN_ALG_RSA_PKCS1_2048_SHA256, COSIGN_ALG_ED25519 };
	size_t i;

	set_forms(COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	for (i = 0; i < ARRAY_LEN(algs); i++) {
		cosign_key_t *other = NULL;
		cosign_policy_t *wanted;

		MUST(cosign_key_generate(&other, algs[i], NULL));
		images_sign("image", other, options);
		wanted = images_policy(other);
		images_expect("image", wanted, NULL, COSIGN_OK, NULL);
		cosign_policy_free(wanted);
		cosign_key_free(other);
	}
}
