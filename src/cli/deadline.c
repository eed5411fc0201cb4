/* --timeout: the whole process gives up, whatever it waits for. */
#include "cli.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static void
give_up(int signal)
{
	static const char text[] = CLI_NAME ": timeout: out of time\n";

	(void)signal;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(1);
	_exit(1);
}

void
cli_start_deadline(const struct cli *c)
{
	const struct sigaction action = { .sa_handler = give_up };
	struct itimerval timer = { { 0, 0 }, { 0, 0 } };
	uint64_t nanoseconds, microseconds;

	if (!cli_parse_duration(
		c->values[CLI_OPT_TIMEOUT].text, &nanoseconds) ||
	    nanoseconds == 0)
		return;
	/* Rounded up: a timer of 0 would never end. */
	microseconds = (nanoseconds - 1) / 1000 + 1;
	timer.it_value.tv_sec = (time_t)(microseconds / 1000000);
	timer.it_value.tv_usec = (suseconds_t)(microseconds % 1000000);
	(void)sigaction(SIGALRM, &action, NULL);
	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

void
cli_hold_deadline(bool hold)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGALRM);
	(void)sigprocmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}
