#define CSN_UTIL_ERROR_C /* the functions, not what an analyzer knows */
#include "util/utf8.h"
#include "util/util.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_SIZE 768
#define HINT_SIZE    512
/* Longer than a message, so that cutting is seen there. */
#define FORMAT_SIZE 1024

struct cosign_error {
	cosign_rc_t rc;
	cosign_cause_t cause;
	uint64_t cause_code;
	int has_hint;
	char message[MESSAGE_SIZE];
	char hint[HINT_SIZE];
};

struct rc_row {
	cosign_rc_t rc;
	const char *name;
	const char *text;
};

static const struct rc_row rc_rows[] = {
#define RC_ROW(symbol, number, text) { symbol, #symbol, text },
	COSIGN_RC_TABLE(RC_ROW)
#undef RC_ROW
};

static const struct rc_row *
row_of(cosign_rc_t rc)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(rc_rows); i++)
		if (rc_rows[i].rc == rc)
			return &rc_rows[i];
	return NULL;
}

const char *
cosign_rc_name(cosign_rc_t rc)
{
	const struct rc_row *row = row_of(rc);

	return row == NULL ? NULL : row->name;
}

const char *
cosign_rc_text(cosign_rc_t rc)
{
	const struct rc_row *row = row_of(rc);

	return row == NULL ? NULL : row->text;
}

cosign_rc_class_t
cosign_rc_class(cosign_rc_t rc)
{
	if (row_of(rc) == NULL)
		return COSIGN_CLASS_INTERNAL;
	return (cosign_rc_class_t)((int)rc / 100);
}

size_t
cosign_rc_count(void)
{
	return CSN_ARRAY_LEN(rc_rows);
}

cosign_rc_t
cosign_rc_at(size_t index)
{
	return index < CSN_ARRAY_LEN(rc_rows) ? rc_rows[index].rc
					      : COSIGN_E_INTERNAL;
}

cosign_error_t *
cosign_error_new(void)
{
	return calloc(1, sizeof(cosign_error_t));
}

void
cosign_error_free(cosign_error_t *err)
{
	free(err);
}

void
cosign_error_clear(cosign_error_t *err)
{
	if (err == NULL)
		return;
	err->rc = COSIGN_OK;
	err->cause = COSIGN_CAUSE_NONE;
	err->cause_code = 0;
	err->has_hint = 0;
	err->message[0] = '\0';
	err->hint[0] = '\0';
}

cosign_rc_t
cosign_error_code(const cosign_error_t *err)
{
	return err == NULL ? COSIGN_OK : err->rc;
}

const char *
cosign_error_message(const cosign_error_t *err)
{
	return err == NULL ? "" : err->message;
}

const char *
cosign_error_hint(const cosign_error_t *err)
{
	return err == NULL || !err->has_hint ? NULL : err->hint;
}

cosign_cause_t
cosign_error_cause(const cosign_error_t *err)
{
	return err == NULL ? COSIGN_CAUSE_NONE : err->cause;
}

uint64_t
cosign_error_cause_code(const cosign_error_t *err)
{
	return err == NULL ? 0 : err->cause_code;
}

/*
 * Characters that show nothing, or change how what stands around them is
 * shown: with them a file name could pose as another. C1 controls, soft
 * hyphen, marks and embeddings of direction, joiners, separators of lines and
 * paragraphs, variation selectors, annotations, tags, and what is no
 * character.
 */
static int
is_hidden(uint32_t point)
{
	static const struct {
		uint32_t first, last;
	} rows[] = {
		{ 0x80, 0x9f },
		{ 0xad, 0xad },
		{ 0x34f, 0x34f },
		{ 0x61c, 0x61c },
		{ 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f },
		{ 0x200b, 0x200f },
		{ 0x2028, 0x202e },
		{ 0x2060, 0x206f },
		{ 0x3164, 0x3164 },
		{ 0xfdd0, 0xfdef },
		{ 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb },
		{ 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff },
	};
	size_t i;

	if ((point & 0xfffe) == 0xfffe)
		return 1;
	for (i = 0; i < CSN_ARRAY_LEN(rows); i++)
		if (point >= rows[i].first && point <= rows[i].last)
			return 1;
	return 0;
}

/* Length of a character that may be shown as it is; 0 for another byte. */
static size_t
printable(const uint8_t *s, size_t len)
{
	uint32_t point;
	size_t n = csn_utf8_decode(&point, s, len);

	if (point < 0x20 || point == 0x7f || is_hidden(point))
		return 0;
	return n;
}

/*
 * Append text to the line in "to", escaped so that it stays one printable
 * line; what has no room is cut between characters and "..." marks the place.
 */
static void
append(char *to, size_t size, const char *from)
{
	const uint8_t *s = (const uint8_t *)from;
	size_t len = strlen(from), at = strlen(to), fits = at, n, width;
	char piece[5];

	for (; len > 0; s += n, len -= n) {
		n = printable(s, len);
		width = n > 0 ? n : 4;
		if (at + width >= size) {
			(void)snprintf(to + fits, size - fits, "...");
			return;
		}
		if (n > 0) {
			memcpy(to + at, s, n);
		} else {
			(void)snprintf(piece, sizeof(piece), "\\x%02x", *s);
			memcpy(to + at, piece, 4);
			n = 1;
		}
		at += width;
		to[at] = '\0';
		if (at + 3 < size)
			fits = at;
	}
}

