#include "trust/log.h"

#include "util/text.h"

#include <stdlib.h>

/* C2SP signed-note: types of keys in their ids. */
static const char ed25519_type[] = "\x01";
static const char rsa_type[] = "\xffPKIX-RSA-PKCS#1v1.5";

void
csn_note_id(uint8_t out[CSN_NOTE_ID_SIZE], struct csn_span name,
    const cosign_pubkey_t *key)
{
	const size_t ed25519 = csn_key_field_size(CSN_KEY_ED25519);
	struct csn_digest digest;
	struct csn_hasher h;
	struct csn_span der;

	der.p = cosign_pubkey_der(key, &der.len);
	csn_hasher_init(&h, csn_hash_bit(COSIGN_HASH_SHA256));
	switch (csn_pubkey_kind(key)) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		/* Rekor's own way: of the key alone. */
		csn_hasher_update(&h, der.p, der.len);
		break;
	case CSN_KEY_RSA:
		csn_hasher_update(&h, name.p, name.len);
		csn_hasher_update(&h, "\n", 1);
		csn_hasher_update(&h, rsa_type, sizeof(rsa_type) - 1);
		csn_hasher_update(&h, der.p, der.len);
		break;
	case CSN_KEY_ED25519:
		csn_hasher_update(&h, name.p, name.len);
		csn_hasher_update(&h, "\n", 1);
		csn_hasher_update(&h, ed25519_type, sizeof(ed25519_type) - 1);
		/* What SubjectPublicKeyInfo ends with. */
		csn_hasher_update(&h, der.p + der.len - ed25519, ed25519);
		break;
	}
	csn_hasher_final(&h, COSIGN_HASH_SHA256, &digest);
	memcpy(out, digest.bytes, CSN_NOTE_ID_SIZE);
}

/* "https://user@HOST:port/path"; there may be no URL. */
static struct csn_span
host_of(struct csn_span url)
{
	struct csn_span host = csn_span(url.p, 0);
	const uint8_t *at;
	size_t i;

	if (url.len == 0)
		return host;
	at = memmem(url.p, url.len, "://", 3);
	if (at == NULL)
		return host;
	host = csn_span(at + 3, url.len - (size_t)(at + 3 - url.p));
	for (i = 0; i < host.len && strchr("/?#", host.p[i]) == NULL; i++)
		;
	host.len = i;
	at = memrchr(host.p, '@', host.len);
	if (at != NULL)
		host = csn_span(at + 1, host.len - (size_t)(at + 1 - host.p));
	/* An address in brackets has colons of its own, and is called by what
	   stands between them. */
	at = memrchr(host.p, ']', host.len);
	if (at != NULL && host.len > 0 && host.p[0] == '[')
		return csn_span(host.p + 1, (size_t)(at - host.p) - 1);
	at = memchr(host.p, ':', host.len);
	if (at != NULL)
		host.len = (size_t)(at - host.p);
	return host;
}

int
csn_url_has_host(const char *url, const char *host)
{
	return url != NULL &&
	    csn_span_eq(host_of(csn_span_str(url)), csn_span_str(host));
}

cosign_rc_t
csn_log_new(struct csn_log **out, const struct csn_log_parts *parts,
    cosign_error_t *err)
{
	struct csn_log *log = calloc(1, sizeof(*log));
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct csn_span host = host_of(parts->url);

	*out = NULL;
	if (log == NULL)
		return csn_fail_nomem(err);
	atomic_init(&log->refs, 1);
	log->key = cosign_pubkey_ref(parts->key);
	log->window = parts->window;
	CSN_TRY(csn_bytes_copy(&log->id,
	    parts->id.len > 0 ? parts->id
			      : csn_span(cosign_pubkey_fingerprint(log->key),
				    cosign_hash_size(COSIGN_HASH_SHA256)),
	    err));
	CSN_TRY(csn_text_from_span(&log->url, parts->url, err));
	CSN_TRY(csn_text_from_span(&log->host, host, err));
	if (log->host != NULL)
		csn_note_id(log->note_id, host, log->key);
	*out = log;
	log = NULL;
	rc = COSIGN_OK;
out:
	csn_log_unref(log);
	return rc;
}

void
csn_log_unref(struct csn_log *log)
{
	if (log == NULL || atomic_fetch_sub(&log->refs, 1) != 1)
		return;
	cosign_pubkey_free(log->key);
	free(log->id.p);
	free(log->url);
	free(log->host);
	free(log);
}
