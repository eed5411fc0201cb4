/* TrustedRoot v0.1, byte for byte as cosign writes it. */
#include "trust/trust.h"
#include "util/json_write.h"
#include "x509/name.h"

#include <stdlib.h>

#define MEDIA_TYPE "application/vnd.dev.sigstore.trustedroot+json;version=0.1"

static void
write_window(struct csn_json_writer *w, const struct csn_window *window)
{
	csn_jw_name(w, "validFor");
	csn_jw_object_begin(w);
	if (window->has_start) {
		csn_jw_name(w, "start");
		csn_jw_time(w, window->start);
	}
	if (window->has_end) {
		csn_jw_name(w, "end");
		csn_jw_time(w, window->end);
	}
	csn_jw_object_end(w);
}

static void
write_key(struct csn_json_writer *w, const struct csn_log *log)
{
	struct csn_span der;

	der.p = cosign_pubkey_der(log->key, &der.len);
	csn_jw_name(w, "publicKey");
	csn_jw_object_begin(w);
	csn_jw_name(w, "rawBytes");
	csn_jw_base64(w, der.p, der.len);
	csn_jw_name(w, "keyDetails");
	csn_jw_str(w, csn_pubkey_alg(log->key)->spec_name);
	write_window(w, &log->window);
	csn_jw_object_end(w);
}

static void
write_log(struct csn_json_writer *w, const void *item)
{
	const struct csn_log *log = item;

	csn_jw_object_begin(w);
	if (log->url != NULL) {
		csn_jw_name(w, "baseUrl");
		csn_jw_str(w, log->url);
	}
	csn_jw_name(w, "hashAlgorithm");
	csn_jw_str(w, "SHA2_256");
	write_key(w, log);
	csn_jw_name(w, "logId");
	csn_jw_object_begin(w);
	csn_jw_name(w, "keyId");
	csn_jw_base64(w, log->id.p, log->id.len);
	csn_jw_object_end(w);
	csn_jw_object_end(w);
}

static void
write_attribute(struct csn_json_writer *w, const char *name,
    struct csn_span subject, int type)
{
	const struct csn_span text = csn_name_attribute(subject, type);

	/* NUL is in no document that is read. */
	if (text.len == 0 || memchr(text.p, 0, text.len) != NULL)
		return;
	csn_jw_name(w, name);
	csn_jw_string(w, text.p, text.len);
}

static void
write_authority(struct csn_json_writer *w, const void *item)
{
	const struct csn_authority *a = item;
	const struct csn_span subject =
	    a->issuers[a->count - 1].certificate.subject;
	size_t i;

	csn_jw_object_begin(w);
	csn_jw_name(w, "subject");
	csn_jw_object_begin(w);
	write_attribute(w, "organization", subject, CSN_NAME_ORGANIZATION);
	write_attribute(w, "commonName", subject, CSN_NAME_COMMON_NAME);
	csn_jw_object_end(w);
	if (a->uri != NULL) {
		csn_jw_name(w, "uri");
		csn_jw_str(w, a->uri);
	}
	csn_jw_name(w, "certChain");
	csn_jw_object_begin(w);
	csn_jw_name(w, "certificates");
	csn_jw_array_begin(w);
	for (i = 0; i < a->count; i++) {
		const struct csn_span der = a->issuers[i].certificate.der;

		csn_jw_object_begin(w);
		csn_jw_name(w, "rawBytes");
		csn_jw_base64(w, der.p, der.len);
		csn_jw_object_end(w);
	}
	csn_jw_array_end(w);
	csn_jw_object_end(w);
	write_window(w, &a->window);
	csn_jw_object_end(w);
}

static const struct csn_window *
window_of_log(const void *item)
{
	return &((const struct csn_log *)item)->window;
}

static const struct csn_window *
window_of_authority(const void *item)
{
	return &((const struct csn_authority *)item)->window;
}

/* A list that is not empty, oldest first. */
struct list {
	const char *name;
	void *const *items;
	size_t count;
	const struct csn_window *(*window_of)(const void *item);
	void (*write)(struct csn_json_writer *w, const void *item);
};

static struct csn_time
start_of(const struct list *list, size_t i)
{
	static const struct csn_time ever = { CSN_TIME_SEC_MIN, 0 };
	const struct csn_window *window = list->window_of(list->items[i]);

	return window->has_start ? window->start : ever;
}

/* The order in which items began; those that began together stay as they
   are. */
static void
sort(uint16_t *order, const struct list *list)
{
	size_t i, j;

	for (i = 0; i < list->count; i++) {
		const struct csn_time start = start_of(list, i);

		for (j = i; j > 0 &&
		     csn_time_cmp(start, start_of(list, order[j - 1])) < 0;
		     j--)
			order[j] = order[j - 1];
		order[j] = (uint16_t)i;
	}
}

static void
write_list(struct csn_json_writer *w, const struct list *list)
{
	uint16_t order[CSN_TRUST_LIST_MAX];
	size_t i;

	if (list->count == 0)
		return;
	sort(order, list);
	csn_jw_name(w, list->name);
	csn_jw_array_begin(w);
	for (i = 0; i < list->count; i++)
		list->write(w, list->items[order[i]]);
	csn_jw_array_end(w);
}

static void
write_root(struct csn_json_writer *w, const cosign_trust_t *t)
{
	const struct list lists[] = {
		{ "tlogs", (void *const *)t->tlogs.items, t->tlogs.count,
		    window_of_log, write_log },
		{ "certificateAuthorities", (void *const *)t->cas.items,
		    t->cas.count, window_of_authority, write_authority },
		{ "ctlogs", (void *const *)t->ctlogs.items, t->ctlogs.count,
		    window_of_log, write_log },
		{ "timestampAuthorities", (void *const *)t->tsas.items,
		    t->tsas.count, window_of_authority, write_authority },
	};
	size_t i;

	csn_jw_object_begin(w);
	csn_jw_name(w, "mediaType");
	csn_jw_str(w, MEDIA_TYPE);
	for (i = 0; i < CSN_ARRAY_LEN(lists); i++)
		write_list(w, &lists[i]);
	csn_jw_object_end(w);
}

cosign_rc_t
cosign_trust_encode(
    const cosign_trust_t *trust, char **out, size_t *len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;
	struct csn_buf text;

	if (out == NULL || len == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "trusted root: nowhere to write to");
	*out = NULL;
	*len = 0;
	if (trust == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "trusted root: nothing to write");
	csn_buf_init(&text, 4 * CSN_CONFIG_MAX);
	csn_jw_init(&w, &text, CSN_JSON_PROTO);
	write_root(&w, trust);
	CSN_TRY(csn_buf_take(&text, out, len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return csn_fail_at(err, rc, "trusted root");
}
