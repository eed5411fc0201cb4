/*
 * ECDSA verification against EVP's, with and without the table of a key: good
 * and bad signatures, and the edges of the numbers.
 *
 * Environment variable COSIGN_ECDSA_ROUNDS: how many signatures of each curve
 * are compared; some hundred otherwise.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/ecdsa.h"

#include "crypto/der.h"
#include "own_curves.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/rand.h>
#include <stdlib.h>

#define NUMBER 66

static const int nids[] = { NID_X9_62_prime256v1, NID_secp384r1,
	NID_secp521r1 };
static const cosign_hash_t hashes[] = { COSIGN_HASH_SHA256, COSIGN_HASH_SHA384,
	COSIGN_HASH_SHA512 };

/* A curve, and room to compute. */
static EC_GROUP *group;
static const BIGNUM *order;
static size_t width; /* bytes of a number */
static BN_CTX *ctx;

static void
open_curve(enum csn_key_kind kind)
{
	group = EC_GROUP_new_by_curve_name(nids[kind]);
	cr_assert_not_null(group);
	order = EC_GROUP_get0_order(group);
	width = (size_t)BN_num_bytes(order);
	ctx = BN_CTX_new();
}

static void
close_curve(void)
{
	EC_GROUP_free(group);
	BN_CTX_free(ctx);
}

static struct csn_ecdsa_key *
key_of(enum csn_key_kind kind, const EC_POINT *point)
{
	struct csn_ecdsa_key *key = NULL;
	uint8_t bytes[2 * NUMBER + 1];
	const size_t len = EC_POINT_point2oct(group, point,
	    POINT_CONVERSION_UNCOMPRESSED, bytes, sizeof(bytes), ctx);

	MUST(csn_ecdsa_key_new(&key, kind, csn_span(bytes, len), NULL));
	return key;
}

/* A signature, as numbers of the curve's width. */
struct numbers {
	uint8_t r[NUMBER], s[NUMBER];
};

static cosign_rc_t
verify(
    struct csn_ecdsa_key *key, struct csn_span digest, const struct numbers *n)
{
	return csn_ecdsa_verify(
	    key, digest, csn_span(n->r, width), csn_span(n->s, width), NULL);
}

static EVP_PKEY *
evp_of(const EC_KEY *key)
{
	EVP_PKEY *pkey = EVP_PKEY_new();

	cr_assert_eq(EVP_PKEY_set1_EC_KEY(pkey, (EC_KEY *)(uintptr_t)key), 1);
	return pkey;
}

/* What EVP says of them as DER. */
static int
ask_evp(EVP_PKEY_CTX *evp, struct csn_span digest, const struct numbers *n)
{
	const struct csn_span r = csn_span(n->r, width);
	const struct csn_span s = csn_span(n->s, width);
	struct csn_buf der;
	int answer;

	csn_buf_init(&der, 256);
	csn_der_add_header(&der, CSN_DER_SEQUENCE,
	    csn_der_unsigned_size(r) + csn_der_unsigned_size(s));
	csn_der_add_unsigned(&der, r);
	csn_der_add_unsigned(&der, s);
	MUST(csn_buf_finish(&der, NULL));
	answer = EVP_PKEY_verify(evp, der.p, der.len, digest.p, digest.len);
	csn_buf_dispose(&der);
	return answer == 1;
}

static void
sign(struct numbers *n, EC_KEY *key, struct csn_span digest)
{
	ECDSA_SIG *sig = ECDSA_do_sign(digest.p, (int)digest.len, key);
	const BIGNUM *r, *s;

	cr_assert_not_null(sig);
	ECDSA_SIG_get0(sig, &r, &s);
	cr_assert_eq(BN_bn2binpad(r, n->r, (int)width), (int)width);
	cr_assert_eq(BN_bn2binpad(s, n->s, (int)width), (int)width);
	ECDSA_SIG_free(sig);
}

/* One bit of r, s or the digest; seldom nothing. */
static void
spoil(struct numbers *n, uint8_t *digest, size_t digest_len, unsigned int how)
{
	const size_t bit = how / 4;

	switch (how % 4) {
	case 0:
		n->r[bit / 8 % width] ^= (uint8_t)(1 << bit % 8);
		break;
	case 1:
		n->s[bit / 8 % width] ^= (uint8_t)(1 << bit % 8);
		break;
	case 2:
		digest[bit / 8 % digest_len] ^= (uint8_t)(1 << bit % 8);
		break;
	default:
		break;
	}
}

