/* Rows about images in a registry that takes its time to answer. */
#include "process.h"
#include "row.h"
#include "table.h"

#include <stdio.h>
#include <unistd.h>

#define COUNT   "1000"
#define THREADS "10"
#define WAIT_MS "20"
#define ONES    "11"
/* Of what is waited for at least. */
#define LIMIT 1.2

/* What bench-images prints on a line. */
enum { REQUESTS, TIME, CONNECTIONS, TOKENS, MS, VALUES };

static void
form_row(const char *text, const char *form, const char *figure)
{
	char by_digest[64];
	double tag[VALUES], digest[VALUES];

	(void)snprintf(by_digest, sizeof(by_digest), "%s-by-digest", form);
	bench_numbers(text, form, tag, VALUES);
	bench_numbers(text, by_digest, digest, VALUES);
	bench_row(figure, "<= 1.2 x",
	    bench_verdict(tag[TIME] <= LIMIT && digest[TIME] <= LIMIT),
	    "%.2f x, %.1f requests an image; by digest %.2f x, %.1f", tag[TIME],
	    tag[REQUESTS], digest[TIME], digest[REQUESTS]);
}

/* A bundle that is not in its manifest as well is behind a third answer. */
static void
depth_row(const char *text)
{
	double bundle, embedded, legacy;

	bench_numbers(text, "bundle-depth", &bundle, 1);
	bench_numbers(text, "embedded-depth", &embedded, 1);
	bench_numbers(text, "legacy-depth", &legacy, 1);
	bench_row("  round trips of one image by digest", "<= 2",
	    bench_verdict(embedded <= 2 && legacy <= 2),
	    "%.0f with the bundle in its manifest, %.0f in the older form",
	    embedded, legacy);
	bench_row("  the same, the bundle in a blob alone", "<= 3",
	    bench_verdict(bundle <= 3), "%.0f", bundle);
}

static void
connections_row(const char *text)
{
	double v[VALUES];

	bench_numbers(text, "bundle", v, VALUES);
	bench_row("  connections and tokens for " COUNT " images", "", "",
	    "%.0f connections in " THREADS " threads, %.0f token%s",
	    v[CONNECTIONS], v[TOKENS], v[TOKENS] == 1 ? "" : "s");
}

static void
process_row(const struct bench_places *places, const char *text)
{
	static const char figure[] = "  cosign / cosignc, one process an image";
	double ms[2];

	if (places->cosign[0] == '\0') {
		bench_skip(figure, "", "cosign 3.1.3 is not installed");
		return;
	}
	bench_numbers(text, "process", ms, 2);
	bench_row(figure, "", "", "%.1f x: %.0f ms and %.0f ms", ms[0] / ms[1],
	    ms[0], ms[1]);
}

/* What a layer is fetched with, against libcurl and a hash. */
static void
layer_row(const struct bench_places *places)
{
	enum { PART, OURS, CURL, GROWTH, LAYER_VALUES };
	char program[512], text[256];
	const char *args[] = { program, "1024", "5", NULL };
	double v[LAYER_VALUES];

	(void)bench_path(
	    program, sizeof(program), places->build, "bench/bench-blob");
	bench_capture(args, text, sizeof(text));
	bench_numbers(text, "blob", v, LAYER_VALUES);
	bench_row("a layer of 1 GiB / libcurl with SHA-256", ">= 90 %",
	    bench_verdict(v[PART] >= 0.9 && v[GROWTH] < 1024),
	    "%.1f %%: %.0f MB/s and %.0f, memory grew by %.0f kB",
	    v[PART] * 100, v[OURS], v[CURL], v[GROWTH]);
}

void
bench_image_rows(const struct bench_places *places)
{
	static char program[512], cosignc[512], text[4096];
	const char *args[] = { program, places->work, COUNT, THREADS, WAIT_MS,
		places->cosign, cosignc, ONES, NULL };

	layer_row(places);
	(void)bench_path(
	    program, sizeof(program), places->build, "bench/bench-images");
	(void)bench_path(cosignc, sizeof(cosignc), places->build, "cosignc");
	if (access(program, X_OK) != 0) {
		bench_skip(
		    "verify images", "<= 1.2 x", "built with the tests alone");
		return;
	}
	if (places->cosign[0] == '\0')
		args[5] = NULL;
	bench_capture(args, text, sizeof(text));
	form_row(text, "bundle",
	    "verify images, " WAIT_MS " ms an answer / waiting, bundles");
	form_row(text, "embedded", "  the same, embedded in manifests");
	form_row(text, "legacy", "  the same, older form");
	depth_row(text);
	connections_row(text);
	process_row(places, text);
}
