#include "artifact/artifact_internal.h"
#include "crypto/digest.h"
#include "util/buf.h"
#include "util/limits.h"
#include "util/source.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Large enough that a read costs nothing beside hashing it, small enough to
   stay in the second-level cache. */
#define READ_SIZE ((size_t)128 * 1024)
/* A cache line: the kernel copies to an odd place at half the speed. */
#define READ_ALIGN ((size_t)64)

enum source {
	SOURCE_BYTES,
	SOURCE_FD,
	SOURCE_READER,
	SOURCE_DIGEST,
};

struct cosign_artifact {
	enum source source;
	struct csn_span bytes; /* SOURCE_BYTES */
	int fd;                /* SOURCE_FD */
	int owns_fd;
	char *path;            /* names it in errors; may be NULL */
	cosign_read_fn reader; /* SOURCE_READER */
	void *reader_user;

	cosign_progress_fn progress;
	void *progress_user;

	int consumed;  /* reading what passes by has begun */
	int passed;    /* and came to its end */
	int kept;      /* all of them, for pure Ed25519 */
	int too_large; /* to be kept */
	struct csn_buf whole;
	uint64_t size;
	struct csn_digest digests[COSIGN_HASH_SHA512 + 1]; /* by hash */
};

static cosign_rc_t
fail_no_out(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_ARGUMENT, "artifact: no out");
}

/* NULL without memory. */
static cosign_artifact_t *
artifact_new(enum source source)
{
	cosign_artifact_t *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->source = source;
	a->fd = -1;
	csn_buf_init(&a->whole, CSN_MEMORY_MESSAGE_MAX);
	return a;
}

cosign_rc_t
cosign_artifact_from_bytes(
    cosign_artifact_t **out, const void *data, size_t len, cosign_error_t *err)
{
	cosign_artifact_t *a;

	if (out == NULL)
		return fail_no_out(err);
	*out = NULL;
	if (data == NULL && len > 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "artifact: no bytes");
	a = artifact_new(SOURCE_BYTES);
	if (a == NULL)
		return csn_fail_nomem(err);
	a->bytes = csn_span(data, len);
	*out = a;
	return COSIGN_OK;
}

cosign_rc_t
cosign_artifact_from_fd(cosign_artifact_t **out, int fd, cosign_error_t *err)
{
	cosign_artifact_t *a;

	if (out == NULL)
		return fail_no_out(err);
	*out = NULL;
	if (fd < 0)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "artifact: descriptor %d", fd);
	a = artifact_new(SOURCE_FD);
	if (a == NULL)
		return csn_fail_nomem(err);
	a->fd = fd;
	*out = a;
	return COSIGN_OK;
}

cosign_rc_t
cosign_artifact_from_path(
    cosign_artifact_t **out, const char *path, cosign_error_t *err)
{
	cosign_artifact_t *a;
	cosign_rc_t rc;
	int fd = -1;

	if (out == NULL)
		return fail_no_out(err);
	*out = NULL;
	if (path == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "artifact: no path");
	rc = csn_open_source(&fd, path, err);
	if (rc != COSIGN_OK)
		return rc;
	a = artifact_new(SOURCE_FD);
	if (a == NULL) {
		(void)close(fd);
		return csn_fail_nomem(err);
	}
	a->fd = fd;
	a->owns_fd = 1;
	a->path = strdup(path);
	if (a->path == NULL) {
		cosign_artifact_free(a);
		return csn_fail_nomem(err);
	}
	*out = a;
	return COSIGN_OK;
}

cosign_rc_t
cosign_artifact_from_reader(
    cosign_artifact_t **out, cosign_read_fn fn, void *user, cosign_error_t *err)
{
	cosign_artifact_t *a;

	if (out == NULL)
		return fail_no_out(err);
	*out = NULL;
	if (fn == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "artifact: no reader");
	a = artifact_new(SOURCE_READER);
	if (a == NULL)
		return csn_fail_nomem(err);
	a->reader = fn;
	a->reader_user = user;
	*out = a;
	return COSIGN_OK;
}

