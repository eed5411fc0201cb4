/*
 * The cases of the public conformance suite at the command line, as cosign's
 * own driver of that suite puts it: timestamps are asked for where a bundle
 * has some. Why each is refused is tested in tests/conformance.
 */
#include "cases.h"
#include "verdict.h"

#include <stdlib.h>
#include <string.h>

TestSuite(cases, .init = cosignc_setup, .fini = cosignc_teardown);

#define SUITE  "sigstore-conformance"
#define FOLDER SUITE "/bundle-verify"

/* Who signed most of the cases. */
#define IDENTITY                                                         \
	"https://github.com/sigstore-conformance/extremely-dangerous-"   \
	"public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-" \
	"beacon.yml@refs/heads/main"
#define TOKENS "https://token.actions.githubusercontent.com"

/* A file of a case, as one of this name here; whether it is there. */
static bool
copy(const char *name, const char *file)
{
	char path[256];
	struct vector v;

	(void)snprintf(path, sizeof(path), "%s/%s", name, file);
	if (!cases_has(FOLDER, path))
		return false;
	v = cases_load(FOLDER, path);
	scratch_write(file, v.data, v.len);
	vector_free(&v);
	return true;
}

/* The first line of such a file. */
static char *
line_of(const char *name, const char *file, const char *otherwise)
{
	char *text = copy(name, file) ? file_read(file, NULL) : NULL;

	if (text == NULL)
		return strdup(otherwise);
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static void
add_signer(char *line, size_t size, const char *name)
{
	const size_t len = strlen(line);
	char *identity, *issuer;

	if (copy(name, "key.pub")) {
		(void)snprintf(line + len, size - len, " --key key.pub");
		return;
	}
	identity = line_of(name, "identity", IDENTITY);
	issuer = line_of(name, "issuer", TOKENS);
	(void)snprintf(line + len, size - len,
	    " --certificate-identity %s --certificate-oidc-issuer %s", identity,
	    issuer);
	free(identity);
	free(issuer);
}

static void
add(char *line, size_t size, const char *words)
{
	const size_t len = strlen(line);

	(void)snprintf(line + len, size - len, " %s", words);
}

static bool
has_to_fail(const char *name)
{
	const size_t len = strlen(name);

	return len > 5 && strcmp(name + len - 5, "_fail") == 0;
}

/* Nothing but the verdict, in the one stream that it belongs to. */
static void
expect_verdict(const char *name, const char *line)
{
	struct process_result p = cosignc(line);

	cr_expect_eq(
	    p.status, has_to_fail(name) ? 1 : 0, "%s: %s", name, p.err);
	cr_expect_str_empty(p.out);
	if (has_to_fail(name))
		expect_error_line(&p, "");
	else
		cr_expect_str_eq(p.err, "Verified OK\n", "%s", name);
	process_dispose(&p);
}

static size_t passed, failed;

static void
check_case(const char *name)
{
	char line[1024] = "verify-blob --bundle bundle.sigstore.json", *bundle;
	struct vector artifact;

	/* Files beside the cases' folders. */
	if (!copy(name, "bundle.sigstore.json"))
		return;
	bundle = file_read("bundle.sigstore.json", NULL);
	if (strstr(bundle, "\"signedTimestamp\"") != NULL)
		add(line, sizeof(line), "--use-signed-timestamps");
	free(bundle);
	add_signer(line, sizeof(line), name);
	if (copy(name, "trusted_root.json"))
		add(line, sizeof(line), "--trusted-root trusted_root.json");
	if (!copy(name, "artifact")) {
		artifact = cases_load(SUITE, "a.txt");
		scratch_write("artifact", artifact.data, artifact.len);
		vector_free(&artifact);
	}
	add(line, sizeof(line), "artifact");
	expect_verdict(name, line);
	if (has_to_fail(name))
		failed++;
	else
		passed++;
}

Test(cases, verdicts_of_the_conformance_suite)
{
	cases_require(FOLDER);
	(void)cases_each(FOLDER, check_case);
	cr_expect_eq(passed, 21);
	cr_expect_eq(failed, 49);
}
