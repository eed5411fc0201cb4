#include "keys/ed25519ph_sign.h"

#include "keys/sodium.h"

/* RFC 8032 2: dom2(1, "") stands before everything that is hashed. */
static const uint8_t domain[] = { 'S', 'i', 'g', 'E', 'd', '2', '5', '5', '1',
	'9', ' ', 'n', 'o', ' ', 'E', 'd', '2', '5', '5', '1', '9', ' ', 'c',
	'o', 'l', 'l', 'i', 's', 'i', 'o', 'n', 's', 1, 0 };

/* Everything secret on the way, in guarded memory. */
struct work {
	crypto_hash_sha512_state state;
	uint8_t expanded[64]; /* the clamped number, and the prefix */
	uint8_t wide[64];
	uint8_t r[32];
	uint8_t product[32];
};

/* RFC 8032 5.1.5 */
static void
expand(const struct csn_sodium *s, struct work *w, struct csn_span seed)
{
	(void)s->sha512_init(&w->state);
	(void)s->sha512_update(&w->state, seed.p, seed.len);
	(void)s->sha512_final(&w->state, w->expanded);
	w->expanded[0] &= 248;
	w->expanded[31] &= 127;
	w->expanded[31] |= 64;
}

/* The hash of dom2 and these, as a number modulo the order. */
static void
hash_to_scalar(const struct csn_sodium *s, struct work *w, uint8_t out[32],
    const struct csn_span *parts, size_t count)
{
	size_t i;

	(void)s->sha512_init(&w->state);
	(void)s->sha512_update(&w->state, domain, sizeof(domain));
	for (i = 0; i < count; i++)
		(void)s->sha512_update(&w->state, parts[i].p, parts[i].len);
	(void)s->sha512_final(&w->state, w->wide);
	s->scalar_reduce(out, w->wide);
}

/* RFC 8032 5.1.6; signature is R and S. */
static int
compute(const struct csn_sodium *s, struct work *w, struct csn_span point,
    struct csn_span digest, uint8_t *signature)
{
	const struct csn_span nonce[] = { csn_span(w->expanded + 32, 32),
		digest };
	const struct csn_span challenge[] = { csn_span(signature, 32), point,
		digest };
	uint8_t k[32];

	hash_to_scalar(s, w, w->r, nonce, CSN_ARRAY_LEN(nonce));
	if (s->base_multiply(signature, w->r) != 0)
		return 0;
	hash_to_scalar(s, w, k, challenge, CSN_ARRAY_LEN(challenge));
	s->scalar_mul(w->product, k, w->expanded);
	s->scalar_add(signature + 32, w->product, w->r);
	return 1;
}

cosign_rc_t
csn_ed25519ph_sign(const cosign_key_t *key, struct csn_span digest,
    uint8_t *signature, size_t *len, cosign_error_t *err)
{
	const struct csn_secret *pkcs8 = &key->material->pkcs8;
	const struct csn_sodium *sodium;
	struct csn_secret memory = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint8_t point[CSN_ED25519_SIZE];
	struct work *w;
	size_t n = sizeof(point);

	CSN_TRY(csn_sodium_get(&sodium, err));
	/* Aligned as the page that it ends with, the size being a multiple. */
	CSN_TRY(csn_secret_new(&memory, sizeof(*w), err));
	w = (struct work *)(void *)memory.p;
	if (EVP_PKEY_get_raw_public_key(key->material->pkey, point, &n) != 1) {
		rc = csn_fail(err, COSIGN_E_CRYPTO, "signing");
		goto out;
	}
	/* The seed is the last thing in PKCS#8 (RFC 8410 7). */
	expand(sodium, w,
	    csn_span(
		pkcs8->p + pkcs8->len - CSN_ED25519_SIZE, CSN_ED25519_SIZE));
	if (!compute(sodium, w, csn_span(point, n), digest, signature)) {
		rc = csn_fail(err, COSIGN_E_CRYPTO, "signing");
		goto out;
	}
	*len = 2 * CSN_ED25519_SIZE;
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&memory);
	return rc;
}
