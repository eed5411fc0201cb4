/* Advisories of timestamp-authority and of the libraries below it, and of what
   OpenSSL had wrong in the same place. */
#include "attack.h"

#include <stdlib.h>
#include <string.h>

#define STAMP      "timestamps[0]: timestamp: "
#define ATTRIBUTES STAMP "signed attributes: "

/* clang-format off */

/* ---- work without end ---- */

static unsigned char many_ones[1000000];

static void
ones(void)
{
	memset(many_ones, 1, sizeof(many_ones));
}

/* Something of so many bytes in a TSTInfo, of which the policy is the second
   element and the nonce, if any, the seventh. */
static void
put_long(
    struct vs *vs, struct vs_bytes *bytes, int tag, size_t index, size_t len)
{
	struct der_part part = { 0x30, index,
		vs_der(vs, tag, (struct vs_bytes){ many_ones, len }) };

	set_der_part(vs, bytes, &part);
}

#define LONG(name, tag, index, len)                                         \
	static void name(struct vs *vs, struct vs_bytes *bytes, void *user) \
	{                                                                   \
		(void)user;                                                 \
		put_long(vs, bytes, tag, index, len);                       \
	}
LONG(policy_of_64, 0x06, 1, 64)
LONG(policy_of_100000, 0x06, 1, 100000)
LONG(policy_of_1000000, 0x06, 1, 1000000)
LONG(nonce_of_100000, 0x02, 6, 100000)
LONG(nonce_of_1000000, 0x02, 6, 1000000)

/* Object identifiers with a million of arcs were written out. */
static const struct attack long_ones[] = {
	{ TWIN("policy of 64 bytes"), STAMPED,
		.stamp.info.fn = policy_of_64 },
	/* which nobody writes out */
	{ TWIN("policy of 100000 bytes"), STAMPED,
		.stamp.info.fn = policy_of_100000 },
	{ BAD("policy of a million bytes", TIMESTAMP, STAMP "10011"),
		STAMPED,
		.stamp.info.fn = policy_of_1000000 },
};

Test(timestamp_authority, CVE_2025_66564, .init = ones)
{
	ATTACKS(long_ones);
}

/* So was a nonce of any length. */
static const struct attack nonces[] = {
	{ TWIN("8 bytes"), STAMPED, .stamp.nonce = UINT64_MAX },
	{ TWIN("100000 bytes"), STAMPED, .stamp.nonce = 1,
		.stamp.info.fn = nonce_of_100000 },
	{ BAD("a million bytes", TIMESTAMP, STAMP "10011"), STAMPED, .stamp.nonce = 1,
		.stamp.info.fn = nonce_of_1000000 },
};

Test(timestamp_authority, commit_d8d3497, .init = ones)
{
	ATTACKS(nonces);
}

/* ---- who signed ---- */

static const struct vs_cert *genuine[2];

/* A certificate of the same issuer that is not for timestamps signs, and the
   authority's own stands beside it. */
static void
sign_beside(struct vs *vs, struct attack *a, const char *eku)
{
	static struct vs_authority attacker;
	const struct vs_cert_options o = { .eku = eku,
		.common_name = "attacker",
		.usage = "critical,digitalSignature",
		.serial = 99,
		.not_before = vs->now - 600,
		.not_after = vs->now + 600 };

	genuine[0] = vs->tsa->chain[0];
	attacker = *vs->tsa;
	attacker.chain[0] = vs_cert(vs, vs->tsa->chain[1], &o);
	vs->tsa->cut_first = 1;
	a->stamp.tsa = &attacker;
	a->stamp.first = genuine;
}

static void
for_timestamps(struct vs *vs, struct attack *a)
{
	sign_beside(vs, a, "critical,timeStamping");
}

static void
for_code(struct vs *vs, struct attack *a)
{
	sign_beside(vs, a, "critical,codeSigning");
}

static void
for_nothing(struct vs *vs, struct attack *a)
{
	sign_beside(vs, a, "");
}

static void
not_the_known_one(struct vs *vs, struct attack *a)
{
	sign_beside(vs, a, "critical,timeStamping");
	vs->tsa->cut_first = 0;
}

#define NOT_ALONE STAMP "its signer's certificate is not for time stamping"

/* The first certificate of a token was checked, another one had signed. */
static const struct attack beside[] = {
	{ TWIN("for timestamps"), STAMPED, .prepare = for_timestamps },
	{ BAD("for code", USAGE, NOT_ALONE), STAMPED, .prepare = for_code },
	{ BAD("for nothing", USAGE, NOT_ALONE), STAMPED,
		.prepare = for_nothing },
	{ BAD("not the one that is trusted", UNTRUSTED,
		STAMP "signed by another than the authority's certificate"),
		STAMPED, .prepare = not_the_known_one },
};

