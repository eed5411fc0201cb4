/* Rows about keyless verification: two bundles of the public conformance
   suite, one of each generation of Rekor. */
#include "measure.h"
#include "process.h"
#include "row.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUITE       "/sigstore-conformance/bundle-verify/"
#define PEERS       3
#define PEER_ROUNDS 21
#define WARM        100
#define SLICE       10 /* verifications of a peer without a change */
#define OUR_SLICE   40
#define RUNS        31 /* of whole processes */

/* A bundle, and how much faster than the fastest peer it has to be. */
static const struct scene {
	const char *name;
	const char *folder;
	const char *root; /* in the folder; NULL: the public-good instance's */
	double by_fastest;
} scenes[] = {
	{ "Rekor v1", "happy-path-v0.3", NULL, 2 },
	{ "Rekor v2 and TSA", "rekor2-happy-path", "trusted_root.json", 4 },
};

/* As bench/peers/install.sh names them. */
static const char *const peers[PEERS] = { "sigstore-go", "sigstore-js",
	"sigstore-python" };
#define JS 1

static const char identity[] =
    "https://github.com/sigstore-conformance/extremely-dangerous-"
    "public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-"
    "beacon.yml@refs/heads/main";
static const char issuer[] = "https://token.actions.githubusercontent.com";

static struct {
	char verify[512], heap[512], cosignc[512];
	char root[512], bundle[512], file[512];
} at;

static const char *
cases(void)
{
	const char *path = getenv("COSIGN_CASES");

	return path != NULL ? path : BENCH_SOURCE "/../shared/cases";
}

static void
paths(const struct bench_places *places, const struct scene *s)
{
	char suite[512], folder[512];

	(void)bench_path(
	    at.verify, sizeof(at.verify), places->build, "bench/bench-verify");
	(void)bench_path(
	    at.heap, sizeof(at.heap), places->build, "bench/bench-heap");
	(void)bench_path(
	    at.cosignc, sizeof(at.cosignc), places->build, "cosignc");
	(void)bench_path(suite, sizeof(suite), cases(), SUITE);
	(void)bench_path(folder, sizeof(folder), suite, s->folder);
	(void)bench_path(
	    at.bundle, sizeof(at.bundle), folder, "bundle.sigstore.json");
	(void)bench_path(at.file, sizeof(at.file), suite, "a.txt");
	if (s->root != NULL)
		(void)bench_path(at.root, sizeof(at.root), folder, s->root);
	else
		(void)snprintf(at.root, sizeof(at.root), "%s",
		    BENCH_SOURCE "/src/trust/public-good/trusted_root.json");
}

/* Against the same checks: with our primitives, and with OpenSSL's. */
static void
ratio_rows(const struct scene *s)
{
	const char *args[] = { at.verify, "ratio", at.root, at.bundle, at.file,
		identity, issuer, NULL };
	double ours[3], openssl[3], gain[2], checks;
	char figure[64], text[1024];

	bench_capture(args, text, sizeof(text));
	bench_numbers(text, "checks", &checks, 1);
	bench_numbers(text, "ours", ours, 3);
	bench_numbers(text, "openssl", openssl, 3);
	bench_numbers(text, "threads", gain, 2);
	(void)snprintf(figure, sizeof(figure),
	    "verify keyless, %s / OpenSSL's %.0f checks", s->name, checks);
	bench_row(figure, "<= 1.15 x", bench_verdict(openssl[0] <= 1.15),
	    "%.2f x (%.0f us, %.0f us)", openssl[0], openssl[1] / 1e3,
	    openssl[2] / 1e3);
	/* What is not arithmetic counts the more, the faster that gets. */
	bench_row("  / the same checks by our own code", "<= 1.5 x",
	    bench_verdict(ours[0] <= 1.5), "%.2f x (%.0f us, %.0f us)", ours[0],
	    ours[1] / 1e3, ours[2] / 1e3);
	bench_threads_row(gain[0], gain[1], "checks by OpenSSL");
}

/* A peer that runs, and how many times longer than we it took in each round. */
struct rival {
	struct bench_peer peer;
	int is_there;
	double ns[PEER_ROUNDS];
	double ratio[PEER_ROUNDS];
};

static void
start_rivals(struct rival *rivals, const struct bench_places *places)
{
	char folder[512], path[512];
	const char *args[] = { path, at.root, at.bundle, at.file, identity,
		issuer, NULL };

	(void)bench_path(folder, sizeof(folder), places->cache, "peers");
	for (size_t i = 0; i < PEERS; i++) {
		(void)bench_path(path, sizeof(path), folder, peers[i]);
		rivals[i].is_there = access(path, X_OK) == 0;
		if (!rivals[i].is_there)
			continue;
		bench_peer_start(&rivals[i].peer, args);
		rivals[i].is_there = bench_peer_ask(&rivals[i].peer, WARM) >= 0;
		if (!rivals[i].is_there)
			bench_peer_stop(&rivals[i].peer);
	}
}

