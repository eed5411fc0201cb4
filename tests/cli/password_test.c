/* Where passwords come from, and what the terminal is left like. */
#include <cosign/key.h>

#include "cosignc.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(password, .init = cosignc_setup, .fini = cosignc_teardown);

#define PROMPT "Enter password for private key: "
#define AGAIN  "Enter password for private key again: "

/* Does this password open cosign.key? */
static bool
opens(const char *password)
{
	struct process_result p;
	bool opened;

	(void)setenv("COSIGN_PASSWORD", password, 1);
	p = cosignc("public-key --key cosign.key");
	opened = p.status == 0;
	if (!opened)
		expect_error_line(&p, "cosign.key: ");
	process_dispose(&p);
	(void)unsetenv("COSIGN_PASSWORD");
	return opened;
}

static void
expect_no_pair(void)
{
	cr_expect_not(file_exists("cosign.key"));
	cr_expect_not(file_exists("cosign.pub"));
}

Test(password, is_asked_twice_without_echo_for_a_new_key)
{
	struct terminal t = cosignc_terminal("generate-key-pair");

	terminal_expect(&t, PROMPT);
	cr_expect_not(terminal_echoes(&t));
	terminal_type(&t, "open sesame\n");
	terminal_expect(&t, AGAIN);
	cr_expect_not(terminal_echoes(&t));
	terminal_type(&t, "open sesame\n");
	terminal_expect(&t, "Private key written to cosign.key\r\n");
	terminal_expect(&t, "Public key written to cosign.pub\r\n");
	cr_expect_eq(terminal_wait(&t), 0);
	cr_expect_null(strstr(t.seen, "sesame"));
	cr_expect(opens("open sesame"));
	cr_expect_not(opens("open sesame\n"));
}

Test(password, is_asked_once_to_open_a_key)
{
	struct terminal t;

	(void)setenv("COSIGN_PASSWORD", "secret", 1);
	cosignc_must("generate-key-pair");
	(void)unsetenv("COSIGN_PASSWORD");
	t = cosignc_terminal("public-key --key cosign.key");
	terminal_expect(&t, PROMPT);
	terminal_type(&t, "secret\n");
	terminal_expect(&t, "\r\n-----BEGIN PUBLIC KEY-----\r\n");
	cr_expect_eq(terminal_wait(&t), 0);
}

Test(password, may_be_corrected_while_typing)
{
	struct terminal t = cosignc_terminal("generate-key-pair");

	terminal_expect(&t, PROMPT);
	terminal_type(&t, "abcx\177d\n");
	terminal_expect(&t, AGAIN);
	terminal_type(&t, "abcd\n");
	terminal_expect(&t, "Private key written");
	cr_expect_eq(terminal_wait(&t), 0);
	cr_expect(opens("abcd"));
}

Test(password, may_be_empty_at_the_prompt)
{
	struct terminal t = cosignc_terminal("generate-key-pair");

	terminal_expect(&t, PROMPT);
	terminal_type(&t, "\n");
	terminal_expect(&t, AGAIN);
	terminal_type(&t, "\n");
	cr_expect_eq(terminal_wait(&t), 0);
	cr_expect(opens(""));
}

struct mismatch {
	char first[16];
	char second[16];
};