Test(timestamp_authority, CVE_2026_39984)
{
	ATTACKS(beside);
}

static void
without_any(struct vs *vs, struct attack *a)
{
	(void)a;
	vs->tsa->cut_first = vs->tsa->depth;
}

static void
leaf_alone(struct vs *vs, struct attack *a)
{
	(void)a;
	vs->tsa->cut_last = 1;
}

/* Such an authority is of no use and left out. */
#define NO_AUTHORITY STAMP "no timestamp authority is trusted"

/* An authority without a root ended the process. */
static const struct attack rootless[] = {
	{ TWIN("leaf and root"), STAMPED },
	{ BAD("no certificate", MALFORMED,
		"trusted root: timestampAuthorities[0]: certChain: no cert"),
		STAMPED, .prepare = without_any },
	{ BAD("leaf alone", UNTRUSTED, NO_AUTHORITY),
		STAMPED, .prepare = leaf_alone },
	{ BAD("root alone signs", UNTRUSTED, NO_AUTHORITY), STAMPED,
		.stack.tsa = AUTHORITY(.depth = 1) },
};

Test(timestamp_authority, commit_e7cb128)
{
	ATTACKS(rootless);
}

#define TSA(...) STAMPED, .stack.tsa = CERTS(__VA_ARGS__)

/* Usages of those above the signer, of others beside the wanted one, SHA-1,
   and who may not sign at all. */
static const struct attack strict[] = {
	{ TWIN("usual") , STAMPED },
	{ TWIN("intermediate without usages"), TSA(USUAL, USUAL, USUAL) },
	{ TWIN("intermediate for timestamps"),
		TSA(USUAL, { .eku = "timeStamping" }, USUAL) },
	{ BAD("intermediate for servers", USAGE, STAMP "path: certificate 2 of the chain: extended key"),
		TSA(USUAL, { .eku = "serverAuth" }, USUAL) },
	{ BAD("imprint of SHA-1", TIMESTAMP,
		STAMP "TSTInfo: messageImprint: hash is none of"), STAMPED,
		.stamp.imprint = "SHA1" },
	{ BAD("unknown usage as well", USAGE, NOT_ALONE),
		TSA({ .eku = "critical,timeStamping,1.2.3" }, USUAL) },
	{ BAD("known usage as well", USAGE, NOT_ALONE),
		TSA({ .eku = "critical,timeStamping,codeSigning" }, USUAL) },
	{ BAD("any usage", USAGE, NOT_ALONE),
		TSA({ .eku = "critical,anyExtendedKeyUsage" }, USUAL) },
	{ BAD("not critical", USAGE, NOT_ALONE),
		TSA({ .eku = "timeStamping" }, USUAL) },
	{ BAD("no usage", USAGE, NOT_ALONE), TSA({ .eku = "" }, USUAL) },
	{ BAD("a CA", USAGE, STAMP "its signer is a CA"), TSA({ .basic = "critical,CA:TRUE",
		.usage = "critical,digitalSignature,keyCertSign" }, USUAL) },
};

Test(timestamp_authority, commit_58ae149)
{
	ATTACKS(strict);
}

/* ---- encodings ---- */

static struct vs_bytes token_now;

static void
set_token(struct vs_signature *sig)
{
	sig->timestamps[0]->der = token_now;
}

static void
expect_no_token(struct vs_bytes token, const char *message)
{
	const struct attack a = { .label = message,
		.rc = COSIGN_E_TIMESTAMP,
		.message = message,
		STAMPED,
		.change = set_token };
	cosign_error_t *err = cosign_error_new();

	token_now = token;
	attack_judge(&a, attack_try(&a, err), err);
	cosign_error_free(err);
}

static const struct {
	struct vs_bytes bytes;
	const char *message;
} ber[] = {
	{ BYTES(0x1f, 0x80), STAMP "DER: tag of several bytes" },
	{ BYTES(0x1f, 0x05), STAMP "DER: tag of several bytes" },
	{ BYTES(0x30), STAMP "DER: cut" },
	{ BYTES(0x30, 0x81), STAMP "DER: cut" },
	{ BYTES(0x30, 0x84, 0x01), STAMP "DER: cut" },
	{ BYTES(0x30, 0x84, 0xff, 0xff, 0xff, 0xff), STAMP "DER: cut" },
	{ BYTES(0x30, 0x88, 1, 1, 1, 1, 1, 1, 1, 1),
	    STAMP "DER: length of 8 bytes" },
	{ BYTES(0x30, 0x80, 0x00, 0x00), STAMP "DER: indefinite length" },
	{ BYTES(0x30, 0xff), STAMP "DER: length of 127 bytes" },
	{ BYTES(0x30, 0x00), STAMP "DER: cut" },
};

