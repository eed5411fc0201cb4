#include "net/header.h"
#include "net/proxy.h"
#include "net/settings.h"
#include "util/limits.h"
#include "util/text.h"

#include <openssl/crypto.h>

#include <stdlib.h>
#include <string.h>

#define OPERATION_MS ((int64_t)5 * 60 * 1000)
#define CONNECT_MS   ((int64_t)30 * 1000)
#define TRIES        3
#define IDLE         50

static void
unref_transport(struct csn_transport *transport)
{
	if (transport == NULL || atomic_fetch_sub(&transport->refs, 1) > 1)
		return;
	if (transport->user_free != NULL)
		transport->user_free(transport->user);
	free(transport);
}

static void
dispose_bytes(struct csn_bytes *bytes)
{
	if (bytes->p != NULL)
		OPENSSL_cleanse(bytes->p, bytes->len);
	free(bytes->p);
	bytes->p = NULL;
	bytes->len = 0;
}

void
csn_settings_init(struct csn_settings *settings)
{
	memset(settings, 0, sizeof(*settings));
	settings->operation_ms = OPERATION_MS;
	settings->connect_ms = CONNECT_MS;
	settings->tries = TRIES;
	settings->idle = IDLE;
}

void
csn_settings_dispose(struct csn_settings *settings)
{
	free(settings->user_agent);
	csn_text_wipe(&settings->https_proxy); /* with a password, maybe */
	csn_text_wipe(&settings->http_proxy);
	free(settings->no_proxy);
	free(settings->server_name);
	dispose_bytes(&settings->authorities);
	dispose_bytes(&settings->chain);
	dispose_bytes(&settings->key);
	unref_transport(settings->transport);
	csn_settings_init(settings);
}

static cosign_rc_t
copy_bytes(
    struct csn_bytes *to, const struct csn_bytes *from, cosign_error_t *err)
{
	return from->p == NULL ? COSIGN_OK
			       : csn_bytes_copy(to, csn_bytes_span(from), err);
}

cosign_rc_t
csn_settings_copy(struct csn_settings *to, const struct csn_settings *from,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*to = *from;
	to->user_agent = to->https_proxy = to->http_proxy = NULL;
	to->no_proxy = to->server_name = NULL;
	memset(&to->authorities, 0, sizeof(to->authorities));
	memset(&to->chain, 0, sizeof(to->chain));
	memset(&to->key, 0, sizeof(to->key));
	if (to->transport != NULL)
		(void)atomic_fetch_add(&to->transport->refs, 1);
	CSN_TRY(csn_text_copy(&to->user_agent, from->user_agent, err));
	CSN_TRY(csn_text_copy(&to->https_proxy, from->https_proxy, err));
	CSN_TRY(csn_text_copy(&to->http_proxy, from->http_proxy, err));
	CSN_TRY(csn_text_copy(&to->no_proxy, from->no_proxy, err));
	CSN_TRY(csn_text_copy(&to->server_name, from->server_name, err));
	CSN_TRY(copy_bytes(&to->authorities, &from->authorities, err));
	CSN_TRY(copy_bytes(&to->chain, &from->chain, err));
	CSN_TRY(copy_bytes(&to->key, &from->key, err));
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_settings_dispose(to);
	return rc;
}

cosign_rc_t
cosign_http_options_new(cosign_http_options_t **out, cosign_error_t *err)
{
	cosign_error_clear(err);
	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no place for options");
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return csn_fail_nomem(err);
	csn_settings_init(&(*out)->settings);
	return COSIGN_OK;
}

void
cosign_http_options_free(cosign_http_options_t *options)
{
	if (options == NULL)
		return;
	csn_settings_dispose(&options->settings);
	free(options);
}

void
cosign_http_options_forbid(cosign_http_options_t *options, int forbidden)
{
	if (options != NULL)
		options->settings.is_forbidden = forbidden != 0;
}

