/* The rules for a path; path_search_test.c has how one is found. */
#include "x509/path.h"

#include "issuers.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct vs *vs;

static void
enter(void)
{
	const struct vs_options empty = { .empty = 1 };

	vs = vs_new(&empty);
}

static void
leave(void)
{
	vs_free(vs);
}

TestSuite(path, .init = enter, .fini = leave);

#define CODE  CSN_EKU_CODE_SIGNING
#define STAMP CSN_EKU_TIME_STAMPING
#define OK    COSIGN_OK
#define USAGE COSIGN_E_USAGE
#define DEPTH 3

/* Of a leaf and a chain of three one is odd: 0 is the leaf, 3 the root. */
struct odd {
	size_t place;
	struct vs_cert_options o;
	cosign_rc_t rc;
	const char *message; /* behind the place */
};

/* By place. */
struct chain {
	struct vs_cert_options certs[DEPTH + 1];
};

static struct vs_authority *
ca_of(const struct chain *chain)
{
	const struct vs_authority_options o = { .depth = DEPTH,
		.certs = chain->certs + 1 };

	return vs_ca(vs, &o);
}

static struct csn_certificate *
leaf_of(const struct chain *chain, struct vs_authority *ca)
{
	const struct vs_leaf_options o = {
		.ca = ca, .cert = chain->certs[0], .sct_count = VS_NONE
	};

	return certificate_read(vs, vs_leaf(vs, &o));
}

static cosign_rc_t
verify(const struct csn_authority *a, const struct csn_certificate *leaf,
    struct csn_time t, uint32_t usage, cosign_error_t *err)
{
	const struct csn_path_request request = {
		.authority = a,
		.leaf = leaf,
		.time = t,
		.usage = usage,
	};
	const struct csn_issuer *issuer = &a->issuers[a->count - 1];
	const cosign_rc_t rc = csn_path_verify(&issuer, &request, err);

	if (rc == COSIGN_OK)
		cr_expect_eq(issuer, &a->issuers[0]);
	else
		cr_expect_null(issuer);
	return rc;
}

/* What is wrong is wrong about the certificate at a place. */
static void
expect_path(const struct chain *chain, struct csn_time t, uint32_t usage,
    size_t place, cosign_rc_t rc, const char *what)
{
	struct vs_authority *ca = ca_of(chain);
	struct csn_authority *a = authority_copy(ca);
	cosign_error_t *err = cosign_error_new();
	char message[160] = "";

	if (rc != COSIGN_OK && place == 0)
		(void)snprintf(
		    message, sizeof(message), "path: certificate: %s", what);
	else if (rc != COSIGN_OK)
		(void)snprintf(message, sizeof(message),
		    "path: certificate %zu of the chain: %s", place + 1, what);
	expect_error(
	    err, verify(a, leaf_of(chain, ca), t, usage, err), rc, message);
	cosign_error_free(err);
	csn_authority_unref(a);
}

static const struct vs_extension unknown[] = {
	{ "1.2.3.4", "\005\000", 2, VS_RAW, 1 },
	{ .oid = NULL },
};
static const struct vs_extension unknown_not_critical[] = {
	{ "1.2.3.4", "\005\000", 2, VS_RAW, 0 },
	{ .oid = NULL },
};
static const struct vs_extension poison[] = {
	{ "1.3.6.1.4.1.11129.2.4.3", "\005\000", 2, VS_RAW, 1 },
	{ .oid = NULL },
};
static const struct vs_extension poison_not_critical[] = {
	{ "1.3.6.1.4.1.11129.2.4.3", "\005\000", 2, VS_RAW, 0 },
	{ .oid = NULL },
};
/* Of directories, which nobody checks. */
static const struct vs_extension directory_constraints[] = {
	{ "2.5.29.30", "\x30\x08\xa0\x06\x30\x04\xa4\x02\x30\x00", 10, VS_RAW,
	    1 },
	{ .oid = NULL },
};
static const struct vs_extension damaged_constraints[] = {
	{ "2.5.29.30", "\x30\x02\xa5\x00", 4, VS_RAW, 1 },
	{ .oid = NULL },
};

#define NO_CA       "is no CA"
#define TOO_LONG    "path below it is too long"
#define NO_ISSUING  "key usage does not allow it to issue certificates"
#define NO_EKU      "extended key usage does not allow this use below it"
#define UNKNOWN     "has a critical extension that is not known"
#define PRECERT     "is a precertificate"
#define NOT_ALLOWED "name constraints: a name is not among those permitted"

