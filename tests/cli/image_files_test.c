/* dockerfile verify, manifest verify */
#include "cosignc.h"
#include "registry.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define IMAGE(name)                                                          \
	"{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST                     \
	"\",\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\"" \
	",\"size\":2,\"digest\":\"sha256:"                                   \
	"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"   \
	"\"},\"layers\":[],\"annotations\":{\"name\":\"" name "\"}}"

static struct registry *registry;
static const char *host;

static void
enter(void)
{
	cosignc_setup_key();
	(void)setenv("NO_PROXY", "*", 1);
	registry = registry_start();
	host = registry_host(registry);
	(void)registry_put_manifest(
	    registry, "app", "1", MANIFEST, IMAGE("app"));
	(void)registry_put_manifest(
	    registry, "other", "1", MANIFEST, IMAGE("other"));
}

static void
leave(void)
{
	registry_stop(registry);
	cosignc_teardown();
}

TestSuite(image_files, .init = enter, .fini = leave);

#define CHECK "--key cosign.pub --insecure-ignore-tlog "

/* TEXT with HOST in place of each "@": until the next call. */
static const char *
hosted(const char *text)
{
	static char out[1024];
	size_t len = 0;

	out[0] = '\0';
	while (*text != '\0') {
		const int n = (int)strcspn(text, "@");

		(void)snprintf(out + len, sizeof(out) - len, "%.*s%s", n, text,
		    text[n] != '\0' ? host : "");
		len = strlen(out);
		text += n + (text[n] != '\0');
	}
	return out;
}

#define POD(image)                                          \
	"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n" \
	"  - name: a\n    image: " image "\n"

Test(image_files, verifies_the_images_of_a_manifest)
{
	struct process_result p;

	cosignc_must(
	    hosted("sign --key cosign.key --tlog-upload=false @/app:1"));
	file_text("m.yaml", hosted(POD("@/app:1")));
	p = cosignc("manifest verify " CHECK "m.yaml");
	expect_status(&p, 0);
	expect_prefix(p.err, hosted("Extracted image(s): @/app:1\n"));
	expect_contains(p.err, hosted("Verification for @/app:1 --"));
	process_dispose(&p);
	file_text("m.yml", hosted(POD("@/app:1") "---\n" POD("@/other:1")));
	p = cosignc("manifest verify " CHECK "m.yml");
	expect_status(&p, 10);
	expect_prefix(
	    p.err, hosted("Extracted image(s): @/app:1, @/other:1\n"));
	expect_contains(p.err, hosted("@/other:1: no signatures found"));
	process_dispose(&p);
	p = cosignc("manifest verify --key cosign.pub --quiet m.yaml");
	expect_status(&p, 12);
	process_dispose(&p);
}

/* What is found in a file, or why it is refused. */
struct manifest {
	char text[320];
	char found[96]; /* "": nothing is found, or it is refused */
	char error[128];
};

#define UNABLE                                                     \
	"unable to extract the container image references in the " \
	"manifest: m.yaml: "
#define LIST(rest) "containers:\n- name: a\n" rest

