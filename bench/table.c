/*
 * Runs every benchmark and prints one table: figure, required, measured.
 * Ratios of one run only: absolute times of different runs or machines are
 * not comparable. The exit status tells whether the figures could be taken,
 * not whether they hold.
 */
#include "measure.h"
#include "process.h"
#include "row.h"
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUNS       61 /* of programs that take milliseconds */
#define BIG_RUNS   7  /* of programs that take a second */
#define SIGN_RUNS  5  /* of cosign's sign-blob */
#define MANY       "1000"
#define BIG_SIZE   1073741824ull
#define SMALL_SIZE 1048576ull
/* The kernel counts resident pages in batches, so the same program differs
   from run to run. */
#define PEAK_NOISE_KB 256

static const char *build; /* build folder */
static const char *dir;   /* work folder, empty */
static char cache[512];   /* where other programs are installed */
static char cosign[1024]; /* the real one; empty if it is not there */

static const char no_cosign[] = "cosign 3.1.3 is not installed";

/* Paths of this run, made once. */
static struct {
	char memory[512], work[512], bare[512], cosignc[512];
	char key[512], pub[512], raw[512], message[512], json[512];
	char big[512], small[512], many[512], out[512], log[512];
} at;

static void
paths(void)
{
#define BUILT(member, name) \
	(void)bench_path(at.member, sizeof(at.member), build, name)
#define MADE(member, name) \
	(void)bench_path(at.member, sizeof(at.member), dir, name)
	BUILT(memory, "bench/bench-memory");
	BUILT(work, "bench/bench-work");
	BUILT(bare, "bench/bench-bare");
	BUILT(cosignc, "cosignc");
	MADE(key, "key.key");
	MADE(pub, "key.pub");
	MADE(raw, "raw.key");
	MADE(message, "message");
	MADE(json, "message.json");
	MADE(big, "big");
	MADE(small, "small");
	MADE(many, "many");
	MADE(out, "out.json");
	MADE(log, "log");
#undef BUILT
#undef MADE
}

static void
one_thread_row(const char *text, const char *name, const char *figure,
    const char *required, double limit)
{
	double v[2];

	bench_numbers(text, name, v, 2);
	bench_row(figure, required, bench_verdict(v[0] >= limit),
	    "%.1f %% (%.1f us)", v[0] * 100, v[1] / 1e3);
}

static void
two_threads_row(const char *text, const char *name, const char *bare)
{
	double v[2];

	bench_numbers(text, name, v, 2);
	bench_threads_row(v[0], v[1], bare);
}

static void
bench_memory(void)
{
	const char *args[] = { at.memory, NULL };
	char text[1024];

	bench_capture(args, text, sizeof(text));
	one_thread_row(text, "sign", "sign a P-256 digest / EVP_PKEY_sign",
	    ">= 95 %", 0.95);
	two_threads_row(text, "sign-threads", "EVP_PKEY_sign");
	one_thread_row(text, "verify",
	    "verify a P-256 digest / EVP_PKEY_verify", ">= 95 %", 0.95);
	two_threads_row(text, "verify-threads", "EVP_PKEY_verify");
	one_thread_row(text, "bundle",
	    "sign 1 KiB to a v0.3 bundle / EVP_PKEY_sign", ">= 85 %", 0.85);
}

static void
make_file(const char *path, unsigned long long size)
{
	char digits[32];
	const char *args[] = { at.work, "zeros", path, digits, NULL };

	(void)snprintf(digits, sizeof(digits), "%llu", size);
	bench_stderr_to(args, "/dev/null");
}

