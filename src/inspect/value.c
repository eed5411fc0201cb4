#include "inspect/value.h"

#include "crypto/der.h"
#include "util/hex.h"
#include "x509/extension.h"
#include "x509/name.h"

/* Bytes of an INTEGER that are worth writing in decimal: certificates have 20
   (RFC 5280 4.1.2.2). */
#define DECIMAL_MAX 64

/* Digits of so many bytes: 8 bits are 2.41 of them. */
#define DIGITS_MAX (DECIMAL_MAX * 5 / 2)

/* One number of an OBJECT IDENTIFIER; 0 if it is cut or too large. */
static int
take_number(struct csn_span *in, uint64_t *out)
{
	uint8_t byte;

	*out = 0;
	do {
		if (in->len == 0 || *out >> (64 - 7) != 0)
			return 0;
		byte = in->p[0];
		in->p++;
		in->len--;
		*out = *out << 7 | (byte & 0x7f);
	} while (byte & 0x80);
	return 1;
}

/* 0 if it is damaged, or has larger numbers. */
static int
add_numbers(struct csn_buf *out, struct csn_span oid)
{
	uint64_t number, first;

	if (!take_number(&oid, &number))
		return 0;
	/* X.690 8.19.4: the first two share one. */
	first = number < 80 ? number / 40 : 2;
	csn_buf_addf(out, "%llu.%llu", (unsigned long long)first,
	    (unsigned long long)(number - first * 40));
	while (oid.len > 0) {
		if (!take_number(&oid, &number))
			return 0;
		csn_buf_addf(out, ".%llu", (unsigned long long)number);
	}
	return 1;
}

void
csn_value_oid(struct csn_buf *out, struct csn_span oid)
{
	struct csn_buf text;

	csn_buf_init(&text, out->max);
	if (add_numbers(&text, oid)) {
		if (text.failed != COSIGN_OK)
			csn_buf_fail(out, text.failed, NULL);
		csn_buf_add(out, text.p, text.len);
	} else {
		csn_buf_add_char(out, '#');
		csn_hex_encode(out, oid.p, oid.len);
	}
	csn_buf_dispose(&text);
}

/* Big-endian, which is nothing afterwards. */
static void
add_decimal(struct csn_buf *out, uint8_t *rest, size_t len)
{
	char digits[DIGITS_MAX];
	size_t at = sizeof(digits), first = 0, i;
	unsigned int carry;

	do {
		for (i = first, carry = 0; i < len; i++) {
			carry = carry << 8 | rest[i];
			rest[i] = (uint8_t)(carry / 10);
			carry %= 10;
		}
		digits[--at] = (char)('0' + carry);
		while (first < len && rest[first] == 0)
			first++;
	} while (first < len);
	csn_buf_add(out, digits + at, sizeof(digits) - at);
}

/* Two's complement. */
static void
negate(uint8_t *bytes, size_t len)
{
	unsigned int carry = 1;

	while (len-- > 0) {
		carry += (uint8_t)~bytes[len];
		bytes[len] = (uint8_t)carry;
		carry >>= 8;
	}
}

void
csn_value_integer(struct csn_buf *out, struct csn_span bytes)
{
	uint8_t rest[DECIMAL_MAX];

	if (bytes.len > sizeof(rest)) {
		csn_buf_add_str(out, "0x");
		csn_hex_encode(out, bytes.p, bytes.len);
		return;
	}
	if (bytes.len > 0)
		memcpy(rest, bytes.p, bytes.len);
	if (bytes.len > 0 && rest[0] & 0x80) {
		csn_buf_add_char(out, '-');
		negate(rest, bytes.len);
	}
	add_decimal(out, rest, bytes.len);
}

/* id-at (RFC 4519 2), and the number that follows; emailAddress of PKCS #9. */
static const uint8_t id_at[] = { 0x55, 4 };
static const uint8_t oid_email[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9,
	1 };

static const struct attribute {
	int number;
	const char *name;
} attributes[] = {
	{ 3, "CN" },
	{ 5, "SERIALNUMBER" },
	{ 6, "C" },
	{ 7, "L" },
	{ 8, "ST" },
	{ 9, "STREET" },
	{ 10, "O" },
	{ 11, "OU" },
	{ 17, "POSTALCODE" },
};

static const char *
attribute_name(struct csn_span oid)
{
	size_t i;

	if (csn_span_eq(oid, csn_span(oid_email, sizeof(oid_email))))
		return "emailAddress";
	for (i = 0; i < CSN_ARRAY_LEN(attributes); i++)
		if (attributes[i].number ==
		    csn_value_number_after(id_at, sizeof(id_at), oid))
			return attributes[i].name;
	return NULL;
}

