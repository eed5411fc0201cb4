/* What a virtual Sigstore makes, in every form that it is stored in. */
#include "look.h"

#include <criterion/criterion.h>
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

TestSuite(inspect_virtual, .init = enter, .fini = leave);

static cosign_trust_t *
names_of_all(void)
{
	const char *json = vs_trusted_root(vs, NULL);
	cosign_trust_t *names = NULL;

	MUST(cosign_trust_parse(&names, json, strlen(json), NULL));
	return names;
}

static void
add_entry(struct vs_signature *sig, struct vs_log *log)
{
	const struct vs_entry_options o = { .log = log };

	(void)vs_log(sig, &o);
}

static void
expect_golden_of(const char *document, const char *name)
{
	cosign_bundle_t *b = look_parse(document);
	char *text = look_text(b, NULL);

	expect_golden(text, name);
	expect_no_problem(b);
	cosign_free(text);
	cosign_bundle_free(b);
}

Test(inspect_virtual, keyless_bundle)
{
	struct vs_signature *sig = vs_sign(vs, NULL);

	add_entry(sig, NULL);
	expect_golden_of(vs_bundle(sig, NULL), "keyless.txt");
}

Test(inspect_virtual, attestation_in_rekor_v2)
{
	const struct vs_sign_options sign = { .dsse = 1 };
	struct vs_signature *sig = vs_sign(vs, &sign);

	add_entry(sig, vs->rekor2);
	(void)vs_stamp(sig, NULL);
	expect_golden_of(vs_bundle(sig, NULL), "keyless-attestation.txt");
}

Test(inspect_virtual, chain)
{
	const struct vs_bundle_options v01 = { .version = VS_V01, .chain = 1 };
	const struct vs_bundle_options v02 = { .version = VS_V02, .chain = 1 };
	struct vs_signature *sig = vs_sign(vs, NULL);

	add_entry(sig, NULL);
	expect_golden_of(vs_bundle(sig, &v01), "chain.txt");
	expect_golden_of(vs_bundle(sig, &v02), "chain.txt");
}

Test(inspect_virtual, several_of_everything)
{
	struct vs_sct_options scts[2] = { { .log = NULL }, { .log = NULL } };
	const struct vs_leaf_options leaf = { .scts = scts, .sct_count = 2 };
	const struct vs_sign_options sign = { .leaf = &leaf };
	const struct vs_timestamp_options later = {
		.time = VS_NOW + 5, .fraction = "25", .embed = VS_EMBED_CHAIN
	};
	struct vs_signature *sig;
	json_t *root;
	char *text;

	scts[1].log = vs_ct(vs, NULL);
	scts[1].extensions = vs_of("xyz");
	sig = vs_sign(vs, &sign);
	add_entry(sig, NULL);
	add_entry(sig, vs->rekor2);
	(void)vs_stamp(sig, NULL);
	(void)vs_stamp(sig, &later);
	text = look_text_of(vs_bundle(sig, NULL), NULL);
	root = look_json_of(vs_bundle(sig, NULL), NULL);
	expect_line(text, "- Signed Certificate Timestamps: 2");
	expect_line(text, "- Signed Certificate Timestamp [1]:");
	expect_line(text, "- Extensions: 3 bytes");
	expect_line(text, "- Transparency Log Entries: 2");
	expect_line(text, "- Entry [1]:");
	expect_line(text, "- RFC3161 Timestamps: 2");
	expect_line(text, "- Time: 2025-06-15T15:06:45Z");
	expect_line(text, "- Certificates: 1");
	cr_expect_eq(json_array_size(at(root, "certificates/0/scts")), 2);
	cr_expect_str_eq(
	    text_at(root, "certificates/0/scts/1/extensions"), "eHl6");
	cr_expect_eq(json_array_size(at(root, "tlogEntries")), 2);
	cr_expect_str_eq(text_at(root, "tlogEntries/1/version"), "0.0.2");
	cr_expect_str_eq(
	    text_at(root, "timestamps/1/time"), "2025-06-15T15:06:45.25Z");
	cr_expect_eq(json_array_size(at(root, "timestamps/1/certificates")), 1);
	json_decref(root);
	cosign_free(text);
}

