#include "actor.h"

#include "process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line {
	const char *words[32];
	size_t count;
};

static void
add(struct line *l, const char *word)
{
	if (l->count + 1 >= sizeof(l->words) / sizeof(l->words[0]))
		abort();
	l->words[l->count++] = word;
}

static void
add_option(struct line *l, const char *name, const char *value)
{
	add(l, name);
	add(l, value);
}

static int
run(const struct actor *a, const struct line *l)
{
	char password[256];
	/* No network: whatever tries to reach it fails at once. */
	const char *const environment[] = { password,
		"HTTP_PROXY=http://127.0.0.1:9",
		"HTTPS_PROXY=http://127.0.0.1:9", "NO_PROXY=", "HOME=.",
		"TUF_ROOT=./tuf", "SIGSTORE_ROOT_FILE",
		"SIGSTORE_REKOR_PUBLIC_KEY", "COSIGN_KEY", NULL };
	struct process_options o = { .argv = l->words, .env = environment };
	struct process_result r;
	int status;

	(void)snprintf(password, sizeof(password), "COSIGN_PASSWORD=%s",
	    a->password == NULL ? "pass word" : a->password);
	if (process_run(&r, &o) != 0)
		exit(1);
	status = r.status;
	(void)snprintf(a->last_words, LAST_WORDS_SIZE, "%s", r.err);
	process_dispose(&r);
	return status == 0 ? YES : status == 1 ? NO : CRASH;
}

const char *
form_name(enum form form)
{
	static const char *const names[] = { "base64", "raw", "bundle",
		"legacy" };

	return names[form];
}

int
actor_generate(const struct actor *a, const char *prefix)
{
	struct line l = { { a->program, "generate-key-pair" }, 2 };

	add_option(&l, "--output-key-prefix", prefix);
	return run(a, &l);
}

int
actor_public_key(const struct actor *a, const char *key, const char *out)
{
	struct line l = { { a->program, "public-key" }, 2 };

	add_option(&l, "--key", key);
	add_option(&l, "--outfile", out);
	return run(a, &l);
}

int
actor_import(const struct actor *a, const char *pem, const char *prefix)
{
	struct line l = { { a->program, "import-key-pair" }, 2 };

	add_option(&l, "--key", pem);
	add_option(&l, "--output-key-prefix", prefix);
	add(&l, "--yes");
	return run(a, &l);
}

/* A local key and no log, as each generation says it. */
static void
add_no_services(struct line *l, const struct actor *a)
{
	if (a->generation == 3)
		add(l, "--use-signing-config=false");
	add(l, "--tlog-upload=false");
	add(l, "--yes");
}

int
actor_sign(const struct actor *a, enum form form, const char *key,
    const char *file, const char *out)
{
	struct line l = { { a->program, "sign-blob" }, 2 };

	add_option(&l, "--key", key);
	add_no_services(&l, a);
	/* Said, not left to the default: 3.x and cosignc write bundles,
	   2.x does not. */
	add(&l,
	    form == FORM_BUNDLE ? "--new-bundle-format"
				: "--new-bundle-format=false");
	switch (form) {
	case FORM_RAW:
		add(&l, "--b64=false");
		add_option(&l, "--output-signature", out);
		break;
	case FORM_BASE64:
		add_option(&l, "--output-signature", out);
		break;
	case FORM_BUNDLE:
	case FORM_LEGACY:
		add_option(&l, "--bundle", out);
		break;
	case FORM_COUNT:
		abort();
	}
	add(&l, file);
	return run(a, &l);
}

int
actor_verify(const struct actor *a, enum form form, const char *pub,
    const char *digest, const char *signature, const char *file)
{
	struct line l = { { a->program, "verify-blob" }, 2 };

	if (pub != NULL)
		add_option(&l, "--key", pub);
	add(&l, "--insecure-ignore-tlog");
	if (digest != NULL)
		add_option(&l, "--signature-digest-algorithm", digest);
	if (form == FORM_BUNDLE && a->generation == 2) {
		add(&l, "--new-bundle-format");
		add_option(&l, "--trusted-root", a->trusted_root);
	}
	add_option(&l,
	    form == FORM_BUNDLE || form == FORM_LEGACY ? "--bundle"
						       : "--signature",
	    signature);
	add(&l, file);
	return run(a, &l);
}

void
run_openssl(const char *const *argv)
{
	struct process_options o = { .argv = argv };
	struct process_result r;

	if (process_run(&r, &o) != 0 || r.status != 0) {
		(void)fprintf(stderr, "openssl %s: %s\n", argv[1],
		    r.err == NULL ? "" : r.err);
		exit(1);
	}
	process_dispose(&r);
}
