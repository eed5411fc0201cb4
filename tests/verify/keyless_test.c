/* What nobody signed about signatures of certificates, changed by hand. */
#include "keyless.h"

#include <criterion/criterion.h>
#include <string.h>

static struct subject s;

static void
take(const char *name)
{
	size_t i;

	for (i = 0; i < form_count; i++)
		if (strcmp(forms[i].name, name) == 0)
			subject_make(&s, &forms[i]);
	cr_assert_not_null(s.form, "%s", name);
}

static void
leave(void)
{
	subject_free(&s);
}

TestSuite(keyless, .fini = leave);

static cosign_rc_t
verify(const char *text, cosign_error_t *err)
{
	cosign_artifact_t *file = NULL;
	cosign_bundle_t *b = NULL;
	cosign_rc_t rc = cosign_bundle_parse_any(&b, text, strlen(text), err);

	if (rc != COSIGN_OK)
		return rc;
	MUST(cosign_artifact_from_bytes(
	    &file, VS_ARTIFACT, strlen(VS_ARTIFACT), NULL));
	rc = cosign_verify_blob(NULL, s.trust, s.policy, b, file, err);
	cosign_artifact_free(file);
	cosign_bundle_free(b);
	return rc;
}

static void
expect(const char *text, cosign_rc_t rc, const char *message)
{
	cosign_error_t *err = cosign_error_new();

	expect_error(err, verify(text, err), rc, message);
	cosign_error_free(err);
}

Test(keyless, every_form_is_accepted)
{
	size_t i;

	for (i = 0; i < form_count; i++) {
		if (s.vs != NULL)
			subject_free(&s);
		take(forms[i].name);
		expect(s.text, COSIGN_OK, "");
		cr_expect_not(subject_accepts(&s, "{}", 2));
		cr_expect(subject_trusts(&s, s.root, strlen(s.root)));
	}
}

/* A certificate that came along has to be one, needed or not. */
Test(keyless, chain_has_certificates)
{
	static const char *const names[] = { "v0.2, chain", "v0.3, chain" };
	struct vs_bytes *der;
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		if (s.vs != NULL)
			subject_free(&s);
		take(names[i]);
		der = &s.vs->ca->chain[0]->der;
		/* another curve, which nobody knows */
		vs_replace(s.vs, der, vs_of("\x2a\x86\x48\xce\x3d\x03\x01\x07"),
		    vs_of("\x2a\x86\x48\xce\x3d\x03\x01\x09"));
		expect(vs_bundle(s.sig, &s.form->bundle), COSIGN_E_UNSUPPORTED,
		    "bundle: verificationMaterial: x509CertificateChain: "
		    "certificates[1]: ");
	}
}

/* An entry that its log does not stand for counts for nothing, but it has to be
   about this signature. */
Test(keyless, passes_over_entries_about_it_alone)
{
	struct vs_entry *e;

	take("v0.3, both logs");
	e = s.sig->entries[0];
	e->set.p[e->set.len - 1] ^= 1;
	expect(vs_bundle(s.sig, NULL), COSIGN_OK, "");
	vs_replace(
	    s.vs, &e->body, vs_of("\"value\":\"a9"), vs_of("\"value\":\"b9"));
	expect(vs_bundle(s.sig, NULL), COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another artifact");
	s.sig->entries[0] = vs_log(vs_sign(s.vs, NULL), NULL);
	e = s.sig->entries[0];
	e->set.p[e->set.len - 1] ^= 1;
	expect(vs_bundle(s.sig, NULL), COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the bundle's");
}

/* Only a key that no log has seen may leave it out. */
Test(keyless, has_a_digest)
{
	static const char *const names[] = { "v0.3", "v0.3, no log",
		"v0.3, key" };
	struct vs_bundle_options o = { .no_digest = 1 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		if (s.vs != NULL)
			subject_free(&s);
		take(names[i]);
		expect(vs_bundle(s.sig, &o), COSIGN_E_DIGEST,
		    "the bundle records no digest");
	}
	s.sig->entry_count = 0;
	cosign_policy_insecure_ignore_tlog(s.policy);
	expect(vs_bundle(s.sig, &o), COSIGN_OK, "");
}

/* The document with one place changed. */
static void
expect_edited(
    const char *from, const char *to, cosign_rc_t rc, const char *message)
{
	struct vs_bytes text = vs_copy(s.vs, s.text, strlen(s.text));

	vs_replace(s.vs, &text, vs_of(from), vs_of(to));
	expect((const char *)text.p, rc, message);
}

/* The log signed the text of its id. */
Test(keyless, older_log_ids_have_small_letters)
{
	char *from, *to, *c;

	take("legacy");
	from = vs_hex(s.vs, s.vs->rekor1->id);
	to = vs_hex(s.vs, s.vs->rekor1->id);
	c = to + strcspn(to, "abcdef");
	*c = (char)(*c - 'a' + 'A');
	expect_edited(from, to, COSIGN_E_UNTRUSTED,
	    "tlogEntries[0]: of a log that is not trusted");
}

/* A log keeps the text, not what it stands for. */
Test(keyless, older_signatures_have_one_spelling)
{
	take("legacy");
	expect_edited("\"base64Signature\":\"", "\"base64Signature\":\"\\n",
	    COSIGN_E_BASE64,
	    "legacy bundle: base64Signature: base64: foreign character at 0");
	subject_free(&s);
	take("legacy dsse");
	expect_edited("\"base64Signature\":\"", "\"base64Signature\":\"\\n",
	    COSIGN_OK, "");
}

/* Every log that keeps an envelope's hash keeps it of the text. */
Test(keyless, older_envelopes_are_the_logged_text)
{
	static const char *const names[] = { "legacy dsse",
		"legacy intoto 0.0.1", "legacy intoto 0.0.2" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(names); i++) {
		if (s.vs != NULL)
			subject_free(&s);
		take(names[i]);
		s.sig->key_id = "x";
		expect(vs_legacy_bundle(s.sig, NULL), COSIGN_E_ENTRY,
		    "tlogEntries[0]: is about another envelope");
	}
}

/* What follows the certificate's PEM is PEM as well. */
Test(keyless, older_certificates_are_pem_alone)
{
	static const struct {
		const char *behind;
		cosign_rc_t rc;
	} rows[] = {
		{ "", COSIGN_OK },
		{ "x", COSIGN_E_PEM },
		{ "\n\nx", COSIGN_E_PEM },
	};
	const char *pem;
	size_t i;

	take("legacy");
	pem = vs_cert_pem(s.vs, s.sig->cert);
	for (i = 0; i < ARRAY_LEN(rows); i++)
		expect_edited(vs_base64(s.vs, vs_of(pem)),
		    vs_base64(s.vs,
			vs_of(vs_text(s.vs, "%s%s", pem, rows[i].behind))),
		    rows[i].rc,
		    rows[i].rc == COSIGN_OK
			? ""
			: "legacy bundle: cert: something behind the PEM");
	expect_edited(vs_base64(s.vs, vs_of(pem)),
	    vs_base64(s.vs, vs_of(vs_text(s.vs, "%s%s", pem, pem))), COSIGN_OK,
	    "");
}
