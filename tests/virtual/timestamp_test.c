/* RFC 3161 timestamps, by OpenSSL's verification. */
#include "vectors.h"
#include "virtual/virtual.h"

#include <criterion/criterion.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/ts.h>

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

TestSuite(virtual_timestamp, .init = enter, .fini = leave);

static TS_RESP *
read_response(const struct vs_timestamp *stamp)
{
	const unsigned char *p = stamp->der.p;
	TS_RESP *response = d2i_TS_RESP(NULL, &p, (long)stamp->der.len);

	cr_assert_not_null(response);
	cr_expect_eq((size_t)(p - stamp->der.p), stamp->der.len);
	return response;
}

static TS_VERIFY_CTX *
context(const struct vs_authority *tsa, int64_t at)
{
	TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
	X509_STORE *store = X509_STORE_new();
	STACK_OF(X509) *certs = sk_X509_new_null();
	size_t i;

	cr_assert_eq(
	    X509_STORE_add_cert(store, tsa->chain[tsa->depth - 1]->x509), 1);
	X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), at);
	for (i = 0; i + 1 < tsa->depth; i++) {
		cr_assert_gt(sk_X509_push(certs, tsa->chain[i]->x509), 0);
		cr_assert_eq(X509_up_ref(tsa->chain[i]->x509), 1);
	}
	(void)TS_VERIFY_CTX_set_store(ctx, store);
	(void)TS_VERIFY_CTX_set_certs(ctx, certs);
	(void)TS_VERIFY_CTX_set_data(
	    ctx, BIO_new_mem_buf(sig->signature.p, (int)sig->signature.len));
	(void)TS_VERIFY_CTX_set_flags(ctx,
	    TS_VFY_VERSION | TS_VFY_DATA | TS_VFY_SIGNATURE | TS_VFY_SIGNER);
	return ctx;
}

/* What stops OpenSSL from accepting a response; 0: nothing does. */
static int
judge(const struct vs_authority *tsa, const struct vs_timestamp *stamp)
{
	TS_VERIFY_CTX *ctx = context(tsa, vs->now + 2);
	TS_RESP *response = read_response(stamp);
	int reason = 0;

	ERR_clear_error();
	if (TS_RESP_verify_response(ctx, response) != 1)
		reason = ERR_GET_REASON(ERR_peek_last_error());
	TS_RESP_free(response);
	TS_VERIFY_CTX_free(ctx);
	ERR_clear_error();
	return reason;
}

Test(virtual_timestamp, usual)
{
	struct vs_timestamp *stamp = vs_stamp(sig, NULL);
	TS_RESP *response = read_response(stamp);
	TS_TST_INFO *info = TS_RESP_get_tst_info(response);
	char policy[64];
	const ASN1_GENERALIZEDTIME *time = TS_TST_INFO_get_time(info);

	cr_expect_eq(judge(vs->tsa, stamp), 0);
	cr_expect_eq(sig->timestamp_count, 1);
	(void)OBJ_obj2txt(
	    policy, sizeof(policy), TS_TST_INFO_get_policy_id(info), 1);
	cr_expect_str_eq(policy, "1.3.6.1.4.1.57264.2");
	cr_expect_str_eq(
	    (const char *)ASN1_STRING_get0_data(time), "20250615150642Z");
	cr_expect_null(TS_TST_INFO_get_nonce(info));
	cr_expect_eq(TS_TST_INFO_get_ordering(info), 0);
	TS_RESP_free(response);
}

Test(virtual_timestamp, chosen_values)
{
	static const uint64_t nonces[] = { 1, 0x7f, 0x80, 0xff00, UINT64_MAX };
	struct vs_timestamp_options o = { .accuracy = "300", .ordering = 1 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(nonces); i++) {
		TS_RESP *response;
		TS_TST_INFO *info;
		uint64_t nonce = 0;

		o.nonce = nonces[i];
		response = read_response(vs_stamp(sig, &o));
		info = TS_RESP_get_tst_info(response);
		cr_assert_eq(ASN1_INTEGER_get_uint64(
				 &nonce, TS_TST_INFO_get_nonce(info)),
		    1);
		cr_expect_eq(nonce, nonces[i], "row %zu", i);
		cr_expect_neq(TS_TST_INFO_get_ordering(info), 0);
		cr_expect_eq(ASN1_INTEGER_get(TS_ACCURACY_get_seconds(
				 TS_TST_INFO_get_accuracy(info))),
		    300);
		TS_RESP_free(response);
	}
}

