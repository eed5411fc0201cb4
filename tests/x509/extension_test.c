#include "x509/extension.h"

#include "der_text.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

#define OK        COSIGN_OK
#define DER       COSIGN_E_DER
#define MALFORMED COSIGN_E_MALFORMED
#define LIMIT     COSIGN_E_LIMIT

/* OIDs: id-ce, certificate transparency, Fulcio, and one of nobody's. */
#define BASIC         "06:551d13"
#define KEY_USAGE     "06:551d0f"
#define SUBJECT_KEY   "06:551d0e"
#define AUTHORITY_KEY "06:551d23"
#define EKU           "06:551d25"
#define SAN           "06:551d11"
#define CONSTRAINTS   "06:551d1e"
#define SCTS          "06:2b06010401d679020402"
#define POISON        "06:2b06010401d679020403"
#define FULCIO        "06:2b0601040183bf3001"
#define UNKNOWN       "06:2a0304"
#define CRITICAL      " 01:ff "

/* An extension with this value, not critical. */
#define EXT(oid, value) "30{" oid " 04{" value "}}"

struct list {
	struct vector der;
	struct csn_certificate c;
};

static cosign_rc_t
read_list(struct list *list, const char *text, cosign_error_t *err)
{
	list->der = der_text(text);
	memset(&list->c, 0, sizeof(list->c));
	list->c.path_len = -1;
	list->c.extensions = der_view(&list->der);
	return csn_extensions_read(&list->c, err);
}

static void
expect_list(const char *text, cosign_rc_t rc, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	struct list list;

	expect_error(err, read_list(&list, text, err), rc, message);
	cosign_error_free(err);
	vector_free(&list.der);
}

struct row {
	char text[128];
	cosign_rc_t rc;
	char message[80];
};

