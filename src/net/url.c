#include "net/url.h"

#include "util/limits.h"

#include <arpa/inet.h>
#include <string.h>

#define HTTP_PORT  80
#define HTTPS_PORT 443

/* Bytes of a host name (RFC 1035 2.3.4, as text and with a final dot), or of an
   address. */
#define HOST_MAX ((size_t)254)

static int
is_unreserved(uint8_t c)
{
	return csn_is_alnum(c) || (c != '\0' && strchr("-._~", c) != NULL);
}

/* RFC 3986 3.3 and 3.4, but for "%". */
static int
is_path_char(uint8_t c)
{
	return csn_is_alnum(c) ||
	    (c != '\0' && strchr("-._~!$&'()*+,;=:@/?", c) != NULL);
}

static int
is_hex(uint8_t c)
{
	c = csn_lower(c);
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static int
is_escape(const uint8_t *p, size_t len)
{
	return len >= 3 && p[0] == '%' && is_hex(p[1]) && is_hex(p[2]);
}

/* Bytes that come before any of these. */
static size_t
length_until(struct csn_span text, const char *any)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (strchr(any, text.p[i]) != NULL)
			break;
	return i;
}

static struct csn_span
take(struct csn_span *from, size_t len)
{
	const struct csn_span taken = csn_span(from->p, len);

	from->p += len;
	from->len -= len;
	return taken;
}

/* Length of a scheme in front, with its colon; 0 without. */
static size_t
scheme_length(struct csn_span text)
{
	const size_t len = length_until(text, ":/?#");
	size_t i;

	if (len == 0 || len == text.len || text.p[len] != ':' ||
	    csn_lower(text.p[0]) < 'a' || csn_lower(text.p[0]) > 'z')
		return 0;
	for (i = 1; i < len; i++)
		if (!csn_is_alnum(text.p[i]) &&
		    strchr("+-.", text.p[i]) == NULL)
			return 0;
	return len + 1;
}

static cosign_rc_t
read_scheme(int *is_https, struct csn_span *rest, cosign_error_t *err)
{
	const struct csn_span scheme = take(rest, scheme_length(*rest));

	*is_https = csn_span_eq_nocase(scheme, csn_span_str("https:"));
	if (scheme.len == 0)
		return csn_fail(err, COSIGN_E_MALFORMED, "URL without scheme");
	if (!*is_https && !csn_span_eq_nocase(scheme, csn_span_str("http:")))
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "URL of scheme %.*s neither http nor https",
		    (int)(scheme.len < CSN_QUOTE_MAX ? scheme.len
						     : CSN_QUOTE_MAX),
		    (const char *)scheme.p);
	return COSIGN_OK;
}

static cosign_rc_t
read_user(struct csn_url *out, struct csn_span *rest, cosign_error_t *err)
{
	const size_t len = length_until(*rest, "@");
	size_t i;

	out->user = csn_span(rest->p, 0);
	if (len == rest->len)
		return COSIGN_OK;
	out->user = take(rest, len);
	(void)take(rest, 1);
	for (i = 0; i < len; i++)
		if (!is_path_char(out->user.p[i]) &&
		    !is_escape(out->user.p + i, len - i))
			return csn_fail(err, COSIGN_E_MALFORMED,
			    "URL with a user that is not encoded");
	return COSIGN_OK;
}

/* An address in brackets, which "rest" begins with. */
static cosign_rc_t
read_ip6(struct csn_url *out, struct csn_span *rest, cosign_error_t *err)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;
	size_t len;

	(void)take(rest, 1);
	len = length_until(*rest, "]");
	if (len == rest->len || len >= sizeof(text))
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "URL with an open bracket");
	out->host = take(rest, len);
	(void)take(rest, 1);
	memcpy(text, out->host.p, len);
	text[len] = '\0';
	if (inet_pton(AF_INET6, text, &address) != 1)
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "URL with no address in brackets");
	return COSIGN_OK;
}

/* Names of the DNS and what is used like them; RFC 3986 would allow more, which
   others read in other ways. */
static cosign_rc_t
read_name(struct csn_url *out, struct csn_span *rest, cosign_error_t *err)
{
	size_t i;

	out->host = take(rest, length_until(*rest, ":"));
	if (out->host.len == 0 || out->host.len > HOST_MAX ||
	    out->host.p[0] == '.')
		return csn_fail(err, COSIGN_E_MALFORMED, "URL without host");
	for (i = 0; i < out->host.len; i++)
		if (!csn_is_alnum(out->host.p[i]) &&
		    (strchr("-._", out->host.p[i]) == NULL ||
			out->host.p[i] == '\0'))
			return csn_fail(err, COSIGN_E_MALFORMED,
			    "URL whose host has a character that no name has");
	return COSIGN_OK;
}

