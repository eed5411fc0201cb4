/* Older signatures of images: over a payload that names the image. */
#include "virtual_verdict.h"

#include <criterion/criterion.h>
#include <string.h>

#define IMAGE   "{\"schemaVersion\":2}"
#define ANOTHER "{\"schemaVersion\":3}"
#define SIGNED  "https://sigstore.dev/cosign/sign/v1"

static struct vs *vs;
static cosign_policy_t *policy;

static void
enter(void)
{
	vs = vs_new(NULL);
	policy = virtual_policy(VS_IDENTITY);
}

static void
leave(void)
{
	cosign_policy_free(policy);
	vs_free(vs);
}

TestSuite(payload, .init = enter, .fini = leave);

static char *
digest_of(const char *image)
{
	return vs_hex(vs, vs_digest(vs, "SHA256", vs_of(image)));
}

static char *
payload_of(const char *image)
{
	return vs_text(vs,
	    "{\"critical\":{\"identity\":{\"docker-reference\":\"r/i\"},"
	    "\"image\":{\"docker-manifest-digest\":\"sha256:%s\"},\"type\":"
	    "\"cosign container image signature\"},"
	    "\"optional\":{\"stage\":\"prod\",\"build\":7}}",
	    digest_of(image));
}

/* A signature over a payload, in parts as a registry has them. */
static cosign_bundle_t *
assemble(const struct vs_signature *sig, const char *payload)
{
	const char *text = vs_base64(vs, sig->signature);
	cosign_bundle_builder_t *builder = NULL;
	cosign_bundle_t *bundle = NULL;
	const char *part;

	MUST(cosign_bundle_builder_new(&builder, text, strlen(text), NULL));
	MUST(cosign_bundle_builder_set_payload(
	    builder, payload, strlen(payload), NULL));
	if (sig->cert != NULL) {
		part = vs_cert_pem(vs, sig->cert);
		MUST(cosign_bundle_builder_add_certificates(
		    builder, part, strlen(part), NULL));
	}
	if (sig->entry_count > 0) {
		part = vs_rekor_bundle(vs, sig->entries[0]);
		MUST(cosign_bundle_builder_add_entry(
		    builder, part, strlen(part), NULL));
	}
	if (sig->timestamp_count > 0)
		MUST(cosign_bundle_builder_add_timestamp(builder,
		    sig->timestamps[0]->der.p, sig->timestamps[0]->der.len,
		    NULL));
	MUST(cosign_bundle_builder_finish(builder, &bundle, NULL));
	cosign_bundle_builder_free(builder);
	return bundle;
}

static struct vs_signature *
sign_payload(const char *payload)
{
	const struct vs_sign_options options = { .artifact = payload };
	struct vs_signature *sig = vs_sign(vs, &options);

	vs_log(sig, NULL);
	return sig;
}

static void
expect(const cosign_bundle_t *bundle, const char *image, cosign_rc_t code,
    const char *message)
{
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust = virtual_trust(vs);
	cosign_artifact_t *artifact = NULL;
	cosign_result_t *result = NULL;
	cosign_rc_t rc;

	if (image != NULL)
		MUST(cosign_artifact_from_bytes(
		    &artifact, image, strlen(image), NULL));
	rc = cosign_verify_blob(&result, trust, policy, bundle, artifact, err);
	if (code == COSIGN_OK)
		cr_expect_eq(rc, COSIGN_OK, "%s: %s", cosign_rc_name(rc),
		    cosign_error_message(err));
	else
		expect_error(err, rc, code, message);
	cr_expect_eq(cosign_result_accepted(result), code == COSIGN_OK);
	cosign_result_free(result);
	cosign_artifact_free(artifact);
	cosign_trust_free(trust);
	cosign_error_free(err);
}

Test(payload, names_the_image)
{
	const char *payload = payload_of(IMAGE);
	cosign_bundle_t *bundle = assemble(sign_payload(payload), payload);

	expect(bundle, IMAGE, COSIGN_OK, NULL);
	expect(bundle, ANOTHER, COSIGN_E_SUBJECT,
	    "payload: about another image, sha256:");
	cosign_bundle_free(bundle);
}

/* The digest suffices: nobody needs the manifest itself. */
Test(payload, is_verified_with_the_digest)
{
	const char *payload = payload_of(IMAGE);
	cosign_bundle_t *bundle = assemble(sign_payload(payload), payload);
	const struct vs_bytes digest = vs_digest(vs, "SHA256", vs_of(IMAGE));
	cosign_trust_t *trust = virtual_trust(vs);
	cosign_artifact_t *artifact = NULL;
	cosign_result_t *result = NULL;
	const cosign_candidate_t *signer;
	const uint8_t *p;
	size_t len = 0;

	MUST(cosign_artifact_from_digest(
	    &artifact, COSIGN_HASH_SHA256, digest.p, digest.len, NULL));
	MUST(
	    cosign_verify_blob(&result, trust, policy, bundle, artifact, NULL));
	p = cosign_result_digest(result, NULL, &len);
	cr_assert_eq(len, digest.len);
	cr_expect_arr_eq(p, digest.p, len);
	signer = cosign_result_signer(result);
	p = cosign_candidate_payload(signer, &len);
	cr_assert_eq(len, strlen(payload));
	cr_expect_arr_eq(p, payload, len);
	cosign_result_free(result);
	cosign_artifact_free(artifact);
	cosign_trust_free(trust);
	cosign_bundle_free(bundle);
}

