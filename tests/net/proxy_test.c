/* Which proxy is used, and how. */
#include "http_authority.h"
#include "net/proxy.h"
#include "real.h"
#include "util/limits.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(proxy, .init = real_start, .fini = real_stop);

struct parsed {
	char text[64];
	char url[64];
};

ParameterizedTestParameters(proxy, parses)
{
	static struct parsed rows[] = {
		{ "proxy.example", "http://proxy.example:80" },
		{ "proxy.example:3128", "http://proxy.example:3128" },
		{ "proxy.example:443", "http://proxy.example:443" },
		{ "http://proxy.example/", "http://proxy.example:80" },
		{ "HTTPS://proxy.example", "https://proxy.example:443" },
		{ "https://proxy.example:80", "https://proxy.example:80" },
		{ "socks5://proxy.example", "socks5h://proxy.example:1080" },
		{ "socks5h://[::1]:443", "socks5h://[::1]:443" },
		{ "u:p%40@proxy.example", "http://u:p%40@proxy.example:80" },
	};
	return cr_make_param_array(
	    struct parsed, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct parsed *row, proxy, parses)
{
	struct csn_buf out;

	csn_buf_init(&out, CSN_URL_MAX);
	MUST(csn_proxy_parse(&out, row->text, NULL));
	cr_expect_str_eq((const char *)out.p, row->url);
	csn_buf_dispose(&out);
}

struct rejected {
	char text[64];
	cosign_rc_t rc;
	char message[80];
};

ParameterizedTestParameters(proxy, rejects)
{
	static struct rejected rows[] = {
		{ "ftp://proxy", COSIGN_E_UNSUPPORTED,
		    "proxy for https: proxy that is none of http, https and "
		    "socks5" },
		{ "http://", COSIGN_E_MALFORMED,
		    "proxy for https: URL without host" },
		{ "http://u:secret@proxy:x", COSIGN_E_MALFORMED,
		    "proxy for https: URL with a port that is none" },
		{ "http://proxy/path", COSIGN_E_MALFORMED,
		    "proxy for https: proxy with a path or query" },
		{ "http://proxy?q", COSIGN_E_MALFORMED,
		    "proxy for https: proxy with a path or query" },
		{ "a b", COSIGN_E_MALFORMED,
		    "proxy for https: URL whose host" },
	};
	return cr_make_param_array(
	    struct rejected, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct rejected *row, proxy, rejects)
{
	cosign_http_options_t *options = new_options();

	cr_expect_eq(
	    cosign_http_options_set_proxy(options, row->text, NULL, NULL, err),
	    row->rc);
	expect_prefix(cosign_error_message(err), row->message);
	cr_expect_null(strstr(cosign_error_message(err), "secret"));
	cosign_http_options_free(options);
}

struct bypassed {
	char list[64];
	char url[64];
	int is_bypassed;
};

ParameterizedTestParameters(proxy, is_bypassed)
{
	static struct bypassed rows[] = {
		{ "", "https://a.example/", 0 },
		{ "a.example", "https://a.example/", 1 },
		{ "A.Example", "https://a.eXample/", 1 },
		{ "a.example", "https://b.a.example/", 1 },
		{ "a.example", "https://ba.example/", 0 },
		{ "a.example", "https://example/", 0 },
		{ ".a.example", "https://a.example/", 0 },
		{ ".a.example", "https://b.a.example/", 1 },
		{ "*.a.example", "https://a.example/", 0 },
		{ "*.a.example", "https://b.a.example/", 1 },
		{ "x, a.example ,y", "https://a.example/", 1 },
		{ ",, ,", "https://a.example/", 0 },
		{ ".", "https://a.example/", 0 },
		{ "*", "https://a.example/", 1 },
		{ "x,*", "http://10.0.0.1/", 1 },
		{ "a.example:443", "https://a.example/", 1 },
		{ "a.example:444", "https://a.example/", 0 },
		{ "a.example:x", "https://a.example/", 0 },
		{ "10.0.0.1", "http://10.0.0.1/", 1 },
		{ "10.0.0.1", "http://10.0.0.11/", 0 },
		{ "10.0.0.1:81", "http://10.0.0.1/", 0 },
		{ "10.0.0.1:80", "http://10.0.0.1/", 1 },
		{ "10.0.0.0/8", "http://10.255.0.1/", 1 },
		{ "10.0.0.0/8", "http://11.0.0.1/", 0 },
		{ "10.0.0.0/31", "http://10.0.0.1/", 1 },
		{ "10.0.0.0/31", "http://10.0.0.2/", 0 },
		{ "0.0.0.0/0", "http://10.0.0.1/", 1 },
		{ "0.0.0.0/0", "http://a.example/", 0 },
		{ "0.0.0.0/0", "http://[2001:db8::1]/", 0 },
		{ "10.0.0.0/33", "http://10.0.0.1/", 0 },
		{ "10.0.0.0/", "http://10.0.0.1/", 0 },
		{ "2001:db8::/32", "http://[2001:db8:1::1]/", 1 },
		{ "2001:db8::1", "http://[2001:db8:0::1]/", 1 },
		{ "[2001:db8::1]:80", "http://[2001:db8::1]/", 1 },
		{ "[2001:db8::1]:81", "http://[2001:db8::1]/", 0 },
		{ "[2001:db8::1]", "http://[2001:db8::1]/", 1 },
		{ "[2001:db8::1", "http://[2001:db8::1]/", 0 },
		{ "[", "http://a/", 0 },
		{ ":", "http://a/", 0 },
		/* the loopback */
		{ "", "http://localhost:5000/", 1 },
		{ "", "http://127.1.2.3/", 1 },
		{ "", "http://[::1]/", 1 },
		{ "", "http://128.0.0.1/", 0 },
		{ "", "http://[::2]/", 0 },
	};
	return cr_make_param_array(
	    struct bypassed, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct bypassed *row, proxy, is_bypassed)
{
	struct csn_url url;

	MUST(csn_url_parse(&url, row->url, NULL));
	cr_expect_eq(csn_proxy_is_bypassed(row->list, &url), row->is_bypassed,
	    "%s %s", row->list, row->url);
	if (row->list[0] == '\0')
		cr_expect_eq(
		    csn_proxy_is_bypassed(NULL, &url), row->is_bypassed);
}

static void
answer(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	const int *refuses = user;

	(void)request;
	if (refuses != NULL && *refuses != 0)
		answer->status = *refuses;
	http_answer_text(answer, "hello");
}

/* http://..., with a user for the proxy. */
static cosign_http_options_t *
through(struct http_server *proxy, const char *none)
{
	cosign_http_options_t *options = new_options();
	char text[64];

	(void)snprintf(text, sizeof(text), "user:se%%20cret@127.0.0.1:%u",
	    http_server_port(proxy));
	MUST(cosign_http_options_set_proxy(options, text, text, none, NULL));
	return options;
}

/* Base64 of "user:se cret". */
#define BASIC "Basic dXNlcjpzZSBjcmV0"

Test(proxy, gets_whole_urls_for_http)
{
	struct http_server *proxy = serve(answer, NULL);
	cosign_http_t *http = context(through(proxy, "b.example"));
	const struct http_request *request;

	expect_answer(get(http, "http://a.example/x?y"), 200, "hello");
	expect_answer(get(http, "http://c.example:5000/x"), 200, "hello");
	request = http_server_request(proxy, 0);
	cr_expect_str_eq(request->target, "http://a.example/x?y");
	cr_expect_str_eq(http_request_header(request, "Host"), "a.example");
	cr_expect_str_eq(
	    http_request_header(request, "Proxy-Authorization"), BASIC);
	cr_expect_null(http_request_header(request, "Authorization"));
	/* but for what goes without */
	expect_failure(get(http, "http://nobody.b.example/"), COSIGN_E_CONNECT,
	    "nobody.b.example");
	cr_expect_eq(http_server_requests(proxy), 2);
	cosign_http_free(http);
	http_server_stop(proxy);
}

Test(proxy, tunnels_https)
{
	struct http_authority *authority = http_authority_new("Authority");
	struct http_server_options options = { .handler = answer };
	struct http_server *server, *proxy;
	cosign_http_options_t *ours;
	const struct http_request *request;
	const char *pem = http_authority_pem(authority);
	cosign_http_t *http;
	int refuses = 0;

	http_authority_issue(authority, "server", "DNS:registry.example",
	    &options.certificate, &options.key);
	server = http_server_start(&options);
	options = (struct http_server_options){ .handler = answer,
		.user = &refuses,
		.tunnel_port = http_server_port(server) };
	proxy = http_server_start(&options);
	ours = through(proxy, NULL);
	MUST(cosign_http_options_set_authorities(ours, pem, strlen(pem), NULL));
	http = context(ours);
	expect_answer(get(http, "https://registry.example/x"), 200, "hello");
	expect_answer(get(http, "https://registry.example/y"), 200, "hello");
	cr_expect_eq(http_server_requests(proxy), 1);
	request = http_server_request(proxy, 0);
	cr_expect_str_eq(request->method, "CONNECT");
	cr_expect_str_eq(request->target, "registry.example:443");
	cr_expect_str_eq(
	    http_request_header(request, "Proxy-Authorization"), BASIC);
	request = http_server_request(server, 0);
	cr_expect_str_eq(request->server_name, "registry.example");
	cr_expect_null(http_request_header(request, "Proxy-Authorization"));
	/* The certificate is still the server's. */
	expect_failure(
	    get(http, "https://other.example/"), COSIGN_E_TLS, "other.example");

	refuses = 407;
	atomic_store(&waits, 0);
	expect_failure(
	    get(http, "https://third.example/"), COSIGN_E_UNAVAILABLE, "407");
	cr_expect_eq(atomic_load(&waits), 0);
	cosign_http_free(http);
	http_server_stop(proxy);
	http_server_stop(server);
	http_authority_free(authority);
}

/* Another name than the host's, behind a proxy. */
Test(proxy, tunnels_to_the_host)
{
	struct http_authority *authority = http_authority_new("Authority");
	struct http_server_options options = { .handler = answer };
	struct http_server *server, *proxy;
	cosign_http_options_t *ours;
	const char *pem = http_authority_pem(authority);
	cosign_http_t *http;

	http_authority_issue(authority, "server", "DNS:named.example",
	    &options.certificate, &options.key);
	server = http_server_start(&options);
	options = (struct http_server_options){ .handler = answer,
		.tunnel_port = http_server_port(server) };
	proxy = http_server_start(&options);
	ours = through(proxy, NULL);
	MUST(cosign_http_options_set_authorities(ours, pem, strlen(pem), NULL));
	MUST(cosign_http_options_set_server_name(ours, "named.example", NULL));
	http = context(ours);
	expect_answer(get(http, "https://host.example/x"), 200, "hello");
	cr_expect_str_eq(
	    http_server_request(proxy, 0)->target, "host.example:443");
	cr_expect_str_eq(
	    http_server_request(server, 0)->server_name, "named.example");
	cr_expect_str_eq(
	    http_request_header(http_server_request(server, 0), "Host"),
	    "host.example");
	cosign_http_free(http);
	http_server_stop(proxy);
	http_server_stop(server);
	http_authority_free(authority);
}

Test(proxy, environment_is_not_read)
{
	static const char *const names[] = { "http_proxy", "HTTP_PROXY",
		"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
	struct http_server *server = serve(answer, NULL);
	struct http_server *proxy = serve(answer, NULL);
	cosign_http_t *http;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		cr_assert_eq(setenv(names[i], http_server_url(proxy), 1), 0);
	http = context(new_options());
	expect_answer(get(http, http_server_at(server, "/x")), 200, "hello");
	expect_failure(get(http, "http://nobody.invalid/"), COSIGN_E_CONNECT,
	    "nobody.invalid");
	expect_failure(get(http, "https://nobody.invalid/"), COSIGN_E_CONNECT,
	    "nobody.invalid");
	cr_expect_eq(http_server_requests(proxy), 0);
	cosign_http_free(http);

	/* nor what it excepts */
	cr_assert_eq(setenv("no_proxy", "*", 1), 0);
	cr_assert_eq(setenv("NO_PROXY", "*", 1), 0);
	http = context(through(proxy, NULL));
	expect_answer(get(http, "http://nobody.invalid/"), 200, "hello");
	cr_expect_eq(http_server_requests(proxy), 1);
	cosign_http_free(http);
	http_server_stop(server);
	http_server_stop(proxy);
}
