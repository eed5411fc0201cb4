/*
 * RFC 3161 timestamps, put together by hand: TSTInfo, the signed attributes,
 * SignerInfo and SignedData (RFC 5652).
 */
#include "tools.h"

#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <stdlib.h>
#include <string.h>

#define OID_SIGNED_DATA    "1.2.840.113549.1.7.2"
#define OID_TST_INFO       "1.2.840.113549.1.9.16.1.4"
#define OID_CONTENT_TYPE   "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST "1.2.840.113549.1.9.4"
#define OID_SIGNING_TIME   "1.2.840.113549.1.9.5"
#define OID_SIGNING_CERT   "1.2.840.113549.1.9.16.2.12"
#define OID_SIGNING_CERT_2 "1.2.840.113549.1.9.16.2.47"
#define OID_SIGSTORE_TSA   "1.3.6.1.4.1.57264.2"

/* What is asked for, with all that was left open. */
struct asked {
	struct vs *vs;
	const struct vs_timestamp_options *o;
	const struct vs_authority *tsa;
	const struct vs_cert *signer;
	const char *digest;
	int64_t time;
	struct vs_bytes info;
};

static struct vs_bytes
digest_algorithm(struct vs *vs, const char *digest)
{
	char oid[64];
	const EVP_MD *md = EVP_get_digestbyname(digest);

	VS_NEED(md != NULL &&
	    OBJ_obj2txt(oid, sizeof(oid), OBJ_nid2obj(EVP_MD_get_type(md)), 1) >
		0);
	return vs_der_algorithm(vs, oid, 0);
}

static struct vs_bytes
subject_of(struct vs *vs, const struct vs_cert *cert)
{
	return vs_name_der(vs, X509_get_subject_name(cert->x509));
}

static struct vs_bytes
issuer_of(struct vs *vs, const struct vs_cert *cert)
{
	return vs_name_der(vs, X509_get_issuer_name(cert->x509));
}

static struct vs_bytes
serial_of(struct vs *vs, const struct vs_cert *cert)
{
	unsigned char *der = NULL;
	int len = i2d_ASN1_INTEGER(X509_get0_serialNumber(cert->x509), &der);

	return vs_der_taken(vs, der, len);
}

static struct vs_bytes
accuracy(const struct asked *a)
{
	const char *text = a->o->accuracy != NULL ? a->o->accuracy : "1";

	if (text[0] == '\0')
		return VS_NOTHING;
	return VS_SEQ(
	    a->vs, vs_der_int(a->vs, (uint64_t)strtoull(text, NULL, 10)));
}

static struct vs_bytes
tst_info(const struct asked *a, struct vs_bytes over)
{
	const struct vs_timestamp_options *o = a->o;
	const char *imprint = o->imprint != NULL ? o->imprint : "SHA256";
	struct vs *vs = a->vs;
	struct vs_bytes info;

	info = VS_SEQ(vs,
	    vs_der_int(vs, (uint64_t)(o->version != 0 ? o->version : 1)),
	    vs_der_oid(vs, o->policy != NULL ? o->policy : OID_SIGSTORE_TSA),
	    VS_SEQ(vs, digest_algorithm(vs, imprint),
		vs_der_octets(vs, vs_digest(vs, imprint, over))),
	    vs_der_int(vs, vs->count++), vs_der_time(vs, a->time, o->fraction),
	    accuracy(a),
	    o->ordering ? vs_der(vs, 0x01, vs_number(vs, 0xff, 1)) : VS_NOTHING,
	    o->nonce != 0 ? vs_der_int(vs, o->nonce) : VS_NOTHING,
	    vs_der(vs, 0xa0, vs_der(vs, 0xa4, subject_of(vs, a->signer))));
	vs_edit(vs, &o->info, &info);
	return info;
}

static struct vs_bytes
attribute(struct vs *vs, const char *oid, struct vs_bytes value)
{
	return VS_SEQ(vs, vs_der_oid(vs, oid), VS_SET(vs, value));
}