Test(inspect_virtual, services_are_called_by_their_urls)
{
	cosign_trust_t *names = names_of_all();
	struct vs_signature *sig = vs_sign(vs, NULL);
	json_t *root;
	char *text;

	add_entry(sig, NULL);
	add_entry(sig, vs->rekor2);
	(void)vs_stamp(sig, NULL);
	text = look_text_of(vs_bundle(sig, NULL), names);
	root = look_json_of(vs_bundle(sig, NULL), names);
	expect_golden(text, "names.txt");
	cr_expect_str_eq(
	    text_at(root, "certificates/0/authorityUrl"), vs->ca->uri);
	cr_expect_str_eq(
	    text_at(root, "certificates/0/scts/0/logUrl"), vs->ct->url);
	cr_expect_str_eq(
	    text_at(root, "tlogEntries/0/logUrl"), vs->rekor1->url);
	cr_expect_str_eq(
	    text_at(root, "tlogEntries/1/logUrl"), vs->rekor2->url);
	cr_expect_str_eq(
	    text_at(root, "timestamps/0/authorityUrl"), vs->tsa->uri);
	json_decref(root);
	cosign_free(text);
	cosign_trust_free(names);
}

/* The trusted root leaves the signer to the token. */
Test(inspect_virtual, an_authority_is_known_by_whom_it_issued_to)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	cosign_trust_t *names;
	json_t *root;

	vs->tsa->cut_first = 1;
	names = names_of_all();
	(void)vs_stamp(sig, NULL);
	root = look_json_of(vs_bundle(sig, NULL), names);
	cr_expect_str_eq(
	    text_at(root, "timestamps/0/authorityUrl"), vs->tsa->uri);
	json_decref(root);
	cosign_trust_free(names);
}

static const struct vs_name many_names[] = {
	{ VS_EMAIL, "alice@example.com", 0 },
	{ VS_URI, "https://example.com/alice", 0 },
	{ VS_DNS, "alice.example.com", 0 },
	{ VS_IP, "\xc0\x00\x02\x01", 4 },
	{ VS_USERNAME, "alice", 0 },
	{ VS_NAME_DER, "\x88\x03\x2a\x03\x04", 5 },
	{ VS_NAME_END, NULL, 0 },
};

static const struct vs_extension many_extensions[] = {
	{ "1.2.3.4", "x", 0, VS_UTF8, 0 },
	{ "1.2.3.5", "xyz", 0, VS_RAW, 1 },
	{ VS_FULCIO(24), "subject", 0, VS_UTF8, 0 },
	{ .oid = NULL },
};

Test(inspect_virtual, every_name_and_extension)
{
	const struct vs_leaf_options leaf = { .cert = { .names = many_names,
						  .extensions = many_extensions,
						  .eku = "codeSigning,emailPr"
							 "otection,1.2.3",
						  .common_name = "leaf" } };
	const struct vs_sign_options sign = { .leaf = &leaf };
	struct vs_signature *sig = vs_sign(vs, &sign);
	json_t *root = look_json_of(vs_bundle(sig, NULL), NULL);
	char *text = look_text_of(vs_bundle(sig, NULL), NULL);

	expect_golden(text, "extensions.txt");
	cr_expect_str_eq(
	    text_at(root, "certificates/0/subjectAltNames/3/value"),
	    "192.0.2.1");
	cr_expect_str_eq(text_at(root, "certificates/0/subjectAltNames/4/kind"),
	    "otherName");
	cr_expect_eq(
	    json_integer_value(at(root, "certificates/0/otherNames")), 1);
	cr_expect_str_eq(
	    text_at(root, "certificates/0/extendedKeyUsage/2"), "1.2.3");
	cr_expect_str_eq(
	    text_at(root, "certificates/0/otherExtensions/1/oid"), "1.2.3.5");
	cr_expect_str_eq(
	    text_at(root, "certificates/0/otherExtensions/1/value"), "eHl6");
	cr_expect(json_is_true(
	    at(root, "certificates/0/otherExtensions/1/critical")));
	json_decref(root);
	cosign_free(text);
}

