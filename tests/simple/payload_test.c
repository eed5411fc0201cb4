/* Simple-signing payloads: what is read, and what is written. */
#include "simple/payload.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <string.h>

#define DIGEST    \
	"sha256:" \
	"cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa18755c3"
#define CRITICAL                                             \
	"{\"critical\":{\"identity\":{\"docker-reference\":" \
	"\"registry.example.com/demo/app\"},\"image\":"      \
	"{\"docker-manifest-digest\":\"" DIGEST "\"},"       \
	"\"type\":\"cosign container image signature\"},\"optional\":"

static void
expect_written(const struct csn_simple_annotation *annotations, size_t count,
    const char *text)
{
	struct csn_buf out;

	csn_buf_init(&out, 4096);
	csn_simple_payload_write(
	    &out, "registry.example.com/demo/app", DIGEST, annotations, count);
	MUST(csn_buf_finish(&out, NULL));
	cr_expect_str_eq((const char *)out.p, text);
	csn_buf_dispose(&out);
}

/* Texts that cosign 3.1.3 signed. */
Test(payload, is_written_as_cosign_does)
{
	static const struct csn_simple_annotation two[] = {
		{ "env", "a<b" },
		{ "commit", "abc123" },
	};
	static const struct csn_simple_annotation again[] = {
		{ "a", "1" },
		{ "b", "\"" },
		{ "a", "2" },
	};

	expect_written(NULL, 0, CRITICAL "null}");
	expect_written(
	    two, 2, CRITICAL "{\"commit\":\"abc123\",\"env\":\"a\\u003cb\"}}");
	expect_written(again, 3, CRITICAL "{\"a\":\"2\",\"b\":\"\\\"\"}}");
}

static cosign_rc_t
read_text(struct csn_simple_payload *out, const char *text, cosign_error_t *err)
{
	return csn_simple_payload_read(out, csn_span_str(text), err);
}

Test(payload, is_read)
{
	struct csn_simple_payload p;

	MUST(read_text(&p,
	    CRITICAL "{\"s\":\"v\",\"n\":1,\"t\":true,\"f\":false,"
		     "\"r\":1.5,\"o\":{},\"null\":null,\"zero\":\"a\"},"
		     "\"more\":[]}",
	    NULL));
	cr_expect(csn_span_eq(p.digest, csn_span_str(DIGEST)));
	cr_expect(csn_span_eq(
	    p.reference, csn_span_str("registry.example.com/demo/app")));
	cr_expect(csn_simple_payload_has(&p, "s", "v"));
	cr_expect(csn_simple_payload_has(&p, "n", "1"));
	cr_expect(csn_simple_payload_has(&p, "t", "true"));
	cr_expect(csn_simple_payload_has(&p, "f", "false"));
	cr_expect(!csn_simple_payload_has(&p, "s", "w"));
	cr_expect(!csn_simple_payload_has(&p, "s", "vv"));
	cr_expect(!csn_simple_payload_has(&p, "n", "1.0"));
	cr_expect(!csn_simple_payload_has(&p, "t", "false"));
	cr_expect(!csn_simple_payload_has(&p, "r", "1.5"));
	cr_expect(!csn_simple_payload_has(&p, "o", ""));
	cr_expect(!csn_simple_payload_has(&p, "null", ""));
	cr_expect(!csn_simple_payload_has(&p, "absent", ""));
	csn_simple_payload_dispose(&p);
}

Test(payload, needs_neither_reference_nor_annotations)
{
	struct csn_simple_payload p;

	MUST(read_text(&p,
	    "{\"critical\":{\"image\":{\"docker-manifest-digest\":\"x\"}}}",
	    NULL));
	cr_expect_eq(p.reference.len, 0);
	cr_expect_null(p.optional);
	cr_expect(!csn_simple_payload_has(&p, "a", ""));
	csn_simple_payload_dispose(&p);
}

Test(payload, refuses_what_is_none)
{
	static const struct {
		const char *text;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ "", COSIGN_E_JSON, "payload: line 1 column" },
		{ "[]", COSIGN_E_JSON, "payload: not an object" },
		{ "{}", COSIGN_E_MALFORMED, "payload: no critical" },
		{ "{\"critical\":[]}", COSIGN_E_JSON, "payload: critical" },
		{ "{\"critical\":{}}", COSIGN_E_MALFORMED,
		    "payload: no image" },
		{ "{\"critical\":{\"image\":{}}}", COSIGN_E_MALFORMED,
		    "payload: no docker-manifest-digest" },
		{ "{\"critical\":{\"image\":{\"docker-manifest-digest\":1}}}",
		    COSIGN_E_JSON, "payload: docker-manifest-digest" },
		{ "{\"critical\":{\"image\":{\"docker-manifest-digest\":\"a\"},"
		  "\"identity\":1}}",
		    COSIGN_E_JSON, "payload: identity" },
		{ CRITICAL "1}", COSIGN_E_JSON, "payload: optional" },
		{ CRITICAL "null}x", COSIGN_E_JSON, "payload: line 1 column" },
		{ CRITICAL "null,\"optional\":{}}", COSIGN_E_JSON,
		    "payload: line 1 column" },
	};
	cosign_error_t *err = cosign_error_new();
	struct csn_simple_payload p;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(rows); i++) {
		expect_error(err, read_text(&p, rows[i].text, err), rows[i].rc,
		    rows[i].message);
		cr_expect_null(p.root);
	}
	cosign_error_free(err);
}
