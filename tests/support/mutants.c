/* What is done to members, elements and values. */
#include "mutants_document.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value in hand. */
struct hand {
	const struct changing *c;
	const struct value *v;
};

static struct growing
part(const struct changing *c, size_t start, size_t end)
{
	struct growing g = { NULL, 0, 0 };

	grow(&g, c->d.text + start, end - start);
	return g;
}

static void
become(const struct hand *h, const char *deed, const char *text)
{
	change(h->c, h->v->place, deed, h->v->start, h->v->end, text);
}

/* Text before and behind the value. */
static void
wrap(const struct hand *h, const char *deed, const char *before,
    const char *behind)
{
	struct growing g = { NULL, 0, 0 };

	grow_text(&g, before);
	grow(&g, h->c->d.text + h->v->start, h->v->end - h->v->start);
	grow_text(&g, behind);
	become(h, deed, g.p);
	free(g.p);
}

/* ---- members and elements ---- */

/* With one of the commas beside it. */
static void
remove_one(const struct hand *h)
{
	static const char space[] = " \t\r\n";
	const char *text = h->c->d.text;
	size_t start = h->v->first, end = h->v->end;

	end += strspn(text + end, space);
	while (strchr(space, text[start - 1]) != NULL)
		start--;
	if (text[end] == ',')
		end++;
	else if (text[start - 1] == ',')
		start--;
	change(h->c, h->v->place, "removed", start, end, "");
}

/* Once more, under a name and with a value: NULL is its own. */
static void
repeat(
    const struct hand *h, const char *deed, const char *name, const char *value)
{
	const size_t end = h->v->end;
	struct growing g = { NULL, 0, 0 };

	grow_text(&g, ",");
	if (h->v->name != NULL)
		grow_format(&g, "\"%s\":", name != NULL ? name : h->v->name);
	if (value != NULL)
		grow_text(&g, value);
	else
		grow(&g, h->c->d.text + h->v->start, end - h->v->start);
	change(h->c, h->v->place, deed, end, end, g.p);
	free(g.p);
}

static void
rename_as(const struct hand *h, const char *deed, const char *name)
{
	const size_t first = h->v->first + 1;

	change(
	    h->c, h->v->place, deed, first, first + strlen(h->v->name), name);
}

/* logIndex, log_index */
static void
spell(const struct hand *h)
{
	struct growing snake = { NULL, 0, 0 }, upper = { NULL, 0, 0 };
	const char *c;

	for (c = h->v->name; *c != '\0'; c++) {
		const char small[] = { '_', (char)tolower((unsigned char)*c) };
		const char large = (char)toupper((unsigned char)*c);

		if (isupper((unsigned char)*c))
			grow(&snake, small, 2);
		else
			grow(&snake, c, 1);
		grow(&upper, &large, 1);
	}
	rename_as(h, "name in capitals", upper.p);
	repeat(h, "repeated in capitals", upper.p, NULL);
	if (strcmp(snake.p, h->v->name) != 0) {
		rename_as(h, "name in snake case", snake.p);
		repeat(h, "repeated in snake case", snake.p, NULL);
		repeat(h, "repeated in snake case, null", snake.p, "null");
	}
	free(snake.p);
	free(upper.p);
}

static void
change_item(const struct hand *h)
{
	struct growing name = { NULL, 0, 0 };

	remove_one(h);
	repeat(h, "repeated", NULL, NULL);
	repeat(h, "repeated, null", NULL, "null");
	if (h->v->name == NULL)
		return;
	grow_format(&name, "%sX", h->v->name);
	rename_as(h, "name longer", name.p);
	rename_as(h, "name empty", "");
	repeat(h, "with a stranger", name.p, NULL);
	free(name.p);
	/* Its first character in another way. */
	name.len = 0;
	name.p = NULL;
	name.size = 0;
	grow_format(
	    &name, "\\u%04x%s", (unsigned)h->v->name[0], h->v->name + 1);
	rename_as(h, "name escaped", name.p);
	free(name.p);
	spell(h);
}

/* ---- other types ---- */

static void
change_type(const struct hand *h)
{
	static const char *const types[] = { "null", "true", "0", "1", "-1",
		"\"\"", "\"x\"", "[]", "{}" };
	const size_t len = h->v->end - h->v->start;
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strlen(types[i]) != len ||
		    memcmp(types[i], h->c->d.text + h->v->start, len) != 0)
			become(h, types[i], types[i]);
	wrap(h, "in an array", "[", "]");
	wrap(h, "in an object", "{\"x\":", "}");
	wrap(h, "between blanks", " \n", "\t ");
}

/* ---- numbers ---- */