static void
race(struct rival *rivals)
{
	const char *args[] = { at.verify, "peer", at.root, at.bundle, at.file,
		identity, issuer, NULL };
	struct bench_peer us;

	bench_peer_start(&us, args);
	for (size_t r = 0; r < PEER_ROUNDS; r++) {
		const double ours = bench_peer_ask(&us, OUR_SLICE);

		if (ours <= 0)
			bench_die("%s does not verify", args[0]);
		for (size_t i = 0; i < PEERS; i++) {
			if (!rivals[i].is_there)
				continue;
			rivals[i].ns[r] =
			    bench_peer_ask(&rivals[i].peer, SLICE);
			rivals[i].ratio[r] = rivals[i].ns[r] / ours;
		}
	}
	bench_peer_stop(&us);
}

static void
peer_rows(const struct scene *s, const struct bench_places *places)
{
	static struct rival rivals[PEERS];
	char required[32];
	int fastest = -1;

	start_rivals(rivals, places);
	race(rivals);
	for (int i = 0; i < PEERS; i++) {
		char figure[64];
		double ratio;

		(void)snprintf(figure, sizeof(figure), "  %s / ours", peers[i]);
		if (!rivals[i].is_there) {
			bench_skip(figure, i == JS ? ">= 8 x" : "",
			    "not installed (bench/peers/install.sh)");
			continue;
		}
		bench_peer_stop(&rivals[i].peer);
		ratio = bench_median(rivals[i].ratio, PEER_ROUNDS);
		bench_row(figure, i == JS ? ">= 8 x" : "",
		    i == JS ? bench_verdict(ratio >= 8) : "",
		    "%.1f x (%.2f ms)", ratio,
		    bench_median(rivals[i].ns, PEER_ROUNDS) / 1e6);
		/* Sorted by now: the median stands in the middle. */
		if (fastest < 0 ||
		    ratio < rivals[fastest].ratio[PEER_ROUNDS / 2])
			fastest = i;
	}
	if (fastest < 0)
		return;
	(void)snprintf(required, sizeof(required), ">= %.0f x", s->by_fastest);
	bench_row("  the fastest of them / ours", required,
	    bench_verdict(
		rivals[fastest].ratio[PEER_ROUNDS / 2] >= s->by_fastest),
	    "%.1f x (%s)", rivals[fastest].ratio[PEER_ROUNDS / 2],
	    peers[fastest]);
}

static void
heap_rows(void)
{
	const char *args[] = { at.heap, at.root, at.bundle, at.file, identity,
		issuer, NULL };
	char text[256];
	double v[4]; /* peak, left, allocations, bundle */

	bench_capture(args, text, sizeof(text));
	bench_numbers(text, "heap", v, 4);
	bench_row("  heap / size of the bundle", "<= 4 x",
	    bench_verdict(v[0] <= 4 * v[3]),
	    "%.1f x (%.0f bytes in %.0f pieces)", v[0] / v[3], v[0], v[2]);
	bench_row("  kept after it", "0", bench_verdict(v[1] == 0),
	    "%.0f bytes", v[1]);
}

static void
process_rows(const struct bench_places *places)
{
	struct bench_program p[] = {
		{ .args = { at.cosignc, "verify-blob", "--bundle", at.bundle,
		      "--trusted-root", at.root, "--certificate-identity",
		      identity, "--certificate-oidc-issuer", issuer,
		      at.file } },
		{ .args = { places->cosign, "verify-blob", "--bundle",
		      at.bundle, "--trusted-root", at.root,
		      "--certificate-identity", identity,
		      "--certificate-oidc-issuer", issuer, at.file } },
	};
	const int has_cosign = places->cosign[0] != '\0';
	const char *time = "  cosignc verify-blob, time / cosign 3.1.3";

	bench_interleave(p, has_cosign ? 2 : 1, RUNS);
	if (has_cosign)
		bench_row(time, ">= 8 x", bench_verdict(p[1].ms >= 8 * p[0].ms),
		    "%.1f x (%.2f ms, %.1f ms)", p[1].ms / p[0].ms, p[0].ms,
		    p[1].ms);
	else
		bench_skip(time, ">= 8 x", "cosign 3.1.3 is not installed");
	bench_row("  its memory", "<= 8 MB", bench_verdict(p[0].peak_kb <= 8e3),
	    "%.0f kB", p[0].peak_kb);
}

void
bench_keyless_rows(const struct bench_places *places)
{
	for (size_t i = 0; i < sizeof(scenes) / sizeof(*scenes); i++) {
		char figure[64];

		paths(places, &scenes[i]);
		if (access(at.bundle, R_OK) != 0) {
			(void)snprintf(figure, sizeof(figure),
			    "verify keyless, %s", scenes[i].name);
			bench_skip(figure, "<= 1.15 x",
			    "the conformance cases are not there "
			    "(COSIGN_CASES)");
			continue;
		}
		ratio_rows(&scenes[i]);
		peer_rows(&scenes[i], places);
		heap_rows();
		process_rows(places);
	}
}
