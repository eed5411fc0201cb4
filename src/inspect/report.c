#include "inspect/report.h"

#include "util/hex.h"
#include "util/utf8.h"

#include <stdio.h>

/* Everything in a bundle is within its own limit, base64 takes a third more
   and escaping six bytes for one at most. */
#define REPORT_MAX ((size_t)512 * 1024 * 1024)

/* Bytes of a value that the text shows: every identity that is in use fits. */
#define VALUE_MAX 512

/* Bytes that are shown in full, and of each end of longer ones. */
#define HEX_MAX  64
#define HEX_ENDS ((size_t)4)

/* Characters of one of our own lines; foreign text in it is quoted short. */
#define LINE_SIZE 512

/* "\xHH" */
#define ESCAPED_SIZE 5

cosign_rc_t
csn_report_init(
    struct csn_report *r, cosign_inspect_form_t form, cosign_error_t *err)
{
	memset(r, 0, sizeof(*r));
	r->is_json = form == COSIGN_INSPECT_JSON;
	csn_buf_init(&r->out, REPORT_MAX);
	csn_buf_init(&r->problems, REPORT_MAX);
	csn_jw_init(&r->json, &r->out, CSN_JSON_GO);
	csn_jw_init(&r->problem, &r->problems, CSN_JSON_GO);
	r->reason = cosign_error_new();
	return r->reason != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

void
csn_report_dispose(struct csn_report *r)
{
	csn_buf_dispose(&r->out);
	csn_buf_dispose(&r->problems);
	cosign_error_free(r->reason);
	r->reason = NULL;
}

cosign_rc_t
csn_report_take(
    struct csn_report *r, char **out, size_t *len, cosign_error_t *err)
{
	return csn_buf_take(&r->out, out, len, err);
}

void
csn_report_place(struct csn_report *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(r->place, sizeof(r->place), fmt, ap);
	va_end(ap);
}

/* One character, or one byte that is none; its length. */
static size_t
escape_one(struct csn_buf *out, const uint8_t *p, size_t len)
{
	char from[ESCAPED_SIZE] = "", to[4 * ESCAPED_SIZE];
	uint32_t point;
	size_t n = csn_utf8_decode(&point, p, len);

	if (n == 0)
		n = 1;
	memcpy(from, p, n);
	if (*p == 0)
		csn_buf_add_str(out, "\\x00");
	else
		csn_buf_add(out, to, cosign_text_escape(to, sizeof(to), from));
	return n;
}

void
csn_report_escape(struct csn_buf *out, struct csn_span text)
{
	size_t i = 0;

	while (i < text.len && i < VALUE_MAX)
		i += escape_one(out, text.p + i, text.len - i);
	if (i < text.len)
		csn_buf_addf(out, "... (%zu bytes)", text.len);
}

void
csn_report_short_hex(struct csn_buf *out, struct csn_span bytes)
{
	if (bytes.len <= 2 * HEX_ENDS) {
		csn_hex_encode(out, bytes.p, bytes.len);
		return;
	}
	csn_hex_encode(out, bytes.p, HEX_ENDS);
	csn_buf_add_str(out, "...");
	csn_hex_encode(out, bytes.p + bytes.len - HEX_ENDS, HEX_ENDS);
	csn_buf_addf(out, " (%zu bytes)", bytes.len);
}

static void
begin_label(struct csn_report *r)
{
	size_t i;

	for (i = 0; i < r->depth; i++)
		csn_buf_add_str(&r->out, "  ");
	csn_buf_add_str(&r->out, "- ");
}

/* "  - Label:" */
static void
begin_line(struct csn_report *r, const char *label)
{
	begin_label(r);
	csn_buf_add_str(&r->out, label);
	csn_buf_add_char(&r->out, ':');
}

static void
end_line(struct csn_report *r)
{
	csn_buf_add_char(&r->out, '\n');
}

/* Whether this form has the thing, and then the start of it. */
static int
begin(struct csn_report *r, const char *label, const char *name)
{
	if (r->is_json && name != NULL)
		csn_jw_name(&r->json, name);
	else if (!r->is_json && label != NULL)
		begin_line(r, label);
	return r->is_json ? name != NULL : label != NULL;
}

void
csn_report_object(struct csn_report *r, const char *name)
{
	if (!r->is_json)
		return;
	if (name != NULL)
		csn_jw_name(&r->json, name);
	csn_jw_object_begin(&r->json);
}

void
csn_report_object_end(struct csn_report *r)
{
	if (r->is_json)
		csn_jw_object_end(&r->json);
}

void
csn_report_open(struct csn_report *r, const char *label, const char *name)
{
	csn_report_object(r, name);
	csn_report_heading(r, label, NULL);
}

void
csn_report_close(struct csn_report *r)
{
	csn_report_object_end(r);
	csn_report_heading_end(r);
}

void
csn_report_heading(struct csn_report *r, const char *label, const char *value)
{
	if (r->is_json)
		return;
	csn_report_str(r, label, NULL, value != NULL ? value : "");
	r->depth++;
}

void
csn_report_heading_end(struct csn_report *r)
{
	if (!r->is_json)
		r->depth--;
}

void
csn_report_flat_list(
    struct csn_report *r, const char *label, const char *name, size_t count)
{
	if (!begin(r, label, name))
		return;
	if (r->is_json) {
		csn_jw_array_begin(&r->json);
	} else {
		csn_buf_addf(&r->out, " %zu", count);
		end_line(r);
	}
}

void
csn_report_flat_list_end(struct csn_report *r)
{
	if (r->is_json)
		csn_jw_array_end(&r->json);
}

void
csn_report_list(
    struct csn_report *r, const char *label, const char *name, size_t count)
{
	csn_report_flat_list(r, label, name, count);
	if (!r->is_json)
		r->depth++;
}

void
csn_report_list_end(struct csn_report *r)
{
	csn_report_flat_list_end(r);
	if (!r->is_json)
		r->depth--;
}

void
csn_report_numbered(struct csn_report *r, const char *label, size_t index)
{
	char text[LINE_SIZE];

	(void)snprintf(text, sizeof(text), "%s [%zu]", label, index);
	csn_report_heading(r, text, NULL);
}

void
csn_report_item(struct csn_report *r, const char *label, size_t index)
{
	csn_report_object(r, NULL);
	csn_report_numbered(r, label, index);
}

void
csn_report_text(struct csn_report *r, const char *label, const char *name,
    struct csn_span text)
{
	if (!begin(r, label, name))
		return;
	if (r->is_json) {
		csn_jw_string(&r->json, text.p, text.len);
		return;
	}
	if (text.len > 0)
		csn_buf_add_char(&r->out, ' ');
	csn_report_escape(&r->out, text);
	end_line(r);
}

void
csn_report_str(
    struct csn_report *r, const char *label, const char *name, const char *text)
{
	if (text != NULL)
		csn_report_text(r, label, name, csn_span_str(text));
	else
		csn_report_null(r, name);
}

void
csn_report_int(
    struct csn_report *r, const char *label, const char *name, int64_t value)
{
	if (r->is_json && begin(r, label, name))
		csn_jw_int(&r->json, value);
	else if (!r->is_json)
		csn_report_textf(r, label, "%lld", (long long)value);
}

void
csn_report_uint(
    struct csn_report *r, const char *label, const char *name, uint64_t value)
{
	if (!r->is_json)
		csn_report_textf(r, label, "%llu", (unsigned long long)value);
	else if (value > INT64_MAX)
		csn_report_null(r, name);
	else if (begin(r, label, name))
		csn_jw_uint(&r->json, value);
	if (value > INT64_MAX)
		csn_report_warn(
		    r, "%llu is too large a number", (unsigned long long)value);
}

void
csn_report_time(struct csn_report *r, const char *label, const char *name,
    struct csn_time time)
{
	if (time.sec < CSN_TIME_SEC_MIN || time.sec > CSN_TIME_SEC_MAX) {
		csn_report_null(r, name);
		csn_report_warn(r, "%lld seconds from 1970 on are no date",
		    (long long)time.sec);
		return;
	}
	if (!begin(r, label, name))
		return;
	if (r->is_json) {
		csn_jw_time(&r->json, time);
		return;
	}
	csn_buf_add_char(&r->out, ' ');
	csn_time_write_go(&r->out, (struct csn_time){ time.sec, 0 });
	end_line(r);
}

void
csn_report_hex(struct csn_report *r, const char *label, const char *name,
    struct csn_span bytes)
{
	if (!begin(r, label, name))
		return;
	if (r->is_json) {
		csn_jw_hex(&r->json, bytes.p, bytes.len);
		return;
	}
	csn_buf_add_char(&r->out, ' ');
	if (bytes.len <= HEX_MAX)
		csn_hex_encode(&r->out, bytes.p, bytes.len);
	else
		csn_report_short_hex(&r->out, bytes);
	end_line(r);
}

void
csn_report_present(struct csn_report *r, const char *label, const char *name,
    struct csn_span bytes)
{
	if (r->is_json && begin(r, label, name))
		csn_jw_base64(&r->json, bytes.p, bytes.len);
	else if (!r->is_json)
		csn_report_textf(r, label, "Present (%zu bytes)", bytes.len);
}

void
csn_report_written(struct csn_report *r, const char *label, const char *name,
    void (*write)(struct csn_buf *out, struct csn_span value),
    struct csn_span value)
{
	struct csn_buf text;

