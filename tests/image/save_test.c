/* What is saved in a layout is found there, by cosign's rules, and loaded. */
#include "signer.h"

#include <cosign/stored.h>

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIND "dev.cosignproject.cosign/"

TestSuite(save, .init = signer_enter, .fini = signer_leave);

static cosign_rc_t
save(const char *image, const char *layout)
{
	cosign_reference_t *from = parse(image), *to = parse(layout);
	const cosign_rc_t rc =
	    cosign_image_save(images_oci, from, to, options, NULL, NULL, err);

	cosign_reference_free(to);
	cosign_reference_free(from);
	return rc;
}

static cosign_rc_t
load(const char *layout, const char *image, uint32_t flags)
{
	cosign_reference_t *from = parse(layout), *to = parse(image);
	const cosign_rc_t rc = cosign_image_load(
	    images_oci, from, to, flags, NULL, NULL, NULL, err);

	cosign_reference_free(to);
	cosign_reference_free(from);
	return rc;
}

static void
expect_verdict(const char *text, uint32_t forms, cosign_rc_t code)
{
	cosign_image_options_t *o = NULL;
	cosign_reference_t *ref = parse(text);
	cosign_rc_t rc;

	MUST(cosign_image_options_new(&o, NULL));
	MUST(cosign_image_options_set_forms(o, forms, NULL));
	rc = cosign_image_verify(NULL, images_oci, ref, NULL, policy, o, err);
	cr_expect_eq(rc, code, "%s: %s: %s", text, cosign_rc_name(rc),
	    cosign_error_message(err));
	cosign_reference_free(ref);
	cosign_image_options_free(o);
}

static json_t *
read_index(const char *folder)
{
	char path[256];
	json_t *root;

	(void)snprintf(path, sizeof(path), "%s/index.json", folder);
	root = json_load_file(path, 0, NULL);
	cr_assert_not_null(root, "%s", path);
	return root;
}

static const char *
kind_of(const json_t *entry)
{
	return json_string_value(
	    json_object_get(json_object_get(entry, "annotations"), "kind"));
}

/* Kinds in their order, "-" for an entry without; each with a blank behind
   it. */
static const char *
kinds_in(const char *folder)
{
	static char text[512];
	json_t *root = read_index(folder), *entry;
	size_t i;

	text[0] = '\0';
	json_array_foreach(json_object_get(root, "manifests"), i, entry)
	{
		const char *kind = kind_of(entry);

		cr_assert(
		    kind == NULL || strncmp(kind, KIND, strlen(KIND)) == 0);
		(void)snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "%s ", kind == NULL ? "-" : kind + strlen(KIND));
	}
	json_decref(root);
	return text;
}

/* index.json as cosign leaves it: of what has a kind alone. */
static void
list_kinds_alone(const char *folder)
{
	json_t *root = read_index(folder);
	json_t *entries = json_object_get(root, "manifests");
	char path[256];
	size_t i;

	for (i = json_array_size(entries); i-- > 0;)
		if (kind_of(json_array_get(entries, i)) == NULL)
			(void)json_array_remove(entries, i);
	(void)snprintf(path, sizeof(path), "%s/index.json", folder);
	cr_assert_eq(json_dump_file(root, path, JSON_INDENT(3)), 0);
	json_decref(root);
}

