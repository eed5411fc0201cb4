/*
 * Keyless verification in one process, warm:
 *
 *   ratio ARGS...  against the signature checks alone: prints "name value ..."
 *   peer ARGS...   as bench/peers do: for each number on stdin so many
 *                  verifications, and a line of nanoseconds for one
 *   once ARGS...   after warming up one verification, for valgrind
 *
 * ARGS: ROOT BUNDLE FILE IDENTITY ISSUER
 */
#include "checks.h"
#include "compare.h"
#include "keyless.h"
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS        150
#define SLICE         4 /* verifications: some milliseconds */
#define THREAD_ROUNDS 60
#define THREAD_SLICE  8
#define PEER_MAX      100000

static void
compare(
    const char *name, void (*op)(void *), void *data, struct bench_keyless *k)
{
	const struct bench_pair pair = { { op, data },
		{ bench_keyless_verify, k }, ROUNDS, SLICE };
	const struct bench_ratio r = bench_compare(&pair);

	printf(
	    "%s %.4f %.0f %.0f\n", name, r.ours_by_bare, r.ours_ns, r.bare_ns);
}

static void
ratio(struct bench_keyless *k)
{
	struct bench_side ours[BENCH_THREADS], bare[BENCH_THREADS];
	struct bench_openssl *openssl[BENCH_THREADS];
	double gain[2];
	char names[256];
	size_t count;

	bench_checks_begin();
	bench_keyless_verify(k);
	count = bench_checks_end(names, sizeof(names));
	printf("checks %zu %s\n", count, names);
	for (size_t i = 0; i < BENCH_THREADS; i++) {
		openssl[i] = bench_openssl_new();
		bare[i] =
		    (struct bench_side){ bench_checks_openssl, openssl[i] };
		ours[i] = (struct bench_side){ bench_keyless_verify, k };
	}
	compare("ours", bench_checks_ours, NULL, k);
	compare("openssl", bench_checks_openssl, openssl[0], k);
	bench_gain(gain, ours, bare, THREAD_ROUNDS, THREAD_SLICE);
	printf("threads %.4f %.4f\n", gain[0], gain[1]);
	for (size_t i = 0; i < BENCH_THREADS; i++)
		bench_openssl_free(openssl[i]);
	bench_checks_free();
}

static void
peer(struct bench_keyless *k)
{
	char text[32];

	while (fgets(text, sizeof(text), stdin) != NULL) {
		const long n = strtol(text, NULL, 10);
		double start;

		if (n <= 0 || n > PEER_MAX)
			bench_die("not a number of verifications");
		start = bench_now();
		for (long i = 0; i < n; i++)
			bench_keyless_verify(k);
		printf("%.0f\n", (bench_now() - start) / (double)n);
		(void)fflush(stdout);
	}
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	struct bench_keyless k = { 0 };

	if (argc != 2 + BENCH_KEYLESS_ARGS)
		bench_die("verify: ratio|peer|once ROOT BUNDLE FILE IDENTITY "
			  "ISSUER");
	bench_keyless_init(&k, argv + 2);
	bench_keyless_warm(&k);
	if (strcmp(what, "ratio") == 0)
		ratio(&k);
	else if (strcmp(what, "peer") == 0)
		peer(&k);
	else if (strcmp(what, "once") == 0)
		bench_once(&k);
	else
		bench_die("verify: unknown task \"%s\"", what);
	bench_keyless_dispose(&k);
	return 0;
}
