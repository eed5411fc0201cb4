#include "dsse/pae.h"

#include "bytes.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Lengths are told in bytes, in decimal, without anything before them. */
static const struct row {
	const char *type;
	size_t type_len;
	const char *payload;
	size_t payload_len;
	const char *pae;
	size_t pae_len;
} rows[] = {
	{ "application/vnd.in-toto+json", 28, "{}", 2,
	    "DSSEv1 28 application/vnd.in-toto+json 2 {}", 43 },
	{ "http://example.com/HelloWorld", 29, "hello world", 11,
	    "DSSEv1 29 http://example.com/HelloWorld 11 hello world", 54 },
	{ "\xc3\xa9", 2, "{}", 2, "DSSEv1 2 \xc3\xa9 2 {}", 16 },
	{ "t", 1, "\xf0\x9f\x98\x80", 4, "DSSEv1 1 t 4 \xf0\x9f\x98\x80", 17 },
	{ "", 0, "", 0, "DSSEv1 0  0 ", 12 },
	{ NULL, 0, NULL, 0, "DSSEv1 0  0 ", 12 },
	{ "1234567890", 10, "123456789", 9, "DSSEv1 10 1234567890 9 123456789",
	    32 },
	/* blanks, line ends and NUL are bytes like others */
	{ "a b", 3, "c d", 3, "DSSEv1 3 a b 3 c d", 18 },
	{ "t", 1, "a\0b\n", 4, "DSSEv1 1 t 4 a\0b\n", 17 },
	{ "t\0u", 3, "", 0, "DSSEv1 3 t\0u 0 ", 15 },
};

Test(pae, is_written)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		struct csn_buf out;

		csn_buf_init(&out, 1024);
		csn_pae_write(&out, csn_span(rows[i].type, rows[i].type_len),
		    csn_span(rows[i].payload, rows[i].payload_len));
		MUST(csn_buf_finish(&out, NULL));
		cr_expect(csn_span_eq(csn_span(out.p, out.len),
			      csn_span(rows[i].pae, rows[i].pae_len)),
		    "row %zu", i);
		csn_buf_dispose(&out);
	}
}

static void
expect_digest(
    const struct csn_digest *got, const char *name, const void *p, size_t len)
{
	unsigned char want[EVP_MAX_MD_SIZE];
	size_t want_len = sizeof(want);

	cr_assert_eq(
	    EVP_Q_digest(NULL, name, NULL, p, len, want, &want_len), 1);
	cr_expect_eq(got->len, want_len);
	cr_expect_eq(memcmp(got->bytes, want, want_len), 0, "%s", name);
}

static const struct {
	cosign_hash_t hash;
	const char *name;
} hashes[] = {
	{ COSIGN_HASH_SHA256, "SHA256" },
	{ COSIGN_HASH_SHA384, "SHA384" },
	{ COSIGN_HASH_SHA512, "SHA512" },
};

Test(pae, is_hashed_unwritten)
{
	size_t i, k;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		for (k = 0; k < ARRAY_LEN(hashes); k++) {
			struct csn_digest digest;

			csn_pae_digest(&digest, hashes[k].hash,
			    csn_span(rows[i].type, rows[i].type_len),
			    csn_span(rows[i].payload, rows[i].payload_len));
			cr_expect_eq(digest.hash, hashes[k].hash);
			expect_digest(&digest, hashes[k].name, rows[i].pae,
			    rows[i].pae_len);
		}
}

/* Lengths of more digits; behind what a buffer holds already. */
Test(pae, may_be_long)
{
	static const char head[] = "DSSEv1 1 t 1000000 ";
	const size_t len = 1000000;
	char *payload = malloc(len);
	struct csn_digest digest;
	struct csn_buf out;

	cr_assert_not_null(payload);
	memset(payload, 'x', len);
	csn_buf_init(&out, 2 * len);
	csn_buf_add_str(&out, "before");
	csn_pae_write(&out, csn_span_str("t"), csn_span(payload, len));
	MUST(csn_buf_finish(&out, NULL));
	cr_expect_eq(out.len, 6 + sizeof(head) - 1 + len);
	cr_expect_eq(memcmp(out.p + 6, head, sizeof(head) - 1), 0);
	csn_pae_digest(&digest, COSIGN_HASH_SHA256, csn_span_str("t"),
	    csn_span(payload, len));
	expect_digest(&digest, "SHA256", out.p + 6, out.len - 6);
	csn_buf_dispose(&out);
	free(payload);
}