static unsigned long
rounds(void)
{
	const char *text = getenv("COSIGN_ECDSA_ROUNDS");

	return text == NULL ? 300 : strtoul(text, NULL, 10);
}

static void
compare_one(
    struct csn_ecdsa_key *key, EC_KEY *ec, EVP_PKEY_CTX *evp, size_t digest_len)
{
	uint8_t digest[COSIGN_DIGEST_MAX];
	struct numbers n;
	unsigned int how;
	int good;

	cr_assert_eq(RAND_bytes(digest, sizeof(digest)), 1);
	cr_assert_eq(RAND_bytes((uint8_t *)&how, sizeof(how)), 1);
	sign(&n, ec, csn_span(digest, digest_len));
	spoil(&n, digest, digest_len, how % 100000);
	good = ask_evp(evp, csn_span(digest, digest_len), &n);
	cr_assert_eq(verify(key, csn_span(digest, digest_len), &n),
	    good ? COSIGN_OK : COSIGN_E_SIGNATURE);
}

ParameterizedTestParameters(ecdsa, says_what_evp_says)
{
	static enum csn_key_kind kinds[] = { CSN_KEY_P256, CSN_KEY_P384,
		CSN_KEY_P521 };

	return cr_make_param_array(enum csn_key_kind, kinds, ARRAY_LEN(kinds));
}

ParameterizedTest(enum csn_key_kind *kind, ecdsa, says_what_evp_says)
{
	EC_KEY *ec = EC_KEY_new_by_curve_name(nids[*kind]);
	struct csn_ecdsa_key *key;
	EVP_PKEY_CTX *evp;
	EVP_PKEY *pkey;
	unsigned long i;

	open_curve(*kind);
	cr_assert_eq(EC_KEY_generate_key(ec), 1);
	key = key_of(*kind, EC_KEY_get0_public_key(ec));
	pkey = evp_of(ec);
	evp = EVP_PKEY_CTX_new(pkey, NULL);
	cr_assert_eq(EVP_PKEY_verify_init(evp), 1);
	for (i = 0; i < rounds(); i++)
		compare_one(key, ec, evp,
		    cosign_hash_size(hashes[i % ARRAY_LEN(hashes)]));
	cr_expect_eq(
	    csn_ecdsa_has_table(key), OWN_P384 && *kind == CSN_KEY_P384);
	EVP_PKEY_CTX_free(evp);
	EVP_PKEY_free(pkey);
	csn_ecdsa_key_free(key);
	EC_KEY_free(ec);
	close_curve();
}

/* With and without the table. */
static void
expect_both(enum csn_key_kind kind, const EC_POINT *point,
    struct csn_span digest, const struct numbers *n, cosign_rc_t rc,
    const char *what)
{
	struct csn_ecdsa_key *key = key_of(kind, point);
	int i;

	for (i = 0; i < CSN_ECDSA_TABLE_AFTER + 2; i++)
		cr_expect_eq(
		    verify(key, digest, n), rc, "%s: time %d", what, i + 1);
	csn_ecdsa_key_free(key);
}

/*
 * A key for numbers chosen first: Q = (R - u1 G) / u2, where u1 = e / s and
 * u2 = r / s, so that R is what a verifier arrives at.
 */
static EC_POINT *
key_for(const EC_POINT *end, const BIGNUM *e, const BIGNUM *r, const BIGNUM *s)
{
	EC_POINT *key = EC_POINT_new(group), *part = EC_POINT_new(group);
	BIGNUM *u1 = BN_new(), *u2 = BN_new(), *inverse = BN_new();

	cr_assert_not_null(BN_mod_inverse(inverse, s, order, ctx));
	cr_assert_eq(BN_mod_mul(u1, e, inverse, order, ctx), 1);
	cr_assert_eq(BN_mod_mul(u2, r, inverse, order, ctx), 1);
	cr_assert_eq(EC_POINT_mul(group, part, u1, NULL, NULL, ctx), 1);
	cr_assert_eq(EC_POINT_invert(group, part, ctx), 1);
	cr_assert_eq(EC_POINT_add(group, part, end, part, ctx), 1);
	cr_assert_not_null(BN_mod_inverse(inverse, u2, order, ctx));
	cr_assert_eq(EC_POINT_mul(group, key, NULL, part, inverse, ctx), 1);
	EC_POINT_free(part);
	BN_free(u1);
	BN_free(u2);
	BN_free(inverse);
	return key;
}

