#include "image/sniff.h"

#include "util/util.h"

#include <string.h>

#define OTHER "application/octet-stream"
#define TEXT  "text/plain"

static const struct magic {
	const char *bytes;
	size_t len;
	const char *type;
} magics[] = {
	{ "%PDF-", 5, "application/pdf" },
	{ "%!PS-Adobe-", 11, "application/postscript" },
	{ "\0asm", 4, "application/wasm" },
	{ "\x1f\x8b\x08", 3, "application/x-gzip" },
	{ "PK\x03\x04", 4, "application/zip" },
	{ "GIF87a", 6, "image/gif" },
	{ "GIF89a", 6, "image/gif" },
	{ "\xff\xd8\xff", 3, "image/jpeg" },
	{ "\x89PNG\r\n\x1a\n", 8, "image/png" },
	/* Marks of the order of bytes: text whatever follows. */
	{ "\xfe\xff", 2, TEXT },
	{ "\xff\xfe", 2, TEXT },
	{ "\xef\xbb\xbf", 3, TEXT },
};

/* Behind blanks, in any case. */
static const struct mark {
	const char *text;
	int is_tag; /* a blank or ">" follows */
	const char *type;
} marks[] = {
	{ "<!doctype html", 1, "text/html" },
	{ "<html", 1, "text/html" },
	{ "<head", 1, "text/html" },
	{ "<body", 1, "text/html" },
	{ "<?xml", 0, "text/xml" },
};

static int
has_mark(struct csn_span text, const struct mark *mark)
{
	const size_t len = strlen(mark->text);

	if (text.len < len + (size_t)mark->is_tag)
		return 0;
	if (!csn_span_eq_nocase(
		csn_span(text.p, len), csn_span_str(mark->text)))
		return 0;
	return !mark->is_tag || text.p[len] == ' ' || text.p[len] == '>';
}

static int
is_blank(uint8_t c)
{
	return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

/* Binary data bytes: WHATWG MIME Sniffing, 3. */
static int
is_binary(uint8_t c)
{
	return c <= 0x08 || c == 0x0b || (c >= 0x0e && c <= 0x1a) ||
	    (c >= 0x1c && c <= 0x1f);
}

const char *
csn_sniff(struct csn_span start)
{
	struct csn_span text;
	size_t i;

	if (start.len > CSN_SNIFF_SIZE)
		start.len = CSN_SNIFF_SIZE;
	text = start;
	while (text.len > 0 && is_blank(text.p[0]))
		text = csn_span(text.p + 1, text.len - 1);
	for (i = 0; i < CSN_ARRAY_LEN(marks); i++)
		if (has_mark(text, &marks[i]))
			return marks[i].type;
	for (i = 0; i < CSN_ARRAY_LEN(magics); i++)
		if (start.len >= magics[i].len &&
		    memcmp(start.p, magics[i].bytes, magics[i].len) == 0)
			return magics[i].type;
	for (i = 0; i < start.len; i++)
		if (is_binary(start.p[i]))
			return OTHER;
	return TEXT;
}
