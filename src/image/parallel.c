#include "image/parallel.h"

#include "util/limits.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

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

struct tries {
	cosign_rc_t (*fn)(void *user, size_t index, cosign_error_t *err);
	void *user;
	struct outcome {
		cosign_rc_t rc;
		cosign_error_t *err;
	} * outcomes;
};

static void
try_one(void *user, size_t index)
{
	const struct tries *tries = user;
	struct outcome *outcome = &tries->outcomes[index];

	outcome->rc = tries->fn(tries->user, index, outcome->err);
}

static cosign_rc_t
fail_as(const struct outcome *outcome, cosign_error_t *err)
{
	const char *hint = cosign_error_hint(outcome->err);

	(void)csn_fail(
	    err, outcome->rc, "%s", cosign_error_message(outcome->err));
	if (hint != NULL && *hint != '\0')
		csn_hint(err, "%s", hint);
	return outcome->rc;
}

cosign_rc_t
csn_parallel_try(size_t count, size_t workers,
    cosign_rc_t (*fn)(void *user, size_t index, cosign_error_t *err),
    void *user, cosign_error_t *err)
{
	struct tries tries = { fn, user,
		calloc(count + 1, sizeof(*tries.outcomes)) };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if (tries.outcomes == NULL)
		return csn_fail_nomem(err);
	for (i = 0; i < count; i++) {
		tries.outcomes[i].err = cosign_error_new();
		if (tries.outcomes[i].err == NULL)
			CSN_TRY(csn_fail_nomem(err));
	}
	csn_parallel(
	    count, workers != 0 ? workers : CSN_IMAGE_WORKERS, try_one, &tries);
	for (i = 0; i < count; i++)
		if (tries.outcomes[i].rc != COSIGN_OK)
			CSN_TRY(fail_as(&tries.outcomes[i], err));
	rc = COSIGN_OK;
out:
	for (i = 0; i < count; i++)
		cosign_error_free(tries.outcomes[i].err);
	free(tries.outcomes);
	return rc;
}