/* Each is good; the authority's keys, its chain, and how it signs. */
static const struct good {
	enum vs_kind kind;
	size_t depth;
	struct vs_timestamp_options o;
} good[] = {
	{ VS_P256, 2, { .imprint = "SHA384" } },
	{ VS_P256, 2, { .imprint = "SHA512" } },
	{ VS_P256, 2, { .imprint = "SHA1" } },
	{ VS_P256, 2, { .digest = "SHA384" } },
	{ VS_P256, 2, { .digest = "SHA512" } },
	{ VS_P384, 2, { .fraction = "125" } },
	{ VS_P384, 3, { .digest = "SHA256" } },
	{ VS_P521, 2, { .nonce = UINT64_MAX } },
	{ VS_RSA2048, 2, { .nonce = 1 } },
	{ VS_RSA2048, 3, { .signature_oid = "" } },
	{ VS_P256, 1, { .ordering = 1 } },
	{ VS_P256, 3, { .embed = VS_EMBED_CHAIN } },
	{ VS_P256, 3, { .embed = VS_EMBED_WITH_ROOT } },
	{ VS_P256, 3, { .embed = VS_EMBED_NOTHING } },
	{ VS_P256, 3, { .embed = VS_EMBED_ABSENT } },
	{ VS_P256, 2, { .ess = VS_ESS_V1 } },
	{ VS_P256, 2, { .ess = VS_ESS_BOTH } },
	{ VS_P256, 2, { .ess_digest = "SHA512" } },
	{ VS_P256, 2, { .ess_no_serial = 1 } },
	{ VS_P256, 2, { .accuracy = "" } },
	{ VS_P256, 2, { .accuracy = "300" } },
	{ VS_P256, 2, { .policy = "1.2.3.4" } },
	{ VS_P256, 2, { .signing_time = VS_NONE } },
	{ VS_P256, 2, { .signing_time = 1 } },
};

Test(virtual_timestamp, good_ones)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(good); i++) {
		const struct vs_authority_options a = { .kind = good[i].kind,
			.depth = good[i].depth };
		struct vs_timestamp_options o = good[i].o;

		o.tsa = vs_tsa(vs, &a);
		cr_expect_eq(judge(o.tsa, vs_stamp(sig, &o)), 0, "row %zu", i);
		sig->timestamp_count = 0;
	}
}

/* Each has one thing about it that OpenSSL refuses. */
static const struct bad {
	int reason;
	struct vs_timestamp_options o;
} bad[] = {
	{ TS_R_NO_TIME_STAMP_TOKEN, { .status = 2, .no_token = 1 } },
	{ TS_R_UNSUPPORTED_VERSION, { .version = 2 } },
	{ TS_R_SIGNATURE_FAILURE, { .signature.fn = vs_flip } },
	{ TS_R_SIGNATURE_FAILURE, { .signature_digest = "SHA512" } },
	{ ESS_R_MISSING_SIGNING_CERTIFICATE_ATTRIBUTE, { .ess = VS_ESS_NONE } },
	{ ESS_R_MISSING_SIGNING_CERTIFICATE_ATTRIBUTE, { .no_attributes = 1 } },
	/* which OpenSSL does not look at */
	{ 0, { .content_type = "" } },
	{ 0, { .content_type = "1.2.840.113549.1.7.1" } },
};

Test(virtual_timestamp, bad_ones)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(bad); i++)
		cr_expect_eq(judge(vs->tsa, vs_stamp(sig, &bad[i].o)),
		    bad[i].reason, "row %zu", i);
}

Test(virtual_timestamp, of_something_else)
{
	const struct vs_timestamp_options o = { .over = vs_of("other") };

	cr_expect_eq(
	    judge(vs->tsa, vs_stamp(sig, &o)), TS_R_MESSAGE_IMPRINT_MISMATCH);
}

Test(virtual_timestamp, of_somebody_else)
{
	struct vs_authority *other = vs_tsa(vs, NULL);
	struct vs_timestamp_options o = { .tsa = other };

	cr_expect_eq(
	    judge(vs->tsa, vs_stamp(sig, &o)), TS_R_CERTIFICATE_VERIFY_ERROR);
	o = (struct vs_timestamp_options){ .ess_cert = other->chain[0] };
	cr_expect_neq(judge(vs->tsa, vs_stamp(sig, &o)), 0);
	o = (struct vs_timestamp_options){ .key = other->chain[0]->key };
	cr_expect_eq(judge(vs->tsa, vs_stamp(sig, &o)), TS_R_SIGNATURE_FAILURE);
	o = (struct vs_timestamp_options){ .named = other->chain[0] };
	cr_expect_neq(judge(vs->tsa, vs_stamp(sig, &o)), 0);
	o = (struct vs_timestamp_options){ .second = other };
	cr_expect_eq(
	    judge(vs->tsa, vs_stamp(sig, &o)), TS_R_THERE_MUST_BE_ONE_SIGNER);
}

static void
expect_embedded(
    const struct vs_timestamp_options *o, const struct vs_cert *const *certs)
{
	TS_RESP *response = read_response(vs_stamp(sig, o));
	const STACK_OF(X509) *list = TS_RESP_get_token(response)->d.sign->cert;
	int i;

	for (i = 0; certs[i] != NULL; i++)
		cr_expect_eq(
		    X509_cmp(sk_X509_value(list, i), certs[i]->x509), 0);
	cr_expect_eq(sk_X509_num(list), i);
	TS_RESP_free(response);
}

