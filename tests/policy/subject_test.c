#include "policy/subject.h"

#include "der_text.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OK      COSIGN_OK
#define REFUSED COSIGN_E_IDENTITY

#define MORE   "certificate: more than one subject alternative name"
#define NOBODY "certificate: no subject alternative name that is an identity"

/* One name, as the contents of its element. */
struct row {
	int type;
	char value[96];
	char kind[12]; /* "" where it is none */
	char text[48];
	int only_any; /* in the older forms alone */
};

#define USER_OID "06:2b0601040183bf300107"

ParameterizedTestParameters(subject, has_a_name)
{
	static struct row rows[] = {
		{ CSN_NAME_EMAIL, "=6140622e63", "email", "a@b.c", 0 },
		{ CSN_NAME_URI, "=68747470733a2f2f61", "uri", "https://a", 0 },
		{ CSN_NAME_OTHER, USER_OID " a0{0c'user!tenant'}", "otherName",
		    "user!tenant", 0 },
		{ CSN_NAME_OTHER, USER_OID " a0{0c:c3a9}", "otherName",
		    "\xc3\xa9", 0 },
		{ CSN_NAME_DNS, "=782e6f7267", "dns", "x.org", 1 },
		{ CSN_NAME_IP, "=7f000001", "ip", "127.0.0.1", 1 },
		{ CSN_NAME_IP, "=00000000000000000000000000000001", "ip", "::1",
		    1 },
		{ CSN_NAME_IP, "=00000000000000000000000000000000", "ip",
		    "::", 1 },
		{ CSN_NAME_IP, "=20010db8000000000000000000000001", "ip",
		    "2001:db8::1", 1 },
		{ CSN_NAME_IP, "=20010db8000000010000000000000001", "ip",
		    "2001:db8:0:1::1", 1 },
		{ CSN_NAME_IP, "=ffffffffffffffffffffffffffffffff", "ip",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1 },
		/* IPv4 in IPv6 */
		{ CSN_NAME_IP, "=00000000000000000000ffff01020304", "ip",
		    "1.2.3.4", 1 },
		/* other names: another type, not exactly one text, not text */
		{ CSN_NAME_OTHER, "06:2b0601040183bf300108 a0{0c'a'}", "", "",
		    0 },
		{ CSN_NAME_OTHER, "06:2a03 a0{0c'a'}", "", "", 0 },
		{ CSN_NAME_OTHER, "", "", "", 0 },
		{ CSN_NAME_OTHER, USER_OID, "", "", 0 },
		{ CSN_NAME_OTHER, USER_OID " 0c'a'", "", "", 0 },
		{ CSN_NAME_OTHER, USER_OID " a0{}", "", "", 0 },
		{ CSN_NAME_OTHER, USER_OID " a0{13'a'}", "", "", 0 },
		{ CSN_NAME_OTHER, USER_OID " a0{0c'a' 0c'b'}", "", "", 0 },
		{ CSN_NAME_OTHER, USER_OID " a0{0c'a'} 05:", "", "", 0 },
		{ CSN_NAME_OTHER, USER_OID " a0{0c''}", "", "", 0 },
		{ CSN_NAME_OTHER, USER_OID " a0{0c:6100}", "", "", 0 },
		{ CSN_NAME_OTHER, USER_OID " a0{0c:ff}", "", "", 0 },
		/* kinds that are nobody's */
		{ 3, "05:", "", "", 0 },
		{ 4, "30{}", "", "", 0 },
		{ 5, "", "", "", 0 },
		{ 8, "=2a03", "", "", 0 },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

static void
expect_name(const struct row *row, const struct csn_certificate *leaf,
    enum csn_subject_form form)
{
	const int is_one =
	    row->kind[0] != '\0' && (form == CSN_SUBJECT_ANY || !row->only_any);
	struct csn_subject *s = calloc(1, sizeof(*s));
	cosign_error_t *err = cosign_error_new();

	cr_assert_not_null(s);
	expect_error(err, csn_subject_read(s, leaf, form, err),
	    is_one ? OK : REFUSED, is_one ? "" : NOBODY);
	cr_expect_eq(s->count, is_one ? 1u : 0u);
	if (is_one) {
		cr_expect_str_eq(s->names[0].kind, row->kind);
		cr_expect(
		    csn_span_eq(s->names[0].text, csn_span_str(row->text)),
		    "%.*s instead of %s", (int)s->names[0].text.len,
		    (const char *)s->names[0].text.p, row->text);
	}
	cosign_error_free(err);
	free(s);
}

ParameterizedTest(struct row *row, subject, has_a_name)
{
	struct csn_certificate *leaf = calloc(1, sizeof(*leaf));
	struct vector value = der_text(row->value);

	cr_assert_not_null(leaf);
	leaf->name_count = 1;
	leaf->names[0].type = row->type;
	leaf->names[0].value = der_view(&value);
	expect_name(row, leaf, CSN_SUBJECT_ONE);
	expect_name(row, leaf, CSN_SUBJECT_ANY);
	vector_free(&value);
	free(leaf);
}

/* A certificate of these names, as many as there are. */
static struct csn_certificate *
leaf_of(const struct csn_general_name *names, size_t count)
{
	struct csn_certificate *leaf = calloc(1, sizeof(*leaf));

	cr_assert_not_null(leaf);
	memcpy(leaf->names, names, count * sizeof(*names));
	leaf->name_count = count;
	return leaf;
}

#define NAME(type, text)                                          \
	{                                                         \
		type,                                             \
		{                                                 \
			(const uint8_t *)(text), sizeof(text) - 1 \
		}                                                 \
	}

static const struct csn_general_name several[] = {
	NAME(CSN_NAME_DNS, "x.org"),
	NAME(5, "nobody"),
	NAME(CSN_NAME_URI, "https://a"),
	NAME(CSN_NAME_EMAIL, "a@b.c"),
};

/* Fulcio gives one; in older certificates any may count. */
Test(subject, may_have_several_names)
{
	struct csn_certificate *leaf = leaf_of(several, ARRAY_LEN(several));
	struct csn_subject *s = calloc(1, sizeof(*s));
	cosign_error_t *err = cosign_error_new();

	expect_error(err, csn_subject_read(s, leaf, CSN_SUBJECT_ONE, err),
	    REFUSED, MORE);
	MUST(csn_subject_read(s, leaf, CSN_SUBJECT_ANY, NULL));
	cr_assert_eq(s->count, 3);
	cr_expect_str_eq(s->names[0].kind, "dns");
	cr_expect_str_eq(s->names[1].kind, "uri");
	cr_expect_str_eq(s->names[2].kind, "email");
	/* one that counts beside one that does not */
	leaf->names[0] = several[1];
	leaf->names[1] = several[3];
	leaf->name_count = 2;
	expect_error(err, csn_subject_read(s, leaf, CSN_SUBJECT_ONE, err),
	    REFUSED, MORE);
	leaf->name_count = 0;
	expect_error(err, csn_subject_read(s, leaf, CSN_SUBJECT_ONE, err),
	    REFUSED, NOBODY);
	expect_error(err, csn_subject_read(s, leaf, CSN_SUBJECT_ANY, err),
	    REFUSED, NOBODY);
	cosign_error_free(err);
	free(leaf);
	free(s);
}

/* As many as a certificate may have. */
Test(subject, may_have_as_many_names_as_a_certificate)
{
	struct csn_certificate *leaf = leaf_of(several, 0);
	struct csn_subject *s = calloc(1, sizeof(*s));

	for (; leaf->name_count < CSN_SAN_MAX; leaf->name_count++)
		leaf->names[leaf->name_count] = several[3];
	MUST(csn_subject_read(s, leaf, CSN_SUBJECT_ANY, NULL));
	cr_expect_eq(s->count, CSN_SAN_MAX);
	free(leaf);
	free(s);
}

/* Of two extensions for who vouched the newer one, if both agree. */
Test(subject, has_an_issuer)
{
	static const struct {
		const char *old, *new;
		cosign_rc_t rc;
		const char *issuer;
	} rows[] = {
		{ NULL, NULL, OK, NULL },
		{ "https://a", NULL, OK, "https://a" },
		{ NULL, "https://a", OK, "https://a" },
		{ "https://a", "https://a", OK, "https://a" },
		{ "", NULL, OK, "" },
		{ "", "", OK, "" },
		{ "https://a", "https://b", REFUSED, NULL },
		{ "https://a", "https://a/", REFUSED, NULL },
		{ "", "https://a", REFUSED, NULL },
		{ "https://a", "", REFUSED, NULL },
	};
	struct csn_certificate *leaf = leaf_of(&several[3], 1);
	struct csn_subject *s = calloc(1, sizeof(*s));
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		memset(leaf->fulcio, 0, sizeof(leaf->fulcio));
		if (rows[i].old != NULL)
			leaf->fulcio[1] = csn_span_str(rows[i].old);
		if (rows[i].new != NULL)
			leaf->fulcio[8] = csn_span_str(rows[i].new);
		cosign_error_clear(err);
		expect_error(err,
		    csn_subject_read(s, leaf, CSN_SUBJECT_ONE, err), rows[i].rc,
		    rows[i].rc == OK ? ""
				     : "certificate: two different issuers in "
				       "its extensions");
		if (rows[i].rc != OK)
			continue;
		cr_expect_eq(s->issuer.p != NULL, rows[i].issuer != NULL);
		if (rows[i].issuer != NULL)
			cr_expect(csn_span_eq(
			    s->issuer, csn_span_str(rows[i].issuer)));
	}
	cosign_error_free(err);
	free(leaf);
	free(s);
}
