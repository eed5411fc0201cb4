/* Signed certificate timestamps (RFC 6962, 3.2 and 3.3). */
#include "tools.h"

#include <openssl/obj_mac.h>

#define PRECERT    1
#define X509_ENTRY 0

#define SHA256_ID 4
#define RSA_ID    1
#define ECDSA_ID  3

/* TBSCertificate without the list. */
static struct vs_bytes
precert_tbs(struct vs *vs, const X509 *x509)
{
	X509 *copy = X509_dup(x509);
	struct vs_bytes tbs;
	int at;

	VS_NEED(copy != NULL);
	at = X509_get_ext_by_NID(copy, NID_ct_precert_scts, -1);
	if (at >= 0)
		X509_EXTENSION_free(X509_delete_ext(copy, at));
	tbs = vs_tbs(vs, copy);
	X509_free(copy);
	return tbs;
}

static struct vs_bytes
with_length(struct vs *vs, struct vs_bytes bytes, size_t size, int lie)
{
	return VS_CAT(vs,
	    vs_number(vs, (uint64_t)((int64_t)bytes.len + lie), size), bytes);
}

static struct vs_bytes
entry_of(struct vs *vs, const struct vs_cert *cert, int type,
    const struct vs_sct_options *o)
{
	const struct vs_cert *issuer =
	    o->issuer != NULL ? o->issuer : cert->issuer;

	if (o->over != NULL)
		cert = o->over;
	if (type == X509_ENTRY)
		return with_length(vs, cert->der, 3, 0);
	return VS_CAT(vs, issuer == NULL ? cert->key->id : issuer->key->id,
	    with_length(vs, precert_tbs(vs, cert->x509), 3, 0));
}

static uint64_t
time_of(const struct vs_cert *cert, const struct vs_sct_options *o)
{
	const time_t epoch = 0;
	ASN1_TIME *zero;
	int days, seconds;

	if (o->timestamp != 0)
		return o->timestamp;
	zero = ASN1_TIME_set(NULL, epoch);
	VS_NEED(ASN1_TIME_diff(&days, &seconds, zero,
		    X509_get0_notBefore(cert->x509)) == 1);
	ASN1_TIME_free(zero);
	return ((uint64_t)days * 86400 + (uint64_t)seconds) * 1000;
}

/* DigitallySigned: two algorithms, a signature with its length. */
static struct vs_bytes
sign(struct vs *vs, const struct vs_log *log, const struct vs_cert *cert,
    int type, const struct vs_sct_options *o)
{
	const int algorithm =
	    vs_kind_is_rsa(log->key->kind) ? RSA_ID : ECDSA_ID;
	struct vs_bytes data, sig;

	data = VS_CAT(vs, vs_number(vs, (uint64_t)o->version, 1),
	    vs_number(vs, 0, 1), vs_number(vs, time_of(cert, o), 8),
	    vs_number(vs, (uint64_t)type, 2), entry_of(vs, cert, type, o),
	    with_length(vs, o->extensions, 2, 0));
	vs_edit(vs, &o->signed_data, &data);
	sig = vs_key_sign(vs, log->key, VS_SCHEME_USUAL,
	    o->digest != NULL ? o->digest : "SHA256", data);
	vs_edit(vs, &o->signature, &sig);
	return VS_CAT(vs,
	    vs_number(vs, (uint64_t)(o->hash != 0 ? o->hash : SHA256_ID), 1),
	    vs_number(vs,
		(uint64_t)(o->algorithm != 0 ? o->algorithm : algorithm), 1),
	    with_length(vs, sig, 2, 0));
}

static struct vs_bytes
sct(struct vs *vs, const struct vs_cert *cert, const struct vs_sct_options *o)
{
	const struct vs_log *log = o->log != NULL ? o->log : vs->ct;
	struct vs_bytes bytes =
	    VS_CAT(vs, vs_number(vs, (uint64_t)o->version, 1),
		o->log_id.p != NULL ? o->log_id : log->id,
		vs_number(vs, time_of(cert, o), 8),
		with_length(vs, o->extensions, 2, 0),
		sign(vs, log, cert, PRECERT, o));

	vs_edit(vs, &o->sct, &bytes);
	return with_length(vs, bytes, 2, o->length_lie);
}

struct vs_bytes
vs_sct_list(
    struct vs *vs, const struct vs_cert *cert, const struct vs_leaf_options *o)
{
	const struct vs_sct_options usual = { .log = NULL };
	const int count = o->sct_count != 0 ? o->sct_count : 1;
	struct vs_bytes list = VS_NOTHING;
	int i;

	for (i = 0; i < count; i++)
		list = VS_CAT(vs, list,
		    sct(vs, cert, o->scts != NULL ? &o->scts[i] : &usual));
	list = with_length(vs, list, 2, o->list_length_lie);
	vs_edit(vs, &o->sct_list, &list);
	list = vs_der_octets(vs, list);
	vs_edit(vs, &o->sct_value, &list);
	return list;
}

char *
vs_sct_json(
    struct vs *vs, const struct vs_cert *leaf, const struct vs_sct_options *o)
{
	const struct vs_sct_options usual = { .log = NULL };
	const struct vs_log *log;

	if (o == NULL)
		o = &usual;
	log = o->log != NULL ? o->log : vs->ct;
	return vs_dump(vs,
	    json_pack("{s:i, s:o, s:I, s:o, s:o}", "sct_version", o->version,
		"id",
		vs_json_base64(vs, o->log_id.p != NULL ? o->log_id : log->id),
		"timestamp", (json_int_t)time_of(leaf, o), "extensions",
		vs_json_base64(vs, o->extensions), "signature",
		vs_json_base64(vs, sign(vs, log, leaf, X509_ENTRY, o))),
	    0);
}
