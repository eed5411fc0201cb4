/* Signatures made elsewhere are stored as cosign stores them, byte for byte. */
#include "images.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* What cosign 3.1.3 signed of the example image, and how it stored it. */
static const char bundle[] =
    "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0."
    "3+json\",\"verificationMaterial\":{\"publicKey\":{\"hint"
    "\":\"GSo0Dju+eW4/hYbDRXlAdVwMTt3ys+Y9YCpemll2qFY=\"}},\""
    "dsseEnvelope\":{\"payload\":\"eyJfdHlwZSI6Imh0dHBzOi8vaW"
    "4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJkaWdlc3"
    "QiOnsic2hhMjU2IjoiY2ZiOWZiZDk1NGYxMDMxZWQ5M2U5NmM5MGYzMT"
    "c3OTc4ZDgxNDkwNzFiN2IwNzIzYzcyYjZhNGZhMTg3NTVjMyJ9LCJhbm"
    "5vdGF0aW9ucyI6e319XSwicHJlZGljYXRlVHlwZSI6Imh0dHBzOi8vc2"
    "lnc3RvcmUuZGV2L2Nvc2lnbi9zaWduL3YxIiwicHJlZGljYXRlIjp7fX"
    "0=\",\"payloadType\":\"application/vnd.in-toto+json\",\""
    "signatures\":[{\"sig\":\"MEUCIQCLMko/7SSFy2TMGboMrt4G7sy"
    "vbljDtLWCRyHs/bIZsQIgfTT7+Lhs/2EKd+d4ojxaPC2NMuYEIW2OJgF"
    "+ISXFA8k=\"}]}}";
static const char signature[] =
    "MEQCIDYGoqFCNBAvOTwz3wbPgyDP9hsvfrJ/GlGO3aIakOoaAiAJe63JOJtR96qVmWEq"
    "CReQ+Qe1jCNsbHGUdV3tfHPAGw==";
#define EXAMPLE                                                               \
	"sha256:cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa187" \
	"55c3"
#define SIGNATURES \
	"sha256:"  \
	"f15a1c599d5ef4769c44752215e89411804b1b661c839851d832c025274d8423"
#define REFERRER  \
	"sha256:" \
	"333dc3e67e402b632360309c1a56de9f688fdfe9762a5947d77938755abfd5dc"
#define SIGNATURES_TAG                                                    \
	"sha256-cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4f" \
	"a18755c3.sig"
/* 2026-01-02T03:04:05Z */
#define CREATED 1767323045

static cosign_image_options_t *options;
static cosign_error_t *err;

static void
enter(void)
{
	images_open();
	images_put_example("example");
	MUST(cosign_image_options_new(&options, NULL));
	err = cosign_error_new();
}

static void
leave(void)
{
	cosign_error_free(err);
	cosign_image_options_free(options);
	images_close();
}

TestSuite(attach, .init = enter, .fini = leave);

static cosign_bundle_t *
signed_payload(void)
{
	cosign_bundle_builder_t *builder = NULL;
	cosign_bundle_t *made = NULL;
	cosign_reference_t *name = NULL;
	char *payload = NULL;
	size_t len;

	MUST(cosign_reference_parse(
	    &name, "registry.example.com/demo/app", NULL));
	MUST(cosign_image_payload(&payload, &len, name, EXAMPLE, NULL, NULL));
	MUST(cosign_bundle_builder_new(
	    &builder, signature, strlen(signature), NULL));
	MUST(cosign_bundle_builder_set_payload(builder, payload, len, NULL));
	MUST(cosign_bundle_builder_finish(builder, &made, NULL));
	cosign_bundle_builder_free(builder);
	cosign_reference_free(name);
	cosign_free(payload);
	return made;
}

Test(attach, stores_the_older_form_as_cosign_does)
{
	cosign_reference_t *ref = images_ref("example");
	cosign_bundle_t *made = signed_payload();
	char *digest;

	MUST(cosign_image_attach_signature(images_oci, ref, made, NULL, NULL));
	digest = images_digest(SIGNATURES_TAG);
	cr_expect_str_eq(digest, SIGNATURES);
	free(digest);
	/* Once is enough. */
	MUST(cosign_image_attach_signature(images_oci, ref, made, NULL, NULL));
	digest = images_digest(SIGNATURES_TAG);
	cr_expect_str_eq(digest, SIGNATURES);
	free(digest);
	cosign_bundle_free(made);
	cosign_reference_free(ref);
}

