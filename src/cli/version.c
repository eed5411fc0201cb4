/* What this is, and what it was built from. */
#include "cli.h"
#include "version.h" /* made by version.cmake at each build */

#include <stdio.h>
#include <string.h>

/* Names of systems and machines as Go has them, which scripts compare. */
#if defined(__linux__)
#define SYSTEM "linux"
#elif defined(__FreeBSD__)
#define SYSTEM "freebsd"
#else
#define SYSTEM "unknown"
#endif

#if defined(__x86_64__)
#define MACHINE "amd64"
#elif defined(__aarch64__)
#define MACHINE "arm64"
#elif defined(__arm__)
#define MACHINE "arm"
#elif defined(__i386__)
#define MACHINE "386"
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE "riscv64"
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define MACHINE "ppc64le"
#elif defined(__s390x__)
#define MACHINE "s390x"
#else
#define MACHINE "unknown"
#endif

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

static const char banner[] =
    "  ______   ______        _______. __    _______ .__   __.   ______\n"
    " /      | /  __  \\      /       ||  |  /  _____||  \\ |  |  /      |\n"
    "|  ,----'|  |  |  |    |   (----`|  | |  |  __  |   \\|  | |  ,----'\n"
    "|  |     |  |  |  |     \\   \\    |  | |  | |_ | |  . `  | |  |\n"
    "|  `----.|  `--'  | .----)   |   |  | |  |__| | |  |\\   | |  `----.\n"
    " \\______| \\______/  |_______/    |__|  \\______| |__| \\__|  "
    "\\______|\n";

struct fact {
	char label[16]; /* cosign's, where it has one */
	char name[16];  /* in JSON */
	const char *value;
};

cosign_rc_t
cli_version(struct cli *c)
{
	const struct fact facts[] = {
		{ "GitVersion:", "gitVersion", "v" COSIGN_VERSION },
		{ "GitCommit:", "gitCommit", CLI_GIT_COMMIT },
		{ "GitTreeState:", "gitTreeState", CLI_GIT_TREE_STATE },
		{ "BuildDate:", "buildDate", CLI_BUILD_DATE },
		{ "Compiler:", "compiler", COMPILER },
		{ "Platform:", "platform", SYSTEM "/" MACHINE },
		{ "Library:", "library", cosign_version() },
		{ "OpenSSL:", "openssl", cosign_crypto_version() },
	};
	size_t i;

	if (cli_on(c, CLI_OPT_JSON)) {
		(void)puts("{");
		for (i = 0; i < CLI_ARRAY_LEN(facts); i++)
			(void)printf("  \"%s\": \"%s\"%s\n", facts[i].name,
			    facts[i].value,
			    i + 1 < CLI_ARRAY_LEN(facts) ? "," : "");
		(void)puts("}");
		return COSIGN_OK;
	}
	(void)printf("%s" CLI_NAME ": sign files and verify signatures as "
		     "Sigstore does\n\n",
	    banner);
	for (i = 0; i < CLI_ARRAY_LEN(facts); i++)
		(void)printf("%-15s%s\n", facts[i].label, facts[i].value);
	(void)putchar('\n');
	return COSIGN_OK;
}
