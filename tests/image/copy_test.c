/* Images are copied with all that belongs to them, or not at all. */
#include "signer.h"

#include <cosign/stored.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(copy, .init = signer_enter, .fini = signer_leave);

/* What was told, one line each: "FROM>TO\n" without digests' digits. */
static char told[8192];

static int
tell(void *user, const char *from, const char *to)
{
	const size_t len = strlen(told);

	(void)snprintf(told + len, sizeof(told) - len, "%s>%s\n", from, to);
	return user != NULL && --*(int *)user == 0;
}

static cosign_rc_t
copy(const char *from, const char *to, uint32_t kinds, uint32_t flags)
{
	cosign_reference_t *source = parse(from), *target = parse(to);
	cosign_rc_t rc;

	told[0] = '\0';
	rc = cosign_image_copy(
	    images_oci, source, target, kinds, flags, options, tell, NULL, err);
	cosign_reference_free(target);
	cosign_reference_free(source);
	return rc;
}

static void
must_copy(const char *from, const char *to, uint32_t kinds, uint32_t flags)
{
	const cosign_rc_t rc = copy(from, to, kinds, flags);

	cr_assert_eq(rc, COSIGN_OK, "%s: %s", cosign_rc_name(rc),
	    cosign_error_message(err));
}

static void
expect_verdict(const char *text, uint32_t forms, cosign_rc_t code)
{
	cosign_image_options_t *o = NULL;
	cosign_reference_t *ref = parse(text);
	cosign_rc_t rc;

	MUST(cosign_image_options_new(&o, NULL));
	if (forms != 0)
		MUST(cosign_image_options_set_forms(o, forms, NULL));
	rc = cosign_image_verify(NULL, images_oci, ref, NULL, policy, o, err);
	cr_expect_eq(rc, code, "%s: %s: %s", text, cosign_rc_name(rc),
	    cosign_error_message(err));
	cosign_reference_free(ref);
	cosign_image_options_free(o);
}

/* The digest of a reference, or NULL; free(). */
static char *
find(const char *text)
{
	cosign_reference_t *ref = parse(text);
	cosign_descriptor_t *found = NULL;
	char *digest = NULL;
	const cosign_rc_t rc =
	    cosign_oci_resolve(&found, images_oci, ref, NULL);

	if (rc == COSIGN_OK)
		digest = strdup(cosign_descriptor_digest(found));
	else
		cr_assert_eq(rc, COSIGN_E_NO_IMAGE, "%s", cosign_rc_name(rc));
	cosign_descriptor_free(found);
	cosign_reference_free(ref);
	return digest;
}

/* "oci:FOLDER:sha256-HEX[.SUFFIX]" of an image. Until the next call. */
static const char *
tag_of(const char *folder, const char *name, const char *suffix)
{
	static char text[512];
	char *digest = images_digest(name);

	(void)snprintf(text, sizeof(text), "oci:%s:sha256-%s%s", folder,
	    strchr(digest, ':') + 1, suffix);
	free(digest);
	return text;
}

static int
count_tags(void *user, const char *tag)
{
	(void)tag;
	++*(int *)user;
	return 0;
}

static int
tags_in(const char *text)
{
	cosign_reference_t *ref = parse(text);
	int count = 0;

	MUST(cosign_oci_tags(images_oci, ref, count_tags, &count, NULL));
	cosign_reference_free(ref);
	return count;
}

static void
expect_same(const char *a, const char *b)
{
	char *x = find(a), *y = find(b);

	cr_expect(x != NULL && y != NULL && strcmp(x, y) == 0, "%s: %s, %s: %s",
	    a, x != NULL ? x : "none", b, y != NULL ? y : "none");
	free(x);
	free(y);
}

static void
expect_absent(const char *text)
{
	char *digest = find(text);

	cr_expect_null(digest, "%s", text);
	free(digest);
}

