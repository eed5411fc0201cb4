/*
 * OpenSSL as a guest uses it: one library context of our own, made at first
 * use without a configuration, algorithms fetched once, and the error queue
 * left as it was found. SHA-2 (digest.h) and ECDSA (ecdsa.h) do without it.
 * (OpenSSL 3 itself reads the host's configuration, into the host's context,
 * as soon as a key is used: it looks for engines.)
 */
#ifndef CSN_CRYPTO_OSSL_H
#define CSN_CRYPTO_OSSL_H

#include "util/util.h"

#include <cosign/algorithm.h>

#include <openssl/err.h>
#include <openssl/evp.h>

/* What is fetched once and shared by all threads, read-only. */
struct csn_ossl {
	OSSL_LIB_CTX *libctx;
	EVP_MD *sha256;
	EVP_MD *sha384;
	EVP_MD *sha512;
};

/* COSIGN_OK, COSIGN_E_CRYPTO, COSIGN_E_NOMEM. Cheap after the first call. */
cosign_rc_t csn_ossl_get(const struct csn_ossl **out, cosign_error_t *err);

/*
 * Whether OpenSSL has cleaned up at the end of the process. A host may free
 * its last key after that, in a destructor of a static object; whatever holds
 * something of OpenSSL must then be left alone.
 */
int csn_ossl_closed(void);

/* Borrowed; NULL for COSIGN_HASH_NONE. */
const EVP_MD *csn_ossl_md(const struct csn_ossl *ossl, cosign_hash_t hash);

/* Take OpenSSL's newest reason as the cause, then fail: with COSIGN_E_NOMEM
   instead of rc if the reason is a lack of memory. */
cosign_rc_t csn_fail_openssl(
    cosign_error_t *err, cosign_rc_t rc, const char *fmt, ...) CSN_FORMAT(3, 4);

/* Around each use of OpenSSL: CSN_OSSL_ENTER(); ... CSN_OSSL_LEAVE(); on the
   same path, so that the host finds its own error queue unchanged. */
#define CSN_OSSL_ENTER() ((void)ERR_set_mark())
#define CSN_OSSL_LEAVE() ((void)ERR_pop_to_mark())

/*
 * After a failure of OpenSSL's where there was no mark. The first mark of a
 * process makes it load the texts of all its errors, a twentieth of what it
 * takes to verify one bundle: so what fails for lack of memory alone goes
 * without one, and then takes along what the host had in the queue.
 */
#define CSN_OSSL_FORGET() (ERR_clear_error())

#endif