static struct manifest manifests[] = {
	{ LIST("  image: x"), "x", "" },
	{ LIST("  image: \"x:1\" # c"), "x:1", "" },
	{ LIST("  image: 'x'\n- image: y\n- image: x"), "x, y", "" },
	{ LIST("  image : x"), "x", "" },
	{ LIST("  \"image\": x"), "x", "" },
	{ LIST("  Image: x"), "x", "" },
	{ "containers:\n  -\n    image: x\ninitContainers:\n  - image: y",
	    "x, y", "" },
	{ "items:\n- spec:\n    template:\n      spec:\n        "
	  "initContainers:\n          - args: [\"--image\", a]\n            "
	  "image: x\n          # c\n          - image: y # c",
	    "x, y", "" },
	{ LIST("  command:\n  - sh\n  - |\n    containers:\n    - image: no\n"
	       "  image: x"),
	    "x", "" },
	{ "data:\n  f: |-\n    containers:\n\n    - image: no\n  image: no\n"
	  "spec:\n  containers: []\n  initContainers:\n  - image: x",
	    "x", "" },
	{ "\"containers\":\r\n- image: x\r\n...\r\n---\r\n"
	  "containers: # c\r\n- image: y\r\n",
	    "x, y", "" },
	{ "labels: {app: a, list: [b, {c: 'd, e'}]} # c\n" LIST("  image: x"),
	    "x", "" },
	{ "ephemeralContainers:\n- image: x", "x", "" },
	{ "volumes:\n- name: v\n  image:\n    pullPolicy: Always\n    "
	  "reference: y\n" LIST("  image: x"),
	    "y, x", "" },
	/* nothing in it */
	{ "a: b", "", "no images found in manifest: m.yaml\n" },
	{ "", "", "no images found in manifest: m.yaml\n" },
	{ "image:\n  a: x", "", "no images found in manifest: m.yaml\n" },
	{ "image: x", "", "no images found in manifest: m.yaml\n" },
	/* images that would be overlooked */
	{ LIST("  tag: x"), "", UNABLE "line 2: a container without" },
	{ LIST("  image:"), "", UNABLE "line 3: image: no name" },
	{ LIST("  image: oci:x"), "", UNABLE "line 3: image: a layout" },
	{ LIST("  image: 'oci:x'"), "", UNABLE "line 3: image: a layout" },
	{ LIST("  image:\n    x"), "", UNABLE "line 4: image: not a name" },
	{ LIST("  image: >-\n    x"), "", UNABLE "line 3: image: not a name" },
	{ LIST("  image: {a: b}"), "", UNABLE "line 3: image: not a name" },
	{ LIST("  image: \"\\x78\""), "", UNABLE "line 3: image: a name with" },
	{ LIST("  image: ~"), "", UNABLE "line 3: image: no name" },
	{ LIST("  image: x\n    y"), "", UNABLE "line 4: text over several" },
	{ LIST("  \"im\\x61ge\": x"), "", UNABLE "line 3: not a name" },
	{ "containers:\n-\timage: x", "", UNABLE "line 2: a tab" },
	{ "containers:\n-\n", "", UNABLE "line 2: a container without" },
	{ "containers:\n- x", "", UNABLE "line 2: not a container" },
	{ "containers:\n- - image: x", "", UNABLE "line 2: not a container" },
	{ "containers:\n  image: x", "", UNABLE "line 2: not a container" },
	{ "containers: x", "", UNABLE "line 1: not a container" },
	{ "containers: [{image: x}]", "", UNABLE "line 1: containers or" },
	{ "image: {reference: x}", "", UNABLE "line 1: containers or" },
	{ "image:\n  reference:\n    x", "", UNABLE "line 3: image: not a" },
	{ "a: {\"containers\": [b]}", "", UNABLE "line 1: containers or" },
	{ "a: {\"im\\x61ge\" : b}", "", UNABLE "line 1: a name with escapes" },
	{ "a: [b #]\n]", "", UNABLE "line 1: brackets over several" },
	{ "a: [b,\n c]", "", UNABLE "line 1: brackets over several" },
	{ "a: [b}", "", UNABLE "line 1: brackets that do not match" },
	{ "a: &b\n  containers: []", "", UNABLE "line 1: an anchor" },
	{ "a: *b", "", UNABLE "line 1: an anchor" },
	{ "<<: *b", "", UNABLE "line 1: not a name" },
	{ "? containers\n: - image: x", "", UNABLE "line 1: not a name" },
	{ "a: \"b\n  c\"", "", UNABLE "line 1: text that does not end" },
	{ "a: b\n c: d", "", UNABLE "line 2: text over several" },
	{ "a: b: c", "", UNABLE "line 1: a colon in text" },
	{ "  a: b\nc: d", "", UNABLE "line 2: indentation that fits" },
	{ "--- a\n", "", UNABLE "line 1: something behind a marker" },
	{ "{{ if a }}\na: b", "", UNABLE "line 1: not a name" },
	{ "a: b\xe2\x80\xa8image: c", "", UNABLE "line 1: somewhere a byte" },
	{ "a: b\rimage: c", "", UNABLE "line 1: somewhere a byte" },
};

ParameterizedTestParameters(image_files, reads_manifests)
{
	return cr_make_param_array(
	    struct manifest, manifests, ARRAY_LEN(manifests));
}

/* No key is there: nothing but the file is read. */
ParameterizedTest(struct manifest *row, image_files, reads_manifests)
{
	struct process_result p;
	char wanted[128];

	file_text("m.yaml", row->text);
	p = cosignc("manifest verify --key none.pub m.yaml");
	cr_expect_neq(p.status, 0);
	if (row->found[0] != '\0') {
		(void)snprintf(wanted, sizeof(wanted),
		    "Extracted image(s): %s\n", row->found);
		expect_prefix(p.err, wanted);
	} else {
		expect_status(&p, 1);
		expect_prefix(p.err, "cosignc: ");
		expect_prefix(p.err + strlen("cosignc: "), row->error);
	}
	process_dispose(&p);
}

