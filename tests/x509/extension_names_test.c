/* Names of a certificate's subject, and Fulcio's extensions. */
#include "x509/extension.h"

#include "der_text.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

static cosign_rc_t
read_list(struct csn_certificate *c, struct vector *der, const char *text,
    cosign_error_t *err)
{
	*der = der_text(text);
	memset(c, 0, sizeof(*c));
	c->extensions = der_view(der);
	return csn_extensions_read(c, err);
}

/* One or more GeneralNames; type and value of the last one. */
struct name {
	char names[96];
	cosign_rc_t rc;
	int type;
	char value[64]; /* or the message */
};

#define OK        COSIGN_OK
#define DER       COSIGN_E_DER
#define MALFORMED COSIGN_E_MALFORMED

ParameterizedTestParameters(subject_names, are_read)
{
	static struct name rows[] = {
		{ "a0{06:2a03 a0{0c'x'}}", OK, CSN_NAME_OTHER,
		    "06:2a03 a0{0c'x'}" },
		{ "a0{}", OK, CSN_NAME_OTHER, "" },
		{ "81'alice@example.com'", OK, CSN_NAME_EMAIL,
		    "=616c696365406578616d706c652e636f6d" },
		{ "82'*.example.com'", OK, CSN_NAME_DNS,
		    "=2a2e6578616d706c652e636f6d" },
		{ "a3{05:}", OK, 3, "05:" },
		{ "a4{30{}}", OK, 4, "30{}" },
		{ "a5{}", OK, 5, "" },
		{ "86'https://a'", OK, CSN_NAME_URI, "=68747470733a2f2f61" },
		{ "87:01020304", OK, CSN_NAME_IP, "=01020304" },
		{ "87:00112233445566778899aabbccddeeff", OK, CSN_NAME_IP,
		    "=00112233445566778899aabbccddeeff" },
		{ "88:2a03", OK, 8, "=2a03" },
		{ "81'a' 82'b' 87:00000000", OK, CSN_NAME_IP, "=00000000" },
		/* control characters of ASCII are text */
		{ "81:01097f", OK, CSN_NAME_EMAIL, "=01097f" },
		/* nothing, NUL, and what is not ASCII */
		{ "81:", MALFORMED, 0, "name is not plain text" },
		{ "82:", MALFORMED, 0, "name is not plain text" },
		{ "86:", MALFORMED, 0, "name is not plain text" },
		{ "81:6100", MALFORMED, 0, "name is not plain text" },
		{ "82:00", MALFORMED, 0, "name is not plain text" },
		{ "86:610062", MALFORMED, 0, "name is not plain text" },
		{ "81:80", MALFORMED, 0, "name is not plain text" },
		{ "82:c3a9", MALFORMED, 0, "name is not plain text" },
		{ "86:61ff", MALFORMED, 0, "name is not plain text" },
		/* addresses */
		{ "87:", MALFORMED, 0, "IP address of another size" },
		{ "87:010203", MALFORMED, 0, "IP address of another size" },
		{ "87:0102030405", MALFORMED, 0, "IP address of another size" },
		{ "87:01020304ffffff00", MALFORMED, 0,
		    "IP address of another size" },
		/* tags */
		{ "80:", DER, 0, "DER: tag 0x80 is no name's" },
		{ "a1{}", DER, 0, "DER: tag 0xa1 is no name's" },
		{ "a2{}", DER, 0, "DER: tag 0xa2 is no name's" },
		{ "83:", DER, 0, "DER: tag 0x83 is no name's" },
		{ "84:", DER, 0, "DER: tag 0x84 is no name's" },
		{ "85:", DER, 0, "DER: tag 0x85 is no name's" },
		{ "a6{}", DER, 0, "DER: tag 0xa6 is no name's" },
		{ "a7{}", DER, 0, "DER: tag 0xa7 is no name's" },
		{ "a8{}", DER, 0, "DER: tag 0xa8 is no name's" },
		{ "89:", DER, 0, "DER: tag 0x89 is no name's" },
		{ "9e:", DER, 0, "DER: tag 0x9e is no name's" },
		{ "01:61", DER, 0, "DER: tag 0x01 is no name's" },
		{ "c1:61", DER, 0, "DER: tag 0xc1 is no name's" },
		{ "81'a' =9f", DER, 0, "DER: tag of several bytes" },
		{ "", DER, 0, "DER: cut" },
		{ "81'a' =00", DER, 0, "DER: cut" },
		{ "81'a' =8105", DER, 0, "DER: cut" },
	};

	return cr_make_param_array(struct name, rows, ARRAY_LEN(rows));
}

static void
expect_name(const struct csn_certificate *c, const struct name *row)
{
	struct vector value = der_text(row->value);

	cr_assert_gt(c->name_count, 0);
	cr_expect_eq(c->names[c->name_count - 1].type, row->type);
	cr_expect(
	    csn_span_eq(c->names[c->name_count - 1].value, der_view(&value)));
	vector_free(&value);
}

ParameterizedTest(struct name *row, subject_names, are_read)
{
	cosign_error_t *err = cosign_error_new();
	char text[256], message[128];
	struct csn_certificate c;
	struct vector der;
	cosign_rc_t rc;

	(void)snprintf(
	    text, sizeof(text), "30{06:551d11 04{30{%s}}}", row->names);
	(void)snprintf(message, sizeof(message),
	    "extensions: subject alternative name: %s", row->value);
	rc = read_list(&c, &der, text, err);
	expect_error(err, rc, row->rc, row->rc == COSIGN_OK ? "" : message);
	if (rc == COSIGN_OK)
		expect_name(&c, row);
	cosign_error_free(err);
	vector_free(&der);
}

