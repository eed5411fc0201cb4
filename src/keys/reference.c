#include "file/fd.h"
#include "keys/secret.h"
#include "util/limits.h"
#include "util/source.h"

#include <cosign/file.h>
#include <cosign/key.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENV "env://"

/* Where cosign finds keys and this library does not. */
static const char *const unsupported[] = { "http", "https", "k8s", "gitlab",
	"github", "awskms", "azurekms", "gcpkms", "hashivault", "openbao" };

static cosign_rc_t
fail_scheme(const char *reference, size_t len, cosign_error_t *err)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(unsupported); i++)
		if (strlen(unsupported[i]) == len &&
		    strncmp(unsupported[i], reference, len) == 0)
			return csn_fail(err, COSIGN_E_REFERENCE,
			    "%s: keys are not fetched from %s://", reference,
			    unsupported[i]);
	return csn_fail(err, COSIGN_E_REFERENCE,
	    "%s: no such scheme: a path or env://NAME is expected", reference);
}

/* *value: what the variable holds, NULL for a path. */
static cosign_rc_t
resolve(const char **value, const char *reference, cosign_error_t *err)
{
	const char *colon;

	*value = NULL;
	if (reference == NULL || *reference == '\0')
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "key: no reference given");
	if (strncmp(reference, "pkcs11:", strlen("pkcs11:")) == 0)
		return csn_fail(err, COSIGN_E_REFERENCE,
		    "%s: keys on tokens are not used", reference);
	if (strncmp(reference, ENV, strlen(ENV)) == 0) {
		*value = getenv(reference + strlen(ENV));
		if (*value == NULL)
			return csn_fail(err, COSIGN_E_REFERENCE,
			    "%s: the variable is not set", reference);
		return COSIGN_OK;
	}
	colon = strstr(reference, "://");
	if (colon != NULL)
		return fail_scheme(reference, (size_t)(colon - reference), err);
	return COSIGN_OK;
}

/* What a reference leads to; *memory is what has to be freed. */
static cosign_rc_t
load(struct csn_span *out, char **memory, const char *reference,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const char *value;
	size_t len;

	*memory = NULL;
	CSN_TRY(resolve(&value, reference, err));
	if (value != NULL) {
		*out = csn_span_str(value);
		return COSIGN_OK;
	}
	CSN_TRY(
	    cosign_file_load(memory, &len, reference, CSN_KEY_FILE_MAX, err));
	*out = csn_span(*memory, len);
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_key_load(cosign_key_t **out, const char *reference,
    cosign_password_fn password, void *user, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span data;
	char *memory = NULL;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "key: no out");
	*out = NULL;
	CSN_TRY(load(&data, &memory, reference, err));
	CSN_TRY(csn_fail_at(err,
	    cosign_key_parse(out, data.p, data.len, password, user, err), "%s",
	    reference));
	rc = COSIGN_OK;
out:
	cosign_free(memory);
	return rc;
}

cosign_rc_t
cosign_pubkey_load(
    cosign_pubkey_t **out, const char *reference, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span data;
	char *memory = NULL;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "key: no out");
	*out = NULL;
	CSN_TRY(load(&data, &memory, reference, err));
	CSN_TRY(csn_fail_at(err,
	    cosign_pubkey_parse(out, data.p, data.len, err), "%s", reference));
	rc = COSIGN_OK;
out:
	cosign_free(memory);
	return rc;
}

cosign_rc_t
cosign_keyring_load(cosign_keyring_t **out, const char *reference,
    uint32_t flags, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span data;
	char *memory = NULL;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "key: no out");
	*out = NULL;
	CSN_TRY(load(&data, &memory, reference, err));
	CSN_TRY(csn_fail_at(err,
	    cosign_keyring_parse(out, data.p, data.len, flags, err), "%s",
	    reference));
	rc = COSIGN_OK;
out:
	cosign_free(memory);
	return rc;
}

/* A whole file into guarded memory: it may be a key that is not encrypted. */
static cosign_rc_t
load_secret(struct csn_secret *out, const char *path, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_source_state state;
	int fd = -1, errnum;
	size_t size;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_open_source(&fd, path, err));
	CSN_TRY(csn_source_begin(&state, fd, err));
	/* One byte more than there should be shows the end. */
	size = state.left > 0 && state.left < CSN_KEY_FILE_MAX
	    ? (size_t)state.left + 1
	    : CSN_KEY_FILE_MAX + 1;
	CSN_TRY(csn_secret_new(out, size, err));
	errnum = csn_fd_read(fd, out->p, out->size, &out->len);
	if (errnum != 0) {
		rc = csn_fail_errno(err, errnum, "reading");
		goto out;
	}
	if (out->len > CSN_KEY_FILE_MAX) {
		rc = csn_fail(err, COSIGN_E_LIMIT, "more than %zu bytes",
		    CSN_KEY_FILE_MAX);
		goto out;
	}
	CSN_TRY(csn_source_unchanged(&state, fd, out->len, err));
	rc = COSIGN_OK;
out:
	/* What failed to open says so itself. */
	if (fd >= 0) {
		(void)close(fd);
		(void)csn_fail_at(err, rc, "%s", path);
	}
	if (rc != COSIGN_OK)
		csn_secret_dispose(out);
	return rc;
}

cosign_rc_t
cosign_key_import_load(cosign_key_t **out, const char *reference,
    cosign_password_fn password, void *user, cosign_error_t *err)
{
	struct csn_secret file = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span data;
	const char *value;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "import: no out");
	*out = NULL;
	CSN_TRY(resolve(&value, reference, err));
	if (value != NULL) {
		data = csn_span_str(value);
	} else {
		CSN_TRY(load_secret(&file, reference, err));
		data = csn_secret_span(&file);
	}
	CSN_TRY(csn_fail_at(err,
	    cosign_key_import(out, data.p, data.len, password, user, err), "%s",
	    reference));
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&file);
	return rc;
}
