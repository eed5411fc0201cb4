/* generate-key-pair, import-key-pair, public-key. */
#include "cosignc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
setup(void)
{
	cosignc_setup();
	(void)setenv("COSIGN_PASSWORD", "secret", 1);
}

TestSuite(keypair, .init = setup, .fini = cosignc_teardown);

static struct process_result
openssl(const char *const *argv)
{
	const struct process_options o = { .argv = argv };
	struct process_result p;

	cr_assert_eq(process_run(&p, &o), 0);
	cr_assert_eq(p.status, 0, "openssl: %s", p.err);
	return p;
}

Test(keypair, generates_with_cosigns_names_modes_and_messages)
{
	struct process_result p = cosignc("generate-key-pair");
	char *key, *pub;

	expect_status(&p, 0);
	cr_expect_str_empty(p.out);
	cr_expect_str_eq(p.err,
	    "Private key written to cosign.key\n"
	    "Public key written to cosign.pub\n");
	cr_expect_eq(file_mode("cosign.key"), 0600);
	cr_expect_eq(file_mode("cosign.pub"), 0644);
	key = file_read("cosign.key", NULL);
	expect_prefix(key, "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n");
	pub = file_read("cosign.pub", NULL);
	expect_prefix(pub, "-----BEGIN PUBLIC KEY-----\nMFkw");
	process_dispose(&p);
	p = cosignc("public-key --key cosign.key");
	expect_status(&p, 0);
	cr_expect_str_eq(p.out, pub);
	cr_expect_str_empty(p.err);
	process_dispose(&p);
	free(key);
	free(pub);
}

struct algorithm {
	char name[32];
	char text[32]; /* what openssl says of the public key */
};