cosign_rc_t
cosign_artifact_from_digest(cosign_artifact_t **out, cosign_hash_t hash,
    const uint8_t *digest, size_t len, cosign_error_t *err)
{
	const size_t want = cosign_hash_size(hash);
	cosign_artifact_t *a;

	if (out == NULL)
		return fail_no_out(err);
	*out = NULL;
	if (digest == NULL || want == 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "artifact: no digest");
	if (len != want)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "artifact: a %s digest has %zu bytes, not %zu",
		    cosign_hash_name(hash), want, len);
	a = artifact_new(SOURCE_DIGEST);
	if (a == NULL)
		return csn_fail_nomem(err);
	a->digests[hash].hash = hash;
	a->digests[hash].len = len;
	memcpy(a->digests[hash].bytes, digest, len);
	*out = a;
	return COSIGN_OK;
}

void
cosign_artifact_on_progress(
    cosign_artifact_t *artifact, cosign_progress_fn fn, void *user)
{
	if (artifact == NULL)
		return;
	artifact->progress = fn;
	artifact->progress_user = user;
}

const uint8_t *
cosign_artifact_digest(const cosign_artifact_t *artifact, cosign_hash_t hash)
{
	if (artifact == NULL || cosign_hash_size(hash) == 0 ||
	    artifact->digests[hash].hash != hash)
		return NULL;
	return artifact->digests[hash].bytes;
}

uint64_t
cosign_artifact_size(const cosign_artifact_t *artifact)
{
	return artifact == NULL ? 0 : artifact->size;
}

size_t
cosign_artifact_memory_max(void)
{
	return CSN_MEMORY_MESSAGE_MAX;
}

void
cosign_artifact_free(cosign_artifact_t *artifact)
{
	if (artifact == NULL)
		return;
	if (artifact->owns_fd)
		(void)close(artifact->fd);
	free(artifact->path);
	csn_buf_dispose(&artifact->whole);
	free(artifact);
}

struct csn_span
csn_artifact_bytes(const cosign_artifact_t *artifact)
{
	if (artifact->source == SOURCE_BYTES)
		return artifact->bytes;
	return csn_span(artifact->whole.p, artifact->whole.len);
}

cosign_hash_t
csn_artifact_given_hash(const cosign_artifact_t *artifact)
{
	int hash;

	if (artifact->source != SOURCE_DIGEST)
		return COSIGN_HASH_NONE;
	for (hash = COSIGN_HASH_SHA256; hash <= COSIGN_HASH_SHA512; hash++)
		if (artifact->digests[hash].hash != COSIGN_HASH_NONE)
			return (cosign_hash_t)hash;
	return COSIGN_HASH_NONE;
}

/* One pass over bytes that come in pieces. */
struct pass {
	cosign_artifact_t *a;
	struct csn_hasher hasher;
	int whole;
	struct csn_source_state before; /* SOURCE_FD */
	uint64_t total;                 /* 0 if unknown */
	cosign_error_t *err;
};

static cosign_rc_t
fail_too_large(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_LIMIT,
	    "more than %zu bytes, which pure Ed25519 needs in memory",
	    CSN_MEMORY_MESSAGE_MAX);
}

/* Its digests may do for others; what needs the bytes is told at the end. */
static cosign_rc_t
give_up_whole(struct pass *pass)
{
	pass->a->too_large = 1;
	if (pass->hasher.set == 0)
		return fail_too_large(pass->err);
	csn_buf_dispose(&pass->a->whole);
	pass->whole = 0;
	return COSIGN_OK;
}

static cosign_rc_t
keep_piece(struct pass *pass, const uint8_t *p, size_t len)
{
	csn_buf_add(&pass->a->whole, p, len);
	switch (pass->a->whole.failed) {
	case COSIGN_OK:
		return COSIGN_OK;
	case COSIGN_E_LIMIT:
		return give_up_whole(pass);
	default:
		return csn_fail_nomem(pass->err);
	}
}

