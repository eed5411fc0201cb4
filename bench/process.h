/* Running other programs and measuring them as a whole. */
#ifndef CSN_BENCH_PROCESS_H
#define CSN_BENCH_PROCESS_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#define BENCH_ARGS_MAX 16

/* Programs to be compared, run by turns. */
struct bench_program {
	const char
	    *args[BENCH_ARGS_MAX]; /* args[0] is the path; ends in NULL */
	double ms;                 /* median of wall-clock times */
	double cpu_ms;             /* median of user + system time */
	double peak_kb;            /* median of peak resident sets */
};

/* Each runs+1 times, interleaved, the first round not counted; output is
   thrown away. A program that fails stops the benchmark. */
void bench_interleave(struct bench_program *programs, size_t n, size_t runs);

/* Run once; stdout into text (NUL-terminated, cut), stderr thrown away. */
void bench_capture(const char *const *args, char *text, size_t size);

/* Run once with stderr into a file. */
void bench_stderr_to(const char *const *args, const char *path);

/* A program that stays: for each number on its input it does its work so many
   times, and prints how many nanoseconds one took (bench/peers). */
struct bench_peer {
	pid_t pid;
	FILE *in, *out;
};
void bench_peer_start(struct bench_peer *peer, const char *const *args);
/* Negative if it has ended. */
double bench_peer_ask(struct bench_peer *peer, int count);
void bench_peer_stop(struct bench_peer *peer);

#endif
