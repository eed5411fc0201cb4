/* Our parser and jansson's agree; what is written is read back the same. */
#include "fuzz.h"

#include "util/json.h"
#include "util/json_write.h"

#include <string.h>

static json_t *
parse(const void *text, size_t len)
{
	json_t *out = NULL;

	HOLDS(csn_json_parse_numbers(
		  &out, text, len, CSN_JSON_NUMBERS_PROTO, NULL) == COSIGN_OK);
	return out;
}

static struct csn_buf
write_tree(const json_t *tree, enum csn_json_style style)
{
	struct csn_json_writer w;
	struct csn_buf out;

	csn_buf_init(&out, SIZE_MAX);
	csn_jw_init(&w, &out, style);
	csn_jw_tree(&w, tree);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	return out;
}

/* Written twice it stays the same; the first time -0 becomes 0. */
static void
check_writing(const json_t *tree, enum csn_json_style style)
{
	struct csn_buf first = write_tree(tree, style), second, third;
	json_t *again = parse(first.p, first.len);

	second = write_tree(again, style);
	json_decref(again);
	again = parse(second.p, second.len);
	third = write_tree(again, style);
	json_decref(again);
	HOLDS(csn_span_eq(
	    csn_span(second.p, second.len), csn_span(third.p, third.len)));
	csn_buf_dispose(&first);
	csn_buf_dispose(&second);
	csn_buf_dispose(&third);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	json_t *ours = NULL, *theirs;
	cosign_rc_t rc;

	rc = csn_json_parse(&ours, (const char *)data, size, err);
	theirs =
	    json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
	HOLDS((ours != NULL) == (rc == COSIGN_OK));
	if (rc == COSIGN_OK) {
		HOLDS(theirs != NULL && json_equal(ours, theirs));
		check_writing(ours, CSN_JSON_GO);
		check_writing(ours, CSN_JSON_PROTO);
	} else {
		/* The limit on depth is ours alone; jansson passes over a
		   NUL that follows a number. */
		HOLDS(theirs == NULL || rc == COSIGN_E_LIMIT ||
		    memchr(data, '\0', size) != NULL);
		HOLDS(rc == COSIGN_E_JSON || rc == COSIGN_E_LIMIT);
		HOLDS(is_printable(cosign_error_message(err)));
	}
	json_decref(ours);
	json_decref(theirs);
	cosign_error_free(err);
	return 0;
}
