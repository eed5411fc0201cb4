#include "oci/document.h"
#include "oci/manifest.h"
#include "util/limits.h"

#include "edit.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMAGE_DIGEST \
	"sha256:"    \
	"cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa18755c3"
#define CONFIG_DIGEST \
	"sha256:"     \
	"7a19147749ce097f32b13072bccba494b5e717d4f23fbde50f7514059e109ad1"
#define BUNDLE_TYPE "application/vnd.dev.sigstore.bundle.v0.3+json"

static cosign_descriptor_t *
descriptor(const char *type, int64_t size, const char *digest,
    const char *artifact_type)
{
	const struct csn_descriptor_parts parts = {
		.media_type = type,
		.digest = digest,
		.size = size,
		.artifact_type = artifact_type,
	};
	cosign_descriptor_t *d = NULL;

	MUST(csn_descriptor_new(&d, &parts, NULL));
	return d;
}

/* What was built is, byte for byte, the file of vectors/oci, whose digest is
   the one that cosign wrote. */
static void
expect_built(const struct csn_manifest_parts *parts, const char *file,
    const char *digest)
{
	struct vector v = vector_load("oci", file);
	cosign_manifest_t *m = NULL;
	const char *bytes;
	size_t len;

	MUST(csn_manifest_build(&m, parts, NULL));
	bytes = cosign_manifest_bytes(m, &len);
	cr_expect_str_eq(bytes, v.data);
	cr_expect_eq(len, v.len);
	cr_expect_str_eq(
	    cosign_descriptor_digest(cosign_manifest_descriptor(m)), digest);
	cr_expect_eq(cosign_descriptor_size(cosign_manifest_descriptor(m)),
	    (int64_t)v.len);
	cosign_manifest_free(m);
	vector_free(&v);
}

Test(manifest, an_image_is_written_as_by_go)
{
	cosign_descriptor_t *config =
	    descriptor(CSN_OCI_CONFIG, 90, CONFIG_DIGEST, NULL);
	const struct csn_manifest_parts parts = { .config = config };

	expect_built(&parts, "image.json", IMAGE_DIGEST);
	cosign_descriptor_free(config);
}

Test(manifest, a_signature_is_written_as_by_go)
{
	const struct csn_pair annotation = {
		"dev.cosignproject.cosign/signature",
		"MEQCIDYGoqFCNBAvOTwz3wbPgyDP9hsvfrJ/"
		"GlGO3aIakOoaAiAJe63JOJtR96qVmWEqCReQ+Qe1jCNsbHGUdV3tfHPAGw=="
	};
	const struct csn_descriptor_parts layer_parts = {
		.media_type =
		    "application/vnd.dev.cosign.simplesigning.v1+json",
		.size = 245,
		.digest =
		    "sha256:4363cbfce88862a1a725bd96a392adf27bb3802149578a"
		    "7cd52c0de86c92d546",
		.annotations = &annotation,
		.annotation_count = 1,
	};
	cosign_descriptor_t *config = descriptor(CSN_OCI_CONFIG, 233,
	    "sha256:"
	    "42b4544b72303ef73863b3c745ef47ff00958fa21a102a96f0172bfbc950835d",
	    NULL);
	cosign_descriptor_t *layer = NULL;
	const cosign_descriptor_t *children[1];
	struct csn_manifest_parts parts = {
		.config = config, .children = children, .child_count = 1
	};

	MUST(csn_descriptor_new(&layer, &layer_parts, NULL));
	children[0] = layer;
	expect_built(&parts, "signature.json",
	    "sha256:"
	    "f15a1c599d5ef4769c44752215e89411804b1b661c839851d832c025274d8423");
	cosign_descriptor_free(layer);
	cosign_descriptor_free(config);
}

#define BUNDLE_DIGEST \
	"sha256:"     \
	"333dc3e67e402b632360309c1a56de9f688fdfe9762a5947d77938755abfd5dc"