/* RFC 4514 2.4 */
static void
add_attribute_text(struct csn_buf *out, struct csn_span text)
{
	static const char special[] = ",+\"\\<>;";
	size_t i;

	for (i = 0; i < text.len; i++) {
		const char c = (char)text.p[i];
		const int at_end = i + 1 == text.len;

		if (c == '\0') {
			csn_buf_add_str(out, "\\00");
			continue;
		}
		if (strchr(special, c) != NULL || (c == '#' && i == 0) ||
		    (c == ' ' && (i == 0 || at_end)))
			csn_buf_add_char(out, '\\');
		csn_buf_add_char(out, c);
	}
}

/* One of a set. 0 if there is none, or damage. */
static int
add_attribute(struct csn_buf *out, struct csn_span *set)
{
	struct csn_span pair, oid, element, value;
	const char *name;
	int tag;

	if (csn_der_read(set, CSN_DER_SEQUENCE, &pair, NULL) != COSIGN_OK ||
	    csn_der_read(&pair, CSN_DER_OID, &oid, NULL) != COSIGN_OK ||
	    csn_der_read_any(&pair, &tag, &element, &value, NULL) != COSIGN_OK)
		return 0;
	name = attribute_name(oid);
	if (name != NULL)
		csn_buf_add_str(out, name);
	else
		csn_value_oid(out, oid);
	csn_buf_add_char(out, '=');
	if (name != NULL && csn_name_is_text(tag, value)) {
		add_attribute_text(out, value);
	} else {
		csn_buf_add_char(out, '#');
		csn_hex_encode(out, element.p, element.len);
	}
	return 1;
}

static void
add_set(struct csn_buf *out, struct csn_span set)
{
	size_t count = 0;

	while (set.len > 0) {
		if (count++ > 0)
			csn_buf_add_char(out, '+');
		if (!add_attribute(out, &set))
			return;
	}
}

/* Number of sets, or the one at an index. */
static size_t
find_set(struct csn_span sets, size_t index, struct csn_span *set)
{
	size_t i;

	for (i = 0; i <= index; i++)
		if (csn_der_read(&sets, CSN_DER_SET, set, NULL) != COSIGN_OK)
			break;
	return i;
}

/* Names of certificates have a handful of parts; the last ones come first. */
#define PARTS_MAX 64

void
csn_value_name(struct csn_buf *out, struct csn_span name)
{
	struct csn_span sets, set = { NULL, 0 };
	size_t count, i;

	if (csn_der_read(&name, CSN_DER_SEQUENCE, &sets, NULL) != COSIGN_OK)
		return;
	count = find_set(sets, PARTS_MAX, &set);
	if (count > PARTS_MAX) {
		csn_buf_add_str(out, "...,");
		count = PARTS_MAX;
	}
	for (i = count; i > 0; i--) {
		if (i < count)
			csn_buf_add_char(out, ',');
		(void)find_set(sets, i - 1, &set);
		add_set(out, set);
	}
}

const char *
csn_value_curve(enum csn_key_kind kind)
{
	switch (kind) {
	case CSN_KEY_P256:
		return "P-256";
	case CSN_KEY_P384:
		return "P-384";
	case CSN_KEY_P521:
		return "P-521";
	case CSN_KEY_RSA:
	case CSN_KEY_ED25519:
		break;
	}
	return NULL;
}

const char *
csn_value_key_kind(enum csn_key_kind kind)
{
	switch (kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		return "ECDSA";
	case CSN_KEY_RSA:
		return "RSA";
	case CSN_KEY_ED25519:
		return "Ed25519";
	}
	return "Unknown";
}

const char *
csn_value_hash(cosign_hash_t hash)
{
	switch (hash) {
	case COSIGN_HASH_SHA256:
		return "SHA-256";
	case COSIGN_HASH_SHA384:
		return "SHA-384";
	case COSIGN_HASH_SHA512:
		return "SHA-512";
	case COSIGN_HASH_NONE:
		break;
	}
	return NULL;
}

const char *
csn_value_scheme(const struct csn_signature_scheme *scheme)
{
	static const char *const ecdsa[] = { "ECDSA-SHA256", "ECDSA-SHA384",
		"ECDSA-SHA512" };
	static const char *const rsa[] = { "SHA256-RSA", "SHA384-RSA",
		"SHA512-RSA" };
	static const char *const pss[] = { "SHA256-RSAPSS", "SHA384-RSAPSS",
		"SHA512-RSAPSS" };
	size_t i = 0;

	switch (scheme->hash) {
	case COSIGN_HASH_NONE:
		return "Ed25519";
	case COSIGN_HASH_SHA256:
		break;
	case COSIGN_HASH_SHA384:
		i = 1;
		break;
	case COSIGN_HASH_SHA512:
		i = 2;
		break;
	}
	if (scheme->kind != CSN_KEY_RSA)
		return ecdsa[i];
	return scheme->pss ? pss[i] : rsa[i];
}

