/*
 * stack FOLDER: what a virtual Sigstore signed and is known by, as files that
 * a command line can name. All of it belongs to the trusted root "root" but
 * what begins with "today", which is of the time when this runs.
 */
#include "virtual/virtual.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define YEAR (INT64_C(365) * 24 * 3600)

/* Who signs in a workflow; the material's users know these words. */
#define WORKFLOW \
	"https://github.com/o/r/.github/workflows/ci.yml@refs/heads/main"

static void
save_bytes(const char *name, struct vs_bytes data)
{
	FILE *f = fopen(name, "wb");

	if (f == NULL || fwrite(data.p, 1, data.len, f) != data.len ||
	    fclose(f) != 0) {
		perror(name);
		exit(1);
	}
}

static void
save(const char *name, const char *text)
{
	save_bytes(name, vs_of(text));
}

/* ---- Sigstore bundles ---- */

enum evidence { IN_V1 = 1, IN_V2 = 2, STAMPED = 4 };

static struct vs_signature *
sign(struct vs *vs, const struct vs_sign_options *o, unsigned evidence)
{
	const struct vs_entry_options v2 = { .log = vs->rekor2 };
	struct vs_signature *sig = vs_sign(vs, o);

	if ((evidence & IN_V1) != 0)
		(void)vs_log(sig, NULL);
	if ((evidence & IN_V2) != 0)
		(void)vs_log(sig, &v2);
	if ((evidence & STAMPED) != 0)
		(void)vs_stamp(sig, NULL);
	return sig;
}

static void
save_bundle(struct vs *vs, const char *name, const struct vs_sign_options *o,
    unsigned evidence)
{
	save(name, vs_bundle(sign(vs, o, evidence), NULL));
}

static const struct vs_name workflow_names[] = { { VS_URI, WORKFLOW, 0 },
	{ VS_NAME_END, NULL, 0 } };
static const struct vs_extension workflow_extensions[] = {
	{ .oid = VS_FULCIO(2), .text = "push", .encoding = VS_RAW },
	{ .oid = VS_FULCIO(3), .text = "c0ffee", .encoding = VS_RAW },
	{ .oid = VS_FULCIO(4), .text = "ci", .encoding = VS_RAW },
	{ .oid = VS_FULCIO(5), .text = "o/r", .encoding = VS_RAW },
	{ .oid = VS_FULCIO(6), .text = "refs/heads/main", .encoding = VS_RAW },
	{ .oid = VS_FULCIO(9), .text = WORKFLOW },
	{ .oid = NULL },
};
static const struct vs_leaf_options workflow_leaf = {
	.cert = { .names = workflow_names, .extensions = workflow_extensions },
};

static void
save_workflow(struct vs *vs)
{
	const struct vs_sign_options o = { .leaf = &workflow_leaf };

	save_bundle(vs, "workflow", &o, IN_V1);
}

static void
save_signatures(struct vs *vs)
{
	const struct vs_leaf_options unseen = { .sct_count = VS_NONE };
	const struct vs_sign_options unseen_sign = { .leaf = &unseen };
	const struct vs_sign_options by_key = { .key = vs_key(vs, VS_P256) };
	const struct vs_bundle_options chain = { .material = VS_CHAIN,
		.chain = 1 };

	save_bundle(vs, "keyless", NULL, IN_V1);
	save_bundle(vs, "stamped", NULL, IN_V1 | STAMPED);
	save_bundle(vs, "rekor2", NULL, IN_V2 | STAMPED);
	save_bundle(vs, "rekor2-unstamped", NULL, IN_V2);
	save_bundle(vs, "unlogged", NULL, STAMPED);
	save_bundle(vs, "unseen", &unseen_sign, IN_V1);
	save_bundle(vs, "keyed", &by_key, IN_V1);
	save("keyed.pub", vs_key_pem(vs, by_key.key));
	save("chained", vs_bundle(sign(vs, NULL, IN_V1), &chain));
	save_workflow(vs);
}

static void
save_attestation(
    struct vs *vs, const char *name, const struct vs_statement_options *o)
{
	const struct vs_sign_options dsse = { .dsse = 1, .statement = o };

	save_bundle(vs, name, &dsse, IN_V1);
}

/* One of each type that has a word, named by the word. */
static void
save_attestations(struct vs *vs)
{
	static const char *const types[][2] = {
		{ "custom", NULL },
		{ "slsaprovenance", "https://slsa.dev/provenance/v0.2" },
		{ "slsaprovenance1", "https://slsa.dev/provenance/v1" },
		{ "spdx", "https://spdx.dev/Document" },
		{ "cyclonedx", "https://cyclonedx.org/bom" },
		{ "link", "https://in-toto.io/Link/v1" },
		{ "vuln", "https://cosign.sigstore.dev/attestation/vuln/v1" },
		{ "openvex", "https://openvex.dev/ns" },
		{ "uri", "https://example.com/predicate/v1" },
	};
	const struct vs_bytes artifact = vs_of(VS_ARTIFACT);
	const struct vs_subject subjects[] = {
		{ "app", "sha384",
		    vs_hex(vs, vs_digest(vs, "SHA384", artifact)) },
		{ NULL, "sha512",
		    vs_hex(vs, vs_digest(vs, "SHA512", artifact)) },
		{ NULL, NULL, NULL },
	};
	const struct vs_statement_options large = { .subjects = subjects };
	const struct vs_sign_options by_key = { .dsse = 1,
		.key = vs_key(vs, VS_P256) };
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct vs_statement_options o = { .predicate_type =
							    types[i][1] };

		save_attestation(vs, types[i][0], &o);
	}
	save_attestation(vs, "large-digests", &large);
	save_bundle(vs, "keyed-custom", &by_key, IN_V1);
	save("keyed-custom.pub", vs_key_pem(vs, by_key.key));
}

