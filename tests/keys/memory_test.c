/*
 * No page that a core dump would hold has a secret in it: not after a key was
 * made, imported, kept in a file, opened and signed with.
 *
 * Every readable mapping that the kernel would dump (no "dd" among its
 * VmFlags: MADV_DONTDUMP) is searched for pieces of each secret, in both byte
 * orders: OpenSSL's numbers are little-endian words. Pieces, because
 * whoever frees memory unwiped also loses its first bytes to malloc().
 *
 * Exit status 77 where the kernel does not tell, or memory is not its own.
 */
#include "keys/key_internal.h"
#include "keys/keyfile.h"
#include "password.h"
#include "util/base64.h"

#include <cosign/key.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE      16
#define PIECES_MAX 512
/* What is kept here of a secret is not the secret. */
#define MASK 0xa5

struct piece {
	char name[24];
	uint8_t masked[PIECE];
};

static struct piece pieces[PIECES_MAX];
static size_t piece_count;
/* Which pairs of bytes a piece begins with. */
static uint8_t begins[1 << 16];
static int leaks;

static size_t
pair_of(const uint8_t *p)
{
	return (size_t)p[0] << 8 | p[1];
}

static void
forget_pieces(void)
{
	piece_count = 0;
	memset(begins, 0, sizeof(begins));
}

static void
add_piece(const char *name, const uint8_t *p, int reverse)
{
	struct piece *piece = &pieces[piece_count];
	size_t i;

	if (piece_count == PIECES_MAX)
		exit(2);
	piece_count++;
	(void)snprintf(piece->name, sizeof(piece->name), "%s%s", name,
	    reverse ? " (words)" : "");
	for (i = 0; i < PIECE; i++)
		piece->masked[i] = p[reverse ? PIECE - 1 - i : i] ^ MASK;
	begins[pair_of(piece->masked)] = 1;
}

/* From now on nobody may leave this behind. */
static void
add_secret(const char *name, struct csn_span secret)
{
	size_t at;

	if (secret.len < PIECE)
		exit(2);
	for (at = 0; at + PIECE <= secret.len; at += PIECE) {
		add_piece(name, secret.p + at, 0);
		add_piece(name, secret.p + at, 1);
	}
	add_piece(name, secret.p + secret.len - PIECE, 0);
	add_piece(name, secret.p + secret.len - PIECE, 1);
}

/* Memory of this test that is left out as well. */
static uint8_t *
hidden(size_t size)
{
	uint8_t *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || madvise(p, size, MADV_DONTDUMP) != 0)
		exit(2);
	return p;
}

static int
is_piece(const uint8_t *p, const struct piece *piece)
{
	size_t i;

	for (i = 0; i < PIECE; i++)
		if ((p[i] ^ piece->masked[i]) != MASK)
			return 0;
	return 1;
}

static void
report(const uint8_t *p, const char *where, const char *when)
{
	size_t i;

	for (i = 0; i < piece_count; i++) {
		if (!is_piece(p, &pieces[i]))
			continue;
		(void)printf("%s: %s is in %s\n", when, pieces[i].name, where);
		leaks++;
	}
}

static void
search(const uint8_t *p, size_t len, const char *where, const char *when)
{
	const size_t mask = (size_t)MASK << 8 | MASK;
	size_t i;

	for (i = 0; i + PIECE <= len; i++)
		if (begins[pair_of(p + i) ^ mask])
			report(p + i, where, when);
}

struct mapping {
	unsigned long from, to;
	int readable;
	char name[128];
};

/* "from-to perms offset device inode name", all but numbers in hex. */
static int
read_mapping(struct mapping *m, const char *line)
{
	unsigned long from, to;
	char *end;
	int i;

	/* "Anonymous:" begins with a hexadecimal digit, too. */
	from = strtoul(line, &end, 16);
	if (end == line || *end != '-')
		return 0;
	to = strtoul(end + 1, &end, 16);
	if (*end != ' ')
		return 0;
	m->from = from;
	m->to = to;
	m->readable = end[1] == 'r';
	for (i = 0; i < 4; i++) {
		end += strspn(end, " ");
		end += strcspn(end, " ");
	}
	end += strspn(end, " ");
	(void)snprintf(m->name, sizeof(m->name), "%.*s",
	    (int)strcspn(end, "\n"), *end == '\n' ? "memory" : end);
	return 1;
}