size_t
cosign_text_escape(char *to, size_t size, const char *from)
{
	if (to == NULL || size == 0)
		return 0;
	to[0] = '\0';
	if (from != NULL)
		append(to, size, from);
	return strlen(to);
}

/*
 * As vsnprintf(), for text that is escaped afterwards. What does not fit is
 * cut where a character starts.
 */
static void format(char *to, size_t size, const char *fmt, va_list ap)
    CSN_FORMAT(3, 0);

static void
format(char *to, size_t size, const char *fmt, va_list ap)
{
	int n = vsnprintf(to, size, fmt, ap);
	size_t at = size - 1;

	if (n < 0) {
		to[0] = '\0';
		return;
	}
	if ((size_t)n < size)
		return;
	while (at > 0 && ((uint8_t)to[at - 1] & 0xc0) == 0x80)
		at--;
	if (at > 0 && (uint8_t)to[at - 1] >= 0xc0)
		at--;
	to[at] = '\0';
}

CSN_FORMAT(3, 0)
static void
record(cosign_error_t *err, cosign_rc_t rc, const char *fmt, va_list ap)
{
	char text[FORMAT_SIZE];

	cosign_error_clear(err);
	err->rc = rc;
	format(text, sizeof(text), fmt, ap);
	append(err->message, sizeof(err->message), text);
}

cosign_rc_t
csn_fail(cosign_error_t *err, cosign_rc_t rc, const char *fmt, ...)
{
	va_list ap;

	if (rc == COSIGN_OK)
		rc = COSIGN_E_INTERNAL; /* a failure is never success */
	if (err == NULL)
		return rc;
	va_start(ap, fmt);
	record(err, rc, fmt, ap);
	va_end(ap);
	return rc;
}

static cosign_rc_t
rc_of_errno(int errnum)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
		return COSIGN_E_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return COSIGN_E_PERMISSION;
	case EISDIR:
		return COSIGN_E_DIRECTORY;
	case EEXIST:
		return COSIGN_E_EXISTS;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return COSIGN_E_NO_SPACE;
	case ENOMEM:
		return COSIGN_E_NOMEM;
	case ENXIO:
	case ENODEV:
		return COSIGN_E_FILE_KIND;
	default:
		return COSIGN_E_IO;
	}
}

cosign_rc_t
csn_fail_errno(cosign_error_t *err, int errnum, const char *fmt, ...)
{
	const cosign_rc_t rc = rc_of_errno(errnum);
	const char *reason;
	char number[32];
	va_list ap;

	if (err == NULL)
		return rc;
	va_start(ap, fmt);
	record(err, rc, fmt, ap);
	va_end(ap);
	/* Not strerror: its text is in the language of the locale. */
	reason = strerrordesc_np(errnum);
	if (reason == NULL) {
		(void)snprintf(number, sizeof(number), "errno %d", errnum);
		reason = number;
	}
	append(err->message, sizeof(err->message), ": ");
	append(err->message, sizeof(err->message), reason);
	csn_cause(err, COSIGN_CAUSE_ERRNO, (uint64_t)(unsigned int)errnum);
	return rc;
}

cosign_rc_t
csn_fail_nomem(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_NOMEM, "out of memory");
}

cosign_rc_t
csn_fail_at(cosign_error_t *err, cosign_rc_t rc, const char *fmt, ...)
{
	char place[HINT_SIZE], what[MESSAGE_SIZE];
	va_list ap;

	if (err == NULL || rc == COSIGN_OK)
		return rc;
	if (err->rc != rc) {
		/* Nobody said what: the code's own text. */
		const char *text = cosign_rc_text(rc);

		(void)csn_fail(err, rc, "%s", text != NULL ? text : "failed");
	}
	va_start(ap, fmt);
	format(place, sizeof(place), fmt, ap);
	va_end(ap);
	memcpy(what, err->message, sizeof(what));
	err->message[0] = '\0';
	append(err->message, sizeof(err->message), place);
	append(err->message, sizeof(err->message), ": ");
	append(err->message, sizeof(err->message), what);
	return rc;
}

cosign_rc_t
csn_fail_as(cosign_error_t *err, cosign_rc_t rc)
{
	if (err != NULL && err->rc != COSIGN_OK)
		err->rc = rc;
	return rc;
}

void
csn_hint(cosign_error_t *err, const char *fmt, ...)
{
	char text[FORMAT_SIZE];
	va_list ap;

	if (err == NULL)
		return;
	va_start(ap, fmt);
	format(text, sizeof(text), fmt, ap);
	va_end(ap);
	err->hint[0] = '\0';
	append(err->hint, sizeof(err->hint), text);
	err->has_hint = 1;
}

void
csn_cause(cosign_error_t *err, cosign_cause_t cause, uint64_t code)
{
	if (err == NULL)
		return;
	err->cause = cause;
	err->cause_code = code;
}
