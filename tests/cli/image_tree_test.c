/* tree */
#include "cosignc.h"
#include "imaged.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(image_tree, .init = imaged_setup, .fini = imaged_teardown);

#define SIGN "sign --key cosign.key --tlog-upload=false "

#define BUNDLE "https://sigstore.dev/cosign/sign/v1"

Test(image_tree, may_be_bare)
{
	struct process_result p = cosignc("tree oci:images:app");

	expect_status(&p, 0);
	cr_expect_str_eq(p.out,
	    "No Supply Chain Security Related Artifacts found for image "
	    "oci:images:app,\n start creating one with simply running$ "
	    "cosignc sign oci:images:app\n",
	    "%s", p.out);
	cr_expect_str_empty(p.err, "%s", p.err);
	process_dispose(&p);
}

/* Line by line, without the digits of digests. */
static void
expect_lines(const char *out, const char *const *lines, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		expect_prefix(out, lines[i]);
		out = strchr(out, '\n');
		cr_assert_not_null(out, "line %zu", i);
		out++;
	}
	cr_expect_str_empty(out, "%s", out);
}

Test(image_tree, lists_both_forms)
{
	static const char *const lines[] = {
		"📦 Supply Chain Security Related artifacts for an image: "
		"oci:images:app\n",
		"└── 🔐 Signatures for an image tag: oci:images:sha256-",
		"   ├── 🍒 sha256:",
		"   └── 🍒 sha256:",
		"└── 🔗 " BUNDLE
		" artifacts via OCI referrer: oci:images@sha256:",
		"   └── 🍒 sha256:",
	};
	struct process_result p;
	const char *hint;

	cosignc_must(SIGN "--format legacy --sign-container-identity a,b "
			  "oci:images:app");
	cosignc_must(SIGN "oci:images:app");
	p = cosignc("tree oci:images:app");
	expect_status(&p, 0);
	expect_lines(p.out, lines, ARRAY_LEN(lines));
	expect_contains(
	    p.out, " (application/vnd.dev.cosign.simplesigning.v1+json)\n");
	hint = strstr(p.out, " (" BUNDLE ", by key ");
	cr_assert_not_null(hint, "%s", p.out);
	cr_expect_eq(strcspn(strstr(hint, "by key ") + 7, ")"), 44);
	process_dispose(&p);
}

Test(image_tree, is_a_document)
{
	struct process_result p;

	cosignc_must(SIGN "oci:images:app");
	p = cosignc("tree -o json oci:images:app");
	expect_status(&p, 0);
	expect_prefix(p.out, "{\"version\":1,\"image\":\"oci:images@sha256:");
	expect_contains(p.out, "\"kinds\":[\"signature\"]");
	expect_contains(p.out, "\"form\":\"referrer\"");
	expect_contains(p.out, "\"predicateType\":\"" BUNDLE "\"");
	expect_contains(p.out, "\"signerKind\":\"keyHint\"}]}]}\n");
	process_dispose(&p);
}

/* The image again as its own attestation, about this in JSON. */
static void
put_attestation(const char *predicate)
{
	cosign_reference_t *ref = images_ref("app"), *tag = NULL;
	cosign_manifest_t *image = NULL, *manifest = NULL;
	static char json[4096];
	const char *bytes;
	size_t len;

	MUST(cosign_oci_manifest_fetch(&image, images_oci, ref, NULL));
	bytes = cosign_manifest_bytes(image, &len);
	(void)snprintf(json, sizeof(json),
	    "%.*s,\"annotations\":{\"predicateType\":\"%s\"}}]}",
	    (int)(len - strlen("}]}")), bytes, predicate);
	MUST(cosign_manifest_parse(&manifest, json, strlen(json), NULL));
	MUST(cosign_image_tag(&tag, ref,
	    cosign_descriptor_digest(cosign_manifest_descriptor(image)), "att",
	    NULL, NULL));
	MUST(cosign_oci_manifest_push(images_oci, tag, manifest, NULL));
	cosign_manifest_free(manifest);
	cosign_manifest_free(image);
	cosign_reference_free(tag);
	cosign_reference_free(ref);
}

/* What strangers store does not reach the terminal as it is. */
Test(image_tree, escapes_what_strangers_wrote)
{
	struct process_result p;

	put_attestation("x\\u001b[31m");
	p = cosignc("tree oci:images:app");
	expect_status(&p, 0);
	expect_contains(
	    p.out, "💾 Attestations for an image tag: oci:images:sha256-");
	expect_contains(p.out, " (x\\x1b[31m)\n");
	process_dispose(&p);
}

Test(image_tree, looks_where_it_is_told)
{
	struct process_result p;

	(void)setenv("COSIGN_REPOSITORY", "oci:elsewhere", 1);
	cosignc_must(SIGN "--format legacy oci:images:app");
	p = cosignc("tree oci:images:app");
	expect_contains(p.out, "for an image tag: oci:elsewhere:sha256-");
	process_dispose(&p);
	(void)unsetenv("COSIGN_REPOSITORY");
	p = cosignc("tree oci:images:app");
	expect_prefix(p.out, "No Supply Chain");
	process_dispose(&p);
}

Test(image_tree, needs_an_image)
{
	struct process_result p = cosignc("tree oci:images:none");

	expect_status(&p, 1);
	expect_prefix(p.err, "cosignc: oci:images:none: ");
	cr_expect_str_empty(p.out);
	process_dispose(&p);
	p = cosignc("tree");
	expect_status(&p, 1);
	expect_prefix(p.err, "cosignc: accepts 1 arg(s), received 0\n");
	process_dispose(&p);
}
