#include "crypto/der.h"
#include "crypto/ossl.h"
#include "keys/private.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

/* Room for all numbers: two as long as the modulus, five half as long, and
   the exponent. */
#define NUMBERS_SIZE(bits) ((size_t)(bits) / 16 * 9 + 8)

/* OpenSSL's names, in the order of enum csn_rsa_number. */
static const char *const names[CSN_RSA_NUMBERS] = {
	OSSL_PKEY_PARAM_RSA_N,
	OSSL_PKEY_PARAM_RSA_E,
	OSSL_PKEY_PARAM_RSA_D,
	OSSL_PKEY_PARAM_RSA_FACTOR1,
	OSSL_PKEY_PARAM_RSA_FACTOR2,
	OSSL_PKEY_PARAM_RSA_EXPONENT1,
	OSSL_PKEY_PARAM_RSA_EXPONENT2,
	OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

/* One number out of OpenSSL's parameters into our own memory. */
static int
take_number(struct csn_span *out, struct csn_secret *bytes,
    const OSSL_PARAM *params, const char *name)
{
	const OSSL_PARAM *param = OSSL_PARAM_locate_const(params, name);
	BIGNUM *number = BN_secure_new();
	size_t len;
	int ok = 0;

	if (param == NULL || number == NULL ||
	    OSSL_PARAM_get_BN(param, &number) != 1)
		goto out;
	len = (size_t)BN_num_bytes(number);
	if (len > bytes->size - bytes->len)
		goto out;
	*out = csn_span(bytes->p + bytes->len, len);
	ok = BN_bn2binpad(number, bytes->p + bytes->len, (int)len) == (int)len;
	bytes->len += len;
out:
	BN_clear_free(number);
	return ok;
}

cosign_rc_t
csn_rsa_generate(struct csn_private *out, struct csn_secret *bytes,
    uint32_t bits, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct csn_ossl *ossl;
	EVP_PKEY_CTX *ctx = NULL;
	OSSL_PARAM *params = NULL;
	EVP_PKEY *pkey = NULL;
	size_t i;

	memset(out, 0, sizeof(*out));
	memset(bytes, 0, sizeof(*bytes));
	out->kind = CSN_KEY_RSA;
	CSN_OSSL_ENTER();
	CSN_TRY(csn_secure_heap(err));
	CSN_TRY(csn_ossl_get(&ossl, err));
	CSN_TRY(csn_secret_new(bytes, NUMBERS_SIZE(bits), err));
	ctx = EVP_PKEY_CTX_new_from_name(ossl->libctx, "RSA", NULL);
	if (ctx == NULL || EVP_PKEY_keygen_init(ctx) != 1 ||
	    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits) != 1 ||
	    EVP_PKEY_keygen(ctx, &pkey) != 1 ||
	    EVP_PKEY_todata(pkey, EVP_PKEY_KEYPAIR, &params) != 1) {
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "new RSA key");
		goto out;
	}
	for (i = 0; i < CSN_RSA_NUMBERS; i++)
		if (!take_number(&out->rsa[i], bytes, params, names[i])) {
			rc = csn_fail_openssl(
			    err, COSIGN_E_CRYPTO, "new RSA key");
			goto out;
		}
	rc = COSIGN_OK;
out:
	OSSL_PARAM_free(params);
	EVP_PKEY_free(pkey);
	EVP_PKEY_CTX_free(ctx);
	CSN_OSSL_LEAVE();
	if (rc != COSIGN_OK)
		csn_secret_dispose(bytes);
	return rc;
}

/* The numbers, and room to compute; all of it in the secure heap. */
struct work {
	BN_CTX *ctx;
	BIGNUM *number[CSN_RSA_NUMBERS];
	BIGNUM *less_one, *result;
};

