/* Entries of index.json by tag and by digest. */
#include "oci/layout/index.h"

#include "util/limits.h"

#include <stdio.h>

/* A tag that is made of a digest: "sha256-HEX" and what stands behind it. */
#define TAG_PREFIX     "sha256-"
#define TAG_PREFIX_LEN (sizeof(TAG_PREFIX) - 1)
#define HEX_LEN        ((size_t)64)

static const cosign_descriptor_t *
entry_at(const struct csn_index *index, size_t i)
{
	return cosign_descriptors_at(index->entries, i);
}

static const char *
name_of(const cosign_descriptor_t *entry)
{
	return cosign_descriptor_annotation(entry, CSN_ANNOTATION_REF_NAME);
}

static int
has_name(const cosign_descriptor_t *entry, const char *tag)
{
	const char *name = name_of(entry);

	return name != NULL && strcmp(name, tag) == 0;
}

/* What cosign says that it is; else NULL. */
static const char *
kind_of(const cosign_descriptor_t *entry)
{
	const char *value =
	    cosign_descriptor_annotation(entry, CSN_ANNOTATION_KIND);

	if (value == NULL ||
	    strncmp(value, CSN_KIND_PREFIX, strlen(CSN_KIND_PREFIX)) != 0)
		return NULL;
	return value + strlen(CSN_KIND_PREFIX);
}

static int
is_kind(const cosign_descriptor_t *entry, const char *kind)
{
	const char *is = kind_of(entry);

	return is != NULL && strcmp(is, kind) == 0;
}

/* Of a tag that is made of a digest, what stands behind it; else NULL. */
static const char *
suffix_of(const char *tag)
{
	if (strncmp(tag, TAG_PREFIX, TAG_PREFIX_LEN) != 0 ||
	    strspn(tag + TAG_PREFIX_LEN, "0123456789abcdef") != HEX_LEN)
		return NULL;
	return tag + TAG_PREFIX_LEN + HEX_LEN;
}

int
csn_entry_is_saved_image(const cosign_descriptor_t *entry)
{
	return is_kind(entry, "image") || is_kind(entry, "imageIndex");
}

static int
is_saved_attached(const cosign_descriptor_t *entry)
{
	return is_kind(entry, "sigs") || is_kind(entry, "atts");
}

int
csn_entry_is_attached(const cosign_descriptor_t *entry)
{
	const char *name = name_of(entry);

	return is_saved_attached(entry) ||
	    (name != NULL && suffix_of(name) != NULL);
}

/* The one entry of a kind, or the count if there is none or several. */
static size_t
find_kind(const struct csn_index *index, const char *kind)
{
	const size_t count = cosign_descriptors_count(index->entries);
	size_t i, at = count;

	for (i = 0; i < count; i++) {
		if (!is_kind(entry_at(index, i), kind))
			continue;
		if (at < count)
			return count;
		at = i;
	}
	return at;
}

/* The signatures or attestations that cosign has saved with the image whose
   digest the tag is made of. */
static size_t
find_saved(const struct csn_index *index, const char *tag)
{
	const size_t count = cosign_descriptors_count(index->entries);
	const char *suffix = suffix_of(tag), *digest;
	size_t image;

	if (suffix == NULL ||
	    (strcmp(suffix, ".sig") != 0 && strcmp(suffix, ".att") != 0))
		return count;
	image = find_kind(index, "image");
	if (image == count)
		image = find_kind(index, "imageIndex");
	if (image == count)
		return count;
	digest = cosign_descriptor_digest(entry_at(index, image));
	if (strncmp(digest, "sha256:", TAG_PREFIX_LEN) != 0 ||
	    strncmp(digest + TAG_PREFIX_LEN, tag + TAG_PREFIX_LEN, HEX_LEN) !=
		0)
		return count;
	return find_kind(index, strcmp(suffix, ".sig") == 0 ? "sigs" : "atts");
}

cosign_rc_t
csn_index_find_tag(size_t *at, const struct csn_index *index, const char *tag,
    cosign_error_t *err)
{
	const size_t count = cosign_descriptors_count(index->entries);
	size_t i;

	*at = count;
	for (i = 0; i < count; i++) {
		if (!has_name(entry_at(index, i), tag))
			continue;
		if (*at < count &&
		    !csn_descriptor_is_same(
			entry_at(index, i), entry_at(index, *at)))
			return csn_fail(err, COSIGN_E_MALFORMED,
			    "tag \"%.*s\" names more than one image",
			    CSN_QUOTE_MAX, tag);
		if (*at == count)
			*at = i;
	}
	if (*at == count)
		*at = find_saved(index, tag);
	return COSIGN_OK;
}

