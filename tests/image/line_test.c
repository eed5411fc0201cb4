/* What cosign download prints of a signature. */
#include "images.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOG "c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d"

static cosign_image_options_t *options;
static cosign_reference_t *image;
static cosign_key_t *key;

static void
enter(void)
{
	images_open();
	images_put_example("app");
	image = images_ref("app");
	MUST(cosign_image_options_new(&options, NULL));
	MUST(cosign_key_generate(&key, COSIGN_ALG_NONE, NULL));
}

static void
leave(void)
{
	cosign_key_free(key);
	cosign_image_options_free(options);
	cosign_reference_free(image);
	images_close();
}

TestSuite(image_line, .init = enter, .fini = leave);

/* What would be stored, in one form. */
static cosign_image_signatures_t *
make(uint32_t form)
{
	cosign_image_signatures_t **made = NULL, *first;
	const cosign_key_t *keys[] = { key };
	size_t count;

	MUST(cosign_image_options_set_forms(options, form, NULL));
	cosign_image_options_set_upload(options, 0);
	MUST(cosign_image_sign(
	    &made, &count, images_oci, image, keys, 1, options, NULL));
	first = made[0];
	cosign_free(made);
	cosign_image_options_set_upload(options, 1);
	MUST(cosign_image_options_set_forms(
	    options, COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY, NULL));
	return first;
}

/* The line of the only signature. */
static char *
fetch_line(void)
{
	cosign_image_signatures_t *found = NULL;
	char *line = NULL;
	size_t len;

	MUST(cosign_image_signatures_fetch(
	    &found, images_oci, image, options, NULL));
	cr_assert_eq(cosign_image_signatures_count(found), 1);
	MUST(cosign_image_signature_line(&line, &len, found, 0, NULL));
	cr_expect_eq(strlen(line), len);
	cosign_image_signatures_free(found);
	return line;
}

Test(image_line, of_a_bundle_has_no_blanks)
{
	cosign_image_signatures_t *made = make(COSIGN_IMAGE_BUNDLE);
	char *line, *spread;
	const char *text;
	size_t len;

	text = (const char *)cosign_image_signature_content(made, 0, &len);
	spread = malloc(len + 8);
	cr_assert_not_null(spread);
	(void)snprintf(
	    spread, len + 8, "{\n \t%.*s\r\n", (int)len - 1, text + 1);
	MUST(cosign_image_attach_bundle(
	    images_oci, image, spread, strlen(spread), options, NULL));
	line = fetch_line();
	cr_expect_eq(strlen(line), len);
	cr_expect_eq(memcmp(line, text, len), 0, "%s", line);
	cosign_free(line);
	free(spread);
	cosign_image_signatures_free(made);
}

Test(image_line, of_the_older_form_has_its_evidence)
{
	static const char entry[] =
	    "{\"SignedEntryTimestamp\":\"AAAA\",\"Payload\":{\"body\":\"e30=\","
	    "\"integratedTime\":1,\"logIndex\":2,\"logID\":\"" LOG "\"}}";
	cosign_image_signatures_t *made = make(COSIGN_IMAGE_LEGACY);
	const char *signature = cosign_image_signature_annotation(
	    made, 0, "dev.cosignproject.cosign/signature");
	cosign_bundle_builder_t *builder = NULL;
	cosign_bundle_t *bundle = NULL;
	const uint8_t *payload;
	char wanted[512], *line;
	size_t len;

	payload = cosign_image_signature_content(made, 0, &len);
	MUST(cosign_bundle_builder_new(
	    &builder, signature, strlen(signature), NULL));
	MUST(cosign_bundle_builder_add_entry(
	    builder, entry, strlen(entry), NULL));
	MUST(cosign_bundle_builder_set_payload(builder, payload, len, NULL));
	MUST(cosign_bundle_builder_finish(builder, &bundle, NULL));
	MUST(cosign_image_attach_signature(
	    images_oci, image, bundle, options, NULL));
	line = fetch_line();
	(void)snprintf(wanted, sizeof(wanted),
	    "{\"Base64Signature\":\"%s\",\"Payload\":\"eyJjcml0aWNhbCI6",
	    signature);
	expect_prefix(line, wanted);
	(void)snprintf(wanted, sizeof(wanted),
	    "\"Cert\":null,\"Chain\":null,\"Bundle\":%s,"
	    "\"RFC3161Timestamp\":null}",
	    entry);
	cr_expect_not_null(strstr(line, wanted), "%s", line);
	cosign_free(line);
	cosign_bundle_free(bundle);
	cosign_bundle_builder_free(builder);
	cosign_image_signatures_free(made);
}

Test(image_line, of_nothing)
{
	cosign_image_signatures_t *made = make(COSIGN_IMAGE_LEGACY);
	cosign_error_t *err = cosign_error_new();
	char *line = NULL;
	size_t len;

	cr_expect_eq(cosign_image_signature_line(&line, &len, made, 1, err),
	    COSIGN_E_ARGUMENT);
	cr_expect_null(line);
	expect_prefix(cosign_error_message(err), "signature: none that could");
	cosign_error_free(err);
	cosign_image_signatures_free(made);
}