void
cosign_http_options_set_timeouts(
    cosign_http_options_t *options, int64_t operation_ms, int64_t connect_ms)
{
	if (options == NULL)
		return;
	options->settings.operation_ms =
	    operation_ms > 0 ? operation_ms : OPERATION_MS;
	options->settings.connect_ms = connect_ms > 0 ? connect_ms : CONNECT_MS;
}

void
cosign_http_options_set_tries(cosign_http_options_t *options, uint32_t tries)
{
	if (options != NULL)
		options->settings.tries = tries > 0 ? tries : TRIES;
}

void
cosign_http_options_set_rate(
    cosign_http_options_t *options, uint32_t per_second, uint32_t burst)
{
	if (options == NULL)
		return;
	options->settings.per_second = per_second;
	options->settings.burst = burst > 0 ? burst : 1;
}

void
cosign_http_options_set_idle(
    cosign_http_options_t *options, uint32_t connections)
{
	if (options != NULL)
		options->settings.idle = connections;
}

void
cosign_http_options_set_insecure_tls(
    cosign_http_options_t *options, int insecure)
{
	if (options != NULL)
		options->settings.is_insecure = insecure != 0;
}

void
cosign_http_options_set_observer(
    cosign_http_options_t *options, cosign_observer_fn fn, void *user)
{
	if (options == NULL)
		return;
	options->settings.observer = fn;
	options->settings.observer_user = user;
}

void
cosign_http_options_set_transport(cosign_http_options_t *options,
    cosign_transport_fn fn, void *user, void (*user_free)(void *user))
{
	struct csn_transport *transport = NULL;

	if (options == NULL)
		return;
	if (fn != NULL)
		transport = calloc(1, sizeof(*transport));
	if (transport != NULL) {
		atomic_init(&transport->refs, 1);
		transport->fn = fn;
		transport->user = user;
		transport->user_free = user_free;
	} else {
		/* It was handed over, whatever becomes of it. */
		if (user_free != NULL)
			user_free(user);
		if (fn != NULL)
			options->failed = COSIGN_E_NOMEM;
	}
	unref_transport(options->settings.transport);
	options->settings.transport = transport;
}

/* In the place of another text; NULL for none. */
static cosign_rc_t
replace(char **to, const char *text, cosign_error_t *err)
{
	char *copy;
	cosign_rc_t rc = csn_text_copy(&copy, text, err);

	if (rc != COSIGN_OK)
		return rc;
	csn_text_wipe(to);
	*to = copy;
	return COSIGN_OK;
}

cosign_rc_t
cosign_http_options_set_user_agent(
    cosign_http_options_t *options, const char *text, cosign_error_t *err)
{
	cosign_error_clear(err);
	if (options == NULL || text == NULL || text[0] == '\0')
		return csn_fail(err, COSIGN_E_ARGUMENT, "no user agent");
	if (!csn_is_header_value(csn_span_str(text)) ||
	    strlen(text) > CSN_URL_MAX)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "user agent with control characters, or too long");
	return replace(&options->settings.user_agent, text, err);
}

static cosign_rc_t
parse_proxy(struct csn_buf *out, const char *text, const char *what,
    cosign_error_t *err)
{
	if (text == NULL || text[0] == '\0')
		return COSIGN_OK;
	return csn_fail_at(
	    err, csn_proxy_parse(out, text, err), "proxy for %s", what);
}