/* A manifest's own annotations are not copied: they could name it. */
static cosign_rc_t
make_entry(cosign_descriptor_t **out, const cosign_manifest_t *manifest,
    const char *name, const char *value, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *plain = NULL;

	*out = NULL;
	CSN_TRY(csn_manifest_entry(&plain, manifest, 0, err));
	CSN_TRY(csn_descriptor_annotate(out, plain, name, value, err));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(plain);
	return rc;
}

/* In the place of what had the tag before. Where cosign has said that to be
   signatures or attestations, what replaces them is so, too; another image is
   not the one it has saved. */
static cosign_rc_t
replace(struct csn_index *index, size_t at, const cosign_manifest_t *manifest,
    cosign_error_t *err)
{
	static const char *const kept[] = { CSN_ANNOTATION_REF_NAME,
		CSN_ANNOTATION_KIND };
	const cosign_descriptor_t *old = entry_at(index, at);
	cosign_descriptor_t *one = NULL, *more;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const char *value;
	size_t i;

	CSN_TRY(csn_manifest_entry(&one, manifest, 0, err));
	for (i = 0; i < CSN_ARRAY_LEN(kept); i++) {
		value = cosign_descriptor_annotation(old, kept[i]);
		if (value == NULL ||
		    (strcmp(kept[i], CSN_ANNOTATION_KIND) == 0 &&
			!is_saved_attached(old)))
			continue;
		CSN_TRY(
		    csn_descriptor_annotate(&more, one, kept[i], value, err));
		cosign_descriptor_free(one);
		one = more;
	}
	csn_descriptors_replace(index->entries, at, one);
	one = NULL;
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(one);
	return rc;
}

/* An entry of this digest that has no name yet, or the count. */
static size_t
find_nameless(const struct csn_index *index, const cosign_descriptor_t *d)
{
	const size_t count = cosign_descriptors_count(index->entries);
	size_t i;

	for (i = 0; i < count; i++)
		if (csn_descriptor_is_same(entry_at(index, i), d) &&
		    name_of(entry_at(index, i)) == NULL)
			break;
	return i;
}

