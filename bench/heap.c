/*
 * Heap of one keyless verification, parsing included: "heap PEAK LEFT COUNT
 * BUNDLE", in bytes, with everything that libcrypto and jansson take. Counted
 * by this program's own malloc(), which asks glibc's.
 */
#include "keyless.h"
#include "measure.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>

#define ROUNDS 8

static atomic_llong now, peak, made;

static void *
count(void *p)
{
	long long size;

	if (p == NULL)
		return NULL;
	size = (long long)malloc_usable_size(p);
	(void)atomic_fetch_add(&made, 1);
	size += atomic_fetch_add(&now, size);
	if (size > atomic_load(&peak))
		atomic_store(&peak, size);
	return p;
}

static void
uncount(void *p)
{
	if (p != NULL)
		(void)atomic_fetch_sub(&now, (long long)malloc_usable_size(p));
}

/* For the shared libraries too. */
#define SEEN __attribute__((visibility("default")))

/* glibc's names for what is replaced here. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void __libc_free(void *p);

SEEN void *
malloc(size_t size)
{
	return count(__libc_malloc(size));
}

SEEN void *
calloc(size_t nmemb, size_t size)
{
	return count(__libc_calloc(nmemb, size));
}

SEEN void *
realloc(void *ptr, size_t size)
{
	void *moved;

	uncount(ptr);
	moved = __libc_realloc(ptr, size);
	/* One that failed is still there. */
	if (moved == NULL && size > 0)
		(void)count(ptr);
	return count(moved);
}

SEEN void
free(void *ptr)
{
	const int saved = errno;

	uncount(ptr);
	__libc_free(ptr);
	errno = saved;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

int
main(int argc, char **argv)
{
	struct bench_keyless k = { 0 };
	long long before, most = 0, calls = 0;

	if (argc != 1 + BENCH_KEYLESS_ARGS)
		bench_die("heap: ROOT BUNDLE FILE IDENTITY ISSUER");
	bench_keyless_init(&k, argv + 1);
	bench_keyless_warm(&k);
	before = atomic_load(&now);
	for (int i = 0; i < ROUNDS; i++) {
		const long long start = atomic_load(&now);

		atomic_store(&peak, start);
		atomic_store(&made, 0);
		bench_keyless_verify(&k);
		if (atomic_load(&peak) - start > most)
			most = atomic_load(&peak) - start;
		calls = atomic_load(&made);
	}
	printf("heap %lld %lld %lld %zu\n", most, atomic_load(&now) - before,
	    calls, k.json_len);
	bench_keyless_dispose(&k);
	return 0;
}
