/* Copies, saved and loaded images: ours to the real cosign, and its to us. */
#include "images.h"

#include <cosign/stored.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <stdlib.h>
#include <string.h>

TestSuite(
    real_stored, .init = images_enter, .fini = images_leave, .timeout = 300);

static struct images_place places[] = {
	{ REAL_DOCKER_REGISTRY, COSIGN_IMAGE_BUNDLE },
	{ REAL_DOCKER_REGISTRY, COSIGN_IMAGE_LEGACY },
	{ REAL_REFERRERS, COSIGN_IMAGE_BUNDLE },
	{ REAL_REFERRERS, COSIGN_IMAGE_LEGACY },
};

/* A saved image, asked as cosign's --local-image is. */
static struct process_result
verify_saved(const char *folder, uint32_t form, const char *pub)
{
	return REAL_RUN(NULL, "cosign", "verify", "--key", pub,
	    "--insecure-ignore-tlog", images_form_flag(form), "--local-image",
	    folder);
}

static void
save(const char *folder)
{
	cosign_reference_t *from = images_reference(IMAGES_IMAGE);
	cosign_reference_t *to =
	    images_reference(vs_text(real_vs, "oci:%s", folder));

	IMAGES_MUST(cosign_image_save(
	    images_oci, from, to, NULL, NULL, NULL, images_err));
	cosign_reference_free(to);
	cosign_reference_free(from);
}

static void
load(const char *folder, const char *where)
{
	cosign_reference_t *from =
	    images_reference(vs_text(real_vs, "oci:%s", folder));
	cosign_reference_t *to = images_reference(where);

	IMAGES_MUST(cosign_image_load(
	    images_oci, from, to, 0, NULL, NULL, NULL, images_err));
	cosign_reference_free(to);
	cosign_reference_free(from);
}

ParameterizedTestParameters(real_stored, cosign_reads_what_we_save)
{
	return cr_make_param_array(
	    struct images_place, places, ARRAY_LEN(places));
}

ParameterizedTest(
    struct images_place *place, real_stored, cosign_reads_what_we_save)
{
	images_start(place->kind);
	images_sign(place->form);
	save("saved");
	real_expect(verify_saved("saved", place->form, "a.pub"), 0, "");
	real_expect(
	    verify_saved("saved", place->form, "b.pub"), 1, "no matching");
	images_expect("oci:saved", images_ours, COSIGN_OK);
	images_expect("oci:saved", images_others, COSIGN_E_NO_MATCH);
}

ParameterizedTestParameters(real_stored, we_read_what_cosign_saves)
{
	return cr_make_param_array(
	    struct images_place, places, ARRAY_LEN(places));
}

ParameterizedTest(
    struct images_place *place, real_stored, we_read_what_cosign_saves)
{
	const char *to;

	images_start(place->kind);
	images_cosign_sign(place->form);
	real_expect(
	    REAL_RUN(NULL, "cosign", "save", "--dir", "theirs", IMAGES_IMAGE),
	    0, "");
	images_expect("oci:theirs", images_ours, COSIGN_OK);
	images_expect("oci:theirs", images_others, COSIGN_E_NO_MATCH);
	/* Back into a registry, where cosign finds it. */
	to = images_at("c/d:one");
	load("theirs", to);
	images_expect(to, images_ours, COSIGN_OK);
	real_expect(
	    REAL_RUN(NULL, "cosign", "verify", "--key", "a.pub",
		"--insecure-ignore-tlog", images_form_flag(place->form), to),
	    0, "docker-manifest-digest");
}

/* cosign load pushes the older form alone to registries that are strict. */
Test(real_stored, cosign_loads_what_we_save)
{
	const char *to;

	images_start(REAL_DOCKER_REGISTRY);
	images_sign(COSIGN_IMAGE_LEGACY);
	save("saved");
	to = images_at("c/d:one");
	real_expect(
	    REAL_RUN(NULL, "cosign", "load", "--dir", "saved", to), 0, "");
	images_expect(to, images_ours, COSIGN_OK);
}

ParameterizedTestParameters(real_stored, copies_are_signed)
{
	return cr_make_param_array(
	    struct images_place, places, ARRAY_LEN(places));
}

ParameterizedTest(struct images_place *place, real_stored, copies_are_signed)
{
	cosign_reference_t *from, *to;
	const char *where;

	images_start(place->kind);
	images_cosign_sign(place->form);
	where = images_at("c/d:one");
	from = images_reference(IMAGES_IMAGE);
	to = images_reference(where);
	IMAGES_MUST(cosign_image_copy(
	    images_oci, from, to, 0, 0, NULL, NULL, NULL, images_err));
	images_expect(where, images_ours, COSIGN_OK);
	real_expect(
	    REAL_RUN(NULL, "cosign", "verify", "--key", "a.pub",
		"--insecure-ignore-tlog", images_form_flag(place->form), where),
	    0, "docker-manifest-digest");
	cosign_reference_free(to);
	cosign_reference_free(from);
}

/* Whatever cosign copies of the older form, we find. */
Test(real_stored, cosigns_copies_are_found)
{
	const char *where;

	images_start(REAL_REFERRERS);
	images_sign(COSIGN_IMAGE_LEGACY);
	where = images_at("c/d:one");
	real_expect(
	    REAL_RUN(NULL, "cosign", "copy", IMAGES_IMAGE, where), 0, "");
	images_expect(where, images_ours, COSIGN_OK);
}

/* The same lists, as far as cosign's goes. */
Test(real_stored, trees_are_alike)
{
	cosign_reference_t *ref;
	cosign_image_tree_t *tree = NULL;
	struct process_result theirs;
	size_t i;

	images_start(REAL_REFERRERS);
	images_cosign_sign(COSIGN_IMAGE_LEGACY);
	images_sign(COSIGN_IMAGE_BUNDLE);
	theirs = REAL_RUN(NULL, "cosign", "tree", IMAGES_IMAGE);
	cr_assert_eq(theirs.status, 0, "%s", theirs.err);
	ref = images_reference(IMAGES_IMAGE);
	IMAGES_MUST(
	    cosign_image_tree(&tree, images_oci, ref, NULL, images_err));
	cr_assert_eq(cosign_image_tree_count(tree), 2);
	for (i = 0; i < 2; i++) {
		const char *layer = cosign_descriptor_digest(
		    cosign_image_tree_layer(tree, i, 0));

		cr_expect_not_null(
		    strstr(theirs.out, layer), "%s: %s", layer, theirs.out);
	}
	process_dispose(&theirs);
	cosign_image_tree_free(tree);
	cosign_reference_free(ref);
}
