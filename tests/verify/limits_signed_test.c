/*
 * The same inside what is signed: certificates, their timestamps, statements,
 * tokens of timestamp authorities.
 */
#include "hostile.h"

#include "util/limits.h"

#include <criterion/criterion.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <string.h>

static struct vs *vs;

static void
enter(void)
{
	vs = vs_new(NULL);
}

static void
leave(void)
{
	vs_free(vs);
}

TestSuite(limits_signed, .init = enter, .fini = leave);

#define OK       COSIGN_OK
#define LIMIT    COSIGN_E_LIMIT
#define MATERIAL "bundle: verificationMaterial: "
#define LEAF     MATERIAL "certificate: extensions: "

/* ---- certificates ---- */

static const char *
with_leaf(const struct vs_leaf_options *leaf)
{
	const struct vs_sign_options sign = { .leaf = leaf };
	struct vs_signature *sig = vs_sign(vs, &sign);

	(void)vs_log(sig, NULL);
	return vs_bundle(sig, NULL);
}

/* The usual leaf with further extensions, each of a number of its own. */
static const char *
with_extensions(size_t count, size_t size)
{
	struct vs_extension *list = calloc(count + 1, sizeof(*list));
	const char *text = hostile_repeat(vs, "x", size);
	struct vs_leaf_options leaf = { .issuer = NULL };
	const char *json;
	size_t i;

	cr_assert_not_null(list);
	for (i = 0; i < count; i++) {
		list[i].oid = vs_text(vs, "1.2.3.%zu", i);
		list[i].text = text;
		list[i].encoding = VS_RAW;
	}
	leaf.cert.extensions = list;
	json = with_leaf(&leaf);
	free(list);
	return json;
}

/* Usage, names, extended usage, both issuers, SCTs. */
#define USUAL_EXTENSIONS 8

Test(limits_signed, of_certificates)
{
	struct vs_leaf_options leaf = { .issuer = NULL };
	struct vs_name names[CSN_SAN_MAX + 2] = { { VS_NAME_END, NULL, 0 } };
	size_t i;

	hostile_expect(vs, "most extensions",
	    with_extensions(CSN_EXTENSIONS_MAX - USUAL_EXTENSIONS, 1), OK, "");
	hostile_expect(vs, "one more",
	    with_extensions(CSN_EXTENSIONS_MAX - USUAL_EXTENSIONS + 1, 1),
	    LIMIT, LEAF "more than 64 extensions");
	hostile_expect(vs, "large", with_extensions(1, 60000), OK, "");
	hostile_expect(vs, "too large", with_extensions(1, CSN_CERTIFICATE_MAX),
	    LIMIT, MATERIAL "certificate: # bytes, at most 65536");
	for (i = 0; i <= CSN_SAN_MAX; i++)
		names[i] = (struct vs_name){ VS_EMAIL, VS_IDENTITY, 0 };
	leaf.cert.names = names;
	hostile_expect(vs, "names", with_leaf(&leaf), LIMIT,
	    LEAF "subject alternative name: more than 16 names");
	leaf.cert.names = names + 1;
	hostile_expect(vs, "most names", with_leaf(&leaf), COSIGN_E_IDENTITY,
	    "certificate: more than one subject alternative name");
	leaf.cert.names = NULL;
	leaf.cert.eku = vs_text(vs, "codeSigning%s",
	    hostile_repeat(vs, ",1.2.3", CSN_USAGES_MAX - 1));
	hostile_expect(vs, "most usages", with_leaf(&leaf), OK, "");
	leaf.cert.eku = vs_text(
	    vs, "codeSigning%s", hostile_repeat(vs, ",1.2.3", CSN_USAGES_MAX));
	hostile_expect(vs, "usages", with_leaf(&leaf), LIMIT,
	    LEAF "extended key usage: more than 32 usages");
}

/* Nobody has the private half of these keys. */
struct odd_key {
	int bits;
	unsigned long exponent;
};