/* The digits of a number, which may be a string; NULL if it is none. */
static char *
digits_of(const struct hand *h)
{
	const int quoted = h->v->kind == STRING;
	struct growing g = part(
	    h->c, h->v->start + (size_t)quoted, h->v->end - (size_t)quoted);

	if (h->v->kind != OBJECT && h->v->kind != ARRAY && g.len > 0 &&
	    strspn(g.p, "0123456789") == g.len && g.len < 18)
		return g.p;
	free(g.p);
	return NULL;
}

static void
become_number(const struct hand *h, const char *deed, const char *text)
{
	struct growing g = { NULL, 0, 0 };
	const char *quote = h->v->kind == STRING ? "\"" : "";

	grow_format(&g, "%s%s%s", quote, text, quote);
	become(h, deed, g.p);
	free(g.p);
}

static void
become_sum(const struct hand *h, const char *deed, long long n)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", n);
	become_number(h, deed, text);
}

static void
change_number(const struct hand *h)
{
	static const struct {
		const char *deed, *format;
	} forms[] = {
		{ "with a fraction", "%s.0" },
		{ "with a true fraction", "%s.5" },
		{ "with an exponent", "%se0" },
		{ "with a zero before", "0%s" },
		{ "with a plus", "+%s" },
		{ "negative", "-%s" },
		{ "with a blank before", " %s" },
		{ "with a digit more", "%s0" },
		{ "in hexadecimal", "0x%s" },
	};
	char *digits = digits_of(h), text[64];
	size_t i;

	if (digits == NULL)
		return;
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct growing g = { NULL, 0, 0 };
		const char *at = strchr(forms[i].format, '%');

		grow(&g, forms[i].format, (size_t)(at - forms[i].format));
		grow_text(&g, digits);
		grow_text(&g, at + 2);
		become_number(h, forms[i].deed, g.p);
		free(g.p);
	}
	become_sum(h, "plus 1", atoll(digits) + 1);
	become_sum(h, "minus 1", atoll(digits) - 1);
	become_sum(h, "plus 2^32", atoll(digits) + (1LL << 32));
	become_number(h, "2^63", "9223372036854775808");
	become_number(h, "2^63-1", "9223372036854775807");
	become_number(h, "2^64", "18446744073709551616");
	become_number(h, "1e400", "1e400");
	(void)snprintf(
	    text, sizeof(text), h->v->kind == STRING ? "%s" : "\"%s\"", digits);
	become(h, "in the other form", text);
	free(digits);
}

/* ---- strings ---- */

static void
change_case(const struct hand *h, const char *deed, int (*to)(int))
{
	struct growing g = part(h->c, h->v->start, h->v->end);
	size_t i;

	for (i = 0; i < g.len; i++)
		if (g.p[i] == '\\')
			i++;
		else
			g.p[i] = (char)to((unsigned char)g.p[i]);
	if (strncmp(g.p, h->c->d.text + h->v->start, g.len) != 0)
		become(h, deed, g.p);
	free(g.p);
}

/* Base64 that says the same, or nearly. */
static void
change_base64(const struct hand *h)
{
	struct growing g = part(h->c, h->v->start, h->v->end);
	const size_t padding = g.len - 1 - strcspn(g.p, "=");
	const size_t last = g.len - 2 - (padding > 2 ? 0 : padding);
	size_t i;
	int url = 0;

	if (padding == 1 || padding == 2) {
		char *p = strchr(
		    "AABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		    "0123456789+/",
		    g.p[last]);
		/* All of them are zero: the next character is the next one. */
		if (p != NULL && p[1] != '\0') {
			const char was = g.p[last];

			g.p[last] = was == 'A' ? 'B' : p[1];
			become(h, "unused bits", g.p);
			g.p[last] = was;
		}
		g.p[g.len - 1 - padding] = '"';
		g.p[g.len - padding] = '\0';
		become(h, "without padding", g.p);
		g.p[g.len - padding] = padding == 2 ? '=' : '"';
		g.p[g.len - 1 - padding] = '=';
	}
	for (i = 0; i < g.len; i++) {
		if (g.p[i] != '+' && g.p[i] != '/')
			continue;
		g.p[i] = g.p[i] == '+' ? '-' : '_';
		url++;
	}
	if (url > 0)
		become(h, "alphabet for URLs", g.p);
	free(g.p);
	g = part(h->c, h->v->start, h->v->start + 5);
	grow_text(&g, "\\r\\n\\r\\n");
	grow(&g, h->c->d.text + h->v->start + 5, h->v->end - h->v->start - 5);
	become(h, "with line ends", g.p);
	free(g.p);
}

