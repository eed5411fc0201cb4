/* How a path is found; path_test.c has the rules for it. */
#include "x509/path.h"

#include "issuers.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct vs *vs;

static void
enter(void)
{
	const struct vs_options empty = { .empty = 1 };

	vs = vs_new(&empty);
}

static void
leave(void)
{
	vs_free(vs);
}

TestSuite(path_search, .init = enter, .fini = leave);

#define LIST(...) ((const struct vs_cert *const[]){ __VA_ARGS__, NULL })

#define NO_PATH "certificate: no path to a trusted authority"

static struct vs_cert *
new_leaf(const struct vs_cert *issuer)
{
	const struct vs_cert_options o = { .common_name = "leaf" };

	return vs_cert(vs, issuer, &o);
}

/* Who is trusted, and what came with the signature. */
struct found {
	struct csn_authority *trusted, *came;
	const struct csn_issuer *issuer;
	cosign_rc_t rc;
	cosign_error_t *err;
};

static void
find_between(struct found *f, const struct vs_cert *leaf)
{
	const struct csn_path_request request = {
		.authority = f->trusted,
		.leaf = certificate_read(vs, leaf),
		.untrusted = f->came == NULL ? NULL : f->came->issuers,
		.untrusted_count = f->came == NULL ? 0 : f->came->count,
		.time = { vs->now, 0 },
		.usage = CSN_EKU_CODE_SIGNING,
	};

	f->rc = csn_path_verify(&f->issuer, &request, f->err);
}

static struct found
find(const struct vs_cert *leaf, const struct vs_cert *const *trusted,
    const struct vs_cert *const *came)
{
	struct found f = { .trusted = authority_of(trusted),
		.came = came == NULL ? NULL : authority_of(came),
		.err = cosign_error_new() };

	find_between(&f, leaf);
	return f;
}

static void
found_free(struct found *f)
{
	csn_authority_unref(f->trusted);
	csn_authority_unref(f->came);
	cosign_error_free(f->err);
}

static void
expect_found(const struct vs_cert *leaf, const struct vs_cert *const *trusted,
    const struct vs_cert *const *came, const struct vs_cert *issuer)
{
	struct found f = find(leaf, trusted, came);

	cr_expect_eq(f.rc, COSIGN_OK, "%s", cosign_error_message(f.err));
	cr_assert_not_null(f.issuer);
	cr_expect(csn_span_eq(f.issuer->certificate.der,
	    csn_span(issuer->der.p, issuer->der.len)));
	found_free(&f);
}

static void
expect_lost(const struct vs_cert *leaf, const struct vs_cert *const *trusted,
    const struct vs_cert *const *came, cosign_rc_t rc, const char *message)
{
	struct found f = find(leaf, trusted, came);

	expect_error(f.err, f.rc, rc, message);
	cr_expect_null(f.issuer);
	found_free(&f);
}

/* The last one is trusted, whoever issued it. */
Test(path_search, ends_at_the_last_of_the_chain)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *above = new_ca(vs, root, "above");
	struct vs_cert *below = new_ca(vs, above, "below");
	struct vs_cert *leaf = new_leaf(below);

	expect_found(leaf, LIST(below), NULL, below);
	expect_found(leaf, LIST(below, above), NULL, below);
	expect_found(leaf, LIST(below, above, root), NULL, below);
	/* in whatever order those before it stand */
	expect_found(leaf, LIST(above, below, root), NULL, below);
	expect_found(leaf, LIST(root, above, below), NULL, below);
	expect_found(new_leaf(root), LIST(below, above, root), NULL, root);
	/* all but one */
	expect_lost(leaf, LIST(above, root), NULL, COSIGN_E_UNTRUSTED, NO_PATH);
	expect_lost(leaf, LIST(below, root), NULL, COSIGN_E_UNTRUSTED, NO_PATH);
	expect_lost(leaf, LIST(root), NULL, COSIGN_E_UNTRUSTED, NO_PATH);
	/* not the last, so not trusted */
	expect_lost(new_leaf(root), LIST(root, above, below), NULL,
	    COSIGN_E_UNTRUSTED, NO_PATH);
}

