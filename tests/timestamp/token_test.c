/* Responses put together from pieces, of which one is odd. Nobody signs them:
   reading one does not ask who did. */
#include "timestamp/token.h"

#include "bytes.h"
#include "der_text.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As text for der_text(). */
enum piece {
	STATUS,
	/* TSTInfo */
	INFO_VERSION,
	POLICY,
	IMPRINT,
	SERIAL,
	TIME,
	INFO_REST,
	/* ContentInfo and SignedData */
	TYPE,
	VERSION,
	DIGESTS,
	CONTENT_TYPE,
	CONTENT_TAGS,
	INFO_TAIL,
	CONTENT_TAIL,
	CERTIFICATES,
	SIGNERS_TAG,
	/* SignerInfo */
	SIGNER_VERSION,
	SIGNER_ID,
	DIGEST,
	ATTRIBUTES,
	SCHEME,
	SIGNATURE,
	SIGNER_REST,
	MORE_SIGNERS,
	DATA_TAIL,
	TOKEN_TAIL,
	TAIL,
	BEHIND,
	PIECES
};

#define SHA(n)         "30{06:60864801650304020" n "}"
#define SHA1           "30{06:2b0e03021a}"
#define HASH           "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define ECDSA_SHA256   "30{06:2a8648ce3d040302}"
#define OID_SIGNED     "06:2a864886f70d010702"
#define OID_TST_INFO   "06:2a864886f70d0109100104"
#define RSA_ENCRYPTION "06:2a864886f70d010101"

static const char *const usual[PIECES] = {
	[STATUS] = "30{02:00}",
	[INFO_VERSION] = "02:01",
	[POLICY] = "06:2a0304",
	[IMPRINT] = "30{" SHA("1") " 04:" HASH "}",
	[SERIAL] = "02:1234",
	[TIME] = "18'20250615150642.5Z'",
	[INFO_REST] = "",
	[TYPE] = OID_SIGNED,
	[VERSION] = "02:03",
	[DIGESTS] = "31{" SHA("1") "}",
	[CONTENT_TYPE] = OID_TST_INFO,
	[CONTENT_TAGS] = "a0{04",
	[INFO_TAIL] = "",
	[CONTENT_TAIL] = "",
	[CERTIFICATES] = "a0{30{02:01} 30{02:02}}",
	[SIGNERS_TAG] = "31",
	[SIGNER_VERSION] = "02:01",
	[SIGNER_ID] = "30{30{31{30{06:550403 0c'ca'}}} 02:0099}",
	[DIGEST] = SHA("2"),
	[ATTRIBUTES] = "a0{30{06:2a03 31{05:}}}",
	[SCHEME] = ECDSA_SHA256,
	[SIGNATURE] = "04:abcdef",
	[SIGNER_REST] = "",
	[MORE_SIGNERS] = "",
	[DATA_TAIL] = "",
	[TOKEN_TAIL] = "",
	[TAIL] = "",
	[BEHIND] = "",
};

static struct vector
response_with(enum piece piece, const char *text)
{
	const char *p[PIECES];
	struct vector der;
	char *all = NULL;
	size_t i;

	for (i = 0; i < PIECES; i++)
		p[i] = i == piece ? text : usual[i];
	cr_assert_geq(
	    asprintf(&all,
		"30{%s 30{%s a0{30{%s %s 30{%s %s{30{%s %s %s %s %s %s} %s}} "
		"%s} %s %s{30{%s %s %s %s %s %s %s} %s} %s}} %s} %s} %s",
		p[STATUS], p[TYPE], p[VERSION], p[DIGESTS], p[CONTENT_TYPE],
		p[CONTENT_TAGS], p[INFO_VERSION], p[POLICY], p[IMPRINT],
		p[SERIAL], p[TIME], p[INFO_REST], p[INFO_TAIL], p[CONTENT_TAIL],
		p[CERTIFICATES], p[SIGNERS_TAG], p[SIGNER_VERSION],
		p[SIGNER_ID], p[DIGEST], p[ATTRIBUTES], p[SCHEME], p[SIGNATURE],
		p[SIGNER_REST], p[MORE_SIGNERS], p[DATA_TAIL], p[TOKEN_TAIL],
		p[TAIL], p[BEHIND]),
	    0);
	der = der_text(all);
	free(all);
	return der;
}

