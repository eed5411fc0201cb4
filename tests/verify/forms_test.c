/* Every form in which a signature is stored, with every kind of key and of
   evidence: accepted with all that a result tells, and refused for each thing
   that is not so. */
#include "virtual_verdict.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

enum form { V03, V02, V01, LEGACY, FORMS };
enum where { REKOR1, REKOR2, BOTH, WHERES };

static const enum vs_kind kinds[] = { VS_P256, VS_P384, VS_P521, VS_RSA2048,
	VS_RSA3072, VS_RSA4096, VS_ED25519 };
static const char *const algorithms[] = { "ecdsa-sha2-256-nistp256",
	"ecdsa-sha2-384-nistp384", "ecdsa-sha2-512-nistp521",
	"rsa-sign-pkcs1-2048-sha256", "rsa-sign-pkcs1-3072-sha256",
	"rsa-sign-pkcs1-4096-sha256", "ed25519" };

struct combination {
	enum form form;
	enum where where;
	int dsse;
	size_t kind;
	struct vs_key *key;
	char name[64];
};

static struct vs_signature *
make(struct vs *vs, const struct combination *c)
{
	const struct vs_extension extensions[] = {
		{ VS_FULCIO(9), "https://ci.test/w", 0, VS_UTF8, 0 },
		{ NULL, NULL, 0, VS_UTF8, 0 }
	};
	const struct vs_leaf_options leaf = { .cert = { .key = c->key,
						  .extensions = extensions } };
	struct vs_signature *sig = vs_sign(
	    vs, &(struct vs_sign_options){ .leaf = &leaf, .dsse = c->dsse });

	if (c->where != REKOR2)
		vs_log(sig, NULL);
	if (c->where != REKOR1) {
		vs_log(sig, &(struct vs_entry_options){ .log = vs->rekor2 });
		vs_stamp(sig, NULL);
	}
	return sig;
}

static const char *
store(const struct vs_signature *sig, enum form form)
{
	static const enum vs_version versions[] = { VS_V03, VS_V02, VS_V01 };

	return form == LEGACY
	    ? vs_legacy_bundle(sig, NULL)
	    : vs_bundle(sig,
		  &(struct vs_bundle_options){ .version = versions[form] });
}

/* v0.1 wants a promise of every log, which Rekor v2 does not make; the older
   form has room for one entry of Rekor v1, and holds no envelope. */
static int
exists(const struct combination *c)
{
	if (c->form == V01)
		return c->where == REKOR1;
	if (c->form == LEGACY)
		return c->where == REKOR1 && !c->dsse;
	return 1;
}

static void
check_times(const cosign_candidate_t *who, const struct combination *c)
{
	const size_t count = c->where == BOTH ? 2 : 1;
	size_t i;

	cr_expect_eq(cosign_candidate_time_count(who), count, "%s", c->name);
	for (i = 0; i < count; i++) {
		const int is_log = c->where != REKOR2 && i == 0;

		cr_expect_eq(cosign_candidate_time(who, i),
		    VS_NOW + (is_log ? 1 : 2), "%s", c->name);
		cr_expect_eq(cosign_candidate_time_source(who, i),
		    is_log ? COSIGN_TIME_LOG : COSIGN_TIME_TIMESTAMP);
	}
	cr_expect_eq(cosign_candidate_time(who, count), 0);
}

static void
check_logs(const cosign_candidate_t *who, const struct vs_signature *sig,
    const struct combination *c)
{
	size_t i, len;

	cr_expect_eq(
	    cosign_candidate_tlog_count(who), sig->entry_count, "%s", c->name);
	for (i = 0; i < sig->entry_count; i++) {
		const struct vs_entry *entry = sig->entries[i];
		const uint8_t *id = cosign_candidate_tlog_id(who, i, &len);

		cr_expect_eq(
		    cosign_candidate_tlog_index(who, i), entry->log_index);
		cr_expect_str_eq(
		    cosign_candidate_tlog_url(who, i), entry->log->url);
		cr_assert_eq(len, entry->log_id.len);
		cr_expect_arr_eq(id, entry->log_id.p, len);
	}
}

static void
check_signer(const cosign_candidate_t *who, const struct vs_signature *sig,
    const struct combination *c)
{
	const uint8_t *der;
	size_t len;

	cr_expect(cosign_candidate_is_signer(who, 0), "%s", c->name);
	cr_expect_str_eq(cosign_candidate_subject(who), VS_IDENTITY);
	cr_expect_str_eq(cosign_candidate_subject_kind(who), "email");
	cr_expect_str_eq(cosign_candidate_issuer(who), VS_ISSUER);
	cr_expect_str_eq(
	    cosign_candidate_extension(who, 9), "https://ci.test/w");
	cr_expect_null(cosign_candidate_extension(who, 10));
	der = cosign_candidate_certificate(who, &len);
	cr_assert_eq(len, sig->cert->der.len);
	cr_expect_arr_eq(der, sig->cert->der.p, len);
	cr_expect_arr_eq(cosign_pubkey_fingerprint(cosign_candidate_key(who)),
	    sig->key->id.p, sig->key->id.len);
}

