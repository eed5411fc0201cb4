#include "crypto/key_internal.h"
#include "crypto/pem.h"
#include "util/limits.h"

#include <stdlib.h>

/* A key or certificate in whatever form it came. */
struct source {
	enum csn_key_format format;
	struct csn_span der;
	struct csn_pem pem; /* holds der, if it came as PEM */
};

static void
source_dispose(struct source *source)
{
	csn_pem_dispose(&source->pem);
}

/* The next block of a PEM text. */
static cosign_rc_t
next_block(
    struct source *out, struct csn_span text, size_t *at, cosign_error_t *err)
{
	cosign_rc_t rc = csn_pem_next(&out->pem, text, at, err);

	if (rc != COSIGN_OK)
		return rc;
	out->format = csn_key_format_of_label(out->pem.label);
	out->der = csn_span(out->pem.der.p, out->pem.der.len);
	return COSIGN_OK;
}

static cosign_rc_t
check_input(const void *data, size_t len, cosign_error_t *err)
{
	if (data == NULL && len > 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "no data");
	if (len == 0)
		return csn_fail(err, COSIGN_E_MALFORMED, "empty");
	if (len > CSN_KEY_FILE_MAX)
		return csn_fail(err, COSIGN_E_LIMIT, "more than %zu bytes",
		    CSN_KEY_FILE_MAX);
	return COSIGN_OK;
}

/* Whether it is one DER element at least by its first byte. */
static int
is_der(struct csn_span text)
{
	return text.p[0] == 0x30;
}

static cosign_rc_t
check_form(struct csn_span text, cosign_error_t *err)
{
	if (csn_pem_looks_like(text) || is_der(text))
		return COSIGN_OK;
	return csn_fail(err, COSIGN_E_PEM, "neither PEM nor DER");
}

/* DER that cannot be told is read as what is wanted: that reader says what is
   wrong with it. */
static void
read_der(struct source *out, struct csn_span der)
{
	const enum csn_key_format format = csn_key_format_of_der(der);

	if (format != CSN_FORMAT_OTHER)
		out->format = format;
	out->der = der;
}

/* The only key of a text; out->format is what is wanted. */
static cosign_rc_t
read_only_one(struct source *out, struct csn_span text, cosign_error_t *err)
{
	struct source second = { .format = CSN_FORMAT_OTHER };
	cosign_rc_t rc;
	size_t at = 0;

	if (!csn_pem_looks_like(text)) {
		read_der(out, text);
		return COSIGN_OK;
	}
	rc = next_block(out, text, &at, err);
	if (rc != COSIGN_OK)
		return rc;
	rc = next_block(&second, text, &at, NULL);
	source_dispose(&second);
	if (rc == COSIGN_E_NOT_FOUND)
		return COSIGN_OK;
	if (rc == COSIGN_E_NOMEM)
		return csn_fail_nomem(err);
	return csn_fail(
	    err, COSIGN_E_MALFORMED, "more than one block in the PEM text");
}

static cosign_rc_t
fail_kind(const struct source *source, cosign_error_t *err)
{
	const struct csn_span label = source->pem.label;
	const int len =
	    label.len > CSN_QUOTE_MAX ? CSN_QUOTE_MAX : (int)label.len;

	switch (source->format) {
	case CSN_FORMAT_SPKI:
	case CSN_FORMAT_RSA_PUBLIC:
		return csn_fail(
		    err, COSIGN_E_KEY_KIND, "a public key, not a certificate");
	case CSN_FORMAT_CERTIFICATE:
		return csn_fail(
		    err, COSIGN_E_KEY_KIND, "a certificate, not a public key");
	case CSN_FORMAT_PRIVATE:
		return csn_fail(
		    err, COSIGN_E_KEY_KIND, "a private key, not a public one");
	case CSN_FORMAT_OTHER:
		break;
	}
	return csn_fail(err, COSIGN_E_KEY_KIND,
	    "PEM of \"%.*s\", not of a public key", len,
	    label.len > 0 ? (const char *)label.p : "");
}

static cosign_rc_t
read_fields(
    struct csn_spki *out, const struct source *source, cosign_error_t *err)
{
	switch (source->format) {
	case CSN_FORMAT_SPKI:
		return csn_spki_read(out, source->der, err);
	case CSN_FORMAT_RSA_PUBLIC:
		return csn_rsa_public_read(out, source->der, err);
	case CSN_FORMAT_CERTIFICATE:
		return csn_certificate_spki(out, source->der, err);
	case CSN_FORMAT_PRIVATE:
	case CSN_FORMAT_OTHER:
		break;
	}
	return fail_kind(source, err);
}

static cosign_rc_t
make_key(
    cosign_pubkey_t **out, const struct source *source, cosign_error_t *err)
{
	struct csn_spki fields;
	cosign_rc_t rc = read_fields(&fields, source, err);

	if (rc != COSIGN_OK)
		return rc;
	return csn_pubkey_from_fields(out, &fields, err);
}

