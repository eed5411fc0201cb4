/* Signed attributes put together from pieces, about a certificate that nobody
   signed: what a token's signer says is compared, not verified, here. */
#include "timestamp/attributes.h"

#include "pieces.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INFO "TSTInfo"

/* The certificate's issuer and serial number as pieces.c has them. */
#define ISSUER "30{31{30{06:550403 0c'issuer'}}}"
#define SERIAL "02:0102030405"

#define ATTRIBUTE(oid, value) "30{06:" oid " 31{" value "}}"
#define PKCS9                 "2a864886f70d0109"
#define SMIME                 PKCS9 "1002"
#define TYPE                  ATTRIBUTE(PKCS9 "03", "06:2a864886f70d0109100104")
#define TIME                  ATTRIBUTE(PKCS9 "05", "17'250615150642Z'")
#define DIGEST                ATTRIBUTE(PKCS9 "04", "04:@info")
#define V1(id)                ATTRIBUTE(SMIME "0c", "30{30{30{" id "}}}")
#define V2(id)                ATTRIBUTE(SMIME "2f", "30{30{30{" id "}}}")
#define SHA384                "30{06:60864801650304020205:}"
#define NAMES(name, serial)   "30{30{a4{" name "}} " serial "}"

/* In this text @info is the digest of what was signed, @sha1, @sha256 and
   @sha384 those of the certificate, in hexadecimal. */
struct text {
	char all[1024];
};

static void
put_digest(struct text *t, const char *name, const char *digest, const void *p,
    size_t len)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	char hex[2 * EVP_MAX_MD_SIZE + 1];
	struct text done;
	size_t n = sizeof(bytes), i;
	char *at;

	cr_assert_eq(EVP_Q_digest(NULL, digest, NULL, p, len, bytes, &n), 1);
	for (i = 0; i < n; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	while ((at = strstr(t->all, name)) != NULL) {
		(void)snprintf(done.all, sizeof(done.all), "%.*s%s%s",
		    (int)(at - t->all), t->all, hex, at + strlen(name));
		*t = done;
	}
}

/* What is signed, and by whom. */
struct scene {
	struct vector certificate, attributes;
	struct csn_certificate signer;
	struct csn_token token;
};

static int
by_bytes(const void *left, const void *right)
{
	const struct csn_span *a = left, *b = right;
	const size_t len = a->len < b->len ? a->len : b->len;

	return memcmp(a->p, b->p, len);
}

/* In the order of a SET OF. */
static void
sort(struct vector *der)
{
	struct csn_span list[8], in = der_view(der);
	char *sorted = malloc(der->len + 1), *at = sorted;
	size_t count = 0, i;

	cr_assert_not_null(sorted);
	for (; in.len > 0;
	     in.p += list[count].len, in.len -= list[count].len, count++) {
		cr_assert_lt(count, ARRAY_LEN(list));
		list[count] = csn_span(
		    in.p, in.p[1] < 0x80 ? 2u + in.p[1] : 3u + in.p[2]);
	}
	qsort(list, count, sizeof(list[0]), by_bytes);
	for (i = 0; i < count; at += list[i].len, i++)
		memcpy(at, list[i].p, list[i].len);
	free(der->data);
	der->data = sorted;
}

static struct scene *
scene_new(const char *attributes)
{
	struct scene *s = calloc(1, sizeof(*s));
	struct text t;

	cr_assert_not_null(s);
	s->certificate = certificate_with(PIECE_NONE, "");
	MUST(csn_certificate_read(&s->signer, der_view(&s->certificate), NULL));
	(void)snprintf(t.all, sizeof(t.all), "%s", attributes);
	put_digest(&t, "@info", "SHA256", INFO, strlen(INFO));
	put_digest(
	    &t, "@sha1", "SHA1", s->certificate.data, s->certificate.len);
	put_digest(
	    &t, "@sha256", "SHA256", s->certificate.data, s->certificate.len);
	put_digest(
	    &t, "@sha384", "SHA384", s->certificate.data, s->certificate.len);
	s->attributes = der_text(t.all);
	s->token.info = csn_span_str(INFO);
	s->token.digest_hash = COSIGN_HASH_SHA256;
	s->token.attributes = der_view(&s->attributes);
	return s;
}

