#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/ecdsa.h"

#include "crypto/ossl.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <stdatomic.h>
#include <stdlib.h>

#define CURVES (CSN_KEY_P521 + 1)

struct csn_ecdsa_key {
	enum csn_key_kind kind;
	EC_KEY *key;
	atomic_uint uses;
	/* A group whose generator is this key, with its multiples. */
	_Atomic(EC_GROUP *) table;
};

/* Made once, never changed and never freed. */
static _Atomic(EC_GROUP *) shared_groups[CURVES];

static int
nid_of(enum csn_key_kind kind)
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
static EC_GROUP *
publish(_Atomic(EC_GROUP *) *place, EC_GROUP *made)
{
	EC_GROUP *there = NULL;

	if (made == NULL || atomic_compare_exchange_strong(place, &there, made))
		return made;
	EC_GROUP_free(made);
	return there;
}

static const EC_GROUP *
group_of(enum csn_key_kind kind)
{
	EC_GROUP *group = atomic_load(&shared_groups[kind]);

	if (group != NULL)
		return group;
	return publish(
	    &shared_groups[kind], EC_GROUP_new_by_curve_name(nid_of(kind)));
}

/* OpenSSL takes no point that is not on the curve. */
static cosign_rc_t
fail_point(cosign_error_t *err)
{
	const unsigned long code = ERR_peek_last_error();

	if (ERR_GET_LIB(code) == ERR_LIB_EC &&
	    (ERR_GET_REASON(code) == EC_R_POINT_IS_NOT_ON_CURVE ||
		ERR_GET_REASON(code) == EC_R_INVALID_ENCODING))
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "point is not on the curve");
	return csn_fail_openssl(
	    err, COSIGN_E_CRYPTO, "OpenSSL does not take the key");
}

static cosign_rc_t
read_point(
    struct csn_ecdsa_key *key, struct csn_span point, cosign_error_t *err)
{
	int tries, read = 0;

	/* It refuses a point also when it lacks memory: only the second time
	   it counts. */
	for (tries = 0; tries < 2 && !read; tries++)
		read = EC_KEY_oct2key(key->key, point.p, point.len, NULL) == 1;
	return read ? COSIGN_OK : fail_point(err);
}

static cosign_rc_t
make_key(struct csn_ecdsa_key *key, struct csn_span point, cosign_error_t *err)
{
	const EC_GROUP *group = group_of(key->kind);

	if (group == NULL)
		return csn_fail_openssl(
		    err, COSIGN_E_CRYPTO, "OpenSSL does not know the curve");
	key->key = EC_KEY_new();
	if (key->key == NULL || EC_KEY_set_group(key->key, group) != 1)
		return csn_fail_nomem(err);
	return read_point(key, point, err);
}

cosign_rc_t
csn_ecdsa_key_new(struct csn_ecdsa_key **out, enum csn_key_kind kind,
    struct csn_span point, cosign_error_t *err)
{
	struct csn_ecdsa_key *key = calloc(1, sizeof(*key));
	cosign_rc_t rc;

	*out = NULL;
	if (key == NULL)
		return csn_fail_nomem(err);
	key->kind = kind;
	CSN_OSSL_ENTER();
	rc = make_key(key, point, err);
	CSN_OSSL_LEAVE();
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
	EC_KEY_free(key->key);
	EC_GROUP_free(atomic_load(&key->table));
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

/* Steps 1 to 4 of FIPS 186-5 6.4.2. 1 done, 0 the signature is out of range,
   -1 could not be computed. */
static int
compute_scalars(struct scalars *n, const struct csn_ecdsa_key *key,
    struct csn_span digest, struct csn_span r, struct csn_span s, BN_CTX *ctx)
{
	BIGNUM *inverse;
	size_t most;
	int answer;

	n->order = EC_GROUP_get0_order(EC_KEY_get0_group(key->key));
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
	    BN_mod_inverse(inverse, n->s, n->order, ctx) == NULL ||
	    BN_mod_mul(n->u1, n->e, inverse, n->order, ctx) != 1 ||
	    BN_mod_mul(n->u2, n->r, inverse, n->order, ctx) != 1)
		return -1;
	return 1;
}

