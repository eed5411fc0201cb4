/* What goes to stderr: errors, hints, warnings and remarks. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RED    "\033[1;31m"
#define GREEN  "\033[32m"
#define YELLOW "\033[33m"
#define CYAN   "\033[36m"
#define PLAIN  "\033[0m"

bool
cli_wants_color(int fd)
{
	const char *refused = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) == 1 && (refused == NULL || *refused == '\0') &&
	    term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

/* Formatted and escaped, to be freed; NULL without memory. */
CLI_FORMAT(1, 0)
static char *
format(const char *fmt, va_list ap)
{
	char *raw = NULL, *shown = NULL;
	size_t size;

	if (vasprintf(&raw, fmt, ap) < 0)
		return NULL;
	size = strlen(raw) * 4 + 1;
	shown = malloc(size);
	if (shown != NULL)
		(void)cosign_text_escape(shown, size, raw);
	free(raw);
	return shown;
}

CLI_FORMAT(2, 0)
static void
set_text(char **to, const char *fmt, va_list ap)
{
	free(*to);
	*to = format(fmt, ap);
}

cosign_rc_t
cli_fail(struct cli *c, cosign_rc_t rc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_text(&c->message, fmt, ap);
	va_end(ap);
	return rc;
}

cosign_rc_t
cli_fail_at(struct cli *c, cosign_rc_t rc, const char *fmt, ...)
{
	const char *what = cosign_error_message(c->err), *hint;
	char *place;
	va_list ap;

	/* What cosignc said itself, in a callback, is nearer to the cause. */
	if (rc == COSIGN_OK || c->message != NULL)
		return rc;
	va_start(ap, fmt);
	place = format(fmt, ap);
	va_end(ap);
	if (*what == '\0')
		what = cosign_rc_text(rc);
	if (place == NULL || asprintf(&c->message, "%s: %s", place, what) < 0)
		c->message = NULL;
	free(place);
	hint = cosign_error_hint(c->err);
	if (hint != NULL && c->hint == NULL)
		c->hint = strdup(hint);
	return rc;
}

void
cli_hint(struct cli *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_text(&c->hint, fmt, ap);
	va_end(ap);
}

static void
say(const struct cli *c, const char *color, const char *label, const char *text)
{
	if (c->color && color != NULL)
		(void)fprintf(stderr, "%s%s" PLAIN "%s\n", color, label, text);
	else
		(void)fprintf(stderr, "%s%s\n", label, text);
}

void
cli_info(const struct cli *c, const char *fmt, ...)
{
	char *text;
	va_list ap;

	if (c->quiet)
		return;
	va_start(ap, fmt);
	text = format(fmt, ap);
	va_end(ap);
	if (text != NULL)
		say(c, NULL, "", text);
	free(text);
}

void
cli_success(const struct cli *c, const char *text)
{
	if (!c->quiet)
		say(c, GREEN, text, "");
}

void
cli_warn(const struct cli *c, const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = format(fmt, ap);
	va_end(ap);
	if (text != NULL)
		say(c, YELLOW, "WARNING: ", text);
	free(text);
}

/* The error, once, and what to do next if that is known. */
void
cli_report_failure(const struct cli *c, cosign_rc_t rc)
{
	const char *what = c->message, *hint = c->hint;

	if (what == NULL) {
		what = cosign_error_message(c->err);
		if (hint == NULL)
			hint = cosign_error_hint(c->err);
	}
	if (*what == '\0')
		what = cosign_rc_text(rc);
	say(c, RED, CLI_NAME ": ", what);
	if (hint != NULL)
		say(c, CYAN, "hint: ", hint);
}
