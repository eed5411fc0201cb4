/* sign: images in a layout of the test's own, "oci:images:NAME". */
#include "cosignc.h"
#include "imaged.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(image_sign, .init = imaged_setup, .fini = imaged_teardown);

#define SIGN "sign --key cosign.key --tlog-upload=false "
#define TLOG_NOTICE                                               \
	"Flag --tlog-upload has been deprecated, prefer using a " \
	"--signing-config file with no transparency log services\n"

static uint32_t
form_of(const char *name, size_t index)
{
	cosign_image_signatures_t *found = imaged_fetch(name, NULL);
	const uint32_t form = cosign_image_signature_form(found, index);

	cosign_image_signatures_free(found);
	return form;
}

Test(image_sign, tells_what_was_signed)
{
	char *digest = images_digest("app"), out[160];
	struct process_result p = cosignc(SIGN "oci:images:app");

	expect_status(&p, 0);
	(void)snprintf(out, sizeof(out), "oci:images@%s\n", digest);
	cr_expect_str_eq(p.out, out, "%s", p.out);
	expect_prefix(p.err,
	    TLOG_NOTICE "WARNING: Image reference oci:images:app uses a tag, "
			"not a digest, to identify the image to sign. ");
	expect_contains(p.err, "\nPushing signature to: oci:images\n");
	cr_expect_eq(imaged_count("app"), 1);
	cr_expect_eq(form_of("app", 0), COSIGN_IMAGE_BUNDLE);
	imaged_expect("app", "cosign.pub", NULL, COSIGN_OK, "");
	process_dispose(&p);
	free(digest);
}

Test(image_sign, by_digest_does_not_warn)
{
	char *digest = images_digest("app"), line[192];
	struct process_result p;

	(void)snprintf(line, sizeof(line), SIGN "oci:images@%s", digest);
	p = cosignc(line);
	expect_status(&p, 0);
	cr_expect_str_eq(p.err,
	    TLOG_NOTICE "Pushing signature to: oci:images\n", "%s", p.err);
	imaged_expect("app", "cosign.pub", NULL, COSIGN_OK, "");
	process_dispose(&p);
	free(digest);
}

struct forms {
	char words[80];
	size_t count;
	uint32_t first, last;
};

