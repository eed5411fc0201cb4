#include "tools.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdlib.h>
#include <string.h>

static const struct kind {
	const char *type, *group;
	size_t bits; /* RSA */
	const char *digest, *details;
} kinds[VS_KIND_COUNT] = {
	[VS_P256] = { "EC", "P-256", 0, "SHA256", "PKIX_ECDSA_P256_SHA_256" },
	[VS_P384] = { "EC", "P-384", 0, "SHA384", "PKIX_ECDSA_P384_SHA_384" },
	[VS_P521] = { "EC", "P-521", 0, "SHA512", "PKIX_ECDSA_P521_SHA_512" },
	[VS_RSA2048] = { "RSA", NULL, 2048, "SHA256",
	    "PKIX_RSA_PKCS1V15_2048_SHA256" },
	[VS_RSA3072] = { "RSA", NULL, 3072, "SHA256",
	    "PKIX_RSA_PKCS1V15_3072_SHA256" },
	[VS_RSA4096] = { "RSA", NULL, 4096, "SHA256",
	    "PKIX_RSA_PKCS1V15_4096_SHA256" },
	[VS_ED25519] = { "ED25519", NULL, 0, "SHA512", "PKIX_ED25519" },
	/* No name there fits these. */
	[VS_RSA1024] = { "RSA", NULL, 1024, "SHA256",
	    "PKIX_RSA_PKCS1V15_2048_SHA256" },
	[VS_SECP256K1] = { "EC", "secp256k1", 0, "SHA256",
	    "PKIX_ECDSA_P256_SHA_256" },
};

/* RSA keys take long to make. One that nobody has is lent again. */
static struct lent {
	enum vs_kind kind;
	EVP_PKEY *pkey;
	int lent;
} pool[32];

enum vs_kind
vs_kind_or(enum vs_kind kind, enum vs_kind usual)
{
	return kind != VS_KIND_USUAL ? kind
	    : usual != VS_KIND_USUAL ? usual
				     : VS_P256;
}

int
vs_kind_is_rsa(enum vs_kind kind)
{
	return kinds[kind].bits > 0;
}

const char *
vs_key_digest(const struct vs_key *key)
{
	return kinds[key->kind].digest;
}

const char *
vs_key_details(const struct vs_key *key)
{
	return kinds[key->kind].details;
}

static void
give_back(void *p)
{
	((struct lent *)p)->lent = 0;
}

static EVP_PKEY *
lend(struct vs *vs, enum vs_kind kind)
{
	size_t i;

	for (i = 0; i < VS_COUNT(pool); i++) {
		struct lent *l = &pool[i];

		if (l->pkey == NULL) {
			l->kind = kind;
			l->pkey = EVP_PKEY_Q_keygen(
			    NULL, NULL, "RSA", kinds[kind].bits);
			VS_NEED(l->pkey != NULL);
		}
		if (l->kind != kind || l->lent)
			continue;
		l->lent = 1;
		(void)vs_own(vs, l, give_back);
		VS_NEED(EVP_PKEY_up_ref(l->pkey) == 1);
		return l->pkey;
	}
	vs_stop("an RSA key is left", __FILE__, __LINE__);
}

static EVP_PKEY *
generate(const struct kind *kind)
{
	if (kind->group != NULL)
		return EVP_PKEY_Q_keygen(NULL, NULL, kind->type, kind->group);
	return EVP_PKEY_Q_keygen(NULL, NULL, kind->type);
}

static void
free_pkey(void *p)
{
	EVP_PKEY_free(p);
}

struct vs_key *
vs_key_of(struct vs *vs, enum vs_kind kind, EVP_PKEY *pkey)
{
	struct vs_key *key = vs_alloc(vs, sizeof(*key));
	unsigned char *der = NULL;
	int len;

	key->kind = kind;
	key->pkey = vs_own(vs, pkey, free_pkey);
	len = i2d_PUBKEY(pkey, &der);
	key->spki = vs_der_taken(vs, der, len);
	key->id = vs_digest(vs, "SHA256", key->spki);
	return key;
}

struct vs_key *
vs_key(struct vs *vs, enum vs_kind kind)
{
	kind = vs_kind_or(kind, VS_P256);
	return vs_key_of(vs, kind,
	    vs_kind_is_rsa(kind) ? lend(vs, kind) : generate(&kinds[kind]));
}

