/*
 * Failing one allocation of an operation, then the next one, until the
 * operation has run without meeting the failure:
 *
 *	for (size_t n = 1;; n++) {
 *		alloc_fail_arm(n);
 *		rc = operation();
 *		if (!alloc_fail_disarm())
 *			break;
 *		... nothing was accepted, nothing leaked ...
 *	}
 *
 * Counted are the allocations of our objects (by the linker's --wrap, see
 * cosign_test() with ALLOC_FAIL), of jansson and of libcrypto (by their own
 * hooks, which only a test may set).
 */
#ifndef TESTS_SUPPORT_ALLOC_FAIL_H
#define TESTS_SUPPORT_ALLOC_FAIL_H

#include <stddef.h>

/* The n-th allocation from now on fails, counted from 1. */
void alloc_fail_arm(size_t n);

/* No more failures. 1 if one was met since alloc_fail_arm(). */
int alloc_fail_disarm(void);

#endif
