/*
 * Descriptors (OCI image specification, descriptor.md): what is named by
 * digest, size and type. What is not known here, and what is, is kept as it
 * came, so that an index can be written again with nothing lost.
 */
#ifndef CSN_OCI_DESCRIPTOR_H
#define CSN_OCI_DESCRIPTOR_H

#include "oci/digest.h"

#include <cosign/oci.h>

#include <jansson.h>

/* The names that several places look for. */
#define CSN_ANNOTATION_REF_NAME "org.opencontainers.image.ref.name"
#define CSN_ANNOTATION_KIND     "kind"

struct csn_annotation {
	char *name;
	char *value;
};

/* Sorted by the bytes of their names. */
struct csn_annotations {
	struct csn_annotation *list;
	size_t count;
};

/* An object's member of strings; none if it is missing or null. */
cosign_rc_t csn_annotations_read(
    struct csn_annotations *out, const json_t *o, cosign_error_t *err);
void csn_annotations_dispose(struct csn_annotations *annotations);
/* NULL without. */
const char *csn_annotations_find(
    const struct csn_annotations *annotations, const char *name);

/* Annotations to be written; in any order, without repetition. */
struct csn_pair {
	const char *name;
	const char *value;
};

/* What a new descriptor says. */
struct csn_descriptor_parts {
	const char *media_type;
	const char *digest;
	int64_t size;
	struct csn_span data;      /* NULL without */
	const char *artifact_type; /* NULL without */
	const struct csn_pair *annotations;
	size_t annotation_count;
};

/* COSIGN_E_MALFORMED, _UNSUPPORTED, _LIMIT for what is no descriptor;
   _NOMEM. */
cosign_rc_t csn_descriptor_new(cosign_descriptor_t **out,
    const struct csn_descriptor_parts *parts, cosign_error_t *err);
/* Of bytes in memory, by SHA-256. */
cosign_rc_t csn_descriptor_of_bytes(cosign_descriptor_t **out,
    const char *media_type, const void *p, size_t len, cosign_error_t *err);
/* The same, and a copy of them in it. */
cosign_rc_t csn_descriptor_with_bytes(cosign_descriptor_t **out,
    const char *media_type, struct csn_span bytes, cosign_error_t *err);
cosign_rc_t csn_descriptor_copy(cosign_descriptor_t **out,
    const cosign_descriptor_t *descriptor, cosign_error_t *err);
/* With one annotation set to a value, or removed (NULL). */
cosign_rc_t csn_descriptor_annotate(cosign_descriptor_t **out,
    const cosign_descriptor_t *descriptor, const char *name, const char *value,
    cosign_error_t *err);
/* Of an object. COSIGN_E_MALFORMED, _JSON, _UNSUPPORTED, _LIMIT, _NOMEM. */
cosign_rc_t csn_descriptor_read(
    cosign_descriptor_t **out, const json_t *o, cosign_error_t *err);

/* As JSON, with members in Go's order. Borrowed. */
struct csn_span csn_descriptor_json(const cosign_descriptor_t *descriptor);
/* The bytes that it names, if it has a copy of them that is of its digest and
   size ("data"); NULL without. Borrowed. */
struct csn_span csn_descriptor_data(const cosign_descriptor_t *descriptor);
/* Without it from now on, but in the JSON. */
void csn_descriptor_drop_data(cosign_descriptor_t *descriptor);
/* Whether it has one that is of another digest or size. */
int csn_descriptor_has_other_data(const cosign_descriptor_t *descriptor);
/* The digest, parsed. */
const struct csn_digest *csn_descriptor_digest(
    const cosign_descriptor_t *descriptor);
/* Whether it may be had elsewhere ("urls"), so that it need not be here. */
int csn_descriptor_is_elsewhere(const cosign_descriptor_t *descriptor);
/* Whether two name the same bytes. */
int csn_descriptor_is_same(
    const cosign_descriptor_t *a, const cosign_descriptor_t *b);

cosign_rc_t csn_descriptors_new(
    cosign_descriptors_t **out, cosign_error_t *err);
/* All of a list. */
cosign_rc_t csn_descriptors_copy(cosign_descriptors_t **out,
    const cosign_descriptors_t *list, cosign_error_t *err);
/* The descriptor becomes the list's, also on failure. COSIGN_E_LIMIT above
   CSN_DESCRIPTORS_MAX. */
cosign_rc_t csn_descriptors_add(cosign_descriptors_t *list,
    cosign_descriptor_t *descriptor, cosign_error_t *err);
/* The descriptor at an index is freed, and another one, which becomes the
   list's, is in its place; NULL: those behind move up. */
void csn_descriptors_replace(
    cosign_descriptors_t *list, size_t index, cosign_descriptor_t *descriptor);
/* In the order of the digests as text, as go-containerregistry sorts. */
void csn_descriptors_sort(cosign_descriptors_t *list);
/* The index of one with this digest, or the count. */
size_t csn_descriptors_find(
    const cosign_descriptors_t *list, const char *digest);

#endif
