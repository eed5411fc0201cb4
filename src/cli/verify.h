/* What the commands that verify share. */
#ifndef CLI_VERIFY_H
#define CLI_VERIFY_H

#include "cli.h"

struct cli_verification {
	bool attestation;       /* which of the commands */
	bool image;             /* of which all signatures are looked for */
	cosign_keyring_t *keys; /* of --key; NULL without */
	cosign_hash_t hash;     /* NONE: the key's own */
	cosign_bundle_t *bundle;
	cosign_trust_t *trust; /* NULL: nothing is needed */
	cosign_policy_t *policy;
	cosign_artifact_t *artifact; /* NULL: --check-claims=false */
	const char *name;            /* how messages call it */
	char *payload; /* what a signature by itself is over, if not that */
	size_t payload_len;
	bool in_pieces; /* services are trusted one by one */
};

/* verify.c: what may help beyond what the library says. */
void cli_hint_at_options(
    struct cli *c, const struct cli_verification *v, cosign_rc_t rc);
void cli_warn_of_tlog(const struct cli *c, const char *what);

bool cli_ignores_tlog(const struct cli *c);
bool cli_wants_timestamps(const struct cli *c);
/* A Sigstore bundle is whole; what cosign kept before was in pieces. */
bool cli_is_in_pieces(const struct cli_verification *v);

/* verify_signature.c: what --bundle, --signature and the like name. */
cosign_rc_t cli_load_signature(struct cli *c, struct cli_verification *v);
/* What --signature is about, of an image over v->payload. */
cosign_rc_t cli_load_detached(
    struct cli *c, struct cli_verification *v, const char *text);
/* verify_trust.c: --trusted-root, or what takes its place; and whether some
   services are named one by one. */
cosign_rc_t cli_load_trust(struct cli *c, struct cli_verification *v);
bool cli_trusts_pieces(const struct cli *c);
/* verify_policy.c: whether the options name who may have signed; and then the
   policy, once the bundle is known. */
cosign_rc_t cli_check_signer(struct cli *c, struct cli_verification *v);
cosign_rc_t cli_build_policy(struct cli *c, struct cli_verification *v);

#endif
