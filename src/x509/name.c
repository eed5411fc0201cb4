#include "x509/name.h"

#include "crypto/der.h"
#include "util/utf8.h"

#define PRINTABLE_STRING 0x13
#define IA5_STRING       0x16

int
csn_name_is_text(int tag, struct csn_span value)
{
	return (tag == CSN_DER_UTF8_STRING || tag == PRINTABLE_STRING ||
		   tag == IA5_STRING) &&
	    csn_utf8_is_valid(value.p, value.len);
}

/* One AttributeTypeAndValue. */
static void
take_attribute(struct csn_span *set, int type, struct csn_span *found)
{
	const uint8_t oid[] = { 0x55, 4, (uint8_t)type };
	struct csn_span pair, kind, element, value;
	int tag;

	if (csn_der_read(set, CSN_DER_SEQUENCE, &pair, NULL) != COSIGN_OK ||
	    csn_der_read(&pair, CSN_DER_OID, &kind, NULL) != COSIGN_OK ||
	    csn_der_read_any(&pair, &tag, &element, &value, NULL) !=
		COSIGN_OK) {
		set->len = 0;
		return;
	}
	if (csn_span_eq(kind, csn_span(oid, sizeof(oid))) &&
	    csn_name_is_text(tag, value))
		*found = value;
}

struct csn_span
csn_name_attribute(struct csn_span name, int type)
{
	struct csn_span found = { NULL, 0 }, rdns, set;

	if (csn_der_read(&name, CSN_DER_SEQUENCE, &rdns, NULL) != COSIGN_OK)
		return found;
	while (csn_der_read(&rdns, CSN_DER_SET, &set, NULL) == COSIGN_OK)
		while (set.len > 0)
			take_attribute(&set, type, &found);
	return found;
}