static void
change_string(const struct hand *h)
{
	const size_t len = h->v->end - h->v->start - 2;
	const char *text = h->c->d.text + h->v->start + 1;
	struct growing g = part(h->c, h->v->start, h->v->end - 1);
	unsigned char *decoded;
	size_t n;

	grow(&g, text, len);
	grow_text(&g, "\"");
	become(h, "twice", g.p);
	free(g.p);
	g = part(h->c, h->v->start, h->v->end - 1);
	grow_text(&g, " \"");
	become(h, "with a blank behind", g.p);
	g.len -= 2;
	grow_text(&g, "\\n\"");
	become(h, "with a line end", g.p);
	g.len -= 3;
	grow_text(&g, "\\u0000\"");
	become(h, "with a NUL", g.p);
	free(g.p);
	g = part(h->c, h->v->start, h->v->end - 1);
	if (len > 0 && (len < 2 || text[len - 2] != '\\')) {
		g.p[g.len - 1] = '"';
		become(h, "shorter by one", g.p);
	}
	free(g.p);
	if (len > 0 && text[0] != '\\') {
		g = (struct growing){ NULL, 0, 0 };
		grow_format(&g, "\"\\u%04x", (unsigned)text[0] & 0x7f);
		grow(&g, text + 1, len);
		become(h, "escaped", g.p);
		free(g.p);
	}
	change_case(h, "in capitals", toupper);
	change_case(h, "in small letters", tolower);
	decoded = value_decode(&h->c->d, h->v, &n);
	if (decoded != NULL)
		change_base64(h);
	free(decoded);
}

/* ---- objects and arrays ---- */

/* A struct document's children of a value, as indices. */
static size_t
children(
    const struct changing *c, const struct value *v, size_t *list, size_t max)
{
	const size_t self = (size_t)(v - c->d.values);
	size_t i, n = 0;

	for (i = self + 1; i < c->d.count; i++) {
		if (c->d.values[i].parent != self)
			continue;
		if (n == max)
			abort();
		list[n++] = i;
	}
	return n;
}

static void
turn_around(const struct hand *h)
{
	const char *text = h->c->d.text;
	size_t list[64], n = children(h->c, h->v, list, 64);
	struct growing g = { NULL, 0, 0 };

	if (n < 2)
		return;
	while (n-- > 0) {
		const struct value *v = &h->c->d.values[list[n]];

		grow_text(&g, g.len == 0 ? "" : ",");
		grow(&g, text + v->first, v->end - v->first);
	}
	change(h->c, h->v->place,
	    h->v->kind == OBJECT ? "members turned around"
				 : "elements turned around",
	    h->v->start + 1, h->v->end - 1, g.p);
	free(g.p);
}

static void
change_container(const struct hand *h)
{
	const size_t inside = h->v->start + 1;
	const char *text = h->c->d.text;
	const char *comma =
	    text[inside] == '}' || text[inside] == ']' ? "" : ",";
	struct growing g = { NULL, 0, 0 };

	turn_around(h);
	grow_format(
	    &g, h->v->kind == OBJECT ? "\"stranger\":1%s" : "null%s", comma);
	change(h->c, h->v->place,
	    h->v->kind == OBJECT ? "with a stranger inside" : "with null first",
	    inside, inside, g.p);
	free(g.p);
}

static void
change_value(const struct changing *c, const struct value *v)
{
	const struct hand h = { c, v };

	if (v->parent != NO_PARENT)
		change_item(&h);
	change_type(&h);
	change_number(&h);
	if (v->kind == STRING)
		change_string(&h);
	if (v->kind == OBJECT || v->kind == ARRAY)
		change_container(&h);
}

void
mutants_of_members(const char *json, mutant_fn *fn, void *user)
{
	struct changing c = { document_read(json), fn, user };
	size_t i;

	for (i = 0; i < c.d.count; i++)
		change_value(&c, &c.d.values[i]);
	document_free(&c.d);
}

/* ---- pairs ---- */

static void
swap(const struct changing *c, const struct value *a, const struct value *b)
{
	const char *text = c->d.text;
	struct growing deed = { NULL, 0, 0 };
	struct growing g = part(c, b->start, b->end);

	if (a->end - a->start == g.len &&
	    memcmp(text + a->start, g.p, g.len) == 0) {
		free(g.p);
		return;
	}
	grow(&g, text + a->end, b->start - a->end);
	grow(&g, text + a->start, a->end - a->start);
	grow_text(&deed, "swapped with ");
	grow_text(&deed, b->place);
	change(c, a->place, deed.p, a->start, b->end, g.p);
	free(deed.p);
	free(g.p);
}

void
mutants_of_pairs(const char *json, mutant_fn *fn, void *user)
{
	struct changing c = { document_read(json), fn, user };
	const struct value *a, *b, *end = c.d.values + c.d.count;

	for (a = c.d.values; a < end; a++)
		for (b = a + 1; b < end; b++)
			if (a->kind == b->kind && b->start >= a->end &&
			    a->kind != WORD)
				swap(&c, a, b);
	document_free(&c.d);
}