Test(manifest, a_bundle_is_written_as_by_go)
{
	/* In any order. */
	const struct csn_pair annotations[] = {
		{ "org.opencontainers.image.created", "2026-01-02T03:04:05Z" },
		{ "dev.sigstore.bundle.predicateType",
		    "https://sigstore.dev/cosign/sign/v1" },
		{ "dev.sigstore.bundle.content", "dsse-envelope" },
	};
	cosign_descriptor_t *config =
	    descriptor(CSN_OCI_EMPTY, 2, CSN_OCI_EMPTY_DIGEST, BUNDLE_TYPE);
	cosign_descriptor_t *layer = descriptor(BUNDLE_TYPE, 659,
	    "sha256:"
	    "5d827ee872d23cc0bc04bc1753bbafdeec00200f858916835a0310337030508b",
	    NULL);
	cosign_descriptor_t *subject =
	    descriptor(CSN_OCI_MANIFEST, 247, IMAGE_DIGEST, NULL);
	const cosign_descriptor_t *const children[] = { layer };
	const struct csn_manifest_parts parts = {
		.config = config,
		.children = children,
		.child_count = 1,
		.annotations = annotations,
		.annotation_count = ARRAY_LEN(annotations),
		.subject = subject,
		.artifact_type = BUNDLE_TYPE,
	};

	expect_built(&parts, "bundle.json", BUNDLE_DIGEST);
	cosign_descriptor_free(subject);
	cosign_descriptor_free(layer);
	cosign_descriptor_free(config);
}

static cosign_manifest_t *
manifest_load(const char *file)
{
	struct vector v = vector_load("oci", file);
	cosign_manifest_t *m = NULL;

	MUST(cosign_manifest_parse(&m, v.data, v.len, NULL));
	vector_free(&v);
	return m;
}

/* go-containerregistry lists referrers without their annotations. */
Test(manifest, a_list_of_referrers_is_written_as_by_go)
{
	struct vector v = vector_load("oci", "referrers.json");
	cosign_manifest_t *bundle = manifest_load("bundle.json"), *index = NULL;
	cosign_descriptors_t *list = NULL;
	cosign_descriptor_t *entry = NULL;

	MUST(csn_manifest_entry(&entry, bundle, 0, NULL));
	MUST(csn_descriptors_new(&list, NULL));
	MUST(csn_descriptors_add(list, entry, NULL));
	MUST(csn_manifest_build_index(&index, list, NULL));
	cr_expect_str_eq(cosign_manifest_bytes(index, NULL), v.data);
	cr_expect(cosign_manifest_is_index(index));
	cosign_manifest_free(index);
	cosign_manifest_free(bundle);
	cosign_descriptors_free(list);
	vector_free(&v);
}

Test(manifest, tells_what_it_holds)
{
	cosign_manifest_t *m = manifest_load("bundle.json");
	const cosign_descriptor_t *d = cosign_manifest_descriptor(m);
	const cosign_descriptors_t *layers = cosign_manifest_children(m);

	cr_expect_not(cosign_manifest_is_index(m));
	cr_expect_str_eq(cosign_descriptor_media_type(d), CSN_OCI_MANIFEST);
	cr_expect_str_eq(cosign_descriptor_digest(d), BUNDLE_DIGEST);
	cr_expect_str_eq(cosign_descriptor_artifact_type(d), BUNDLE_TYPE);
	cr_expect_str_eq(csn_manifest_artifact_type(m), BUNDLE_TYPE);
	cr_expect_eq(cosign_descriptor_annotation_count(d), 3);
	cr_expect_str_eq(cosign_descriptor_annotation_name(d, 0),
	    "dev.sigstore.bundle.content");
	cr_expect_str_eq(
	    cosign_descriptor_annotation_value(d, 0), "dsse-envelope");
	cr_expect_null(cosign_descriptor_annotation_name(d, 3));
	cr_expect_null(cosign_descriptor_annotation_value(d, 3));
	cr_expect_str_eq(
	    cosign_descriptor_annotation(d, "org.opencontainers.image.created"),
	    "2026-01-02T03:04:05Z");
	cr_expect_null(cosign_descriptor_annotation(d, "other"));
	cr_expect_str_eq(
	    cosign_descriptor_digest(cosign_manifest_subject(m)), IMAGE_DIGEST);
	cr_expect_eq(cosign_descriptor_size(cosign_manifest_config(m)), 2);
	cr_expect_eq(cosign_descriptors_count(layers), 1);
	cr_expect_eq(
	    cosign_descriptor_size(cosign_descriptors_at(layers, 0)), 659);
	cr_expect_null(cosign_descriptors_at(layers, 1));
	MUST(csn_manifest_check(m, BUNDLE_DIGEST, NULL));
	cosign_manifest_free(m);
	cosign_manifest_free(NULL);
}

#define HEX64 "0000000000000000000000000000000000000000000000000000000000000000"