/* Chunks overlap by a piece. */
static void
search_mapping(int mem, const struct mapping *m, uint8_t *chunk, size_t size,
    const char *when)
{
	unsigned long at;
	ssize_t n;

	for (at = m->from; at < m->to; at += size - PIECE) {
		const size_t left = m->to - at;

		n = pread(mem, chunk, left < size ? left : size, (off_t)at);
		if (n > 0)
			search(chunk, (size_t)n, m->name, when);
	}
}

static void
scan(const char *when)
{
	static uint8_t *chunk;
	const size_t size = (size_t)1 << 20;
	FILE *smaps = fopen("/proc/self/smaps", "r");
	int mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC), flags = 0;
	struct mapping m = { 0 };
	char line[512];

	if (smaps == NULL || mem < 0) {
		(void)printf("no /proc/self/smaps: skipped\n");
		exit(77);
	}
	if (chunk == NULL)
		chunk = hidden(size);
	while (fgets(line, sizeof(line), smaps) != NULL) {
		if (read_mapping(&m, line) || strncmp(line, "VmFlags:", 8) != 0)
			continue;
		flags = 1;
		/* Neither dumped nor readable: guard pages, [vvar]. */
		if (m.readable && strstr(line, " dd") == NULL &&
		    strncmp(m.name, "[v", 2) != 0)
			search_mapping(mem, &m, chunk, size, when);
	}
	(void)fclose(smaps);
	(void)close(mem);
	if (!flags) {
		(void)printf("the kernel tells no VmFlags: skipped\n");
		exit(77);
	}
}

static void
must_(cosign_rc_t rc, const char *what)
{
	if (rc == COSIGN_OK)
		return;
	(void)printf("%s: %s\n", what, cosign_rc_name(rc));
	exit(2);
}
#define MUST_(expr) must_((expr), #expr)

/* Longer than what malloc() spoils; made up here so that it stands nowhere. */
#define PASSWORD_SIZE 64

static void
make_password(uint8_t *p)
{
	uint32_t x = 12345;
	size_t i;

	for (i = 0; i < PASSWORD_SIZE; i++) {
		x = x * 1664525 + 1013904223;
		p[i] = (uint8_t)('!' + (x >> 16) % 90);
	}
}

static int
type_made_password(
    void *user, int purpose, uint8_t *buf, size_t size, size_t *len)
{
	(void)user;
	(void)purpose;
	(void)size;
	make_password(buf);
	*len = PASSWORD_SIZE;
	return 0;
}

/* Salt of a file we wrote: the key that scrypt makes is a secret as well. */
static void
add_derived(const char *pem, size_t len)
{
	uint8_t *password = hidden(PASSWORD_SIZE);
	struct csn_keyfile file;
	struct csn_secret key;
	struct csn_buf json;
	const char *p;

	/* The PEM's body, and its base64. */
	csn_buf_init(&json, len);
	p = strchr(pem, '\n');
	if (p == NULL)
		exit(2);
	for (p++; *p != '-'; p++)
		if (*p != '\n')
			csn_buf_add_char(&json, *p);
	MUST_(csn_buf_finish(&json, NULL));
	make_password(password);
	{
		struct csn_buf plain;

		csn_buf_init(&plain, len);
		MUST_(csn_base64_decode(
		    &plain, (char *)json.p, json.len, CSN_BASE64_GO, NULL));
		MUST_(csn_keyfile_read(
		    &file, csn_span(plain.p, plain.len), NULL));
		csn_buf_dispose(&plain);
	}
	MUST_(csn_scrypt(&key, 32, csn_span(password, PASSWORD_SIZE),
	    csn_span(file.salt.p, file.salt.len), file.n, file.r, file.p,
	    NULL));
	add_secret("scrypt's key", csn_secret_span(&key));
	csn_secret_dispose(&key);
	csn_keyfile_dispose(&file);
	csn_buf_dispose(&json);
	(void)munmap(password, PASSWORD_SIZE);
}

static void
add_numbers(const cosign_key_t *key)
{
	static const char *const names[] = { "n", "e", "d", "p", "q", "dp",
		"dq", "qinv" };
	struct csn_private numbers;
	size_t i;

	MUST_(csn_pkcs8_read(
	    &numbers, csn_secret_span(&key->material->pkcs8), NULL));
	if (numbers.kind != CSN_KEY_RSA) {
		add_secret("private number", numbers.number);
		return;
	}
	for (i = CSN_RSA_D; i < CSN_RSA_NUMBERS; i++)
		add_secret(names[i], numbers.rsa[i]);
}

