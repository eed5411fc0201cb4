#include "p384_walk.h"

#include "crypto/digits.h"
#include "crypto/p384.h"

/* As p384.c has them. */
#define STEP   8
#define BLOCKS 49
#define DIGITS (STEP * BLOCKS)

struct walk {
	const BIGNUM *order;
	BN_CTX *ctx;
	BIGNUM *sum, *addend, *meeting;
	int started;
};

/* digit times multiple times 2^shift: 1 added, 0 not to be known, -1 no
   memory. */
static int
step(struct walk *w, const BIGNUM *multiple, int digit, int shift)
{
	BIGNUM *a = w->addend;

	if (BN_lshift(a, multiple, shift) != 1 ||
	    BN_mul_word(a, (BN_ULONG)(digit < 0 ? -digit : digit)) != 1)
		return -1;
	BN_set_negative(a, (digit < 0) != BN_is_negative(a));
	if (BN_nnmod(a, a, w->order, w->ctx) != 1 ||
	    BN_add(w->meeting, w->sum, a) != 1)
		return -1;
	if (w->started &&
	    (BN_cmp(w->sum, a) == 0 || BN_cmp(w->meeting, w->order) == 0))
		return 0;
	w->started = 1;
	return BN_nnmod(w->sum, w->meeting, w->order, w->ctx) == 1 ? 1 : -1;
}

static int
add_digits(
    struct walk *w, const BIGNUM *multiple, const int8_t *digits, int blocks)
{
	int i, rc;

	for (i = 0; i < blocks; i++) {
		if (digits[i * STEP] == 0)
			continue;
		rc = step(w, multiple, digits[i * STEP], i * STEP);
		if (rc != 1)
			return rc;
	}
	return 1;
}

static int
walk(struct walk *w, const struct p384_part *parts, size_t count, int whole)
{
	int8_t digits[CSN_P384_PRODUCTS_MAX][DIGITS];
	uint8_t factor[CSN_P384_BYTES];
	int place, rc;
	size_t i;

	for (i = 0; i < count; i++) {
		if (BN_bn2binpad(parts[i].factor, factor, CSN_P384_BYTES) < 0)
			return -1;
		csn_digits(digits[i], DIGITS, csn_span(factor, sizeof(factor)),
		    whole ? 6 : 5);
	}
	for (place = whole ? STEP : DIGITS; place-- > 0;) {
		if (BN_mod_lshift1(w->sum, w->sum, w->order, w->ctx) != 1)
			return -1;
		for (i = 0; i < count; i++) {
			rc = add_digits(w, parts[i].multiple, digits[i] + place,
			    whole ? BLOCKS : 1);
			if (rc != 1)
				return rc;
		}
	}
	return w->started;
}

int
p384_is_plain(const struct p384_part *parts, size_t count, int whole,
    const BIGNUM *order, BN_CTX *ctx)
{
	struct walk w = { .order = order, .ctx = ctx };
	int rc = -1;

	BN_CTX_start(ctx);
	w.sum = BN_CTX_get(ctx);
	w.addend = BN_CTX_get(ctx);
	w.meeting = BN_CTX_get(ctx);
	if (w.meeting != NULL) {
		BN_zero(w.sum);
		rc = walk(&w, parts, count, whole);
	}
	BN_CTX_end(ctx);
	return rc;
}
