/*
 * Verifying Ed25519: a yes and a no are OpenSSL's, of good signatures, of such
 * with a bit changed, and of all that is odd about keys and numbers. Ed25519ph,
 * which OpenSSL 3.0 has not, against the text of RFC 8032 on OpenSSL's numbers.
 *
 * Environment variable COSIGN_ED25519_ROUNDS: how many signatures are compared;
 * some hundred otherwise.
 */
#include "crypto/ed25519.h"

#include "edwards.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#define KEY     CSN_ED25519_KEY
#define SIG     CSN_ED25519_SIGNATURE
#define HALF    (SIG / 2) /* R, then s */
#define MESSAGE 200

TestSuite(ed25519, .init = edwards_open, .fini = edwards_close);

static int
evp_says(const uint8_t *key, struct csn_span message, const uint8_t *sig)
{
	EVP_PKEY *pkey =
	    EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, KEY);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int answer;

	cr_assert_not_null(pkey);
	cr_assert_eq(EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey), 1);
	answer = EVP_DigestVerify(ctx, sig, SIG, message.p, message.len);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return answer == 1;
}

static const char *
text_of(const uint8_t *bytes, size_t len)
{
	static char texts[2][2 * SIG + 1];
	static int next;
	char *text = texts[next++ % 2];
	size_t i;

	for (i = 0; i < len; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return text;
}

/* What both say. */
static int
verdict(const uint8_t *key, struct csn_span message, const uint8_t *sig)
{
	const int ours = csn_ed25519_verifies(key, message, sig);

	cr_assert_eq(ours, evp_says(key, message, sig), "key %s, signature %s",
	    text_of(key, KEY), text_of(sig, SIG));
	return ours;
}

/* ---- what OpenSSL signs ---- */

static EVP_PKEY *
new_key(uint8_t *key)
{
	EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	size_t len = KEY;

	cr_assert_not_null(pkey);
	cr_assert_eq(EVP_PKEY_get_raw_public_key(pkey, key, &len), 1);
	return pkey;
}

static void
evp_sign(uint8_t *sig, EVP_PKEY *pkey, struct csn_span message)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len = SIG;

	cr_assert_eq(EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey), 1);
	cr_assert_eq(EVP_DigestSign(ctx, sig, &len, message.p, message.len), 1);
	EVP_MD_CTX_free(ctx);
}

static unsigned long
rounds(void)
{
	const char *text = getenv("COSIGN_ED25519_ROUNDS");

	return text == NULL ? 400 : strtoul(text, NULL, 10);
}

