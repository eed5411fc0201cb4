#include "alloc_fail.h"

#include <jansson.h>
#include <openssl/crypto.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);

static atomic_llong countdown; /* 0 and less: not armed */
static atomic_int met;

/* Of several threads one meets it. */
static int
fails(void)
{
	if (atomic_fetch_sub(&countdown, 1) != 1)
		return 0;
	atomic_store(&met, 1);
	return 1;
}

void
alloc_fail_arm(size_t n)
{
	atomic_store(&met, 0);
	atomic_store(&countdown, (long long)n);
}

int
alloc_fail_disarm(void)
{
	atomic_store(&countdown, 0);
	return atomic_exchange(&met, 0);
}

void *
__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

char *
__wrap_strndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = __wrap_malloc(len + 1);

	if (copy == NULL)
		return NULL;
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *
__wrap_strdup(const char *s)
{
	return __wrap_strndup(s, strlen(s));
}

static void *
crypto_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return __wrap_malloc(size);
}

static void *
crypto_realloc(void *p, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return __wrap_realloc(p, size);
}

static void
crypto_free(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	free(p);
}

/* Before main: libcrypto takes no other allocator once it has used one. */
__attribute__((constructor)) static void
install(void)
{
	json_set_alloc_funcs(__wrap_malloc, free);
	if (CRYPTO_set_mem_functions(
		crypto_malloc, crypto_realloc, crypto_free) != 1)
		abort();
}
