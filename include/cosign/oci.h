/*
 * Places where images are: registries (OCI distribution specification 1.1) and
 * image layouts on disk, behind one interface (libcosign only).
 *
 * A reference names an image: "registry/repository[:tag][@sha256:digest]" as
 * docker and go-containerregistry read it, or "oci:DIR[:TAG]" and
 * "oci:DIR@sha256:digest" for a layout. A cosign_oci_t reaches them: it is made
 * once, then serves any number of threads, which share its connections, tokens
 * and what it learnt about each registry.
 *
 * What is fetched by digest has that digest, and the size that was said; bytes
 * that have not are an error (COSIGN_E_PROTOCOL), never a result.
 */
#ifndef COSIGN_OCI_H
#define COSIGN_OCI_H

#include <cosign/artifact.h>
#include <cosign/http.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- references ---- */

typedef struct cosign_reference cosign_reference_t; /* never changes */

/**
 * @return COSIGN_OK, COSIGN_E_REFERENCE ("reference: ..." with what is wrong),
 *   _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_reference_parse(
    cosign_reference_t **out, const char *text, cosign_error_t *err);
/** 1 for "oci:". */
COSIGN_API int cosign_reference_is_layout(const cosign_reference_t *ref);
/** "index.docker.io", "localhost:5000"; NULL for a layout. Borrowed, as all
 *  that follows. */
COSIGN_API const char *cosign_reference_registry(const cosign_reference_t *ref);
/** "library/alpine"; a layout's folder. */
COSIGN_API const char *cosign_reference_repository(
    const cosign_reference_t *ref);
/** NULL with a digest; "latest" if a registry's has neither; NULL if a
 *  layout's has neither, which means its only image. */
COSIGN_API const char *cosign_reference_tag(const cosign_reference_t *ref);
/** "sha256:..."; NULL without. */
COSIGN_API const char *cosign_reference_digest(const cosign_reference_t *ref);
/** "index.docker.io/library/alpine", or "oci:DIR". */
COSIGN_API const char *cosign_reference_context(const cosign_reference_t *ref);
/** In full: context, then ":tag" or "@digest". */
COSIGN_API const char *cosign_reference_text(const cosign_reference_t *ref);
/** The same place with this digest, or this tag. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_reference_with_digest(
    cosign_reference_t **out, const cosign_reference_t *ref, const char *digest,
    cosign_error_t *err);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_reference_with_tag(
    cosign_reference_t **out, const cosign_reference_t *ref, const char *tag,
    cosign_error_t *err);
COSIGN_API void cosign_reference_free(cosign_reference_t *ref);

/* ---- descriptors and manifests ---- */

typedef struct cosign_descriptor cosign_descriptor_t;   /* never changes */
typedef struct cosign_descriptors cosign_descriptors_t; /* a list */
typedef struct cosign_manifest cosign_manifest_t;       /* never changes */

COSIGN_API const char *cosign_descriptor_media_type(
    const cosign_descriptor_t *descriptor);
COSIGN_API const char *cosign_descriptor_digest(
    const cosign_descriptor_t *descriptor);
COSIGN_API int64_t cosign_descriptor_size(
    const cosign_descriptor_t *descriptor);
/** NULL without. */
COSIGN_API const char *cosign_descriptor_artifact_type(
    const cosign_descriptor_t *descriptor);
/** "linux/arm64/v8"; NULL without. */
COSIGN_API const char *cosign_descriptor_platform(
    const cosign_descriptor_t *descriptor);
/** NULL without. */
COSIGN_API const char *cosign_descriptor_annotation(
    const cosign_descriptor_t *descriptor, const char *name);
COSIGN_API size_t cosign_descriptor_annotation_count(
    const cosign_descriptor_t *descriptor);
COSIGN_API const char *cosign_descriptor_annotation_name(
    const cosign_descriptor_t *descriptor, size_t index);
COSIGN_API const char *cosign_descriptor_annotation_value(
    const cosign_descriptor_t *descriptor, size_t index);