static cosign_rc_t
read_port(struct csn_url *out, struct csn_span rest, cosign_error_t *err)
{
	uint32_t port = 0;
	size_t i;

	out->port = out->is_https ? HTTPS_PORT : HTTP_PORT;
	if (rest.len == 0 || (rest.len == 1 && rest.p[0] == ':'))
		return COSIGN_OK; /* RFC 3986 3.2.3: an empty one is none */
	for (i = 1; i < rest.len && port <= UINT16_MAX; i++) {
		if (rest.p[i] < '0' || rest.p[i] > '9')
			break;
		port = port * 10 + (uint32_t)(rest.p[i] - '0');
	}
	if (rest.p[0] != ':' || i < rest.len || port == 0 || port > UINT16_MAX)
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "URL with a port that is none");
	out->port = (uint16_t)port;
	return COSIGN_OK;
}

static cosign_rc_t
read_path(struct csn_url *out, struct csn_span path, cosign_error_t *err)
{
	size_t i;

	for (i = 0; i < path.len; i++)
		if (!is_path_char(path.p[i]) &&
		    !is_escape(path.p + i, path.len - i))
			return csn_fail(err, COSIGN_E_MALFORMED,
			    "URL whose path or query is not encoded");
	out->path = path;
	return COSIGN_OK;
}

cosign_rc_t
csn_url_parse(struct csn_url *out, const char *text, cosign_error_t *err)
{
	struct csn_span rest = csn_span_str(text), authority;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(out, 0, sizeof(*out));
	if (rest.len > CSN_URL_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "URL longer than %zu bytes", CSN_URL_MAX);
	CSN_TRY(read_scheme(&out->is_https, &rest, err));
	if (rest.len < 2 || memcmp(rest.p, "//", 2) != 0)
		return csn_fail(err, COSIGN_E_MALFORMED, "URL without host");
	(void)take(&rest, 2);
	authority = take(&rest, length_until(rest, "/?#"));
	CSN_TRY(read_user(out, &authority, err));
	if (authority.len > 0 && authority.p[0] == '[')
		CSN_TRY(read_ip6(out, &authority, err));
	else
		CSN_TRY(read_name(out, &authority, err));
	CSN_TRY(read_port(out, authority, err));
	CSN_TRY(read_path(out, csn_span(rest.p, length_until(rest, "#")), err));
	rc = COSIGN_OK;
out:
	return rc;
}

int
csn_url_is_ip6(const struct csn_url *url)
{
	return memchr(url->host.p, ':', url->host.len) != NULL;
}

void
csn_url_write_host(
    struct csn_buf *out, const struct csn_url *url, int always_port)
{
	const int is_ip6 = csn_url_is_ip6(url);

	if (is_ip6)
		csn_buf_add_char(out, '[');
	csn_buf_add(out, url->host.p, url->host.len);
	if (is_ip6)
		csn_buf_add_char(out, ']');
	if (always_port ||
	    url->port != (url->is_https ? HTTPS_PORT : HTTP_PORT))
		csn_buf_addf(out, ":%u", url->port);
}

static void
write_origin(struct csn_buf *out, const struct csn_url *url)
{
	csn_buf_add_str(out, url->is_https ? "https://" : "http://");
	csn_url_write_host(out, url, 0);
}

void
csn_url_write(struct csn_buf *out, const struct csn_url *url)
{
	write_origin(out, url);
	if (url->path.len == 0 || url->path.p[0] != '/')
		csn_buf_add_char(out, '/');
	csn_buf_add(out, url->path.p, url->path.len);
}

int
csn_url_is_same_origin(const struct csn_url *a, const struct csn_url *b)
{
	return a->is_https == b->is_https && a->port == b->port &&
	    csn_span_eq_nocase(a->host, b->host);
}

/* What may not stand in a path or query is encoded, so that it may. */
static void
add_encoded(struct csn_buf *out, struct csn_span text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (is_path_char(text.p[i]) ||
		    is_escape(text.p + i, text.len - i))
			csn_buf_add_char(out, (char)text.p[i]);
		else
			csn_buf_addf(out, "%%%02X", text.p[i]);
	}
}

/* A path, from its slash on, without "." and ".." (RFC 3986 5.2.4). */
static void
add_without_dots(struct csn_buf *out, struct csn_span path)
{
	const size_t start = out->len;
	struct csn_span part;
	int is_last;

	while (path.len > 0 && out->failed == COSIGN_OK) {
		(void)take(&path, 1);
		part = take(&path, length_until(path, "/"));
		is_last = path.len == 0;
		if (csn_span_eq(part, csn_span_str(".."))) {
			while (out->len > start && out->p[--out->len] != '/')
				continue;
		} else if (!csn_span_eq(part, csn_span_str("."))) {
			csn_buf_add_char(out, '/');
			csn_buf_add(out, part.p, part.len);
			continue;
		}
		if (is_last)
			csn_buf_add_char(out, '/');
	}
}