/* What came along may stand between, and is never the end. */
Test(path_search, may_go_through_what_came_along)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *above = new_ca(vs, root, "above");
	struct vs_cert *below = new_ca(vs, above, "below");
	struct vs_cert *other = new_ca(vs, NULL, "other");
	struct vs_cert *leaf = new_leaf(below);

	expect_found(leaf, LIST(root), LIST(below, above), below);
	expect_found(leaf, LIST(root), LIST(above, below), below);
	expect_found(leaf, LIST(above, root), LIST(below), below);
	expect_found(leaf, LIST(below, root), LIST(above), below);
	expect_found(leaf, LIST(root), LIST(other, root, above, below), below);
	expect_lost(leaf, LIST(root), LIST(below), COSIGN_E_UNTRUSTED, NO_PATH);
	expect_lost(leaf, LIST(other), LIST(below, above, root),
	    COSIGN_E_UNTRUSTED, NO_PATH);
	expect_lost(new_leaf(other), LIST(root), LIST(other),
	    COSIGN_E_UNTRUSTED, NO_PATH);
}

/* A name is not enough. */
Test(path_search, needs_the_key)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *twin = new_ca(vs, NULL, "root");
	struct vs_cert *below = new_ca(vs, root, "below");

	expect_lost(new_leaf(below), LIST(below, twin), NULL,
	    COSIGN_E_UNTRUSTED, NO_PATH);
	expect_lost(
	    new_leaf(twin), LIST(root), NULL, COSIGN_E_UNTRUSTED, NO_PATH);
	expect_found(new_leaf(twin), LIST(root, twin), NULL, twin);
	/* Not trusted; and the one who is did not issue it. */
	expect_lost(new_leaf(twin), LIST(twin, root), NULL, COSIGN_E_UNTRUSTED,
	    NO_PATH);
}

/* Nor is the key, under another name. */
Test(path_search, needs_the_name)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	const struct vs_cert_options o = { .common_name = "another",
		.key = root->key,
		.basic = "critical,CA:TRUE" };

	expect_lost(new_leaf(root), LIST(vs_cert(vs, NULL, &o)), NULL,
	    COSIGN_E_UNTRUSTED, NO_PATH);
}

/* An authority of the same name and key as another. */
static struct vs_cert *
same_as(const struct vs_cert *cert, const char *name,
    const struct vs_cert *issuer, const char *usage, int64_t not_after)
{
	const struct vs_cert_options o = { .common_name = name,
		.key = cert->key,
		.basic = "critical,CA:TRUE",
		.usage = usage,
		.not_after = not_after };

	return vs_cert(vs, issuer, &o);
}

#define EXPIRED                                         \
	"path: certificate 2 of the chain: expired at " \
	"the time of the signature"
#define NO_ISSUING                                                    \
	"path: certificate 2 of the chain: key usage does not allow " \
	"it to issue certificates"

/* One name and one key, several who issued it. */
Test(path_search, tries_what_is_signed_by_several)
{
	struct vs_cert *a = new_ca(vs, NULL, "a");
	struct vs_cert *b = new_ca(vs, NULL, "b");
	struct vs_cert *by_a = new_ca(vs, a, "mid");
	struct vs_cert *by_b = same_as(by_a, "mid", b, "keyCertSign", 0);
	struct vs_cert *leaf = new_leaf(by_a);

	expect_found(leaf, LIST(by_a, a), NULL, by_a);
	expect_found(leaf, LIST(by_b, b), NULL, by_b);
	expect_found(leaf, LIST(by_a, by_b, b), NULL, by_b);
	expect_found(leaf, LIST(by_b, by_a, b), NULL, by_b);
	expect_found(leaf, LIST(b), LIST(by_a, by_b), by_b);
	expect_found(leaf, LIST(b), LIST(by_b, by_a), by_b);
	expect_lost(leaf, LIST(b), LIST(by_a, a), COSIGN_E_UNTRUSTED, NO_PATH);
}

/* A path that breaks a rule does not end the search; if there is no better
   one, the last of them is told. */
Test(path_search, goes_on_after_a_broken_path)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *good = new_ca(vs, root, "mid");
	struct vs_cert *late =
	    same_as(good, "mid", root, "keyCertSign", vs->now - 1);
	struct vs_cert *no_issuer =
	    same_as(good, "mid", root, "digitalSignature", 0);
	struct vs_cert *elsewhere =
	    same_as(good, "mid", new_ca(vs, NULL, "other"), "keyCertSign", 0);
	struct vs_cert *leaf = new_leaf(good);

	expect_found(leaf, LIST(good, late, no_issuer, root), NULL, good);
	expect_found(leaf, LIST(root), LIST(late, no_issuer, good), good);
	expect_found(leaf, LIST(late, root), LIST(good), good);
	expect_lost(
	    leaf, LIST(root), LIST(no_issuer, late), COSIGN_E_EXPIRED, EXPIRED);
	expect_lost(leaf, LIST(root), LIST(late, no_issuer), COSIGN_E_USAGE,
	    NO_ISSUING);
	expect_lost(
	    leaf, LIST(late, no_issuer, root), NULL, COSIGN_E_EXPIRED, EXPIRED);
	/* one that leads nowhere is not told */
	expect_lost(
	    leaf, LIST(root), LIST(late, elsewhere), COSIGN_E_EXPIRED, EXPIRED);
}