/* ---- Dockerfiles ---- */

struct dockerfile {
	char text[256];
	char words[24];
	char found[64]; /* "": nothing is found, or it is refused */
	char error[128];
};

#undef UNABLE
#define UNABLE                                                     \
	"unable to extract the container image references in the " \
	"Dockerfile: d: "

static struct dockerfile dockerfiles[] = {
	{ "FROM x", "", "x", "" },
	{ "FROM docker:27", "", "docker:27", "" },
	{ "# c\n\nfrom --platform=$BUILDPLATFORM x:1 as b\r\nRUN a\r\n"
	  "FROM b\nCOPY --from=b a b\nCOPY --chown=1 --from=y /a /b\n"
	  "COPY --from=0 a b\nFROM scratch\n",
	    "", "x:1, y", "" },
	{ "ARG A=x B=\"1\"\nARG C=${A}:$B\nFROM $C\nARG A=z\nFROM "
	  "${A}${D:-}",
	    "", "x:1, x", "" },
	{ "ARG A=x B=\"1\"\nARG C=${A}:$B\nFROM $C\nARG A=z\nENV A=z\n"
	  "FROM ${A}${B:-2}",
	    "", "x:1, x1", "" },
	{ "ARG A\nFROM ${A:-y}", "", "y", "" },
	{ "ARG FROM_ENV\nFROM $FROM_ENV", "", "e", "" },
	{ "ARG FROM_ENV\nARG A=y/$FROM_ENV/\nFROM ${A}x:$FROM_ENV", "",
	    "y/e/x:e", "" },
	{ "ARG TARGETARCH\nFROM x", "", "x", "" },
	{ "FROM x AS a-b_1.c\nFROM a-b_1.c", "", "x", "" },
	{ "FROM \\\n# c\n\n  x \\ \n AS y\nFROM y", "", "x", "" },
	{ "FROM x\nRUN --network=none --mount=type=bind,from=y,target=/a b", "",
	    "x, y", "" },
	{ "FROM x\nONBUILD COPY --from=y a b", "", "x, y", "" },
	{ "FROM x\nFROM y AS a\nFROM a\nCOPY --from=z b c",
	    "--base-image-only ", "y", "" },
	{ "FROM x\nFROM scratch", "--base-image-only ", "",
	    "no images found in Dockerfile: d\n" },
	/* what goes on keeps its blanks, as with docker */
	{ "FROM x\nRUN --network=none\\\n  --mount=type=bind,from=y ls", "",
	    "x, y", "" },
	{ "FROM x\nCOPY --chown=1:1\\\n\t--from=y /a /b", "", "x, y", "" },
	{ "FROM\\\n\n # c\n \\\n x", "", "x", "" },
	{ "# syntax=y:1\nFROM x", "", "y:1, x", "" },
	{ "#Syntax = y:1 z\nFROM x", "", "y:1, x", "" },
	{ "# syntax=y:1\nFROM x", "--base-image-only ", "x", "" },
	{ "FROM scratch", "", "", "no images found in Dockerfile: d\n" },
	{ "", "", "", "no images found in Dockerfile: d\n" },
	/* images that would be overlooked */
	{ "FROM oci:x", "", "", UNABLE "line 1: a layout on disk" },
	{ "ARG A=oci\nFROM $A:x", "", "", UNABLE "line 2: a layout on disk" },
	{ "FROM x\nCOPY --from=oci:x a b", "", "", UNABLE "line 2: a layout" },
	{ "FROM dir:5000/x", "", "", UNABLE "line 1: an image that is in no" },
	{ "FROM x\nCOPY --from=oci-archive:y a b", "", "",
	    UNABLE "line 2: an image that is in no registry for buildah" },
	{ "FROM $A", "", "", UNABLE "line 1: a variable that no ARG" },
	{ "FROM x\nARG A=y\nFROM $A", "", "", UNABLE "line 3: a variable" },
	{ "ARG A\nFROM $A", "", "", UNABLE "line 2: a variable that no ARG" },
	{ "ARG A=x\nFROM ${A%y}", "", "", UNABLE "line 2: an expansion" },
	{ "FROM x$", "", "", UNABLE "line 1: a dollar sign" },
	{ "ARG A='$B'\nFROM x", "", "", UNABLE "line 1: a value that" },
	{ "FROM", "", "", UNABLE "line 1: not FROM IMAGE" },
	{ "FROM x y", "", "", UNABLE "line 1: not FROM IMAGE" },
	{ "FROM --x y", "", "", UNABLE "line 1: not FROM IMAGE" },
	{ "FROM \"x\"", "", "", UNABLE "line 1: not the name of an image" },
	{ "FROM x\nCOPY --from=$A a b", "", "", UNABLE "line 2: not the name" },
	{ "FROM x\nCOPY --from=1 a b", "", "", UNABLE "line 2: the number" },
	{ "FROM x\nCOPY --from y a b", "", "", UNABLE "line 2: an option wi" },
	{ "FROM x\nCOPY --from=\"y\" a b", "", "", UNABLE "line 2: an option" },
	{ "FROM x\nRUN \xc2\xa0--mount=from=y b", "", "",
	    UNABLE "line 2: a character that may be a blank" },
	{ "FROM x\nRUN a <<b\nFROM y\nb", "", "", UNABLE "line 2: \"<<\"" },
	{ "# escape=`\nFROM x", "", "", UNABLE "line 1: an escape" },
	{ "FROM x\nFORM y", "", "", UNABLE "line 2: not an instruction" },
	{ "FROM x\rFROM y", "", "", UNABLE "line 1: a carriage return" },
	{ "FROM x \\", "", "", UNABLE "line 1: a line that goes on" },
	{ "FROM x\nRUN a \\\\\nFROM y", "", "",
	    UNABLE "line 2: two backslashes" },
	{ "FROM x\nRUN a \\\\\\ \nFROM y", "", "",
	    UNABLE "line 2: two backslashes" },
	{ "FROM x\nRUN a \\\n\f# c\n--mount=from=y", "", "",
	    UNABLE "line 2: a control character" },
	{ "FROM x\n\vCOPY --from=y a b", "", "",
	    UNABLE "line 2: a control character" },
	{ "FROM x\nCOPY \\\n\xc2\xa0# c\n--from=y a b", "", "",
	    UNABLE "line 2: a character that may be a blank" },
	{ "FROM x\nCOPY \\\n \xc2\x85\n--from=y a b", "", "",
	    UNABLE "line 2: a character that may be a blank" },
	{ "# syntax=\nFROM x", "", "", UNABLE "line 1: not the name" },
	{ "#\xc2\xa0syntax=$A\nFROM x", "", "", UNABLE "line 1: not the" },
	{ "ARG FROM_ENV=x\nARG FROM_ENV\nFROM $FROM_ENV", "", "",
	    UNABLE "line 2: an argument that has a value already" },
	/* what builders set by themselves */
	{ "ARG TARGETARCH\nFROM ${TARGETARCH:-x}", "", "",
	    UNABLE "line 2: a variable that builders set" },
	{ "FROM x/${TARGETPLATFORM:-y}", "", "",
	    UNABLE "line 1: a variable that builders set" },
	{ "FROM ${BUILDOSVERSION:-x}", "", "",
	    UNABLE "line 1: a variable that builders set" },
	{ "ARG A=${TARGETSTAGE:-x}\nFROM $A", "", "",
	    UNABLE "line 1: a variable that builders set" },
	{ "ARG TARGETARCH=x\nFROM $TARGETARCH", "", "",
	    UNABLE "line 2: a variable that builders set" },
	/* the environment's, which builders have from --build-arg alone */
	{ "ARG FROM_ENV\nFROM x$FROM_ENV", "", "",
	    UNABLE "line 2: another im" },
	{ "ARG FROM_ENV\nFROM x:1${FROM_ENV}", "", "",
	    UNABLE "line 2: another image without the environment's value" },
	{ "ARG FROM_ENV\nARG A=${FROM_ENV}x\nFROM $A:1", "", "",
	    UNABLE "line 3: another image without the environment's value" },
	{ "ARG FROM_ENV\nARG A=x$FROM_ENV\nFROM ${A:-y}", "", "",
	    UNABLE "line 3: another image without the environment's value" },
	{ "ARG FROM_ENV\nFROM ${FROM_ENV:-x}", "", "",
	    UNABLE "line 2: a default beside the environment's" },
	{ "ARG FROM_ENV\nARG A=$FROM_ENV B=$A\nFROM ${B:-x}", "", "",
	    UNABLE "line 3: a default beside the environment's" },
	/* stages that are images for some */
	{ "FROM x AS Evil\nFROM evil", "", "", UNABLE "line 1: a name of a" },
	{ "FROM x AS evil\nFROM Evil", "", "", UNABLE "line 2: the name of" },
	{ "FROM x AS b\nFROM y\nCOPY --from=B a b", "", "",
	    UNABLE "line 3: the name of a stage in another case" },
	{ "FROM x AS b\nFROM y\nRUN --mount=from=B a", "", "",
	    UNABLE "line 3: the name of a stage in another case" },
	{ "FROM scratch AS localhost:1/x\nFROM localhost:1/x", "", "",
	    UNABLE "line 1: a name of a stage" },
	{ "FROM x AS $A\nFROM x\nARG A=y\nCOPY --from=$A a b", "", "",
	    UNABLE "line 1: a name of a stage" },
	{ "FROM x AS 1a", "", "", UNABLE "line 1: a name of a stage" },
	{ "ARG A=a\nFROM x AS a\nFROM $A", "", "",
	    UNABLE "line 3: a variable that names a stage" },
	{ "FROM x AS a\nFROM y AS a\nFROM a", "", "",
	    UNABLE "line 2: the name of two stages" },
	{ "FROM x\nRUN --mount=from=$A b", "", "", UNABLE "line 2: not the n" },
	{ "FROM x AS a\nCOPY --from=a b c", "", "",
	    UNABLE "line 2: a stage w" },
	{ "FROM x AS a\nRUN --mount=from=a b", "", "",
	    UNABLE "line 2: a stage within itself" },
	{ "FROM x\nCOPY --from=0 a b", "", "", UNABLE "line 2: the number" },
	{ "FROM x\nFROM y\nRUN --mount=from=0 a", "", "",
	    UNABLE "line 3: the number of no stage" },
};

