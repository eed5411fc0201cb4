#include "http_authority.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdio.h>
#include <stdlib.h>

#define NEED(condition)                                                \
	do {                                                           \
		if (!(condition)) {                                    \
			(void)fprintf(stderr, "%s:%d: %s\n", __FILE__, \
			    __LINE__, #condition);                     \
			abort();                                       \
		}                                                      \
	} while (0)

#define TEXTS_MAX 64

struct http_authority {
	EVP_PKEY *key;
	X509 *certificate;
	long serial;
	char *texts[TEXTS_MAX]; /* the first is its own certificate */
	size_t text_count;
};

static const char *
keep(struct http_authority *a, BIO *bio)
{
	char *p;
	const long len = BIO_get_mem_data(bio, &p);
	char *text = malloc((size_t)len + 1);

	NEED(text != NULL && a->text_count < TEXTS_MAX);
	memcpy(text, p, (size_t)len);
	text[len] = '\0';
	a->texts[a->text_count++] = text;
	BIO_free(bio);
	return text;
}

static void
add(X509 *x509, X509 *issuer, int nid, const char *text)
{
	X509_EXTENSION *extension;
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, issuer, x509, NULL, NULL, 0);
	extension = X509V3_EXT_nconf_nid(NULL, &ctx, nid, text);
	NEED(extension != NULL && X509_add_ext(x509, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

/* All but extensions and signature. */
static X509 *
draft(struct http_authority *a, const char *name, EVP_PKEY *key)
{
	X509 *x509 = X509_new();
	X509_NAME *subject;

	NEED(x509 != NULL && X509_set_version(x509, 2) == 1);
	NEED(ASN1_INTEGER_set(X509_get_serialNumber(x509), ++a->serial) == 1);
	NEED(X509_gmtime_adj(X509_getm_notBefore(x509), -3600) != NULL);
	NEED(X509_gmtime_adj(X509_getm_notAfter(x509), 86400) != NULL);
	subject = X509_get_subject_name(x509);
	NEED(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
		 (const unsigned char *)name, -1, -1, 0) == 1);
	NEED(X509_set_issuer_name(x509,
		 a->certificate == NULL
		     ? subject
		     : X509_get_subject_name(a->certificate)) == 1);
	NEED(X509_set_pubkey(x509, key) == 1);
	return x509;
}

static const char *
keep_certificate(struct http_authority *a, X509 *x509)
{
	BIO *bio = BIO_new(BIO_s_mem());

	NEED(bio != NULL && PEM_write_bio_X509(bio, x509) == 1);
	return keep(a, bio);
}

struct http_authority *
http_authority_new(const char *common_name)
{
	struct http_authority *a = calloc(1, sizeof(*a));

	NEED(a != NULL);
	a->key = EVP_EC_gen("P-256");
	NEED(a->key != NULL);
	a->certificate = draft(a, common_name, a->key);
	add(a->certificate, a->certificate, NID_basic_constraints,
	    "critical,CA:TRUE");
	add(a->certificate, a->certificate, NID_key_usage,
	    "critical,keyCertSign");
	NEED(X509_sign(a->certificate, a->key, EVP_sha256()) > 0);
	(void)keep_certificate(a, a->certificate);
	return a;
}

void
http_authority_free(struct http_authority *a)
{
	size_t i;

	if (a == NULL)
		return;
	for (i = 0; i < a->text_count; i++)
		free(a->texts[i]);
	X509_free(a->certificate);
	EVP_PKEY_free(a->key);
	free(a);
}

const char *
http_authority_pem(const struct http_authority *a)
{
	return a->texts[0];
}

void
http_authority_issue(struct http_authority *a, const char *common_name,
    const char *names, const char **certificate, const char **key)
{
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	BIO *bio = BIO_new(BIO_s_mem());
	X509 *x509;

	NEED(pkey != NULL && bio != NULL);
	x509 = draft(a, common_name, pkey);
	add(x509, a->certificate, NID_key_usage, "critical,digitalSignature");
	add(x509, a->certificate, NID_ext_key_usage, "serverAuth,clientAuth");
	if (names != NULL)
		add(x509, a->certificate, NID_subject_alt_name, names);
	NEED(X509_sign(x509, a->key, EVP_sha256()) > 0);
	*certificate = keep_certificate(a, x509);
	NEED(PEM_write_bio_PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL));
	*key = keep(a, bio);
	X509_free(x509);
	EVP_PKEY_free(pkey);
}
