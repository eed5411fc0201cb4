/* Signatures beside an image: where each is, what it holds, or why not. */
#ifndef CSN_IMAGE_SIGNATURES_H
#define CSN_IMAGE_SIGNATURES_H

#include "bundle/entity.h"
#include "image/options.h"
#include "oci/manifest.h"
#include "oci/blob.h"
#include "util/timefmt.h"

#include <stdatomic.h>

#define CSN_BUNDLE_TYPE "application/vnd.dev.sigstore.bundle.v0.3+json"
#define CSN_SIMPLE_TYPE "application/vnd.dev.cosign.simplesigning.v1+json"
/* Of the older form as a referrer. */
#define CSN_SIGNATURE_ARTIFACT "application/vnd.dev.cosign.artifact.sig.v1+json"

/* Annotations of a layer of the older form. */
#define CSN_NOTE_SIGNATURE   "dev.cosignproject.cosign/signature"
#define CSN_NOTE_CERTIFICATE "dev.sigstore.cosign/certificate"
#define CSN_NOTE_CHAIN       "dev.sigstore.cosign/chain"
#define CSN_NOTE_ENTRY       "dev.sigstore.cosign/bundle"
#define CSN_NOTE_TIMESTAMP   "dev.sigstore.cosign/rfc3161timestamp"
/* Of a bundle's manifest. */
#define CSN_NOTE_CONTENT   "dev.sigstore.bundle.content"
#define CSN_NOTE_PREDICATE "dev.sigstore.bundle.predicateType"
#define CSN_NOTE_CREATED   "org.opencontainers.image.created"

struct csn_image_signature {
	uint32_t form;
	char *place;
	char *layer; /* NULL: the place itself could not be read */
	cosign_rc_t code;
	char *message;                  /* NULL with COSIGN_OK */
	cosign_bundle_t *bundle;        /* NULL if there is none to see */
	struct csn_bytes content;       /* p NULL without */
	cosign_descriptor_t *described; /* whose annotations are shown */
	size_t lacked;                  /* bytes, if there was no room */
};

struct cosign_image_signatures {
	cosign_reference_t *image; /* by its digest */
	struct csn_image_signature *list;
	size_t count;
};

cosign_rc_t csn_signatures_new(cosign_image_signatures_t **out,
    const cosign_reference_t *image, const char *digest, cosign_error_t *err);
/* One more, all zero. COSIGN_E_LIMIT, _NOMEM. What was there may have moved. */
cosign_rc_t csn_signatures_add(struct csn_image_signature **out,
    cosign_image_signatures_t *signatures, cosign_error_t *err);
void csn_signature_dispose(struct csn_image_signature *signature);
/* What became of it: what err holds belongs to rc. COSIGN_OK; COSIGN_E_NOMEM,
   also as rc, which is nothing about the signature. */
cosign_rc_t csn_signature_close(
    struct csn_image_signature *signature, cosign_rc_t rc, cosign_error_t *err);

/* A failure of the machine's or the caller's, which is nothing about what is
   stored: nothing else will go better. */
int csn_ends_all(cosign_rc_t rc);
/* What was not read whole is not known, whatever was in the way: a failure of
   class malformed (too large, a method that a registry has not) becomes
   COSIGN_E_UNAVAILABLE. Returns what became of rc. */
cosign_rc_t csn_fail_unread(cosign_rc_t rc, cosign_error_t *err);

/* What signatures of an image are read from, by several threads. */
struct csn_reading {
	struct csn_store *store;
	const char *digest; /* of the image */
	atomic_size_t held; /* bytes of contents */
};

/* The layer that holds it becomes its content. COSIGN_E_UNAVAILABLE if all of
   them would be too much to be held. */
cosign_rc_t csn_signature_fetch(struct csn_image_signature *signature,
    struct csn_reading *reading, const cosign_descriptor_t *layer,
    cosign_error_t *err);

/* ---- places ---- */

/* Of any version; NULL is none. */
int csn_is_bundle_type(const char *media_type);

