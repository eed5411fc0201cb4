/*
 * What a bundle may cost: signatures verified, keys read, bytes hashed, all of
 * which are counted where the library does them. No clock is looked at.
 */
#include "hostile.h"

#include "crypto/digest.h"
#include "crypto/key_internal.h"
#include "util/limits.h"

#include <criterion/criterion.h>
#include <string.h>

static struct {
	size_t signatures, keys, bytes;
} spent;

cosign_rc_t __real_csn_pubkey_verify_as(const cosign_pubkey_t *key,
    cosign_hash_t hash, int pss, struct csn_span message, struct csn_span sig,
    cosign_error_t *err);
cosign_rc_t __wrap_csn_pubkey_verify_as(const cosign_pubkey_t *key,
    cosign_hash_t hash, int pss, struct csn_span message, struct csn_span sig,
    cosign_error_t *err);
cosign_rc_t __real_cosign_pubkey_verify_digest(const cosign_pubkey_t *key,
    cosign_hash_t hash, const uint8_t *digest, size_t digest_len,
    const uint8_t *signature, size_t signature_len, cosign_error_t *err);
cosign_rc_t __wrap_cosign_pubkey_verify_digest(const cosign_pubkey_t *key,
    cosign_hash_t hash, const uint8_t *digest, size_t digest_len,
    const uint8_t *signature, size_t signature_len, cosign_error_t *err);
cosign_rc_t __real_csn_pubkey_from_spki(
    cosign_pubkey_t **out, struct csn_span der, cosign_error_t *err);
cosign_rc_t __wrap_csn_pubkey_from_spki(
    cosign_pubkey_t **out, struct csn_span der, cosign_error_t *err);
void __real_csn_hasher_update(
    struct csn_hasher *h, const void *data, size_t len);
void __wrap_csn_hasher_update(
    struct csn_hasher *h, const void *data, size_t len);
void __real_csn_digest_bytes(
    struct csn_digest *out, cosign_hash_t hash, const void *data, size_t len);
void __wrap_csn_digest_bytes(
    struct csn_digest *out, cosign_hash_t hash, const void *data, size_t len);

cosign_rc_t
__wrap_csn_pubkey_verify_as(const cosign_pubkey_t *key, cosign_hash_t hash,
    int pss, struct csn_span message, struct csn_span sig, cosign_error_t *err)
{
	spent.signatures++;
	return __real_csn_pubkey_verify_as(key, hash, pss, message, sig, err);
}

cosign_rc_t
__wrap_cosign_pubkey_verify_digest(const cosign_pubkey_t *key,
    cosign_hash_t hash, const uint8_t *digest, size_t digest_len,
    const uint8_t *signature, size_t signature_len, cosign_error_t *err)
{
	spent.signatures++;
	return __real_cosign_pubkey_verify_digest(
	    key, hash, digest, digest_len, signature, signature_len, err);
}

cosign_rc_t
__wrap_csn_pubkey_from_spki(
    cosign_pubkey_t **out, struct csn_span der, cosign_error_t *err)
{
	spent.keys++;
	return __real_csn_pubkey_from_spki(out, der, err);
}

void
__wrap_csn_hasher_update(struct csn_hasher *h, const void *data, size_t len)
{
	spent.bytes += len;
	__real_csn_hasher_update(h, data, len);
}

void
__wrap_csn_digest_bytes(
    struct csn_digest *out, cosign_hash_t hash, const void *data, size_t len)
{
	spent.bytes += len;
	__real_csn_digest_bytes(out, hash, data, len);
}

static struct vs *vs;

static void
enter(void)
{
	vs = vs_new(NULL);
}

static void
leave(void)
{
	vs_free(vs);
}

TestSuite(budget, .init = enter, .fini = leave);

/* Read a bundle, ask, and count what that alone took. */
static cosign_rc_t
cost_of(const char *json)
{
	const char *root = vs_trusted_root(vs, NULL);
	cosign_trust_t *trust = NULL;
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;
	size_t keys, bytes;

	memset(&spent, 0, sizeof(spent));
	cr_assert_eq(
	    cosign_trust_parse(&trust, root, strlen(root), err), COSIGN_OK);
	keys = spent.keys;
	bytes = spent.bytes;
	cosign_trust_free(trust);
	memset(&spent, 0, sizeof(spent));
	rc = hostile_verify(vs, json, NULL, err);
	/* It reads the trusted root, too. */
	cr_assert(spent.keys >= keys && spent.bytes >= bytes);
	spent.keys -= keys;
	spent.bytes -= bytes;
	cosign_error_free(err);
	return rc;
}

