#include "x509/extension.h"

#include "crypto/der.h"
#include "util/utf8.h"

typedef cosign_rc_t (*read_fn)(
    struct csn_certificate *c, struct csn_span value, cosign_error_t *err);

/* id-ce (RFC 5280 4.2.1), and the number that follows. */
static const uint8_t id_ce[] = { 0x55, 0x1d };
/* RFC 6962 3.3: 1.3.6.1.4.1.11129.2.4.2, and 3.1: ...3. */
static const uint8_t oid_scts[] = { 0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2 };
static const uint8_t oid_poison[] = { 0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 3 };
/* 1.3.6.1.4.1.57264.1, and the number of the extension. */
static const uint8_t fulcio_arc[] = { 0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1 };
/* id-kp-codeSigning, id-kp-timeStamping, anyExtendedKeyUsage. */
static const uint8_t oid_code_signing[] = { 0x2b, 6, 1, 5, 5, 7, 3, 3 };
static const uint8_t oid_time_stamping[] = { 0x2b, 6, 1, 5, 5, 7, 3, 8 };
static const uint8_t oid_any_usage[] = { 0x55, 0x1d, 0x25, 0 };

/* Fulcio's first extensions hold the text itself, from 8 on a UTF8String. */
#define FULCIO_RAW_LAST 6
#define FULCIO_NAME     7 /* a type of name, no extension */

#define IS_OID(oid, known) csn_span_eq(oid, csn_span(known, sizeof(known)))

static cosign_rc_t
fail_value(cosign_error_t *err, const char *what)
{
	return csn_fail(err, COSIGN_E_MALFORMED, "%s", what);
}