ParameterizedTestParameters(keypair, generates_every_kind)
{
	static struct algorithm rows[] = {
		{ "ecdsa-sha2-256-nistp256", "ASN1 OID: prime256v1" },
		{ "ecdsa-sha2-384-nistp384", "ASN1 OID: secp384r1" },
		{ "ecdsa-sha2-512-nistp521", "ASN1 OID: secp521r1" },
		{ "rsa-sign-pkcs1-2048-sha256", "Public-Key: (2048 bit)" },
		{ "rsa-sign-pkcs1-3072-sha256", "Public-Key: (3072 bit)" },
		{ "ed25519", "ED25519 Public-Key:" },
	};

	return cr_make_param_array(struct algorithm, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct algorithm *row, keypair, generates_every_kind)
{
	static const char *const argv[] = { "openssl", "pkey", "-pubin", "-in",
		"k.pub", "-noout", "-text", NULL };
	struct process_result p;
	char line[128];

	(void)snprintf(line, sizeof(line),
	    "generate-key-pair --output-key-prefix k --signing-algorithm %s",
	    row->name);
	cosignc_must(line);
	p = openssl(argv);
	expect_contains(p.out, row->text);
	process_dispose(&p);
	file_text("f", "hello\n");
	cosignc_must("sign-blob --key k.key --tlog-upload=false --bundle b f");
	cosignc_must(
	    "verify-blob --key k.pub --insecure-ignore-tlog --bundle b f");
}

struct refused {
	char line[96];
	char error[320];
};

ParameterizedTestParameters(keypair, refuses)
{
	static struct refused rows[] = {
		{ "generate-key-pair cosign",
		    "could not parse scheme, use <scheme>://<ref> format\n" },
		{ "generate-key-pair k8s://default/key",
		    "undefined provider: k8s\n" },
		{ "generate-key-pair foo://bar", "undefined provider: foo\n" },
		{ "generate-key-pair --kms awskms:///alias/x",
		    "unknown flag: --kms\n" },
		{ "generate-key-pair --yes", "unknown flag: --yes\n" },
		{ "generate-key-pair --signing-algorithm rsa",
		    "invalid signing algorithm: rsa. Supported algorithms "
		    "are: ecdsa-sha2-256-nistp256, ecdsa-sha2-384-nistp384, "
		    "ecdsa-sha2-512-nistp521, rsa-sign-pkcs1-2048-sha256, "
		    "rsa-sign-pkcs1-3072-sha256, rsa-sign-pkcs1-4096-sha256, "
		    "ed25519\n" },
		/* A key file does not remember these. */
		{ "generate-key-pair --signing-algorithm ed25519-ph",
		    "invalid signing algorithm: ed25519-ph. Supported" },
		{ "generate-key-pair --output-key-prefix no/such",
		    "no/such: folder: No such file or directory\n" },
		{ "import-key-pair", "required flag(s) \"key\" not set\n" },
		{ "import-key-pair -k missing",
		    "missing: No such file or directory" },
		{ "import-key-pair -k .", ".: is a directory" },
		{ "import-key-pair -k garbage", "garbage: " },
		{ "import-key-pair --key fifo", "fifo: " },
		{ "import-key-pair -k pem", "pem: " },
		{ "public-key", "required flag(s) \"key\" not set\n" },
		{ "public-key --sk", "unknown flag: --sk\n" },
		{ "public-key --key missing",
		    "missing: No such file or directory" },
		{ "public-key --key .", ".: is a directory" },
		{ "public-key --key fifo", "fifo: " },
		{ "public-key --key garbage", "garbage: " },
		{ "public-key --key pem", "pem: " },
		{ "public-key --key env://NOT_SET", "env://NOT_SET: " },
		{ "public-key --key https://localhost/k",
		    "https://localhost/k: " },
		{ "public-key --key awskms:///alias/x", "awskms:///alias/x: " },
		{ "public-key --key k8s://n/k", "k8s://n/k: " },
		{ "public-key --key cosigns.key --outfile no/such",
		    "no/such: folder: No such file or directory\n" },
		{ "public-key --key cosigns.key --outfile .",
		    ".: Is a directory" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, keypair, refuses)
{
	struct process_result p;

	cosignc_must("generate-key-pair --output-key-prefix cosigns");
	cr_assert_eq(rename("cosigns.pub", "pem"), 0);
	file_text("garbage", "garbage");
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	p = cosignc(row->line);
	expect_error_line(&p, row->error);
	cr_expect_str_empty(p.out);
	cr_expect_not(file_exists("cosign.key"));
	cr_expect_not(file_exists("cosign.pub"));
	cr_expect_not(file_exists("import-cosign.key"));
	process_dispose(&p);
}

Test(keypair, imports_what_openssl_made)
{
	static const char *const make[] = { "openssl", "genpkey", "-algorithm",
		"EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec.pem",
		NULL };
	static const char *const show[] = { "openssl", "pkey", "-in", "ec.pem",
		"-pubout", NULL };
	struct process_result p = openssl(make);
	char *pub;

	process_dispose(&p);
	p = cosignc("import-key-pair --key ec.pem");
	expect_status(&p, 0);
	cr_expect_str_eq(p.err,
	    "Private key written to import-cosign.key\n"
	    "Public key written to import-cosign.pub\n");
	process_dispose(&p);
	cr_expect_eq(file_mode("import-cosign.key"), 0600);
	pub = file_read("import-cosign.pub", NULL);
	p = openssl(show);
	cr_expect_str_eq(p.out, pub);
	process_dispose(&p);
	free(pub);
	p = cosignc("import-key-pair --key ec.pem");
	expect_error_line(&p, "user declined the prompt");
	process_dispose(&p);
	p = cosignc("import-key-pair -k ec.pem -y");
	expect_status(&p, 0);
	expect_prefix(p.err,
	    "WARNING: File import-cosign.key already exists. Overwrite?\n"
	    "Private key written to import-cosign.key\n");
	process_dispose(&p);
	cosignc_must("import-key-pair -k ec.pem -o other");
	cr_expect(file_exists("other.key"));
	(void)setenv("COSIGN_YES", "true", 1);
	cosignc_must("import-key-pair -k ec.pem");
}

/* The way to another password. */
Test(keypair, imports_its_own_key_file)
{
	struct terminal t;
	char *was, *is;

	cosignc_material("cosign.key cosign.pub");
	(void)unsetenv("COSIGN_PASSWORD");
	t = cosignc_terminal("import-key-pair -k cosign.key -o again");
	terminal_expect(&t, "Enter password of the key to import: ");
	terminal_type(&t, "secret\n");
	terminal_expect(&t, "Enter password for private key: ");
	terminal_type(&t, "new\n");
	terminal_expect(&t, "Enter password for private key again: ");
	terminal_type(&t, "new\n");
	cr_expect_eq(terminal_wait(&t), 0);
	(void)setenv("COSIGN_PASSWORD", "new", 1);
	cosignc_must("public-key --key again.key");
	was = file_read("cosign.pub", NULL);
	is = file_read("again.pub", NULL);
	cr_expect_str_eq(was, is);
	free(was);
	free(is);
}

static const char *const make_encrypted[] = { "openssl", "genpkey",
	"-algorithm", "ED25519", "-aes-256-cbc", "-pass", "pass:old", "-out",
	"enc.pem", NULL };

Test(keypair, imports_an_encrypted_key_with_two_passwords)
{
	struct process_result p = openssl(make_encrypted);
	struct terminal t;

	process_dispose(&p);
	(void)unsetenv("COSIGN_PASSWORD");
	t = cosignc_terminal("import-key-pair -k enc.pem");
	terminal_expect(&t, "Enter password of the key to import: ");
	cr_expect_not(terminal_echoes(&t));
	terminal_type(&t, "old\n");
	terminal_expect(&t, "Enter password for private key: ");
	terminal_type(&t, "new\n");
	terminal_expect(&t, "Enter password for private key again: ");
	terminal_type(&t, "new\n");
	cr_expect_eq(terminal_wait(&t), 0);
	(void)setenv("COSIGN_PASSWORD", "new", 1);
	cosignc_must("public-key --key import-cosign.key");
}

/* A pipe can be read once: one password for both. */
Test(keypair, imports_an_encrypted_key_with_a_piped_password)
{
	struct process_result p = openssl(make_encrypted);

	process_dispose(&p);
	(void)unsetenv("COSIGN_PASSWORD");
	p = cosignc_with("import-key-pair -k enc.pem",
	    (struct process_options){ .input = "old", .input_len = 3 });
	expect_status(&p, 0);
	process_dispose(&p);
	(void)setenv("COSIGN_PASSWORD", "old", 1);
	cosignc_must("public-key --key import-cosign.key");
}

/* The answer is the first line of the pipe, the password the rest. */
Test(keypair, asks_before_it_opens_the_key_to_import)
{
	static const char input[] = "y\nold";
	struct process_result p = openssl(make_encrypted);

	process_dispose(&p);
	cosignc_material("cosign.key cosign.pub");
	cr_assert_eq(rename("cosign.key", "import-cosign.key"), 0);
	cr_assert_eq(rename("cosign.pub", "import-cosign.pub"), 0);
	(void)unsetenv("COSIGN_PASSWORD");
	p = cosignc_with("import-key-pair -k enc.pem",
	    (struct process_options){
		.input = input, .input_len = strlen(input) });
	expect_status(&p, 0);
	process_dispose(&p);
	(void)setenv("COSIGN_PASSWORD", "old", 1);
	cosignc_must("public-key --key import-cosign.key");
}

/* What it left leads nowhere: there is nothing to ask about. */
Test(keypair, is_not_stopped_by_a_run_that_was_killed)
{
	struct process_result p;

	cr_assert_eq(mkdir(".cosign.pair", 0700), 0);
	cr_assert_eq(mkdir(".cosign.pair/old", 0700), 0);
	cr_assert_eq(symlink("old", ".cosign.pair/now"), 0);
	cr_assert_eq(symlink(".cosign.pair/now/key", "cosign.key"), 0);
	p = cosignc("generate-key-pair");
	expect_status(&p, 0);
	cr_expect_str_eq(p.err,
	    "Private key written to cosign.key\n"
	    "Public key written to cosign.pub\n");
	cr_expect_not(file_exists(".cosign.pair"));
	process_dispose(&p);
}

Test(keypair, wrong_password_is_said)
{
	struct process_result p;

	cosignc_material("cosign.key cosign.pub");
	(void)setenv("COSIGN_PASSWORD", "wrong", 1);
	p = cosignc("public-key --key cosign.key --outfile o");
	expect_error_line(&p, "cosign.key: key file: wrong password");
	cr_expect_not(file_exists("o"));
	process_dispose(&p);
}

/* cosign leaves the tail of a longer file. */
Test(keypair, public_key_replaces_a_longer_file)
{
	struct process_result p;
	char *pub, *out;

	cosignc_material("cosign.key cosign.pub");
	pub = file_read("cosign.pub", NULL);
	out = calloc(1, 4001);
	cr_assert_not_null(out);
	memset(out, 'x', 4000);
	file_text("o", out);
	free(out);
	p = cosignc("public-key --key cosign.key --outfile o");
	expect_status(&p, 0);
	cr_expect_str_empty(p.out);
	cr_expect_str_eq(p.err, "Public key written to o\n");
	out = file_read("o", NULL);
	cr_expect_str_eq(out, pub);
	process_dispose(&p);
	p = cosignc("public-key --key cosign.key --outfile new");
	cr_expect_eq(file_mode("new"), 0600);
	process_dispose(&p);
	free(out);
	free(pub);
}

Test(keypair, key_from_a_variable)
{
	struct process_result p;
	char *key, *pub;

	cosignc_material("cosign.key cosign.pub");
	key = file_read("cosign.key", NULL);
	pub = file_read("cosign.pub", NULL);
	(void)setenv("MY_KEY", key, 1);
	p = cosignc("public-key --key env://MY_KEY");
	expect_status(&p, 0);
	cr_expect_str_eq(p.out, pub);
	process_dispose(&p);
	free(key);
	free(pub);
}

Test(keypair, imports_a_key_from_a_variable)
{
	char *key, *pub, *imported;

	cosignc_material("cosign.key cosign.pub");
	key = file_read("cosign.key", NULL);
	(void)setenv("MY_KEY", key, 1);
	cosignc_must("import-key-pair --key env://MY_KEY");
	pub = file_read("cosign.pub", NULL);
	imported = file_read("import-cosign.pub", NULL);
	cr_expect_str_eq(imported, pub);
	free(key);
	free(pub);
	free(imported);
}

/* The option from the environment; the command line comes first. */
Test(keypair, options_from_variables)
{
	(void)setenv("COSIGN_OUTPUT_KEY_PREFIX", "mine", 1);
	cosignc_must("generate-key-pair");
	cr_expect(file_exists("mine.key"));
	cosignc_must("generate-key-pair --output-key-prefix other");
	cr_expect(file_exists("other.key"));
	(void)setenv("COSIGN_KEY", "mine.key", 1);
	cosignc_must("public-key");
	(void)setenv("COSIGN_OUTPUT_KEY_PREFIX", "", 1);
	cosignc_must("generate-key-pair");
	cr_expect(file_exists("cosign.key"));
}
