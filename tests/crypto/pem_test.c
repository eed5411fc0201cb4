#include "crypto/pem.h"

#include "bytes.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

struct accepted {
	char text[256];
	char label[32];
	char body[32];
	int headers;
};

/* As Go's encoding/pem reads them. */
ParameterizedTestParameters(pem, reads_a_block)
{
	static struct accepted rows[] = {
		{ "-----BEGIN A-----\nAQID\n-----END A-----\n", "A", "010203",
		    0 },
		{ "-----BEGIN A-----\nAQID\n-----END A-----", "A", "010203",
		    0 },
		/* CRLF */
		{ "-----BEGIN A-----\r\nAQID\r\n-----END A-----\r\n", "A",
		    "010203", 0 },
		/* text before and after */
		{ "a key:\n-----BEGIN A-----\nAQID\n-----END A-----\nthat's it",
		    "A", "010203", 0 },
		/* BEGIN within a line is text */
		{ "x-----BEGIN B-----\n-----BEGIN A-----\nAQID\n"
		  "-----END A-----\n",
		    "A", "010203", 0 },
		/* blanks at the ends of lines and in the body */
		{ "-----BEGIN A----- \t\n \tAQ ID \t\n\n-----END A----- \n",
		    "A", "010203", 0 },
		/* lines of any length, none, unused bits */
		{ "-----BEGIN A-----\nAQ\nIDB\nA==\n-----END A-----\n", "A",
		    "01020304", 0 },
		{ "-----BEGIN A-----\nAQIDBP==\n-----END A-----\n", "A",
		    "01020304", 0 },
		{ "-----BEGIN A-----\n-----END A-----\n", "A", "", 0 },
		{ "-----BEGIN A-----\n\n-----END A-----\n", "A", "", 0 },
		{ "-----BEGIN -----\nAQID\n-----END -----\n", "", "010203", 0 },
		/* headers, with and without an empty line */
		{ "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nX: y\n\nAQID\n"
		  "-----END A-----\n",
		    "A", "010203", 1 },
		{ "-----BEGIN A-----\nX:\nAQID\n-----END A-----\n", "A",
		    "010203", 1 },
		{ "-----BEGIN A B C-----\nAQID\n-----END A B C-----\n", "A B C",
		    "010203", 0 },
		/* five more dashes belong to the label */
		{ "-----BEGIN A----------\nAQID\n-----END A----------\n",
		    "A-----", "010203", 0 },
	};

	return cr_make_param_array(struct accepted, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct accepted *row, pem, reads_a_block)
{
	cosign_error_t *err = cosign_error_new();
	const struct csn_span text = csn_span_str(row->text);
	struct csn_pem pem;
	size_t at = 0;

	cr_expect(csn_pem_looks_like(text));
	MUST(csn_pem_next(&pem, text, &at, err));
	cr_expect(csn_pem_is(&pem, row->label), "label \"%.*s\"",
	    (int)pem.label.len, (const char *)pem.label.p);
	expect_hex(pem.der.p, pem.der.len, row->body);
	cr_expect_eq(pem.has_headers, row->headers);
	csn_pem_dispose(&pem);
	expect_error(err, csn_pem_next(&pem, text, &at, err),
	    COSIGN_E_NOT_FOUND, "PEM: no BEGIN line");
	cr_expect_null(pem.der.p);
	cosign_error_free(err);
}

struct refused {
	char text[192];
	cosign_rc_t rc;
	char message[64];
};

/* Go skips a damaged block and takes the next one, which is another key than
   the one that stands first: here it is an error. */
#define GOOD "-----BEGIN A-----\nAQID\n-----END A-----\n"

ParameterizedTestParameters(pem, refuses_damage)
{
	static struct refused rows[] = {
		{ "", COSIGN_E_NOT_FOUND, "PEM: no BEGIN line" },
		{ "AQID\n", COSIGN_E_NOT_FOUND, "PEM: no BEGIN line" },
		{ " -----BEGIN A-----\nAQID\n-----END A-----\n",
		    COSIGN_E_NOT_FOUND, "PEM: no BEGIN line" },
		{ "----BEGIN A-----\nAQID\n-----END A-----\n",
		    COSIGN_E_NOT_FOUND, "PEM: no BEGIN line" },
		{ "-----BEGIN A-----", COSIGN_E_PEM, "PEM: no END line" },
		{ "-----BEGIN A-----\nAQID\n", COSIGN_E_PEM,
		    "PEM: no END line" },
		{ "-----BEGIN A-----\nAQID\n----END A-----\n", COSIGN_E_PEM,
		    "PEM: no END line" },
		{ "-----BEGIN A-----\nAQID-----END A-----\n", COSIGN_E_PEM,
		    "PEM: no END line" },
		{ "-----BEGIN A\nAQID\n-----END A-----\n" GOOD, COSIGN_E_PEM,
		    "PEM: BEGIN line is damaged" },
		{ "-----BEGIN A----\nAQID\n-----END A-----\n" GOOD,
		    COSIGN_E_PEM, "PEM: BEGIN line is damaged" },
		{ "-----BEGIN ----\nAQID\n-----END -----\n" GOOD, COSIGN_E_PEM,
		    "PEM: BEGIN line is damaged" },
		{ "-----BEGIN A-----\nAQID\n-----END A\n" GOOD, COSIGN_E_PEM,
		    "PEM: END line is damaged" },
		{ "-----BEGIN A-----\nAQID\n-----END A-----x\n" GOOD,
		    COSIGN_E_PEM, "PEM: END line is damaged" },
		{ "-----BEGIN A-----\nAQID\n-----END A-----\r", COSIGN_E_PEM,
		    "PEM: END line is damaged" },
		{ "-----BEGIN A-----\nAQID\n-----END B-----\n" GOOD,
		    COSIGN_E_PEM, "PEM: labels of BEGIN and END differ" },
		{ "-----BEGIN A-----\nAQID\n-----END AB-----\n" GOOD,
		    COSIGN_E_PEM, "PEM: labels of BEGIN and END differ" },
		{ "-----BEGIN B-----\n" GOOD, COSIGN_E_PEM,
		    "PEM: BEGIN line inside a block" },
		{ "-----BEGIN A-----\nAQI\n-----END A-----\n" GOOD,
		    COSIGN_E_BASE64, "PEM: base64: " },
		{ "-----BEGIN A-----\nAQ*D\n-----END A-----\n" GOOD,
		    COSIGN_E_BASE64, "PEM: base64: " },
		{ "-----BEGIN A-----\nAQ-_\n-----END A-----\n" GOOD,
		    COSIGN_E_BASE64, "PEM: base64: " },
		{ "-----BEGIN A-----\nAQ==AQID\n-----END A-----\n" GOOD,
		    COSIGN_E_BASE64, "PEM: base64: " },
		/* a header after the body has begun */
		{ "-----BEGIN A-----\n\nX: y\nAQID\n-----END A-----\n",
		    COSIGN_E_BASE64, "PEM: base64: " },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, pem, refuses_damage)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_pem pem;
	size_t at = 0;

	expect_error(err, csn_pem_next(&pem, csn_span_str(row->text), &at, err),
	    row->rc, row->message);
	cr_expect_null(pem.der.p);
	cr_expect_eq(pem.label.len, 0);
	cosign_error_free(err);
}

Test(pem, reads_blocks_in_order)
{
	static const char text[] =
	    "first\n-----BEGIN A-----\nAQ==\n-----END A-----\n"
	    "second\n-----BEGIN B-----\nAg==\n-----END B-----\nend\n";
	const struct csn_span span = csn_span_str(text);
	struct csn_pem pem;
	size_t at = 0;

	MUST(csn_pem_next(&pem, span, &at, NULL));
	cr_expect(csn_pem_is(&pem, "A"));
	expect_hex(pem.der.p, pem.der.len, "01");
	csn_pem_dispose(&pem);
	MUST(csn_pem_next(&pem, span, &at, NULL));
	cr_expect(csn_pem_is(&pem, "B"));
	cr_expect_not(csn_pem_is(&pem, "A"));
	expect_hex(pem.der.p, pem.der.len, "02");
	csn_pem_dispose(&pem);
	csn_pem_dispose(&pem);
	cr_expect_eq(csn_pem_next(&pem, span, &at, NULL), COSIGN_E_NOT_FOUND);
	cr_expect_eq(at, span.len);
}

Test(pem, a_nul_is_part_of_the_text)
{
	static const char text[] =
	    "\0\n-----BEGIN A-----\nAQ==\n-----END A-----\n";
	static const char inside[] =
	    "-----BEGIN A-----\nAQ\0==\n-----END A-----\n";
	struct csn_pem pem;
	size_t at = 0;

	MUST(csn_pem_next(&pem, csn_span(text, sizeof(text) - 1), &at, NULL));
	csn_pem_dispose(&pem);
	at = 0;
	cr_expect_eq(
	    csn_pem_next(&pem, csn_span(inside, sizeof(inside) - 1), &at, NULL),
	    COSIGN_E_BASE64);
}

Test(pem, tells_pem_from_other_bytes)
{
	cr_expect(csn_pem_looks_like(csn_span_str("x\n-----BEGIN A")));
	cr_expect_not(csn_pem_looks_like(csn_span_str("x-----BEGIN A")));
	cr_expect_not(csn_pem_looks_like(csn_span_str("")));
	cr_expect_not(csn_pem_looks_like(csn_span(NULL, 0)));
	cr_expect_not(csn_pem_looks_like(csn_span("-----BEGIN ", 10)));
}

struct written {
	size_t len; /* bytes, all zero */
	char text[160];
};

ParameterizedTestParameters(pem, writes_64_columns)
{
	static struct written rows[] = {
		{ 0, "-----BEGIN A-----\n-----END A-----\n" },
		{ 1, "-----BEGIN A-----\nAA==\n-----END A-----\n" },
		{ 48,
		    "-----BEGIN "
		    "A-----\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		    "AAAAAAAAAAAAAAAAAAAAAAAA\n-----END A-----\n" },
		{ 49,
		    "-----BEGIN "
		    "A-----\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		    "AAAAAAAAAAAAAAAAAAAAAAAA\nAA==\n-----END A-----\n" },
	};

	return cr_make_param_array(struct written, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct written *row, pem, writes_64_columns)
{
	static const uint8_t zeros[64];
	struct csn_pem pem;
	struct csn_buf buf;
	size_t at = 0;

	/* Exactly the room that it needs. */
	csn_buf_init(&buf, strlen(row->text));
	csn_pem_write(&buf, "A", zeros, row->len);
	MUST(csn_buf_finish(&buf, NULL));
	cr_expect_str_eq((const char *)buf.p, row->text);
	MUST(csn_pem_next(&pem, csn_span(buf.p, buf.len), &at, NULL));
	cr_expect_eq(pem.der.len, row->len);
	csn_pem_dispose(&pem);
	csn_buf_dispose(&buf);
}