/* SigningCertificate, and V2, which says with which digest unless SHA-256. */
static struct vs_bytes
signing_cert(const struct asked *a, int version)
{
	const struct vs_cert *cert =
	    a->o->ess_cert != NULL ? a->o->ess_cert : a->signer;
	const char *digest = version == 1 ? "SHA1"
	    : a->o->ess_digest != NULL    ? a->o->ess_digest
					  : "SHA256";
	struct vs *vs = a->vs;
	struct vs_bytes algorithm = VS_NOTHING, issuer_serial = VS_NOTHING;

	if (version == 2 && strcmp(digest, "SHA256") != 0)
		algorithm = digest_algorithm(vs, digest);
	if (!a->o->ess_no_serial)
		issuer_serial = VS_SEQ(vs,
		    VS_SEQ(vs, vs_der(vs, 0xa4, issuer_of(vs, cert))),
		    serial_of(vs, cert));
	return attribute(vs,
	    version == 1 ? OID_SIGNING_CERT : OID_SIGNING_CERT_2,
	    VS_SEQ(vs,
		VS_SEQ(vs,
		    VS_SEQ(vs, algorithm,
			vs_der_octets(vs, vs_digest(vs, digest, cert->der)),
			issuer_serial))));
}

static int
by_bytes(const void *left, const void *right)
{
	const struct vs_bytes *a = left, *b = right;
	const size_t len = a->len < b->len ? a->len : b->len;
	const int order = memcmp(a->p, b->p, len);

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

/* In the order of a SET OF in DER. */
static struct vs_bytes
attributes(const struct asked *a)
{
	const struct vs_timestamp_options *o = a->o;
	const char *type =
	    o->content_type != NULL ? o->content_type : OID_TST_INFO;
	struct vs *vs = a->vs;
	struct vs_bytes list[5], all;
	size_t count = 0;

	if (type[0] != '\0')
		list[count++] =
		    attribute(vs, OID_CONTENT_TYPE, vs_der_oid(vs, type));
	list[count++] = attribute(vs, OID_MESSAGE_DIGEST,
	    vs_der_octets(vs, vs_digest(vs, a->digest, a->info)));
	if (o->signing_time != VS_NONE)
		list[count++] = attribute(vs, OID_SIGNING_TIME,
		    vs_der_utctime(
			vs, o->signing_time != 0 ? o->signing_time : a->time));
	if (o->ess == VS_ESS_V1 || o->ess == VS_ESS_BOTH)
		list[count++] = signing_cert(a, 1);
	if (o->ess == VS_ESS_V2 || o->ess == VS_ESS_BOTH)
		list[count++] = signing_cert(a, 2);
	qsort(list, count, sizeof(list[0]), by_bytes);
	all = vs_cat(vs, list, count);
	vs_edit(vs, &o->attributes, &all);
	return all;
}

static struct vs_bytes
signature_algorithm(const struct asked *a, const struct vs_key *key)
{
	const char *digest =
	    a->o->signature_digest != NULL ? a->o->signature_digest : a->digest;
	const EVP_MD *md = EVP_get_digestbyname(digest);
	const int is_rsa = vs_kind_is_rsa(key->kind);
	char oid[64];
	int nid;

	if (key->kind == VS_ED25519)
		return vs_der_algorithm(a->vs, "1.3.101.112", 0);
	if (is_rsa && a->o->signature_oid == NULL)
		return vs_der_algorithm(a->vs, "1.2.840.113549.1.1.1", 1);
	if (a->o->signature_oid != NULL && a->o->signature_oid[0] != '\0')
		return vs_der_algorithm(a->vs, a->o->signature_oid, is_rsa);
	VS_NEED(OBJ_find_sigid_by_algs(&nid, EVP_MD_get_type(md),
		    EVP_PKEY_get_base_id(key->pkey)) == 1);
	VS_NEED(OBJ_obj2txt(oid, sizeof(oid), OBJ_nid2obj(nid), 1) > 0);
	return vs_der_algorithm(a->vs, oid, is_rsa);
}

static struct vs_bytes
signer_id(const struct asked *a)
{
	const struct vs_cert *cert =
	    a->o->named != NULL ? a->o->named : a->signer;
	const ASN1_OCTET_STRING *id;

	if (!a->o->by_key_id)
		return VS_SEQ(
		    a->vs, issuer_of(a->vs, cert), serial_of(a->vs, cert));
	id = X509_get0_subject_key_id(cert->x509);
	VS_NEED(id != NULL);
	return vs_der(a->vs, 0x80,
	    vs_copy(a->vs, ASN1_STRING_get0_data(id),
		(size_t)ASN1_STRING_length(id)));
}

static struct vs_bytes
signer_info(const struct asked *a)
{
	const struct vs_timestamp_options *o = a->o;
	const struct vs_key *key = o->key != NULL ? o->key : a->signer->key;
	struct vs *vs = a->vs;
	struct vs_bytes attrs = VS_NOTHING, signed_data = a->info, sig, all;

	if (!o->no_attributes) {
		attrs = attributes(a);
		signed_data = vs_der(vs, 0x31, attrs);
		attrs = vs_der(vs, 0xa0, attrs);
	}
	sig = vs_key_sign(vs, key, VS_SCHEME_USUAL,
	    o->signature_digest != NULL ? o->signature_digest : a->digest,
	    signed_data);
	vs_edit(vs, &o->signature, &sig);
	all = VS_SEQ(vs, vs_der_int(vs, o->by_key_id ? 3 : 1), signer_id(a),
	    digest_algorithm(vs, a->digest), attrs, signature_algorithm(a, key),
	    vs_der_octets(vs, sig));
	vs_edit(vs, &o->signer_info, &all);
	return all;
}

static struct vs_bytes
listed(struct vs *vs, const struct vs_cert *const *list)
{
	struct vs_bytes all = VS_NOTHING;

	for (; list != NULL && *list != NULL; list++)
		all = VS_CAT(vs, all, (*list)->der);
	return all;
}

static struct vs_bytes
certificates(const struct asked *a)
{
	const struct vs_authority *tsa = a->tsa;
	struct vs_bytes all = listed(a->vs, a->o->first);
	size_t count = 0, i;

	switch (a->o->embed) {
	case VS_EMBED_LEAF:
		count = 1;
		break;
	case VS_EMBED_CHAIN:
		count = tsa->depth - 1;
		break;
	case VS_EMBED_WITH_ROOT:
		count = tsa->depth;
		break;
	case VS_EMBED_NOTHING:
		break;
	case VS_EMBED_ABSENT:
		return VS_NOTHING;
	}
	for (i = 0; i < count; i++)
		all = VS_CAT(a->vs, all, tsa->chain[i]->der);
	return vs_der(
	    a->vs, 0xa0, VS_CAT(a->vs, all, listed(a->vs, a->o->last)));
}

static struct vs_bytes
signer_infos(const struct asked *a)
{
	struct asked other = *a;

	if (a->o->second == NULL)
		return VS_SET(a->vs, signer_info(a));
	other.signer = a->o->second->chain[0];
	return VS_SET(a->vs, signer_info(a), signer_info(&other));
}

static struct vs_bytes
token(const struct asked *a)
{
	const struct vs_timestamp_options *o = a->o;
	const char *type =
	    o->content_oid != NULL ? o->content_oid : OID_TST_INFO;
	struct vs *vs = a->vs;
	struct vs_bytes all;

	all = VS_SEQ(vs, vs_der_int(vs, 3),
	    VS_SET(vs, digest_algorithm(vs, a->digest)),
	    VS_SEQ(vs, vs_der_oid(vs, type),
		vs_der(vs, 0xa0, vs_der_octets(vs, a->info))),
	    certificates(a), signer_infos(a));
	vs_edit(vs, &o->signed_data, &all);
	all =
	    VS_SEQ(vs, vs_der_oid(vs, OID_SIGNED_DATA), vs_der(vs, 0xa0, all));
	vs_edit(vs, &o->token, &all);
	return all;
}

struct vs_timestamp *
vs_stamp(struct vs_signature *sig, const struct vs_timestamp_options *o)
{
	const struct vs_timestamp_options usual = { .tsa = NULL };
	struct vs *vs = sig->vs;
	struct vs_timestamp *stamp = vs_alloc(vs, sizeof(*stamp));
	struct asked a = { .vs = vs, .o = o != NULL ? o : &usual };

	o = a.o;
	a.tsa = o->tsa != NULL ? o->tsa : vs->tsa;
	a.signer = a.tsa->chain[0];
	a.digest = o->digest != NULL ? o->digest : vs_key_digest(a.signer->key);
	a.time = o->time != 0 ? o->time : vs->now + 2;
	a.info = tst_info(&a, o->over.p != NULL ? o->over : sig->signature);
	stamp->der = VS_SEQ(vs, VS_SEQ(vs, vs_der_int(vs, (uint64_t)o->status)),
	    o->no_token ? VS_NOTHING : token(&a));
	vs_edit(vs, &o->response, &stamp->der);
	VS_NEED(sig->timestamp_count < VS_LIST_MAX);
	sig->timestamps[sig->timestamp_count++] = stamp;
	return stamp;
}
