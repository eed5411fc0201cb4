/* Trusted roots of the virtual Sigstore. */
#ifndef TESTS_TRUST_ROOTS_H
#define TESTS_TRUST_ROOTS_H

#include "trust/trust.h"
#include "virtual/virtual.h"

#include <jansson.h>

/* What it says now, as a tree: two tlogs, the second of Rekor v2, and one of
   each of the others. */
json_t *root_tree(struct vs *vs);

cosign_rc_t parse_tree(
    cosign_trust_t **out, const json_t *root, cosign_error_t *err);
cosign_rc_t parse_text(
    cosign_trust_t **out, const char *text, cosign_error_t *err);

/* Ends the test if it cannot be parsed. */
cosign_trust_t *must_parse(const char *text);

cosign_pubkey_t *public_of(const struct vs_key *key);

/* How many of each, in the order of a trusted root. */
void expect_counts(const cosign_trust_t *trust, size_t tlogs, size_t cas,
    size_t ctlogs, size_t tsas);

#endif
