/* Certificates: drafted with OpenSSL, put together and signed by hand. */
#include "tools.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <string.h>
#include <time.h>

static void
set_subject(X509 *x509, const struct vs_cert_options *o)
{
	const struct {
		const char *field, *value;
	} rows[] = { { "O", o->organization }, { "CN", o->common_name } };
	X509_NAME *name = X509_get_subject_name(x509);
	size_t i;

	for (i = 0; i < VS_COUNT(rows); i++)
		if (rows[i].value != NULL && rows[i].value[0] != '\0')
			VS_NEED(X509_NAME_add_entry_by_txt(name, rows[i].field,
				    MBSTRING_UTF8,
				    (const unsigned char *)rows[i].value, -1,
				    -1, 0) == 1);
}

static void
set_serial(struct vs *vs, X509 *x509, const struct vs_key *key,
    const struct vs_cert_options *o)
{
	struct vs_bytes bytes = vs_number(vs, o->serial, 8);
	BIGNUM *n;

	if (o->serial == 0) {
		bytes = vs_digest(vs, "SHA256",
		    VS_CAT(vs, key->spki, vs_number(vs, vs->count++, 4)));
		bytes.p[0] = (bytes.p[0] & 0x7f) | 0x40;
		bytes.len = 20;
	}
	n = BN_bin2bn(bytes.p, (int)bytes.len, NULL);
	VS_NEED(n != NULL &&
	    BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x509)) != NULL);
	BN_free(n);
}

void
vs_cert_add(X509 *draft, const char *oid, int critical, struct vs_bytes value)
{
	ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *octets = ASN1_OCTET_STRING_new();
	X509_EXTENSION *extension;

	VS_NEED(object != NULL && octets != NULL);
	VS_NEED(ASN1_OCTET_STRING_set(octets, value.p, (int)value.len) == 1);
	extension =
	    X509_EXTENSION_create_by_OBJ(NULL, object, critical, octets);
	VS_NEED(extension != NULL && X509_add_ext(draft, extension, -1) == 1);
	X509_EXTENSION_free(extension);
	ASN1_OCTET_STRING_free(octets);
	ASN1_OBJECT_free(object);
}