static void
write_numbers(struct numbers *n, const BIGNUM *r, const BIGNUM *s)
{
	cr_assert_eq(BN_bn2binpad(r, n->r, (int)width), (int)width);
	cr_assert_eq(BN_bn2binpad(s, n->s, (int)width), (int)width);
}

/* u1 and u2 of the verifier, and the digest, from small or odd numbers. */
struct chosen {
	char what[32];
	unsigned int e; /* digest, as a number */
	unsigned int s;
	int end; /* R: this multiple of G; 0: the point at infinity */
	cosign_rc_t rc;
};

ParameterizedTestParameters(ecdsa, minds_its_edges)
{
	static struct chosen rows[] = {
		{ "digest of zeros", 0, 5, 7, COSIGN_OK },
		{ "u1 is one", 5, 5, 7, COSIGN_OK },
		{ "u1 is two", 10, 5, 7, COSIGN_OK },
		{ "s is one", 3, 1, 7, COSIGN_OK },
		{ "R is G", 3, 5, 1, COSIGN_OK },
		{ "R is 2 G", 3, 5, 2, COSIGN_OK },
		{ "both parts are G", 5, 5, 2, COSIGN_OK },
		{ "R is -G", 3, 5, -1, COSIGN_OK },
		{ "second part is -2 G", 5, 5, -1, COSIGN_OK },
		{ "R is at infinity", 3, 5, 0, COSIGN_E_SIGNATURE },
	};

	return cr_make_param_array(struct chosen, rows, ARRAY_LEN(rows));
}

static void
try_chosen(enum csn_key_kind kind, const struct chosen *row)
{
	uint8_t digest[COSIGN_DIGEST_MAX] = { 0 };
	const size_t len = width > sizeof(digest) ? sizeof(digest) : width;
	BIGNUM *e = BN_new(), *s = BN_new(), *m = BN_new(), *r = BN_new();
	EC_POINT *end = EC_POINT_new(group), *point;
	struct numbers n;

	cr_assert_eq(BN_set_word(e, row->e), 1);
	cr_assert_eq(BN_set_word(s, row->s), 1);
	cr_assert_eq(BN_set_word(m, (BN_ULONG)abs(row->end)), 1);
	BN_set_negative(m, row->end < 0);
	cr_assert_eq(BN_bn2binpad(e, digest, (int)len), (int)len);
	cr_assert_eq(EC_POINT_mul(group, end, m, NULL, NULL, ctx), 1);
	if (row->end == 0) {
		cr_assert_eq(EC_POINT_set_to_infinity(group, end), 1);
		cr_assert_eq(BN_set_word(r, 11), 1);
	} else {
		cr_assert_eq(
		    EC_POINT_get_affine_coordinates(group, end, r, NULL, ctx),
		    1);
		cr_assert_eq(BN_nnmod(r, r, order, ctx), 1);
	}
	point = key_for(end, e, r, s);
	write_numbers(&n, r, s);
	expect_both(kind, point, csn_span(digest, len), &n, row->rc, row->what);
	EC_POINT_free(point);
	EC_POINT_free(end);
	BN_free(e);
	BN_free(s);
	BN_free(m);
	BN_free(r);
}

ParameterizedTest(struct chosen *row, ecdsa, minds_its_edges)
{
	int kind;

	for (kind = CSN_KEY_P256; kind <= CSN_KEY_P521; kind++) {
		open_curve((enum csn_key_kind)kind);
		try_chosen((enum csn_key_kind)kind, row);
		close_curve();
	}
}

/* The first point from x on whose x is on the curve. */
static EC_POINT *
point_from(BIGNUM *x)
{
	EC_POINT *point = EC_POINT_new(group);

	while (
	    EC_POINT_set_compressed_coordinates(group, point, x, 0, ctx) != 1)
		cr_assert_eq(BN_add_word(x, 1), 1);
	return point;
}

