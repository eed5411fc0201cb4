/* Images in manifests of Kubernetes: a part of YAML 1.2, and no more. */
#include "extract.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DEPTH_MAX 64

/* A line with something in it. */
struct line {
	const char *p; /* behind the indentation */
	size_t len;    /* without blanks at the end */
	size_t indent;
	size_t number;
};

/* What a node is to us. */
enum role {
	ROLE_NONE,
	ROLE_CONTAINERS, /* a list of them */
	ROLE_CONTAINER,
	ROLE_IMAGE,
	ROLE_SOURCE, /* an image that is no container's: its reference */
};

struct reader {
	struct cli_extract *out;
	struct line *lines;
	size_t count, at;
	int depth;
};

static bool
fail(const struct reader *r, const char *why)
{
	const size_t last = r->count > 0 ? r->count - 1 : 0;
	const size_t at = r->at < r->count ? r->at : last;

	return cli_extract_fail(
	    r->out, r->count > 0 ? r->lines[at].number : 1, why);
}

static struct line *
current(const struct reader *r)
{
	return r->at < r->count ? &r->lines[r->at] : NULL;
}

/* ---- lines ---- */

/* What some readers take for the end of a line and others do not, and what
   nobody may write. */
static bool
is_plain_text(const char *text, size_t len)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t i;

	for (i = 0; i < len; i++) {
		if ((p[i] < ' ' && strchr("\t\r\n", p[i]) == NULL) ||
		    p[i] == '\0' || p[i] == 0x7f)
			return false;
		if (p[i] == '\r' && (i + 1 == len || p[i + 1] != '\n'))
			return false;
		if (i + 1 < len && p[i] == 0xc2 && p[i + 1] < 0xa0)
			return false;
		if (i + 2 < len && p[i] == 0xe2 && p[i + 1] == 0x80 &&
		    (p[i + 2] == 0xa8 || p[i + 2] == 0xa9))
			return false;
		if (i + 2 < len && p[i] == 0xef && p[i + 1] == 0xbb &&
		    p[i + 2] == 0xbf)
			return false;
	}
	return true;
}

static void
read_line(struct reader *r, const char *p, size_t len, size_t number)
{
	struct line *line = &r->lines[r->count];
	size_t indent = 0;

	while (len > 0 && strchr(" \t\r", p[len - 1]) != NULL)
		len--;
	while (indent < len && p[indent] == ' ')
		indent++;
	if (indent == len || p[indent] == '#')
		return;
	line->p = p + indent;
	line->len = len - indent;
	line->indent = indent;
	line->number = number;
	r->count++;
}

static bool
read_lines(struct reader *r, const char *text, size_t len)
{
	size_t number = 1, i, start = 0;

	for (i = 0; i < len; i++)
		number += text[i] == '\n';
	r->lines = calloc(number + 1, sizeof(*r->lines));
	if (r->lines == NULL)
		return cli_extract_fail(r->out, 0, "out of memory");
	for (i = 0, number = 1; i <= len; i++) {
		if (i < len && text[i] != '\n')
			continue;
		read_line(r, text + start, i - start, number++);
		start = i + 1;
	}
	return true;
}

/* "---", "..." */
static bool
is_marker(const struct line *line)
{
	return line->indent == 0 && line->len >= 3 &&
	    (memcmp(line->p, "---", 3) == 0 ||
		memcmp(line->p, "...", 3) == 0) &&
	    (line->len == 3 || line->p[3] == ' ' || line->p[3] == '\t');
}

static bool
is_item(const struct line *line)
{
	return line->p[0] == '-' && (line->len == 1 || line->p[1] == ' ');
}

/* Readers differ in where they take it for a blank. */
static bool
has_tab(const struct line *line)
{
	return memchr(line->p, '\t', line->len) != NULL;
}

/* Nothing, or a comment. */
static bool
is_rest(const char *p, size_t len)
{
	size_t i = 0;

	while (i < len && p[i] == ' ')
		i++;
	return i == len || (i > 0 && p[i] == '#');
}

/* ---- text ---- */

/* How long a quoted text is, quotes and all; 0 if it does not end. */
static size_t
quoted_len(const char *p, size_t len)
{
	size_t i;

	for (i = 1; i < len; i++) {
		if ((*p == '"' && p[i] == '\\') ||
		    (*p == '\'' && p[i] == *p && i + 1 < len && p[i + 1] == *p))
			i++;
		else if (p[i] == *p)
			return i + 1;
	}
	return 0;
}

