/* Whole timestamps, by authorities of the virtual Sigstore: each row of what
   has to be checked. */
#include "timestamp/token.h"

#include "cases.h"
#include "vectors.h"
#include "virtual/virtual.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct vs *vs;
static struct vs_signature *sig;

static void
enter(void)
{
	vs = vs_new(NULL);
	sig = vs_sign(vs, NULL);
}

static void
leave(void)
{
	vs_free(vs);
}

TestSuite(timestamp, .init = enter, .fini = leave);

#define OK        COSIGN_OK
#define REFUSED   COSIGN_E_TIMESTAMP
#define UNTRUSTED COSIGN_E_UNTRUSTED
#define EXPIRED   COSIGN_E_EXPIRED
#define USAGE     COSIGN_E_USAGE

#define NO_SIGNER  "timestamp: no certificate of its signer"
#define NOT_SIGNED "timestamp: not signed by the authority"
#define NOT_ALONE \
	"timestamp: its signer's certificate is not for time stamping alone"
#define NO_PATH "timestamp: certificate: no path to a trusted authority"

static struct csn_span
span_of(struct vs_bytes bytes)
{
	return csn_span(bytes.p, bytes.len);
}

/* As the trusted root has it: without what was cut off at either end. */
static struct csn_authority *
authority_of(const struct vs_authority *from)
{
	const struct csn_window window = { .has_start = from->start != VS_NONE,
		.start = { from->start, 0 },
		.has_end = from->end != VS_NONE,
		.end = { from->end, 0 } };
	struct csn_span certificates[VS_CHAIN_MAX];
	struct csn_authority *out = NULL;
	size_t count = 0, i;

	for (i = from->cut_first; i + from->cut_last < from->depth; i++)
		certificates[count++] = span_of(from->chain[i]->der);
	MUST(csn_authority_new(&out, CSN_AUTHORITY_TSA, certificates, count,
	    csn_span_str("https://tsa.test"), &window, NULL));
	return out;
}

/* By one of these; *which is the one. */
static cosign_rc_t
verify_by(int *which, const struct vs_timestamp *stamp,
    const struct csn_authority_list *tsas, unsigned int *budget,
    cosign_error_t *err)
{
	struct csn_token *token = calloc(1, sizeof(*token));
	const struct csn_authority *tsa = NULL;
	cosign_rc_t rc;
	size_t i;

	cr_assert_not_null(token);
	*which = -1;
	rc = csn_token_read(token, span_of(stamp->der), err);
	if (rc == COSIGN_OK)
		rc = csn_token_check_imprint(
		    token, span_of(sig->signature), err);
	if (rc == COSIGN_OK)
		rc = csn_token_verify(&tsa, token, tsas, budget, err);
	cr_expect_eq(tsa != NULL, rc == COSIGN_OK);
	for (i = 0; i < tsas->count; i++)
		if (tsa == tsas->items[i])
			*which = (int)i;
	free(token);
	return rc;
}

static cosign_rc_t
verify(const struct vs_timestamp *stamp, const struct vs_authority *tsa,
    cosign_error_t *err)
{
	struct csn_authority *known = authority_of(tsa);
	const struct csn_authority_list list = { &known, 1 };
	cosign_rc_t rc;
	int which;

	rc = verify_by(&which, stamp, &list, NULL, err);
	csn_authority_unref(known);
	return rc;
}

static void
expect_stamp(const struct vs_timestamp_options *o,
    const struct vs_authority *tsa, cosign_rc_t rc, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t got;

	sig->timestamp_count = 0;
	got = verify(vs_stamp(sig, o), tsa, err);
	if (rc == OK)
		cr_expect_eq(got, OK, "%s", cosign_error_message(err));
	else
		expect_error(err, got, rc, message);
	cosign_error_free(err);
}

