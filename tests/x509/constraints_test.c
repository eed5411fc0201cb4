#include "x509/constraints.h"

#include "der_text.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OK    COSIGN_OK
#define USAGE COSIGN_E_USAGE
#define DER   COSIGN_E_DER

#define EMAIL CSN_NAME_EMAIL
#define DNS   CSN_NAME_DNS
#define URI   CSN_NAME_URI
#define IP    CSN_NAME_IP

#define EXCLUDED      "name constraints: a name is excluded"
#define NOT_PERMITTED "name constraints: a name is not among those permitted"
#define UNCLEAR       "name constraints: a name that cannot be compared"
#define NOT_COMPARED  "name constraints: one that cannot be compared with"
#define NOT_CHECKED   "name constraints: of a kind of name that is not checked"

/* Lists of one subtree. */
#define IN(base)  "a0{30{" base "}}"
#define OUT(base) "a1{30{" base "}}"

/* An authority with these constraints, and a certificate of one name: as text
   for der_text(), without a tag. */
struct row {
	char constraints[96];
	int type;
	char name[64];
	cosign_rc_t rc;
	char message[56];
};

static cosign_rc_t
check(const char *constraints, const struct csn_general_name *names,
    size_t count, cosign_error_t *err)
{
	struct csn_certificate *c = calloc(2, sizeof(*c));
	struct vector der = der_text(constraints);
	cosign_rc_t rc;

	cr_assert_not_null(c);
	c[0].present = CSN_EXT_NAME_CONSTRAINTS;
	c[0].name_constraints = der_view(&der);
	memcpy(c[1].names, names, count * sizeof(*names));
	c[1].name_count = count;
	rc = csn_constraints_check(&c[0], &c[1], err);
	vector_free(&der);
	free(c);
	return rc;
}

static void
expect_row(const struct row *row)
{
	cosign_error_t *err = cosign_error_new();
	char text[96];
	struct vector value;
	struct csn_general_name name = { .type = row->type };

	if (row->type == CSN_NAME_IP)
		(void)snprintf(text, sizeof(text), "=%s", row->name);
	else
		(void)snprintf(text, sizeof(text), "0c'%s'", row->name);
	value = der_text(text);
	name.value = row->type == CSN_NAME_IP
	    ? der_view(&value)
	    : csn_span(value.data + 2, value.len - 2);
	expect_error(
	    err, check(row->constraints, &name, 1, err), row->rc, row->message);
	cr_expect_eq(cosign_error_code(err), row->rc, "%s: %s",
	    row->constraints, row->name);
	cosign_error_free(err);
	vector_free(&value);
}

