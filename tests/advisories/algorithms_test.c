/* Signatures that a lax verifier takes, each in a bundle: what Wycheproof and
   the lists of Sigstore's verifiers have. Bare ones are in tests/crypto. */
#include "attack.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#define NOT_UNDER "the signature does not verify under the key"
#define NOT_UNDER_CERT \
	"the signature does not verify under the certificate's key"

/* clang-format off */

#define PUT(...)                                                           \
	{                                                                  \
		.fn = vs_put, .user = &(struct vs_bytes)BYTES(__VA_ARGS__) \
	}
/* The order of P-256 as an INTEGER. */
#define ORDER(last)                                                           \
	0x02, 0x21, 0x00, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff,     \
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, \
	    0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, last
#define KEY(...) .key = VS_P256, UNLOGGED, .sign.signature = PUT(__VA_ARGS__)

static unsigned char zeros[64];

#define ZEROS                                            \
	{                                                \
		.fn = vs_put, .user = &(struct vs_bytes) \
		{                                        \
			zeros, 64                        \
		}                                        \
	}

/* Numbers that no signature has. */
static const struct attack ranges[] = {
	{ TWIN("P-256"), .key = VS_P256, UNLOGGED },
	{ TWIN("log"), .where = IN_V1 },
	{ BAD("0, 0", SIGNATURE, NOT_UNDER), KEY(0x30, 6, 2, 1, 0, 2, 1, 0) },
	{ BAD("0, 1", SIGNATURE, NOT_UNDER), KEY(0x30, 6, 2, 1, 0, 2, 1, 1) },
	{ BAD("1, 0", SIGNATURE, NOT_UNDER), KEY(0x30, 6, 2, 1, 1, 2, 1, 0) },
	{ BAD("1, 1", SIGNATURE, NOT_UNDER), KEY(0x30, 6, 2, 1, 1, 2, 1, 1) },
	{ BAD("-1, -1", SIGNATURE, NOT_UNDER),
		KEY(0x30, 6, 2, 1, 0xff, 2, 1, 0xff) },
	{ BAD("n, 1", SIGNATURE, NOT_UNDER),
		KEY(0x30, 0x26, ORDER(0x51), 2, 1, 1) },
	{ BAD("1, n", SIGNATURE, NOT_UNDER),
		KEY(0x30, 0x26, 2, 1, 1, ORDER(0x51)) },
	{ BAD("n + 1, 1", SIGNATURE, NOT_UNDER),
		KEY(0x30, 0x26, ORDER(0x52), 2, 1, 1) },
	{ BAD("n, n", SIGNATURE, NOT_UNDER),
		KEY(0x30, 0x46, ORDER(0x51), ORDER(0x51)) },
	{ BAD("zeros", SIGNATURE, NOT_UNDER), .key = VS_P256, UNLOGGED,
		.sign.signature = ZEROS },
	{ BAD("Ed25519 of zeros", SIGNATURE, NOT_UNDER), .key = VS_ED25519,
		UNLOGGED, .sign.signature = ZEROS },
	{ BAD("P-384, 0, 0", SIGNATURE, NOT_UNDER), .key = VS_P384, UNLOGGED,
		.sign.signature = PUT(0x30, 6, 2, 1, 0, 2, 1, 0) },
	{ BAD("promise of 0, 0", PROMISE,
		"tlogEntries[0]: inclusion promise: not signed by the log"),
		.entry.set_signature = PUT(0x30, 6, 2, 1, 0, 2, 1, 0) },
	{ BAD("checkpoint of 0, 0", CHECKPOINT,
		"tlogEntries[0]: checkpoint: the log's signature does not"),
		.entry.note.signature = PUT(0x30, 6, 2, 1, 0, 2, 1, 0) },
	{ BAD("checkpoint of zeros, v2", CHECKPOINT,
		"tlogEntries[0]: checkpoint: the log's signature does not"),
		V2, .entry.note.signature = ZEROS },
	{ BAD("SCT of 0, 0", SCT, "scts[0]: SCT: not signed by the log"),
		SCT(.signature = PUT(0x30, 6, 2, 1, 0, 2, 1, 0)) },
	{ BAD("timestamp of 0, 0", TIMESTAMP,
		"timestamps[0]: timestamp: not signed by the authority"),
		STAMPED, .stamp.signature = PUT(0x30, 6, 2, 1, 0, 2, 1, 0) },
};