static void
bench_large_file(void)
{
	struct bench_program p[] = {
		{ .args = { "openssl", "dgst", "-sha256", at.big } },
		{ .args = { at.work, "sign", at.raw, at.big } },
		{ .args = { at.work, "sign", at.raw, at.small } },
	};

	make_file(at.big, BIG_SIZE);
	make_file(at.small, SMALL_SIZE);
	bench_interleave(p, 3, BIG_RUNS);
	(void)unlink(at.big);
	bench_row("hash and sign 1 GiB / openssl dgst -sha256", ">= 95 %",
	    bench_verdict(p[0].ms / p[1].ms >= 0.95),
	    "%.1f %% (processor time: %.1f %%)", p[0].ms / p[1].ms * 100,
	    p[0].cpu_ms / p[1].cpu_ms * 100);
	bench_row("  peak memory, 1 GiB against 1 MiB", "same",
	    bench_verdict(fabs(p[1].peak_kb - p[2].peak_kb) <= PEAK_NOISE_KB),
	    "%.0f kB, %.0f kB", p[1].peak_kb, p[2].peak_kb);
}

static void
bench_verify_process(void)
{
	struct bench_program p[] = {
		{ .args = { at.cosignc, "verify-blob", "--key", at.pub,
		      "--insecure-ignore-tlog", "--bundle", at.json,
		      at.message } },
		{ .args = { at.bare, at.pub, at.json, at.message } },
		{ .args = { cosign, "verify-blob", "--key", at.pub,
		      "--insecure-ignore-tlog", "--bundle", at.json,
		      at.message } },
	};
	const char *time = "cosignc verify-blob, time / cosign 3.1.3";
	const char *peak = "  memory / cosign 3.1.3";

	bench_interleave(p, cosign[0] != '\0' ? 3 : 2, RUNS);
	if (cosign[0] != '\0') {
		bench_row(time, ">= 8 x", bench_verdict(p[2].ms / p[0].ms >= 8),
		    "%.1f x (%.2f ms, %.1f ms)", p[2].ms / p[0].ms, p[0].ms,
		    p[2].ms);
		bench_row(peak, ">= 10 x",
		    bench_verdict(p[2].peak_kb >= 10 * p[0].peak_kb),
		    "%.1f x (%.0f kB, %.0f kB)", p[2].peak_kb / p[0].peak_kb,
		    p[0].peak_kb, p[2].peak_kb);
	} else {
		bench_skip(time, ">= 8 x", no_cosign);
		bench_skip(peak, ">= 10 x", no_cosign);
	}
	bench_row("  beside bare libcrypto + jansson", "", "",
	    "%.2f ms, %.0f kB against %.2f ms, %.0f kB", p[0].ms, p[0].peak_kb,
	    p[1].ms, p[1].peak_kb);
}

static void
bench_many(void)
{
	const char *figure = "sign 1,000 files, one key / cosign 3.1.3";
	const char *files[] = { at.work, "files", at.many, MANY, NULL };
	struct bench_program p[] = {
		{ .args = { at.work, "many", at.key, at.many, MANY } },
		{ .args = { cosign, "sign-blob", "--key", at.key,
		      "--use-signing-config=false", "--tlog-upload=false",
		      "--bundle", at.out, "--yes", at.message } },
	};
	char text[128];
	double ms[2]; /* to open the key, for the files */

	bench_stderr_to(files, "/dev/null");
	bench_capture(p[0].args, text, sizeof(text));
	bench_numbers(text, "many", ms, 2);
	if (cosign[0] != '\0') {
		bench_interleave(p, 2, SIGN_RUNS);
		bench_row(figure, ">= 1,000 x",
		    bench_verdict(p[1].ms * 1000 / p[0].ms >= 1000),
		    "%.0f x (%.0f ms; %.0f ms a file x 1,000)",
		    p[1].ms * 1000 / p[0].ms, p[0].ms, p[1].ms);
	} else {
		bench_skip(figure, ">= 1,000 x", no_cosign);
	}
	bench_row("  of that", "", "", "key opened %.0f ms, each file %.1f us",
	    ms[0], ms[1]);
}