/* Authorities of each kind, and what they may say. */
static const struct good {
	enum vs_kind kind;
	size_t depth;
	struct vs_timestamp_options o;
} good[] = {
	{ VS_P256, 2, { .tsa = NULL } },
	{ VS_P384, 2, { .tsa = NULL } },
	{ VS_P521, 2, { .tsa = NULL } },
	{ VS_RSA2048, 2, { .tsa = NULL } },
	{ VS_RSA2048, 2, { .signature_oid = "" } },
	{ VS_ED25519, 2, { .tsa = NULL } },
	{ VS_P384, 2, { .digest = "SHA256" } },
	{ VS_P256, 2, { .imprint = "SHA384" } },
	{ VS_P256, 2, { .imprint = "SHA512" } },
	{ VS_P256, 2, { .digest = "SHA512" } },
	{ VS_P256, 2, { .fraction = "125" } },
	{ VS_P256, 2, { .nonce = 1, .ordering = 1, .policy = "1.2.3.4" } },
	{ VS_P256, 2, { .accuracy = "" } },
	{ VS_P256, 2, { .ess = VS_ESS_V1 } },
	{ VS_P256, 2, { .ess = VS_ESS_BOTH } },
	{ VS_P256, 2, { .ess_digest = "SHA512" } },
	{ VS_P256, 2, { .ess_no_serial = 1 } },
	{ VS_P256, 2, { .signing_time = VS_NONE } },
	{ VS_P256, 2, { .embed = VS_EMBED_NOTHING } },
	{ VS_P256, 2, { .embed = VS_EMBED_ABSENT } },
	{ VS_P256, 3, { .embed = VS_EMBED_LEAF } },
	{ VS_P256, 4, { .embed = VS_EMBED_CHAIN } },
	{ VS_P256, 3, { .embed = VS_EMBED_WITH_ROOT } },
	/* two algorithms for the two digests */
	{ VS_P256, 2, { .signature_digest = "SHA512" } },
};

Test(timestamp, is_accepted)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(good); i++) {
		const struct vs_authority_options a = { .kind = good[i].kind,
			.depth = good[i].depth };
		struct vs_timestamp_options o = good[i].o;

		o.tsa = vs_tsa(vs, &a);
		expect_stamp(&o, o.tsa, OK, "");
	}
}

/* One thing about a timestamp is odd. */
static const struct bad {
	struct vs_timestamp_options o;
	cosign_rc_t rc;
	const char *message;
} bad[] = {
	/* response */
	{ { .status = 1 }, REFUSED, "timestamp: not granted: status 1" },
	{ { .status = 2, .no_token = 1 }, REFUSED,
	    "timestamp: not granted: status 2" },
	{ { .response = { .to = "x" } }, COSIGN_E_DER,
	    "timestamp: DER: 1 bytes too many at the end" },
	{ { .token = { .to = "x" } }, COSIGN_E_DER,
	    "timestamp: DER: 1 bytes too many at the end" },
	{ { .signed_data = { .to = "x" } }, COSIGN_E_DER,
	    "timestamp: DER: 1 bytes too many at the end" },
	{ { .info = { .to = "x" } }, COSIGN_E_DER,
	    "timestamp: TSTInfo: DER: 1 bytes too many at the end" },
	/* content */
	{ { .content_oid = "1.2.3" }, COSIGN_E_MALFORMED,
	    "timestamp: its content is no TSTInfo" },
	{ { .version = 2 }, COSIGN_E_UNSUPPORTED,
	    "timestamp: TSTInfo: version is not 1" },
	{ { .imprint = "SHA1" }, COSIGN_E_UNSUPPORTED,
	    "timestamp: TSTInfo: messageImprint: hash is none of" },
	{ { .fraction = "10" }, COSIGN_E_MALFORMED,
	    "timestamp: TSTInfo: not a time of RFC 5280" },
	/* who signed, and how */
	{ { .by_key_id = 1 }, COSIGN_E_MALFORMED,
	    "timestamp: SignerInfo: signer is not named by issuer" },
	{ { .no_attributes = 1 }, COSIGN_E_MALFORMED,
	    "timestamp: SignerInfo: no signed attributes" },
	{ { .digest = "SHA1" }, COSIGN_E_UNSUPPORTED,
	    "timestamp: SignerInfo: hash is none of" },
	{ { .signature = { .fn = vs_flip } }, REFUSED, NOT_SIGNED },
	{ { .signature = { .to = "x" } }, REFUSED, NOT_SIGNED },
	/* attributes */
	{ { .content_type = "" }, REFUSED,
	    "timestamp: signed attributes: content type is not TSTInfo's" },
	{ { .content_type = "1.2.840.113549.1.7.1" }, REFUSED,
	    "timestamp: signed attributes: content type is not TSTInfo's" },
	{ { .ess = VS_ESS_NONE }, REFUSED,
	    "timestamp: signed attributes: does not name its signer's" },
	{ { .signing_time = VS_NOW - 400 * 86400 }, REFUSED,
	    "timestamp: signed attributes: signing time is outside" },
	{ { .attributes = { .to = "x" } }, REFUSED,
	    "timestamp: signed attributes: DER: cut" },
};

