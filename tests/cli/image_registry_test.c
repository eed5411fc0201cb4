/* Registries and who we are to them: cosignc against one in this process. */
#include "cosignc.h"
#include "registry.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define EMPTY                                                              \
	"{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"size\":2," \
	"\"digest\":\"sha256:"                                             \
	"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"}"

/* One without layers. */
#define IMAGE                                            \
	"{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST \
	"\",\"config\":" EMPTY ",\"layers\":[]}"

#define SIGN   "sign --key cosign.key --tlog-upload=false "
#define VERIFY "verify --key cosign.pub --private-infrastructure "

static struct registry *registry;
static const char *host;

static void
enter(void)
{
	static char folder[4096];

	cosignc_setup_key();
	cr_assert_not_null(getcwd(folder, sizeof(folder)));
	(void)setenv("HOME", folder, 1);
	(void)unsetenv("DOCKER_CONFIG");
	(void)unsetenv("DOCKER_AUTH_CONFIG");
	(void)unsetenv("REGISTRY_AUTH_FILE");
	(void)unsetenv("XDG_RUNTIME_DIR");
	(void)unsetenv("XDG_CONFIG_HOME");
	(void)setenv("NO_PROXY", "*", 1);
	registry = registry_start();
	host = registry_host(registry);
	(void)registry_put_manifest(registry, "app", "1", MANIFEST, IMAGE);
}

static void
leave(void)
{
	registry_stop(registry);
	cosignc_teardown();
}

TestSuite(image_registry, .init = enter, .fini = leave);

/* LINE with HOST in place of "@". */
static struct process_result
run(const char *line)
{
	const char *at = strchr(line, '@');
	char text[512];

	if (at == NULL)
		return cosignc(line);
	(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - line), line,
	    host, at + 1);
	return cosignc(text);
}

static void
run_well(const char *line)
{
	struct process_result p = run(line);

	expect_status(&p, 0);
	process_dispose(&p);
}

Test(image_registry, signs_and_verifies)
{
	const struct http_request *request;
	struct process_result p;

	run_well(SIGN "--format both @/app:1");
	run_well(VERIFY "@/app:1");
	p = run("download signature @/app:1");
	expect_status(&p, 0);
	expect_prefix(p.out, "{\"mediaType\":");
	process_dispose(&p);
	request = registry_last(registry, "GET", "/v2/app/");
	cr_assert_not_null(request);
	expect_prefix(http_request_header(request, "User-Agent"), "cosignc/");
}

Test(image_registry, answers_have_their_status)
{
	struct process_result p = run(VERIFY "@/app:1");

	expect_status(&p, 10);
	process_dispose(&p);
	p = run(VERIFY "@/app:none");
	expect_status(&p, 11);
	process_dispose(&p);
	/* Whether it is signed could not be found out. */
	registry->refuses_all = 1;
	registry->auth = REGISTRY_BEARER;
	p = run(VERIFY "@/app:1");
	expect_status(&p, 1);
	process_dispose(&p);
	p = cosignc(VERIFY "127.0.0.1:1/app:1");
	expect_status(&p, 1);
	process_dispose(&p);
}

/* A bundle of this text beside the image. */
static void
put_bundle(const char *text)
{
	static const char type[] =
	    "application/vnd.dev.sigstore.bundle.v0.3+json";
	char manifest[1024], subject[96];

	(void)snprintf(subject, sizeof(subject), "%s",
	    registry_put_manifest(registry, "app", "1", MANIFEST, IMAGE));
	(void)snprintf(manifest, sizeof(manifest),
	    "{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST
	    "\",\"artifactType\":\"%s\",\"config\":" EMPTY
	    ",\"layers\":[{\"mediaType\":\"%s\",\"size\":%zu,\"digest\":"
	    "\"%s\"}],\"subject\":{\"mediaType\":\"" MANIFEST
	    "\",\"size\":%zu,\"digest\":\"%s\"}}",
	    type, type, strlen(text), registry_put_blob(registry, "app", text),
	    strlen(IMAGE), subject);
	(void)registry_put_manifest(registry, "app", NULL, MANIFEST, manifest);
}