ParameterizedTestParameters(extensions, mind_their_shape)
{
	static struct row rows[] = {
		{ EXT(UNKNOWN, ""), OK, "" },
		{ "", DER, "extensions: DER: cut" },
		{ "31{" UNKNOWN " 04:}", DER, "extensions: not an extension" },
		{ "30{}", DER, "extensions: DER: cut" },
		{ "30{04:}", DER, "extensions: DER: tag 0x04 where 0x06" },
		{ "30{06: 04:}", DER, "extensions: DER: empty OID" },
		{ "30{" UNKNOWN "}", DER, "extensions: DER: cut" },
		{ "30{" UNKNOWN " 05:}", DER,
		    "extensions: DER: tag 0x05 where 0x04 belongs" },
		{ "30{" UNKNOWN " 04: 05:}", DER,
		    "extensions: DER: 2 bytes too many at the end" },
		{ EXT(UNKNOWN, "") " =00", DER, "extensions: DER: cut" },
		{ EXT(UNKNOWN, "") " 05:", DER,
		    "extensions: not an extension" },
		/* critical or not, in DER's two ways to say it */
		{ "30{" UNKNOWN " 01:ff 04:}", OK, "" },
		{ "30{" UNKNOWN " 01:00 04:}", OK, "" },
		{ "30{" UNKNOWN " 01:01 04:}", DER,
		    "extensions: DER: damaged BOOLEAN" },
		{ "30{" UNKNOWN " 01: 04:}", DER,
		    "extensions: DER: damaged BOOLEAN" },
		{ "30{" UNKNOWN " 01:ffff 04:}", DER,
		    "extensions: DER: damaged BOOLEAN" },
		{ "30{" UNKNOWN " 01:ff 01:ff 04:}", DER,
		    "extensions: DER: tag 0x01 where 0x04 belongs" },
		/* each once, known or not */
		{ EXT(UNKNOWN, "") EXT(UNKNOWN, "05:"), MALFORMED,
		    "extensions: an extension stands there twice" },
		{ EXT(UNKNOWN, "") EXT(BASIC, "30{}") EXT(UNKNOWN, ""),
		    MALFORMED, "extensions: an extension stands there twice" },
		{ EXT(BASIC, "30{}") EXT(BASIC, "30{}"), MALFORMED,
		    "extensions: an extension stands there twice" },
		{ EXT(SCTS, "04:00") EXT(SCTS, "04:00"), MALFORMED,
		    "extensions: an extension stands there twice" },
		{ EXT(POISON, "05:") EXT(POISON, "05:"), MALFORMED,
		    "extensions: an extension stands there twice" },
		{ EXT(FULCIO "01", "=61") EXT(FULCIO "01", "=61"), MALFORMED,
		    "extensions: an extension stands there twice" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, extensions, mind_their_shape)
{
	expect_list(row->text, row->rc, row->message);
}

/* What is refused in each of them, and where. */
ParameterizedTestParameters(extensions, mind_their_values)
{
	static struct row rows[] = {
		{ EXT(BASIC, ""), DER,
		    "extensions: basic constraints: DER: c" },
		{ EXT(BASIC, "31{}"), DER,
		    "extensions: basic constraints: DER: tag 0x31" },
		{ EXT(BASIC, "30{} 05:"), DER,
		    "extensions: basic constraints: DER: 2 bytes too many" },
		{ EXT(BASIC, "30{01:01}"), DER,
		    "extensions: basic constraints: DER: damaged BOOLEAN" },
		{ EXT(BASIC, "30{01:ff 02:80}"), DER,
		    "extensions: basic constraints: DER: negative INTEGER" },
		{ EXT(BASIC, "30{01:ff 02:0100000000}"), DER,
		    "extensions: basic constraints: DER: INTEGER too large" },
		{ EXT(BASIC, "30{01:ff 02:00 02:00}"), DER,
		    "extensions: basic constraints: DER: 3 bytes too many" },
		{ EXT(BASIC, "30{02:00 01:ff}"), DER,
		    "extensions: basic constraints: DER: 3 bytes too many" },
		{ EXT(SUBJECT_KEY, ""), DER,
		    "extensions: subject key identifier: DER: cut" },
		{ EXT(SUBJECT_KEY, "05:"), DER,
		    "extensions: subject key identifier: DER: tag 0x05" },
		{ EXT(SUBJECT_KEY, "04:01 05:"), DER,
		    "extensions: subject key identifier: DER: 2 bytes" },
		{ "30{" SUBJECT_KEY CRITICAL "04{04:01}}", MALFORMED,
		    "extensions: subject key identifier: is critical" },
		{ EXT(AUTHORITY_KEY, "31{}"), DER,
		    "extensions: authority key identifier: DER: tag 0x31" },
		{ EXT(AUTHORITY_KEY, "30{} 05:"), DER,
		    "extensions: authority key identifier: DER: 2 bytes" },
		{ EXT(AUTHORITY_KEY, "30{81:01}"), DER,
		    "extensions: authority key identifier: DER: 3 bytes" },
		{ EXT(AUTHORITY_KEY, "30{80:01 a1{} 82:01 05:}"), DER,
		    "extensions: authority key identifier: DER: 2 bytes" },
		{ "30{" AUTHORITY_KEY CRITICAL "04{30{}}}", MALFORMED,
		    "extensions: authority key identifier: is critical" },
		{ EXT(KEY_USAGE, ""), DER, "extensions: key usage: DER: cut" },
		{ EXT(KEY_USAGE, "04:0780"), DER,
		    "extensions: key usage: DER: tag 0x04 where 0x03" },
		{ EXT(KEY_USAGE, "03:0780 05:"), DER,
		    "extensions: key usage: DER: 2 bytes too many" },
		{ EXT(KEY_USAGE, "03:"), MALFORMED,
		    "extensions: key usage: not of 1 to 9 bits" },
		{ EXT(KEY_USAGE, "03:00"), MALFORMED,
		    "extensions: key usage: not of 1 to 9 bits" },
		{ EXT(KEY_USAGE, "03:00800000"), MALFORMED,
		    "extensions: key usage: not of 1 to 9 bits" },
		{ EXT(KEY_USAGE, "03:0880"), DER,
		    "extensions: key usage: DER: unused bits" },
		{ EXT(KEY_USAGE, "03:0740"), DER,
		    "extensions: key usage: DER: unused bits" },
		{ EXT(KEY_USAGE, "03:0781"), DER,
		    "extensions: key usage: DER: unused bits" },
		{ EXT(KEY_USAGE, "03:070001"), DER,
		    "extensions: key usage: DER: unused bits" },
		{ EXT(EKU, ""), DER,
		    "extensions: extended key usage: DER: cut" },
		{ EXT(EKU, "30{}"), DER,
		    "extensions: extended key usage: DER: cut" },
		{ EXT(EKU, "30{06:2a03} 05:"), DER,
		    "extensions: extended key usage: DER: 2 bytes too many" },
		{ EXT(EKU, "30{06:2a03 05:}"), DER,
		    "extensions: extended key usage: DER: tag 0x05 where" },
		{ EXT(EKU, "30{06:}"), DER,
		    "extensions: extended key usage: DER: empty OID" },
		{ EXT(CONSTRAINTS, ""), DER,
		    "extensions: name constraints: DER: cut" },
		{ EXT(CONSTRAINTS, "30{}"), MALFORMED,
		    "extensions: name constraints: no constraints" },
		{ EXT(CONSTRAINTS, "30{a0{}} 05:"), DER,
		    "extensions: name constraints: DER: 2 bytes too many" },
		{ EXT(CONSTRAINTS, "31{a0{}}"), DER,
		    "extensions: name constraints: DER: tag 0x31" },
		{ EXT(SCTS, ""), DER, "extensions: SCT list: DER: cut" },
		{ EXT(SCTS, "03:00"), DER, "extensions: SCT list: DER: tag" },
		{ EXT(SCTS, "04:00 =00"), DER,
		    "extensions: SCT list: DER: 1 bytes too many" },
		/* what is in it tells nothing */
		{ EXT(POISON, "05:"), OK, "" },
		{ EXT(POISON, ""), OK, "" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, extensions, mind_their_values)
{
	expect_list(row->text, row->rc, row->message);
}

/* What is kept. */
static const struct kept {
	const char *text;
	uint32_t present, critical;
	int is_ca, path_len;
	uint32_t key_usage, usages;
	size_t usage_count, name_count;
} kept[] = {
	{ EXT(BASIC, "30{}"), CSN_EXT_BASIC_CONSTRAINTS, 0, 0, -1, 0, 0, 0, 0 },
	{ "30{" BASIC CRITICAL "04{30{01:ff}}}", CSN_EXT_BASIC_CONSTRAINTS,
	    CSN_EXT_BASIC_CONSTRAINTS, 1, -1, 0, 0, 0, 0 },
	{ EXT(BASIC, "30{01:00}"), CSN_EXT_BASIC_CONSTRAINTS, 0, 0, -1, 0, 0, 0,
	    0 },
	/* of who is no CA a length says nothing */
	{ EXT(BASIC, "30{02:00}"), CSN_EXT_BASIC_CONSTRAINTS, 0, 0, -1, 0, 0, 0,
	    0 },
	{ EXT(BASIC, "30{01:00 02:05}"), CSN_EXT_BASIC_CONSTRAINTS, 0, 0, -1, 0,
	    0, 0, 0 },
	{ EXT(BASIC, "30{01:ff 02:00}"), CSN_EXT_BASIC_CONSTRAINTS, 0, 1, 0, 0,
	    0, 0, 0 },
	{ EXT(BASIC, "30{01:ff 02:09}"), CSN_EXT_BASIC_CONSTRAINTS, 0, 1, 9, 0,
	    0, 0, 0 },
	/* as good as none: no path is longer */
	{ EXT(BASIC, "30{01:ff 02:0a}"), CSN_EXT_BASIC_CONSTRAINTS, 0, 1,
	    CSN_CHAIN_MAX, 0, 0, 0, 0 },
	{ EXT(BASIC, "30{01:ff 02:00ffffffff}"), CSN_EXT_BASIC_CONSTRAINTS, 0,
	    1, CSN_CHAIN_MAX, 0, 0, 0, 0 },
	{ EXT(KEY_USAGE, "03:0780"), CSN_EXT_KEY_USAGE, 0, 0, -1,
	    CSN_KU_DIGITAL_SIGNATURE, 0, 0, 0 },
	{ EXT(KEY_USAGE, "03:0106"), CSN_EXT_KEY_USAGE, 0, 0, -1, 0x0600, 0, 0,
	    0 },
	{ EXT(KEY_USAGE, "03:0204"), CSN_EXT_KEY_USAGE, 0, 0, -1,
	    CSN_KU_CERT_SIGN, 0, 0, 0 },
	{ EXT(KEY_USAGE, "03:07ff80"), CSN_EXT_KEY_USAGE, 0, 0, -1, 0xff80, 0,
	    0, 0 },
	{ EXT(KEY_USAGE, "03:0000"), CSN_EXT_KEY_USAGE, 0, 0, -1, 0, 0, 0, 0 },
	{ "30{" EKU CRITICAL "04{30{06:2b06010505070308}}}",
	    CSN_EXT_EXTENDED_USAGE, CSN_EXT_EXTENDED_USAGE, 0, -1, 0,
	    CSN_EKU_TIME_STAMPING, 1, 0 },
	{ EXT(EKU, "30{06:2b06010505070303}"), CSN_EXT_EXTENDED_USAGE, 0, 0, -1,
	    0, CSN_EKU_CODE_SIGNING, 1, 0 },
	{ EXT(EKU, "30{06:551d2500 06:2b06010505070303 06:2a03}"),
	    CSN_EXT_EXTENDED_USAGE, 0, 0, -1, 0,
	    CSN_EKU_CODE_SIGNING | CSN_EKU_ANY, 3, 0 },
	/* others count, if nobody knows what for */
	{ EXT(EKU, "30{06:2b06010505070301 06:2b060105050703 06:551d25}"),
	    CSN_EXT_EXTENDED_USAGE, 0, 0, -1, 0, 0, 3, 0 },
	{ EXT(SAN, "30{86'https://a/b'}"), CSN_EXT_SUBJECT_ALT_NAME, 0, 0, -1,
	    0, 0, 0, 1 },
	{ "30{" SAN CRITICAL "04{30{81'a' 82'b'}}}", CSN_EXT_SUBJECT_ALT_NAME,
	    CSN_EXT_SUBJECT_ALT_NAME, 0, -1, 0, 0, 0, 2 },
	{ "30{" CONSTRAINTS CRITICAL "04{30{a0{}}}}", CSN_EXT_NAME_CONSTRAINTS,
	    CSN_EXT_NAME_CONSTRAINTS, 0, -1, 0, 0, 0, 0 },
	{ EXT(SCTS, "04:0001"), CSN_EXT_SCT_LIST, 0, 0, -1, 0, 0, 0, 0 },
	{ "30{" POISON CRITICAL "04{05:}}", CSN_EXT_POISON, CSN_EXT_POISON, 0,
	    -1, 0, 0, 0, 0 },
	{ EXT(BASIC, "30{01:ff}") EXT(KEY_USAGE, "03:0204"),
	    CSN_EXT_BASIC_CONSTRAINTS | CSN_EXT_KEY_USAGE, 0, 1, -1,
	    CSN_KU_CERT_SIGN, 0, 0, 0 },
	/* near others of id-ce, which nobody knows */
	{ EXT("06:551d08", "04:00") EXT("06:551d12", ""), 0, 0, 0, -1, 0, 0, 0,
	    0 },
	/* nobody asks for these */
	{ EXT(SUBJECT_KEY, "04:00") EXT(AUTHORITY_KEY, "30{80:00 a1{} 82:01}"),
	    0, 0, 0, -1, 0, 0, 0, 0 },
	{ EXT("06:551d", "") EXT("06:551d1300", "") EXT("06:551e13", ""), 0, 0,
	    0, -1, 0, 0, 0, 0 },
};

Test(extensions, are_kept)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(kept); i++) {
		const struct kept *row = &kept[i];
		struct list list;

		MUST(read_list(&list, row->text, NULL));
		cr_expect_eq(list.c.present, row->present, "row %zu", i);
		cr_expect_eq(list.c.critical, row->critical, "row %zu", i);
		cr_expect_eq(list.c.is_ca, row->is_ca, "row %zu", i);
		cr_expect_eq(list.c.path_len, row->path_len, "row %zu", i);
		cr_expect_eq(list.c.key_usage, row->key_usage, "row %zu", i);
		cr_expect_eq(list.c.usages, row->usages, "row %zu", i);
		cr_expect_eq(list.c.usage_count, row->usage_count);
		cr_expect_eq(list.c.name_count, row->name_count);
		cr_expect_eq(list.c.unknown.len, 0, "row %zu", i);
		vector_free(&list.der);
	}
}

static void
expect_hex_view(struct csn_span got, const char *text)
{
	struct vector want = der_text(text);

	cr_expect(csn_span_eq(got, der_view(&want)), "not %s", text);
	vector_free(&want);
}

Test(extensions, are_views)
{
	struct list list;

	MUST(read_list(&list,
	    EXT(CONSTRAINTS, "30{a0{30{81'a'}}}") EXT(SCTS, "04:000102"),
	    NULL));
	expect_hex_view(list.c.name_constraints, "a0{30{81'a'}}");
	expect_hex_view(list.c.scts, "=000102");
	vector_free(&list.der);
}

/* The first critical one that nobody knows. */
Test(extensions, may_be_unknown_and_critical)
{
	static const struct {
		const char *text, *oid;
	} rows[] = {
		{ "30{" UNKNOWN " 01:ff 04:}", "=2a0304" },
		{ EXT("06:2a01", "") "30{06:2a02 01:ff 04:}"
				     "30{06:2a03 01:ff 04:}",
		    "=2a02" },
		{ "30{06:2a02 01:00 04:} 30{06:2a03 01:ff 04:}", "=2a03" },
		/* a type of name, no extension; the next one to come */
		{ "30{" FULCIO "07 01:ff 04{0c'a'}}", "=2b0601040183bf300107" },
		{ "30{" FULCIO "19 01:ff 04{0c'a'}}", "=2b0601040183bf300119" },
		{ "30{" FULCIO "00 01:ff 04{0c'a'}}", "=2b0601040183bf300100" },
		/* known ones are none, though critical: also those that are
		   known to concern nobody */
		{ "30{06:551d1f 01:ff 04:}", "" },
		{ "30{06:551d20 01:ff 04:}", "" },
		{ "30{06:551d21 01:ff 04:}", "" },
		{ "30{06:551d24 01:ff 04:}", "" },
		{ "30{06:551d36 01:ff 04:}", "" },
		{ "30{06:551d12 01:ff 04:}", "=551d12" },
		{ "30{06:551d09 01:ff 04:}", "=551d09" },
		{ "30{" FULCIO "08 01:ff 04{0c'a'}}", "" },
		{ "30{" POISON CRITICAL "04{05:}}", "" },
		{ "30{" SCTS CRITICAL "04{04:00}}", "" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		struct list list;

		MUST(read_list(&list, rows[i].text, NULL));
		expect_hex_view(list.c.unknown, rows[i].oid);
		vector_free(&list.der);
	}
}

/* So many times a text, in which ## is the number, and another one before and
   after. */
static void
repeat(char *out, size_t size, const char *before, const char *text,
    size_t times, const char *after)
{
	size_t i, len = (size_t)snprintf(out, size, "%s", before);
	const char *at = strstr(text, "##");
	const size_t head = at == NULL ? strlen(text) : (size_t)(at - text);

	for (i = 0; i < times; i++) {
		len += (size_t)snprintf(
		    out + len, size - len, "%.*s", (int)head, text);
		if (at != NULL)
			len += (size_t)snprintf(
			    out + len, size - len, "%02zx%s", i, at + 2);
	}
	(void)snprintf(out + len, size - len, "%s", after);
}

/* Each limit, what is at it and what is beyond. */
Test(extensions, are_not_too_many)
{
	static const struct {
		const char *before, *text, *after;
		size_t max;
		const char *message;
	} rows[] = {
		{ "", "30{06:2a## 04:}", "", CSN_EXTENSIONS_MAX,
		    "extensions: more than 64 extensions" },
		{ "30{" SAN " 04{30{", "81'##'", "}}}", CSN_SAN_MAX,
		    "extensions: subject alternative name: more than 16 "
		    "names" },
		{ "30{" EKU " 04{30{", "06:2a## ", "}}}", CSN_USAGES_MAX,
		    "extensions: extended key usage: more than 32 usages" },
		{ "30{06:", "2a", " 04:}", CSN_OID_MAX,
		    "extensions: OID of 65 bytes, at most 64" },
		{ "30{" EKU " 04{30{06:", "2a", "}}}", CSN_OID_MAX,
		    "extensions: extended key usage: OID of 65 bytes" },
	};
	static char text[4096];
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		repeat(text, sizeof(text), rows[i].before, rows[i].text,
		    rows[i].max, rows[i].after);
		expect_list(text, COSIGN_OK, "");
		repeat(text, sizeof(text), rows[i].before, rows[i].text,
		    rows[i].max + 1, rows[i].after);
		expect_list(text, COSIGN_E_LIMIT, rows[i].message);
	}
}
