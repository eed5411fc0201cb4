#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/ecdsa.h"

#include "crypto/inverse.h"
#include "crypto/ossl.h"
#include "crypto/p384.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <stdatomic.h>
#include <stdlib.h>

#define CURVES (CSN_KEY_P521 + 1)

/* Most keys of a trust root are never used: OpenSSL's object, which takes
   longer to make than a point to read, is made when it is first needed. */
struct csn_ecdsa_key {
	enum csn_key_kind kind;
	const EC_GROUP *group;
	EC_POINT *point;
	_Atomic(EC_KEY *) openssl;
	atomic_uint uses;
	_Atomic(struct csn_p384_table *) table;
};

/* Made once, never changed and never freed. */
static _Atomic(EC_GROUP *) shared_groups[CURVES];

int
csn_ecdsa_nid(enum csn_key_kind kind)
{
	switch (kind) {
	case CSN_KEY_P256:
		return NID_X9_62_prime256v1;
	case CSN_KEY_P384:
		return NID_secp384r1;
	case CSN_KEY_P521:
		return NID_secp521r1;
	case CSN_KEY_RSA:
	case CSN_KEY_ED25519:
		break;
	}
	return NID_undef;
}

/* Who comes second takes what the first one made. */
static const EC_GROUP *
group_of(enum csn_key_kind kind)
{
	EC_GROUP *made, *group = atomic_load(&shared_groups[kind]);

	if (group != NULL)
		return group;
	made = EC_GROUP_new_by_curve_name(csn_ecdsa_nid(kind));
	if (made == NULL ||
	    atomic_compare_exchange_strong(&shared_groups[kind], &group, made))
		return made;
	EC_GROUP_free(made);
	return group;
}

/* The numbers of an uncompressed point (SEC 1, 2.3.4), which are below the
   field's. 1 done, 0 there are none, -1 could not be read. */
static int
read_coordinates(
    BIGNUM *x, BIGNUM *y, struct csn_span point, const BIGNUM *field)
{
	const int len = BN_num_bytes(field);

	if (point.len != 1 + 2 * (size_t)len ||
	    point.p[0] != POINT_CONVERSION_UNCOMPRESSED)
		return 0;
	if (BN_bin2bn(point.p + 1, len, x) == NULL ||
	    BN_bin2bn(point.p + 1 + len, len, y) == NULL)
		return -1;
	return BN_cmp(x, field) < 0 && BN_cmp(y, field) < 0;
}

/* Whether y^2 is x^3 + a x + b. OpenSSL, too, takes no point that is not on the
   curve, but with an error, for which there is no mark here. 1 yes, 0 no, -1
   could not be computed. */
static int
is_on_curve(const EC_GROUP *group, struct csn_span point, BN_CTX *ctx)
{
	BIGNUM *field = BN_CTX_get(ctx), *a = BN_CTX_get(ctx);
	BIGNUM *b = BN_CTX_get(ctx), *x = BN_CTX_get(ctx);
	BIGNUM *y = BN_CTX_get(ctx), *sum = BN_CTX_get(ctx);
	int answer;

	if (sum == NULL || EC_GROUP_get_curve(group, field, a, b, ctx) != 1)
		return -1;
	answer = read_coordinates(x, y, point, field);
	if (answer != 1)
		return answer;
	if (BN_mod_sqr(sum, x, field, ctx) != 1 ||
	    BN_mod_add(sum, sum, a, field, ctx) != 1 ||
	    BN_mod_mul(sum, sum, x, field, ctx) != 1 ||
	    BN_mod_add(sum, sum, b, field, ctx) != 1 ||
	    BN_mod_sqr(y, y, field, ctx) != 1)
		return -1;
	return BN_cmp(sum, y) == 0;
}

