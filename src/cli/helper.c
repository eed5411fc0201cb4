/*
 * docker-credential-NAME: the one program that cosignc runs, where the
 * configuration of docker or podman names it. The library runs none.
 */
#include "image.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The largest answer: a secret has at most 16 KiB, and JSON around it. */
#define ANSWER_MAX ((size_t)64 * 1024)

/* It may ask a person. */
#define PATIENCE_MS 60000

/* How often a program that said all is looked at until it ends. */
#define PAUSE_MS 10

struct helper {
	char name[128]; /* of the program */
	char verb[8];
	const char *input;
	size_t input_len;
	char why[512]; /* it failed */
	pid_t pid;     /* 0: it has ended */
	int status;
	int fd; /* its standard input and output */
	char *answer;
	size_t len;
	int64_t deadline; /* milliseconds */
};

static int64_t
now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t
patience(const struct cli *c)
{
	static const char name[] = "COSIGN_CREDENTIAL_HELPER_TIMEOUT";
	const char *text = getenv(name);
	uint64_t nanoseconds;

	if (text == NULL || *text == '\0')
		return PATIENCE_MS;
	if (!cli_parse_duration(text, &nanoseconds) || nanoseconds == 0) {
		cli_warn(c,
		    "%s: %s is no duration, such as 90s: it is %d seconds",
		    name, text, PATIENCE_MS / 1000);
		return PATIENCE_MS;
	}
	return (int64_t)(nanoseconds / 1000000) + 1;
}

/* Why there is no answer. */
CLI_FORMAT(2, 3)
static bool
fail(struct helper *h, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(h->why, sizeof(h->why), fmt, ap);
	va_end(ap);
	return false;
}

