#include "keyless.h"

#include <criterion/criterion.h>
#include <string.h>

#define KEYS(k) .leaf = { .cert.kind = (k) }

const struct form forms[] = {
	{ .name = "v0.3", .in_v1 = 1 },
	{ .name = "v0.3, timestamp, no promise",
	    .in_v1 = 1,
	    .entry.promise = VS_NONE,
	    .stamps = 1 },
	{ .name = "v0.3, Rekor v2", .in_v2 = 1, .stamps = 1 },
	{ .name = "v0.3, both logs", .in_v1 = 1, .in_v2 = 1, .stamps = 1 },
	{ .name = "v0.3, no log",
	    .stamps = 1,
	    .embed = VS_EMBED_NOTHING,
	    .ignores_tlog = 1 },
	{ .name = "v0.3, chain",
	    .in_v1 = 1,
	    .bundle = { .material = VS_CHAIN, .chain = 1 },
	    .allows_chain = 1 },
	{ .name = "v0.1, promise",
	    .in_v1 = 1,
	    .entry.proof = VS_NONE,
	    .bundle.version = VS_V01 },
	{ .name = "v0.2, chain",
	    .in_v1 = 1,
	    .bundle = { .version = VS_V02, .chain = 1 } },
	{ .name = "v0.3, larger tree",
	    .in_v1 = 1,
	    .entry = { .size = 11, .index = 4 } },
	{ .name = "v0.3, P-384", .in_v1 = 1, KEYS(VS_P384) },
	{ .name = "v0.3, RSA-2048", .in_v1 = 1, KEYS(VS_RSA2048) },
	{ .name = "v0.3, Rekor v2, Ed25519",
	    .in_v2 = 1,
	    .stamps = 1,
	    KEYS(VS_ED25519) },
	{ .name = "v0.3, key", .in_v1 = 1, .key = VS_P256 },
	{ .name = "dsse", .sign.dsse = 1, .in_v1 = 1 },
	{ .name = "dsse, intoto 0.0.2",
	    .sign.dsse = 1,
	    .in_v1 = 1,
	    .entry.kind = VS_INTOTO_2 },
	{ .name = "dsse, Rekor v2", .sign.dsse = 1, .in_v2 = 1, .stamps = 1 },
	{ .name = "legacy", .legacy = 1, .in_v1 = 1 },
	{ .name = "legacy rekord",
	    .legacy = 1,
	    .in_v1 = 1,
	    .entry.kind = VS_REKORD },
	{ .name = "legacy dsse", .legacy = 1, .sign.dsse = 1, .in_v1 = 1 },
	{ .name = "legacy intoto 0.0.1",
	    .legacy = 1,
	    .sign.dsse = 1,
	    .in_v1 = 1,
	    .entry.kind = VS_INTOTO_1 },
	{ .name = "legacy intoto 0.0.2",
	    .legacy = 1,
	    .sign.dsse = 1,
	    .in_v1 = 1,
	    .entry.kind = VS_INTOTO_2 },
};

const size_t form_count = ARRAY_LEN(forms);

static const char *
document_of(struct subject *s, const struct form *f)
{
	struct vs_sign_options sign = f->sign;
	struct vs_entry_options entry = f->entry;
	const struct vs_timestamp_options stamp = { .embed = f->embed };
	struct vs_signature *sig;

	if (f->key != VS_KIND_USUAL)
		sign.key = vs_key(s->vs, f->key);
	sign.leaf = &f->leaf;
	sig = vs_sign(s->vs, &sign);
	s->sig = sig;
	if (f->in_v1)
		(void)vs_log(sig, &entry);
	entry = (struct vs_entry_options){ .log = s->vs->rekor2 };
	if (f->in_v2)
		(void)vs_log(sig, &entry);
	if (f->stamps > 0)
		(void)vs_stamp(sig, &stamp);
	return f->legacy ? vs_legacy_bundle(sig, NULL)
			 : vs_bundle(sig, &f->bundle);
}

static void
add_signer(struct subject *s)
{
	cosign_identity_t *identity = NULL;

	MUST(cosign_identity_new(&identity, NULL));
	MUST(cosign_identity_add_subject(
	    identity, COSIGN_MATCH_EXACT, VS_IDENTITY, NULL));
	MUST(cosign_identity_add_issuer(
	    identity, COSIGN_MATCH_EXACT, VS_ISSUER, NULL));
	MUST(cosign_policy_add_identity(s->policy, identity, NULL));
	cosign_identity_free(identity);
}

static void
add_key(struct subject *s)
{
	const char *pem = vs_key_pem(s->vs, s->sig->key);
	cosign_pubkey_t *key = NULL;

	MUST(cosign_pubkey_parse(&key, pem, strlen(pem), NULL));
	MUST(cosign_policy_add_key(s->policy, key, NULL));
	cosign_pubkey_free(key);
}

void
subject_make(struct subject *s, const struct form *form)
{
	*s = (struct subject){
		.name = form->name,
		.form = form,
		.vs = vs_new(NULL),
	};
	s->text = document_of(s, form);
	s->artifact = s->sig->artifact;
	s->root = vs_trusted_root(s->vs, NULL);
	MUST(cosign_trust_parse(&s->trust, s->root, strlen(s->root), NULL));
	MUST(cosign_policy_new(&s->policy, NULL));
	if (form->key != VS_KIND_USUAL)
		add_key(s);
	else
		add_signer(s);
	if (form->stamps > 0)
		MUST(cosign_policy_set_times(
		    s->policy, COSIGN_TIME_TIMESTAMP, 1, NULL));
	if (form->ignores_tlog)
		cosign_policy_insecure_ignore_tlog(s->policy);
	if (form->allows_chain)
		cosign_policy_allow_chain(s->policy);
}

void
subject_free(struct subject *s)
{
	cosign_policy_free(s->policy);
	cosign_trust_free(s->trust);
	vs_free(s->vs);
}

static int
accepts(const struct subject *s, const cosign_trust_t *trust, const char *text,
    size_t len)
{
	cosign_bundle_t *b = NULL;
	cosign_artifact_t *file = NULL;
	cosign_rc_t rc = cosign_bundle_parse_any(&b, text, len, NULL);

	if (rc != COSIGN_OK) {
		cr_assert_null(b);
		return 0;
	}
	MUST(cosign_artifact_from_bytes(
	    &file, s->artifact.p, s->artifact.len, NULL));
	rc = cosign_verify_blob(NULL, trust, s->policy, b, file, NULL);
	cosign_artifact_free(file);
	cosign_bundle_free(b);
	return rc == COSIGN_OK;
}

int
subject_accepts(const struct subject *s, const char *text, size_t len)
{
	return accepts(s, s->trust, text, len);
}

int
subject_trusts(const struct subject *s, const char *root, size_t len)
{
	cosign_trust_t *trust = NULL;
	int answer;

	if (cosign_trust_parse(&trust, root, len, NULL) != COSIGN_OK)
		return 0;
	answer = accepts(s, trust, s->text, strlen(s->text));
	cosign_trust_free(trust);
	return answer;
}