static int
read_point(struct csn_ecdsa_key *key, struct csn_span bytes)
{
	BN_CTX *ctx;
	int answer = -1;

	key->group = group_of(key->kind);
	ctx = BN_CTX_new();
	if (key->group != NULL && ctx != NULL) {
		BN_CTX_start(ctx);
		answer = is_on_curve(key->group, bytes, ctx);
		key->point = answer == 1 ? EC_POINT_new(key->group) : NULL;
		if (answer == 1 &&
		    (key->point == NULL ||
			EC_POINT_oct2point(key->group, key->point, bytes.p,
			    bytes.len, ctx) != 1))
			answer = -1;
		BN_CTX_end(ctx);
	}
	BN_CTX_free(ctx);
	return answer;
}

cosign_rc_t
csn_ecdsa_key_new(struct csn_ecdsa_key **out, enum csn_key_kind kind,
    struct csn_span point, cosign_error_t *err)
{
	struct csn_ecdsa_key *key = calloc(1, sizeof(*key));
	cosign_rc_t rc = COSIGN_OK;
	int is_read;

	*out = NULL;
	if (key == NULL)
		return csn_fail_nomem(err);
	key->kind = kind;
	is_read = read_point(key, point);
	if (is_read == 0)
		rc = csn_fail(
		    err, COSIGN_E_MALFORMED, "point is not on the curve");
	else if (is_read < 0)
		rc = csn_fail_openssl(
		    err, COSIGN_E_CRYPTO, "OpenSSL does not take the key");
	if (is_read < 0)
		CSN_OSSL_FORGET();
	if (rc == COSIGN_OK)
		*out = key;
	else
		csn_ecdsa_key_free(key);
	return rc;
}

void
csn_ecdsa_key_free(struct csn_ecdsa_key *key)
{
	if (key == NULL)
		return;
	EC_POINT_free(key->point);
	EC_KEY_free(atomic_load(&key->openssl));
	csn_p384_table_free(atomic_load(&key->table));
	free(key);
}

int
csn_ecdsa_has_table(const struct csn_ecdsa_key *key)
{
	return atomic_load(&key->table) != NULL;
}

/* A number of the signature: at least 1, below the order of the curve. 1 yes,
   0 no, -1 could not be read. */
static int
read_number(BIGNUM *out, struct csn_span bytes, const BIGNUM *order)
{
	if (BN_bin2bn(bytes.p, (int)bytes.len, out) == NULL)
		return -1;
	return !BN_is_zero(out) && BN_cmp(out, order) < 0;
}

/* A signature and a digest as numbers, and what a verifier makes of them. */
struct scalars {
	const BIGNUM *order;
	BIGNUM *e, *r, *s;
	BIGNUM *u1, *u2;
};

/* By our own arithmetic if the build has it, and the curve is no larger. */
static int
invert(BIGNUM *inverse, const BIGNUM *s, const BIGNUM *order, BN_CTX *ctx)
{
	uint8_t number[CSN_INVERSE_BYTES], modulus[CSN_INVERSE_BYTES];
	const int len = BN_num_bytes(order);

	if (COSIGN_OWN_CURVES && len <= CSN_INVERSE_BYTES && len % 4 == 0 &&
	    BN_bn2binpad(s, number, len) == len &&
	    BN_bn2binpad(order, modulus, len) == len &&
	    csn_inverse(number, number, modulus, (size_t)len))
		return BN_bin2bn(number, len, inverse) != NULL;
	return BN_mod_inverse(inverse, s, order, ctx) != NULL;
}

/* Steps 1 to 4 of FIPS 186-5 6.4.2. 1 done, 0 the signature is out of range,
   -1 could not be computed. */
static int
compute_scalars(struct scalars *n, const struct csn_ecdsa_key *key,
    struct csn_span digest, struct csn_span r, struct csn_span s, BN_CTX *ctx)
{
	BIGNUM *inverse;
	size_t most;
	int answer;

