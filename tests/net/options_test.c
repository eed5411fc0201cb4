/* What a context is made from, and what small readers make of text. */
#include "net/context.h"
#include "net/date.h"
#include "net/header.h"
#include "util/limits.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

static void
expect_refused(
    cosign_rc_t rc, cosign_rc_t expected, cosign_error_t *err, const char *text)
{
	cr_expect_eq(rc, expected, "%s", cosign_rc_name(rc));
	cr_expect_str_eq(cosign_error_message(err), text);
}

Test(http_options, refuse_what_they_do_not_understand)
{
	cosign_error_t *err = cosign_error_new();
	cosign_http_options_t *o;
	cosign_http_t *http;
	char *list = calloc(1, CSN_NO_PROXY_MAX + 2);

	MUST(cosign_http_options_new(&o, err));
	expect_refused(cosign_http_options_new(NULL, err), COSIGN_E_ARGUMENT,
	    err, "no place for options");
	expect_refused(cosign_http_new(NULL, o, err), COSIGN_E_ARGUMENT, err,
	    "no place for an HTTP context");
	expect_refused(cosign_http_options_set_user_agent(o, NULL, err),
	    COSIGN_E_ARGUMENT, err, "no user agent");
	expect_refused(cosign_http_options_set_user_agent(o, "", err),
	    COSIGN_E_ARGUMENT, err, "no user agent");
	expect_refused(cosign_http_options_set_user_agent(o, "a\r\nB: c", err),
	    COSIGN_E_MALFORMED, err,
	    "user agent with control characters, or too long");
	expect_refused(cosign_http_options_set_server_name(o, NULL, err),
	    COSIGN_E_ARGUMENT, err, "no server name");
	expect_refused(cosign_http_options_set_server_name(o, "", err),
	    COSIGN_E_MALFORMED, err, "server name that is the name of no host");
	expect_refused(cosign_http_options_set_server_name(o, "a/b", err),
	    COSIGN_E_MALFORMED, err, "server name that is the name of no host");
	expect_refused(cosign_http_options_set_server_name(o, "a:1", err),
	    COSIGN_E_MALFORMED, err, "server name that is the name of no host");
	expect_refused(cosign_http_options_set_server_name(o, "u@a", err),
	    COSIGN_E_MALFORMED, err, "server name that is the name of no host");
	MUST(cosign_http_options_set_server_name(o, "::1", err));
	expect_refused(cosign_http_options_set_authorities(o, NULL, 0, err),
	    COSIGN_E_ARGUMENT, err, "no authorities");
	memset(list, ',', CSN_NO_PROXY_MAX + 1);
	expect_refused(cosign_http_options_set_proxy(o, NULL, NULL, list, err),
	    COSIGN_E_LIMIT, err, "hosts without proxy: more than 65536 bytes");
	list[CSN_NO_PROXY_MAX] = '\0';
	MUST(cosign_http_options_set_proxy(o, NULL, NULL, list, err));
	MUST(cosign_http_options_set_proxy(o, "", "", "", err));

	MUST(cosign_http_new(&http, o, err));
	cosign_http_options_free(o);
	cosign_http_options_free(NULL);
	cosign_http_free(cosign_http_ref(http));
	cosign_http_free(http);
	cosign_http_free(cosign_http_ref(NULL));
	cosign_http_cancel(NULL);
	/* without options */
	MUST(cosign_http_new(&http, NULL, err));
	cosign_http_free(http);
	cosign_error_free(err);
	free(list);
}

static cosign_rc_t
transport(void *user, cosign_exchange_t *exchange, cosign_error_t *err)
{
	(void)user;
	return cosign_exchange_fail(exchange, COSIGN_E_CONNECT, NULL, err);
}

static void
count(void *user)
{
	++*(int *)user;
}

Test(http_options, hand_the_transport_over)
{
	int a = 0, b = 0;
	cosign_http_options_t *o;
	cosign_http_t *first, *second;

	MUST(cosign_http_options_new(&o, NULL));
	cosign_http_options_set_transport(o, transport, &a, count);
	MUST(cosign_http_new(&first, o, NULL));
	MUST(cosign_http_new(&second, o, NULL));
	cosign_http_options_set_transport(o, transport, &b, count);
	cr_expect_eq(a, 0);
	cosign_http_free(first);
	cr_expect_eq(a, 0);
	cosign_http_free(second);
	cr_expect_eq(a, 1);
	cosign_http_options_set_transport(o, NULL, NULL, NULL);
	cr_expect_eq(b, 1);
	cosign_http_options_free(o);
}

