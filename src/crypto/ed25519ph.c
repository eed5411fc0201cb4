#include "crypto/ed25519ph.h"

#include "crypto/ossl.h"

#include <openssl/bn.h>
#include <openssl/ec.h>

#include <string.h>

/*
 * OpenSSL computes on curves of the form Y^2 = X^3 + aX + b. By RFC 7748 4.1
 * edwards25519 is the same as v^2 = u^3 + Au^2 + u with A = 486662:
 *
 *	u = (1 + y) / (1 - y)     v = c u / x     c^2 = -(A + 2)
 *
 * and X = u + A/3, Y = v gives a curve of that form. Numbers are modulo p.
 */
struct curve {
	BN_CTX *ctx;
	BIGNUM *p; /* 2^255 - 19 */
	BIGNUM *d; /* of edwards25519, RFC 8032 5.1 */
	BIGNUM *c;
	BIGNUM *third; /* A/3 */
	BIGNUM *order; /* of the base point */
	EC_GROUP *group;
};

static const char p_hex[] =
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
static const char d_hex[] =
    "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3";
static const char c_hex[] =
    "0f26edf460a006bbd27b08dc03fc4f7ec5a1d3d14b7d1a82cc6e04aaff457e06";
static const char third_hex[] =
    "2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad2451";
static const char order_hex[] =
    "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";
static const char a_hex[] =
    "2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa984914a144";
static const char b_hex[] =
    "7b425ed097b425ed097b425ed097b425ed097b425ed097b4260b5e9c7710c864";
/* RFC 8032's base point, y = 4/5, mapped. */
static const char base_x_hex[] =
    "2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad245a";
static const char base_y_hex[] =
    "5f51e65e475f794b1fe122d388b72eb36dc2b28192839e4dd6163a5d81312c14";

#define COFACTOR 8

/* RFC 8032 2: dom2(1, "") stands before everything that is hashed. */
static const char domain[] = "SigEd25519 no Ed25519 collisions\1\0";
#define DOMAIN_SIZE 34

static cosign_rc_t
fail_crypto(cosign_error_t *err)
{
	return csn_fail_openssl(err, COSIGN_E_CRYPTO, "Ed25519ph");
}

static cosign_rc_t
refuse(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_SIGNATURE, "signature does not verify");
}

static int
set_generator(struct curve *k, BIGNUM *x, BIGNUM *y, BIGNUM *cofactor)
{
	EC_POINT *base = EC_POINT_new(k->group);
	const int ok = base != NULL &&
	    EC_POINT_set_affine_coordinates(k->group, base, x, y, k->ctx) ==
		1 &&
	    BN_set_word(cofactor, COFACTOR) == 1 &&
	    EC_GROUP_set_generator(k->group, base, k->order, cofactor) == 1;

	EC_POINT_free(base);
	return ok;
}

/* The numbers belong to k->ctx. */
static cosign_rc_t
curve_init(struct curve *k, OSSL_LIB_CTX *libctx, cosign_error_t *err)
{
	BIGNUM *a, *b, *x, *y, *cofactor;

	k->ctx = BN_CTX_new_ex(libctx);
	if (k->ctx == NULL)
		return csn_fail_nomem(err);
	BN_CTX_start(k->ctx);
	k->p = BN_CTX_get(k->ctx);
	k->d = BN_CTX_get(k->ctx);
	k->c = BN_CTX_get(k->ctx);
	k->third = BN_CTX_get(k->ctx);
	k->order = BN_CTX_get(k->ctx);
	a = BN_CTX_get(k->ctx);
	b = BN_CTX_get(k->ctx);
	x = BN_CTX_get(k->ctx);
	y = BN_CTX_get(k->ctx);
	cofactor = BN_CTX_get(k->ctx); /* NULL if any is */
	if (cofactor == NULL || BN_hex2bn(&k->p, p_hex) == 0 ||
	    BN_hex2bn(&k->d, d_hex) == 0 || BN_hex2bn(&k->c, c_hex) == 0 ||
	    BN_hex2bn(&k->third, third_hex) == 0 ||
	    BN_hex2bn(&k->order, order_hex) == 0 || BN_hex2bn(&a, a_hex) == 0 ||
	    BN_hex2bn(&b, b_hex) == 0 || BN_hex2bn(&x, base_x_hex) == 0 ||
	    BN_hex2bn(&y, base_y_hex) == 0)
		return fail_crypto(err);
	k->group = EC_GROUP_new_curve_GFp(k->p, a, b, k->ctx);
	if (k->group == NULL || !set_generator(k, x, y, cofactor))
		return fail_crypto(err);
	return COSIGN_OK;
}