Test(manifest, an_index_with_platforms)
{
	static const char text[] =
	    "{ \"schemaVersion\": 2, \"manifests\": [\n"
	    "{\"mediaType\":\"" CSN_OCI_MANIFEST "\",\"size\":1,"
	    "\"digest\":\"sha256:" HEX64 "\","
	    "\"platform\":{\"os\":\"linux\",\"variant\":\"v8\","
	    "\"architecture\":\"arm64\"},\"unknown\":[1,{\"b\":2,\"a\":1}]},\n"
	    "{\"mediaType\":\"" CSN_OCI_MANIFEST "\",\"size\":2,"
	    "\"digest\":\"sha512:" HEX64 HEX64 "\",\"platform\":null,"
	    "\"annotations\":{},\"urls\":[\"https://a.example/\"]}],"
	    "\"unknown\":{}}";
	const cosign_descriptors_t *children;
	cosign_manifest_t *m = NULL;
	struct csn_span json;

	MUST(cosign_manifest_parse(&m, text, strlen(text), NULL));
	cr_expect(cosign_manifest_is_index(m));
	cr_expect_null(cosign_manifest_config(m));
	cr_expect_null(cosign_manifest_subject(m));
	cr_expect_str_eq(
	    cosign_descriptor_media_type(cosign_manifest_descriptor(m)),
	    CSN_OCI_INDEX);
	children = cosign_manifest_children(m);
	cr_assert_eq(cosign_descriptors_count(children), 2);
	cr_expect_str_eq(
	    cosign_descriptor_platform(cosign_descriptors_at(children, 0)),
	    "linux/arm64/v8");
	cr_expect_null(
	    cosign_descriptor_platform(cosign_descriptors_at(children, 1)));
	cr_expect(
	    csn_descriptor_is_elsewhere(cosign_descriptors_at(children, 1)));
	/* Written again: in Go's order, with what is not known. */
	json = csn_descriptor_json(cosign_descriptors_at(children, 0));
	cr_expect_str_eq((const char *)json.p,
	    "{\"mediaType\":\"" CSN_OCI_MANIFEST "\",\"size\":1,"
	    "\"digest\":\"sha256:" HEX64 "\","
	    "\"platform\":{\"architecture\":\"arm64\",\"os\":\"linux\","
	    "\"variant\":\"v8\"},\"unknown\":[1,{\"a\":1,\"b\":2}]}");
	json = csn_descriptor_json(cosign_descriptors_at(children, 1));
	cr_expect_str_eq((const char *)json.p,
	    "{\"mediaType\":\"" CSN_OCI_MANIFEST "\",\"size\":2,"
	    "\"digest\":\"sha512:" HEX64 HEX64 "\","
	    "\"urls\":[\"https://a.example/\"]}");
	cosign_manifest_free(m);
}

/* Where a referrer says no artifactType, its config's type stands for it; an
   image that refers to nothing has none where it is listed. */
Test(manifest, the_type_of_an_artifact)
{
	struct vector v = vector_load("oci", "bundle.json");
	struct vector plain =
	    edit(&v, "c3\"},\"artifactType\":\"" BUNDLE_TYPE "\"}", "c3\"}}");
	cosign_manifest_t *m = NULL, *image = manifest_load("image.json");
	cosign_descriptor_t *entry = NULL;

	MUST(cosign_manifest_parse(&m, plain.data, plain.len, NULL));
	cr_expect_null(csn_manifest_artifact_type(m));
	cr_expect_str_eq(
	    cosign_descriptor_artifact_type(cosign_manifest_descriptor(m)),
	    CSN_OCI_EMPTY);
	MUST(csn_manifest_entry(&entry, m, 1, NULL));
	cr_expect_str_eq(cosign_descriptor_artifact_type(entry), CSN_OCI_EMPTY);
	cr_expect_eq(cosign_descriptor_annotation_count(entry), 3);
	cosign_descriptor_free(entry);
	MUST(csn_manifest_entry(&entry, image, 1, NULL));
	cr_expect_null(cosign_descriptor_artifact_type(entry));
	cosign_descriptor_free(entry);
	cosign_manifest_free(image);
	cosign_manifest_free(m);
	vector_free(&plain);
	vector_free(&v);
}

