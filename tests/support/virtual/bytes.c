#include "tools.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vs_bytes
vs_of(const char *text)
{
	return vs_of_len(text, strlen(text));
}

struct vs_bytes
vs_of_len(const char *text, size_t len)
{
	/* Nobody writes to what is borrowed. */
	return (struct vs_bytes){ (unsigned char *)(uintptr_t)text,
		len > 0 ? len : strlen(text) };
}

struct vs_bytes
vs_cat(struct vs *vs, const struct vs_bytes *parts, size_t count)
{
	struct vs_bytes all = VS_NOTHING;
	size_t i, at = 0;

	for (i = 0; i < count; i++)
		all.len += parts[i].len;
	all.p = vs_alloc(vs, all.len + 1);
	for (i = 0; i < count; i++) {
		if (parts[i].len > 0)
			memcpy(all.p + at, parts[i].p, parts[i].len);
		at += parts[i].len;
	}
	return all;
}

struct vs_bytes
vs_join(struct vs *vs, const struct vs_bytes *parts)
{
	size_t count = 0;

	while (parts[count].p != NULL)
		count++;
	return vs_cat(vs, parts, count);
}

struct vs_bytes
vs_copy(struct vs *vs, const void *p, size_t len)
{
	struct vs_bytes copy = { vs_alloc(vs, len + 1), len };

	if (len > 0)
		memcpy(copy.p, p, len);
	return copy;
}

char *
vs_text(struct vs *vs, const char *format, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, format);
	VS_NEED(vasprintf(&text, format, ap) >= 0);
	va_end(ap);
	return vs_own(vs, text, free);
}

char *
vs_hex(struct vs *vs, struct vs_bytes bytes)
{
	char *text = vs_alloc(vs, 2 * bytes.len + 1);
	size_t i;

	for (i = 0; i < bytes.len; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", bytes.p[i]);
	return text;
}

char *
vs_base64(struct vs *vs, struct vs_bytes bytes)
{
	char *text = vs_alloc(vs, (bytes.len + 2) / 3 * 4 + 1);

	if (bytes.len > 0)
		(void)EVP_EncodeBlock(
		    (unsigned char *)text, bytes.p, (int)bytes.len);
	return text;
}

struct vs_bytes
vs_digest(struct vs *vs, const char *digest, struct vs_bytes data)
{
	struct vs_bytes hash = { vs_alloc(vs, EVP_MAX_MD_SIZE + 1), 0 };

	VS_NEED(EVP_Q_digest(NULL, digest, NULL, data.len > 0 ? data.p : hash.p,
		    data.len, hash.p, &hash.len) == 1);
	return hash;
}

struct vs_bytes
vs_number(struct vs *vs, uint64_t n, size_t size)
{
	struct vs_bytes bytes = { vs_alloc(vs, size + 1), size };

	while (size-- > 0) {
		bytes.p[size] = (unsigned char)n;
		n >>= 8;
	}
	return bytes;
}

/* The place of from in bytes, the only one. */
static size_t
find(struct vs_bytes bytes, struct vs_bytes from)
{
	const unsigned char *at = memmem(bytes.p, bytes.len, from.p, from.len);
	size_t place;

	VS_NEED(at != NULL);
	place = (size_t)(at - bytes.p);
	VS_NEED(
	    memmem(at + 1, bytes.len - place - 1, from.p, from.len) == NULL);
	return place;
}

void
vs_replace(struct vs *vs, struct vs_bytes *bytes, struct vs_bytes from,
    struct vs_bytes to)
{
	const size_t at = find(*bytes, from);
	const struct vs_bytes before = { bytes->p, at };
	const struct vs_bytes after = { bytes->p + at + from.len,
		bytes->len - at - from.len };

	*bytes = VS_CAT(vs, before, to, after);
}

void
vs_edit(struct vs *vs, const struct vs_edit *edit, struct vs_bytes *bytes)
{
	if (edit->to != NULL && edit->from != NULL)
		vs_replace(vs, bytes, vs_of(edit->from), vs_of(edit->to));
	else if (edit->to != NULL)
		*bytes = VS_CAT(vs, *bytes, vs_of(edit->to));
	if (edit->fn == NULL)
		return;
	/* Nobody else has the copy, so fn may write to it. */
	*bytes = vs_copy(vs, bytes->p, bytes->len);
	edit->fn(vs, bytes, edit->user);
}

void
vs_flip(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	(void)vs;
	(void)user;
	bytes->p[bytes->len - 1] ^= 1;
}

void
vs_put(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	(void)vs;
	*bytes = *(struct vs_bytes *)user;
}