static const struct odd odd_ones[] = {
	/* the leaf: who may sign with it is not asked here */
	{ 0, { .usage = "" }, OK, "" },
	{ 0, { .eku = "" }, OK, "" },
	{ 0, { .eku = "serverAuth" }, OK, "" },
	{ 0, { .basic = "critical,CA:TRUE" }, OK, "" },
	{ 0, { .kind = VS_P384 }, OK, "" },
	{ 0, { .kind = VS_ED25519 }, OK, "" },
	{ 0, { .extensions = unknown_not_critical }, OK, "" },
	{ 0, { .extensions = unknown }, USAGE, UNKNOWN },
	{ 0, { .extensions = poison }, USAGE, PRECERT },
	{ 0, { .extensions = poison_not_critical }, USAGE, PRECERT },
	/* authorities */
	{ 1, { .extensions = unknown_not_critical }, OK, "" },
	{ 1, { .extensions = unknown }, USAGE, UNKNOWN },
	{ 2, { .extensions = unknown }, USAGE, UNKNOWN },
	{ 3, { .extensions = unknown }, USAGE, UNKNOWN },
	{ 1, { .extensions = poison }, USAGE, PRECERT },
	{ 3, { .extensions = poison }, USAGE, PRECERT },
	{ 1, { .basic = "" }, USAGE, NO_CA },
	{ 1, { .basic = "critical,CA:FALSE" }, USAGE, NO_CA },
	{ 2, { .basic = "" }, USAGE, NO_CA },
	{ 3, { .basic = "" }, USAGE, NO_CA },
	{ 1, { .basic = "CA:TRUE" }, OK, "" },
	/* so many may stand between it and the leaf */
	{ 1, { .basic = "critical,CA:TRUE,pathlen:0" }, OK, "" },
	{ 2, { .basic = "critical,CA:TRUE,pathlen:0" }, USAGE, TOO_LONG },
	{ 2, { .basic = "critical,CA:TRUE,pathlen:1" }, OK, "" },
	{ 3, { .basic = "critical,CA:TRUE,pathlen:0" }, USAGE, TOO_LONG },
	{ 3, { .basic = "critical,CA:TRUE,pathlen:1" }, USAGE, TOO_LONG },
	{ 3, { .basic = "critical,CA:TRUE,pathlen:2" }, OK, "" },
	{ 3, { .basic = "critical,CA:TRUE,pathlen:1000000" }, OK, "" },
	{ 3, { .basic = "critical,CA:TRUE" }, OK, "" },
	/* key usage, where it is said */
	{ 1, { .usage = "" }, OK, "" },
	{ 1, { .usage = "keyCertSign" }, OK, "" },
	{ 1, { .usage = "critical,digitalSignature,cRLSign" }, USAGE,
	    NO_ISSUING },
	{ 2, { .usage = "digitalSignature" }, USAGE, NO_ISSUING },
	{ 3, { .usage = "critical,cRLSign" }, USAGE, NO_ISSUING },
	/* extended key usage, where it is said, holds for all below */
	{ 1, { .eku = "" }, OK, "" },
	{ 1, { .eku = "codeSigning,serverAuth" }, OK, "" },
	{ 1, { .eku = "anyExtendedKeyUsage" }, OK, "" },
	{ 1, { .eku = "serverAuth" }, USAGE, NO_EKU },
	{ 1, { .eku = "critical,timeStamping" }, USAGE, NO_EKU },
	{ 2, { .eku = "1.2.3.4" }, USAGE, NO_EKU },
	{ 3, { .eku = "codeSigning" }, OK, "" },
	{ 3, { .eku = "timeStamping" }, USAGE, NO_EKU },
	/* name constraints, for the leaf's names */
	{ 1, { .constraints = "critical,permitted;email:example.com" }, OK,
	    "" },
	{ 1, { .constraints = "permitted;email:example.org" }, USAGE,
	    NOT_ALLOWED },
	{ 2, { .constraints = "critical,permitted;email:example.org" }, USAGE,
	    NOT_ALLOWED },
	{ 3, { .constraints = "critical,excluded;email:example.com" }, USAGE,
	    "name constraints: a name is excluded" },
	{ 3, { .extensions = directory_constraints }, USAGE,
	    "name constraints: of a kind of name that is not checked" },
	{ 2, { .extensions = damaged_constraints }, COSIGN_E_DER,
	    "DER: 2 bytes too many at the end" },
};

Test(path, keeps_the_rules)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(odd_ones); i++) {
		struct chain chain = { { { .kind = VS_P256 } } };

		chain.certs[odd_ones[i].place] = odd_ones[i].o;
		expect_path(&chain, (struct csn_time){ vs->now, 0 }, CODE,
		    odd_ones[i].place, odd_ones[i].rc, odd_ones[i].message);
	}
}

/* Of the usage that is asked for; the first authority that lacks it is
   named. */
Test(path, is_for_a_use)
{
	static const struct {
		const char *eku;
		uint32_t usage;
		cosign_rc_t rc;
	} rows[] = {
		{ "timeStamping", STAMP, OK },
		{ "timeStamping", CODE, USAGE },
		{ "codeSigning", STAMP, USAGE },
		{ "codeSigning,timeStamping", STAMP, OK },
		{ "codeSigning,timeStamping", CODE, OK },
		{ "anyExtendedKeyUsage", STAMP, OK },
		{ "", STAMP, OK },
	};
	size_t i, k;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		struct chain chain = { { { .kind = VS_P256 } } };

		for (k = 1; k <= DEPTH; k++)
			chain.certs[k].eku = rows[i].eku;
		expect_path(&chain, (struct csn_time){ vs->now, 0 },
		    rows[i].usage, 1, rows[i].rc, NO_EKU);
	}
}

