#include "keys/private.h"
#include "keys/sodium.h"

/* RFC 8032 2: dom2(1, "") stands before everything that is hashed. */
static const uint8_t domain[] = { 'S', 'i', 'g', 'E', 'd', '2', '5', '5', '1',
	'9', ' ', 'n', 'o', ' ', 'E', 'd', '2', '5', '5', '1', '9', ' ', 'c',
	'o', 'l', 'l', 'i', 's', 'i', 'o', 'n', 's', 1, 0 };

cosign_rc_t
csn_ed25519_generate(struct csn_secret *seed, cosign_error_t *err)
{
	cosign_rc_t rc = csn_secret_new(seed, CSN_ED25519_SIZE, err);

	if (rc != COSIGN_OK)
		return rc;
	seed->len = CSN_ED25519_SIZE;
	rc = csn_random(seed->p, seed->len, err);
	if (rc != COSIGN_OK)
		csn_secret_dispose(seed);
	return rc;
}

cosign_rc_t
csn_ed25519_complete(
    struct csn_secret *pair, const struct csn_private *key, cosign_error_t *err)
{
	const struct csn_sodium *sodium;
	uint8_t public[CSN_ED25519_SIZE];
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(pair, 0, sizeof(*pair));
	CSN_TRY(csn_sodium_get(&sodium, err));
	CSN_TRY(csn_secret_new(pair, CSN_ED25519_PAIR_SIZE, err));
	if (sodium->sign_seed(public, pair->p, key->number.p) != 0) {
		rc = csn_fail(err, COSIGN_E_CRYPTO, "Ed25519 key");
		goto out;
	}
	pair->len = CSN_ED25519_PAIR_SIZE;
	CSN_TRY(csn_claims_check(key, csn_span(public, sizeof(public)), err));
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_secret_dispose(pair);
	return rc;
}

static cosign_rc_t
fail_sign(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_CRYPTO, "signing: Ed25519");
}

cosign_rc_t
csn_ed25519_sign(uint8_t signature[CSN_ED25519_SIGNATURE_SIZE],
    struct csn_span pair, struct csn_span message, cosign_error_t *err)
{
	const struct csn_sodium *sodium;
	cosign_rc_t rc = csn_sodium_get(&sodium, err);

	if (rc != COSIGN_OK)
		return rc;
	if (sodium->sign(signature, NULL, message.p, message.len, pair.p) != 0)
		return fail_sign(err);
	return COSIGN_OK;
}

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
expand(const struct csn_sodium *s, struct work *w, const uint8_t *seed)
{
	(void)s->sha512_init(&w->state);
	(void)s->sha512_update(&w->state, seed, CSN_ED25519_SIZE);
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

/* RFC 8032 5.1.6; the signature is R and S. */
static int
compute(const struct csn_sodium *s, struct work *w, struct csn_span public,
    struct csn_span digest, uint8_t *signature)
{
	const struct csn_span nonce[] = { csn_span(w->expanded + 32, 32),
		digest };
	const struct csn_span challenge[] = { csn_span(signature, 32), public,
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
csn_ed25519ph_sign(uint8_t signature[CSN_ED25519_SIGNATURE_SIZE],
    struct csn_span pair, struct csn_span digest, cosign_error_t *err)
{
	struct csn_secret memory = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct csn_sodium *sodium;
	struct work *w;

	CSN_TRY(csn_sodium_get(&sodium, err));
	/* It ends where a page does, and is a multiple of eight bytes long. */
	CSN_TRY(csn_secret_new(&memory, sizeof(*w), err));
	w = (struct work *)(void *)memory.p;
	expand(sodium, w, pair.p);
	if (!compute(sodium, w,
		csn_span(pair.p + CSN_ED25519_SIZE, CSN_ED25519_SIZE), digest,
		signature)) {
		rc = fail_sign(err);
		goto out;
	}
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&memory);
	csn_stack_wipe();
	return rc;
}