	n->order = EC_GROUP_get0_order(key->group);
	n->e = BN_CTX_get(ctx);
	n->r = BN_CTX_get(ctx);
	n->s = BN_CTX_get(ctx);
	n->u1 = BN_CTX_get(ctx);
	n->u2 = BN_CTX_get(ctx);
	inverse = BN_CTX_get(ctx);
	if (inverse == NULL)
		return -1;
	/* The leftmost bits; of P-521 more than any digest has. */
	most = (size_t)BN_num_bytes(n->order);
	if (digest.len > most)
		digest.len = most;
	answer = read_number(n->r, r, n->order);
	if (answer == 1)
		answer = read_number(n->s, s, n->order);
	if (answer != 1)
		return answer;
	if (BN_bin2bn(digest.p, (int)digest.len, n->e) == NULL ||
	    !invert(inverse, n->s, n->order, ctx) ||
	    BN_mod_mul(n->u1, n->e, inverse, n->order, ctx) != 1 ||
	    BN_mod_mul(n->u2, n->r, inverse, n->order, ctx) != 1)
		return -1;
	return 1;
}

#if COSIGN_OWN_CURVES /* a build option */

/* Of the generator of P-384, a small one and a whole one: made once, never
   freed. */
static _Atomic(struct csn_p384_table *) shared_tables[2];

/* NULL if there is none, or no memory for one. */
static struct csn_p384_table *
new_table(const EC_GROUP *group, const EC_POINT *point, int whole, BN_CTX *ctx)
{
	uint8_t bytes[1 + 2 * CSN_P384_BYTES];

	if (EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED,
		bytes, sizeof(bytes), ctx) != sizeof(bytes)) {
		CSN_OSSL_FORGET();
		return NULL;
	}
	return csn_p384_table_new(bytes + 1, whole);
}

/* Whether the table gives what OpenSSL's arithmetic gives. */
static int
try_table(const EC_GROUP *group, const EC_POINT *point,
    const struct csn_p384_table *table, BN_CTX *ctx)
{
	uint8_t factor_bytes[CSN_P384_BYTES], x_bytes[CSN_P384_BYTES];
	const struct csn_p384_product product = { table, factor_bytes };
	EC_POINT *plain = EC_POINT_new(group);
	BIGNUM *factor = BN_CTX_get(ctx), *x = BN_CTX_get(ctx);
	int ok = 0;

	/* Half the order: every digit of a window occurs. */
	if (plain != NULL && x != NULL &&
	    BN_rshift1(factor, EC_GROUP_get0_order(group)) == 1 &&
	    EC_POINT_mul(group, plain, NULL, point, factor, ctx) == 1 &&
	    EC_POINT_get_affine_coordinates(group, plain, x, NULL, ctx) == 1 &&
	    BN_bn2binpad(x, x_bytes, CSN_P384_BYTES) > 0 &&
	    BN_bn2binpad(factor, factor_bytes, CSN_P384_BYTES) > 0)
		ok = csn_p384_sum_has_x(&product, 1, x_bytes);
	EC_POINT_free(plain);
	return ok;
}

/* Who comes second takes what the first one made. NULL if none can be had:
   without a table everything works, only slower. */
static const struct csn_p384_table *
lasting_table(_Atomic(struct csn_p384_table *) *place, const EC_GROUP *group,
    const EC_POINT *point, int whole, BN_CTX *ctx)
{
	struct csn_p384_table *made, *there = atomic_load(place);

	if (there != NULL)
		return there;
	made = new_table(group, point, whole, ctx);
	if (made != NULL && (!whole || try_table(group, point, made, ctx)) &&
	    atomic_compare_exchange_strong(place, &there, made))
		return made;
	csn_p384_table_free(made);
	return there;
}

static const struct csn_p384_table *
generator_table(const EC_GROUP *group, int whole, BN_CTX *ctx)
{
	return lasting_table(&shared_tables[whole], group,
	    EC_GROUP_get0_generator(group), whole, ctx);
}

