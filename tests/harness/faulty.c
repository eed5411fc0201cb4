/*
 * A test with a fault in it that only a sanitizer notices. The build expects
 * it to fail: otherwise the sanitizer builds would prove nothing.
 */
#include <criterion/criterion.h>

#include <limits.h>
#include <stdlib.h>

#ifdef FAULT_LEAK
static void *volatile lost;

Test(faulty, leaks)
{
	lost = malloc(42);
	lost = NULL;
}
#endif

#ifdef FAULT_UNDEFINED
static volatile int most = INT_MAX;

Test(faulty, overflows)
{
	most = most + 1;
}
#endif

#ifdef FAULT_OVERRUN
static volatile size_t beyond = 8;
static volatile char seen;

Test(faulty, reads_beyond)
{
	char *p = calloc(8, 1);

	seen = p[beyond];
	free(p);
}
#endif