Test(save, says_what_is_what_as_cosign_does)
{
	sign_in("image", COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	MUST(save("oci:images:image", "oci:saved"));
	cr_expect_str_eq(kinds_in("saved"), "- image sigs ");
}

Test(save, keeps_signatures_with_the_image)
{
	sign_in("image", COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	MUST(save("oci:images:image", "oci:saved"));
	expect_verdict("oci:saved", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	expect_verdict("oci:saved", COSIGN_IMAGE_LEGACY, COSIGN_OK);
	list_kinds_alone("saved");
	expect_verdict("oci:saved", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	expect_verdict("oci:saved", COSIGN_IMAGE_LEGACY, COSIGN_OK);
}

/* cosign finds bundles of saved indexes neither when loading nor verifying. */
Test(save, keeps_indexes)
{
	static const char *const images[] = { "image", "other", NULL };

	images_put_index("index", images);
	sign_in("index", COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	sign_in("other", COSIGN_IMAGE_LEGACY);
	MUST(save("oci:images:index", "oci:saved"));
	/* The signatures of what is in it have a tag, not a kind. */
	cr_expect_str_eq(kinds_in("saved"), "- - imageIndex sigs ");
	list_kinds_alone("saved");
	expect_verdict("oci:saved", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	expect_verdict("oci:saved", COSIGN_IMAGE_LEGACY, COSIGN_OK);
	MUST(load("oci:saved", "oci:loaded:i", 0));
	expect_verdict("oci:loaded:i", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	expect_verdict("oci:loaded:i", COSIGN_IMAGE_LEGACY, COSIGN_OK);
}

Test(save, is_loaded_with_all_of_it)
{
	cosign_reference_t *ref = NULL, *tag = NULL, *from = NULL;
	cosign_manifest_t *att = NULL;
	char *digest = images_digest("image"), *again;
	char text[512];

	sign_in("image", COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	/* Attestations, behind which cosign stops: any image will do. */
	ref = images_ref("image");
	from = images_ref("other");
	MUST(cosign_oci_manifest_fetch(&att, images_oci, from, NULL));
	MUST(cosign_image_tag(&tag, ref, digest, "att", NULL, NULL));
	MUST(cosign_oci_manifest_push(images_oci, tag, att, NULL));
	MUST(save("oci:images:image", "oci:saved"));
	cr_expect_str_eq(kinds_in("saved"), "- image sigs atts ");
	list_kinds_alone("saved");
	MUST(load("oci:saved", "oci:loaded:a", 0));
	expect_verdict("oci:loaded:a", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	expect_verdict("oci:loaded:a", COSIGN_IMAGE_LEGACY, COSIGN_OK);
	(void)snprintf(
	    text, sizeof(text), "oci:loaded:%s", cosign_reference_tag(tag));
	cosign_reference_free(ref);
	ref = parse(text);
	{
		cosign_descriptor_t *found = NULL;

		MUST(cosign_oci_resolve(&found, images_oci, ref, NULL));
		again = images_digest("other");
		cr_expect_str_eq(cosign_descriptor_digest(found), again);
		cosign_descriptor_free(found);
	}
	free(again);
	free(digest);
	cosign_manifest_free(att);
	cosign_reference_free(tag);
	cosign_reference_free(from);
	cosign_reference_free(ref);
}

Test(save, replaces_what_was_saved_before)
{
	sign_in("image", COSIGN_IMAGE_LEGACY);
	MUST(save("oci:images:image", "oci:saved"));
	MUST(save("oci:images:image", "oci:saved"));
	cr_expect_str_eq(kinds_in("saved"), "image sigs ");
	MUST(save("oci:images:other", "oci:saved"));
	cr_expect_str_eq(kinds_in("saved"), "image ");
	expect_verdict("oci:saved", COSIGN_IMAGE_LEGACY, COSIGN_E_NO_SIGNATURE);
}

/* Beside what the layout holds by name. */
Test(save, leaves_others_alone)
{
	sign_in("image", COSIGN_IMAGE_LEGACY);
	MUST(save("oci:images:image", "oci:images"));
	expect_verdict("oci:images", COSIGN_IMAGE_LEGACY, COSIGN_OK);
	expect_verdict("oci:images:image", COSIGN_IMAGE_LEGACY, COSIGN_OK);
	free(images_digest("other"));
}

/* With a prefix, which what is saved does not have. */
Test(save, forgets_prefixes)
{
	cosign_reference_t *ref = images_ref("image"), *to = NULL,
			   *saved = NULL;

	MUST(cosign_image_options_set_tag_prefix(options, "p-", NULL));
	MUST(
	    cosign_image_options_set_forms(options, COSIGN_IMAGE_LEGACY, NULL));
	images_sign("image", key, options);
	MUST(save("oci:images:image", "oci:saved"));
	cr_expect_str_eq(kinds_in("saved"), "image sigs ");
	expect_verdict("oci:saved", COSIGN_IMAGE_LEGACY, COSIGN_OK);
	to = parse("oci:loaded:a");
	saved = parse("oci:saved");
	MUST(cosign_image_load(
	    images_oci, saved, to, 0, options, NULL, NULL, NULL));
	expect_verdict(
	    "oci:loaded:a", COSIGN_IMAGE_LEGACY, COSIGN_E_NO_SIGNATURE);
	MUST(cosign_image_verify(
	    NULL, images_oci, to, NULL, policy, options, NULL));
	cosign_reference_free(saved);
	cosign_reference_free(to);
	cosign_reference_free(ref);
}

Test(save, refuses_what_it_cannot_do)
{
	expect_error(err, save("oci:images:image", "oci:saved:a"),
	    COSIGN_E_ARGUMENT, "oci:saved:a: what is saved has neither tag");
	expect_error(err, save("oci:images:image", "a.example/b"),
	    COSIGN_E_ARGUMENT, "a.example/b:latest: no layout");
	expect_error(err, load("a.example/b", "oci:x:a", 0), COSIGN_E_ARGUMENT,
	    "a.example/b:latest: no layout");
	expect_error(err, load("oci:absent", "oci:x:a", 0), COSIGN_E_NO_IMAGE,
	    "copy: oci:absent: ");
	MUST(save("oci:images:image", "oci:saved"));
	MUST(load("oci:images:other", "oci:loaded:a", 0));
	expect_error(err, load("oci:saved", "oci:loaded:a", 0), COSIGN_E_EXISTS,
	    "copy: oci:loaded:a: another image is there");
	MUST(load("oci:saved", "oci:loaded:a", COSIGN_COPY_OVERWRITE));
}