COSIGN_API void cosign_descriptor_free(cosign_descriptor_t *descriptor);

COSIGN_API size_t cosign_descriptors_count(const cosign_descriptors_t *list);
/** Borrowed; NULL beyond the last. */
COSIGN_API const cosign_descriptor_t *cosign_descriptors_at(
    const cosign_descriptors_t *list, size_t index);
COSIGN_API void cosign_descriptors_free(cosign_descriptors_t *list);

/** Read an image manifest or index, OCI's or docker's. Structure only. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_manifest_parse(
    cosign_manifest_t **out, const char *json, size_t len, cosign_error_t *err);
/** The bytes as they came. */
COSIGN_API const char *cosign_manifest_bytes(
    const cosign_manifest_t *manifest, size_t *len);
/** Media type, digest, size, artifact type and annotations. */
COSIGN_API const cosign_descriptor_t *cosign_manifest_descriptor(
    const cosign_manifest_t *manifest);
COSIGN_API int cosign_manifest_is_index(const cosign_manifest_t *manifest);
/** Of an image; NULL of an index. */
COSIGN_API const cosign_descriptor_t *cosign_manifest_config(
    const cosign_manifest_t *manifest);
/** Layers of an image, manifests of an index. */
COSIGN_API const cosign_descriptors_t *cosign_manifest_children(
    const cosign_manifest_t *manifest);
/** What it refers to; NULL without. */
COSIGN_API const cosign_descriptor_t *cosign_manifest_subject(
    const cosign_manifest_t *manifest);
COSIGN_API void cosign_manifest_free(cosign_manifest_t *manifest);

/* ---- credentials ---- */

/** How a registry is asked. All but the registry may be NULL or empty. */
typedef struct cosign_credential cosign_credential_t;

/** Fill in: user and password, or one of the tokens. Copied. A password
 *  without user is none. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_credential_set_password(
    cosign_credential_t *credential, const char *user, const char *password,
    cosign_error_t *err);
/** Exchanged for a token of the registry (OAuth 2 refresh token). */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_credential_set_identity_token(
    cosign_credential_t *credential, const char *token, cosign_error_t *err);
/** Sent as it is. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_credential_set_registry_token(
    cosign_credential_t *credential, const char *token, cosign_error_t *err);

/**
 * What docker-credential-NAME get printed: {"ServerURL","Username","Secret"},
 * where the user "<token>" has an identity token.
 * @return COSIGN_OK, COSIGN_E_JSON, _MALFORMED, _LIMIT, _NOMEM. Nothing of the
 *   answer is quoted in the text.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_credential_set_answer(
    cosign_credential_t *credential, const char *json, size_t len,
    cosign_error_t *err);
/** Say why there is no answer. @return COSIGN_E_CREDENTIALS, to be returned. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_credential_fail(
    cosign_credential_t *credential, const char *text, cosign_error_t *err);

/**
 * Run docker-credential-NAME get for a server: what libcosign never does
 * itself. Called on a thread that asks, by several at a time: one that an
 * operation on many images has started, too. It must not use the client that
 * wants to know: others wait there for what it finds.
 * @param key  "registry.example", "https://index.docker.io/v1/".
 * @return COSIGN_OK, also if the helper knows nobody and nothing is filled in;
 *   COSIGN_E_CREDENTIALS with a text, or _NOMEM. Any other code is taken for
 *   _CREDENTIALS.
 */
typedef cosign_rc_t (*cosign_credential_helper_fn)(void *user, const char *name,
    const char *key, cosign_credential_t *credential, cosign_error_t *err);

/* ---- logins ---- */

/*
 * What docker's config.json keeps of a login, for programs that log in and out.
 * Its other members stay, in their order. The file is the caller's to read and
 * write; so is running the helper that it may name, after which the file has an
 * entry without secrets.
 */