/* The signature is over the payload: a log entry of the image, or another
   payload, is of something else. */
Test(payload, is_what_is_signed_and_logged)
{
	const char *payload = payload_of(IMAGE), *other = payload_of(ANOTHER);
	struct vs_signature *sig = sign_payload(payload);
	struct vs_signature *wrong = sign_payload(other);
	cosign_bundle_t *bundle = assemble(sig, other);

	expect(bundle, ANOTHER, COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another artifact");
	cosign_bundle_free(bundle);
	sig->entries[0] = wrong->entries[0];
	bundle = assemble(sig, payload);
	expect(bundle, IMAGE, COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature");
	cosign_bundle_free(bundle);
}

Test(payload, of_a_key)
{
	struct vs_key *key = vs_key(vs, VS_P256);
	const char *payload = payload_of(IMAGE), *other = payload_of(ANOTHER);
	const struct vs_sign_options options = { .artifact = payload,
		.key = key };
	const struct vs_signature *sig = vs_sign(vs, &options);
	cosign_bundle_t *bundle = assemble(sig, payload);
	cosign_pubkey_t *public = NULL;

	MUST(cosign_pubkey_parse(&public, key->spki.p, key->spki.len, NULL));
	cosign_policy_free(policy);
	policy = virtual_policy(NULL);
	MUST(cosign_policy_add_key(policy, public, NULL));
	cosign_policy_insecure_ignore_tlog(policy);
	expect(bundle, IMAGE, COSIGN_OK, NULL);
	cosign_bundle_free(bundle);
	bundle = assemble(sig, other);
	expect(bundle, ANOTHER, COSIGN_E_SIGNATURE,
	    "the signature does not verify under the key");
	cosign_bundle_free(bundle);
	cosign_pubkey_free(public);
}

Test(payload, has_annotations)
{
	const char *payload = payload_of(IMAGE);
	cosign_bundle_t *bundle = assemble(sign_payload(payload), payload);

	MUST(cosign_policy_add_annotation(policy, "stage", "prod", NULL));
	MUST(cosign_policy_add_annotation(policy, "build", "7", NULL));
	expect(bundle, IMAGE, COSIGN_OK, NULL);
	MUST(cosign_policy_add_annotation(policy, "build", "8", NULL));
	expect(bundle, IMAGE, COSIGN_E_ANNOTATION,
	    "payload: no annotation build of that value");
	cosign_bundle_free(bundle);
}

Test(payload, is_a_signature_and_no_attestation)
{
	const char *payload = payload_of(IMAGE);
	cosign_bundle_t *bundle = assemble(sign_payload(payload), payload);

	MUST(cosign_policy_set_predicate(policy, SIGNED, NULL));
	expect(bundle, IMAGE, COSIGN_OK, NULL);
	MUST(cosign_policy_set_predicate(
	    policy, "https://slsa.dev/provenance/v1", NULL));
	expect(bundle, IMAGE, COSIGN_E_PREDICATE,
	    "payload: signed is an image, not an attestation");
	cosign_bundle_free(bundle);
}

/* Whoever does not ask gets no answer about the image. */
Test(payload, may_say_anything_where_claims_are_ignored)
{
	cosign_bundle_t *bundle = assemble(sign_payload("text"), "text");

	expect(bundle, IMAGE, COSIGN_E_STATEMENT, "payload: line 1 column 1");
	cosign_policy_insecure_ignore_claims(policy);
	expect(bundle, NULL, COSIGN_OK, NULL);
	cosign_bundle_free(bundle);
}

Test(payload, is_set_once_and_beside_nothing_else)
{
	cosign_bundle_builder_t *builder = NULL;
	cosign_error_t *err = cosign_error_new();
	cosign_bundle_t *bundle = NULL;
	const char *envelope =
	    vs_envelope(vs_sign(vs, &(struct vs_sign_options){ .dsse = 1 }), 0);
	char *out = NULL;
	size_t len;

	MUST(cosign_bundle_builder_new(
	    &builder, envelope, strlen(envelope), NULL));
	expect_error(err,
	    cosign_bundle_builder_set_payload(builder, "p", 1, err),
	    COSIGN_E_CONFLICT, "payload: the bundle tells what is signed");
	cosign_bundle_builder_free(builder);
	MUST(cosign_bundle_builder_new(&builder, "AAAA", 4, NULL));
	MUST(cosign_bundle_builder_set_payload(builder, "p", 1, NULL));
	expect_error(err,
	    cosign_bundle_builder_set_payload(builder, "p", 1, err),
	    COSIGN_E_CONFLICT, "payload: the bundle tells what is signed");
	MUST(cosign_bundle_builder_finish(builder, &bundle, NULL));
	cosign_bundle_builder_free(builder);
	cr_expect_str_eq(
	    (const char *)cosign_bundle_payload(bundle, &len), "p");
	MUST(cosign_bundle_encode(
	    bundle, COSIGN_ENCODE_BASE64, &out, &len, NULL));
	cosign_free(out);
	expect_error(err,
	    cosign_bundle_encode(bundle, COSIGN_ENCODE_V03, &out, &len, err),
	    COSIGN_E_UNSUPPORTED, "bundle: a payload cannot be written");
	cosign_bundle_free(bundle);
	cosign_error_free(err);
}
