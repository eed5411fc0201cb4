/* What a certificate says of its key: names, usages, identifiers. */
#include "inspect/describe.h"
#include "inspect/value.h"
#include "crypto/der.h"
#include "policy/subject.h"

/* Texts that are put together first. */
#define TEXT_MAX ((size_t)4 * CSN_CERTIFICATE_MAX)

/* id-kp (RFC 5280 4.2.1.12), and the number that follows. */
static const uint8_t id_kp[] = { 0x2b, 6, 1, 5, 5, 7, 3 };
static const uint8_t oid_any_usage[] = { 0x55, 0x1d, 0x25, 0 };

/* ---- names ---- */

static const struct {
	const char *kind;
	const char *label;
} name_kinds[] = {
	{ "email", "Email" },
	{ "uri", "URI" },
	{ "dns", "DNS" },
	{ "ip", "IP" },
	{ "otherName", "Username" },
};

static const char *
name_label(const char *kind)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(name_kinds); i++)
		if (strcmp(name_kinds[i].kind, kind) == 0)
			return name_kinds[i].label;
	return kind;
}

static void
report_name(struct csn_report *r, const struct csn_subject_name *name)
{
	csn_report_object(r, NULL);
	csn_report_str(r, NULL, "kind", name->kind);
	csn_report_text(r, name_label(name->kind), "value", name->text);
	csn_report_object_end(r);
}

/* Names of kinds that nobody is identified by are counted. */
static void
report_names(struct csn_report *r, const struct csn_certificate *c)
{
	struct csn_subject subject;
	size_t i;

	subject.count = 0;
	/* What is wrong with them is told of the signer's alone. */
	(void)csn_subject_read(&subject, c, CSN_SUBJECT_ANY, NULL);
	if (c->name_count > 0)
		csn_report_heading(
		    r, "Identity (Subject Alternative Name)", NULL);
	csn_report_flat_list(r, NULL, "subjectAltNames", subject.count);
	for (i = 0; i < subject.count; i++)
		report_name(r, &subject.names[i]);
	csn_report_flat_list_end(r);
	csn_report_uint(r, subject.count < c->name_count ? "Other Names" : NULL,
	    "otherNames", c->name_count - subject.count);
	if (c->name_count > 0)
		csn_report_heading_end(r);
}

/* ---- usages ---- */

/* RFC 5280 4.2.1.3, from the highest bit on. */
static const struct usage {
	const char *label;
	const char *name;
} key_usages[] = {
	{ "Digital Signature", "digitalSignature" },
	{ "Content Commitment", "contentCommitment" },
	{ "Key Encipherment", "keyEncipherment" },
	{ "Data Encipherment", "dataEncipherment" },
	{ "Key Agreement", "keyAgreement" },
	{ "Cert Sign", "keyCertSign" },
	{ "CRL Sign", "cRLSign" },
	{ "Encipher Only", "encipherOnly" },
	{ "Decipher Only", "decipherOnly" },
};

/* id-kp (RFC 5280 4.2.1.12, RFC 2459 4.2.1.13), from 1 on. */
static const struct usage extended_usages[] = {
	{ "Server Auth", "serverAuth" },
	{ "Client Auth", "clientAuth" },
	{ "Code Signing", "codeSigning" },
	{ "Email Protection", "emailProtection" },
	{ "IPSEC End System", "ipsecEndSystem" },
	{ "IPSEC Tunnel", "ipsecTunnel" },
	{ "IPSEC User", "ipsecUser" },
	{ "Time Stamping", "timeStamping" },
	{ "OCSP Signing", "OCSPSigning" },
};
static const struct usage any_usage = { "Any", "anyExtendedKeyUsage" };

/* Names of usages are collected for the text's one line. */
struct usages {
	struct csn_report *r;
	struct csn_buf text;
};

static void
usages_begin(struct usages *u, struct csn_report *r, const char *name)
{
	u->r = r;
	csn_buf_init(&u->text, TEXT_MAX);
	csn_report_flat_list(r, NULL, name, 0);
}

