/* What cosign verify prints of a signature. */
#include "images.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

TestSuite(image_claim, .init = images_open, .fini = images_close);

static cosign_key_t *
new_key(void)
{
	cosign_key_t *key = NULL;

	MUST(cosign_key_generate(&key, COSIGN_ALG_ECDSA_P256_SHA256, NULL));
	return key;
}

/* The first signature of an image that was verified, as cosign prints it. */
static char *
claim_of(const cosign_image_result_t *result)
{
	const cosign_image_signatures_t *found =
	    cosign_image_result_signatures(result);
	char *claim = NULL;
	size_t len;

	MUST(cosign_image_claim(&claim, &len,
	    cosign_image_result_candidate(result, 0),
	    cosign_image_signature_bundle(found, 0),
	    cosign_image_result_asked(result),
	    cosign_reference_digest(cosign_image_result_image(result)), NULL));
	cr_expect_eq(strlen(claim), len);
	return claim;
}

static cosign_image_result_t *
sign_and_verify(const cosign_key_t *key, const cosign_key_t *wanted,
    const cosign_image_options_t *options)
{
	cosign_policy_t *policy = images_policy(wanted);
	cosign_reference_t *ref = images_ref("app");
	cosign_image_result_t *result = NULL;
	cosign_rc_t rc;

	images_sign("app", key, options);
	rc = cosign_image_verify(
	    &result, images_oci, ref, NULL, policy, NULL, NULL);
	cr_assert_not_null(result, "%s", cosign_rc_name(rc));
	cosign_reference_free(ref);
	cosign_policy_free(policy);
	return result;
}

struct form {
	uint32_t form;
	char reference[20], type[48], optional[40];
	int annotations;
};

#define NEWER "https://sigstore.dev/cosign/sign/v1"
#define OLDER "cosign container image signature"

ParameterizedTestParameters(image_claim, of_each_form)
{
	static struct form rows[] = {
		{ COSIGN_IMAGE_BUNDLE, "oci:images:app", NEWER, "{}", 0 },
		{ COSIGN_IMAGE_BUNDLE, "oci:images:app", NEWER,
		    "{\"a\":\"1\",\"z\":\"\\u003c\"}", 1 },
		{ COSIGN_IMAGE_LEGACY, "oci:images", OLDER, "null", 0 },
		{ COSIGN_IMAGE_LEGACY, "oci:images", OLDER,
		    "{\"a\":\"1\",\"z\":\"\\u003c\"}", 1 },
	};

	return cr_make_param_array(struct form, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct form *f, image_claim, of_each_form)
{
	cosign_image_options_t *options = NULL;
	cosign_image_result_t *result;
	cosign_key_t *key = new_key();
	char wanted[512], *claim;

	images_put_example("app");
	MUST(cosign_image_options_new(&options, NULL));
	MUST(cosign_image_options_set_forms(options, f->form, NULL));
	if (f->annotations) {
		MUST(cosign_image_options_add_annotation(
		    options, "z", "<", NULL));
		MUST(cosign_image_options_add_annotation(
		    options, "a", "1", NULL));
	}
	result = sign_and_verify(key, key, options);
	(void)snprintf(wanted, sizeof(wanted),
	    "{\"critical\":{\"identity\":{\"docker-reference\":\"%s\"},"
	    "\"image\":{\"docker-manifest-digest\":\"%s\"},\"type\":\"%s\"},"
	    "\"optional\":%s}",
	    f->reference,
	    cosign_reference_digest(cosign_image_result_image(result)), f->type,
	    f->optional);
	claim = claim_of(result);
	cr_expect_str_eq(claim, wanted, "%s", claim);
	cosign_free(claim);
	cosign_image_result_free(result);
	cosign_image_options_free(options);
	cosign_key_free(key);
}

Test(image_claim, not_of_what_was_refused)
{
	cosign_key_t *key = new_key(), *other = new_key();
	cosign_error_t *err = cosign_error_new();
	cosign_image_result_t *result;
	char *claim = NULL;
	size_t len;

	images_put_example("app");
	result = sign_and_verify(key, other, NULL);
	cr_expect_eq(
	    cosign_image_claim(&claim, &len,
		cosign_image_result_candidate(result, 0),
		cosign_image_signature_bundle(
		    cosign_image_result_signatures(result), 0),
		cosign_image_result_asked(result),
		cosign_reference_digest(cosign_image_result_image(result)),
		err),
	    COSIGN_E_ARGUMENT);
	cr_expect_null(claim);
	expect_prefix(cosign_error_message(err),
	    "claim: nothing that was "
	    "accepted");
	cr_expect_eq(
	    cosign_image_claim(&claim, &len, NULL, NULL, NULL, NULL, NULL),
	    COSIGN_E_ARGUMENT);
	cosign_image_result_free(result);
	cosign_error_free(err);
	cosign_key_free(other);
	cosign_key_free(key);
}
