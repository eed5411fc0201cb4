#include "keys/secret.h"

#include "crypto/ossl.h"
#include "keys/sodium.h"
#include "util/limits.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Pieces of guarded memory that are held now. */
static atomic_size_t held;

static cosign_rc_t
take_one(cosign_error_t *err)
{
	if (atomic_fetch_add(&held, 1) < CSN_SECRETS_MAX)
		return COSIGN_OK;
	(void)atomic_fetch_sub(&held, 1);
	return csn_fail(err, COSIGN_E_LIMIT,
	    "more than %d secrets are held at once", CSN_SECRETS_MAX);
}

cosign_rc_t
csn_secret_new(struct csn_secret *s, size_t size, cosign_error_t *err)
{
	const struct csn_sodium *sodium;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(s, 0, sizeof(*s));
	CSN_TRY(csn_sodium_get(&sodium, err));
	CSN_TRY(take_one(err));
	s->p = sodium->malloc(size);
	if (s->p == NULL) {
		(void)atomic_fetch_sub(&held, 1);
		return csn_fail_nomem(err);
	}
	s->size = size;
	rc = COSIGN_OK;
out:
	return rc;
}

void
csn_secret_dispose(struct csn_secret *s)
{
	const struct csn_sodium *sodium;

	/* What libsodium gave, it can take back. */
	if (s->p != NULL && csn_sodium_get(&sodium, NULL) == COSIGN_OK) {
		sodium->free(s->p);
		(void)atomic_fetch_sub(&held, 1);
	}
	memset(s, 0, sizeof(*s));
}

void
csn_secret_buf(struct csn_buf *b, struct csn_secret *s)
{
	/* With the room it has now it never needs to move; the last byte is
	   the one for its NUL. */
	csn_buf_init(b, s->size - 1);
	b->p = s->p;
	b->cap = s->size;
}

cosign_rc_t
csn_secret_finish(struct csn_secret *s, struct csn_buf *b, cosign_error_t *err)
{
	const cosign_rc_t rc = csn_buf_finish(b, err);

	s->len = rc == COSIGN_OK ? b->len : 0;
	return rc;
}

/* What the callback gave up with; a number that is no code is its own
   affair. */
static cosign_rc_t
fail_asked(int result, cosign_error_t *err)
{
	const cosign_rc_t rc = (cosign_rc_t)result;

	if (cosign_rc_name(rc) == NULL)
		return csn_fail(
		    err, COSIGN_E_CALLBACK, "password: callback gave up");
	return csn_fail(err, rc, "password: %s", cosign_rc_text(rc));
}

cosign_rc_t
csn_password_ask(struct csn_secret *out, cosign_password_fn fn, void *user,
    int purpose, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t len = 0;
	int result;

	memset(out, 0, sizeof(*out));
	if (fn == NULL)
		return csn_fail(err, COSIGN_E_NO_PASSWORD,
		    "password: needed, and nobody to ask");
	CSN_TRY(csn_secret_new(out, COSIGN_PASSWORD_MAX, err));
	result = fn(user, purpose, out->p, out->size, &len);
	if (result != 0) {
		rc = fail_asked(result, err);
		goto out;
	}
	if (len > out->size) {
		rc = csn_fail(err, COSIGN_E_LIMIT,
		    "password: more than %zu bytes", out->size);
		goto out;
	}
	out->len = len;
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_secret_dispose(out);
	return rc;
}

/* OpenSSL ends the process when it has no memory for the tables of its secure
   heap: two with two bits for each least block, and one of lists. */
static int
has_room_for_tables(void)
{
	const size_t bits = CSN_SECURE_HEAP_SIZE / CSN_SECURE_HEAP_LEAST * 2;
	void *room = malloc(2 * bits / 8 + 1024);

	free(room);
	return room != NULL;
}

cosign_rc_t
csn_secure_heap(cosign_error_t *err)
{
	static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
	int made;

	(void)pthread_mutex_lock(&making);
	/* 2 says that the memory could not be locked: it is usable, and some
	   machines allow no locking at all. */
	made = CRYPTO_secure_malloc_initialized() ||
	    (has_room_for_tables() &&
		CRYPTO_secure_malloc_init(
		    CSN_SECURE_HEAP_SIZE, CSN_SECURE_HEAP_LEAST) != 0);
	(void)pthread_mutex_unlock(&making);
	if (!made)
		return csn_fail(
		    err, COSIGN_E_NOMEM, "no memory for OpenSSL's secure heap");
	return COSIGN_OK;
}

void
csn_stack_wipe(void)
{
	const struct csn_sodium *sodium;

	if (csn_sodium_get(&sodium, NULL) == COSIGN_OK)
		sodium->wipe_stack(CSN_STACK_WIPE);
}

cosign_rc_t
csn_random(uint8_t *p, size_t len, cosign_error_t *err)
{
	const struct csn_ossl *ossl;
	cosign_rc_t rc;

	rc = csn_ossl_get(&ossl, err);
	if (rc != COSIGN_OK)
		return rc;
	CSN_OSSL_ENTER();
	if (RAND_priv_bytes_ex(ossl->libctx, p, len, 0) != 1)
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "random number");
	CSN_OSSL_LEAVE();
	return rc;
}