#define EARLY "not yet valid at the time of the signature"
#define LATE  "expired at the time of the signature"

/* Seconds after a certificate begins that is valid for 600. */
static const struct {
	int64_t sec;
	uint32_t nsec;
	cosign_rc_t rc;
	const char *message;
} times[] = {
	{ 0, 0, OK, "" },
	{ 0, 1, OK, "" },
	{ 300, 999999999, OK, "" },
	{ 599, 999999999, OK, "" },
	{ 600, 0, OK, "" },
	{ 600, 1, COSIGN_E_EXPIRED, LATE },
	{ 601, 0, COSIGN_E_EXPIRED, LATE },
	{ 1000000, 0, COSIGN_E_EXPIRED, LATE },
	{ -1, 999999999, COSIGN_E_EXPIRED, EARLY },
	{ -1, 0, COSIGN_E_EXPIRED, EARLY },
	{ -1000000, 0, COSIGN_E_EXPIRED, EARLY },
};

/* Both ends are included, and all of the path has to be valid: the leaf, each
   authority, the one that is trusted. */
Test(path, has_a_time)
{
	size_t place, i, k;

	for (place = 0; place <= DEPTH; place++)
		for (i = 0; i < ARRAY_LEN(times); i++) {
			struct chain chain = { { { .kind = VS_P256 } } };

			for (k = 0; k <= DEPTH; k++) {
				chain.certs[k].not_before = 1;
				chain.certs[k].not_after = 4000000000;
			}
			chain.certs[place].not_before = vs->now;
			chain.certs[place].not_after = vs->now + 600;
			expect_path(&chain,
			    (struct csn_time){
				vs->now + times[i].sec, times[i].nsec },
			    CODE, place, times[i].rc, times[i].message);
		}
}

/* All kinds of keys may issue; those of others are no issuers. */
Test(path, goes_through_keys_that_are_known)
{
	static const struct {
		enum vs_kind kind;
		cosign_rc_t rc;
	} rows[] = {
		{ VS_P256, OK },
		{ VS_P384, OK },
		{ VS_P521, OK },
		{ VS_RSA2048, OK },
		{ VS_ED25519, OK },
		{ VS_RSA1024, COSIGN_E_UNTRUSTED },
		{ VS_SECP256K1, COSIGN_E_UNTRUSTED },
	};
	size_t i, place;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		for (place = 1; place <= DEPTH; place += 2) {
			struct chain chain = { { { .kind = VS_P256 } } };
			struct vs_authority *ca;
			struct csn_authority *a;

			chain.certs[place].kind = rows[i].kind;
			ca = ca_of(&chain);
			a = authority_copy(ca);
			cr_expect_eq(a->issuers[place - 1].key != NULL,
			    rows[i].rc == OK);
			cr_expect_eq(
			    verify(a, leaf_of(&chain, ca),
				(struct csn_time){ vs->now, 0 }, CODE, NULL),
			    rows[i].rc, "row %zu, place %zu", i, place);
			csn_authority_unref(a);
		}
}

/* In a way that nobody knows the trusted one alone may be signed. */
Test(path, needs_signatures_that_are_known)
{
	size_t place;

	for (place = 1; place <= DEPTH; place++) {
		struct chain chain = { { { .kind = VS_P256 } } };
		struct vs_authority *ca;
		struct csn_authority *a;

		chain.certs[place].digest = "SHA1";
		ca = ca_of(&chain);
		a = authority_copy(ca);
		cr_expect_eq(
		    a->issuers[place - 1].certificate.has_unknown_scheme, 1);
		cr_expect_eq(verify(a, leaf_of(&chain, ca),
				 (struct csn_time){ vs->now, 0 }, CODE, NULL),
		    place == DEPTH ? OK : COSIGN_E_UNTRUSTED);
		csn_authority_unref(a);
	}
}

/* A link that is not signed by the one above. */
Test(path, needs_each_signature)
{
	const struct vs_edit flip = { .fn = vs_flip };
	cosign_error_t *err = cosign_error_new();
	size_t place;

	for (place = 0; place <= DEPTH; place++) {
		struct chain chain = { { { .kind = VS_P256 } } };
		struct vs_authority *ca;
		struct csn_authority *a;
		cosign_rc_t rc;

		chain.certs[place].signature = flip;
		ca = ca_of(&chain);
		a = authority_copy(ca);
		rc = verify(a, leaf_of(&chain, ca),
		    (struct csn_time){ vs->now, 0 }, CODE, err);
		/* Nobody asks how the trusted one is signed. */
		if (place == DEPTH)
			cr_expect_eq(rc, COSIGN_OK);
		else
			expect_error(err, rc, COSIGN_E_UNTRUSTED,
			    "certificate: no path to a trusted authority");
		csn_authority_unref(a);
	}
	cosign_error_free(err);
}