static cosign_rc_t
tell_progress(const struct pass *pass)
{
	const cosign_artifact_t *a = pass->a;

	if (a->progress == NULL ||
	    a->progress(a->progress_user, a->size, pass->total) == 0)
		return COSIGN_OK;
	return csn_fail(pass->err, COSIGN_E_CALLBACK,
	    "stopped after %llu bytes", (unsigned long long)a->size);
}

static cosign_rc_t
take_piece(struct pass *pass, const uint8_t *p, size_t len)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	pass->a->size += len;
	csn_hasher_update(&pass->hasher, p, len);
	if (pass->whole)
		CSN_TRY(keep_piece(pass, p, len));
	CSN_TRY(tell_progress(pass));
	rc = COSIGN_OK;
out:
	return rc;
}

/* The next bytes of a descriptor, waiting if it is one that does not wait. */
static cosign_rc_t
next_of_fd(int fd, uint8_t *buf, size_t *got, cosign_error_t *err)
{
	struct pollfd readable = { .fd = fd, .events = POLLIN };
	ssize_t n;

	while ((n = read(fd, buf, READ_SIZE)) < 0) {
		if (errno == EAGAIN)
			(void)poll(&readable, 1, -1);
		else if (errno != EINTR)
			return csn_fail_errno(err, errno, "reading");
	}
	*got = (size_t)n;
	return COSIGN_OK;
}

static cosign_rc_t
next_of_reader(
    cosign_artifact_t *a, uint8_t *buf, size_t *got, cosign_error_t *err)
{
	if (a->reader(a->reader_user, buf, READ_SIZE, got) != 0)
		return csn_fail(
		    err, COSIGN_E_CALLBACK, "stopped by the reader");
	if (*got > READ_SIZE)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "the reader gave more than it was asked for");
	return COSIGN_OK;
}

static cosign_rc_t
next_piece(struct pass *pass, uint8_t *buf, size_t *got)
{
	cosign_artifact_t *a = pass->a;

	*got = 0;
	if (a->source == SOURCE_READER)
		return next_of_reader(a, buf, got, pass->err);
	/* A file that grows as fast as it is read would never end. */
	if (pass->total > 0 && a->size > pass->total)
		return csn_source_unchanged(
		    &pass->before, a->fd, a->size, pass->err);
	return next_of_fd(a->fd, buf, got, pass->err);
}

static cosign_rc_t
read_pieces(struct pass *pass)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint8_t *memory = malloc(READ_SIZE + READ_ALIGN);
	uint8_t *buf;
	size_t got;

	if (memory == NULL)
		return csn_fail_nomem(pass->err);
	buf = memory + (READ_ALIGN - (uintptr_t)memory % READ_ALIGN);
	for (;;) {
		CSN_TRY(next_piece(pass, buf, &got));
		if (got == 0)
			break;
		CSN_TRY(take_piece(pass, buf, got));
	}
	rc = COSIGN_OK;
out:
	free(memory);
	return rc;
}

/*
 * A regular file must be, at the end, what it was at the start: a file that
 * is cut or written to while it is read would otherwise be signed as a
 * mixture that never existed.
 */
