/* What is written to layouts, and what is not. */
#include "entries.h"
#include "place.h"
#include "scratch.h"

#include "oci/layout/folder.h"
#include "oci/layout/layout.h"

#include <cosign/file.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EMPTY_INDEX                                                            \
	"{\"schemaVersion\":2,\"mediaType\":\"" OCI_INDEX "\",\"manifests\":[" \
	"]}"

static void
setup(void)
{
	scratch_enter();
	(void)umask(022);
}

TestSuite(layout_write, .init = setup, .fini = scratch_leave);

/* Names in a folder, less those of every layout; the lock is one. */
static size_t
others(const char *folder)
{
	const struct dirent *entry;
	DIR *dir = opendir(folder);
	size_t n = 0;

	cr_assert_not_null(dir);
	while ((entry = readdir(dir)) != NULL)
		n += strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    strcmp(entry->d_name, "blobs") != 0 &&
		    strcmp(entry->d_name, "index.json") != 0 &&
		    strcmp(entry->d_name, "index.json.lock") != 0 &&
		    strcmp(entry->d_name, "oci-layout") != 0;
	(void)closedir(dir);
	return n;
}

Test(layout_write, makes_a_layout)
{
	cosign_descriptor_t *blob = NULL;
	struct stat st;

	MUST(place_push_blob("oci:d", "hello", 5, &blob, NULL));
	cr_expect_str_eq(cosign_descriptor_digest(blob),
	    "sha256:"
	    "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
	place_expect("d/oci-layout", LAYOUT_FILE);
	place_expect("d/index.json", EMPTY_INDEX);
	place_expect(place_path("d", cosign_descriptor_digest(blob)), "hello");
	cr_expect_eq(
	    stat(place_path("d", cosign_descriptor_digest(blob)), &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0644);
	cr_expect_eq(others("d"), 0);
	cosign_descriptor_free(blob);
	/* With a slash behind, in a folder that is there. */
	cr_assert_eq(mkdir("e", 0755), 0);
	MUST(place_push_blob("oci:e/", "", 0, NULL, NULL));
	MUST(place_push_blob("oci:f//", "", 0, NULL, NULL));
	place_expect("f/oci-layout", LAYOUT_FILE);
}

Test(layout_write, images_under_tags_and_without)
{
	char one[CSN_DIGEST_TEXT_SIZE], two[CSN_DIGEST_TEXT_SIZE],
	    by_digest[256];

	place_image("oci:d:1", 1, one, NULL);
	cr_expect_str_eq(place_digest("oci:d"), one);
	cr_expect_str_eq(place_digest("oci:d:1"), one);
	place_image("oci:d:2", 2, two, NULL);
	cr_expect_str_eq(place_digest("oci:d:1"), one);
	cr_expect_str_eq(place_digest("oci:d:2"), two);
	cr_expect_str_eq(place_tags("oci:d"), "1 2 ");
	/* A second name of the same, and the first for another. */
	place_image("oci:d:3", 1, NULL, NULL);
	place_image("oci:d:1", 2, NULL, NULL);
	cr_expect_str_eq(place_digest("oci:d:1"), two);
	cr_expect_str_eq(place_digest("oci:d:3"), one);
	cr_expect_str_eq(place_tags("oci:d"), "1 2 3 ");
	/* Without a name, then with one. */
	place_image("oci:e", 1, NULL, NULL);
	cr_expect_str_eq(place_tags("oci:e"), "");
	cr_expect_str_eq(place_digest("oci:e"), one);
	place_image("oci:e:1", 1, NULL, NULL);
	cr_expect_str_eq(place_tags("oci:e"), "1 ");
	cr_expect_str_eq(place_digest("oci:e"), one);
	(void)snprintf(by_digest, sizeof(by_digest), "oci:e@%s", one);
	place_image(by_digest, 1, NULL, NULL);
	cr_expect_str_eq(place_digest(by_digest), one);
	cr_expect_eq(others("d"), 0);
}

/* A name that one image has twice is another's alone afterwards. */
Test(layout_write, a_tag_twice_is_replaced)
{
	static const char twice[] =
	    INDEX(IMAGE(NOTES(REF_NAME("1"))) "," IMAGE(NOTES(REF_NAME("1"))));
	char one[CSN_DIGEST_TEXT_SIZE];

	place_fill("d", twice);
	place_image("oci:d:1", 1, one, NULL);
	cr_expect_str_eq(place_digest("oci:d:1"), one);
	/* Nothing else is listed. */
	cr_expect_str_eq(place_digest("oci:d"), one);
}

/* The bytes of an index.json after what was done to it. */
Test(layout_write, keeps_what_others_wrote)
{
	static const char before[] =
	    "{\n \"manifests\": [ {\"size\":247,\"digest\":\"" IMAGE_DIGEST
	    "\",\"mediaType\":\"" OCI_MANIFEST "\",\"platform\":{\"os\":\"x\","
	    "\"architecture\":\"y\"},\"annotations\":{\"kind\":"
	    "\"dev.cosignproject.cosign/image\",\"a\":\"<b>\"},\"x\":1.5} ],\n"
	    " \"annotations\":{\"c\":\"d\"}, \"schemaVersion\": 2, \"y\":[]}";
	static const char plain[] = "{\"schemaVersion\":2,\"manifests\":[]}";
	char one[CSN_DIGEST_TEXT_SIZE], after[1024];

	place_make("d", LAYOUT_FILE, before);
	place_vector("d", "image.json");
	place_image("oci:d:1", 1, one, NULL);
	(void)snprintf(after, sizeof(after),
	    "{\"schemaVersion\":2,\"mediaType\":\"" OCI_INDEX "\","
	    "\"manifests\":[{\"mediaType\":\"" OCI_MANIFEST "\",\"size\":247,"
	    "\"digest\":\"" IMAGE_DIGEST "\",\"annotations\":{\"a\":"
	    "\"\\u003cb\\u003e\",\"kind\":\"dev.cosignproject.cosign/image\"},"
	    "\"platform\":{\"architecture\":\"y\",\"os\":\"x\"},\"x\":1.5},"
	    "{\"mediaType\":\"" OCI_MANIFEST
	    "\",\"size\":247,\"digest\":\"%s\","
	    "\"annotations\":{\"org.opencontainers.image.ref.name\":\"1\"}}],"
	    "\"annotations\":{\"c\":\"d\"},\"y\":[]}",
	    one);
	place_expect("d/index.json", after);
	/* Nothing changes where all is as it should be. */
	cr_assert_eq(unlink("d/index.json"), 0);
	scratch_write("d/index.json", plain, strlen(plain));
	place_image("oci:d:1", 1, one, NULL);
	place_image("oci:d:1", 1, one, NULL);
	cr_expect_str_eq(place_tags("oci:d"), "1 ");
}

static void
push_bundle(const char *text)
{
	struct vector v = vector_load("oci", "bundle.json");
	cosign_error_t *err = cosign_error_new();

	MUST(place_push_blob(text, "{}", 2, NULL, NULL));
	/* Its layer is missing yet. */
	expect_error(
	    err, place_push(text, v.data, v.len, err), COSIGN_E_NO_IMAGE, text);
	cr_expect_not_null(strstr(cosign_error_message(err),
	    "manifest: layers[0]: no blob sha256:5d827ee8"));
	/* Any bytes of its size: they are looked at when they are read. */
	scratch_write(place_path("d",
			  "sha256:5d827ee872d23cc0bc04bc1753bbafdeec00200f8589"
			  "16835a0310337030508b"),
	    v.data, 659);
	MUST(place_push(text, v.data, v.len, NULL));
	cosign_error_free(err);
	vector_free(&v);
}

/* Listed without a name, with its type, and without its annotations, which
   could give it one. */
Test(layout_write, referrers_are_listed)
{
	char *text = NULL;
	size_t len;

	push_bundle("oci:d@" BUNDLE_DIGEST);
	cr_expect_str_eq(place_tags("oci:d"), "");
	cr_expect_str_eq(
	    place_referrers("oci:d@" IMAGE_DIGEST, NULL), "1: 333dc3e6");
	MUST(cosign_file_load(&text, &len, "d/index.json", 4096, NULL));
	cr_expect_not_null(strstr(text,
	    "[{\"mediaType\":\"" OCI_MANIFEST
	    "\",\"size\":877,\"digest\":\"" BUNDLE_DIGEST
	    "\",\"artifactType\":\"" BUNDLE_TYPE "\"}]"));
	cosign_free(text);
	/* The image that it refers to is still the only one. */
	place_image("oci:d", 1, NULL, NULL);
	cr_expect_str_neq(place_digest("oci:d"), BUNDLE_DIGEST);
}

Test(layout_write, removes)
{
	cosign_error_t *err = cosign_error_new();
	char one[CSN_DIGEST_TEXT_SIZE], text[256];

	expect_error(err, place_delete("oci:d:1", err), COSIGN_E_NO_IMAGE,
	    "oci:d:1: there is no such layout");
	cr_expect_eq(access("d", F_OK), -1);
	place_image("oci:d:1", 1, one, NULL);
	place_image("oci:d:2", 1, one, NULL);
	(void)snprintf(text, sizeof(text), "oci:d@%s", one);
	MUST(place_delete("oci:d:1", NULL));
	cr_expect_str_eq(place_tags("oci:d"), "2 ");
	expect_error(err, place_delete("oci:d:1", err), COSIGN_E_NO_IMAGE,
	    "oci:d:1: no tag \"1\" in the layout");
	expect_error(err, place_delete("oci:d", err), COSIGN_E_ARGUMENT,
	    "oci:d: what is removed needs a tag or a digest");
	/* Without any tag it is still there by its digest. */
	MUST(place_delete("oci:d:2", NULL));
	cr_expect_str_eq(place_digest(text), one);
	MUST(place_delete(text, NULL));
	cr_expect_str_eq(place_digest(text), "COSIGN_E_NO_IMAGE");
	expect_error(err, place_delete(text, err), COSIGN_E_NO_IMAGE, text);
	/* By digest all its names go. */
	place_image("oci:d:1", 1, one, NULL);
	place_image("oci:d:2", 1, one, NULL);
	MUST(place_delete(text, NULL));
	cr_expect_str_eq(place_tags("oci:d"), "");
	/* What is no manifest is not removed. */
	MUST(place_push_blob("oci:d", "hello", 5, NULL, NULL));
	expect_error(err,
	    place_delete(
		"oci:d@sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7"
		"425e73043362938b9824",
		err),
	    COSIGN_E_JSON, "oci:d@sha256:2cf24dba");
	cosign_error_free(err);
}

/* What a link leads to is not the layout's to remove. */
static void
expect_kept(const char *from, const char *to, const char *message)
{
	cosign_error_t *err = cosign_error_new();
	char one[CSN_DIGEST_TEXT_SIZE], text[256];

	place_image("oci:d:1", 1, one, NULL);
	cr_assert_eq(rename(from, "shared"), 0);
	cr_assert_eq(symlink(to, from), 0);
	(void)snprintf(text, sizeof(text), "oci:d@%s", one);
	expect_error(err, place_delete(text, err), COSIGN_E_FILE_KIND, text);
	cr_expect_not_null(strstr(cosign_error_message(err), message));
	/* Nor does it lose its name. */
	cr_expect_str_eq(place_digest("oci:d:1"), one);
	cosign_error_free(err);
}

Test(layout_write, removes_nothing_behind_a_link)
{
	expect_kept("d/blobs", "../shared", ": blobs: not a folder");
	cr_assert_eq(system("rm -r d shared"), 0);
	expect_kept("d/blobs/sha256", "../../shared", ": blobs: sha256: not a");
}

/* Entries whose manifest is missing, with all that it could be in. */
Test(layout_write, removes_what_is_missing)
{
	char one[CSN_DIGEST_TEXT_SIZE], text[256];

	place_image("oci:d:1", 1, one, NULL);
	(void)snprintf(text, sizeof(text), "oci:d@%s", one);
	cr_assert_eq(system("rm -r d/blobs/sha256"), 0);
	cr_expect_str_eq(place_digest("oci:d:1"), "COSIGN_E_PROTOCOL");
	MUST(place_delete(text, NULL));
	cr_expect_str_eq(place_digest("oci:d:1"), "COSIGN_E_NO_IMAGE");
	place_image("oci:d:1", 1, NULL, NULL);
	cr_assert_eq(system("rm -r d/blobs"), 0);
	MUST(place_delete(text, NULL));
	cr_expect_str_eq(place_tags("oci:d"), "");
}

Test(layout_write, a_removed_referrer_is_gone)
{
	push_bundle("oci:d@" BUNDLE_DIGEST);
	MUST(place_delete("oci:d@" BUNDLE_DIGEST, NULL));
	cr_expect_str_eq(place_referrers("oci:d@" IMAGE_DIGEST, NULL), "0:");
}

Test(layout_write, a_manifest_under_another_digest)
{
	struct vector v = vector_load("oci", "image.json");
	cosign_error_t *err = cosign_error_new();

	expect_error(err,
	    place_push("oci:d@" BUNDLE_DIGEST, v.data, v.len, err),
	    COSIGN_E_ARGUMENT,
	    "oci:d@" BUNDLE_DIGEST ": manifest: its digest is " IMAGE_DIGEST);
	cr_expect_eq(access("d", F_OK), -1);
	vector_free(&v);
	cosign_error_free(err);
}

/* What is there under the name of a blob and is something else is replaced. */
Test(layout_write, mends_blobs)
{
	cosign_descriptor_t *blob = NULL;
	const char *path;

	MUST(place_push_blob("oci:d", "hello", 5, &blob, NULL));
	path = place_path("d", cosign_descriptor_digest(blob));
	cosign_descriptor_free(blob);
	scratch_write(path, "hullo", 5);
	MUST(place_push_blob("oci:d", "hello", 5, NULL, NULL));
	place_expect(path, "hello");
	scratch_write(path, "hell", 4);
	MUST(place_push_blob("oci:d", "hello", 5, NULL, NULL));
	place_expect(path, "hello");
}

/* A row per thing that stands in the way. */
struct obstacle {
	char make[96]; /* run by the shell, in the test's folder */
	char text[32];
	cosign_rc_t rc;
	char message[128];
};

ParameterizedTestParameters(layout_write, obstacles)
{
	static struct obstacle rows[] = {
		{ "", "oci:no/d:1", COSIGN_E_NOT_FOUND,
		    "oci:no/d:1: no/d: folder: No such file" },
		{ "echo >d", "oci:d:1", COSIGN_E_FILE_KIND,
		    "oci:d:1: is no folder" },
		{ "mkdir d; echo >d/file", "oci:d:1", COSIGN_E_EXISTS,
		    "oci:d:1: is no layout, and holds \"file\"" },
		{ "mkdir d; echo >d/index.json", "oci:d:1", COSIGN_E_JSON,
		    "oci:d:1: index.json: manifest: line 2 column 1" },
		{ "mkdir d; echo '{\"imageLayoutVersion\":\"9\"}' "
		  ">d/oci-layout",
		    "oci:d:1", COSIGN_E_UNSUPPORTED,
		    "oci:d:1: oci-layout: version \"9\"" },
		/* Nothing is written through links below the folder. */
		{ "mkdir d e; ln -s ../e d/blobs", "oci:d:1",
		    COSIGN_E_FILE_KIND, "oci:d:1: blobs: not a folder" },
		{ "mkdir -p d/blobs e; ln -s ../../e d/blobs/sha256", "oci:d:1",
		    COSIGN_E_FILE_KIND,
		    "oci:d:1: blobs: sha256: not a folder" },
		{ "mkdir -p d/blobs; echo >d/blobs/sha256", "oci:d:1",
		    COSIGN_E_FILE_KIND,
		    "oci:d:1: blobs: sha256: not a folder" },
		{ "mkdir d; ln -s ../e d/index.json.lock", "oci:d:1",
		    COSIGN_E_IO, "oci:d:1: index.json.lock: Too many levels" },
		{ "mkdir d; ln -s ../e d/oci-layout", "oci:d:1",
		    COSIGN_E_FILE_KIND,
		    "oci:d:1: oci-layout: not a regular file" },
		{ "mkdir d; mkdir d/index.json", "oci:d:1", COSIGN_E_FILE_KIND,
		    "oci:d:1: index.json: not a regular file" },
	};

	return cr_make_param_array(struct obstacle, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct obstacle *row, layout_write, obstacles)
{
	struct vector v = vector_load("oci", "image.json");
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;

	if (row->make[0] != '\0')
		cr_assert_eq(system(row->make), 0);
	rc = place_push_blob(row->text, "{}", 2, NULL, err);
	if (rc == COSIGN_OK)
		rc = place_push(row->text, v.data, v.len, err);
	expect_error(err, rc, row->rc, row->message);
	/* Where links lead to, nothing has come to be. */
	cr_expect(access("e", F_OK) != 0 || rmdir("e") == 0);
	vector_free(&v);
	cosign_error_free(err);
}

/* An index that is a link is somebody's arrangement. */
Test(layout_write, an_index_that_is_a_link)
{
	struct vector v = vector_load("oci", "image.json");
	cosign_error_t *err = cosign_error_new();
	const char *config =
	    "sha256:"
	    "7a19147749ce097f32b13072bccba494b5e717d4f23fbde50f7514059e109ad1";
	char bytes[91];

	place_make("d", LAYOUT_FILE, NULL);
	scratch_write("index", EMPTY_INDEX, strlen(EMPTY_INDEX));
	cr_assert_eq(symlink("../index", "d/index.json"), 0);
	memset(bytes, ' ', 90);
	scratch_write(place_path("d", config), bytes, 90);
	expect_error(err, place_push("oci:d:1", v.data, v.len, err),
	    COSIGN_E_FILE_KIND, "oci:d:1: index.json: not a regular file");
	place_expect("index", EMPTY_INDEX);
	vector_free(&v);
	cosign_error_free(err);
}

/* A blob that is a link elsewhere is replaced, and what it led to stays. */
Test(layout_write, a_blob_that_is_a_link)
{
	cosign_descriptor_t *blob = NULL;
	const char *path;

	MUST(place_push_blob("oci:d", "hello", 5, &blob, NULL));
	path = place_path("d", cosign_descriptor_digest(blob));
	cosign_descriptor_free(blob);
	scratch_write("file", "mine", 4);
	cr_assert_eq(unlink(path), 0);
	cr_assert_eq(symlink("../../../file", path), 0);
	MUST(place_push_blob("oci:d", "hello", 5, NULL, NULL));
	place_expect(path, "hello");
	place_expect("file", "mine");
}

Test(layout_write, waits_for_the_lock_and_gives_up)
{
	cosign_error_t *err = cosign_error_new();
	int folder = -1, lock = -1, second = -1;

	MUST(csn_folder_write(&folder, "d", NULL));
	MUST(csn_folder_lock(&lock, folder, 0, NULL));
	expect_error(err, csn_folder_lock(&second, folder, 0, err),
	    COSIGN_E_CONTENTION, "somebody else keeps writing to the layout");
	cr_expect_eq(second, -1);
	expect_error(err, csn_folder_lock(&second, folder, 20, err),
	    COSIGN_E_CONTENTION, "somebody else keeps writing to the layout");
	(void)close(lock);
	MUST(csn_folder_lock(&second, folder, 0, NULL));
	(void)close(second);
	(void)close(folder);
	cosign_error_free(err);
}

static cosign_rc_t
push_file(
    const char *text, int fd, cosign_descriptor_t **out, cosign_error_t *err)
{
	cosign_reference_t *ref = place_ref(text);
	cosign_oci_t *oci = place_client();
	cosign_rc_t rc =
	    cosign_oci_blob_push_file(oci, ref, "a/b", fd, out, err);

	cosign_oci_free(oci);
	cosign_reference_free(ref);
	return rc;
}

Test(layout_write, files)
{
	cosign_error_t *err = cosign_error_new();
	cosign_descriptor_t *blob = NULL;
	int fd, pipes[2];

	scratch_write("file", "xxhello", 7);
	fd = open("file", O_RDONLY);
	cr_assert_geq(fd, 0);
	/* From where it stands. */
	cr_assert_eq(lseek(fd, 2, SEEK_SET), 2);
	MUST(push_file("oci:d", fd, &blob, NULL));
	cr_expect_eq(cosign_descriptor_size(blob), 5);
	place_expect(place_path("d", cosign_descriptor_digest(blob)), "hello");
	cosign_descriptor_free(blob);
	(void)close(fd);
	cr_assert_eq(pipe(pipes), 0);
	expect_error(err, push_file("oci:d", pipes[0], &blob, err),
	    COSIGN_E_FILE_KIND, "oci:d: blob: not a regular file");
	cr_expect_null(blob);
	expect_error(err, push_file("oci:d", -1, &blob, err), COSIGN_E_ARGUMENT,
	    "oci: no blob");
	cosign_error_free(err);
}

static cosign_rc_t
copy_blob(const char *from, const char *to, const cosign_descriptor_t *blob,
    cosign_error_t *err)
{
	cosign_reference_t *a = place_ref(from), *b = place_ref(to);
	cosign_oci_t *oci = place_client();
	cosign_rc_t rc = cosign_oci_blob_copy(oci, a, b, blob, err);

	cosign_oci_free(oci);
	cosign_reference_free(a);
	cosign_reference_free(b);
	return rc;
}

Test(layout_write, copies_blobs)
{
	cosign_error_t *err = cosign_error_new();
	cosign_descriptor_t *blob = NULL;
	char digest[CSN_DIGEST_TEXT_SIZE];

	MUST(place_push_blob("oci:d", "hello", 5, &blob, NULL));
	(void)snprintf(
	    digest, sizeof(digest), "%s", cosign_descriptor_digest(blob));
	MUST(copy_blob("oci:d", "oci:e", blob, NULL));
	MUST(copy_blob("oci:d", "oci:e", blob, NULL));
	place_expect(place_path("e", digest), "hello");
	/* What is rotten is not passed on. */
	scratch_write(place_path("d", digest), "hullo", 5);
	expect_error(err, copy_blob("oci:d", "oci:f", blob, err),
	    COSIGN_E_PROTOCOL, "oci:f: sha256:2cf24dba");
	cr_expect_eq(access(place_path("f", digest), F_OK), -1);
	cr_expect_eq(others("f"), 0);
	cosign_descriptor_free(blob);
	cosign_error_free(err);
}

/* As a registry, which gives bytes and asks for them. */
Test(layout_write, copies_blobs_where_both_sides_wait)
{
	struct csn_store *from = NULL, *to = NULL;
	struct csn_store_ops gives_ops, asks_ops;
	cosign_descriptor_t *small = NULL, *large = NULL;
	const size_t size = 3 * 1024 * 1024 + 7;
	char *bytes = calloc(1, size);

	cr_assert_not_null(bytes);
	bytes[size - 1] = 1;
	MUST(place_push_blob("oci:d", "hello", 5, &small, NULL));
	MUST(place_push_blob("oci:d", bytes, size, &large, NULL));
	MUST(csn_layout_open(&from, "d", NULL));
	MUST(csn_layout_open(&to, "e", NULL));
	gives_ops = *from->ops;
	gives_ops.blob_source = NULL;
	from->ops = &gives_ops;
	asks_ops = *to->ops;
	asks_ops.blob_write = NULL;
	to->ops = &asks_ops;
	MUST(csn_blob_copy(from, to, small, NULL));
	MUST(csn_blob_copy(from, to, large, NULL));
	cr_expect_eq(
	    access(place_path("e", cosign_descriptor_digest(large)), F_OK), 0);
	place_expect(place_path("e", cosign_descriptor_digest(small)), "hello");
	/* From one that can be asked. */
	csn_store_close(to);
	MUST(csn_layout_open(&to, "f", NULL));
	gives_ops = *to->ops;
	asks_ops.blob_source = gives_ops.blob_source;
	to->ops = &asks_ops;
	gives_ops.blob_write = NULL;
	from->ops = &gives_ops;
	MUST(csn_blob_copy(from, to, large, NULL));
	cr_expect_eq(
	    access(place_path("f", cosign_descriptor_digest(large)), F_OK), 0);
	csn_store_close(from);
	csn_store_close(to);
	cosign_descriptor_free(small);
	cosign_descriptor_free(large);
	free(bytes);
}

/* A file that changes between its digest and its bytes. */
static cosign_rc_t
fill_other(void *user, const struct csn_blob_sink *sink, cosign_error_t *err)
{
	const char *text = user;

	return sink->write(sink->user, csn_span_str(text), err);
}

Test(layout_write, never_other_bytes)
{
	static const char *const others_[] = { "hullo", "hell", "hello!" };
	static const char *const messages[] = { "its bytes have another digest",
		"4 bytes instead of 5", "more than its 5 bytes" };
	cosign_error_t *err = cosign_error_new();
	cosign_descriptor_t *blob = NULL;
	struct csn_store *store = NULL;
	struct csn_blob_writer writer = { fill_other, NULL };
	char text[16];
	size_t i;

	MUST(csn_descriptor_of_bytes(&blob, "a/b", "hello", 5, NULL));
	MUST(csn_layout_open(&store, "d", NULL));
	for (i = 0; i < ARRAY_LEN(others_); i++) {
		(void)snprintf(text, sizeof(text), "%s", others_[i]);
		writer.user = text;
		expect_error(err,
		    store->ops->blob_write(store, blob, &writer, err),
		    COSIGN_E_PROTOCOL, "sha256:2cf24dba");
		cr_expect_not_null(
		    strstr(cosign_error_message(err), messages[i]));
		cr_expect_eq(
		    access(
			place_path("d", cosign_descriptor_digest(blob)), F_OK),
		    -1);
		cr_expect_eq(others("d"), 0);
	}
	csn_store_close(store);
	cosign_descriptor_free(blob);
	cosign_error_free(err);
}

static int
fail_to_read(void *user, uint8_t *buf, size_t size, size_t *got)
{
	(void)user;
	(void)buf;
	(void)size;
	*got = 0;
	return EIO;
}

Test(layout_write, a_source_that_cannot_be_read)
{
	const struct csn_blob_source source = { .size = 5,
		.read = fail_to_read };
	cosign_error_t *err = cosign_error_new();
	cosign_descriptor_t *blob = NULL;
	struct csn_store *store = NULL;

	MUST(csn_descriptor_of_bytes(&blob, "a/b", "hello", 5, NULL));
	MUST(csn_layout_open(&store, "d", NULL));
	expect_error(err, csn_blob_push(store, blob, &source, err), COSIGN_E_IO,
	    "reading a blob: Input/output error");
	cr_expect_eq(others("d"), 0);
	csn_store_close(store);
	cosign_descriptor_free(blob);
	cosign_error_free(err);
}

struct counter {
	int calls;
	const char *json;
	const char *there; /* its digest; NULL: nothing was there */
};

static cosign_rc_t
change(void *user, cosign_manifest_t **out, const cosign_manifest_t *there,
    cosign_error_t *err)
{
	struct counter *c = user;

	c->calls++;
	*out = NULL;
	cr_expect_eq(there != NULL, c->there != NULL);
	if (there != NULL && c->there != NULL)
		cr_expect_str_eq(
		    cosign_descriptor_digest(cosign_manifest_descriptor(there)),
		    c->there);
	if (c->json == NULL)
		return COSIGN_OK;
	return cosign_manifest_parse(out, c->json, strlen(c->json), err);
}

Test(layout_write, updates)
{
	static const char empty[] = EMPTY_INDEX;
	struct counter counter = { 0, empty, NULL };
	struct csn_update update = { change, NULL, &counter };
	struct csn_store *store = NULL;
	char first[CSN_DIGEST_TEXT_SIZE];

	MUST(csn_layout_open(&store, "d", NULL));
	MUST(store->ops->update(store, "t", &update, NULL));
	cr_expect_eq(counter.calls, 1);
	(void)snprintf(first, sizeof(first), "%s", place_digest("oci:d:t"));
	counter.there = first;
	counter.json = NULL;
	MUST(store->ops->update(store, "t", &update, NULL));
	cr_expect_str_eq(place_digest("oci:d:t"), first);
	counter.json = "{\"schemaVersion\":2,\"manifests\":[]}";
	MUST(store->ops->update(store, "t", &update, NULL));
	cr_expect_str_neq(place_digest("oci:d:t"), first);
	cr_expect_eq(counter.calls, 3);
	csn_store_close(store);
}

Test(layout_write, arguments_may_not_be_missing)
{
	cosign_error_t *err = cosign_error_new();
	cosign_reference_t *ref = place_ref("oci:d"), *far = place_ref("a");
	cosign_descriptor_t *d = NULL;
	cosign_descriptors_t *list = NULL;
	cosign_oci_t *oci = place_client();

	expect_error(err, cosign_oci_new(NULL, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "oci: nowhere to write to");
	expect_error(err, cosign_oci_resolve(NULL, oci, ref, err),
	    COSIGN_E_ARGUMENT, "oci: nowhere to write to");
	expect_error(err, cosign_oci_resolve(&d, NULL, ref, err),
	    COSIGN_E_ARGUMENT, "oci: no client");
	expect_error(err, cosign_oci_resolve(&d, oci, NULL, err),
	    COSIGN_E_ARGUMENT, "oci: no reference");
	expect_error(err, cosign_oci_manifest_push(oci, ref, NULL, err),
	    COSIGN_E_ARGUMENT, "oci: no manifest");
	expect_error(err, cosign_oci_referrers(&list, oci, ref, NULL, err),
	    COSIGN_E_ARGUMENT, "oci:d: referrers are those of a digest");
	expect_error(err, cosign_oci_tags(oci, ref, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "oci: nowhere to write to");
	expect_error(err, cosign_oci_resolve(&d, oci, far, err),
	    COSIGN_E_ARGUMENT,
	    "index.docker.io/library/a:latest: a client without HTTP");
	cr_expect_eq(cosign_oci_ref(oci), oci);
	cosign_oci_free(oci);
	cosign_oci_free(oci);
	cosign_oci_free(NULL);
	cosign_reference_free(ref);
	cosign_reference_free(far);
	cosign_error_free(err);
}