/* id-ce (RFC 5280 4.2.1), and the number that follows. */
static const uint8_t id_ce[] = { 0x55, 0x1d };

int
csn_value_number_after(const uint8_t *prefix, size_t len, struct csn_span oid)
{
	if (oid.len != len + 1 || memcmp(oid.p, prefix, len) != 0)
		return -1;
	return oid.p[len];
}

int
csn_value_standard_number(struct csn_span oid)
{
	return csn_value_number_after(id_ce, sizeof(id_ce), oid);
}

struct csn_span
csn_value_extension(const struct csn_certificate *c, int number)
{
	const struct csn_span none = { NULL, 0 };
	struct csn_span list = c->extensions;
	struct csn_extension e;

	while (list.len > 0 && csn_extension_next(&list, &e, NULL) == COSIGN_OK)
		if (csn_value_standard_number(e.oid) == number)
			return e.value;
	return none;
}

struct csn_span
csn_value_subject_key_id(const struct csn_certificate *c)
{
	const struct csn_span none = { NULL, 0 };
	struct csn_span value =
	    csn_value_extension(c, CSN_VALUE_SUBJECT_KEY_ID);
	struct csn_span id;

	if (csn_der_read(&value, CSN_DER_OCTET_STRING, &id, NULL) != COSIGN_OK)
		return none;
	return id;
}

struct csn_span
csn_value_authority_key_id(const struct csn_certificate *c)
{
	const struct csn_span none = { NULL, 0 };
	struct csn_span value =
	    csn_value_extension(c, CSN_VALUE_AUTHORITY_KEY_ID);
	struct csn_span fields, id;

	if (csn_der_read(&value, CSN_DER_SEQUENCE, &fields, NULL) !=
		COSIGN_OK ||
	    csn_der_peek(fields) != CSN_DER_CONTEXT(0) ||
	    csn_der_read(&fields, CSN_DER_CONTEXT(0), &id, NULL) != COSIGN_OK)
		return none;
	return id;
}

static const char *
find_log(const struct csn_log_list *logs, struct csn_span id)
{
	size_t i;

	for (i = 0; i < logs->count; i++)
		if (csn_span_eq(csn_bytes_span(&logs->items[i]->id), id))
			return logs->items[i]->url;
	return NULL;
}

const char *
csn_value_log_url(const cosign_trust_t *names, struct csn_span log_id)
{
	return names != NULL ? find_log(&names->tlogs, log_id) : NULL;
}

const char *
csn_value_ctlog_url(const cosign_trust_t *names, struct csn_span log_id)
{
	return names != NULL ? find_log(&names->ctlogs, log_id) : NULL;
}

static int
has_key_id(const struct csn_authority *authority, struct csn_span key_id)
{
	size_t i;

	for (i = 0; i < authority->count; i++)
		if (csn_span_eq(csn_value_subject_key_id(
				    &authority->issuers[i].certificate),
			key_id))
			return 1;
	return 0;
}

const char *
csn_value_ca_url(const cosign_trust_t *names, struct csn_span key_id)
{
	size_t i;

	if (names == NULL || key_id.len == 0)
		return NULL;
	for (i = 0; i < names->cas.count; i++)
		if (has_key_id(names->cas.items[i], key_id))
			return names->cas.items[i]->uri;
	return NULL;
}

/* Where the trusted root leaves the signer to the token, whoever was issued a
   certificate by the authority is meant. */
static int
is_signer(const struct csn_authority *tsa, struct csn_span issuer,
    struct csn_span serial)
{
	const struct csn_issuer *leaf = csn_tsa_leaf(tsa);

	if (leaf == NULL)
		return csn_span_eq(tsa->issuers[0].certificate.subject, issuer);
	return csn_span_eq(leaf->certificate.issuer, issuer) &&
	    csn_span_eq(leaf->certificate.serial, serial);
}

const char *
csn_value_tsa_url(
    const cosign_trust_t *names, struct csn_span issuer, struct csn_span serial)
{
	size_t i;

	if (names == NULL)
		return NULL;
	for (i = 0; i < names->tsas.count; i++)
		if (is_signer(names->tsas.items[i], issuer, serial))
			return names->tsas.items[i]->uri;
	return NULL;
}