#if COSIGN_ECDSA_TABLES /* a build option */

/* P-384 with the multiples of its generator: made once, never freed. */
static _Atomic(EC_GROUP *) shared_table;

/* A P-384 group of its own, with the multiples of its generator: the curve's,
   or another point. NULL if it cannot be had. */
static EC_GROUP *
make_table(const EC_POINT *generator, BN_CTX *ctx)
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	BIGNUM *order = BN_new();
	int ok = group != NULL && order != NULL;

	/* P-384 has as many points as its order says. */
	if (ok && generator != NULL)
		ok = EC_GROUP_get_order(group, order, ctx) == 1 &&
		    EC_GROUP_set_generator(
			group, generator, order, BN_value_one()) == 1;
	if (ok)
		ok = EC_GROUP_precompute_mult(group, ctx) == 1 &&
		    EC_GROUP_have_precompute_mult(group) == 1;
	BN_free(order);
	if (ok)
		return group;
	EC_GROUP_free(group);
	return NULL;
}

/*
 * The generator of a table's group, multiplied. OpenSSL uses the table only
 * where it computes two products at once, so that the scalar is parted into
 * less one and one.
 */
static int
multiply(
    const EC_GROUP *table, EC_POINT *out, const BIGNUM *scalar, BN_CTX *ctx)
{
	BIGNUM *less_one = BN_CTX_get(ctx);

	return less_one != NULL && BN_copy(less_one, scalar) != NULL &&
	    BN_sub_word(less_one, 1) == 1 &&
	    EC_POINT_mul(table, out, less_one, EC_GROUP_get0_generator(table),
		BN_value_one(), ctx) == 1;
}

/* Whether the table gives what plain arithmetic gives. */
static int
try_table(const EC_KEY *key, const EC_GROUP *table, BN_CTX *ctx)
{
	const EC_GROUP *group = EC_KEY_get0_group(key);
	EC_POINT *plain = EC_POINT_new(group), *fast = EC_POINT_new(group);
	BIGNUM *scalar = BN_CTX_get(ctx);
	int ok = 0;

	/* Half the order: every digit of a window occurs. */
	if (plain != NULL && fast != NULL && scalar != NULL &&
	    BN_rshift1(scalar, EC_GROUP_get0_order(group)) == 1 &&
	    EC_POINT_mul(group, plain, NULL, EC_KEY_get0_public_key(key),
		scalar, ctx) == 1 &&
	    multiply(table, fast, scalar, ctx))
		ok = EC_POINT_cmp(group, plain, fast, ctx) == 0;
	EC_POINT_free(plain);
	EC_POINT_free(fast);
	return ok;
}

/* Without a table everything works, only slower: failures are none. */
static void
prepare(struct csn_ecdsa_key *key, BN_CTX *ctx)
{
	EC_GROUP *table;

	if (atomic_load(&shared_table) == NULL &&
	    publish(&shared_table, make_table(NULL, ctx)) == NULL)
		return;
	table = make_table(EC_KEY_get0_public_key(key->key), ctx);
	if (table != NULL && try_table(key->key, table, ctx))
		(void)publish(&key->table, table);
	else
		EC_GROUP_free(table);
}

/* Steps 5 to 8. 1 yes; everything else is no answer. */
static int
check_equation(const EC_GROUP *generator, const EC_GROUP *table,
    const struct scalars *n, BN_CTX *ctx)
{
	EC_POINT *sum = EC_POINT_new(generator);
	EC_POINT *other = EC_POINT_new(generator);
	BIGNUM *x = BN_CTX_get(ctx);
	const int ok = sum != NULL && other != NULL && x != NULL &&
	    multiply(generator, sum, n->u1, ctx) &&
	    multiply(table, other, n->u2, ctx) &&
	    EC_POINT_add(generator, sum, sum, other, ctx) == 1 &&
	    EC_POINT_get_affine_coordinates(generator, sum, x, NULL, ctx) ==
		1 &&
	    BN_nnmod(x, x, n->order, ctx) == 1 && BN_cmp(x, n->r) == 0;

	EC_POINT_free(sum);
	EC_POINT_free(other);
	return ok;
}