/* What nobody can read is left out, but not all there is. */
Test(image_registry, downloads_what_can_be_read)
{
	struct process_result p;

	put_bundle("rubbish");
	p = run("download signature @/app:1");
	expect_status(&p, 1);
	cr_expect_str_empty(p.out);
	expect_contains(p.err, " is left out: ");
	expect_error_line(&p, "");
	expect_contains(p.err, "/app:1: none of the signatures can be read");
	process_dispose(&p);
	run_well(SIGN "@/app:1");
	p = run("download signature @/app:1");
	expect_status(&p, 0);
	expect_prefix(p.out, "{\"mediaType\":");
	expect_contains(p.err, " is left out: ");
	process_dispose(&p);
}

/* ---- credentials ---- */

/* "alice:pw" for the registry. */
static void
put_credentials(const char *path)
{
	char text[256], folder[64], *slash;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	for (slash = strchr(folder, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(folder, 0700);
		*slash = '/';
	}
	(void)snprintf(text, sizeof(text),
	    "{\"auths\":{\"%s\":{\"auth\":\"YWxpY2U6cHc=\"}}}", host);
	file_text(path, text);
}

static void
want_alice(void)
{
	registry->auth = REGISTRY_BASIC;
	registry->user = "alice";
	registry->password = "pw";
}

struct source {
	char words[64];
	char path[40]; /* "": none */
	char variable[32], value[16];
	bool found;
};

ParameterizedTestParameters(image_registry, finds_credentials)
{
	static struct source rows[] = {
		{ "", "", "", "", false },
		{ "--registry-username alice --registry-password pw", "", "",
		    "", true },
		{ "--registry-username alice --registry-password no", "", "",
		    "", false },
		{ "--registry-username alice", "", "COSIGN_REGISTRY_PASSWORD",
		    "pw", true },
		{ "", ".docker/config.json", "", "", true },
		{ "", "d/config.json", "DOCKER_CONFIG", "d", true },
		{ "", "auth.json", "REGISTRY_AUTH_FILE", "auth.json", true },
		{ "", "run/containers/auth.json", "XDG_RUNTIME_DIR", "run",
		    true },
		{ "", "conf/containers/auth.json", "XDG_CONFIG_HOME", "conf",
		    true },
		{ "", ".config/containers/auth.json", "", "", true },
		/* One that is set and empty hides what is at home. */
		{ "", ".docker/config.json", "DOCKER_CONFIG", "d", false },
		{ "", ".config/containers/auth.json", "XDG_CONFIG_HOME", "conf",
		    false },
		/* What is given counts, whatever is found. */
		{ "--registry-username alice --registry-password no",
		    ".docker/config.json", "", "", false },
	};

	return cr_make_param_array(struct source, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct source *row, image_registry, finds_credentials)
{
	struct process_result p;
	char line[128];

	want_alice();
	if (row->path[0] != '\0')
		put_credentials(row->path);
	if (row->variable[0] != '\0')
		(void)setenv(row->variable, row->value, 1);
	(void)snprintf(line, sizeof(line), "triangulate %s%s@/app:1",
	    row->words, row->words[0] == '\0' ? "" : " ");
	p = run(line);
	expect_status(&p, row->found ? 0 : 1);
	process_dispose(&p);
}

/* docker's file comes before podman's, and a variable before both. */
static void
warn(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	(void)r;
	(void)request;
	http_answer_header(answer, "Warning",
	    "299 - \"app goes away\", 299 - \"\xc2\x9b"
	    "2J\"");
}

/* On standard error, once for all that is asked. */
Test(image_registry, warnings_are_shown)
{
	struct process_result p;
	char line[128];
	const char *at;

	registry->after = warn;
	p = run("--quiet " SIGN "--format both @/app:1");
	expect_status(&p, 0);
	(void)snprintf(line, sizeof(line),
	    "WARNING: %s: app goes away\nWARNING: %s: \\xc2\\x9b2J\n", host,
	    host);
	expect_contains(p.err, line);
	at = strstr(p.err, "goes away");
	cr_assert_not_null(at);
	cr_expect_null(strstr(at + 1, "goes away"), "%s", p.err);
	cr_expect_null(strstr(p.out, "goes away"));
	process_dispose(&p);
	/* They are no reason to refuse. */
	run_well(VERIFY "@/app:1");
}

Test(image_registry, the_first_credentials_count)
{
	struct process_result p;
	char text[256];

	want_alice();
	put_credentials(".docker/config.json");
	(void)mkdir("run", 0700);
	(void)mkdir("run/containers", 0700);
	file_text("run/containers/auth.json", "rubbish");
	(void)setenv("XDG_RUNTIME_DIR", "run", 1);
	run_well("triangulate @/app:1");
	(void)snprintf(text, sizeof(text),
	    "{\"auths\":{\"%s\":{\"username\":\"alice\",\"password\":\"no\"}}}",
	    host);
	(void)setenv("DOCKER_AUTH_CONFIG", text, 1);
	p = run("triangulate @/app:1");
	expect_status(&p, 1);
	process_dispose(&p);
}

Test(image_registry, a_token)
{
	registry->auth = REGISTRY_BEARER;
	registry->refuses_all = 0;
	registry->user = "alice";
	registry->password = "pw";
	registry->registry_token = "t0k";
	run_well("triangulate --registry-token t0k @/app:1");
}

/* A layout is reached whatever is configured for registries. */
Test(image_registry, is_not_asked_for_layouts)
{
	struct process_result p;

	(void)setenv("DOCKER_AUTH_CONFIG", "rubbish", 1);
	p = cosignc(
	    "triangulate oci:none@sha256:44136fa355b3678a1146ad16f7e8649e9"
	    "4fb4fc21fe77e8310c060f61caaff8a");
	expect_status(&p, 0);
	process_dispose(&p);
	p = run("triangulate @/app:1");
	expect_status(&p, 1);
	expect_contains(p.err, "cosignc: DOCKER_AUTH_CONFIG: ");
	process_dispose(&p);
	/* Who says so on the command line has something else in mind. */
	(void)setenv("COSIGN_REGISTRY_TOKEN", "t", 1);
	p = cosignc("triangulate --allow-http-registry --registry-cacert f "
		    "oci:none@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21f"
		    "e77e8310c060f61caaff8a");
	expect_status(&p, 0);
	cr_expect_str_eq(p.err,
	    "WARNING: --allow-http-registry is not looked at: no registry is "
	    "asked\nWARNING: --registry-cacert is not looked at: no registry "
	    "is asked\n",
	    "%s", p.err);
	process_dispose(&p);
}

struct refused {
	char words[112];
	char error[112];
};

ParameterizedTestParameters(image_registry, refuses)
{
	static struct refused rows[] = {
		{ "--registry-username alice @/app:1",
		    "--registry-username and --registry-password: give "
		    "both\n" },
		{ "--registry-password pw @/app:1",
		    "--registry-username and --registry-password: give "
		    "both\n" },
		{ "--registry-password pw oci:images:app",
		    "--registry-username and --registry-password: give "
		    "both\n" },
		{ "--registry-username a --registry-password b "
		  "--registry-token c @/app:1",
		    "--registry-username and --registry-token: give one of "
		    "them\n" },
		{ "--k8s-keychain @/app:1",
		    "--k8s-keychain: credentials of cloud providers are not "
		    "supported\n" },
		{ "--registry-client-cert f @/app:1",
		    "--registry-client-cert and --registry-client-key: give "
		    "both\n" },
		{ "--registry-client-key f @/app:1",
		    "--registry-client-cert and --registry-client-key: give "
		    "both\n" },
		{ "--registry-client-cert f --registry-client-key f @/app:1",
		    "f, f: " },
		{ "--registry-cacert none @/app:1",
		    "none: No such file or directory\n" },
		{ "--registry-cacert f @/app:1", "f: " },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, image_registry, refuses)
{
	struct process_result p;
	char line[160];

	(void)snprintf(line, sizeof(line), "triangulate %s", row->words);
	p = run(line);
	expect_status(&p, 1);
	expect_error_line(&p, row->error);
	cr_expect_eq(registry_requests(registry, NULL, "/"), 0);
	process_dispose(&p);
}

Test(image_registry, secrets_are_masked_by_env)
{
	struct process_result p;

	(void)setenv("COSIGN_REGISTRY_PASSWORD", "s3cret", 1);
	(void)setenv("COSIGN_REGISTRY_TOKEN", "s3cret", 1);
	(void)setenv("DOCKER_AUTH_CONFIG", "s3cret", 1);
	p = cosignc("env");
	expect_status(&p, 0);
	cr_expect_null(strstr(p.out, "s3cret"), "%s", p.out);
	expect_contains(p.out, "\nCOSIGN_REGISTRY_PASSWORD=******\n");
	expect_contains(p.out, "\nCOSIGN_REGISTRY_TOKEN=******\n");
	expect_contains(p.out, "\nDOCKER_AUTH_CONFIG=******\n");
	process_dispose(&p);
}

/* ---- programs that keep credentials ---- */

struct helper {
	char script[160]; /* of docker-credential-test; "": none */
	int status;
	char error[96]; /* a part */
};

#define ANSWER                                                          \
	"echo '{\"ServerURL\":\"x\",\"Username\":\"alice\",\"Secret\":" \
	"\"pw\"}'\n"
#define FILE_SAYS ".docker/config.json: the helper test: "

ParameterizedTestParameters(image_registry, asks_a_helper)
{
	static struct helper rows[] = {
		{ ANSWER, 0, "" },
		{ "read -r key\n[ \"$1 $key\" = \"get $WANTED\" ] || exit "
		  "3\n" ANSWER,
		    0, "" },
		{ "echo noise >&2\n" ANSWER, 0, "noise\n" },
		{ "echo credentials not found in native keychain\nexit 1", 1,
		    "no credentials" },
		{ "echo locked\nexit 7", 1,
		    FILE_SAYS "ended with status 7: locked" },
		{ "exit 2", 1, FILE_SAYS "ended with status 2\n" },
		/* The secret is not quoted. */
		{ ANSWER "exit 2", 1, FILE_SAYS "ended with status 2\n" },
		{ "kill -9 $$", 1, FILE_SAYS "was ended by signal 9\n" },
		{ "echo rubbish", 1, FILE_SAYS "answer: " },
		{ "exit 0", 1, FILE_SAYS "answer: " },
		{ "echo '{\"Username\":\"alice\"}'", 1, FILE_SAYS "answer: " },
		{ "exec sleep 1000", 1, FILE_SAYS "did not answer in time\n" },
		{ "exec >&-\nexec sleep 1000", 1,
		    FILE_SAYS "did not answer in time\n" },
		{ "while :; do echo 0123456789012345678901234567890; done", 1,
		    FILE_SAYS "says more than 65536 bytes\n" },
		{ "", 1,
		    FILE_SAYS "docker-credential-test: No such file or "
			      "directory\n" },
	};

	return cr_make_param_array(struct helper, rows, ARRAY_LEN(rows));
}

/* docker-credential-test for the registry. "": there is none. */
static void
put_helper(const char *script)
{
	char text[512];

	(void)mkdir(".docker", 0700);
	(void)snprintf(
	    text, sizeof(text), "{\"credHelpers\":{\"%s\":\"test\"}}", host);
	file_text(".docker/config.json", text);
	if (*script != '\0') {
		(void)mkdir("bin", 0700);
		(void)snprintf(text, sizeof(text), "#!/bin/sh\n%s", script);
		file_text("bin/docker-credential-test", text);
		cr_assert_eq(chmod("bin/docker-credential-test", 0700), 0);
	}
	(void)snprintf(
	    text, sizeof(text), "%s/bin:%s", getenv("HOME"), getenv("PATH"));
	(void)setenv("PATH", text, 1);
}

ParameterizedTest(struct helper *row, image_registry, asks_a_helper)
{
	struct process_result p;

	want_alice();
	put_helper(row->script);
	(void)setenv("WANTED", host, 1);
	if (strstr(row->error, "in time") != NULL)
		(void)setenv("COSIGN_CREDENTIAL_HELPER_TIMEOUT", "200ms", 1);
	p = run("triangulate @/app:1");
	expect_status(&p, row->status);
	expect_contains(p.err, row->error);
	process_dispose(&p);
}

Test(image_registry, warns_of_a_bad_patience)
{
	struct process_result p;

	want_alice();
	put_helper(ANSWER);
	(void)setenv("COSIGN_CREDENTIAL_HELPER_TIMEOUT", "90", 1);
	p = run("triangulate @/app:1");
	expect_status(&p, 0);
	expect_contains(p.err,
	    "WARNING: COSIGN_CREDENTIAL_HELPER_TIMEOUT: 90 is no duration, "
	    "such as 90s: it is 60 seconds\n");
	process_dispose(&p);
}