static void
scene_free(struct scene *s)
{
	vector_free(&s->certificate);
	vector_free(&s->attributes);
	free(s);
}

struct row {
	char attributes[600];
	cosign_rc_t rc;
	char message[80]; /* behind "signed attributes: " */
};

#define OK        COSIGN_OK
#define DER       COSIGN_E_DER
#define MALFORMED COSIGN_E_MALFORMED
#define REFUSED   COSIGN_E_TIMESTAMP

static void
expect_row(const struct row *row, int sorted)
{
	struct scene *s = scene_new(row->attributes);
	cosign_error_t *err = cosign_error_new();
	char message[112] = "";

	if (sorted) {
		sort(&s->attributes);
		s->token.attributes = der_view(&s->attributes);
	}
	if (row->rc != COSIGN_OK)
		(void)snprintf(message, sizeof(message),
		    "signed attributes: %s", row->message);
	expect_error(err, csn_attributes_check(&s->token, &s->signer, err),
	    row->rc, message);
	cosign_error_free(err);
	scene_free(s);
}

/* Those that are there stand in the order of their bytes: shorter ones
   first. */
ParameterizedTestParameters(attributes, are_a_set)
{
	static struct row rows[] = {
		{ TYPE DIGEST V2("04:@sha256"), OK, "" },
		{ TYPE TIME V1("04:@sha1") DIGEST, OK, "" },
		{ TYPE TIME V1("04:@sha1") DIGEST V2("04:@sha256"), OK, "" },
		/* others are passed over, whatever they say */
		{ ATTRIBUTE("2a03", "") TYPE DIGEST V2("04:@sha256"), OK, "" },
		{ ATTRIBUTE("2a03", "05: 05:") TYPE DIGEST V2("04:@sha256"), OK,
		    "" },
		{ ATTRIBUTE("2a03", "") ATTRIBUTE("2a03", "")
			TYPE DIGEST V2("04:@sha256"),
		    OK, "" },
		{ DIGEST TYPE V2("04:@sha256"), DER,
		    "attributes are not in order" },
		{ TYPE DIGEST TIME V2("04:@sha256"), DER,
		    "attributes are not in order" },
		{ TYPE DIGEST V2("04:@sha256") "31{}", DER,
		    "attributes are not in order" },
		{ "05: " TYPE DIGEST V2("04:@sha256"), DER,
		    "attributes are not in order" },
		{ "30{}", DER, "DER: cut" },
		{ "30{04: 31{}}", DER, "DER: tag 0x04 where 0x06 belongs" },
		{ "30{06:2a03}", DER, "DER: cut" },
		{ "30{06:2a03 30{}}", DER, "DER: tag 0x30 where 0x31 belongs" },
		{ "30{06:2a03 31{} 05:}", DER, "DER: 2 bytes too many" },
		{ TYPE DIGEST V2("04:@sha256") "=30", DER, "DER: cut" },
		/* one value of each */
		{ ATTRIBUTE(PKCS9 "03", ""), DER, "DER: cut" },
		{ TYPE DIGEST ATTRIBUTE(PKCS9 "04", "04:@info 04:@info")
			V2("04:@sha256"),
		    MALFORMED, "an attribute has two values" },
		{ TYPE TYPE DIGEST V2("04:@sha256"), MALFORMED,
		    "an attribute has two values" },
		{ TYPE TIME TIME DIGEST V2("04:@sha256"), MALFORMED,
		    "an attribute has two values" },
		{ TYPE DIGEST DIGEST V2("04:@sha256"), MALFORMED,
		    "an attribute has two values" },
		{ TYPE DIGEST V2("04:@sha256") V2("04:@sha256"), MALFORMED,
		    "an attribute has two values" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, attributes, are_a_set)
{
	expect_row(row, 0);
}

/* Each that has to be there, and what it says. */
ParameterizedTestParameters(attributes, tell_what_was_signed)
{
	static struct row rows[] = {
		{ "", REFUSED, "content type is not TSTInfo's" },
		{ DIGEST V2("04:@sha256"), REFUSED,
		    "content type is not TSTInfo's" },
		{ ATTRIBUTE(PKCS9 "03", "06:2a03") DIGEST V2("04:@sha256"),
		    REFUSED, "content type is not TSTInfo's" },
		{ ATTRIBUTE(PKCS9 "03", "04:2a864886f70d0109100104")
			DIGEST V2("04:@sha256"),
		    REFUSED, "content type is not TSTInfo's" },
		{ TYPE V2("04:@sha256"), REFUSED, "digest of TSTInfo differs" },
		{ TYPE ATTRIBUTE(PKCS9 "04", "04:") V2("04:@sha256"), REFUSED,
		    "digest of TSTInfo differs" },
		{ TYPE ATTRIBUTE(PKCS9 "04", "04:@sha256") V2("04:@sha256"),
		    REFUSED, "digest of TSTInfo differs" },
		{ TYPE ATTRIBUTE(PKCS9 "04", "04:@info00") V2("04:@sha256"),
		    REFUSED, "digest of TSTInfo differs" },
		{ TYPE ATTRIBUTE(PKCS9 "04", "03:@info") V2("04:@sha256"),
		    REFUSED, "digest of TSTInfo differs" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, attributes, tell_what_was_signed)
{
	expect_row(row, 1);
}

#define AT(tag, text) ATTRIBUTE(PKCS9 "05", tag "'" text "'")

/* The certificate is valid from 15:06:40 to 15:16:40. */
ParameterizedTestParameters(attributes, may_tell_a_time)
{
	static struct row rows[] = {
		{ TYPE AT("17", "250615150640Z") DIGEST V2("04:@sha256"), OK,
		    "" },
		{ TYPE AT("17", "250615151640Z") DIGEST V2("04:@sha256"), OK,
		    "" },
		{ TYPE AT("18", "20250615150640Z") DIGEST V2("04:@sha256"), OK,
		    "" },
		{ TYPE AT("17", "250615150639Z") DIGEST V2("04:@sha256"),
		    REFUSED,
		    "signing time is outside of the signer's validity" },
		{ TYPE AT("17", "250615151641Z") DIGEST V2("04:@sha256"),
		    REFUSED,
		    "signing time is outside of the signer's validity" },
		{ TYPE AT("18", "20250615150639.9Z") DIGEST V2("04:@sha256"),
		    REFUSED,
		    "signing time is outside of the signer's validity" },
		{ TYPE AT("18", "20250615151640.1Z") DIGEST V2("04:@sha256"),
		    REFUSED,
		    "signing time is outside of the signer's validity" },
		{ TYPE AT("17", "250615150642") DIGEST V2("04:@sha256"),
		    MALFORMED, "not a time of RFC 5280" },
		{ TYPE AT("04", "250615150642Z") DIGEST V2("04:@sha256"), DER,
		    "DER: tag 0x04 where 0x18 belongs" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, attributes, may_tell_a_time)
{
	expect_row(row, 1);
}

#define ANOTHER "names another certificate of its signer"
#define ZEROS   "04:0000000000000000000000000000000000000000"

/* ESSCertID of SHA-1, ESSCertIDv2 of SHA-256 unless it says which; issuer and
   serial number where they are said. */
ParameterizedTestParameters(attributes, name_the_certificate)
{
	static struct row rows[] = {
		{ TYPE DIGEST, REFUSED,
		    "does not name its signer's certificate" },
		{ TYPE DIGEST V2("04:@sha256 " NAMES(ISSUER, SERIAL)), OK, "" },
		{ TYPE DIGEST V1("04:@sha1 " NAMES(ISSUER, SERIAL)), OK, "" },
		{ TYPE DIGEST V2("30{06:608648016503040201} 04:@sha256"), OK,
		    "" },
		{ TYPE DIGEST V2("30{06:608648016503040202} 04:@sha384"), OK,
		    "" },
		{ TYPE DIGEST V2("04:@sha384"), REFUSED, ANOTHER },
		{ TYPE DIGEST V2("30{06:608648016503040202} 04:@sha256"),
		    REFUSED, ANOTHER },
		{ TYPE DIGEST V2("30{06:2b0e03021a} 04:@sha1"),
		    COSIGN_E_UNSUPPORTED, "hash is none of SHA-256" },
		{ TYPE DIGEST V2("04:@sha1"), REFUSED, ANOTHER },
		{ TYPE DIGEST V1("04:@sha256"), REFUSED, ANOTHER },
		{ TYPE DIGEST V1(ZEROS), REFUSED, ANOTHER },
		{ TYPE DIGEST V2("04:"), REFUSED, ANOTHER },
		/* both have to be right */
		{ TYPE DIGEST V1(ZEROS) V2("04:@sha256"), REFUSED, ANOTHER },
		{ TYPE DIGEST V1("04:@sha1") V2("04:@info"), REFUSED, ANOTHER },
		/* the first of a list is the signer's */
		{ TYPE DIGEST ATTRIBUTE(
		      SMIME "2f", "30{30{30{04:@sha256} 30{04:}}}"),
		    OK, "" },
		{ TYPE DIGEST ATTRIBUTE(
		      SMIME "2f", "30{30{30{04:} 30{04:@sha256}}}"),
		    REFUSED, ANOTHER },
		{ TYPE DIGEST ATTRIBUTE(SMIME "2f", "30{30{}}"), DER,
		    "DER: cut" },
		/* issuer and serial number */
		{ TYPE DIGEST V2("04:@sha256 " NAMES(ISSUER, "02:05")), REFUSED,
		    ANOTHER },
		{ TYPE DIGEST V2("04:@sha256 " NAMES("30{}", SERIAL)), REFUSED,
		    ANOTHER },
		{ TYPE DIGEST V2("04:@sha256 30{30{} " SERIAL "}"), DER,
		    "DER: cut" },
		{ TYPE DIGEST V2("04:@sha256 30{30{82'x'} " SERIAL "}"), DER,
		    "DER: tag 0x82 where 0xa4 belongs" },
		{ TYPE DIGEST V2(
		      "04:@sha256 30{30{a4{" ISSUER "} a4{}} " SERIAL "}"),
		    DER, "DER: 2 bytes too many at the end" },
		{ TYPE DIGEST V2("04:@sha256 " NAMES(ISSUER, SERIAL " 05:")),
		    DER, "DER: 2 bytes too many at the end" },
		{ TYPE DIGEST V2("04:@sha256 " NAMES(ISSUER, SERIAL) " 05:"),
		    DER, "DER: 2 bytes too many at the end" },
		{ TYPE DIGEST V2("04:@sha256 " NAMES(ISSUER, "02:ff")), DER,
		    "DER: negative INTEGER" },
		{ TYPE DIGEST V2("04:@sha256 04:"), DER,
		    "DER: tag 0x04 where 0x30 belongs" },
		{ TYPE DIGEST V2("03:@sha256"), DER,
		    "DER: tag 0x03 where 0x04 belongs" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, attributes, name_the_certificate)
{
	expect_row(row, 1);
}

/* By the hash that SignerInfo says. */
Test(attributes, have_a_digest_of_the_signers_hash)
{
	struct scene *s = scene_new(TYPE DIGEST V2("04:@sha256"));

	MUST(csn_attributes_check(&s->token, &s->signer, NULL));
	s->token.digest_hash = COSIGN_HASH_SHA384;
	cr_expect_eq(
	    csn_attributes_check(&s->token, &s->signer, NULL), REFUSED);
	s->token.digest_hash = COSIGN_HASH_SHA256;
	s->token.info = csn_span_str("TSTinfo");
	cr_expect_eq(
	    csn_attributes_check(&s->token, &s->signer, NULL), REFUSED);
	scene_free(s);
}

static cosign_rc_t
check_many(size_t others, cosign_error_t *err)
{
	char text[1024] = "";
	struct scene *s;
	cosign_rc_t rc;
	size_t i;

	for (i = 0; i < others; i++)
		(void)strcat(text, ATTRIBUTE("2a", ""));
	(void)strcat(text, TYPE DIGEST V2("04:@sha256"));
	s = scene_new(text);
	rc = csn_attributes_check(&s->token, &s->signer, err);
	scene_free(s);
	return rc;
}

Test(attributes, are_at_most_32)
{
	cosign_error_t *err = cosign_error_new();

	MUST(check_many(CSN_ATTRIBUTES_MAX - 3, err));
	expect_error(err, check_many(CSN_ATTRIBUTES_MAX - 2, err),
	    COSIGN_E_LIMIT, "signed attributes: more than 32 attributes");
	cosign_error_free(err);
}
