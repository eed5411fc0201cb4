/* tree lists what both cosigns list: the same kinds, places and digests. */
#include "pairs.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <stdlib.h>
#include <string.h>

TestSuite(real_tree, .init = pairs_enter, .fini = pairs_leave, .timeout = 300);

#define NODE     "\u2514\u2500\u2500 "
#define LAYER    "\U0001f352 "
#define REFERRER " artifacts via OCI referrer: "
#define LINES    32

/* How far the types of referrers are told alike. */
enum types {
	ALL_TYPES,
	PREDICATES, /* and none of what is no bundle */
	NO_TYPES,
	KINDS /* nor places */
};

/* A node's line without what need not be alike. */
static const char *
node_of(char *line, enum types types)
{
	const char *type = line + strlen(NODE);
	const char *referrer = strstr(line, REFERRER);
	char *place = strstr(line, ": ");

	cr_assert_not_null(place, "%s", line);
	if (types == KINDS)
		*place = '\0';
	if (referrer == NULL || types == ALL_TYPES ||
	    (types == PREDICATES && strstr(type, "https://") != NULL))
		return type;
	return referrer;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each layer's digest with its node, sorted: the order of nodes is nobody's. */
static const char *
listed(struct process_result tree, enum types types)
{
	const char *lines[LINES], *node = "", *all = "";
	size_t count = 0, i;
	char *line, *layer;

	cr_assert_eq(tree.status, 0, "%s", tree.err);
	for (line = strtok(tree.out, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		cr_assert_lt(count, LINES);
		if (strncmp(line, NODE, strlen(NODE)) == 0)
			node = node_of(line, types);
		else if ((layer = strstr(line, LAYER)) != NULL)
			lines[count++] = vs_text(
			    real_vs, "%s %.71s", node, layer + strlen(LAYER));
	}
	qsort(lines, count, sizeof(lines[0]), compare);
	for (i = 0; i < count; i++)
		all = vs_text(real_vs, "%s%s\n", all, lines[i]);
	process_dispose(&tree);
	return all;
}

static size_t
count_lines(const char *text)
{
	size_t count = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		count++;
	return count;
}

/* Signatures and attestations in both forms, of one several, an SBOM, and
   something of somebody else's. */
static void
fill(void)
{
	pairs_sign("cosignc", PAIRS_OLDER);
	real_expect(
	    REAL_RUN(NULL, "cosign-2.6.5", "sign", "--key", "cosign.key",
		"--tlog-upload=false", "--yes", "-a", "k=v", PAIRS_ONE),
	    0, "");
	real_expect(
	    REAL_RUN(NULL, "cosignc", "sign", "--key", "cosign.key",
		"--use-signing-config=false", "--tlog-upload=false",
		"--new-bundle-format=false",
		"--registry-referrers-mode=oci-1-1", "--yes", PAIRS_ONE),
	    0, "");
	pairs_sign("cosignc", PAIRS_BUNDLE);
	pairs_sign("cosign", PAIRS_BUNDLE);
	pairs_sign("cosign-2.6.5", PAIRS_BUNDLE);
	scratch_write("text", "{}\n", 3);
	real_expect(REAL_RUN(NULL, "cosign-2.6.5", "attest", "--key",
			"cosign.key", "--tlog-upload=false", "--yes",
			"--predicate", "text", PAIRS_ONE),
	    0, "");
	real_expect(REAL_RUN(NULL, "cosign", "attest", "--key", "cosign.key",
			"--use-signing-config=false", "--tlog-upload=false",
			"--yes", "--predicate", "text", PAIRS_ONE),
	    0, "");
	real_expect(REAL_RUN(NULL, "cosign-2.6.5", "attach", "sbom", "--sbom",
			"text", PAIRS_ONE),
	    0, "");
	real_expect(REAL_RUN(NULL, "oras", "attach", "--plain-http",
			"--artifact-type", "text/note", PAIRS_ONE, "text"),
	    0, "");
}

#define TREE(program, ...) \
	listed(REAL_RUN(NULL, program, "tree", PAIRS_ONE), __VA_ARGS__)

/* The registry with a list of referrers tells the configuration's type for what
   has one of its own, and cosign repeats it; cosignc looks. */
static void
expect_as_cosign(enum real_kind kind)
{
	const enum types types =
	    kind == REAL_REFERRERS ? PREDICATES : ALL_TYPES;
	const char *ours = TREE("cosignc", types);

	cr_expect_eq(count_lines(ours), 10, "%s", ours);
	cr_expect_str_eq(ours, TREE("cosign", types));
}

/* It shows referrers only when it is told to, and gives the type of a bundle
   where cosignc and cosign give that of what is in it. */
static void
expect_as_the_cosign_before(void)
{
	const char *ours = TREE("cosignc", NO_TYPES), *tags;

	cr_expect_str_eq(ours,
	    listed(REAL_RUN(NULL, "cosign-2.6.5", "tree",
		       "--experimental-oci11", PAIRS_ONE),
		NO_TYPES));
	tags = TREE("cosign-2.6.5", NO_TYPES);
	cr_expect_eq(count_lines(tags), 4, "%s", tags);
	/* Sorted: behind referrers, which begin with a blank. */
	cr_expect_str_eq(ours + strlen(ours) - strlen(tags), tags);
}

Test(real_tree, with_a_list_of_referrers)
{
	pairs_start(REAL_REFERRERS);
	fill();
	expect_as_cosign(REAL_REFERRERS);
	expect_as_the_cosign_before();
}

Test(real_tree, without_a_list_of_referrers)
{
	pairs_start(REAL_DOCKER_REGISTRY);
	fill();
	expect_as_cosign(REAL_DOCKER_REGISTRY);
	expect_as_the_cosign_before();
}

/* ---- layouts, of which cosign has no tree ---- */

static const char *
saved_by(const char *program)
{
	real_expect(
	    REAL_RUN(NULL, program, "save", "--dir", program, PAIRS_ONE), 0,
	    "");
	return listed(REAL_RUN(NULL, "cosignc", "tree",
			  vs_text(real_vs, "oci:%s", program)),
	    KINDS);
}

/* The same without the only line with this text. */
static const char *
without(const char *listed, const char *text)
{
	const char *at = strstr(listed, text), *end;

	cr_assert_not_null(at, "%s: %s", text, listed);
	end = strchr(at, '\n') + 1;
	cr_assert_null(strstr(end, text), "%s: %s", text, listed);
	while (at > listed && at[-1] != '\n')
		at--;
	return vs_text(real_vs, "%.*s%s", (int)(at - listed), listed, end);
}

/* cosign saves no SBOMs, and the cosign before no referrers. */
Test(real_tree, of_what_is_saved)
{
	const char *ours, *theirs, *older;

	pairs_start(REAL_REFERRERS);
	fill();
	ours = TREE("cosignc", KINDS);
	cr_expect_str_eq(saved_by("cosignc"), ours);
	theirs = without(ours, "SBOM");
	cr_expect_str_eq(saved_by("cosign"), theirs);
	older = saved_by("cosign-2.6.5");
	cr_expect_eq(count_lines(older), 3, "%s", older);
	cr_expect_str_eq(theirs + strlen(theirs) - strlen(older), older);
}