Test(attach, stores_a_bundle_as_cosign_does)
{
	cosign_reference_t *ref = images_ref("example");
	cosign_descriptors_t *referrers = NULL;
	cosign_reference_t *by_digest = NULL;
	const cosign_descriptor_t *first;

	cosign_image_options_set_time(options, CREATED);
	MUST(cosign_image_attach_bundle(
	    images_oci, ref, bundle, strlen(bundle), options, NULL));
	MUST(cosign_reference_with_digest(&by_digest, ref, EXAMPLE, NULL));
	MUST(cosign_oci_referrers(
	    &referrers, images_oci, by_digest, NULL, NULL));
	cr_assert_eq(cosign_descriptors_count(referrers), 1);
	first = cosign_descriptors_at(referrers, 0);
	cr_expect_str_eq(cosign_descriptor_digest(first), REFERRER);
	cr_expect_eq(cosign_descriptor_size(first), 877);
	cosign_descriptors_free(referrers);
	cosign_reference_free(by_digest);
	cosign_reference_free(ref);
}

/* What is stored is found again, with where it was. */
Test(attach, is_found_again)
{
	cosign_reference_t *ref = images_ref("example");
	cosign_image_signatures_t *found = NULL;
	cosign_bundle_t *made = signed_payload();
	const uint8_t *content;
	size_t i, len;

	MUST(cosign_image_attach_signature(images_oci, ref, made, NULL, NULL));
	MUST(cosign_image_attach_bundle(
	    images_oci, ref, bundle, strlen(bundle), NULL, NULL));
	MUST(
	    cosign_image_signatures_fetch(&found, images_oci, ref, NULL, NULL));
	cr_expect_str_eq(
	    cosign_reference_digest(cosign_image_signatures_image(found)),
	    EXAMPLE);
	cr_assert_eq(cosign_image_signatures_count(found), 2);
	for (i = 0; i < 2; i++) {
		cr_expect_eq(cosign_image_signature_code(found, i), COSIGN_OK,
		    "%s", cosign_image_signature_message(found, i));
		cr_expect_not_null(cosign_image_signature_bundle(found, i));
		content = cosign_image_signature_content(found, i, &len);
		if (cosign_image_signature_form(found, i) ==
		    COSIGN_IMAGE_BUNDLE) {
			cr_expect_eq(len, strlen(bundle));
			cr_expect_arr_eq(content, bundle, len);
			continue;
		}
		cr_expect_str_eq(cosign_image_signature_place(found, i),
		    "oci:images:" SIGNATURES_TAG);
		cr_expect_str_eq(cosign_image_signature_annotation(found, i,
				     "dev.cosignproject.cosign/signature"),
		    signature);
	}
	cr_expect_eq(cosign_image_signature_code(found, 2), COSIGN_E_ARGUMENT);
	cr_expect_null(cosign_image_signature_place(found, 2));
	cosign_image_signatures_free(found);
	cosign_bundle_free(made);
	cosign_reference_free(ref);
}

Test(attach, refuses_what_is_no_signature_of_an_image)
{
	cosign_reference_t *ref = images_ref("example");
	cosign_reference_t *none = images_ref("absent");
	cosign_bundle_t *made = NULL;

	MUST(cosign_bundle_from_signature(&made, "AAAA", 4, NULL));
	expect_error(err,
	    cosign_image_attach_signature(images_oci, ref, made, NULL, err),
	    COSIGN_E_CONTENT, "signature: there is no payload");
	expect_error(err,
	    cosign_image_attach_bundle(images_oci, ref, "{}", 2, NULL, err),
	    COSIGN_E_MALFORMED, "bundle: ");
	cr_expect_eq(cosign_image_attach_bundle(
			 images_oci, none, bundle, strlen(bundle), NULL, err),
	    COSIGN_E_NO_IMAGE, "%s", cosign_error_message(err));
	cr_expect_null(images_find(SIGNATURES_TAG));
	cosign_bundle_free(made);
	cosign_reference_free(none);
	cosign_reference_free(ref);
}

Test(attach, refuses_what_it_would_not_do)
{
	cosign_reference_t *ref = images_ref("example");
	cosign_image_options_t *o = NULL;
	size_t i;

	for (i = 0; i < 2; i++) {
		MUST(cosign_image_options_new(&o, NULL));
		cosign_image_options_set_recursive(o, i == 0);
		cosign_image_options_set_upload(o, i == 0);
		expect_error(err,
		    cosign_image_attach_bundle(
			images_oci, ref, bundle, strlen(bundle), o, err),
		    COSIGN_E_ARGUMENT,
		    i == 0 ? "image: recursive is for signing alone"
			   : "image: what is attached has to be stored");
		cosign_image_options_free(o);
	}
	cosign_reference_free(ref);
}