/* BER was made DER of, and read beyond its end. */
Test(pkcs7, commit_3562fcf)
{
	static unsigned char deep[20000];
	size_t i;

	for (i = 0; i < ARRAY_LEN(ber); i++)
		expect_no_token(ber[i].bytes, ber[i].message);
	for (i = 0; i < sizeof(deep); i += 2) {
		deep[i] = 0x30;
		deep[i + 1] = 0x80;
	}
	expect_no_token(
	    (struct vs_bytes){ deep, sizeof(deep) }, STAMP "DER: indefinite");
}

/* The response's status with what says why it failed. */
static void
with_reason(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	struct der_part part = { 0x30, 0,
		vs_copy(vs, "\x30\x07\x02\x01\x00\x03\x02\x00\x01", 9) };

	(void)user;
	set_der_part(vs, bytes, &part);
}

/* Responses that were refused, and tokens in them. */
static const struct attack statuses[] = {
	{ TWIN("granted"), STAMPED },
	{ BAD("granted with changes", TIMESTAMP, STAMP "not granted: status 1"),
		STAMPED, .stamp.status = 1 },
	{ BAD("rejected", TIMESTAMP, STAMP "not granted: status 2"), STAMPED,
		.stamp.status = 2 },
	{ BAD("waiting", TIMESTAMP, STAMP "not granted: status 3"), STAMPED,
		.stamp.status = 3 },
	{ BAD("warning", TIMESTAMP, STAMP "not granted: status 4"), STAMPED,
		.stamp.status = 4 },
	{ BAD("revoked", TIMESTAMP, STAMP "not granted: status 5"), STAMPED,
		.stamp.status = 5 },
	{ BAD("failed, with a token", TIMESTAMP, STAMP "not granted: stat"), STAMPED,
		.stamp.response.fn = with_reason },
	{ BAD("no token", TIMESTAMP, STAMP "DER: cut"), STAMPED, .stamp.no_token = 1 },
	{ BAD("byte after it", TIMESTAMP, STAMP "DER: 1 bytes too many at the"),
		STAMPED, .stamp.response.to = "x" },
	{ BAD("byte after the token", TIMESTAMP, STAMP "DER: 1 bytes too many"),
		STAMPED, .stamp.token.to = "x" },
};

Test(digitorus_timestamp, statuses)
{
	ATTACKS(statuses);
}

/* ---- attributes ---- */

/* "SEQUENCE { OID id-aa-signingCertificateV2, SET { value } }" and such. */
#define ESS_2(length, set, value) \
	"\x30" length             \
	"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f" set value
#define ESS_1(length, set, value) \
	"\x30" length             \
	"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c" set value
#define ZEROS_16 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define SECOND_DIGEST                                              \
	"\x30\x2f"                                                 \
	"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31\x22\x04" \
	"\x20" ZEROS_16 ZEROS_16
#define INTEGER_DIGEST                                             \
	"\x30\x2f"                                                 \
	"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31\x22\x0c" \
	"\x20" ZEROS_16 ZEROS_16

