#include "scene.h"

#include "document.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct actor ours, theirs;

static char our_words[LAST_WORDS_SIZE], their_words[LAST_WORDS_SIZE];
static char folder[] = "/tmp/cosign-oracle-XXXXXX";
static size_t verdicts, differences, failures;

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void
remove_folder(void)
{
	(void)nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

void
scene_enter(int argc, char **argv)
{
	if (argc < 5) {
		(void)fprintf(stderr,
		    "usage: %s COSIGNC COSIGN GENERATION TRUSTED-ROOT ...\n",
		    argv[0]);
		exit(2);
	}
	ours = (struct actor){ .name = "cosignc",
		.program = argv[1],
		.generation = argv[3][0] - '0',
		.trusted_root = argv[4],
		.last_words = our_words };
	theirs = ours;
	theirs.last_words = their_words;
	theirs.name = "cosign";
	theirs.program = argv[2];
	if (mkdtemp(folder) == NULL || chdir(folder) != 0) {
		perror(folder);
		exit(1);
	}
	(void)atexit(remove_folder);
	/* Seen at once, also where a test is stopped. */
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
}

void
make_pem(const char *algorithm, const char *option, const char *path)
{
	const char *const argv[] = { "openssl", "genpkey", "-algorithm",
		algorithm, "-out", path, option == NULL ? NULL : "-pkeyopt",
		option, NULL };

	run_openssl(argv);
}

void
make_pub(const char *pem, const char *path)
{
	const char *const argv[] = { "openssl", "pkey", "-in", pem, "-pubout",
		"-out", path, NULL };

	run_openssl(argv);
}

/* Of what a program printed, the line that says what went wrong. */
static const char *
reason_of(const struct actor *who)
{
	const char *at = strstr(who->last_words, "rror: ");

	return at == NULL ? who->last_words : at + strlen("rror: ");
}

static const char *
verdict_name(int verdict)
{
	return verdict == YES ? "yes" : verdict == NO ? "no" : "crashes";
}

void
judge(const struct actor *who, int got, int want, const char *row)
{
	const char *at;

	verdicts++;
	if (got == want)
		return;
	failures++;
	at = reason_of(who);
	(void)printf("FAILED %s: %s says %s instead of %s: %.*s\n", row,
	    who->name, verdict_name(got), verdict_name(want),
	    (int)strcspn(at, "\n"), at);
}

static void
check_documented(const char *reason, const char *row)
{
	struct text doc;
	char heading[128];

	differences++;
	if (reason == NULL) {
		failures++;
		(void)printf("FAILED %s: differs without a reason\n", row);
		return;
	}
	doc = text_load(COSIGN_DIFFERENCES);
	(void)snprintf(heading, sizeof(heading), "\n## %s\n", reason);
	if (strstr(doc.p, heading) == NULL) {
		failures++;
		(void)printf("FAILED %s: docs/differences.md has no \"%s\"\n",
		    row, reason);
	}
	text_free(&doc);
}

void
judge_both(struct verdicts got, struct verdicts want, const char *row)
{
	judge(&theirs, got.theirs, want.theirs, row);
	judge(&ours, got.ours, want.ours, row);
	if (want.theirs != want.ours)
		check_documented(want.reason, row);
}

int
scene_end(void)
{
	(void)printf("%zu verdicts, %zu rows differ on purpose, %zu wrong\n",
	    verdicts, differences, failures);
	return failures == 0 && verdicts > 0 ? 0 : 1;
}