	csn_buf_init(&text, REPORT_MAX);
	write(&text, value);
	if (text.failed != COSIGN_OK)
		csn_buf_fail(&r->out, text.failed, NULL);
	csn_report_text(r, label, name, csn_span(text.p, text.len));
	csn_buf_dispose(&text);
}

void
csn_report_line(
    struct csn_report *r, struct csn_span label, struct csn_span value)
{
	if (r->is_json)
		return;
	begin_label(r);
	csn_report_escape(&r->out, label);
	csn_buf_add_str(&r->out, ": ");
	csn_report_escape(&r->out, value);
	end_line(r);
}

static void add_line(struct csn_report *r, const char *label, const char *fmt,
    va_list ap) CSN_FORMAT(3, 0);

static void
add_line(struct csn_report *r, const char *label, const char *fmt, va_list ap)
{
	char text[LINE_SIZE];

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	csn_report_text(r, label, NULL, csn_span_str(text));
}

void
csn_report_textf(struct csn_report *r, const char *label, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_line(r, label, fmt, ap);
	va_end(ap);
}

void
csn_report_null(struct csn_report *r, const char *name)
{
	if (r->is_json && begin(r, NULL, name))
		csn_jw_null(&r->json);
}

static void
add_problem(struct csn_report *r, const char *message)
{
	r->warnings++;
	if (!r->is_json) {
		csn_report_text(r, "[!] WARNING", NULL, csn_span_str(message));
		return;
	}
	csn_jw_object_begin(&r->problem);
	csn_jw_name(&r->problem, "place");
	csn_jw_str(&r->problem, r->place);
	csn_jw_name(&r->problem, "message");
	csn_jw_str(&r->problem, message);
	csn_jw_object_end(&r->problem);
}

void
csn_report_warn(struct csn_report *r, const char *fmt, ...)
{
	char text[LINE_SIZE];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	add_problem(r, text);
}

int
csn_report_refused(struct csn_report *r, cosign_rc_t rc)
{
	if (rc == COSIGN_OK)
		return 0;
	if (cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL)
		csn_buf_fail(&r->out, rc, NULL);
	else if (cosign_error_code(r->reason) == rc)
		add_problem(r, cosign_error_message(r->reason));
	else
		add_problem(r, cosign_rc_text(rc));
	return 1;
}