/**
 * What a registry is called there: "https://index.docker.io/v1/" for Docker
 * Hub, else "registry.example:5000".
 * @param[out] out  cosign_free().
 * @return COSIGN_OK, COSIGN_E_REFERENCE, _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_login_key(
    char **out, const char *server, cosign_error_t *err);
/** The helper that keeps it, docker-credential-NAME, by credHelpers, where an
 *  empty name stands for the file, or credsStore. @param[out] out
 *  cosign_free(); NULL: the file itself does. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_login_helper(char **out,
    const char *json, size_t len, const char *key, cosign_error_t *err);
/**
 * The file with an entry.
 * @param[out] out  cosign_free(), better wiped before; NUL-terminated.
 * @param json  NULL: there is no file.
 * @param user  and password; both NULL: a helper has them.
 * @return COSIGN_OK; what cosign_oci_options_add_credentials() can of the file;
 *   _ARGUMENT, _LIMIT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_login_store(char **out,
    size_t *len, const char *json, size_t json_len, const char *key,
    const char *user, const char *password, cosign_error_t *err);
/** The file without the entries of that registry as a whole, under whatever
 *  name. @param[out] out  as above; NULL: it has none. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_login_erase(char **out,
    size_t *len, const char *json, size_t json_len, const char *key,
    cosign_error_t *err);
/** What docker-credential-NAME store reads: {"ServerURL","Username","Secret"}.
 *  The others, get and erase, read the key alone. @param[out] out  as above. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_login_request(char **out,
    size_t *len, const char *key, const char *user, const char *password,
    cosign_error_t *err);

/* ---- the client ---- */

typedef struct cosign_oci cosign_oci_t;
typedef struct cosign_oci_options cosign_oci_options_t;

COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_options_new(
    cosign_oci_options_t **out, cosign_error_t *err);
COSIGN_API void cosign_oci_options_free(cosign_oci_options_t *options);
/** Also http, where https does not answer: for hosts other than loopback and
 *  private addresses, where it is tried anyway. */
COSIGN_API void cosign_oci_options_allow_http(
    cosign_oci_options_t *options, int allowed);
/** These in place of all that is configured. user NULL: a registry token. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_options_set_password(
    cosign_oci_options_t *options, const char *user, const char *password,
    cosign_error_t *err);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_options_set_registry_token(
    cosign_oci_options_t *options, const char *token, cosign_error_t *err);
/**
 * A file with credentials: docker's config.json or podman's auth.json, which
 * are read alike: the entry of the repository, else that of the registry, else
 * that of the longest part of it ("registry.example/team"), else one of its
 * host. Several are asked in the order in which they were added.
 * @param name  what texts call it: its path.
 * @return COSIGN_OK, COSIGN_E_MALFORMED, _JSON, _BASE64, _LIMIT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_options_add_credentials(
    cosign_oci_options_t *options, const char *name, const char *json,
    size_t len, cosign_error_t *err);
COSIGN_API void cosign_oci_options_set_helper(
    cosign_oci_options_t *options, cosign_credential_helper_fn fn, void *user);

/**
 * What a registry has to say to people (the Warning headers of its answers):
 * each text once, of a registry at most 16. It changes nothing else. Called on
 * a thread that asks the registry, by several at a time: with cosign_image_*
 * that may be one that the library started. It may use the same client.
 * @param registry  "registry.example:5000"
 * @param text      one line, escaped as cosign_text_escape() does and cut after
 *   512 bytes.
 */
typedef void (*cosign_warning_fn)(
    void *user, const char *registry, const char *text);
COSIGN_API void cosign_oci_options_set_warning(
    cosign_oci_options_t *options, cosign_warning_fn fn, void *user);

