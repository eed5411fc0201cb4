/*
 * index.json of a layout: what is written again reads the same; a tag that is
 * put there is found, and no other is gained, lost or led elsewhere; a tag that
 * is removed is gone.
 */
#include "fuzz.h"

#include "oci/layout/index.h"
#include "util/limits.h"

#include <stdio.h>
#include <stdlib.h>

#define TAG                "t"
#define SIGNATURE_TAG_SIZE (CSN_DIGEST_TEXT_SIZE + sizeof(".sig"))

static cosign_manifest_t *
some_manifest(void)
{
	static const char text[] = "{\"schemaVersion\":2,\"manifests\":[]}";
	cosign_manifest_t *m = NULL;

	HOLDS(cosign_manifest_parse(&m, text, strlen(text), NULL) == COSIGN_OK);
	return m;
}

static struct csn_buf
encode(const struct csn_index *index)
{
	struct csn_buf out;

	csn_buf_init(&out, SIZE_MAX);
	csn_index_encode(&out, index);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	return out;
}

/* Written, read, written: the same. */
static void
check_encoding(const struct csn_index *index)
{
	struct csn_buf first = encode(index), second;
	struct csn_index again;

	HOLDS(csn_index_parse(&again, (const char *)first.p, first.len, NULL) ==
	    COSIGN_OK);
	second = encode(&again);
	HOLDS(csn_span_eq(
	    csn_span(first.p, first.len), csn_span(second.p, second.len)));
	csn_index_dispose(&again);
	csn_buf_dispose(&first);
	csn_buf_dispose(&second);
}

/* Entries that have another name than the tag. */
static size_t
others(const struct csn_index *index, const char *tag)
{
	size_t i, n = 0;
	const char *name;

	for (i = 0; i < cosign_descriptors_count(index->entries); i++) {
		name = cosign_descriptor_annotation(
		    cosign_descriptors_at(index->entries, i),
		    CSN_ANNOTATION_REF_NAME);
		n += name != NULL && strcmp(name, tag) != 0;
	}
	return n;
}

/* A name leads where it led before. */
static void
check_name(const struct csn_index *before, const struct csn_index *after,
    const char *name)
{
	size_t was, is;
	const cosign_rc_t rc = csn_index_find_tag(&was, before, name, NULL);

	HOLDS(csn_index_find_tag(&is, after, name, NULL) == rc);
	if (rc != COSIGN_OK)
		return;
	HOLDS(
	    csn_descriptor_is_same(cosign_descriptors_at(before->entries, was),
		cosign_descriptors_at(after->entries, is)));
}

/* Nothing is an image that cosign has saved and was none before. */
static void
check_saved(const struct csn_index *before, const cosign_descriptor_t *entry)
{
	const cosign_descriptor_t *old;
	int was = 0;
	size_t i;

	for (i = 0; i < cosign_descriptors_count(before->entries); i++) {
		old = cosign_descriptors_at(before->entries, i);
		was |= csn_entry_is_saved_image(old) &&
		    csn_descriptor_is_same(old, entry);
	}
	HOLDS(was);
}

static void
check_others(const struct csn_index *before, const struct csn_index *after,
    const char *tag)
{
	const cosign_descriptor_t *entry;
	const char *name;
	size_t i;

	HOLDS(others(before, tag) == others(after, tag));
	for (i = 0; i < cosign_descriptors_count(after->entries); i++) {
		entry = cosign_descriptors_at(after->entries, i);
		name = cosign_descriptor_annotation(
		    entry, CSN_ANNOTATION_REF_NAME);
		if (name != NULL && strcmp(name, tag) != 0)
			check_name(before, after, name);
		if (csn_entry_is_saved_image(entry))
			check_saved(before, entry);
	}
}

static void
check_tag(struct csn_index *index, const char *tag)
{
	cosign_manifest_t *m = some_manifest();
	struct csn_index before = { NULL, NULL };
	size_t at;
	int changed;

	HOLDS(csn_descriptors_copy(&before.entries, index->entries, NULL) ==
	    COSIGN_OK);
	if (csn_index_put(&changed, index, m, tag, NULL) == COSIGN_OK) {
		HOLDS(csn_index_find_tag(&at, index, tag, NULL) == COSIGN_OK);
		HOLDS(at < cosign_descriptors_count(index->entries));
		HOLDS(csn_descriptor_is_same(
		    cosign_descriptors_at(index->entries, at),
		    cosign_manifest_descriptor(m)));
		HOLDS(
		    csn_index_put(&changed, index, m, tag, NULL) == COSIGN_OK);
		HOLDS(!changed);
		check_others(&before, index, tag);
		check_encoding(index);
		HOLDS(csn_index_remove_tag(&changed, index, tag, NULL) ==
		    COSIGN_OK);
		HOLDS(changed);
		HOLDS(csn_index_find_tag(&at, index, tag, NULL) == COSIGN_OK);
		HOLDS(at == cosign_descriptors_count(index->entries));
		check_others(&before, index, tag);
	}
	csn_index_dispose(&before);
	cosign_manifest_free(m);
}

/* The tag of signatures of the first image that cosign says it has saved. */
static int
find_signature_tag(char tag[SIGNATURE_TAG_SIZE], const struct csn_index *index)
{
	const cosign_descriptor_t *entry;
	char prefix[CSN_DIGEST_TEXT_SIZE];
	size_t i;

	for (i = 0; i < cosign_descriptors_count(index->entries); i++) {
		entry = cosign_descriptors_at(index->entries, i);
		if (!csn_entry_is_saved_image(entry))
			continue;
		HOLDS(csn_fallback_tag(prefix, cosign_descriptor_digest(entry),
			  NULL) == COSIGN_OK);
		(void)snprintf(tag, SIGNATURE_TAG_SIZE, "%s.sig", prefix);
		return 1;
	}
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	char tag[SIGNATURE_TAG_SIZE];
	struct csn_index index;
	cosign_rc_t rc;

	if (data == NULL)
		data = (const uint8_t *)"";
	rc = csn_index_parse(&index, (const char *)data, size, err);
	HOLDS(rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	HOLDS(is_printable(cosign_error_message(err)));
	if (rc == COSIGN_OK) {
		check_encoding(&index);
		if (find_signature_tag(tag, &index))
			check_tag(&index, tag);
		check_tag(&index, TAG);
	}
	csn_index_dispose(&index);
	cosign_error_free(err);
	return 0;
}