Test(copy, takes_all_signatures_along)
{
	sign_in("image", COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	must_copy("oci:images:image", "oci:new:a", 0, 0);
	expect_same("oci:images:image", "oci:new:a");
	expect_verdict("oci:new:a", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	expect_verdict("oci:new:a", COSIGN_IMAGE_LEGACY, COSIGN_OK);
	/* The image's own and .sig; never the one without suffix. */
	cr_expect_eq(tags_in("oci:new"), 2);
	expect_absent(tag_of("new", "image", ""));
	/* What was there already stays, again and again. */
	must_copy("oci:images:image", "oci:new:a", 0, 0);
	must_copy("oci:images:image", "oci:new:b", 0, 0);
	expect_verdict("oci:new:b", 0, COSIGN_OK);
}

Test(copy, says_what_it_does)
{
	const char *end;
	char *digest = images_digest("image");
	char line[512];

	sign_in("image", COSIGN_IMAGE_LEGACY);
	must_copy("oci:images:image", "oci:new:a", 0, 0);
	(void)snprintf(line, sizeof(line), "oci:images@%s>oci:new:a\n", digest);
	end = strstr(told, line);
	cr_assert_not_null(end, "%s", told);
	/* The tag of the whole is last. */
	cr_expect_str_eq(end + strlen(line), "");
	(void)snprintf(
	    line, sizeof(line), "oci:images@%s>oci:new@%s\n", digest, digest);
	cr_expect_eq(strncmp(told, line, strlen(line)), 0, "%s", told);
	free(digest);
}

Test(copy, takes_children_and_theirs)
{
	static const char *const images[] = { "image", "other", NULL };

	images_put_index("index", images);
	sign_in("index", COSIGN_IMAGE_BUNDLE);
	sign_in("image", COSIGN_IMAGE_LEGACY);
	sign_in("other", COSIGN_IMAGE_BUNDLE);
	must_copy("oci:images:index", "oci:new:i", 0, 0);
	expect_same("oci:images:index", "oci:new:i");
	expect_verdict("oci:new:i", 0, COSIGN_OK);
	/* Children are no images of their own there. */
	expect_same("oci:images:index", "oci:new");
	cr_expect_eq(tags_in("oci:new"), 2);
	must_copy("oci:new:i", "oci:third:i", 0, 0);
	cr_expect_eq(tags_in("oci:third"), 2);
	expect_verdict("oci:third:i", 0, COSIGN_OK);
	MUST(cosign_image_options_set_platform(options, "linux/other", NULL));
	must_copy("oci:images:index", "oci:one:o", 0, 0);
	expect_same("oci:images:other", "oci:one:o");
	expect_verdict("oci:one:o", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
}

/* An image by itself may be for another platform; nor is one of several taken
   for the one that was meant. */
Test(copy, takes_no_other_platform)
{
	static const char *const images[] = { "image", "other", NULL };

	MUST(cosign_image_options_set_platform(options, "linux/image", NULL));
	expect_error(err, copy("oci:images:image", "oci:new:a", 0, 0),
	    COSIGN_E_NO_IMAGE,
	    "copy: oci:images:image: no index, of which platform linux/image "
	    "could be chosen");
	images_put_index("index", images);
	MUST(cosign_image_options_set_platform(options, "linux", NULL));
	expect_error(err, copy("oci:images:index", "oci:new:a", 0, 0),
	    COSIGN_E_ARGUMENT,
	    "copy: oci:images:index: platform linux is that of several "
	    "images: ");
	cr_expect_eq(access("new", F_OK), -1);
	MUST(cosign_image_options_set_platform(options, "linux/image", NULL));
	must_copy("oci:images:index", "oci:new:a", 0, 0);
}

/* Referrers of referrers. */
Test(copy, goes_round_corners)
{
	cosign_reference_t *image = images_ref("image"), *by_digest = NULL,
			   *at = NULL;
	cosign_descriptors_t *list = NULL;
	char *digest = images_digest("image");
	char text[512];

	sign_in("image", COSIGN_IMAGE_BUNDLE);
	MUST(cosign_reference_with_digest(&by_digest, image, digest, NULL));
	MUST(cosign_oci_referrers(&list, images_oci, by_digest, NULL, NULL));
	(void)snprintf(text, sizeof(text), "sha256-%s",
	    strchr(
		cosign_descriptor_digest(cosign_descriptors_at(list, 0)), ':') +
		1);
	/* The signature is signed. */
	MUST(cosign_reference_with_digest(&at, image,
	    cosign_descriptor_digest(cosign_descriptors_at(list, 0)), NULL));
	{
		cosign_image_signatures_t **made = NULL;
		const cosign_key_t *one = key;
		size_t count;

		MUST(cosign_image_sign(
		    &made, &count, images_oci, at, &one, 1, NULL, NULL));
		cosign_image_signatures_free(made[0]);
		cosign_free(made);
	}
	must_copy("oci:images:image", "oci:new:a", 0, 0);
	(void)snprintf(text, sizeof(text), "oci:new@%s",
	    cosign_descriptor_digest(cosign_descriptors_at(list, 0)));
	expect_verdict(text, COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	cosign_descriptors_free(list);
	cosign_reference_free(at);
	cosign_reference_free(by_digest);
	cosign_reference_free(image);
	free(digest);
}

Test(copy, does_not_overwrite_another_image)
{
	char *before;

	must_copy("oci:images:other", "oci:new:a", 0, 0);
	before = find("oci:new:a");
	expect_error(err, copy("oci:images:image", "oci:new:a", 0, 0),
	    COSIGN_E_EXISTS, "copy: oci:new:a: another image is there");
	cr_expect_str_eq(told, "");
	expect_same("oci:new:a", "oci:images:other");
	must_copy("oci:images:image", "oci:new:a", 0, COSIGN_COPY_OVERWRITE);
	expect_same("oci:new:a", "oci:images:image");
	free(before);
}

/* Signatures that are there already are somebody's, too. */
Test(copy, does_not_overwrite_other_signatures)
{
	cosign_key_t *second = NULL, *first = key;

	sign_in("image", COSIGN_IMAGE_LEGACY);
	must_copy("oci:images:image", "oci:new:a", 0, 0);
	MUST(cosign_key_generate(&second, COSIGN_ALG_NONE, NULL));
	key = second;
	sign_in("image", COSIGN_IMAGE_LEGACY);
	key = first;
	expect_error(err, copy("oci:images:image", "oci:new:b", 0, 0),
	    COSIGN_E_EXISTS, "copy: oci:new:sha256-");
	expect_absent("oci:new:b");
	must_copy("oci:images:image", "oci:new:b", 0, COSIGN_COPY_OVERWRITE);
	cosign_key_free(second);
}

Test(copy, takes_some_kinds_alone)
{
	sign_in("image", COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY);
	must_copy("oci:images:image", "oci:new:a", COSIGN_STORED_SIGNATURES, 0);
	expect_absent("oci:new:a");
	cr_expect_eq(tags_in("oci:new"), 1);
	/* Once the image is there, they count. */
	must_copy("oci:images:image", "oci:new:a", 0, 0);
	expect_verdict("oci:new:a", COSIGN_IMAGE_BUNDLE, COSIGN_OK);
	expect_verdict("oci:new:a", COSIGN_IMAGE_LEGACY, COSIGN_OK);
	must_copy("oci:images:image", "oci:sboms:a", COSIGN_STORED_SBOMS, 0);
	cr_expect_eq(access("sboms", F_OK), -1);
}

Test(copy, gives_digest_tags_when_asked)
{
	must_copy("oci:images:image", "oci:new:a", 0, COSIGN_COPY_DIGEST_TAGS);
	expect_same(tag_of("new", "image", ""), "oci:images:image");
}

Test(copy, stops_where_it_is_told_to)
{
	cosign_reference_t *from = parse("oci:images:image"),
			   *to = parse("oci:new:a");
	int last = 2;

	told[0] = '\0';
	expect_error(err,
	    cosign_image_copy(
		images_oci, from, to, 0, 0, NULL, tell, &last, err),
	    COSIGN_E_CALLBACK, "copy: stopped by whoever is told");
	expect_absent("oci:new:a");
	cosign_reference_free(to);
	cosign_reference_free(from);
}

Test(copy, refuses_what_it_cannot_do)
{
	cosign_reference_t *ref = parse("oci:new:a");

	expect_error(err, copy("oci:images:absent", "oci:new:a", 0, 0),
	    COSIGN_E_NO_IMAGE, "copy: oci:images:absent: no tag");
	expect_error(err, copy("oci:images:image", "oci:new:a", 16, 0),
	    COSIGN_E_ARGUMENT, "copy: no such kind or flag");
	expect_error(err, copy("oci:images:image", "oci:new:a", 0, 4),
	    COSIGN_E_ARGUMENT, "copy: no such kind or flag");
	expect_error(err,
	    cosign_image_copy(
		images_oci, NULL, ref, 0, 0, NULL, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "copy: client or reference is missing");
	expect_error(err,
	    copy("oci:images:image",
		"oci:new@sha256:"
		"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff"
		"8a",
		0, 0),
	    COSIGN_E_ARGUMENT, "copy: manifest: its digest is");
	expect_absent("oci:new:a");
	cosign_reference_free(ref);
}
