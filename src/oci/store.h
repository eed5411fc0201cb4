/*
 * What a place of images can do: a registry (src/oci/registry) and a layout
 * (src/oci/layout) fill in the same table. A store is one repository, or one
 * folder; operations are cosign/oci.h's, whose errors they return.
 */
#ifndef CSN_OCI_STORE_H
#define CSN_OCI_STORE_H

#include "oci/manifest.h"
#include "oci/reference.h"

struct csn_store;

/* A tag or a digest within a store. */
struct csn_name {
	const char *tag;    /* NULL: by digest */
	const char *digest; /* both NULL: a layout's only image */
};

/* Where the bytes of a blob come from, or go. */
struct csn_blob_source {
	int64_t size;
	/* The next bytes; *got is 0 at the end. 0 or an errno. */
	int (*read)(void *user, uint8_t *buf, size_t size, size_t *got);
	int (*rewind)(void *user); /* 0, or not 0: it cannot */
	void (*close)(void *user); /* NULL: nothing to be closed */
	void *user;
};
struct csn_blob_sink {
	cosign_rc_t (*write)(
	    void *user, struct csn_span bytes, cosign_error_t *err);
	void *user;
};

/* Writes the bytes of a blob to a sink, all of them. */
struct csn_blob_writer {
	cosign_rc_t (*fill)(
	    void *user, const struct csn_blob_sink *sink, cosign_error_t *err);
	void *user;
};

/* How a tag is changed: see update() below. */
struct csn_update {
	cosign_rc_t (*change)(void *user, cosign_manifest_t **out,
	    const cosign_manifest_t *there, cosign_error_t *err);
	/* Whether what was to be changed is in a manifest that was read back.
	 */
	int (*holds)(void *user, const cosign_manifest_t *there);
	void *user;
};

struct csn_store_ops {
	/* Media type, digest and size; COSIGN_E_NO_IMAGE. What is fetched is
	   checked by whoever asks (operations.c, blob.h): bytes may be given
	   as they come. */
	cosign_rc_t (*resolve)(cosign_descriptor_t **out,
	    struct csn_store *store, const struct csn_name *name,
	    cosign_error_t *err);
	cosign_rc_t (*fetch)(cosign_manifest_t **out, struct csn_store *store,
	    const struct csn_name *name, cosign_error_t *err);
	/* The referrers of its subject are seen to. */
	cosign_rc_t (*push)(struct csn_store *store,
	    const struct csn_name *name, const cosign_manifest_t *manifest,
	    cosign_error_t *err);
	/* A manifest that another one will list, by its digest, and that is
	   no image of its own there. NULL: there is no difference, push()
	   does. */
	cosign_rc_t (*push_part)(struct csn_store *store,
	    const cosign_manifest_t *manifest, cosign_error_t *err);
	cosign_rc_t (*remove)(struct csn_store *store,
	    const struct csn_name *name, cosign_error_t *err);
	cosign_rc_t (*blob_exists)(int *exists, struct csn_store *store,
	    const cosign_descriptor_t *blob, cosign_error_t *err);
	cosign_rc_t (*blob_fetch)(struct csn_store *store,
	    const cosign_descriptor_t *blob, const struct csn_blob_sink *sink,
	    cosign_error_t *err);
	cosign_rc_t (*blob_push)(struct csn_store *store,
	    const cosign_descriptor_t *blob,
	    const struct csn_blob_source *source, cosign_error_t *err);
	/* NULL where bytes cannot be asked for: then there is blob_fetch. The
	   source is the caller's to close. */
	cosign_rc_t (*blob_source)(struct csn_blob_source *out,
	    struct csn_store *store, const cosign_descriptor_t *blob,
	    cosign_error_t *err);
	/* NULL where bytes have to be asked for: then there is blob_push. */
	cosign_rc_t (*blob_write)(struct csn_store *store,
	    const cosign_descriptor_t *blob,
	    const struct csn_blob_writer *writer, cosign_error_t *err);
	/* From another store of the same kind, without the bytes passing here.
	 *done is 0 where that cannot be. */
	cosign_rc_t (*blob_mount)(int *done, struct csn_store *store,
	    struct csn_store *from, const cosign_descriptor_t *blob,
	    cosign_error_t *err);
	/* NULL, or: COSIGN_E_UNAUTHORIZED if none may be pushed. Nothing else
	   that goes wrong is told: pushing one tells it. */
	cosign_rc_t (*check_push)(struct csn_store *store, cosign_error_t *err);
	cosign_rc_t (*tags)(struct csn_store *store, cosign_tag_fn fn,
	    void *user, cosign_error_t *err);
	cosign_rc_t (*referrers)(cosign_descriptors_t **out,
	    struct csn_store *store, const char *digest,
	    const char *artifact_type, cosign_error_t *err);
	/*
	 * Change what a tag stands for, so that of several who do nothing is
	 * lost: change() is given what is there (NULL: nothing) and says what
	 * shall be; it may be called again if somebody else was faster, and
	 * must come to a manifest that holds() then. *out is NULL if nothing is
	 * to be changed. It may push blobs of its own, and nothing else to the
	 * same store. COSIGN_E_CONTENTION.
	 */
	cosign_rc_t (*update)(struct csn_store *store, const char *tag,
	    const struct csn_update *update, cosign_error_t *err);
	void (*close)(struct csn_store *store);
};

struct csn_store {
	const struct csn_store_ops *ops;
};

/* The store that a reference is in. */
cosign_rc_t csn_store_open(struct csn_store **out, cosign_oci_t *oci,
    const cosign_reference_t *ref, cosign_error_t *err);
void csn_store_close(struct csn_store *store); /* NULL is fine */

#endif
