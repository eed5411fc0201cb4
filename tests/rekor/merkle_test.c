#include "rekor/merkle.h"

#include "bytes.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <openssl/evp.h>
#include <string.h>

#define SIZE_MAX_HERE 17 /* of the trees that are made here */
#define HASHES_MAX    6  /* of a proof in them, and one more */

typedef uint8_t hash_t[CSN_HASH_SIZE];

/* Trees by the definition (RFC 6962 2.1), hashed by OpenSSL. */
static void
digest(hash_t out, int prefix, const void *a, size_t a_len, const void *b,
    size_t b_len)
{
	uint8_t text[1 + 2 * CSN_HASH_SIZE] = { (uint8_t)prefix };
	size_t len = CSN_HASH_SIZE;

	memcpy(text + 1, a, a_len);
	memcpy(text + 1 + a_len, b, b_len);
	cr_assert_eq(EVP_Q_digest(NULL, "SHA256", NULL, text, 1 + a_len + b_len,
			 out, &len),
	    1);
}

/* The i-th leaf is the byte i. */
static void
leaf_of(hash_t out, size_t i)
{
	const uint8_t byte = (uint8_t)i;

	digest(out, 0, &byte, 1, "", 0);
}

/* The largest power of two below n. */
static size_t
half_of(size_t n)
{
	size_t k = 1;

	while (2 * k < n)
		k *= 2;
	return k;
}

static void
root_of(hash_t out, size_t start, size_t n)
{
	hash_t left, right;

	if (n == 1) {
		leaf_of(out, start);
		return;
	}
	root_of(left, start, half_of(n));
	root_of(right, start + half_of(n), n - half_of(n));
	digest(out, 1, left, sizeof(left), right, sizeof(right));
}

static size_t
path_of(hash_t *out, size_t index, size_t start, size_t n)
{
	const size_t k = n > 1 ? half_of(n) : 0;
	size_t count;

	if (n == 1)
		return 0;
	if (index < k) {
		count = path_of(out, index, start, k);
		root_of(out[count], start + k, n - k);
	} else {
		count = path_of(out, index - k, start + k, n - k);
		root_of(out[count], start, k);
	}
	return count + 1;
}

/* A proof that is right, or was. */
struct proof {
	size_t index, size, count;
	hash_t leaf, root, hashes[HASHES_MAX];
};

static void
make(struct proof *p, size_t index, size_t size)
{
	memset(p, 0, sizeof(*p));
	p->index = index;
	p->size = size;
	leaf_of(p->leaf, index);
	root_of(p->root, 0, size);
	p->count = path_of(p->hashes, index, 0, size);
}

static cosign_rc_t
verify(const struct proof *p, cosign_error_t *err)
{
	const struct csn_inclusion inclusion = { p->index, p->size,
		(const uint8_t(*)[CSN_HASH_SIZE])p->hashes, p->count };

	return csn_inclusion_verify(
	    &inclusion, p->leaf, csn_span(p->root, sizeof(p->root)), err);
}

static void
expect_differs(const struct proof *p)
{
	cosign_error_t *err = cosign_error_new();

	expect_error(err, verify(p, err), COSIGN_E_PROOF,
	    "inclusion proof: root hash differs");
	cosign_error_free(err);
}

static void
expect_counted(const struct proof *p, const char *message)
{
	cosign_error_t *err = cosign_error_new();

	expect_error(err, verify(p, err), COSIGN_E_PROOF, message);
	cosign_error_free(err);
}

static void
each(void (*fn)(size_t index, size_t size))
{
	size_t index, size;

	for (size = 1; size <= SIZE_MAX_HERE; size++)
		for (index = 0; index < size; index++)
			fn(index, size);
}

static void
expect_good(size_t index, size_t size)
{
	struct proof p;
	hash_t leaf;
	const uint8_t byte = (uint8_t)index;

	make(&p, index, size);
	cr_expect_eq(verify(&p, NULL), COSIGN_OK, "%zu of %zu", index, size);
	csn_leaf_hash(leaf, csn_span(&byte, 1));
	cr_expect_eq(memcmp(leaf, p.leaf, sizeof(leaf)), 0);
}

Test(inclusion, is_proved_in_every_small_tree)
{
	each(expect_good);
}