static void
prepare(struct csn_ecdsa_key *key, BN_CTX *ctx)
{
	CSN_OSSL_ENTER();
	if (generator_table(key->group, 1, ctx) != NULL)
		(void)lasting_table(
		    &key->table, key->group, key->point, 1, ctx);
	CSN_OSSL_LEAVE();
}

/* Steps 5 to 8. One of 2^190 points has an x that is not below the order, and
   is left to OpenSSL. */
static int
check_equation(const struct csn_p384_table *generator,
    const struct csn_p384_table *key, const struct scalars *n)
{
	uint8_t u1[CSN_P384_BYTES], u2[CSN_P384_BYTES], r[CSN_P384_BYTES];
	const struct csn_p384_product products[] = { { generator, u1 },
		{ key, u2 } };

	return BN_bn2binpad(n->u1, u1, CSN_P384_BYTES) > 0 &&
	    BN_bn2binpad(n->u2, u2, CSN_P384_BYTES) > 0 &&
	    BN_bn2binpad(n->r, r, CSN_P384_BYTES) > 0 &&
	    csn_p384_sum_has_x(products, 2, r);
}

/* Tables for one equation: the lasting ones if there are, or the key's made for
   it. */
static int
check_by_tables(struct csn_ecdsa_key *key, const struct scalars *n, BN_CTX *ctx)
{
	const struct csn_p384_table *lasting = atomic_load(&key->table);
	const struct csn_p384_table *generator =
	    generator_table(key->group, lasting != NULL, ctx);
	struct csn_p384_table *point;
	int ok;

	if (generator == NULL)
		return 0;
	if (lasting != NULL)
		return check_equation(generator, lasting, n);
	point = new_table(key->group, key->point, 0, ctx);
	ok = point != NULL && check_equation(generator, point, n);
	csn_p384_table_free(point);
	return ok;
}

/* Steps 5 to 8 with OpenSSL's points. What ECDSA_do_verify() adds for P-256, an
   EC_KEY and an inverse, takes longer; the first EC_KEY reads openssl.cnf. */
static int
check_by_points(
    const struct csn_ecdsa_key *key, const struct scalars *n, BN_CTX *ctx)
{
	EC_POINT *sum = EC_POINT_new(key->group);
	BIGNUM *x = BN_CTX_get(ctx);
	int ok = -1;

	if (sum != NULL && x != NULL &&
	    EC_POINT_mul(key->group, sum, n->u1, key->point, n->u2, ctx) == 1) {
		if (EC_POINT_is_at_infinity(key->group, sum))
			ok = 0;
		else if (EC_POINT_get_affine_coordinates(
			     key->group, sum, x, NULL, ctx) == 1 &&
		    BN_nnmod(x, x, n->order, ctx) == 1)
			ok = BN_cmp(x, n->r) == 0;
	}
	EC_POINT_free(sum);
	return ok;
}

/* 1 yes; of all else OpenSSL is asked: 0 no, -1 could not be computed. */
static int
verifies_by_parts(struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r, struct csn_span s, BN_CTX *ctx)
{
	struct scalars n;
	const int computed = compute_scalars(&n, key, digest, r, s, ctx);

	if (computed != 1)
		return computed;
	return key->kind == CSN_KEY_P384 ? check_by_tables(key, &n, ctx)
					 : check_by_points(key, &n, ctx);
}

static int
is_quickly_verified(struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r, struct csn_span s)
{
	int prepare_now, answer;
	BN_CTX *ctx;

	if (key->kind == CSN_KEY_P521)
		return 0;
	prepare_now = key->kind == CSN_KEY_P384 &&
	    atomic_load_explicit(&key->uses, memory_order_relaxed) <
		CSN_ECDSA_TABLE_AFTER &&
	    atomic_fetch_add(&key->uses, 1) + 1 == CSN_ECDSA_TABLE_AFTER;
	ctx = BN_CTX_new();
	if (ctx == NULL)
		return -1;
	BN_CTX_start(ctx);
	if (prepare_now)
		prepare(key, ctx);
	answer = verifies_by_parts(key, digest, r, s, ctx);
	BN_CTX_end(ctx);
	BN_CTX_free(ctx);
	return answer;
}
#else
static int
is_quickly_verified(struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r, struct csn_span s)
{
	(void)key;
	(void)digest;
	(void)r;
	(void)s;
	return 0;
}
#endif

