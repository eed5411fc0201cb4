/*
 * Signatures of images, in registries and layouts (libcosign only).
 *
 * A signature is stored in one of two forms. The newer one is a Sigstore bundle
 * over a statement, a manifest that refers to the image. The older one is a
 * layer of an image under a tag made of the digest, sha256-....sig. Verifying
 * looks for both without being told.
 *
 * What is signed and verified is a digest. A tag is resolved once; what it
 * stood for then is said in the result.
 */
#ifndef COSIGN_IMAGE_H
#define COSIGN_IMAGE_H

#include <cosign/oci.h>
#include <cosign/sign.h>
#include <cosign/verify.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Forms of signatures; of these flags a set. */
#define COSIGN_IMAGE_BUNDLE UINT32_C(1)
#define COSIGN_IMAGE_LEGACY UINT32_C(2)

/** How images are signed and verified. NULL in place of them: as all are
 *  created. One thread at a time; not kept by those who are given it. */
typedef struct cosign_image_options cosign_image_options_t;

COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_options_new(
    cosign_image_options_t **out, cosign_error_t *err);
COSIGN_API void cosign_image_options_free(cosign_image_options_t *options);

/** Forms to sign in (default: the newer one), or to look for (both). */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_options_set_forms(
    cosign_image_options_t *options, uint32_t forms, cosign_error_t *err);
/** Where signatures are, if not beside the image: the context of this
 *  reference (COSIGN_REPOSITORY). */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_options_set_repository(
    cosign_image_options_t *options, const cosign_reference_t *repository,
    cosign_error_t *err);
/** Stands before sha256-....sig. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_options_set_tag_prefix(
    cosign_image_options_t *options, const char *prefix, cosign_error_t *err);
/** Of an index: this one of its images ("linux/arm64/v8"). Without a variant:
 *  of any, if there is one alone; several are COSIGN_E_ARGUMENT. _NO_IMAGE if
 *  there is none, or no index. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_options_set_platform(
    cosign_image_options_t *options, const char *platform, cosign_error_t *err);
/** Of an index: every image in it as well. Signing alone does that: to verify,
 *  fetch or attach is about one image, and COSIGN_E_ARGUMENT then. */
COSIGN_API void cosign_image_options_set_recursive(
    cosign_image_options_t *options, int recursive);
/** Most threads that fetch at a time: default 10. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_options_set_workers(
    cosign_image_options_t *options, uint32_t workers, cosign_error_t *err);

/* Signing. */

/** Signed along with the image: in the payload, or of the subject. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_options_add_annotation(
    cosign_image_options_t *options, const char *name, const char *value,
    cosign_error_t *err);
/** Of the older form: in place of the image's name. Several: a signature for
 *  each. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_options_add_identity(
    cosign_image_options_t *options, const char *identity, cosign_error_t *err);
/** Of the older form: sign this text as it is. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_options_set_payload(
    cosign_image_options_t *options, const void *data, size_t len,
    cosign_error_t *err);
/** Of the older form: as a referrer, not under a tag (experimental in cosign).
 */
COSIGN_API void cosign_image_options_set_referrer(
    cosign_image_options_t *options, int referrer);
/** Of the older form: docker's media types. */
COSIGN_API void cosign_image_options_set_docker_types(
    cosign_image_options_t *options, int docker);
/** When it is said to be made, in seconds since 1970; the clock's time
 *  otherwise. */
COSIGN_API void cosign_image_options_set_time(
    cosign_image_options_t *options, int64_t created);
/** Of the older form: the image of signatures says in its configuration when
 *  the last one was added, too. Otherwise that stays what it is, which is
 *  0001-01-01T00:00:00Z at first, so that nothing but signatures changes its
 *  digest. */
COSIGN_API void cosign_image_options_record_creation(
    cosign_image_options_t *options, int record);
/** Of the newer form: the manifest holds a copy of the bundle as well, in the
 *  descriptor of its layer ("data": OCI image specification, descriptor.md), if
 *  that has at most 64 KiB. Whoever reads it, as cosign_image_verify() does,
 *  needs a request less, and one round trip of three; so does cosign. */
COSIGN_API void cosign_image_options_embed_bundle(
    cosign_image_options_t *options, int embed);
/** 0: nothing is stored, the result has it. COSIGN_E_ARGUMENT where there is
 *  none: to attach, to sign what is uploaded. */
COSIGN_API void cosign_image_options_set_upload(
    cosign_image_options_t *options, int upload);

