/*
 * What is stored beside images, and images with it: copied from place to place,
 * saved and loaded, listed, deleted; and files stored as images (libcosign
 * only). A place is a registry's repository or a layout; options and clients
 * are those of cosign/image.h.
 */
#ifndef COSIGN_STORED_H
#define COSIGN_STORED_H

#include <cosign/image.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What belongs to an image, of these flags a set. Tags ending in .sig, .att
 * and .sbom are of the first three kinds; so are referrers that say so by their
 *  type. A bundle that does not say what it holds is of the first and second.
 */
#define COSIGN_STORED_SIGNATURES   UINT32_C(1)
#define COSIGN_STORED_ATTESTATIONS UINT32_C(2)
#define COSIGN_STORED_SBOMS        UINT32_C(4)
#define COSIGN_STORED_OTHERS       UINT32_C(8) /**< other referrers */
#define COSIGN_STORED_ALL          UINT32_C(15)

/* ---- copying ---- */

/** Where another image is in the way, it gives way. */
#define COSIGN_COPY_OVERWRITE UINT32_C(1)
/** Each image gets the tag sha256-HEX, too, as with cosign. Where a registry
 *  lists no referrers that is the tag of their list: then it fails. */
#define COSIGN_COPY_DIGEST_TAGS UINT32_C(2)

/** Told before a manifest is stored: "host/a@sha256:...", "host/b:1". Not 0
 *  stops with COSIGN_E_CALLBACK. */
typedef int (*cosign_copied_fn)(void *user, const char *from, const char *to);

/**
 * Copy an image, or an index with all in it, and what belongs to each: tagged
 * signatures, attestations and SBOMs, and all that refers to it, however often
 * around the corner. Manifests keep every byte. What a manifest names is there
 * before it, and the tag of the whole is last.
 *
 * Of the options: platform, repository and tag prefix (of the source), workers.
 *
 * @param from   as cosign_oci_resolve() finds it.
 * @param to     where it shall be; by digest: nothing gets a tag.
 * @param kinds  0: all of it. Else what belongs to the image of these kinds
 *   alone, without the image.
 * @param flags  of COSIGN_COPY_.
 * @param fn     may be NULL.
 * @return COSIGN_OK; COSIGN_E_EXISTS if another image has a tag that one of
 *   those would get; COSIGN_E_NO_IMAGE, _LIMIT (nested too deep), _CALLBACK;
 *   what cosign/oci.h can; _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_copy(cosign_oci_t *oci,
    const cosign_reference_t *from, const cosign_reference_t *to,
    uint32_t kinds, uint32_t flags, const cosign_image_options_t *options,
    cosign_copied_fn fn, void *user, cosign_error_t *err);

/* ---- saving and loading ---- */

/**
 * Copy an image with what belongs to it into a layout of cosign's form, which
 * cosign load and cosign verify --local-image read: index.json says what the
 * image is, and which are its signatures and attestations (annotation "kind").
 * Referrers are listed without, as are the tags of what belongs to images in an
 * index. What the layout held besides stays, but for what was saved there
 * before, which is no longer listed. index.json says it last.
 *
 * @param layout  "oci:DIR", without tag and digest, which name nothing there.
 * @return as cosign_image_copy().
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_save(cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_reference_t *layout,
    const cosign_image_options_t *options, cosign_copied_fn fn, void *user,
    cosign_error_t *err);
/**
 * Copy the image that was saved in a layout, and what belongs to it.
 * Of the options: platform, tag prefix (of the destination), workers.
 * @param layout  "oci:DIR"; also one of another form, if it has one image or
 *   names it.
 * @param flags   of COSIGN_COPY_.
 * @return as cosign_image_copy().
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_load(cosign_oci_t *oci,
    const cosign_reference_t *layout, const cosign_reference_t *to,
    uint32_t flags, const cosign_image_options_t *options, cosign_copied_fn fn,
    void *user, cosign_error_t *err);

/* ---- listing ---- */

/** What is stored beside an image; never changes. */
typedef struct cosign_image_tree cosign_image_tree_t;

/**
 * List what belongs to an image. Nothing is verified: whoever may write there
 * may say what he likes. Sorted: signatures, attestations, SBOMs, others; tags
 * before referrers, those by their digests.
 * Of the options: platform, repository, tag prefix, workers.
 * @return COSIGN_OK, also if there is nothing; COSIGN_E_NO_IMAGE; what
 *   cosign/oci.h can; _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_tree(
    cosign_image_tree_t **out, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_image_options_t *options,
    cosign_error_t *err);
COSIGN_API void cosign_image_tree_free(cosign_image_tree_t *tree);
/** The image by its digest. Borrowed, as all that follows. */
COSIGN_API const cosign_reference_t *cosign_image_tree_image(
    const cosign_image_tree_t *tree);

/* Nodes, each a manifest; NULL or 0 beyond the last. */

COSIGN_API size_t cosign_image_tree_count(const cosign_image_tree_t *tree);
/** Of COSIGN_STORED_. */
COSIGN_API uint32_t cosign_image_tree_kinds(
    const cosign_image_tree_t *tree, size_t node);
/** "host/repo:sha256-....sig", "host/repo@sha256:...". */
COSIGN_API const char *cosign_image_tree_place(
    const cosign_image_tree_t *tree, size_t node);
COSIGN_API const char *cosign_image_tree_digest(
    const cosign_image_tree_t *tree, size_t node);