/* Who comes second takes what the first one made. */
static EC_KEY *
openssl_key(struct csn_ecdsa_key *key)
{
	EC_KEY *made, *there = atomic_load(&key->openssl);

	if (there != NULL)
		return there;
	made = EC_KEY_new();
	if (made != NULL && EC_KEY_set_group(made, key->group) == 1 &&
	    EC_KEY_set_public_key(made, key->point) == 1 &&
	    atomic_compare_exchange_strong(&key->openssl, &there, made))
		return made;
	EC_KEY_free(made);
	return there;
}

static cosign_rc_t
refuse(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_SIGNATURE, "signature does not verify");
}

/* OpenSSL's answer: 1 yes, 0 no, -1 could not be computed. */
static int
ask_openssl(struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r_bytes, struct csn_span s_bytes)
{
	EC_KEY *openssl = openssl_key(key);
	const BIGNUM *order = EC_GROUP_get0_order(key->group);
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *r = BN_new(), *s = BN_new();
	int answer = -1;

	if (openssl == NULL || sig == NULL || ECDSA_SIG_set0(sig, r, s) != 1) {
		BN_free(r);
		BN_free(s);
	} else {
		answer = read_number(r, r_bytes, order);
		if (answer == 1)
			answer = read_number(s, s_bytes, order);
		if (answer == 1)
			answer = ECDSA_do_verify(
			    digest.p, (int)digest.len, sig, openssl);
	}
	ECDSA_SIG_free(sig);
	return answer;
}

/* Whether the sum of step 5 is the point at infinity, which OpenSSL takes for
   a failure. The signature does not verify then. */
static int
ends_at_infinity(const struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r, struct csn_span s)
{
	EC_POINT *sum = EC_POINT_new(key->group);
	BN_CTX *ctx = BN_CTX_new();
	struct scalars n;
	int yes = 0;

	if (ctx != NULL && sum != NULL) {
		BN_CTX_start(ctx);
		yes = compute_scalars(&n, key, digest, r, s, ctx) == 1 &&
		    EC_POINT_mul(
			key->group, sum, n.u1, key->point, n.u2, ctx) == 1 &&
		    EC_POINT_is_at_infinity(key->group, sum);
		BN_CTX_end(ctx);
	}
	EC_POINT_free(sum);
	BN_CTX_free(ctx);
	return yes;
}

/* A no, and what could not be computed: by OpenSSL, whose word counts. */
static cosign_rc_t
verify_by_openssl(struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r, struct csn_span s, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	int said;

	CSN_OSSL_ENTER();
	said = ask_openssl(key, digest, r, s);
	if (said < 0 && ends_at_infinity(key, digest, r, s))
		said = 0;
	if (said < 0)
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "verifying");
	else if (said == 0)
		rc = refuse(err);
	CSN_OSSL_LEAVE();
	return rc;
}

/* Longer ones are out of range, however they begin. */
#define NUMBER_MAX 128

cosign_rc_t
csn_ecdsa_verify(struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r, struct csn_span s, cosign_error_t *err)
{
	int verified;

	if (r.len > NUMBER_MAX || s.len > NUMBER_MAX)
		return refuse(err);
	verified = is_quickly_verified(key, digest, r, s);
	if (verified == 1)
		return COSIGN_OK;
	if (verified < 0)
		CSN_OSSL_FORGET();
	return verify_by_openssl(key, digest, r, s, err);
}
