/* AlgorithmIdentifiers, and signatures by what they name. */
#include "x509/certificate.h"

#include "der_text.h"
#include "virtual/virtual.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

#define OK          COSIGN_OK
#define DER         COSIGN_E_DER
#define UNSUPPORTED COSIGN_E_UNSUPPORTED

#define NONE   COSIGN_HASH_NONE
#define SHA256 COSIGN_HASH_SHA256
#define SHA384 COSIGN_HASH_SHA384
#define SHA512 COSIGN_HASH_SHA512

#define NOT_LISTED \
	"signature algorithm is none of ECDSA, RSA, Ed25519 with SHA-2"
#define UNUSUAL "RSASSA-PSS with unusual parameters"

#define EC_OID  "06:2a8648ce3d0403"
#define RSA_OID "06:2a864886f70d0101"
#define SHA_OID "06:60864801650304020"

/* RSASSA-PSS-params: hash, MGF1 with a hash, salt. */
#define PSS(hash, mgf, salt)                                    \
	"30{" RSA_OID "0a 30{a0{30{" hash "}} a1{30{" mgf "}} " \
	"a2{" salt "}}}"
#define MGF1(hash) RSA_OID "08 30{" hash "}"

struct scheme {
	char text[160];
	cosign_rc_t rc;
	enum csn_key_kind kind;
	cosign_hash_t hash;
	int pss;
	char message[64];
};

ParameterizedTestParameters(scheme, is_read)
{
	static struct scheme rows[] = {
		{ "30{" EC_OID "02}", OK, CSN_KEY_P256, SHA256, 0, "" },
		{ "30{" EC_OID "03}", OK, CSN_KEY_P256, SHA384, 0, "" },
		{ "30{" EC_OID "04}", OK, CSN_KEY_P256, SHA512, 0, "" },
		{ "30{" EC_OID "01}", UNSUPPORTED, 0, NONE, 0, NOT_LISTED },
		{ "30{" EC_OID "05}", UNSUPPORTED, 0, NONE, 0, NOT_LISTED },
		{ "30{06:2a8648ce3d0401}", UNSUPPORTED, 0, NONE, 0,
		    NOT_LISTED }, /* SHA-1 */
		{ "30{" EC_OID "}", UNSUPPORTED, 0, NONE, 0, NOT_LISTED },
		{ "30{" EC_OID "0200}", UNSUPPORTED, 0, NONE, 0, NOT_LISTED },
		/* without parameters, even NULL */
		{ "30{" EC_OID "02 05:}", DER, 0, NONE, 0,
		    "DER: 2 bytes too many at the end" },
		{ "30{" RSA_OID "0b 05:}", OK, CSN_KEY_RSA, SHA256, 0, "" },
		{ "30{" RSA_OID "0c 05:}", OK, CSN_KEY_RSA, SHA384, 0, "" },
		{ "30{" RSA_OID "0d 05:}", OK, CSN_KEY_RSA, SHA512, 0, "" },
		/* with NULL and nothing else */
		{ "30{" RSA_OID "0b}", DER, 0, NONE, 0, "DER: cut" },
		{ "30{" RSA_OID "0b 30{}}", DER, 0, NONE, 0,
		    "DER: tag 0x30 where 0x05 belongs" },
		{ "30{" RSA_OID "0b 05:00}", DER, 0, NONE, 0,
		    "DER: 1 bytes too many at the end" },
		{ "30{" RSA_OID "0b 05: 05:}", DER, 0, NONE, 0,
		    "DER: 2 bytes too many at the end" },
		{ "30{" RSA_OID "01 05:}", UNSUPPORTED, 0, NONE, 0,
		    NOT_LISTED }, /* no signature */
		{ "30{" RSA_OID "04 05:}", UNSUPPORTED, 0, NONE, 0,
		    NOT_LISTED }, /* MD5 */
		{ "30{" RSA_OID "05 05:}", UNSUPPORTED, 0, NONE, 0,
		    NOT_LISTED }, /* SHA-1 */
		{ "30{" RSA_OID "0e 05:}", UNSUPPORTED, 0, NONE, 0,
		    NOT_LISTED }, /* SHA-224 */
		{ "30{06:2b6570}", OK, CSN_KEY_ED25519, NONE, 0, "" },
		{ "30{06:2b6570 05:}", DER, 0, NONE, 0,
		    "DER: 2 bytes too many at the end" },
		{ "30{06:2b6571}", UNSUPPORTED, 0, NONE, 0, NOT_LISTED },
		{ "30{06:2b657000}", UNSUPPORTED, 0, NONE, 0, NOT_LISTED },
		{ "30{06:2a03}", UNSUPPORTED, 0, NONE, 0, NOT_LISTED },
		{ "30{}", DER, 0, NONE, 0, "DER: cut" },
		{ "30{05:}", DER, 0, NONE, 0,
		    "DER: tag 0x05 where 0x06 belongs" },
		{ "31{" EC_OID "02}", DER, 0, NONE, 0,
		    "DER: tag 0x31 where 0x30 belongs" },
		{ "", DER, 0, NONE, 0, "DER: cut" },
	};

	return cr_make_param_array(struct scheme, rows, ARRAY_LEN(rows));
}