Test(manifest, docker_s_are_read)
{
	static const char image[] =
	    "{\"schemaVersion\":2,\"mediaType\":\"" CSN_DOCKER_MANIFEST "\","
	    "\"config\":{\"mediaType\":\"" CSN_DOCKER_CONFIG "\",\"size\":1,"
	    "\"digest\":\"sha256:" HEX64 "\"},\"layers\":null}";
	static const char list[] =
	    "{\"schemaVersion\":2,\"mediaType\":\"" CSN_DOCKER_LIST "\","
	    "\"manifests\":[]}";
	cosign_manifest_t *m = NULL;

	MUST(cosign_manifest_parse(&m, image, strlen(image), NULL));
	cr_expect_not(cosign_manifest_is_index(m));
	cr_expect_eq(cosign_descriptors_count(cosign_manifest_children(m)), 0);
	cosign_manifest_free(m);
	MUST(cosign_manifest_parse(&m, list, strlen(list), NULL));
	cr_expect(cosign_manifest_is_index(m));
	cosign_manifest_free(m);
	cr_expect(csn_is_index_type(CSN_DOCKER_LIST));
	cr_expect_not(csn_is_index_type(CSN_DOCKER_MANIFEST));
	cr_expect(csn_is_manifest_type(CSN_DOCKER_MANIFEST));
	cr_expect_not(csn_is_manifest_type(CSN_OCI_CONFIG));
}

/* What a registry or a descriptor says counts where the manifest is silent,
   and must not be another thing. */
Test(manifest, is_what_it_is_given_as)
{
	static const char silent[] = "{\"schemaVersion\":2,\"manifests\":[]}";
	struct vector v = vector_load("oci", "image.json");
	cosign_error_t *err = cosign_error_new();
	cosign_manifest_t *m = NULL;

	MUST(csn_manifest_parse_as(
	    &m, silent, strlen(silent), CSN_DOCKER_LIST, NULL));
	cr_expect_str_eq(
	    cosign_descriptor_media_type(cosign_manifest_descriptor(m)),
	    CSN_DOCKER_LIST);
	cosign_manifest_free(m);
	MUST(csn_manifest_parse_as(&m, v.data, v.len, CSN_OCI_MANIFEST, NULL));
	cosign_manifest_free(m);
	expect_error(err,
	    csn_manifest_parse_as(&m, v.data, v.len, CSN_OCI_INDEX, err),
	    COSIGN_E_PROTOCOL,
	    "manifest: given as \"" CSN_OCI_INDEX
	    "\", but is \"" CSN_OCI_MANIFEST "\"");
	cr_expect_null(m);
	expect_error(err,
	    csn_manifest_parse_as(
		&m, silent, strlen(silent), CSN_OCI_MANIFEST, err),
	    COSIGN_E_MALFORMED,
	    "manifest: an image by its media type, an index");
	expect_error(err,
	    csn_manifest_parse_as(&m, silent, strlen(silent), "text/html", err),
	    COSIGN_E_UNSUPPORTED, "manifest: media type \"text/html\" is not");
	cosign_error_free(err);
	vector_free(&v);
}

Test(manifest, has_the_digest_of_its_bytes)
{
	cosign_manifest_t *m = manifest_load("image.json"), *copy = NULL;
	cosign_error_t *err = cosign_error_new();

	MUST(csn_manifest_check(m, IMAGE_DIGEST, NULL));
	expect_error(err, csn_manifest_check(m, CONFIG_DIGEST, err),
	    COSIGN_E_PROTOCOL,
	    "manifest: its digest is " IMAGE_DIGEST
	    " instead of " CONFIG_DIGEST);
	expect_error(err, csn_manifest_check(m, "sha512:" HEX64 HEX64, err),
	    COSIGN_E_PROTOCOL, "manifest: its digest is sha512:");
	expect_error(err, csn_manifest_check(m, "sha1:00", err),
	    COSIGN_E_UNSUPPORTED, "digest \"sha1:00\"");
	MUST(csn_manifest_copy(&copy, m, NULL));
	cosign_manifest_free(m);
	MUST(csn_manifest_check(copy, IMAGE_DIGEST, NULL));
	cosign_manifest_free(copy);
	cosign_error_free(err);
}

/* Parts of the documents below. */
#define TYPE(t)        "\"mediaType\":\"" t "\""
#define SIZE           "\"size\":1"
#define DIGEST         "\"digest\":\"sha256:" HEX64 "\""
#define DESC(...)      "{" TYPE("a/b") "," SIZE "," DIGEST __VA_ARGS__ "}"
#define V2             "\"schemaVersion\":2"
#define IMAGE(members) "{" V2 ",\"config\":" DESC() "," members "}"
#define LAYER(desc)    IMAGE("\"layers\":[" DESC() "," desc "]")

struct rejected {
	char text[640];
	cosign_rc_t rc;
	char message[128];
};