ParameterizedTestParameters(image_files, reads_dockerfiles)
{
	return cr_make_param_array(
	    struct dockerfile, dockerfiles, ARRAY_LEN(dockerfiles));
}

ParameterizedTest(struct dockerfile *row, image_files, reads_dockerfiles)
{
	struct process_result p;
	char text[128];

	file_text("d", row->text);
	(void)setenv("FROM_ENV", "e", 1);
	(void)snprintf(text, sizeof(text),
	    "dockerfile verify --key none.pub %sd", row->words);
	p = cosignc(text);
	expect_status(&p, 1);
	if (row->found[0] != '\0') {
		(void)snprintf(
		    text, sizeof(text), "Extracted image(s): %s\n", row->found);
		expect_prefix(p.err, text);
	} else {
		expect_prefix(p.err, "cosignc: ");
		expect_prefix(p.err + strlen("cosignc: "), row->error);
	}
	process_dispose(&p);
}

Test(image_files, verifies_the_images_of_a_dockerfile)
{
	struct process_result p;

	cosignc_must(
	    hosted("sign --key cosign.key --tlog-upload=false @/app:1"));
	file_text("d", hosted("FROM @/other:1 AS x\nFROM @/app:1\n"));
	cosignc_must("dockerfile verify " CHECK "--base-image-only d");
	p = cosignc("dockerfile verify " CHECK "d");
	expect_status(&p, 10);
	expect_contains(p.err, hosted("@/other:1: no signatures found"));
	process_dispose(&p);
}