cosign_rc_t
cosign_http_options_set_proxy(cosign_http_options_t *options, const char *https,
    const char *http, const char *none, cosign_error_t *err)
{
	struct csn_buf a, b;
	char *copy = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	cosign_error_clear(err);
	if (options == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no options");
	csn_buf_init(&a, CSN_URL_MAX);
	csn_buf_init(&b, CSN_URL_MAX);
	if (none != NULL && strlen(none) > CSN_NO_PROXY_MAX) {
		rc = csn_fail(err, COSIGN_E_LIMIT,
		    "hosts without proxy: more than %zu bytes",
		    CSN_NO_PROXY_MAX);
		goto out;
	}
	CSN_TRY(parse_proxy(&a, https, "https", err));
	CSN_TRY(parse_proxy(&b, http, "http", err));
	CSN_TRY(csn_text_copy(&copy, none, err));
	csn_text_wipe(&options->settings.https_proxy);
	csn_text_wipe(&options->settings.http_proxy);
	free(options->settings.no_proxy);
	options->settings.https_proxy = (char *)a.p;
	options->settings.http_proxy = (char *)b.p;
	options->settings.no_proxy = copy;
	return COSIGN_OK;
out:
	csn_buf_dispose_secret(&a);
	csn_buf_dispose_secret(&b);
	return rc;
}

/* Whether PEM of this kind begins somewhere. Who connects reads it whole. */
static int
holds_pem(struct csn_span text, const char *label)
{
	return memmem(text.p, text.len, label, strlen(label)) != NULL;
}

#define CERTIFICATE "-----BEGIN CERTIFICATE-----"

static cosign_rc_t
check_pem(struct csn_span text, size_t max, const char *label, const char *what,
    cosign_error_t *err)
{
	if (text.p == NULL || text.len == 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no %s", what);
	if (text.len > max)
		return csn_fail(
		    err, COSIGN_E_LIMIT, "%s: more than %zu bytes", what, max);
	if (!holds_pem(text, label))
		return csn_fail(
		    err, COSIGN_E_MALFORMED, "%s: no PEM of any", what);
	return COSIGN_OK;
}

cosign_rc_t
cosign_http_options_set_authorities(cosign_http_options_t *options,
    const char *pem, size_t len, cosign_error_t *err)
{
	const struct csn_span text = csn_span(pem, len);
	cosign_rc_t rc;

	cosign_error_clear(err);
	if (options == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no options");
	rc = check_pem(
	    text, CSN_AUTHORITIES_MAX, CERTIFICATE, "authorities", err);
	if (rc != COSIGN_OK)
		return rc;
	return csn_bytes_copy(&options->settings.authorities, text, err);
}

cosign_rc_t
cosign_http_options_set_client_certificate(cosign_http_options_t *options,
    const char *chain, size_t chain_len, const char *key, size_t key_len,
    cosign_error_t *err)
{
	const struct csn_span certificates = csn_span(chain, chain_len),
			      secret = csn_span(key, key_len);
	struct csn_bytes a = { 0 }, b = { 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	cosign_error_clear(err);
	if (options == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no options");
	CSN_TRY(check_pem(certificates, CSN_KEY_FILE_MAX, CERTIFICATE,
	    "client certificate", err));
	CSN_TRY(check_pem(
	    secret, CSN_KEY_FILE_MAX, "PRIVATE KEY-----", "client key", err));
	if (holds_pem(secret, "ENCRYPTED")) {
		rc = csn_fail(err, COSIGN_E_MALFORMED,
		    "client key: encrypted, where the key itself is needed");
		goto out;
	}
	CSN_TRY(csn_bytes_copy(&a, certificates, err));
	CSN_TRY(csn_bytes_copy(&b, secret, err));
	dispose_bytes(&options->settings.chain);
	dispose_bytes(&options->settings.key);
	options->settings.chain = a;
	options->settings.key = b;
	return COSIGN_OK;
out:
	dispose_bytes(&a);
	dispose_bytes(&b);
	return rc;
}

cosign_rc_t
cosign_http_options_set_server_name(
    cosign_http_options_t *options, const char *name, cosign_error_t *err)
{
	struct csn_buf buf;
	struct csn_url url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	cosign_error_clear(err);
	if (options == NULL || name == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no server name");
	/* What is a host in a URL. */
	csn_buf_init(&buf, CSN_URL_MAX);
	csn_buf_addf(&buf,
	    strchr(name, ':') != NULL ? "https://[%s]/" : "https://%s/", name);
	CSN_TRY(csn_buf_finish(&buf, err));
	if (csn_url_parse(&url, (const char *)buf.p, err) != COSIGN_OK ||
	    url.host.len != strlen(name)) {
		rc = csn_fail(err, COSIGN_E_MALFORMED,
		    "server name that is the name of no host");
		goto out;
	}
	CSN_TRY(replace(&options->settings.server_name, name, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&buf);
	return rc;
}