static const struct key_row {
	enum vs_kind kind;
	const char *lines[3];
} key_rows[] = {
	{ VS_P256,
	    { "- Algorithm: ECDSA", "- Curve: P-256",
		"- Public Key: 04*...* (65 bytes)" } },
	{ VS_P384,
	    { "- Algorithm: ECDSA", "- Curve: P-384",
		"- Public Key: 04*...* (97 bytes)" } },
	{ VS_P521,
	    { "- Algorithm: ECDSA", "- Curve: P-521",
		"- Public Key: 04*...* (133 bytes)" } },
	{ VS_RSA2048,
	    { "- Algorithm: RSA", "- Key Size: 2048 bits", "- Extensions:" } },
	{ VS_ED25519,
	    { "- Algorithm: Ed25519", "- Public Key: *...* (32 bytes)",
		"- Extensions:" } },
	{ VS_SECP256K1,
	    { "- Algorithm: Unknown", "- [!] WARNING: *", "- Extensions:" } },
};

Test(inspect_virtual, every_kind_of_key)
{
	size_t i, j;

	for (i = 0; i < ARRAY_LEN(key_rows); i++) {
		const struct vs_leaf_options leaf = {
			.cert = { .kind = key_rows[i].kind }
		};
		const struct vs_sign_options sign = { .leaf = &leaf };
		struct vs_signature *sig = vs_sign(vs, &sign);
		char *text = look_text_of(vs_bundle(sig, NULL), NULL);
		json_t *root = look_json_of(vs_bundle(sig, NULL), NULL);

		for (j = 0; j < ARRAY_LEN(key_rows[i].lines); j++)
			expect_line(text, key_rows[i].lines[j]);
		cr_expect_str_eq(text_at(root, "certificates/0/key/publicKey"),
		    vs_base64(vs, sig->key->spki));
		json_decref(root);
		cosign_free(text);
	}
}

static cosign_bundle_t *
build(const struct vs_signature *sig, const char *signature)
{
	const char *certificates = vs_text(vs, "%s%s",
	    vs_cert_pem(vs, sig->cert), vs_cert_pem(vs, sig->cert->issuer));
	const char *entry = vs_rekor_bundle(vs, sig->entries[0]);
	const char *sct = vs_sct_json(vs, sig->cert, NULL);
	cosign_bundle_builder_t *builder = NULL;
	cosign_bundle_t *b = NULL;

	MUST(cosign_bundle_builder_new(
	    &builder, signature, strlen(signature), NULL));
	MUST(cosign_bundle_builder_add_certificates(
	    builder, certificates, strlen(certificates), NULL));
	MUST(cosign_bundle_builder_add_entry(
	    builder, entry, strlen(entry), NULL));
	MUST(cosign_bundle_builder_add_sct(builder, sct, strlen(sct), NULL));
	MUST(cosign_bundle_builder_add_timestamp(builder,
	    sig->timestamps[0]->der.p, sig->timestamps[0]->der.len, NULL));
	MUST(cosign_bundle_builder_finish(builder, &b, NULL));
	cosign_bundle_builder_free(builder);
	return b;
}

Test(inspect_virtual, signature_with_all_that_belongs_to_it)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	cosign_bundle_t *b;
	json_t *root;
	char *text;

	add_entry(sig, NULL);
	(void)vs_stamp(sig, NULL);
	b = build(sig, vs_base64(vs, sig->signature));
	text = look_text(b, NULL);
	root = look_json(b, NULL);
	expect_golden(text, "detached.txt");
	expect_no_problem(b);
	cr_expect_eq(json_array_size(at(root, "certificates")), 2);
	cr_expect_str_eq(text_at(root, "form"), "detached");
	cr_expect_str_eq(
	    text_at(root, "detachedSct/signatureAlgorithm"), "ECDSA-SHA256");
	json_decref(root);
	cosign_free(text);
	cosign_bundle_free(b);
}