/* What stands between quotes, if that is what it says. */
static bool
is_literal(const char *p, size_t len)
{
	return *p == '"' ? memchr(p, '\\', len) == NULL
			 : memchr(p + 1, '\'', len - 2) == NULL;
}

static bool
is_word(const char *p, size_t len, const char *word)
{
	return strlen(word) == len && strncasecmp(p, word, len) == 0;
}

static bool
is_containers(const char *p, size_t len)
{
	return is_word(p, len, "containers") ||
	    is_word(p, len, "initContainers") ||
	    is_word(p, len, "ephemeralContainers");
}

static bool
is_our_word(const char *p, size_t len)
{
	return is_word(p, len, "image") || is_containers(p, len);
}

static bool
take_image(struct reader *r, const char *p, size_t len)
{
	if (len == 0 || is_word(p, len, "null") || is_word(p, len, "~"))
		return fail(r, "image: no name");
	if (cli_extract_is_layout(p, len))
		return fail(r, "image: a layout on disk, which nothing runs");
	return cli_extract_add(r->out, p, len);
}

/* ---- brackets ---- */

/* One text of brackets. */
static bool
scan_word(struct reader *r, const char *p, size_t len, size_t *end)
{
	const bool quoted = *p == '"' || *p == '\'';
	size_t n = 0;

	if (quoted) {
		n = quoted_len(p, len);
		if (n == 0)
			return fail(r, "text that does not end in its line");
		*end = n;
		if (is_literal(p, n) && is_our_word(p + 1, n - 2))
			return fail(r, "containers or images in brackets");
		while (n < len && p[n] == ' ')
			n++;
		if (!is_literal(p, *end) && n < len && p[n] == ':')
			return fail(r, "a name with escapes");
		return true;
	}
	if (strchr("&*!%@`|>#?", *p) != NULL)
		return fail(r, "an anchor, a tag or another indicator");
	while (n < len && strchr(",[]{}", p[n]) == NULL &&
	    !(p[n] == ':' &&
		(n + 1 == len || strchr(" ,[]{}", p[n + 1]) != NULL)))
		n++;
	*end = n;
	while (n > 0 && p[n - 1] == ' ')
		n--;
	if (is_our_word(p, n))
		return fail(r, "containers or images in brackets");
	if (memmem(p, n, " #", 2) != NULL)
		return fail(r, "brackets over several lines");
	return true;
}

/* In one line, and naming nothing that is ours. */
static bool
skip_brackets(struct reader *r, const char *p, size_t len)
{
	char open[DEPTH_MAX] = { 0 };
	size_t i = 0, depth = 0, n = 0;

	do {
		if (i == len)
			return fail(r, "brackets over several lines");
		if (p[i] == '[' || p[i] == '{') {
			if (depth == DEPTH_MAX)
				return fail(r, "nested too deeply");
			open[depth++] = p[i++];
		} else if (p[i] == ']' || p[i] == '}') {
			if (depth == 0 ||
			    open[--depth] != (p[i++] == ']' ? '[' : '{'))
				return fail(r, "brackets that do not match");
		} else if (strchr(" ,:", p[i]) != NULL) {
			i++;
			if (i < len && p[i] == '#' && p[i - 1] == ' ')
				return fail(r, "brackets over several lines");
		} else {
			if (!scan_word(r, p + i, len - i, &n))
				return false;
			i += n;
		}
	} while (depth > 0);
	if (!is_rest(p + i, len - i))
		return fail(r, "something behind brackets");
	r->at++;
	return true;
}

/* ---- what stands behind a name or a dash ---- */

/* Its lines are those further in. */
static bool
skip_block_text(struct reader *r, const char *p, size_t len, size_t parent)
{
	size_t i = 1;

	while (i < len && strchr("+-123456789", p[i]) != NULL)
		i++;
	if (!is_rest(p + i, len - i))
		return fail(r, "not the start of a block of text");
	for (r->at++; current(r) != NULL && current(r)->indent > parent;)
		r->at++;
	return true;
}

