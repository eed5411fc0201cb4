#include "pairs.h"

#include "layout.h"

#include <string.h>

struct real *pairs_registry;

void
pairs_enter(void)
{
	real_enter();
	real_write_keys("cosign", "cosign-3.1.3");
	real_expect(REAL_RUN(NULL, "cosignc", "trusted-root", "create", "--out",
			"root.json"),
	    0, "");
}

void
pairs_leave(void)
{
	real_stop(pairs_registry);
	real_leave();
}

void
pairs_start(enum real_kind kind)
{
	pairs_registry =
	    real_start(real_vs, &(struct real_options){ .kind = kind });
	(void)layout_write(real_vs, "layout", "one");
	real_expect(
	    REAL_RUN(pairs_registry, "crane", "push", "layout", PAIRS_ONE), 0,
	    "sha256:");
}

int
pairs_is_new(const char *program)
{
	return strcmp(program, "cosign-2.6.5") != 0;
}

static const char *
flag_of(enum pairs_form form)
{
	return form == PAIRS_BUNDLE ? "--new-bundle-format=true"
				    : "--new-bundle-format=false";
}

void
pairs_sign_with(const char *key, const char *program, enum pairs_form form,
    const char *image)
{
	real_expect(pairs_is_new(program)
		? REAL_RUN(NULL, program, "sign", "--key", key,
		      "--use-signing-config=false", "--tlog-upload=false",
		      flag_of(form), "--yes", image)
		: REAL_RUN(NULL, program, "sign", "--key", key,
		      "--tlog-upload=false", flag_of(form), "--yes", image),
	    0, "");
}

struct process_result
pairs_verify_with(const char *pub, const char *program, enum pairs_form form,
    const char *image)
{
	/* "trusted root is required when using new bundle format", it says,
	   though there is nothing that it is needed for. */
	if (!pairs_is_new(program) && form == PAIRS_BUNDLE)
		return REAL_RUN(NULL, program, "verify", "--key", pub,
		    "--insecure-ignore-tlog", flag_of(form), "--trusted-root",
		    "root.json", image);
	return REAL_RUN(NULL, program, "verify", "--key", pub,
	    "--insecure-ignore-tlog", flag_of(form), image);
}

void
pairs_verify(const char *program, enum pairs_form form, const char *image)
{
	real_expect(pairs_verify_with("cosign.pub", program, form, image), 0,
	    "docker-manifest-digest");
}

void
pairs_expect_none(const char *program, enum pairs_form form, const char *image)
{
	struct process_result r =
	    pairs_verify_with("cosign.pub", program, form, image);

	real_expect(r, 10, "no signatures found");
}
