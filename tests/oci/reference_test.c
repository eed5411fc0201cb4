#include "oci/digest.h"
#include "oci/reference.h"
#include "util/limits.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX    "cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa18755c3"
#define DIGEST "sha256:" HEX
#define HUB    "index.docker.io"

/* What each text means; "" stands for nothing. */
struct right {
	char text[160];
	int is_layout;
	char registry[48];
	char repository[96];
	char tag[32];
	char full[192];
	int has_digest;
};

static const char *
or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

ParameterizedTestParameters(reference, means)
{
	static struct right rows[] = {
		/* The examples of the facts about go-containerregistry. */
		{ "ubuntu", 0, HUB, "library/ubuntu", "latest",
		    HUB "/library/ubuntu:latest", 0 },
		{ "foo/bar", 0, HUB, "foo/bar", "latest", HUB "/foo/bar:latest",
		    0 },
		{ "localhost/x", 0, "localhost", "x", "latest",
		    "localhost/x:latest", 0 },
		{ "localhost:5000/x@" DIGEST, 0, "localhost:5000", "x", "",
		    "localhost:5000/x@" DIGEST, 1 },
		{ "docker.io/foo", 0, HUB, "library/foo", "latest",
		    HUB "/library/foo:latest", 0 },
		{ "docker.io/foo/bar:1", 0, HUB, "foo/bar", "1",
		    HUB "/foo/bar:1", 0 },
		{ "index.docker.io/foo", 0, HUB, "library/foo", "latest",
		    HUB "/library/foo:latest", 0 },
		/* Both: the tag is dropped. */
		{ "a.example/b:1@" DIGEST, 0, "a.example", "b", "",
		    "a.example/b@" DIGEST, 1 },
		{ "b:1@" DIGEST, 0, HUB, "library/b", "",
		    HUB "/library/b@" DIGEST, 1 },
		/* Without a slash nothing is a registry. */
		{ "localhost:5000", 0, HUB, "library/localhost", "5000",
		    HUB "/library/localhost:5000", 0 },
		{ "localhost", 0, HUB, "library/localhost", "latest",
		    HUB "/library/localhost:latest", 0 },
		{ "a.example:443", 0, HUB, "library/a.example", "443",
		    HUB "/library/a.example:443", 0 },
		/* Docker's other alias is no alias. */
		{ "registry-1.docker.io/foo", 0, "registry-1.docker.io", "foo",
		    "latest", "registry-1.docker.io/foo:latest", 0 },
		{ "Docker.IO/foo", 0, "Docker.IO", "foo", "latest",
		    "Docker.IO/foo:latest", 0 },
		{ "a.example/b/c/d:T_a-g.9", 0, "a.example", "b/c/d", "T_a-g.9",
		    "a.example/b/c/d:T_a-g.9", 0 },
		{ "a.example/-_.b", 0, "a.example", "-_.b", "latest",
		    "a.example/-_.b:latest", 0 },
		{ "a.example/b:-x", 0, "a.example", "b", "-x", "a.example/b:-x",
		    0 },
		/* Hosts as RFC 3986 has them. */
		{ "[::1]:5000/x", 0, "[::1]:5000", "x", "latest",
		    "[::1]:5000/x:latest", 0 },
		{ "[2001:DB8::1]/x:2", 0, "[2001:DB8::1]", "x", "2",
		    "[2001:DB8::1]/x:2", 0 },
		{ "[::ffff:1.2.3.4]/x", 0, "[::ffff:1.2.3.4]", "x", "latest",
		    "[::ffff:1.2.3.4]/x:latest", 0 },
		{ "a_b.example:1/x", 0, "a_b.example:1", "x", "latest",
		    "a_b.example:1/x:latest", 0 },
		{ "10.0.0.1:65535/x", 0, "10.0.0.1:65535", "x", "latest",
		    "10.0.0.1:65535/x:latest", 0 },
		/* Layouts. */
		{ "oci:dir", 1, "", "dir", "", "oci:dir", 0 },
		{ "oci:dir:1.0", 1, "", "dir", "1.0", "oci:dir:1.0", 0 },
		{ "oci:dir@" DIGEST, 1, "", "dir", "", "oci:dir@" DIGEST, 1 },
		{ "oci:dir:1@" DIGEST, 1, "", "dir", "", "oci:dir@" DIGEST, 1 },
		{ "oci:/a b/../c:x", 1, "", "/a b/../c", "x", "oci:/a b/../c:x",
		    0 },
		{ "oci:.", 1, "", ".", "", "oci:.", 0 },
		{ "oci:/", 1, "", "/", "", "oci:/", 0 },
		/* Colons in front of the last slash belong to the folder. */
		{ "oci:a:b/c", 1, "", "a:b/c", "", "oci:a:b/c", 0 },
		{ "oci:a:b/", 1, "", "a:b/", "", "oci:a:b/", 0 },
		{ "oci:a:b/:t", 1, "", "a:b/", "t", "oci:a:b/:t", 0 },
		{ "oci:a@2x/", 1, "", "a@2x/", "", "oci:a@2x/", 0 },
		{ "oci:a@2x/:t", 1, "", "a@2x/", "t", "oci:a@2x/:t", 0 },
		{ "oci:a@" DIGEST "/b", 1, "", "a@" DIGEST "/b", "",
		    "oci:a@" DIGEST "/b", 0 },
	};

	return cr_make_param_array(struct right, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct right *row, reference, means)
{
	cosign_reference_t *ref = NULL, *again = NULL;
	char context[192];

	MUST(cosign_reference_parse(&ref, row->text, NULL));
	cr_expect_eq(cosign_reference_is_layout(ref), row->is_layout);
	cr_expect_str_eq(
	    or_empty(cosign_reference_registry(ref)), row->registry);
	cr_expect_str_eq(cosign_reference_repository(ref), row->repository);
	cr_expect_str_eq(or_empty(cosign_reference_tag(ref)), row->tag);
	cr_expect_str_eq(or_empty(cosign_reference_digest(ref)),
	    row->has_digest ? DIGEST : "");
	cr_expect_str_eq(cosign_reference_text(ref), row->full);
	if (row->is_layout)
		(void)snprintf(
		    context, sizeof(context), "oci:%s", row->repository);
	else
		(void)snprintf(context, sizeof(context), "%s/%s", row->registry,
		    row->repository);
	cr_expect_str_eq(cosign_reference_context(ref), context);
	/* In full it means the same. */
	MUST(cosign_reference_parse(&again, cosign_reference_text(ref), NULL));
	cr_expect_str_eq(cosign_reference_text(again), row->full);
	cosign_reference_free(again);
	cosign_reference_free(ref);
}

struct wrong {
	char text[160];
	char message[160];
	char hint[48]; /* how it starts; "" for none */
};

#define BAD_DIGEST \
	"a digest is \"sha256:\" and 64 lower-case hexadecimal digits"
#define BAD_REPOSITORY                                                    \
	"a repository has lower-case letters, digits, '_', '-', '.' and " \
	"'/' alone"
#define BAD_TAG "a tag has letters, digits, '_', '-' and '.' alone"

ParameterizedTestParameters(reference, refuses)
{
	static struct wrong rows[] = {
		{ "", "reference: \"\": no repository", "" },
		{ "Ubuntu", "reference: \"Ubuntu\": " BAD_REPOSITORY, "" },
		{ "a b", "reference: \"a b\": " BAD_REPOSITORY, "" },
		{ "a:", "reference: \"a:\": no tag after the colon", "" },
		{ "a:b c", "reference: \"a:b c\": " BAD_TAG, "" },
		{ "a:\x1b[1m", "reference: \"a:\\x1b[1m\": " BAD_TAG, "" },
		{ "a:b:c", "reference: \"a:b:c\": " BAD_REPOSITORY, "" },
		{ "a:..", "reference: \"a:..\": \".\" and \"..\" are no tags",
		    "" },
		{ "a@", "reference: \"a@\": " BAD_DIGEST, "" },
		{ "a@md5:00", "reference: \"a@md5:00\": " BAD_DIGEST, "" },
		{ "a@sha256:00", "reference: \"a@sha256:00\": " BAD_DIGEST,
		    "" },
		{ "a@" DIGEST "0", "reference: \"a@sha256:cfb9", "" },
		{ "a@sha256:CFB9FBD954F1031ED93E96C90F3177978D8149071B7B0723C"
		  "72B6A4FA18755C3",
		    "reference: \"a@sha256:CFB9", "" },
		{ "a@" DIGEST "@" DIGEST, "reference: \"a@sha256:cfb9", "" },
		{ "@" DIGEST, "reference: \"@" DIGEST "\": no repository", "" },
		{ "a:b c@" DIGEST, "reference: \"a:b c@" DIGEST "\": " BAD_TAG,
		    "" },
		{ "a.example/", "reference: \"a.example/\": no repository",
		    "" },
		{ "a.example/b/", "reference: \"a.example/b/\": an empty part",
		    "" },
		{ "a.example//b", "reference: \"a.example//b\": an empty part",
		    "" },
		{ "/b", "reference: \"/b\": an empty part", "" },
		{ "a.example/../b",
		    "reference: \"a.example/../b\": a repository has no part",
		    "" },
		{ "a.example/b/.",
		    "reference: \"a.example/b/.\": a repository has no part",
		    "" },
		/* Hosts. */
		{ ":5000/x", "reference: \":5000/x\": no host before", "" },
		{ "a.b:/x", "reference: \"a.b:/x\": not a port", "" },
		{ "a.b:0/x", "reference: \"a.b:0/x\": not a port", "" },
		{ "a.b:65536/x", "reference: \"a.b:65536/x\": not a port", "" },
		{ "a.b:8o/x", "reference: \"a.b:8o/x\": not a port", "" },
		{ "a.b:000080/x", "reference: \"a.b:000080/x\": not a port",
		    "" },
		{ "::1/x", "reference: \"::1/x\": no host before", "" },
		{ "fe80::1/x",
		    "reference: \"fe80::1/x\": more than one colon in the host",
		    "" },
		{ "[::1/x", "reference: \"[::1/x\": no ']' behind", "" },
		{ "[::1]5000/x", "reference: \"[::1]5000/x\": a port is", "" },
		{ "[1.2.3.4]/x", "reference: \"[1.2.3.4]/x\": not an IPv6",
		    "" },
		{ "[fe80::1%25en0]/x",
		    "reference: \"[fe80::1%25en0]/x\": not an IPv6", "" },
		{ "[::1]:/x", "reference: \"[::1]:/x\": not a port", "" },
		{ "a%41.b/x", "reference: \"a%41.b/x\": characters that", "" },
		{ "u@a.b/x", "reference: \"u@a.b/x\": " BAD_DIGEST, "" },
		{ "a.b?c/x", "reference: \"a.b?c/x\": characters that", "" },
		{ "\xc3\xa4.b/x", "reference: \"\xc3\xa4.b/x\": characters",
		    "" },
		{ "a\\.b/x", "reference: \"a\\.b/x\": characters that", "" },
		/* What other programs take. */
		{ "https://a.b/x",
		    "reference: \"https://a.b/x\": a reference "
		    "has no scheme",
		    "leave out \"https://\"" },
		{ "docker://x", "reference: \"docker://x\": a reference has",
		    "leave out \"docker://\"" },
		{ "oci://dir", "reference: \"oci://dir\": a reference has no",
		    "write \"oci:DIR\"" },
		/* Layouts. */
		{ "oci:", "reference: \"oci:\": no folder", "" },
		{ "oci::tag", "reference: \"oci::tag\": no folder", "" },
		{ "oci:@" DIGEST, "reference: \"oci:@" DIGEST "\": no folder",
		    "" },
		{ "oci:a:", "reference: \"oci:a:\": no tag after", "" },
		{ "oci:a:b c", "reference: \"oci:a:b c\": " BAD_TAG, "" },
		{ "oci:a@sha256:00",
		    "reference: \"oci:a@sha256:00\": " BAD_DIGEST, "" },
		{ "oci:a@2x:t", "reference: \"oci:a@2x:t\": " BAD_DIGEST, "" },
		{ "oci:a@2x", "reference: \"oci:a@2x\": " BAD_DIGEST, "" },
		/* The folder "a:b" would be another one without the tag. */
		{ "oci:a:b:t", "reference: \"oci:a:b:t\": " BAD_TAG, "" },
		{ "oci:a@" DIGEST ":t", "reference: \"oci:a@sha256:cfb9", "" },
	};

	return cr_make_param_array(struct wrong, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct wrong *row, reference, refuses)
{
	cosign_error_t *err = cosign_error_new();
	cosign_reference_t *ref = NULL;
	cosign_rc_t rc = cosign_reference_parse(&ref, row->text, err);

	cr_expect_null(ref);
	expect_error(err, rc, COSIGN_E_REFERENCE, row->message);
	expect_prefix(or_empty(cosign_error_hint(err)), row->hint);
	cr_expect_eq(row->hint[0] == '\0', cosign_error_hint(err) == NULL);
	cosign_error_free(err);
}

/* Each length that is counted: as many as there may be, and one more. */
static void
expect_longest(
    const char *before, size_t longest, const char *after, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	cosign_reference_t *ref = NULL;
	char *text = calloc(1, 16384);
	size_t len = strlen(before), extra;
	cosign_rc_t rc;

	cr_assert_not_null(text);
	for (extra = 0; extra < 2; extra++) {
		memcpy(text, before, len);
		memset(text + len, '1', longest + extra);
		memcpy(text + len + longest + extra, after, strlen(after) + 1);
		rc = cosign_reference_parse(&ref, text, err);
		cr_expect_eq(ref != NULL, extra == 0);
		if (extra > 0)
			expect_error(err, rc, COSIGN_E_REFERENCE, "reference:");
		if (extra > 0)
			cr_expect_not_null(
			    strstr(cosign_error_message(err), message), "%s",
			    cosign_error_message(err));
		cosign_reference_free(ref);
		ref = NULL;
	}
	free(text);
	cosign_error_free(err);
}

Test(reference, has_limits)
{
	expect_longest("a:", CSN_TAG_MAX, "", "at most 128 characters");
	expect_longest(
	    "a.b/", CSN_REPOSITORY_MAX, ":t", "at most 255 characters");
	expect_longest(
	    "a/", CSN_REPOSITORY_MAX - 2, ":t", "at most 255 characters");
	/* "library/" counts. */
	expect_longest(
	    "", CSN_REPOSITORY_MAX - 8, ":t", "at most 255 characters");
	expect_longest(
	    "docker.io/", CSN_REPOSITORY_MAX - 8, "", "at most 255 characters");
	expect_longest(
	    "a.", CSN_REGISTRY_MAX - 2, "/x", "at most 259 characters");
	expect_longest("oci:", CSN_REFERENCE_MAX - 4, "", "longer than any");
}

Test(reference, long_texts_are_cut_in_messages)
{
	cosign_error_t *err = cosign_error_new();
	cosign_reference_t *ref = NULL;
	char text[300];

	memset(text, 'A', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	cr_expect_eq(
	    cosign_reference_parse(&ref, text, err), COSIGN_E_REFERENCE);
	cr_expect_lt(strlen(cosign_error_message(err)), 220);
	cr_expect_not_null(strstr(cosign_error_message(err), "A\"...: "));
	cosign_error_free(err);
}

Test(reference, another_digest_or_tag_of_the_same_place)
{
	static const char *const texts[] = { "a.b/c:1", "x@" DIGEST, "oci:d:1",
		"oci:a:b/" };
	cosign_reference_t *ref = NULL, *other = NULL;
	cosign_error_t *err = cosign_error_new();
	char expected[256];
	size_t i;

	for (i = 0; i < ARRAY_LEN(texts); i++) {
		MUST(cosign_reference_parse(&ref, texts[i], NULL));
		MUST(cosign_reference_with_digest(&other, ref, DIGEST, NULL));
		(void)snprintf(expected, sizeof(expected), "%s@" DIGEST,
		    cosign_reference_context(ref));
		cr_expect_str_eq(cosign_reference_text(other), expected);
		cr_expect_str_eq(cosign_reference_digest(other), DIGEST);
		cr_expect_null(cosign_reference_tag(other));
		cosign_reference_free(other);
		MUST(cosign_reference_with_tag(&other, ref, "t", NULL));
		(void)snprintf(expected, sizeof(expected), "%s:t",
		    cosign_reference_context(ref));
		cr_expect_str_eq(cosign_reference_text(other), expected);
		cr_expect_null(cosign_reference_digest(other));
		cosign_reference_free(other);
		expect_error(err,
		    cosign_reference_with_tag(&other, ref, "a/b", err),
		    COSIGN_E_REFERENCE, "reference: \"a/b\": " BAD_TAG);
		cr_expect_null(other);
		expect_error(err,
		    cosign_reference_with_digest(&other, ref, "md5:0", err),
		    COSIGN_E_REFERENCE, "reference: digest \"md5:0\" is");
		cr_expect_null(other);
		cosign_reference_free(ref);
	}
	cosign_error_free(err);
}

Test(reference, arguments_may_not_be_missing)
{
	cosign_error_t *err = cosign_error_new();
	cosign_reference_t *ref = NULL, *other = NULL;

	expect_error(err, cosign_reference_parse(NULL, "a", err),
	    COSIGN_E_ARGUMENT, "reference: nowhere");
	expect_error(err, cosign_reference_parse(&ref, NULL, err),
	    COSIGN_E_ARGUMENT, "reference: none given");
	MUST(cosign_reference_parse(&ref, "a", NULL));
	expect_error(err, cosign_reference_with_tag(&other, ref, NULL, err),
	    COSIGN_E_ARGUMENT, "reference: none given");
	expect_error(err, cosign_reference_with_tag(&other, NULL, "t", err),
	    COSIGN_E_ARGUMENT, "reference: none given");
	expect_error(err, cosign_reference_with_tag(NULL, ref, "t", err),
	    COSIGN_E_ARGUMENT, "reference: nowhere");
	expect_error(err, cosign_reference_with_digest(&other, ref, NULL, err),
	    COSIGN_E_ARGUMENT, "reference: none given");
	expect_error(err,
	    cosign_reference_with_digest(&other, NULL, DIGEST, err),
	    COSIGN_E_ARGUMENT, "reference: none given");
	expect_error(err, cosign_reference_with_digest(NULL, ref, DIGEST, err),
	    COSIGN_E_ARGUMENT, "reference: nowhere");
	cosign_reference_free(ref);
	cosign_reference_free(NULL);
	cosign_error_free(err);
}

/* One row per text that is no digest. */
struct digest_row {
	char text[160];
	cosign_rc_t rc;
	char message[160];
};

ParameterizedTestParameters(digest, refuses)
{
	static struct digest_row rows[] = {
		{ "", COSIGN_E_MALFORMED, "\"\" is no digest" },
		{ "sha256", COSIGN_E_MALFORMED, "\"sha256\" is no digest" },
		{ "sha256:", COSIGN_E_MALFORMED,
		    "digest \"sha256:\" is not of 64 lower-case" },
		{ "sha512:" HEX, COSIGN_E_MALFORMED, "digest \"sha512:cfb9" },
		{ "sha384:" HEX, COSIGN_E_UNSUPPORTED,
		    "digest \"sha384:" HEX "\" is neither sha256 nor sha512" },
		{ "SHA256:" HEX, COSIGN_E_UNSUPPORTED, "digest \"SHA256:" },
		{ "blake3:" HEX, COSIGN_E_UNSUPPORTED, "digest \"blake3:" },
		{ "sha256:../../../../../../../../../../../../../../../../etc/"
		  "passwd0000",
		    COSIGN_E_MALFORMED, "digest \"sha256:../" },
		{ "sha256:" HEX "\n", COSIGN_E_MALFORMED, "digest \"sha256:" },
	};

	return cr_make_param_array(struct digest_row, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct digest_row *row, digest, refuses)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_digest d;

	expect_error(err, csn_digest_parse(&d, csn_span_str(row->text), err),
	    row->rc, row->message);
	cr_expect_eq(d.hash, COSIGN_HASH_NONE);
	cr_expect_eq(d.len, 0);
	cosign_error_free(err);
}

Test(digest, there_and_back)
{
	static const char *const texts[] = { DIGEST, "sha512:" HEX HEX };
	char text[CSN_DIGEST_TEXT_SIZE];
	struct csn_digest d, other;
	size_t i;

	for (i = 0; i < ARRAY_LEN(texts); i++) {
		MUST(csn_digest_parse(&d, csn_span_str(texts[i]), NULL));
		csn_digest_write(text, &d);
		cr_expect_str_eq(text, texts[i]);
		other = d;
		cr_expect(csn_digest_eq(&d, &other));
		other.bytes[other.len - 1] ^= 1;
		cr_expect_not(csn_digest_eq(&d, &other));
	}
}