static bool
read_quoted(struct reader *r, const char *p, size_t len, enum role role)
{
	const size_t n = quoted_len(p, len);

	if (n == 0)
		return fail(r, "text that does not end in its line");
	if (!is_rest(p + n, len - n))
		return fail(r, "something behind quoted text");
	if (role == ROLE_IMAGE && !is_literal(p, n))
		return fail(r, "image: a name with escapes");
	if (role == ROLE_IMAGE && !take_image(r, p + 1, n - 2))
		return false;
	return true;
}

static bool
read_plain(struct reader *r, const char *p, size_t len, enum role role)
{
	size_t i;

	if (strchr("&*!%@`,]}#", *p) != NULL ||
	    (strchr("-?:", *p) != NULL && (len == 1 || p[1] == ' ')))
		return fail(r, "an anchor, a tag or another indicator");
	for (i = 0; i < len; i++) {
		if (p[i] == '#' && i > 0 && strchr(" \t", p[i - 1]) != NULL)
			break;
		if (p[i] == ':' &&
		    (i + 1 == len || strchr(" \t", p[i + 1]) != NULL))
			return fail(r, "a colon in text without quotes");
	}
	while (i > 0 && strchr(" \t", p[i - 1]) != NULL)
		i--;
	return role != ROLE_IMAGE || take_image(r, p, i);
}

/* Text or brackets; parent: the indentation of what it belongs to. */
static bool
read_scalar(
    struct reader *r, const char *p, size_t len, size_t parent, enum role role)
{
	const bool brackets = *p == '[' || *p == '{';
	const bool block = *p == '|' || *p == '>';

	if (role == ROLE_IMAGE && (brackets || block))
		return fail(r, "image: not a name in one line");
	if (role == ROLE_SOURCE && brackets)
		return fail(r, "containers or images in brackets");
	if (role == ROLE_CONTAINER ||
	    (role == ROLE_CONTAINERS && !brackets && !is_word(p, len, "null") &&
		!is_word(p, len, "~")))
		return fail(r, "not a container, or a list of them");
	if (block)
		return skip_block_text(r, p, len, parent);
	if (brackets) {
		if (!skip_brackets(r, p, len))
			return false;
	} else {
		if (*p == '"' || *p == '\'' ? !read_quoted(r, p, len, role)
					    : !read_plain(r, p, len, role))
			return false;
		r->at++;
	}
	if (current(r) != NULL && current(r)->indent > parent)
		return fail(r, "text over several lines, or too far in");
	return true;
}

/* ---- blocks ---- */

static bool read_block(struct reader *r, enum role role);

/* "name:", and what is behind it. */
struct member {
	const char *name, *value;
	size_t name_len, value_len;
};

static bool
split_member(const struct line *line, struct member *m)
{
	const bool quoted = line->p[0] == '"' || line->p[0] == '\'';
	size_t n = 0;

	if (quoted) {
		n = quoted_len(line->p, line->len);
		if (n == 0 || !is_literal(line->p, n))
			return false;
	} else {
		if (strchr("&*!%@`|>,[]{}#?<", line->p[0]) != NULL)
			return false;
		while (n < line->len &&
		    !(line->p[n] == ':' &&
			(n + 1 == line->len || line->p[n + 1] == ' ')) &&
		    !(line->p[n] == ' ' && n + 1 < line->len &&
			line->p[n + 1] == '#'))
			n++;
	}
	if (n == 0 || n >= line->len || line->p[n] != ':' ||
	    (n + 1 < line->len && line->p[n + 1] != ' '))
		return false;
	m->name = quoted ? line->p + 1 : line->p;
	m->name_len = quoted ? n - 2 : n;
	while (!quoted && m->name_len > 0 && m->name[m->name_len - 1] == ' ')
		m->name_len--;
	for (n++; n < line->len && line->p[n] == ' ';)
		n++;
	m->value = line->p + n;
	m->value_len = line->len - n;
	if (m->value_len > 0 && *m->value == '#')
		m->value_len = 0;
	return true;
}

static enum role
role_of(const struct member *m, enum role owner)
{
	if (is_containers(m->name, m->name_len))
		return ROLE_CONTAINERS;
	if (is_word(m->name, m->name_len, "image"))
		return owner == ROLE_CONTAINER ? ROLE_IMAGE : ROLE_SOURCE;
	if (owner == ROLE_SOURCE && is_word(m->name, m->name_len, "reference"))
		return ROLE_IMAGE;
	return ROLE_NONE;
}

