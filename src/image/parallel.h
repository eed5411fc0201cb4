/* The same work for many things, by several threads. */
#ifndef CSN_IMAGE_PARALLEL_H
#define CSN_IMAGE_PARALLEL_H

#include <stddef.h>

/*
 * fn() for every index below count, by at most so many threads, of which the
 * caller's is one; where no thread can be had, by that alone. What fn() does
 * for one index must not touch what it does for another. Ends when all are
 * done.
 */
void csn_parallel(size_t count, size_t workers,
    void (*fn)(void *user, size_t index), void *user);

#endif