/* R's x is at least the order: r is what is left of it. */
Test(ecdsa, takes_x_modulo_the_order)
{
	static const uint8_t digest[COSIGN_DIGEST_MAX] = { 1, 2, 3 };
	int kind;

	for (kind = CSN_KEY_P256; kind <= CSN_KEY_P521; kind++) {
		BIGNUM *x = BN_new(), *e = BN_new(), *s = BN_new();
		EC_POINT *end, *point;
		struct numbers n;
		size_t len;

		open_curve((enum csn_key_kind)kind);
		len = width > sizeof(digest) ? sizeof(digest) : width;
		cr_assert_not_null(BN_copy(x, order));
		cr_assert_eq(BN_add_word(x, 2), 1);
		end = point_from(x);
		cr_assert_eq(BN_nnmod(x, x, order, ctx), 1);
		cr_assert_lt(BN_num_bits(x), 16);
		cr_assert_not_null(BN_bin2bn(digest, (int)len, e));
		cr_assert_eq(BN_set_word(s, 77), 1);
		point = key_for(end, e, x, s);
		write_numbers(&n, x, s);
		expect_both((enum csn_key_kind)kind, point,
		    csn_span(digest, len), &n, COSIGN_OK, "x - order");
		EC_POINT_free(end);
		EC_POINT_free(point);
		BN_free(x);
		BN_free(e);
		BN_free(s);
		close_curve();
	}
}

/* r and s of 0, the order, more than the order, all bits; the other good. */
Test(ecdsa, takes_no_number_out_of_range)
{
	static const uint8_t digest[48] = { 9 };
	EC_KEY *ec = EC_KEY_new_by_curve_name(NID_secp384r1);
	uint8_t odd[4][NUMBER] = { { 0 }, { 0 }, { 0 }, { 0 } };
	struct numbers good, n;
	BIGNUM *more = BN_new();
	uint8_t longer[NUMBER * 3] = { 0 };
	struct csn_ecdsa_key *key;
	size_t i;

	open_curve(CSN_KEY_P384);
	cr_assert_eq(EC_KEY_generate_key(ec), 1);
	sign(&good, ec, csn_span(digest, sizeof(digest)));
	cr_assert_eq(BN_bn2binpad(order, odd[1], (int)width), (int)width);
	cr_assert_not_null(BN_copy(more, order));
	cr_assert_eq(BN_add_word(more, 1), 1);
	cr_assert_eq(BN_bn2binpad(more, odd[2], (int)width), (int)width);
	memset(odd[3], 0xff, width);
	for (i = 0; i < ARRAY_LEN(odd); i++) {
		n = good;
		memcpy(n.r, odd[i], width);
		expect_both(CSN_KEY_P384, EC_KEY_get0_public_key(ec),
		    csn_span(digest, sizeof(digest)), &n, COSIGN_E_SIGNATURE,
		    "r");
		n = good;
		memcpy(n.s, odd[i], width);
		expect_both(CSN_KEY_P384, EC_KEY_get0_public_key(ec),
		    csn_span(digest, sizeof(digest)), &n, COSIGN_E_SIGNATURE,
		    "s");
	}
	/* Zeros before a number are nothing; a long number is out of range. */
	key = key_of(CSN_KEY_P384, EC_KEY_get0_public_key(ec));
	memcpy(longer + 2, good.r, width);
	cr_expect_eq(
	    csn_ecdsa_verify(key, csn_span(digest, sizeof(digest)),
		csn_span(longer, width + 2), csn_span(good.s, width), NULL),
	    COSIGN_OK);
	longer[0] = 1;
	cr_expect_eq(csn_ecdsa_verify(key, csn_span(digest, sizeof(digest)),
			 csn_span(longer, sizeof(longer)),
			 csn_span(good.s, width), NULL),
	    COSIGN_E_SIGNATURE);
	csn_ecdsa_key_free(key);
	BN_free(more);
	EC_KEY_free(ec);
	close_curve();
}

/* Only the leftmost bits of a long digest count, and all of a short one. */
Test(ecdsa, cuts_digests_at_the_order)
{
	EC_KEY *ec = EC_KEY_new_by_curve_name(NID_secp384r1);
	uint8_t digest[COSIGN_DIGEST_MAX] = { 5, 6, 7 };
	struct numbers n;

	open_curve(CSN_KEY_P384);
	cr_assert_eq(EC_KEY_generate_key(ec), 1);
	sign(&n, ec, csn_span(digest, 64));
	digest[48] ^= 1;
	expect_both(CSN_KEY_P384, EC_KEY_get0_public_key(ec),
	    csn_span(digest, 64), &n, COSIGN_OK, "beyond the order");
	digest[47] ^= 1;
	expect_both(CSN_KEY_P384, EC_KEY_get0_public_key(ec),
	    csn_span(digest, 64), &n, COSIGN_E_SIGNATURE, "last byte");
	EC_KEY_free(ec);
	close_curve();
}

