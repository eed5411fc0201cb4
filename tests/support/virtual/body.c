/* The bodies of log entries: canonical JSON, one function for each kind. */
#include "tools.h"

static json_t *
base64_of(const struct vs_signature *sig, struct vs_bytes bytes)
{
	return vs_json_base64(sig->vs, bytes);
}

static json_t *
hash_of(
    const struct vs_signature *sig, const char *digest, struct vs_bytes hashed)
{
	return json_pack("{s:s, s:s}", "algorithm",
	    vs_digest_lower(sig->vs, digest), "value", vs_hex(sig->vs, hashed));
}

static json_t *
sha256_of(const struct vs_signature *sig, struct vs_bytes data)
{
	return hash_of(sig, "SHA256", vs_digest(sig->vs, "SHA256", data));
}

static json_t *
pem_of(const struct vs_signature *sig)
{
	return base64_of(sig, vs_of(vs_verifier_pem(sig)));
}

static json_t *
hashedrekord(const struct vs_signature *sig)
{
	return json_pack("{s:{s:o}, s:{s:o, s:{s:o}}}", "data", "hash",
	    hash_of(sig, sig->digest, sig->hashed), "signature", "content",
	    base64_of(sig, sig->signature), "publicKey", "content",
	    pem_of(sig));
}

static json_t *
dsse(const struct vs_signature *sig)
{
	return json_pack("{s:o, s:o, s:[{s:o, s:o}]}", "envelopeHash",
	    sha256_of(sig, vs_of(vs_envelope(sig, 0))), "payloadHash",
	    sha256_of(sig, sig->payload), "signatures", "signature",
	    base64_of(sig, sig->signature), "verifier", pem_of(sig));
}

static json_t *
intoto_1(const struct vs_signature *sig)
{
	return json_pack("{s:{s:o, s:o}, s:o}", "content", "hash",
	    sha256_of(sig, vs_of(vs_envelope(sig, 0))), "payloadHash",
	    sha256_of(sig, sig->payload), "publicKey", pem_of(sig));
}

/* The signature is in base64 twice. */
static json_t *
intoto_2(const struct vs_signature *sig)
{
	const char *text = vs_base64(sig->vs, sig->signature);

	return json_pack("{s:{s:o, s:o, s:{s:s, s:[{s:o, s:o}]}}}", "content",
	    "hash", sha256_of(sig, vs_of(vs_envelope(sig, 0))), "payloadHash",
	    sha256_of(sig, sig->payload), "envelope", "payloadType",
	    sig->payload_type, "signatures", "publicKey", pem_of(sig), "sig",
	    base64_of(sig, vs_of(text)));
}

static json_t *
rekord(const struct vs_signature *sig)
{
	return json_pack("{s:{s:o}, s:{s:s, s:o, s:{s:o}}}", "data", "hash",
	    hash_of(sig, sig->digest, sig->hashed), "signature", "format",
	    "x509", "content", base64_of(sig, sig->signature), "publicKey",
	    "content", pem_of(sig));
}

static json_t *
verifier(const struct vs_signature *sig)
{
	const int is_cert = sig->cert != NULL;

	return json_pack("{s:s, s:{s:o}}", "keyDetails",
	    sig->key->kind == VS_ED25519 ? "PKIX_ED25519_PH"
					 : vs_key_details(sig->key),
	    is_cert ? "x509Certificate" : "publicKey", "rawBytes",
	    base64_of(sig, is_cert ? sig->cert->der : sig->key->spki));
}

static json_t *
hash_2(
    const struct vs_signature *sig, const char *digest, struct vs_bytes hashed)
{
	return json_pack("{s:s, s:o}", "algorithm",
	    vs_digest_enum(sig->vs, digest), "digest", base64_of(sig, hashed));
}

static json_t *
hashedrekord_2(const struct vs_signature *sig)
{
	return json_pack("{s:{s:o, s:{s:o, s:o}}}", "hashedRekordV002", "data",
	    hash_2(sig, sig->digest, sig->hashed), "signature", "content",
	    base64_of(sig, sig->signature), "verifier", verifier(sig));
}

/* Of the first months of Rekor v2. */
static json_t *
dsse_2(const struct vs_signature *sig)
{
	return json_pack("{s:{s:o, s:[{s:o, s:o}]}}", "dsseV002", "payloadHash",
	    hash_2(sig, "SHA256", vs_digest(sig->vs, "SHA256", sig->payload)),
	    "signatures", "content", base64_of(sig, sig->signature), "verifier",
	    verifier(sig));
}

static const struct row {
	const char *kind, *version;
	json_t *(*spec)(const struct vs_signature *sig);
} rows[] = {
	[VS_HASHEDREKORD] = { "hashedrekord", "0.0.1", hashedrekord },
	[VS_DSSE] = { "dsse", "0.0.1", dsse },
	[VS_INTOTO_1] = { "intoto", "0.0.1", intoto_1 },
	[VS_INTOTO_2] = { "intoto", "0.0.2", intoto_2 },
	[VS_REKORD] = { "rekord", "0.0.1", rekord },
	[VS_HASHEDREKORD_2] = { "hashedrekord", "0.0.2", hashedrekord_2 },
	[VS_DSSE_2] = { "dsse", "0.0.2", dsse_2 },
};

struct vs_bytes
vs_body(const struct vs_signature *sig, enum vs_entry_kind kind,
    struct vs_entry *entry)
{
	const struct row *row = &rows[kind];

	entry->kind = row->kind;
	entry->version = row->version;
	return vs_of(vs_dump(sig->vs,
	    json_pack("{s:s, s:s, s:o}", "apiVersion", row->version, "kind",
		row->kind, "spec", row->spec(sig)),
	    1));
}