Test(algorithms, numbers_out_of_range)
{
	ATTACKS(ranges);
}

static void
other_s(struct vs *vs, struct attack *a)
{
	a->sign.key = vs_key(vs, VS_P256);
	a->sign.signature =
	    (struct vs_edit){ .fn = vs_other_s, .user = a->sign.key };
}

/* Whoever has a signature has two. */
static void
turn_s(struct vs_signature *sig)
{
	vs_other_s(sig->vs, &sig->signature, sig->key);
}

/* Sigstore does not ask for the lower s; so signatures are nobody's name, and
   an entry of the one is no entry of the other. */
static const struct attack high[] = {
	{ TWIN("other s"), UNLOGGED, .prepare = other_s },
	{ TWIN("other s, logged"), .prepare = other_s },
	{ BAD("logged with the other s", ENTRY,
		"tlogEntries[0]: is about another signature than the bundle's"),
		.key = VS_P256, .change = turn_s },
};

Test(algorithms, high_s)
{
	ATTACKS(high);
}

/* ---- RSA ---- */

/* What a block of PKCS#1 v1.5 has behind its padding, and how it begins. */
struct block {
	unsigned char type, filling;
	const char *before;
	size_t before_len;
	size_t padding; /* so many; 0: all there is room for */
};

#define SHA256_INFO                                            \
	"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04" \
	"\x02\x01\x05\x00\x04\x20"
#define BLOCK(t, f, text, n)                            \
	&(struct block)                                 \
	{                                               \
		(t), (f), (text), sizeof(text) - 1, (n) \
	}

/* Signed as it is, without any padding by OpenSSL. */
static struct vs_bytes
sign_raw(struct vs *vs, const struct vs_key *key, struct vs_bytes block)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	struct vs_bytes sig = vs_copy(vs, block.p, block.len);

	cr_assert_eq(EVP_PKEY_sign_init(ctx), 1);
	cr_assert_eq(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING), 1);
	cr_assert_eq(
	    EVP_PKEY_sign(ctx, sig.p, &sig.len, block.p, block.len), 1);
	EVP_PKEY_CTX_free(ctx);
	return sig;
}

static const struct vs_key *rsa;

static void
forge(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	const struct block *b = user;
	const struct vs_bytes digest =
	    vs_digest(vs, "SHA256", vs_of(VS_ARTIFACT));
	unsigned char block[256];
	const size_t tail = b->before_len + digest.len;
	const size_t padding =
	    b->padding != 0 ? b->padding : sizeof(block) - 3 - tail;
	unsigned char *at = block;

	/* Behind a shorter padding there is something else. */
	memset(block, 0x5a, sizeof(block));
	*at++ = 0;
	*at++ = b->type;
	memset(at, b->filling, padding);
	at += padding;
	*at++ = 0;
	memcpy(at, b->before, b->before_len);
	memcpy(at + b->before_len, digest.p, digest.len);
	*bytes = sign_raw(vs, rsa, (struct vs_bytes){ block, sizeof(block) });
}

static void
rsa_key(struct vs *vs, struct attack *a)
{
	a->sign.key = vs_key(vs, VS_RSA2048);
	rsa = a->sign.key;
}

#define FORGED(block)                 \
	UNLOGGED, .prepare = rsa_key, \
		  .sign.signature = { .fn = forge, .user = block }