/* One as openssl.cnf would have it. */
static void
add_conf(X509 *x509, X509 *issuer, int nid, const char *text)
{
	X509_EXTENSION *extension;
	X509V3_CTX ctx;

	if (text == NULL || text[0] == '\0')
		return;
	X509V3_set_ctx(&ctx, issuer, x509, NULL, NULL, 0);
	extension = X509V3_EXT_nconf_nid(NULL, &ctx, nid, text);
	VS_NEED(extension != NULL && X509_add_ext(x509, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

static struct vs_bytes
general_name(struct vs *vs, const struct vs_name *name)
{
	const struct vs_bytes text = vs_of_len(name->text, name->len);

	switch (name->type) {
	case VS_EMAIL:
		return vs_der(vs, 0x81, text);
	case VS_URI:
		return vs_der(vs, 0x86, text);
	case VS_DNS:
		return vs_der(vs, 0x82, text);
	case VS_IP:
		return vs_der(vs, 0x87, text);
	case VS_USERNAME:
		return vs_der(vs, 0xa0,
		    VS_CAT(vs, vs_der_oid(vs, VS_FULCIO(7)),
			vs_der(vs, 0xa0, vs_der(vs, 0x0c, text))));
	case VS_NAME_DER:
		return text;
	case VS_NAME_END:
		break;
	}
	vs_stop("a type of name", __FILE__, __LINE__);
}

static void
add_names(struct vs *vs, X509 *x509, const struct vs_cert_options *o)
{
	const struct vs_name *name = o->names;
	struct vs_bytes all = VS_NOTHING;

	if (name == NULL || name->type == VS_NAME_END)
		return;
	for (; name->type != VS_NAME_END; name++)
		all = VS_CAT(vs, all, general_name(vs, name));
	vs_cert_add(
	    x509, "2.5.29.17", !o->names_not_critical, vs_der(vs, 0x30, all));
}

static void
add_extensions(struct vs *vs, X509 *x509, const struct vs_extension *e)
{
	if (e == NULL)
		return;
	for (; e->oid != NULL; e++) {
		struct vs_bytes value = vs_of_len(e->text, e->len);

		if (e->encoding == VS_UTF8)
			value = vs_der(vs, 0x0c, value);
		vs_cert_add(x509, e->oid, e->critical, value);
	}
}

static void
set_times(struct vs *vs, X509 *x509, const struct vs_cert_options *o)
{
	const time_t from = o->not_before != 0 ? o->not_before : vs->now;
	const time_t to = o->not_after != 0 ? o->not_after : from + 600;

	VS_NEED(ASN1_TIME_set(X509_getm_notBefore(x509), from) != NULL);
	VS_NEED(ASN1_TIME_set(X509_getm_notAfter(x509), to) != NULL);
}

X509 *
vs_cert_draft(struct vs *vs, const struct vs_cert *issuer, struct vs_key *key,
    const struct vs_cert_options *o)
{
	X509 *x509 = X509_new();

	VS_NEED(x509 != NULL && X509_set_version(x509, X509_VERSION_3) == 1);
	set_serial(vs, x509, key, o);
	set_subject(x509, o);
	VS_NEED(X509_set_issuer_name(x509,
		    X509_get_subject_name(
			issuer != NULL ? issuer->x509 : x509)) == 1);
	set_times(vs, x509, o);
	VS_NEED(X509_set_pubkey(x509, key->pkey) == 1);
	add_conf(x509, x509, NID_key_usage, o->usage);
	add_conf(x509, x509, NID_ext_key_usage, o->eku);
	add_conf(x509, x509, NID_basic_constraints, o->basic);
	add_conf(x509, x509, NID_subject_key_identifier, "hash");
	if (issuer != NULL)
		add_conf(
		    x509, issuer->x509, NID_authority_key_identifier, "keyid");
	add_names(vs, x509, o);
	add_conf(x509, x509, NID_name_constraints, o->constraints);
	add_extensions(vs, x509, o->extensions);
	if (o->edit != NULL)
		o->edit(x509, o->user);
	return x509;
}

static const struct vs_key *
signer_of(const struct vs_cert *issuer, const struct vs_key *key,
    const struct vs_cert_options *o)
{
	return o->signer != NULL ? o->signer
	    : issuer != NULL     ? issuer->key
				 : key;
}

void
vs_cert_sign_draft(X509 *draft, const struct vs_cert *issuer,
    const struct vs_key *key, const struct vs_cert_options *o)
{
	const struct vs_key *signer = signer_of(issuer, key, o);
	const EVP_MD *md = EVP_get_digestbyname(
	    o->digest != NULL ? o->digest : vs_key_digest(signer));

	VS_NEED(md != NULL);
	VS_NEED(X509_sign(draft, signer->pkey,
		    signer->kind == VS_ED25519 ? NULL : md) > 0);
}

struct vs_bytes
vs_tbs(struct vs *vs, const X509 *x509)
{
	X509 *copy = X509_dup(x509);
	unsigned char *der = NULL;
	int len;

	VS_NEED(copy != NULL);
	len = i2d_re_X509_tbs(copy, &der);
	X509_free(copy);
	return vs_der_taken(vs, der, len);
}

struct vs_bytes
vs_name_der(struct vs *vs, const X509_NAME *name)
{
	unsigned char *der = NULL;
	int len = i2d_X509_NAME(name, &der);

	return vs_der_taken(vs, der, len);
}

static struct vs_bytes
algorithm_der(struct vs *vs, const X509 *x509)
{
	const X509_ALGOR *algorithm = NULL;
	unsigned char *der = NULL;
	int len;

	X509_get0_signature(NULL, &algorithm, x509);
	len = i2d_X509_ALGOR(algorithm, &der);
	return vs_der_taken(vs, der, len);
}

static void
free_x509(void *p)
{
	X509_free(p);
}

struct vs_cert *
vs_cert_finish(struct vs *vs, X509 *draft, const struct vs_cert *issuer,
    struct vs_key *key, const struct vs_cert_options *o)
{
	struct vs_cert *cert = vs_alloc(vs, sizeof(*cert));
	struct vs_bytes tbs, sig;
	const unsigned char *p;

	vs_cert_sign_draft(draft, issuer, key, o);
	tbs = vs_tbs(vs, draft);
	vs_edit(vs, &o->tbs, &tbs);
	sig = vs_key_sign(
	    vs, signer_of(issuer, key, o), VS_SCHEME_USUAL, o->digest, tbs);
	vs_edit(vs, &o->signature, &sig);
	cert->der =
	    VS_SEQ(vs, tbs, algorithm_der(vs, draft), vs_der_bits(vs, sig));
	X509_free(draft);
	cert->key = key;
	cert->issuer = issuer;
	p = cert->der.p;
	cert->x509 = d2i_X509(NULL, &p, (long)cert->der.len);
	if (cert->x509 != NULL)
		(void)vs_own(vs, cert->x509, free_x509);
	else
		ERR_clear_error();
	return cert;
}

struct vs_cert *
vs_cert(struct vs *vs, const struct vs_cert *issuer,
    const struct vs_cert_options *o)
{
	struct vs_key *key = o->key != NULL ? o->key : vs_key(vs, o->kind);

	return vs_cert_finish(
	    vs, vs_cert_draft(vs, issuer, key, o), issuer, key, o);
}

char *
vs_cert_pem(struct vs *vs, const struct vs_cert *cert)
{
	return vs_pem(vs, "CERTIFICATE", cert->der);
}
