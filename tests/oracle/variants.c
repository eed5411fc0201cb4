#include "variants.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char order_hex[] =
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

static void
must(int ok)
{
	if (!ok) {
		(void)fprintf(stderr, "a variant cannot be made\n");
		exit(1);
	}
}

/* DER of an INTEGER, with zero bytes before it or without the one it needs. */
static size_t
put_integer(unsigned char *to, const BIGNUM *v, int extra, int bare)
{
	unsigned char bytes[40];
	size_t len = (size_t)BN_bn2bin(v, bytes), at = 2;

	if (len == 0 || (bytes[0] >= 0x80 && !bare))
		extra++;
	for (; extra > 0; extra--)
		to[at++] = 0;
	memcpy(to + at, bytes, len);
	at += len;
	to[0] = 0x02;
	to[1] = (unsigned char)(at - 2);
	return at;
}

static size_t
put_signature(
    unsigned char *to, enum variant variant, const BIGNUM *r, const BIGNUM *s)
{
	unsigned char inside[90];
	size_t len, at = 0;

	len = put_integer(inside, r, variant == VARIANT_PADDED_R,
	    variant == VARIANT_NEGATIVE_R);
	len += put_integer(inside + len, s, 0, 0);
	if (variant == VARIANT_TAIL_INSIDE) {
		inside[len++] = 0x05;
		inside[len++] = 0x00;
	}
	to[at++] = 0x30;
	if (variant == VARIANT_LONG_LENGTH)
		to[at++] = 0x81;
	to[at++] = (unsigned char)len;
	memcpy(to + at, inside, len);
	at += len;
	if (variant == VARIANT_TAIL || variant == VARIANT_TAIL_2)
		to[at++] = 0x00;
	if (variant == VARIANT_TAIL_2)
		to[at++] = 0x00;
	return at;
}

/* Bytes of r in the raw form; 0 for DER. */
static int
raw_width(enum variant variant)
{
	return variant == VARIANT_RAW_RS   ? 32
	    : variant == VARIANT_RAW_RS_33 ? 33
	    : variant == VARIANT_RAW_RS_66 ? 66
	    : variant == VARIANT_RAW_RS_67 ? 67
					   : 0;
}

static size_t
rewrite(unsigned char *to, enum variant variant, const ECDSA_SIG *sig)
{
	BIGNUM *order = NULL, *half = BN_new();
	BIGNUM *r = BN_dup(ECDSA_SIG_get0_r(sig));
	BIGNUM *s = BN_dup(ECDSA_SIG_get0_s(sig));
	const int width = raw_width(variant);
	size_t len;

	must(BN_hex2bn(&order, order_hex) > 0 && half != NULL && r != NULL &&
	    s != NULL && BN_rshift1(half, order) == 1);
	if ((variant == VARIANT_HIGH_S && BN_cmp(s, half) <= 0) ||
	    (variant == VARIANT_LOW_S && BN_cmp(s, half) > 0))
		must(BN_sub(s, order, s) == 1);
	if (variant == VARIANT_ZERO_R)
		BN_zero(r);
	if (variant == VARIANT_ZERO_S)
		BN_zero(s);
	if (variant == VARIANT_R_PLUS_N)
		must(BN_add(r, r, order) == 1);
	if (variant == VARIANT_S_PLUS_N)
		must(BN_add(s, s, order) == 1);
	if (width != 0) {
		must(BN_bn2binpad(r, to, width) == width &&
		    BN_bn2binpad(s, to + width, width) == width);
		len = (size_t)width * 2;
	} else {
		len = put_signature(to, variant, r, s);
	}
	BN_free(order);
	BN_free(half);
	BN_free(r);
	BN_free(s);
	return len;
}

struct text
variant_of(enum variant variant, const char *path)
{
	unsigned char der[128], out[160];
	const unsigned char *at = der;
	struct text base64 = text_load(path), result = { malloc(256), 0 };
	ECDSA_SIG *sig;
	size_t len;
	int n;

	must(base64.len < 160 && result.p != NULL);
	n = EVP_DecodeBlock(
	    der, (const unsigned char *)base64.p, (int)base64.len);
	must(n > 0);
	sig = d2i_ECDSA_SIG(NULL, &at, n);
	must(sig != NULL);
	len = rewrite(out, variant, sig);
	result.len =
	    (size_t)EVP_EncodeBlock((unsigned char *)result.p, out, (int)len);
	ECDSA_SIG_free(sig);
	text_free(&base64);
	return result;
}