static const struct attack paddings[] = {
	{ TWIN("as it has to be"), FORGED(BLOCK(1, 0xff, SHA256_INFO, 0)) },
	{ BAD("padding of 8", SIGNATURE, NOT_UNDER),
		FORGED(BLOCK(1, 0xff, SHA256_INFO, 8)) },
	{ BAD("one byte less", SIGNATURE, NOT_UNDER),
		FORGED(BLOCK(1, 0xff, SHA256_INFO, 201)) },
	{ BAD("filled with zeros", SIGNATURE, NOT_UNDER),
		FORGED(BLOCK(1, 0, SHA256_INFO, 0)) },
	{ BAD("filled with anything", SIGNATURE, NOT_UNDER),
		FORGED(BLOCK(1, 0xfe, SHA256_INFO, 0)) },
	{ BAD("type 0", SIGNATURE, NOT_UNDER),
		FORGED(BLOCK(0, 0xff, SHA256_INFO, 0)) },
	{ BAD("type 2", SIGNATURE, NOT_UNDER),
		FORGED(BLOCK(2, 0xff, SHA256_INFO, 0)) },
	{ BAD("no NULL", SIGNATURE, NOT_UNDER), FORGED(BLOCK(1, 0xff,
		"\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"
		"\x04\x20", 0)) },
	{ BAD("long lengths", SIGNATURE, NOT_UNDER), FORGED(BLOCK(1, 0xff,
		"\x30\x81\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02"
		"\x01\x05\x00\x04\x20", 0)) },
	{ BAD("parameters", SIGNATURE, NOT_UNDER), FORGED(BLOCK(1, 0xff,
		"\x30\x33\x30\x0f\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"
		"\x04\x02\x41\x41\x04\x20", 0)) },
	{ BAD("named SHA-512/256", SIGNATURE, NOT_UNDER), FORGED(BLOCK(1, 0xff,
		"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x06"
		"\x05\x00\x04\x20", 0)) },
	{ BAD("digest alone", SIGNATURE, NOT_UNDER),
		FORGED(BLOCK(1, 0xff, "", 0)) },
};

Test(algorithms, rsa_paddings)
{
	ATTACKS(paddings);
}

static void
expect_scheme(
    struct vs *vs, enum vs_scheme signed_as, cosign_alg_t taken_as, int ok)
{
	const struct vs_key *signer = vs_key(vs, VS_RSA2048);
	const char *pem = vs_key_pem(vs, signer);
	const struct vs_bytes sig =
	    vs_key_sign(vs, signer, signed_as, "SHA256", vs_of(VS_ARTIFACT));
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *usual = NULL, *key = NULL;
	cosign_rc_t rc;

	MUST(cosign_pubkey_parse(&usual, pem, strlen(pem), NULL));
	MUST(cosign_pubkey_with_algorithm(&key, usual, taken_as, NULL));
	rc = cosign_pubkey_verify_message(key, COSIGN_HASH_SHA256, VS_ARTIFACT,
	    sizeof(VS_ARTIFACT) - 1, sig.p, sig.len, err);
	if (ok)
		cr_expect_eq(rc, COSIGN_OK);
	else
		expect_error(
		    err, rc, COSIGN_E_SIGNATURE, "signature does not verify");
	cosign_pubkey_free(key);
	cosign_pubkey_free(usual);
	cosign_error_free(err);
}

static const struct attack schemes[] = {
	{ TWIN("PKCS#1"), .key = VS_RSA2048, UNLOGGED },
	{ BAD("PSS", SIGNATURE, NOT_UNDER), .key = VS_RSA2048, UNLOGGED,
		.sign.scheme = VS_PSS },
	{ BAD("PSS, certificate", SIGNATURE, NOT_UNDER_CERT), UNLOGGED, NOW,
		.sign = { .scheme = VS_PSS,
			.leaf = A(vs_leaf_options, .cert.kind = VS_RSA2048) } },
};

