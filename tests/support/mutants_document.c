#include "mutants_document.h"

#include <openssl/evp.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
need(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

/* ---- text that grows ---- */

void
grow(struct growing *g, const char *p, size_t len)
{
	if (g->len + len + 1 > g->size) {
		g->size = 2 * (g->len + len + 1);
		g->p = need(realloc(g->p, g->size));
	}
	memcpy(g->p + g->len, p, len);
	g->len += len;
	g->p[g->len] = '\0';
}

void
grow_text(struct growing *g, const char *text)
{
	grow(g, text, strlen(text));
}

void
grow_format(struct growing *g, const char *format, ...)
{
	char text[512];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof(text))
		abort();
	grow(g, text, (size_t)len);
}

/* ---- where values stand ---- */

static size_t
skip_space(const char *text, size_t at)
{
	return at + strspn(text + at, " \t\r\n");
}

/* Behind the quote that closes. */
static size_t
skip_string(const char *text, size_t at)
{
	for (at++; text[at] != '"'; at++) {
		if (text[at] == '\\')
			at++;
		if (text[at] == '\0')
			abort();
	}
	return at + 1;
}

static struct value *
add_value(struct document *d)
{
	struct value *v;

	d->values =
	    need(realloc(d->values, (d->count + 1) * sizeof(*d->values)));
	v = &d->values[d->count++];
	memset(v, 0, sizeof(*v));
	return v;
}

static char *
place_of(const struct document *d, size_t parent, const char *name, size_t i)
{
	const char *above = parent == NO_PARENT ? "" : d->values[parent].place;
	struct growing g = { NULL, 0, 0 };

	grow_text(&g, above);
	if (name != NULL)
		grow_format(&g, "%s%s", *above != '\0' ? "." : "", name);
	else if (parent != NO_PARENT)
		grow_format(&g, "[%zu]", i);
	return g.p;
}

static size_t read_value(
    struct document *d, size_t at, size_t parent, char *name, size_t i);

/* Members or elements; returns where the closing bracket is. */
static size_t
read_items(struct document *d, size_t at, size_t self)
{
	const char close = d->values[self].kind == OBJECT ? '}' : ']';
	size_t i, first;
	char *name;

	at = skip_space(d->text, at + 1);
	for (i = 0; d->text[at] != close; i++) {
		first = at;
		name = NULL;
		if (close == '}') {
			at = skip_string(d->text, at);
			name =
			    need(strndup(d->text + first + 1, at - first - 2));
			at = skip_space(d->text, skip_space(d->text, at) + 1);
		}
		at = read_value(d, at, self, name, i);
		at = skip_space(d->text, at);
		if (d->text[at] == ',')
			at = skip_space(d->text, at + 1);
		else if (d->text[at] != close)
			abort();
	}
	return at + 1;
}

/* A member's value also knows where its name is. */
static size_t
first_of(const struct document *d, size_t at, const char *name)
{
	if (name == NULL)
		return at;
	while (d->text[--at] != '"')
		;
	return at - strlen(name) - 1;
}

static size_t
read_value(struct document *d, size_t at, size_t parent, char *name, size_t i)
{
	const size_t self = d->count;
	char *place = place_of(d, parent, name, i);
	struct value *v = add_value(d);
	const char c = d->text[at];
	size_t end;

	v->place = place;
	v->name = name;
	v->parent = parent;
	v->start = at;
	v->first = first_of(d, at, name);
	v->kind = c == '{'     ? OBJECT
	    : c == '['         ? ARRAY
	    : c == '"'         ? STRING
	    : strchr("tfn", c) ? WORD
			       : NUMBER;
	if (v->kind == OBJECT || v->kind == ARRAY)
		end = read_items(d, at, self);
	else if (v->kind == STRING)
		end = skip_string(d->text, at);
	else
		end = at + strcspn(d->text + at, ",]} \t\r\n");
	d->values[self].end = end;
	return end;
}

struct document
document_read(const char *text)
{
	struct document d = { text, strlen(text), NULL, 0 };

	(void)read_value(&d, skip_space(text, 0), NO_PARENT, NULL, 0);
	return d;
}

void
document_free(struct document *d)
{
	size_t i;

	for (i = 0; i < d->count; i++) {
		free(d->values[i].place);
		free(d->values[i].name);
	}
	free(d->values);
	d->values = NULL;
}

size_t
mutants_value_count(const char *json)
{
	struct document d = document_read(json);

	document_free(&d);
	return d.count;
}

/* ---- one change ---- */

void
change_with(const struct changing *c, struct mutant m, size_t start, size_t end,
    const char *text, size_t len)
{
	struct growing g = { NULL, 0, 0 };

	grow(&g, c->d.text, start);
	grow(&g, text, len);
	grow(&g, c->d.text + end, c->d.len - end);
	m.text = g.p;
	m.len = g.len;
	c->fn(c->user, &m);
	free(g.p);
}

void
change(const struct changing *c, const char *place, const char *deed,
    size_t start, size_t end, const char *text)
{
	const struct mutant m = { .place = place, .deed = deed };

	change_with(c, m, start, end, text, strlen(text));
}

/* ---- base64 ---- */

unsigned char *
value_decode(const struct document *d, const struct value *v, size_t *len)
{
	const size_t n = v->end - v->start - 2;
	const char *text = d->text + v->start + 1;
	unsigned char *p;
	int got;

	if (v->kind != STRING || n < 16 || n % 4 != 0)
		return NULL;
	p = need(malloc(n + 1));
	got = EVP_DecodeBlock(p, (const unsigned char *)text, (int)n);
	if (got < 0) {
		free(p);
		return NULL;
	}
	/* OpenSSL counts the padding as zeros. */
	*len = (size_t)got - (text[n - 1] == '=') - (text[n - 2] == '=');
	p[*len] = '\0';
	return p;
}

char *
quoted_base64(const unsigned char *p, size_t len)
{
	char *text = need(malloc(len / 3 * 4 + 8));
	int n;

	text[0] = '"';
	n = EVP_EncodeBlock((unsigned char *)text + 1, p, (int)len);
	memcpy(text + 1 + n, "\"", 2);
	return text;
}

/* ---- patterns ---- */

static int
fits_one(const char *pattern, const char *text)
{
	if (*pattern == '*')
		return fits_one(pattern + 1, text) ||
		    (*text != '\0' && fits_one(pattern, text + 1));
	if (*pattern == '\0' || *pattern == '|')
		return *text == '\0';
	if (*pattern != *text && (*pattern != '?' || *text == '\0'))
		return 0;
	return fits_one(pattern + 1, text + 1);
}

int
mutant_fits(const char *pattern, const char *text)
{
	while (!fits_one(pattern, text)) {
		pattern = strchr(pattern, '|');
		if (pattern == NULL)
			return 0;
		pattern++;
	}
	return 1;
}