/* Two that issued each other. */
Test(path_search, does_not_go_in_circles)
{
	struct vs_cert *a = new_ca(vs, NULL, "a");
	struct vs_cert *b = new_ca(vs, NULL, "b");
	struct vs_cert *a_by_b = same_as(a, "a", b, "keyCertSign", 0);
	struct vs_cert *b_by_a = same_as(b, "b", a, "keyCertSign", 0);
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *leaf = new_leaf(a);

	expect_lost(leaf, LIST(root), LIST(a_by_b, b_by_a), COSIGN_E_UNTRUSTED,
	    NO_PATH);
	expect_lost(leaf, LIST(a, b, a_by_b, b_by_a, root), NULL,
	    COSIGN_E_UNTRUSTED, NO_PATH);
	expect_found(leaf, LIST(b_by_a, a_by_b, b), NULL, a_by_b);
	expect_found(leaf, LIST(root, b_by_a, a_by_b, a), NULL, a);
}

/* RFC 5280 6.1.4 (l): one that issued itself anew is not counted. */
Test(path_search, does_not_count_who_is_self_issued)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert_options o = { .common_name = "mid",
		.basic = "critical,CA:TRUE,pathlen:0" };
	struct vs_cert *mid = vs_cert(vs, root, &o);
	struct vs_cert *mid_anew = vs_cert(vs, mid, &o);
	struct vs_cert *below = new_ca(vs, mid, "below");

	expect_found(
	    new_leaf(mid_anew), LIST(mid_anew, mid, root), NULL, mid_anew);
	expect_lost(new_leaf(below), LIST(below, mid, root), NULL,
	    COSIGN_E_USAGE,
	    "path: certificate 3 of the chain: path below it is too long");
}

/* So many above a leaf, and no more. */
Test(path_search, has_at_most_10_above_the_leaf)
{
	const struct vs_cert *chain[CSN_CHAIN_MAX + 2] = { NULL };
	size_t i;

	chain[CSN_CHAIN_MAX] = new_ca(vs, NULL, "10");
	for (i = CSN_CHAIN_MAX; i-- > 0;)
		chain[i] = new_ca(vs, chain[i + 1], vs_text(vs, "%zu", i));
	expect_found(new_leaf(chain[1]), &chain[1], NULL, chain[1]);
	expect_found(
	    new_leaf(chain[1]), &chain[CSN_CHAIN_MAX], &chain[1], chain[1]);
	expect_lost(new_leaf(chain[0]), &chain[1], LIST(chain[0]),
	    COSIGN_E_UNTRUSTED, NO_PATH);
	expect_lost(new_leaf(chain[0]), &chain[CSN_CHAIN_MAX], chain,
	    COSIGN_E_UNTRUSTED, NO_PATH);
}

/* Namesakes of an issuer each cost a signature, which a stranger chooses. */
static struct found
find_among(size_t namesakes)
{
	const struct vs_cert *came[CSN_PATH_CHECKS_MAX + 2] = { NULL };
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *mid = new_ca(vs, root, "mid");
	struct vs_cert *other = new_ca(vs, NULL, "mid");
	size_t i;

	cr_assert_lt(namesakes, ARRAY_LEN(came) - 1);
	for (i = 0; i < namesakes; i++)
		came[i] = same_as(other, "mid", root, "keyCertSign", 0);
	came[namesakes] = mid;
	return find(new_leaf(mid), LIST(root), came);
}

Test(path_search, verifies_at_most_64_signatures)
{
	/* Two more for the path itself. */
	struct found f = find_among(CSN_PATH_CHECKS_MAX - 2);

	cr_expect_eq(f.rc, COSIGN_OK, "%s", cosign_error_message(f.err));
	found_free(&f);
	f = find_among(CSN_PATH_CHECKS_MAX - 1);
	expect_error(f.err, f.rc, COSIGN_E_LIMIT,
	    "too many signatures to verify for a path");
	cr_expect_null(f.issuer);
	found_free(&f);
}

