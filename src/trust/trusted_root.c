/* TrustedRoot of sigstore_trustroot.proto, read and written. */
#include "spec/document.h"
#include "spec/spec.h"
#include "trust/trust.h"
#include "util/json_write.h"

#include <stdlib.h>

/* The first is what everybody writes; the specification names the others. */
static const char *const media_types[] = {
	"application/vnd.dev.sigstore.trustedroot+json;version=0.1",
	"application/vnd.dev.sigstore.trustedroot.v0.1+json",
	"application/vnd.dev.sigstore.trustedroot.v0.2+json", NULL
};

#define HASH_SHA2_256 1

/* PublicKeyDetails that keys of logs have. Others, and numbers of a version to
   come, make that a key is left out. */
#define PKCS1_RSA_PKCS1V5 1
#define PKIX_RSA_PKCS1V5  3

/* Bytes of a field that has to be there. */
static cosign_rc_t
read_bytes(struct csn_bytes *out, const json_t *o,
    const struct csn_pj_message *message, const char *name, cosign_error_t *err)
{
	const json_t *v = o == NULL ? NULL : csn_pj_find(o, message, name);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf bytes;

	csn_buf_init(&bytes, CSN_CONFIG_MAX);
	if (csn_pj_string(v).len == 0)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_MALFORMED, "no %s.%s", message->name, name));
	CSN_TRY(csn_pj_bytes(&bytes, v, err));
	csn_bytes_take(out, &bytes);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	return rc;
}

static cosign_rc_t
read_window(struct csn_window *out, const json_t *range, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *start, *end;

	memset(out, 0, sizeof(*out));
	if (range == NULL)
		return COSIGN_OK;
	start = csn_pj_find(range, &csn_msg_time_range, "start");
	end = csn_pj_find(range, &csn_msg_time_range, "end");
	if (start != NULL)
		CSN_TRY(csn_pj_time(&out->start, start, err));
	if (end != NULL)
		CSN_TRY(csn_pj_time(&out->end, end, err));
	out->has_start = start != NULL;
	out->has_end = end != NULL;
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "validFor");
}

/* The algorithm that details name fits the key. */
static cosign_rc_t
check_details(const cosign_pubkey_t *key, int32_t details, cosign_error_t *err)
{
	const struct csn_alg *alg = csn_pubkey_alg(key);

	if (details == PKCS1_RSA_PKCS1V5 || details == PKIX_RSA_PKCS1V5) {
		if (alg->kind == CSN_KEY_RSA)
			return COSIGN_OK;
	} else if (csn_alg_check((cosign_alg_t)details, alg->kind,
		       alg->kind == CSN_KEY_RSA ? alg->rsa_bits : 0,
		       NULL) == COSIGN_OK) {
		return COSIGN_OK;
	}
	return csn_fail(err, COSIGN_E_KEY_MISMATCH,
	    "keyDetails are of another kind of key");
}

/* A kind of key that verifies what logs sign. */
static int
is_known(int32_t details)
{
	const struct csn_alg *alg = csn_alg_row((cosign_alg_t)details);

	return details == PKCS1_RSA_PKCS1V5 || details == PKIX_RSA_PKCS1V5 ||
	    (alg != NULL && alg->is_default);
}

/* NULL where it is of no use to anybody, whatever its name says. What is no
   public key makes the document wrong, not the call. */
static cosign_rc_t
parse_key(cosign_pubkey_t **out, const struct csn_bytes *der, int32_t details,
    cosign_error_t *err)
{
	const cosign_rc_t rc = cosign_pubkey_parse(out, der->p, der->len, err);

	if (rc == COSIGN_E_WEAK_KEY || rc == COSIGN_E_UNSUPPORTED) {
		cosign_error_clear(err);
		*out = NULL;
		return COSIGN_OK;
	}
	if (rc == COSIGN_E_KEY_KIND)
		return csn_fail_as(err, COSIGN_E_MALFORMED);
	return rc != COSIGN_OK ? rc : check_details(*out, details, err);
}

