/*
 * A growing buffer that must be given a maximum. A failed append (no memory,
 * or the maximum reached) is remembered: later appends do nothing, and
 * csn_buf_finish() tells once, so that writers need not check each step.
 */
#ifndef CSN_UTIL_BUF_H
#define CSN_UTIL_BUF_H

#include "util/span.h"
#include "util/util.h"

struct csn_buf {
	uint8_t *p;
	size_t len;
	size_t cap;
	size_t max;
	cosign_rc_t failed; /* COSIGN_OK, or the first failure */
	const char *why;    /* its text, never freed; NULL: the code's own */
};

/* An empty buffer; takes no memory. */
void csn_buf_init(struct csn_buf *b, size_t max);
void csn_buf_dispose(struct csn_buf *b); /* frees; may be called twice */
/* The same for bytes that are nobody's business. */
void csn_buf_dispose_secret(struct csn_buf *b);

/* At least extra bytes more can be appended without moving. */
void csn_buf_reserve(struct csn_buf *b, size_t extra);
void csn_buf_add(struct csn_buf *b, const void *p, size_t len);
void csn_buf_add_str(struct csn_buf *b, const char *s);
void csn_buf_add_char(struct csn_buf *b, char c);
void csn_buf_addf(struct csn_buf *b, const char *fmt, ...) CSN_FORMAT(2, 3);

/* Remember a failure, unless there is one. why is a literal or NULL. */
void csn_buf_fail(struct csn_buf *b, cosign_rc_t rc, const char *why);

/*
 * COSIGN_OK, or the failure remembered. On success a NUL stands after the
 * bytes, not counted in len.
 */
cosign_rc_t csn_buf_finish(struct csn_buf *b, cosign_error_t *err);

/* csn_buf_finish(), then the bytes become the caller's (free()). */
cosign_rc_t csn_buf_take(
    struct csn_buf *b, char **out, size_t *len, cosign_error_t *err);

/* Bytes that somebody owns: free(). */
struct csn_bytes {
	uint8_t *p;
	size_t len;
};

/* The buffer's bytes become somebody's; what was there is freed. */
void csn_bytes_take(struct csn_bytes *to, struct csn_buf *from);
/* A copy. COSIGN_OK or COSIGN_E_NOMEM. */
cosign_rc_t csn_bytes_copy(
    struct csn_bytes *to, struct csn_span from, cosign_error_t *err);

static inline struct csn_span
csn_bytes_span(const struct csn_bytes *bytes)
{
	return csn_span(bytes->p, bytes->len);
}

#endif
