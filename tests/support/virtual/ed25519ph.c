/*
 * Ed25519ph (RFC 8032, 5.1), which OpenSSL 3.0 lacks, on its numbers: slow, and
 * no example of how to keep a secret.
 */
#include "tools.h"

#include <openssl/bn.h>

#include <string.h>

/* x, y and x*y, each times z (RFC 8032, 5.1.4). */
struct point {
	BIGNUM *x, *y, *z, *t;
};

struct curve {
	BN_CTX *ctx;
	BIGNUM *p, *l, *twice_d;
	struct point base;
};

static BIGNUM *
number(struct curve *c, const char *hex)
{
	BIGNUM *n = BN_CTX_get(c->ctx);

	VS_NEED(n != NULL && BN_hex2bn(&n, hex) > 0);
	return n;
}

static struct point
point(struct curve *c, const char *x, const char *y)
{
	struct point p = { number(c, x), number(c, y), number(c, "1"),
		number(c, "0") };

	VS_NEED(BN_mod_mul(p.t, p.x, p.y, c->p, c->ctx) == 1);
	return p;
}

static void
curve_init(struct curve *c)
{
	c->ctx = BN_CTX_new();
	VS_NEED(c->ctx != NULL);
	BN_CTX_start(c->ctx);
	c->p = number(c,
	    "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED");
	c->l = number(c,
	    "1000000000000000000000000000000014DEF9DEA2F79CD65812631A5CF5D3ED");
	c->twice_d = number(c,
	    "2406D9DC56DFFCE7198E80F2EEF3D13000E0149A8283B156EBD69B9426B2F159");
	c->base = point(c,
	    "216936D3CD6E53FEC0A4E231FDD6DC5C692CC7609525A7B2C9562D608F25D51A",
	    "6666666666666666666666666666666666666666666666666666666666666658");
}

static void
curve_dispose(struct curve *c)
{
	BN_CTX_end(c->ctx);
	BN_CTX_free(c->ctx);
}

/* to += from */
static void
add(struct curve *c, struct point *to, const struct point *from)
{
	BIGNUM *v[8], *const p = c->p;
	size_t i;
	int ok = 1;

	BN_CTX_start(c->ctx);
	for (i = 0; i < VS_COUNT(v); i++)
		VS_NEED((v[i] = BN_CTX_get(c->ctx)) != NULL);
	ok &= BN_mod_sub(v[4], to->y, to->x, p, c->ctx);
	ok &= BN_mod_sub(v[5], from->y, from->x, p, c->ctx);
	ok &= BN_mod_mul(v[0], v[4], v[5], p, c->ctx); /* A */
	ok &= BN_mod_add(v[4], to->y, to->x, p, c->ctx);
	ok &= BN_mod_add(v[5], from->y, from->x, p, c->ctx);
	ok &= BN_mod_mul(v[1], v[4], v[5], p, c->ctx); /* B */
	ok &= BN_mod_mul(v[4], to->t, from->t, p, c->ctx);
	ok &= BN_mod_mul(v[2], v[4], c->twice_d, p, c->ctx); /* C */
	ok &= BN_mod_mul(v[4], to->z, from->z, p, c->ctx);
	ok &= BN_mod_add(v[3], v[4], v[4], p, c->ctx); /* D */
	ok &= BN_mod_sub(v[4], v[1], v[0], p, c->ctx); /* E */
	ok &= BN_mod_sub(v[5], v[3], v[2], p, c->ctx); /* F */
	ok &= BN_mod_add(v[6], v[3], v[2], p, c->ctx); /* G */
	ok &= BN_mod_add(v[7], v[1], v[0], p, c->ctx); /* H */
	ok &= BN_mod_mul(to->x, v[4], v[5], p, c->ctx);
	ok &= BN_mod_mul(to->y, v[6], v[7], p, c->ctx);
	ok &= BN_mod_mul(to->t, v[4], v[7], p, c->ctx);
	ok &= BN_mod_mul(to->z, v[5], v[6], p, c->ctx);
	VS_NEED(ok == 1);
	BN_CTX_end(c->ctx);
}

/* The base point n times, as RFC 8032 writes a point. */
static struct vs_bytes
multiple(struct vs *vs, struct curve *c, const BIGNUM *n)
{
	struct vs_bytes out = { vs_alloc(vs, 33), 32 };
	struct point sum = point(c, "0", "1");
	BIGNUM *inverse = BN_CTX_get(c->ctx);
	int bit;

	for (bit = BN_num_bits(n) - 1; bit >= 0; bit--) {
		add(c, &sum, &sum);
		if (BN_is_bit_set(n, bit))
			add(c, &sum, &c->base);
	}
	VS_NEED(BN_mod_inverse(inverse, sum.z, c->p, c->ctx) != NULL);
	VS_NEED(BN_mod_mul(sum.x, sum.x, inverse, c->p, c->ctx) == 1);
	VS_NEED(BN_mod_mul(sum.y, sum.y, inverse, c->p, c->ctx) == 1);
	VS_NEED(BN_bn2lebinpad(sum.y, out.p, 32) == 32);
	out.p[31] |= (unsigned char)(BN_is_odd(sum.x) << 7);
	return out;
}

/* A SHA-512 as a number below the order of the base point. */
static BIGNUM *
scalar(struct vs *vs, struct curve *c, struct vs_bytes data)
{
	const struct vs_bytes hash = vs_digest(vs, "SHA512", data);
	BIGNUM *n = BN_CTX_get(c->ctx);

	VS_NEED(n != NULL && BN_lebin2bn(hash.p, 64, n) != NULL);
	VS_NEED(BN_mod(n, n, c->l, c->ctx) == 1);
	return n;
}

struct vs_bytes
vs_ed25519ph(struct vs *vs, const struct vs_key *key, struct vs_bytes message)
{
	/* The prefix, phflag 1 and a context of no bytes. */
	const struct vs_bytes dom2 =
	    vs_of_len("SigEd25519 no Ed25519 collisions\001\000", 34);
	const struct vs_bytes hashed = vs_digest(vs, "SHA512", message);
	const struct vs_bytes public = vs_key_raw(vs, key);
	struct vs_bytes seed = { vs_alloc(vs, 33), 32 };
	struct vs_bytes secret, prefix, r_point, s = { vs_alloc(vs, 33), 32 };
	BIGNUM *r, *k, *a;
	struct curve c;

	VS_NEED(EVP_PKEY_get_raw_private_key(key->pkey, seed.p, &seed.len));
	secret = vs_digest(vs, "SHA512", seed);
	secret.p[0] &= 0xf8;
	secret.p[31] = (unsigned char)((secret.p[31] & 0x7f) | 0x40);
	prefix = (struct vs_bytes){ secret.p + 32, 32 };
	curve_init(&c);
	a = BN_CTX_get(c.ctx);
	VS_NEED(a != NULL && BN_lebin2bn(secret.p, 32, a) != NULL);
	r = scalar(vs, &c, VS_CAT(vs, dom2, prefix, hashed));
	r_point = multiple(vs, &c, r);
	k = scalar(vs, &c, VS_CAT(vs, dom2, r_point, public, hashed));
	VS_NEED(BN_mod_mul(k, k, a, c.l, c.ctx) == 1);
	VS_NEED(BN_mod_add(k, k, r, c.l, c.ctx) == 1);
	VS_NEED(BN_bn2lebinpad(k, s.p, 32) == 32);
	curve_dispose(&c);
	return VS_CAT(vs, r_point, s);
}
