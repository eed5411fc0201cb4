/* Certificates and their SCTs, by OpenSSL's path validation and CT checks. */
#include "bytes.h"
#include "scratch.h"
#include "vectors.h"
#include "virtual/virtual.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>
#include <openssl/ct.h>
#include <openssl/x509v3.h>
#include <string.h>

static struct vs *vs;

static void
enter(void)
{
	scratch_enter();
	vs = vs_new(NULL);
}

static void
leave(void)
{
	vs_free(vs);
	scratch_leave();
}

TestSuite(virtual_certificate, .init = enter, .fini = leave);

/* What OpenSSL says about a leaf at a time: an X509_V_ code. */
static int
judge(const struct vs_authority *a, const struct vs_cert *leaf, int64_t at,
    unsigned long flags)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *between = sk_X509_new_null();
	X509_VERIFY_PARAM *param;
	size_t i;
	int error;

	for (i = 0; i + 1 < a->depth; i++)
		cr_assert_gt(sk_X509_push(between, a->chain[i]->x509), 0);
	cr_assert_eq(
	    X509_STORE_add_cert(store, a->chain[a->depth - 1]->x509), 1);
	cr_assert_eq(X509_STORE_CTX_init(ctx, store, leaf->x509, between), 1);
	param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(param, at);
	cr_assert_eq(X509_VERIFY_PARAM_set_flags(param, flags), 1);
	(void)X509_verify_cert(ctx);
	error = X509_STORE_CTX_get_error(ctx);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	sk_X509_free(between);
	return error;
}

struct chain {
	enum vs_kind kind;
	size_t depth;
};

ParameterizedTestParameters(virtual_certificate, chains_verify)
{
	static struct chain rows[] = {
		{ VS_P256, 1 },
		{ VS_P256, 2 },
		{ VS_P256, 4 },
		{ VS_P384, 2 },
		{ VS_P521, 2 },
		{ VS_RSA2048, 3 },
		{ VS_ED25519, 2 },
	};
	return cr_make_param_array(struct chain, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct chain *row, virtual_certificate, chains_verify)
{
	const unsigned long flags =
	    X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE;
	const struct vs_authority_options o = { .kind = row->kind,
		.depth = row->depth };
	struct vs_authority *ca = vs_ca(vs, &o);
	struct vs_cert *leaf =
	    vs_leaf(vs, &(struct vs_leaf_options){ .ca = ca });

	cr_expect_eq(judge(ca, leaf, vs->now, flags), X509_V_OK);
	cr_expect_eq(judge(ca, leaf, vs->now + 599, flags), X509_V_OK);
	cr_expect_eq(
	    judge(ca, leaf, vs->now - 1, flags), X509_V_ERR_CERT_NOT_YET_VALID);
	cr_expect_eq(
	    judge(ca, leaf, vs->now + 601, flags), X509_V_ERR_CERT_HAS_EXPIRED);
	cr_expect_neq(judge(vs->ca, leaf, vs->now, flags), X509_V_OK);
}

Test(virtual_certificate, leaf_kinds)
{
	static const enum vs_kind kinds[] = { VS_P256, VS_P384, VS_P521,
		VS_RSA2048, VS_ED25519 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct vs_leaf_options o = { .cert.kind = kinds[i] };
		struct vs_cert *leaf = vs_leaf(vs, &o);

		cr_expect_eq(
		    judge(vs->ca, leaf, vs->now, 0), X509_V_OK, "row %zu", i);
		cr_expect_eq(
		    EVP_PKEY_eq(X509_get0_pubkey(leaf->x509), leaf->key->pkey),
		    1);
	}
}

static const struct vs_extension unknown[] = {
	{ .oid = "1.2.3.4",
	    .text = "\005\000",
	    .len = 2,
	    .encoding = VS_RAW,
	    .critical = 1 },
	{ .oid = NULL },
};

static const struct vs_extension unknown_not_critical[] = {
	{ .oid = "1.2.3.4", .text = "anything" },
	{ .oid = NULL },
};

/* One odd certificate in a chain of three and a leaf: 0 is the leaf. */
static const struct odd {
	size_t place;
	int error;
	struct vs_cert_options o;
} odd_ones[] = {
	{ 0, X509_V_OK, { .extensions = unknown_not_critical } },
	{ 0, X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION,
	    { .extensions = unknown } },
	{ 2, X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION,
	    { .extensions = unknown } },
	{ 0, X509_V_ERR_CERT_SIGNATURE_FAILURE, { .signature.fn = vs_flip } },
	{ 1, X509_V_ERR_CERT_SIGNATURE_FAILURE, { .signature.fn = vs_flip } },
	{ 0, X509_V_OK, { .tbs = { "alice", "malte", NULL, NULL } } },
	{ 1, X509_V_ERR_INVALID_CA, { .basic = "critical,CA:FALSE" } },
	{ 2, X509_V_ERR_PATH_LENGTH_EXCEEDED,
	    { .basic = "critical,CA:TRUE,pathlen:0" } },
	{ 1, X509_V_ERR_INVALID_CA, { .usage = "critical,cRLSign" } },
	{ 2, X509_V_ERR_EXCLUDED_VIOLATION,
	    { .constraints = "critical,excluded;email:example.com" } },
	{ 2, X509_V_ERR_PERMITTED_VIOLATION,
	    { .constraints = "critical,permitted;email:example.org" } },
	{ 2, X509_V_OK,
	    { .constraints = "critical,permitted;email:example.com" } },
	{ 1, X509_V_ERR_CERT_HAS_EXPIRED, { .not_after = VS_NOW - 1 } },
	{ 3, X509_V_ERR_CERT_NOT_YET_VALID, { .not_before = VS_NOW + 1 } },
};

Test(virtual_certificate, one_odd_certificate)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(odd_ones); i++) {
		const struct odd *row = &odd_ones[i];
		struct vs_cert_options certs[3] = { { .key = NULL } };
		const struct vs_authority_options o = { .depth = 3,
			.certs = certs };
		struct vs_leaf_options leaf = { .issuer = NULL };

		if (row->place == 0)
			leaf.cert = row->o;
		else
			certs[row->place - 1] = row->o;
		leaf.ca = vs_ca(vs, &o);
		cr_expect_eq(judge(leaf.ca, vs_leaf(vs, &leaf), vs->now, 0),
		    row->error, "row %zu", i);
	}
}