/* One key, if its format is a public key's or a certificate's as wanted. */
static cosign_rc_t
parse_one(cosign_pubkey_t **out, const void *data, size_t len,
    int want_certificate, cosign_error_t *err)
{
	const struct csn_span text = csn_span(data, len);
	struct source source = { .format = want_certificate
		    ? CSN_FORMAT_CERTIFICATE
		    : CSN_FORMAT_SPKI };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(check_input(data, len, err));
	CSN_TRY(check_form(text, err));
	CSN_TRY(read_only_one(&source, text, err));
	if ((source.format == CSN_FORMAT_CERTIFICATE) != want_certificate) {
		rc = fail_kind(&source, err);
		goto out;
	}
	CSN_TRY(make_key(out, &source, err));
	rc = COSIGN_OK;
out:
	source_dispose(&source);
	return rc;
}

cosign_rc_t
cosign_pubkey_parse(
    cosign_pubkey_t **out, const void *data, size_t len, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "public key: no out");
	*out = NULL;
	return csn_fail_at(
	    err, parse_one(out, data, len, 0, err), "public key");
}

cosign_rc_t
cosign_pubkey_from_certificate(
    cosign_pubkey_t **out, const void *data, size_t len, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "certificate: no out");
	*out = NULL;
	return csn_fail_at(
	    err, parse_one(out, data, len, 1, err), "certificate");
}

struct cosign_keyring {
	size_t count;
	cosign_pubkey_t *keys[CSN_KEYRING_MAX];
};

uint32_t
cosign_keyring_certificates(void)
{
	return COSIGN_KEYRING_CERTIFICATES;
}

static cosign_rc_t
add_key(cosign_keyring_t *ring, const struct source *source, uint32_t flags,
    cosign_error_t *err)
{
	cosign_rc_t rc;

	if (ring->count == CSN_KEYRING_MAX)
		return csn_fail(
		    err, COSIGN_E_LIMIT, "more than %d keys", CSN_KEYRING_MAX);
	if (source->format == CSN_FORMAT_CERTIFICATE &&
	    (flags & COSIGN_KEYRING_CERTIFICATES) == 0)
		return fail_kind(source, err);
	rc = make_key(&ring->keys[ring->count], source, err);
	if (rc == COSIGN_OK)
		ring->count++;
	return rc;
}

static cosign_rc_t
add_blocks(cosign_keyring_t *ring, struct csn_span text, uint32_t flags,
    cosign_error_t *err)
{
	struct source source = { .format = CSN_FORMAT_OTHER };
	cosign_rc_t rc;
	size_t at = 0;

	for (;;) {
		rc = next_block(&source, text, &at, err);
		if (rc == COSIGN_E_NOT_FOUND && ring->count > 0) {
			cosign_error_clear(err); /* that was the last one */
			return COSIGN_OK;
		}
		if (rc == COSIGN_OK)
			rc = add_key(ring, &source, flags, err);
		source_dispose(&source);
		if (rc != COSIGN_OK)
			return csn_fail_at(err, rc, "key %zu", ring->count + 1);
	}
}

static cosign_rc_t
fill_ring(cosign_keyring_t *ring, const void *data, size_t len, uint32_t flags,
    cosign_error_t *err)
{
	const struct csn_span text = csn_span(data, len);
	struct source source = { .format = CSN_FORMAT_SPKI };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(check_input(data, len, err));
	CSN_TRY(check_form(text, err));
	if (csn_pem_looks_like(text))
		return add_blocks(ring, text, flags, err);
	read_der(&source, text);
	return add_key(ring, &source, flags, err);
out:
	return rc;
}

cosign_rc_t
cosign_keyring_parse(cosign_keyring_t **out, const void *data, size_t len,
    uint32_t flags, cosign_error_t *err)
{
	cosign_keyring_t *ring;
	cosign_rc_t rc;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "keyring: no out");
	*out = NULL;
	if ((flags & ~COSIGN_KEYRING_CERTIFICATES) != 0)
		return csn_fail(err, COSIGN_E_ARGUMENT, "keyring: flags");
	ring = calloc(1, sizeof(*ring));
	if (ring == NULL)
		return csn_fail_nomem(err);
	rc = fill_ring(ring, data, len, flags, err);
	if (rc != COSIGN_OK) {
		cosign_keyring_free(ring);
		return csn_fail_at(err, rc, "keyring");
	}
	*out = ring;
	return COSIGN_OK;
}

size_t
cosign_keyring_count(const cosign_keyring_t *ring)
{
	return ring == NULL ? 0 : ring->count;
}

const cosign_pubkey_t *
cosign_keyring_key(const cosign_keyring_t *ring, size_t index)
{
	if (ring == NULL || index >= ring->count)
		return NULL;
	return ring->keys[index];
}

void
cosign_keyring_free(cosign_keyring_t *ring)
{
	size_t i;

	if (ring == NULL)
		return;
	for (i = 0; i < ring->count; i++)
		cosign_pubkey_free(ring->keys[i]);
	free(ring);
}
