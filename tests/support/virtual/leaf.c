/* Certificates as Fulcio issues them. */
#include "tools.h"

static size_t
count_of(const struct vs_extension *e)
{
	size_t count = 0;

	while (e != NULL && e[count].oid != NULL)
		count++;
	return count;
}

static void
put(struct vs_extension **at, const char *oid, enum vs_encoding encoding,
    const char *text)
{
	if (text[0] == '\0')
		return;
	*(*at)++ = (struct vs_extension){
		.oid = oid, .text = text, .encoding = encoding
	};
}

/* The two of the issuer, the test's own, poison. */
static struct vs_extension *
extensions_of(struct vs *vs, const struct vs_leaf_options *o)
{
	const char *issuer = o->issuer != NULL ? o->issuer : VS_ISSUER;
	const size_t count = count_of(o->cert.extensions);
	struct vs_extension *all = vs_alloc(vs, (count + 4) * sizeof(*all));
	struct vs_extension *at = all;
	size_t i;

	put(&at, VS_FULCIO(1), VS_RAW,
	    o->issuer_v1 != NULL ? o->issuer_v1 : issuer);
	put(&at, VS_FULCIO(8), VS_UTF8,
	    o->issuer_v2 != NULL ? o->issuer_v2 : issuer);
	for (i = 0; i < count; i++)
		*at++ = o->cert.extensions[i];
	if (o->poison)
		*at++ = (struct vs_extension){ .oid = VS_OID_POISON,
			.text = "\005\000",
			.len = 2,
			.encoding = VS_RAW,
			.critical = 1 };
	return all;
}

struct vs_cert *
vs_leaf(struct vs *vs, const struct vs_leaf_options *o)
{
	static const struct vs_name usual_names[] = { { .type = VS_EMAIL,
							  .text = VS_IDENTITY },
		{ VS_NAME_END, NULL, 0 } };
	const struct vs_leaf_options usual = { .issuer = NULL };
	const struct vs_authority *ca;
	struct vs_leaf_options filled;
	struct vs_cert_options *c = &filled.cert;
	struct vs_cert draft = { .x509 = NULL };

	filled = o != NULL ? *o : usual;
	ca = filled.ca != NULL ? filled.ca : vs->ca;
	c->extensions = extensions_of(vs, &filled);
	if (c->names == NULL)
		c->names = usual_names;
	if (c->usage == NULL)
		c->usage = "critical,digitalSignature";
	if (c->eku == NULL)
		c->eku = "codeSigning";
	draft.key = c->key != NULL ? c->key : vs_key(vs, c->kind);
	draft.issuer = ca->chain[0];
	draft.x509 = vs_cert_draft(vs, draft.issuer, draft.key, c);
	if (filled.sct_count != VS_NONE) {
		vs_cert_sign_draft(draft.x509, draft.issuer, draft.key, c);
		vs_cert_add(draft.x509, VS_OID_SCTS, 0,
		    vs_sct_list(vs, &draft, &filled));
	}
	return vs_cert_finish(vs, draft.x509, draft.issuer, draft.key, c);
}
