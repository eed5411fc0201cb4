#include "pieces.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cosign_rc_t
read_bytes(
    struct csn_certificate *c, const struct vector *der, cosign_error_t *err)
{
	return csn_certificate_read(c, der_view(der), err);
}

/* The bytes that text stands for. */
static void
expect_view(const char *what, struct csn_span got, const char *text)
{
	struct vector want = der_text(text);

	cr_expect(csn_span_eq(got, der_view(&want)), "%s", what);
	vector_free(&want);
}

#define FULL_EXTENSIONS                    \
	"30{06:551d0f 01:ff 04{03:0780}} " \
	"30{06:551d13 01:ff 04{30{}}} "    \
	"30{06:551d11 01:ff 04{30{81'a@b.c'}}}"

#define ECDSA_SHA384 "30{06:2a8648ce3d040303}"

static const char *const full[PIECE_COUNT] = {
	[PIECE_SERIAL] = "02:00ff0102",
	[PIECE_TBS_ALGORITHM] = ECDSA_SHA384,
	[PIECE_ISSUER] = "30{31{30{06:55040a 0c'org'} 30{06:550403 13'ca'}}}",
	[PIECE_VALIDITY] = "30{17'491231235959Z' 18'20500101000000Z'}",
	[PIECE_SUBJECT] = "30{31{30{06:550403 16'x'}}}",
	[PIECE_UNIQUE_IDS] = "81:0001 82:00",
	[PIECE_EXTENSIONS] = "a3{30{" FULL_EXTENSIONS "}}",
	[PIECE_ALGORITHM] = ECDSA_SHA384,
	[PIECE_SIGNATURE] = "03:00abcdef",
};

Test(certificate, has_fields)
{
	struct vector der = certificate_of(full);
	struct csn_certificate c;

	MUST(read_bytes(&c, &der, NULL));
	cr_expect(csn_span_eq(c.der, der_view(&der)));
	cr_expect_eq(c.version, 3);
	cr_expect_eq(c.not_before.sec, 2524607999);
	cr_expect_eq(c.not_after.sec, 2524608000);
	cr_expect_eq(c.scheme.kind, CSN_KEY_P256);
	cr_expect_eq(c.scheme.hash, COSIGN_HASH_SHA384);
	cr_expect_eq(c.scheme.pss, 0);
	cr_expect_eq(c.has_unknown_scheme, 0);
	cr_expect_eq(c.has_odd_time, 0);
	expect_view("serial", c.serial, "=ff0102");
	expect_view("issuer", c.issuer, full[PIECE_ISSUER]);
	expect_view("subject", c.subject, full[PIECE_SUBJECT]);
	expect_view("key", c.spki, P256_KEY);
	expect_view("extensions", c.extensions, FULL_EXTENSIONS);
	expect_view("signature", c.signature, "=abcdef");
	cr_expect_eq(c.key_usage, CSN_KU_DIGITAL_SIGNATURE);
	cr_expect_eq(c.is_ca, 0);
	cr_expect_eq(c.path_len, -1);
	cr_expect_eq(c.name_count, 1);
	expect_view("name", c.names[0].value, "=6140622e63");
	cr_expect_eq(c.unknown.len, 0);
	vector_free(&der);
}

/* What is signed: from its header to where the algorithm begins. */
Test(certificate, has_what_is_signed)
{
	struct vector der = certificate_of(full);
	struct vector tail = der_text(ECDSA_SHA384 "03:00abcdef");
	const uint8_t *p = (const uint8_t *)der.data;
	struct csn_certificate c;

	MUST(read_bytes(&c, &der, NULL));
	cr_assert_eq(p[1], 0x82, "a length of two bytes");
	cr_expect_eq(c.tbs.p - p, 4);
	cr_expect_eq(c.tbs.len, der.len - 4 - tail.len);
	cr_expect_eq(c.tbs.p[0], 0x30);
	vector_free(&tail);
	vector_free(&der);
}