static void
add_usage(struct usages *u, const struct usage *usage)
{
	if (u->r->is_json) {
		csn_jw_str(&u->r->json, usage->name);
		return;
	}
	if (u->text.len > 0)
		csn_buf_add_str(&u->text, ", ");
	csn_buf_add_str(&u->text, usage->label);
}

static void
add_oid(struct usages *u, struct csn_span oid)
{
	struct csn_buf text;

	csn_buf_init(&text, TEXT_MAX);
	csn_value_oid(&text, oid);
	if (csn_buf_finish(&text, NULL) == COSIGN_OK)
		add_usage(u, &(struct usage){ (char *)text.p, (char *)text.p });
	else
		csn_buf_fail(&u->r->out, text.failed, NULL);
	csn_buf_dispose(&text);
}

static void
usages_end(struct usages *u, const char *label)
{
	csn_report_flat_list_end(u->r);
	if (u->text.failed != COSIGN_OK)
		csn_buf_fail(&u->r->out, u->text.failed, NULL);
	if (u->text.len > 0)
		csn_report_text(
		    u->r, label, NULL, csn_span(u->text.p, u->text.len));
	csn_buf_dispose(&u->text);
}

static void
report_key_usage(struct csn_report *r, const struct csn_certificate *c)
{
	struct usages u;
	size_t i;

	usages_begin(&u, r, "keyUsage");
	for (i = 0; i < CSN_ARRAY_LEN(key_usages); i++)
		if (c->key_usage & CSN_KU_DIGITAL_SIGNATURE >> i)
			add_usage(&u, &key_usages[i]);
	usages_end(&u, "Key Usage");
}

static const struct usage *
known_usage(struct csn_span oid)
{
	const int number = csn_value_number_after(id_kp, sizeof(id_kp), oid);

	if (csn_span_eq(oid, csn_span(oid_any_usage, sizeof(oid_any_usage))))
		return &any_usage;
	if (number < 1 || number > (int)CSN_ARRAY_LEN(extended_usages))
		return NULL;
	return &extended_usages[number - 1];
}

/* The usages that are known, or those that are not. */
static void
add_usages(struct usages *u, struct csn_span value, int known)
{
	const struct usage *usage;
	struct csn_span list, oid;

	if (csn_der_read(&value, CSN_DER_SEQUENCE, &list, NULL) != COSIGN_OK)
		return;
	while (csn_der_read(&list, CSN_DER_OID, &oid, NULL) == COSIGN_OK) {
		usage = known_usage(oid);
		if (usage != NULL && known)
			add_usage(u, usage);
		else if (usage == NULL && !known)
			add_oid(u, oid);
	}
}

static void
report_extended_usages(struct csn_report *r, const struct csn_certificate *c)
{
	const struct csn_span value =
	    csn_value_extension(c, CSN_VALUE_EXTENDED_USAGE);
	struct usages u;

	usages_begin(&u, r, "extendedKeyUsage");
	add_usages(&u, value, 1);
	if (r->is_json)
		add_usages(&u, value, 0);
	usages_end(&u, "Extended Key Usage");
	if (r->is_json)
		return;
	csn_buf_init(&u.text, TEXT_MAX);
	add_usages(&u, value, 0);
	usages_end(&u, "Unknown Extended Key Usage");
}

/* ---- identifiers ---- */

static void
report_key_ids(struct csn_report *r, const struct csn_certificate *c)
{
	const struct csn_span subject = csn_value_subject_key_id(c);
	const struct csn_span authority = csn_value_authority_key_id(c);
	const char *url = csn_value_ca_url(r->names, authority);

	if (subject.len > 0)
		csn_report_hex(r, "Subject Key ID", "subjectKeyId", subject);
	else
		csn_report_null(r, "subjectKeyId");
	csn_report_str(r, "Authority URL", "authorityUrl", url);
	if (authority.len > 0)
		csn_report_hex(r, url == NULL ? "Authority Key ID" : NULL,
		    "authorityKeyId", authority);
	else
		csn_report_null(r, "authorityKeyId");
}

void
csn_describe_usage(struct csn_report *r, const struct csn_certificate *c)
{
	report_names(r, c);
	report_key_usage(r, c);
	report_extended_usages(r, c);
	report_key_ids(r, c);
}
