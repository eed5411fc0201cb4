/* What Go's regexp answered (vectors/regex/go), ours answers. */
#include "regex/regex.h"

#include "table.h"

#include <criterion/criterion.h>

static const char *
shown(cosign_rc_t rc, int found)
{
	if (rc == COSIGN_OK)
		return found ? "1" : "0";
	return rc == COSIGN_E_ARGUMENT || rc == COSIGN_E_LIMIT
	    ? "-"
	    : cosign_rc_name(rc);
}

static void
replay(const char *name, size_t least)
{
	struct table t = table_open("regex/go", name);
	cosign_error_t *err = cosign_error_new();

	while (table_row(&t, 3)) {
		struct vector pattern = table_hex(t.column[0]);
		struct vector text = table_hex(t.column[1]);
		struct csn_regex *re = NULL;
		int found = 0;
		cosign_rc_t rc;

		rc = csn_regex_new(
		    &re, csn_span(pattern.data, pattern.len), err);
		if (rc == COSIGN_OK)
			MUST(csn_regex_search(
			    re, csn_span(text.data, text.len), &found, NULL));
		else
			expect_error(err, rc, rc, "regular expression: ");
		if (strcmp(shown(rc, found), t.column[2]) != 0)
			cr_expect_fail("line %zu: %s: %s on %s", t.line,
			    shown(rc, found), pattern.data, text.data);
		csn_regex_free(re);
		vector_free(&text);
		vector_free(&pattern);
	}
	cr_expect_gt(t.line, least);
	cosign_error_free(err);
	table_close(&t);
}

Test(go, syntax)
{
	replay("syntax.tsv", 13000);
}

Test(go, classes)
{
	replay("class.tsv", 10000);
}

Test(go, identities)
{
	replay("identity.tsv", 800);
}

Test(go, random)
{
	replay("random.tsv", 6000);
}
