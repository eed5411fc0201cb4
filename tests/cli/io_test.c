/* Standard streams that are closed, full or terminals. */
#include "cosignc.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(io, .init = cosignc_setup, .fini = cosignc_teardown);

Test(io, closed_stdout_is_an_error)
{
	const struct process_options o = { .closed = STDOUT_FILENO };
	struct process_result p = cosignc_with("version", o);

	expect_error_line(&p, "standard output: Bad file descriptor");
	process_dispose(&p);
}

Test(io, full_disk_is_an_error)
{
	static const char *const lines[] = { "version", "completion bash",
		"--help", "env" };
	const struct process_options o = { .out_path = "/dev/full" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(lines); i++) {
		struct process_result p = cosignc_with(lines[i], o);

		expect_error_line(
		    &p, "standard output: No space left on device");
		process_dispose(&p);
	}
}

Test(io, full_output_file_is_named)
{
	struct process_result p = cosignc("--output-file /dev/full version");

	expect_error_line(&p, "/dev/full: No space left on device");
	process_dispose(&p);
}

Test(io, errors_have_colors_on_a_terminal)
{
	struct terminal t;

	(void)setenv("TERM", "xterm", 1);
	t = cosignc_terminal("env --foo");
	terminal_expect(&t, "\033[1;31mcosignc: \033[0munknown flag: --foo");
	terminal_expect(&t, "\033[36mhint: \033[0mrun ");
	cr_expect_eq(terminal_wait(&t), 1);
}

struct plain {
	char name[16];
	char value[16];
};

ParameterizedTestParameters(io, no_colors)
{
	static struct plain rows[] = {
		{ "NO_COLOR", "1" },
		{ "TERM", "dumb" },
		{ "TERM", "" },
	};

	return cr_make_param_array(struct plain, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct plain *row, io, no_colors)
{
	struct terminal t;

	(void)setenv("TERM", "xterm", 1);
	(void)setenv(row->name, row->value, 1);
	t = cosignc_terminal("env --foo");
	terminal_expect(&t, "cosignc: unknown flag: --foo");
	cr_expect_eq(terminal_wait(&t), 1);
	cr_expect_null(strchr(t.seen, '\033'));
}
