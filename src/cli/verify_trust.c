/* Whom a verification trusts. */
#include "verify.h"

#include <stdlib.h>

/*
 * Before there were trusted roots, each kind of service was trusted by an
 * option or a variable of its own.
 */
struct piece {
	const char *variable;
	enum cli_id id; /* CLI_OPT_COUNT: none */
	uint32_t kind;
	/* Also with what a second option names; may be NULL. */
	cosign_rc_t (*add)(struct cli *c, cosign_trust_builder_t *builder,
	    const char *data, size_t len);
};

static cosign_rc_t
add_chain(struct cli *c, cosign_trust_builder_t *builder, const char *data,
    size_t len)
{
	return cosign_trust_builder_add_ca(
	    builder, data, len, NULL, NULL, NULL, c->err);
}

/* An error that names its file already: no other one shall be put before. */
static cosign_rc_t
has_a_place(struct cli *c, cosign_rc_t rc)
{
	const char *hint = cosign_error_hint(c->err);

	if (rc == COSIGN_OK || c->message != NULL)
		return rc;
	if (hint != NULL)
		cli_hint(c, "%s", hint);
	return cli_fail(c, rc, "%s", cosign_error_message(c->err));
}

/* --ca-roots, with --ca-intermediates. */
static cosign_rc_t
add_roots(struct cli *c, cosign_trust_builder_t *builder, const char *data,
    size_t len)
{
	const char *path = cli_text(c, CLI_OPT_CA_INTERMEDIATES);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *more = NULL;
	size_t more_len = 0;

	if (path != NULL)
		CLI_TRY(has_a_place(
		    c, cli_load(c, path, CLI_CONFIG_MAX, &more, &more_len)));
	CLI_TRY(cosign_trust_builder_add_roots(
	    builder, data, len, more, more_len, c->err));
	rc = COSIGN_OK;
out:
	cosign_free(more);
	return rc;
}

static cosign_rc_t
add_tsa(struct cli *c, cosign_trust_builder_t *builder, const char *data,
    size_t len)
{
	return cosign_trust_builder_add_tsa(
	    builder, data, len, NULL, NULL, NULL, c->err);
}

/* Keys of logs, of which there may be several. */
static cosign_rc_t
add_logs(struct cli *c, cosign_trust_builder_t *builder, const char *data,
    size_t len, uint32_t kind)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_keyring_t *ring = NULL;
	size_t i;

	CLI_TRY(cosign_keyring_parse(&ring, data, len, 0, c->err));
	for (i = 0; i < cosign_keyring_count(ring); i++) {
		const cosign_pubkey_t *key = cosign_keyring_key(ring, i);

		if (kind == COSIGN_TRUST_TLOG)
			CLI_TRY(cosign_trust_builder_add_tlog(
			    builder, key, NULL, NULL, NULL, NULL, c->err));
		else
			CLI_TRY(cosign_trust_builder_add_ctlog(
			    builder, key, NULL, NULL, NULL, c->err));
	}
	rc = COSIGN_OK;
out:
	cosign_keyring_free(ring);
	return rc;
}

static cosign_rc_t
add_tlogs(struct cli *c, cosign_trust_builder_t *builder, const char *data,
    size_t len)
{
	return add_logs(c, builder, data, len, COSIGN_TRUST_TLOG);
}

static cosign_rc_t
add_ctlogs(struct cli *c, cosign_trust_builder_t *builder, const char *data,
    size_t len)
{
	return add_logs(c, builder, data, len, COSIGN_TRUST_CTLOG);
}

/* An option goes before a variable for the same. */
static const struct piece pieces[] = {
	{ NULL, CLI_OPT_CERTIFICATE_CHAIN, COSIGN_TRUST_CA, add_chain },
	{ NULL, CLI_OPT_CA_ROOTS, COSIGN_TRUST_CA, add_roots },
	{ "SIGSTORE_ROOT_FILE", CLI_OPT_COUNT, COSIGN_TRUST_CA, add_roots },
	{ NULL, CLI_OPT_TIMESTAMP_CHAIN, COSIGN_TRUST_TSA, add_tsa },
	{ "SIGSTORE_TSA_CERTIFICATE_FILE", CLI_OPT_COUNT, COSIGN_TRUST_TSA,
	    add_tsa },
	{ "SIGSTORE_REKOR_PUBLIC_KEY", CLI_OPT_COUNT, COSIGN_TRUST_TLOG,
	    add_tlogs },
	{ "SIGSTORE_CT_LOG_PUBLIC_KEY_FILE", CLI_OPT_COUNT, COSIGN_TRUST_CTLOG,
	    add_ctlogs },
};

static const char *
path_of(const struct cli *c, const struct piece *piece)
{
	const char *path = piece->variable != NULL ? getenv(piece->variable)
						   : cli_text(c, piece->id);

	return path != NULL && *path != '\0' ? path : NULL;
}

/* The first of them that was given; NULL without. */
static const struct piece *
find_piece(const struct cli *c)
{
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(pieces); i++)
		if (path_of(c, &pieces[i]) != NULL)
			return &pieces[i];
	return NULL;
}

