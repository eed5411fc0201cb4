#include "util/util.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_SIZE 768
#define HINT_SIZE    512

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
 * Length of the UTF-8 sequence at s if it is well formed (RFC 3629) and safe
 * to show; 0 otherwise. Not shown: C1 controls, line and paragraph
 * separators, the byte order mark, and the marks that reverse text, with
 * which a file name could pose as another.
 */
static size_t
printable_utf8(const unsigned char *s, size_t len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c;
	size_t n, i;

	n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;
	if (n == 0 || s[0] > 0xf4 || n > len)
		return 0;
	c = s[0] & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fu);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	if (c < 0xa0 || c == 0xfeff || c == 0x061c ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069))
		return 0;
	return n;
}

/* Copy text so that it is one printable line; returns bytes written. */
static size_t
escape(char *to, size_t size, const char *from)
{
	const unsigned char *s = (const unsigned char *)from;
	size_t len = strlen(from), at = 0, n;

	for (; len > 0; s += n, len -= n) {
		if (*s >= 0x20 && *s < 0x7f) {
			n = 1;
		} else {
			n = printable_utf8(s, len);
		}
		if (at + (n > 0 ? n : 4) >= size)
			break;
		if (n > 0) {
			memcpy(to + at, s, n);
			at += n;
		} else {
			(void)snprintf(to + at, 5, "\\x%02x", *s);
			at += 4;
			n = 1;
		}
	}
	to[at] = '\0';
	return at;
}

CSN_FORMAT(3, 0)
static void
record(cosign_error_t *err, cosign_rc_t rc, const char *fmt, va_list ap)
{
	char text[MESSAGE_SIZE];

	cosign_error_clear(err);
	err->rc = rc;
	if (vsnprintf(text, sizeof(text), fmt, ap) < 0)
		text[0] = '\0';
	(void)escape(err->message, sizeof(err->message), text);
}

cosign_rc_t
csn_fail(cosign_error_t *err, cosign_rc_t rc, const char *fmt, ...)
{
	va_list ap;

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
	char reason[128];
	size_t at;
	va_list ap;

	if (err == NULL)
		return rc;
	va_start(ap, fmt);
	record(err, rc, fmt, ap);
	va_end(ap);
	/* The GNU form: thread-safe, and the result may be elsewhere. */
	at = strlen(err->message);
	(void)snprintf(err->message + at, sizeof(err->message) - at, ": %s",
	    strerror_r(errnum, reason, sizeof(reason)));
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
	size_t at;
	va_list ap;
	int n;

	if (err == NULL || rc == COSIGN_OK)
		return rc;
	if (err->rc != rc) {
		/* Nobody said what: the code's own text. */
		const char *text = cosign_rc_text(rc);

		(void)csn_fail(err, rc, "%s", text != NULL ? text : "failed");
	}
	va_start(ap, fmt);
	n = vsnprintf(place, sizeof(place), fmt, ap);
	va_end(ap);
	if (n < 0)
		return rc;
	memcpy(what, err->message, sizeof(what));
	at = escape(err->message, sizeof(err->message), place);
	(void)snprintf(
	    err->message + at, sizeof(err->message) - at, ": %s", what);
	return rc;
}

void
csn_hint(cosign_error_t *err, const char *fmt, ...)
{
	char text[HINT_SIZE];
	va_list ap;
	int n;

	if (err == NULL)
		return;
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	(void)escape(err->hint, sizeof(err->hint), text);
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