static void
flip(uint8_t *bytes, size_t bit)
{
	bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

struct random {
	uint8_t message[MESSAGE];
	uint8_t len, what;
	uint16_t bit;
};

/* One bit changed of key, signature or message; or nothing, which is a yes. */
static void
compare_one(EVP_PKEY *pkey, const uint8_t *good_key)
{
	uint8_t key[KEY], sig[SIG];
	struct random r;
	size_t len;
	int good = 0;

	cr_assert_eq(RAND_bytes((uint8_t *)&r, sizeof(r)), 1);
	len = r.len % (MESSAGE + 1);
	memcpy(key, good_key, KEY);
	evp_sign(sig, pkey, csn_span(r.message, len));
	switch (r.what % 4) {
	case 0:
		flip(key, r.bit % (8 * KEY));
		break;
	case 1:
		flip(sig, r.bit % (8 * SIG));
		break;
	case 2:
		good = len == 0;
		if (len > 0)
			flip(r.message, r.bit % (8 * len));
		break;
	default:
		good = 1;
		break;
	}
	cr_assert_eq(verdict(key, csn_span(r.message, len), sig), good);
}

Test(ed25519, says_what_evp_says)
{
	const unsigned long count = rounds();
	EVP_PKEY *pkey = NULL;
	uint8_t key[KEY];
	unsigned long i;

	for (i = 0; i < count; i++) {
		if (i % 16 == 0) {
			EVP_PKEY_free(pkey);
			pkey = new_key(key);
		}
		compare_one(pkey, key);
	}
	EVP_PKEY_free(pkey);
}

Test(ed25519, every_bit_counts)
{
	uint8_t key[KEY], sig[SIG], text[] = "some text";
	const struct csn_span message = csn_span(text, sizeof(text));
	EVP_PKEY *pkey = new_key(key);
	size_t bit;

	evp_sign(sig, pkey, message);
	for (bit = 0; bit < 8 * sizeof(key); bit++) {
		flip(key, bit);
		cr_expect(!verdict(key, message, sig), "key: %zu", bit);
		flip(key, bit);
	}
	for (bit = 0; bit < 8 * sizeof(sig); bit++) {
		flip(sig, bit);
		cr_expect(!verdict(key, message, sig), "signature: %zu", bit);
		flip(sig, bit);
	}
	for (bit = 0; bit < 8 * sizeof(text); bit++) {
		flip(text, bit);
		cr_expect(!verdict(key, message, sig), "message: %zu", bit);
		flip(text, bit);
	}
	cr_expect(verdict(key, message, sig));
	EVP_PKEY_free(pkey);
}

/* ---- s ---- */

/* Takes more to s, or less, if there is room. Whether there was. */
static int
add_to_s(uint8_t *sig, const BIGNUM *more)
{
	BIGNUM *s = BN_lebin2bn(sig + HALF, HALF, NULL);
	int fits;

	cr_assert_eq(BN_add(s, s, more), 1);
	fits = BN_bn2lebinpad(s, sig + HALF, HALF) == HALF;
	BN_free(s);
	return fits;
}

/* s + L and so on, up to the last that fits 32 bytes, are the same number. */
Test(ed25519, takes_s_below_the_order_alone)
{
	uint8_t key[KEY], sig[SIG];
	const struct csn_span message = csn_span("m", 1);
	EVP_PKEY *pkey = new_key(key);
	int times;

	evp_sign(sig, pkey, message);
	cr_expect(verdict(key, message, sig));
	for (times = 1; add_to_s(sig, edwards_order); times++)
		cr_expect(!verdict(key, message, sig), "s + %d L", times);
	cr_expect_geq(times, 15);
	EVP_PKEY_free(pkey);
}

/* Around 0, L and all bits: of R without order each is a signature of its own
   multiple of the base point, if the key adds nothing. */
Test(ed25519, takes_the_edges_of_s)
{
	static const uint8_t neutral[KEY] = { 1 };
	const struct csn_span message = csn_span("m", 1);
	struct edwards *base = edwards_new(), *r = edwards_new();
	uint8_t sig[SIG];
	BIGNUM *s = BN_new();
	int i;

	edwards_set_base(base);
	for (i = -3; i < 4; i++) {
		cr_assert_eq(BN_set_word(s, (BN_ULONG)(i + 3)), 1);
		edwards_multiply(r, s, base);
		edwards_write(sig, r);
		cr_assert_eq(BN_bn2lebinpad(s, sig + HALF, HALF), HALF);
		cr_expect(verdict(neutral, message, sig), "s = %d", i + 3);

		cr_assert_not_null(BN_copy(s, edwards_order));
		cr_assert_eq(i < 0 ? BN_sub_word(s, (BN_ULONG)-i)
				   : BN_add_word(s, (BN_ULONG)i),
		    1);
		edwards_multiply(r, s, base);
		edwards_write(sig, r);
		cr_assert_eq(BN_bn2lebinpad(s, sig + HALF, HALF), HALF);
		cr_expect_eq(
		    verdict(neutral, message, sig), i < 0, "s = L + %d", i);
	}
	memset(sig + HALF, 0xff, HALF);
	cr_expect(!verdict(neutral, message, sig));
	BN_free(s);
	edwards_free(base);
	edwards_free(r);
}

/* ---- points of small order ---- */

/* The eight, as they are written and as they are not: with p added to y, and an
   x of 0 called odd. */
#define SMALL   8
#define WRITTEN 14

static struct edwards *small[SMALL];
static uint8_t written[WRITTEN][KEY];

/* y = p + more */
static void
write_beyond(uint8_t *bytes, int more, int odd)
{
	memset(bytes, 0xff, KEY);
	bytes[0] = (uint8_t)(0xed + more);
	bytes[KEY - 1] = odd ? 0xff : 0x7f;
}

static void
make_small(void)
{
	struct edwards *any = edwards_new();
	uint8_t bytes[KEY];
	int i, y;

	/* L times a point is of small order: of the full one for some. */
	for (y = 2;; y++) {
		memset(bytes, 0, sizeof(bytes));
		bytes[0] = (uint8_t)y;
		if (!edwards_read(any, bytes))
			continue;
		small[0] = edwards_new();
		small[1] = edwards_new();
		edwards_multiply(small[1], edwards_order, any);
		edwards_add(any, small[1], small[1]);
		edwards_add(any, any, any);
		edwards_write(bytes, any);
		if (bytes[0] == 0xec)
			break; /* 4 times it is (0, -1) */
		edwards_free(small[0]);
		edwards_free(small[1]);
	}
	for (i = 2; i < SMALL; i++) {
		small[i] = edwards_new();
		edwards_add(small[i], small[i - 1], small[1]);
	}
	for (i = 0; i < SMALL; i++)
		edwards_write(written[i], small[i]);
	write_beyond(written[8], 0, 0); /* y = 0 */
	write_beyond(written[9], 0, 1);
	write_beyond(written[10], 1, 0); /* y = 1 */
	write_beyond(written[11], 1, 1);
	memset(written[12], 0, KEY);
	written[12][0] = 1;
	written[12][KEY - 1] = 0x80;
	write_beyond(written[13], -1, 1); /* y = -1 */
	edwards_free(any);
}

static void
free_small(void)
{
	int i;

	for (i = 0; i < SMALL; i++)
		edwards_free(small[i]);
}

/* Messages whose hash is anything modulo 8. */
#define MESSAGES 24

/* All as keys and as R, with an s of 0 and of the order, which is as much. */
Test(ed25519, takes_small_orders_as_evp_does)
{
	uint8_t sig[SIG], zeros[SIG] = { 0 };
	int key, r, yes[WRITTEN] = { 0 }, i;
	uint8_t m;

	make_small();
	for (key = 0; key < WRITTEN; key++)
		for (r = 0; r < WRITTEN; r++)
			for (m = 0; m < MESSAGES; m++) {
				memcpy(sig, zeros, SIG);
				memcpy(sig, written[r], KEY);
				yes[r] +=
				    verdict(written[key], csn_span(&m, 1), sig);
				cr_assert(add_to_s(sig, edwards_order));
				cr_expect(!verdict(
				    written[key], csn_span(&m, 1), sig));
			}
	for (i = 0; i < WRITTEN; i++)
		cr_expect_eq(
		    yes[i] > 0, i < SMALL, "R %d: %d times", i, yes[i]);
	free_small();
}

/* ---- what we sign ourselves ---- */

/* Ed25519ctx has 0 there, Ed25519ph 1, and then the length of a context. */
#define DOMAIN(flag, context) "SigEd25519 no Ed25519 collisions" flag context

static const char ph[] = DOMAIN("\1", "\0");
#define PH csn_span(ph, sizeof(ph) - 1)

/* Of prefix, R, key and message, modulo the order. */
static void
hash(BIGNUM *out, struct csn_span prefix, const uint8_t *r, const uint8_t *key,
    struct csn_span message)
{
	uint8_t digest[SHA512_DIGEST_LENGTH];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	cr_assert_eq(EVP_DigestInit_ex(ctx, EVP_sha512(), NULL), 1);
	cr_assert_eq(EVP_DigestUpdate(ctx, prefix.p, prefix.len), 1);
	cr_assert_eq(EVP_DigestUpdate(ctx, r, KEY), 1);
	cr_assert_eq(EVP_DigestUpdate(ctx, key, KEY), 1);
	cr_assert_eq(EVP_DigestUpdate(ctx, message.p, message.len), 1);
	cr_assert_eq(EVP_DigestFinal_ex(ctx, digest, NULL), 1);
	EVP_MD_CTX_free(ctx);
	cr_assert_not_null(BN_lebin2bn(digest, sizeof(digest), out));
	cr_assert_eq(BN_nnmod(out, out, edwards_order, edwards_ctx), 1);
}

/* A secret number, and the key that it makes with a point added. */
struct signer {
	BIGNUM *secret;
	uint8_t key[KEY];
};

/* n times the base point, and one of small order or NULL. */
static void
write_multiple(uint8_t *out, const BIGNUM *n, const struct edwards *more)
{
	struct edwards *base = edwards_new(), *p = edwards_new();

	edwards_set_base(base);
	edwards_multiply(p, n, base);
	if (more != NULL)
		edwards_add(p, p, more);
	edwards_write(out, p);
	edwards_free(base);
	edwards_free(p);
}

static void
signer_init(struct signer *signer, const struct edwards *more)
{
	signer->secret = BN_new();
	cr_assert_eq(BN_rand_range(signer->secret, edwards_order), 1);
	write_multiple(signer->key, signer->secret, more);
}

/* With an R to which a point is added. */
static void
sign(uint8_t *sig, const struct signer *signer, struct csn_span prefix,
    struct csn_span message, const struct edwards *more)
{
	BIGNUM *r = BN_new(), *s = BN_new();

	cr_assert_eq(BN_rand_range(r, edwards_order), 1);
	write_multiple(sig, r, more);
	hash(s, prefix, sig, signer->key, message);
	cr_assert_eq(
	    BN_mod_mul(s, s, signer->secret, edwards_order, edwards_ctx), 1);
	cr_assert_eq(BN_mod_add(s, s, r, edwards_order, edwards_ctx), 1);
	cr_assert_eq(BN_bn2lebinpad(s, sig + HALF, HALF), HALF);
	BN_free(r);
	BN_free(s);
}

/* 5.1.7, without the cofactor. */
static int
text_says(const uint8_t *key, struct csn_span prefix, struct csn_span message,
    const uint8_t *sig)
{
	struct edwards *a = edwards_new(), *sum = edwards_new();
	struct edwards *base = edwards_new();
	BIGNUM *s = BN_lebin2bn(sig + HALF, HALF, NULL), *h = BN_new();
	uint8_t bytes[KEY] = { 0 };
	int ok = BN_cmp(s, edwards_order) < 0 && edwards_read(a, key);

	if (ok) {
		edwards_set_base(base);
		hash(h, prefix, sig, key, message);
		edwards_multiply(sum, s, base);
		edwards_negate(a);
		edwards_multiply(base, h, a);
		edwards_add(sum, sum, base);
		edwards_write(bytes, sum);
		ok = memcmp(bytes, sig, HALF) == 0;
	}
	edwards_free(a);
	edwards_free(sum);
	edwards_free(base);
	BN_free(s);
	BN_free(h);
	return ok;
}

/*
 * Key and R with something of small order in them: with the cofactor all of
 * them verify, without it an eighth. The hash counts modulo L, not 8 L, which
 * is seen here alone.
 */
Test(ed25519, takes_mixed_orders_as_evp_does)
{
	int key, r, yes = 0, no = 0;
	struct signer signer;
	uint8_t sig[SIG], m;

	make_small();
	for (key = 0; key < SMALL; key++) {
		signer_init(&signer, small[key]);
		for (r = 0; r < SMALL; r++)
			for (m = 0; m < 4; m++) {
				const struct csn_span message = csn_span(&m, 1);
				int ok;

				sign(sig, &signer, csn_span(NULL, 0), message,
				    small[r]);
				ok = verdict(signer.key, message, sig);
				cr_expect(key != 0 || ok == (r == 0));
				yes += ok;
				no += !ok;
			}
		BN_free(signer.secret);
	}
	cr_expect(yes > 8 && no > 100, "%d, %d", yes, no);
	free_small();
}

/* Key and R with a y of p and more, of which most are no points or nobody's. */
Test(ed25519, takes_what_is_not_canonical_as_evp_does)
{
	uint8_t good_key[KEY], good[SIG], key[KEY], sig[SIG];
	const struct csn_span message = csn_span("m", 1);
	EVP_PKEY *pkey = new_key(good_key);
	int more, odd;

	evp_sign(good, pkey, message);
	for (more = -19; more < 19; more++)
		for (odd = 0; odd < 2; odd++) {
			write_beyond(key, more, odd);
			cr_expect(!verdict(key, message, good));
			memcpy(sig, good, SIG);
			memcpy(sig, key, KEY);
			cr_expect(!verdict(good_key, message, sig));
			cr_expect(!verdict(key, message, sig));
			memset(sig + HALF, 0, HALF);
			(void)verdict(key, message, sig);
			memset(key, 0, sizeof(key));
			key[0] = (uint8_t)(more + 19);
			key[KEY - 1] = (uint8_t)(odd << 7);
			cr_expect(!verdict(key, message, good));
			memcpy(sig, key, KEY);
			(void)verdict(key, message, sig);
		}
	EVP_PKEY_free(pkey);
}

/* ---- Ed25519ph ---- */

/* Also what the text says. */
static int
ph_verdict(const uint8_t *key, const uint8_t *digest, const uint8_t *sig)
{
	const int ours = csn_ed25519ph_verifies(key, digest, sig);

	cr_assert_eq(ours,
	    text_says(key, PH, csn_span(digest, CSN_ED25519_DIGEST), sig),
	    "key %s, signature %s", text_of(key, KEY), text_of(sig, SIG));
	return ours;
}

Test(ed25519, ph_says_what_the_text_says)
{
	uint8_t digest[CSN_ED25519_DIGEST], sig[SIG];
	struct signer signer;
	struct random r;
	int i;

	for (i = 0; i < 120; i++) {
		cr_assert_eq(RAND_bytes(digest, sizeof(digest)), 1);
		cr_assert_eq(RAND_bytes((uint8_t *)&r, sizeof(r)), 1);
		signer_init(&signer, NULL);
		sign(sig, &signer, PH, csn_span(digest, sizeof(digest)), NULL);
		cr_expect(ph_verdict(signer.key, digest, sig));
		switch (i % 4) {
		case 0:
			flip(signer.key, r.bit % (8 * KEY));
			break;
		case 1:
			flip(sig, r.bit % (8 * SIG));
			break;
		case 2:
			flip(digest, r.bit % (8 * sizeof(digest)));
			break;
		default:
			cr_assert(add_to_s(sig, edwards_order));
			break;
		}
		cr_expect(!ph_verdict(signer.key, digest, sig), "%d", i % 4);
		BN_free(signer.secret);
	}
}

Test(ed25519, ph_takes_small_and_mixed_orders_as_the_text_does)
{
	uint8_t digest[CSN_ED25519_DIGEST] = { 0 }, sig[SIG];
	struct signer signer;
	int key, r, yes = 0;

	make_small();
	for (key = 0; key < WRITTEN; key++)
		for (r = 0; r < WRITTEN; r++) {
			digest[0]++;
			memset(sig, 0, sizeof(sig));
			memcpy(sig, written[r], KEY);
			yes += ph_verdict(written[key], digest, sig);
		}
	cr_expect(yes > 0);
	for (key = yes = 0; key < SMALL; key++) {
		signer_init(&signer, small[key]);
		for (r = 0; r < SMALL; r++) {
			sign(sig, &signer, PH, csn_span(digest, sizeof(digest)),
			    small[r]);
			yes += ph_verdict(signer.key, digest, sig);
		}
		BN_free(signer.secret);
	}
	cr_expect(yes > 0 && yes < SMALL * SMALL);
	free_small();
}

/* What is signed under another domain is signed by the same key, but not so:
   pure, with a context, and without the flag. */
Test(ed25519, ph_is_signed_under_its_own_domain)
{
	static const struct {
		char bytes[40];
		size_t len;
	} domains[] = { { "", 0 }, { DOMAIN("\1", "\1c"), 35 },
		{ DOMAIN("\0", "\0"), 34 }, { DOMAIN("\0", "\1c"), 35 },
		{ DOMAIN("\2", "\0"), 34 }, { DOMAIN("\1", ""), 33 } };
	uint8_t digest[CSN_ED25519_DIGEST], sig[SIG];
	const struct csn_span message = csn_span(digest, sizeof(digest));
	struct signer signer;
	size_t i;

	cr_assert_eq(RAND_bytes(digest, sizeof(digest)), 1);
	signer_init(&signer, NULL);
	for (i = 0; i < ARRAY_LEN(domains); i++) {
		sign(sig, &signer, csn_span(domains[i].bytes, domains[i].len),
		    message, NULL);
		cr_expect(!ph_verdict(signer.key, digest, sig), "%zu", i);
		cr_expect_eq(verdict(signer.key, message, sig), i == 0);
	}
	sign(sig, &signer, PH, message, NULL);
	cr_expect(ph_verdict(signer.key, digest, sig));
	cr_expect(!verdict(signer.key, message, sig));
	BN_free(signer.secret);
}