Test(algorithms, rsa_schemes)
{
	struct vs *vs = vs_new(&(struct vs_options){ .empty = 1 });

	ATTACKS(schemes);
	expect_scheme(vs, VS_SCHEME_USUAL, COSIGN_ALG_RSA_PKCS1_2048_SHA256, 1);
	expect_scheme(vs, VS_PSS, COSIGN_ALG_RSA_PSS_2048_SHA256, 1);
	expect_scheme(vs, VS_SCHEME_USUAL, COSIGN_ALG_RSA_PSS_2048_SHA256, 0);
	expect_scheme(vs, VS_PSS, COSIGN_ALG_RSA_PKCS1_2048_SHA256, 0);
	vs_free(vs);
}

/* ---- Ed25519, hashes ---- */

#define ED25519 .leaf = A(vs_leaf_options, .cert.kind = VS_ED25519)

static void
sign_purely(struct vs_signature *sig)
{
	sig->signature = vs_key_sign(
	    sig->vs, sig->key, VS_SCHEME_USUAL, NULL, sig->artifact);
}

/* The digest is signed purely, as the prehashed variant is not done. */
static void
sign_digest_purely(struct vs_signature *sig)
{
	sig->signature = vs_key_sign(sig->vs, sig->key, VS_SCHEME_USUAL, NULL,
	    vs_digest(sig->vs, "SHA512", sig->artifact));
}

static const struct attack prehashed[] = {
	{ TWIN("prehashed, certificate"), .sign = { ED25519 }, UNLOGGED, NOW },
	{ TWIN("pure, key"), .key = VS_ED25519, UNLOGGED },
	{ TWIN("pure, envelope"), .sign = { .dsse = 1, ED25519 }, UNLOGGED,
		NOW },
	{ BAD("pure, certificate", SIGNATURE, NOT_UNDER_CERT),
		.sign = { ED25519 }, UNLOGGED, NOW, .change = sign_purely },
	{ BAD("digest, certificate", SIGNATURE, NOT_UNDER_CERT),
		.sign = { ED25519 }, UNLOGGED, NOW,
		.change = sign_digest_purely },
	{ BAD("prehashed, key", SIGNATURE, NOT_UNDER), .key = VS_ED25519,
		UNLOGGED, .sign.scheme = VS_PREHASH },
	{ BAD("digest, key", SIGNATURE, NOT_UNDER), .key = VS_ED25519,
		UNLOGGED, .change = sign_digest_purely },
	{ BAD("prehashed, envelope", SIGNATURE, NOT_UNDER_CERT),
		.sign = { .dsse = 1, ED25519, .scheme = VS_PREHASH }, UNLOGGED,
		NOW },
};

Test(algorithms, ed25519_variants)
{
	ATTACKS(prehashed);
}

#define OVER(kind_of_key, hash) \
	.sign.digest = (hash), .key = (kind_of_key), UNLOGGED

/* The key chooses the hash: P-384 and P-521 have their own, and SHA-256. */
static const struct attack hashes[] = {
	{ TWIN("P-256"), OVER(VS_P256, "SHA256") },
	{ TWIN("P-384"), OVER(VS_P384, "SHA384") },
	{ TWIN("P-384, SHA-256"), OVER(VS_P384, "SHA256") },
	{ TWIN("P-521"), OVER(VS_P521, "SHA512") },
	{ TWIN("P-521, SHA-256"), OVER(VS_P521, "SHA256") },
	{ TWIN("RSA"), OVER(VS_RSA2048, "SHA256") },
	{ BAD("P-384, SHA-512", SIGNATURE, NOT_UNDER),
		OVER(VS_P384, "SHA512") },
	{ BAD("P-521, SHA-384", SIGNATURE, NOT_UNDER),
		OVER(VS_P521, "SHA384") },
	{ BAD("P-256, SHA-384", SIGNATURE, NOT_UNDER),
		OVER(VS_P256, "SHA384") },
	{ BAD("P-256, SHA-512", SIGNATURE, NOT_UNDER),
		OVER(VS_P256, "SHA512") },
	{ BAD("RSA, SHA-384", SIGNATURE, NOT_UNDER),
		OVER(VS_RSA2048, "SHA384") },
	{ BAD("RSA, SHA-512", SIGNATURE, NOT_UNDER),
		OVER(VS_RSA2048, "SHA512") },
	{ BAD("P-384, SHA-256, logged by v2", ENTRY,
		"tlogEntries[0]: has a digest of another kind than the bundle"),
		V2, .key = VS_P384, .sign.digest = "SHA256" },
};

