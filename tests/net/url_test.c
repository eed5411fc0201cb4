#include "net/url.h"
#include "util/limits.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

static void
expect_span(struct csn_span span, const char *text)
{
	cr_expect(csn_span_eq(span, csn_span_str(text)), "%.*s is not %s",
	    (int)span.len, (const char *)span.p, text);
}

struct accepted {
	char text[96];
	int is_https;
	char host[64];
	uint16_t port;
	char user[32];
	char path[32];
	char written[96];
};

ParameterizedTestParameters(url, parses)
{
	static struct accepted rows[] = {
		{ "https://a.example", 1, "a.example", 443, "", "",
		    "https://a.example/" },
		{ "http://a.example/", 0, "a.example", 80, "", "/",
		    "http://a.example/" },
		{ "HTTPS://A.example:8443/x%20y?z=1#f", 1, "A.example", 8443,
		    "", "/x%20y?z=1", "https://A.example:8443/x%20y?z=1" },
		{ "https://a.example:443/", 1, "a.example", 443, "", "/",
		    "https://a.example/" },
		{ "http://a.example:/", 0, "a.example", 80, "", "/",
		    "http://a.example/" },
		{ "http://a.example?q", 0, "a.example", 80, "", "?q",
		    "http://a.example/?q" },
		{ "http://a.example#f", 0, "a.example", 80, "", "",
		    "http://a.example/" },
		{ "https://u:p%40@h/", 1, "h", 443, "u:p%40", "/",
		    "https://h/" },
		{ "http://[::1]:5000/v2/", 0, "::1", 5000, "", "/v2/",
		    "http://[::1]:5000/v2/" },
		{ "http://[fe80::1]", 0, "fe80::1", 80, "", "",
		    "http://[fe80::1]/" },
		{ "http://127.0.0.1:65535/", 0, "127.0.0.1", 65535, "", "/",
		    "http://127.0.0.1:65535/" },
		{ "http://h/a@b:c//", 0, "h", 80, "", "/a@b:c//",
		    "http://h/a@b:c//" },
	};
	return cr_make_param_array(
	    struct accepted, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct accepted *row, url, parses)
{
	struct csn_url url;
	struct csn_buf out;

	csn_buf_init(&out, 1000);
	MUST(csn_url_parse(&url, row->text, NULL));
	cr_expect_eq(url.is_https, row->is_https);
	cr_expect_eq(url.port, row->port);
	expect_span(url.host, row->host);
	expect_span(url.user, row->user);
	expect_span(url.path, row->path);
	csn_url_write(&out, &url);
	MUST(csn_buf_finish(&out, NULL));
	cr_expect_str_eq((const char *)out.p, row->written);
	csn_buf_dispose(&out);
}

struct rejected {
	char text[64];
	cosign_rc_t rc;
	char message[64];
};

ParameterizedTestParameters(url, rejects)
{
	static struct rejected rows[] = {
		{ "", COSIGN_E_MALFORMED, "URL without scheme" },
		{ "a.example/x", COSIGN_E_MALFORMED, "URL without scheme" },
		{ "://a", COSIGN_E_MALFORMED, "URL without scheme" },
		{ "1http://a", COSIGN_E_MALFORMED, "URL without scheme" },
		{ "file:///etc/passwd", COSIGN_E_UNSUPPORTED,
		    "URL of scheme file: neither" },
		{ "httpsx://a", COSIGN_E_UNSUPPORTED, "URL of scheme httpsx:" },
		{ "https:a", COSIGN_E_MALFORMED, "URL without host" },
		{ "https:/a", COSIGN_E_MALFORMED, "URL without host" },
		{ "https://", COSIGN_E_MALFORMED, "URL without host" },
		{ "https:///a", COSIGN_E_MALFORMED, "URL without host" },
		{ "https://:80/", COSIGN_E_MALFORMED, "URL without host" },
		{ "https://.a/", COSIGN_E_MALFORMED, "URL without host" },
		{ "https://u@/", COSIGN_E_MALFORMED, "URL without host" },
		{ "https://u@v@h/", COSIGN_E_MALFORMED, "URL whose host" },
		{ "https://u v@h/", COSIGN_E_MALFORMED, "URL with a user" },
		{ "https://u%4@h/", COSIGN_E_MALFORMED, "URL with a user" },
		{ "https://a b/", COSIGN_E_MALFORMED, "URL whose host" },
		{ "https://a\\b/", COSIGN_E_MALFORMED, "URL whose host" },
		{ "https://a%2eb/", COSIGN_E_MALFORMED, "URL whose host" },
		{ "https://\xc3\xa4/", COSIGN_E_MALFORMED, "URL whose host" },
		{ "https://[::1/", COSIGN_E_MALFORMED,
		    "URL with an open bracket" },
		{ "https://[::g]/", COSIGN_E_MALFORMED, "URL with no address" },
		{ "https://[fe80::1%25eth0]/", COSIGN_E_MALFORMED,
		    "URL with no address" },
		{ "https://[::1]x/", COSIGN_E_MALFORMED, "URL with a port" },
		{ "https://a:0/", COSIGN_E_MALFORMED, "URL with a port" },
		{ "https://a:65536/", COSIGN_E_MALFORMED, "URL with a port" },
		{ "https://a:99999999999/", COSIGN_E_MALFORMED,
		    "URL with a port" },
		{ "https://a:8x/", COSIGN_E_MALFORMED, "URL with a port" },
		{ "https://a:-1/", COSIGN_E_MALFORMED, "URL with a port" },
		{ "https://a/ b", COSIGN_E_MALFORMED, "URL whose path" },
		{ "https://a/%zz", COSIGN_E_MALFORMED, "URL whose path" },
		{ "https://a/%2", COSIGN_E_MALFORMED, "URL whose path" },
		{ "https://a/?\r\nX: y", COSIGN_E_MALFORMED, "URL whose path" },
		{ "https://a/\\", COSIGN_E_MALFORMED, "URL whose path" },
		{ "https://a/\xff", COSIGN_E_MALFORMED, "URL whose path" },
	};
	return cr_make_param_array(
	    struct rejected, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct rejected *row, url, rejects)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_url url;

	cr_expect_eq(csn_url_parse(&url, row->text, err), row->rc, "%s",
	    cosign_error_message(err));
	expect_prefix(cosign_error_message(err), row->message);
	cosign_error_free(err);
}

Test(url, has_a_length)
{
	static char text[CSN_URL_MAX + 2];
	cosign_error_t *err = cosign_error_new();
	struct csn_url url;

	memset(text, 'a', sizeof(text) - 1);
	memcpy(text, "https://a/", 10);
	text[CSN_URL_MAX] = '\0';
	MUST(csn_url_parse(&url, text, NULL));
	text[CSN_URL_MAX] = 'a';
	cr_expect_eq(csn_url_parse(&url, text, err), COSIGN_E_LIMIT);
	expect_prefix(cosign_error_message(err), "URL longer than 8192");
	cosign_error_free(err);
}

Test(url, has_an_origin)
{
	static const struct {
		const char *a, *b;
		int same;
	} rows[] = {
		{ "https://a/x", "https://A:443/y?z", 1 },
		{ "https://a/", "http://a/", 0 },
		{ "https://a/", "http://a:443/", 0 },
		{ "https://a/", "https://a:444/", 0 },
		{ "https://a/", "https://b/", 0 },
		{ "https://a/", "https://a.b/", 0 },
		{ "https://a/", "https://u@a/", 1 },
	};
	struct csn_url a, b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		MUST(csn_url_parse(&a, rows[i].a, NULL));
		MUST(csn_url_parse(&b, rows[i].b, NULL));
		cr_expect_eq(csn_url_is_same_origin(&a, &b), rows[i].same,
		    "%s %s", rows[i].a, rows[i].b);
	}
}

