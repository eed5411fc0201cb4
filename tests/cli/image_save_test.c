/* save, load, and verify --local-image of what was saved. */
#include "cosignc.h"
#include "imaged.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(image_save, .init = imaged_setup, .fini = imaged_teardown);

#define SIGN   "sign --key cosign.key --tlog-upload=false "
#define VERIFY "verify --key cosign.pub --private-infrastructure "

/* Exit status 0 and not a word. */
static void
expect_silence(const char *line)
{
	struct process_result p = cosignc(line);

	expect_status(&p, 0);
	cr_expect_str_empty(p.out, "%s", p.out);
	cr_expect_str_empty(p.err, "%s", p.err);
	process_dispose(&p);
}

struct form {
	char sign[32];
	char verify[32];
};

ParameterizedTestParameters(image_save, saves_and_loads)
{
	static struct form rows[] = {
		{ "--format bundle ", "" },
		{ "--format legacy ", "" },
		{ "--format legacy ", "--new-bundle-format=false " },
		{ "--format both ", "--new-bundle-format=false " },
	};

	return cr_make_param_array(struct form, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct form *row, image_save, saves_and_loads)
{
	struct process_result p;
	char line[160];

	(void)snprintf(line, sizeof(line), SIGN "%soci:images:app", row->sign);
	cosignc_must(line);
	expect_silence("save --dir saved oci:images:app");
	(void)snprintf(
	    line, sizeof(line), VERIFY "%s--local-image saved", row->verify);
	cosignc_must(line);
	expect_silence("load --dir saved oci:mirror:new");
	(void)snprintf(
	    line, sizeof(line), VERIFY "%soci:mirror:new", row->verify);
	cosignc_must(line);
	(void)snprintf(line, sizeof(line),
	    "verify --key other.pub --private-infrastructure %s--local-image "
	    "saved",
	    row->verify);
	cosignc_material("other.pub");
	p = cosignc(line);
	expect_status(&p, 12);
	process_dispose(&p);
}

Test(image_save, tells_unsigned_images)
{
	struct process_result p;

	cosignc_must("save --dir saved oci:images:app");
	p = cosignc(VERIFY "--local-image saved");
	expect_status(&p, 10);
	expect_contains(p.err, "saved: no signatures found");
	process_dispose(&p);
}

Test(image_save, loads_over_another_image_only_if_told)
{
	struct process_result p;

	images_put("other", "bye");
	cosignc_must(SIGN "oci:images:app");
	cosignc_must("save --dir saved oci:images:app");
	p = cosignc("load --dir saved oci:images:other");
	expect_status(&p, 1);
	expect_prefix(p.err,
	    "cosignc: image \"oci:images:other\" already exists. Use `-f` to "
	    "overwrite: ");
	process_dispose(&p);
	p = cosignc(VERIFY "oci:images:other");
	expect_status(&p, 10);
	process_dispose(&p);
	expect_silence("load -f --dir saved oci:images:other");
	cosignc_must(VERIFY "oci:images:other");
}

/* What is signed elsewhere is saved, but loaded beside the image alone. */
Test(image_save, knows_where_signatures_are)
{
	struct process_result p;

	(void)setenv("COSIGN_REPOSITORY", "oci:elsewhere", 1);
	cosignc_must(SIGN "oci:images:app");
	cosignc_must("save --dir saved oci:images:app");
	p = cosignc("load --dir saved oci:mirror:new");
	expect_status(&p, 1);
	expect_prefix(p.err,
	    "cosignc: COSIGN_REPOSITORY: what belongs to an image is loaded "
	    "beside it\n");
	process_dispose(&p);
	cr_expect_not(file_exists("mirror/index.json"));
	(void)unsetenv("COSIGN_REPOSITORY");
	cosignc_must("load --dir saved oci:mirror:new");
	cosignc_must(VERIFY "oci:mirror:new");
}

struct refused {
	char words[64];
	char error[80];
};

ParameterizedTestParameters(image_save, refuses)
{
	static struct refused rows[] = {
		{ "save oci:images:app", "required flag(s) \"dir\" not set\n" },
		{ "load oci:images:app", "required flag(s) \"dir\" not set\n" },
		{ "save --dir d", "accepts 1 arg(s), received 0\n" },
		{ "load --dir d", "accepts 1 arg(s), received 0\n" },
		{ "save --dir d:x oci:images:app",
		    "--dir: d:x: the folder's name may not have a colon " },
		{ "save --dir d oci:images:none", "oci:images:none: " },
		{ "load --dir none oci:mirror:new", "none: " },
		{ "load --dir f oci:mirror:new", "f: " },
		{ "save --dir f oci:images:app", "oci:images:app: " },
		{ "load --dir images Bad/Name", "reference: " },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, image_save, refuses)
{
	struct process_result p = cosignc(row->words);

	expect_status(&p, 1);
	expect_prefix(p.err, "cosignc: ");
	expect_prefix(p.err + strlen("cosignc: "), row->error);
	cr_expect_not(file_exists("d/index.json"));
	cr_expect_not(file_exists("mirror/index.json"));
	process_dispose(&p);
}
