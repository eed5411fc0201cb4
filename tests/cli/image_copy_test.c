/* copy */
#include "cosignc.h"
#include "imaged.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(image_copy, .init = imaged_setup, .fini = imaged_teardown);

#define SIGN   "sign --key cosign.key --tlog-upload=false "
#define VERIFY "verify --key cosign.pub --private-infrastructure "

Test(image_copy, copies_all_of_it)
{
	struct process_result p;

	cosignc_must(SIGN "--format both oci:images:app");
	p = cosignc("copy oci:images:app oci:mirror:new");
	expect_status(&p, 0);
	cr_expect_str_empty(p.out);
	expect_contains(p.err, "Copying oci:images@sha256:");
	expect_contains(p.err, " to oci:mirror:new...\n");
	expect_contains(p.err, ".sig...\n");
	process_dispose(&p);
	cosignc_must(VERIFY "oci:mirror:new");
	cosignc_must(VERIFY "--new-bundle-format=false oci:mirror:new");
	/* again: it is there, and equal */
	cosignc_must("copy oci:images:app oci:mirror:new");
}

Test(image_copy, may_be_silent)
{
	struct process_result p =
	    cosignc("copy --quiet oci:images:app oci:mirror:new");

	expect_status(&p, 0);
	cr_expect_str_empty(p.err, "%s", p.err);
	process_dispose(&p);
}

struct kinds {
	char words[48];
	int bare, older; /* exit statuses: of the image, of its signatures */
};

ParameterizedTestParameters(image_copy, copies_what_belongs_to_it)
{
	static struct kinds rows[] = {
		{ "--only sig", 0, 0 },
		{ "--only att,sig", 0, 0 },
		{ "--only att --only sbom", 0, 10 },
		{ "--sig-only", 0, 0 },
	};

	return cr_make_param_array(struct kinds, rows, ARRAY_LEN(rows));
}

/* The image is there already: signatures alone come. */
ParameterizedTest(struct kinds *row, image_copy, copies_what_belongs_to_it)
{
	struct process_result p;
	char line[128];

	cosignc_must("copy oci:images:app oci:mirror:new");
	cosignc_must(SIGN "--format legacy oci:images:app");
	(void)snprintf(line, sizeof(line),
	    "copy %s oci:images:app oci:mirror:new", row->words);
	p = cosignc(line);
	expect_status(&p, 0);
	cr_expect_null(strstr(p.err, " to oci:mirror:new..."), "%s", p.err);
	process_dispose(&p);
	p = cosignc(VERIFY "oci:mirror:new");
	expect_status(&p, row->older);
	process_dispose(&p);
}

Test(image_copy, leaves_another_image_alone)
{
	struct process_result p;
	char *digest, *before = images_digest("app");

	images_put("other", "bye");
	p = cosignc("copy oci:images:other oci:images:app");
	expect_status(&p, 1);
	expect_contains(p.err,
	    "cosignc: image \"oci:images:app\" already exists. Use `-f` to "
	    "overwrite: ");
	process_dispose(&p);
	digest = images_digest("app");
	cr_expect_str_eq(digest, before);
	free(digest);

	cosignc_must("copy -f oci:images:other oci:images:app");
	digest = images_digest("app");
	cr_expect_str_neq(digest, before);
	free(digest);
	free(before);
}

Test(image_copy, takes_signatures_from_elsewhere)
{
	(void)setenv("COSIGN_REPOSITORY", "oci:elsewhere", 1);
	cosignc_must(SIGN "oci:images:app");
	cosignc_must("copy oci:images:app oci:mirror:new");
	(void)unsetenv("COSIGN_REPOSITORY");
	cosignc_must(VERIFY "oci:mirror:new");
}

/* Nothing but the one image of an index that is asked for, or nothing. */
Test(image_copy, looks_for_a_platform)
{
	static const char *const images[] = { "app", NULL };
	struct process_result p;

	images_put_index("index", images);
	p = cosignc("copy --platform linux/arm64 oci:images:index "
		    "oci:mirror:new");
	expect_status(&p, 1);
	expect_prefix(p.err, "cosignc: oci:images:index: ");
	expect_contains(p.err, "linux/arm64");
	cr_expect_not(file_exists("mirror/index.json"));
	process_dispose(&p);
	p = cosignc("copy --platform linux/app oci:images:app oci:mirror:new");
	expect_error_line(&p,
	    "oci:images:app: copy: oci:images:app: no index, of which platform "
	    "linux/app could be chosen\n");
	cr_expect_not(file_exists("mirror/index.json"));
	process_dispose(&p);
}

struct refused {
	char words[80];
	char error[80];
};

ParameterizedTestParameters(image_copy, refuses)
{
	static struct refused rows[] = {
		{ "copy oci:images:app", "accepts 2 arg(s), received 1\n" },
		{ "copy --only x oci:images:app oci:mirror:new",
		    "--only: x: must be one of sig, att, sbom\n" },
		{ "copy oci:images:none oci:mirror:new", "oci:images:none: " },
		{ "copy oci:images:app Bad/Name", "reference: " },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, image_copy, refuses)
{
	struct process_result p = cosignc(row->words);

	expect_status(&p, 1);
	expect_prefix(p.err, "cosignc: ");
	expect_prefix(p.err + strlen("cosignc: "), row->error);
	cr_expect_not(file_exists("mirror/index.json"));
	process_dispose(&p);
}
