/* What options take, and what they refuse. */
#include "vectors.h"

#include <cosign/image.h>

#include <criterion/criterion.h>

Test(image_options, refuse_what_makes_no_sense)
{
	cosign_image_options_t *o = NULL;
	cosign_error_t *err = cosign_error_new();

	MUST(cosign_image_options_new(&o, err));
	expect_error(err, cosign_image_options_set_forms(o, 0, err),
	    COSIGN_E_ARGUMENT, "options: no such form");
	expect_error(err, cosign_image_options_set_forms(o, 4, err),
	    COSIGN_E_ARGUMENT, "options: no such form");
	expect_error(err, cosign_image_options_set_workers(o, 0, err),
	    COSIGN_E_ARGUMENT, "options: 1 to 64 workers");
	expect_error(err, cosign_image_options_set_workers(o, 65, err),
	    COSIGN_E_ARGUMENT, "options: 1 to 64 workers");
	expect_error(err,
	    cosign_image_options_add_annotation(o, NULL, "v", err),
	    COSIGN_E_ARGUMENT, "options: nothing to set");
	expect_error(err,
	    cosign_image_options_add_annotation(o, "n", NULL, err),
	    COSIGN_E_ARGUMENT, "options: nothing to set");
	expect_error(err, cosign_image_options_add_identity(NULL, "i", err),
	    COSIGN_E_ARGUMENT, "options: nothing to set");
	expect_error(err, cosign_image_options_set_repository(o, NULL, err),
	    COSIGN_E_ARGUMENT, "options: nothing to set");
	MUST(cosign_image_options_set_workers(o, 64, err));
	cosign_image_options_free(o);
	cosign_error_free(err);
}

Test(image_options, name_the_places_of_a_digest)
{
	static const char digest[] =
	    "sha256:"
	    "cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa18755c3";
	cosign_reference_t *image = NULL, *elsewhere = NULL, *tag = NULL;
	cosign_image_options_t *o = NULL;
	cosign_error_t *err = cosign_error_new();

	MUST(cosign_reference_parse(&image, "alpine:3", err));
	MUST(cosign_reference_parse(&elsewhere, "localhost:5000/sigs", err));
	MUST(cosign_image_options_new(&o, err));
	MUST(cosign_image_tag(&tag, image, digest, "sig", o, err));
	cr_expect_str_eq(cosign_reference_text(tag),
	    "index.docker.io/library/alpine:sha256-cfb9fbd954f1031ed93e96c90f31"
	    "77978d8149071b7b0723c72b6a4fa18755c3.sig");
	cosign_reference_free(tag);
	MUST(cosign_image_options_set_repository(o, elsewhere, err));
	MUST(cosign_image_options_set_tag_prefix(o, "pre-", err));
	MUST(cosign_image_tag(&tag, image, digest, "att", o, err));
	cr_expect_str_eq(cosign_reference_text(tag),
	    "localhost:5000/sigs:pre-sha256-cfb9fbd954f1031ed93e96c90f3177978d8"
	    "149071b7b0723c72b6a4fa18755c3.att");
	cosign_reference_free(tag);
	MUST(cosign_image_options_set_tag_prefix(o, "no tag/", err));
	expect_error(err, cosign_image_tag(&tag, image, digest, "sig", o, err),
	    COSIGN_E_REFERENCE, "reference: ");
	expect_error(err, cosign_image_tag(&tag, image, "abc", "sig", o, err),
	    COSIGN_E_ARGUMENT, "not a digest");
	cr_expect_null(tag);
	cosign_image_options_free(o);
	cosign_reference_free(elsewhere);
	cosign_reference_free(image);
	cosign_error_free(err);
}
