/* Two ways of doing the same, measured by turns. */
#ifndef CSN_BENCH_COMPARE_H
#define CSN_BENCH_COMPARE_H

#include <stddef.h>

#define BENCH_THREADS 2u

/* One thread's side of a comparison: what is done again and again. */
struct bench_side {
	void (*op)(void *data);
	void *data;
};

/* A comparison in one thread. */
struct bench_pair {
	struct bench_side bare, ours;
	size_t rounds;
	int slice; /* operations without a change of sides */
};

struct bench_ratio {
	double ours_by_bare; /* time: 1 is as fast, more is slower */
	double ours_ns;      /* of one operation */
	double bare_ns;
};

/*
 * Short slices of either side by turns (bare, ours, ours, bare), and the median
 * of the rounds' ratios. A neighbour who takes the processor for a while spoils
 * some rounds, not the median.
 */
struct bench_ratio bench_compare(const struct bench_pair *pair);

/*
 * How much faster two threads are than one: ours, then bare. Each thread has
 * a side of its own. Of each kind the best slice counts: contention is there in
 * every slice, a neighbour on the second core only in some.
 */
void bench_gain(double gain[2], const struct bench_side ours[BENCH_THREADS],
    const struct bench_side bare[BENCH_THREADS], size_t rounds, int ops);

#endif
