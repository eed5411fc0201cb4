/* The same work for many things, by several threads. */
#ifndef CSN_IMAGE_PARALLEL_H
#define CSN_IMAGE_PARALLEL_H

#include "util/util.h"

#include <stddef.h>

/*
 * fn() for every index below count, by at most so many threads, of which the
 * caller's is one; where no thread can be had, by that alone. What fn() does
 * for one index must not touch what it does for another. Ends when all are
 * done.
 */
void csn_parallel(size_t count, size_t workers,
    void (*fn)(void *user, size_t index), void *user);

#define CSN_IMAGE_WORKERS 10

/* The same for what may fail; 0 workers: CSN_IMAGE_WORKERS. All is tried; the
   failure of the lowest index is that of the whole. */
cosign_rc_t csn_parallel_try(size_t count, size_t workers,
    cosign_rc_t (*fn)(void *user, size_t index, cosign_error_t *err),
    void *user, cosign_error_t *err);

#endif
