/* What the targets that read private keys have in common. */
#ifndef FUZZ_PRIVATE_KEY_H
#define FUZZ_PRIVATE_KEY_H

#include "keys.h"

#include "crypto/pem.h"
#include "keys/key_internal.h"

/* Who gives up when asked for a password: nothing is derived from one, which
   would take too long. user counts how often that was. */
static inline int
give_up(void *user, int purpose, uint8_t *buf, size_t size, size_t *len)
{
	int *asked = user;

	HOLDS(purpose == COSIGN_PASSWORD_OPEN && size == COSIGN_PASSWORD_MAX);
	memset(buf, 'x', size);
	*len = size;
	(*asked)++;
	return COSIGN_E_CANCELLED;
}

/* Why there is no key: the bytes, or who gave up, and never the machine. */
static inline void
check_reason(cosign_rc_t rc, int asked, const cosign_error_t *err)
{
	HOLDS(asked == (rc == COSIGN_E_CANCELLED));
	HOLDS(rc == COSIGN_E_CANCELLED || rc == COSIGN_E_KEY_KIND ||
	    cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	HOLDS(is_printable(cosign_error_message(err)));
	HOLDS(ERR_peek_error() == 0);
}

static inline int
is_rsa(const cosign_key_t *key)
{
	return csn_pubkey_kind(cosign_key_public(key)) == CSN_KEY_RSA;
}

static inline void
check_signature(const cosign_key_t *key)
{
	static const char message[] = "hello world\n";
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len = 0;

	HOLDS(cosign_key_sign_message(key, message, sizeof(message), signature,
		  sizeof(signature), &len, NULL) == COSIGN_OK);
	HOLDS(cosign_pubkey_verify_message(cosign_key_public(key),
		  COSIGN_HASH_NONE, message, sizeof(message), signature, len,
		  NULL) == COSIGN_OK);
}

/* The private number is in its range for OpenSSL as well. */
static inline void
check_number(EVP_PKEY *pkey)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);

	HOLDS(ctx != NULL && EVP_PKEY_private_check(ctx) == 1);
	EVP_PKEY_CTX_free(ctx);
}

/* OpenSSL finds the same public half to what goes into a key file. */
static inline void
check_pkcs8_with_openssl(struct csn_span pkcs8, const cosign_pubkey_t *pub)
{
	const uint8_t *end = pkcs8.p, *want;
	PKCS8_PRIV_KEY_INFO *info =
	    d2i_PKCS8_PRIV_KEY_INFO(NULL, &end, (long)pkcs8.len);
	EVP_PKEY *pkey = info == NULL ? NULL : EVP_PKCS82PKEY(info);
	uint8_t *der = NULL;
	size_t want_len;
	int len;

	HOLDS(pkey != NULL && end == pkcs8.p + pkcs8.len);
	len = i2d_PUBKEY(pkey, &der);
	want = cosign_pubkey_der(pub, &want_len);
	HOLDS(len > 0 &&
	    csn_span_eq(csn_span(der, (size_t)len), csn_span(want, want_len)));
	check_number(pkey);
	OPENSSL_free(der);
	EVP_PKEY_free(pkey);
	PKCS8_PRIV_KEY_INFO_free(info);
}

/* A key signs for its public half, and what goes into a key file is it. RSA,
   which is slow, does not sign here. */
static inline void
check_private_key(const cosign_key_t *key)
{
	const cosign_pubkey_t *pub = cosign_key_public(key);
	const struct csn_span pkcs8 = csn_secret_span(&key->material->pkcs8);
	cosign_key_t *again = NULL, *prehashed = NULL;
	struct csn_private numbers;

	HOLDS(cosign_key_algorithm(key) == cosign_pubkey_algorithm(pub));
	check_parsed(COSIGN_OK, pub);
	if (!is_rsa(key))
		check_signature(key);
	if (cosign_key_with_algorithm(
		&prehashed, key, COSIGN_ALG_ED25519_PH, NULL) == COSIGN_OK)
		check_signature(prehashed);
	HOLDS(csn_pkcs8_read(&numbers, pkcs8, NULL) == COSIGN_OK);
	HOLDS(csn_key_from_private(&again, &numbers, NULL) == COSIGN_OK);
	HOLDS(csn_span_eq(csn_secret_span(&again->material->pkcs8), pkcs8));
	HOLDS(strcmp(cosign_pubkey_pem(cosign_key_public(again)),
		  cosign_pubkey_pem(pub)) == 0);
	HOLDS(ERR_peek_error() == 0);
	check_pkcs8_with_openssl(pkcs8, pub);
	ERR_clear_error();
	cosign_key_free(prehashed);
	cosign_key_free(again);
}

static inline int
lies_in(struct csn_span part, struct csn_span whole)
{
	return part.len == 0 ||
	    (part.p >= whole.p && part.p + part.len <= whole.p + whole.len);
}

/* A copy with one byte too many. */
static inline struct csn_buf
one_byte_more(struct csn_span der)
{
	struct csn_buf longer;

	csn_buf_init(&longer, SIZE_MAX);
	csn_buf_add(&longer, der.p, der.len);
	csn_buf_add_char(&longer, '\0');
	HOLDS(csn_buf_finish(&longer, NULL) == COSIGN_OK);
	return longer;
}

/* Bytes as they are, and what stands in PEM blocks of theirs. */
static inline void
for_each_der(
    const uint8_t *data, size_t size, void (*check)(struct csn_span der))
{
	const struct csn_span text = csn_span(data, size);
	struct csn_pem pem;
	size_t at = 0;

	check(text);
	while (csn_pem_next(&pem, text, &at, NULL) == COSIGN_OK) {
		check(csn_span(pem.der.p, pem.der.len));
		csn_pem_dispose(&pem);
	}
}

#endif