Test(inspect_virtual, envelope_with_all_that_belongs_to_it)
{
	const struct vs_sign_options sign = { .dsse = 1 };
	struct vs_signature *sig = vs_sign(vs, &sign);
	const char *envelope = vs_envelope(sig, 0);
	const struct vs_timestamp_options stamp = { .over = vs_of(envelope) };
	cosign_bundle_t *b;
	char *text;

	add_entry(sig, NULL);
	(void)vs_stamp(sig, &stamp);
	b = build(sig, envelope);
	text = look_text(b, NULL);
	expect_line(text, "- Bundle Form: DSSE envelope by itself");
	expect_line(text, "- Type: DSSE Envelope");
	expect_no_problem(b);
	cosign_free(text);
	cosign_bundle_free(b);
}

Test(inspect_virtual, envelope_with_two_signatures)
{
	const struct vs_sign_options sign = { .dsse = 1 };
	struct vs_signature *sig = vs_sign(vs, &sign);
	const struct vs_sign_options same = { .dsse = 1, .cert = sig->cert };
	cosign_bundle_t *b;
	json_t *root;
	char *text;

	sig->also = vs_sign(vs, &same);
	b = look_parse(vs_envelope(sig, 0));
	text = look_text(b, NULL);
	root = look_json(b, NULL);
	expect_line(text, "- Signatures: 2");
	expect_line(text, "- Signature [1]:");
	cr_expect_str_eq(text_at(root, "content/signatures/1"),
	    vs_base64(vs, sig->also->signature));
	json_decref(root);
	cosign_free(text);
	cosign_bundle_free(b);
}

Test(inspect_virtual, legacy_bundle)
{
	struct vs_signature *sig = vs_sign(vs, NULL);

	add_entry(sig, NULL);
	expect_golden_of(vs_legacy_bundle(sig, NULL), "keyless-legacy.txt");
}

Test(inspect_virtual, legacy_attestations)
{
	static const enum vs_entry_kind kinds[] = { VS_DSSE, VS_INTOTO_1,
		VS_INTOTO_2 };
	const struct vs_sign_options sign = { .dsse = 1 };
	struct vs_signature *sig;
	cosign_bundle_t *b;
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct vs_entry_options entry = { .kind = kinds[i] };

		sig = vs_sign(vs, &sign);
		(void)vs_log(sig, &entry);
		b = look_parse(vs_legacy_bundle(sig, NULL));
		expect_no_problem(b);
		cosign_bundle_free(b);
	}
}

/* Members that a statement may lack. */
Test(inspect_virtual, subject_without_a_name)
{
	const struct vs_sign_options sign = { .dsse = 1,
		.payload =
		    vs_of("{\"_type\":\"https://in-toto.io/Statement/v1\","
			  "\"subject\":[{\"digest\":{\"sha256\":\"00\"}},"
			  "{\"name\":\"b\"}]}") };
	const char *document = vs_bundle(vs_sign(vs, &sign), NULL);
	char *text = look_text_of(document, NULL);
	json_t *root = look_json_of(document, NULL);

	expect_line(text,
	    "It claims that what was signed is an attestation about "
	    "something without a name with the SHA-256 digest 00 and 1 more.");
	expect_line(text, "- Name:");
	expect_line(text, "- sha256: 00");
	expect_line(text, "- Name: b");
	cr_expect(json_is_null(at(root, "content/statement/subjects/0/name")));
	cr_expect_str_eq(
	    text_at(root, "content/statement/subjects/0/digests/sha256"), "00");
	json_decref(root);
	cosign_free(text);
}

Test(inspect_virtual, payload_of_another_type)
{
	const struct vs_sign_options sign = { .dsse = 1,
		.payload = vs_of("hello"),
		.payload_type = "text/plain" };
	cosign_bundle_t *b = look_parse(vs_bundle(vs_sign(vs, &sign), NULL));
	char *text = look_text(b, NULL);

	expect_line(text,
	    "It claims that what was signed are 5 bytes of the type "
	    "text/plain.");
	expect_line(text, "- Payload Type: text/plain");
	expect_no_line(text, "- Payload Content*");
	expect_no_problem(b);
	cosign_free(text);
	cosign_bundle_free(b);
}
