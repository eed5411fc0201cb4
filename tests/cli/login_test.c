/* login, logout */
#include "cosignc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_AT ".docker/config.json"

/* base64 of "alice:s3cret" */
#define AUTH "YWxpY2U6czNjcmV0"

static void
setup(void)
{
	char *folder;

	cosignc_setup();
	folder = getcwd(NULL, 0);
	(void)setenv("HOME", folder, 1);
	free(folder);
}

TestSuite(login, .init = setup, .fini = cosignc_teardown);

static struct process_result
with_input(const char *line, const char *input)
{
	const struct process_options options = {
		.input = input,
		.input_len = strlen(input),
	};

	return cosignc_with(line, options);
}

static void
expect_file(const char *path, const char *text)
{
	char *found = file_read(path, NULL);

	cr_expect_str_eq(found, text, "%s", found);
	free(found);
}

#define ENTRY(key)                                                       \
	"{\n\t\"auths\": {\n\t\t\"" key "\": {\n\t\t\t\"auth\": \"" AUTH \
	"\"\n\t\t}\n\t}\n}\n"

struct given {
	char words[64];
	char input[16];
};

ParameterizedTestParameters(login, keeps_a_password)
{
	static struct given rows[] = {
		{ "-u alice -p s3cret", "" },
		{ "--username alice --password=s3cret", "" },
		{ "-u alice --password-stdin", "s3cret" },
		{ "-u alice --password-stdin", "s3cret\n" },
		{ "-u alice --password-stdin", "s3cret\r\n" },
	};

	return cr_make_param_array(struct given, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct given *row, login, keeps_a_password)
{
	struct process_result p;
	char line[128], wanted[512];

	(void)umask(0);
	(void)snprintf(
	    line, sizeof(line), "login %s r.example:5000", row->words);
	p = with_input(line, row->input);
	expect_status(&p, 0);
	cr_expect_str_empty(p.out);
	(void)snprintf(wanted, sizeof(wanted), "logged in via %s/%s\n",
	    getenv("HOME"), FILE_AT);
	cr_expect_str_eq(p.err, wanted, "%s", p.err);
	process_dispose(&p);
	expect_file(FILE_AT, ENTRY("r.example:5000"));
	cr_expect_eq(file_mode(FILE_AT), 0600);
	cr_expect_eq(file_mode(".docker"), 0700);
}

Test(login, calls_docker_hub_by_its_name)
{
	(void)setenv("DOCKER_CONFIG", "folder", 1);
	cosignc_must("login -u alice -p s3cret docker.io");
	expect_file("folder/config.json", ENTRY("https://index.docker.io/v1/"));
	cr_expect_not(file_exists(FILE_AT));
	cosignc_must("logout index.docker.io");
	expect_file("folder/config.json", "{\n\t\"auths\": {}\n}\n");
}

/* COSIGN_PASSWORD opens keys: it is nobody else's. */
Test(login, leaves_the_password_of_keys_alone)
{
	struct process_result p;

	(void)setenv("COSIGN_PASSWORD", "s3cret", 1);
	p = with_input("login -u alice r.example", "");
	expect_status(&p, 1);
	cr_expect_str_eq(
	    p.err, "cosignc: username and password required\n", "%s", p.err);
	cr_expect_not(file_exists(FILE_AT));
	process_dispose(&p);
}

/* Nobody reads what others wrote for all to see, and nothing is lost. */
Test(login, keeps_the_rest_of_the_file)
{
	struct process_result p;

	(void)mkdir(".docker", 0755);
	file_text(FILE_AT, "{\"psFormat\":\"x\",\"auths\":{\"s.example\":{}}}");
	cr_assert_eq(chmod(FILE_AT, 0644), 0);
	cosignc_must("login -u alice -p s3cret r.example");
	expect_file(FILE_AT,
	    "{\n\t\"psFormat\": \"x\",\n\t\"auths\": {\n\t\t\"s.example\": {},"
	    "\n\t\t\"r.example\": {\n\t\t\t\"auth\": \"" AUTH
	    "\"\n\t\t}\n\t}\n}\n");
	cr_expect_eq(file_mode(FILE_AT), 0600);
	p = cosignc("logout r.example");
	expect_status(&p, 0);
	expect_prefix(p.err, "logged out via ");
	process_dispose(&p);
	expect_file(FILE_AT,
	    "{\n\t\"psFormat\": \"x\",\n\t\"auths\": {\n\t\t\"s.example\": "
	    "{}\n\t}\n}\n");
	p = cosignc("logout r.example");
	expect_status(&p, 0);
	cr_expect_str_eq(p.err, "not logged in to r.example\n", "%s", p.err);
	process_dispose(&p);
}

struct large {
	size_t len;
	size_t nul; /* one is there; len: none is */
	char error[64];
};

ParameterizedTestParameters(login, refuses_large_passwords)
{
	static struct large rows[] = {
		{ 65536, 65536, "more than 65535 bytes\n" },
		{ 70000, 70000, "more than 65535 bytes\n" },
		{ 70000, 3, "more than 65535 bytes\n" },
		{ 65535, 3, "a NUL in it\n" },
	};

	return cr_make_param_array(struct large, rows, ARRAY_LEN(rows));
}

/* Nothing behind the end is looked at. */
ParameterizedTest(struct large *row, login, refuses_large_passwords)
{
	struct process_options options = { .input_len = row->len };
	struct process_result p;
	char *input = malloc(row->len + 1);

	cr_assert_not_null(input);
	memset(input, 'x', row->len + 1);
	if (row->nul < row->len)
		input[row->nul] = '\0';
	options.input = input;
	p = cosignc_with("login -u alice --password-stdin r.example", options);
	expect_status(&p, 1);
	expect_prefix(p.err, "cosignc: --password-stdin: ");
	expect_contains(p.err, row->error);
	cr_expect_not(file_exists(FILE_AT));
	process_dispose(&p);
	free(input);
}

Test(login, asks_at_the_terminal)
{
	struct terminal t = cosignc_terminal("login -u alice r.example");

	terminal_expect(&t, "Password: ");
	cr_expect_not(terminal_echoes(&t));
	terminal_type(&t, "s3cret\n");
	terminal_expect(&t, "logged in via ");
	cr_expect_eq(terminal_wait(&t), 0);
	expect_file(FILE_AT, ENTRY("r.example"));
}

struct refused {
	char words[64];
	char input[8];
	char error[64];
};

ParameterizedTestParameters(login, refuses)
{
	static struct refused rows[] = {
		{ "login", "", "accepts 1 arg(s), received 0\n" },
		{ "logout", "", "accepts 1 arg(s), received 0\n" },
		{ "login r.example", "", "username and password required\n" },
		{ "login -p x r.example", "",
		    "username and password required\n" },
		{ "login -u a r.example", "x",
		    "username and password required\n" },
		{ "login -u a --password-stdin r.example", "\n",
		    "username and password required\n" },
		{ "login -u a -p x --password-stdin r.example", "x",
		    "--password and --password-stdin: give one of them\n" },
		{ "login -u a:b -p x r.example", "", "user: a colon in it" },
		{ "login -u a --password-stdin r.example", "x\ny",
		    "password: the end of a line in it\n" },
		{ "login -u a -p x https://r.example", "",
		    "https://r.example: server: not the name of a registry" },
		{ "login -u a -p x name", "",
		    "name: server: not the name of a registry" },
		{ "logout name", "", "name: server: not the name of" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, login, refuses)
{
	struct process_result p = with_input(row->words, row->input);

	expect_status(&p, 1);
	expect_prefix(p.err, "cosignc: ");
	expect_prefix(p.err + strlen("cosignc: "), row->error);
	cr_expect_not(file_exists(FILE_AT));
	process_dispose(&p);
}

/* A file that is not understood stays as it is. */
Test(login, leaves_a_damaged_file_alone)
{
	struct process_result p;

	(void)mkdir(".docker", 0755);
	file_text(FILE_AT, "{\"auths\":[]}");
	p = cosignc("login -u alice -p s3cret r.example");
	expect_status(&p, 1);
	expect_contains(p.err, FILE_AT ": login: auths: not an object");
	process_dispose(&p);
	p = cosignc("logout r.example");
	expect_status(&p, 1);
	process_dispose(&p);
	expect_file(FILE_AT, "{\"auths\":[]}");
}

/* ---- programs that keep credentials ---- */

/* docker-credential-test, which notes what it was told, and this. */
static void
put_helper(const char *script)
{
	char text[512];

	(void)mkdir("bin", 0700);
	(void)snprintf(text, sizeof(text),
	    "#!/bin/sh\necho \"$1\" >%s/verb\ncat >%s/told\n%s\n",
	    getenv("HOME"), getenv("HOME"), script);
	file_text("bin/docker-credential-test", text);
	cr_assert_eq(chmod("bin/docker-credential-test", 0700), 0);
	(void)snprintf(
	    text, sizeof(text), "%s/bin:%s", getenv("HOME"), getenv("PATH"));
	(void)setenv("PATH", text, 1);
	(void)mkdir(".docker", 0700);
	file_text(FILE_AT, "{\"credsStore\":\"test\"}");
}

Test(login, leaves_secrets_to_a_helper)
{
	put_helper("");
	cosignc_must("login -u alice -p s3cret r.example");
	expect_file("verb", "store\n");
	expect_file("told",
	    "{\"ServerURL\":\"r.example\",\"Username\":\"alice\",\"Secret\":"
	    "\"s3cret\"}");
	expect_file(FILE_AT,
	    "{\n\t\"credsStore\": \"test\",\n\t\"auths\": {\n\t\t\"r.example\""
	    ": {}\n\t}\n}\n");
	cosignc_must("logout r.example");
	expect_file("verb", "erase\n");
	expect_file("told", "r.example");
	expect_file(
	    FILE_AT, "{\n\t\"credsStore\": \"test\",\n\t\"auths\": {}\n}\n");
}

struct failing {
	char words[48];
	char script[80];
	int status;
	char error[64];
};

#define NOBODY "echo credentials not found in native keychain\nexit 1"

ParameterizedTestParameters(login, asks_a_helper_that_fails)
{
	static struct failing rows[] = {
		{ "login -u alice -p s3cret r.example", "echo locked\nexit 3",
		    1, "the helper test: ended with status 3: locked\n" },
		/* No secret is quoted. */
		{ "login -u alice -p s3cret r.example", "cat ~/told\nexit 3", 1,
		    "the helper test: ended with status 3\n" },
		{ "login -u alice -p s3cret r.example",
		    "echo cannot keep s3cret\nexit 3", 1,
		    "the helper test: ended with status 3\n" },
		{ "login -u alice -p s3cret\\x r.example",
		    "printf %s\\\\n 's3cret\\x'\nexit 3", 1,
		    "the helper test: ended with status 3\n" },
		{ "login -u alice -p s3cret r.example", NOBODY, 1,
		    "the helper test: has not stored anything\n" },
		{ "logout r.example", NOBODY, 0, "logged out via " },
		{ "logout r.example", "kill -9 $$", 1,
		    "the helper test: was ended by signal 9\n" },
	};

	return cr_make_param_array(struct failing, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct failing *row, login, asks_a_helper_that_fails)
{
	struct process_result p;

	put_helper(row->script);
	p = cosignc(row->words);
	expect_status(&p, row->status);
	expect_contains(p.err, row->error);
	cr_expect_null(strstr(p.err, "s3cret"));
	process_dispose(&p);
	expect_file(FILE_AT, "{\"credsStore\":\"test\"}");
}
