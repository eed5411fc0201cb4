#include "tools.h"

#include <openssl/err.h>

#include <stdio.h>
#include <stdlib.h>

struct vs_owned {
	struct vs_owned *next;
	void *p;
	void (*fn)(void *p);
};

void
vs_stop(const char *what, const char *file, int line)
{
	(void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	ERR_print_errors_fp(stderr);
	abort();
}

void *
vs_own(struct vs *vs, void *p, void (*fn)(void *p))
{
	struct vs_owned *owned = malloc(sizeof(*owned));

	VS_NEED(p != NULL && owned != NULL);
	owned->p = p;
	owned->fn = fn;
	owned->next = vs->owned;
	vs->owned = owned;
	return p;
}

/* Each in a block of its own, so that a sanitizer sees where it ends. */
void *
vs_alloc(struct vs *vs, size_t size)
{
	return vs_own(vs, calloc(1, size), free);
}

void
vs_disown_all(struct vs *vs)
{
	struct vs_owned *owned, *next;

	for (owned = vs->owned; owned != NULL; owned = next) {
		next = owned->next;
		owned->fn(owned->p);
		free(owned);
	}
	vs->owned = NULL;
}
