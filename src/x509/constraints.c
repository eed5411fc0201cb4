#include "x509/constraints.h"

#include "crypto/der.h"

#include <strings.h>

/* What a GeneralSubtree is compared with. */
struct subtree {
	int type;
	struct csn_span base;
};

static int
is_equal_fold(struct csn_span a, struct csn_span b)
{
	return a.len == b.len &&
	    strncasecmp((const char *)a.p, (const char *)b.p, a.len) == 0;
}

static int
ends_with_fold(struct csn_span text, struct csn_span end)
{
	return text.len >= end.len &&
	    is_equal_fold(csn_span(text.p + text.len - end.len, end.len), end);
}

/* The host itself or one below it. */
static int
is_host_or_below(struct csn_span host, struct csn_span base)
{
	if (is_equal_fold(host, base) || base.len == 0)
		return 1;
	return host.len > base.len && ends_with_fold(host, base) &&
	    (base.p[0] == '.' || host.p[host.len - base.len - 1] == '.');
}

/* Mail boxes and URIs: with a leading dot the hosts below, else the one host.
   What is excluded is excluded with everything below. */
static int
fits_host(struct csn_span host, struct csn_span base, int excluded)
{
	if (excluded)
		return is_host_or_below(host, base);
	if (base.len > 0 && base.p[0] == '.')
		return host.len > base.len && ends_with_fold(host, base);
	return base.len == 0 || is_equal_fold(host, base);
}

static struct csn_span
after_last(struct csn_span text, char c)
{
	const uint8_t *at = memrchr(text.p, c, text.len);

	if (at == NULL)
		return csn_span(text.p, 0);
	return csn_span(at + 1, text.len - (size_t)(at + 1 - text.p));
}

/* The local part of an address is case-sensitive, its host is not. */
static int
fits_email(struct csn_span name, struct csn_span base, int excluded)
{
	const struct csn_span host = after_last(name, '@');
	const struct csn_span base_host = after_last(base, '@');
	const size_t local = name.len - host.len;

	if (memchr(base.p, '@', base.len) == NULL)
		return fits_host(host, base, excluded);
	return is_equal_fold(host, base_host) &&
	    csn_span_eq(csn_span(name.p, local),
		csn_span(base.p, base.len - base_host.len));
}

/* Labels of letters, digits, hyphens and underscores with single dots between:
   what every reader takes for the same host. */
static int
is_plain_host(struct csn_span host)
{
	int between = 0; /* a label has begun */
	size_t i;

	for (i = 0; i < host.len; i++) {
		const uint8_t c = host.p[i];

		if (c == '.' && !between)
			return 0;
		between = c != '.';
		if (c != '.' && c != '-' && c != '_' && !csn_is_alnum(c))
			return 0;
	}
	return between;
}

/* Digits and dots alone are an address, which constraints on hosts cannot
   speak of. */
static int
is_address(struct csn_span host)
{
	size_t i;

	for (i = 0; i < host.len; i++)
		if (host.p[i] != '.' && (host.p[i] < '0' || host.p[i] > '9'))
			return 0;
	return 1;
}

/* Of "scheme://user@host:port/path" what stands between the slashes. */
static struct csn_span
authority_of(struct csn_span uri)
{
	const uint8_t *start = memmem(uri.p, uri.len, "://", 3);
	struct csn_span authority = csn_span(uri.p, 0);

	if (start == NULL)
		return authority;
	authority.p = start + 3;
	while (authority.len < uri.len - (size_t)(authority.p - uri.p) &&
	    strchr("/?#", authority.p[authority.len]) == NULL)
		authority.len++;
	return authority;
}

/* The host; empty if there is none, or if readers could take another one. */
static struct csn_span
host_of(struct csn_span uri)
{
	const struct csn_span none = csn_span(uri.p, 0);
	const struct csn_span authority = authority_of(uri);
	struct csn_span host = after_last(authority, '@');
	const uint8_t *at;
	size_t i;

	if (memchr(authority.p, '@', authority.len) == NULL)
		host = authority;
	else if (memchr(authority.p, '@', authority.len - host.len - 1) != NULL)
		return none;
	at = memchr(host.p, ':', host.len);
	if (at != NULL) {
		for (i = (size_t)(at - host.p) + 1; i < host.len; i++)
			if (host.p[i] < '0' || host.p[i] > '9')
				return none;
		host.len = (size_t)(at - host.p);
	}
	for (i = 0; i < authority.len; i++)
		if (authority.p[i] <= ' ' || authority.p[i] > '~' ||
		    authority.p[i] == '%' || authority.p[i] == 0x5c)
			return none;
	return is_plain_host(host) && !is_address(host) ? host : none;
}

/* RFC 5322 3.2.3: what may stand in a dot-atom beside letters and digits. */
static int
is_atom(struct csn_span local)
{
	int between = 0;
	size_t i;

	for (i = 0; i < local.len; i++) {
		const uint8_t c = local.p[i];

		if (c == '.' && !between)
			return 0;
		between = c != '.';
		if (c != '.' && !csn_is_alnum(c) &&
		    (c == 0 || strchr("!#$%&'*+-/=?^_`{|}~", c) == NULL))
			return 0;
	}
	return between;
}

/* A mail box that every reader takes for the same one. */
static int
is_plain_mailbox(struct csn_span name)
{
	const struct csn_span host = after_last(name, '@');

	return host.len > 0 && is_plain_host(host) &&
	    is_atom(csn_span(name.p, name.len - host.len - 1));
}