static void
check_content(const cosign_candidate_t *who, const struct vs_signature *sig,
    const struct combination *c)
{
	const uint8_t *payload;
	size_t len = 0;

	payload = cosign_candidate_payload(who, &len);
	if (!c->dsse) {
		cr_expect_null(payload, "%s", c->name);
		cr_expect_null(cosign_candidate_predicate_type(who));
		return;
	}
	cr_assert_eq(len, sig->payload.len, "%s", c->name);
	cr_expect_arr_eq(payload, sig->payload.p, len);
	cr_expect_not_null(cosign_candidate_predicate_type(who));
}

static void
check_result(const cosign_result_t *result, const struct vs_signature *sig,
    const struct combination *c)
{
	const cosign_candidate_t *who = cosign_result_signer(result);

	cr_assert_not_null(who, "%s", c->name);
	cr_expect_eq(who, cosign_result_candidate(result, 0));
	check_signer(who, sig, c);
	check_times(who, c);
	check_logs(who, sig, c);
	check_content(who, sig, c);
}

static cosign_rc_t
verify(struct vs *vs, const cosign_policy_t *policy, const char *text,
    const char *artifact)
{
	cosign_trust_t *trust = virtual_trust(vs);
	cosign_artifact_t *file = NULL;
	cosign_bundle_t *bundle = NULL;
	cosign_rc_t rc;

	MUST(cosign_bundle_parse_any(&bundle, text, strlen(text), NULL));
	MUST(cosign_artifact_from_bytes(
	    &file, artifact, strlen(artifact), NULL));
	rc = cosign_verify_blob(NULL, trust, policy, bundle, file, NULL);
	cosign_artifact_free(file);
	cosign_bundle_free(bundle);
	cosign_trust_free(trust);
	return rc;
}

/* What another artifact is refused for: nothing in the older form but the
   log's entry says what was signed. */
static cosign_rc_t
of_another(const struct combination *c)
{
	if (c->form == LEGACY)
		return COSIGN_E_ENTRY;
	return c->dsse ? COSIGN_E_SUBJECT : COSIGN_E_SIGNATURE;
}

/* The same with one thing that is not so. */
static void
check_refusals(struct vs *vs, const cosign_policy_t *policy,
    struct vs_signature *sig, const struct combination *c)
{
	cosign_policy_t *other = virtual_policy("bob@example.com");
	const char *text = store(sig, c->form);

	cr_expect_eq(verify(vs, other, text, VS_ARTIFACT), COSIGN_E_IDENTITY,
	    "%s", c->name);
	cr_expect_eq(
	    verify(vs, policy, text, "hello\n"), of_another(c), "%s", c->name);
	vs->ca->untrusted = 1;
	cr_expect_eq(verify(vs, policy, text, VS_ARTIFACT), COSIGN_E_UNTRUSTED,
	    "%s", c->name);
	vs->ca->untrusted = 0;
	vs->ct->untrusted = 1;
	cr_expect_eq(
	    verify(vs, policy, text, VS_ARTIFACT), COSIGN_E_SCT, "%s", c->name);
	vs->ct->untrusted = 0;
	sig->signature = vs_copy(vs, sig->signature.p, sig->signature.len);
	vs_flip(vs, &sig->signature, NULL);
	cr_expect_eq(verify(vs, policy, store(sig, c->form), VS_ARTIFACT),
	    COSIGN_E_ENTRY, "%s", c->name);
	if (c->form != LEGACY) {
		sig->entry_count = 0;
		cr_expect_eq(
		    verify(vs, policy, store(sig, c->form), VS_ARTIFACT),
		    COSIGN_E_NO_TLOG, "%s", c->name);
	}
	cosign_policy_free(other);
}

static void
try(struct vs *vs, struct combination *c)
{
	struct vs_signature *sig = make(vs, c);
	cosign_policy_t *policy = virtual_policy(VS_IDENTITY);
	cosign_result_t *result = NULL;

	(void)snprintf(c->name, sizeof(c->name), "form %d, log %d, dsse %d, %s",
	    c->form, c->where, c->dsse, algorithms[c->kind]);
	virtual_expect(
	    &result, vs, policy, store(sig, c->form), COSIGN_OK, NULL);
	check_result(result, sig, c);
	cosign_result_free(result);
	check_refusals(vs, policy, sig, c);
	cosign_policy_free(policy);
}

static void
try_all(size_t kind)
{
	struct combination c = { .kind = kind };
	struct vs *vs = vs_new(NULL);
	size_t tried = 0;

	c.key = vs_key(vs, kinds[kind]);
	for (c.form = V03; c.form < FORMS; c.form++)
		for (c.where = REKOR1; c.where < WHERES; c.where++)
			for (c.dsse = 0; c.dsse < 2; c.dsse++)
				if (exists(&c)) {
					try(vs, &c);
					tried++;
				}
	cr_expect_eq(tried, 15);
	vs_free(vs);
}

ParameterizedTestParameters(forms, are_all_verified)
{
	static size_t rows[] = { 0, 1, 2, 3, 4, 5, 6 };

	return cr_make_param_array(size_t, rows, ARRAY_LEN(rows), NULL);
}

ParameterizedTest(size_t *kind, forms, are_all_verified)
{
	try_all(*kind);
}
