/* Chains of certificate and timestamp authorities. */
#include "tools.h"

struct role {
	const char *common_name, *usage, *eku;
	int is_ca;
};

/* By place: the root, between, and who signs timestamps. */
enum { ROOT, BETWEEN, FIRST, PLACES };

static const struct role fulcio_roles[PLACES] = {
	[ROOT] = { "virtual fulcio root", "critical,keyCertSign,cRLSign", NULL,
	    1 },
	[BETWEEN] = { "virtual fulcio", "critical,keyCertSign,cRLSign",
	    "codeSigning", 1 },
};

static const struct role tsa_roles[PLACES] = {
	[ROOT] = { "virtual tsa root", "critical,keyCertSign,cRLSign", NULL,
	    1 },
	[BETWEEN] = { "virtual tsa issuer", "critical,keyCertSign,cRLSign",
	    "timeStamping", 1 },
	[FIRST] = { "virtual tsa", "critical,digitalSignature",
	    "critical,timeStamping", 0 },
};

static const struct role *
role_at(const struct role *roles, size_t place, size_t depth)
{
	if (place == 0 && roles[FIRST].common_name != NULL)
		return &roles[FIRST];
	return &roles[place + 1 == depth ? ROOT : BETWEEN];
}

/* Where the options leave something open, the role fills it. Below are so many
   authorities. */
static struct vs_cert_options
fill(struct vs *vs, const struct role *role, size_t below,
    const struct vs_cert_options *given, enum vs_kind kind)
{
	struct vs_cert_options o = { .kind = VS_KIND_USUAL };

	if (given != NULL)
		o = *given;
	o.kind = vs_kind_or(o.kind, kind);
	if (o.organization == NULL)
		o.organization = "sigstore.test";
	if (o.common_name == NULL)
		o.common_name =
		    vs_text(vs, "%s %u", role->common_name, vs->count++);
	if (o.usage == NULL)
		o.usage = role->usage;
	if (o.eku == NULL)
		o.eku = role->eku;
	if (o.basic == NULL && role->is_ca)
		o.basic = vs_text(vs, "critical,CA:TRUE,pathlen:%zu", below);
	if (o.not_before == 0)
		o.not_before = vs->now - VS_YEAR;
	if (o.not_after == 0)
		o.not_after = vs->now + 9 * VS_YEAR;
	return o;
}

static struct vs_authority *
new_authority(struct vs *vs, const struct role *roles,
    const struct vs_authority_options *o, struct vs_authority **list)
{
	const struct vs_authority_options usual = { .depth = 0 };
	struct vs_authority *a = vs_alloc(vs, sizeof(*a));
	size_t i;

	if (o == NULL)
		o = &usual;
	a->vs = vs;
	a->depth = o->depth == 0 ? 2 : o->depth;
	VS_NEED(a->depth <= VS_CHAIN_MAX);
	for (i = a->depth; i-- > 0;) {
		const struct vs_cert_options filled =
		    fill(vs, role_at(roles, i, a->depth),
			roles[FIRST].common_name != NULL && i > 0 ? i - 1 : i,
			o->certs == NULL ? NULL : &o->certs[i], o->kind);

		a->chain[i] = vs_cert(
		    vs, i + 1 == a->depth ? NULL : a->chain[i + 1], &filled);
	}
	a->uri = o->uri;
	a->organization = "sigstore.test";
	a->common_name = roles[0].common_name;
	a->start = o->start != 0 ? o->start : vs->now - VS_YEAR;
	a->end = o->end != 0 ? o->end : VS_NONE;
	while (*list != NULL)
		list = &(*list)->next;
	*list = a;
	return a;
}

struct vs_authority *
vs_ca(struct vs *vs, const struct vs_authority_options *options)
{
	struct vs_authority *a =
	    new_authority(vs, fulcio_roles, options, &vs->ca);

	if (a->uri == NULL)
		a->uri = "https://fulcio.sigstore.test";
	return a;
}

struct vs_authority *
vs_tsa(struct vs *vs, const struct vs_authority_options *options)
{
	struct vs_authority *a =
	    new_authority(vs, tsa_roles, options, &vs->tsa);

	if (a->uri == NULL)
		a->uri = "https://tsa.sigstore.test/api/v1/timestamp";
	return a;
}

static char *
concat(struct vs *vs, const char *text, const struct vs_cert *cert)
{
	return vs_text(vs, "%s%s", text, vs_cert_pem(vs, cert));
}

char *
vs_chain_pem(const struct vs_authority *authority)
{
	char *text = vs_text(authority->vs, "%s", "");
	size_t i;

	for (i = 0; i < authority->depth; i++)
		text = concat(authority->vs, text, authority->chain[i]);
	return text;
}

char *
vs_roots_pem(struct vs *vs)
{
	const struct vs_authority *a;
	char *text = vs_text(vs, "%s", "");

	for (a = vs->ca; a != NULL; a = a->next)
		if (!a->untrusted)
			text = concat(vs, text, a->chain[a->depth - 1]);
	return text;
}

char *
vs_intermediates_pem(struct vs *vs)
{
	const struct vs_authority *a;
	char *text = vs_text(vs, "%s", "");
	size_t i;

	for (a = vs->ca; a != NULL; a = a->next)
		for (i = 0; i + 1 < a->depth && !a->untrusted; i++)
			text = concat(vs, text, a->chain[i]);
	return text;
}