/* An address and a mask behind it. */
static int
fits_ip(struct csn_span name, struct csn_span base)
{
	size_t i;

	if (base.len != 2 * name.len)
		return 0;
	for (i = 0; i < name.len; i++)
		if (((name.p[i] ^ base.p[i]) & base.p[name.len + i]) != 0)
			return 0;
	return 1;
}

static int
fits(const struct csn_general_name *name, struct csn_span base, int excluded)
{
	switch (name->type) {
	case CSN_NAME_EMAIL:
		return fits_email(name->value, base, excluded);
	case CSN_NAME_DNS:
		return is_host_or_below(name->value, base);
	case CSN_NAME_URI:
		return fits_host(host_of(name->value), base, excluded);
	case CSN_NAME_IP:
		return fits_ip(name->value, base);
	default:
		return 0;
	}
}

/* A name of which it cannot be told where it belongs. */
static int
is_unclear(const struct csn_general_name *name)
{
	switch (name->type) {
	case CSN_NAME_URI:
		return host_of(name->value).len == 0;
	case CSN_NAME_EMAIL:
		return !is_plain_mailbox(name->value);
	case CSN_NAME_DNS:
		return !is_plain_host(name->value);
	default:
		return 0;
	}
}

/* A constraint that would say something else than it seems to. */
static int
is_unclear_base(const struct subtree *subtree)
{
	struct csn_span base = subtree->base;

	if (base.len == 0 || subtree->type == CSN_NAME_IP)
		return 0;
	if (subtree->type == CSN_NAME_EMAIL &&
	    memchr(base.p, '@', base.len) != NULL)
		return !is_plain_mailbox(base);
	if (base.p[0] == '.') {
		base.p++;
		base.len--;
	}
	return !is_plain_host(base);
}

static cosign_rc_t
refuse(cosign_error_t *err, const char *why)
{
	return csn_fail(err, COSIGN_E_USAGE, "name constraints: %s", why);
}

/* minimum is 0 and maximum absent in this profile. */
static cosign_rc_t
next_subtree(struct csn_span *list, struct subtree *out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span fields, element;
	int tag;

	CSN_TRY(csn_der_read(list, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_read_any(&fields, &tag, &element, &out->base, err));
	CSN_TRY(csn_der_end(fields, err));
	out->type = tag & 0x1f;
	if (tag != CSN_DER_CONTEXT(out->type) ||
	    (out->type != CSN_NAME_EMAIL && out->type != CSN_NAME_DNS &&
		out->type != CSN_NAME_URI && out->type != CSN_NAME_IP))
		CSN_TRY(refuse(err, "of a kind of name that is not checked"));
	if (is_unclear_base(out))
		CSN_TRY(refuse(err, "one that cannot be compared with"));
	rc = COSIGN_OK;
out:
	return rc;
}

/* What a list says of one name. */
struct finding {
	int speaks; /* of this kind of names */
	int fits;
};

static cosign_rc_t
look_up(struct finding *out, const struct csn_general_name *name,
    struct csn_span list, int excluded, cosign_error_t *err)
{
	struct subtree subtree;
	cosign_rc_t rc;
	size_t count;

	*out = (struct finding){ 0, 0 };
	for (count = 0; list.len > 0; count++) {
		if (count == CSN_SUBTREES_MAX)
			return csn_fail(err, COSIGN_E_LIMIT,
			    "more than %d name constraints", CSN_SUBTREES_MAX);
		rc = next_subtree(&list, &subtree, err);
		if (rc != COSIGN_OK)
			return rc;
		if (subtree.type != name->type)
			continue;
		out->speaks = 1;
		if (fits(name, subtree.base, excluded))
			out->fits = 1;
	}
	return COSIGN_OK;
}

static cosign_rc_t
check_name(const struct csn_general_name *name, struct csn_span permitted,
    struct csn_span excluded, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct finding in, out;

	CSN_TRY(look_up(&in, name, permitted, 0, err));
	CSN_TRY(look_up(&out, name, excluded, 1, err));
	if ((in.speaks || out.speaks) && is_unclear(name))
		CSN_TRY(refuse(err, "a name that cannot be compared"));
	if (out.fits)
		CSN_TRY(refuse(err, "a name is excluded"));
	if (in.speaks && !in.fits)
		CSN_TRY(refuse(err, "a name is not among those permitted"));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_list(
    struct csn_span *in, int number, struct csn_span *list, cosign_error_t *err)
{
	const int tag = CSN_DER_CONTEXT_CONSTRUCTED(number);

	*list = csn_span(in->p, 0);
	return csn_der_peek(*in) == tag ? csn_der_read(in, tag, list, err)
					: COSIGN_OK;
}

cosign_rc_t
csn_constraints_check(const struct csn_certificate *authority,
    const struct csn_certificate *certificate, cosign_error_t *err)
{
	/* Constraints that no name meets are read all the same. */
	static const struct csn_general_name nobody = { CSN_NAME_OTHER,
		{ (const uint8_t *)"", 0 } };
	struct csn_span in = authority->name_constraints, permitted, excluded;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if ((authority->present & CSN_EXT_NAME_CONSTRAINTS) == 0)
		return COSIGN_OK;
	CSN_TRY(read_list(&in, 0, &permitted, err));
	CSN_TRY(read_list(&in, 1, &excluded, err));
	CSN_TRY(csn_der_end(in, err));
	CSN_TRY(check_name(&nobody, permitted, excluded, err));
	for (i = 0; i < certificate->name_count; i++)
		CSN_TRY(check_name(
		    &certificate->names[i], permitted, excluded, err));
	rc = COSIGN_OK;
out:
	return rc;
}