Test(virtual_certificate, another_signer)
{
	struct vs_leaf_options o = { .cert.signer = vs_key(vs, VS_P256) };

	cr_expect_eq(judge(vs->ca, vs_leaf(vs, &o), vs->now, 0),
	    X509_V_ERR_CERT_SIGNATURE_FAILURE);
}

static void
make_version_1(X509 *x509, void *user)
{
	cr_assert_eq(X509_set_version(x509, *(long *)user), 1);
}

Test(virtual_certificate, edits)
{
	long version = X509_VERSION_1;
	struct vs_leaf_options o = { .cert = { .edit = make_version_1,
					 .user = &version } };
	struct vs_cert *leaf = vs_leaf(vs, &o);

	cr_expect_eq(X509_get_version(leaf->x509), X509_VERSION_1);
	o = (struct vs_leaf_options){ .cert.tbs = { .to = "x" } };
	leaf = vs_leaf(vs, &o);
	cr_expect_null(leaf->x509);
	cr_expect_gt(leaf->der.len, 500);
}

/* The bytes of an extension, by its OID, the n-th of that. */
static void
expect_extension(
    const X509 *x509, const char *oid, int n, int critical, const char *hex)
{
	ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	const ASN1_OCTET_STRING *value;
	X509_EXTENSION *extension;
	int at = -1;

	do
		at = X509_get_ext_by_OBJ(x509, object, at);
	while (at >= 0 && n-- > 0);
	ASN1_OBJECT_free(object);
	if (hex == NULL) {
		cr_expect_lt(at, 0, "%s is there", oid);
		return;
	}
	cr_assert_geq(at, 0, "%s is not there", oid);
	extension = X509_get_ext(x509, at);
	value = X509_EXTENSION_get_data(extension);
	cr_expect_eq(
	    X509_EXTENSION_get_critical(extension), critical, "%s", oid);
	expect_hex(ASN1_STRING_get0_data(value),
	    (size_t)ASN1_STRING_length(value), hex);
}

Test(virtual_certificate, usual_leaf)
{
	struct vs_leaf_options o = { .issuer = "https://a" };
	X509 *x509 = vs_leaf(vs, &o)->x509;

	cr_expect_eq(X509_NAME_entry_count(X509_get_subject_name(x509)), 0);
	expect_extension(x509, "2.5.29.15", 0, 1, "03020780");
	expect_extension(x509, "2.5.29.37", 0, 0, "300a06082b06010505070303");
	expect_extension(x509, "2.5.29.17", 0, 1,
	    "30138111616c696365406578616d706c652e636f6d");
	expect_extension(x509, VS_FULCIO(1), 0, 0, "68747470733a2f2f61");
	expect_extension(x509, VS_FULCIO(8), 0, 0, "0c0968747470733a2f2f61");
	expect_extension(x509, "2.5.29.19", 0, 0, NULL);
	expect_extension(x509, "1.3.6.1.4.1.11129.2.4.3", 0, 0, NULL);
}

