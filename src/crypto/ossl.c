#include "crypto/ossl.h"

#include <openssl/bnerr.h>
#include <openssl/crypto.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static struct csn_ossl shared;
/* &shared once it is whole. */
static _Atomic(const struct csn_ossl *) ready;
static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
static atomic_int closed;

static void
dispose(struct csn_ossl *ossl)
{
	EVP_MD_free(ossl->sha256);
	EVP_MD_free(ossl->sha384);
	EVP_MD_free(ossl->sha512);
	OSSL_LIB_CTX_free(ossl->libctx);
	memset(ossl, 0, sizeof(*ossl));
}

/* OpenSSL calls this first in its own cleanup, while all of it still works;
   a destructor of this library would run too late. */
static void
close_shared(void)
{
	atomic_store(&closed, 1);
	if (atomic_exchange(&ready, NULL) != NULL)
		dispose(&shared);
}

/*
 * The options of OPENSSL_init_crypto() are left at none: they are the
 * host's to choose, and NO_LOAD_CONFIG would bind it for the whole process.
 */
static cosign_rc_t
make(struct csn_ossl *ossl, cosign_error_t *err)
{
	if (OPENSSL_init_crypto(0, NULL) != 1)
		return csn_fail_openssl(
		    err, COSIGN_E_CRYPTO, "OpenSSL cannot be used");
	ossl->libctx = OSSL_LIB_CTX_new();
	if (ossl->libctx == NULL)
		return csn_fail_nomem(err);
	ossl->sha256 = EVP_MD_fetch(ossl->libctx, "SHA2-256", NULL);
	ossl->sha384 = EVP_MD_fetch(ossl->libctx, "SHA2-384", NULL);
	ossl->sha512 = EVP_MD_fetch(ossl->libctx, "SHA2-512", NULL);
	if (ossl->sha256 == NULL || ossl->sha384 == NULL ||
	    ossl->sha512 == NULL)
		return csn_fail_openssl(
		    err, COSIGN_E_CRYPTO, "no SHA-2 in OpenSSL");
	if (OPENSSL_atexit(close_shared) != 1)
		return csn_fail_nomem(err);
	return COSIGN_OK;
}

static cosign_rc_t
make_once(cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	(void)pthread_mutex_lock(&making);
	if (atomic_load(&ready) == NULL) {
		CSN_OSSL_ENTER();
		rc = make(&shared, err);
		CSN_OSSL_LEAVE();
		/* A failure is not remembered: memory may come back. */
		if (rc == COSIGN_OK)
			atomic_store(&ready, &shared);
		else
			dispose(&shared);
	}
	(void)pthread_mutex_unlock(&making);
	return rc;
}

cosign_rc_t
csn_ossl_get(const struct csn_ossl **out, cosign_error_t *err)
{
	cosign_rc_t rc;

	*out = atomic_load_explicit(&ready, memory_order_acquire);
	if (*out != NULL)
		return COSIGN_OK;
	if (csn_ossl_closed())
		return csn_fail(
		    err, COSIGN_E_CRYPTO, "OpenSSL has already cleaned up");
	rc = make_once(err);
	if (rc == COSIGN_OK)
		*out = &shared;
	return rc;
}

int
csn_ossl_closed(void)
{
	return atomic_load(&closed);
}

const EVP_MD *
csn_ossl_md(const struct csn_ossl *ossl, cosign_hash_t hash)
{
	switch (hash) {
	case COSIGN_HASH_NONE:
		break;
	case COSIGN_HASH_SHA256:
		return ossl->sha256;
	case COSIGN_HASH_SHA384:
		return ossl->sha384;
	case COSIGN_HASH_SHA512:
		return ossl->sha512;
	}
	return NULL;
}

/* BN_CTX_get() has a reason of its own. */
static int
is_no_memory(unsigned long code)
{
	return ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE ||
	    (ERR_GET_LIB(code) == ERR_LIB_BN &&
		ERR_GET_REASON(code) == BN_R_TOO_MANY_TEMPORARY_VARIABLES);
}

cosign_rc_t
csn_fail_openssl(cosign_error_t *err, cosign_rc_t rc, const char *fmt, ...)
{
	const unsigned long code = ERR_peek_last_error();
	const char *reason = ERR_reason_error_string(code);
	char what[256];
	va_list ap;

	if (is_no_memory(code))
		return csn_fail_nomem(err);
	va_start(ap, fmt);
	if (vsnprintf(what, sizeof(what), fmt, ap) < 0)
		what[0] = '\0';
	va_end(ap);
	if (code == 0)
		return csn_fail(err, rc, "%s", what);
	if (reason != NULL)
		rc = csn_fail(err, rc, "%s: %s", what, reason);
	else
		rc = csn_fail(err, rc, "%s: OpenSSL error %08lx", what, code);
	csn_cause(err, COSIGN_CAUSE_OPENSSL, code);
	return rc;
}