ParameterizedTestParameters(image_sign, signs_in_the_form)
{
	static struct forms rows[] = {
		{ "--format bundle", 1, COSIGN_IMAGE_BUNDLE,
		    COSIGN_IMAGE_BUNDLE },
		{ "--new-bundle-format=true", 1, COSIGN_IMAGE_BUNDLE,
		    COSIGN_IMAGE_BUNDLE },
		{ "--format legacy", 1, COSIGN_IMAGE_LEGACY,
		    COSIGN_IMAGE_LEGACY },
		{ "--new-bundle-format=false", 1, COSIGN_IMAGE_LEGACY,
		    COSIGN_IMAGE_LEGACY },
		{ "--new-bundle-format=false --format legacy", 1,
		    COSIGN_IMAGE_LEGACY, COSIGN_IMAGE_LEGACY },
		{ "--format both", 2, COSIGN_IMAGE_BUNDLE,
		    COSIGN_IMAGE_LEGACY },
		{ "--format both --new-bundle-format", 2, COSIGN_IMAGE_BUNDLE,
		    COSIGN_IMAGE_LEGACY },
		{ "--format both --key other.key", 4, COSIGN_IMAGE_BUNDLE,
		    COSIGN_IMAGE_LEGACY },
		{ "--format legacy --sign-container-identity a,b "
		  "--sign-container-identity c",
		    3, COSIGN_IMAGE_LEGACY, COSIGN_IMAGE_LEGACY },
		{ "--format legacy --registry-referrers-mode oci-1-1", 1,
		    COSIGN_IMAGE_LEGACY, COSIGN_IMAGE_LEGACY },
	};

	return cr_make_param_array(struct forms, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct forms *row, image_sign, signs_in_the_form)
{
	char line[192];

	cosignc_material("other.key other.pub");
	(void)snprintf(
	    line, sizeof(line), SIGN "%s oci:images:app", row->words);
	cosignc_must(line);
	cr_expect_eq(
	    imaged_count("app"), row->count, "%zu", imaged_count("app"));
	cr_expect_eq(form_of("app", 0), row->first);
	cr_expect_eq(form_of("app", row->count - 1), row->last);
	imaged_expect("app", "cosign.pub", NULL, COSIGN_OK, "");
	if (strstr(row->words, "other.key") != NULL)
		imaged_expect("app", "other.pub", NULL, COSIGN_OK, "");
}

struct refused {
	char words[160];
	char error[160]; /* its beginning, or with a line end all of it */
	char hint[48];
};

#define OLDER ": is of the older form alone\n"
#define NOT_STORED \
	": is about what is stored, and --upload=false stores nothing\n"

ParameterizedTestParameters(image_sign, refuses)
{
	static struct refused rows[] = {
		{ "--tlog-upload=false oci:images:app",
		    "sign: signing without a key is not supported\n",
		    "give a private key with --key" },
		{ "--key cosign.key oci:images:app",
		    "sign: uploading to a transparency log is not supported\n",
		    "--tlog-upload=false" },
		{ SIGN "", "requires at least 1 arg(s), only received 0\n",
		    "" },
		{ SIGN "--fulcio-url x oci:images:app",
		    "unknown flag: --fulcio-url\n", "" },
		{ SIGN "--rekor-url x oci:images:app",
		    "unknown flag: --rekor-url\n", "" },
		{ SIGN "--format bundle --new-bundle-format=false "
		       "oci:images:app",
		    "--format bundle and --new-bundle-format=false contradict "
		    "each other\n",
		    "" },
		{ SIGN "--format both --new-bundle-format=false "
		       "oci:images:app",
		    "--format both and --new-bundle-format=false contradict",
		    "" },
		{ SIGN "--format legacy --new-bundle-format oci:images:app",
		    "--format legacy and --new-bundle-format=true contradict",
		    "" },
		{ SIGN "--format cms oci:images:app",
		    "invalid argument \"cms\" for \"--format\" flag: must be "
		    "one of: bundle legacy both\n",
		    "" },
		{ SIGN "--registry-referrers-mode x oci:images:app",
		    "invalid argument \"x\" for \"--registry-referrers-mode\" "
		    "flag: must be one of: legacy oci-1-1\n",
		    "" },
		{ SIGN "--output-signature s oci:images:app",
		    "--output-signature" OLDER, "--format legacy" },
		{ SIGN "--output-payload s oci:images:app",
		    "--output-payload" OLDER, "--format legacy" },
		{ SIGN "--payload f oci:images:app", "--payload" OLDER,
		    "--format legacy" },
		{ SIGN "--sign-container-identity a oci:images:app",
		    "--sign-container-identity" OLDER, "--format legacy" },
		{ SIGN "--attachment-tag-prefix a oci:images:app",
		    "--attachment-tag-prefix" OLDER, "--format legacy" },
		{ SIGN "--registry-referrers-mode oci-1-1 oci:images:app",
		    "--registry-referrers-mode" OLDER, "--format legacy" },
		{ SIGN "--format legacy --bundle s oci:images:app",
		    "--bundle: the older form has no bundle\n", "" },
		{ SIGN "--format legacy --embed-bundle oci:images:app",
		    "--embed-bundle: the older form has no bundle\n", "" },
		{ SIGN "--attachment att oci:images:app",
		    "invalid argument \"att\" for \"--attachment\" flag: must "
		    "be one of: sbom\n",
		    "" },
		{ SIGN "--attachment sbom oci:images:app",
		    "signing oci:images:app: oci:images:sha256-",
		    ".sbom: no tag \"sha256-" },
		{ SIGN "--attachment sbom oci:images:none",
		    "signing oci:images:none: oci:images:none: no tag "
		    "\"none\"",
		    "" },
		{ SIGN "--upload=false oci:images:app",
		    "must enable upload to the OCI registry or specify a "
		    "local --bundle path with --new-bundle-format\n",
		    "" },
		{ SIGN "--upload=false --format legacy oci:images:app",
		    "--upload=false: the signature would be lost; give "
		    "--output-signature\n",
		    "" },
		{ SIGN "--upload=false --format legacy --output-signature s "
		       "--attachment-tag-prefix a oci:images:app",
		    "--attachment-tag-prefix" NOT_STORED, "" },
		{ SIGN "--upload=false --format legacy --output-signature s "
		       "--registry-referrers-mode legacy oci:images:app",
		    "--registry-referrers-mode" NOT_STORED, "" },
		{ SIGN "--upload=false --bundle s --embed-bundle "
		       "oci:images:app",
		    "--embed-bundle" NOT_STORED, "" },
		{ SIGN "--upload=false --bundle s --record-creation-timestamp "
		       "oci:images:app",
		    "--record-creation-timestamp" NOT_STORED, "" },
		{ SIGN "--format legacy --registry-referrers-mode oci-1-1 "
		       "--attachment-tag-prefix a oci:images:app",
		    "--attachment-tag-prefix: what refers to the image has no "
		    "tag\n",
		    "" },
		{ SIGN "--bundle s oci:images:app oci:images:app",
		    "--bundle s: 2 images cannot share it\n", "" },
		{ SIGN "--key other.key --bundle s oci:images:app",
		    "--bundle s: 2 keys cannot share it\n", "" },
		{ SIGN "--format both --bundle s --output-signature s "
		       "oci:images:app",
		    "--output-signature s: is also given as --bundle\n", "" },
		{ SIGN "-a x oci:images:app", "unable to parse annotation: x\n",
		    "" },
		{ SIGN "-a a=b,x oci:images:app",
		    "unable to parse annotation: x\n", "" },
		{ SIGN "--format legacy --payload no oci:images:app",
		    "no: No such file or directory\n", "" },
		{ SIGN "--format legacy --payload f -a a=b oci:images:app",
		    "--annotations: the --payload is signed as it is\n", "" },
		{ SIGN "--format both --payload f --sign-container-identity a "
		       "oci:images:app",
		    "--sign-container-identity: the --payload is signed as it "
		    "is\n",
		    "" },
		{ SIGN "-a \"a=b oci:images:app",
		    "\"a=b: quotation marks that do not match\n", "" },
		{ SIGN "-a \"a\"=b oci:images:app",
		    "\"a\"=b: quotation marks that do not match\n", "" },
		{ SIGN "-a a=\"b\" oci:images:app",
		    "a=\"b\": quotation marks that do not match\n", "" },
		{ SIGN "--trusted-root f oci:images:app", "f: ", "" },
		{ SIGN "--key missing oci:images:app",
		    "missing: No such file or directory\n", "" },
		{ SIGN "oci:images:none", "signing oci:images:none: ", "" },
		{ SIGN "Bad/Name", "reference: ", "" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, image_sign, refuses)
{
	struct process_result p;
	char line[224];

	cosignc_material("other.key");
	(void)snprintf(line, sizeof(line), "%s%s",
	    strncmp(row->words, "sign ", 5) == 0 ? "" : "sign ", row->words);
	p = cosignc(line);
	expect_error_line(&p, row->error);
	expect_contains(p.err, row->hint);
	cr_expect_str_empty(p.out);
	cr_expect_not(file_exists("s"));
	cr_expect_eq(imaged_count("app"), 0);
	process_dispose(&p);
}

Test(image_sign, annotations_are_signed)
{
	cosign_policy_t *policy = imaged_policy("cosign.pub");

	cosignc_must(SIGN "--format both -a a=1,b=2 -a \"c=x,y\" "
			  "oci:images:app");
	MUST(cosign_policy_add_annotation(policy, "a", "1", NULL));
	MUST(cosign_policy_add_annotation(policy, "b", "2", NULL));
	MUST(cosign_policy_add_annotation(policy, "c", "x,y", NULL));
	images_expect("app", policy, NULL, COSIGN_OK, "");
	MUST(cosign_policy_add_annotation(policy, "d", "", NULL));
	images_expect("app", policy, NULL, COSIGN_E_NO_MATCH, "");
	cosign_policy_free(policy);
}

Test(image_sign, writes_the_bundle)
{
	struct process_result p;
	char *text;

	p = cosignc(SIGN "--upload=false --bundle b oci:images:app");
	expect_status(&p, 0);
	expect_contains(p.err, "Wrote bundle to file b\n");
	cr_expect_null(strstr(p.err, "Pushing"));
	process_dispose(&p);
	text = file_read("b", NULL);
	expect_prefix(text, "{\"mediaType\":\"application/vnd.dev.sigstore.");
	cr_expect_eq(file_mode("b"), 0600);
	free(text);
	cr_expect_eq(imaged_count("app"), 0);
}

Test(image_sign, writes_the_pieces)
{
	char *digest = images_digest("app"), *payload, *signature, wanted[320];

	cosignc_must(SIGN "--upload=false --format legacy --output-signature "
			  "s --output-payload p oci:images:app");
	payload = file_read("p", NULL);
	(void)snprintf(wanted, sizeof(wanted),
	    "{\"critical\":{\"identity\":{\"docker-reference\":\"oci:images\"}"
	    ",\"image\":{\"docker-manifest-digest\":\"%s\"},\"type\":\"cosign "
	    "container image signature\"},\"optional\":null}",
	    digest);
	cr_expect_str_eq(payload, wanted, "%s", payload);
	cr_expect_eq(file_mode("p"), 0600);
	signature = file_read("s", NULL);
	cr_expect_null(strchr(signature, '\n'));
	cr_expect_eq(imaged_count("app"), 0);
	cosignc_must("verify-blob --key cosign.pub --insecure-ignore-tlog "
		     "--signature s p");
	free(signature);
	free(payload);
	free(digest);
}

Test(image_sign, several_pieces_are_lines)
{
	char *text, *line;

	cosignc_must(SIGN "--format legacy --output-signature s "
			  "--output-payload p --sign-container-identity a,b "
			  "oci:images:app");
	text = file_read("p", NULL);
	line = strchr(text, '\n');
	cr_assert_not_null(line);
	expect_contains(line, "{\"docker-reference\":\"b\"}");
	*line = '\0';
	expect_contains(text, "{\"docker-reference\":\"a\"}");
	free(text);
	text = file_read("s", NULL);
	line = strchr(text, '\n');
	cr_assert_not_null(line);
	cr_expect_null(strchr(line + 1, '\n'));
	free(text);
}

Test(image_sign, a_payload_of_ones_own)
{
	char *text;

	cosignc_must(SIGN "--format legacy --payload f --output-payload p "
			  "oci:images:app");
	text = file_read("p", NULL);
	cr_expect_str_eq(text, "hello\n");
	free(text);
	cr_expect_eq(imaged_count("app"), 1);
}

Test(image_sign, recursive_signs_what_is_in_an_index)
{
	const char *const images[] = { "app", "lib", NULL };
	char *digests[3], path[96], told[128];
	struct process_result p;
	size_t i;

	images_put("lib", "more");
	images_put_index("all", images);
	cosignc_must(SIGN "oci:images:all");
	cr_expect_eq(imaged_count("all"), 1);
	cr_expect_eq(imaged_count("lib"), 0);
	p = cosignc(SIGN "-r --bundle b oci:images:all");
	expect_status(&p, 0);
	digests[0] = images_digest("all");
	digests[1] = images_digest("app");
	digests[2] = images_digest("lib");
	for (i = 0; i < ARRAY_LEN(digests); i++) {
		expect_contains(p.out, digests[i]);
		(void)snprintf(
		    path, sizeof(path), "b-sha256-%s", digests[i] + 7);
		cr_expect(file_exists(path), "%s", path);
		(void)snprintf(
		    told, sizeof(told), "Wrote bundle to file %s\n", path);
		expect_contains(p.err, told);
		free(digests[i]);
	}
	process_dispose(&p);
	cr_expect_not(file_exists("b"));
	cr_expect_eq(imaged_count("app"), 1);
	cr_expect_eq(imaged_count("lib"), 1);
}

/* One that fails does not hide the others. */
Test(image_sign, several_images)
{
	struct process_result p;

	images_put("lib", "more");
	p = cosignc(SIGN "oci:images:app oci:images:none oci:images:lib");
	expect_status(&p, 1);
	expect_contains(p.err, "\ncosignc: signing oci:images:none: ");
	cr_expect_eq(imaged_count("app"), 1);
	cr_expect_eq(imaged_count("lib"), 1);
	process_dispose(&p);
}

Test(image_sign, in_another_repository)
{
	struct process_result p;

	(void)setenv("COSIGN_REPOSITORY", "oci:elsewhere", 1);
	p = cosignc(SIGN "--format both oci:images:app");
	expect_status(&p, 0);
	expect_contains(p.err, "Pushing signature to: oci:elsewhere\n");
	process_dispose(&p);
	cr_expect_eq(imaged_count("app"), 0);
	cr_expect(file_exists("elsewhere/index.json"));
	(void)setenv("COSIGN_REPOSITORY", "oci:elsewhere:tag", 1);
	p = cosignc(SIGN "oci:images:app");
	expect_error_line(&p,
	    "COSIGN_REPOSITORY: oci:elsewhere:tag names more than a "
	    "repository\n");
	process_dispose(&p);
	(void)setenv("COSIGN_REPOSITORY", "oci:", 1);
	p = cosignc(SIGN "oci:images:app");
	expect_error_line(&p, "COSIGN_REPOSITORY: ");
	process_dispose(&p);
}

Test(image_sign, under_another_tag)
{
	char *digest = images_digest("app"), tag[128], *found;

	cosignc_must(SIGN "--format legacy --attachment-tag-prefix pre- "
			  "oci:images:app");
	(void)snprintf(tag, sizeof(tag), "pre-sha256-%s.sig", digest + 7);
	found = images_find(tag);
	cr_expect_not_null(found, "%s", tag);
	free(found);
	free(digest);
}

/* Where the config of the signatures of app is; until the next call. */
static const char *
config_path(void)
{
	static char path[128];
	char *digest = images_digest("app"), tag[128];
	cosign_manifest_t *manifest = NULL;
	cosign_reference_t *ref;

	(void)snprintf(tag, sizeof(tag), "sha256-%s.sig", digest + 7);
	free(digest);
	ref = images_ref(tag);
	MUST(cosign_oci_manifest_fetch(&manifest, images_oci, ref, NULL));
	(void)snprintf(path, sizeof(path), "images/blobs/sha256/%s",
	    cosign_descriptor_digest(cosign_manifest_config(manifest)) + 7);
	cosign_manifest_free(manifest);
	cosign_reference_free(ref);
	return path;
}

static void
expect_created(const char *prefix)
{
	char *config = file_read(config_path(), NULL), wanted[80];

	(void)snprintf(wanted, sizeof(wanted),
	    "{\"architecture\":\"\",\"created\":\"%s", prefix);
	expect_prefix(config, wanted);
	expect_contains(
	    config, "\"history\":[{\"created\":\"0001-01-01T00:00:00Z\"}");
	free(config);
}

Test(image_sign, says_when)
{
	cosign_image_signatures_t *found;

	(void)unsetenv("SOURCE_DATE_EPOCH");
	cosignc_must(SIGN "--format legacy oci:images:app");
	expect_created("0001-01-01T00:00:00Z\"");
	cosignc_must(SIGN "--format legacy -a a=1 --record-creation-timestamp "
			  "oci:images:app");
	expect_created("20");
	(void)setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	cosignc_must(SIGN "--format both -a a=2 --record-creation-timestamp "
			  "oci:images:app");
	expect_created("2023-11-14T22:13:20Z\"");
	found = imaged_fetch("app", NULL);
	cr_expect_str_eq(cosign_image_signature_annotation(
			     found, 0, "org.opencontainers.image.created"),
	    "2023-11-14T22:13:20Z");
	cosign_image_signatures_free(found);
	/* Whoever does not ask for it leaves it. */
	cosignc_must(SIGN "--format legacy -a a=3 oci:images:app");
	expect_created("2023-11-14T22:13:20Z\"");
}

/* One that cannot be read says nothing, and is in nobody's way. */
Test(image_sign, where_nobody_can_say_when)
{
	(void)setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	cosignc_must(SIGN "--format legacy --record-creation-timestamp "
			  "oci:images:app");
	file_text(config_path(), "{\"created\":1}");
	cosignc_must(SIGN "--format legacy -a a=1 oci:images:app");
	expect_created("0001-01-01T00:00:00Z\"");
	cosignc_must(SIGN "--format legacy -a a=2 --record-creation-timestamp "
			  "oci:images:app");
	cr_assert_eq(unlink(config_path()), 0);
	cosignc_must(SIGN "--format legacy -a a=3 oci:images:app");
	expect_created("0001-01-01T00:00:00Z\"");
	imaged_expect("app", "cosign.pub", NULL, COSIGN_OK, "");
}

Test(image_sign, a_time_that_is_none)
{
	static const char *const texts[] = { "yesterday", "1e9", " 1", "1 ",
		"9223372036854775808", "0x10", "253402300800", "-62135596801" };
	struct process_result p;
	size_t i;

	for (i = 0; i < ARRAY_LEN(texts); i++) {
		(void)setenv("SOURCE_DATE_EPOCH", texts[i], 1);
		p = cosignc(SIGN "--record-creation-timestamp oci:images:app");
		expect_error_line(&p, "SOURCE_DATE_EPOCH: ");
		process_dispose(&p);
	}
	cr_expect_eq(imaged_count("app"), 0);
	/* Nobody asked for it. */
	cosignc_must(SIGN "oci:images:app");
	(void)setenv("SOURCE_DATE_EPOCH", "253402300799", 1);
	cosignc_must(SIGN "--record-creation-timestamp --format legacy "
			  "oci:images:app");
}

Test(image_sign, with_docker_types)
{
	char *digest = images_digest("app"), tag[128];
	cosign_descriptor_t *found = NULL;
	cosign_reference_t *ref;

	(void)setenv("COSIGN_DOCKER_MEDIA_TYPES", "1", 1);
	cosignc_must(SIGN "--format legacy oci:images:app");
	(void)snprintf(tag, sizeof(tag), "sha256-%s.sig", digest + 7);
	ref = images_ref(tag);
	MUST(cosign_oci_resolve(&found, images_oci, ref, NULL));
	cr_expect_str_eq(cosign_descriptor_media_type(found),
	    "application/vnd.docker.distribution.manifest.v2+json");
	cosign_descriptor_free(found);
	cosign_reference_free(ref);
	free(digest);
}