Test(algorithms, hashes)
{
	ATTACKS(hashes);
}

/* ---- one signature for two things ---- */

/* The signed artifact becomes the payload of an envelope. */
static void
as_envelope(struct vs_signature *sig)
{
	sig->dsse = 1;
	sig->payload = sig->artifact;
	sig->payload_type = VS_IN_TOTO;
}

/* The signed payload becomes the artifact. */
static void
as_message(struct vs_signature *sig)
{
	sig->dsse = 0;
	sig->artifact = sig->payload;
	sig->hashed = vs_digest(sig->vs, sig->digest, sig->payload);
}

#define STATEMENT                                         \
	"{\"_type\":\"https://in-toto.io/Statement/v1\"," \
	"\"subject\":[{\"digest\":{\"sha256\":\"00\"}}]," \
	"\"predicateType\":\"x\",\"predicate\":{}}"

static const struct attack reused[] = {
	{ TWIN("message"), .sign.artifact = STATEMENT, .key = VS_P256,
		UNLOGGED },
	{ TWIN("envelope"), DSSE, .key = VS_P256, UNLOGGED },
	{ BAD("message as envelope", SIGNATURE, NOT_UNDER), .key = VS_P256,
		UNLOGGED, .sign.artifact = STATEMENT, .change = as_envelope },
	{ BAD("message as envelope, Ed25519", SIGNATURE, NOT_UNDER),
		.key = VS_ED25519, UNLOGGED, .sign.artifact = STATEMENT,
		.change = as_envelope },
	{ BAD("envelope as message", SIGNATURE, NOT_UNDER), DSSE,
		.key = VS_P256, UNLOGGED, .change = as_message },
	{ BAD("envelope as message, Ed25519", SIGNATURE, NOT_UNDER), DSSE,
		.key = VS_ED25519, UNLOGGED, .change = as_message },
	{ BAD("message as envelope, logged", ENTRY,
		"tlogEntries[0]: of kind hashedrekord 0.0.1 is about something"),
		.key = VS_P256, .sign.artifact = STATEMENT,
		.change = as_envelope },
	{ BAD("envelope as message, logged", ENTRY,
		"tlogEntries[0]: of kind dsse 0.0.1 is about something else"),
		DSSE, .key = VS_P256, .change = as_message },
	{ BAD("message as envelope, v2", ENTRY,
		"tlogEntries[0]: is about another artifact, or not as the log"),
		V2, .key = VS_P256, .sign.artifact = STATEMENT,
		.change = as_envelope },
};

Test(algorithms, signatures_reused)
{
	ATTACKS(reused);
}

static struct vs_bytes kept;

static void
keep(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	(void)user;
	kept = vs_copy(vs, bytes->p, bytes->len);
}

/* The checkpoint's signature becomes the promise. */
static void
note_as_promise(struct vs_signature *sig)
{
	sig->entries[0]->set = kept;
}

static const struct attack domains[] = {
	{ TWIN("each its own"), .entry = { .set_signature.fn = keep,
		.note.signature.fn = keep } },
	{ BAD("promise as checkpoint", CHECKPOINT,
		"tlogEntries[0]: checkpoint: the log's signature does not"),
		.entry = { .set_signature.fn = keep,
			.note.signature = { .fn = vs_put, .user = &kept } } },
	{ BAD("checkpoint as promise", PROMISE,
		"tlogEntries[0]: inclusion promise: not signed by the log"),
		.entry.note.signature.fn = keep, .change = note_as_promise },
};

Test(algorithms, promise_is_no_checkpoint)
{
	ATTACKS(domains);
}
