#include "net/proxy.h"

#include "util/limits.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define SOCKS_PORT 1080
#define PORT_TEXT  6
#define IP4_BITS   32
#define IP6_BITS   128

/* An address as 16 bytes; those of IPv4 are mapped (RFC 4291 2.5.5.2). */
struct address {
	uint8_t p[16];
	int is_ip4;
};

static int
read_address(struct address *out, struct csn_span text)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	char copy[INET6_ADDRSTRLEN];

	if (text.len >= sizeof(copy))
		return 0;
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	memcpy(out->p, mapped, sizeof(mapped));
	out->is_ip4 = inet_pton(AF_INET, copy, out->p + 12) == 1;
	if (out->is_ip4)
		return 1;
	if (inet_pton(AF_INET6, copy, out->p) != 1)
		return 0;
	out->is_ip4 = memcmp(out->p, mapped, sizeof(mapped)) == 0;
	return 1;
}

static int
has_prefix(const struct address *a, const struct address *b, unsigned int bits)
{
	const unsigned int whole = bits / 8, rest = bits % 8;
	const unsigned int mask = 0xffU << (8 - rest) & 0xffU;

	if (memcmp(a->p, b->p, whole) != 0)
		return 0;
	return rest == 0 || (a->p[whole] & mask) == (b->p[whole] & mask);
}

static int
is_loopback(struct csn_span host)
{
	static const uint8_t ip6[16] = { [15] = 1 };
	struct address a;

	if (csn_span_eq_nocase(host, csn_span_str("localhost")))
		return 1;
	if (!read_address(&a, host))
		return 0;
	return a.is_ip4 ? a.p[12] == 127 : memcmp(a.p, ip6, sizeof(ip6)) == 0;
}

/* A decimal number to the last byte, or -1. */
static int
read_number(struct csn_span text, int max)
{
	int n = 0;
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return -1;
		n = n * 10 + (text.p[i] - '0');
		if (n > max)
			return -1;
	}
	return text.len > 0 ? n : -1;
}

/* -1: the entry is no network; else whether the host is in it. */
static int
match_network(struct csn_span entry, struct csn_span host)
{
	const uint8_t *slash = memchr(entry.p, '/', entry.len);
	struct address network, address;
	int bits;

	if (slash == NULL)
		return -1;
	if (!read_address(
		&network, csn_span(entry.p, (size_t)(slash - entry.p))))
		return 0;
	bits = read_number(
	    csn_span(slash + 1, entry.len - (size_t)(slash + 1 - entry.p)),
	    network.is_ip4 ? IP4_BITS : IP6_BITS);
	if (bits < 0 || !read_address(&address, host) ||
	    address.is_ip4 != network.is_ip4)
		return 0;
	if (network.is_ip4)
		bits += IP6_BITS - IP4_BITS;
	return has_prefix(&network, &address, (unsigned int)bits);
}

/* Cut a port from the end: 0 if there is none, -1 if it is none. */
static int
cut_port(struct csn_span *entry)
{
	const uint8_t *colon = memrchr(entry->p, ':', entry->len);
	struct address a;
	int port = 0;

	if (entry->p[0] == '[') {
		const uint8_t *end = memchr(entry->p, ']', entry->len);

		if (end == NULL)
			return -1;
		if (end + 1 < entry->p + entry->len)
			port = colon == end + 1 ? 1 : -1;
	} else if (colon != NULL && !read_address(&a, *entry)) {
		port = 1;
	}
	if (port == 1) {
		const size_t at = (size_t)(colon - entry->p);

		port = read_number(
		    csn_span(colon + 1, entry->len - at - 1), UINT16_MAX);
		entry->len = at;
	}
	if (entry->len >= 2 && entry->p[0] == '[') {
		entry->p++;
		entry->len -= 2;
	}
	return port;
}

static int
match_name(struct csn_span name, struct csn_span host)
{
	int is_itself = 1;

	if (name.len >= 2 && name.p[0] == '*' && name.p[1] == '.') {
		name.p++;
		name.len--;
	}
	if (name.len > 0 && name.p[0] == '.') {
		is_itself = 0;
		name.p++;
		name.len--;
	}
	if (name.len == 0)
		return 0;
	if (host.len == name.len)
		return is_itself && csn_span_eq_nocase(host, name);
	return host.len > name.len && host.p[host.len - name.len - 1] == '.' &&
	    csn_span_eq_nocase(
		csn_span(host.p + host.len - name.len, name.len), name);
}