static cosign_rc_t
read_key(cosign_pubkey_t **out, const json_t *o, cosign_error_t *err)
{
	const int32_t details = csn_pj_enum_number(
	    csn_pj_find(o, &csn_msg_public_key, "keyDetails"),
	    csn_enum_key_details);
	struct csn_bytes der = { NULL, 0 };
	cosign_pubkey_t *key = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	CSN_TRY(read_bytes(&der, o, &csn_msg_public_key, "rawBytes", err));
	if (is_known(details))
		CSN_TRY(parse_key(&key, &der, details, err));
	*out = key;
	key = NULL;
	rc = COSIGN_OK;
out:
	cosign_pubkey_free(key);
	free(der.p);
	return csn_fail_at(err, rc, "publicKey");
}

/* sigstore-go refuses a root without the beginning of a window: such a key
   would hold for ever. */
static cosign_rc_t
read_log_window(struct csn_window *out, const json_t *key, cosign_error_t *err)
{
	const json_t *range = key == NULL
	    ? NULL
	    : csn_pj_find(key, &csn_msg_public_key, "validFor");
	cosign_rc_t rc = read_window(out, range, err);

	if (rc == COSIGN_OK && !out->has_start)
		rc = csn_fail(
		    err, COSIGN_E_MALFORMED, "publicKey: no validFor.start");
	return rc;
}

static cosign_rc_t
check_hash(const json_t *log, cosign_error_t *err)
{
	const int32_t hash = csn_pj_enum_number(
	    csn_pj_find(log, &csn_msg_log_instance, "hashAlgorithm"),
	    csn_enum_hash);

	if (hash == HASH_SHA2_256)
		return COSIGN_OK;
	return csn_fail(err, COSIGN_E_UNSUPPORTED,
	    "hashAlgorithm: %d instead of SHA2_256", (int)hash);
}

static cosign_rc_t
read_log(cosign_trust_t *trust, struct csn_log_list *list, const json_t *o,
    cosign_error_t *err)
{
	const json_t *public_key =
	    csn_pj_find(o, &csn_msg_log_instance, "publicKey");
	struct csn_bytes id = { NULL, 0 };
	cosign_pubkey_t *key = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_log_parts parts;
	struct csn_log *log;

	memset(&parts, 0, sizeof(parts));
	CSN_TRY(check_hash(o, err));
	if (public_key == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "no publicKey"));
	CSN_TRY(read_key(&key, public_key, err));
	CSN_TRY(read_bytes(&id, csn_pj_find(o, &csn_msg_log_instance, "logId"),
	    &csn_msg_log_id, "keyId", err));
	CSN_TRY(read_log_window(&parts.window, public_key, err));
	if (key == NULL) {
		trust->skipped++;
	} else {
		parts.id = csn_bytes_span(&id);
		parts.key = key;
		parts.url = csn_pj_string(
		    csn_pj_find(o, &csn_msg_log_instance, "baseUrl"));
		CSN_TRY(csn_log_new(&log, &parts, err));
		CSN_TRY(csn_log_list_add(list, log, err));
	}
	rc = COSIGN_OK;
out:
	cosign_pubkey_free(key);
	free(id.p);
	return rc;
}

static cosign_rc_t
read_tlog(cosign_trust_t *trust, const json_t *o, cosign_error_t *err)
{
	return read_log(trust, &trust->tlogs, o, err);
}

static cosign_rc_t
read_ctlog(cosign_trust_t *trust, const json_t *o, cosign_error_t *err)
{
	return read_log(trust, &trust->ctlogs, o, err);
}

/* The certificates of a chain, and how many. */
struct chain {
	struct csn_bytes bytes[CSN_CHAIN_MAX];
	struct csn_span spans[CSN_CHAIN_MAX];
	size_t count;
};

static void
chain_dispose(struct chain *chain)
{
	size_t i;

	for (i = 0; i < CSN_CHAIN_MAX; i++)
		free(chain->bytes[i].p);
}

