/* Do the real registries and the foreign clients work at all, as the other
   tests with them take for granted? */
#include "layout.h"
#include "real_suite.h"
#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(real, .init = real_enter, .fini = real_leave, .timeout = 120);

/* ---- every registry with every client ---- */

static struct real_options kinds[] = {
	{ .kind = REAL_DOCKER_REGISTRY },
	{ .kind = REAL_DISTRIBUTION },
	{ .kind = REAL_REFERRERS },
};

ParameterizedTestParameters(real, clients_push_and_list)
{
	return cr_make_param_array(
	    struct real_options, kinds, ARRAY_LEN(kinds));
}

ParameterizedTest(struct real_options *o, real, clients_push_and_list)
{
	const char *digest = layout_write(real_vs, "layout", "one");
	struct real *r = real_start(real_vs, o);

	real_expect(REAL_RUN(r, "crane", "push", "layout",
			real_at(r, "%s/a/crane:one")),
	    0, digest);
	real_expect(
	    REAL_RUN(r, "crane", "ls", real_at(r, "%s/a/crane")), 0, "one\n");
	real_expect(REAL_RUN(r, "skopeo", "--insecure-policy", "copy",
			"--dest-tls-verify=false", "oci:layout:one",
			real_at(r, "docker://%s/a/skopeo:one")),
	    0, "");
	real_expect(REAL_RUN(r, "skopeo", "list-tags", "--tls-verify=false",
			real_at(r, "docker://%s/a/skopeo")),
	    0, "\"one\"");
	real_expect(
	    REAL_RUN(r, "oras", "cp", "--from-oci-layout", "--to-plain-http",
		"layout:one", real_at(r, "%s/a/oras:one")),
	    0, digest);
	real_expect(REAL_RUN(r, "oras", "repo", "tags", "--plain-http",
			real_at(r, "%s/a/oras")),
	    0, "one\n");
	/* All pushed the same bytes. */
	real_expect(
	    REAL_RUN(r, "crane", "digest", real_at(r, "%s/a/skopeo:one")), 0,
	    digest);
	real_expect(REAL_RUN(r, "crane", "digest", real_at(r, "%s/a/oras:one")),
	    0, digest);
	real_stop(r);
}

/* oras is told to use the API, and not to fall back. */
static struct process_result
attach(const struct real *r, const char *digest)
{
	scratch_write("note", "hello\n", 6);
	real_expect(
	    REAL_RUN(r, "crane", "push", "layout", real_at(r, "%s/a/b:one")), 0,
	    digest);
	return REAL_RUN(r, "oras", "attach", "--plain-http", "--artifact-type",
	    "text/note", "--distribution-spec", "v1.1-referrers-api",
	    real_at(r, "%s/a/b:one"), "note");
}

Test(real, has_the_referrers_api)
{
	const char *digest = layout_write(real_vs, "layout", "one");
	struct real *r = real_start(
	    real_vs, &(struct real_options){ .kind = REAL_REFERRERS });

	real_expect(attach(r, digest), 0, "Attached to");
	/* As the type of an artifact it tells that of the configuration. */
	real_expect(REAL_RUN(r, "oras", "discover", "--plain-http",
			"--distribution-spec", "v1.1-referrers-api",
			real_at(r, "%s/a/b:one")),
	    0, "application/vnd.oci.empty.v1+json");
	real_stop(r);
}

Test(real, has_no_referrers_api)
{
	const char *digest = layout_write(real_vs, "layout", "one");
	size_t i;

	for (i = 0; i < 2; i++) {
		struct real *r = real_start(real_vs, &kinds[i]);

		cr_assert_neq(kinds[i].kind, REAL_REFERRERS);
		real_expect(attach(r, digest), 0, "");
		real_expect(REAL_RUN(r, "oras", "discover", "--plain-http",
				"--distribution-spec", "v1.1-referrers-api",
				real_at(r, "%s/a/b:one")),
		    1, "failed to query referrers API: unsupported");
		real_stop(r);
	}
}

/* ---- who may ---- */

ParameterizedTestParameters(real, passwords)
{
	static struct real_options rows[] = { { .kind = REAL_DOCKER_REGISTRY },
		{ .kind = REAL_DISTRIBUTION } };

	return cr_make_param_array(struct real_options, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct real_options *row, real, passwords)
{
	const struct real_options o = {
		.kind = row->kind, .user = "me", .password = "pass:word"
	};
	struct real *r = real_start(real_vs, &o);

	(void)layout_write(real_vs, "layout", "one");
	real_expect(
	    REAL_RUN(r, "crane", "push", "layout", real_at(r, "%s/a/b:one")), 1,
	    "401 Unauthorized");
	real_log_in(r, "me", "another");
	real_expect(
	    REAL_RUN(r, "crane", "push", "layout", real_at(r, "%s/a/b:one")), 1,
	    "401 Unauthorized");
	real_log_in(r, "me", "pass:word");
	real_expect(
	    REAL_RUN(r, "crane", "push", "layout", real_at(r, "%s/a/b:one")), 0,
	    "sha256:");
	real_expect(
	    REAL_RUN(r, "skopeo", "list-tags", "--tls-verify=false", "--creds",
		"me:pass:word", real_at(r, "docker://%s/a/b")),
	    0, "\"one\"");
	real_expect(REAL_RUN(r, "skopeo", "list-tags", "--tls-verify=false",
			"--creds", "me:another", real_at(r, "docker://%s/a/b")),
	    1, "authentication required");
	real_stop(r);
}

ParameterizedTestParameters(real, encrypts)
{
	return cr_make_param_array(
	    struct real_options, kinds, ARRAY_LEN(kinds));
}

ParameterizedTest(struct real_options *row, real, encrypts)
{
	const struct real_options o = { .kind = row->kind, .tls = 1 };
	struct real *r = real_start(real_vs, &o);

	(void)layout_write(real_vs, "layout", "one");
	/* Of a loopback address crane would also take plain HTTP. */
	real_expect(REAL_RUN(NULL, "oras", "cp", "--from-oci-layout",
			"layout:one", real_at(r, "%s/a/b:one")),
	    1, "certificate signed by unknown authority");
	real_expect(
	    REAL_RUN(r, "crane", "push", "layout", real_at(r, "%s/a/b:one")), 0,
	    "sha256:");
	real_expect(REAL_RUN(NULL, "skopeo", "list-tags", "--cert-dir",
			r->ca_dir, real_at(r, "docker://%s/a/b")),
	    0, "\"one\"");
	real_expect(REAL_RUN(NULL, "oras", "repo", "tags", "--ca-file",
			r->ca_file, real_at(r, "%s/a/b")),
	    0, "one\n");
	real_stop(r);
}

/* ---- the processes ---- */

Test(real, a_server_ends_with_its_test)
{
	int ends[2], status;
	pid_t child, server = 0;

	/* Whoever loses its parent becomes a child of ours. */
	cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1L), 0);
	cr_assert_eq(pipe(ends), 0);
	child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		struct real *r = real_start(real_vs, &kinds[0]);

		(void)!write(ends[1], &r->pid, sizeof(r->pid));
		abort();
	}
	cr_assert_eq(read(ends[0], &server, sizeof(server)), sizeof(server));
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	cr_assert_eq(waitpid(server, &status, 0), server);
	cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}