static cosign_rc_t
read_fd(struct pass *pass)
{
	cosign_artifact_t *a = pass->a;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_source_begin(&pass->before, a->fd, pass->err));
	pass->total = pass->before.left;
	if (pass->whole && pass->total > CSN_MEMORY_MESSAGE_MAX)
		CSN_TRY(give_up_whole(pass));
	if (pass->whole)
		csn_buf_reserve(&a->whole, (size_t)pass->total);
	CSN_TRY(read_pieces(pass));
	CSN_TRY(csn_source_unchanged(&pass->before, a->fd, a->size, pass->err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* Bytes in memory: hash them where they are. */
static cosign_rc_t
read_bytes(cosign_artifact_t *a, unsigned int set, cosign_error_t *err)
{
	const struct pass pass = { .a = a, .total = a->bytes.len, .err = err };
	int hash;

	a->size = a->bytes.len;
	for (hash = COSIGN_HASH_SHA256; hash <= COSIGN_HASH_SHA512; hash++)
		if ((set & 1u << hash) != 0 &&
		    a->digests[hash].hash == COSIGN_HASH_NONE)
			csn_digest_bytes(&a->digests[hash], (cosign_hash_t)hash,
			    a->bytes.p, a->bytes.len);
	return tell_progress(&pass);
}

static cosign_rc_t
check_given(const cosign_artifact_t *a, unsigned int set, int whole,
    cosign_error_t *err)
{
	const cosign_hash_t given = csn_artifact_given_hash(a);

	if (whole)
		return csn_fail(err, COSIGN_E_NO_CONTENT,
		    "pure Ed25519 needs the content, not its digest");
	if ((set & ~(1u << given)) != 0)
		return csn_fail(err, COSIGN_E_ALGORITHM,
		    "another digest than the given %s is needed",
		    cosign_hash_name(given));
	return COSIGN_OK;
}

/* Whether an earlier reading left all that is asked for. */
static int
is_known(const cosign_artifact_t *a, unsigned int set, int whole)
{
	int hash;

	for (hash = COSIGN_HASH_SHA256; hash <= COSIGN_HASH_SHA512; hash++)
		if ((set & 1u << hash) != 0 &&
		    a->digests[hash].hash == COSIGN_HASH_NONE)
			return 0;
	return a->passed && (a->kept || !whole);
}

static void
finish_digests(cosign_artifact_t *a, struct csn_hasher *hasher)
{
	int hash;

	for (hash = COSIGN_HASH_SHA256; hash <= COSIGN_HASH_SHA512; hash++)
		csn_hasher_final(
		    hasher, (cosign_hash_t)hash, &a->digests[hash]);
}

/* What went by stays away: only what was kept of it can be had. */
static cosign_rc_t
read_again(const cosign_artifact_t *a, unsigned int set, int whole,
    cosign_error_t *err)
{
	if (is_known(a, set, whole))
		return COSIGN_OK;
	if (a->too_large && is_known(a, set, 0))
		return fail_too_large(err);
	return csn_fail(
	    err, COSIGN_E_NO_CONTENT, "the bytes were read already");
}

static cosign_rc_t
read_stream(
    cosign_artifact_t *a, unsigned int set, int whole, cosign_error_t *err)
{
	struct pass pass = { .a = a, .whole = whole, .err = err };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	a->consumed = 1;
	csn_hasher_init(&pass.hasher, set);
	if (a->source == SOURCE_FD)
		CSN_TRY(read_fd(&pass));
	else
		CSN_TRY(read_pieces(&pass));
	finish_digests(a, &pass.hasher);
	a->kept = pass.whole;
	a->passed = 1;
	rc = whole && !a->kept ? fail_too_large(err) : COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_buf_dispose(&a->whole);
	return rc;
}

cosign_rc_t
csn_artifact_read(cosign_artifact_t *artifact, unsigned int set, int whole,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	switch (artifact->source) {
	case SOURCE_DIGEST:
		return check_given(artifact, set, whole, err);
	case SOURCE_BYTES:
		return read_bytes(artifact, set, err);
	case SOURCE_FD:
	case SOURCE_READER:
		rc = artifact->consumed
		    ? read_again(artifact, set, whole, err)
		    : read_stream(artifact, set, whole, err);
		return artifact->path == NULL
		    ? rc
		    : csn_fail_at(err, rc, "%s", artifact->path);
	}
	return csn_fail(err, COSIGN_E_INTERNAL, "artifact: source");
}