struct line {
	char text[48];
	char name[24];
	char value[32];
};

ParameterizedTestParameters(http_header, parses)
{
	static struct line rows[] = {
		{ "A: b\r\n", "A", "b" },
		{ "A:b", "A", "b" },
		{ "A:\t b c \t\n", "A", "b c" },
		{ "!#$%&'*+-.^_`|~0:", "!#$%&'*+-.^_`|~0", "" },
		{ "A: b:c\r\n", "A", "b:c" },
		{ "A: \xc3\xa4\xff", "A", "\xc3\xa4\xff" },
	};
	return cr_make_param_array(
	    struct line, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct line *row, http_header, parses)
{
	struct csn_span name, value;

	MUST(csn_header_parse(&name, &value, csn_span_str(row->text), NULL));
	cr_expect(csn_span_eq(name, csn_span_str(row->name)));
	cr_expect(csn_span_eq(value, csn_span_str(row->value)));
}

Test(http_header, refuses_what_is_none)
{
	static const struct {
		const char *text;
		size_t len;
		const char *message;
	} rows[] = {
		{ "", 0, "answer with a line that is no header" },
		{ "\r\n", 2, "answer with a line that is no header" },
		{ "A", 1, "answer with a line that is no header" },
		{ ": b", 3, "answer with a line that is no header" },
		{ "A : b", 5, "answer with a line that is no header" },
		{ " A: b", 5, "answer with a line that is no header" },
		{ "A\0: b", 5, "answer with a line that is no header" },
		{ "A: b\0c", 6,
		    "answer with a control character in its header A" },
		{ "A: b\rc", 6,
		    "answer with a control character in its header A" },
		{ "A: b\n\n", 6,
		    "answer with a control character in its header A" },
		{ "A: \x7f", 4,
		    "answer with a control character in its header A" },
	};
	cosign_error_t *err = cosign_error_new();
	struct csn_span name, value;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect_refused(csn_header_parse(&name, &value,
				   csn_span(rows[i].text, rows[i].len), err),
		    COSIGN_E_PROTOCOL, err, rows[i].message);
	cosign_error_free(err);
}

/* What GNU date makes of them. */
Test(http_date, is_read_in_all_three_forms)
{
	static const struct {
		const char *text;
		int64_t seconds; /* -1: none */
	} rows[] = {
		{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
		{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
		{ "Sun Nov  6 08:49:37 1994", 784111777 },
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Thu, 29 Feb 2024 23:59:60 GMT", 1709251200 },
		{ "Fri, 01 Mar 2024 00:00:00 GMT", 1709251200 },
		{ "Mon, 01 Mar 2100 00:00:00 GMT", 4107542400 },
		{ "Fri, 31 Dec 9999 23:59:59 GMT", 253402300799 },
		{ "Tuesday, 31-Dec-69 00:00:00 GMT", 3155673600 },
		{ "Thursday, 01-Jan-70 00:00:00 GMT", 0 },
		{ "", -1 },
		{ "Sun, 6 Nov 1994 08:49:37 GMT", -1 },
		{ "Sun, 06 nov 1994 08:49:37 GMT", -1 },
		{ "Sun, 06 Nov 1994 08:49:37 GMT ", -1 },
		{ "Sun, 06 Nov 1994 08:49:37 +01", -1 },
		{ "Sun, 00 Nov 1994 08:49:37 GMT", -1 },
		{ "Sun, 06 Nov 1969 08:49:37 GMT", -1 },
		{ "Sun, 06 Nov 1994 08:60:37 GMT", -1 },
		{ "Sun, 06 Nov 1994 08:49:61 GMT", -1 },
		{ "Sun, 06 Nov 19x4 08:49:37 GMT", -1 },
		{ "1994-11-06T08:49:37Z", -1 },
	};
	int64_t seconds;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_eq(csn_http_date_parse(&seconds, rows[i].text),
		    rows[i].seconds >= 0, "%s", rows[i].text);
		cr_expect_eq(seconds, rows[i].seconds < 0 ? 0 : rows[i].seconds,
		    "%s: %lld", rows[i].text, (long long)seconds);
	}
}
