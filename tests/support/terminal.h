/* Programs on a terminal of their own. */
#ifndef TESTS_SUPPORT_TERMINAL_H
#define TESTS_SUPPORT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A program on a pseudo-terminal of its own, all three streams. One at a
   time: the text is kept in one place. */
struct terminal {
	int master;
	pid_t pid;
	char *seen; /* everything shown so far */
	size_t seen_len;
	size_t read_to; /* what terminal_expect() has found ends here */
};

struct terminal terminal_start(const char *const argv[]);
/* Wait until this text is shown, after what was found before. */
void terminal_expect(struct terminal *t, const char *text);
void terminal_type(struct terminal *t, const char *text);
/* Does the terminal show what is typed? */
bool terminal_echoes(const struct terminal *t);
/* Wait for its end; exit status, or 128 + signal. The terminal stays. */
int terminal_wait(struct terminal *t);

#endif