static cosign_rc_t
work_init(struct work *w, const struct csn_private *key, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct csn_ossl *ossl;
	size_t i;

	memset(w, 0, sizeof(*w));
	CSN_TRY(csn_secure_heap(err));
	CSN_TRY(csn_ossl_get(&ossl, err));
	w->ctx = BN_CTX_secure_new_ex(ossl->libctx);
	w->less_one = BN_secure_new();
	w->result = BN_secure_new();
	if (w->ctx == NULL || w->less_one == NULL || w->result == NULL)
		return csn_fail_nomem(err);
	for (i = 0; i < CSN_RSA_NUMBERS; i++) {
		w->number[i] = BN_secure_new();
		if (w->number[i] == NULL ||
		    BN_bin2bn(key->rsa[i].p, (int)key->rsa[i].len,
			w->number[i]) == NULL)
			return csn_fail_nomem(err);
		BN_set_flags(w->number[i], BN_FLG_CONSTTIME);
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static void
work_dispose(struct work *w)
{
	size_t i;

	for (i = 0; i < CSN_RSA_NUMBERS; i++)
		BN_clear_free(w->number[i]);
	BN_clear_free(w->less_one);
	BN_clear_free(w->result);
	BN_CTX_free(w->ctx);
}

/* e d = 1 and the CRT exponent = d, modulo one prime less one. 1 yes, 0 no,
   -1 could not be computed. */
static int
fits_prime(struct work *w, const BIGNUM *prime, const BIGNUM *exponent)
{
	if (BN_copy(w->less_one, prime) == NULL ||
	    BN_sub_word(w->less_one, 1) != 1)
		return -1;
	BN_set_flags(w->less_one, BN_FLG_CONSTTIME);
	if (BN_is_zero(w->less_one))
		return 0;
	if (BN_mod(w->result, w->number[CSN_RSA_D], w->less_one, w->ctx) != 1)
		return -1;
	if (BN_cmp(w->result, exponent) != 0)
		return 0;
	if (BN_mod_mul(w->result, w->result, w->number[CSN_RSA_E], w->less_one,
		w->ctx) != 1)
		return -1;
	return BN_is_one(w->result);
}

/* RFC 8017 3.2: n = p q, d < n, both exponents, q qInv = 1 mod p. */
static int
fits(struct work *w)
{
	BIGNUM *const *n = w->number;
	int ok;

	if (BN_is_zero(n[CSN_RSA_P]) || BN_is_zero(n[CSN_RSA_Q]) ||
	    BN_cmp(n[CSN_RSA_D], n[CSN_RSA_N]) >= 0)
		return 0;
	if (BN_mul(w->result, n[CSN_RSA_P], n[CSN_RSA_Q], w->ctx) != 1)
		return -1;
	if (BN_cmp(w->result, n[CSN_RSA_N]) != 0)
		return 0;
	ok = fits_prime(w, n[CSN_RSA_P], n[CSN_RSA_DP]);
	if (ok == 1)
		ok = fits_prime(w, n[CSN_RSA_Q], n[CSN_RSA_DQ]);
	if (ok != 1)
		return ok;
	if (BN_mod_mul(w->result, n[CSN_RSA_Q], n[CSN_RSA_QINV], n[CSN_RSA_P],
		w->ctx) != 1)
		return -1;
	return BN_is_one(w->result) &&
	    BN_cmp(n[CSN_RSA_QINV], n[CSN_RSA_P]) < 0;
}

/* RFC 5958's public key of an RSA key is RSAPublicKey. */
static cosign_rc_t
check_claim(const struct csn_private *key, cosign_error_t *err)
{
	struct csn_spki said;
	cosign_rc_t rc;

	if (key->claims[0].len == 0)
		return COSIGN_OK;
	rc = csn_rsa_public_read(&said, key->claims[0], err);
	if (rc != COSIGN_OK)
		return rc;
	if (!csn_span_eq(said.modulus, key->rsa[CSN_RSA_N]) ||
	    !csn_span_eq(said.exponent, key->rsa[CSN_RSA_E]))
		return csn_fail(err, COSIGN_E_KEY_MISMATCH,
		    "public key does not belong to the private key");
	return COSIGN_OK;
}

static cosign_rc_t
fail_numbers(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_KEY_MISMATCH,
	    "RSA key: its numbers do not belong together");
}

cosign_rc_t
csn_rsa_check(const struct csn_private *key, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct work w;
	size_t i;
	int ok;

	/* RFC 8017 3.2: all of them are less than the modulus, whose size is
	   known. Others could take all of the secure heap, and long to sign
	   with. */
	for (i = 0; i < CSN_RSA_NUMBERS; i++)
		if (key->rsa[i].len > key->rsa[CSN_RSA_N].len)
			return fail_numbers(err);
	CSN_OSSL_ENTER();
	CSN_TRY(work_init(&w, key, err));
	CSN_TRY(check_claim(key, err));
	ok = fits(&w);
	if (ok < 0)
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "RSA key");
	else if (ok == 0)
		rc = fail_numbers(err);
	else
		rc = COSIGN_OK;
out:
	work_dispose(&w);
	CSN_OSSL_LEAVE();
	return rc;
}

/* One number into parameters, by way of the secure heap. */
static int
push_number(OSSL_PARAM_BLD *bld, BIGNUM *number, const char *name,
    struct csn_span bytes)
{
	return number != NULL &&
	    BN_bin2bn(bytes.p, (int)bytes.len, number) != NULL &&
	    OSSL_PARAM_BLD_push_BN(bld, name, number) == 1;
}

/* The builder keeps the numbers until it has made parameters of them. */
static OSSL_PARAM *
make_params(const struct csn_private *key)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *numbers[CSN_RSA_NUMBERS] = { NULL };
	OSSL_PARAM *params = NULL;
	int ok = bld != NULL;
	size_t i;

	for (i = 0; i < CSN_RSA_NUMBERS && ok; i++) {
		numbers[i] = BN_secure_new();
		ok = push_number(bld, numbers[i], names[i], key->rsa[i]);
	}
	if (ok)
		params = OSSL_PARAM_BLD_to_param(bld);
	for (i = 0; i < CSN_RSA_NUMBERS; i++)
		BN_clear_free(numbers[i]);
	OSSL_PARAM_BLD_free(bld);
	return params;
}

cosign_rc_t
csn_rsa_open(EVP_PKEY **out, const struct csn_private *key, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct csn_ossl *ossl;
	EVP_PKEY_CTX *ctx = NULL;
	OSSL_PARAM *params = NULL;

	*out = NULL;
	CSN_OSSL_ENTER();
	CSN_TRY(csn_ossl_get(&ossl, err));
	params = make_params(key);
	if (params == NULL) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	ctx = EVP_PKEY_CTX_new_from_name(ossl->libctx, "RSA", NULL);
	if (ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, out, EVP_PKEY_KEYPAIR, params) != 1) {
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "RSA key");
		goto out;
	}
	rc = COSIGN_OK;
out:
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	CSN_OSSL_LEAVE();
	return rc;
}
