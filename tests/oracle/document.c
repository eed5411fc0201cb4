#include "document.h"

#include <openssl/evp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((noreturn)) static void
give_up(const char *what, const char *path)
{
	(void)fprintf(stderr, "%s: %s\n", path, what);
	exit(1);
}

struct text
text_load(const char *path)
{
	struct text t = { malloc(1 << 20), 0 };
	FILE *f = fopen(path, "rb");

	if (f == NULL || t.p == NULL)
		give_up("cannot be read", path);
	t.len = fread(t.p, 1, (1 << 20) - 1, f);
	t.p[t.len] = '\0';
	(void)fclose(f);
	return t;
}

void
text_save(const char *path, const void *p, size_t len)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(p, 1, len, f) != len || fclose(f) != 0)
		give_up("cannot be written", path);
}

void
text_free(struct text *t)
{
	free(t->p);
	t->p = NULL;
}

void
edit_text(struct text *t, const char *from, const char *to)
{
	const char *at = from == NULL ? t->p : strstr(t->p, from);
	const size_t skipped = from == NULL ? t->len : strlen(from);
	struct text out;
	size_t before;

	if (at == NULL)
		give_up("is not there to be edited", from);
	before = (size_t)(at - t->p);
	out.len = t->len - skipped + strlen(to);
	out.p = malloc(out.len + 1);
	if (out.p == NULL)
		give_up("no memory", to);
	(void)snprintf(out.p, out.len + 1, "%.*s%s%s", (int)before, t->p, to,
	    at + skipped);
	text_free(t);
	*t = out;
}

struct text
base64_of(const char *path)
{
	struct text raw = text_load(path);
	struct text t = { malloc(raw.len * 4 / 3 + 8), 0 };

	if (t.p == NULL)
		give_up("no memory", path);
	t.len = (size_t)EVP_EncodeBlock(
	    (unsigned char *)t.p, (const unsigned char *)raw.p, (int)raw.len);
	text_free(&raw);
	return t;
}

/* The value of a member that occurs once. */
static char *
find_value(enum form form, const struct text *t, size_t *len, const char *path)
{
	const char *member =
	    form == FORM_BUNDLE ? "\"signature\":" : "\"base64Signature\":";
	char *at = strstr(t->p, member), *end;

	if (at == NULL || (at = strchr(at + strlen(member), '"')) == NULL ||
	    (end = strchr(at + 1, '"')) == NULL)
		give_up("no signature found", path);
	*len = (size_t)(end - at - 1);
	return at + 1;
}

struct text
signature_of(enum form form, const char *path)
{
	struct text t, value = { NULL, 0 };
	const char *at;

	if (form == FORM_RAW)
		return base64_of(path);
	t = text_load(path);
	if (form == FORM_BASE64)
		return t;
	at = find_value(form, &t, &value.len, path);
	value.p = strndup(at, value.len);
	text_free(&t);
	return value;
}

static void
save_raw(const char *to, const char *base64)
{
	const size_t len = strlen(base64);
	unsigned char *raw = malloc(len + 1);
	int n;

	if (raw == NULL)
		give_up("no memory", to);
	n = EVP_DecodeBlock(raw, (const unsigned char *)base64, (int)len);
	if (n < 0)
		give_up("not base64", to);
	/* The padding is counted as bytes. */
	if (len > 0 && base64[len - 1] == '=')
		n -= len > 1 && base64[len - 2] == '=' ? 2 : 1;
	text_save(to, raw, (size_t)n);
	free(raw);
}

void
replace_signature(
    enum form form, const char *from, const char *to, const char *base64)
{
	struct text t, changed;
	size_t len, before;
	char *at;

	if (form == FORM_RAW) {
		save_raw(to, base64);
		return;
	}
	if (form == FORM_BASE64) {
		text_save(to, base64, strlen(base64));
		return;
	}
	t = text_load(from);
	at = find_value(form, &t, &len, from);
	before = (size_t)(at - t.p);
	changed.p = malloc(t.len + strlen(base64) + 1);
	if (changed.p == NULL)
		give_up("no memory", to);
	changed.len = (size_t)sprintf(
	    changed.p, "%.*s%s%s", (int)before, t.p, base64, at + len);
	text_save(to, changed.p, changed.len);
	text_free(&t);
	text_free(&changed);
}