Test(virtual_timestamp, embedded_certificates)
{
	const struct vs_cert *tsa = vs->tsa->chain[0];
	const struct vs_cert *root = vs->tsa->chain[1];
	const struct vs_cert *other = vs_tsa(vs, NULL)->chain[0];
	const struct vs_cert *const attacker[] = { other, NULL };
	struct vs_timestamp_options o = { .first = attacker };

	expect_embedded(&o, (const struct vs_cert *[]){ other, tsa, NULL });
	o = (struct vs_timestamp_options){ .last = attacker };
	expect_embedded(&o, (const struct vs_cert *[]){ tsa, other, NULL });
	o = (struct vs_timestamp_options){ .embed = VS_EMBED_WITH_ROOT };
	expect_embedded(&o, (const struct vs_cert *[]){ tsa, root, NULL });
	o = (struct vs_timestamp_options){ .embed = VS_EMBED_NOTHING };
	expect_embedded(&o, (const struct vs_cert *[]){ NULL });
	o = (struct vs_timestamp_options){ .embed = VS_EMBED_NOTHING,
		.last = attacker };
	expect_embedded(&o, (const struct vs_cert *[]){ other, NULL });
}

#define TAIL                       \
	{                          \
		.to = "0123456789" \
	}

/* Bytes behind each layer, inside the next one, which is longer then. */
static const struct vs_timestamp_options tails[] = { { .info = TAIL },
	{ .attributes = TAIL }, { .signer_info = TAIL },
	{ .signed_data = TAIL }, { .token = TAIL }, { .response = TAIL } };

Test(virtual_timestamp, trailing_bytes)
{
	const size_t usual = vs_stamp(sig, NULL)->der.len;
	size_t i;

	for (i = 0; i < ARRAY_LEN(tails); i++) {
		const struct vs_bytes der = vs_stamp(sig, &tails[i])->der;

		/* ECDSA signatures vary, and so may serial numbers. */
		cr_expect_geq(der.len, usual + 10 - 4, "row %zu", i);
		cr_expect_leq(der.len, usual + 10 + 8, "row %zu", i);
	}
}

Test(virtual_timestamp, attributes_are_in_order)
{
	struct vs_timestamp_options o = { .ess = VS_ESS_BOTH };
	TS_RESP *response = read_response(vs_stamp(sig, &o));
	const PKCS7_SIGNER_INFO *info = sk_PKCS7_SIGNER_INFO_value(
	    TS_RESP_get_token(response)->d.sign->signer_info, 0);
	unsigned char *sorted = NULL, *as_is = NULL;
	int a, b;

	cr_expect_eq(sk_X509_ATTRIBUTE_num(info->auth_attr), 5);
	/* This keeps the order; the other sorts, also the list. */
	a = ASN1_item_i2d((const ASN1_VALUE *)info->auth_attr, &as_is,
	    ASN1_ITEM_rptr(PKCS7_ATTR_VERIFY));
	b = ASN1_item_i2d((const ASN1_VALUE *)info->auth_attr, &sorted,
	    ASN1_ITEM_rptr(PKCS7_ATTR_SIGN));
	cr_assert_eq(a, b);
	cr_expect_arr_eq(sorted, as_is, (size_t)a);
	OPENSSL_free(sorted);
	OPENSSL_free(as_is);
	TS_RESP_free(response);
}

Test(virtual_timestamp, by_key_identifier)
{
	const struct vs_timestamp_options o = { .by_key_id = 1 };
	const struct vs_bytes der = vs_stamp(sig, &o)->der;
	const unsigned char *p = der.p;

	/* PKCS#7 does not know them. */
	cr_expect_null(d2i_TS_RESP(NULL, &p, (long)der.len));
	ERR_clear_error();
}

/* An authority that may not do it, or not then. */
static const struct vs_cert_options unfit[] = {
	{ .eku = "" },
	{ .eku = "timeStamping" },
	{ .eku = "critical,timeStamping,codeSigning" },
	{ .usage = "critical,keyCertSign" },
	{ .not_after = VS_NOW + 1 },
	{ .not_before = VS_NOW + 3 },
	{ .signature.fn = vs_flip },
};

Test(virtual_timestamp, unfit_authorities)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(unfit); i++) {
		struct vs_cert_options certs[2] = { unfit[i], { .key = NULL } };
		const struct vs_authority_options a = { .certs = certs };
		struct vs_timestamp_options o = { .tsa = vs_tsa(vs, &a) };

		cr_expect_eq(judge(o.tsa, vs_stamp(sig, &o)),
		    TS_R_CERTIFICATE_VERIFY_ERROR, "row %zu", i);
	}
}