Test(timestamp, has_one_odd_thing)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(bad); i++)
		expect_stamp(&bad[i].o, vs->tsa, bad[i].rc, bad[i].message);
}

Test(timestamp, is_of_these_bytes)
{
	const struct vs_timestamp_options o = { .over = vs_of("other") };

	expect_stamp(
	    &o, vs->tsa, REFUSED, "timestamp: is of another signature");
}

Test(timestamp, has_one_signer)
{
	const struct vs_timestamp_options o = { .second = vs_tsa(vs, NULL) };

	expect_stamp(
	    &o, vs->tsa, COSIGN_E_MALFORMED, "timestamp: more than one signer");
}

static void
expect_by_another(
    const struct vs_timestamp_options *o, cosign_rc_t rc, const char *message)
{
	expect_stamp(o, vs->tsa, rc, message);
}

/* Another key, another name, another authority. */
Test(timestamp, is_by_this_authority)
{
	const struct vs_authority *other = vs_tsa(vs, NULL);
	const struct vs_timestamp_options key = { .key = other->chain[0]->key };
	const struct vs_timestamp_options named = { .named = other->chain[0] };
	const struct vs_timestamp_options ess = { .ess_cert = other->chain[0] };

	expect_by_another(&key, REFUSED, NOT_SIGNED);
	expect_by_another(&named, REFUSED, NO_SIGNER);
	expect_by_another(&ess, REFUSED,
	    "timestamp: signed attributes: names another certificate");
}

/* Its certificates are looked at, wherever they come from. */
static void
expect_from_another(enum vs_embed embed, cosign_rc_t rc, const char *message)
{
	struct vs_authority *other = vs_tsa(vs, NULL);
	const struct vs_timestamp_options o = { .tsa = other, .embed = embed };

	expect_stamp(&o, vs->tsa, rc, message);
}

Test(timestamp, brings_no_trust_along)
{
	expect_from_another(VS_EMBED_NOTHING, REFUSED, NO_SIGNER);
	expect_from_another(VS_EMBED_ABSENT, REFUSED, NO_SIGNER);
	expect_from_another(VS_EMBED_LEAF, UNTRUSTED,
	    "timestamp: signed by another than the authority's certificate");
	expect_from_another(VS_EMBED_WITH_ROOT, UNTRUSTED,
	    "timestamp: signed by another than the authority's certificate");
	/* Where the trusted root does not say who signs. */
	vs->tsa->cut_first = 1;
	expect_from_another(VS_EMBED_NOTHING, REFUSED, NO_SIGNER);
	expect_from_another(VS_EMBED_LEAF, UNTRUSTED, NO_PATH);
	expect_from_another(VS_EMBED_WITH_ROOT, UNTRUSTED, NO_PATH);
}

/* The signer may come with the timestamp alone, and so may what stands
   between it and the root. */
Test(timestamp, may_bring_its_certificates)
{
	static const struct {
		enum vs_embed embed;
		size_t cut_first;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ VS_EMBED_LEAF, 0, OK, "" },
		{ VS_EMBED_LEAF, 1, OK, "" },
		{ VS_EMBED_LEAF, 2, UNTRUSTED, NO_PATH },
		{ VS_EMBED_CHAIN, 2, OK, "" },
		{ VS_EMBED_WITH_ROOT, 2, OK, "" },
		{ VS_EMBED_NOTHING, 0, OK, "" },
		{ VS_EMBED_NOTHING, 1, REFUSED, NO_SIGNER },
	};
	const struct vs_authority_options a = { .depth = 3 };
	struct vs_timestamp_options o = { .tsa = vs_tsa(vs, &a) };
	struct vs_authority known = *o.tsa;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		o.embed = rows[i].embed;
		known.cut_first = rows[i].cut_first;
		expect_stamp(&o, &known, rows[i].rc, rows[i].message);
	}
}

/* Not the first in the bag, nor the one that looks like a signer. */
Test(timestamp, signer_is_found_by_its_name)
{
	const struct vs_authority *other = vs_tsa(vs, NULL);
	const struct vs_cert *others[] = { other->chain[0], other->chain[1],
		NULL };
	struct vs_timestamp_options o = { .first = others, .last = others };

	expect_stamp(&o, vs->tsa, OK, "");
	o.embed = VS_EMBED_NOTHING;
	/* Others alone, although the trusted root has the signer's. */
	expect_stamp(&o, vs->tsa, REFUSED,
	    "timestamp: its signer is not among its certificates");
	vs->tsa->cut_first = 1;
	expect_stamp(&o, vs->tsa, REFUSED, NO_SIGNER);
	o.embed = VS_EMBED_LEAF;
	expect_stamp(&o, vs->tsa, OK, "");
	/* twice the same */
	o.first = (const struct vs_cert *[]){ vs->tsa->chain[0], NULL };
	expect_stamp(&o, vs->tsa, OK, "");
}