static void
put_rsa(X509 *x509, void *user)
{
	const struct odd_key *odd = user;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_new(), *e = BN_new();
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM *params;

	cr_assert(BN_set_bit(n, odd->bits - 1) && BN_set_bit(n, 0) &&
	    BN_set_word(e, odd->exponent));
	cr_assert(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n) &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, e));
	params = OSSL_PARAM_BLD_to_param(bld);
	cr_assert_eq(EVP_PKEY_fromdata_init(ctx), 1);
	cr_assert_eq(
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params), 1);
	cr_assert_eq(X509_set_pubkey(x509, pkey), 1);
	EVP_PKEY_free(pkey);
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_free(n);
	BN_free(e);
}

Test(limits_signed, of_keys)
{
	static const struct {
		struct odd_key key;
		const char *message;
	} rows[] = {
		{ { 1024, 65537 }, "RSA of 1024 bits, not 2048" },
		{ { 8192, 65537 }, "RSA of 8192 bits, not 2048" },
		{ { 16384, 65537 }, "RSA of 16384 bits, not 2048" },
		{ { 100000, 65537 }, "RSA of 100000 bits, not 2048" },
		{ { 2048, 1 }, "RSA exponent is not odd" },
		{ { 2048, 2 }, "RSA exponent is not odd" },
		{ { 2048, 65536 }, "RSA exponent is not odd" },
		{ { 2048, 4294967297 }, "RSA exponent is not odd" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct odd_key key = rows[i].key;
		const struct vs_leaf_options leaf = { .cert = { .edit = put_rsa,
							  .user = &key } };

		hostile_expect(vs, rows[i].message, with_leaf(&leaf),
		    COSIGN_E_USAGE,
		    vs_text(
			vs, "certificate: public key: %s", rows[i].message));
	}
}

static const struct vs_extension unknown[] = {
	{ .oid = "1.2.3.4", .text = "x", .critical = 1 }, { .oid = NULL }
};

/* A Sigstore of its own, whose first authority has this certificate. */
static void
expect_of_authority(const char *what, const struct vs_cert_options *first,
    int is_tsa, cosign_rc_t rc, const char *message)
{
	const struct vs_cert_options certs[] = { *first, { .key = NULL } };
	const struct vs_authority_options authority = { .certs = certs };
	const struct vs_options options = { .ca = is_tsa ? NULL : &authority,
		.tsa = is_tsa ? &authority : NULL };
	const struct vs_entry_options in_v1 = { .promise = VS_NONE };
	struct vs *other = vs_new(&options);
	struct vs_signature *sig = vs_sign(other, NULL);

	(void)vs_log(sig, is_tsa ? &in_v1 : NULL);
	if (is_tsa)
		(void)vs_stamp(sig, NULL);
	hostile_expect(other, what, vs_bundle(sig, NULL), rc, message);
	vs_free(other);
}

Test(limits_signed, of_critical_extensions)
{
	const struct vs_leaf_options leaf = { .cert.extensions = unknown };
	const struct vs_leaf_options poison = { .poison = 1 };
	const struct vs_cert_options usual = { .key = NULL };
	const struct vs_cert_options odd = { .extensions = unknown };

	hostile_expect(vs, "leaf", with_leaf(&leaf), COSIGN_E_USAGE,
	    "path: certificate: has a critical extension that is not known");
	hostile_expect(vs, "poison", with_leaf(&poison), COSIGN_E_USAGE,
	    "path: certificate: is a precertificate");
	expect_of_authority("a usual CA", &usual, 0, OK, "");
	expect_of_authority("CA", &odd, 0, COSIGN_E_USAGE,
	    "path: certificate 2 of the chain: has a critical extension that "
	    "is not known");
	expect_of_authority("a usual timestamp authority", &usual, 1, OK, "");
	expect_of_authority("timestamp authority", &odd, 1, COSIGN_E_USAGE,
	    "timestamps[0]: timestamp: path: certificate: has a critical "
	    "extension that is not known");
}

static const char *
subtrees(size_t count)
{
	return vs_text(vs, "critical,permitted;email:example.com%s",
	    hostile_repeat(vs, ",permitted;email:other.example", count - 1));
}

Test(limits_signed, of_name_constraints)
{
	const struct vs_cert_options most = { .constraints =
						  subtrees(CSN_SUBTREES_MAX) };
	const struct vs_cert_options more = { .constraints = subtrees(
						  CSN_SUBTREES_MAX + 1) };

	expect_of_authority("most", &most, 0, OK, "");
	expect_of_authority("one more", &more, 0, COSIGN_E_UNTRUSTED,
	    "certificate 2 of the chain: more than 64 name constraints");
}

/* What is said is of the authority that has a path, whoever else is there. */
Test(limits_signed, of_several_authorities)
{
	const struct vs_timestamp_options late = { .time = VS_NOW + 5000 };
	const struct vs_entry_options entry = { .promise = VS_NONE };
	struct vs_signature *sig = vs_sign(vs, NULL);

	(void)vs_ca(vs, NULL);
	(void)vs_log(sig, &entry);
	(void)vs_stamp(sig, &late);
	hostile_expect(vs, "expired", vs_bundle(sig, NULL), COSIGN_E_EXPIRED,
	    "path: certificate: expired at the time of the signature");
}

/* ---- certificate timestamps ---- */

static const char *
with_scts(int count, const struct vs_edit *list)
{
	struct vs_sct_options *scts = calloc((size_t)count, sizeof(*scts));
	struct vs_leaf_options leaf = { .scts = scts, .sct_count = count };
	const char *json;

	cr_assert_not_null(scts);
	if (list != NULL)
		leaf.sct_list = *list;
	json = with_leaf(&leaf);
	free(scts);
	return json;
}

Test(limits_signed, of_scts)
{
	const struct vs_sct_options late = { .timestamp = UINT64_MAX };
	const struct vs_leaf_options leaf = { .scts = &late, .sct_count = 1 };
	const struct vs_edit tail = { .to = "x" };

	hostile_expect(vs, "most", with_scts(CSN_SCTS_MAX, NULL), OK, "");
	hostile_expect(vs, "one more", with_scts(CSN_SCTS_MAX + 1, NULL),
	    COSIGN_E_SCT, "SCT list: more than 16");
	hostile_expect(vs, "hundreds", with_scts(500, NULL), COSIGN_E_SCT,
	    "SCT list: more than 16");
	hostile_expect(vs, "thousands", with_scts(2000, NULL), LIMIT,
	    MATERIAL "certificate: # bytes, at most 65536");
	hostile_expect(vs, "tail", with_scts(1, &tail), COSIGN_E_SCT,
	    "SCT list: 1 bytes too many at the end");
	hostile_expect(vs, "at the end of time", with_leaf(&leaf), OK, "");
}

/* ---- timestamps ---- */

static const char *
with_timestamps(size_t count)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	size_t i;

	(void)vs_log(sig, NULL);
	for (i = 0; i < count; i++) {
		const struct vs_timestamp_options o = { .time = VS_NOW + 2 +
			    (int64_t)i };

		(void)vs_stamp(sig, &o);
	}
	return vs_bundle(sig, NULL);
}