static int
spawn(struct helper *h, int fd)
{
	char *argv[] = { h->name, h->verb, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int error;

	(void)sigemptyset(&none);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		(void)posix_spawn_file_actions_destroy(&actions);
		return ENOMEM;
	}
	error = posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(
		    &actions, fd, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawnattr_setsigmask(&attributes, &none);
	if (error == 0)
		error = posix_spawnattr_setflags(
		    &attributes, POSIX_SPAWN_SETSIGMASK);
	if (error == 0)
		error = posix_spawnp(
		    &h->pid, h->name, &actions, &attributes, argv, environ);
	if (error != 0)
		h->pid = 0;
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	return error;
}

/*
 * A name and a secret at most: there is room for them, in a socket or nowhere.
 * Whoever does not read them answers something or fails.
 */
static int
send_input(const struct helper *h)
{
	const ssize_t n =
	    send(h->fd, h->input, h->input_len, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0)
		return errno == EPIPE || errno == ECONNRESET ? 0 : errno;
	if ((size_t)n < h->input_len)
		return ENOBUFS;
	(void)shutdown(h->fd, SHUT_WR);
	return 0;
}

/* A socket, since writing to one whose reader is gone raises no signal. */
static int
start(struct helper *h)
{
	int pair[2], error;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return errno;
	error = spawn(h, pair[1]);
	(void)close(pair[1]);
	h->fd = pair[0];
	return error != 0 ? error : send_input(h);
}

/* One more piece: 1, at the end 0, or -1 when time is up. */
static int
take_piece(struct helper *h)
{
	struct pollfd p = { .fd = h->fd, .events = POLLIN };
	const int64_t left = h->deadline - now();
	ssize_t n;

	if (left <= 0)
		return -1;
	if (poll(&p, 1, left > INT32_MAX ? INT32_MAX : (int)left) <= 0)
		return errno == EINTR ? 1 : -1;
	n = read(h->fd, h->answer + h->len, ANSWER_MAX + 1 - h->len);
	if (n < 0)
		return errno == EINTR ? 1 : 0;
	h->len += (size_t)n;
	return n > 0 && h->len <= ANSWER_MAX;
}

/* Whether it ended in time. */
static bool
wait_for(struct helper *h)
{
	const struct timespec pause = { 0, PAUSE_MS * 1000000L };

	for (;;) {
		const pid_t ended = waitpid(h->pid, &h->status, WNOHANG);

		if (ended == h->pid || (ended < 0 && errno != EINTR)) {
			/* Where children are not waited for, it is not known
			   how it ended. */
			if (ended < 0)
				h->status = -1;
			h->pid = 0;
			return true;
		}
		if (now() >= h->deadline)
			return false;
		(void)nanosleep(&pause, NULL);
	}
}

static void
stop(struct helper *h)
{
	if (h->pid > 0) {
		(void)kill(h->pid, SIGKILL);
		while (waitpid(h->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	if (h->fd >= 0)
		(void)close(h->fd);
	if (h->answer != NULL)
		explicit_bzero(h->answer, ANSWER_MAX + 2);
	free(h->answer);
	explicit_bzero(h->why, sizeof(h->why));
}

/* It knows nobody: in these words, and with a status of failure. */
static bool
knows_nobody(const struct helper *h)
{
	static const char words[] = "credentials not found in native keychain";
	const size_t blank = strspn(h->answer, " \t\r\n");
	const char *text = h->answer + blank;

	return strncmp(text, words, sizeof(words) - 1) == 0 &&
	    text[sizeof(words) - 1 +
		strspn(text + sizeof(words) - 1, " \t\r\n")] == '\0';
}

/* Whether a line of text has no secret in it: neither what "get" answers with,
   nor what "store" was told, which is the last of its input. */
static bool
tells_no_secret(const struct helper *h, const char *line)
{
	static const char member[] = "\"Secret\":\"", end[] = "\"}";
	const char *secret =
	    memmem(h->input, h->input_len, member, sizeof(member) - 1);
	size_t len;

	if (strchr(line, '{') != NULL)
		return false;
	if (strcmp(h->verb, "store") != 0)
		return true;
	if (secret == NULL)
		return false;
	secret += sizeof(member) - 1;
	len = h->input_len - (size_t)(secret - h->input);
	/* What is escaped there may stand here as it is. */
	if (len < sizeof(end) || memchr(secret, '\\', len) != NULL)
		return false;
	return memmem(line, strlen(line), secret, len - sizeof(end) + 1) ==
	    NULL;
}

/* Whether it did what it was asked to; knowing nobody is no failure. */
static bool
judge(struct helper *h, bool *known)
{
	if (h->len > ANSWER_MAX)
		return fail(h, "says more than %zu bytes", ANSWER_MAX);
	if (h->status == -1)
		return fail(h, "nobody knows how it ended");
	if (WIFSIGNALED(h->status))
		return fail(h, "was ended by signal %d", WTERMSIG(h->status));
	*known = h->status == 0;
	if (*known || knows_nobody(h))
		return true;
	h->answer[strcspn(h->answer, "\r\n")] = '\0';
	if (*h->answer == '\0' || !tells_no_secret(h, h->answer))
		return fail(h, "ended with status %d", WEXITSTATUS(h->status));
	return fail(
	    h, "ended with status %d: %s", WEXITSTATUS(h->status), h->answer);
}

static bool
ask(const struct cli *c, struct helper *h, const char *name, const char *verb,
    bool *known)
{
	const int len =
	    snprintf(h->name, sizeof(h->name), "docker-credential-%s", name);
	char reason[128];
	int more, error;

	*known = false;
	if (len < 0 || (size_t)len >= sizeof(h->name))
		return fail(h, "its name is too long");
	(void)snprintf(h->verb, sizeof(h->verb), "%s", verb);
	h->deadline = now() + patience(c);
	h->answer = calloc(1, ANSWER_MAX + 2);
	error = h->answer == NULL ? ENOMEM : start(h);
	if (error != 0)
		return fail(h, "%s: %s", h->name,
		    strerror_r(error, reason, sizeof(reason)));
	while ((more = take_piece(h)) > 0)
		continue;
	if (h->len <= ANSWER_MAX && (more < 0 || !wait_for(h)))
		return fail(h, "did not answer in time");
	return judge(h, known);
}

cosign_rc_t
cli_run_helper(void *user, const char *name, const char *key,
    cosign_credential_t *credential, cosign_error_t *err)
{
	struct helper h = { .fd = -1, .input = key, .input_len = strlen(key) };
	cosign_rc_t rc = COSIGN_OK;
	bool known;

	if (!ask(user, &h, name, "get", &known))
		rc = cosign_credential_fail(credential, h.why, err);
	else if (known)
		rc = cosign_credential_set_answer(
		    credential, h.answer, h.len, err);
	stop(&h);
	return rc;
}

cosign_rc_t
cli_tell_helper(struct cli *c, const char *name, const char *verb,
    const char *input, size_t len)
{
	struct helper h = { .fd = -1, .input = input, .input_len = len };
	cosign_rc_t rc = COSIGN_OK;
	bool known;

	/* Whoever knows nobody has erased everything, but stored nothing. */
	if (ask(c, &h, name, verb, &known) && !known &&
	    strcmp(verb, "erase") != 0)
		(void)fail(&h, "has not stored anything");
	if (h.why[0] != '\0')
		rc = cli_fail(
		    c, COSIGN_E_CREDENTIALS, "the helper %s: %s", name, h.why);
	stop(&h);
	return rc;
}