static cosign_rc_t
add_tag(struct csn_index *index, const cosign_manifest_t *manifest,
    const char *tag, cosign_error_t *err)
{
	const size_t at =
	    find_nameless(index, cosign_manifest_descriptor(manifest));
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *one;

	if (at < cosign_descriptors_count(index->entries)) {
		CSN_TRY(csn_descriptor_annotate(&one, entry_at(index, at),
		    CSN_ANNOTATION_REF_NAME, tag, err));
		csn_descriptors_replace(index->entries, at, one);
	} else {
		CSN_TRY(make_entry(
		    &one, manifest, CSN_ANNOTATION_REF_NAME, tag, err));
		CSN_TRY(csn_descriptors_add(index->entries, one, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* An entry loses a tag, which is its name or comes of its kind. It stays if it
   has the other of both, by which it is found. */
static cosign_rc_t
drop_tag(
    struct csn_index *index, size_t at, const char *tag, cosign_error_t *err)
{
	const cosign_descriptor_t *entry = entry_at(index, at);
	const char *lost = has_name(entry, tag) ? CSN_ANNOTATION_REF_NAME
						: CSN_ANNOTATION_KIND;
	cosign_descriptor_t *plain = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (kind_of(entry) != NULL && name_of(entry) != NULL)
		CSN_TRY(
		    csn_descriptor_annotate(&plain, entry, lost, NULL, err));
	csn_descriptors_replace(index->entries, at, plain);
	rc = COSIGN_OK;
out:
	return rc;
}

/* Whether signatures or attestations that cosign has saved are found by a tag
   and by another one. */
static int
has_other_tag(const struct csn_index *index, size_t at, const char *tag)
{
	const cosign_descriptor_t *entry = entry_at(index, at);

	return is_saved_attached(entry) && name_of(entry) != NULL &&
	    (!has_name(entry, tag) || find_saved(index, tag) != at);
}

/* They lose the tag to another manifest, and are still found by the other. */
static cosign_rc_t
put_beside(struct csn_index *index, size_t at,
    const cosign_manifest_t *manifest, const char *tag, cosign_error_t *err)
{
	const cosign_descriptor_t *entry = entry_at(index, at);
	const int by_name = has_name(entry, tag);
	const char *kind = is_kind(entry, "sigs") ? CSN_KIND_PREFIX "sigs"
						  : CSN_KIND_PREFIX "atts";
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *one;

	CSN_TRY(drop_tag(index, at, tag, err));
	if (by_name)
		return add_tag(index, manifest, tag, err);
	CSN_TRY(make_entry(&one, manifest, CSN_ANNOTATION_KIND, kind, err));
	CSN_TRY(csn_descriptors_add(index->entries, one, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
put_tag(int *changed, struct csn_index *index,
    const cosign_manifest_t *manifest, const char *tag, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t at, i;

	CSN_TRY(csn_index_find_tag(&at, index, tag, err));
	*changed = 1;
	if (at == cosign_descriptors_count(index->entries))
		return add_tag(index, manifest, tag, err);
	*changed = !csn_descriptor_is_same(
	    entry_at(index, at), cosign_manifest_descriptor(manifest));
	if (!*changed)
		return COSIGN_OK;
	/* The same digest may have had the name twice. */
	for (i = at + 1; i < cosign_descriptors_count(index->entries);)
		if (has_name(entry_at(index, i), tag))
			CSN_TRY(drop_tag(index, i, tag, err));
		else
			i++;
	if (has_other_tag(index, at, tag))
		CSN_TRY(put_beside(index, at, manifest, tag, err));
	else
		CSN_TRY(replace(index, at, manifest, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_index_put(int *changed, struct csn_index *index,
    const cosign_manifest_t *manifest, const char *tag, cosign_error_t *err)
{
	const cosign_descriptor_t *d = cosign_manifest_descriptor(manifest);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *one;

	*changed = 0;
	if (tag != NULL)
		return put_tag(changed, index, manifest, tag, err);
	if (csn_descriptors_find(index->entries, cosign_descriptor_digest(d)) <
	    cosign_descriptors_count(index->entries))
		return COSIGN_OK;
	CSN_TRY(csn_manifest_entry(&one, manifest, 0, err));
	CSN_TRY(csn_descriptors_add(index->entries, one, err));
	*changed = 1;
	rc = COSIGN_OK;
out:
	return rc;
}

/* What was saved before. */
static cosign_rc_t
forget_saved(struct csn_index *index, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *plain;
	size_t i = 0;

	while (i < cosign_descriptors_count(index->entries)) {
		const cosign_descriptor_t *entry = entry_at(index, i);

		if (kind_of(entry) == NULL) {
			i++;
		} else if (name_of(entry) == NULL) {
			csn_descriptors_replace(index->entries, i, NULL);
		} else {
			CSN_TRY(csn_descriptor_annotate(
			    &plain, entry, CSN_ANNOTATION_KIND, NULL, err));
			csn_descriptors_replace(index->entries, i++, plain);
		}
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
put_saved(
    struct csn_index *index, const struct csn_saved *saved, cosign_error_t *err)
{
	const size_t at =
	    find_nameless(index, cosign_manifest_descriptor(saved->manifest));
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *one = NULL;
	struct csn_buf kind;

	csn_buf_init(&kind, CSN_QUOTE_MAX);
	csn_buf_addf(&kind, CSN_KIND_PREFIX "%s", saved->kind);
	CSN_TRY(csn_buf_finish(&kind, err));
	CSN_TRY(make_entry(&one, saved->manifest, CSN_ANNOTATION_KIND,
	    (const char *)kind.p, err));
	if (at < cosign_descriptors_count(index->entries))
		csn_descriptors_replace(index->entries, at, one);
	else
		CSN_TRY(csn_descriptors_add(index->entries, one, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&kind);
	return rc;
}

cosign_rc_t
csn_index_put_saved(struct csn_index *index, const struct csn_saved *list,
    size_t count, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	CSN_TRY(forget_saved(index, err));
	for (i = 0; i < count; i++)
		CSN_TRY(put_saved(index, &list[i], err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_index_remove_tag(
    int *removed, struct csn_index *index, const char *tag, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t at;

	*removed = 0;
	for (;;) {
		CSN_TRY(csn_index_find_tag(&at, index, tag, err));
		if (at == cosign_descriptors_count(index->entries))
			break;
		CSN_TRY(drop_tag(index, at, tag, err));
		*removed = 1;
	}
	rc = COSIGN_OK;
out:
	return rc;
}

void
csn_index_remove_digest(
    int *removed, struct csn_index *index, const char *digest)
{
	size_t at;

	*removed = 0;
	for (;;) {
		at = csn_descriptors_find(index->entries, digest);
		if (at == cosign_descriptors_count(index->entries))
			break;
		csn_descriptors_replace(index->entries, at, NULL);
		*removed = 1;
	}
}