static void
bench_size(const char *file, long limit_kb)
{
	char path[512];
	char figure[64];
	char required[32];
	const char *args[] = { "strip", "-o", at.out, path, NULL };
	struct stat st;

	(void)bench_path(path, sizeof(path), build, file);
	bench_stderr_to(args, "/dev/null");
	if (stat(at.out, &st) != 0)
		bench_die("%s cannot be stripped", path);
	(void)snprintf(figure, sizeof(figure), "stripped size of %s", file);
	(void)snprintf(required, sizeof(required), "<= %ld kB", limit_kb);
	bench_row(figure, required,
	    bench_verdict(st.st_size <= limit_kb * 1000), "%.1f kB",
	    (double)st.st_size / 1e3);
}

/* What the dynamic linker initialised, in the file it logged to. */
static void
print_loaded(const char *command, const char *const *args)
{
	static const char mark[] = "calling init: ";
	char text[1024];
	FILE *f;

	(void)setenv("LD_DEBUG", "files", 1);
	bench_stderr_to(args, at.log);
	(void)unsetenv("LD_DEBUG");
	f = fopen(at.log, "r");
	if (f == NULL)
		bench_die("%s cannot be read", at.log);
	printf("\nlibraries loaded by cosignc %s:", command);
	while (fgets(text, sizeof(text), f) != NULL) {
		const char *path = strstr(text, mark);

		if (path == NULL || strstr(path, "ld-linux") != NULL)
			continue;
		text[strcspn(text, "\n")] = '\0';
		path = strrchr(path, '/');
		printf(" %s", path != NULL ? path + 1 : "?");
	}
	(void)fclose(f);
}

static void
print_libraries(void)
{
	const char *verify[] = { at.cosignc, "verify-blob", "--key", at.pub,
		"--insecure-ignore-tlog", "--bundle", at.json, at.message,
		NULL };
	const char *sign[] = { at.cosignc, "sign-blob", "--key", at.key,
		"--use-signing-config=false", "--tlog-upload=false", "--bundle",
		at.out, "--yes", at.message, NULL };

	print_loaded("verify-blob", verify);
	print_loaded("sign-blob", sign);
	printf("\n");
}

/* As scripts install it for the comparison with the real cosign. */
static void
find_cosign(void)
{
	const char *given = getenv("COSIGN_CACHE");
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (given != NULL)
		(void)snprintf(cache, sizeof(cache), "%s", given);
	else if (xdg != NULL)
		(void)snprintf(cache, sizeof(cache), "%s/libcosign", xdg);
	else
		(void)snprintf(cache, sizeof(cache), "%s/.cache/libcosign",
		    home != NULL ? home : "");
	(void)bench_path(cosign, sizeof(cosign), cache, "oracle/3.1.3/cosign");
	if (access(cosign, X_OK) != 0)
		cosign[0] = '\0';
}

static void
setup(void)
{
	const char *args[] = { at.work, "setup", dir, NULL };

	/* No prompt, no network, nothing in the home folder. */
	(void)setenv("COSIGN_PASSWORD", "bench", 1);
	(void)setenv("HTTPS_PROXY", "http://127.0.0.1:9", 1);
	(void)setenv("TUF_ROOT", dir, 1);
	if (mkdir(at.many, 0700) != 0)
		bench_die("%s cannot be made", at.many);
	bench_stderr_to(args, "/dev/null");
}

int
main(int argc, char **argv)
{
	struct bench_places places;

	if (argc != 3)
		bench_die("table: BUILD-FOLDER WORK-FOLDER");
	build = argv[1];
	dir = argv[2];
	paths();
	find_cosign();
	setup();
	bench_row("figure", "required", "", "measured");
	bench_memory();
	bench_large_file();
	bench_verify_process();
	bench_many();
	places = (struct bench_places){ build, cache, cosign, dir };
	bench_keyless_rows(&places);
	bench_image_rows(&places);
	bench_size("libcosign-verify.so", 300);
	bench_size("libcosign.so", 800);
	bench_size("cosignc", 300);
	print_libraries();
	return 0;
}
