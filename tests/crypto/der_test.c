#include "crypto/der.h"

#include "bytes.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

struct element {
	char der[32];
	int tag;
	char content[32];
	size_t left; /* bytes that remain */
};

ParameterizedTestParameters(der, reads_an_element)
{
	static struct element rows[] = {
		{ "0500", CSN_DER_NULL, "", 0 },
		{ "020101", CSN_DER_INTEGER, "01", 0 },
		{ "3003020101", CSN_DER_SEQUENCE, "020101", 0 },
		{ "04020a0b0c", CSN_DER_OCTET_STRING, "0a0b", 1 },
		{ "800101", CSN_DER_CONTEXT(0), "01", 0 },
		{ "a3020500", CSN_DER_CONTEXT_CONSTRUCTED(3), "0500", 0 },
	};

	return cr_make_param_array(struct element, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct element *row, der, reads_an_element)
{
	uint8_t bytes[32];
	struct csn_span in = { bytes, unhex(bytes, 32, row->der) };
	struct csn_span again = in, content, element;
	const size_t whole = in.len - row->left;
	int tag;

	cr_expect_eq(csn_der_peek(in), row->tag);
	MUST(csn_der_read(&in, row->tag, &content, NULL));
	expect_hex(content.p, content.len, row->content);
	cr_expect_eq(in.len, row->left);

	MUST(csn_der_read_any(&again, &tag, &element, &content, NULL));
	cr_expect_eq(tag, row->tag);
	cr_expect_eq(element.p, bytes);
	cr_expect_eq(element.len, whole);
	cr_expect_eq(again.p, in.p);
}

Test(der, reads_long_lengths_in_their_shortest_form)
{
	/* The least content of each length of the length field. */
	static const size_t sizes[] = { 0x7f, 0x80, 0xff, 0x100, 0xffff,
		0x10000 };
	struct csn_span in, content;
	struct csn_buf buf;
	size_t i;

	for (i = 0; i < ARRAY_LEN(sizes); i++) {
		uint8_t *p = calloc(1, sizes[i]);

		cr_assert_not_null(p);
		csn_buf_init(&buf, 0x20000);
		csn_der_add(&buf, CSN_DER_OCTET_STRING, csn_span(p, sizes[i]));
		MUST(csn_buf_finish(&buf, NULL));
		cr_expect_eq(buf.len, csn_der_size(sizes[i]));
		in = csn_span(buf.p, buf.len);
		MUST(csn_der_read(&in, CSN_DER_OCTET_STRING, &content, NULL));
		cr_expect_eq(content.len, sizes[i]);
		cr_expect_eq(in.len, 0);
		csn_buf_dispose(&buf);
		free(p);
	}
}

struct refused {
	char der[32];
	char message[64];
};

ParameterizedTestParameters(der, refuses_elements)
{
	static struct refused rows[] = {
		{ "", "DER: cut" },
		{ "30", "DER: cut" },
		{ "3001", "DER: cut" },
		{ "3082", "DER: cut" },
		{ "308201", "DER: cut" },
		{ "30820100", "DER: cut" },
		{ "3080", "DER: indefinite length" },
		{ "30800000", "DER: indefinite length" },
		{ "308100", "DER: length is not minimal" },
		{ "30817f", "DER: length is not minimal" },
		{ "30820001", "DER: length is not minimal" },
		{ "308200ff", "DER: length is not minimal" },
		{ "3083000100", "DER: length is not minimal" },
		{ "308400ffffff", "DER: length is not minimal" },
		{ "3084ffffffff", "DER: cut" },
		{ "30850100000000", "DER: length of 5 bytes" },
		{ "30ff", "DER: length of 127 bytes" },
		{ "3f0100", "DER: tag of several bytes" },
		{ "1f8101", "DER: tag of several bytes" },
		{ "3100", "DER: tag 0x31 where 0x30 belongs" },
		{ "0200", "DER: tag 0x02 where 0x30 belongs" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, der, refuses_elements)
{
	uint8_t bytes[32];
	struct csn_span in = { bytes, unhex(bytes, 32, row->der) }, content;
	cosign_error_t *err = cosign_error_new();

	expect_error(err, csn_der_read(&in, CSN_DER_SEQUENCE, &content, err),
	    COSIGN_E_DER, row->message);
	cosign_error_free(err);
}

struct number {
	char der[32];
	char bytes[32];
	int is_small;
	uint32_t small;
};

ParameterizedTestParameters(der, reads_numbers)
{
	static struct number rows[] = {
		{ "020100", "", 1, 0 },
		{ "020101", "01", 1, 1 },
		{ "02017f", "7f", 1, 127 },
		{ "02020080", "80", 1, 128 },
		{ "0203010001", "010001", 1, 65537 },
		{ "02047fffffff", "7fffffff", 1, 0x7fffffff },
		{ "020500ffffffff", "ffffffff", 1, 0xffffffff },
		{ "02050100000000", "0100000000", 0, 0 },
	};

	return cr_make_param_array(struct number, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct number *row, der, reads_numbers)
{
	uint8_t bytes[32];
	struct csn_span in = { bytes, unhex(bytes, 32, row->der) };
	struct csn_span again = in, number;
	cosign_error_t *err = cosign_error_new();
	struct csn_buf buf;
	uint32_t small;

	MUST(csn_der_read_unsigned(&in, &number, err));
	expect_hex(number.p, number.len, row->bytes);
	if (row->is_small) {
		MUST(csn_der_read_small(&again, &small, err));
		cr_expect_eq(small, row->small);
	} else {
		expect_error(err, csn_der_read_small(&again, &small, err),
		    COSIGN_E_DER, "DER: INTEGER too large");
	}

	csn_buf_init(&buf, 32);
	csn_der_add_unsigned(&buf, number);
	expect_hex(buf.p, buf.len, row->der);
	cr_expect_eq(buf.len, csn_der_unsigned_size(number));
	csn_buf_dispose(&buf);
	cosign_error_free(err);
}

Test(der, writes_numbers_without_leading_zeros)
{
	static const uint8_t bytes[] = { 0, 0, 0x80 };
	struct csn_buf buf;

	csn_buf_init(&buf, 32);
	csn_der_add_unsigned(&buf, csn_span(bytes, sizeof(bytes)));
	csn_der_add_unsigned(&buf, csn_span(bytes, 2));
	expect_hex(buf.p, buf.len, "02020080020100");
	cr_expect_eq(csn_der_unsigned_size(csn_span(bytes, 3)), 4);
	cr_expect_eq(csn_der_unsigned_size(csn_span(bytes, 2)), 3);
	csn_buf_dispose(&buf);
}

ParameterizedTestParameters(der, refuses_numbers)
{
	static struct refused rows[] = {
		{ "0200", "DER: empty INTEGER" },
		{ "0201ff", "DER: negative INTEGER" },
		{ "020180", "DER: negative INTEGER" },
		{ "02020000", "DER: INTEGER is not minimal" },
		{ "0202007f", "DER: INTEGER is not minimal" },
		{ "0a0101", "DER: tag 0x0a where 0x02 belongs" },
		{ "0202 01", "DER: cut" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, der, refuses_numbers)
{
	uint8_t bytes[32];
	struct csn_span in = { bytes, unhex(bytes, 32, row->der) };
	struct csn_span again = in, number;
	cosign_error_t *err = cosign_error_new();
	uint32_t small;

	expect_error(err, csn_der_read_unsigned(&in, &number, err),
	    COSIGN_E_DER, row->message);
	expect_error(err, csn_der_read_small(&again, &small, err), COSIGN_E_DER,
	    row->message);
	cosign_error_free(err);
}

Test(der, reads_bit_strings_of_whole_bytes)
{
	static const uint8_t der[] = { 3, 3, 0, 0xaa, 0xbb };
	static const uint8_t none[] = { 3, 1, 0 };
	struct csn_span in = { der, sizeof(der) }, bits;

	MUST(csn_der_read_bits(&in, &bits, NULL));
	expect_hex(bits.p, bits.len, "aabb");
	MUST(csn_der_end(in, NULL));
	in = csn_span(none, sizeof(none));
	MUST(csn_der_read_bits(&in, &bits, NULL));
	cr_expect_eq(bits.len, 0);
}

ParameterizedTestParameters(der, refuses_bit_strings)
{
	static struct refused rows[] = {
		{ "0300", "DER: empty BIT STRING" },
		{ "03020780", "DER: BIT STRING is not of whole bytes" },
		{ "030108", "DER: BIT STRING is not of whole bytes" },
		{ "0402 0000", "DER: tag 0x04 where 0x03 belongs" },
		{ "230403020000", "DER: tag 0x23 where 0x03 belongs" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, der, refuses_bit_strings)
{
	uint8_t bytes[32];
	struct csn_span in = { bytes, unhex(bytes, 32, row->der) }, bits;
	cosign_error_t *err = cosign_error_new();

	expect_error(err, csn_der_read_bits(&in, &bits, err), COSIGN_E_DER,
	    row->message);
	cosign_error_free(err);
}

Test(der, refuses_what_is_left_over)
{
	static const uint8_t der[] = { 5, 0, 0 };
	struct csn_span in = { der, sizeof(der) }, content;
	cosign_error_t *err = cosign_error_new();

	MUST(csn_der_read(&in, CSN_DER_NULL, &content, err));
	expect_error(err, csn_der_end(in, err), COSIGN_E_DER,
	    "DER: 1 bytes too many at the end");
	in.len = 0;
	MUST(csn_der_end(in, err));
	cr_expect_eq(csn_der_peek(in), -1);
	cosign_error_free(err);
}
