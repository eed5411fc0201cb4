#include "bundle/media_type.h"

#include "util/limits.h"

static const struct old_spelling {
	const char *type;
	uint32_t minor;
} old_spellings[] = {
	{ "application/vnd.dev.sigstore.bundle+json;version=0.1", 1 },
	{ "application/vnd.dev.sigstore.bundle+json;version=0.2", 2 },
	{ "application/vnd.dev.sigstore.bundle+json;version=0.3", 3 },
};

static const char prefix[] = "application/vnd.dev.sigstore.bundle.v";
static const char suffix[] = "+json";

static int
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static int
is_identifier_char(uint8_t c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '-';
}

static void
skip(struct csn_span *s, size_t n)
{
	s->p += n;
	s->len -= n;
}

/* A number without leading zeros. Larger ones than anybody compares with are
   held at a large value. */
static int
take_number(struct csn_span *s, uint32_t *out)
{
	size_t n = 0;

	*out = 0;
	while (n < s->len && is_digit(s->p[n])) {
		if (*out < 100000000)
			*out = *out * 10 + (uint32_t)(s->p[n] - '0');
		n++;
	}
	if (n == 0 || (n > 1 && s->p[0] == '0'))
		return 0;
	skip(s, n);
	return 1;
}

/* Dotted identifiers up to the end or a '+'. Those of a prerelease that are
   numbers have no leading zeros either. */
static int
take_identifiers(struct csn_span *s, int prerelease)
{
	size_t n = 0, start = 0;
	int number = 1;

	for (;; n++) {
		if (n < s->len && is_identifier_char(s->p[n])) {
			number = number && is_digit(s->p[n]);
			continue;
		}
		if (n == start ||
		    (prerelease && number && n - start > 1 &&
			s->p[start] == '0'))
			return 0;
		if (n == s->len || s->p[n] != '.')
			break;
		start = n + 1;
		number = 1;
	}
	skip(s, n);
	return 1;
}

static int
take_char(struct csn_span *s, char c)
{
	if (s->len == 0 || s->p[0] != (uint8_t)c)
		return 0;
	skip(s, 1);
	return 1;
}

/*
 * Semantic Versioning 2.0 as golang.org/x/mod/semver reads it: minor and patch
 * may be left out, and only after a patch may more follow.
 */
static int
read_semver(struct csn_version *v, struct csn_span s)
{
	*v = (struct csn_version){ 0, 0, 0, 0 };
	if (!take_number(&s, &v->major))
		return 0;
	if (s.len == 0)
		return 1;
	if (!take_char(&s, '.') || !take_number(&s, &v->minor))
		return 0;
	if (s.len == 0)
		return 1;
	if (!take_char(&s, '.') || !take_number(&s, &v->patch))
		return 0;
	if (take_char(&s, '-')) {
		if (!take_identifiers(&s, 1))
			return 0;
		v->prerelease = 1;
	}
	if (take_char(&s, '+') && !take_identifiers(&s, 0))
		return 0;
	return s.len == 0;
}

static int
read_type(struct csn_version *out, struct csn_span type)
{
	const size_t before = sizeof(prefix) - 1, after = sizeof(suffix) - 1;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(old_spellings); i++) {
		if (csn_span_eq(type, csn_span_str(old_spellings[i].type))) {
			*out =
			    (struct csn_version){ .minor =
						      old_spellings[i].minor };
			return 1;
		}
	}
	return type.len > before + after &&
	    memcmp(type.p, prefix, before) == 0 &&
	    memcmp(type.p + type.len - after, suffix, after) == 0 &&
	    read_semver(
		out, csn_span(type.p + before, type.len - before - after));
}

cosign_rc_t
csn_media_type_version(
    struct csn_version *out, struct csn_span type, cosign_error_t *err)
{
	if (!read_type(out, type) || !csn_version_at_least(out, 1) ||
	    csn_version_at_least(out, 4))
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "media type \"%.*s\" is none of a bundle v0.1 to v0.3",
		    (int)(type.len < CSN_QUOTE_MAX ? type.len : CSN_QUOTE_MAX),
		    (const char *)type.p);
	return COSIGN_OK;
}

int
csn_version_at_least(const struct csn_version *v, uint32_t minor)
{
	if (v->major > 0)
		return 1;
	if (v->minor != minor)
		return v->minor > minor;
	return v->patch > 0 || !v->prerelease;
}
