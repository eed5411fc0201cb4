#include "image/parallel.h"

#include "util/limits.h"

#include <pthread.h>
#include <stdatomic.h>

struct work {
	atomic_size_t next;
	size_t count;
	void (*fn)(void *user, size_t index);
	void *user;
};

static void *
run(void *user)
{
	struct work *work = user;
	size_t i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->count)
		work->fn(work->user, i);
	return NULL;
}

void
csn_parallel(size_t count, size_t workers, void (*fn)(void *user, size_t index),
    void *user)
{
	struct work work = { .count = count, .fn = fn, .user = user };
	pthread_t threads[CSN_WORKERS_MAX];
	size_t started = 0;

	if (workers > CSN_WORKERS_MAX)
		workers = CSN_WORKERS_MAX;
	if (workers > count)
		workers = count;
	while (started + 1 < workers &&
	    pthread_create(&threads[started], NULL, run, &work) == 0)
		started++;
	(void)run(&work);
	while (started > 0)
		(void)pthread_join(threads[--started], NULL);
}