bool
cli_trusts_pieces(const struct cli *c)
{
	return find_piece(c) != NULL;
}

static cosign_rc_t
add_piece(struct cli *c, cosign_trust_builder_t *builder,
    const struct piece *piece, uint32_t *kinds)
{
	const char *path = path_of(c, piece);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *data = NULL;
	size_t len;

	if (path == NULL || (*kinds & piece->kind) != 0)
		return COSIGN_OK;
	/* Nobody vouches for a key. */
	if (cli_text(c, CLI_OPT_KEY) != NULL &&
	    (piece->kind & (COSIGN_TRUST_CA | COSIGN_TRUST_CTLOG)) != 0)
		return COSIGN_OK;
	CLI_TRY(cli_load(c, path, CLI_CONFIG_MAX, &data, &len));
	CLI_TRY(cli_fail_at(c, piece->add(c, builder, data, len), "%s", path));
	*kinds |= piece->kind;
	rc = COSIGN_OK;
out:
	cosign_free(data);
	return rc;
}

/* What is not given is that of the public-good instance. */
static cosign_rc_t
from_pieces(struct cli *c, cosign_trust_t **out)
{
	cosign_trust_builder_t *builder = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_trust_t *rest = NULL;
	uint32_t kinds = 0;
	size_t i;

	CLI_TRY(cosign_trust_builder_new(&builder, c->err));
	for (i = 0; i < CLI_ARRAY_LEN(pieces); i++)
		CLI_TRY(add_piece(c, builder, &pieces[i], &kinds));
	CLI_TRY(cosign_trust_public_good(&rest, c->err));
	CLI_TRY(cosign_trust_builder_add(
	    builder, rest, COSIGN_TRUST_ALL & ~kinds, c->err));
	CLI_TRY(cosign_trust_builder_finish(builder, out, c->err));
	rc = COSIGN_OK;
out:
	cosign_trust_free(rest);
	cosign_trust_builder_free(builder);
	return rc;
}

/* A bundle is verified with a trusted root or not at all: half of it from
   elsewhere would be a surprise. */
static cosign_rc_t
fail_pieces(struct cli *c, const struct piece *piece)
{
	cli_hint(c, "%s is set, which is for older forms alone",
	    piece->variable != NULL ? piece->variable : "an option");
	return cli_fail(c, COSIGN_E_CONFLICT,
	    "trusted root is required when using new bundle format");
}

/* Options that cosign takes and does not use, either: they are said to be of
   no use. */
static void
warn_of_unused(const struct cli *c)
{
	static const struct {
		enum cli_id id;
		const char *option;
	} options[] = { { CLI_OPT_CERTIFICATE_CHAIN, "--certificate-chain" },
		{ CLI_OPT_CA_ROOTS, "--ca-roots" },
		{ CLI_OPT_CA_INTERMEDIATES, "--ca-intermediates" },
		{ CLI_OPT_TIMESTAMP_CHAIN, "--timestamp-certificate-chain" } };
	const bool key = cli_text(c, CLI_OPT_KEY) != NULL;
	const bool root = cli_text(c, CLI_OPT_TRUSTED_ROOT) != NULL;
	const char *roots = getenv("SIGSTORE_ROOT_FILE");
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(options); i++)
		if (!cli_typed(c, options[i].id))
			continue;
		else if (root)
			cli_warn(c,
			    "%s is not looked at: --trusted-root says whom to "
			    "trust",
			    options[i].option);
		else if (key && options[i].id != CLI_OPT_TIMESTAMP_CHAIN)
			cli_warn(c,
			    "%s is not looked at: --key says who has to have "
			    "signed",
			    options[i].option);
	if (!key && cli_typed(c, CLI_OPT_DIGEST_ALGORITHM))
		cli_warn(c,
		    "--signature-digest-algorithm is not looked at: a "
		    "certificate's key has a hash of its own");
	if (!root && !key && cli_typed(c, CLI_OPT_CA_INTERMEDIATES) &&
	    cli_text(c, CLI_OPT_CA_ROOTS) == NULL &&
	    (roots == NULL || *roots == '\0'))
		cli_warn(c,
		    "--ca-intermediates is not looked at without --ca-roots");
}

cosign_rc_t
cli_load_trust(struct cli *c, struct cli_verification *v)
{
	const struct piece *piece = find_piece(c);

	warn_of_unused(c);
	if (cli_text(c, CLI_OPT_TRUSTED_ROOT) != NULL)
		return cli_load_trusted_root(c, &v->trust);
	/* A key alone: neither a log nor an authority is asked. */
	if (v->keys != NULL && cli_ignores_tlog(c) && !cli_wants_timestamps(c))
		return COSIGN_OK;
	if (piece == NULL)
		return cosign_trust_public_good(&v->trust, c->err);
	if (!v->image && !cli_is_in_pieces(v))
		return fail_pieces(c, piece);
	v->in_pieces = true;
	return from_pieces(c, &v->trust);
}
