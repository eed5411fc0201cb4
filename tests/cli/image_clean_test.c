/* clean */
#include "cosignc.h"
#include "imaged.h"

#include <string.h>

TestSuite(image_clean, .init = imaged_setup, .fini = imaged_teardown);

#define SIGN "sign --key cosign.key --tlog-upload=false --format both "

Test(image_clean, deletes_both_forms)
{
	struct process_result p;

	cosignc_must(SIGN "oci:images:app");
	cr_expect_eq(imaged_count("app"), 2);
	p = cosignc("clean -f oci:images:app");
	expect_status(&p, 0);
	cr_expect_str_empty(p.out);
	expect_contains(p.err, "Removed oci:images@sha256:");
	expect_contains(p.err, ".sig from oci:images:app\n");
	process_dispose(&p);
	cr_expect_eq(imaged_count("app"), 0);
	/* nothing is left, and the image is there */
	cosignc_must("clean -f oci:images:app");
	cosignc_must(SIGN "oci:images:app");
}

struct kinds {
	char type[16];
	size_t left;
};

ParameterizedTestParameters(image_clean, deletes_what_is_asked_for)
{
	static struct kinds rows[] = {
		{ "signature", 0 },
		{ "referrer", 1 },
		{ "attestation", 2 },
		{ "sbom", 2 },
		{ "all", 0 },
	};

	return cr_make_param_array(struct kinds, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct kinds *row, image_clean, deletes_what_is_asked_for)
{
	char command[96];

	cosignc_must(SIGN "oci:images:app");
	(void)snprintf(command, sizeof(command),
	    "clean --force --type %s oci:images:app", row->type);
	cosignc_must(command);
	cr_expect_eq(imaged_count("app"), row->left);
}

/* There is nobody to say yes. */
Test(image_clean, asks_first)
{
	struct process_result p;

	cosignc_must(SIGN "oci:images:app");
	p = cosignc("clean --type all oci:images:app");
	expect_status(&p, 1);
	expect_contains(p.err,
	    "this will remove all signatures, SBOMs and attestations from the "
	    "image\n");
	process_dispose(&p);
	cr_expect_eq(imaged_count("app"), 2);
}

Test(image_clean, refuses_what_it_does_not_know)
{
	struct process_result p =
	    cosignc("clean -f --type images oci:images:app");

	expect_status(&p, 1);
	expect_contains(p.err, "--type: images: must be one of \"signature\"");
	process_dispose(&p);
	p = cosignc("clean -f --type= oci:images:app");
	expect_status(&p, 1);
	expect_contains(p.err, "--type: : must be one of \"signature\"");
	process_dispose(&p);
	p = cosignc("clean -f --type referrer --attachment-tag-prefix a "
		    "oci:images:app");
	expect_status(&p, 1);
	expect_contains(p.err, "--attachment-tag-prefix: what refers to the");
	process_dispose(&p);
	p = cosignc("clean -f oci:images:absent");
	expect_status(&p, 1);
	expect_contains(p.err, "oci:images:absent");
	process_dispose(&p);
}
