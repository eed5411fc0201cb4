#include "crypto/ecdsa.h"
#include "crypto/ossl.h"
#include "keys/private.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

/* What one computation needs; private numbers lie in the secure heap. */
struct work {
	EC_GROUP *group;
	BN_CTX *ctx;
	BIGNUM *number;
	EC_POINT *point;
};

static cosign_rc_t
work_init(struct work *w, enum csn_key_kind kind, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct csn_ossl *ossl;

	memset(w, 0, sizeof(*w));
	CSN_TRY(csn_secure_heap(err));
	CSN_TRY(csn_ossl_get(&ossl, err));
	w->group = EC_GROUP_new_by_curve_name_ex(
	    ossl->libctx, NULL, csn_ecdsa_nid(kind));
	w->ctx = BN_CTX_secure_new_ex(ossl->libctx);
	w->number = BN_secure_new();
	if (w->group == NULL || w->ctx == NULL || w->number == NULL)
		return csn_fail_nomem(err);
	w->point = EC_POINT_new(w->group);
	if (w->point == NULL)
		return csn_fail_nomem(err);
	rc = COSIGN_OK;
out:
	return rc;
}

static void
work_dispose(struct work *w)
{
	EC_POINT_free(w->point);
	BN_clear_free(w->number);
	BN_CTX_free(w->ctx);
	EC_GROUP_free(w->group);
}

static cosign_rc_t
write_number(struct csn_secret *out, const struct work *w,
    enum csn_key_kind kind, cosign_error_t *err)
{
	const size_t size = csn_key_field_size(kind);
	cosign_rc_t rc = csn_secret_new(out, size, err);

	if (rc != COSIGN_OK)
		return rc;
	if (BN_bn2binpad(w->number, out->p, (int)size) != (int)size) {
		csn_secret_dispose(out);
		return csn_fail_openssl(err, COSIGN_E_CRYPTO, "EC key");
	}
	out->len = size;
	return COSIGN_OK;
}

cosign_rc_t
csn_ec_generate(
    struct csn_secret *number, enum csn_key_kind kind, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct work w;

	memset(number, 0, sizeof(*number));
	CSN_OSSL_ENTER();
	CSN_TRY(work_init(&w, kind, err));
	do {
		if (BN_priv_rand_range_ex(w.number,
			EC_GROUP_get0_order(w.group), 0, w.ctx) != 1) {
			rc = csn_fail_openssl(
			    err, COSIGN_E_CRYPTO, "random number");
			goto out;
		}
	} while (BN_is_zero(w.number));
	CSN_TRY(write_number(number, &w, kind, err));
	rc = COSIGN_OK;
out:
	work_dispose(&w);
	CSN_OSSL_LEAVE();
	return rc;
}

/* A private number is at least 1 and less than the order (SEC 1 3.2.1).
   Some writers leave out leading zeros, or add some. */
static cosign_rc_t
read_number(struct work *w, struct csn_span bytes, cosign_error_t *err)
{
	while (bytes.len > 0 && bytes.p[0] == 0)
		bytes = csn_span(bytes.p + 1, bytes.len - 1);
	if (bytes.len > CSN_POINT_MAX)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "EC key: private number is out of range");
	if (BN_bin2bn(bytes.p, (int)bytes.len, w->number) == NULL)
		return csn_fail_nomem(err);
	if (BN_is_zero(w->number) ||
	    BN_cmp(w->number, EC_GROUP_get0_order(w->group)) >= 0)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "EC key: private number is out of range");
	return COSIGN_OK;
}

/* A claimed point may be compressed, so ours is written in each form (SEC 1
   2.3.3). OpenSSL would not say whether it failed to read the claim because
   that is no point or for lack of memory. */
