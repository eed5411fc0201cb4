/* The numbers of a private key: views into what was read, to its last byte;
   the numbers that OpenSSL finds there; the same when written anew. */
#include "private_key.h"

#include <openssl/asn1.h>

typedef cosign_rc_t (*read_fn)(
    struct csn_private *out, struct csn_span der, cosign_error_t *err);

static const read_fn readers[] = {
	csn_pkcs8_read,
	csn_sec1_read,
	csn_pkcs1_read,
};

#define READERS (sizeof(readers) / sizeof(readers[0]))

static STACK_OF(ASN1_TYPE) * open_sequence(struct csn_span der)
{
	const uint8_t *end = der.p;
	STACK_OF(ASN1_TYPE) *elements =
	    d2i_ASN1_SEQUENCE_ANY(NULL, &end, (long)der.len);

	HOLDS(elements != NULL && end == der.p + der.len);
	return elements;
}

static void
close_sequence(STACK_OF(ASN1_TYPE) * elements)
{
	sk_ASN1_TYPE_pop_free(elements, ASN1_TYPE_free);
}

/* An element's content; of an INTEGER, without zeros in front. */
static struct csn_span
element(const STACK_OF(ASN1_TYPE) * elements, int i, int type)
{
	const ASN1_TYPE *v = sk_ASN1_TYPE_value(elements, i);
	struct csn_span content;

	HOLDS(v != NULL && v->type == type);
	content = csn_span(ASN1_STRING_get0_data(v->value.asn1_string),
	    (size_t)ASN1_STRING_length(v->value.asn1_string));
	while (type == V_ASN1_INTEGER && content.len > 0 && content.p[0] == 0)
		content = csn_span(content.p + 1, content.len - 1);
	return content;
}

static void
check_sec1(const struct csn_private *key, struct csn_span der)
{
	STACK_OF(ASN1_TYPE) *fields = open_sequence(der);

	HOLDS(
	    csn_span_eq(element(fields, 1, V_ASN1_OCTET_STRING), key->number));
	close_sequence(fields);
}

static void
check_pkcs1(const struct csn_private *key, struct csn_span der)
{
	STACK_OF(ASN1_TYPE) *fields = open_sequence(der);
	int i;

	HOLDS(sk_ASN1_TYPE_num(fields) == 1 + CSN_RSA_NUMBERS);
	for (i = 0; i < CSN_RSA_NUMBERS; i++)
		HOLDS(csn_span_eq(
		    element(fields, 1 + i, V_ASN1_INTEGER), key->rsa[i]));
	close_sequence(fields);
}

static void
check_ed25519(const struct csn_private *key, struct csn_span der)
{
	const uint8_t *end = der.p;
	ASN1_OCTET_STRING *seed =
	    d2i_ASN1_OCTET_STRING(NULL, &end, (long)der.len);

	HOLDS(seed != NULL && end == der.p + der.len);
	HOLDS(key->number.len == 32 && ASN1_STRING_length(seed) == 32);
	HOLDS(memcmp(key->number.p, ASN1_STRING_get0_data(seed), 32) == 0);
	ASN1_OCTET_STRING_free(seed);
}

static void
check_inner(const struct csn_private *key, struct csn_span der)
{
	if (key->kind == CSN_KEY_RSA)
		check_pkcs1(key, der);
	else if (key->kind == CSN_KEY_ED25519)
		check_ed25519(key, der);
	else
		check_sec1(key, der);
}

static void
check_pkcs8(const struct csn_private *key, struct csn_span der)
{
	STACK_OF(ASN1_TYPE) *fields = open_sequence(der);

	check_inner(key, element(fields, 2, V_ASN1_OCTET_STRING));
	close_sequence(fields);
}

static void
check_writing(const struct csn_private *key)
{
	const struct csn_span point = csn_span_str("point");
	struct csn_secret written;
	struct csn_private again;
	size_t i;

	HOLDS(csn_pkcs8_write(&written, key, point, NULL) == COSIGN_OK);
	HOLDS(csn_pkcs8_read(&again, csn_secret_span(&written), NULL) ==
	    COSIGN_OK);
	HOLDS(again.kind == key->kind);
	HOLDS(csn_span_eq(again.number, key->number));
	for (i = 0; i < CSN_RSA_NUMBERS; i++)
		HOLDS(csn_span_eq(again.rsa[i], key->rsa[i]));
	HOLDS(again.claims[0].len == 0);
	HOLDS(csn_key_field_size(key->kind) == 0 ||
	    key->kind == CSN_KEY_ED25519 ||
	    csn_span_eq(again.claims[1], point));
	check_pkcs8(&again, csn_secret_span(&written));
	csn_secret_dispose(&written);
}

static void
check_views(const struct csn_private *key, struct csn_span der)
{
	size_t i;

	HOLDS(lies_in(key->number, der));
	for (i = 0; i < CSN_RSA_NUMBERS; i++)
		HOLDS(lies_in(key->rsa[i], der));
	for (i = 0; i < CSN_PUBLIC_CLAIMS; i++)
		HOLDS(lies_in(key->claims[i], der));
}

static void
check_read(const struct csn_private *key, read_fn read, struct csn_span der)
{
	struct csn_buf longer = one_byte_more(der);
	struct csn_private other;

	check_views(key, der);
	if (read == csn_pkcs8_read)
		check_pkcs8(key, der);
	else
		check_inner(key, der);
	check_writing(key);
	HOLDS(
	    read(&other, csn_span(longer.p, longer.len), NULL) == COSIGN_E_DER);
	HOLDS(read(&other, csn_span(der.p, der.len - 1), NULL) == COSIGN_E_DER);
	csn_buf_dispose(&longer);
}

static void
check(struct csn_span der)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_private key;
	size_t i, taken = 0;
	cosign_rc_t rc;

	for (i = 0; i < READERS; i++) {
		rc = readers[i](&key, der, err);
		if (rc == COSIGN_OK) {
			taken++;
			check_read(&key, readers[i], der);
			continue;
		}
		HOLDS(rc == COSIGN_E_DER || rc == COSIGN_E_MALFORMED ||
		    rc == COSIGN_E_UNSUPPORTED || rc == COSIGN_E_WEAK_KEY);
		HOLDS(is_printable(cosign_error_message(err)));
	}
	/* No form is another form, too. */
	HOLDS(taken <= 1);
	HOLDS(ERR_peek_error() == 0);
	cosign_error_free(err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for_each_der(data, size, check);
	return 0;
}
