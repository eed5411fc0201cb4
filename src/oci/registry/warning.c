/*
 * What a registry has to say to people, in headers Warning (OCI distribution
 * specification, "Warnings"; RFC 7234 5.5). It is handed on and nothing else is
 * done about it: what cannot be read is passed over.
 */
#include "oci/registry/warning.h"

#include "oci/registry/field.h"
#include "oci/registry/session.h"
#include "util/limits.h"

#include <stdlib.h>

/* 299 - "text", and the comma behind it. */
int
csn_warning_next(struct csn_span *in, struct csn_buf *text)
{
	int64_t code;

	csn_field_skip(in);
	if (!csn_field_number(in, &code) || code != 299)
		return 0;
	csn_field_skip(in);
	if (!csn_field_is(csn_field_token(in), "-"))
		return 0;
	csn_field_skip(in);
	if (in->len == 0 || *in->p != '"' || !csn_field_value(in, text) ||
	    csn_buf_finish(text, NULL) != COSIGN_OK)
		return 0;
	csn_field_skip(in);
	if (!csn_field_take(in, ','))
		in->len = 0;
	return 1;
}

/* Kept, if it is none of those that were heard. */
static void
keep(struct csn_host *host, const char *text)
{
	size_t i;

	(void)pthread_mutex_lock(&host->lock);
	for (i = 0; i < host->warning_count; i++)
		if (strcmp(host->warnings[i], text) == 0)
			break;
	if (i == host->warning_count && i < CSN_WARNINGS_MAX) {
		host->warnings[i] = strdup(text);
		host->warning_count += host->warnings[i] != NULL;
	}
	(void)pthread_mutex_unlock(&host->lock);
}

static void
hear(struct csn_host *host, const char *raw)
{
	char text[CSN_WARNING_MAX + 1];

	if (cosign_text_escape(text, sizeof(text), raw) > 0)
		keep(host, text);
}

/* A list of them. */
static void
read_header(struct csn_host *host, const char *header)
{
	struct csn_span in = csn_span_str(header);
	struct csn_buf text;
	int found = 1;

	while (found) {
		csn_buf_init(&text, CSN_HEADER_VALUE_MAX);
		found = csn_warning_next(&in, &text);
		if (found)
			hear(host, (const char *)text.p);
		csn_buf_dispose(&text);
	}
}

void
csn_host_hear(const struct csn_registries *all, struct csn_host *host,
    const struct csn_response *response)
{
	const char *header;
	size_t i;

	for (i = 0; all->warn != NULL && i < CSN_WARNINGS_MAX; i++) {
		header = csn_response_header(response, "Warning", i);
		if (header == NULL)
			return;
		read_header(host, header);
	}
}

/* The next one, which counts as told from now on; NULL if there is none, or
   not now. It lives as long as the host. */
static const char *
next_to_tell(struct csn_host *host)
{
	const char *text = NULL;

	(void)pthread_mutex_lock(&host->lock);
	if (!host->is_probing && host->turns == NULL &&
	    host->told_count < host->warning_count)
		text = host->warnings[host->told_count++];
	(void)pthread_mutex_unlock(&host->lock);
	return text;
}

void
csn_host_tell(const struct csn_registries *all, struct csn_host *host)
{
	const char *text;

	while (all->warn != NULL && (text = next_to_tell(host)) != NULL)
		all->warn(all->warn_user, host->name, text);
}

void
csn_op_warn(struct csn_op *op, const struct csn_response *response)
{
	struct csn_registry *registry = op->registry;

	if (csn_response_header(response, "Warning", 0) == NULL ||
	    !csn_op_is_ours(op, response->url))
		return;
	csn_host_hear(registry->all, registry->host, response);
	csn_host_tell(registry->all, registry->host);
}
