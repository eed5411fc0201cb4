#include "real_suite.h"

#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>

#include <string.h>

struct vs *real_vs;

void
real_enter(void)
{
	scratch_enter();
	real_vs = vs_new(&(struct vs_options){ .empty = 1 });
}

void
real_leave(void)
{
	vs_free(real_vs);
	scratch_leave();
}

void
real_expect(struct process_result result, int status, const char *text)
{
	cr_expect_eq(result.status, status, "%d: %s%s", result.status,
	    result.out, result.err);
	cr_expect(strstr(result.out, text) != NULL ||
		strstr(result.err, text) != NULL,
	    "no \"%s\": %s%s", text, result.out, result.err);
	process_dispose(&result);
}

void
real_write_keys(const char *prefix, const char *pair)
{
	static const char *const halves[] = { "key", "pub" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(halves); i++) {
		struct vector half = vector_load("keys/accepted",
		    vs_text(real_vs, "%s.%s", pair, halves[i]));

		scratch_write(vs_text(real_vs, "%s.%s", prefix, halves[i]),
		    half.data, half.len);
		vector_free(&half);
	}
}

void
real_log_in(const struct real *real, const char *user, const char *password)
{
	real_expect(REAL_RUN(real, "crane", "auth", "login", real->host, "-u",
			user, "-p", password),
	    0, "logged in");
}