/* A second certificate of the same issuer and serial number. */
Test(timestamp, has_one_certificate_of_its_signer)
{
	const struct vs_cert_options twin = { .serial = 7,
		.common_name = "twin",
		.eku = "critical,timeStamping" };
	const struct vs_cert_options certs[] = { { .serial = 7 },
		{ .serial = 8 } };
	const struct vs_authority_options a = { .certs = certs };
	struct vs_timestamp_options o = { .tsa = vs_tsa(vs, &a) };

	o.last =
	    (const struct vs_cert *[]){ vs_cert(vs, o.tsa->chain[1], &twin),
		    NULL };
	expect_stamp(
	    &o, o.tsa, REFUSED, "timestamp: two certificates of its signer");
	o.embed = VS_EMBED_NOTHING;
	expect_stamp(
	    &o, o.tsa, REFUSED, "timestamp: two certificates of its signer");
}

/* Even one that is not needed. */
Test(timestamp, carries_nothing_but_certificates)
{
	struct vs_cert broken = *vs->tsa->chain[1];
	const struct vs_cert *list[] = { &broken, NULL };
	struct vs_timestamp_options o = { .first = list };
	static const char message[] = "timestamp: certificates[0]: DER: cut";

	broken.der = vs_copy(vs, "\x30\x02\x30\x00", 4);
	expect_stamp(&o, vs->tsa, REFUSED, message);
	o.embed = VS_EMBED_NOTHING;
	expect_stamp(&o, vs->tsa, REFUSED, message);
	o.first = NULL;
	o.last = list;
	o.embed = VS_EMBED_LEAF;
	expect_stamp(
	    &o, vs->tsa, REFUSED, "timestamp: certificates[1]: DER: cut");
}

/* Of several authorities the one that made it, whichever place it has; if it
   is none, the last of them says why. */
Test(timestamp, is_by_one_of_several)
{
	struct vs_authority *late = vs_tsa(vs, NULL);
	struct csn_authority *known[3];
	struct csn_authority_list list = { known, 3 };
	const struct vs_timestamp_options o = { .tsa = late };
	cosign_error_t *err = cosign_error_new();
	int which;

	late->end = VS_NOW;
	known[0] = authority_of(vs->tsa);
	known[1] = authority_of(vs_tsa(vs, NULL));
	known[2] = authority_of(late);
	MUST(verify_by(&which, vs_stamp(sig, NULL), &list, NULL, NULL));
	cr_expect_eq(which, 0);
	expect_error(err,
	    verify_by(&which, vs_stamp(sig, &o), &list, NULL, err), EXPIRED,
	    "timestamp: the authority is not trusted at that time");
	known[2]->window.has_end = 0;
	MUST(verify_by(&which, vs_stamp(sig, &o), &list, NULL, NULL));
	cr_expect_eq(which, 2);
	list.count = 0;
	expect_error(err,
	    verify_by(&which, vs_stamp(sig, NULL), &list, NULL, err), UNTRUSTED,
	    "timestamp: no timestamp authority is trusted");
	for (which = 0; which < 3; which++)
		csn_authority_unref(known[which]);
	cosign_error_free(err);
}

/* Signatures of paths, which many timestamps share. */
Test(timestamp, spends_a_budget)
{
	struct csn_authority *known;
	struct csn_authority_list list = { &known, 1 };
	cosign_error_t *err = cosign_error_new();
	unsigned int budget = 1;
	int which;

	vs->tsa->cut_first = 1;
	known = authority_of(vs->tsa);
	MUST(verify_by(&which, vs_stamp(sig, NULL), &list, &budget, NULL));
	cr_expect_eq(budget, 0);
	expect_error(err,
	    verify_by(&which, vs_stamp(sig, NULL), &list, &budget, err),
	    REFUSED, "timestamp: too many signatures to verify for a path");
	csn_authority_unref(known);
	cosign_error_free(err);
}