static void
expect_view(const char *what, struct csn_span got, const char *text)
{
	struct vector want = der_text(text);

	cr_expect(csn_span_eq(got, der_view(&want)), "%s", what);
	vector_free(&want);
}

Test(token, has_fields)
{
	struct vector der = response_with(PIECES, NULL);
	struct csn_token t;

	MUST(csn_token_read(&t, der_view(&der), NULL));
	cr_expect_eq(t.info.p[0], 0x30);
	cr_expect_eq(t.info.len, t.info.p[1] + 2u);
	expect_view("policy", t.policy, "=2a0304");
	expect_view("serial", t.serial, "=1234");
	cr_expect_eq(t.imprint.hash, COSIGN_HASH_SHA256);
	expect_hex(t.imprint.bytes, t.imprint.len, HASH);
	cr_expect_eq(t.time.sec, 1750000002);
	cr_expect_eq(t.time.nsec, 500000000);
	expect_view("issuer", t.issuer, "30{31{30{06:550403 0c'ca'}}}");
	expect_view("serial of the signer", t.signer_serial, "=99");
	cr_expect_eq(t.digest_hash, COSIGN_HASH_SHA384);
	expect_view("attributes", t.attributes, "30{06:2a03 31{05:}}");
	cr_expect_eq(t.scheme.kind, CSN_KEY_P256);
	cr_expect_eq(t.scheme.hash, COSIGN_HASH_SHA256);
	expect_view("signature", t.signature, "=abcdef");
	cr_expect_eq(t.certificate_count, 2);
	expect_view("certificate", t.certificates[1], "30{02:02}");
	vector_free(&der);
}

struct odd {
	enum piece piece;
	char text[224];
	cosign_rc_t rc;
	char message[80]; /* behind "timestamp: " */
};

#define OK          COSIGN_OK
#define DER         COSIGN_E_DER
#define MALFORMED   COSIGN_E_MALFORMED
#define UNSUPPORTED COSIGN_E_UNSUPPORTED
#define TIMESTAMP   COSIGN_E_TIMESTAMP
#define TWO_MORE    "DER: 2 bytes too many at the end"

static void
expect_odd(const struct odd *row)
{
	struct vector der = response_with(row->piece, row->text);
	cosign_error_t *err = cosign_error_new();
	char message[112] = "";
	struct csn_token t;

	if (row->rc != COSIGN_OK)
		(void)snprintf(
		    message, sizeof(message), "timestamp: %s", row->message);
	expect_error(
	    err, csn_token_read(&t, der_view(&der), err), row->rc, message);
	cosign_error_free(err);
	vector_free(&der);
}

