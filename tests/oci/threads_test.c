/*
 * Several write to one layout at once, threads and processes alike: each adds
 * an image under a tag of its own, a referrer of one image, and an entry to the
 * index at one tag. Nothing is lost, and the layout is made once.
 */
#include "oci/blob.h"
#include "oci/layout/layout.h"

#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 4
#define THREADS   2 /* in each */
#define WRITERS   (PROCESSES * THREADS)
#define ROUNDS    4

#define SUBJECT   \
	"sha256:" \
	"cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa18755c3"

static cosign_oci_t *oci;
static atomic_int failures;

static void
check(cosign_rc_t rc, const cosign_error_t *err)
{
	if (rc == COSIGN_OK)
		return;
	(void)fprintf(
	    stderr, "%s: %s\n", cosign_rc_name(rc), cosign_error_message(err));
	atomic_fetch_add(&failures, 1);
}

/* An image that refers to one that is not there, made of two numbers. */
static cosign_manifest_t *
make_image(size_t writer, size_t round, cosign_error_t *err)
{
	const struct csn_descriptor_parts subject_parts = {
		.media_type = CSN_OCI_MANIFEST, .size = 247, .digest = SUBJECT
	};
	struct csn_manifest_parts parts = { .artifact_type = "a/b" };
	cosign_descriptor_t *config = NULL, *subject = NULL;
	cosign_reference_t *ref = NULL;
	cosign_manifest_t *m = NULL;
	char bytes[32];

	(void)snprintf(bytes, sizeof(bytes), "%zu %zu", writer, round);
	check(cosign_reference_parse(&ref, "oci:d", err), err);
	check(cosign_oci_blob_push(
		  oci, ref, "a/b", bytes, strlen(bytes), &config, err),
	    err);
	check(csn_descriptor_new(&subject, &subject_parts, err), err);
	parts.config = config;
	parts.subject = subject;
	check(csn_manifest_build(&m, &parts, err), err);
	cosign_descriptor_free(config);
	cosign_descriptor_free(subject);
	cosign_reference_free(ref);
	return m;
}

/* What is at the tag, and one entry more. */
static cosign_rc_t
add_entry(void *user, cosign_manifest_t **out, const cosign_manifest_t *there,
    cosign_error_t *err)
{
	cosign_descriptors_t *list = NULL;
	const cosign_descriptors_t *old =
	    there == NULL ? NULL : cosign_manifest_children(there);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *one;
	size_t i;

	*out = NULL;
	CSN_TRY(csn_descriptors_new(&list, err));
	for (i = 0; old != NULL && i < cosign_descriptors_count(old); i++) {
		CSN_TRY(csn_descriptor_copy(
		    &one, cosign_descriptors_at(old, i), err));
		CSN_TRY(csn_descriptors_add(list, one, err));
	}
	CSN_TRY(csn_manifest_entry(&one, user, 1, err));
	CSN_TRY(csn_descriptors_add(list, one, err));
	CSN_TRY(csn_manifest_build_index(out, list, err));
	rc = COSIGN_OK;
out:
	cosign_descriptors_free(list);
	return rc;
}

static void
push(size_t writer, size_t round, const cosign_manifest_t *m,
    cosign_error_t *err)
{
	union {
		const cosign_manifest_t *in;
		void *out;
	} user = { m };
	const struct csn_update update = { add_entry, NULL, user.out };
	cosign_reference_t *ref = NULL;
	struct csn_store *store = NULL;
	char text[64];

	(void)snprintf(text, sizeof(text), "oci:d:%zu-%zu", writer, round);
	check(cosign_reference_parse(&ref, text, err), err);
	check(cosign_oci_manifest_push(oci, ref, m, err), err);
	check(csn_layout_open(&store, "d", err), err);
	check(store->ops->update(store, "all", &update, err), err);
	csn_store_close(store);
	cosign_reference_free(ref);
}

static void *
work(void *arg)
{
	cosign_error_t *err = cosign_error_new();
	const size_t writer = *(const size_t *)arg;
	cosign_manifest_t *m;
	size_t round;

	for (round = 0; round < ROUNDS; round++) {
		m = make_image(writer, round, err);
		if (m != NULL)
			push(writer, round, m, err);
		cosign_manifest_free(m);
	}
	cosign_error_free(err);
	return NULL;
}

static void
run_threads(size_t first)
{
	pthread_t threads[THREADS];
	size_t names[THREADS], i;

	for (i = 0; i < THREADS; i++) {
		names[i] = first + i;
		if (pthread_create(&threads[i], NULL, work, &names[i]) != 0)
			_exit(1);
	}
	for (i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
}

static int
run_processes(void)
{
	pid_t children[PROCESSES];
	int status, failed = 0;
	size_t i;

	for (i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			run_threads(i * THREADS);
			_exit(failures != 0);
		}
	}
	for (i = 0; i < PROCESSES; i++)
		if (waitpid(children[i], &status, 0) != children[i] ||
		    !WIFEXITED(status) || WEXITSTATUS(status) != 0)
			failed = 1;
	return failed;
}

static int
count_tag(void *user, const char *tag)
{
	(void)tag;
	++*(size_t *)user;
	return 0;
}

static size_t
count_entries(cosign_error_t *err)
{
	cosign_reference_t *ref = NULL;
	cosign_manifest_t *m = NULL;
	size_t n = 0;

	check(cosign_reference_parse(&ref, "oci:d:all", err), err);
	check(cosign_oci_manifest_fetch(&m, oci, ref, err), err);
	if (m != NULL)
		n = cosign_descriptors_count(cosign_manifest_children(m));
	cosign_manifest_free(m);
	cosign_reference_free(ref);
	return n;
}

static void
expect(const char *what, size_t is, size_t should)
{
	if (is == should)
		return;
	(void)fprintf(stderr, "%zu %s instead of %zu\n", is, what, should);
	atomic_fetch_add(&failures, 1);
}

static void
expect_all(cosign_error_t *err)
{
	cosign_descriptors_t *list = NULL;
	cosign_reference_t *ref = NULL;
	size_t tags = 0;

	check(cosign_reference_parse(&ref, "oci:d@" SUBJECT, err), err);
	check(cosign_oci_tags(oci, ref, count_tag, &tags, err), err);
	expect("tags", tags, WRITERS * ROUNDS + 1);
	expect("entries", count_entries(err), WRITERS * ROUNDS);
	check(cosign_oci_referrers(&list, oci, ref, "a/b", err), err);
	if (list != NULL)
		expect("referrers", cosign_descriptors_count(list),
		    WRITERS * ROUNDS);
	cosign_descriptors_free(list);
	cosign_reference_free(ref);
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int
main(void)
{
	char folder[] = "/tmp/cosign-oci-XXXXXX";
	cosign_error_t *err = cosign_error_new();

	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 1;
	check(cosign_oci_new(&oci, NULL, NULL, err), err);
	if (run_processes() != 0)
		atomic_fetch_add(&failures, 1);
	expect_all(err);
	/* Once more in one process, where all is there already. */
	run_threads(0);
	cosign_oci_free(oci);
	cosign_error_free(err);
	(void)nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	return failures != 0;
}