/* The target's path: base's up to its last slash, and the reference's behind
   it (RFC 3986 5.2.3); or the reference's own, where it begins with one. */
static void
add_path(struct csn_buf *out, const struct csn_url *base, struct csn_span path)
{
	struct csn_span all, folder = base->path;
	struct csn_buf joined;

	csn_buf_init(&joined, CSN_URL_MAX);
	folder.len = length_until(folder, "?");
	while (folder.len > 0 && folder.p[folder.len - 1] != '/')
		folder.len--;
	if (path.len == 0 || path.p[0] != '/') {
		csn_buf_add(&joined, folder.p, folder.len);
		if (folder.len == 0)
			csn_buf_add_char(&joined, '/');
	}
	add_encoded(&joined, path);
	all = csn_span(joined.p, joined.len);
	if (joined.failed != COSIGN_OK)
		csn_buf_fail(out, joined.failed, NULL);
	else
		add_without_dots(out, all);
	csn_buf_dispose_secret(&joined);
}

/* A reference without a scheme. */
static cosign_rc_t
add_relative(
    struct csn_buf *out, const struct csn_url *base, struct csn_span reference)
{
	struct csn_span path =
	    csn_span(reference.p, length_until(reference, "?"));

	if (reference.len >= 2 && memcmp(reference.p, "//", 2) == 0) {
		csn_buf_add_str(out, base->is_https ? "https:" : "http:");
		add_encoded(out, reference);
		return COSIGN_OK;
	}
	write_origin(out, base);
	if (path.len > 0)
		add_path(out, base, path);
	else
		csn_buf_add(out, base->path.p, length_until(base->path, "?"));
	if (reference.len > path.len)
		add_encoded(out,
		    csn_span(reference.p + path.len, reference.len - path.len));
	else if (reference.len == 0) /* base itself */
		csn_buf_add(out, base->path.p + length_until(base->path, "?"),
		    base->path.len - length_until(base->path, "?"));
	return COSIGN_OK;
}

/* The target as text that is a URL, if it can be one. */
static cosign_rc_t
add_target(
    struct csn_buf *out, const struct csn_url *base, struct csn_span reference)
{
	const size_t scheme = scheme_length(reference);
	struct csn_span rest = reference;
	size_t authority;

	if (scheme == 0)
		return add_relative(out, base, reference);
	csn_buf_add(out, rest.p, scheme);
	(void)take(&rest, scheme);
	/* The authority is not encoded: it is right or refused. */
	authority = rest.len >= 2 && memcmp(rest.p, "//", 2) == 0
	    ? 2 + length_until(csn_span(rest.p + 2, rest.len - 2), "/?")
	    : 0;
	csn_buf_add(out, rest.p, authority);
	add_encoded(out, csn_span(rest.p + authority, rest.len - authority));
	return COSIGN_OK;
}

cosign_rc_t
csn_url_resolve(struct csn_buf *out, const char *base, const char *reference,
    cosign_error_t *err)
{
	struct csn_span text = csn_span_str(reference);
	struct csn_buf target;
	struct csn_url from, to;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	csn_buf_init(&target, CSN_URL_MAX);
	CSN_TRY(csn_url_parse(&from, base, err));
	text.len = length_until(text, "#");
	for (i = 0; i < text.len; i++)
		if (text.p[i] < 0x20 || text.p[i] == 0x7f) {
			rc = csn_fail(err, COSIGN_E_MALFORMED,
			    "URL with a control character");
			goto out;
		}
	CSN_TRY(add_target(&target, &from, text));
	CSN_TRY(csn_buf_finish(&target, err));
	CSN_TRY(csn_url_parse(&to, (const char *)target.p, err));
	csn_url_write(out, &to);
	CSN_TRY(csn_buf_finish(out, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose_secret(&target);
	return rc;
}

void
csn_url_escape(struct csn_buf *out, struct csn_span text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (is_unreserved(text.p[i]))
			csn_buf_add_char(out, (char)text.p[i]);
		else
			csn_buf_addf(out, "%%%02X", text.p[i]);
	}
}

void
csn_url_show(struct csn_buf *out, const char *url)
{
	struct csn_span rest = csn_span_str(url);
	const size_t end = length_until(rest, "?#");
	struct csn_url parsed;
	size_t i, user = 0;

	if (csn_url_parse(&parsed, url, NULL) == COSIGN_OK) {
		parsed.path.len = length_until(parsed.path, "?");
		csn_url_write(out, &parsed);
		return;
	}
	/* No URL, but there may be a password in it all the same, or a query.
	   Nobody knows which of them it is that has both "?" and "@" in it. */
	for (i = 0; i < rest.len; i++)
		if (rest.p[i] == '@')
			user = i + 1;
	if (user < end)
		csn_buf_add(out, rest.p + user, end - user);
}