static void
expect_scheme(const struct scheme *row)
{
	struct vector der = der_text(row->text);
	cosign_error_t *err = cosign_error_new();
	struct csn_span in = der_view(&der);
	struct csn_signature_scheme scheme;
	const cosign_rc_t rc = csn_signature_scheme_read(&in, &scheme, err);

	expect_error(err, rc, row->rc, row->message);
	if (rc == COSIGN_OK) {
		cr_expect_eq(scheme.kind, row->kind, "%s", row->text);
		cr_expect_eq(scheme.hash, row->hash, "%s", row->text);
		cr_expect_eq(scheme.pss, row->pss, "%s", row->text);
		cr_expect_eq(in.len, 0);
	}
	cosign_error_free(err);
	vector_free(&der);
}

ParameterizedTest(struct scheme *row, scheme, is_read)
{
	expect_scheme(row);
}

ParameterizedTestParameters(scheme, may_be_pss)
{
	static struct scheme rows[] = {
		{ PSS(SHA_OID "1", MGF1(SHA_OID "1"), "02:20"), OK, CSN_KEY_RSA,
		    SHA256, 1, "" },
		{ PSS(SHA_OID "2 05:", MGF1(SHA_OID "2 05:"), "02:30"), OK,
		    CSN_KEY_RSA, SHA384, 1, "" },
		{ PSS(SHA_OID "3 05:", MGF1(SHA_OID "3"), "02:40"), OK,
		    CSN_KEY_RSA, SHA512, 1, "" },
		/* each of the three may be another */
		{ PSS(SHA_OID "1", MGF1(SHA_OID "2"), "02:20"), UNSUPPORTED, 0,
		    NONE, 0, UNUSUAL },
		{ PSS(SHA_OID "2", MGF1(SHA_OID "1"), "02:30"), UNSUPPORTED, 0,
		    NONE, 0, UNUSUAL },
		{ PSS(SHA_OID "1", MGF1(SHA_OID "1"), "02:1f"), UNSUPPORTED, 0,
		    NONE, 0, UNUSUAL },
		{ PSS(SHA_OID "1", MGF1(SHA_OID "1"), "02:00"), UNSUPPORTED, 0,
		    NONE, 0, UNUSUAL },
		{ PSS(SHA_OID "1", MGF1(SHA_OID "1"), "02:0120"), UNSUPPORTED,
		    0, NONE, 0, UNUSUAL },
		{ PSS(SHA_OID "1", RSA_OID "09 30{" SHA_OID "1}", "02:20"),
		    UNSUPPORTED, 0, NONE, 0, UNUSUAL },
		{ PSS("06:2b0e03021a", MGF1(SHA_OID "1"), "02:20"), UNSUPPORTED,
		    0, NONE, 0, "hash is none of SHA-256, SHA-384, SHA-512" },
		{ PSS(SHA_OID "1", MGF1(SHA_OID "4"), "02:20"), UNSUPPORTED, 0,
		    NONE, 0, "hash is none of SHA-256, SHA-384, SHA-512" },
		/* what DER leaves out means SHA-1 */
		{ "30{" RSA_OID "0a 30{}}", DER, 0, NONE, 0, "DER: cut" },
		{ "30{" RSA_OID "0a 30{a1{}}}", DER, 0, NONE, 0,
		    "DER: tag 0xa1 where 0xa0 belongs" },
		{ "30{" RSA_OID "0a 05:}", DER, 0, NONE, 0,
		    "DER: tag 0x05 where 0x30 belongs" },
		{ "30{" RSA_OID "0a}", DER, 0, NONE, 0, "DER: cut" },
		/* to the last byte of each */
		{ "30{" RSA_OID "0a 30{a0{30{" SHA_OID "1} 05:}}}", DER, 0,
		    NONE, 0, "DER: 2 bytes too many at the end" },
		{ "30{" RSA_OID "0a 30{a0{30{" SHA_OID
		  "1}} a1{30{" MGF1(SHA_OID "1") "} 05:}}}",
		    DER, 0, NONE, 0, "DER: 2 bytes too many at the end" },
		{ PSS(SHA_OID "1", MGF1(SHA_OID "1") "05:", "02:20"), DER, 0,
		    NONE, 0, "DER: 2 bytes too many at the end" },
		{ PSS(SHA_OID "1", MGF1(SHA_OID "1"), "02:20 05:"), DER, 0,
		    NONE, 0, "DER: 2 bytes too many at the end" },
		{ PSS(SHA_OID "1", MGF1(SHA_OID "1"), "02:20} a3{02:01"), DER,
		    0, NONE, 0, "DER: 5 bytes too many at the end" },
		{ PSS(SHA_OID "1", MGF1(SHA_OID "1"), "02:20}} 05{30{"), DER, 0,
		    NONE, 0, "DER: 4 bytes too many at the end" },
		{ PSS(SHA_OID "1", MGF1(SHA_OID "1"), "02:a0"), DER, 0, NONE, 0,
		    "DER: negative INTEGER" },
	};

	return cr_make_param_array(struct scheme, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct scheme *row, scheme, may_be_pss)
{
	expect_scheme(row);
}

struct hash {
	char text[64];
	cosign_rc_t rc;
	cosign_hash_t hash;
	char message[48];
};

ParameterizedTestParameters(scheme, hashes_are_read)
{
	static struct hash rows[] = {
		{ "30{" SHA_OID "1}", OK, SHA256, "" },
		{ "30{" SHA_OID "2}", OK, SHA384, "" },
		{ "30{" SHA_OID "3}", OK, SHA512, "" },
		{ "30{" SHA_OID "1 05:}", OK, SHA256, "" },
		{ "30{" SHA_OID "4}", UNSUPPORTED, NONE, "hash is none of" },
		{ "30{" SHA_OID "0}", UNSUPPORTED, NONE, "hash is none of" },
		{ "30{06:2b0e03021a}", UNSUPPORTED, NONE, "hash is none of" },
		{ "30{06:}", UNSUPPORTED, NONE, "hash is none of" },
		{ "30{" SHA_OID "1 05:00}", DER, NONE,
		    "DER: 1 bytes too many" },
		{ "30{" SHA_OID "1 05: 05:}", DER, NONE,
		    "DER: 2 bytes too many" },
		{ "30{" SHA_OID "1 30{}}", DER, NONE, "DER: tag 0x30 where" },
		{ "30{}", DER, NONE, "DER: cut" },
		{ "06:2a03", DER, NONE, "DER: tag 0x06 where 0x30 belongs" },
	};

	return cr_make_param_array(struct hash, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct hash *row, scheme, hashes_are_read)
{
	struct vector der = der_text(row->text);
	cosign_error_t *err = cosign_error_new();
	struct csn_span in = der_view(&der);
	cosign_hash_t hash = SHA256;

	expect_error(err, csn_hash_algorithm_read(&in, &hash, err), row->rc,
	    row->message);
	cr_expect_eq(hash, row->hash);
	cosign_error_free(err);
	vector_free(&der);
}

/* Every kind of key against every scheme: a signature made so verifies so,
   and in no other way. */
static const struct signer {
	enum vs_kind kind;
	enum vs_scheme scheme;
	const char *digest;
	struct csn_signature_scheme as;
} signers[] = {
	{ VS_P256, 0, "SHA256", { CSN_KEY_P256, SHA256, 0 } },
	{ VS_P256, 0, "SHA512", { CSN_KEY_P521, SHA512, 0 } },
	{ VS_P384, 0, "SHA384", { CSN_KEY_P256, SHA384, 0 } },
	{ VS_P384, 0, "SHA256", { CSN_KEY_P384, SHA256, 0 } },
	{ VS_P521, 0, "SHA512", { CSN_KEY_P256, SHA512, 0 } },
	{ VS_RSA2048, 0, "SHA256", { CSN_KEY_RSA, SHA256, 0 } },
	{ VS_RSA2048, 0, "SHA384", { CSN_KEY_RSA, SHA384, 0 } },
	{ VS_RSA2048, VS_PSS, "SHA256", { CSN_KEY_RSA, SHA256, 1 } },
	{ VS_RSA2048, VS_PSS, "SHA512", { CSN_KEY_RSA, SHA512, 1 } },
	{ VS_ED25519, 0, NULL, { CSN_KEY_ED25519, NONE, 0 } },
};

static int
is_ec(enum csn_key_kind kind)
{
	return kind != CSN_KEY_RSA && kind != CSN_KEY_ED25519;
}

/* What a signature of one row is under the scheme of another. */
static cosign_rc_t
wanted(const struct csn_signature_scheme *made,
    const struct csn_signature_scheme *as)
{
	if (is_ec(made->kind) != is_ec(as->kind) ||
	    (made->kind == CSN_KEY_RSA) != (as->kind == CSN_KEY_RSA))
		return COSIGN_E_ALGORITHM;
	return made->hash == as->hash && made->pss == as->pss
	    ? COSIGN_OK
	    : COSIGN_E_SIGNATURE;
}

static cosign_pubkey_t *
public_of(const struct vs_key *key)
{
	cosign_pubkey_t *out = NULL;

	MUST(csn_pubkey_from_spki(
	    &out, csn_span(key->spki.p, key->spki.len), NULL));
	return out;
}

static void
expect_verdicts(struct vs *vs, const struct signer *signer)
{
	const struct csn_span text = csn_span_str("message");
	struct vs_key *key = vs_key(vs, signer->kind);
	const struct vs_bytes sig = vs_key_sign(
	    vs, key, signer->scheme, signer->digest, vs_of("message"));
	cosign_pubkey_t *pub = public_of(key);
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(signers); i++) {
		const cosign_rc_t rc = wanted(&signer->as, &signers[i].as);

		cosign_error_clear(err);
		expect_error(err,
		    csn_scheme_verify(&signers[i].as, pub, text,
			csn_span(sig.p, sig.len), err),
		    rc,
		    rc == COSIGN_OK                ? ""
			: rc == COSIGN_E_ALGORITHM ? "signature algorithm is "
						     "for another kind of key"
						   : "signature ");
	}
	expect_error(err,
	    csn_scheme_verify(&signer->as, pub, csn_span_str("massage"),
		csn_span(sig.p, sig.len), err),
	    COSIGN_E_SIGNATURE, "signature does not verify");
	expect_error(err,
	    csn_scheme_verify(
		&signer->as, pub, text, csn_span(sig.p, sig.len - 1), err),
	    COSIGN_E_SIGNATURE, "signature ");
	cosign_error_free(err);
	cosign_pubkey_free(pub);
}

Test(scheme, verifies_its_own)
{
	const struct vs_options empty = { .empty = 1 };
	struct vs *vs = vs_new(&empty);
	size_t i;

	for (i = 0; i < ARRAY_LEN(signers); i++)
		expect_verdicts(vs, &signers[i]);
	vs_free(vs);
}

/* ECDSA: two numbers in DER and nothing else. */
Test(scheme, takes_ecdsa_as_der_alone)
{
	const struct vs_options empty = { .empty = 1 };
	const struct csn_signature_scheme scheme = { CSN_KEY_P256, SHA256, 0 };
	struct vs *vs = vs_new(&empty);
	struct vs_key *key = vs_key(vs, VS_P256);
	const struct vs_bytes der =
	    vs_key_sign(vs, key, VS_SCHEME_USUAL, NULL, vs_of("message"));
	struct vs_bytes raw = der;
	cosign_pubkey_t *pub = public_of(key);
	cosign_error_t *err = cosign_error_new();

	vs_raw_ecdsa(vs, &raw, key);
	cr_assert_eq(raw.len, 64);
	expect_error(err,
	    csn_scheme_verify(&scheme, pub, csn_span_str("message"),
		csn_span(raw.p, raw.len), err),
	    COSIGN_E_SIGNATURE, "signature is not DER of r and s");
	raw = vs_join(vs, (struct vs_bytes[]){ der, vs_of("x"), { NULL, 0 } });
	expect_error(err,
	    csn_scheme_verify(&scheme, pub, csn_span_str("message"),
		csn_span(raw.p, raw.len), err),
	    COSIGN_E_SIGNATURE, "signature is not DER of r and s");
	expect_error(err,
	    csn_scheme_verify(
		&scheme, pub, csn_span_str("message"), csn_span(raw.p, 0), err),
	    COSIGN_E_NO_SIGNATURE, "signature is empty");
	cosign_error_free(err);
	cosign_pubkey_free(pub);
	vs_free(vs);
}