static void
sign(const cosign_key_t *key)
{
	uint8_t signature[COSIGN_SIGNATURE_MAX];
	size_t len;
	int i;

	for (i = 0; i < 3; i++)
		MUST_(cosign_key_sign_message(
		    key, "text", 4, signature, sizeof(signature), &len, NULL));
}

/* A key's whole life. */
static void
live(cosign_alg_t alg, cosign_alg_t also)
{
	cosign_key_t *key = NULL, *other = NULL, *read = NULL;
	char when[64], *pem = NULL;
	size_t len;

	forget_pieces();
	MUST_(cosign_key_generate(&key, alg, NULL));
	add_numbers(key);
	{
		uint8_t *password = hidden(PASSWORD_SIZE);

		make_password(password);
		add_secret("password", csn_span(password, PASSWORD_SIZE));
		(void)munmap(password, PASSWORD_SIZE);
	}
	(void)snprintf(when, sizeof(when), "%s: made", cosign_alg_name(alg));
	scan(when);
	sign(key);
	MUST_(cosign_key_with_algorithm(&other, key, also, NULL));
	sign(other);
	(void)snprintf(when, sizeof(when), "%s: signed", cosign_alg_name(alg));
	scan(when);
	MUST_(cosign_key_encrypt(
	    key, type_made_password, NULL, &pem, &len, NULL));
	add_derived(pem, len);
	(void)snprintf(
	    when, sizeof(when), "%s: encrypted", cosign_alg_name(alg));
	scan(when);
	MUST_(
	    cosign_key_parse(&read, pem, len, type_made_password, NULL, NULL));
	sign(read);
	(void)snprintf(when, sizeof(when), "%s: opened", cosign_alg_name(alg));
	scan(when);
	cosign_free(pem);
	cosign_key_free(key);
	cosign_key_free(other);
	cosign_key_free(read);
	(void)snprintf(when, sizeof(when), "%s: freed", cosign_alg_name(alg));
	scan(when);
}

static void
import(const char *file)
{
	struct typist t = typist(PASSWORD);
	cosign_key_t *key = NULL;
	char path[512], when[64];

	piece_count = 0;
	(void)snprintf(
	    path, sizeof(path), "%s/keys/accepted/%s", COSIGN_VECTORS, file);
	MUST_(cosign_key_import_load(&key, path, type_password, &t, NULL));
	add_numbers(key);
	sign(key);
	(void)snprintf(when, sizeof(when), "%s: imported", file);
	scan(when);
	cosign_key_free(key);
}

/* The search finds what is there. */
static void
check_search(void)
{
	uint8_t *secret = hidden(PASSWORD_SIZE);
	uint8_t *copy = malloc(PASSWORD_SIZE);

	make_password(secret);
	add_secret("decoy", csn_span(secret, PASSWORD_SIZE));
	memcpy(copy, secret, PASSWORD_SIZE);
	scan("a copy that is to be found");
	if (leaks < 4) {
		(void)printf("the search finds nothing\n");
		exit(2);
	}
	leaks = 0;
	explicit_bzero(copy, PASSWORD_SIZE);
	free(copy);
	(void)munmap(secret, PASSWORD_SIZE);
	scan("after that");
	forget_pieces();
}

int
main(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	(void)printf("a sanitizer keeps freed memory: skipped\n");
	return 77;
#endif
	check_search();
	live(COSIGN_ALG_ECDSA_P256_SHA256, COSIGN_ALG_ECDSA_P256_SHA256);
	live(COSIGN_ALG_ECDSA_P384_SHA384, COSIGN_ALG_ECDSA_P384_SHA384);
	live(COSIGN_ALG_ECDSA_P521_SHA512, COSIGN_ALG_ECDSA_P521_SHA512);
	live(COSIGN_ALG_ED25519, COSIGN_ALG_ED25519_PH);
	live(COSIGN_ALG_RSA_PKCS1_2048_SHA256, COSIGN_ALG_RSA_PSS_2048_SHA256);
	live(COSIGN_ALG_RSA_PKCS1_4096_SHA256, COSIGN_ALG_RSA_PSS_4096_SHA256);
	import("p256-pkcs8.pem");
	import("p384-sec1.der");
	import("p521-sec1.pem");
	import("p256-sha256-aes256.pem");
	import("rsa2048-sha256-aes256.pem");
	import("rsa2048-pkcs1.pem");
	import("rsa4096-pkcs8.pem");
	import("ed25519-pkcs8.pem");
	(void)printf("%d leaks\n", leaks);
	return leaks == 0 ? 0 : 1;
}
