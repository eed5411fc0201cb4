/* Certificates: every part is a view of what was read, nothing in them makes
   them say two things, and what is made of them is a certificate again. */
#include "known.h"

#include "crypto/der.h"
#include "policy/subject.h"
#include "x509/certificate.h"
#include "x509/constraints.h"
#include "x509/extension.h"
#include "x509/name.h"
#include "x509/sct.h"

static void
check_views(const struct csn_certificate *c, struct csn_span in)
{
	const struct csn_span parts[] = { c->der, c->tbs, c->serial, c->issuer,
		c->subject, c->spki, c->extensions, c->signature, c->unknown,
		c->name_constraints, c->scts };
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(parts); i++)
		HOLDS(is_inside(parts[i], in));
	for (i = 0; i <= CSN_FULCIO_MAX; i++)
		HOLDS(is_inside(c->fulcio[i], c->extensions));
	HOLDS(c->name_count <= CSN_SAN_MAX);
	for (i = 0; i < c->name_count; i++)
		HOLDS(is_inside(c->names[i].value, c->extensions));
}

static void
check_flags(const struct csn_certificate *c)
{
	HOLDS(c->version >= 1 && c->version <= 3);
	HOLDS(c->version == 3 || c->extensions.p == NULL);
	HOLDS((c->critical & ~c->present) == 0);
	HOLDS((c->name_count > 0) ==
	    ((c->present & CSN_EXT_SUBJECT_ALT_NAME) != 0));
	HOLDS((c->usage_count > 0) ==
	    ((c->present & CSN_EXT_EXTENDED_USAGE) != 0));
	HOLDS(c->path_len >= -1 && c->path_len <= CSN_CHAIN_MAX);
	HOLDS(c->is_ca || c->path_len == -1);
	/* No number, and a type of name. */
	HOLDS(c->fulcio[0].p == NULL && c->fulcio[7].p == NULL);
}

/* The extensions, one after the other, are the list to its last byte. */
static void
check_extensions(const struct csn_certificate *c)
{
	struct csn_span list = c->extensions;
	struct csn_extension e;
	const uint8_t *at = list.p;

	while (list.len > 0) {
		HOLDS(csn_extension_next(&list, &e, NULL) == COSIGN_OK);
		HOLDS(e.element.p == at);
		HOLDS(is_inside(e.value, e.element));
		at += e.element.len;
	}
	HOLDS(at == list.p);
}

static void
check_subject(const struct csn_certificate *c)
{
	static const int types[] = { CSN_NAME_COMMON_NAME, CSN_NAME_COUNTRY,
		CSN_NAME_ORGANIZATION };
	static struct csn_subject one, any;
	cosign_rc_t rc_one, rc_any;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(types); i++)
		HOLDS(is_inside(
		    csn_name_attribute(c->subject, types[i]), c->subject));
	rc_one = csn_subject_read(&one, c, CSN_SUBJECT_ONE, NULL);
	rc_any = csn_subject_read(&any, c, CSN_SUBJECT_ANY, NULL);
	HOLDS(rc_one == COSIGN_OK || rc_one == COSIGN_E_IDENTITY);
	HOLDS(rc_any == COSIGN_OK || rc_any == COSIGN_E_IDENTITY);
	if (rc_one != COSIGN_OK)
		return;
	/* The stricter of the two says nothing else. */
	HOLDS(rc_any == COSIGN_OK && one.count == 1 && any.count == 1);
	HOLDS(csn_span_eq(one.names[0].text, any.names[0].text));
	HOLDS(csn_span_eq(one.issuer, any.issuer));
	HOLDS(one.names[0].text.len > 0);
	HOLDS(memchr(one.names[0].text.p, 0, one.names[0].text.len) == NULL);
}

/* Constraints do not depend on who else is there. */
static void
check_constraints(const struct csn_certificate *c)
{
	struct csn_certificate alone = *c;
	cosign_rc_t rc = csn_constraints_check(c, c, NULL), one;
	size_t i;

	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_USAGE || rc == COSIGN_E_DER ||
	    rc == COSIGN_E_LIMIT);
	HOLDS(rc == COSIGN_OK || (c->present & CSN_EXT_NAME_CONSTRAINTS) != 0);
	for (i = 0; i < c->name_count; i++) {
		alone.name_count = 1;
		alone.names[0] = c->names[i];
		one = csn_constraints_check(c, &alone, NULL);
		HOLDS(rc != COSIGN_OK || one == COSIGN_OK);
		if (one != COSIGN_OK)
			return;
	}
	HOLDS(rc == COSIGN_OK || c->name_count == 0);
}

/* What a log saw: shorter by the one extension, and good DER. */
static void
check_tbs(const struct csn_certificate *c)
{
	struct csn_span tbs, content;
	struct csn_buf out;
	cosign_rc_t rc;

	csn_buf_init(&out, CSN_CERTIFICATE_MAX);
	rc = csn_tbs_without_scts(&out, c, NULL);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_SCT);
	HOLDS(rc != COSIGN_OK || (c->present & CSN_EXT_SCT_LIST) != 0);
	if (rc == COSIGN_OK) {
		tbs = csn_span(out.p, out.len);
		HOLDS(out.len < c->tbs.len);
		HOLDS(csn_der_read(&tbs, CSN_DER_SEQUENCE, &content, NULL) ==
		    COSIGN_OK);
		HOLDS(tbs.len == 0);
	}
	csn_buf_dispose(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct csn_certificate c, again;
	const struct csn_span in = csn_span(data, size);
	cosign_pubkey_t *key = NULL;
	cosign_rc_t rc = csn_certificate_read(&c, in, NULL);

	if (rc != COSIGN_OK) {
		HOLDS(rc == COSIGN_E_DER || rc == COSIGN_E_MALFORMED ||
		    rc == COSIGN_E_UNSUPPORTED || rc == COSIGN_E_LIMIT);
		return 0;
	}
	check_views(&c, in);
	check_flags(&c);
	check_extensions(&c);
	check_subject(&c);
	check_constraints(&c);
	check_tbs(&c);
	HOLDS(csn_certificate_read(&again, c.der, NULL) == COSIGN_OK);
	rc = csn_certificate_key(&key, &c, NULL);
	HOLDS((rc == COSIGN_OK) == (key != NULL));
	HOLDS(rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	cosign_pubkey_free(key);
	return 0;
}
