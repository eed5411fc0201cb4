/*
 * Ending a process, or failing one call, at each system call in turn that an
 * operation makes to change files, or to look at what is there:
 *
 *	for (size_t n = 1;; n++) {
 *		call_fail_arm(n, ENOSPC);
 *		rc = operation();
 *		if (!call_fail_disarm())
 *			break;
 *		... nothing is half written ...
 *	}
 *
 * Counted are the calls of our objects alone (by the linker's --wrap, see
 * cosign_test() with CALL_FAIL).
 */
#ifndef TESTS_SUPPORT_CALL_FAIL_H
#define TESTS_SUPPORT_CALL_FAIL_H

#include <stddef.h>

/* The process is killed instead of the call failing. */
#define CALL_FAIL_KILL (-1)

/* The n-th call from now on fails with this errno, counted from 1. */
void call_fail_arm(size_t n, int errnum);

/* What others do just before the n-th call, which does not fail. The function
   may arm anew. */
void call_fail_arm_others(size_t n, void (*fn)(void));

/* No more failures. 1 if one was met since call_fail_arm(). */
int call_fail_disarm(void);

#endif