ParameterizedTestParameters(password, must_match)
{
	static struct mismatch rows[] = {
		{ "abc\n", "abd\n" },
		{ "abc\n", "abcd\n" },
		{ "abc\n", "\n" },
		{ "\n", "abc\n" },
	};

	return cr_make_param_array(struct mismatch, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct mismatch *row, password, must_match)
{
	struct terminal t = cosignc_terminal("generate-key-pair");

	terminal_expect(&t, PROMPT);
	terminal_type(&t, row->first);
	terminal_expect(&t, AGAIN);
	terminal_type(&t, row->second);
	terminal_expect(&t, "\r\ncosignc: passwords do not match\r\n");
	cr_expect_eq(terminal_wait(&t), 1);
	expect_no_pair();
}

struct interruption {
	char typed[4]; /* or a signal: */
	int signal;
	int status;
};

ParameterizedTestParameters(password, interruption_restores_the_terminal)
{
	static struct interruption rows[] = {
		{ "\003", 0, 128 + SIGINT },
		{ "\034", 0, 128 + SIGQUIT },
		{ "", SIGINT, 128 + SIGINT },
		{ "", SIGTERM, 128 + SIGTERM },
		{ "", SIGHUP, 128 + SIGHUP },
	};

	return cr_make_param_array(struct interruption, rows, ARRAY_LEN(rows));
}

ParameterizedTest(
    struct interruption *row, password, interruption_restores_the_terminal)
{
	struct terminal t = cosignc_terminal("generate-key-pair");

	terminal_expect(&t, PROMPT);
	cr_expect_not(terminal_echoes(&t));
	if (row->signal != 0)
		cr_assert_eq(kill(t.pid, row->signal), 0);
	else
		terminal_type(&t, row->typed);
	cr_expect_eq(terminal_wait(&t), row->status);
	cr_expect(terminal_echoes(&t));
	expect_no_pair();
}

Test(password, interruption_of_the_second_prompt_does_the_same)
{
	struct terminal t = cosignc_terminal("generate-key-pair");

	terminal_expect(&t, PROMPT);
	terminal_type(&t, "abc\n");
	terminal_expect(&t, AGAIN);
	terminal_type(&t, "ab\003");
	cr_expect_eq(terminal_wait(&t), 128 + SIGINT);
	cr_expect(terminal_echoes(&t));
	expect_no_pair();
}

/* Nobody could continue a session's leader, so it is not stopped: what is
   seen is what follows fg. */
Test(password, is_asked_again_after_a_stop)
{
	struct terminal t = cosignc_terminal("generate-key-pair");

	terminal_expect(&t, PROMPT);
	terminal_type(&t, "forgotten\032");
	terminal_expect(&t, PROMPT);
	cr_expect_not(terminal_echoes(&t));
	terminal_type(&t, "abc\n");
	terminal_expect(&t, AGAIN);
	terminal_type(&t, "abc\n");
	cr_expect_eq(terminal_wait(&t), 0);
	cr_expect(opens("abc"));
}

Test(password, stop_restores_the_terminal)
{
	/* A shell with job control can stop and continue what it runs. */
	static const char *const argv[] = { "/bin/bash", "--norc",
		"--noprofile", "-i", NULL };
	struct terminal t;

	if (access(argv[0], X_OK) != 0)
		cr_skip_test("there is no bash");
	(void)setenv("PS1", "ready> ", 1);
	(void)setenv("TERM", "dumb", 1);
	t = terminal_start(argv);
	terminal_expect(&t, "ready> ");
	terminal_type(&t, COSIGNC " generate-key-pair\n");
	terminal_expect(&t, PROMPT);
	cr_expect_not(terminal_echoes(&t));
	terminal_type(&t, "\032");
	terminal_expect(&t, "Stopped");
	terminal_expect(&t, "ready> ");
	terminal_type(&t, "stty -a; fg\n");
	terminal_expect(&t, " echo ");
	terminal_expect(&t, PROMPT);
	cr_expect_not(terminal_echoes(&t));
	terminal_type(&t, "abc\n");
	terminal_expect(&t, AGAIN);
	terminal_type(&t, "abc\n");
	terminal_expect(&t, "Public key written to cosign.pub\r\n");
	terminal_expect(&t, "ready> ");
	terminal_type(&t, "exit\n");
	(void)terminal_wait(&t);
	cr_expect(opens("abc"));
}

Test(password, timeout_counts_at_the_prompt)
{
	struct terminal t =
	    cosignc_terminal("--timeout 300ms generate-key-pair");

	terminal_expect(&t, PROMPT);
	terminal_expect(&t, "cosignc: timeout: out of time\r\n");
	cr_expect_eq(terminal_wait(&t), 1);
	cr_expect(terminal_echoes(&t));
	expect_no_pair();
}

Test(password, end_of_input_at_the_prompt)
{
	struct terminal t = cosignc_terminal("generate-key-pair");

	terminal_expect(&t, PROMPT);
	terminal_type(&t, "\004");
	terminal_expect(&t, "\r\ncosignc: password: no input\r\n");
	cr_expect_eq(terminal_wait(&t), 1);
	cr_expect(terminal_echoes(&t));
	expect_no_pair();
}

/* What is typed before the prompt would have been shown. */
Test(password, quiet_still_asks)
{
	struct terminal t = cosignc_terminal("--quiet generate-key-pair");

	terminal_expect(&t, PROMPT);
	terminal_type(&t, "abc\n");
	terminal_expect(&t, AGAIN);
	terminal_type(&t, "abc\n");
	cr_expect_eq(terminal_wait(&t), 0);
	cr_expect_null(strstr(t.seen, "written"));
}

Test(password, piped_is_taken_verbatim)
{
	static const char password[] = "abc\ndef\n";
	struct process_result p = cosignc_with("generate-key-pair",
	    (struct process_options){
		.input = password, .input_len = strlen(password) });

	expect_status(&p, 0);
	cr_expect_str_eq(p.err,
	    "Private key written to cosign.key\n"
	    "Public key written to cosign.pub\n");
	cr_expect(opens(password));
	cr_expect_not(opens("abc\ndef"));
	cr_expect_not(opens("abc"));
	process_dispose(&p);
}

Test(password, piped_from_a_pipe)
{
	struct process_result p = cosignc_with("generate-key-pair",
	    (struct process_options){
		.input = "abc", .input_len = 3, .input_pipe = 1 });

	expect_status(&p, 0);
	cr_expect(opens("abc"));
	process_dispose(&p);
}

Test(password, variable_comes_first_even_if_empty)
{
	struct process_result p;

	(void)setenv("COSIGN_PASSWORD", "", 1);
	p = cosignc_with("generate-key-pair",
	    (struct process_options){ .input = "abc", .input_len = 3 });
	expect_status(&p, 0);
	cr_expect(opens(""));
	cr_expect_not(opens("abc"));
	process_dispose(&p);
}

Test(password, nobody_to_ask)
{
	struct process_result p = cosignc("generate-key-pair");

	expect_error_line(&p,
	    "password: there is no terminal to ask at\n"
	    "hint: set COSIGN_PASSWORD, or pipe the "
	    "password to standard input\n");
	expect_no_pair();
	process_dispose(&p);
}

Test(password, stdin_closed)
{
	static const char *const argv[] = { "/bin/sh", "-c",
		"exec " COSIGNC " generate-key-pair <&-", NULL };
	const struct process_options o = { .argv = argv };
	struct process_result p;

	cr_assert_eq(process_run(&p, &o), 0);
	expect_error_line(&p, "password: there is no terminal to ask at");
	expect_no_pair();
	process_dispose(&p);
}

Test(password, has_a_greatest_length)
{
	char *longest = malloc(COSIGN_PASSWORD_MAX + 2);
	struct process_result p;

	cr_assert_not_null(longest);
	memset(longest, 'a', COSIGN_PASSWORD_MAX + 1);
	longest[COSIGN_PASSWORD_MAX + 1] = '\0';
	p = cosignc_with("generate-key-pair",
	    (struct process_options){
		.input = longest, .input_len = COSIGN_PASSWORD_MAX + 1 });
	expect_error_line(&p, "password: more than 4096 bytes");
	process_dispose(&p);
	(void)setenv("COSIGN_PASSWORD", longest, 1);
	p = cosignc("generate-key-pair");
	expect_error_line(&p, "COSIGN_PASSWORD: more than 4096 bytes");
	process_dispose(&p);
	expect_no_pair();
	longest[COSIGN_PASSWORD_MAX] = '\0';
	(void)setenv("COSIGN_PASSWORD", longest, 1);
	cosignc_must("generate-key-pair");
	cr_expect(opens(longest));
	free(longest);
}

struct answer {
	char typed[8];
	bool goes_on;
	char error[64];
};

ParameterizedTestParameters(password, question_before_overwriting)
{
	static struct answer rows[] = {
		{ "y\n", true, "" },
		{ "Y\n", true, "" },
		{ "n\n", false, "user declined the prompt" },
		{ "N\n", false, "user declined the prompt" },
		{ "\n", false, "user declined the prompt" },
		{ "\004", false, "user declined the prompt" },
		{ "yes\n", false,
		    "invalid input \"yes\" (allowed values y, n)" },
		{ " y\n", false, "invalid input \" y\" (allowed values y, n)" },
	};

	return cr_make_param_array(struct answer, rows, ARRAY_LEN(rows));
}

/* Asked before the password, which cosign asks first. */
ParameterizedTest(struct answer *row, password, question_before_overwriting)
{
	char line[128], *key;
	struct terminal t;

	file_text("cosign.key", "old");
	t = cosignc_terminal("generate-key-pair");
	terminal_expect(&t,
	    "WARNING: File cosign.key already exists. Overwrite?\r\n"
	    "Are you sure you would like to continue? [y/N] ");
	cr_expect(terminal_echoes(&t));
	cr_expect_null(strstr(t.seen, PROMPT));
	terminal_type(&t, row->typed);
	if (row->goes_on) {
		terminal_expect(&t, PROMPT);
		terminal_type(&t, "abc\n");
		terminal_expect(&t, AGAIN);
		terminal_type(&t, "abc\n");
		cr_expect_eq(terminal_wait(&t), 0);
		cr_expect(opens("abc"));
		cr_expect(file_exists("cosign.pub"));
		return;
	}
	(void)snprintf(line, sizeof(line), "cosignc: %s\r\n", row->error);
	terminal_expect(&t, line);
	cr_expect_eq(terminal_wait(&t), 1);
	key = file_read("cosign.key", NULL);
	cr_expect_str_eq(key, "old");
	free(key);
	cr_expect_not(file_exists("cosign.pub"));
}

Test(password, question_for_the_public_half_alone)
{
	struct process_result p;

	file_text("cosign.pub", "old");
	(void)setenv("COSIGN_PASSWORD", "abc", 1);
	p = cosignc("generate-key-pair");
	expect_error_line(&p, "user declined the prompt");
	expect_contains(
	    p.err, "WARNING: File cosign.pub already exists. Overwrite?\n");
	cr_expect_not(file_exists("cosign.key"));
	process_dispose(&p);
}

/* The line for the question, the rest for the password. */
Test(password, answer_and_password_from_one_pipe)
{
	static const char input[] = "y\nabc\n";
	struct process_result p;

	file_text("cosign.key", "old");
	p = cosignc_with("generate-key-pair",
	    (struct process_options){
		.input = input, .input_len = strlen(input), .input_pipe = 1 });
	expect_status(&p, 0);
	cr_expect(opens("abc\n"));
	process_dispose(&p);
}

/* A script for a new key, run where one exists: its password is not an
   answer, and is not shown. */
Test(password, is_not_repeated_when_taken_for_an_answer)
{
	struct process_result p;

	file_text("cosign.key", "old");
	p = cosignc_with("generate-key-pair",
	    (struct process_options){ .input = "hunter2", .input_len = 7 });
	expect_error_line(&p, "invalid input (allowed values y, n)");
	cr_expect_null(strstr(p.err, "hunter2"));
	process_dispose(&p);
}

/* Sources of the password do not mix with the payload. */
Test(password, cannot_share_stdin_with_the_payload)
{
	struct process_result p;

	(void)setenv("COSIGN_PASSWORD", "abc", 1);
	cosignc_must("generate-key-pair");
	(void)unsetenv("COSIGN_PASSWORD");
	p = cosignc_with("sign-blob --key cosign.key --tlog-upload=false -",
	    (struct process_options){ .input = "abc", .input_len = 3 });
	expect_error_line(&p,
	    "standard input: cannot be both the payload and the password\n"
	    "hint: set COSIGN_PASSWORD\n");
	cr_expect_str_empty(p.out);
	process_dispose(&p);
}
