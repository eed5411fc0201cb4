/*
 * index.json of a layout: what is written again reads the same; a tag that is
 * put there is found, and no other is gained or lost; a tag that is removed is
 * gone.
 */
#include "fuzz.h"

#include "oci/layout/index.h"
#include "util/limits.h"

#include <stdlib.h>

#define TAG "t"

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

/* Entries that have another name than TAG. */
static size_t
others(const struct csn_index *index)
{
	size_t i, n = 0;
	const char *name;

	for (i = 0; i < cosign_descriptors_count(index->entries); i++) {
		name = cosign_descriptor_annotation(
		    cosign_descriptors_at(index->entries, i),
		    CSN_ANNOTATION_REF_NAME);
		n += name != NULL && strcmp(name, TAG) != 0;
	}
	return n;
}

static void
check_tags(struct csn_index *index)
{
	cosign_manifest_t *m = some_manifest();
	const size_t before = others(index);
	size_t at;
	int changed;

	if (csn_index_put(&changed, index, m, TAG, NULL) == COSIGN_OK) {
		HOLDS(csn_index_find_tag(&at, index, TAG, NULL) == COSIGN_OK);
		HOLDS(at < cosign_descriptors_count(index->entries));
		HOLDS(csn_descriptor_is_same(
		    cosign_descriptors_at(index->entries, at),
		    cosign_manifest_descriptor(m)));
		HOLDS(
		    csn_index_put(&changed, index, m, TAG, NULL) == COSIGN_OK);
		HOLDS(!changed);
		HOLDS(others(index) == before);
		check_encoding(index);
		HOLDS(csn_index_remove_tag(&changed, index, TAG, NULL) ==
		    COSIGN_OK);
		HOLDS(changed);
		HOLDS(csn_index_find_tag(&at, index, TAG, NULL) == COSIGN_OK);
		HOLDS(at == cosign_descriptors_count(index->entries));
		HOLDS(others(index) == before);
	}
	cosign_manifest_free(m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_index index;
	cosign_rc_t rc;

	if (data == NULL)
		data = (const uint8_t *)"";
	rc = csn_index_parse(&index, (const char *)data, size, err);
	HOLDS(rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	HOLDS(is_printable(cosign_error_message(err)));
	if (rc == COSIGN_OK) {
		check_encoding(&index);
		check_tags(&index);
	}
	csn_index_dispose(&index);
	cosign_error_free(err);
	return 0;
}
