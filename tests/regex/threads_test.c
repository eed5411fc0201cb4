/* Many threads search with one regular expression. */
#include "regex/regex.h"

#include <pthread.h>
#include <stdio.h>

#define THREADS 8
#define ROUNDS  500

static struct csn_regex *shared;
static pthread_barrier_t together;

/* 0: all as it should be. */
static int
search(const char *text, int expected)
{
	int found;

	return csn_regex_search(shared, csn_span_str(text), &found, NULL) !=
	    COSIGN_OK ||
	    found != expected;
}

static void *
work(void *wrong)
{
	int round;

	(void)pthread_barrier_wait(&together);
	for (round = 0; round < ROUNDS; round++) {
		*(int *)wrong |=
		    search("https://github.com/Org/repo@refs/tags/v1.2", 1);
		*(int *)wrong |=
		    search("https://github.com/org/re po@refs/tags/v1.2", 0);
		*(int *)wrong |= search("https://\xc3\xa9.com/org@\xff", 1);
	}
	return NULL;
}

int
main(void)
{
	static const char pattern[] =
	    "^(?i)https://(?:github|\\pL)\\.com/(?:org|[^\\s@]{2,5})*"
	    "(?:/\\w+)?@.+$";
	pthread_t threads[THREADS];
	int wrong[THREADS] = { 0 };
	int failed = 0;
	size_t i;

	if (csn_regex_new(&shared, csn_span_str(pattern), NULL) != COSIGN_OK ||
	    pthread_barrier_init(&together, NULL, THREADS) != 0)
		return 1;
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, work, &wrong[i]) != 0)
			return 1;
	for (i = 0; i < THREADS; i++) {
		(void)pthread_join(threads[i], NULL);
		if (wrong[i] != 0) {
			(void)fprintf(stderr, "thread %zu\n", i);
			failed = 1;
		}
	}
	(void)pthread_barrier_destroy(&together);
	csn_regex_free(shared);
	return failed;
}