/* 4.2.1.9 */
static cosign_rc_t
read_basic_constraints(
    struct csn_certificate *c, struct csn_span value, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields;
	uint32_t path_len;

	CSN_TRY(csn_der_read(&value, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_end(value, err));
	if (csn_der_peek(fields) == CSN_DER_BOOLEAN)
		CSN_TRY(csn_der_read_bool(&fields, &c->is_ca, err));
	if (csn_der_peek(fields) == CSN_DER_INTEGER) {
		CSN_TRY(csn_der_read_small(&fields, &path_len, err));
		/* Of who is no CA it says nothing. */
		if (c->is_ca)
			c->path_len = path_len < CSN_CHAIN_MAX ? (int)path_len
							       : CSN_CHAIN_MAX;
	}
	CSN_TRY(csn_der_end(fields, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* 4.2.1.3 */
static cosign_rc_t
read_key_usage(
    struct csn_certificate *c, struct csn_span value, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span bits;
	unsigned int unused;

	CSN_TRY(csn_der_read(&value, CSN_DER_BIT_STRING, &bits, err));
	CSN_TRY(csn_der_end(value, err));
	if (bits.len < 2 || bits.len > 3)
		CSN_TRY(fail_value(err, "not of 1 to 9 bits"));
	unused = bits.p[0];
	if (unused > 7 || (bits.p[bits.len - 1] & ((1u << unused) - 1)) != 0)
		CSN_TRY(csn_fail(err, COSIGN_E_DER, "DER: unused bits"));
	c->key_usage = (uint32_t)bits.p[1] << 8;
	if (bits.len == 3)
		c->key_usage |= bits.p[2];
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_oid(struct csn_span *in, struct csn_span *oid, cosign_error_t *err)
{
	cosign_rc_t rc = csn_der_read(in, CSN_DER_OID, oid, err);

	if (rc != COSIGN_OK)
		return rc;
	if (oid->len == 0)
		return csn_fail(err, COSIGN_E_DER, "DER: empty OID");
	if (oid->len > CSN_OID_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "OID of %zu bytes, at most %d", oid->len, CSN_OID_MAX);
	return COSIGN_OK;
}

/* 4.2.1.12 */
static cosign_rc_t
read_usages(
    struct csn_certificate *c, struct csn_span value, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span list, oid;

	CSN_TRY(csn_der_read(&value, CSN_DER_SEQUENCE, &list, err));
	CSN_TRY(csn_der_end(value, err));
	do {
		CSN_TRY(read_oid(&list, &oid, err));
		if (++c->usage_count > CSN_USAGES_MAX)
			CSN_TRY(csn_fail(err, COSIGN_E_LIMIT,
			    "more than %d usages", CSN_USAGES_MAX));
		if (IS_OID(oid, oid_code_signing))
			c->usages |= CSN_EKU_CODE_SIGNING;
		else if (IS_OID(oid, oid_time_stamping))
			c->usages |= CSN_EKU_TIME_STAMPING;
		else if (IS_OID(oid, oid_any_usage))
			c->usages |= CSN_EKU_ANY;
	} while (list.len > 0);
	rc = COSIGN_OK;
out:
	return rc;
}

/* IA5String: ASCII. A NUL would end the name for some readers. */
static int
is_plain_text(struct csn_span text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.p[i] == 0 || text.p[i] > 0x7f)
			return 0;
	return text.len > 0;
}

static cosign_rc_t
check_general_name(const struct csn_general_name *name, cosign_error_t *err)
{
	switch (name->type) {
	case CSN_NAME_EMAIL:
	case CSN_NAME_DNS:
	case CSN_NAME_URI:
		if (!is_plain_text(name->value))
			return fail_value(err, "name is not plain text");
		break;
	case CSN_NAME_IP:
		if (name->value.len != 4 && name->value.len != 16)
			return fail_value(err, "IP address of another size");
		break;
	default:
		break;
	}
	return COSIGN_OK;
}

/* Of the names otherName, x400Address, directoryName and ediPartyName are
   constructed. */
static int
general_name_tag(int type)
{
	return type == 0 || (type >= 3 && type <= 5)
	    ? CSN_DER_CONTEXT_CONSTRUCTED(type)
	    : CSN_DER_CONTEXT(type);
}

#define NAME_TYPES 9

/* 4.2.1.6 */
static cosign_rc_t
read_names(
    struct csn_certificate *c, struct csn_span value, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_general_name *name;
	struct csn_span list, element;
	int tag;

	CSN_TRY(csn_der_read(&value, CSN_DER_SEQUENCE, &list, err));
	CSN_TRY(csn_der_end(value, err));
	do {
		if (c->name_count == CSN_SAN_MAX)
			CSN_TRY(csn_fail(err, COSIGN_E_LIMIT,
			    "more than %d names", CSN_SAN_MAX));
		name = &c->names[c->name_count++];
		CSN_TRY(
		    csn_der_read_any(&list, &tag, &element, &name->value, err));
		name->type = tag & 0x1f;
		if (name->type >= NAME_TYPES ||
		    tag != general_name_tag(name->type))
			CSN_TRY(csn_fail(err, COSIGN_E_DER,
			    "DER: tag 0x%02x is no name's", (unsigned int)tag));
		CSN_TRY(check_general_name(name, err));
	} while (list.len > 0);
	rc = COSIGN_OK;
out:
	return rc;
}

/* 4.2.1.10; the rest is read when it applies. */
static cosign_rc_t
read_name_constraints(
    struct csn_certificate *c, struct csn_span value, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(
	    csn_der_read(&value, CSN_DER_SEQUENCE, &c->name_constraints, err));
	CSN_TRY(csn_der_end(value, err));
	if (c->name_constraints.len == 0)
		CSN_TRY(fail_value(err, "no constraints"));
	rc = COSIGN_OK;
out:
	return rc;
}

/* The list of RFC 6962 3.3 is wrapped once more. */
static cosign_rc_t
read_scts(struct csn_certificate *c, struct csn_span value, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_der_read(&value, CSN_DER_OCTET_STRING, &c->scts, err));
	CSN_TRY(csn_der_end(value, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* 4.2.1.2 */
static cosign_rc_t
read_subject_key(
    struct csn_certificate *c, struct csn_span value, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span id;

	(void)c;
	CSN_TRY(csn_der_read(&value, CSN_DER_OCTET_STRING, &id, err));
	CSN_TRY(csn_der_end(value, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* 4.2.1.1: an identifier, and names of the issuer with its serial number. */
static cosign_rc_t
read_authority_key(
    struct csn_certificate *c, struct csn_span value, cosign_error_t *err)
{
	static const int tags[] = { CSN_DER_CONTEXT(0),
		CSN_DER_CONTEXT_CONSTRUCTED(1), CSN_DER_CONTEXT(2) };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields, skipped;
	size_t i;

	(void)c;
	CSN_TRY(csn_der_read(&value, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_end(value, err));
	for (i = 0; i < CSN_ARRAY_LEN(tags); i++)
		if (csn_der_peek(fields) == tags[i])
			CSN_TRY(csn_der_read(&fields, tags[i], &skipped, err));
	CSN_TRY(csn_der_end(fields, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* What it is for is told by its presence. */
static cosign_rc_t
pass_over(struct csn_certificate *c, struct csn_span value, cosign_error_t *err)
{
	(void)c;
	(void)value;
	(void)err;
	return COSIGN_OK;
}

static const struct row {
	uint8_t number; /* after id-ce */
	uint32_t flag;
	const char *name;
	read_fn read;
	int never_critical;
} rows[] = {
	{ 19, CSN_EXT_BASIC_CONSTRAINTS, "basic constraints",
	    read_basic_constraints, 0 },
	{ 15, CSN_EXT_KEY_USAGE, "key usage", read_key_usage, 0 },
	{ 37, CSN_EXT_EXTENDED_USAGE, "extended key usage", read_usages, 0 },
	{ 17, CSN_EXT_SUBJECT_ALT_NAME, "subject alternative name", read_names,
	    0 },
	{ 30, CSN_EXT_NAME_CONSTRAINTS, "name constraints",
	    read_name_constraints, 0 },
	/* Nobody looks for issuers by these. */
	{ 14, 0, "subject key identifier", read_subject_key, 1 },
	{ 35, 0, "authority key identifier", read_authority_key, 1 },
	/* Nobody asks for a policy here, and nothing is revoked: these may be
	   critical, and are nothing to anybody. */
	{ 31, 0, "CRL distribution points", pass_over, 0 },
	{ 32, 0, "certificate policies", pass_over, 0 },
	{ 33, 0, "policy mappings", pass_over, 0 },
	{ 36, 0, "policy constraints", pass_over, 0 },
	{ 54, 0, "inhibit anyPolicy", pass_over, 0 },
};

static const struct row sct_row = { 0, CSN_EXT_SCT_LIST, "SCT list", read_scts,
	0 };
static const struct row poison_row = { 0, CSN_EXT_POISON, "poison", pass_over,
	0 };

static const struct row *
row_of(struct csn_span oid)
{
	size_t i;

	if (IS_OID(oid, oid_scts))
		return &sct_row;
	if (IS_OID(oid, oid_poison))
		return &poison_row;
	if (oid.len != sizeof(id_ce) + 1 ||
	    memcmp(oid.p, id_ce, sizeof(id_ce)) != 0)
		return NULL;
	for (i = 0; i < CSN_ARRAY_LEN(rows); i++)
		if (rows[i].number == oid.p[sizeof(id_ce)])
			return &rows[i];
	return NULL;
}

int
csn_extension_is_scts(const struct csn_extension *extension)
{
	return IS_OID(extension->oid, oid_scts);
}

/* Fulcio's number of an extension; 0 for others. */
static size_t
fulcio_number(struct csn_span oid)
{
	size_t number;

	if (oid.len != sizeof(fulcio_arc) + 1 ||
	    memcmp(oid.p, fulcio_arc, sizeof(fulcio_arc)) != 0)
		return 0;
	number = oid.p[sizeof(fulcio_arc)];
	return number > CSN_FULCIO_MAX || number == FULCIO_NAME ? 0 : number;
}

/* Text as text goes: UTF-8 without NUL. */
static cosign_rc_t
check_text(struct csn_span text, cosign_error_t *err)
{
	if (text.len > 0 &&
	    (memchr(text.p, 0, text.len) != NULL ||
		!csn_utf8_is_valid(text.p, text.len)))
		return fail_value(err, "not text in UTF-8");
	return COSIGN_OK;
}

static cosign_rc_t
read_fulcio(struct csn_certificate *c, size_t number, struct csn_span value,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span text = value;

	if (number > FULCIO_RAW_LAST) {
		CSN_TRY(csn_der_read(&value, CSN_DER_UTF8_STRING, &text, err));
		CSN_TRY(csn_der_end(value, err));
	}
	CSN_TRY(check_text(text, err));
	/* There, if empty: not NULL. */
	c->fulcio[number] = text;
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "1.3.6.1.4.1.57264.1.%zu", number);
}

static cosign_rc_t
read_one(struct csn_certificate *c, const struct csn_extension *e,
    cosign_error_t *err)
{
	const struct row *row = row_of(e->oid);
	const size_t number = fulcio_number(e->oid);

	if (number > 0)
		return read_fulcio(c, number, e->value, err);
	if (row == NULL) {
		if (e->critical && c->unknown.len == 0)
			c->unknown = e->oid;
		return COSIGN_OK;
	}
	if (e->critical && row->never_critical)
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "%s: is critical", row->name);
	c->present |= row->flag;
	if (e->critical)
		c->critical |= row->flag;
	return csn_fail_at(err, row->read(c, e->value, err), "%s", row->name);
}

cosign_rc_t
csn_extension_next(
    struct csn_span *list, struct csn_extension *out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields;
	int tag;

	out->critical = 0;
	CSN_TRY(csn_der_read_any(list, &tag, &out->element, &fields, err));
	if (tag != CSN_DER_SEQUENCE)
		CSN_TRY(csn_fail(err, COSIGN_E_DER, "not an extension"));
	CSN_TRY(read_oid(&fields, &out->oid, err));
	if (csn_der_peek(fields) == CSN_DER_BOOLEAN)
		CSN_TRY(csn_der_read_bool(&fields, &out->critical, err));
	CSN_TRY(csn_der_read(&fields, CSN_DER_OCTET_STRING, &out->value, err));
	CSN_TRY(csn_der_end(fields, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static int
is_repeated(const struct csn_span *oids, size_t count, struct csn_span oid)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (csn_span_eq(oids[i], oid))
			return 1;
	return 0;
}

cosign_rc_t
csn_extensions_read(struct csn_certificate *c, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span oids[CSN_EXTENSIONS_MAX], list = c->extensions;
	struct csn_extension e;
	size_t count = 0;

	do {
		if (count == CSN_EXTENSIONS_MAX)
			CSN_TRY(csn_fail(err, COSIGN_E_LIMIT,
			    "more than %d extensions", CSN_EXTENSIONS_MAX));
		CSN_TRY(csn_extension_next(&list, &e, err));
		if (is_repeated(oids, count, e.oid))
			CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
			    "an extension stands there twice"));
		oids[count++] = e.oid;
		CSN_TRY(read_one(c, &e, err));
	} while (list.len > 0);
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "extensions");
}