/* What several paths may cost together. */
Test(path_search, spends_a_budget)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *mid = new_ca(vs, root, "mid");
	struct csn_authority *a = authority_of(LIST(root));
	struct csn_authority *came = authority_of(LIST(mid));
	cosign_error_t *err = cosign_error_new();
	unsigned int budget = 5;
	const struct csn_path_request request = {
		.authority = a,
		.leaf = certificate_read(vs, new_leaf(mid)),
		.untrusted = came->issuers,
		.untrusted_count = 1,
		.time = { vs->now, 0 },
		.usage = CSN_EKU_CODE_SIGNING,
		.budget = &budget,
	};
	const struct csn_issuer *issuer;

	MUST(csn_path_verify(&issuer, &request, err));
	cr_expect_eq(budget, 3);
	MUST(csn_path_verify(&issuer, &request, err));
	cr_expect_eq(budget, 1);
	expect_error(err, csn_path_verify(&issuer, &request, err),
	    COSIGN_E_LIMIT, "too many signatures to verify for a path");
	cr_expect_null(issuer);
	cr_expect_eq(budget, 0);
	cosign_error_free(err);
	csn_authority_unref(came);
	csn_authority_unref(a);
}

/* Links that are known cost nothing. */
Test(path_search, spends_nothing_on_links_that_are_kept)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *mid = new_ca(vs, root, "mid");
	struct csn_authority *a = authority_of(LIST(mid, root));
	unsigned int budget = 3;
	const struct csn_path_request request = {
		.authority = a,
		.leaf = certificate_read(vs, new_leaf(mid)),
		.issued_by = &a->issuers[0],
		.time = { vs->now, 0 },
		.usage = CSN_EKU_CODE_SIGNING,
		.budget = &budget,
	};
	const struct csn_issuer *issuer;

	MUST(csn_path_verify(&issuer, &request, NULL));
	cr_expect_eq(budget, 2);
	MUST(csn_path_verify(&issuer, &request, NULL));
	cr_expect_eq(budget, 2);
	csn_authority_unref(a);
}

/* A damaged signature, behind the library's back. */
static void
damage(struct csn_issuer *issuer)
{
	const struct csn_span sig = issuer->certificate.signature;

	issuer->bytes[sig.p - issuer->bytes + (ptrdiff_t)sig.len - 1] ^= 1;
}

/* What was verified between certificates of a trusted root is not verified
   again. */
Test(path_search, keeps_links_of_the_trusted)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *above = new_ca(vs, root, "above");
	struct vs_cert *below = new_ca(vs, above, "below");
	struct found f = find(new_leaf(below), LIST(below, above, root), NULL);

	cr_expect_eq(f.rc, COSIGN_OK);
	cr_expect_eq(atomic_load(&f.trusted->issuers[0].issued_by), 1u << 1);
	cr_expect_eq(atomic_load(&f.trusted->issuers[1].issued_by), 1u << 2);
	cr_expect_eq(atomic_load(&f.trusted->issuers[2].issued_by), 0);
	damage(&f.trusted->issuers[0]);
	damage(&f.trusted->issuers[1]);
	find_between(&f, new_leaf(below));
	cr_expect_eq(f.rc, COSIGN_OK);
	/* That of the leaf is no such link. */
	find_between(&f, new_leaf(new_ca(vs, NULL, "below")));
	cr_expect_eq(f.rc, COSIGN_E_UNTRUSTED);
	atomic_store(&f.trusted->issuers[0].issued_by, 0);
	find_between(&f, new_leaf(below));
	cr_expect_eq(f.rc, COSIGN_E_UNTRUSTED);
	cr_expect_eq(atomic_load(&f.trusted->issuers[0].issued_by), 0);
	found_free(&f);
}

/* Links to and from what came along are nobody's to keep. */
Test(path_search, keeps_no_links_of_strangers)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *above = new_ca(vs, root, "above");
	struct vs_cert *below = new_ca(vs, above, "below");
	struct found f = find(new_leaf(below), LIST(root), LIST(below, above));
	size_t i;

	cr_expect_eq(f.rc, COSIGN_OK);
	for (i = 0; i < f.came->count; i++)
		cr_expect_eq(atomic_load(&f.came->issuers[i].issued_by), 0);
	damage(&f.came->issuers[1]);
	find_between(&f, new_leaf(below));
	cr_expect_eq(f.rc, COSIGN_E_UNTRUSTED);
	found_free(&f);
}