/** 1 for what refers to the image, 0 for what has a tag. */
COSIGN_API int cosign_image_tree_is_referrer(
    const cosign_image_tree_t *tree, size_t node);
/** NULL if it is not told. */
COSIGN_API const char *cosign_image_tree_artifact_type(
    const cosign_image_tree_t *tree, size_t node);

/* Layers of a node: each a signature, an attestation, a document. */

COSIGN_API size_t cosign_image_tree_layer_count(
    const cosign_image_tree_t *tree, size_t node);
COSIGN_API const cosign_descriptor_t *cosign_image_tree_layer(
    const cosign_image_tree_t *tree, size_t node, size_t layer);
/** What an attestation is about; NULL if it is not told. */
COSIGN_API const char *cosign_image_tree_predicate_type(
    const cosign_image_tree_t *tree, size_t node, size_t layer);
/** Who is said to have signed: a certificate's name ("alice@example.com"), or a
 *  bundle's hint of a key; NULL if nobody is. */
COSIGN_API const char *cosign_image_tree_signer(
    const cosign_image_tree_t *tree, size_t node, size_t layer);
/** "email", "uri", "dns", "ip", "otherName" of a certificate; "keyHint". */
COSIGN_API const char *cosign_image_tree_signer_kind(
    const cosign_image_tree_t *tree, size_t node, size_t layer);

/** All of it as one JSON document (docs/tree.md).
 *  @param[out] out  cosign_free(); NUL-terminated. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_tree_json(
    const cosign_image_tree_t *tree, char **out, size_t *len,
    cosign_error_t *err);

/* ---- deleting ---- */

/** How what is deleted is found; of these flags a set. */
#define COSIGN_CLEAN_TAGS      UINT32_C(1)
#define COSIGN_CLEAN_REFERRERS UINT32_C(2)

/** Told what is gone: its kinds and place. Not 0 stops with
 *  COSIGN_E_CALLBACK. */
typedef int (*cosign_deleted_fn)(void *user, uint32_t kinds, const char *place);

/**
 * Delete what belongs to an image, never the image, nor what is listed as a
 * referrer and refers to another one. All of these kinds and forms is tried
 * whatever becomes of the rest; what is gone already is no failure. Where a
 * registry deletes no tags (status 400 or 405), what has the tag is deleted by
 * its digest, and with it all tags that it has; but not where that is the
 * image. Lists of referrers that are kept under a tag are kept true.
 * Of the options: platform, repository, tag prefix, workers.
 *
 * @param kinds  of COSIGN_STORED_; 0: all but COSIGN_STORED_OTHERS. What is
 *   of two kinds is deleted with either.
 * @param forms  of COSIGN_CLEAN_; 0: both.
 * @param fn     may be NULL.
 * @return COSIGN_OK, also if there was nothing. Otherwise the code of the first
 *   that could not be read or deleted, whose place is in the text:
 *   COSIGN_E_UNSUPPORTED (the registry does not delete), what cosign/oci.h
 *   can; or COSIGN_E_NO_IMAGE (no such image), _CALLBACK, _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_clean(cosign_oci_t *oci,
    const cosign_reference_t *image, uint32_t kinds, uint32_t forms,
    const cosign_image_options_t *options, cosign_deleted_fn fn, void *user,
    cosign_error_t *err);

/* ---- uploading files ---- */

/** Files that become an image, or one for each platform and an index. One
 * thread at a time. */
typedef struct cosign_upload cosign_upload_t;

COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_upload_new(
    cosign_upload_t **out, cosign_error_t *err);
COSIGN_API void cosign_upload_free(cosign_upload_t *upload);
/**
 * A regular file, read when it is pushed.
 * @param media_type  NULL: by what it begins with: application/pdf,
 *   application/postscript, application/wasm, application/x-gzip,
 *   application/zip, image/gif, image/jpeg, image/png, text/html, text/xml,
 *   text/plain (no control characters), else application/octet-stream.
 * @param platform    "os/arch[/variant]"; needed with several files, NULL
 *   otherwise.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_upload_add_file(
    cosign_upload_t *upload, const char *path, const char *media_type,
    const char *platform, cosign_error_t *err);
/** Of the image's manifest, and of the index. Each name once. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_upload_add_annotation(
    cosign_upload_t *upload, const char *name, const char *value,
    cosign_error_t *err);
/** In place of "application/vnd.oci.image.config.v1+json". */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_upload_set_config_type(
    cosign_upload_t *upload, const char *media_type, cosign_error_t *err);
/**
 * Push, and sign if there are keys: the tag comes last, so that whoever finds
 * the image by it finds the signatures.
 *
 * @param[out] out  by its digest; cosign_reference_free().
 * @param options   how it is signed (cosign_image_sign()).
 * @return COSIGN_OK; what opening a file, cosign/oci.h and cosign_image_sign()
 *   can; COSIGN_E_ARGUMENT (no file, several without platforms, one with a
 *   platform, a key that is missing, signatures that are not to be stored),
 *   _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_upload_push(
    cosign_reference_t **out, cosign_oci_t *oci, const cosign_reference_t *to,
    const cosign_upload_t *upload, const cosign_key_t *const *keys,
    size_t key_count, const cosign_image_options_t *options,
    cosign_error_t *err);

#ifdef __cplusplus
}
#endif

#endif
