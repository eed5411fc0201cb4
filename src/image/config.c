/* The config of an image of signatures: what it is made of, and perhaps
   when. */
#include "image/signatures.h"

#include "util/json.h"
#include "util/json_write.h"
#include "util/limits.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

void
csn_image_config_write(struct csn_buf *out, struct csn_time created,
    const cosign_descriptor_t *const *layers, size_t count)
{
	const struct csn_time never = CSN_NEVER;
	struct csn_json_writer w;
	size_t i;

	csn_jw_init(&w, out, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "architecture");
	csn_jw_str(&w, "");
	csn_jw_name(&w, "created");
	csn_jw_time(&w, created);
	csn_jw_name(&w, "history");
	csn_jw_array_begin(&w);
	for (i = 0; i < count; i++) {
		csn_jw_object_begin(&w);
		csn_jw_name(&w, "created");
		csn_jw_time(&w, never);
		csn_jw_object_end(&w);
	}
	csn_jw_array_end(&w);
	csn_jw_name(&w, "os");
	csn_jw_str(&w, "");
	csn_jw_name(&w, "rootfs");
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "type");
	csn_jw_str(&w, "layers");
	csn_jw_name(&w, "diff_ids");
	csn_jw_array_begin(&w);
	for (i = 0; i < count; i++)
		csn_jw_str(&w, cosign_descriptor_digest(layers[i]));
	csn_jw_array_end(&w);
	csn_jw_object_end(&w);
	csn_jw_name(&w, "config");
	csn_jw_object_begin(&w);
	csn_jw_object_end(&w);
	csn_jw_object_end(&w);
}

/* What the clock says, to the nanosecond, as with cosign. */
static struct csn_time
now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (struct csn_time){ (int64_t)ts.tv_sec, (uint32_t)ts.tv_nsec };
}

/* Whether a config is one of ours that does not say when. */
static cosign_rc_t
says_never(int *answer, const cosign_manifest_t *there, cosign_error_t *err)
{
	const struct csn_time never = CSN_NEVER;
	const cosign_descriptors_t *layers = cosign_manifest_children(there);
	const size_t count = cosign_descriptors_count(layers);
	const cosign_descriptor_t **all;
	cosign_descriptor_t *plain = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;
	size_t i;

	csn_buf_init(&text, CSN_BUNDLE_MAX);
	all = calloc(count + 1, sizeof(const cosign_descriptor_t *));
	if (all == NULL)
		CSN_TRY(csn_fail_nomem(err));
	for (i = 0; i < count; i++)
		all[i] = cosign_descriptors_at(layers, i);
	csn_image_config_write(&text, never, all, count);
	CSN_TRY(csn_buf_finish(&text, err));
	CSN_TRY(csn_descriptor_of_bytes(
	    &plain, CSN_OCI_CONFIG, text.p, text.len, err));
	*answer =
	    strcmp(cosign_descriptor_digest(plain),
		cosign_descriptor_digest(cosign_manifest_config(there))) == 0;
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(plain);
	free(all);
	csn_buf_dispose(&text);
	return rc;
}

/* What a config says; never, if it says nothing that can be read. */
static cosign_rc_t
read_created(struct csn_time *out, struct csn_span config, cosign_error_t *err)
{
	const struct csn_time never = CSN_NEVER;
	struct csn_span text;
	json_t *root = NULL;
	cosign_rc_t rc;

	rc = csn_json_parse(&root, (const char *)config.p, config.len, err);
	if (rc == COSIGN_OK)
		rc = csn_json_string(&text, root, "created", err);
	if (rc == COSIGN_OK)
		rc = csn_time_parse(out, (const char *)text.p, text.len, err);
	json_decref(root);
	if (rc == COSIGN_OK || rc == COSIGN_E_NOMEM)
		return rc;
	cosign_error_clear(err);
	*out = never;
	return COSIGN_OK;
}

/*
 * It stays when a signature is added, as with cosign. A config that is broken
 * or gone, or whose copy is another, is made anew; one that could not be asked
 * for is an error.
 */
static cosign_rc_t
keep_created(struct csn_time *out, struct csn_store *store,
    const cosign_manifest_t *there, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf config;
	int is_plain = 1;

	csn_buf_init(&config, CSN_CONFIG_MAX);
	if (cosign_manifest_config(there) != NULL)
		CSN_TRY(says_never(&is_plain, there, err));
	if (is_plain) {
		rc = COSIGN_OK;
		goto out;
	}
	rc = csn_blob_read(
	    &config, store, cosign_manifest_config(there), CSN_CONFIG_MAX, err);
	if (rc == COSIGN_OK)
		rc = read_created(out, csn_span(config.p, config.len), err);
	if (rc == COSIGN_E_NO_IMAGE || rc == COSIGN_E_PROTOCOL ||
	    rc == COSIGN_E_LIMIT || rc == COSIGN_E_MALFORMED) {
		cosign_error_clear(err);
		rc = COSIGN_OK;
	}
out:
	csn_buf_dispose(&config);
	return rc;
}

cosign_rc_t
csn_image_created(struct csn_time *out, const struct csn_image_target *to,
    const cosign_manifest_t *there, cosign_error_t *err)
{
	const cosign_image_options_t *o = to->options;

	*out = (struct csn_time)CSN_NEVER;
	if (o->records_time) {
		*out = o->has_time ? (struct csn_time){ o->time, 0 } : now();
		return COSIGN_OK;
	}
	if (there == NULL)
		return COSIGN_OK;
	return keep_created(out, to->store, there, err);
}