/* Of the authority's certificates one is odd: 0 signs, 2 is the root. */
static const struct authority {
	size_t place;
	struct vs_cert_options o;
	cosign_rc_t rc;
	const char *message;
} authorities[] = {
	/* for time stamping alone, and critically so */
	{ 0, { .eku = "timeStamping" }, USAGE, NOT_ALONE },
	{ 0, { .eku = "" }, USAGE, NOT_ALONE },
	{ 0, { .eku = "critical,codeSigning" }, USAGE, NOT_ALONE },
	{ 0, { .eku = "critical,anyExtendedKeyUsage" }, USAGE, NOT_ALONE },
	{ 0, { .eku = "critical,timeStamping,codeSigning" }, USAGE, NOT_ALONE },
	{ 0, { .eku = "critical,timeStamping,1.2.3" }, USAGE, NOT_ALONE },
	{ 0, { .usage = "" }, OK, "" },
	{ 0, { .usage = "critical,keyAgreement" }, USAGE,
	    "timestamp: its signer's key usage does not allow signatures" },
	{ 0, { .usage = "nonRepudiation" }, OK, "" },
	{ 0, { .usage = "critical,keyCertSign" }, USAGE,
	    "timestamp: its signer's key usage does not allow signatures" },
	{ 0, { .basic = "critical,CA:FALSE" }, OK, "" },
	/* those above may be for it, or for anything */
	{ 1, { .eku = "" }, OK, "" },
	{ 1, { .eku = "anyExtendedKeyUsage" }, OK, "" },
	{ 1, { .eku = "timeStamping,codeSigning" }, OK, "" },
	{ 1, { .eku = "codeSigning" }, USAGE,
	    "timestamp: path: certificate 2 of the chain: extended key usage" },
	{ 1, { .usage = "critical,digitalSignature" }, USAGE,
	    "timestamp: path: certificate 2 of the chain: key usage does" },
	{ 2, { .basic = "critical,CA:TRUE,pathlen:0" }, USAGE,
	    "timestamp: path: certificate 3 of the chain: path below it is" },
	{ 0, { .signature = { .fn = vs_flip } }, UNTRUSTED, NO_PATH },
	{ 1, { .signature = { .fn = vs_flip } }, UNTRUSTED, NO_PATH },
	{ 2, { .signature = { .fn = vs_flip } }, OK, "" },
};

Test(timestamp, authority_may_issue_timestamps)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(authorities); i++) {
		struct vs_cert_options certs[3] = { { .kind = VS_P256 } };
		const struct vs_authority_options a = { .depth = 3,
			.certs = certs };
		struct vs_timestamp_options o = { .embed = VS_EMBED_LEAF };

		certs[authorities[i].place] = authorities[i].o;
		o.tsa = vs_tsa(vs, &a);
		expect_stamp(
		    &o, o.tsa, authorities[i].rc, authorities[i].message);
	}
}

/* An authority that signs itself; only the timestamp can say so, since its
   certificate is no leaf to a trusted root. */
Test(timestamp, signer_is_no_ca)
{
	const struct vs_cert_options certs[] = {
		{ .basic = "critical,CA:TRUE", .kind = VS_P256 },
		{ .kind = VS_P256 },
	};
	const struct vs_authority_options a = { .certs = certs };
	const struct vs_timestamp_options o = { .tsa = vs_tsa(vs, &a) };

	expect_stamp(&o, o.tsa, USAGE, "timestamp: its signer is a CA");
}

/* Keys that nobody knows how to use. */
Test(timestamp, signer_has_a_key_that_is_known)
{
	static const enum vs_kind kinds[] = { VS_RSA1024, VS_SECP256K1 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct vs_cert_options certs[] = { { .kind = kinds[i] },
			{ .kind = VS_P256 } };
		const struct vs_authority_options a = { .certs = certs };
		const struct vs_timestamp_options o = { .tsa = vs_tsa(vs, &a) };

		expect_stamp(&o, o.tsa, REFUSED,
		    "timestamp: its signer's key is of another kind");
	}
}

/* All certificates are valid at the time of the timestamp, both ends
   included, whether or not they are now; its fraction counts. */
static const struct {
	int64_t time;
	const char *fraction;
	cosign_rc_t rc;
	const char *what;
} times[] = {
	{ VS_NOW, NULL, OK, "" },
	{ VS_NOW, "000000001", OK, "" },
	{ VS_NOW + 600, NULL, OK, "" },
	{ VS_NOW + 600, "000000001", EXPIRED, "expired" },
	{ VS_NOW + 601, NULL, EXPIRED, "expired" },
	{ VS_NOW - 1, "999999999", EXPIRED, "not yet valid" },
	{ VS_NOW - 1, NULL, EXPIRED, "not yet valid" },
};

