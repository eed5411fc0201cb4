#include "crypto/pem.h"

#include "util/base64.h"
#include "util/limits.h"

static const char begin[] = "-----BEGIN ";
static const char end[] = "-----END ";
static const char dashes[] = "-----";

/* Bytes of a body line: 64 characters. */
#define LINE_BYTES 48

/* A line without its end and the blanks before that; next is where the
   following one starts. */
struct line {
	struct csn_span text;
	size_t next;
};

static struct line
line_at(struct csn_span text, size_t at)
{
	const uint8_t *p = text.p + at;
	const uint8_t *nl = memchr(p, '\n', text.len - at);
	struct line line;

	line.text.p = p;
	if (nl == NULL) {
		line.text.len = text.len - at;
		line.next = text.len;
	} else {
		line.text.len = (size_t)(nl - p);
		line.next = at + line.text.len + 1;
		if (line.text.len > 0 && p[line.text.len - 1] == '\r')
			line.text.len--;
	}
	while (line.text.len > 0 &&
	    (p[line.text.len - 1] == ' ' || p[line.text.len - 1] == '\t'))
		line.text.len--;
	return line;
}

static int
starts_with(struct csn_span line, const char *prefix)
{
	const size_t len = strlen(prefix);

	return line.len >= len && memcmp(line.p, prefix, len) == 0;
}

static int
is_begin(struct csn_span line)
{
	return starts_with(line, begin);
}

static int
is_end(struct csn_span line)
{
	return starts_with(line, end);
}

/* The text between "-----BEGIN " or "-----END " and the last dashes. */
static int
read_label(struct csn_span *label, struct csn_span line, const char *prefix)
{
	const size_t before = strlen(prefix), after = strlen(dashes);

	if (line.len < before + after ||
	    memcmp(line.p + line.len - after, dashes, after) != 0)
		return 0;
	*label = csn_span(line.p + before, line.len - before - after);
	return 1;
}

int
csn_pem_looks_like(struct csn_span text)
{
	size_t at;

	for (at = 0; at < text.len;) {
		const struct line line = line_at(text, at);

		if (is_begin(line.text))
			return 1;
		at = line.next;
	}
	return 0;
}

static cosign_rc_t
fail_pem(cosign_error_t *err, const char *what)
{
	return csn_fail(err, COSIGN_E_PEM, "PEM: %s", what);
}

/* From *at to the BEGIN line; *at is then behind it. */
static cosign_rc_t
find_begin(struct csn_span *label, struct csn_span text, size_t *at,
    cosign_error_t *err)
{
	while (*at < text.len) {
		const struct line line = line_at(text, *at);

		*at = line.next;
		if (!is_begin(line.text))
			continue;
		if (!read_label(label, line.text, begin))
			return fail_pem(err, "BEGIN line is damaged");
		return COSIGN_OK;
	}
	return csn_fail(err, COSIGN_E_NOT_FOUND, "PEM: no BEGIN line");
}

/* Lines with a colon right after BEGIN are headers (RFC 1421 4.6). */
static int
skip_headers(struct csn_span text, size_t *at)
{
	int found = 0;

	while (*at < text.len) {
		const struct line line = line_at(text, *at);

		if (line.text.len == 0 ||
		    memchr(line.text.p, ':', line.text.len) == NULL)
			break;
		found = 1;
		*at = line.next;
	}
	return found;
}

/* The body up to the END line that belongs to the label; *at is then behind
   it. */
static cosign_rc_t
find_end(struct csn_span *body, struct csn_span label, struct csn_span text,
    size_t *at, cosign_error_t *err)
{
	const size_t start = *at;
	struct csn_span end_label;

	while (*at < text.len) {
		const struct line line = line_at(text, *at);

		if (is_begin(line.text))
			return fail_pem(err, "BEGIN line inside a block");
		if (!is_end(line.text)) {
			*at = line.next;
			continue;
		}
		if (!read_label(&end_label, line.text, end))
			return fail_pem(err, "END line is damaged");
		if (!csn_span_eq(label, end_label))
			return fail_pem(err, "labels of BEGIN and END differ");
		*body = csn_span(text.p + start, *at - start);
		*at = line.next;
		return COSIGN_OK;
	}
	return fail_pem(err, "no END line");
}

/* Go drops blanks and line ends of the body, then reads base64. */
cosign_rc_t
csn_pem_decode(struct csn_buf *der, struct csn_buf *packed,
    struct csn_span body, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint8_t *to;
	size_t i;

	csn_buf_reserve(packed, body.len);
	CSN_TRY(csn_buf_finish(packed, err));
	to = packed->p + packed->len;
	for (i = 0; i < body.len; i++)
		if (body.p[i] != ' ' && body.p[i] != '\t')
			*to++ = body.p[i];
	packed->len = (size_t)(to - packed->p);
	CSN_TRY(csn_base64_decode(
	    der, (const char *)packed->p, packed->len, CSN_BASE64_GO, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "PEM");
}

cosign_rc_t
csn_pem_find(
    struct csn_pem *out, struct csn_span text, size_t *at, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span label = { NULL, 0 }, body = { NULL, 0 };

	memset(out, 0, sizeof(*out));
	csn_buf_init(&out->der, CSN_KEY_FILE_MAX);
	CSN_TRY(find_begin(&label, text, at, err));
	out->has_headers = skip_headers(text, at);
	CSN_TRY(find_end(&body, label, text, at, err));
	out->label = label;
	out->body = body;
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_pem_next(
    struct csn_pem *out, struct csn_span text, size_t *at, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf packed;

	csn_buf_init(&packed, CSN_KEY_FILE_MAX);
	CSN_TRY(csn_pem_find(out, text, at, err));
	CSN_TRY(csn_pem_decode(&out->der, &packed, out->body, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&packed);
	if (rc != COSIGN_OK)
		csn_pem_dispose(out);
	return rc;
}

void
csn_pem_dispose(struct csn_pem *pem)
{
	csn_buf_dispose_secret(&pem->der);
	pem->label = csn_span(NULL, 0);
	pem->body = csn_span(NULL, 0);
	pem->has_headers = 0;
}

int
csn_pem_is(const struct csn_pem *pem, const char *label)
{
	return csn_span_eq(pem->label, csn_span_str(label));
}

void
csn_pem_write(
    struct csn_buf *out, const char *label, const void *der, size_t len)
{
	const uint8_t *p = der;
	size_t n;

	/* At once: a private key is not to be moved from buffer to buffer. */
	csn_buf_reserve(out,
	    sizeof(begin) + sizeof(end) + 2 * (sizeof(dashes) + strlen(label)) +
		csn_base64_size(len) + (len + LINE_BYTES - 1) / LINE_BYTES - 2);
	csn_buf_add_str(out, begin);
	csn_buf_add_str(out, label);
	csn_buf_add_str(out, "-----\n");
	for (; len > 0; len -= n, p += n) {
		n = len < LINE_BYTES ? len : LINE_BYTES;
		csn_base64_encode(out, p, n);
		csn_buf_add_char(out, '\n');
	}
	csn_buf_add_str(out, end);
	csn_buf_add_str(out, label);
	csn_buf_add_str(out, "-----\n");
}
