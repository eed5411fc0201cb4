/* What a registry says to people: texts that stand in the header between
   quotes, one after the other; what is behind a list of warnings is one more.
 */
#include "fuzz.h"

#include "oci/registry/warning.h"
#include "util/limits.h"

/* How many there are; the last one stays in text. */
static size_t
count(const char *header, struct csn_buf *text)
{
	struct csn_span in = csn_span_str(header);
	struct csn_buf next;
	size_t found = 0, before;

	for (;;) {
		before = in.len;
		csn_buf_init(&next, CSN_HEADER_VALUE_MAX);
		if (!csn_warning_next(&in, &next))
			break;
		HOLDS(in.len < before);
		HOLDS(strlen((const char *)next.p) == next.len);
		HOLDS(next.len + strlen("299-\"\"") <= before);
		csn_buf_dispose(text);
		*text = next;
		found++;
	}
	csn_buf_dispose(&next);
	return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char tail[] = ", 299 - \"z\\\"\"", list[] = "299 - \"a\",";
	char *header = malloc(size + sizeof(tail) + sizeof(list));
	struct csn_buf text;
	size_t found;

	HOLDS(header != NULL);
	csn_buf_init(&text, CSN_HEADER_VALUE_MAX);
	if (size > 0)
		memcpy(header, data, size);
	header[size] = '\0';
	size = strlen(header);
	found = count(header, &text);
	/* One before them changes nothing about them. */
	memmove(header + strlen(list), header, size + 1);
	memcpy(header, list, strlen(list));
	HOLDS(count(header, &text) == found + 1);
	/* The last of a whole list is found, too. */
	memcpy(header, "299 - \"x\"", strlen("299 - \"x\""));
	memcpy(header + strlen("299 - \"x\""), tail, sizeof(tail));
	HOLDS(count(header, &text) == 2);
	HOLDS(strcmp((const char *)text.p, "z\"") == 0);
	csn_buf_dispose(&text);
	free(header);
	return 0;
}
