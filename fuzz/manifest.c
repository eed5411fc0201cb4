/*
 * A manifest that is taken is one thing and no other, and is its bytes; what it
 * lists, written again, reads the same and is written the same.
 */
#include "fuzz.h"

#include "oci/manifest.h"
#include "util/limits.h"

#include <stdlib.h>

static void
check_descriptor(const cosign_descriptor_t *d)
{
	const struct csn_span json = csn_descriptor_json(d);
	cosign_descriptor_t *copy = NULL;
	char text[CSN_DIGEST_TEXT_SIZE];
	size_t i;

	HOLDS(cosign_descriptor_size(d) >= 0);
	csn_digest_write(text, csn_descriptor_digest(d));
	HOLDS(strcmp(text, cosign_descriptor_digest(d)) == 0);
	HOLDS(strpbrk(cosign_descriptor_media_type(d), "\r\n") == NULL);
	for (i = 1; i < cosign_descriptor_annotation_count(d); i++)
		HOLDS(strcmp(cosign_descriptor_annotation_name(d, i - 1),
			  cosign_descriptor_annotation_name(d, i)) < 0);
	HOLDS(csn_descriptor_copy(&copy, d, NULL) == COSIGN_OK);
	HOLDS(csn_span_eq(json, csn_descriptor_json(copy)));
	HOLDS(csn_descriptor_is_same(d, copy));
	cosign_descriptor_free(copy);
}

static void
check_index(const cosign_descriptors_t *list)
{
	cosign_manifest_t *m = NULL, *again = NULL;
	const char *a, *b;
	size_t a_len, b_len;

	HOLDS(csn_manifest_build_index(&m, list, NULL) == COSIGN_OK);
	HOLDS(csn_manifest_build_index(
		  &again, cosign_manifest_children(m), NULL) == COSIGN_OK);
	a = cosign_manifest_bytes(m, &a_len);
	b = cosign_manifest_bytes(again, &b_len);
	HOLDS(csn_span_eq(csn_span(a, a_len), csn_span(b, b_len)));
	cosign_manifest_free(m);
	cosign_manifest_free(again);
}

static void
check_manifest(const cosign_manifest_t *m, const uint8_t *data, size_t size)
{
	const cosign_descriptors_t *children = cosign_manifest_children(m);
	const cosign_descriptor_t *d = cosign_manifest_descriptor(m);
	const char *bytes;
	size_t len, i;

	bytes = cosign_manifest_bytes(m, &len);
	HOLDS(csn_span_eq(csn_span(bytes, len), csn_span(data, size)));
	HOLDS(csn_manifest_check(m, cosign_descriptor_digest(d), NULL) ==
	    COSIGN_OK);
	HOLDS(cosign_descriptor_size(d) == (int64_t)size);
	HOLDS(csn_is_index_type(cosign_descriptor_media_type(d)) ==
	    cosign_manifest_is_index(m));
	HOLDS(
	    (cosign_manifest_config(m) == NULL) == cosign_manifest_is_index(m));
	check_descriptor(d);
	if (cosign_manifest_config(m) != NULL)
		check_descriptor(cosign_manifest_config(m));
	if (cosign_manifest_subject(m) != NULL)
		check_descriptor(cosign_manifest_subject(m));
	for (i = 0; i < cosign_descriptors_count(children); i++)
		check_descriptor(cosign_descriptors_at(children, i));
	check_index(children);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	cosign_manifest_t *m = NULL;
	cosign_rc_t rc =
	    cosign_manifest_parse(&m, (const char *)data, size, err);

	if (data == NULL)
		HOLDS(rc == COSIGN_E_ARGUMENT);
	else
		HOLDS(rc == COSIGN_OK ||
		    cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	HOLDS((rc == COSIGN_OK) == (m != NULL));
	HOLDS(is_printable(cosign_error_message(err)));
	if (m != NULL)
		check_manifest(m, data, size);
	cosign_manifest_free(m);
	cosign_error_free(err);
	return 0;
}
