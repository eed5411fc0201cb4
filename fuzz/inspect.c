/* Bytes in whatever form, looked at: JSON that parses, with no name twice, and
   text that is safe to print, in which nobody has a line of his own. */
#include "mutate.h"

#include "util/json.h"

#include <cosign/inspect.h>

/* The names of services that are known; NULL: none. */
static const cosign_trust_t *
known_names(void)
{
	static cosign_trust_t *names;

	if (names == NULL &&
	    cosign_trust_public_good(&names, NULL) != COSIGN_OK)
		names = NULL;
	return names;
}

static char *
look(const cosign_bundle_t *b, const cosign_trust_t *names,
    cosign_inspect_form_t form)
{
	char *text = NULL;
	size_t len = 0;

	HOLDS(cosign_bundle_inspect(b, names, form, &text, &len, NULL) ==
	    COSIGN_OK);
	HOLDS(text != NULL && strlen(text) == len);
	return text;
}

static void
check_line(const char *line)
{
	const size_t len = strlen(line);
	char *escaped = malloc(4 * len + 1);

	HOLDS(escaped != NULL);
	HOLDS(is_printable(line));
	(void)cosign_text_escape(escaped, 4 * len + 1, line);
	HOLDS(strcmp(escaped, line) == 0);
	free(escaped);
}

/* Sentences, an empty line, and a tree with three roots. */
static void
check_text(char *text)
{
	size_t roots = 0, empty = 0;
	char *end;

	for (; (end = strchr(text, '\n')) != NULL; text = end + 1) {
		*end = '\0';
		check_line(text);
		empty += *text == '\0';
		roots += strncmp(text, "- ", 2) == 0;
	}
	HOLDS(*text == '\0');
	HOLDS(empty == 1);
	HOLDS(roots == 3);
}

static void
check_forms(const cosign_bundle_t *b, const cosign_trust_t *names)
{
	char *text = look(b, names, COSIGN_INSPECT_TEXT);
	json_t *root = NULL;

	check_text(text);
	cosign_free(text);
	text = look(b, names, COSIGN_INSPECT_JSON);
	HOLDS(strchr(text, '\n') == NULL);
	HOLDS(csn_json_parse(&root, text, strlen(text), NULL) == COSIGN_OK);
	json_decref(root);
	cosign_free(text);
}

/* Around bytes that no document holds in the clear. */
static void
check_part(const uint8_t *data, size_t size,
    cosign_rc_t (*add)(cosign_bundle_builder_t *builder, const void *data,
	size_t size, cosign_error_t *err))
{
	cosign_bundle_builder_t *builder = NULL;
	cosign_bundle_t *b = NULL;

	HOLDS(
	    cosign_bundle_builder_new(&builder, "AAAA", 4, NULL) == COSIGN_OK);
	if (add(builder, data, size, NULL) == COSIGN_OK) {
		HOLDS(cosign_bundle_builder_finish(builder, &b, NULL) ==
		    COSIGN_OK);
		check_forms(b, known_names());
	}
	cosign_bundle_free(b);
	cosign_bundle_builder_free(builder);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_bundle_t *b = NULL;

	if (cosign_bundle_parse_any(&b, data, size, NULL) == COSIGN_OK) {
		check_forms(b, NULL);
		check_forms(b, known_names());
	}
	cosign_bundle_free(b);
	check_part(data, size, cosign_bundle_builder_add_certificates);
	check_part(data, size, cosign_bundle_builder_add_timestamp);
	return 0;
}
