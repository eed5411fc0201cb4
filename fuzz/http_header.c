/* A line of an answer's head, as a server may send it: it is a field, which is
   found again by its name, or of no use. Its value is tried as Retry-After and
   as a date, and as a list of hosts that no proxy is used for. */
#include "fuzz.h"

#include "net/date.h"
#include "net/header.h"
#include "net/proxy.h"

static void
check_field(struct csn_span name, struct csn_span value)
{
	struct csn_buf headers;
	const char *found;
	char *text = strndup((const char *)name.p, name.len);

	HOLDS(text != NULL && csn_is_token(name) && csn_is_header_value(value));
	csn_buf_init(&headers, SIZE_MAX);
	csn_headers_add(&headers, csn_span_str("Other"), csn_span_str(text));
	csn_headers_add(&headers, name, value);
	found = csn_headers_find(&headers, text,
	    csn_span_eq_nocase(name, csn_span_str("Other")) ? 1 : 0);
	HOLDS(found != NULL && csn_span_eq(csn_span_str(found), value));
	csn_buf_dispose(&headers);
	free(text);
}

static void
check_value(const char *value)
{
	const struct csn_url url = { 1, csn_span_str("a.b.example"), 443,
		csn_span("", 0), csn_span("", 0) };
	const struct csn_url address = { 0, csn_span_str("10.1.2.3"), 80,
		csn_span("", 0), csn_span("", 0) };
	int64_t date, ms;
	int bypassed;

	if (csn_http_date_parse(&date, value))
		HOLDS(date >= 0);
	else
		HOLDS(date == 0);
	if (csn_retry_after_parse(&ms, value, 1000000000))
		HOLDS(ms >= 0);
	else
		HOLDS(ms == 0);
	bypassed = csn_proxy_is_bypassed(value, &url);
	HOLDS(bypassed == 0 || bypassed == 1);
	bypassed = csn_proxy_is_bypassed(value, &address);
	HOLDS(bypassed == 0 || bypassed == 1);
}

static void
check_proxy(const char *text)
{
	struct csn_buf out, again;

	csn_buf_init(&out, 10000);
	csn_buf_init(&again, 10000);
	if (csn_proxy_parse(&out, text, NULL) == COSIGN_OK) {
		HOLDS(csn_proxy_parse(&again, (const char *)out.p, NULL) ==
		    COSIGN_OK);
		HOLDS(csn_span_eq(
		    csn_span(out.p, out.len), csn_span(again.p, again.len)));
	}
	csn_buf_dispose(&out);
	csn_buf_dispose(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_span name, value;
	char *text;

	HOLDS(err != NULL);
	if (csn_header_parse(&name, &value, csn_span(data, size), err) ==
	    COSIGN_OK) {
		check_field(name, value);
		text = strndup((const char *)value.p, value.len);
		HOLDS(text != NULL);
		check_value(text);
		check_proxy(text);
		free(text);
	} else {
		HOLDS(cosign_error_code(err) == COSIGN_E_PROTOCOL);
		HOLDS(is_printable(cosign_error_message(err)));
		HOLDS(name.len == 0 || value.len == 0);
	}
	cosign_error_free(err);
	return 0;
}