struct refused {
	char words[96];
	char error[96];
};

ParameterizedTestParameters(image_files, refuses)
{
	static struct refused rows[] = {
		{ "manifest verify --key cosign.pub",
		    "accepts 1 arg(s), received 0\n" },
		{ "manifest verify " CHECK "f",
		    "f: only [.yaml .yml] manifests are supported at this "
		    "time\n" },
		{ "manifest verify " CHECK "none.yaml",
		    "none.yaml: No such file or directory\n" },
		{ "manifest verify " CHECK "--local-image m.yaml",
		    "--local-image: is for an image of the command line" },
		{ "manifest verify " CHECK "--signature s m.yaml",
		    "--signature: is for an image of the command line" },
		{ "dockerfile verify " CHECK "--platform linux/amd64 d",
		    "--platform: line 2 of d has a platform of its own\n" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, image_files, refuses)
{
	struct process_result p;
	const char *error;

	file_text("m.yaml", POD("x"));
	file_text("d", "FROM x\nFROM --platform=linux/arm64 x\n");
	p = cosignc(row->words);
	expect_status(&p, 1);
	error = strstr(p.err, "cosignc: ");
	cr_assert_not_null(error, "%s", p.err);
	expect_prefix(error + strlen("cosignc: "), row->error);
	process_dispose(&p);
}