ParameterizedTestParameters(manifest, refuses)
{
	static struct rejected rows[] = {
		{ "", COSIGN_E_JSON, "manifest: line 1 column 1: " },
		{ "[]", COSIGN_E_JSON, "manifest: not an object" },
		{ "{" V2 "," V2 "}", COSIGN_E_JSON, "manifest: line 1 column" },
		{ IMAGE("\"layers\":[]") "x", COSIGN_E_JSON,
		    "manifest: line 1 column" },
		/* Versions and types. */
		{ "{\"config\":" DESC() "}", COSIGN_E_MALFORMED,
		    "manifest: no schemaVersion" },
		{ "{\"schemaVersion\":\"2\"}", COSIGN_E_JSON,
		    "manifest: schemaVersion: not an integer" },
		{ "{\"schemaVersion\":2.0}", COSIGN_E_JSON,
		    "manifest: schemaVersion: not an integer" },
		{ "{\"schemaVersion\":1,\"name\":\"x\"}", COSIGN_E_UNSUPPORTED,
		    "manifest: schema version 1 of docker" },
		{ "{\"schemaVersion\":3}", COSIGN_E_UNSUPPORTED,
		    "manifest: schemaVersion 3 is not supported" },
		{ "{" V2
		  "," TYPE("application/vnd.docker.distribution.manifest."
			   "v1+prettyjws") "}",
		    COSIGN_E_UNSUPPORTED,
		    "manifest: media type \"application/" },
		{ "{" V2
		  "," TYPE("application/vnd.oci.artifact.manifest.v1+json") "}",
		    COSIGN_E_UNSUPPORTED,
		    "manifest: media type \"application/" },
		{ "{" V2 ",\"mediaType\":5}", COSIGN_E_JSON,
		    "manifest: mediaType: not a string" },
		{ "{" V2 "," TYPE("a\\nb") "}", COSIGN_E_MALFORMED,
		    "manifest: mediaType: \"a\\x0ab\" is not of printable" },
		/* Both, or another than it says. */
		{ IMAGE("\"manifests\":[]"), COSIGN_E_MALFORMED,
		    "manifest: both an image and an index" },
		{ "{" V2 ",\"layers\":[],\"manifests\":[]}", COSIGN_E_MALFORMED,
		    "manifest: both an image and an index" },
		{ IMAGE(TYPE(CSN_OCI_INDEX)), COSIGN_E_MALFORMED,
		    "manifest: an index by its media type, an image by" },
		{ "{" V2 "," TYPE(CSN_OCI_MANIFEST) ",\"manifests\":[]}",
		    COSIGN_E_MALFORMED,
		    "manifest: an image by its media type, an index by" },
		{ "{" V2 "}", COSIGN_E_MALFORMED, "manifest: no config" },
		{ "{" V2 ",\"layers\":[]}", COSIGN_E_MALFORMED,
		    "manifest: no config" },
		/* What Go takes for something else. */
		{ IMAGE("\"Layers\":[]"), COSIGN_E_MALFORMED,
		    "manifest: member \"Layers\" differs from layers in case" },
		{ IMAGE("\"\xc5\xbfubject\":{}"), COSIGN_E_MALFORMED,
		    "manifest: member \"\xc5\xbfubject\" differs from "
		    "subject" },
		{ LAYER(DESC(",\"DIGEST\":\"\"")), COSIGN_E_MALFORMED,
		    "manifest: layers[1]: member \"DIGEST\" differs from" },
		{ LAYER(DESC(",\"platform\":{\"OS\":\"a\"}")),
		    COSIGN_E_MALFORMED,
		    "manifest: layers[1]: platform: member \"OS\" differs" },
		/* Lists and descriptors. */
		{ IMAGE("\"layers\":{}"), COSIGN_E_JSON,
		    "manifest: layers: not an array" },
		{ "{" V2 ",\"manifests\":5}", COSIGN_E_JSON,
		    "manifest: manifests: not an array" },
		{ LAYER("7"), COSIGN_E_JSON,
		    "manifest: layers[1]: not an object" },
		{ LAYER("null"), COSIGN_E_JSON,
		    "manifest: layers[1]: not an object" },
		{ "{" V2 ",\"config\":[],\"layers\":[]}", COSIGN_E_JSON,
		    "manifest: config: not an object" },
		{ IMAGE("\"subject\":\"x\""), COSIGN_E_JSON,
		    "manifest: subject: not an object" },
		{ IMAGE("\"subject\":{}"), COSIGN_E_MALFORMED,
		    "manifest: subject: no mediaType" },
		{ LAYER("{" SIZE "," DIGEST "}"), COSIGN_E_MALFORMED,
		    "manifest: layers[1]: no mediaType" },
		{ LAYER("{" TYPE("") "," SIZE "," DIGEST "}"),
		    COSIGN_E_MALFORMED, "manifest: layers[1]: no mediaType" },
		{ LAYER("{" TYPE("\xc3\xa4/b") "," SIZE "," DIGEST "}"),
		    COSIGN_E_MALFORMED,
		    "manifest: layers[1]: mediaType: \"\xc3\xa4/b\" is not" },
		{ LAYER("{" TYPE("a/b") "," DIGEST "}"), COSIGN_E_MALFORMED,
		    "manifest: layers[1]: no size" },
		{ LAYER("{" TYPE("a/b") ",\"size\":-1," DIGEST "}"),
		    COSIGN_E_MALFORMED,
		    "manifest: layers[1]: size: less than nothing" },
		{ LAYER("{" TYPE("a/b") ",\"size\":1.5," DIGEST "}"),
		    COSIGN_E_JSON,
		    "manifest: layers[1]: size: not an integer" },
		{ LAYER("{" TYPE("a/b") ",\"size\":9223372036854775808," DIGEST
					"}"),
		    COSIGN_E_JSON, "manifest: line 1 column" },
		{ LAYER("{" TYPE("a/b") "," SIZE "}"), COSIGN_E_MALFORMED,
		    "manifest: layers[1]: no digest" },
		{ LAYER("{" TYPE("a/b") "," SIZE ",\"digest\":3}"),
		    COSIGN_E_JSON,
		    "manifest: layers[1]: digest: not a string" },
		{ LAYER("{" TYPE("a/b") "," SIZE ",\"digest\":\"sha256:0\"}"),
		    COSIGN_E_MALFORMED,
		    "manifest: layers[1]: digest \"sha256:0\" is not of 64" },
		{ LAYER("{" TYPE("a/b") "," SIZE ",\"digest\":\"md5:0\"}"),
		    COSIGN_E_UNSUPPORTED,
		    "manifest: layers[1]: digest \"md5:0\" is neither" },
		{ LAYER(DESC(",\"artifactType\":1")), COSIGN_E_JSON,
		    "manifest: layers[1]: artifactType: not a string" },
		{ LAYER(DESC(",\"data\":1")), COSIGN_E_JSON,
		    "manifest: layers[1]: data: not a string" },
		{ LAYER(DESC(",\"data\":\"e30\"")), COSIGN_E_BASE64,
		    "manifest: layers[1]: data: " },
		{ LAYER(DESC(",\"urls\":\"x\"")), COSIGN_E_JSON,
		    "manifest: layers[1]: urls: not an array" },
		{ LAYER(DESC(",\"urls\":[1]")), COSIGN_E_JSON,
		    "manifest: layers[1]: urls[0]: not a string" },
		{ LAYER(DESC(",\"platform\":[]")), COSIGN_E_JSON,
		    "manifest: layers[1]: platform: not an object" },
		{ LAYER(DESC(",\"platform\":{\"os\":1}")), COSIGN_E_JSON,
		    "manifest: layers[1]: platform: os: not a string" },
		/* Annotations. */
		{ LAYER(DESC(",\"annotations\":[]")), COSIGN_E_JSON,
		    "manifest: layers[1]: annotations: not an object" },
		{ LAYER(DESC(",\"annotations\":{\"a\":1}")), COSIGN_E_JSON,
		    "manifest: layers[1]: annotations: a: not a string" },
		{ LAYER(DESC(",\"annotations\":{\"a\":null}")), COSIGN_E_JSON,
		    "manifest: layers[1]: annotations: a: not a string" },
		{ IMAGE("\"annotations\":{\"\\u001b\":[]}"), COSIGN_E_JSON,
		    "manifest: annotations: \\x1b: not a string" },
		{ IMAGE("\"artifactType\":{}"), COSIGN_E_JSON,
		    "manifest: artifactType: not a string" },
	};

	return cr_make_param_array(struct rejected, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct rejected *row, manifest, refuses)
{
	cosign_error_t *err = cosign_error_new();
	cosign_manifest_t *m = NULL;
	cosign_rc_t rc =
	    cosign_manifest_parse(&m, row->text, strlen(row->text), err);

	cr_expect_null(m);
	expect_error(err, rc, row->rc, row->message);
	cosign_error_free(err);
}

/* "{}" with a copy, if it is one. */
static void
expect_data(const char *digits, int size, const char *data, int is_one)
{
	const cosign_descriptor_t *layer;
	cosign_manifest_t *m = NULL;
	struct csn_span copy;
	char text[512];

	(void)snprintf(text, sizeof(text),
	    "{" V2 ",\"config\":" DESC() ",\"layers\":[{" TYPE(
		"a/b") ",\"size\":%d,\"digest\":\"%s\",\"data\":\"%s\"}]}",
	    size, digits, data);
	MUST(cosign_manifest_parse(&m, text, strlen(text), NULL));
	layer = cosign_descriptors_at(cosign_manifest_children(m), 0);
	copy = csn_descriptor_data(layer);
	cr_expect_eq(copy.p != NULL, is_one, "%s", text);
	cr_expect_eq(csn_descriptor_has_other_data(layer), !is_one);
	cr_expect(!is_one || csn_span_eq(copy, csn_span_str("{}")));
	cosign_manifest_free(m);
}

Test(manifest, copies_are_of_their_digest)
{
	static const char sha512[] =
	    "sha512:"
	    "27c74670adb75075fad058d5ceaf7b20c4e7786c83bae8a32f626f9782af34c9"
	    "a33c2046ef60fd2a7878d378e29fec851806bbd9a67878f3a9f1cda4830763fd";

	expect_data(CSN_OCI_EMPTY_DIGEST, 2, "e30=", 1);
	expect_data(sha512, 2, "e30=", 1);
	expect_data(CSN_OCI_EMPTY_DIGEST, 2, "e34=", 0);
	expect_data(CSN_OCI_EMPTY_DIGEST, 3, "e30=", 0);
	expect_data(CSN_OCI_EMPTY_DIGEST, 3, "e30K", 0);
	expect_data(CSN_OCI_EMPTY_DIGEST, 2, "", 0);
}

/* A document with so many of something, and with one more. */
static void
expect_most(const char *before, const char *each, const char *after,
    size_t most, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	cosign_manifest_t *m = NULL;
	struct csn_buf text;
	size_t extra, i;
	cosign_rc_t rc;

	for (extra = 0; extra < 2; extra++) {
		csn_buf_init(&text, SIZE_MAX);
		csn_buf_add_str(&text, before);
		for (i = 0; i < most + extra; i++) {
			if (i > 0)
				csn_buf_add_char(&text, ',');
			/* The number makes names differ. */
			if (each[0] == '#')
				csn_buf_addf(&text, "\"%zu\":%s", i, each + 1);
			else
				csn_buf_add_str(&text, each);
		}
		csn_buf_add_str(&text, after);
		MUST(csn_buf_finish(&text, NULL));
		rc = cosign_manifest_parse(
		    &m, (const char *)text.p, text.len, err);
		cr_expect_eq(m != NULL, extra == 0, "%s: %s", message,
		    cosign_error_message(err));
		if (extra > 0)
			expect_error(err, rc, COSIGN_E_LIMIT, message);
		cosign_manifest_free(m);
		m = NULL;
		csn_buf_dispose(&text);
	}
	cosign_error_free(err);
}

#define FRONT "{" V2 ",\"config\":" DESC() ",\"layers\":["
Test(manifest, has_limits)
{
	expect_most(FRONT, DESC(), "]}", CSN_DESCRIPTORS_MAX,
	    "manifest: layers: 10001 are more than 10000");
	expect_most("{" V2 ",\"manifests\":[", DESC(), "]}",
	    CSN_DESCRIPTORS_MAX,
	    "manifest: manifests: 10001 are more than 10000");
	expect_most(FRONT "],\"annotations\":{", "#\"\"", "}}",
	    CSN_ANNOTATIONS_MAX, "manifest: annotations: 1025 are more than");
	expect_most(FRONT "{" TYPE("a/b") "," SIZE "," DIGEST ",\"urls\":[",
	    "\"\"", "]}]}", CSN_URLS_MAX,
	    "manifest: layers[0]: urls: 65 are more than 64");
}

Test(manifest, has_a_greatest_size_and_longest_types)
{
	cosign_error_t *err = cosign_error_new();
	struct vector v = vector_load("oci", "image.json");
	char *text = malloc(CSN_MANIFEST_MAX + 1);
	cosign_manifest_t *m = NULL;

	cr_assert_not_null(text);
	memset(text, ' ', CSN_MANIFEST_MAX + 1);
	memcpy(text, v.data, v.len);
	MUST(cosign_manifest_parse(&m, text, CSN_MANIFEST_MAX, NULL));
	cosign_manifest_free(m);
	expect_error(err,
	    cosign_manifest_parse(&m, text, CSN_MANIFEST_MAX + 1, err),
	    COSIGN_E_LIMIT, "manifest: 16777217 bytes are more than 16777216");
	cr_expect_null(m);
	memset(text, 'a', 256);
	MUST(csn_media_type_check(csn_span(text, 255), NULL));
	expect_error(err, csn_media_type_check(csn_span(text, 256), err),
	    COSIGN_E_LIMIT, "256 characters are more than 255");
	free(text);
	vector_free(&v);
	cosign_error_free(err);
}

Test(manifest, arguments_may_not_be_missing)
{
	cosign_error_t *err = cosign_error_new();
	cosign_manifest_t *m = NULL;

	expect_error(err, cosign_manifest_parse(NULL, "", 0, err),
	    COSIGN_E_ARGUMENT, "manifest: nowhere");
	expect_error(err, cosign_manifest_parse(&m, NULL, 0, err),
	    COSIGN_E_ARGUMENT, "manifest: no bytes");
	cosign_error_free(err);
}

/* What nobody could read again is not written either. */
Test(manifest, wrong_parts_are_not_written)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_descriptor_parts parts = {
		.media_type = "a/b", .size = 1, .digest = "sha256:0"
	};
	cosign_descriptor_t *d = NULL;

	expect_error(err, csn_descriptor_new(&d, &parts, err),
	    COSIGN_E_MALFORMED, "descriptor: digest \"sha256:0\" is not");
	parts.digest = IMAGE_DIGEST;
	parts.media_type = "a\r\nb";
	expect_error(err, csn_descriptor_new(&d, &parts, err),
	    COSIGN_E_MALFORMED, "descriptor: mediaType: \"a\\x0d\\x0ab\"");
	cr_expect_null(d);
	cosign_error_free(err);
}

