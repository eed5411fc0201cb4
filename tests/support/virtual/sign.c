/* Signatures of artifacts and of statements. */
#include "tools.h"

char *
vs_verifier_pem(const struct vs_signature *sig)
{
	return sig->cert != NULL ? vs_cert_pem(sig->vs, sig->cert)
				 : vs_key_pem(sig->vs, sig->key);
}

static void
choose_signer(struct vs_signature *sig, const struct vs_sign_options *o)
{
	if (o->key == NULL)
		sig->cert =
		    o->cert != NULL ? o->cert : vs_leaf(sig->vs, o->leaf);
	sig->key = o->key != NULL ? o->key : sig->cert->key;
}

/* What is signed. */
static struct vs_bytes
prepare(struct vs_signature *sig, const struct vs_sign_options *o)
{
	struct vs *vs = sig->vs;

	sig->artifact = VS_CAT(vs,
	    vs_of_len(o->artifact != NULL ? o->artifact : VS_ARTIFACT,
		o->artifact_len));
	sig->dsse = o->dsse || o->payload.p != NULL || o->payload_type != NULL;
	sig->payload_type =
	    o->payload_type != NULL ? o->payload_type : VS_IN_TOTO;
	if (!sig->dsse)
		return sig->artifact;
	sig->payload = o->payload.p != NULL
	    ? VS_CAT(vs, o->payload)
	    : vs_of(vs_statement(vs, sig->artifact, o->statement));
	vs_edit(vs, &o->text, &sig->payload);
	return vs_pae(vs, sig->payload_type, sig->payload);
}

/* A log holds the digest of a message alone. */
static enum vs_scheme
scheme_of(const struct vs_signature *sig, enum vs_scheme scheme)
{
	if (scheme == VS_SCHEME_USUAL && sig->key->kind == VS_ED25519 &&
	    sig->cert != NULL && !sig->dsse)
		return VS_PREHASH;
	return scheme;
}

struct vs_signature *
vs_sign(struct vs *vs, const struct vs_sign_options *o)
{
	const struct vs_sign_options usual = { .artifact = NULL };
	struct vs_signature *sig = vs_alloc(vs, sizeof(*sig));
	struct vs_bytes data;

	if (o == NULL)
		o = &usual;
	sig->vs = vs;
	choose_signer(sig, o);
	sig->digest = o->digest != NULL ? o->digest : vs_key_digest(sig->key);
	data = prepare(sig, o);
	vs_edit(vs, &o->signed_data, &data);
	sig->hashed = vs_digest(vs, sig->digest, data);
	sig->signature = vs_key_sign(
	    vs, sig->key, scheme_of(sig, o->scheme), sig->digest, data);
	vs_edit(vs, &o->signature, &sig->signature);
	return sig;
}
