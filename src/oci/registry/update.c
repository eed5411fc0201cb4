/*
 * The protocol has no "replace this if it is still that": whoever puts a tag
 * may undo what somebody put since it was read. So it is read back after as
 * long as anybody else may have had between reading and putting, and changed
 * again if the change is gone.
 */
#include "oci/registry/operations.h"
#include "util/limits.h"

/* How long others may take from reading to putting: as long as we did, times
   this, and at least so many milliseconds. */
#define SLACK        4
#define SETTLE_MS    ((int64_t)60)
#define SETTLE_MAX   ((int64_t)3000)
#define BACK_OFF_MAX ((int64_t)2000)

static cosign_rc_t
wait(const struct csn_op *op, int64_t ms, cosign_error_t *err)
{
	return csn_http_wait(op->registry->all->http, ms, op->deadline, err);
}

static int64_t
chance(const struct csn_op *op, int64_t below)
{
	return csn_http_chance(op->registry->all->http, below);
}

static cosign_rc_t
read_tag(cosign_manifest_t **out, struct csn_op *op,
    const struct csn_name *name, cosign_error_t *err)
{
	const cosign_rc_t rc = csn_manifest_get(out, op, name, err);

	if (rc != COSIGN_E_NO_IMAGE)
		return rc;
	cosign_error_clear(err);
	return COSIGN_OK;
}

/* Read and put: *done if there was nothing to be done. */
static cosign_rc_t
change(int *done, struct csn_op *op, const struct csn_name *name,
    const struct csn_update *update, cosign_error_t *err)
{
	cosign_manifest_t *there = NULL, *wanted = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int seen;

	CSN_TRY(read_tag(&there, op, name, err));
	CSN_TRY(update->change(update->user, &wanted, there, err));
	*done = wanted == NULL;
	if (wanted != NULL)
		CSN_TRY(csn_manifest_put(op, name, wanted, &seen, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(there);
	cosign_manifest_free(wanted);
	return rc;
}

static cosign_rc_t
check(int *done, struct csn_op *op, const struct csn_name *name,
    const struct csn_update *update, cosign_error_t *err)
{
	cosign_manifest_t *there = NULL;
	const cosign_rc_t rc = read_tag(&there, op, name, err);

	if (rc == COSIGN_OK)
		*done = update->holds(update->user, there);
	cosign_manifest_free(there);
	return rc;
}

static cosign_rc_t
attempt(int *done, struct csn_op *op, const struct csn_name *name,
    const struct csn_update *update, cosign_error_t *err)
{
	const int64_t start = csn_http_now(op->registry->all->http);
	int64_t settle;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(change(done, op, name, update, err));
	if (*done)
		return COSIGN_OK;
	settle = SLACK * (csn_http_now(op->registry->all->http) - start);
	if (settle < SETTLE_MS)
		settle = SETTLE_MS;
	if (settle > SETTLE_MAX)
		settle = SETTLE_MAX;
	CSN_TRY(wait(op, settle + chance(op, settle / 2), err));
	CSN_TRY(check(done, op, name, update, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
attempt_all(struct csn_op *op, const struct csn_name *name,
    const struct csn_update *update, cosign_error_t *err)
{
	int64_t back_off = SETTLE_MS;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int tries, done = 0;

	for (tries = 0; tries < CSN_UPDATE_TRIES_MAX; tries++) {
		CSN_TRY(attempt(&done, op, name, update, err));
		if (done)
			return COSIGN_OK;
		CSN_TRY(wait(op, chance(op, back_off), err));
		back_off *= 2;
		if (back_off > BACK_OFF_MAX)
			back_off = BACK_OFF_MAX;
	}
	rc = csn_fail(err, COSIGN_E_CONTENTION,
	    "tag %.*s: others undid the change %d times", CSN_TAG_MAX,
	    name->tag, CSN_UPDATE_TRIES_MAX);
out:
	return rc;
}

cosign_rc_t
csn_registry_update(struct csn_store *store, const char *tag,
    const struct csn_update *update, cosign_error_t *err)
{
	struct csn_registry *registry = csn_registry_of(store);
	const struct csn_name name = { tag, NULL };
	struct csn_op op;
	struct csn_buf place;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&place, CSN_REGISTRY_URL_MAX);
	csn_buf_addf(&place, "%s:%s", registry->repository, tag);
	CSN_TRY(csn_buf_finish(&place, err));
	/* Of this process one at a time: the others need not find out. */
	CSN_TRY(csn_turn_begin(registry->host, (const char *)place.p, err));
	csn_op_begin(&op, registry, CSN_PUSH);
	rc = attempt_all(&op, &name, update, err);
	csn_turn_end(registry->host, (const char *)place.p);
	csn_host_tell(registry->all, registry->host);
out:
	csn_buf_dispose(&place);
	return rc;
}
