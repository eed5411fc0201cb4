#include "oci/digest.h"

#include "util/hex.h"
#include "util/limits.h"

#include <stdio.h>

/* Digits in a tag (OCI distribution specification, "Referrers Tag Schema"). Of
   the names of algorithms, which it cuts at 32, none is so long. */
#define TAG_DIGITS_MAX 64

static const cosign_hash_t hashes[] = { COSIGN_HASH_SHA256,
	COSIGN_HASH_SHA512 };

static int
quoted(struct csn_span text)
{
	return (int)(text.len < CSN_QUOTE_MAX ? text.len : CSN_QUOTE_MAX);
}

static int
is_lower_hex(struct csn_span digits)
{
	size_t i;

	for (i = 0; i < digits.len; i++)
		if (!(digits.p[i] >= '0' && digits.p[i] <= '9') &&
		    !(digits.p[i] >= 'a' && digits.p[i] <= 'f'))
			return 0;
	return 1;
}

static cosign_hash_t
hash_of(struct csn_span name)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(hashes); i++)
		if (csn_span_eq(
			name, csn_span_str(cosign_hash_name(hashes[i]))))
			return hashes[i];
	return COSIGN_HASH_NONE;
}

cosign_rc_t
csn_digest_parse(
    struct csn_digest *out, struct csn_span text, cosign_error_t *err)
{
	const uint8_t *colon =
	    text.len > 0 ? memchr(text.p, ':', text.len) : NULL;
	struct csn_span name, digits;

	out->hash = COSIGN_HASH_NONE;
	out->len = 0;
	if (colon == NULL)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "\"%.*s\" is no digest", quoted(text),
		    (const char *)text.p);
	name = csn_span(text.p, (size_t)(colon - text.p));
	digits = csn_span(colon + 1, text.len - name.len - 1);
	out->hash = hash_of(name);
	if (out->hash == COSIGN_HASH_NONE)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "digest \"%.*s\" is neither sha256 nor sha512",
		    quoted(text), (const char *)text.p);
	out->len = cosign_hash_size(out->hash);
	if (digits.len == 2 * out->len && is_lower_hex(digits))
		return csn_hex_decode(out->bytes, out->len,
		    (const char *)digits.p, digits.len, err);
	out->hash = COSIGN_HASH_NONE;
	out->len = 0;
	return csn_fail(err, COSIGN_E_MALFORMED,
	    "digest \"%.*s\" is not of %zu lower-case hexadecimal digits",
	    quoted(text), (const char *)text.p,
	    2 * cosign_hash_size(hash_of(name)));
}

void
csn_digest_write(
    char out[CSN_DIGEST_TEXT_SIZE], const struct csn_digest *digest)
{
	const char *name = cosign_hash_name(digest->hash);
	size_t i;
	int at;

	at = snprintf(out, CSN_DIGEST_TEXT_SIZE, "%s:", name);
	for (i = 0; i < digest->len; i++)
		at += snprintf(out + at, CSN_DIGEST_TEXT_SIZE - (size_t)at,
		    "%02x", digest->bytes[i]);
}

int
csn_digest_eq(const struct csn_digest *a, const struct csn_digest *b)
{
	return a->hash == b->hash && a->hash != COSIGN_HASH_NONE &&
	    a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

cosign_rc_t
csn_fallback_tag(
    char out[CSN_DIGEST_TEXT_SIZE], const char *digest, cosign_error_t *err)
{
	char text[CSN_DIGEST_TEXT_SIZE];
	struct csn_digest parsed;
	cosign_rc_t rc;

	rc = csn_digest_parse(&parsed, csn_span_str(digest), err);
	if (rc != COSIGN_OK)
		return rc;
	csn_digest_write(text, &parsed);
	(void)snprintf(out, CSN_DIGEST_TEXT_SIZE, "%s-%.*s",
	    cosign_hash_name(parsed.hash), TAG_DIGITS_MAX,
	    strchr(text, ':') + 1);
	return COSIGN_OK;
}