static struct vs_signature *
logged(size_t entries)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	size_t i;

	for (i = 0; i < entries; i++)
		(void)vs_log(sig, NULL);
	return sig;
}

/* Promise, checkpoint, certificate and its authority, SCT, signature. */
#define ORDINARY 6

Test(budget, an_ordinary_bundle)
{
	cr_expect_eq(cost_of(vs_bundle(logged(1), NULL)), COSIGN_OK);
	cr_expect_leq(spent.signatures, ORDINARY, "%zu", spent.signatures);
	cr_expect_geq(spent.signatures, ORDINARY - 1, "%zu", spent.signatures);
	cr_expect_leq(spent.keys, 1, "%zu", spent.keys);
	cr_expect_leq(spent.bytes, 32768, "%zu", spent.bytes);
}

/* What is too much is seen before anything is verified. */
Test(budget, nothing_for_what_is_too_much)
{
	struct vs_signature *sig = logged(CSN_TLOG_ENTRIES_MAX + 1);
	const struct vs_timestamp_options o = { .time = VS_NOW + 2 };
	size_t i;

	cr_expect_eq(cost_of(vs_bundle(sig, NULL)), COSIGN_E_LIMIT);
	cr_expect_eq(spent.signatures + spent.keys, 0);
	cr_expect_eq(spent.bytes, 0, "%zu", spent.bytes);
	sig = logged(1);
	(void)vs_stamp(sig, &o);
	for (i = 0; i < CSN_TIMESTAMPS_MAX; i++)
		sig->timestamps[sig->timestamp_count++] = sig->timestamps[0];
	cr_expect_eq(cost_of(vs_bundle(sig, NULL)), COSIGN_E_LIMIT);
	cr_expect_eq(spent.signatures + spent.keys, 0);
	cr_expect_eq(spent.bytes, 0, "%zu", spent.bytes);
}

/* The same entry or timestamp again is refused before any is asked about. */
Test(budget, nothing_for_repetitions)
{
	struct vs_signature *sig = logged(1);
	size_t i;

	for (i = 1; i < CSN_TLOG_ENTRIES_MAX; i++)
		sig->entries[sig->entry_count++] = sig->entries[0];
	cr_expect_eq(cost_of(vs_bundle(sig, NULL)), COSIGN_E_DUPLICATE);
	cr_expect_eq(spent.signatures, 0, "%zu", spent.signatures);
	sig = logged(0);
	(void)vs_stamp(sig, NULL);
	for (i = 1; i < CSN_TIMESTAMPS_MAX; i++)
		sig->timestamps[sig->timestamp_count++] = sig->timestamps[0];
	(void)vs_log(sig, NULL);
	cr_expect_eq(cost_of(vs_bundle(sig, NULL)), COSIGN_E_DUPLICATE);
	cr_expect_leq(spent.signatures, 2, "%zu", spent.signatures);
}

/* Two for each entry, and what there is once. */
Test(budget, of_most_entries)
{
	cr_expect_eq(
	    cost_of(vs_bundle(logged(CSN_TLOG_ENTRIES_MAX), NULL)), COSIGN_OK);
	cr_expect_leq(spent.signatures, 2 * CSN_TLOG_ENTRIES_MAX + ORDINARY,
	    "%zu", spent.signatures);
	cr_expect_leq(spent.keys, 1, "%zu", spent.keys);
}

