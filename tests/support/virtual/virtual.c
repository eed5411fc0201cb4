#include "tools.h"

#include <stdlib.h>

struct vs *
vs_new(const struct vs_options *o)
{
	const struct vs_options usual = { .now = 0 };
	struct vs *vs = calloc(1, sizeof(*vs));

	VS_NEED(vs != NULL);
	if (o == NULL)
		o = &usual;
	vs->now = o->now != 0 ? o->now : VS_NOW;
	vs->count = 1;
	if (o->empty)
		return vs;
	(void)vs_ca(vs, o->ca);
	(void)vs_tsa(vs, o->tsa);
	(void)vs_ct(vs, o->ct);
	(void)vs_rekor1(vs, o->rekor1);
	(void)vs_rekor2(vs, o->rekor2);
	return vs;
}

void
vs_free(struct vs *vs)
{
	if (vs == NULL)
		return;
	vs_disown_all(vs);
	free(vs);
}
