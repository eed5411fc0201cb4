#include "crypto/pem.h"
#include "trust/trust.h"

#include <stdlib.h>
#include <string.h>

struct cosign_trust_builder {
	cosign_trust_t *trust; /* NULL: nothing was added yet */
};

cosign_rc_t
cosign_trust_builder_new(cosign_trust_builder_t **out, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "trust: nowhere to write to");
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

void
cosign_trust_builder_free(cosign_trust_builder_t *builder)
{
	if (builder == NULL)
		return;
	cosign_trust_free(builder->trust);
	free(builder);
}

/* The object that is being built. */
static cosign_rc_t
begin(
    cosign_trust_t **out, cosign_trust_builder_t *builder, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;

	*out = NULL;
	if (builder == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no builder");
	if (builder->trust == NULL)
		rc = csn_trust_new(&builder->trust, err);
	*out = builder->trust;
	return rc;
}

static cosign_rc_t
read_time(int *has, struct csn_time *out, const char *text, cosign_error_t *err)
{
	*has = text != NULL && *text != '\0';
	if (!*has)
		return COSIGN_OK;
	return csn_fail_at(err, csn_time_parse(out, text, strlen(text), err),
	    "\"%.*s\"", CSN_QUOTE_MAX, text);
}

static cosign_rc_t
check_window(const struct csn_window *window, cosign_error_t *err)
{
	if (window->has_start && window->has_end &&
	    csn_time_cmp(window->end, window->start) < 0)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "it ends before it begins");
	return COSIGN_OK;
}

