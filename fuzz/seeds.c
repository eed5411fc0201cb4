/*
 * Writes the seeds that have to be well signed: by a virtual Sigstore
 * (tests/support/virtual), which is made anew each time, so all of them
 * belong together and are written together.
 *
 * usage: fuzz-seeds FOLDER
 *
 * FOLDER is fuzz/corpus. Of what was there before, files of the same names are
 * replaced, and others stay.
 */
#include "virtual/virtual.h"

#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *folder;
static struct vs *vs;

static void
put(const char *target, const char *name, struct vs_bytes bytes)
{
	char *path = vs_text(vs, "%s/%s/%s", folder, target, name);
	FILE *f;

	(void)mkdir(vs_text(vs, "%s/%s", folder, target), 0777);
	f = fopen(path, "wb");
	if (f == NULL || fwrite(bytes.p, 1, bytes.len, f) != bytes.len ||
	    fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

static void
put_text(const char *target, const char *name, const char *text)
{
	put(target, name, vs_of(text));
}

/* Pieces as fuzz/frames.h has them, up to one without bytes. */
struct piece {
	unsigned char use;
	struct vs_bytes bytes;
};

static void
put_frames(const char *target, const char *name, const struct piece *pieces)
{
	struct vs_bytes all = vs_of("");

	for (; pieces->bytes.p != NULL; pieces++) {
		const unsigned char head[] = { pieces->use,
			(unsigned char)(pieces->bytes.len >> 8),
			(unsigned char)pieces->bytes.len };
		const struct vs_bytes parts[] = { all,
			vs_copy(vs, head, sizeof(head)), pieces->bytes,
			{ NULL, 0 } };

		all = vs_join(vs, parts);
	}
	put(target, name, all);
}

/* ---- whole bundles, and what they are made of ---- */

struct scene {
	const char *name;
	struct vs_sign_options sign;
	struct vs_entry_options entry;
	int in_v2; /* Rekor */
	int stamps;
	struct vs_bundle_options bundle;
};

static struct vs_signature *
signature_of(const struct scene *scene)
{
	struct vs_signature *sig = vs_sign(vs, &scene->sign);
	struct vs_entry_options entry = scene->entry;
	int i;

	if (scene->in_v2)
		entry.log = vs->rekor2;
	(void)vs_log(sig, &entry);
	for (i = 0; i < scene->stamps; i++) {
		const struct vs_timestamp_options o = { .time =
							    vs->now + 2 + i };

		(void)vs_stamp(sig, &o);
	}
	return sig;
}

static void
write_scene(const struct scene *scene)
{
	struct vs_signature *sig = signature_of(scene);
	const struct vs_entry *entry = sig->entries[0];

	put_text("keyless", scene->name, vs_bundle(sig, &scene->bundle));
	put("log_body", scene->name, entry->body);
	if (entry->checkpoint != NULL)
		put_text("checkpoint", scene->name, entry->checkpoint);
}

static void
write_bundles(void)
{
	static const struct scene scenes[] = {
		{ .name = "v1" },
		{ .name = "v1-timestamp", .stamps = 1 },
		{ .name = "v2", .in_v2 = 1, .stamps = 2 },
		{ .name = "v1-attestation", .sign.dsse = 1 },
		{ .name = "v1-intoto",
		    .sign.dsse = 1,
		    .entry.kind = VS_INTOTO_2 },
		{ .name = "v2-attestation",
		    .sign.dsse = 1,
		    .in_v2 = 1,
		    .stamps = 1 },
		{ .name = "v01-promise",
		    .entry.proof = VS_NONE,
		    .bundle.version = VS_V01 },
		{ .name = "v02-chain",
		    .entry = { .index = 5, .size = 1000 },
		    .bundle = { .version = VS_V02, .chain = 1 } },
		{ .name = "v2-witnesses",
		    .in_v2 = 1,
		    .stamps = 1,
		    .entry.note = { .witnesses_before = 1, .witnesses = 2 } },
	};
	size_t i;

	for (i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++)
		write_scene(&scenes[i]);
}

/* Of the older forms, and the kinds of entries that only they have. */
static void
write_older(void)
{
	static const struct vs_sign_options dsse = { .dsse = 1 };
	static const struct vs_entry_options intoto = { .kind = VS_INTOTO_1 };
	static const struct vs_entry_options rekord = { .kind = VS_REKORD };
	struct vs_signature *sig = vs_sign(vs, NULL);
	const struct vs_entry *entry;

	(void)vs_log(sig, NULL);
	put_text("keyless", "legacy", vs_legacy_bundle(sig, NULL));
	sig = vs_sign(vs, &dsse);
	entry = vs_log(sig, &intoto);
	put_text("keyless", "legacy-attestation", vs_legacy_bundle(sig, NULL));
	put("log_body", "intoto-1", entry->body);
	put_text("attestation", "envelope", vs_envelope(sig, 0));
	put_text("attestation", "envelope-v2", vs_envelope(sig, 1));
	put("attestation", "statement", sig->payload);
	sig = vs_sign(vs, NULL);
	put("log_body", "rekord", vs_log(sig, &rekord)->body);
}

/* ---- what is put together ---- */

static void
write_detached(const char *name, const struct vs_leaf_options *leaf)
{
	const struct vs_sign_options sign = { .leaf = leaf };
	struct vs_signature *sig = vs_sign(vs, &sign);
	const int is_detached = leaf != NULL;
	const struct piece pieces[] = {
		{ 0, vs_of(vs_base64(vs, sig->signature)) },
		{ 0, vs_of(vs_cert_pem(vs, sig->cert)) },
		{ 1, vs_of(vs_rekor_bundle(vs, vs_log(sig, NULL))) },
		{ 2, vs_of(vs_rfc3161_json(vs, vs_stamp(sig, NULL))) },
		{ 3,
		    is_detached ? vs_of(vs_sct_json(vs, sig->cert, NULL))
				: (struct vs_bytes){ NULL, 0 } },
		{ 0, { NULL, 0 } },
	};

	put_frames("builder", name, pieces);
}

static void
write_two_entries(void)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	const struct piece pieces[] = {
		{ 0, vs_of(vs_base64(vs, sig->signature)) },
		{ 1, vs_of(vs_rekor_bundle(vs, vs_log(sig, NULL))) },
		{ 1, vs_of(vs_rekor_bundle(vs, vs_log(sig, NULL))) },
		{ 0, { NULL, 0 } },
	};

	put_frames("builder", "two-entries", pieces);
}

static void
write_trust(void)
{
	const struct piece pieces[] = {
		{ 0xe0, vs_of(vs_chain_pem(vs->ca)) },
		{ 0xc1, vs_of(vs_chain_pem(vs->tsa)) },
		{ 2, vs_of(vs_roots_pem(vs)) },
		{ 0xa3, vs_of(vs_key_pem(vs, vs->ct->key)) },
		{ 0x83, vs_of(vs_key_pem(vs, vs->rekor2->key)) },
		{ 0, { NULL, 0 } },
	};
	const struct piece whole[] = {
		{ 4, vs_of(vs_trusted_root(vs, NULL)) },
		{ 0, { NULL, 0 } },
	};

	put_frames("trust_builder", "authorities-and-logs", pieces);
	put_frames("trust_builder", "trusted-root", whole);
}

static void
write_built(void)
{
	static const struct vs_leaf_options without = { .sct_count = VS_NONE };

	write_detached("detached", NULL);
	write_detached("detached-sct", &without);
	write_two_entries();
	write_trust();
}

/* ---- certificates ---- */

/* The list of signed certificate timestamps, out of the OCTET STRING that the
   extension's value is. */
static struct vs_bytes
scts_of(const struct vs_cert *cert)
{
	const int at = X509_get_ext_by_NID(cert->x509, NID_ct_precert_scts, -1);
	const ASN1_OCTET_STRING *value =
	    X509_EXTENSION_get_data(X509_get_ext(cert->x509, at));
	const unsigned char *p = ASN1_STRING_get0_data(value);
	ASN1_OCTET_STRING *inner =
	    d2i_ASN1_OCTET_STRING(NULL, &p, ASN1_STRING_length(value));
	struct vs_bytes list = vs_copy(vs, ASN1_STRING_get0_data(inner),
	    (size_t)ASN1_STRING_length(inner));

	ASN1_OCTET_STRING_free(inner);
	return list;
}

static const struct vs_extension of_github[] = {
	{ .oid = VS_FULCIO(2), .text = "push", .encoding = VS_RAW },
	{ .oid = VS_FULCIO(6), .text = "refs/heads/main", .encoding = VS_RAW },
	{ .oid = VS_FULCIO(9), .text = "https://signer" },
	{ .oid = VS_FULCIO(24), .text = "subject" },
	{ .oid = "1.2.3.4", .text = "unknown", .critical = 1 },
	{ .oid = NULL },
};
static const struct vs_name names[] = {
	{ VS_EMAIL, VS_IDENTITY, 0 },
	{ VS_URI, "https://user@host.example:8443/x?y#z", 0 },
	{ VS_DNS, "a.host.example", 0 },
	{ VS_IP, "\177\000\000\001", 4 },
	{ VS_USERNAME, "user!tenant", 0 },
	{ VS_NAME_END, NULL, 0 },
};

static void
write_certificates(void)
{
	const struct vs_sct_options scts[] = { { .log = NULL },
		{ .extensions = vs_of("xyz") }, { .version = 1 } };
	const struct vs_leaf_options options = {
		.cert = { .names = names, .extensions = of_github },
		.scts = scts,
		.sct_count = 3,
	};
	const struct vs_cert_options limited = {
		.basic = "critical,CA:TRUE,pathlen:0",
		.usage = "critical,keyCertSign,cRLSign",
		.eku = "codeSigning,1.2.3",
		.constraints = "critical,permitted;email:example.com,"
			       "permitted;URI:.host.example,permitted;DNS:"
			       "host.example,permitted;IP:127.0.0.0/"
			       "255.0.0.0,excluded;email:bob@example.com,"
			       "excluded;URI:evil.example",
		.names = names,
	};
	struct vs_cert *leaf = vs_leaf(vs, NULL);

	put("x509", "leaf", leaf->der);
	put("sct_list", "one", scts_of(leaf));
	leaf = vs_leaf(vs, &options);
	put("x509", "leaf-with-all", leaf->der);
	put("sct_list", "three", scts_of(leaf));
	put("x509", "intermediate", vs->ca->chain[0]->der);
	put("x509", "root", vs->ca->chain[1]->der);
	put("x509", "timestamps", vs->tsa->chain[0]->der);
	put("x509", "constraints", vs_cert(vs, NULL, &limited)->der);
}

/* ---- timestamps and checkpoints ---- */

static void
write_timestamps(void)
{
	static const struct {
		const char *name;
		struct vs_timestamp_options options;
	} rows[] = {
		{ "leaf", { .embed = VS_EMBED_LEAF } },
		{ "root", { .embed = VS_EMBED_WITH_ROOT, .fraction = "25" } },
		{ "nothing", { .embed = VS_EMBED_NOTHING, .nonce = 77 } },
		{ "sha-1", { .ess = VS_ESS_BOTH, .imprint = "SHA512" } },
		{ "forged", { .time = VS_NOW + 9, .signature.fn = vs_flip } },
	};
	struct vs_signature *sig = vs_sign(vs, NULL);
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		put("timestamp", rows[i].name,
		    vs_stamp(sig, &rows[i].options)->der);
	put("timestamp", "stamped", sig->signature);
}

static void
write_notes(void)
{
	static const struct vs_entry_options namesakes = {
		.note = { .namesakes = 2, .extensions = "a line\n" }
	};
	static const struct vs_entry_options long_one = { .index = 77,
		.size = UINT64_C(1) << 40 };
	static const struct vs_entry_options forged = { .note.signature.fn =
							    vs_flip };
	struct vs_signature *sig = vs_sign(vs, NULL);

	put_text("checkpoint", "forged", vs_log(sig, &forged)->checkpoint);
	put_text(
	    "checkpoint", "namesakes", vs_log(sig, &namesakes)->checkpoint);
	put_text("checkpoint", "long", vs_log(sig, &long_one)->checkpoint);
}

/* One for each media type that there is. */
static void
write_roots(void)
{
	static const struct vs_root_options v01 = {
		.media_type =
		    "application/vnd.dev.sigstore.trustedroot.v0.1+json"
	};
	static const struct vs_root_options v02 = {
		.media_type =
		    "application/vnd.dev.sigstore.trustedroot.v0.2+json"
	};

	put_text("trusted_root", "virtual", vs_trusted_root(vs, NULL));
	put_text("trusted_root", "virtual-v0.1", vs_trusted_root(vs, &v01));
	put_text("trusted_root", "virtual-v0.2", vs_trusted_root(vs, &v02));
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		(void)fprintf(stderr, "usage: fuzz-seeds FOLDER\n");
		return 2;
	}
	folder = argv[1];
	vs = vs_new(NULL);
	write_bundles();
	write_older();
	write_built();
	write_certificates();
	write_timestamps();
	write_notes();
	write_roots();
	vs_free(vs);
	return 0;
}