/* Whether the signature verifies by tables. A no is none: it is asked again
   without them. */
static int
verifies_by_tables(struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r, struct csn_span s, BN_CTX *ctx)
{
	const EC_GROUP *generator = atomic_load(&shared_table);
	const EC_GROUP *table = atomic_load(&key->table);
	struct scalars n;

	return generator != NULL && table != NULL &&
	    compute_scalars(&n, key, digest, r, s, ctx) == 1 &&
	    !BN_is_zero(n.u1) && check_equation(generator, table, &n, ctx);
}

static int
is_quickly_verified(struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r, struct csn_span s)
{
	int prepare_now, ok = 0;
	BN_CTX *ctx;

	if (key->kind != CSN_KEY_P384)
		return 0;
	prepare_now = atomic_load_explicit(&key->uses, memory_order_relaxed) <
		CSN_ECDSA_TABLE_AFTER &&
	    atomic_fetch_add(&key->uses, 1) + 1 == CSN_ECDSA_TABLE_AFTER;
	if (!prepare_now && !csn_ecdsa_has_table(key))
		return 0;
	ctx = BN_CTX_new();
	if (ctx == NULL)
		return 0;
	BN_CTX_start(ctx);
	if (prepare_now)
		prepare(key, ctx);
	ok = verifies_by_tables(key, digest, r, s, ctx);
	BN_CTX_end(ctx);
	BN_CTX_free(ctx);
	return ok;
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

/* OpenSSL's answer: 1 yes, 0 no, -1 could not be computed. */
static int
ask_openssl(const struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r_bytes, struct csn_span s_bytes)
{
	const BIGNUM *order = EC_GROUP_get0_order(EC_KEY_get0_group(key->key));
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *r = BN_new(), *s = BN_new();
	int answer = -1;

	if (sig == NULL || ECDSA_SIG_set0(sig, r, s) != 1) {
		BN_free(r);
		BN_free(s);
	} else {
		answer = read_number(r, r_bytes, order);
		if (answer == 1)
			answer = read_number(s, s_bytes, order);
		if (answer == 1)
			answer = ECDSA_do_verify(
			    digest.p, (int)digest.len, sig, key->key);
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
	const EC_GROUP *group = EC_KEY_get0_group(key->key);
	EC_POINT *sum = EC_POINT_new(group);
	BN_CTX *ctx = BN_CTX_new();
	struct scalars n;
	int yes = 0;

	if (ctx != NULL && sum != NULL) {
		BN_CTX_start(ctx);
		yes = compute_scalars(&n, key, digest, r, s, ctx) == 1 &&
		    EC_POINT_mul(group, sum, n.u1,
			EC_KEY_get0_public_key(key->key), n.u2, ctx) == 1 &&
		    EC_POINT_is_at_infinity(group, sum);
		BN_CTX_end(ctx);
	}
	EC_POINT_free(sum);
	BN_CTX_free(ctx);
	return yes;
}

/* 1 yes, 0 no, -1 could not be computed. */
static int
answer(struct csn_ecdsa_key *key, struct csn_span digest, struct csn_span r,
    struct csn_span s)
{
	int said;

	if (is_quickly_verified(key, digest, r, s))
		return 1;
	said = ask_openssl(key, digest, r, s);
	return said < 0 && ends_at_infinity(key, digest, r, s) ? 0 : said;
}

/* Longer ones are out of range, however they begin. */
#define NUMBER_MAX 128

cosign_rc_t
csn_ecdsa_verify(struct csn_ecdsa_key *key, struct csn_span digest,
    struct csn_span r, struct csn_span s, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	int said = 0;

	CSN_OSSL_ENTER();
	if (r.len <= NUMBER_MAX && s.len <= NUMBER_MAX)
		said = answer(key, digest, r, s);
	if (said < 0)
		rc = csn_fail_openssl(err, COSIGN_E_CRYPTO, "verifying");
	else if (said == 0)
		rc = csn_fail(
		    err, COSIGN_E_SIGNATURE, "signature does not verify");
	CSN_OSSL_LEAVE();
	return rc;
}
