#include "roots.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

json_t *
root_tree(struct vs *vs)
{
	json_t *root = json_loads(vs_trusted_root(vs, NULL), 0, NULL);

	cr_assert_not_null(root);
	return root;
}

cosign_rc_t
parse_text(cosign_trust_t **out, const char *text, cosign_error_t *err)
{
	const cosign_rc_t rc = cosign_trust_parse(out, text, strlen(text), err);

	cr_expect_eq(*out != NULL, rc == COSIGN_OK);
	return rc;
}

cosign_rc_t
parse_tree(cosign_trust_t **out, const json_t *root, cosign_error_t *err)
{
	char *text = json_dumps(root, JSON_COMPACT);
	const cosign_rc_t rc = parse_text(out, text, err);

	free(text);
	return rc;
}

cosign_trust_t *
must_parse(const char *text)
{
	cosign_trust_t *trust = NULL;

	MUST(parse_text(&trust, text, NULL));
	return trust;
}

cosign_pubkey_t *
public_of(const struct vs_key *key)
{
	cosign_pubkey_t *out = NULL;

	MUST(csn_pubkey_from_spki(
	    &out, csn_span(key->spki.p, key->spki.len), NULL));
	return out;
}

void
expect_counts(const cosign_trust_t *trust, size_t tlogs, size_t cas,
    size_t ctlogs, size_t tsas)
{
	cr_expect_eq(cosign_trust_tlog_count(trust), tlogs);
	cr_expect_eq(cosign_trust_ca_count(trust), cas);
	cr_expect_eq(cosign_trust_ctlog_count(trust), ctlogs);
	cr_expect_eq(cosign_trust_tsa_count(trust), tsas);
}
