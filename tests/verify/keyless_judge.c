#include "keyless_judge.h"

#include <criterion/criterion.h>
#include <string.h>

/* A failed expectation each is enough to look at. */
#define SHOWN_MAX 20
static size_t shown;

static void
complain(const struct judge *j, const struct mutant *m, const char *what)
{
	if (shown++ < SHOWN_MAX)
		cr_expect(0, "%s: %s %s, byte %zu of %zu: %s", j->s->name,
		    m->place, m->deed, m->byte, m->total, what);
	else
		cr_assert_lt(shown, 10 * SHOWN_MAX, "and many more");
}

static void
choose(const struct harmless_table *table, const char *name)
{
	size_t i;

	for (i = 0; i < table->count; i++) {
		const char *form = table->rows[i].form;

		table->rows[i].chosen = form[0] == '!'
		    ? !mutant_fits(form + 1, name)
		    : mutant_fits(form, name);
	}
}

static void
take(struct judge *j, const struct subject *s, const char *was)
{
	j->s = s;
	j->was = was;
	choose(&harmless_everywhere, s->name);
	choose(j->own, s->name);
	cr_assert(j->accepts(s, was, strlen(was)), "%s", s->name);
}

void
judge_take_bundle(struct judge *j, const struct subject *s)
{
	j->accepts = subject_accepts;
	j->own = &harmless_bundles;
	take(j, s, s->text);
}

void
judge_take_root(struct judge *j, const struct subject *s)
{
	j->accepts = subject_trusts;
	j->own = &harmless_roots;
	take(j, s, s->root);
}

size_t
place_of_change(const char *was, const struct mutant *m)
{
	size_t at = 0;

	while (at < m->len && was[at] == m->text[at])
		at++;
	return at;
}

static struct harmless *
find_in(const struct harmless_table *table, const struct judge *j,
    const struct mutant *m)
{
	size_t i;

	for (i = 0; i < table->count; i++) {
		struct harmless *r = &table->rows[i];

		if (r->chosen && (r->ways & (int)j->way) != 0 &&
		    mutant_fits(r->place, m->place) &&
		    mutant_fits(r->deed, m->deed) &&
		    (r->is == NULL || r->is(j->was, m)))
			return r;
	}
	return NULL;
}

void
judge_mutant(void *user, const struct mutant *m)
{
	struct judge *j = user;
	const int ok = j->accepts(j->s, m->text, m->len);
	struct harmless *row = find_in(j->own, j, m);

	if (row == NULL)
		row = find_in(&harmless_everywhere, j, m);
	j->tried++;
	j->accepted += ok ? 1 : 0;
	if (ok && row == NULL)
		complain(j, m, "accepted without a reason");
	if (!ok && row != NULL && !row->some)
		complain(j, m, "is listed, and refused");
	if (ok && row != NULL)
		row->used++;
}

void
judge_expect_used(const struct harmless_table *table, enum list list)
{
	size_t i;

	for (i = 0; i < table->count; i++) {
		const struct harmless *r = &table->rows[i];

		cr_expect(r->list != list || r->used > 0,
		    "of no use: %s: %s %s", r->form, r->place, r->deed);
	}
}