/* ---- the forms before them ---- */

static void
save_pieces(struct vs *vs)
{
	const struct vs_leaf_options unseen = { .sct_count = VS_NONE };
	const struct vs_sign_options unseen_sign = { .leaf = &unseen };
	struct vs_signature *sig = sign(vs, NULL, IN_V1 | STAMPED);

	save("legacy", vs_legacy_bundle(sig, NULL));
	save("signature", vs_base64(vs, sig->signature));
	save("cert.pem", vs_cert_pem(vs, sig->cert));
	save_bytes("cert.der", sig->cert->der);
	save("stamp", vs_rfc3161_json(vs, sig->timestamps[0]));
	sig = sign(vs, &unseen_sign, IN_V1);
	save("legacy-unseen", vs_legacy_bundle(sig, NULL));
	save("sct", vs_sct_json(vs, sig->cert, NULL));
}

static void
save_envelope(struct vs *vs)
{
	const struct vs_sign_options dsse = { .dsse = 1 };
	struct vs_signature *sig = sign(vs, &dsse, IN_V1);
	struct vs_timestamp_options stamp = { .tsa = NULL };

	save("envelope", vs_envelope(sig, 0));
	save("envelope.pem", vs_cert_pem(vs, sig->cert));
	save("legacy-custom", vs_legacy_bundle(sig, NULL));
	stamp.over = vs_of(vs_envelope(sig, 0));
	save("envelope.stamp", vs_rfc3161_json(vs, vs_stamp(sig, &stamp)));
}

/* ---- images ---- */

/* The image of images_put_example(). */
#define IMAGE "cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa18755c3"
#define PAYLOAD                                                       \
	"{\"critical\":{\"identity\":{\"docker-reference\":\"app\"}," \
	"\"image\":{\"docker-manifest-digest\":\"sha256:" IMAGE       \
	"\"},\"type\":\"cosign container image signature\"},"         \
	"\"optional\":{\"Subject\":\"nobody\",\"a\":1}}"

static void
save_images(struct vs *vs)
{
	static const struct vs_subject subjects[] = {
		{ NULL, "sha256", IMAGE },
		{ NULL, NULL, NULL },
	};
	const struct vs_statement_options signature = {
		.type = VS_STATEMENT_V1,
		.subjects = subjects,
		.predicate_type = "https://sigstore.dev/cosign/sign/v1",
		.predicate = "{}",
	};
	const struct vs_statement_options custom = { .subjects = subjects };
	const struct vs_sign_options older = { .artifact = PAYLOAD,
		.leaf = &workflow_leaf };
	struct vs_signature *sig;

	save_attestation(vs, "image.bundle", &signature);
	save_attestation(vs, "image.attestation", &custom);
	sig = sign(vs, &older, IN_V1 | STAMPED);
	save("image.payload", PAYLOAD);
	save("image.signature", vs_base64(vs, sig->signature));
	save("image.pem", vs_cert_pem(vs, sig->cert));
	save("image.entry", vs_rekor_bundle(vs, sig->entries[0]));
	save("image.stamp", vs_rfc3161_json(vs, sig->timestamps[0]));
}

static void
save_trust(struct vs *vs)
{
	save("root", vs_trusted_root(vs, NULL));
	save("chain.pem", vs_chain_pem(vs->ca));
	save("roots.pem", vs_roots_pem(vs));
	save("intermediates.pem", vs_intermediates_pem(vs));
	save("tsa.pem", vs_chain_pem(vs->tsa));
	save("rekor.pub", vs_key_pem(vs, vs->rekor1->key));
	save("rekor2.pub", vs_key_pem(vs, vs->rekor2->key));
	save("ct.pub", vs_key_pem(vs, vs->ct->key));
}

/* For who goes by the clock: valid now, and for years. */
static void
save_today(void)
{
	const struct vs_options options = { .now = (int64_t)time(NULL) };
	struct vs *vs = vs_new(&options);
	const struct vs_leaf_options leaf = { .cert.not_after =
						  vs->now + 5 * YEAR };
	const struct vs_sign_options o = { .leaf = &leaf };
	struct vs_signature *sig = vs_sign(vs, &o);

	save("today", vs_bundle(sig, NULL));
	save("today.root", vs_trusted_root(vs, NULL));
	save("today.signature", vs_base64(vs, sig->signature));
	save("today.pem", vs_cert_pem(vs, sig->cert));
	save("today.chain", vs_chain_pem(vs->ca));
	save("today.ct", vs_key_pem(vs, vs->ct->key));
	vs_free(vs);
}

int
main(int argc, char **argv)
{
	struct vs *vs;

	if (argc != 2 || chdir(argv[1]) != 0) {
		(void)fprintf(stderr, "usage: stack FOLDER\n");
		return 2;
	}
	vs = vs_new(NULL);
	save("app", VS_ARTIFACT);
	save_trust(vs);
	save_signatures(vs);
	save_attestations(vs);
	save_pieces(vs);
	save_envelope(vs);
	save_images(vs);
	vs_free(vs);
	save_today();
	return 0;
}
