/* What the targets that read keys have in common. */
#ifndef FUZZ_KEYS_H
#define FUZZ_KEYS_H

#include "fuzz.h"

#include <cosign/pubkey.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include <string.h>

/* OpenSSL reads what we write, and writes the same. */
static inline void
check_with_openssl(const uint8_t *der, size_t len)
{
	const uint8_t *end = der;
	EVP_PKEY *pkey = d2i_PUBKEY(NULL, &end, (long)len);
	uint8_t *again = NULL;
	int again_len;

	HOLDS(pkey != NULL && end == der + len);
	again_len = i2d_PUBKEY(pkey, &again);
	HOLDS(again_len >= 0 && (size_t)again_len == len);
	HOLDS(memcmp(again, der, len) == 0);
	OPENSSL_free(again);
	EVP_PKEY_free(pkey);
}

static inline void
check_key(const cosign_pubkey_t *key)
{
	const char *pem = cosign_pubkey_pem(key);
	const cosign_alg_t alg = cosign_pubkey_algorithm(key);
	cosign_pubkey_t *again = NULL;
	size_t len;
	const uint8_t *der = cosign_pubkey_der(key, &len);

	HOLDS(cosign_alg_name(alg) != NULL);
	check_with_openssl(der, len);
	HOLDS(cosign_pubkey_parse(&again, pem, strlen(pem), NULL) == 0);
	HOLDS(strcmp(cosign_pubkey_pem(again), pem) == 0);
	HOLDS(cosign_pubkey_algorithm(again) == alg);
	cosign_pubkey_free(again);
}

/* A key or one of the codes that are promised, and no trace of OpenSSL. */
static inline void
check_parsed(cosign_rc_t rc, const cosign_pubkey_t *key)
{
	HOLDS(ERR_peek_error() == 0);
	HOLDS((key != NULL) == (rc == COSIGN_OK));
	if (rc == COSIGN_OK)
		check_key(key);
	else
		HOLDS(cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED ||
		    rc == COSIGN_E_KEY_KIND);
}

#endif