static void
curve_dispose(struct curve *k)
{
	EC_GROUP_free(k->group);
	if (k->ctx != NULL)
		BN_CTX_end(k->ctx);
	BN_CTX_free(k->ctx);
}

/* out = n / m; out may be either. */
static int
divide(const struct curve *k, BIGNUM *out, const BIGNUM *n, const BIGNUM *m)
{
	BIGNUM *inverse = BN_mod_inverse(NULL, m, k->p, k->ctx);
	const int ok =
	    inverse != NULL && BN_mod_mul(out, n, inverse, k->p, k->ctx) == 1;

	BN_free(inverse);
	return ok;
}

/* RFC 8032 5.1.3: x from y and its last bit. */
static cosign_rc_t
find_x(const struct curve *k, BIGNUM *x, const BIGNUM *y, int odd,
    cosign_error_t *err)
{
	BIGNUM *n = BN_new(), *m = BN_new();
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int square;

	if (n == NULL || m == NULL || BN_mod_sqr(n, y, k->p, k->ctx) != 1 ||
	    BN_mod_mul(m, n, k->d, k->p, k->ctx) != 1 ||
	    BN_sub_word(n, 1) != 1 || BN_nnmod(n, n, k->p, k->ctx) != 1 ||
	    BN_add_word(m, 1) != 1 || !divide(k, n, n, m)) {
		rc = fail_crypto(err);
		goto out;
	}
	square = BN_kronecker(n, k->p, k->ctx);
	if (square == -1) {
		rc = refuse(err);
		goto out;
	}
	if (square < 0 || BN_mod_sqrt(x, n, k->p, k->ctx) == NULL ||
	    (BN_is_odd(x) != odd && !BN_is_zero(x) &&
		BN_sub(x, k->p, x) != 1)) {
		rc = fail_crypto(err);
		goto out;
	}
	rc = COSIGN_OK;
out:
	BN_free(n);
	BN_free(m);
	return rc;
}

/* The point (x, y) of edwards25519 on OpenSSL's curve. */
static int
map_point(
    const struct curve *k, EC_POINT *out, const BIGNUM *x, const BIGNUM *y)
{
	BIGNUM *u = BN_new(), *v = BN_new();
	int ok = 0;

	if (u == NULL || v == NULL)
		goto out;
	if (BN_is_one(y)) { /* the neutral element */
		ok = EC_POINT_set_to_infinity(k->group, out) == 1;
		goto out;
	}
	if (BN_mod_sub(v, BN_value_one(), y, k->p, k->ctx) != 1 ||
	    BN_mod_add(u, BN_value_one(), y, k->p, k->ctx) != 1 ||
	    !divide(k, u, u, v))
		goto out;
	BN_zero(v); /* of (0, -1), the only other point with x = 0 */
	if (!BN_is_zero(x) &&
	    (BN_mod_mul(v, k->c, u, k->p, k->ctx) != 1 || !divide(k, v, v, x)))
		goto out;
	ok = BN_mod_add(u, u, k->third, k->p, k->ctx) == 1 &&
	    EC_POINT_set_affine_coordinates(k->group, out, u, v, k->ctx) == 1;
out:
	BN_free(u);
	BN_free(v);
	return ok;
}

/*
 * Go decodes a key whose y is written with p added, or whose x is 0 and
 * called odd. R it does not decode: it encodes what R should be and compares
 * bytes, so only the canonical form will do there.
 */
static cosign_rc_t
decode_point(const struct curve *k, EC_POINT *out,
    const uint8_t bytes[CSN_ED25519_KEY], int canonical, cosign_error_t *err)
{
	const int odd = bytes[CSN_ED25519_KEY - 1] >> 7;
	BIGNUM *x = BN_new(), *y;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	y = BN_lebin2bn(bytes, CSN_ED25519_KEY, NULL);
	if (x == NULL || y == NULL || (odd && BN_clear_bit(y, 255) != 1)) {
		rc = fail_crypto(err);
		goto out;
	}
	if (canonical && BN_cmp(y, k->p) >= 0) {
		rc = refuse(err);
		goto out;
	}
	if (BN_nnmod(y, y, k->p, k->ctx) != 1) {
		rc = fail_crypto(err);
		goto out;
	}
	CSN_TRY(find_x(k, x, y, odd, err));
	if (canonical && odd && BN_is_zero(x)) {
		rc = refuse(err);
		goto out;
	}
	if (!map_point(k, out, x, y)) {
		rc = fail_crypto(err);
		goto out;
	}
	rc = COSIGN_OK;
out:
	BN_free(x);
	BN_free(y);
	return rc;
}

