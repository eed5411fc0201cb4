/*
 * The binary greatest common divisor, 31 steps at a time (T. Pornin, "Optimized
 * Binary GCD for Modular Inversion", 2020, algorithm 2): which steps are taken
 * is seen from the highest 33 and the lowest 31 bits, and what they come to is
 * then done to the whole numbers. a and b are the number times u and v, modulo
 * the modulus; in the end b is 1.
 */
#include "crypto/inverse.h"

#include <string.h>

#define STEPS 31
#define LOW   ((UINT64_C(1) << STEPS) - 1)
#define WORDS (CSN_INVERSE_BYTES / 4)

/* Lowest word first. */
struct number {
	uint32_t w[WORDS];
};

/* a f + b g, times 2^-STEPS. The sum of both magnitudes is at most 2^31. */
struct change {
	int64_t f, g;
};

struct modulus {
	struct number number;
	uint32_t factor; /* -1 / number modulo 2^STEPS */
	size_t words;
};

static void
read_number(struct number *out, const uint8_t *bytes, size_t words)
{
	const uint8_t *p = bytes + 4 * words;
	size_t i;

	for (i = 0; i < words; i++) {
		p -= 4;
		out->w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		    (uint32_t)p[2] << 8 | p[3];
	}
}

static void
write_number(uint8_t *bytes, const struct number *n, size_t words)
{
	size_t i;

	for (i = 0; i < 4 * words; i++)
		bytes[4 * words - 1 - i] =
		    (uint8_t)(n->w[i / 4] >> 8 * (i % 4));
}

static void
read_modulus(struct modulus *m, const uint8_t *bytes)
{
	uint32_t inverse;
	int i;

	read_number(&m->number, bytes, m->words);
	/* Three bits are right; each turn doubles them. */
	inverse = m->number.w[0];
	for (i = 0; i < 4; i++)
		inverse *= 2 - m->number.w[0] * inverse;
	m->factor = (0 - inverse) & (uint32_t)LOW;
}

static bool
is_word(const struct number *n, size_t words, uint32_t word)
{
	uint32_t others = 0;
	size_t i;

	for (i = 1; i < words; i++)
		others |= n->w[i];
	return others == 0 && n->w[0] == word;
}

static bool
is_below(const struct number *a, const struct number *b, size_t words)
{
	size_t i = words;

	while (--i > 0 && a->w[i] == b->w[i])
		;
	return a->w[i] < b->w[i];
}

/* The highest 33 bits, counted from the shift and the top word, and the lowest
   31. */
static uint64_t
outline(const struct number *n, size_t top, int shift)
{
	const uint64_t high = (uint64_t)n->w[top] << 32 | n->w[top - 1];

	if (top == 1)
		return high;
	return ((high << shift | (uint64_t)n->w[top - 2] << shift >> 32) &
		   ~LOW) |
	    (n->w[0] & LOW);
}

/* What STEPS steps come to. Negative numbers are their complements. */
static void
take_steps(struct change changes[2], uint64_t a, uint64_t b)
{
	uint64_t f0 = 1, g0 = 0, f1 = 0, g1 = 1;
	uint64_t odd, swap, t;
	int i;

	for (i = 0; i < STEPS; i++) {
		odd = 0 - (a & 1);
		swap = odd & (0 - (uint64_t)(a < b));
		t = (a ^ b) & swap;
		a ^= t;
		b ^= t;
		t = (f0 ^ f1) & swap;
		f0 ^= t;
		f1 ^= t;
		t = (g0 ^ g1) & swap;
		g0 ^= t;
		g1 ^= t;
		a = (a - (b & odd)) >> 1;
		f0 -= f1 & odd;
		g0 -= g1 & odd;
		f1 += f1;
		g1 += g1;
	}
	changes[0].f = (int64_t)f0;
	changes[0].g = (int64_t)g0;
	changes[1].f = (int64_t)f1;
	changes[1].g = (int64_t)g1;
}

