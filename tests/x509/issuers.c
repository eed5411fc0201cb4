#include "issuers.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>

struct csn_authority *
authority_of(const struct vs_cert *const *certs)
{
	struct csn_authority *a = calloc(1, sizeof(*a));
	size_t count = 0;

	cr_assert_not_null(a);
	while (certs[count] != NULL)
		count++;
	a->issuers = calloc(count + 1, sizeof(*a->issuers));
	cr_assert_not_null(a->issuers);
	atomic_init(&a->refs, 1);
	for (; a->count < count; a->count++)
		MUST(csn_issuer_init(&a->issuers[a->count],
		    csn_span(certs[a->count]->der.p, certs[a->count]->der.len),
		    NULL));
	return a;
}

struct csn_authority *
authority_copy(const struct vs_authority *from)
{
	const struct vs_cert *certs[VS_CHAIN_MAX + 1] = { NULL };
	size_t i;

	for (i = 0; i < from->depth; i++)
		certs[i] = from->chain[i];
	return authority_of(certs);
}

struct csn_certificate *
certificate_read(struct vs *vs, const struct vs_cert *cert)
{
	const struct csn_certificate none = { .version = 0 };
	struct csn_certificate *c = (void *)vs_copy(vs, &none, sizeof(none)).p;

	MUST(csn_certificate_read(
	    c, csn_span(cert->der.p, cert->der.len), NULL));
	return c;
}

struct vs_cert *
new_ca(struct vs *vs, const struct vs_cert *issuer, const char *name)
{
	const struct vs_cert_options o = { .common_name = name,
		.basic = "critical,CA:TRUE",
		.usage = "critical,keyCertSign" };

	return vs_cert(vs, issuer, &o);
}