static cosign_rc_t
check_claim(const struct work *w, struct csn_span claim, cosign_error_t *err)
{
	static const point_conversion_form_t forms[] = {
		POINT_CONVERSION_UNCOMPRESSED, POINT_CONVERSION_COMPRESSED,
		POINT_CONVERSION_HYBRID
	};
	uint8_t point[CSN_POINT_MAX];
	size_t i, len;

	if (claim.len == 0)
		return COSIGN_OK;
	for (i = 0; i < CSN_ARRAY_LEN(forms); i++) {
		len = EC_POINT_point2oct(
		    w->group, w->point, forms[i], point, sizeof(point), w->ctx);
		if (len == 0)
			return csn_fail_openssl(
			    err, COSIGN_E_CRYPTO, "public point");
		if (csn_span_eq(claim, csn_span(point, len)))
			return COSIGN_OK;
	}
	return csn_fail(err, COSIGN_E_KEY_MISMATCH,
	    "public key does not belong to the private key");
}

cosign_rc_t
csn_ec_complete(
    struct csn_ec *out, const struct csn_private *key, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct work w;
	size_t i;

	memset(out, 0, sizeof(*out));
	CSN_OSSL_ENTER();
	CSN_TRY(work_init(&w, key->kind, err));
	CSN_TRY(read_number(&w, key->number, err));
	if (EC_POINT_mul(w.group, w.point, w.number, NULL, NULL, w.ctx) != 1) {
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "public point");
		goto out;
	}
	for (i = 0; i < CSN_PUBLIC_CLAIMS; i++)
		CSN_TRY(check_claim(&w, key->claims[i], err));
	out->point_len =
	    EC_POINT_point2oct(w.group, w.point, POINT_CONVERSION_UNCOMPRESSED,
		out->point, sizeof(out->point), w.ctx);
	if (out->point_len == 0) {
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "public point");
		goto out;
	}
	CSN_TRY(write_number(&out->number, &w, key->kind, err));
	rc = COSIGN_OK;
out:
	work_dispose(&w);
	CSN_OSSL_LEAVE();
	if (rc != COSIGN_OK)
		csn_ec_dispose(out);
	return rc;
}

void
csn_ec_dispose(struct csn_ec *ec)
{
	csn_secret_dispose(&ec->number);
}

/* Parameters whose private number lies in the secure heap, because the
   number that it is taken from does. */
static OSSL_PARAM *
make_params(enum csn_key_kind kind, const struct csn_ec *ec)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *number = BN_secure_new();
	OSSL_PARAM *params = NULL;

	if (bld != NULL && number != NULL &&
	    BN_bin2bn(ec->number.p, (int)ec->number.len, number) != NULL &&
	    OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME,
		csn_curve_name(kind), 0) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(
		bld, OSSL_PKEY_PARAM_PUB_KEY, ec->point, ec->point_len) == 1 &&
	    OSSL_PARAM_BLD_push_BN_pad(
		bld, OSSL_PKEY_PARAM_PRIV_KEY, number, ec->number.len) == 1)
		params = OSSL_PARAM_BLD_to_param(bld);
	BN_clear_free(number);
	OSSL_PARAM_BLD_free(bld);
	return params;
}

cosign_rc_t
csn_ec_open(EVP_PKEY **out, enum csn_key_kind kind, const struct csn_ec *ec,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct csn_ossl *ossl;
	EVP_PKEY_CTX *ctx = NULL;
	OSSL_PARAM *params = NULL;

	*out = NULL;
	CSN_OSSL_ENTER();
	CSN_TRY(csn_secure_heap(err));
	CSN_TRY(csn_ossl_get(&ossl, err));
	params = make_params(kind, ec);
	if (params == NULL) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	ctx = EVP_PKEY_CTX_new_from_name(ossl->libctx, "EC", NULL);
	if (ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, out, EVP_PKEY_KEYPAIR, params) != 1) {
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "EC key");
		goto out;
	}
	rc = COSIGN_OK;
out:
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	CSN_OSSL_LEAVE();
	return rc;
}
