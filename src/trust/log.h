/* A log that is trusted: for signatures (Rekor) or for certificates. */
#ifndef CSN_TRUST_LOG_H
#define CSN_TRUST_LOG_H

#include "crypto/key_internal.h"
#include "util/timefmt.h"

#include <stdatomic.h>

#define CSN_NOTE_ID_SIZE 32

struct csn_log {
	atomic_size_t refs;
	struct csn_bytes id; /* as entries and SCTs name it */
	cosign_pubkey_t *key;
	char *url;  /* may be NULL */
	char *host; /* of the URL, NULL without */
	/* Hash of key and host, whose first bytes stand before signatures in
	   notes (C2SP signed-note); all zero without a host. */
	uint8_t note_id[CSN_NOTE_ID_SIZE];
	struct csn_window window;
};

/* What a log is made of; everything is copied, the key shared. */
struct csn_log_parts {
	struct csn_span id; /* empty: the key's fingerprint */
	const cosign_pubkey_t *key;
	struct csn_span url; /* may be empty */
	struct csn_window window;
};
cosign_rc_t csn_log_new(struct csn_log **out, const struct csn_log_parts *parts,
    cosign_error_t *err);
void csn_log_unref(struct csn_log *log); /* NULL is fine */

/* Whether a log of that URL, which may be NULL, is known by that name. */
int csn_url_has_host(const char *url, const char *host);

/* Key id of a log of that name, whole (C2SP signed-note). */
void csn_note_id(uint8_t out[CSN_NOTE_ID_SIZE], struct csn_span name,
    const cosign_pubkey_t *key);

#endif
