#include "verdict.h"

#include <string.h>

void
expect_verified(const char *line, const char *err)
{
	struct process_result p = cosignc(line);
	char expected[1024];

	(void)snprintf(expected, sizeof(expected), "%sVerified OK\n", err);
	expect_status(&p, 0);
	cr_expect_str_eq(p.err, expected, "\"%s\"", p.err);
	cr_expect_str_empty(p.out);
	process_dispose(&p);
}

void
expect_refused(const char *line, const char *error, const char *hint)
{
	struct process_result p = cosignc(line);
	const char *said = strstr(p.err, "\nhint: ");
	char expected[256];

	expect_error_line(&p, error);
	cr_expect_str_empty(p.out);
	cr_expect_null(strstr(p.err, "Verified OK"));
	(void)snprintf(expected, sizeof(expected), "\nhint: %s\n", hint);
	if (*hint == '\0')
		cr_expect_null(said, "%s", p.err);
	else
		cr_expect(said != NULL && strcmp(said, expected) == 0,
		    "\"%s\" instead of the hint \"%s\"", p.err, hint);
	process_dispose(&p);
}