/* Behind "name:" with nothing in its line. */
static bool
read_below(struct reader *r, size_t indent, enum role role)
{
	const struct line *line;

	r->at++;
	line = current(r);
	if (line != NULL && !is_marker(line) &&
	    (line->indent > indent ||
		(line->indent == indent && is_item(line)))) {
		if (role == ROLE_IMAGE)
			return fail(r, "image: not a name in one line");
		return read_block(r, role);
	}
	if (role == ROLE_IMAGE || role == ROLE_CONTAINER) {
		r->at--;
		return fail(r,
		    role == ROLE_IMAGE ? "image: no name"
				       : "a container without an image");
	}
	return true;
}

static bool
read_mapping(struct reader *r, size_t indent, enum role owner)
{
	const size_t first = r->at;
	const struct line *line;
	bool has_image = false;
	struct member m;
	enum role role;

	for (; (line = current(r)) != NULL && line->indent == indent &&
	     !is_marker(line);) {
		if (has_tab(line))
			return fail(r, "a tab");
		if (is_item(line) || !split_member(line, &m))
			return fail(r, "not a name, a colon and a blank");
		role = role_of(&m, owner);
		has_image = has_image || role == ROLE_IMAGE;
		if (m.value_len == 0
			? !read_below(r, indent, role)
			: !read_scalar(r, m.value, m.value_len, indent, role))
			return false;
	}
	if (line != NULL && line->indent > indent)
		return fail(r, "too far in");
	if (owner == ROLE_CONTAINER && !has_image) {
		r->at = first;
		return fail(r, "a container without an image");
	}
	return true;
}

/* What is behind a dash becomes a line of its own, further in. */
static bool
read_item(struct reader *r, size_t indent, enum role role)
{
	struct line *line = current(r);
	struct member m;
	size_t n = 1;

	if (has_tab(line))
		return fail(r, "a tab");
	while (n < line->len && line->p[n] == ' ')
		n++;
	if (n == line->len || line->p[n] == '#') {
		line->p = "-";
		line->len = 1;
		r->at++;
		if (current(r) != NULL && current(r)->indent > indent)
			return read_block(r, role);
		if (role != ROLE_CONTAINER)
			return true;
		r->at--;
		return fail(r, "a container without an image");
	}
	line->p += n;
	line->len -= n;
	line->indent += n;
	if (is_item(line) || split_member(line, &m))
		return read_block(r, role);
	return read_scalar(r, line->p, line->len, indent, role);
}

static bool
read_list(struct reader *r, size_t indent, enum role owner)
{
	const enum role role =
	    owner == ROLE_CONTAINERS ? ROLE_CONTAINER : ROLE_NONE;
	const struct line *line;

	while ((line = current(r)) != NULL && line->indent == indent &&
	    is_item(line))
		if (!read_item(r, indent, role))
			return false;
	if (line != NULL && line->indent > indent)
		return fail(r, "too far in");
	return true;
}

static bool
read_block(struct reader *r, enum role role)
{
	const struct line *line = current(r);
	const bool list = is_item(line);
	bool good;

	if (r->depth == DEPTH_MAX)
		return fail(r, "nested too deeply");
	if (role == (list ? ROLE_CONTAINER : ROLE_CONTAINERS))
		return fail(r, "not a container, or a list of them");
	r->depth++;
	good = list ? read_list(r, line->indent, role)
		    : read_mapping(r, line->indent, role);
	r->depth--;
	return good;
}

static bool
read_documents(struct reader *r)
{
	while (current(r) != NULL) {
		if (is_marker(current(r))) {
			if (!is_rest(current(r)->p + 3, current(r)->len - 3))
				return fail(r, "something behind a marker");
			r->at++;
			continue;
		}
		if (!read_block(r, ROLE_NONE))
			return false;
		if (current(r) != NULL && !is_marker(current(r)))
			return fail(r, "indentation that fits nothing");
	}
	return true;
}

bool
cli_extract_manifest(struct cli_extract *out, const char *text, size_t len)
{
	struct reader r = { .out = out };
	bool good;

	memset(out, 0, sizeof(*out));
	if (!is_plain_text(text, len))
		return cli_extract_fail(
		    out, 1, "somewhere a byte that text does not have");
	good = read_lines(&r, text, len) && read_documents(&r);
	free(r.lines);
	return good;
}