struct resolved {
	char base[48];
	char reference[64];
	char target[96];
};

/* The first block: RFC 3986 5.4, where it is about http. */
ParameterizedTestParameters(url, resolves)
{
	static struct resolved rows[] = {
		{ "http://a/b/c/d;p?q", "g", "http://a/b/c/g" },
		{ "http://a/b/c/d;p?q", "./g", "http://a/b/c/g" },
		{ "http://a/b/c/d;p?q", "g/", "http://a/b/c/g/" },
		{ "http://a/b/c/d;p?q", "/g", "http://a/g" },
		{ "http://a/b/c/d;p?q", "//g", "http://g/" },
		{ "http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y" },
		{ "http://a/b/c/d;p?q", "g?y", "http://a/b/c/g?y" },
		{ "http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q" },
		{ "http://a/b/c/d;p?q", "g#s", "http://a/b/c/g" },
		{ "http://a/b/c/d;p?q", ";x", "http://a/b/c/;x" },
		{ "http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q" },
		{ "http://a/b/c/d;p?q", ".", "http://a/b/c/" },
		{ "http://a/b/c/d;p?q", "./", "http://a/b/c/" },
		{ "http://a/b/c/d;p?q", "..", "http://a/b/" },
		{ "http://a/b/c/d;p?q", "../g", "http://a/b/g" },
		{ "http://a/b/c/d;p?q", "../..", "http://a/" },
		{ "http://a/b/c/d;p?q", "../../g", "http://a/g" },
		{ "http://a/b/c/d;p?q", "../../../../g", "http://a/g" },
		{ "http://a/b/c/d;p?q", "/./g", "http://a/g" },
		{ "http://a/b/c/d;p?q", "/../g", "http://a/g" },
		{ "http://a/b/c/d;p?q", "g.", "http://a/b/c/g." },
		{ "http://a/b/c/d;p?q", "..g", "http://a/b/c/..g" },
		{ "http://a/b/c/d;p?q", "./g/.", "http://a/b/c/g/" },
		{ "http://a/b/c/d;p?q", "g/../h", "http://a/b/c/h" },
		{ "http://a/b/c/d;p?q", "g?y/../x", "http://a/b/c/g?y/../x" },

		{ "https://a:8443", "v2/", "https://a:8443/v2/" },
		{ "https://a?q=/x/", "v2/", "https://a/v2/" },
		{ "https://a", "?y", "https://a/?y" },
		{ "https://u:p@a/x", "/y", "https://a/y" },
		{ "https://a/x", "https://u:p@b/y", "https://b/y" },
		{ "https://a/x", "http://b", "http://b/" },
		{ "https://a/x", "//b:1/y", "https://b:1/y" },
		{ "https://a/x", "/y z\xc3\xa4%41%4\\",
		    "https://a/y%20z%C3%A4%41%254%5C" },
		{ "https://a/x", "https://b/|?{}", "https://b/%7C?%7B%7D" },
		{ "http://[::1]:5000/x", "/y", "http://[::1]:5000/y" },
	};
	return cr_make_param_array(
	    struct resolved, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct resolved *row, url, resolves)
{
	struct csn_buf out;

	csn_buf_init(&out, CSN_URL_MAX);
	MUST(csn_url_resolve(&out, row->base, row->reference, NULL));
	cr_expect_str_eq((const char *)out.p, row->target);
	csn_buf_dispose(&out);
}

struct unresolved {
	char reference[48];
	cosign_rc_t rc;
	char message[48];
};

ParameterizedTestParameters(url, does_not_resolve)
{
	static struct unresolved rows[] = {
		{ "file:///x", COSIGN_E_UNSUPPORTED, "URL of scheme file:" },
		{ "mailto:x", COSIGN_E_UNSUPPORTED, "URL of scheme mailto:" },
		{ "http:x", COSIGN_E_MALFORMED, "URL without host" },
		{ "//", COSIGN_E_MALFORMED, "URL without host" },
		{ "https://a b/", COSIGN_E_MALFORMED, "URL whose host" },
		{ "https://a\\@b/", COSIGN_E_MALFORMED, "URL with a user" },
		{ "//a b/", COSIGN_E_MALFORMED, "URL whose host" },
		{ "/x\r\nSet-Cookie: y", COSIGN_E_MALFORMED,
		    "URL with a control character" },
	};
	return cr_make_param_array(
	    struct unresolved, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct unresolved *row, url, does_not_resolve)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf out;

	csn_buf_init(&out, CSN_URL_MAX);
	cr_expect_eq(
	    csn_url_resolve(&out, "https://a/b", row->reference, err), row->rc);
	expect_prefix(cosign_error_message(err), row->message);
	cr_expect_eq(out.len, 0);
	cosign_error_free(err);
	csn_buf_dispose(&out);
}

Test(url, resolved_has_a_length)
{
	static char reference[CSN_URL_MAX];
	cosign_error_t *err = cosign_error_new();
	struct csn_buf out;

	csn_buf_init(&out, 10 * CSN_URL_MAX);
	memset(reference, ' ', sizeof(reference) - 1);
	cr_expect_eq(csn_url_resolve(&out, "https://a/b", reference, err),
	    COSIGN_E_LIMIT);
	expect_prefix(cosign_error_message(err), "more than 8192 bytes");
	cosign_error_free(err);
	csn_buf_dispose(&out);
}

Test(url, escapes)
{
	struct csn_buf out;

	csn_buf_init(&out, 100);
	csn_url_escape(&out, csn_span("a-Z_0.~/ :\0\xff", 12));
	MUST(csn_buf_finish(&out, NULL));
	cr_expect_str_eq((const char *)out.p, "a-Z_0.~%2F%20%3A%00%FF");
	csn_buf_dispose(&out);
}

Test(url, shows_no_secret)
{
	static const char *const rows[][2] = {
		{ "https://user:secret@h/x?token=secret#secret",
		    "https://h/x" },
		{ "https://h:444/r@sha256:00", "https://h:444/r@sha256:00" },
		{ "https://us er:se/cret@h/x?secret", "h/x" },
		{ "user:secret@h", "h" },
		/* a password, or a query? */
		{ "https://user:secret#x@h/", "" },
		{ "https://user:secret?x@h/y?secret", "" },
		{ "https://us er:p#se@cret?@h/#secret", "" },
		{ "https://no host/x?secret@secret", "" },
		{ "https://us er@no host/x?secret@secret", "" },
		{ "nothing", "nothing" },
		{ "?secret", "" },
	};
	struct csn_buf out;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		csn_buf_init(&out, 100);
		csn_url_show(&out, rows[i][0]);
		MUST(csn_buf_finish(&out, NULL));
		cr_expect_str_eq((const char *)out.p, rows[i][1]);
		csn_buf_dispose(&out);
	}
}