/* RFC 8032 5.1.7, step 2: the hash as a number. */
static cosign_rc_t
challenge(const struct curve *k, const EVP_MD *sha512, BIGNUM *h,
    const uint8_t *r, const uint8_t *key, const uint8_t *digest,
    cosign_error_t *err)
{
	uint8_t text[DOMAIN_SIZE + 2 * CSN_ED25519_KEY + CSN_ED25519_DIGEST];
	uint8_t hash[COSIGN_DIGEST_MAX];
	uint8_t *at = text;

	memcpy(at, domain, DOMAIN_SIZE);
	at += DOMAIN_SIZE;
	memcpy(at, r, CSN_ED25519_KEY);
	at += CSN_ED25519_KEY;
	memcpy(at, key, CSN_ED25519_KEY);
	at += CSN_ED25519_KEY;
	memcpy(at, digest, CSN_ED25519_DIGEST);
	if (EVP_Digest(text, sizeof(text), hash, NULL, sha512, NULL) != 1 ||
	    BN_lebin2bn(hash, sizeof(hash), h) == NULL ||
	    BN_nnmod(h, h, k->order, k->ctx) != 1)
		return fail_crypto(err);
	return COSIGN_OK;
}

struct numbers {
	BIGNUM *h;
	BIGNUM *s;
	EC_POINT *a;   /* the key */
	EC_POINT *r;   /* of the signature */
	EC_POINT *sum; /* [s]B - [h]A */
};

/* RFC 8032 5.1.7, without the cofactor, as Go and OpenSSL check it. */
static cosign_rc_t
check_equation(const struct curve *k, struct numbers *n, const EVP_MD *sha512,
    const uint8_t *key, const uint8_t *digest, const uint8_t *signature,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int differ;

	if (BN_lebin2bn(signature + CSN_ED25519_KEY, CSN_ED25519_KEY, n->s) ==
	    NULL)
		return fail_crypto(err);
	if (BN_cmp(n->s, k->order) >= 0)
		return refuse(err);
	CSN_TRY(decode_point(k, n->a, key, 0, err));
	CSN_TRY(decode_point(k, n->r, signature, 1, err));
	CSN_TRY(challenge(k, sha512, n->h, signature, key, digest, err));
	if (EC_POINT_invert(k->group, n->a, k->ctx) != 1 ||
	    EC_POINT_mul(k->group, n->sum, n->s, n->a, n->h, k->ctx) != 1)
		return fail_crypto(err);
	differ = EC_POINT_cmp(k->group, n->sum, n->r, k->ctx);
	if (differ < 0)
		return fail_crypto(err);
	if (differ != 0)
		return refuse(err);
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_ed25519ph_verify(const uint8_t key[CSN_ED25519_KEY],
    const uint8_t digest[CSN_ED25519_DIGEST],
    const uint8_t signature[CSN_ED25519_SIGNATURE], cosign_error_t *err)
{
	struct curve k = { 0 };
	struct numbers n = { 0 };
	const struct csn_ossl *ossl;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_OSSL_ENTER();
	CSN_TRY(csn_ossl_get(&ossl, err));
	CSN_TRY(curve_init(&k, ossl->libctx, err));
	n.h = BN_new();
	n.s = BN_new();
	n.a = EC_POINT_new(k.group);
	n.r = EC_POINT_new(k.group);
	n.sum = EC_POINT_new(k.group);
	if (n.h == NULL || n.s == NULL || n.a == NULL || n.r == NULL ||
	    n.sum == NULL) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	CSN_TRY(
	    check_equation(&k, &n, ossl->sha512, key, digest, signature, err));
	rc = COSIGN_OK;
out:
	BN_free(n.h);
	BN_free(n.s);
	EC_POINT_free(n.a);
	EC_POINT_free(n.r);
	EC_POINT_free(n.sum);
	curve_dispose(&k);
	CSN_OSSL_LEAVE();
	return rc;
}
