/*
 * A reference that is taken says what it means: in full it reads the same, and
 * so it does with another digest or tag. What goes into a URL or a path is what
 * can stand there.
 */
#include "fuzz.h"

#include "oci/digest.h"
#include "oci/reference.h"
#include "util/limits.h"

static void
is_same(const cosign_reference_t *a, const char *text)
{
	cosign_reference_t *b = NULL;

	HOLDS(cosign_reference_parse(&b, text, NULL) == COSIGN_OK);
	HOLDS(strcmp(cosign_reference_text(a), cosign_reference_text(b)) == 0);
	HOLDS(strcmp(cosign_reference_context(a),
		  cosign_reference_context(b)) == 0);
	HOLDS(cosign_reference_is_layout(a) == cosign_reference_is_layout(b));
	HOLDS((cosign_reference_tag(a) == NULL) ==
	    (cosign_reference_tag(b) == NULL));
	cosign_reference_free(b);
}

static void
is_safe(const cosign_reference_t *ref)
{
	const char *repository = cosign_reference_repository(ref);
	const char *registry = cosign_reference_registry(ref);
	const char *tag = cosign_reference_tag(ref);

	HOLDS(repository != NULL && repository[0] != '\0');
	HOLDS(tag == NULL || csn_tag_is_valid(tag));
	HOLDS((registry == NULL) == (cosign_reference_is_layout(ref) != 0));
	if (registry == NULL)
		return;
	HOLDS(registry[0] != '\0' && strlen(registry) <= CSN_REGISTRY_MAX);
	HOLDS(strpbrk(registry, "/@?#%\\ ") == NULL);
	HOLDS(repository[0] != '/' && strstr(repository, "//") == NULL);
	HOLDS(strstr(repository, "/../") == NULL);
	HOLDS(strspn(repository, "abcdefghijklmnopqrstuvwxyz0123456789_-./") ==
	    strlen(repository));
	HOLDS((cosign_reference_digest(ref) == NULL) != (tag == NULL));
}

static void
check(const char *text)
{
	static const char digest[] =
	    "sha256:"
	    "000000000000000000000000000000000000000000000000000000000000000f";
	cosign_error_t *err = cosign_error_new();
	cosign_reference_t *ref = NULL, *other = NULL;
	cosign_rc_t rc = cosign_reference_parse(&ref, text, err);

	HOLDS((rc == COSIGN_OK) == (ref != NULL));
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_REFERENCE);
	HOLDS(is_printable(cosign_error_message(err)));
	if (ref != NULL) {
		is_safe(ref);
		is_same(ref, cosign_reference_text(ref));
		HOLDS(cosign_reference_with_digest(&other, ref, digest, NULL) ==
		    COSIGN_OK);
		is_same(other, cosign_reference_text(other));
		cosign_reference_free(other);
		HOLDS(cosign_reference_with_tag(&other, ref, "t", NULL) ==
		    COSIGN_OK);
		is_same(other, cosign_reference_text(other));
		cosign_reference_free(other);
	}
	cosign_reference_free(ref);
	cosign_error_free(err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[1024], again[CSN_DIGEST_TEXT_SIZE];
	struct csn_digest d;

	if (size >= sizeof(text) || memchr(data, '\0', size) != NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	check(text);
	if (csn_digest_parse(&d, csn_span(data, size), NULL) == COSIGN_OK) {
		csn_digest_write(again, &d);
		HOLDS(strcmp(again, text) == 0);
	}
	return 0;
}