Test(subject_names, end_with_their_list)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_certificate c;
	struct vector der;

	expect_error(err,
	    read_list(&c, &der, "30{06:551d11 04{30{81'a'} 05:}}", err), DER,
	    "extensions: subject alternative name: DER: 2 bytes too many");
	vector_free(&der);
	expect_error(err, read_list(&c, &der, "30{06:551d11 04{31{}}}", err),
	    DER, "extensions: subject alternative name: DER: tag 0x31");
	vector_free(&der);
	cosign_error_free(err);
}

/* The first six hold the text itself, those from 8 on a UTF8String. */
Test(fulcio, extensions_are_kept_by_number)
{
	struct csn_certificate c;
	struct vector der;
	unsigned int n, i;
	char text[128];

	for (n = 0; n <= CSN_FULCIO_MAX + 2; n++) {
		const int is_kept = n > 0 && n != 7 && n <= CSN_FULCIO_MAX;

		(void)snprintf(text, sizeof(text),
		    n < 7 ? "30{06:2b0601040183bf3001%02x 04:74657874}"
			  : "30{06:2b0601040183bf3001%02x 04{0c'text'}}",
		    n);
		MUST(read_list(&c, &der, text, NULL));
		for (i = 0; i <= CSN_FULCIO_MAX; i++)
			if (i != n || !is_kept)
				cr_expect_null(
				    c.fulcio[i].p, "%u, given %u", i, n);
		if (is_kept)
			cr_expect(
			    csn_span_eq(c.fulcio[n], csn_span_str("text")),
			    "%u", n);
		vector_free(&der);
	}
}

struct fulcio {
	char number[3];
	char value[48];
	cosign_rc_t rc;
	char message[80];
};

#define AT(n, what) "extensions: 1.3.6.1.4.1.57264.1." n ": " what

ParameterizedTestParameters(fulcio, extensions_are_text)
{
	static struct fulcio rows[] = {
		{ "01", "", OK, "" },
		{ "01", "=c3a9", OK, "" },
		{ "01", "0c'a'", OK, "" },
		{ "08", "0c''", OK, "" },
		{ "08", "0c:c3a9", OK, "" },
		{ "01", "=ff", MALFORMED, AT("1", "not text in UTF-8") },
		{ "02", "=c080", MALFORMED, AT("2", "not text in UTF-8") },
		{ "06", "=610062", MALFORMED, AT("6", "not text in UTF-8") },
		{ "08", "0c:eda080", MALFORMED, AT("8", "not text in UTF-8") },
		{ "08", "0c:6100", MALFORMED, AT("8", "not text in UTF-8") },
		{ "09", "=61", DER, AT("9", "DER: cut") },
		{ "0b", "", DER, AT("11", "DER: cut") },
		{ "0a", "13'a'", DER, AT("10", "DER: tag 0x13 where 0x0c") },
		{ "08", "16'a'", DER, AT("8", "DER: tag 0x16 where 0x0c") },
		{ "14", "2c{0c'a'}", DER, AT("20", "DER: tag 0x2c where") },
		{ "18", "0c'a' 05:", DER,
		    AT("24", "DER: 2 bytes too many at the end") },
		/* of a version to come, or nobody's */
		{ "07", "=ff", OK, "" },
		{ "19", "=ff", OK, "" },
	};

	return cr_make_param_array(struct fulcio, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct fulcio *row, fulcio, extensions_are_text)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_certificate c;
	struct vector der;
	char text[128];

	(void)snprintf(text, sizeof(text), "30{06:2b0601040183bf3001%s 04{%s}}",
	    row->number, row->value);
	expect_error(
	    err, read_list(&c, &der, text, err), row->rc, row->message);
	cosign_error_free(err);
	vector_free(&der);
}

/* An empty one is there; one that is missing is not. */
Test(fulcio, extensions_may_be_empty)
{
	struct csn_certificate c;
	struct vector der;

	MUST(read_list(&c, &der,
	    "30{06:2b0601040183bf300102 04:} "
	    "30{06:2b0601040183bf300108 04{0c:}}",
	    NULL));
	cr_expect_not_null(c.fulcio[2].p);
	cr_expect_not_null(c.fulcio[8].p);
	cr_expect_eq(c.fulcio[2].len, 0);
	cr_expect_eq(c.fulcio[8].len, 0);
	cr_expect_null(c.fulcio[1].p);
	cr_expect_null(c.fulcio[9].p);
	vector_free(&der);
}

/* A list taken apart, one by one. */
Test(extension_list, is_walked)
{
	struct vector der = der_text("30{06:2b06010401d679020402 04{04:00}} "
				     "30{06:2a03 01:ff 04:0102} 31{}");
	struct csn_span list = der_view(&der);
	cosign_error_t *err = cosign_error_new();
	const uint8_t *start = list.p;
	struct csn_extension e;

	MUST(csn_extension_next(&list, &e, err));
	cr_expect_eq(e.element.p - start, 0);
	cr_expect_eq(e.element.len, 19);
	cr_expect_eq(e.critical, 0);
	cr_expect_eq(e.value.len, 3);
	cr_expect_eq(csn_extension_is_scts(&e), 1);
	MUST(csn_extension_next(&list, &e, err));
	cr_expect_eq(e.element.p - start, 19);
	cr_expect_eq(e.element.len, 13);
	cr_expect_eq(e.critical, 1);
	cr_expect_eq(e.oid.len, 2);
	cr_expect_eq(e.value.len, 2);
	cr_expect_eq(csn_extension_is_scts(&e), 0);
	expect_error(
	    err, csn_extension_next(&list, &e, err), DER, "not an extension");
	cosign_error_free(err);
	vector_free(&der);
}