/* Verifying. */

/** An attestation of any kind counts as a signature, as with cosign. Otherwise
 *  it has to be of type "https://sigstore.dev/cosign/sign/v1", or of the one
 *  that the policy names. */
COSIGN_API void cosign_image_options_accept_attestations(
    cosign_image_options_t *options, int accept);

/* ---- what is stored beside an image ---- */

/** Signatures of one image, as they were found or made; never changes. */
typedef struct cosign_image_signatures cosign_image_signatures_t;

/**
 * Fetch all signatures of an image without verifying one. What cannot be read
 * of them is in the list, too, with a code and a text; so is what would be more
 * than 256 MiB together (COSIGN_E_UNAVAILABLE).
 * @return COSIGN_OK, also if there are none; COSIGN_E_NO_IMAGE if there is no
 *   such image; what cosign/oci.h can; _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_signatures_fetch(
    cosign_image_signatures_t **out, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_image_options_t *options,
    cosign_error_t *err);
COSIGN_API void cosign_image_signatures_free(
    cosign_image_signatures_t *signatures);

/** The image by its digest. Borrowed, as all that follows. */
COSIGN_API const cosign_reference_t *cosign_image_signatures_image(
    const cosign_image_signatures_t *signatures);
COSIGN_API size_t cosign_image_signatures_count(
    const cosign_image_signatures_t *signatures);

/* Of one of them; NULL, 0 or COSIGN_E_ARGUMENT beyond the last. */

/** COSIGN_IMAGE_BUNDLE or _LEGACY. */
COSIGN_API uint32_t cosign_image_signature_form(
    const cosign_image_signatures_t *signatures, size_t index);
/** The manifest that holds it, by tag or digest: "host/repo:sha256-....sig". */
COSIGN_API const char *cosign_image_signature_place(
    const cosign_image_signatures_t *signatures, size_t index);
/** The layer that holds it: "sha256:...". */
COSIGN_API const char *cosign_image_signature_layer(
    const cosign_image_signatures_t *signatures, size_t index);
/** COSIGN_OK, or why it could not be fetched or read; and in words. */
COSIGN_API cosign_rc_t cosign_image_signature_code(
    const cosign_image_signatures_t *signatures, size_t index);
COSIGN_API const char *cosign_image_signature_message(
    const cosign_image_signatures_t *signatures, size_t index);
/** The bundle; NULL if it could not be read. */
COSIGN_API const cosign_bundle_t *cosign_image_signature_bundle(
    const cosign_image_signatures_t *signatures, size_t index);
/** What is stored: a bundle's JSON, or a payload. */
COSIGN_API const uint8_t *cosign_image_signature_content(
    const cosign_image_signatures_t *signatures, size_t index, size_t *len);
/** An annotation of the layer ("dev.sigstore.cosign/certificate"), or of a
 *  bundle's manifest. */
COSIGN_API const char *cosign_image_signature_annotation(
    const cosign_image_signatures_t *signatures, size_t index,
    const char *name);

/**
 * What cosign download signature prints of one, without the line's end: the
 * bundle, or {"Base64Signature","Payload","Cert","Chain","Bundle",
 * "RFC3161Timestamp"}, where a certificate is {"Raw"} alone.
 * @param[out] out  cosign_free(); NUL-terminated.
 * @return COSIGN_OK; COSIGN_E_ARGUMENT for one that could not be read; _LIMIT,
 *   _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_signature_line(char **out,
    size_t *len, const cosign_image_signatures_t *signatures, size_t index,
    cosign_error_t *err);

/* ---- signing ---- */