/* Version 1 has no number, and no extensions have to be there. */
Test(certificate, has_a_version)
{
	static const struct {
		const char *number, *extensions;
		int version;
	} rows[] = {
		{ "", "", 1 },
		{ "a0{02:01}", "", 2 },
		{ "a0{02:02}", "", 3 },
		{ "a0{02:02}", NULL, 3 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const char *pieces[PIECE_COUNT] = { [PIECE_VERSION] =
							rows[i].number,
			[PIECE_EXTENSIONS] = rows[i].extensions };
		struct vector der = certificate_of(pieces);
		struct csn_certificate c;

		MUST(read_bytes(&c, &der, NULL));
		cr_expect_eq(c.version, rows[i].version, "row %zu", i);
		cr_expect_eq(c.extensions.len == 0, rows[i].extensions != NULL);
		vector_free(&der);
	}
}

/* One odd piece, and what is said of it. */
struct odd {
	enum piece piece;
	char text[112];
	cosign_rc_t rc;
	char message[72];
};

#define OK          COSIGN_OK
#define DER         COSIGN_E_DER
#define MALFORMED   COSIGN_E_MALFORMED
#define UNSUPPORTED COSIGN_E_UNSUPPORTED

static cosign_rc_t
read_odd(const struct odd *row, cosign_error_t *err)
{
	struct vector der = certificate_with(row->piece, row->text);
	struct csn_certificate c;
	const cosign_rc_t rc = read_bytes(&c, &der, err);

	vector_free(&der);
	return rc;
}

static void
expect_odd(const struct odd *row)
{
	cosign_error_t *err = cosign_error_new();

	expect_error(err, read_odd(row, err), row->rc, row->message);
	cosign_error_free(err);
}

ParameterizedTestParameters(certificate, minds_its_shape)
{
	static struct odd rows[] = {
		{ PIECE_TAG, "31", DER, "DER: tag 0x31 where 0x30 belongs" },
		{ PIECE_TBS_TAG, "31", DER, "not a certificate" },
		{ PIECE_BEHIND, "=00", DER,
		    "DER: 1 bytes too many at the end" },
		{ PIECE_TAIL, "05:", DER, "DER: 2 bytes too many at the end" },
		{ PIECE_TBS_TAIL, "05:", DER,
		    "DER: 2 bytes too many at the end" },
		/* version */
		{ PIECE_VERSION, "a0{02:00}", MALFORMED,
		    "no certificate has version number 0" },
		{ PIECE_VERSION, "a0{02:03}", MALFORMED,
		    "no certificate has version number 3" },
		{ PIECE_VERSION, "a0{02:00ffffffff}", MALFORMED,
		    "no certificate has version number 4294967295" },
		{ PIECE_VERSION, "a0{02:0100000002}", DER,
		    "DER: INTEGER too large" },
		{ PIECE_VERSION, "a0{02:0002}", DER,
		    "DER: INTEGER is not minimal" },
		{ PIECE_VERSION, "a0{02:82}", DER, "DER: negative INTEGER" },
		{ PIECE_VERSION, "a0{02:02 05:}", DER,
		    "DER: 2 bytes too many at the end" },
		{ PIECE_VERSION, "a0{}", DER, "DER: cut" },
		{ PIECE_VERSION, "80:02", DER,
		    "DER: tag 0x80 where 0x02 belongs" },
		{ PIECE_VERSION, "", MALFORMED, "extensions in version 1" },
		{ PIECE_VERSION, "a0{02:01}", MALFORMED,
		    "extensions in version 2" },
		/* serial number */
		{ PIECE_SERIAL, "02:00", OK, "" },
		{ PIECE_SERIAL, "02:7fffffffffffffffffffffffffffffffffffffff",
		    OK, "" },
		{ PIECE_SERIAL, "02:", DER, "DER: empty INTEGER" },
		{ PIECE_SERIAL, "02:80", DER, "DER: negative INTEGER" },
		{ PIECE_SERIAL, "02:007f", DER, "DER: INTEGER is not minimal" },
		{ PIECE_SERIAL, "04:01", DER,
		    "DER: tag 0x04 where 0x02 belongs" },
		/* algorithms */
		{ PIECE_TBS_ALGORITHM, ECDSA_SHA384, MALFORMED,
		    "signature algorithms inside and outside differ" },
		{ PIECE_ALGORITHM, ECDSA_SHA384, MALFORMED,
		    "signature algorithms inside and outside differ" },
		{ PIECE_TBS_ALGORITHM, "31{06:2a8648ce3d040302}", MALFORMED,
		    "signature algorithms inside and outside differ" },
		{ PIECE_ALGORITHM, "30{06:2a8648ce3d0401}", MALFORMED,
		    "signature algorithms inside and outside differ" },
		{ PIECE_ALGORITHM, "31{}", DER,
		    "DER: tag 0x31 where 0x30 belongs" },
		/* the key: a SEQUENCE, whatever is in it */
		{ PIECE_KEY, "30{}", OK, "" },
		{ PIECE_KEY, "31{}", DER, "no public key" },
		{ PIECE_KEY, "", DER, "no public key" },
		/* identifiers that nobody looks at, in their order */
		{ PIECE_UNIQUE_IDS, "81:", OK, "" },
		{ PIECE_UNIQUE_IDS, "82:000102", OK, "" },
		{ PIECE_UNIQUE_IDS, "82:00 81:00", DER,
		    "DER: 18 bytes too many at the end" },
		{ PIECE_UNIQUE_IDS, "81:00 81:00", DER,
		    "DER: 18 bytes too many at the end" },
		{ PIECE_UNIQUE_IDS, "a1{05:}", DER,
		    "DER: 19 bytes too many at the end" },
		/* around the extensions */
		{ PIECE_EXTENSIONS, "a3{}", DER, "DER: cut" },
		{ PIECE_EXTENSIONS, "a3{31{}}", DER,
		    "DER: tag 0x31 where 0x30 belongs" },
		{ PIECE_EXTENSIONS, "a3{30{}}", DER, "extensions: DER: cut" },
		{ PIECE_EXTENSIONS, "a3{30{30{06:551d13 04{30{}}}} 05:}", DER,
		    "DER: 2 bytes too many at the end" },
		{ PIECE_EXTENSIONS, "83{30{}}", DER,
		    "DER: 4 bytes too many at the end" },
		{ PIECE_EXTENSIONS, "a4{30{}}", DER,
		    "DER: 4 bytes too many at the end" },
		/* signature */
		{ PIECE_SIGNATURE, "03:00", OK, "" },
		{ PIECE_SIGNATURE, "03:", DER, "DER: empty BIT STRING" },
		{ PIECE_SIGNATURE, "03:0100", DER,
		    "DER: BIT STRING is not of whole bytes" },
		{ PIECE_SIGNATURE, "04:00", DER,
		    "DER: tag 0x04 where 0x03 belongs" },
		{ PIECE_SIGNATURE, "", DER, "DER: cut" },
	};

	return cr_make_param_array(struct odd, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct odd *row, certificate, minds_its_shape)
{
	expect_odd(row);
}

/* Validity: two times of RFC 5280, in whatever order. */
ParameterizedTestParameters(certificate, minds_its_validity)
{
	static struct odd rows[] = {
		{ PIECE_VALIDITY, "30{18'20500101000000Z' 17'491231235959Z'}",
		    OK, "" },
		{ PIECE_VALIDITY, "31{17'250615150640Z' 17'250615151640Z'}",
		    DER, "validity: DER: tag 0x31 where 0x30 belongs" },
		{ PIECE_VALIDITY, "30{}", DER, "validity: DER: cut" },
		{ PIECE_VALIDITY, "30{17'250615150640Z'}", DER,
		    "validity: DER: cut" },
		{ PIECE_VALIDITY, "30{17'250615150640Z' 17'250615151640Z' 05:}",
		    DER, "validity: DER: 2 bytes too many at the end" },
		{ PIECE_VALIDITY, "30{17'250615150640Z' 05:}", DER,
		    "validity: DER: tag 0x05 where 0x17 belongs" },
		{ PIECE_VALIDITY, "30{17'2506151506Z' 17'250615151640Z'}",
		    MALFORMED, "validity: not a time of RFC 5280" },
		{ PIECE_VALIDITY, "30{17'250615150640Z' 18'20500101000000.5Z'}",
		    MALFORMED, "validity: not a time of RFC 5280" },
	};

	return cr_make_param_array(struct odd, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct odd *row, certificate, minds_its_validity)
{
	expect_odd(row);
}

/* A Name, and how reading it ends: both names are read alike. */
#define NO_TEXT "a name that is not text"

Test(certificate, minds_its_names)
{
	static const struct {
		const char *name;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ "30{}", OK, "" },
		{ "30{31{30{06:550403 0c''}}}", OK, "" },
		{ "30{31{30{06: 0c''}}}", OK, "" },
		/* each type of text, and others */
		{ "30{31{30{06:550403 0c:c3a4}}}", OK, "" },
		{ "30{31{30{06:550403 0c:c3}}}", MALFORMED, NO_TEXT },
		{ "30{31{30{06:550403 12'1 2'}}}", OK, "" },
		{ "30{31{30{06:550403 12'a'}}}", MALFORMED, NO_TEXT },
		{ "30{31{30{06:550403 13'a.B-1 *&'}}}", OK, "" },
		{ "30{31{30{06:550403 13'a@b'}}}", MALFORMED, NO_TEXT },
		{ "30{31{30{06:550403 13:00}}}", MALFORMED, NO_TEXT },
		{ "30{31{30{06:550403 14:e4}}}", OK, "" },
		{ "30{31{30{06:550403 16'a@b'}}}", OK, "" },
		{ "30{31{30{06:550403 16:e4}}}", MALFORMED, NO_TEXT },
		{ "30{31{30{06:550403 1e:0061}}}", OK, "" },
		{ "30{31{30{06:550403 1e:61}}}", MALFORMED, NO_TEXT },
		{ "30{31{30{06:550403 0d'a'}}}", MALFORMED, NO_TEXT },
		{ "30{31{30{06:550403 05:}}}", MALFORMED, NO_TEXT },
		{ "30{31{30{06:550403 0c'a'}} 31{30{06:550406 13'DE'}}}", OK,
		    "" },
		{ "31{}", DER, "not a Name" },
		{ "0c'a'", DER, "not a Name" },
		{ "30{30{}}", DER, "DER: tag 0x30 where 0x31 belongs" },
		{ "30{31{}}", DER, "DER: cut" },
		{ "30{31{31{06:550403 0c'a'}}}", DER,
		    "DER: tag 0x31 where 0x30 belongs" },
		{ "30{31{30{}}}", DER, "DER: cut" },
		{ "30{31{30{0c'a'}}}", DER,
		    "DER: tag 0x0c where 0x06 belongs" },
		{ "30{31{30{06:550403}}}", DER, "DER: cut" },
		{ "30{31{30{06:550403 0c'a' 05:}}}", DER,
		    "DER: 2 bytes too many at the end" },
		{ "30{31{30{06:550403 0c'a'} 05:}}", DER,
		    "DER: tag 0x05 where 0x30 belongs" },
		{ "30{31{30{06:550403 0c'a'}} 05:}", DER,
		    "DER: tag 0x05 where 0x31 belongs" },
		{ "30{31{30{06:550403 =1f0100}}}", DER,
		    "DER: tag of several bytes" },
		{ "30{31{30{06:550403 =0c8001610000}}}", DER,
		    "DER: indefinite length" },
		{ "30{31{30{06:550403 =0c810161}}}", DER,
		    "DER: length is not minimal" },
	};
	size_t i, k;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		for (k = 0; k < 2; k++) {
			struct odd row = { .piece = k == 0 ? PIECE_ISSUER
							   : PIECE_SUBJECT,
				.rc = rows[i].rc };

			(void)snprintf(
			    row.text, sizeof(row.text), "%s", rows[i].name);
			if (row.rc != COSIGN_OK)
				(void)snprintf(row.message, sizeof(row.message),
				    "%s: %s", k == 0 ? "issuer" : "subject",
				    rows[i].message);
			expect_odd(&row);
		}
}

/* How it is signed is looked at when it matters. */
Test(certificate, may_be_signed_in_an_unknown_way)
{
	static const char *const rows[] = {
		"30{06:2a864886f70d010105 05:}", /* SHA-1 */
		"30{06:2a8648ce3d0401}",
		"30{06:2a03 04:0102}",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const char *pieces[PIECE_COUNT] = { [PIECE_ALGORITHM] = rows[i],
			[PIECE_TBS_ALGORITHM] = rows[i] };
		struct vector der = certificate_of(pieces);
		cosign_error_t *err = cosign_error_new();
		struct csn_certificate c;

		MUST(read_bytes(&c, &der, err));
		cr_expect_eq(c.has_unknown_scheme, 1);
		cr_expect_eq(cosign_error_code(err), COSIGN_OK);
		expect_view("signature", c.signature, "=3006020101020101");
		cosign_error_free(err);
		vector_free(&der);
	}
}

/* GeneralizedTime before 2050, which is not what RFC 5280 says. */
Test(certificate, may_have_an_odd_time)
{
	static const struct {
		const char *validity;
		int is_odd;
	} rows[] = {
		{ "30{17'250615150640Z' 17'250615151640Z'}", 0 },
		{ "30{17'250615150640Z' 18'20500101000000Z'}", 0 },
		{ "30{18'20500101000000Z' 18'20500101000000Z'}", 0 },
		{ "30{17'250615150640Z' 18'20491231235959Z'}", 1 },
		{ "30{18'20250615150640Z' 17'250615151640Z'}", 1 },
		{ "30{18'20250615150640Z' 18'20500101000000Z'}", 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		struct vector der =
		    certificate_with(PIECE_VALIDITY, rows[i].validity);
		struct csn_certificate c;

		MUST(read_bytes(&c, &der, NULL));
		cr_expect_eq(c.has_odd_time, rows[i].is_odd, "row %zu", i);
		vector_free(&der);
	}
}

/* No beginning of a certificate is one. */
Test(certificate, is_not_cut)
{
	struct vector der = certificate_of(full);
	cosign_error_t *err = cosign_error_new();
	struct csn_certificate c;
	size_t len;

	for (len = 0; len < der.len; len++)
		expect_error(err,
		    csn_certificate_read(&c, csn_span(der.data, len), err),
		    COSIGN_E_DER, "DER: cut");
	cosign_error_free(err);
	vector_free(&der);
}

/* Of this many bytes: an extension that nobody knows fills it up. */
static struct vector
of_size(size_t size)
{
	struct vector der = certificate_with(PIECE_EXTENSIONS, "");
	/* Besides, an OID of four bytes, four headers of four, and one byte
	   more for each of the two lengths around them. */
	const size_t fill = size - der.len - 4 - 4 * 4 - 2;
	char *text = malloc(2 * fill + 64), *at = text;
	size_t i;

	cr_assert_not_null(text);
	at += sprintf(at, "a3{30{30{06:2a03 04:");
	for (i = 0; i < fill; i++)
		at += sprintf(at, "00");
	(void)sprintf(at, "}}}");
	vector_free(&der);
	der = certificate_with(PIECE_EXTENSIONS, text);
	free(text);
	return der;
}

Test(certificate, has_at_most_64_kib)
{
	cosign_error_t *err = cosign_error_new();
	struct vector der = of_size(CSN_CERTIFICATE_MAX);
	struct csn_certificate c;

	cr_assert_eq(der.len, CSN_CERTIFICATE_MAX, "%zu", der.len);
	MUST(read_bytes(&c, &der, err));
	vector_free(&der);
	der = of_size(CSN_CERTIFICATE_MAX + 1);
	cr_assert_eq(der.len, CSN_CERTIFICATE_MAX + 1);
	expect_error(err, read_bytes(&c, &der, err), COSIGN_E_LIMIT,
	    "65537 bytes, at most 65536");
	vector_free(&der);
	cosign_error_free(err);
}

/* The key is looked at when it is asked for. */
Test(certificate, has_a_key)
{
	static const struct {
		const char *key;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ P256_KEY, OK, "" },
		{ "30{}", DER, "public key: algorithm: DER: cut" },
		{ "30{30{06:2b6571} 03:00}", UNSUPPORTED, "public key: " },
		{ "30{30{06:2a8648ce3d0201 06:2b8104000a} 03:0004}",
		    COSIGN_E_WEAK_KEY, "public key: " },
		{ "30{30{06:2a8648ce3d0201 06:2a8648ce3d030107} 03:0004}",
		    MALFORMED, "public key: " },
	};
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		struct vector der = certificate_with(PIECE_KEY, rows[i].key);
		cosign_pubkey_t *key = NULL;
		struct csn_certificate c;

		MUST(read_bytes(&c, &der, NULL));
		expect_error(err, csn_certificate_key(&key, &c, err),
		    rows[i].rc, rows[i].message);
		cr_expect_eq(key != NULL, rows[i].rc == COSIGN_OK);
		if (key != NULL)
			cr_expect_eq(csn_pubkey_kind(key), CSN_KEY_P256);
		cosign_pubkey_free(key);
		vector_free(&der);
	}
	cosign_error_free(err);
}

/* Names are compared as bytes. */
Test(certificate, may_be_self_issued)
{
	static const struct {
		const char *issuer, *subject;
		int is_self_issued;
	} rows[] = {
		{ "30{31{30{06:550403 0c'a'}}}", "30{31{30{06:550403 0c'a'}}}",
		    1 },
		{ "30{}", "30{}", 1 },
		{ "30{31{30{06:550403 0c'a'}}}", "30{31{30{06:550403 0c'A'}}}",
		    0 },
		{ "30{31{30{06:550403 0c'a'}}}", "30{31{30{06:550403 13'a'}}}",
		    0 },
		{ "30{31{30{06:550403 0c'a'}}}", "30{}", 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const char *pieces[PIECE_COUNT] = { [PIECE_ISSUER] =
							rows[i].issuer,
			[PIECE_SUBJECT] = rows[i].subject };
		struct vector der = certificate_of(pieces);
		struct csn_certificate c;

		MUST(read_bytes(&c, &der, NULL));
		cr_expect_eq(csn_certificate_is_self_issued(&c),
		    rows[i].is_self_issued, "row %zu", i);
		vector_free(&der);
	}
}