static int
match_entry(struct csn_span entry, const struct csn_url *url)
{
	struct address a, b;
	int matches, port;

	if (csn_span_eq(entry, csn_span_str("*")))
		return 1;
	matches = match_network(entry, url->host);
	if (matches >= 0)
		return matches;
	port = cut_port(&entry);
	if (port < 0 || (port > 0 && port != url->port))
		return 0;
	if (read_address(&a, entry))
		return read_address(&b, url->host) &&
		    has_prefix(&a, &b, IP6_BITS);
	return match_name(entry, url->host);
}

static int
is_space(uint8_t c)
{
	return c == ' ' || c == '\t';
}

int
csn_proxy_is_bypassed(const char *list, const struct csn_url *url)
{
	struct csn_span entry;
	size_t len;

	if (is_loopback(url->host))
		return 1;
	for (; list != NULL && *list != '\0'; list += len) {
		list += strspn(list, ", \t");
		len = strcspn(list, ",");
		entry = csn_span(list, len);
		while (entry.len > 0 && is_space(entry.p[entry.len - 1]))
			entry.len--;
		if (entry.len > 0 && match_entry(entry, url))
			return 1;
	}
	return 0;
}

static const struct kind {
	const char *prefix;
	const char *scheme;
	uint16_t port;
} kinds[] = {
	{ "http://", "http", 80 },
	{ "https://", "https", 443 },
	{ "socks5://", "socks5h", SOCKS_PORT },
	{ "socks5h://", "socks5h", SOCKS_PORT },
};

/* What stands behind the scheme. */
static const char *
find_kind(const struct kind **out, const char *text)
{
	const char *rest = strstr(text, "://");
	size_t i;

	*out = rest == NULL ? &kinds[0] : NULL;
	if (rest == NULL)
		return text;
	rest += 3;
	for (i = 0; i < CSN_ARRAY_LEN(kinds); i++)
		if (csn_span_eq_nocase(csn_span(text, (size_t)(rest - text)),
			csn_span_str(kinds[i].prefix)))
			*out = &kinds[i];
	return rest;
}

static cosign_rc_t
write_proxy(struct csn_buf *out, const struct kind *kind,
    const struct csn_url *http, const struct csn_url *https,
    cosign_error_t *err)
{
	struct csn_url url = *http;

	if (url.path.len > 1 || (url.path.len == 1 && url.path.p[0] != '/'))
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "proxy with a path or query");
	if (http->port != https->port)
		url.port = kind->port; /* none is written */
	csn_buf_addf(out, "%s://", kind->scheme);
	if (url.user.len > 0) {
		csn_buf_add(out, url.user.p, url.user.len);
		csn_buf_add_char(out, '@');
	}
	csn_url_write_host(out, &url, 1);
	return csn_buf_finish(out, err);
}

cosign_rc_t
csn_proxy_parse(struct csn_buf *out, const char *text, cosign_error_t *err)
{
	const struct kind *kind;
	const char *rest = find_kind(&kind, text);
	struct csn_buf a, b;
	struct csn_url http, https;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	/* What the port is without one tells whether there is one. */
	csn_buf_init(&a, CSN_URL_MAX);
	csn_buf_init(&b, CSN_URL_MAX);
	if (kind == NULL) {
		rc = csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "proxy that is none of http, https and socks5");
		goto out;
	}
	csn_buf_addf(&a, "http://%s", rest);
	CSN_TRY(csn_buf_finish(&a, err));
	CSN_TRY(csn_url_parse(&http, (const char *)a.p, err));
	csn_buf_addf(&b, "https://%s", rest);
	CSN_TRY(csn_buf_finish(&b, err));
	CSN_TRY(csn_url_parse(&https, (const char *)b.p, err));
	CSN_TRY(write_proxy(out, kind, &http, &https, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose_secret(&a);
	csn_buf_dispose_secret(&b);
	return rc;
}