ParameterizedTestParameters(token, is_granted)
{
	static struct odd rows[] = {
		{ STATUS, "30{02:00 30{0c'for people'}}", OK, "" },
		{ STATUS, "30{02:01}", TIMESTAMP, "not granted: status 1" },
		{ STATUS, "30{02:02}", TIMESTAMP, "not granted: status 2" },
		{ STATUS, "30{02:05 30{0c'no'} 03:0520}", TIMESTAMP,
		    "not granted: status 5" },
		{ STATUS, "30{02:0100}", TIMESTAMP, "not granted: status 256" },
		/* a failure, whatever the status */
		{ STATUS, "30{02:00 03:0520}", TIMESTAMP,
		    "not granted: status 0" },
		{ STATUS, "30{02:00 30{} 05:}", TIMESTAMP,
		    "not granted: status 0" },
		{ STATUS, "30{}", DER, "DER: cut" },
		{ STATUS, "30{02:ff}", DER, "DER: negative INTEGER" },
		{ STATUS, "31{02:00}", DER,
		    "DER: tag 0x31 where 0x30 belongs" },
		{ STATUS, "02:00", DER, "DER: tag 0x02 where 0x30 belongs" },
	};

	return cr_make_param_array(struct odd, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct odd *row, token, is_granted)
{
	expect_odd(row);
}

ParameterizedTestParameters(token, is_signed_data)
{
	static struct odd rows[] = {
		{ TYPE, "06:2a864886f70d010701", MALFORMED,
		    "token is no SignedData" },
		{ TYPE, "04:00", DER, "DER: tag 0x04 where 0x06 belongs" },
		{ VERSION, "02:01", OK, "" },
		{ VERSION, "04:03", DER, "DER: tag 0x04 where 0x02 belongs" },
		{ DIGESTS, "31{}", OK, "" },
		{ DIGESTS, "30{}", DER, "DER: tag 0x30 where 0x31 belongs" },
		{ DIGESTS, "31{30{06:2a03} " SHA1 "}", OK, "" },
		{ DIGESTS, "31{30{06:2a03 05:}}", OK, "" },
		{ DIGESTS, "31{05:}", DER, "DER: tag 0x05 where 0x30 belongs" },
		{ DIGESTS, "31{30{05:}}", DER,
		    "DER: tag 0x05 where 0x06 belongs" },
		{ DIGESTS, "31{30{06:2a03 05: 05:}}", DER, TWO_MORE },
		{ CONTENT_TYPE, "06:2a864886f70d010701", MALFORMED,
		    "its content is no TSTInfo" },
		{ CONTENT_TAGS, "a1{04", DER,
		    "DER: tag 0xa1 where 0xa0 belongs" },
		{ CONTENT_TAGS, "a0{24", DER,
		    "DER: tag 0x24 where 0x04 belongs" },
		{ CONTENT_TAGS, "a0{05: 04", DER,
		    "DER: tag 0x05 where 0x04 belongs" },
		{ CONTENT_TAIL, "05:", DER, TWO_MORE },
		{ CERTIFICATES, "", OK, "" },
		{ CERTIFICATES, "a0{}", OK, "" },
		{ CERTIFICATES, "a0{a1{}}", MALFORMED,
		    "something else among its certificates" },
		{ CERTIFICATES, "a0{30{} 05:}", MALFORMED,
		    "something else among its certificates" },
		{ CERTIFICATES, "a0{=30}", DER, "DER: cut" },
		{ CERTIFICATES, "a0{30{}} a1{30{}}", UNSUPPORTED,
		    "carries revocation lists" },
		{ CERTIFICATES, "a1{}", UNSUPPORTED,
		    "carries revocation lists" },
		{ CERTIFICATES, "a2{}", DER,
		    "DER: tag 0xa2 where 0x31 belongs" },
		{ SIGNERS_TAG, "30", DER, "DER: tag 0x30 where 0x31 belongs" },
		{ SIGNERS_TAG, "31{} 31", DER, "DER: " },
		{ MORE_SIGNERS, "30{}", MALFORMED, "more than one signer" },
		{ MORE_SIGNERS, "05:", MALFORMED, "more than one signer" },
		{ DATA_TAIL, "05:", DER, TWO_MORE },
		{ TOKEN_TAIL, "05:", DER, TWO_MORE },
		{ TAIL, "05:", DER, TWO_MORE },
		{ BEHIND, "05:", DER, TWO_MORE },
	};

	return cr_make_param_array(struct odd, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct odd *row, token, is_signed_data)
{
	expect_odd(row);
}

#define ZEROS32 \
	"0000000000000000000000000000000000000000000000000000000000000000"

ParameterizedTestParameters(token, has_tst_info)
{
	static struct odd rows[] = {
		{ INFO_VERSION, "02:02", UNSUPPORTED,
		    "TSTInfo: version is not 1" },
		{ INFO_VERSION, "02:00", UNSUPPORTED,
		    "TSTInfo: version is not 1" },
		{ INFO_VERSION, "", DER,
		    "TSTInfo: DER: tag 0x06 where 0x02 belongs" },
		{ POLICY, "", DER, "TSTInfo: DER: tag 0x30 where 0x06" },
		{ POLICY, "0c'x'", DER, "TSTInfo: DER: tag 0x0c where 0x06" },
		{ IMPRINT, "30{" SHA("2") " 04:" ZEROS32 ZEROS32 "}", MALFORMED,
		    "TSTInfo: messageImprint: digest of another size" },
		{ IMPRINT, "30{" SHA("3") " 04:" ZEROS32 "}", MALFORMED,
		    "TSTInfo: messageImprint: digest of another size" },
		{ IMPRINT, "30{" SHA("1") " 04:}", MALFORMED,
		    "TSTInfo: messageImprint: digest of another size" },
		{ IMPRINT, "30{" SHA1 " 04:" ZEROS32 "}", UNSUPPORTED,
		    "TSTInfo: messageImprint: hash is none of SHA-256" },
		{ IMPRINT, "30{" SHA("4") " 04:" ZEROS32 "}", UNSUPPORTED,
		    "TSTInfo: messageImprint: hash is none of SHA-256" },
		{ IMPRINT, "30{" SHA("1") "}", DER,
		    "TSTInfo: messageImprint: DER: cut" },
		{ IMPRINT, "30{" SHA("1") " 04:" ZEROS32 " 05:}", DER,
		    "TSTInfo: messageImprint: " TWO_MORE },
		{ IMPRINT, "31{}", DER,
		    "TSTInfo: messageImprint: DER: tag 0x31 where 0x30" },
		{ SERIAL, "02:00", OK, "" },
		{ SERIAL, "02:ff", OK, "" },
		{ SERIAL, "04:00", DER, "TSTInfo: DER: tag 0x04 where 0x02" },
		{ TIME, "18'20250615150642Z'", OK, "" },
		{ TIME, "18'20250615150642.999999999Z'", OK, "" },
		{ TIME, "17'250615150642Z'", DER,
		    "TSTInfo: DER: tag 0x17 where 0x18 belongs" },
		{ TIME, "18'20250615150642.50Z'", MALFORMED,
		    "TSTInfo: not a time of RFC 5280" },
		{ TIME, "18'20250615150642.0Z'", MALFORMED,
		    "TSTInfo: not a time of RFC 5280" },
		{ TIME, "18'20250615150642'", MALFORMED,
		    "TSTInfo: not a time of RFC 5280" },
		/* accuracy, ordering, nonce, name: each or none, in order */
		{ INFO_REST, "30{02:01 80:0a 81:01}", OK, "" },
		{ INFO_REST, "01:ff", OK, "" },
		{ INFO_REST, "02:00ffffffffffffffffffffffff", OK, "" },
		{ INFO_REST, "a0{a4{30{}}}", OK, "" },
		{ INFO_REST, "30{} 01:ff 02:01 a0{82'x'}", OK, "" },
		{ INFO_REST, "02:01 01:ff", DER, "TSTInfo: DER: 3 bytes" },
		{ INFO_REST, "01:ff 30{}", DER, "TSTInfo: " TWO_MORE },
		{ INFO_REST, "a0{} 02:01", DER, "TSTInfo: DER: 3 bytes" },
		{ INFO_REST, "05:", DER, "TSTInfo: " TWO_MORE },
		/* extensions, of which none is known */
		{ INFO_REST, "a1{30{06:2a03 04:}}", OK, "" },
		{ INFO_REST, "02:01 a1{30{06:2a03 01:00 04:} 30{06:2a03 04:}}",
		    OK, "" },
		{ INFO_REST, "a1{30{06:2a03 01:ff 04:}}", UNSUPPORTED,
		    "TSTInfo: a critical extension" },
		{ INFO_REST, "a1{30{06:2a03 04:} 30{06:2a04 01:ff 04:}}",
		    UNSUPPORTED, "TSTInfo: a critical extension" },
		{ INFO_REST, "a1{}", DER, "TSTInfo: DER: cut" },
		{ INFO_REST, "a1{31{}}", DER, "TSTInfo: not an extension" },
		{ INFO_REST, "a1{30{06:2a03 04:}} a1{}", DER,
		    "TSTInfo: " TWO_MORE },
		{ INFO_TAIL, "05:", DER, "TSTInfo: " TWO_MORE },
	};

	return cr_make_param_array(struct odd, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct odd *row, token, has_tst_info)
{
	expect_odd(row);
}

ParameterizedTestParameters(token, has_a_signer)
{
	static struct odd rows[] = {
		{ SIGNER_VERSION, "02:03", OK, "" },
		{ SIGNER_VERSION, "", DER,
		    "SignerInfo: DER: tag 0x30 where 0x02 belongs" },
		{ SIGNER_ID, "80:0102", MALFORMED,
		    "SignerInfo: signer is not named by issuer and serial" },
		{ SIGNER_ID, "a0{30{}}", MALFORMED,
		    "SignerInfo: signer is not named by issuer and serial" },
		{ SIGNER_ID, "30{}", DER, "SignerInfo: DER: cut" },
		{ SIGNER_ID, "30{30{}}", DER, "SignerInfo: DER: cut" },
		{ SIGNER_ID, "30{30{} 02:99}", DER,
		    "SignerInfo: DER: negative INTEGER" },
		{ SIGNER_ID, "30{30{} 02:01 05:}", DER,
		    "SignerInfo: " TWO_MORE },
		{ DIGEST, SHA1, UNSUPPORTED,
		    "SignerInfo: hash is none of SHA-256, SHA-384, SHA-512" },
		{ DIGEST, "30{06:60864801650304020105 05:}", UNSUPPORTED,
		    "SignerInfo: hash is none of SHA-256, SHA-384, SHA-512" },
		{ ATTRIBUTES, "", MALFORMED,
		    "SignerInfo: no signed attributes" },
		{ ATTRIBUTES, "31{}", MALFORMED,
		    "SignerInfo: no signed attributes" },
		/* looked at later */
		{ ATTRIBUTES, "a0{}", OK, "" },
		{ SCHEME, "30{06:2b6570}", OK, "" },
		{ SCHEME, "30{" RSA_ENCRYPTION " 05:}", OK, "" },
		{ SCHEME, "30{" RSA_ENCRYPTION "}", OK, "" },
		{ SCHEME, "30{" RSA_ENCRYPTION " 05: 05:}", DER,
		    "SignerInfo: " TWO_MORE },
		{ SCHEME, "30{" RSA_ENCRYPTION " 30{}}", DER,
		    "SignerInfo: " TWO_MORE },
		{ SCHEME, "30{06:2a864886f70d01010b}", DER,
		    "SignerInfo: DER: cut" },
		{ SCHEME, "30{06:2a8648ce3d0401}", UNSUPPORTED,
		    "SignerInfo: signature algorithm is none of" },
		{ SCHEME, "30{}", DER, "SignerInfo: DER: cut" },
		{ SCHEME, "04:00", DER,
		    "SignerInfo: DER: tag 0x04 where 0x30 belongs" },
		{ SIGNATURE, "04:", OK, "" },
		{ SIGNATURE, "03:00ab", DER,
		    "SignerInfo: DER: tag 0x03 where 0x04 belongs" },
		{ SIGNER_REST, "a1{}", OK, "" },
		{ SIGNER_REST, "a1{30{06:2a03 31{05:}} 30{06:2a04 31{}}}", OK,
		    "" },
		{ SIGNER_REST, "a1{30{}}", DER, "SignerInfo: DER: cut" },
		{ SIGNER_REST, "a1{30{06:2a03 05:}}", DER,
		    "SignerInfo: DER: tag 0x05 where 0x31 belongs" },
		{ SIGNER_REST, "a1{30{06:2a03 31{} 05:}}", DER,
		    "SignerInfo: " TWO_MORE },
		{ SIGNER_REST, "a1{} 05:", DER, "SignerInfo: " TWO_MORE },
		{ SIGNER_REST, "a2{}", DER, "SignerInfo: " TWO_MORE },
	};

	return cr_make_param_array(struct odd, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct odd *row, token, has_a_signer)
{
	expect_odd(row);
}

/* rsaEncryption: the digest says with which hash. */
Test(token, may_leave_the_hash_to_the_digest)
{
	struct vector der = response_with(SCHEME, "30{" RSA_ENCRYPTION " 05:}");
	struct csn_token t;

	MUST(csn_token_read(&t, der_view(&der), NULL));
	cr_expect_eq(t.scheme.kind, CSN_KEY_RSA);
	cr_expect_eq(t.scheme.hash, COSIGN_HASH_SHA384);
	cr_expect_eq(t.scheme.pss, 0);
	vector_free(&der);
}

Test(token, is_not_cut)
{
	struct vector der = response_with(PIECES, NULL);
	cosign_error_t *err = cosign_error_new();
	struct csn_token t;
	size_t len;

	for (len = 0; len < der.len; len++)
		expect_error(err,
		    csn_token_read(&t, csn_span(der.data, len), err), DER,
		    "timestamp: DER: cut");
	cosign_error_free(err);
	vector_free(&der);
}

Test(token, has_at_most_16_certificates)
{
	cosign_error_t *err = cosign_error_new();
	char text[8 * (CSN_TOKEN_CERTIFICATES_MAX + 1) + 8] = "a0{";
	struct vector der;
	struct csn_token t;
	size_t i;

	for (i = 0; i <= CSN_TOKEN_CERTIFICATES_MAX; i++) {
		(void)strcat(text, "30{05:}");
		if (i + 1 < CSN_TOKEN_CERTIFICATES_MAX)
			continue;
		(void)strcat(text, "}");
		der = response_with(CERTIFICATES, text);
		if (i < CSN_TOKEN_CERTIFICATES_MAX)
			MUST(csn_token_read(&t, der_view(&der), err));
		else
			expect_error(err,
			    csn_token_read(&t, der_view(&der), err),
			    COSIGN_E_LIMIT,
			    "timestamp: more than 16 certificates");
		text[strlen(text) - 1] = '\0';
		vector_free(&der);
	}
	cosign_error_free(err);
}

/* Of this many bytes: parameters of a digest algorithm fill it up. */
static struct vector
of_size(size_t size)
{
	struct vector der = response_with(DIGESTS, "31{}");
	char *text = malloc(2 * size + 32), *at = text;
	size_t i, fill;

	cr_assert_not_null(text);
	/* Two headers of five bytes, three bytes more for the set's, the OID,
	   and two more for each of the lengths of response, token, [0] and
	   SignedData. */
	fill = size - der.len - 2 * 5 - 3 - 4 - 4 * 2;
	at += sprintf(at, "31{30{06:2a03 04:");
	for (i = 0; i < fill; i++)
		at += sprintf(at, "00");
	(void)sprintf(at, "}}");
	vector_free(&der);
	der = response_with(DIGESTS, text);
	free(text);
	return der;
}

Test(token, has_at_most_256_kib)
{
	cosign_error_t *err = cosign_error_new();
	struct vector der = of_size(CSN_TIMESTAMP_MAX);
	struct csn_token t;

	cr_assert_eq(der.len, CSN_TIMESTAMP_MAX, "%zu", der.len);
	MUST(csn_token_read(&t, der_view(&der), err));
	vector_free(&der);
	der = of_size(CSN_TIMESTAMP_MAX + 1);
	cr_assert_eq(der.len, CSN_TIMESTAMP_MAX + 1);
	expect_error(err, csn_token_read(&t, der_view(&der), err),
	    COSIGN_E_LIMIT, "timestamp: 262145 bytes, at most 262144");
	vector_free(&der);
	cosign_error_free(err);
}

/* What was stamped, by its hash. */
Test(token, has_an_imprint)
{
	static const cosign_hash_t hashes[] = { COSIGN_HASH_SHA256,
		COSIGN_HASH_SHA384, COSIGN_HASH_SHA512 };
	cosign_error_t *err = cosign_error_new();
	struct csn_token t;
	size_t i;

	memset(&t, 0, sizeof(t));
	for (i = 0; i < ARRAY_LEN(hashes); i++) {
		csn_digest_bytes(&t.imprint, hashes[i], "signature", 9);
		MUST(csn_token_check_imprint(
		    &t, csn_span_str("signature"), NULL));
		expect_error(err,
		    csn_token_check_imprint(&t, csn_span_str("signaturf"), err),
		    TIMESTAMP, "timestamp: is of another signature");
		expect_error(err,
		    csn_token_check_imprint(&t, csn_span("", 0), err),
		    TIMESTAMP, "timestamp: is of another signature");
	}
	csn_digest_bytes(&t.imprint, COSIGN_HASH_SHA256, "", 0);
	MUST(csn_token_check_imprint(&t, csn_span(NULL, 0), NULL));
	cosign_error_free(err);
}