/* Any bit of a hash, of the leaf or of the root. */
static void
expect_bits_matter(size_t index, size_t size)
{
	struct proof p;
	size_t i, bit;

	make(&p, index, size);
	for (i = 0; i < p.count; i++)
		for (bit = 0; bit < 8 * CSN_HASH_SIZE; bit += 37) {
			p.hashes[i][bit / 8] ^= (uint8_t)(1 << bit % 8);
			expect_differs(&p);
			p.hashes[i][bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	p.leaf[31] ^= 1;
	expect_differs(&p);
	p.leaf[31] ^= 1;
	p.root[0] ^= 0x80;
	expect_differs(&p);
	p.root[0] ^= 0x80;
	cr_expect_eq(verify(&p, NULL), COSIGN_OK);
}

Test(inclusion, depends_on_each_hash)
{
	each(expect_bits_matter);
}

/* The wrong place in the right tree. */
static void
expect_index_matters(size_t index, size_t size)
{
	struct proof p;
	size_t other;

	make(&p, index, size);
	for (other = 0; other < size; other++) {
		p.index = other;
		cr_expect_eq(verify(&p, NULL),
		    other == index ? COSIGN_OK : COSIGN_E_PROOF,
		    "%zu as %zu of %zu", index, other, size);
	}
	p.index = size;
	expect_counted(
	    &p, "inclusion proof: index is beyond the size of the tree");
	p.index = SIZE_MAX;
	expect_counted(
	    &p, "inclusion proof: index is beyond the size of the tree");
}

Test(inclusion, depends_on_the_index)
{
	each(expect_index_matters);
}

/* A hash too many or too few, wherever, and two in the wrong order. */
static void
expect_count_matters(size_t index, size_t size)
{
	struct proof p;
	hash_t moved;
	size_t i;

	make(&p, index, size);
	p.count++;
	cr_expect_eq(verify(&p, NULL), COSIGN_E_PROOF);
	memcpy(p.hashes[p.count - 1], p.root, sizeof(p.root));
	cr_expect_eq(verify(&p, NULL), COSIGN_E_PROOF);
	p.count--;
	for (i = 0; i + 1 < p.count; i++) {
		memcpy(moved, p.hashes[i], sizeof(moved));
		memcpy(p.hashes[i], p.hashes[i + 1], sizeof(moved));
		memcpy(p.hashes[i + 1], moved, sizeof(moved));
		expect_differs(&p);
		make(&p, index, size);
	}
	for (i = 0; i < p.count; i++) {
		memmove(p.hashes[i], p.hashes[i + 1],
		    (p.count - i) * sizeof(hash_t));
		p.count--;
		cr_expect_eq(verify(&p, NULL), COSIGN_E_PROOF);
		make(&p, index, size);
	}
}

Test(inclusion, has_all_hashes_and_no_more)
{
	each(expect_count_matters);
}

/* How many a proof has, to the largest of trees. */
Test(inclusion, says_how_many_hashes)
{
	static const struct {
		uint64_t index, size;
		size_t count;
		const char *message;
	} rows[] = {
		{ 0, 0, 0,
		    "inclusion proof: index is beyond the size of the tree" },
		{ 0, 1, 1, "inclusion proof: 1 hashes instead of 0" },
		{ 0, 2, 0, "inclusion proof: 0 hashes instead of 1" },
		{ 3, 4, 1, "inclusion proof: 1 hashes instead of 2" },
		{ 2, 5, 2, "inclusion proof: 2 hashes instead of 3" },
		{ 4, 5, 2, "inclusion proof: 2 hashes instead of 1" },
		{ 75408392, 75408393, 12,
		    "inclusion proof: 12 hashes instead of 11" },
		{ 735, 736, 9, "inclusion proof: 9 hashes instead of 8" },
		{ 0, UINT64_MAX, 63,
		    "inclusion proof: 63 hashes instead of "
		    "64" },
		{ UINT64_MAX - 1, UINT64_MAX, 64,
		    "inclusion proof: 64 hashes instead of 63" },
		{ (uint64_t)1 << 63, UINT64_MAX, 65,
		    "inclusion proof: 65 hashes instead of 64" },
		{ UINT64_MAX, UINT64_MAX, 64,
		    "inclusion proof: index is beyond the size of the tree" },
	};
	static const uint8_t hashes[CSN_PROOF_HASHES_MAX + 1][CSN_HASH_SIZE];
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const struct csn_inclusion p = { rows[i].index, rows[i].size,
			hashes, rows[i].count };

		expect_error(err,
		    csn_inclusion_verify(
			&p, hashes[0], csn_span(hashes[0], CSN_HASH_SIZE), err),
		    COSIGN_E_PROOF, rows[i].message);
	}
	cosign_error_free(err);
}

/* A tree of one is its leaf; and the root is all of the bytes given. */
Test(inclusion, ends_at_the_whole_root)
{
	const struct csn_inclusion one = { 0, 1, NULL, 0 };
	cosign_error_t *err = cosign_error_new();
	uint8_t leaf[CSN_HASH_SIZE + 1] = { 1, 2, 3 };
	size_t len;

	MUST(csn_inclusion_verify(
	    &one, leaf, csn_span(leaf, CSN_HASH_SIZE), NULL));
	for (len = 0; len <= sizeof(leaf); len++)
		if (len != CSN_HASH_SIZE)
			expect_error(err,
			    csn_inclusion_verify(
				&one, leaf, csn_span(leaf, len), err),
			    COSIGN_E_PROOF,
			    "inclusion proof: root hash differs");
	cosign_error_free(err);
}

Test(inclusion, leaf_hash_is_of_a_zero_and_the_entry)
{
	uint8_t hash[CSN_HASH_SIZE];

	csn_leaf_hash(hash, csn_span("", 0));
	expect_hex(hash, sizeof(hash),
	    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
	csn_leaf_hash(hash, csn_span(NULL, 0));
	expect_hex(hash, sizeof(hash),
	    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}
