/*
 * Bytes that are nobody's business: in memory that is locked, lies between
 * guard pages, is left out of core dumps and wiped when freed.
 */
#ifndef CSN_KEYS_SECRET_H
#define CSN_KEYS_SECRET_H

#include "util/buf.h"
#include "util/span.h"

#include <cosign/key.h>

struct csn_secret {
	uint8_t *p;
	size_t len; /* in use */
	size_t size;
};

/* COSIGN_OK, COSIGN_E_NO_LIBRARY, COSIGN_E_NOMEM, COSIGN_E_LIMIT. */
cosign_rc_t csn_secret_new(
    struct csn_secret *s, size_t size, cosign_error_t *err);
void csn_secret_dispose(struct csn_secret *s); /* may be called twice */

static inline struct csn_span
csn_secret_span(const struct csn_secret *s)
{
	return csn_span(s->p, s->len);
}

/*
 * A buffer that writes into the secret and never beyond or elsewhere. It is
 * not disposed of; csn_secret_finish() takes over the length written.
 */
void csn_secret_buf(struct csn_buf *b, struct csn_secret *s);
cosign_rc_t csn_secret_finish(
    struct csn_secret *s, struct csn_buf *b, cosign_error_t *err);

/* Ask the callback for a password. The codes are its own, or
   COSIGN_E_NO_PASSWORD without one, _CALLBACK, _LIMIT. */
cosign_rc_t csn_password_ask(struct csn_secret *out, cosign_password_fn fn,
    void *user, int purpose, cosign_error_t *err);

/*
 * Set up OpenSSL's secure heap, unless the host has done it: the private
 * numbers that OpenSSL works with live there.
 */
cosign_rc_t csn_secure_heap(cosign_error_t *err);

/*
 * Overwrite the stack below the caller's frame: OpenSSL leaves parts of the
 * numbers that it computed with in frames that are no longer in use.
 */
void csn_stack_wipe(void);

/* Random bytes that are fit for keys. */
cosign_rc_t csn_random(uint8_t *p, size_t len, cosign_error_t *err);

#endif