/* A log's own line again and again: each is verified, and no more. */
Test(budget, of_a_checkpoint)
{
	struct vs_signature *sig = logged(1);
	struct vs_entry *entry = sig->entries[0];
	const char *line = strrchr(entry->checkpoint, '\xe2');

	cr_assert_not_null(line);
	entry->checkpoint = vs_text(vs, "%s%s", entry->checkpoint,
	    hostile_repeat(vs, line, CSN_NOTE_SIGNATURES_MAX - 1));
	cr_expect_eq(cost_of(vs_bundle(sig, NULL)), COSIGN_OK);
	cr_expect_leq(spent.signatures, CSN_NOTE_SIGNATURES_MAX + ORDINARY,
	    "%zu", spent.signatures);
	/* One that is refused ends it. */
	entry->checkpoint[0] ^= 1;
	cr_expect_eq(cost_of(vs_bundle(sig, NULL)), COSIGN_E_CHECKPOINT);
	cr_expect_leq(spent.signatures, ORDINARY, "%zu", spent.signatures);
}

/* The text of a note is hashed for a line of the log, not for all. */
Test(budget, of_a_long_checkpoint)
{
	struct vs_entry_options o = { .log = NULL };
	struct vs_signature *sig = vs_sign(vs, NULL);

	o.note.extensions = hostile_repeat(vs, "x\n", 20000);
	o.note.witnesses = 50;
	(void)vs_log(sig, &o);
	cr_expect_eq(cost_of(vs_bundle(sig, NULL)), COSIGN_OK);
	cr_expect_leq(spent.bytes, 40000 + 32768, "%zu", spent.bytes);
}

/* A certificate of the same name, that issued nothing. */
static const struct vs_cert *
namesake(const struct vs_cert *cert)
{
	struct vs_cert_options o = { .basic = "critical,CA:TRUE" };
	X509_NAME *name = X509_get_subject_name(cert->x509);
	char organization[64], common_name[64];

	cr_assert(X509_NAME_get_text_by_NID(name, NID_organizationName,
		      organization, sizeof(organization)) > 0);
	cr_assert(X509_NAME_get_text_by_NID(name, NID_commonName, common_name,
		      sizeof(common_name)) > 0);
	o.organization = organization;
	o.common_name = common_name;
	return vs_cert(vs, NULL, &o);
}

/* Certificates between the authority's and its root come with the timestamps;
   each of one name costs a signature, and all draw on the same budget. */
Test(budget, of_timestamps)
{
	const struct vs_authority_options three = { .depth = 3 };
	const struct vs_options options = { .tsa = &three };
	const struct vs_cert *first[13] = { NULL };
	struct vs_timestamp_options o = { .embed = VS_EMBED_CHAIN,
		.first = first };
	struct vs_signature *sig;
	size_t i;

	vs_free(vs);
	vs = vs_new(&options);
	vs->tsa->cut_first = 2;
	for (i = 0; i + 1 < sizeof(first) / sizeof(first[0]); i++)
		first[i] = namesake(vs->tsa->chain[1]);
	sig = logged(1);
	for (i = 0; i < CSN_TIMESTAMPS_MAX; i++) {
		o.time = VS_NOW + 2 + (int64_t)i;
		(void)vs_stamp(sig, &o);
	}
	cr_expect_eq(cost_of(vs_bundle(sig, NULL)), COSIGN_E_UNTRUSTED);
	cr_expect_leq(spent.signatures,
	    CSN_BUNDLE_CHECKS_MAX + CSN_TIMESTAMPS_MAX + ORDINARY, "%zu",
	    spent.signatures);
	cr_expect_geq(
	    spent.signatures, CSN_BUNDLE_CHECKS_MAX, "%zu", spent.signatures);
	cr_expect_leq(spent.keys,
	    CSN_TIMESTAMPS_MAX * CSN_TOKEN_CERTIFICATES_MAX + 1, "%zu",
	    spent.keys);
}

/* A payload is hashed once for each entry about it. */
Test(budget, of_a_large_payload)
{
	const struct vs_sign_options sign = { .dsse = 1,
		.text = { .to = hostile_repeat(vs, " ", 200000) } };
	struct vs_signature *sig = vs_sign(vs, &sign);
	size_t i;

	for (i = 0; i < 4; i++)
		(void)vs_log(sig, NULL);
	cr_expect_eq(cost_of(vs_bundle(sig, NULL)), COSIGN_OK);
	cr_expect_leq(
	    spent.bytes, (4 + 2) * 201000 + 65536, "%zu", spent.bytes);
}
