/* Rows of the table, and the numbers that other programs print for it. */
#ifndef CSN_BENCH_ROW_H
#define CSN_BENCH_ROW_H

#include <stddef.h>

/* verdict: bench_verdict(), "" where nothing is required, "?" where the
   machine does not let it be told, "-" for what is skipped. */
void bench_row(const char *figure, const char *required, const char *verdict,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void bench_skip(const char *figure, const char *required, const char *why);
const char *bench_verdict(int holds);

/* Two threads against one, ours and bare. Where OpenSSL by itself gains less
   than what is required, the machine has no second core to give just now, and
   there is nothing to say about us. */
void bench_threads_row(double ours, double bare, const char *bare_name);

/* What follows "name " on its line of a program's output. */
const char *bench_text(const char *text, const char *name);
/* The numbers there. */
void bench_numbers(
    const char *text, const char *name, double *values, size_t n);

/* Path below a folder; returns path. */
const char *bench_path(
    char *path, size_t size, const char *folder, const char *name);

#endif