static void
negate(struct number *n, size_t words)
{
	uint64_t carry = 1;
	size_t i;

	for (i = 0; i < words; i++) {
		carry += (uint32_t)~n->w[i];
		n->w[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

/* The magnitude of what the change makes; a negative one changes its sign. */
static void
change_number(struct number *out, const struct number *a,
    const struct number *b, struct change *c, size_t words)
{
	uint32_t below = 0;
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < words; i++) {
		sum += a->w[i] * c->f + b->w[i] * c->g;
		if (i > 0)
			out->w[i - 1] = below >> STEPS | (uint32_t)sum << 1;
		below = (uint32_t)sum;
		sum >>= 32;
	}
	out->w[words - 1] = below >> STEPS | (uint32_t)sum << 1;
	if (sum < 0) {
		negate(out, words);
		c->f = -c->f;
		c->g = -c->g;
	}
}

/* n + m, or n - m, without what is carried out of it. */
static void
move_into_range(struct number *n, const struct modulus *m, bool add)
{
	const uint32_t flip = add ? 0 : UINT32_MAX;
	uint64_t carry = add ? 0 : 1;
	size_t i;

	for (i = 0; i < m->words; i++) {
		carry += (uint64_t)n->w[i] + (m->number.w[i] ^ flip);
		n->w[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

/* What the change makes of u and v, modulo m: so often m is added that the
   lowest STEPS bits are 0. */
static void
change_factor(struct number *out, const struct number *u,
    const struct number *v, const struct change *c, const struct modulus *m)
{
	const uint64_t times =
	    (uint64_t)(u->w[0] * c->f + v->w[0] * c->g) * m->factor & LOW;
	uint64_t whole = 0;
	uint32_t below = 0;
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < m->words; i++) {
		sum += u->w[i] * c->f + v->w[i] * c->g;
		whole += m->number.w[i] * times + (uint32_t)sum;
		if (i > 0)
			out->w[i - 1] = below >> STEPS | (uint32_t)whole << 1;
		below = (uint32_t)whole;
		whole >>= 32;
		sum >>= 32;
	}
	sum += (int64_t)whole;
	out->w[m->words - 1] = below >> STEPS | (uint32_t)sum << 1;
	/* Above -m, below 2 m. */
	if (sum < 0)
		move_into_range(out, m, true);
	else if (sum >> STEPS != 0 || !is_below(out, &m->number, m->words))
		move_into_range(out, m, false);
}

/* Numbers, and what they are multiples of. */
struct state {
	struct number a, b, u, v;
};

static void
advance(struct state *next, const struct state *s, const struct modulus *m)
{
	struct change changes[2];
	size_t top = m->words - 1;
	int shift;

	while (top > 1 && (s->a.w[top] | s->b.w[top]) == 0)
		top--;
	shift = top > 1 ? __builtin_clz(s->a.w[top] | s->b.w[top]) : 0;
	take_steps(
	    changes, outline(&s->a, top, shift), outline(&s->b, top, shift));
	change_number(&next->a, &s->a, &s->b, &changes[0], m->words);
	change_number(&next->b, &s->a, &s->b, &changes[1], m->words);
	change_factor(&next->u, &s->u, &s->v, &changes[0], m);
	change_factor(&next->v, &s->u, &s->v, &changes[1], m);
}

bool
csn_inverse(
    uint8_t *out, const uint8_t *number, const uint8_t *modulus, size_t len)
{
	struct state states[2] = { { .u = { .w = { 1 } } } };
	size_t i, turns, at = 0;
	struct modulus m = { .words = len / 4 };

	read_modulus(&m, modulus);
	read_number(&states[0].a, number, m.words);
	states[0].b = m.number;
	/* Each step makes the two of them a bit shorter. */
	turns = (len * 16 + STEPS - 1) / STEPS;
	for (i = 0; i < turns && !is_word(&states[at].a, m.words, 0); i++) {
		advance(&states[!at], &states[at], &m);
		at = !at;
	}
	if (!is_word(&states[at].a, m.words, 0) ||
	    !is_word(&states[at].b, m.words, 1))
		return false;
	write_number(out, &states[at].v, m.words);
	return true;
}