/** @param http  kept by a reference; NULL: for layouts alone. @param options
 *  NULL: none. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_new(cosign_oci_t **out,
    cosign_http_t *http, const cosign_oci_options_t *options,
    cosign_error_t *err);
COSIGN_API cosign_oci_t *cosign_oci_ref(cosign_oci_t *oci);
COSIGN_API void cosign_oci_free(cosign_oci_t *oci);

/*
 * What follows returns, besides COSIGN_OK: COSIGN_E_NO_IMAGE (no such image,
 * manifest or blob), _UNAUTHORIZED (the text says which credentials were
 * tried), _HTTP, _PROTOCOL, _CREDENTIALS, what a network can (_CONNECT, _TLS,
 * _TIMEOUT, _OFFLINE, _CANCELLED), of a layout _IO, _PERMISSION, _NO_SPACE;
 * _MALFORMED, _JSON, _LIMIT of what was fetched; _ARGUMENT, _NOMEM.
 */

/** Which manifest a reference means: HEAD where a registry tells all. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_resolve(
    cosign_descriptor_t **out, cosign_oci_t *oci, const cosign_reference_t *ref,
    cosign_error_t *err);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_manifest_fetch(
    cosign_manifest_t **out, cosign_oci_t *oci, const cosign_reference_t *ref,
    cosign_error_t *err);
/**
 * Put a manifest, byte for byte, at the reference: under its tag, or by its
 * digest, which must be that of the bytes. What it refers to must be there. A
 * manifest with a subject appears among the subject's referrers afterwards,
 * also where the registry has no referrers API: then its entry is in the
 * fallback tag, whoever else writes to that. _CONTENTION if others kept
 * writing.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_manifest_push(
    cosign_oci_t *oci, const cosign_reference_t *ref,
    const cosign_manifest_t *manifest, cosign_error_t *err);
/** _UNSUPPORTED where the registry does not delete. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_manifest_delete(
    cosign_oci_t *oci, const cosign_reference_t *ref, cosign_error_t *err);

/** Given the bytes of a blob in order, on the thread that asks. Not 0 stops. */
typedef int (*cosign_write_fn)(void *user, const uint8_t *p, size_t len);

COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_blob_exists(int *exists,
    cosign_oci_t *oci, const cosign_reference_t *ref,
    const cosign_descriptor_t *blob, cosign_error_t *err);
/** Bytes may have been given when it fails: they count only with COSIGN_OK. A
 *  lost connection is taken up where it broke. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_blob_fetch(
    cosign_oci_t *oci, const cosign_reference_t *ref,
    const cosign_descriptor_t *blob, cosign_write_fn fn, void *user,
    cosign_error_t *err);
/** Into memory, if it has at most max bytes. @param[out] out  cosign_free(). */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_blob_read(uint8_t **out,
    size_t *len, cosign_oci_t *oci, const cosign_reference_t *ref,
    const cosign_descriptor_t *blob, size_t max, cosign_error_t *err);
/** Bytes in memory. Nothing is sent if it is there already. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_blob_push(cosign_oci_t *oci,
    const cosign_reference_t *ref, const char *media_type, const void *p,
    size_t len, cosign_descriptor_t **out, cosign_error_t *err);
/** A file of any size, sent in pieces, hashed while it passes. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_blob_push_file(
    cosign_oci_t *oci, const cosign_reference_t *ref, const char *media_type,
    int fd, cosign_descriptor_t **out, cosign_error_t *err);
/** From another place to this one: mounted where both are in one registry that
 *  does so, else sent through. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_blob_copy(cosign_oci_t *oci,
    const cosign_reference_t *from, const cosign_reference_t *to,
    const cosign_descriptor_t *blob, cosign_error_t *err);

/** Every tag, in the order of the registry; not 0 from fn stops. */
typedef int (*cosign_tag_fn)(void *user, const char *tag);
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_tags(cosign_oci_t *oci,
    const cosign_reference_t *ref, cosign_tag_fn fn, void *user,
    cosign_error_t *err);

/**
 * Manifests that refer to the reference's digest. Empty if there are none.
 * @param artifact_type  those of this type; NULL: all.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_oci_referrers(
    cosign_descriptors_t **out, cosign_oci_t *oci,
    const cosign_reference_t *ref, const char *artifact_type,
    cosign_error_t *err);

#ifdef __cplusplus
}
#endif

#endif
