#include "policy/subject.h"

#include "crypto/der.h"
#include "util/utf8.h"

#include <arpa/inet.h>

/* Extensions for who vouched: raw text at first, a UTF8String later. */
#define FULCIO_ISSUER    1
#define FULCIO_ISSUER_V2 8

/* 1.3.6.1.4.1.57264.1.7: a user name, in otherName. */
static const uint8_t oid_user_name[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x83,
	0xbf, 0x30, 0x01, 0x07 };

static cosign_rc_t
refuse(cosign_error_t *err, const char *why)
{
	return csn_fail(err, COSIGN_E_IDENTITY, "certificate: %s", why);
}

static int
is_text(struct csn_span text)
{
	return text.len > 0 && memchr(text.p, 0, text.len) == NULL &&
	    csn_utf8_is_valid(text.p, text.len);
}

/* { OID, [0] EXPLICIT UTF8String }: whether it is a user name. */
static int
read_user_name(struct csn_span value, struct csn_span *text)
{
	const struct csn_span wanted =
	    csn_span(oid_user_name, sizeof(oid_user_name));
	struct csn_span oid, inner;

	return csn_der_read(&value, CSN_DER_OID, &oid, NULL) == COSIGN_OK &&
	    csn_span_eq(oid, wanted) &&
	    csn_der_read(&value, CSN_DER_CONTEXT_CONSTRUCTED(0), &inner,
		NULL) == COSIGN_OK &&
	    csn_der_end(value, NULL) == COSIGN_OK &&
	    csn_der_read(&inner, CSN_DER_UTF8_STRING, text, NULL) ==
	    COSIGN_OK &&
	    csn_der_end(inner, NULL) == COSIGN_OK && is_text(*text);
}

/* As Go writes addresses: those of IPv4 within IPv6 as IPv4. */
static int
write_ip(struct csn_subject_name *out, struct csn_span ip)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (ip.len == 16 && memcmp(ip.p, mapped, sizeof(mapped)) == 0)
		ip = csn_span(ip.p + 12, 4);
	if (inet_ntop(ip.len == 4 ? AF_INET : AF_INET6, ip.p, out->ip,
		sizeof(out->ip)) == NULL)
		return 0;
	out->text = csn_span_str(out->ip);
	return 1;
}

/* Whether a name is one that identities are about. */
static int
read_name(struct csn_subject_name *out, const struct csn_general_name *name,
    enum csn_subject_form form)
{
	out->text = name->value;
	switch (name->type) {
	case CSN_NAME_EMAIL:
		out->kind = "email";
		return 1;
	case CSN_NAME_URI:
		out->kind = "uri";
		return 1;
	case CSN_NAME_OTHER:
		out->kind = "otherName";
		return read_user_name(name->value, &out->text);
	case CSN_NAME_DNS:
		out->kind = "dns";
		return form == CSN_SUBJECT_ANY;
	case CSN_NAME_IP:
		out->kind = "ip";
		return form == CSN_SUBJECT_ANY && write_ip(out, name->value);
	default:
		return 0;
	}
}

static cosign_rc_t
read_issuer(struct csn_subject *out, const struct csn_certificate *leaf,
    cosign_error_t *err)
{
	const struct csn_span old = leaf->fulcio[FULCIO_ISSUER];
	const struct csn_span new = leaf->fulcio[FULCIO_ISSUER_V2];

	if (old.p != NULL && new.p != NULL && !csn_span_eq(old, new))
		return refuse(err, "two different issuers in its extensions");
	out->issuer = new.p != NULL ? new : old;
	return COSIGN_OK;
}

cosign_rc_t
csn_subject_read(struct csn_subject *out, const struct csn_certificate *leaf,
    enum csn_subject_form form, cosign_error_t *err)
{
	size_t i;

	out->count = 0;
	for (i = 0; i < leaf->name_count; i++)
		if (read_name(&out->names[out->count], &leaf->names[i], form))
			out->count++;
	if (form == CSN_SUBJECT_ONE && leaf->name_count > 1)
		return refuse(err, "more than one subject alternative name");
	if (out->count == 0)
		return refuse(
		    err, "no subject alternative name that is an identity");
	return read_issuer(out, leaf, err);
}
