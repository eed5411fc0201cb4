/*
 * An artifact: what is signed, wherever its bytes are. They are read once,
 * in pieces, and hashed while they pass; memory does not grow with size
 * (pure Ed25519 is the exception: it needs the message as a whole, and what
 * is not in memory already is refused above cosign_artifact_memory_max()).
 *
 * One thread at a time; used for one signature or verification.
 */
#ifndef COSIGN_ARTIFACT_H
#define COSIGN_ARTIFACT_H

#include <cosign/algorithm.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cosign_artifact cosign_artifact_t;

/**
 * Give the next bytes.
 * @param[out] got  bytes written to @p buf, at most @p size; 0 at the end.
 * @return 0, or anything else to stop with COSIGN_E_CALLBACK.
 */
typedef int (*cosign_read_fn)(
    void *user, uint8_t *buf, size_t size, size_t *got);

/**
 * Called now and then while bytes pass.
 * @param done   bytes so far.
 * @param total  bytes in all; 0 if unknown.
 * @return 0, or anything else to stop with COSIGN_E_CALLBACK.
 */
typedef int (*cosign_progress_fn)(void *user, uint64_t done, uint64_t total);

/** Bytes in memory. Not copied: they must outlive the artifact. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_artifact_from_bytes(
    cosign_artifact_t **out, const void *data, size_t len, cosign_error_t *err);

/** An open descriptor, read from where it stands to its end. Not closed. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_artifact_from_fd(
    cosign_artifact_t **out, int fd, cosign_error_t *err);

/**
 * A file, opened now. A pipe named by the shell (/dev/fd/63) is read; a FIFO
 * in a folder is refused, since opening it may wait for ever.
 *
 * @return COSIGN_OK, COSIGN_E_NOT_FOUND, _PERMISSION, _DIRECTORY,
 *   _FILE_KIND, _IO, _ARGUMENT, _NOMEM.
 */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_artifact_from_path(
    cosign_artifact_t **out, const char *path, cosign_error_t *err);

/** Bytes from a callback, called on the thread that signs or verifies. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_artifact_from_reader(
    cosign_artifact_t **out, cosign_read_fn fn, void *user,
    cosign_error_t *err);

/** A digest computed elsewhere (copied). Only algorithms over this hash can
 *  be used with it; pure Ed25519 never. _ARGUMENT for a wrong length. */
COSIGN_API COSIGN_MUST_CHECK cosign_rc_t cosign_artifact_from_digest(
    cosign_artifact_t **out, cosign_hash_t hash, const uint8_t *digest,
    size_t len, cosign_error_t *err);

/** Report progress; NULL stops it. */
COSIGN_API void cosign_artifact_on_progress(
    cosign_artifact_t *artifact, cosign_progress_fn fn, void *user);

/** After use: the digest computed (or given) for a hash, NULL if none was
 *  needed. Borrowed, cosign_hash_size() bytes. */
COSIGN_API const uint8_t *cosign_artifact_digest(
    const cosign_artifact_t *artifact, cosign_hash_t hash);

/** After use: bytes read. */
COSIGN_API uint64_t cosign_artifact_size(const cosign_artifact_t *artifact);

/** Most bytes held in memory for pure Ed25519. */
COSIGN_API size_t cosign_artifact_memory_max(void);

COSIGN_API void cosign_artifact_free(cosign_artifact_t *artifact);

#ifdef __cplusplus
}
#endif

#endif