Test(virtual_certificate, chosen_extensions)
{
	static const struct vs_extension list[] = {
		{ .oid = VS_FULCIO(2), .text = "push", .encoding = VS_RAW },
		{ .oid = VS_FULCIO(24), .text = "sub" },
		{ .oid = VS_FULCIO(24), .text = "twice", .critical = 1 },
		{ .oid = VS_FULCIO(9),
		    .text = "\014\005a\000b",
		    .len = 5,
		    .encoding = VS_RAW },
		{ .oid = NULL },
	};
	struct vs_leaf_options o = { .issuer_v1 = "",
		.issuer_v2 = "x",
		.poison = 1,
		.sct_count = VS_NONE,
		.cert = { .eku = "",
		    .usage = "",
		    .basic = "CA:TRUE",
		    .extensions = list } };
	X509 *x509 = vs_leaf(vs, &o)->x509;

	expect_extension(x509, VS_FULCIO(1), 0, 0, NULL);
	expect_extension(x509, VS_FULCIO(8), 0, 0, "0c0178");
	expect_extension(x509, VS_FULCIO(2), 0, 0, "70757368");
	expect_extension(x509, VS_FULCIO(24), 0, 0, "0c03737562");
	expect_extension(x509, VS_FULCIO(24), 1, 1, "0c057477696365");
	expect_extension(x509, VS_FULCIO(9), 0, 0, "0c05610062");
	expect_extension(x509, "2.5.29.19", 0, 0, "30030101ff");
	expect_extension(x509, "2.5.29.15", 0, 0, NULL);
	expect_extension(x509, "2.5.29.37", 0, 0, NULL);
	expect_extension(x509, "1.3.6.1.4.1.11129.2.4.2", 0, 0, NULL);
	expect_extension(x509, "1.3.6.1.4.1.11129.2.4.3", 0, 1, "0500");
}

Test(virtual_certificate, names_of_each_type)
{
	static const struct vs_name all[] = {
		{ .type = VS_EMAIL, .text = "a\000b", .len = 3 },
		{ .type = VS_URI, .text = "u:" },
		{ .type = VS_DNS, .text = "d" },
		{ .type = VS_IP, .text = "\177\000\000\001", .len = 4 },
		{ .type = VS_USERNAME, .text = "n!t" },
		{ .type = VS_NAME_DER, .text = "\210\001\052", .len = 3 },
		{ .type = VS_NAME_END },
	};
	static const struct vs_name none[] = { { .type = VS_NAME_END } };
	struct vs_leaf_options o = { .cert = { .names = all,
					 .names_not_critical = 1 } };

	expect_extension(vs_leaf(vs, &o)->x509, "2.5.29.17", 0, 0,
	    "302a"
	    "8103610062"
	    "8602753a"
	    "820164"
	    "87047f000001"
	    "a013060a2b0601040183bf300107a0050c036e2174"
	    "88012a");
	o.cert.names = none;
	expect_extension(vs_leaf(vs, &o)->x509, "2.5.29.17", 0, 0, NULL);
}

/* ---- SCTs ---- */

static CT_POLICY_EVAL_CTX *
ct_context(const struct vs_cert *leaf)
{
	CT_POLICY_EVAL_CTX *ctx = CT_POLICY_EVAL_CTX_new();
	static CTLOG_STORE *store;
	const struct vs_log *log;
	char *names = vs_text(vs, "enabled_logs =");
	char *text = vs_text(vs, "%s", "");
	int n = 0;

	for (log = vs->ct; log != NULL; log = log->next, n++) {
		names = vs_text(vs, "%s%s log%d", names, n > 0 ? "," : "", n);
		text = vs_text(vs, "%s[log%d]\ndescription = x\nkey = %s\n",
		    text, n, vs_base64(vs, log->raw_key));
	}
	text = vs_text(vs, "%s\n%s", names, text);
	scratch_write("logs", text, strlen(text));
	CTLOG_STORE_free(store);
	store = CTLOG_STORE_new();
	cr_assert_eq(CTLOG_STORE_load_file(store, "logs"), 1);
	CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(ctx, store);
	CT_POLICY_EVAL_CTX_set_time(ctx, (uint64_t)vs->now * 1000);
	cr_assert_eq(CT_POLICY_EVAL_CTX_set1_cert(ctx, leaf->x509), 1);
	if (leaf->issuer != NULL)
		cr_assert_eq(
		    CT_POLICY_EVAL_CTX_set1_issuer(ctx, leaf->issuer->x509), 1);
	return ctx;
}

/* The states of the embedded SCTs in a row, such as "VI?"; "-" if the list
   cannot be read. */