char *
vs_pem(struct vs *vs, const char *label, struct vs_bytes der)
{
	BIO *bio = BIO_new(BIO_s_mem());
	struct vs_bytes text;
	char *p;
	long len;

	VS_NEED(bio != NULL &&
	    PEM_write_bio(bio, label, "", der.p, (long)der.len) > 0);
	len = BIO_get_mem_data(bio, &p);
	text = vs_copy(vs, p, (size_t)len);
	(void)BIO_free(bio);
	return (char *)text.p;
}

char *
vs_key_pem(struct vs *vs, const struct vs_key *key)
{
	return vs_pem(vs, "PUBLIC KEY", key->spki);
}

char *
vs_key_private_pem(struct vs *vs, const struct vs_key *key)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key->pkey);
	unsigned char *der = NULL;
	int len = i2d_PKCS8_PRIV_KEY_INFO(info, &der);

	PKCS8_PRIV_KEY_INFO_free(info);
	return vs_pem(vs, "PRIVATE KEY", vs_der_taken(vs, der, len));
}

struct vs_bytes
vs_key_pkcs1(struct vs *vs, const struct vs_key *key)
{
	unsigned char *der = NULL;
	int len = i2d_PublicKey(key->pkey, &der);

	return vs_der_taken(vs, der, len);
}

struct vs_bytes
vs_key_raw(struct vs *vs, const struct vs_key *key)
{
	struct vs_bytes raw = { vs_alloc(vs, 33), 32 };

	VS_NEED(EVP_PKEY_get_raw_public_key(key->pkey, raw.p, &raw.len) == 1);
	return raw;
}

struct vs_bytes
vs_key_sign(struct vs *vs, const struct vs_key *key, enum vs_scheme scheme,
    const char *digest, struct vs_bytes data)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *ctx = NULL;
	struct vs_bytes sig = VS_NOTHING;

	if (digest == NULL)
		digest = vs_key_digest(key);
	if (key->kind == VS_ED25519) {
		digest = NULL;
		if (scheme == VS_PREHASH) {
			EVP_MD_CTX_free(md);
			return vs_ed25519ph(vs, key, data);
		}
	}
	VS_NEED(md != NULL &&
	    EVP_DigestSignInit_ex(
		md, &ctx, digest, NULL, NULL, key->pkey, NULL) == 1);
	if (scheme == VS_PSS)
		VS_NEED(EVP_PKEY_CTX_set_rsa_padding(
			    ctx, RSA_PKCS1_PSS_PADDING) == 1);
	VS_NEED(EVP_DigestSign(md, NULL, &sig.len, data.p, data.len) == 1);
	sig.p = vs_alloc(vs, sig.len + 1);
	VS_NEED(EVP_DigestSign(md, sig.p, &sig.len, data.p, data.len) == 1);
	EVP_MD_CTX_free(md);
	return sig;
}

static ECDSA_SIG *
read_ecdsa(struct vs_bytes bytes)
{
	const unsigned char *p = bytes.p;
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)bytes.len);

	VS_NEED(sig != NULL);
	return sig;
}

void
vs_raw_ecdsa(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	const struct vs_key *key = user;
	const int size = (EVP_PKEY_get_bits(key->pkey) + 7) / 8;
	struct vs_bytes raw = { vs_alloc(vs, 2 * (size_t)size + 1),
		2 * (size_t)size };
	ECDSA_SIG *sig = read_ecdsa(*bytes);

	VS_NEED(BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw.p, size) == size);
	VS_NEED(
	    BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw.p + size, size) == size);
	ECDSA_SIG_free(sig);
	*bytes = raw;
}

void
vs_other_s(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	const struct vs_key *key = user;
	ECDSA_SIG *sig = read_ecdsa(*bytes);
	BIGNUM *order = NULL, *r = BN_dup(ECDSA_SIG_get0_r(sig));
	unsigned char *der = NULL;
	int len;

	VS_NEED(EVP_PKEY_get_bn_param(key->pkey, "order", &order) == 1);
	VS_NEED(BN_sub(order, order, ECDSA_SIG_get0_s(sig)) == 1);
	VS_NEED(ECDSA_SIG_set0(sig, r, order) == 1);
	len = i2d_ECDSA_SIG(sig, &der);
	ECDSA_SIG_free(sig);
	*bytes = vs_der_taken(vs, der, len);
}