/* A caller may know already who issued the leaf. */
Test(path_search, may_be_told_who_issued_the_leaf)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");
	struct vs_cert *twin = new_ca(vs, NULL, "root");
	struct csn_authority *a = authority_of(LIST(root));
	struct csn_authority *other = authority_of(LIST(root));
	struct csn_path_request request = {
		.authority = a,
		.leaf = certificate_read(vs, new_leaf(twin)),
		.time = { vs->now, 0 },
		.usage = CSN_EKU_CODE_SIGNING,
	};
	const struct csn_issuer *issuer;

	cr_expect_eq(
	    csn_path_verify(&issuer, &request, NULL), COSIGN_E_UNTRUSTED);
	/* That one, not one like it. */
	request.issued_by = &other->issuers[0];
	cr_expect_eq(
	    csn_path_verify(&issuer, &request, NULL), COSIGN_E_UNTRUSTED);
	request.issued_by = &a->issuers[0];
	cr_expect_eq(csn_path_verify(&issuer, &request, NULL), COSIGN_OK);
	cr_expect_eq(issuer, &a->issuers[0]);
	/* It is still held to the rules. */
	request.time.sec = vs->now + 601;
	cr_expect_eq(
	    csn_path_verify(&issuer, &request, NULL), COSIGN_E_EXPIRED);
	csn_authority_unref(other);
	csn_authority_unref(a);
}

Test(path_search, needs_an_authority)
{
	struct vs_cert *root = new_ca(vs, NULL, "root");

	expect_lost(new_leaf(root), LIST(NULL), LIST(root), COSIGN_E_INTERNAL,
	    "authority is empty");
}

Test(issuer, is_a_certificate)
{
	cosign_error_t *err = cosign_error_new();
	uint8_t *large = calloc(1, CSN_CERTIFICATE_MAX + 1);
	struct csn_issuer issuer;

	cr_assert_not_null(large);
	expect_error(err, csn_issuer_init(&issuer, csn_span("", 0), err),
	    COSIGN_E_LIMIT, "certificate: 0 bytes, at most 65536");
	expect_error(err,
	    csn_issuer_init(
		&issuer, csn_span(large, CSN_CERTIFICATE_MAX + 1), err),
	    COSIGN_E_LIMIT, "certificate: 65537 bytes, at most 65536");
	expect_error(err,
	    csn_issuer_init(&issuer, csn_span(large, CSN_CERTIFICATE_MAX), err),
	    COSIGN_E_DER, "DER: tag 0x00 where 0x30 belongs");
	cr_expect_null(issuer.bytes);
	cr_expect_null(issuer.key);
	free(large);
	cosign_error_free(err);
}

/* It has bytes of its own; and what is wrong with its key is no error. */
Test(issuer, is_a_copy)
{
	const struct vs_options empty = { .empty = 1 };
	const struct vs_cert_options o = { .kind = VS_SECP256K1 };
	cosign_error_t *err = cosign_error_new();
	struct csn_issuer issuer;
	struct vs_cert *cert;

	vs = vs_new(&empty);
	cert = new_ca(vs, NULL, "root");
	MUST(csn_issuer_init(
	    &issuer, csn_span(cert->der.p, cert->der.len), err));
	cr_expect_neq(issuer.bytes, cert->der.p);
	memset(cert->der.p, 0, cert->der.len);
	cr_expect_eq(issuer.certificate.der.p, issuer.bytes);
	cr_expect_eq(issuer.certificate.tbs.p[0], 0x30);
	cr_expect_not_null(issuer.key);
	csn_issuer_dispose(&issuer);
	csn_issuer_dispose(&issuer);
	cert = vs_cert(vs, NULL, &o);
	MUST(csn_issuer_init(
	    &issuer, csn_span(cert->der.p, cert->der.len), err));
	cr_expect_null(issuer.key);
	cr_expect_eq(cosign_error_code(err), COSIGN_OK);
	csn_issuer_dispose(&issuer);
	cosign_error_free(err);
	vs_free(vs);
}

Test(authority, has_owners)
{
	const struct vs_options empty = { .empty = 1 };
	struct csn_authority *a;

	vs = vs_new(&empty);
	a = authority_of(LIST(new_ca(vs, NULL, "root")));
	(void)atomic_fetch_add(&a->refs, 1);
	csn_authority_unref(a);
	cr_expect_eq(a->count, 1);
	cr_expect_not_null(a->issuers[0].key);
	csn_authority_unref(a);
	csn_authority_unref(NULL);
	vs_free(vs);
}