/* Whether it is taken is what OpenSSL says; the host's error stays alone. */
static void
try_point(enum csn_key_kind kind, struct csn_span bytes, int wanted)
{
	EC_POINT *point = EC_POINT_new(group);
	cosign_error_t *err = cosign_error_new();
	struct csn_ecdsa_key *key = (void *)1;

	cr_expect_eq(EC_POINT_oct2point(group, point, bytes.p, bytes.len, ctx),
	    wanted, "curve %d", kind);
	ERR_clear_error();
	ERR_raise(ERR_LIB_USER, 77);
	if (wanted) {
		MUST(csn_ecdsa_key_new(&key, kind, bytes, err));
	} else {
		expect_error(err, csn_ecdsa_key_new(&key, kind, bytes, err),
		    COSIGN_E_MALFORMED, "point is not on the curve");
		cr_expect_null(key);
	}
	cr_expect_eq(ERR_GET_REASON(ERR_peek_error()), 77);
	cr_expect_eq(ERR_peek_error(), ERR_peek_last_error());
	ERR_clear_error();
	csn_ecdsa_key_free(key);
	cosign_error_free(err);
	EC_POINT_free(point);
}

static void
try_points(enum csn_key_kind kind)
{
	uint8_t bytes[2 * NUMBER + 1], changed[2 * NUMBER + 2] = { 0 };
	size_t len, i;

	open_curve(kind);
	len = EC_POINT_point2oct(group, EC_GROUP_get0_generator(group),
	    POINT_CONVERSION_UNCOMPRESSED, bytes, sizeof(bytes), ctx);
	try_point(kind, csn_span(bytes, len), 1);
	for (i = 0; i < len; i++) {
		memcpy(changed, bytes, len);
		changed[i] ^= 1;
		try_point(kind, csn_span(changed, len), 0);
	}
	/* Too short, too long, no point, and numbers from the field's on. */
	try_point(kind, csn_span(bytes, len - 1), 0);
	memcpy(changed, bytes, len);
	try_point(kind, csn_span(changed, len + 1), 0);
	memset(changed + 1, 0, len);
	try_point(kind, csn_span(changed, len), 0);
	memset(changed + 1, 0xff, len);
	try_point(kind, csn_span(changed, len), 0);
	close_curve();
}

Test(ecdsa, takes_no_point_off_the_curve)
{
	try_points(CSN_KEY_P256);
	try_points(CSN_KEY_P384);
	try_points(CSN_KEY_P521);
}

/* p more than an x, or a y, is another way to write it, which is refused: the
   sum of both is on the curve. */
Test(ecdsa, takes_no_number_from_the_field_on)
{
	uint8_t bytes[2 * NUMBER + 1];
	EC_POINT *point;
	BIGNUM *x = BN_new(), *y = BN_new(), *p = BN_new();
	int i, len;

	open_curve(CSN_KEY_P521);
	point = EC_POINT_new(group);
	len = (int)width;
	bytes[0] = POINT_CONVERSION_UNCOMPRESSED;
	cr_assert_eq(EC_GROUP_get_curve(group, p, NULL, NULL, ctx), 1);
	for (i = 0; i < 2; i++) {
		cr_assert_eq(EC_POINT_get_affine_coordinates(group,
				 EC_GROUP_get0_generator(group), x, y, ctx),
		    1);
		cr_assert_eq(BN_add(i ? y : x, i ? y : x, p), 1);
		cr_assert_eq(BN_bn2binpad(x, bytes + 1, len), len);
		cr_assert_eq(BN_bn2binpad(y, bytes + 1 + len, len), len);
		try_point(CSN_KEY_P521, csn_span(bytes, 1 + 2 * width), 0);
	}
	BN_free(x);
	BN_free(y);
	BN_free(p);
	EC_POINT_free(point);
	close_curve();
}
