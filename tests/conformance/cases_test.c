/*
 * The cases of the public conformance suite, each by the file and by its
 * digest, through cosign-conformance. One that has to fail has to fail for the
 * reason that it was made for, which stands in the table.
 */
#include "cases.h"
#include "process.h"
#include "scratch.h"

#include <cosign/error.h>

#include <criterion/criterion.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUITE  "sigstore-conformance"
#define FOLDER SUITE "/bundle-verify"

/* Who signed most of the cases. */
#define IDENTITY                                                         \
	"https://github.com/sigstore-conformance/extremely-dangerous-"   \
	"public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-" \
	"beacon.yml@refs/heads/main"
#define ISSUER "https://token.actions.githubusercontent.com"

/* Without "_fail" at their ends. */
static const struct reason {
	const char *name;
	cosign_rc_t code;
	const char *text; /* part of what is printed */
} reasons[] = {
	{ "bundle-empty-certificate-chain", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: x509CertificateChain: no "
	    "certificates" },
	{ "bundle-from-wrong-instance", COSIGN_E_UNTRUSTED,
	    "tlogEntries[0]: of a log that is not trusted" },
	{ "bundle-invalid-base64-signature", COSIGN_E_BASE64,
	    "bundle: messageSignature: signature: base64: foreign "
	    "character at 7" },
	{ "bundle-malformed-json", COSIGN_E_JSON,
	    "bundle: line 1 column 4752: the text ends early" },
	{ "bundle-negative-log-index", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: tlogEntries[0]: logIndex: "
	    "less than 0" },
	{ "bundle-unknown-version", COSIGN_E_UNSUPPORTED,
	    "bundle: media type "
	    "\"application/vnd.dev.sigstore.bundle+json;version=99.9\" "
	    "is none of a bundle v0.1 to v0.3" },
	{ "bundle-with-root-cert", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: x509CertificateChain: "
	    "certificates[1]: self-signed" },
	{ "checkpoint-bad-keyhint", COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: not signed by the log" },
	{ "checkpoint-wrong-roothash", COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: is of another root hash than "
	    "the proof" },
	{ "dsse-invalid-sig", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the "
	    "bundle's" },
	{ "dsse-mismatch-envelope", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the "
	    "bundle's" },
	{ "dsse-mismatch-sig", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the "
	    "bundle's" },
	{ "inclusion-proof-corrupted-hash", COSIGN_E_PROOF,
	    "tlogEntries[0]: inclusion proof: root hash differs" },
	{ "incorrect-public-key", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another certificate than the "
	    "bundle's" },
	{ "integrated-time-in-future", COSIGN_E_EXPIRED,
	    "tlogEntries[0]: logged while the certificate was not valid" },
	{ "intoto-expired-certificate", COSIGN_E_EXPIRED,
	    "tlogEntries[0]: logged while the certificate was not valid" },
	{ "intoto-log-entry-mismatch", COSIGN_E_BASE64,
	    "bundle: verificationMaterial: tlogEntries[0]: "
	    "canonicalizedBody: intoto 0.0.2: envelope: sig: base64 "
	    "inside: base64: foreign character at 2" },
	{ "intoto-missing-inclusion-proof", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: tlogEntries: none has an "
	    "inclusionProof" },
	{ "intoto-set-outside-signing-cert-validity", COSIGN_E_EXPIRED,
	    "tlogEntries[0]: logged while the certificate was not valid" },
	{ "intoto-tsa-timestamp-outside-cert-validity", COSIGN_E_EXPIRED,
	    "path: certificate: expired at the time of the signature" },
	{ "invalid-checkpoint-signature", COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: the log's signature does not "
	    "verify" },
	{ "invalid-ct-key", COSIGN_E_SCT,
	    "scts[0]: of a certificate log that is not trusted" },
	{ "invalid-inclusion-proof", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: tlogEntries[0]: "
	    "inclusionProof: no checkpoint" },
	{ "managed-key-no-key", COSIGN_E_SIGNER_KIND,
	    "signed by a key, a certificate was asked for" },
	{ "managed-key-wrong-key", COSIGN_E_MALFORMED,
	    "key.pub: keyring: key 1: point is not on the curve" },
	{ "message-digest-mismatch", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another artifact" },
	{ "rekor2-checkpoint-missing-log-signature", COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: no signatures" },
	{ "rekor2-checkpoint-missing-origin", COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: the log's signature does not "
	    "verify" },
	{ "rekor2-checkpoint-missing-root-hash", COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: the log's signature does not "
	    "verify" },
	{ "rekor2-checkpoint-missing-size", COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: the log's signature does not "
	    "verify" },
	{ "rekor2-checkpoint-no-matching-signature", COSIGN_E_CHECKPOINT,
	    "tlogEntries[0]: checkpoint: not signed by the log" },
	{ "rekor2-dsse-invalid-sig", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the "
	    "bundle's" },
	{ "rekor2-dsse-mismatch-envelope", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the "
	    "bundle's" },
	{ "rekor2-dsse-mismatch-sig", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the "
	    "bundle's" },
	{ "rekor2-no-inclusion-proof", COSIGN_E_MALFORMED,
	    "bundle: verificationMaterial: tlogEntries: none has an "
	    "inclusionProof" },
	{ "rekor2-no-timestamp", COSIGN_E_NO_TIME,
	    "nobody who is trusted says when it was signed" },
	{ "rekor2-timestamp-outside-trust-root-tsa-validity", COSIGN_E_EXPIRED,
	    "timestamps[0]: timestamp: the authority is not trusted at "
	    "that time" },
	{ "rekor2-timestamp-outside-tsa-cert-validity", COSIGN_E_TIMESTAMP,
	    "timestamps[0]: timestamp: signed attributes: signing time "
	    "is outside of the signer's validity" },
	{ "rekor2-timestamp-payload-mismatch", COSIGN_E_TIMESTAMP,
	    "timestamps[0]: timestamp: is of another signature" },
	{ "rekor2-timestamp-untrusted-tsa-with-embedded-cert",
	    COSIGN_E_UNTRUSTED,
	    "timestamps[0]: timestamp: signed by another than the "
	    "authority's certificate" },
	{ "rekor2-timestamp-untrusted-tsa-without-embedded-cert",
	    COSIGN_E_TIMESTAMP,
	    "timestamps[0]: timestamp: no certificate of its signer" },
	{ "rekor2-timestamp-with-incorrect-time", COSIGN_E_BASE64,
	    "bundle: verificationMaterial: timestampVerificationData: "
	    "rfc3161Timestamps[0]: signedTimestamp: base64: foreign "
	    "character at 1705" },
	{ "set-invalid-signature", COSIGN_E_PROMISE,
	    "tlogEntries[0]: inclusion promise: not signed by the log" },
	{ "signature-mismatch", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the "
	    "bundle's" },
	{ "trust-root-tlog-missing-validity-start", COSIGN_E_MALFORMED,
	    "trusted root: tlogs[1]: publicKey: no validFor.start" },
	{ "wrong-hashedrekord-artifact", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the "
	    "bundle's" },
	{ "wrong-hashedrekord-cert-and-sig", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the "
	    "bundle's" },
	{ "wrong-hashedrekord-entry", COSIGN_E_ENTRY,
	    "tlogEntries[0]: is about another signature than the "
	    "bundle's" },
	{ "wrong-material", COSIGN_E_SIGNATURE,
	    "the signature does not verify under the certificate's key" },
};

struct run {
	char bundle[256], key[256], root[256], artifact[256];
	char identity[256], issuer[256];
};

/* The text of a file, where it is there, without the newline at its end. */
static void
read_text(char *out, size_t size, const char *name, const char *file,
    const char *otherwise)
{
	char path[256];
	struct vector v;

	(void)snprintf(out, size, "%s", otherwise);
	(void)snprintf(path, sizeof(path), "%s/%s", name, file);
	if (!cases_has(FOLDER, path))
		return;
	v = cases_load(FOLDER, path);
	(void)snprintf(out, size, "%.*s", (int)strcspn(v.data, "\n"), v.data);
	vector_free(&v);
}

/* Its path, or nothing. */
static void
find(char *out, size_t size, const char *name, const char *file)
{
	char path[256];

	out[0] = '\0';
	(void)snprintf(path, sizeof(path), "%s/%s", name, file);
	if (cases_has(FOLDER, path))
		cases_path(out, size, FOLDER, path);
}

static void
prepare(struct run *r, const char *name)
{
	find(r->bundle, sizeof(r->bundle), name, "bundle.sigstore.json");
	find(r->key, sizeof(r->key), name, "key.pub");
	find(r->root, sizeof(r->root), name, "trusted_root.json");
	find(r->artifact, sizeof(r->artifact), name, "artifact");
	if (r->artifact[0] == '\0')
		cases_path(r->artifact, sizeof(r->artifact), SUITE, "a.txt");
	read_text(r->identity, sizeof(r->identity), name, "identity", IDENTITY);
	read_text(r->issuer, sizeof(r->issuer), name, "issuer", ISSUER);
}

static const char *
digest_of(const char *path)
{
	static char text[7 + 64 + 1];
	struct vector v = vector_read(path);
	uint8_t digest[32];
	size_t len, i;

	cr_assert_eq(
	    EVP_Q_digest(NULL, "SHA256", NULL, v.data, v.len, digest, &len), 1);
	(void)snprintf(text, sizeof(text), "sha256:");
	for (i = 0; i < len; i++)
		(void)snprintf(text + 7 + 2 * i, 3, "%02x", digest[i]);
	vector_free(&v);
	return text;
}

static struct process_result
conformance(const struct run *r, const char *artifact)
{
	const char *argv[16];
	const struct process_options options = { .argv = argv };
	struct process_result result;
	size_t n = 0;

	argv[n++] = COSIGN_CONFORMANCE;
	argv[n++] = "verify-bundle";
	argv[n++] = "--bundle";
	argv[n++] = r->bundle;
	if (r->key[0] != '\0') {
		argv[n++] = "--key";
		argv[n++] = r->key;
	} else {
		argv[n++] = "--certificate-identity";
		argv[n++] = r->identity;
		argv[n++] = "--certificate-oidc-issuer";
		argv[n++] = r->issuer;
	}
	if (r->root[0] != '\0') {
		argv[n++] = "--trusted-root";
		argv[n++] = r->root;
	}
	argv[n++] = artifact;
	argv[n] = NULL;
	cr_assert_eq(process_run(&result, &options), 0);
	return result;
}

/* "NAME TEXT", as it is printed. */
static void
expect_reason(const char *name, const struct process_result *result,
    cosign_rc_t code, const char *text)
{
	const char *rest = strchr(result->err, ' ');
	const char *symbol = cosign_rc_name(code);

	cr_expect_eq(result->status, 1, "%s: %d", name, result->status);
	cr_assert_not_null(rest, "%s: %s", name, result->err);
	cr_expect(strlen(symbol) == (size_t)(rest - result->err) &&
		memcmp(symbol, result->err, strlen(symbol)) == 0,
	    "%s: %s", name, result->err);
	cr_expect_not_null(strstr(rest, text), "%s: %s", name, result->err);
}

static const struct reason *
reason_of(const char *name)
{
	const size_t len = strlen(name) - strlen("_fail");
	size_t i;

	for (i = 0; i < ARRAY_LEN(reasons); i++)
		if (strlen(reasons[i].name) == len &&
		    memcmp(reasons[i].name, name, len) == 0)
			return &reasons[i];
	cr_assert_fail("%s is not in the table", name);
	return NULL;
}

static int
has_to_fail(const char *name)
{
	const size_t len = strlen(name);

	return len > 5 && strcmp(name + len - 5, "_fail") == 0;
}

static size_t passed, failed;

static void
expect_verdict(const char *name, const struct run *r, const char *artifact)
{
	struct process_result result = conformance(r, artifact);
	const struct reason *reason;

	if (has_to_fail(name)) {
		reason = reason_of(name);
		expect_reason(name, &result, reason->code, reason->text);
		failed++;
	} else {
		cr_expect_eq(result.status, 0, "%s: %s", name, result.err);
		cr_expect_str_eq(result.err, "", "%s", name);
		passed++;
	}
	process_dispose(&result);
}

static void
check_case(const char *name)
{
	struct run r;

	/* files beside the cases' folders */
	prepare(&r, name);
	if (r.bundle[0] == '\0')
		return;
	expect_verdict(name, &r, r.artifact);
	expect_verdict(name, &r, digest_of(r.artifact));
}

Test(conformance, verdict_and_reason_of_every_case)
{
	cases_require(FOLDER);
	(void)cases_each(FOLDER, check_case);
	cr_expect_eq(failed, 2 * ARRAY_LEN(reasons));
	cr_expect_eq(passed, 2 * 21);
}

/* What that case was made for shows once its base64 is well formed. */
Test(conformance, certificate_was_not_valid_when_it_was_stamped,
    .init = scratch_enter, .fini = scratch_leave)
{
	static const char name[] = "rekor2-timestamp-with-incorrect-time_fail";
	struct process_result result;
	struct run r;
	struct vector v;
	char *at;

	cases_require(FOLDER);
	prepare(&r, name);
	v = vector_read(r.bundle);
	at = strstr(v.data, "\"signedTimestamp\"");
	cr_assert_not_null(at);
	while ((at = strstr(at, "\\n")) != NULL)
		memmove(at, at + 2, strlen(at + 2) + 1);
	scratch_write("bundle.json", v.data, strlen(v.data));
	(void)snprintf(r.bundle, sizeof(r.bundle), "bundle.json");
	result = conformance(&r, r.artifact);
	expect_reason(name, &result, COSIGN_E_EXPIRED,
	    "certificate: expired at the time of the signature");
	process_dispose(&result);
	vector_free(&v);
}

Test(conformance, minds_its_arguments)
{
	static const char *const lines[][6] = {
		{ COSIGN_CONFORMANCE, NULL },
		{ COSIGN_CONFORMANCE, "sign-bundle", "x", NULL },
		{ COSIGN_CONFORMANCE, "verify-bundle", "x", NULL },
		{ COSIGN_CONFORMANCE, "verify-bundle", "--bundle", "x", NULL },
		{ COSIGN_CONFORMANCE, "verify-bundle", "--bundle", NULL },
		{ COSIGN_CONFORMANCE, "verify-bundle", "--bundle", "x", "y",
		    NULL },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(lines); i++) {
		const struct process_options options = { .argv = lines[i] };
		struct process_result result;

		cr_assert_eq(process_run(&result, &options), 0);
		cr_expect_eq(result.status, 2, "line %zu", i);
		expect_prefix(result.err, "cosign-conformance: ");
		process_dispose(&result);
	}
}