Test(timestamp, has_a_time)
{
	size_t place, i;

	for (place = 0; place < 3; place++) {
		struct vs_cert_options certs[3] = { { .kind = VS_P256 } };
		const struct vs_authority_options a = { .depth = 3,
			.certs = certs };
		struct vs_timestamp_options o = { .signing_time = VS_NONE };

		certs[place].not_before = VS_NOW;
		certs[place].not_after = VS_NOW + 600;
		o.tsa = vs_tsa(vs, &a);
		for (i = 0; i < ARRAY_LEN(times); i++) {
			o.time = times[i].time;
			o.fraction = times[i].fraction;
			expect_stamp(&o, o.tsa, times[i].rc,
			    times[i].rc == OK ? ""
				: place == 0
				? vs_text(vs,
				      "timestamp: path: certificate: %s at",
				      times[i].what)
				: vs_text(vs,
				      "timestamp: path: certificate %zu of "
				      "the chain: %s at",
				      place + 1, times[i].what));
		}
	}
}

/* And within the authority's window. */
Test(timestamp, has_a_time_when_the_authority_was_trusted)
{
	static const struct {
		int64_t start, end;
		const char *fraction;
		cosign_rc_t rc;
	} rows[] = {
		{ VS_NOW, VS_NONE, NULL, OK },
		{ VS_NONE, VS_NOW, NULL, OK },
		{ VS_NOW, VS_NOW, NULL, OK },
		{ VS_NONE, VS_NONE, NULL, OK },
		{ VS_NONE, VS_NOW, "5", EXPIRED },
		{ VS_NOW + 1, VS_NONE, NULL, EXPIRED },
		{ VS_NOW + 1, VS_NONE, "5", EXPIRED },
		{ VS_NONE, VS_NOW - 1, NULL, EXPIRED },
	};
	struct vs_timestamp_options o = { .time = VS_NOW };
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		vs->tsa->start = rows[i].start;
		vs->tsa->end = rows[i].end;
		o.fraction = rows[i].fraction;
		expect_stamp(&o, vs->tsa, rows[i].rc,
		    rows[i].rc == OK ? ""
				     : "timestamp: the authority is not "
				       "trusted at that time");
	}
}

#define FOLDER "sigstore-conformance/bundle-verify"

/* The timestamp of a recorded bundle, and the signature that it is of. */
Test(timestamp, agrees_with_what_others_recorded)
{
	struct vector text;
	const char *stamp, *signature;
	struct vs_bytes der, signed_by;
	struct csn_token token;
	json_t *root;

	cases_require(FOLDER);
	text = cases_load(FOLDER, "rekor2-happy-path/bundle.sigstore.json");
	root = json_loadb(text.data, text.len, 0, NULL);
	cr_assert_eq(json_unpack(root, "{s:{s:{s:[{s:s}]}}, s:{s:s}}",
			 "verificationMaterial", "timestampVerificationData",
			 "rfc3161Timestamps", "signedTimestamp", &stamp,
			 "messageSignature", "signature", &signature),
	    0);
	der = vs_copy(vs, stamp, strlen(stamp));
	signed_by = vs_copy(vs, signature, strlen(signature));
	cr_assert_geq(EVP_DecodeBlock(der.p, (const unsigned char *)stamp,
			  (int)strlen(stamp)),
	    0);
	cr_assert_geq(
	    EVP_DecodeBlock(signed_by.p, (const unsigned char *)signature,
		(int)strlen(signature)),
	    0);
	der.len = strcspn(stamp, "=") * 3 / 4;
	signed_by.len = strcspn(signature, "=") * 3 / 4;
	MUST(csn_token_read(&token, span_of(der), NULL));
	MUST(csn_token_check_imprint(&token, span_of(signed_by), NULL));
	cr_expect_str_eq(
	    vs_hex(vs, vs_copy(vs, token.imprint.bytes, token.imprint.len)),
	    "6ddf31609e2a6c814f8266aab75204b7a1f5e96d1bc07dde6ff39add8408cda2");
	/* 2025-06-12T12:02:20Z */
	cr_expect_eq(token.time.sec, 1749729740);
	json_decref(root);
	vector_free(&text);
}
