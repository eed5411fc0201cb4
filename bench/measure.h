/* Clocks and middle values, shared by the benchmark programs. */
#ifndef CSN_BENCH_MEASURE_H
#define CSN_BENCH_MEASURE_H

#include <stddef.h>

/* Nanoseconds of the monotonic clock. */
double bench_now(void);

/* Sorts the values. n > 0. */
double bench_median(double *values, size_t n);

/* A benchmark that cannot run has no figure: say why and stop. */
_Noreturn void bench_die(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

#endif