/* The only evidence of time. */
static const char *
with_timestamp(const struct vs_timestamp_options *o)
{
	const struct vs_entry_options entry = { .promise = VS_NONE };
	struct vs_signature *sig = vs_sign(vs, NULL);

	(void)vs_log(sig, &entry);
	(void)vs_stamp(sig, o);
	return vs_bundle(sig, NULL);
}

Test(limits_signed, of_timestamps)
{
	static const struct {
		const char *what;
		struct vs_timestamp_options options;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ "usual", { .time = 0 }, OK, "" },
		{ "tail of the response", { .response.to = "x" },
		    COSIGN_E_TIMESTAMP,
		    "timestamps[0]: timestamp: DER: 1 bytes too many at the "
		    "end" },
		{ "tail of the token", { .token.to = "x" }, COSIGN_E_TIMESTAMP,
		    "timestamps[0]: timestamp: DER: 1 bytes too many at the "
		    "end" },
		{ "tail of the info", { .info.to = "x" }, COSIGN_E_TIMESTAMP,
		    "timestamps[0]: timestamp: TSTInfo: DER: 1 bytes too many "
		    "at the end" },
		{ "fraction", { .fraction = "123456789" }, OK, "" },
		{ "long fraction", { .fraction = "1234567891" },
		    COSIGN_E_TIMESTAMP,
		    "timestamps[0]: timestamp: TSTInfo: not a time of RFC "
		    "5280" },
		{ "before the certificate", { .time = VS_NOW - 4000 },
		    COSIGN_E_EXPIRED, "path: certificate: not yet valid" },
		{ "1950", { .time = -631152000, .signing_time = VS_NONE },
		    COSIGN_E_EXPIRED,
		    "timestamps[0]: timestamp: path: certificate: not yet "
		    "valid at the time of the signature" },
		{ "9999", { .time = 253402300799, .signing_time = VS_NONE },
		    COSIGN_E_EXPIRED,
		    "timestamps[0]: timestamp: path: certificate: expired at "
		    "the time of the signature" },
	};
	size_t i;

	hostile_expect(vs, "most", with_timestamps(CSN_TIMESTAMPS_MAX), OK, "");
	hostile_expect(vs, "one more", with_timestamps(CSN_TIMESTAMPS_MAX + 1),
	    LIMIT,
	    MATERIAL "timestampVerificationData: rfc3161Timestamps: more than "
		     "32 elements");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		hostile_expect(vs, rows[i].what,
		    with_timestamp(&rows[i].options), rows[i].rc,
		    rows[i].message);
}