Test(descriptors, are_added_found_replaced_and_sorted)
{
	static const char *const digests[] = { IMAGE_DIGEST, CONFIG_DIGEST,
		CSN_OCI_EMPTY_DIGEST };
	cosign_descriptors_t *list = NULL;
	cosign_descriptor_t *copy = NULL;
	size_t i;

	MUST(csn_descriptors_new(&list, NULL));
	for (i = 0; i < ARRAY_LEN(digests); i++)
		MUST(csn_descriptors_add(
		    list, descriptor("a/b", 1, digests[i], NULL), NULL));
	cr_expect_eq(csn_descriptors_find(list, CONFIG_DIGEST), 1);
	cr_expect_eq(csn_descriptors_find(list, BUNDLE_DIGEST), 3);
	csn_descriptors_sort(list);
	cr_expect_eq(csn_descriptors_find(list, CSN_OCI_EMPTY_DIGEST), 0);
	cr_expect_eq(csn_descriptors_find(list, CONFIG_DIGEST), 1);
	cr_expect_eq(csn_descriptors_find(list, IMAGE_DIGEST), 2);
	MUST(csn_descriptor_annotate(
	    &copy, cosign_descriptors_at(list, 0), "<k>", "v", NULL));
	cr_expect(csn_descriptor_is_same(copy, cosign_descriptors_at(list, 0)));
	csn_descriptors_replace(list, 0, copy);
	cr_expect_str_eq(
	    (const char *)csn_descriptor_json(cosign_descriptors_at(list, 0)).p,
	    "{\"mediaType\":\"a/"
	    "b\",\"size\":1,\"digest\":\"" CSN_OCI_EMPTY_DIGEST
	    "\",\"annotations\":{\"\\u003ck\\u003e\":"
	    "\"v\"}}");
	MUST(csn_descriptor_annotate(
	    &copy, cosign_descriptors_at(list, 0), "<k>", NULL, NULL));
	cr_expect_eq(cosign_descriptor_annotation_count(copy), 0);
	cosign_descriptor_free(copy);
	MUST(csn_descriptor_copy(&copy, cosign_descriptors_at(list, 0), NULL));
	cr_expect_str_eq(cosign_descriptor_annotation(copy, "<k>"), "v");
	cosign_descriptor_free(copy);
	csn_descriptors_replace(list, 0, NULL);
	cr_expect_eq(cosign_descriptors_count(list), 2);
	cr_expect_eq(csn_descriptors_find(list, CONFIG_DIGEST), 0);
	cr_expect_eq(csn_descriptors_find(list, IMAGE_DIGEST), 1);
	cosign_descriptors_free(list);
	cosign_descriptors_free(NULL);
}

Test(descriptors, of_bytes)
{
	cosign_descriptor_t *d = NULL;

	MUST(csn_descriptor_of_bytes(&d, CSN_OCI_EMPTY, "{}", 2, NULL));
	cr_expect_str_eq(cosign_descriptor_digest(d), CSN_OCI_EMPTY_DIGEST);
	cr_expect_eq(cosign_descriptor_size(d), 2);
	cr_expect_str_eq(cosign_descriptor_media_type(d), CSN_OCI_EMPTY);
	cosign_descriptor_free(d);
}
