/* Questions at the terminal. */
#include "cli.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Signals that would leave the terminal without echo. */
static const int watched[] = { SIGALRM, SIGHUP, SIGINT, SIGQUIT, SIGTERM,
	SIGTSTP, SIGTTIN, SIGTTOU };

#define WATCHED CLI_ARRAY_LEN(watched)

static volatile sig_atomic_t caught[WATCHED];

static void
note_signal(int signal)
{
	size_t i;

	for (i = 0; i < WATCHED; i++)
		if (watched[i] == signal)
			caught[i] = 1;
}

struct watch {
	struct sigaction old[WATCHED];
	sigset_t mask; /* before, for waiting */
};

/* Outside of the wait the signals are blocked: none slips in between. */
static void
watch_signals(struct watch *w)
{
	struct sigaction action = { .sa_handler = note_signal };
	sigset_t set;
	size_t i;

	(void)sigemptyset(&set);
	for (i = 0; i < WATCHED; i++)
		(void)sigaddset(&set, watched[i]);
	(void)sigprocmask(SIG_BLOCK, &set, &w->mask);
	for (i = 0; i < WATCHED; i++) {
		caught[i] = 0;
		(void)sigaction(watched[i], NULL, &w->old[i]);
		/* What was ignored (nohup) stays ignored. */
		if (w->old[i].sa_handler != SIG_IGN)
			(void)sigaction(watched[i], &action, NULL);
	}
}

/* Back to how it was; then each signal that came does what it does. True if
   the process went on after that: it was stopped and continued. */
static bool
unwatch_signals(const struct watch *w)
{
	bool any = false;
	size_t i;

	for (i = 0; i < WATCHED; i++)
		(void)sigaction(watched[i], &w->old[i], NULL);
	for (i = 0; i < WATCHED; i++) {
		if (caught[i] != 0) {
			any = true;
			(void)raise(watched[i]);
		}
	}
	(void)sigprocmask(SIG_SETMASK, &w->mask, NULL);
	return any;
}

enum reading {
	READING_DONE,
	READING_SIGNAL,
	READING_END, /* of file, before anything was typed */
	READING_FAILED,
	READING_TOO_LONG,
};

static enum reading
read_line(const struct watch *w, uint8_t *buf, size_t size, size_t *len)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	uint8_t byte;
	ssize_t n;

	*len = 0;
	for (;;) {
		if (ppoll(&input, 1, NULL, &w->mask) < 0)
			return errno == EINTR ? READING_SIGNAL : READING_FAILED;
		n = read(STDIN_FILENO, &byte, 1);
		if (n < 0)
			return READING_FAILED;
		if (n == 0)
			return *len == 0 ? READING_END : READING_DONE;
		if (byte == '\n')
			return READING_DONE;
		if (*len == size)
			return READING_TOO_LONG;
		buf[(*len)++] = byte;
	}
}

cosign_rc_t
cli_read_hidden(
    struct cli *c, const char *prompt, uint8_t *buf, size_t size, size_t *len)
{
	struct termios shown, hidden;
	enum reading reading;
	struct watch w;

	do {
		watch_signals(&w);
		if (tcgetattr(STDIN_FILENO, &shown) != 0) {
			reading = READING_FAILED;
			continue;
		}
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
		hidden.c_lflag |= ICANON | ISIG;
		hidden.c_iflag |= ICRNL;
		/* Drops what was typed ahead, with echo. */
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
		(void)fputs(prompt, stderr);
		reading = read_line(&w, buf, size, len);
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
		(void)fputc('\n', stderr);
	} while (unwatch_signals(&w) || reading == READING_SIGNAL);
	switch (reading) {
	case READING_DONE:
		return COSIGN_OK;
	case READING_END:
		return cli_fail(c, COSIGN_E_CANCELLED, "password: no input");
	case READING_TOO_LONG:
		return cli_fail(
		    c, COSIGN_E_LIMIT, "password: more than %zu bytes", size);
	case READING_SIGNAL:
	case READING_FAILED:
		break;
	}
	return cli_fail(
	    c, COSIGN_E_NO_PASSWORD, "password: the terminal cannot be read");
}

/* A line of standard input, and not a byte more: a password may follow. */
static size_t
read_answer(char *answer, size_t size)
{
	size_t len = 0;
	char byte;

	while (read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n')
		if (len + 1 < size)
			answer[len++] = byte;
	answer[len] = '\0';
	return len;
}

cosign_rc_t
cli_confirm(struct cli *c)
{
	char answer[32];
	size_t len;

	(void)fputs("Are you sure you would like to continue? [y/N] ", stderr);
	len = read_answer(answer, sizeof(answer));
	if (strcmp(answer, "y") == 0 || strcmp(answer, "Y") == 0)
		return COSIGN_OK;
	if (isatty(STDIN_FILENO) != 1)
		(void)fputc('\n', stderr);
	if (len == 0 || strcmp(answer, "n") == 0 || strcmp(answer, "N") == 0)
		return cli_fail(
		    c, COSIGN_E_CANCELLED, "user declined the prompt");
	/* From a pipe it may be a password: not repeated. */
	if (isatty(STDIN_FILENO) != 1)
		return cli_fail(c, COSIGN_E_CANCELLED,
		    "invalid input (allowed values y, n)");
	return cli_fail(c, COSIGN_E_CANCELLED,
	    "invalid input \"%s\" (allowed values y, n)", answer);
}
