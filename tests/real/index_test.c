/* Images of several platforms: what one signs recursively, copies and saves,
   the other verifies, the whole and each of its parts. */
#include "layout.h"
#include "pairs.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <string.h>

static struct pair pairs[] = { PAIRS_ON(REAL_REFERRERS),
	PAIRS_ON(REAL_DOCKER_REGISTRY) };

/* Where the list of referrers does not matter. */
static struct pair on_one[] = { PAIRS_ON(REAL_DOCKER_REGISTRY) };

TestSuite(real_index, .init = pairs_enter, .fini = pairs_leave, .timeout = 300);

static const char *parts[2];

#define INDEX  real_at(pairs_registry, "%s/a/b:both")
#define OTHER  real_at(pairs_registry, "%s/c/d:both")
#define LOADED real_at(pairs_registry, "%s/e/f:both")
#define MOVED  real_at(pairs_registry, "%s/g/h:both")
#define PART(repository, i) \
	vs_text(            \
	    real_vs, "%s/%s@%s", pairs_registry->host, (repository), parts[i])

/* Of two images, which are in the same repository. */
static void
start(enum real_kind kind)
{
	pairs_start(kind);
	parts[0] = layout_write(real_vs, "first", "first");
	parts[1] = layout_write(real_vs, "second", "second");
	real_expect(REAL_RUN(NULL, "crane", "push", "first",
			real_at(pairs_registry, "%s/a/b:first")),
	    0, parts[0]);
	real_expect(REAL_RUN(NULL, "crane", "push", "second",
			real_at(pairs_registry, "%s/a/b:second")),
	    0, parts[1]);
	real_expect(
	    REAL_RUN(NULL, "crane", "index", "append", "--manifest",
		PART("a/b", 0), "--manifest", PART("a/b", 1), "--tag", INDEX),
	    0, "");
}

static void
verify(const char *program, enum pairs_form form, const char *repository)
{
	pairs_verify(program, form,
	    vs_text(real_vs, "%s/%s:both", pairs_registry->host, repository));
	pairs_verify(program, form, PART(repository, 0));
	pairs_verify(program, form, PART(repository, 1));
}

static void
sign(const char *program, const char *form)
{
	real_expect(pairs_is_new(program)
		? REAL_RUN(NULL, program, "sign", "--recursive", "--key",
		      "cosign.key", "--use-signing-config=false",
		      "--tlog-upload=false", form, "--yes", INDEX)
		: REAL_RUN(NULL, program, "sign", "--recursive", "--key",
		      "cosign.key", "--tlog-upload=false", form, "--yes",
		      INDEX),
	    0, "");
}

/* Through a folder. */
static void
move(const char *saves, const char *loads, const char *to)
{
	const char *folder = vs_text(real_vs, "%s-%s", saves, loads);

	real_expect(
	    REAL_RUN(NULL, saves, "save", "--dir", folder, INDEX), 0, "");
	real_expect(REAL_RUN(NULL, loads, "load", "--dir", folder, to), 0, "");
}

PAIRS(real_index, older_form, on_one)
{
	start(p->kind);
	sign(p->by, "--new-bundle-format=false");
	verify(p->then, PAIRS_OLDER, "a/b");
	real_expect(REAL_RUN(NULL, p->by, "copy", INDEX, OTHER), 0, "");
	verify(p->then, PAIRS_OLDER, "c/d");
	move("cosignc", "cosignc", LOADED);
	verify(p->then, PAIRS_OLDER, "e/f");
	/* cosign saves and loads what is beside the whole alone. */
	move(p->by, p->then, MOVED);
	pairs_verify(p->by, PAIRS_OLDER, MOVED);
	pairs_expect_none(p->by, PAIRS_OLDER, PART("g/h", 0));
}

/* Which cosign does not copy. */
PAIRS(real_index, bundles, pairs)
{
	start(p->kind);
	sign(p->by, "--new-bundle-format=true");
	verify(p->then, PAIRS_BUNDLE, "a/b");
	real_expect(REAL_RUN(NULL, "cosignc", "copy", INDEX, OTHER), 0, "");
	verify(p->then, PAIRS_BUNDLE, "c/d");
	move("cosignc", "cosignc", LOADED);
	verify(p->then, PAIRS_BUNDLE, "e/f");
}
