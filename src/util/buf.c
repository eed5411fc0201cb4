#include "util/buf.h"

#include <openssl/crypto.h>

#include <stdio.h>
#include <stdlib.h>

#define LEAST_CAPACITY 64

void
csn_buf_init(struct csn_buf *b, size_t max)
{
	b->p = NULL;
	b->len = 0;
	b->cap = 0;
	/* There must be room to count the NUL. */
	b->max = max < SIZE_MAX ? max : SIZE_MAX - 1;
	b->failed = COSIGN_OK;
	b->why = NULL;
}

void
csn_buf_dispose(struct csn_buf *b)
{
	free(b->p);
	csn_buf_init(b, b->max);
}

void
csn_buf_dispose_secret(struct csn_buf *b)
{
	if (b->p != NULL)
		OPENSSL_cleanse(b->p, b->cap);
	csn_buf_dispose(b);
}

void
csn_buf_fail(struct csn_buf *b, cosign_rc_t rc, const char *why)
{
	if (b->failed != COSIGN_OK)
		return;
	b->failed = rc;
	b->why = why;
}

/* Memory is moved by hand: realloc could leave a copy of a secret behind. */
static int
move_to(struct csn_buf *b, size_t cap)
{
	uint8_t *p = malloc(cap);

	if (p == NULL)
		return 0;
	if (b->len > 0)
		memcpy(p, b->p, b->len);
	if (b->p != NULL)
		OPENSSL_cleanse(b->p, b->cap);
	free(b->p);
	b->p = p;
	b->cap = cap;
	return 1;
}

void
csn_buf_reserve(struct csn_buf *b, size_t extra)
{
	size_t need, cap;

	if (b->failed != COSIGN_OK)
		return;
	if (extra > b->max - b->len) {
		csn_buf_fail(b, COSIGN_E_LIMIT, NULL);
		return;
	}
	need = b->len + extra + 1; /* room for the NUL */
	if (need <= b->cap)
		return;
	/* What is written at once gets what it needs. */
	cap = b->cap;
	if (cap == 0)
		cap = need > LEAST_CAPACITY ? need : LEAST_CAPACITY;
	while (cap < need)
		cap = cap > b->max / 2 ? b->max + 1 : cap * 2;
	if (!move_to(b, cap))
		csn_buf_fail(b, COSIGN_E_NOMEM, NULL);
}

void
csn_buf_add(struct csn_buf *b, const void *p, size_t len)
{
	csn_buf_reserve(b, len);
	if (b->failed != COSIGN_OK || len == 0)
		return;
	memcpy(b->p + b->len, p, len);
	b->len += len;
}

void
csn_buf_add_str(struct csn_buf *b, const char *s)
{
	csn_buf_add(b, s, strlen(s));
}

void
csn_buf_add_char(struct csn_buf *b, char c)
{
	csn_buf_add(b, &c, 1);
}

void
csn_buf_addf(struct csn_buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0) {
		csn_buf_fail(b, COSIGN_E_INTERNAL, "formatting failed");
		return;
	}
	csn_buf_reserve(b, (size_t)n);
	if (b->failed != COSIGN_OK)
		return;
	va_start(ap, fmt);
	(void)vsnprintf((char *)b->p + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

cosign_rc_t
csn_buf_finish(struct csn_buf *b, cosign_error_t *err)
{
	csn_buf_reserve(b, 0);
	if (b->failed == COSIGN_OK) {
		b->p[b->len] = '\0';
		return COSIGN_OK;
	}
	if (b->why != NULL)
		return csn_fail(err, b->failed, "%s", b->why);
	if (b->failed == COSIGN_E_NOMEM)
		return csn_fail_nomem(err);
	return csn_fail(err, b->failed, "more than %zu bytes", b->max);
}

cosign_rc_t
csn_buf_take(struct csn_buf *b, char **out, size_t *len, cosign_error_t *err)
{
	cosign_rc_t rc = csn_buf_finish(b, err);

	*out = NULL;
	if (len != NULL)
		*len = 0;
	if (rc != COSIGN_OK)
		return rc;
	*out = (char *)b->p;
	if (len != NULL)
		*len = b->len;
	csn_buf_init(b, b->max);
	return COSIGN_OK;
}

void
csn_bytes_take(struct csn_bytes *to, struct csn_buf *from)
{
	free(to->p);
	to->p = from->p;
	to->len = from->len;
	csn_buf_init(from, from->max);
}

cosign_rc_t
csn_bytes_copy(struct csn_bytes *to, struct csn_span from, cosign_error_t *err)
{
	/* One more, so that nothing is somewhere, too. */
	uint8_t *p = malloc(from.len + 1);

	if (p == NULL)
		return csn_fail_nomem(err);
	if (from.len > 0)
		memcpy(p, from.p, from.len);
	p[from.len] = '\0';
	free(to->p);
	to->p = p;
	to->len = from.len;
	return COSIGN_OK;
}