static const char *
sct_states(const struct vs_cert *leaf)
{
	static char text[16];
	CT_POLICY_EVAL_CTX *ctx = ct_context(leaf);
	STACK_OF(SCT) *list =
	    X509_get_ext_d2i(leaf->x509, NID_ct_precert_scts, NULL, NULL);
	int i;

	(void)snprintf(text, sizeof(text), "%s", list == NULL ? "-" : "");
	if (list != NULL)
		(void)SCT_LIST_validate(list, ctx);
	for (i = 0; list != NULL && i < sk_SCT_num(list); i++) {
		const sct_validation_status_t status =
		    SCT_get_validation_status(sk_SCT_value(list, i));

		text[i] = status == SCT_VALIDATION_STATUS_VALID   ? 'V'
		    : status == SCT_VALIDATION_STATUS_INVALID     ? 'I'
		    : status == SCT_VALIDATION_STATUS_UNKNOWN_LOG ? '?'
								  : 'U';
		text[i + 1] = '\0';
	}
	SCT_LIST_free(list);
	CT_POLICY_EVAL_CTX_free(ctx);
	return text;
}

static void
expect_scts(const char *states, const struct vs_leaf_options *o)
{
	cr_expect_str_eq(sct_states(vs_leaf(vs, o)), states);
}

static void
expect_sct(const char *states, const struct vs_sct_options *sct)
{
	const struct vs_leaf_options o = { .scts = sct };

	expect_scts(states, &o);
}

Test(virtual_certificate, scts_verify)
{
	const struct vs_log_options rsa = { .kind = VS_RSA2048 };
	const struct vs_sct_options two[] = { { .log = NULL },
		{ .log = vs_ct(vs, &rsa),
		    .timestamp = VS_NOW * 1000ull - 7,
		    .extensions = {
			(unsigned char[]){ 0, 0, 5, 0, 0, 0, 1, 2 }, 8 } } };
	struct vs_leaf_options o = { .sct_count = 2 };

	expect_scts("V", NULL);
	expect_scts("VV", &o);
	o.scts = two;
	expect_scts("VV", &o);
	o.sct_count = VS_NONE;
	expect_scts("-", &o);
}

Test(virtual_certificate, scts_of_other_issuers)
{
	const struct vs_authority_options one = { .depth = 1 };
	struct vs_leaf_options o = { .ca = vs_ca(vs, &one) };

	expect_scts("V", &o);
	o.ca = vs_ca(vs, NULL);
	expect_scts("V", &o);
}

static const struct {
	const char *states;
	struct vs_sct_options o;
} odd_scts[] = {
	{ "I", { .signature.fn = vs_flip } },
	{ "I", { .signed_data.to = "x" } },
	{ "I", { .timestamp = VS_NOW * 1000ull + 1 } },
	{ "U", { .version = 1 } },
	{ "-", { .length_lie = 1 } },
	{ "-", { .hash = 2 } },
	/* OpenSSL reads no further than the signature. */
	{ "V", { .sct.to = "x" } },
};

Test(virtual_certificate, odd_scts)
{
	struct vs_leaf_options o = { .list_length_lie = 1 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(odd_scts); i++)
		expect_sct(odd_scts[i].states, &odd_scts[i].o);
	expect_scts("-", &o);
	o.list_length_lie = -1;
	expect_scts("-", &o);
	o.list_length_lie = 0;
	o.sct_list.to = "x";
	expect_scts("-", &o);
}

Test(virtual_certificate, scts_about_others)
{
	struct vs_sct_options o = { .over = vs_leaf(vs, NULL) };

	expect_sct("I", &o);
	o.over = NULL;
	o.issuer = vs->ca->chain[1];
	expect_sct("I", &o);
}

Test(virtual_certificate, scts_by_others)
{
	struct vs *elsewhere = vs_new(NULL);
	struct vs_sct_options o = { .log = elsewhere->ct };

	expect_sct("?", &o);
	o.log = NULL;
	o.log_id = vs_digest(vs, "SHA256", vs_of("no log"));
	expect_sct("?", &o);
	o.log_id = vs_ct(vs, NULL)->id;
	expect_sct("I", &o);
	vs_free(elsewhere);
}

Test(virtual_certificate, detached_sct)
{
	struct vs_cert *leaf =
	    vs_leaf(vs, &(struct vs_leaf_options){ .sct_count = VS_NONE });
	json_t *json = json_loads(vs_sct_json(vs, leaf, NULL), 0, NULL);
	const char *id, *extensions, *signature;
	json_int_t timestamp;
	int version;
	CT_POLICY_EVAL_CTX *ctx = ct_context(leaf);
	SCT *sct;

	cr_assert_eq(
	    json_unpack(json, "{s:i, s:s, s:I, s:s, s:s!}", "sct_version",
		&version, "id", &id, "timestamp", &timestamp, "extensions",
		&extensions, "signature", &signature),
	    0);
	sct = SCT_new_from_base64((unsigned char)version, id,
	    CT_LOG_ENTRY_TYPE_X509, (uint64_t)timestamp, extensions, signature);
	cr_assert_not_null(sct);
	cr_expect_eq(SCT_validate(sct, ctx), 1);
	SCT_free(sct);
	CT_POLICY_EVAL_CTX_free(ctx);
	json_decref(json);
}
