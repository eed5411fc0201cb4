#include "trust/trust.h"

#include <stdlib.h>

size_t
cosign_trust_max_size(void)
{
	return CSN_CONFIG_MAX;
}

cosign_rc_t
csn_trust_new(cosign_trust_t **out, cosign_error_t *err)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return csn_fail_nomem(err);
	(*out)->self = *out;
	atomic_init(&(*out)->refs, 1);
	return COSIGN_OK;
}

/* Room for one more in a list of pointers. */
static void *
grow(void *items, size_t count, cosign_error_t *err)
{
	void *more;

	if (count == CSN_TRUST_LIST_MAX) {
		(void)csn_fail(err, COSIGN_E_LIMIT, "more than %d of a kind",
		    CSN_TRUST_LIST_MAX);
		return NULL;
	}
	more = realloc(items, (count + 1) * sizeof(void *));
	if (more == NULL)
		(void)csn_fail_nomem(err);
	return more;
}

static cosign_rc_t
fail_grow(size_t count)
{
	return count == CSN_TRUST_LIST_MAX ? COSIGN_E_LIMIT : COSIGN_E_NOMEM;
}

cosign_rc_t
csn_log_list_add(
    struct csn_log_list *list, struct csn_log *log, cosign_error_t *err)
{
	struct csn_log **items = grow(list->items, list->count, err);

	if (items == NULL) {
		csn_log_unref(log);
		return fail_grow(list->count);
	}
	list->items = items;
	list->items[list->count++] = log;
	return COSIGN_OK;
}

cosign_rc_t
csn_authority_list_add(struct csn_authority_list *list,
    struct csn_authority *authority, cosign_error_t *err)
{
	struct csn_authority **items = grow(list->items, list->count, err);

	if (items == NULL) {
		csn_authority_unref(authority);
		return fail_grow(list->count);
	}
	list->items = items;
	list->items[list->count++] = authority;
	return COSIGN_OK;
}

static cosign_rc_t
add_logs(struct csn_log_list *to, const struct csn_log_list *from,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	size_t i;

	for (i = 0; i < from->count && rc == COSIGN_OK; i++) {
		(void)atomic_fetch_add(&from->items[i]->refs, 1);
		rc = csn_log_list_add(to, from->items[i], err);
	}
	return rc;
}

static cosign_rc_t
add_authorities(struct csn_authority_list *to,
    const struct csn_authority_list *from, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_OK;
	size_t i;

	for (i = 0; i < from->count && rc == COSIGN_OK; i++) {
		(void)atomic_fetch_add(&from->items[i]->refs, 1);
		rc = csn_authority_list_add(to, from->items[i], err);
	}
	return rc;
}

cosign_rc_t
csn_trust_add(cosign_trust_t *trust, const cosign_trust_t *other,
    uint32_t kinds, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if ((kinds & COSIGN_TRUST_TLOG) != 0)
		CSN_TRY(add_logs(&trust->tlogs, &other->tlogs, err));
	if ((kinds & COSIGN_TRUST_CTLOG) != 0)
		CSN_TRY(add_logs(&trust->ctlogs, &other->ctlogs, err));
	if ((kinds & COSIGN_TRUST_CA) != 0)
		CSN_TRY(add_authorities(&trust->cas, &other->cas, err));
	if ((kinds & COSIGN_TRUST_TSA) != 0)
		CSN_TRY(add_authorities(&trust->tsas, &other->tsas, err));
	if (kinds == COSIGN_TRUST_ALL)
		trust->skipped += other->skipped;
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_trust_combine(cosign_trust_t **out, const cosign_trust_t *const *parts,
    size_t count, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_trust_t *trust = NULL;
	size_t i;

	if (out == NULL || (parts == NULL && count > 0))
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "trust: nothing to combine or nowhere to write to");
	*out = NULL;
	CSN_TRY(csn_trust_new(&trust, err));
	for (i = 0; i < count; i++) {
		if (parts[i] == NULL)
			CSN_TRY(csn_fail(err, COSIGN_E_ARGUMENT,
			    "trust: part %zu is missing", i));
		CSN_TRY(csn_trust_add(trust, parts[i], COSIGN_TRUST_ALL, err));
	}
	*out = trust;
	trust = NULL;
	rc = COSIGN_OK;
out:
	cosign_trust_free(trust);
	return csn_fail_at(err, rc, "trust");
}

cosign_trust_t *
cosign_trust_ref(const cosign_trust_t *trust)
{
	if (trust == NULL)
		return NULL;
	(void)atomic_fetch_add(&trust->self->refs, 1);
	return trust->self;
}

static void
dispose_logs(struct csn_log_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		csn_log_unref(list->items[i]);
	free(list->items);
}

static void
dispose_authorities(struct csn_authority_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		csn_authority_unref(list->items[i]);
	free(list->items);
}

void
cosign_trust_free(cosign_trust_t *trust)
{
	if (trust == NULL || atomic_fetch_sub(&trust->refs, 1) != 1)
		return;
	dispose_logs(&trust->tlogs);
	dispose_logs(&trust->ctlogs);
	dispose_authorities(&trust->cas);
	dispose_authorities(&trust->tsas);
	free(trust);
}

size_t
cosign_trust_ca_count(const cosign_trust_t *trust)
{
	return trust == NULL ? 0 : trust->cas.count;
}

size_t
cosign_trust_tsa_count(const cosign_trust_t *trust)
{
	return trust == NULL ? 0 : trust->tsas.count;
}

size_t
cosign_trust_tlog_count(const cosign_trust_t *trust)
{
	return trust == NULL ? 0 : trust->tlogs.count;
}

size_t
cosign_trust_ctlog_count(const cosign_trust_t *trust)
{
	return trust == NULL ? 0 : trust->ctlogs.count;
}

size_t
cosign_trust_skipped_count(const cosign_trust_t *trust)
{
	return trust == NULL ? 0 : trust->skipped;
}

static const char *
find_url(const struct csn_log_list *list, struct csn_span id)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (csn_span_eq(csn_bytes_span(&list->items[i]->id), id))
			return list->items[i]->url;
	return NULL;
}

const char *
cosign_trust_log_url(const cosign_trust_t *trust, const uint8_t *id, size_t len)
{
	const char *url;

	if (trust == NULL || id == NULL)
		return NULL;
	url = find_url(&trust->tlogs, csn_span(id, len));
	return url != NULL ? url : find_url(&trust->ctlogs, csn_span(id, len));
}
