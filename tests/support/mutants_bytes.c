/* What is done to bytes, lines, and documents inside of a document. */
#include "mutants_document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The last value that starts at or before a byte and does not end before it is
   the innermost one. */
static const struct value *
innermost(const struct document *d, size_t at)
{
	size_t i;

	for (i = d->count; i-- > 0;)
		if (d->values[i].first <= at && at < d->values[i].end)
			return &d->values[i];
	return NULL;
}

static void
name_byte(struct mutant *m, struct growing *place, const struct document *d,
    size_t at)
{
	const struct value *v = innermost(d, at);
	const size_t first = v == NULL ? 0
	    : at < v->start            ? v->first
				       : v->start;

	place->len = 0;
	grow_text(place, v != NULL && at < v->start ? "name of " : "");
	grow_text(place, v != NULL ? v->place : "");
	m->place = place->p;
	m->byte = at - first;
	m->total = v == NULL ? d->len
	    : at < v->start  ? v->start - v->first
			     : v->end - v->start;
}

void
mutants_of_text(const char *json, const unsigned char *masks, size_t count,
    mutant_fn *fn, void *user)
{
	struct document d = document_read(json);
	struct growing place = { NULL, 0, 0 };
	struct mutant m = { .len = d.len };
	char deed[32], *text = strdup(json);
	size_t at, i;

	if (text == NULL)
		abort();
	m.text = text;
	m.deed = deed;
	for (at = 0; at < d.len; at++) {
		name_byte(&m, &place, &d, at);
		for (i = 0; i < count; i++) {
			text[at] = (char)((unsigned char)json[at] ^ masks[i]);
			(void)snprintf(deed, sizeof(deed), "byte 0x%02x",
			    (unsigned char)text[at]);
			fn(user, &m);
		}
		text[at] = json[at];
	}
	free(text);
	free(place.p);
	document_free(&d);
}

/* Where a changed value of a string goes. */
static void
put_back(const struct changing *c, const struct value *v, struct mutant m,
    const unsigned char *p, size_t len)
{
	char *text = quoted_base64(p, len);

	change_with(c, m, v->start, v->end, text, strlen(text));
	free(text);
}

struct bytes_request {
	size_t step;
	const unsigned char *masks;
	size_t count;
};

static void
change_bytes(const struct changing *c, const struct value *v,
    const struct bytes_request *q)
{
	struct mutant m = { .place = v->place, .deed = "bytes" };
	unsigned char *p = value_decode(&c->d, v, &m.total);
	size_t i;

	if (p == NULL)
		return;
	for (m.byte = 0; m.byte < m.total; m.byte += q->step)
		for (i = 0; i < q->count; i++) {
			p[m.byte] ^= q->masks[i];
			put_back(c, v, m, p, m.total);
			p[m.byte] ^= q->masks[i];
		}
	m.deed = "a byte more";
	m.byte = m.total;
	put_back(c, v, m, p, m.total + 1);
	if (m.total > 0) {
		m.deed = "a byte less";
		put_back(c, v, m, p, m.total - 1);
	}
	free(p);
}

void
mutants_of_bytes(const char *json, size_t step, const unsigned char *masks,
    size_t count, mutant_fn *fn, void *user)
{
	const struct bytes_request q = { step, masks, count };
	struct changing c = { document_read(json), fn, user };
	size_t i;

	for (i = 0; i < c.d.count; i++)
		change_bytes(&c, &c.d.values[i], &q);
	document_free(&c.d);
}

/* ---- documents inside ---- */

struct inside {
	const struct changing *c;
	const struct value *v;
};

static void
put_document(void *user, const struct mutant *inner)
{
	const struct inside *in = user;
	struct growing place = { NULL, 0, 0 };
	struct mutant m = *inner;

	grow_text(&place, in->v->place);
	grow_text(&place, ">");
	grow_text(&place, inner->place);
	m.place = place.p;
	put_back(
	    in->c, in->v, m, (const unsigned char *)inner->text, inner->len);
	free(place.p);
}

void
mutants_inside(const char *json, mutant_fn *fn, void *user)
{
	struct changing c = { document_read(json), fn, user };
	size_t i, len;

	for (i = 0; i < c.d.count; i++) {
		const struct value *v = &c.d.values[i];
		struct inside in = { &c, v };
		unsigned char *p = value_decode(&c.d, v, &len);

		if (p != NULL && len > 2 && memcmp(p, "{\"", 2) == 0 &&
		    p[len - 1] == '}') {
			mutants_of_members((const char *)p, put_document, &in);
			mutants_inside((const char *)p, put_document, &in);
		}
		free(p);
	}
	document_free(&c.d);
}

/* ---- lines ---- */

#define LINE_END     "\\n"
#define LINE_END_LEN 2

struct lines {
	const struct changing *c;
	const struct value *v;
	size_t start, end; /* of a line, with its end */
	size_t before;     /* where the one before starts; start: none */
	size_t number;
};

static void
change_line(const struct lines *l)
{
	const char *text = l->c->d.text;
	struct mutant m = { .place = l->v->place, .byte = l->number };
	struct growing g = { NULL, 0, 0 };

	m.deed = "line removed";
	change_with(l->c, m, l->start, l->end, "", 0);
	m.deed = "line repeated";
	change_with(
	    l->c, m, l->end, l->end, text + l->start, l->end - l->start);
	m.deed = "line without end";
	change_with(l->c, m, l->end - LINE_END_LEN, l->end, "", 0);
	m.deed = "empty line before";
	change_with(l->c, m, l->start, l->start, LINE_END, LINE_END_LEN);
	m.deed = "line with a stranger before";
	change_with(
	    l->c, m, l->start, l->start, "x" LINE_END, LINE_END_LEN + 1);
	if (l->before == l->start)
		return;
	m.deed = "line in the place of the one before";
	grow(&g, text + l->start, l->end - l->start);
	grow(&g, text + l->before, l->start - l->before);
	change_with(l->c, m, l->before, l->end, g.p, g.len);
	free(g.p);
}

static void
change_lines(const struct changing *c, const struct value *v)
{
	struct lines l = { c, v, v->start + 1, 0, v->start + 1, 0 };
	const char *at;

	while ((at = strstr(c->d.text + l.start, LINE_END)) != NULL &&
	    (size_t)(at - c->d.text) < v->end) {
		l.end = (size_t)(at - c->d.text) + LINE_END_LEN;
		change_line(&l);
		l.before = l.start;
		l.start = l.end;
		l.number++;
	}
}

void
mutants_of_lines(const char *json, mutant_fn *fn, void *user)
{
	struct changing c = { document_read(json), fn, user };
	size_t i;

	for (i = 0; i < c.d.count; i++)
		if (c.d.values[i].kind == STRING)
			change_lines(&c, &c.d.values[i]);
	document_free(&c.d);
}
