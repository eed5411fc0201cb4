#include "crypto/digest.h"

#include "bytes.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

struct row {
	cosign_hash_t hash;
	char text[8];
	char digest[136];
};

/* FIPS 180-4 examples ("abc"), and the empty text. */
ParameterizedTestParameters(digest, is_that_of_the_standard)
{
	static struct row rows[] = {
		{ COSIGN_HASH_SHA256, "abc",
		    "ba7816bf8f01cfea414140de5dae2223"
		    "b00361a396177a9cb410ff61f20015ad" },
		{ COSIGN_HASH_SHA384, "abc",
		    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
		    "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7" },
		{ COSIGN_HASH_SHA512, "abc",
		    "ddaf35a193617abacc417349ae204131"
		    "12e6fa4e89a97ea20a9eeee64b55d39a"
		    "2192992a274fc1a836ba3c23a3feebbd"
		    "454d4423643ce80e2a9ac94fa54ca49f" },
		{ COSIGN_HASH_SHA256, "",
		    "e3b0c44298fc1c149afbf4c8996fb924"
		    "27ae41e4649b934ca495991b7852b855" },
	};

	return cr_make_param_array(struct row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct row *row, digest, is_that_of_the_standard)
{
	struct csn_hasher h;
	struct csn_digest d;

	csn_digest_bytes(&d, row->hash, row->text, strlen(row->text));
	cr_expect_eq(d.hash, row->hash);
	cr_expect_eq(d.len, cosign_hash_size(row->hash));
	expect_hex(d.bytes, d.len, row->digest);

	csn_hasher_init(&h, csn_hash_bit(row->hash));
	csn_hasher_update(&h, row->text, strlen(row->text));
	csn_hasher_final(&h, row->hash, &d);
	expect_hex(d.bytes, d.len, row->digest);
}

Test(digest, of_pieces_is_that_of_the_whole_for_all_hashes_at_once)
{
	const unsigned int set = csn_hash_bit(COSIGN_HASH_SHA256) |
	    csn_hash_bit(COSIGN_HASH_SHA384) | csn_hash_bit(COSIGN_HASH_SHA512);
	struct csn_digest whole, pieces;
	struct csn_hasher h;
	uint8_t bytes[1000];
	size_t at, n;
	int hash;

	for (at = 0; at < sizeof(bytes); at++)
		bytes[at] = (uint8_t)at;
	csn_hasher_init(&h, set);
	for (at = 0, n = 0; at < sizeof(bytes); at += n, n++) {
		if (n > sizeof(bytes) - at)
			n = sizeof(bytes) - at;
		csn_hasher_update(&h, bytes + at, n);
	}
	for (hash = COSIGN_HASH_SHA512; hash > COSIGN_HASH_NONE; hash--) {
		csn_hasher_final(&h, (cosign_hash_t)hash, &pieces);
		csn_digest_bytes(
		    &whole, (cosign_hash_t)hash, bytes, sizeof(bytes));
		cr_expect_arr_eq(pieces.bytes, whole.bytes, whole.len);
	}
}

Test(digest, of_what_is_no_hash_has_no_bytes)
{
	struct csn_hasher h;
	struct csn_digest d;

	cr_expect_eq(csn_hash_bit(COSIGN_HASH_NONE), 0);
	cr_expect_eq(csn_hash_bit((cosign_hash_t)4), 0);
	csn_digest_bytes(&d, COSIGN_HASH_NONE, "abc", 3);
	cr_expect_eq(d.len, 0);
	csn_digest_bytes(&d, (cosign_hash_t)4, "abc", 3);
	cr_expect_eq(d.len, 0);
	csn_hasher_init(&h, csn_hash_bit(COSIGN_HASH_SHA256));
	csn_hasher_update(&h, "abc", 3);
	csn_hasher_final(&h, COSIGN_HASH_SHA512, &d);
	cr_expect_eq(d.len, 0);
	csn_hasher_final(&h, COSIGN_HASH_SHA256, &d);
	cr_expect_eq(d.len, 32);
}