static int
by_bytes(const void *left, const void *right)
{
	const struct vs_bytes *a = left, *b = right;
	const size_t len = a->len < b->len ? a->len : b->len;
	const int order = memcmp(a->p, b->p, len);

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

/* One more attribute, where the order of DER wants it. */
static void
add_attribute(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	struct vs_bytes all[9];
	size_t count = der_elements(*bytes, all, 7);

	all[count++] = *(const struct vs_bytes *)user;
	qsort(all, count, sizeof(all[0]), by_bytes);
	all[count] = (struct vs_bytes){ NULL, 0 };
	*bytes = vs_join(vs, all);
}

#define ATTRIBUTE(bytes)                           \
	.stamp.attributes = { .fn = add_attribute, \
		.user = &(struct vs_bytes){        \
		    (unsigned char[]){ bytes }, sizeof(bytes) - 1 } }
#define UNKNOWN "\x30\x0d\x06\x03\x2a\x03\x04\x31\x06\x02\x04\1\2\3\4"

static void
second_signer(struct vs *vs, struct attack *a)
{
	a->stamp.second = vs_tsa(vs, NULL);
	vs->tsa->next->untrusted = 1;
}

static void
ess_of_another(struct vs *vs, struct attack *a)
{
	a->stamp.ess_cert = vs_tsa(vs, NULL)->chain[0];
	vs->tsa->next->untrusted = 1;
}

/* SignedData without the content that is signed, and with one that is said to
   be plain data. */
#define ENCAPSULATED(bytes)            \
	.stamp.signed_data = DER_PART( \
	    0x30, 2, { (unsigned char[]){ bytes }, sizeof(bytes) - 1 })

/* What the libraries in Go do not look at. */
static const struct attack gaps[] = {
	{ TWIN("usual"), STAMPED },
	{ TWIN("unknown attribute"), STAMPED, ATTRIBUTE(UNKNOWN) },
	{ TWIN("both ESSCertIDs"), STAMPED, .stamp.ess = VS_ESS_BOTH },
	{ BAD("no content type", TIMESTAMP, ATTRIBUTES "content type is not"),
		STAMPED, .stamp.content_type = "" },
	{ BAD("content type of data", TIMESTAMP, ATTRIBUTES "content type is"),
		STAMPED, .stamp.content_type = "1.2.840.113549.1.7.1" },
	{ BAD("ESSCertIDv2 of another", TIMESTAMP, ATTRIBUTES "names another"),
		STAMPED, .prepare = ess_of_another },
	{ BAD("ESSCertID of another", TIMESTAMP, ATTRIBUTES "names another"),
		STAMPED, .stamp.ess = VS_ESS_V1, .prepare = ess_of_another },
	{ BAD("no ESSCertID", TIMESTAMP, ATTRIBUTES "does not name its signer"),
		STAMPED, .stamp.ess = VS_ESS_NONE },
	{ BAD("second digest", TIMESTAMP, ATTRIBUTES "an attribute has two"), STAMPED,
		ATTRIBUTE(SECOND_DIGEST) },
	{ BAD("two signers", TIMESTAMP, STAMP "more than one signer"), STAMPED,
		.prepare = second_signer },
	{ BAD("detached content", TIMESTAMP, STAMP "DER: cut"), STAMPED,
		ENCAPSULATED("\x30\x0d\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09"
		"\x10\x01\x04") },
	{ BAD("content that is data", TIMESTAMP, STAMP "its content is no"),
		STAMPED, .stamp.content_oid = "1.2.840.113549.1.7.1" },
	{ BAD("no attributes", TIMESTAMP, STAMP "SignerInfo: no signed attrib"),
		STAMPED, .stamp.no_attributes = 1 },
	{ BAD("signer by key identifier", TIMESTAMP, STAMP "SignerInfo: signer"),
		STAMPED, .stamp.by_key_id = 1 },
};

Test(digitorus_timestamp, attributes_that_go_passes_over)
{
	ATTACKS(gaps);
}

/* The value of an attribute was taken for what it was not. */
static const struct attack confused[] = {
	{ TWIN("usual"), STAMPED },
	{ BAD("ESSCertIDv2 is a number", TIMESTAMP, ATTRIBUTES "DER: tag"), STAMPED,
		.stamp.ess = VS_ESS_NONE,
		ATTRIBUTE(ESS_2("\x12", "\x31\x03", "\x02\x01\x05")) },
	{ BAD("ESSCertIDv2 is a text", TIMESTAMP, ATTRIBUTES "DER: tag 0"), STAMPED,
		.stamp.ess = VS_ESS_NONE,
		ATTRIBUTE(ESS_2("\x12", "\x31\x03", "\x0c\x01x")) },
	{ BAD("ESSCertIDv2 is null", TIMESTAMP, ATTRIBUTES "DER: tag 0x0"), STAMPED,
		.stamp.ess = VS_ESS_NONE,
		ATTRIBUTE(ESS_2("\x11", "\x31\x02", "\x05\x00")) },
	{ BAD("ESSCertIDv2 is empty", TIMESTAMP, ATTRIBUTES "DER: cut"), STAMPED,
		.stamp.ess = VS_ESS_NONE,
		ATTRIBUTE(ESS_2("\x11", "\x31\x02", "\x30\x00")) },
	{ BAD("ESSCertIDv2 has no value", TIMESTAMP, ATTRIBUTES "DER: cu"), STAMPED,
		.stamp.ess = VS_ESS_NONE,
		ATTRIBUTE(ESS_2("\x0f", "\x31\x00", "")) },
	{ BAD("ESSCertID is a number", TIMESTAMP, ATTRIBUTES "DER: tag 0"), STAMPED,
		ATTRIBUTE(ESS_1("\x12", "\x31\x03", "\x02\x01\x05")) },
	{ BAD("ESSCertID is a boolean", TIMESTAMP, ATTRIBUTES "DER: tag "), STAMPED,
		ATTRIBUTE(ESS_1("\x12", "\x31\x03", "\x01\x01\xff")) },
};

Test(openssl, CVE_2025_69420)
{
	ATTACKS(confused);
}

/* The same of the digest. */
static const struct attack confused_digests[] = {
	{ TWIN("usual"), STAMPED },
	{ BAD("digest is a text", TIMESTAMP, ATTRIBUTES "digest of TSTInf"), STAMPED,
		.stamp.attributes = { "\x31\x22\x04\x20", "\x31\x22\x0c\x20",
			NULL, NULL } },
	{ BAD("a text as well", TIMESTAMP, ATTRIBUTES "an attribute has tw"), STAMPED,
		ATTRIBUTE(INTEGER_DIGEST) },
};

Test(openssl, CVE_2026_22796)
{
	ATTACKS(confused_digests);
}