/**
 * Sign an image with keys, each once in every form that the options name, and
 * store the signatures. Each is verified before it is stored. An equal one by
 * the same key that is there already, in the older form, is left alone.
 * Nothing is half stored: each signature is there, or not.
 *
 * @param[out] out  what was signed, one list for each image (several with
 *   recursive), in *count; cosign_image_signatures_free() each and
 *   cosign_free() the array. NULL and 0 on failure.
 * @return COSIGN_OK; COSIGN_E_NO_IMAGE; _CONFLICT for a payload with an
 *   identity, or with annotations and no bundle: they would not be signed; what
 *   signing and cosign/oci.h can; _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_sign(
    cosign_image_signatures_t ***out, size_t *count, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_key_t *const *keys,
    size_t key_count, const cosign_image_options_t *options,
    cosign_error_t *err);

/**
 * Store a signature made elsewhere. What it says is not looked at: that is the
 * verifier's.
 * A Sigstore bundle with a statement, byte for byte, in the newer form.
 * @return COSIGN_OK; what cosign_bundle_parse() and cosign/oci.h can;
 *   COSIGN_E_CONTENT for a bundle without a statement.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_attach_bundle(
    cosign_oci_t *oci, const cosign_reference_t *image, const char *json,
    size_t len, const cosign_image_options_t *options, cosign_error_t *err);
/** A signature with its payload, put together by a builder, in the older form.
 *  The same one that is there already is left alone. COSIGN_E_CONTENT without
 *  a payload, _UNSUPPORTED for what that form has no place for. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_attach_signature(
    cosign_oci_t *oci, const cosign_reference_t *image,
    const cosign_bundle_t *bundle, const cosign_image_options_t *options,
    cosign_error_t *err);

/** The payload that the older form signs, as cosign writes it.
 *  @param[out] out  cosign_free(); NUL-terminated. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_payload(char **out,
    size_t *len, const cosign_reference_t *image, const char *digest,
    const cosign_image_options_t *options, cosign_error_t *err);
/** The place of what belongs to a digest: suffix "sig", "att", "sbom". */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_tag(
    cosign_reference_t **out, const cosign_reference_t *image,
    const char *digest, const char *suffix,
    const cosign_image_options_t *options, cosign_error_t *err);

/* ---- verifying ---- */

typedef struct cosign_image_result cosign_image_result_t; /* never changes */

/**
 * Verify an image: find every signature, in both forms, and ask whether as many
 * signers signed it as the policy wants.
 *
 * @param[out] result  yours; cosign_image_result_free(). Set whenever the image
 *   was found, whatever the answer; NULL otherwise. May be NULL itself.
 * @return COSIGN_OK if and only if the image is accepted. COSIGN_E_NO_SIGNATURE
 *   if it has none, _NO_MATCH if it has and none, or not enough of them, is as
 *   the policy wants. If a signature that might have been could not be fetched
 *   or read for want of something, or a place where it might be could not be
 *   asked, the code of that, of class unavailable: COSIGN_E_UNAVAILABLE where
 *   there is no better one (a list that is too large, say).
 *   COSIGN_E_NO_IMAGE; what cosign/oci.h and cosign_verify_bundles() can.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_verify(
    cosign_image_result_t **result, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_trust_t *trust,
    const cosign_policy_t *policy, const cosign_image_options_t *options,
    cosign_error_t *err);

COSIGN_API int cosign_image_result_accepted(
    const cosign_image_result_t *result);
COSIGN_API cosign_rc_t cosign_image_result_code(
    const cosign_image_result_t *result);
COSIGN_API const char *cosign_image_result_message(
    const cosign_image_result_t *result);
/** The image as it was asked for, and by the digest that was verified. */
COSIGN_API const cosign_reference_t *cosign_image_result_asked(
    const cosign_image_result_t *result);
COSIGN_API const cosign_reference_t *cosign_image_result_image(
    const cosign_image_result_t *result);
/** What was found, accepted or not. */
COSIGN_API const cosign_image_signatures_t *cosign_image_result_signatures(
    const cosign_image_result_t *result);
/** The verdict on one of them; NULL if it could not be read. */
COSIGN_API const cosign_candidate_t *cosign_image_result_candidate(
    const cosign_image_result_t *result, size_t index);
/** All of it as one JSON document (docs/image-result.md).
 *  @param[out] out  cosign_free(); NUL-terminated. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_result_json(
    const cosign_image_result_t *result, char **out, size_t *len,
    cosign_error_t *err);
/**
 * What cosign verify prints of an accepted signature, as one JSON object: a
 * payload of the older form, among whose optional members the certificate and
 * the log entry are then, or one made of a statement. Whoever signed chose
 * those optional members, and may have named them alike.
 * @param[out] out  cosign_free(); NUL-terminated.
 * @param image  as it was asked for. @param digest  of what was verified.
 * @return COSIGN_OK; COSIGN_E_ARGUMENT if it was not accepted; what reading its
 *   text can, if the policy ignores claims; _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_image_claim(char **out,
    size_t *len, const cosign_candidate_t *candidate,
    const cosign_bundle_t *bundle, const cosign_reference_t *image,
    const char *digest, cosign_error_t *err);
COSIGN_API void cosign_image_result_free(cosign_image_result_t *result);

#ifdef __cplusplus
}
#endif

#endif
