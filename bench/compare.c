#include "compare.h"

#include "measure.h"

#include <pthread.h>
#include <stdlib.h>

static double
slice(const struct bench_side *side, int n)
{
	double start = bench_now();

	for (int i = 0; i < n; i++)
		side->op(side->data);
	return bench_now() - start;
}

struct bench_ratio
bench_compare(const struct bench_pair *pair)
{
	double *values = calloc(3 * pair->rounds, sizeof(*values));
	double *ours = values + pair->rounds;
	double *bare = ours + pair->rounds;
	struct bench_ratio r;

	if (values == NULL)
		bench_die("no memory");
	(void)slice(&pair->bare, pair->slice);
	(void)slice(&pair->ours, pair->slice);
	for (size_t i = 0; i < pair->rounds; i++) {
		bare[i] = slice(&pair->bare, pair->slice);
		ours[i] = slice(&pair->ours, pair->slice);
		ours[i] += slice(&pair->ours, pair->slice);
		bare[i] += slice(&pair->bare, pair->slice);
		values[i] = ours[i] / bare[i];
	}
	r.ours_by_bare = bench_median(values, pair->rounds);
	r.ours_ns = bench_median(ours, pair->rounds) / (2 * pair->slice);
	r.bare_ns = bench_median(bare, pair->rounds) / (2 * pair->slice);
	free(values);
	return r;
}

struct worker {
	pthread_t thread;
	pthread_barrier_t *barrier;
	const struct bench_side *side;
	int slice;
	double start;
	double end;
};

static void *
work(void *arg)
{
	struct worker *w = arg;

	(void)slice(w->side, 2);
	(void)pthread_barrier_wait(w->barrier);
	w->start = bench_now();
	(void)slice(w->side, w->slice);
	w->end = bench_now();
	return NULL;
}

/* Nanoseconds from the first start to the last end, for each operation. */
static double
threads_slice(const struct bench_side *sides, unsigned int n, int ops)
{
	struct worker w[BENCH_THREADS];
	pthread_barrier_t barrier;
	double start = 0;
	double end = 0;

	if (pthread_barrier_init(&barrier, NULL, n) != 0)
		bench_die("no barrier");
	for (unsigned int i = 0; i < n; i++) {
		w[i].barrier = &barrier;
		w[i].side = &sides[i];
		w[i].slice = ops;
		if (pthread_create(&w[i].thread, NULL, work, &w[i]) != 0)
			bench_die("no thread");
	}
	for (unsigned int i = 0; i < n; i++) {
		if (pthread_join(w[i].thread, NULL) != 0)
			bench_die("a thread was lost");
		if (i == 0 || w[i].start < start)
			start = w[i].start;
		if (w[i].end > end)
			end = w[i].end;
	}
	(void)pthread_barrier_destroy(&barrier);
	return (end - start) / ((double)ops * n);
}

static void
keep_best(double *best, double value)
{
	if (*best == 0 || value < *best)
		*best = value;
}

void
bench_gain(double gain[2], const struct bench_side ours[BENCH_THREADS],
    const struct bench_side bare[BENCH_THREADS], size_t rounds, int ops)
{
	double our_ns[BENCH_THREADS] = { 0 };
	double bare_ns[BENCH_THREADS] = { 0 };

	for (size_t i = 0; i < rounds; i++)
		for (unsigned int n = 1; n <= BENCH_THREADS; n++) {
			keep_best(&bare_ns[n - 1], threads_slice(bare, n, ops));
			keep_best(&our_ns[n - 1], threads_slice(ours, n, ops));
		}
	gain[0] = our_ns[0] / our_ns[BENCH_THREADS - 1];
	gain[1] = bare_ns[0] / bare_ns[BENCH_THREADS - 1];
}