/* Mail: an address, a host, or with a dot what is below it. */
ParameterizedTestParameters(constraints, on_mail)
{
	static struct row rows[] = {
		{ IN("81'a@x.org'"), EMAIL, "a@x.org", OK, "" },
		{ IN("81'a@x.org'"), EMAIL, "a@X.ORG", OK, "" },
		{ IN("81'a@x.org'"), EMAIL, "A@x.org", USAGE, NOT_PERMITTED },
		{ IN("81'a@x.org'"), EMAIL, "b@x.org", USAGE, NOT_PERMITTED },
		{ IN("81'a@x.org'"), EMAIL, "ba@x.org", USAGE, NOT_PERMITTED },
		{ IN("81'a@x.org'"), EMAIL, "a@x.orgs", USAGE, NOT_PERMITTED },
		{ IN("81'a@x.org'"), EMAIL, "a@y.x.org", USAGE, NOT_PERMITTED },
		{ IN("81'x.org'"), EMAIL, "a@x.org", OK, "" },
		{ IN("81'x.org'"), EMAIL, "any.body+else@x.ORG", OK, "" },
		{ IN("81'X.org'"), EMAIL, "a@x.org", OK, "" },
		{ IN("81'x.org'"), EMAIL, "a@b@x.org", USAGE, UNCLEAR },
		{ IN("81'x.org'"), EMAIL, "a@y.x.org", USAGE, NOT_PERMITTED },
		{ IN("81'x.org'"), EMAIL, "a@yx.org", USAGE, NOT_PERMITTED },
		{ IN("81'x.org'"), EMAIL, "x.org@y.org", USAGE, NOT_PERMITTED },
		{ IN("81'x.org'"), EMAIL, "a@x.org@y.org", USAGE, UNCLEAR },
		{ IN("81'.x.org'"), EMAIL, "a@y.x.org", OK, "" },
		{ IN("81'.x.org'"), EMAIL, "a@z.y.x.org", OK, "" },
		{ IN("81'.x.org'"), EMAIL, "a@x.org", USAGE, NOT_PERMITTED },
		{ IN("81'.x.org'"), EMAIL, "a@yx.org", USAGE, NOT_PERMITTED },
		{ IN("81'.x.org'"), EMAIL, "a@.x.org", USAGE, UNCLEAR },
		{ IN("81:"), EMAIL, "a@x.org", OK, "" },
		/* excluded with all that is below */
		{ OUT("81'a@x.org'"), EMAIL, "a@x.org", USAGE, EXCLUDED },
		{ OUT("81'a@x.org'"), EMAIL, "a@X.org", USAGE, EXCLUDED },
		{ OUT("81'a@x.org'"), EMAIL, "b@x.org", OK, "" },
		{ OUT("81'x.org'"), EMAIL, "a@x.org", USAGE, EXCLUDED },
		{ OUT("81'x.org'"), EMAIL, "a@y.x.org", USAGE, EXCLUDED },
		{ OUT("81'x.org'"), EMAIL, "a@yx.org", OK, "" },
		{ OUT("81'x.org'"), EMAIL, "a@x.orgs", OK, "" },
		{ OUT("81'.x.org'"), EMAIL, "a@y.X.org", USAGE, EXCLUDED },
		{ OUT("81'.x.org'"), EMAIL, "a@x.org", OK, "" },
		{ OUT("81:"), EMAIL, "a@x.org", USAGE, EXCLUDED },
		/* that not everybody takes for the same mail box */
		{ IN("81:"), EMAIL, "a", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "a", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "a@", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "@y.org", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "\"a\"@y.org", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "a b@y.org", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, ".a@y.org", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "a.@y.org", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "a..b@y.org", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "a@y..org", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "a@y.org.", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "a@[1.2.3.4]", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "a@y.org:25", USAGE, UNCLEAR },
		{ OUT("81'x.org'"), EMAIL, "!#$%&*+-/=?^_`{|}~@y.org", OK, "" },
		{ OUT("81'x.org'"), EMAIL, "a.b+c@y-z_1.org", OK, "" },
		{ IN("82'x.org'"), EMAIL, "a", OK, "" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, constraints, on_mail)
{
	expect_row(row);
}

/* Hosts: the one and those below it. */
ParameterizedTestParameters(constraints, on_hosts)
{
	static struct row rows[] = {
		{ IN("82'x.org'"), DNS, "x.org", OK, "" },
		{ IN("82'x.org'"), DNS, "X.Org", OK, "" },
		{ IN("82'x.org'"), DNS, "y.x.org", OK, "" },
		{ IN("82'x.org'"), DNS, "z.y.x.org", OK, "" },
		{ IN("82'x.org'"), DNS, "yx.org", USAGE, NOT_PERMITTED },
		{ IN("82'x.org'"), DNS, "x.orgs", USAGE, NOT_PERMITTED },
		{ IN("82'x.org'"), DNS, "org", USAGE, NOT_PERMITTED },
		{ IN("82'x.org'"), DNS, "x.org.y", USAGE, NOT_PERMITTED },
		{ IN("82'.x.org'"), DNS, "y.x.org", OK, "" },
		{ IN("82'.x.org'"), DNS, "x.org", USAGE, NOT_PERMITTED },
		{ IN("82:"), DNS, "x.org", OK, "" },
		{ OUT("82'x.org'"), DNS, "x.org", USAGE, EXCLUDED },
		{ OUT("82'x.org'"), DNS, "y.X.org", USAGE, EXCLUDED },
		{ OUT("82'x.org'"), DNS, "yx.org", OK, "" },
		{ OUT("82:"), DNS, "x.org", USAGE, EXCLUDED },
		{ OUT("82'x.org'"), DNS, "x.org.", USAGE, UNCLEAR },
		{ OUT("82'x.org'"), DNS, "y..org", USAGE, UNCLEAR },
		{ OUT("82'x.org'"), DNS, ".y.org", USAGE, UNCLEAR },
		{ OUT("82'x.org'"), DNS, "*.y.org", USAGE, UNCLEAR },
		{ OUT("82'x.org'"), DNS, "y.org:80", USAGE, UNCLEAR },
		{ OUT("82'x.org'"), DNS, "_dmarc.y-z.org", OK, "" },
		{ IN("82'x.org'"), DNS, "x.org.", USAGE, UNCLEAR },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, constraints, on_hosts)
{
	expect_row(row);
}

/* URIs: the host between user and port, which has to be a name. */
ParameterizedTestParameters(constraints, on_uris)
{
	static struct row rows[] = {
		{ IN("86'x.org'"), URI, "https://x.org", OK, "" },
		{ IN("86'x.org'"), URI, "https://X.org/a?b#c", OK, "" },
		{ IN("86'x.org'"), URI, "https://u:p@x.org:443/y.org", OK, "" },
		{ IN("86'x.org'"), URI, "ssh+git://x.org?@y.org", OK, "" },
		{ IN("86'x.org'"), URI, "https://x.org#@y.org", OK, "" },
		{ IN("86'x.org'"), URI, "https://y.org/x.org", USAGE,
		    NOT_PERMITTED },
		{ IN("86'x.org'"), URI, "https://x.org@y.org", USAGE,
		    NOT_PERMITTED },
		{ IN("86'x.org'"), URI, "https://y.org/@x.org", USAGE,
		    NOT_PERMITTED },
		{ IN("86'x.org'"), URI, "https://y.org?://x.org", USAGE,
		    NOT_PERMITTED },
		{ IN("86'x.org'"), URI, "https://y.x.org", USAGE,
		    NOT_PERMITTED },
		{ IN("86'x.org'"), URI, "https://yx.org", USAGE,
		    NOT_PERMITTED },
		{ IN("86'.x.org'"), URI, "https://y.x.org/", OK, "" },
		{ IN("86'.x.org'"), URI, "https://x.org/", USAGE,
		    NOT_PERMITTED },
		{ IN("86:"), URI, "https://x.org/", OK, "" },
		{ OUT("86'x.org'"), URI, "https://x.org/", USAGE, EXCLUDED },
		{ OUT("86'x.org'"), URI, "https://y.x.org/", USAGE, EXCLUDED },
		{ OUT("86'x.org'"), URI, "https://u@X.ORG:1/", USAGE,
		    EXCLUDED },
		{ OUT("86'x.org'"), URI, "https://yx.org/", OK, "" },
		{ OUT("86'.x.org'"), URI, "https://y.x.org/", USAGE, EXCLUDED },
		{ OUT("86:"), URI, "https://x.org/", USAGE, EXCLUDED },
		/* no host, or an address */
		{ IN("86:"), URI, "x.org", USAGE, UNCLEAR },
		{ IN("86:"), URI, "urn:x.org", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https:///x.org", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://u@/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://:80/", USAGE, UNCLEAR },
		{ IN("86:"), URI, "https://1.2.3.4/", USAGE, UNCLEAR },
		{ IN("86:"), URI, "https://1.2.3.4:80/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://[::1]/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://[::1]:80/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://[fe80::1]/", USAGE, UNCLEAR },
		{ IN("86:"), URI, "https://[fe80::1]/", USAGE, UNCLEAR },
		/* that readers do not take for the same host */
		{ OUT("86'x.org'"), URI, "https://x.org./", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://.x.org/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://y..org/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://a@b@y.org/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://y.org:80a/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://y.org:1:2/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://y%2eorg/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://y.org\\@x.org/", USAGE,
		    UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://y .org/", USAGE, UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://u%40@y.org/", USAGE,
		    UNCLEAR },
		{ OUT("86'x.org'"), URI, "https://y.org:/", OK, "" },
		{ OUT("86'x.org'"), URI, "https://y.org/%40\\ @x.org", OK, "" },
		{ IN("82'x.org'"), URI, "urn:x.org", OK, "" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, constraints, on_uris)
{
	expect_row(row);
}

/* Addresses: with a mask behind. */
ParameterizedTestParameters(constraints, on_addresses)
{
	static struct row rows[] = {
		{ IN("87:0a000000ff000000"), IP, "0a010203", OK, "" },
		{ IN("87:0a000000ff000000"), IP, "0b010203", USAGE,
		    NOT_PERMITTED },
		{ IN("87:0a0102ffffffff00"), IP, "0a010203", OK, "" },
		{ IN("87:0a01020380000000"), IP, "7f010203", OK, "" },
		{ IN("87:0a010203ffffffff"), IP, "0a010203", OK, "" },
		{ IN("87:0a010203ffffffff"), IP, "0a010202", USAGE,
		    NOT_PERMITTED },
		{ IN("87:0000000000000000"), IP, "0a010203", OK, "" },
		/* of the other size: not permitted, and not excluded */
		{ IN("87:0000000000000000"), IP,
		    "00000000000000000000000000000000", USAGE, NOT_PERMITTED },
		{ OUT("87:0000000000000000"), IP,
		    "00000000000000000000000000000000", OK, "" },
		{ IN("87:20010db8000000000000000000000000"
		     "ffffffff000000000000000000000000"),
		    IP, "20010db8000000000000000000000001", OK, "" },
		{ IN("87:20010db8000000000000000000000000"
		     "ffffffff000000000000000000000000"),
		    IP, "20010db9000000000000000000000001", USAGE,
		    NOT_PERMITTED },
		{ OUT("87:0a000000ff000000"), IP, "0affffff", USAGE, EXCLUDED },
		{ OUT("87:0a000000ff000000"), IP, "0b000000", OK, "" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, constraints, on_addresses)
{
	expect_row(row);
}

/* Several lists, kinds of names, and what is neither. */
ParameterizedTestParameters(constraints, in_lists)
{
	static struct row rows[] = {
		{ "a0{30{82'y.org'} 30{82'x.org'}}", DNS, "x.org", OK, "" },
		{ "a0{30{82'y.org'} 30{82'x.org'}}", DNS, "z.org", USAGE,
		    NOT_PERMITTED },
		{ "a1{30{82'y.org'} 30{82'x.org'}}", DNS, "x.org", USAGE,
		    EXCLUDED },
		{ "a0{30{82'y.org'}} a1{30{82'x.org'}}", DNS, "y.org", OK, "" },
		/* first what is excluded, then what is permitted */
		{ IN("82'x.org'") OUT("82'y.x.org'"), DNS, "y.x.org", USAGE,
		    EXCLUDED },
		{ IN("82'y.org'") OUT("82'x.org'"), DNS, "x.org", USAGE,
		    EXCLUDED },
		{ IN("82'x.org'") OUT("82'y.x.org'"), DNS, "z.x.org", OK, "" },
		/* of another kind of names */
		{ IN("82'y.org'"), EMAIL, "a@x.org", OK, "" },
		{ IN("81'y.org'"), DNS, "x.org", OK, "" },
		{ OUT("86'x.org'"), DNS, "x.org", OK, "" },
		{ IN("82'x.org'"), CSN_NAME_OTHER, "x", OK, "" },
		{ IN("82'x.org'"), 4, "x", OK, "" },
		/* empty lists say nothing */
		{ "a0{}", DNS, "x.org", OK, "" },
		{ "a1{}", DNS, "x.org", OK, "" },
		{ "a0{} a1{}", DNS, "x.org", OK, "" },
		/* kinds that are not checked are refused, whatever the name */
		{ IN("a4{30{}}"), DNS, "x.org", USAGE, NOT_CHECKED },
		{ OUT("a4{30{}}"), DNS, "x.org", USAGE, NOT_CHECKED },
		{ IN("a0{06:2a03 a0{}}"), DNS, "x.org", USAGE, NOT_CHECKED },
		{ IN("88:2a03"), DNS, "x.org", USAGE, NOT_CHECKED },
		{ IN("a2{}"), DNS, "x.org", USAGE, NOT_CHECKED },
		{ IN("02:00"), DNS, "x.org", USAGE, NOT_CHECKED },
		{ "a0{30{82'x.org'} 30{88:2a03}}", DNS, "x.org", USAGE,
		    NOT_CHECKED },
		/* that would say something else than they seem to */
		{ IN("82'x.org.'"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("82'*.x.org'"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("82'..x.org'"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("82'.'"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("86'https://x.org'"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("86'x.org:443'"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("81'a@'"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("81'@x.org'"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("81'a b@x.org'"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("81'a@.x.org'"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("82:c3a9"), DNS, "y.org", USAGE, NOT_COMPARED },
		{ OUT("82:780079"), DNS, "y.org", USAGE, NOT_COMPARED },
		/* shape; of distances nothing is said */
		{ "a1{} a0{}", DNS, "x.org", DER,
		    "DER: 2 bytes too many at the end" },
		{ "a0{} a0{}", DNS, "x.org", DER,
		    "DER: 2 bytes too many at the end" },
		{ "a2{}", DNS, "x.org", DER,
		    "DER: 2 bytes too many at the end" },
		{ "a0{30{}}", DNS, "x.org", DER, "DER: cut" },
		{ "a0{31{82'x'}}", DNS, "x.org", DER,
		    "DER: tag 0x31 where 0x30 belongs" },
		{ IN("82'x.org' 80:00"), DNS, "x.org", DER,
		    "DER: 3 bytes too many at the end" },
		{ IN("82'x.org' 81:01"), DNS, "x.org", DER,
		    "DER: 3 bytes too many at the end" },
		{ "=a005", DNS, "x.org", DER, "DER: cut" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, constraints, in_lists)
{
	expect_row(row);
}

/* All names of a certificate have to be within, and one without names is. */
Test(constraints, on_each_name)
{
	const struct csn_general_name names[] = {
		{ CSN_NAME_DNS, csn_span_str("x.org") },
		{ CSN_NAME_EMAIL, csn_span_str("a@x.org") },
		{ CSN_NAME_DNS, csn_span_str("y.org") },
	};
	cosign_error_t *err = cosign_error_new();

	MUST(check(IN("82'x.org'"), names, 0, err));
	MUST(check(IN("82'x.org'"), names, 2, err));
	expect_error(
	    err, check(IN("82'x.org'"), names, 3, err), USAGE, NOT_PERMITTED);
	expect_error(
	    err, check(OUT("82'y.org'"), names, 3, err), USAGE, EXCLUDED);
	/* read whether or not there is a name */
	expect_error(
	    err, check(IN("a4{30{}}"), names, 0, err), USAGE, NOT_CHECKED);
	expect_error(err, check(IN(""), names, 0, err), DER, "DER: cut");
	cosign_error_free(err);
}

/* An authority without the extension constrains nothing. */
Test(constraints, may_be_absent)
{
	struct csn_certificate *c = calloc(2, sizeof(*c));

	cr_assert_not_null(c);
	c[1].names[0] =
	    (struct csn_general_name){ CSN_NAME_URI, csn_span_str("no URI") };
	c[1].name_count = 1;
	MUST(csn_constraints_check(&c[0], &c[1], NULL));
	free(c);
}

/* So many subtrees in both lists. */
static cosign_rc_t
check_many(size_t permitted, size_t excluded, cosign_error_t *err)
{
	const struct csn_general_name name = { CSN_NAME_DNS,
		csn_span_str("x") };
	static char text[4096];
	size_t i, len;

	len = (size_t)snprintf(text, sizeof(text), "a0{");
	for (i = 0; i < permitted; i++)
		len += (size_t)snprintf(
		    text + len, sizeof(text) - len, "30{82'x'}");
	len += (size_t)snprintf(text + len, sizeof(text) - len, "} a1{");
	for (i = 0; i < excluded; i++)
		len += (size_t)snprintf(
		    text + len, sizeof(text) - len, "30{82'y'}");
	(void)snprintf(text + len, sizeof(text) - len, "}");
	return check(text, &name, 1, err);
}

Test(constraints, are_at_most_64_of_a_kind)
{
	cosign_error_t *err = cosign_error_new();

	MUST(check_many(CSN_SUBTREES_MAX, CSN_SUBTREES_MAX, err));
	expect_error(err, check_many(CSN_SUBTREES_MAX + 1, 0, err),
	    COSIGN_E_LIMIT, "more than 64 name constraints");
	expect_error(err, check_many(1, CSN_SUBTREES_MAX + 1, err),
	    COSIGN_E_LIMIT, "more than 64 name constraints");
	cosign_error_free(err);
}
