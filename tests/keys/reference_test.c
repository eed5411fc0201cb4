#include "password.h"
#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER COSIGN_VECTORS "/keys/accepted/"

Test(reference, opens_a_path)
{
	struct typist t = typist(PASSWORD);
	cosign_keyring_t *ring = NULL;
	cosign_pubkey_t *pub = NULL;
	cosign_key_t *key = NULL;

	MUST(cosign_key_load(
	    &key, FOLDER "example.key", type_password, &t, NULL));
	MUST(cosign_pubkey_load(&pub, FOLDER "example.pub", NULL));
	MUST(cosign_keyring_load(&ring, FOLDER "example.pub", 0, NULL));
	cr_expect_str_eq(
	    cosign_pubkey_pem(pub), cosign_pubkey_pem(cosign_key_public(key)));
	cr_expect_eq(cosign_keyring_count(ring), 1);
	cosign_key_free(key);
	cosign_pubkey_free(pub);
	cosign_keyring_free(ring);
}

Test(reference, opens_a_variable)
{
	struct vector file = vector_load("keys/accepted", "example.key");
	struct vector plain = vector_load("keys/accepted", "p256-sec1.pem");
	struct vector public = vector_load("keys/accepted", "example.pub");
	struct typist t = typist(PASSWORD);
	cosign_pubkey_t *pub = NULL;
	cosign_key_t *key = NULL;

	cr_assert_eq(setenv("TEST_KEY", file.data, 1), 0);
	cr_assert_eq(setenv("TEST_PLAIN", plain.data, 1), 0);
	cr_assert_eq(setenv("TEST_PUB", public.data, 1), 0);
	MUST(cosign_key_load(&key, "env://TEST_KEY", type_password, &t, NULL));
	MUST(cosign_pubkey_load(&pub, "env://TEST_PUB", NULL));
	cr_expect_str_eq(
	    cosign_pubkey_pem(pub), cosign_pubkey_pem(cosign_key_public(key)));
	cosign_key_free(key);
	MUST(
	    cosign_key_import_load(&key, "env://TEST_PLAIN", NULL, NULL, NULL));
	cosign_key_free(key);
	cosign_pubkey_free(pub);
	vector_free(&file);
	vector_free(&plain);
	vector_free(&public);
}

Test(reference, imports_from_files_and_pipes)
{
	struct vector file = vector_load("keys/accepted", "p256-sec1.pem");
	cosign_key_t *key = NULL;
	char path[32];
	int ends[2];

	MUST(cosign_key_import_load(
	    &key, FOLDER "rsa4096-pkcs1.der", NULL, NULL, NULL));
	cosign_key_free(key);
	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(write(ends[1], file.data, file.len), (ssize_t)file.len);
	(void)close(ends[1]);
	(void)snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	MUST(cosign_key_import_load(&key, path, NULL, NULL, NULL));
	cosign_key_free(key);
	vector_free(&file);
}

struct refused {
	char reference[48];
	cosign_rc_t rc;
	char message[80];
};

ParameterizedTestParameters(reference, refuses)
{
	static struct refused rows[] = {
		{ "", COSIGN_E_ARGUMENT, "key: no reference given" },
		{ "missing.key", COSIGN_E_NOT_FOUND, "missing.key: No such" },
		{ "folder", COSIGN_E_DIRECTORY, "folder: is a directory" },
		{ "fifo", COSIGN_E_FILE_KIND, "fifo: is a FIFO" },
		{ "large", COSIGN_E_LIMIT, "large: more than 1048576 bytes" },
		{ "env://NO_SUCH_VARIABLE", COSIGN_E_REFERENCE,
		    "env://NO_SUCH_VARIABLE: the variable is not set" },
		{ "env://", COSIGN_E_REFERENCE, "env://: the variable is not" },
		{ "x://y", COSIGN_E_REFERENCE, "x://y: no such scheme" },
		{ "://y", COSIGN_E_REFERENCE, "://y: no such scheme" },
		{ "ENV://HOME", COSIGN_E_REFERENCE, "ENV://HOME: no such" },
		{ "https://example.com/k", COSIGN_E_REFERENCE,
		    "https://example.com/k: keys are not fetched from https" },
		{ "k8s://ns/name", COSIGN_E_REFERENCE,
		    "k8s://ns/name: keys are not fetched from k8s://" },
		{ "awskms:///alias/x", COSIGN_E_REFERENCE,
		    "awskms:///alias/x: keys are not fetched from awskms" },
		{ "pkcs11:token=x", COSIGN_E_REFERENCE,
		    "pkcs11:token=x: keys on tokens are not used" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

/* The same for everything that takes a reference. */
ParameterizedTest(struct refused *row, reference, refuses,
    .init = scratch_enter, .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();
	char *large = calloc(1, (1 << 20) + 1);
	cosign_keyring_t *ring;
	cosign_pubkey_t *pub;
	cosign_key_t *key;

	scratch_write("large", large, (1 << 20) + 1);
	cr_assert_eq(mkdir("folder", 0700), 0);
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	expect_error(err,
	    cosign_key_load(&key, row->reference, NULL, NULL, err), row->rc,
	    row->message);
	cr_expect_null(key);
	expect_error(err,
	    cosign_key_import_load(&key, row->reference, NULL, NULL, err),
	    row->rc, row->message);
	cr_expect_null(key);
	expect_error(err, cosign_pubkey_load(&pub, row->reference, err),
	    row->rc, row->message);
	cr_expect_null(pub);
	expect_error(err, cosign_keyring_load(&ring, row->reference, 0, err),
	    row->rc, row->message);
	cr_expect_null(ring);
	free(large);
	cosign_error_free(err);
}

Test(reference, says_which_file_is_damaged, .init = scratch_enter,
    .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *pub;
	cosign_key_t *key;

	scratch_write("a.key", "rubbish", 7);
	expect_error(err, cosign_key_load(&key, "a.key", NULL, NULL, err),
	    COSIGN_E_PEM, "a.key: key file: no PEM block");
	expect_error(err,
	    cosign_key_import_load(&key, "a.key", NULL, NULL, err),
	    COSIGN_E_DER, "a.key: import: DER: ");
	cr_expect_neq(cosign_pubkey_load(&pub, "a.key", err), COSIGN_OK);
	expect_prefix(cosign_error_message(err), "a.key: ");
	cosign_error_free(err);
}
