#include "regex/program.h"

#include "regex/tree.h"

#include "util/limits.h"

#include <stdlib.h>

static struct csn_rx_class
class_of(const struct csn_rx_set *set)
{
	const size_t n = csn_rx_set_count(set);
	struct csn_rx_class class = { .count = (uint32_t)n };
	uint32_t c;

	for (c = 0; c < 0x80; c++)
		if (csn_rx_ranges_have(csn_rx_set_ranges(set), n, c))
			class.ascii[c / 64] |= (uint64_t)1 << c % 64;
	return class;
}

static int
is_class(
    const struct csn_regex *re, uint32_t number, const struct csn_rx_set *set)
{
	const struct csn_rx_class *class = csn_regex_class(re, number);
	const struct csn_rx_range *ranges = csn_regex_ranges(re, class);

	return class->count == csn_rx_set_count(set) &&
	    (class->count == 0 ||
		memcmp(ranges, csn_rx_set_ranges(set), set->ranges.len) == 0);
}

cosign_rc_t
csn_regex_add_class(uint32_t *number, struct csn_regex *re,
    const struct csn_rx_set *set, cosign_error_t *err)
{
	const size_t had = re->ranges.len;
	struct csn_rx_class class = class_of(set);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint32_t n = (uint32_t)(re->classes.len / sizeof(class));

	/* Many patterns say the same several times. */
	for (*number = 0; *number < n; (*number)++)
		if (is_class(re, *number, set))
			return COSIGN_OK;
	if (set->ranges.len > re->ranges.max - had)
		csn_buf_fail(
		    &re->ranges, COSIGN_E_LIMIT, "its classes are too large");
	csn_buf_add(&re->ranges, set->ranges.p, set->ranges.len);
	CSN_TRY(csn_buf_finish(&re->ranges, err));
	class.first = (uint32_t)(had / sizeof(struct csn_rx_range));
	csn_buf_add(&re->classes, &class, sizeof(class));
	rc = csn_buf_finish(&re->classes, err);
out:
	return rc;
}

cosign_rc_t
csn_regex_build(struct csn_regex **out, struct csn_rx_tree *tree,
    struct csn_span pattern, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_regex *re;

	*out = NULL;
	memset(tree, 0, sizeof(*tree));
	re = calloc(1, sizeof(*re));
	if (re == NULL)
		CSN_TRY(csn_fail_nomem(err));
	csn_buf_init(
	    &re->code, CSN_REGEX_CODE_MAX * sizeof(struct csn_rx_inst));
	csn_buf_init(
	    &re->ranges, CSN_REGEX_RANGES_MAX * sizeof(struct csn_rx_range));
	csn_buf_init(
	    &re->classes, CSN_REGEX_PATTERN_MAX * sizeof(struct csn_rx_class));
	CSN_TRY(csn_rx_tree_parse(tree, re, pattern, err));
	CSN_TRY(csn_rx_tree_compile(re, tree, err));
	*out = re;
	re = NULL;
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_rx_tree_dispose(tree);
	csn_regex_free(re);
	return csn_fail_at(err, rc, "regular expression");
}

cosign_rc_t
csn_regex_new(
    struct csn_regex **out, struct csn_span pattern, cosign_error_t *err)
{
	struct csn_rx_tree tree;
	const cosign_rc_t rc = csn_regex_build(out, &tree, pattern, err);

	csn_rx_tree_dispose(&tree);
	return rc;
}

void
csn_regex_free(struct csn_regex *re)
{
	if (re == NULL)
		return;
	csn_buf_dispose(&re->code);
	csn_buf_dispose(&re->classes);
	csn_buf_dispose(&re->ranges);
	free(re);
}
