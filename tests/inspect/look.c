#include "look.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cosign_bundle_t *
look_parse(const char *document)
{
	cosign_bundle_t *b = NULL;
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc =
	    cosign_bundle_parse_any(&b, document, strlen(document), err);

	cr_assert_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
	cosign_error_free(err);
	return b;
}

static char *
look(const cosign_bundle_t *bundle, const cosign_trust_t *names,
    cosign_inspect_form_t form)
{
	char *text = NULL;
	size_t len = 0;

	MUST(cosign_bundle_inspect(bundle, names, form, &text, &len, NULL));
	cr_assert_eq(strlen(text), len);
	return text;
}

char *
look_text(const cosign_bundle_t *bundle, const cosign_trust_t *names)
{
	char *text = look(bundle, names, COSIGN_INSPECT_TEXT);

	cr_expect(text[strlen(text) - 1] == '\n');
	expect_printable(text);
	return text;
}

/* Whether docs/inspect.md has a member: `name`, `parent.name`, `.name`. */
static int
is_documented(const char *doc, const char *name)
{
	const size_t len = strlen(name);
	const char *found;

	for (found = doc; (found = strstr(found, name)) != NULL; found++)
		if (found > doc && (found[-1] == '`' || found[-1] == '.') &&
		    found[len] == '`')
			return 1;
	return 0;
}

/* The names in "digests" are the bundle's own. */
static void
expect_documented(const char *doc, const json_t *v)
{
	const char *name;
	json_t *member;
	size_t i;

	json_array_foreach(v, i, member)
	{
		expect_documented(doc, member);
	}
	json_object_foreach((json_t *)(uintptr_t)v, name, member)
	{
		cr_expect(is_documented(doc, name),
		    "docs/inspect.md has no `%s`", name);
		if (strcmp(name, "digests") != 0)
			expect_documented(doc, member);
	}
}

json_t *
look_json(const cosign_bundle_t *bundle, const cosign_trust_t *names)
{
	char *text = look(bundle, names, COSIGN_INSPECT_JSON);
	struct vector doc;
	json_error_t why;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &why);

	cr_assert(root != NULL, "%s: %s", why.text, text);
	cr_expect(strchr(text, '\n') == NULL);
	doc = vector_read(COSIGN_INSPECT_DOC);
	expect_documented(doc.data, root);
	vector_free(&doc);
	cosign_free(text);
	return root;
}

char *
look_text_of(const char *document, const cosign_trust_t *names)
{
	cosign_bundle_t *b = look_parse(document);
	char *text = look_text(b, names);

	cosign_bundle_free(b);
	return text;
}

json_t *
look_json_of(const char *document, const cosign_trust_t *names)
{
	cosign_bundle_t *b = look_parse(document);
	json_t *root = look_json(b, names);

	cosign_bundle_free(b);
	return root;
}

/* Length of the line that the text starts with. */
static size_t
line_len(const char *text)
{
	return strcspn(text, "\n");
}

/* A star takes as little as what follows allows. */
static int
matches(const char *text, size_t len, const char *pattern, size_t pattern_len)
{
	const char *end = text + len, *stop = pattern + pattern_len;
	const char *star = NULL, *back = NULL;

	while (text < end) {
		if (pattern < stop && *pattern == '*') {
			star = ++pattern;
			back = text;
		} else if (pattern < stop && *pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star;
			text = ++back;
		} else {
			return 0;
		}
	}
	while (pattern < stop && *pattern == '*')
		pattern++;
	return pattern == stop;
}

static int
has_line(const char *text, const char *line)
{
	size_t len, in;

	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = line_len(text);
		in = strspn(text, " ");
		if (matches(text + in, len - in, line, strlen(line)))
			return 1;
	}
	return 0;
}

void
expect_line(const char *text, const char *line)
{
	cr_expect(has_line(text, line), "no line \"%s\" in\n%s", line, text);
}

void
expect_no_line(const char *text, const char *line)
{
	cr_expect_not(has_line(text, line), "a line \"%s\" in\n%s", line, text);
}

void
expect_golden(const char *text, const char *name)
{
	struct vector golden;
	const char *want;
	char path[512];
	size_t number = 1, len, want_len;

	(void)snprintf(path, sizeof(path), "%s/%s", COSIGN_GOLDEN, name);
	golden = vector_read(path);
	want = golden.data;
	while (*text != '\0' || *want != '\0') {
		len = line_len(text);
		want_len = line_len(want);
		cr_assert(matches(text, len, want, want_len),
		    "%s: line %zu is \"%.*s\" instead of \"%.*s\"", name,
		    number, (int)len, text, (int)want_len, want);
		text += len + (text[len] == '\n');
		want += want_len + (want[want_len] == '\n');
		number++;
	}
	vector_free(&golden);
}

void
expect_printable(const char *text)
{
	char *line, *escaped;
	size_t len;

	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = line_len(text);
		line = strndup(text, len);
		escaped = malloc(4 * len + 1);
		(void)cosign_text_escape(escaped, 4 * len + 1, line);
		cr_expect_str_eq(line, escaped);
		free(escaped);
		free(line);
	}
}

static int
has_problem(const json_t *problems, const char *place, const char *message)
{
	const char *said;
	size_t i;

	for (i = 0; i < json_array_size(problems); i++) {
		said = text_at(json_array_get(problems, i), "message");
		if (strcmp(text_at(json_array_get(problems, i), "place"),
			place) == 0 &&
		    matches(said, strlen(said), message, strlen(message)))
			return 1;
	}
	return 0;
}

void
expect_problem(
    const cosign_bundle_t *bundle, const char *place, const char *message)
{
	json_t *root = look_json(bundle, NULL);
	char *text = look_text(bundle, NULL), line[256];

	(void)snprintf(line, sizeof(line), "- [!] WARNING: %s", message);
	expect_line(text, line);
	expect_line(text, "It has * problem*, marked with [!].");
	cr_expect(has_problem(at(root, "problems"), place, message),
	    "no problem \"%s\" of %s in %s", message, place,
	    json_dumps(at(root, "problems"), 0));
	json_decref(root);
	cosign_free(text);
}

void
expect_no_problem(const cosign_bundle_t *bundle)
{
	json_t *root = look_json(bundle, NULL);
	char *text = look_text(bundle, NULL);

	expect_no_line(text, "*[!]*");
	cr_expect_eq(json_array_size(at(root, "problems")), 0, "%s",
	    json_dumps(at(root, "problems"), 0));
	json_decref(root);
	cosign_free(text);
}

const json_t *
at(const json_t *root, const char *path)
{
	char *copy = strdup(path), *rest = NULL, *word;

	for (word = strtok_r(copy, "/", &rest); word != NULL;
	     word = strtok_r(NULL, "/", &rest)) {
		root = json_is_array(root)
		    ? json_array_get(root, strtoul(word, NULL, 10))
		    : json_object_get(root, word);
		cr_assert(root != NULL, "%s: no %s", path, word);
	}
	free(copy);
	return root;
}

const char *
text_at(const json_t *root, const char *path)
{
	const json_t *v = at(root, path);

	cr_assert(json_is_string(v), "%s is no text", path);
	return json_string_value(v);
}