/*
 * What a manifest of the older form holds, as rows of the list, whose layers
 * are not fetched yet: those of one manifest follow one another. A layer that
 * is no signature is not fetched either, and becomes none. COSIGN_E_MALFORMED
 * for an index, COSIGN_E_UNAVAILABLE for more layers than are looked at.
 */
cosign_rc_t csn_legacy_list(cosign_image_signatures_t *signatures,
    const cosign_manifest_t *manifest, const char *place, cosign_error_t *err);
/* Fetch and read one of them. */
cosign_rc_t csn_legacy_read(struct csn_image_signature *row,
    struct csn_reading *reading, cosign_error_t *err);
/* Whether this is the manifest's subject. */
int csn_refers_to(const cosign_manifest_t *manifest, const char *digest);
/* Fetch and read what is listed as a referrer of the image: *is_one is 0 if it
   is none, or holds no bundle. */
cosign_rc_t csn_referrer_read(struct csn_image_signature *row, int *is_one,
    struct csn_reading *reading, const cosign_descriptor_t *entry,
    cosign_error_t *err);

/* A log entry (of Rekor v1) and a timestamp as cosign notes them. */
void csn_note_entry_write(struct csn_buf *out, const struct csn_entry *entry);
void csn_note_timestamp_write(struct csn_buf *out, const struct csn_bytes *der);

/* ---- storing ---- */

/* Which image, and where what belongs to it is stored. */
struct csn_image_target {
	const cosign_descriptor_t *image;
	const cosign_reference_t *asked;
	const cosign_image_options_t *options;
	struct csn_store *store; /* of the signatures */
};

/* A bundle as a referrer of the image. place is its reference: free(). */
cosign_rc_t csn_push_bundle(char **place, const struct csn_image_target *to,
    const char *json, size_t len, const char *predicate, cosign_error_t *err);
/*
 * A signature of the older form. pairs are the layer's annotations. Left alone
 * if an equal one is there: is_equal() says of a layer that is like it but for
 * its signature whether that is by the same key.
 */
struct csn_legacy_layer {
	struct csn_span payload;
	const struct csn_pair *annotations;
	size_t annotation_count;
	int (*is_equal)(void *user, const char *signature);
	void *user;
};
cosign_rc_t csn_push_legacy(char **place, const struct csn_image_target *to,
    const struct csn_legacy_layer *layer, cosign_error_t *err);

/* What stands where nobody says when: 0001-01-01T00:00:00Z. */
#define CSN_NEVER                   \
	{                           \
		CSN_TIME_SEC_MIN, 0 \
	}
/* An image config with nothing in it but its layers, and when it was made. */
void csn_image_config_write(struct csn_buf *out, struct csn_time created,
    const cosign_descriptor_t *const *layers, size_t count);
/* When an image of signatures was made: as the options want it, else as the one
   that is there says (NULL: none is). */
cosign_rc_t csn_image_created(struct csn_time *out,
    const struct csn_image_target *to, const cosign_manifest_t *there,
    cosign_error_t *err);

/* The predicate type in a bundle's statement, without verifying anything; NULL
   if it has none. free(). */
cosign_rc_t csn_predicate_type(
    char **out, const cosign_bundle_t *bundle, cosign_error_t *err);

/* ---- which images ---- */

/*
 * The image that is meant: resolved, a platform of an index chosen, and with
 * recursive every image below, the index first. fn() gets each once.
 */
cosign_rc_t csn_image_walk(cosign_oci_t *oci, const cosign_reference_t *image,
    const cosign_image_options_t *options,
    cosign_rc_t (*fn)(
	void *user, const cosign_descriptor_t *image, cosign_error_t *err),
    void *user, cosign_error_t *err);
/* The one that is meant. */
cosign_rc_t csn_image_resolve(cosign_descriptor_t **out, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_image_options_t *options,
    cosign_error_t *err);
/* The store that its signatures are in. */
cosign_rc_t csn_image_store(struct csn_store **out, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_image_options_t *options,
    cosign_error_t *err);
/* The text of a place in it. free(). */
cosign_rc_t csn_image_place(char **out, const cosign_reference_t *image,
    const cosign_image_options_t *options, const struct csn_name *name,
    cosign_error_t *err);

#endif
