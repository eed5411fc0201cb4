/* Running a program and keeping what it prints. */
#ifndef TESTS_SUPPORT_PROCESS_H
#define TESTS_SUPPORT_PROCESS_H

#include <stddef.h>

struct process_options {
	const char *const *argv; /* ends in NULL; found by PATH */
	const void *input;       /* standard input; NULL: /dev/null */
	size_t input_len;
	int input_pipe;         /* through a pipe instead of a file */
	const char *const *env; /* "NAME=value" sets, "NAME" removes; may be
	                           NULL; ends in NULL */
	int closed;             /* a descriptor to start without; 0: none */
	const char *out_path;   /* standard output goes here instead */
};

struct process_result {
	int status; /* exit status, or 128 + signal */
	char *out;  /* NUL-terminated */
	size_t out_len;
	char *err;
	size_t err_len;
};

/* Run it to its end, at most a minute (then SIGALRM ends it: 142). 0, or -1
   if it could not be run at all (said on stderr). */
int process_run(
    struct process_result *result, const struct process_options *options);
void process_dispose(struct process_result *result);

#endif