static cosign_rc_t
read_chain(struct chain *out, const json_t *authority, cosign_error_t *err)
{
	const json_t *o = csn_pj_find(authority, &csn_msg_ca, "certChain");
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *list = NULL;

	memset(out, 0, sizeof(*out));
	if (o != NULL)
		list =
		    csn_pj_find(o, &csn_msg_certificate_chain, "certificates");
	/* The table of the message allows no more than CSN_CHAIN_MAX. */
	for (; out->count < json_array_size(list); out->count++) {
		struct csn_bytes *bytes = &out->bytes[out->count];

		CSN_TRY(csn_fail_at(err,
		    read_bytes(bytes, json_array_get(list, out->count),
			&csn_msg_certificate, "rawBytes", err),
		    "certificates[%zu]", out->count));
		out->spans[out->count] = csn_bytes_span(bytes);
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_authority(cosign_trust_t *trust, struct csn_authority_list *list,
    enum csn_authority_kind kind, const json_t *o, cosign_error_t *err)
{
	struct csn_authority *authority = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_window window;
	struct chain chain;

	CSN_TRY(csn_fail_at(err, read_chain(&chain, o, err), "certChain"));
	CSN_TRY(
	    read_window(&window, csn_pj_find(o, &csn_msg_ca, "validFor"), err));
	rc = csn_authority_new(&authority, kind, chain.spans, chain.count,
	    csn_pj_string(csn_pj_find(o, &csn_msg_ca, "uri")), &window, err);
	if (rc == COSIGN_E_UNSUPPORTED) {
		/* Of a version to come, or of no use. */
		cosign_error_clear(err);
		trust->skipped++;
		rc = COSIGN_OK;
	} else if (rc == COSIGN_OK) {
		rc = csn_authority_list_add(list, authority, err);
	} else {
		(void)csn_fail_at(err, rc, "certChain");
	}
out:
	chain_dispose(&chain);
	return rc;
}

static cosign_rc_t
read_ca(cosign_trust_t *trust, const json_t *o, cosign_error_t *err)
{
	return read_authority(trust, &trust->cas, CSN_AUTHORITY_CA, o, err);
}

static cosign_rc_t
read_tsa(cosign_trust_t *trust, const json_t *o, cosign_error_t *err)
{
	return read_authority(trust, &trust->tsas, CSN_AUTHORITY_TSA, o, err);
}

static const struct list {
	const char *name;
	cosign_rc_t (*read)(
	    cosign_trust_t *trust, const json_t *item, cosign_error_t *err);
} lists[] = {
	{ "tlogs", read_tlog },
	{ "certificateAuthorities", read_ca },
	{ "ctlogs", read_ctlog },
	{ "timestampAuthorities", read_tsa },
};

static cosign_rc_t
read_lists(cosign_trust_t *trust, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i, j;

	for (i = 0; i < CSN_ARRAY_LEN(lists); i++) {
		const json_t *list =
		    csn_pj_find(root, &csn_msg_trusted_root, lists[i].name);

		for (j = 0; j < json_array_size(list); j++)
			CSN_TRY(csn_fail_at(err,
			    lists[i].read(trust, json_array_get(list, j), err),
			    "%s[%zu]", lists[i].name, j));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_trust_parse(
    cosign_trust_t **out, const char *json, size_t len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_trust_t *trust = NULL;
	json_t *root = NULL;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "trusted root: nowhere to write to");
	*out = NULL;
	CSN_TRY(csn_document_parse(
	    &root, json, len, media_types, &csn_msg_trusted_root, err));
	CSN_TRY(csn_trust_new(&trust, err));
	CSN_TRY(read_lists(trust, root, err));
	*out = trust;
	trust = NULL;
	rc = COSIGN_OK;
out:
	cosign_trust_free(trust);
	json_decref(root);
	return csn_fail_at(err, rc, "trusted root");
}