/* ---- chains ---- */

Test(limits_signed, of_chains)
{
	struct vs_bundle_options o = { .version = VS_V02 };
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_cert links[CSN_CHAIN_MAX + 1];
	size_t i;

	(void)vs_log(sig, NULL);
	for (i = 0; i <= CSN_CHAIN_MAX; i++) {
		links[i] = i == 0 ? *sig->cert : *vs->ca->chain[0];
		links[i].issuer = &links[i + 1];
	}
	sig->cert = links;
	o.chain = CSN_CHAIN_MAX - 1;
	hostile_expect(vs, "most", vs_bundle(sig, &o), OK, "");
	o.chain = CSN_CHAIN_MAX;
	hostile_expect(vs, "one more", vs_bundle(sig, &o), LIMIT,
	    MATERIAL
	    "x509CertificateChain: certificates: more than 10 elements");
}

/* ---- statements ---- */

static const char *
with_statement(
    const struct vs_statement_options *statement, const struct vs_edit *text)
{
	struct vs_sign_options sign = { .dsse = 1, .statement = statement };
	struct vs_signature *sig;

	if (text != NULL)
		sign.text = *text;
	sig = vs_sign(vs, &sign);
	(void)vs_log(sig, NULL);
	return vs_bundle(sig, NULL);
}

#define DIGEST \
	"a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447"

/* The artifact, and others up to so many. */
static const char *
with_subjects(size_t count)
{
	struct vs_subject *list = calloc(count + 1, sizeof(*list));
	const struct vs_statement_options o = { .subjects = list };
	const char *json;
	size_t i;

	cr_assert_not_null(list);
	for (i = 0; i < count; i++)
		list[i] = (struct vs_subject){ vs_text(vs, "%zu", i), "sha256",
			i + 1 < count ? "00" : DIGEST };
	json = with_statement(&o, NULL);
	free(list);
	return json;
}

Test(limits_signed, of_statements)
{
	const char *deep =
	    vs_text(vs, "%s%s", hostile_repeat(vs, "[", CSN_JSON_DEPTH_MAX),
		hostile_repeat(vs, "]", CSN_JSON_DEPTH_MAX));
	const struct vs_statement_options nested = { .predicate = vs_text(vs,
							 "{\"x\":%s}", deep) };
	const struct vs_edit twice = { "{\"_type\"",
		"{\"subject\":[],\"_type\"", NULL, NULL };
	const struct vs_edit tail = { .to = "x" };

	hostile_expect(
	    vs, "most subjects", with_subjects(CSN_SUBJECTS_MAX), OK, "");
	hostile_expect(vs, "one more", with_subjects(CSN_SUBJECTS_MAX + 1),
	    COSIGN_E_STATEMENT, "statement: more than 1024 subjects");
	hostile_expect(vs, "deep", with_statement(&nested, NULL),
	    COSIGN_E_STATEMENT, "statement: nested deeper than 64 levels");
	hostile_expect(vs, "twice", with_statement(NULL, &twice),
	    COSIGN_E_STATEMENT,
	    "statement: line 1 column #: member name is repeated");
	hostile_expect(vs, "tail", with_statement(NULL, &tail),
	    COSIGN_E_STATEMENT,
	    "statement: line 1 column #: something follows the document");
}
