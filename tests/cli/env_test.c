/* env and version. */
#include "cosignc.h"

#include <stdlib.h>
#include <string.h>

TestSuite(env, .init = cosignc_setup, .fini = cosignc_teardown);

Test(env, masks_secrets_and_what_it_does_not_know)
{
	struct process_result p;

	(void)setenv("COSIGN_PASSWORD", "hunter2", 1);
	(void)setenv("COSIGN_TIMEOUT", "5m", 1);
	(void)setenv("COSIGN_FUTURE", "a=b", 1);
	(void)setenv("SIGSTORE_ID_TOKEN", "token", 1);
	(void)setenv("TUF_ROOT", "", 1);
	(void)setenv("OTHER", "other", 1);
	p = cosignc("env --show-descriptions=false");
	expect_status(&p, 0);
	cr_expect_str_empty(p.err);
	expect_contains(p.out, "COSIGN_PASSWORD=******\n");
	expect_contains(p.out, "COSIGN_TIMEOUT=5m\n");
	expect_contains(p.out, "# Variables below are not read by cosignc,\n");
	expect_contains(p.out, "\nCOSIGN_FUTURE=******\n");
	expect_contains(p.out, "\nSIGSTORE_ID_TOKEN=******\n");
	expect_contains(p.out, "\nTUF_ROOT=******\n");
	cr_expect_null(strstr(p.out, "OTHER"));
	cr_expect_null(strstr(p.out, "hunter2"));
	process_dispose(&p);
}

Test(env, shows_secrets_when_told_to)
{
	struct process_result p;

	(void)setenv("COSIGN_PASSWORD", "hunter2", 1);
	(void)setenv("COSIGN_FUTURE", "a=b", 1);
	p = cosignc("env --show-sensitive-values");
	expect_contains(p.out, "COSIGN_PASSWORD=hunter2\n");
	expect_contains(p.out, "\nCOSIGN_FUTURE=a=b\n");
	process_dispose(&p);
}

/* On a terminal they would be more than text. */
Test(env, escapes_what_is_not_printable)
{
	struct process_result p;

	(void)setenv("COSIGN_REPOSITORY", "a\033[2Jb\nCOSIGN_KEY=c", 1);
	(void)setenv("COSIGN_\033[2J", "d\033", 1);
	p = cosignc("env --show-descriptions=false");
	expect_status(&p, 0);
	expect_contains(
	    p.out, "\nCOSIGN_REPOSITORY=a\\x1b[2Jb\\x0aCOSIGN_KEY=c\n");
	expect_contains(p.out, "\nCOSIGN_\\x1b[2J=******\n");
	process_dispose(&p);
	p = cosignc("env --show-sensitive-values");
	expect_contains(p.out, "\nCOSIGN_\\x1b[2J=d\\x1b\n");
	cr_expect_null(strchr(p.out, '\033'));
	process_dispose(&p);
}

Test(env, an_empty_password_is_not_masked)
{
	struct process_result p;

	(void)setenv("COSIGN_PASSWORD", "", 1);
	p = cosignc("env --show-descriptions=false");
	expect_contains(p.out, "COSIGN_PASSWORD=\n");
	process_dispose(&p);
}

Test(env, describes_each_variable_once_and_in_order)
{
	struct process_result p = cosignc("env");
	char last[64] = "", *at = p.out, *line;
	size_t names = 0;

	expect_contains(p.out,
	    "# COSIGN_TIMEOUT --timeout of every command\n"
	    "# Expects: time such as 90s or 1h30m\n"
	    "COSIGN_TIMEOUT=\n");
	while ((line = strsep(&at, "\n")) != NULL) {
		if (*line == '#' || *line == '\0')
			continue;
		line[strcspn(line, "=")] = '\0';
		cr_expect_gt(strcmp(line, last), 0, "%s after %s", line, last);
		(void)snprintf(last, sizeof(last), "%s", line);
		names++;
	}
	cr_expect_geq(names, 5);
	process_dispose(&p);
}

Test(env, version_is_laid_out_as_cosign_does)
{
	static const char *const labels[] = { "GitVersion:    v",
		"\nGitCommit:     ", "\nGitTreeState:  ", "\nBuildDate:     ",
		"\nCompiler:      ", "\nPlatform:      ",
		"\nLibrary:       " COSIGN_VERSION "\n",
		"\nOpenSSL:       OpenSSL 3." };
	struct process_result p = cosignc("version");
	const char *at = p.out;
	size_t i;

	expect_status(&p, 0);
	for (i = 0; i < ARRAY_LEN(labels); i++) {
		at = strstr(at, labels[i]);
		cr_assert_not_null(at, "%s", labels[i]);
	}
	cr_expect_str_eq(p.out + p.out_len - 2, "\n\n");
	process_dispose(&p);
}