static cosign_rc_t
read_window(struct csn_window *out, const char *start, const char *end,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(out, 0, sizeof(*out));
	CSN_TRY(read_time(&out->has_start, &out->start, start, err));
	CSN_TRY(read_time(&out->has_end, &out->end, end, err));
	CSN_TRY(check_window(out, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static struct csn_span
text_span(const char *text)
{
	return text == NULL ? csn_span(NULL, 0) : csn_span_str(text);
}

/* Certificates of a PEM text, and nothing else. */
struct chain {
	struct csn_pem pems[CSN_CHAIN_MAX];
	struct csn_span certificates[CSN_CHAIN_MAX];
	size_t count;
};

static void
chain_dispose(struct chain *chain)
{
	size_t i;

	for (i = 0; i < chain->count; i++)
		csn_pem_dispose(&chain->pems[i]);
}

static cosign_rc_t
read_chain(struct chain *out, struct csn_span text, cosign_error_t *err)
{
	struct csn_pem *pem;
	cosign_rc_t rc;
	size_t at = 0;

	out->count = 0;
	for (;;) {
		struct csn_pem next;

		rc = csn_pem_next(&next, text, &at, err);
		if (rc == COSIGN_E_NOT_FOUND && out->count > 0) {
			cosign_error_clear(err);
			return COSIGN_OK;
		}
		if (rc == COSIGN_E_NOT_FOUND)
			return csn_fail(err, COSIGN_E_PEM, "no certificates");
		if (rc != COSIGN_OK)
			return rc;
		if (out->count == CSN_CHAIN_MAX ||
		    !csn_pem_is(&next, "CERTIFICATE")) {
			csn_pem_dispose(&next);
			return out->count == CSN_CHAIN_MAX
			    ? csn_fail(err, COSIGN_E_LIMIT,
				  "more than %d certificates", CSN_CHAIN_MAX)
			    : csn_fail(err, COSIGN_E_PEM,
				  "something else than certificates");
		}
		pem = &out->pems[out->count];
		*pem = next;
		out->certificates[out->count++] =
		    csn_span(pem->der.p, pem->der.len);
	}
}

/* Which authority, of what, with which window. */
struct authority_parts {
	enum csn_authority_kind kind;
	struct csn_span chain;
	const char *uri, *start, *end;
};

static void
start_with_certificate(
    struct csn_authority *authority, enum csn_authority_kind kind)
{
	const struct csn_issuer *issuer = kind == CSN_AUTHORITY_TSA
	    ? &authority->issuers[0]
	    : &authority->issuers[authority->count - 1];

	authority->window.has_start = 1;
	authority->window.start = issuer->certificate.not_before;
}

static cosign_rc_t
add_authority(cosign_trust_builder_t *builder,
    const struct authority_parts *parts, cosign_error_t *err)
{
	struct csn_authority *authority = NULL, *added;
	struct chain chain = { .count = 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_window window;
	cosign_trust_t *trust;

	CSN_TRY(begin(&trust, builder, err));
	if (parts->chain.p == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_ARGUMENT, "no certificates"));
	CSN_TRY(read_window(&window, parts->start, parts->end, err));
	CSN_TRY(read_chain(&chain, parts->chain, err));
	CSN_TRY(csn_authority_new(&authority, parts->kind, chain.certificates,
	    chain.count, text_span(parts->uri), &window, err));
	if (parts->start != NULL && *parts->start == '\0') {
		start_with_certificate(authority, parts->kind);
		CSN_TRY(check_window(&authority->window, err));
	}
	added = authority;
	authority = NULL; /* the list's now */
	CSN_TRY(csn_authority_list_add(
	    parts->kind == CSN_AUTHORITY_CA ? &trust->cas : &trust->tsas, added,
	    err));
	rc = COSIGN_OK;
out:
	csn_authority_unref(authority);
	chain_dispose(&chain);
	return csn_fail_at(err, rc,
	    parts->kind == CSN_AUTHORITY_CA ? "certificate authority"
					    : "timestamp authority");
}

cosign_rc_t
cosign_trust_builder_add_ca(cosign_trust_builder_t *builder, const void *chain,
    size_t len, const char *uri, const char *start, const char *end,
    cosign_error_t *err)
{
	const struct authority_parts parts = { CSN_AUTHORITY_CA,
		csn_span(chain, len), uri, start, end };

	return add_authority(builder, &parts, err);
}

/* One of the roots, and what may stand below it. */
static cosign_rc_t
add_root(cosign_trust_t *trust, const struct chain *below, struct csn_span root,
    cosign_error_t *err)
{
	static const struct csn_window always = { .has_start = 0 };
	struct csn_span certificates[CSN_CHAIN_MAX];
	struct csn_authority *authority;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (below->count + 1 > CSN_CHAIN_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "more than %d certificates", CSN_CHAIN_MAX);
	memcpy(certificates, below->certificates,
	    below->count * sizeof(certificates[0]));
	certificates[below->count] = root;
	CSN_TRY(csn_authority_new(&authority, CSN_AUTHORITY_CA, certificates,
	    below->count + 1, csn_span(NULL, 0), &always, err));
	CSN_TRY(csn_authority_list_add(&trust->cas, authority, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_trust_builder_add_roots(cosign_trust_builder_t *builder,
    const void *roots, size_t roots_len, const void *intermediates,
    size_t intermediates_len, cosign_error_t *err)
{
	struct chain *chains = calloc(2, sizeof(*chains));
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_trust_t *trust;
	size_t i;

	if (chains == NULL)
		return csn_fail_nomem(err);
	CSN_TRY(begin(&trust, builder, err));
	if (roots == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_ARGUMENT, "no certificates"));
	CSN_TRY(csn_fail_at(err,
	    read_chain(&chains[0], csn_span(roots, roots_len), err), "roots"));
	if (intermediates != NULL)
		CSN_TRY(csn_fail_at(err,
		    read_chain(&chains[1],
			csn_span(intermediates, intermediates_len), err),
		    "intermediates"));
	for (i = 0; i < chains[0].count; i++)
		CSN_TRY(add_root(
		    trust, &chains[1], chains[0].certificates[i], err));
	rc = COSIGN_OK;
out:
	chain_dispose(&chains[0]);
	chain_dispose(&chains[1]);
	free(chains);
	return csn_fail_at(err, rc, "certificate authority");
}

cosign_rc_t
cosign_trust_builder_add_tsa(cosign_trust_builder_t *builder, const void *chain,
    size_t len, const char *uri, const char *start, const char *end,
    cosign_error_t *err)
{
	const struct authority_parts parts = { CSN_AUTHORITY_TSA,
		csn_span(chain, len), uri, start, end };

	return add_authority(builder, &parts, err);
}

/* The new one takes the place of another of the same id, as with cosign. */
static cosign_rc_t
put_log(struct csn_log_list *list, struct csn_log *log, cosign_error_t *err)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		if (!csn_span_eq(csn_bytes_span(&list->items[i]->id),
			csn_bytes_span(&log->id)))
			continue;
		csn_log_unref(list->items[i]);
		list->items[i] = log;
		return COSIGN_OK;
	}
	return csn_log_list_add(list, log, err);
}

static cosign_rc_t
make_log(struct csn_log **out, struct csn_log_parts *parts, const char *start,
    const char *end, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	if (parts->key == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no key");
	CSN_TRY(read_window(&parts->window, start, end, err));
	/* As where a trusted root is read. */
	if (!parts->window.has_start) {
		parts->window.has_start = 1;
		parts->window.start = (struct csn_time){ 0, 0 };
	}
	CSN_TRY(csn_log_new(out, parts, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_trust_builder_add_tlog(cosign_trust_builder_t *builder,
    const cosign_pubkey_t *key, const char *url, const char *origin,
    const char *start, const char *end, cosign_error_t *err)
{
	struct csn_log_parts parts = { .key = key, .url = text_span(url) };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint8_t id[CSN_NOTE_ID_SIZE];
	cosign_trust_t *trust;
	struct csn_log *log;

	CSN_TRY(begin(&trust, builder, err));
	if (origin != NULL && !csn_url_has_host(url, origin))
		CSN_TRY(csn_fail(err, COSIGN_E_ARGUMENT,
		    "its origin is not the host of its URL"));
	if (origin != NULL && key != NULL) {
		csn_note_id(id, csn_span_str(origin), key);
		parts.id = csn_span(id, sizeof(id));
	}
	CSN_TRY(make_log(&log, &parts, start, end, err));
	CSN_TRY(put_log(&trust->tlogs, log, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "transparency log");
}

cosign_rc_t
cosign_trust_builder_add_ctlog(cosign_trust_builder_t *builder,
    const cosign_pubkey_t *key, const char *url, const char *start,
    const char *end, cosign_error_t *err)
{
	struct csn_log_parts parts = { .key = key, .url = text_span(url) };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_trust_t *trust;
	struct csn_log *log;

	CSN_TRY(begin(&trust, builder, err));
	CSN_TRY(make_log(&log, &parts, start, end, err));
	CSN_TRY(put_log(&trust->ctlogs, log, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "certificate log");
}

uint32_t
cosign_trust_all(void)
{
	return COSIGN_TRUST_ALL;
}

cosign_rc_t
cosign_trust_builder_add(cosign_trust_builder_t *builder,
    const cosign_trust_t *other, uint32_t kinds, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_trust_t *trust;

	CSN_TRY(begin(&trust, builder, err));
	if (other == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_ARGUMENT, "nothing to add"));
	if ((kinds & ~COSIGN_TRUST_ALL) != 0)
		CSN_TRY(csn_fail(err, COSIGN_E_ARGUMENT, "no such kind"));
	CSN_TRY(csn_trust_add(trust, other, kinds, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "trust");
}

cosign_rc_t
cosign_trust_builder_finish(
    cosign_trust_builder_t *builder, cosign_trust_t **out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "trust: nowhere to write to");
	*out = NULL;
	CSN_TRY(begin(out, builder, err));
	builder->trust = NULL;
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "trust");
}
