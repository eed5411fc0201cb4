/*
 * Every byte and every member of an accepted document is changed. What is
 * still accepted after that stands in a list, with the reason.
 */
#include "verifying.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOB     "hello world\n"
#define BLOB_LEN (sizeof(BLOB) - 1)

static cosign_policy_t *policy;

static void
set_up(void)
{
	cosign_pubkey_t *key = pubkey_load("bundle/worked", "key.pub");

	policy = policy_for(key);
	cosign_pubkey_free(key);
}

static void
tear_down(void)
{
	cosign_policy_free(policy);
}

static int
is_accepted(const void *data, size_t len)
{
	cosign_bundle_t *b = NULL;
	cosign_rc_t rc = cosign_bundle_parse_any(&b, data, len, NULL);

	if (rc == COSIGN_OK)
		rc = verify_bytes(NULL, policy, b, BLOB, BLOB_LEN, NULL);
	else
		cr_assert_null(b);
	cosign_bundle_free(b);
	return rc == COSIGN_OK;
}

/* A stretch of a document in which some changes of a byte change nothing that
   was signed. */
struct harmless {
	const char *context; /* occurs once */
	size_t offset;       /* of the stretch, from the context's start */
	size_t len;
	const char *values; /* what a byte may become; NULL: anything */
};

static const struct harmless *
find(const struct harmless *list, const char *text, size_t at, char value)
{
	for (; list->context != NULL; list++) {
		const size_t start =
		    (size_t)(strstr(text, list->context) - text) + list->offset;

		if (at >= start && at < start + list->len &&
		    (list->values == NULL ||
			(value != '\0' && strchr(list->values, value) != NULL)))
			return list;
	}
	return NULL;
}

static void
change_bytes(const char *name, const struct harmless *list, size_t expected)
{
	struct vector v = vector_load("bundle/worked", name);
	char *text = strdup(v.data);
	size_t counted = 0, i;
	int value;

	cr_assert(is_accepted(v.data, v.len));
	for (i = 0; i < v.len; i++) {
		for (value = 0; value < 256; value++) {
			const struct harmless *h;

			if ((char)value == text[i])
				continue;
			v.data[i] = (char)value;
			if (!is_accepted(v.data, v.len))
				continue;
			h = find(list, text, i, (char)value);
			cr_expect(h != NULL, "%s: byte %zu changed to %d: %s",
			    name, i, value, v.data);
			if (h != NULL && h->values != NULL)
				counted++;
		}
		v.data[i] = text[i];
	}
	cr_expect_eq(counted, expected, "%s: %zu listed changes accepted", name,
	    counted);
	free(text);
	vector_free(&v);
}

/* The last character of "...09w==" holds four bits that mean nothing, and
   cosign, too, takes them whatever they are. */
#define SIGNATURE_END                              \
	{                                          \
		"qM09w==", 4, 1, "xyz0123456789+/" \
	}

Test(mutation, of_a_bundles_bytes, .init = set_up, .fini = tear_down)
{
	static const struct harmless list[] = {
		SIGNATURE_END,
		/* two such bits in the claimed digest */
		{ "SpEc=", 3, 1, "def" },
		/* the digest's only one of the two characters that base64url
		   spells in another way */
		{ "Kh7A+4XS", 4, 1, "-" },
		/* older versions of the format say the same here */
		{ "v0.3+json", 3, 1, "12" },
		/* the hint is for finding a key, and is not signed */
		{ "GSo0Dju+", 0, 44, NULL },
		{ NULL, 0, 0, NULL },
	};

	change_bytes("bundle.sigstore.json", list, 15 + 3 + 1 + 2);
}

Test(mutation, of_an_older_bundles_bytes, .init = set_up, .fini = tear_down)
{
	static const struct harmless list[] = { SIGNATURE_END,
		{ NULL, 0, 0, NULL } };

	change_bytes("bundle.legacy.json", list, 15);
}

Test(mutation, of_a_signatures_bytes, .init = set_up, .fini = tear_down)
{
	static const struct harmless list[] = { SIGNATURE_END,
		{ NULL, 0, 0, NULL } };

	change_bytes("signature.sig", list, 15);
}

/* What is done to a member, and where that is accepted. */
enum deed {
	REMOVED,
	REPEATED,
	MADE_NULL,
	MADE_NUMBER,
	MADE_STRING,
	MADE_ARRAY,
	MADE_OBJECT,
	MADE_TRUE,
	DEEDS,
};

static const char *const deed_names[DEEDS] = { "removed", "repeated", "null",
	"1", "\"\"", "[]", "{}", "true" };

struct walk {
	json_t *root;
	const char *const *harmless;
	char path[256];
	size_t found; /* of the harmless ones */
};

/* Longer than any name. */
#define MARK "a-name-that-becomes-the-one-to-be-repeated"

static json_t *
value_of(enum deed deed, json_t *was)
{
	switch (deed) {
	case REPEATED:
		return json_deep_copy(was);
	case MADE_NULL:
		return json_null();
	case MADE_NUMBER:
		return json_integer(1);
	case MADE_STRING:
		return json_string("");
	case MADE_ARRAY:
		return json_array();
	case MADE_OBJECT:
		return json_object();
	case MADE_TRUE:
		return json_true();
	case REMOVED:
	case DEEDS:
		break;
	}
	return NULL;
}

static void
judge(struct walk *w, const char *name, enum deed deed)
{
	char *text = json_dumps(w->root, JSON_COMPACT), *mark;
	char what[512];
	size_t i;

	cr_assert_not_null(text);
	mark = strstr(text, MARK);
	if (mark != NULL) {
		/* The mark becomes the name that is there already. */
		memmove(mark + strlen(name), mark + strlen(MARK),
		    strlen(mark + strlen(MARK)) + 1);
		memcpy(mark, name, strlen(name));
	}
	if (is_accepted(text, strlen(text))) {
		(void)snprintf(what, sizeof(what), "%s%s %s", w->path, name,
		    deed_names[deed]);
		for (i = 0; w->harmless[i] != NULL; i++)
			if (strcmp(w->harmless[i], what) == 0)
				break;
		cr_expect_not_null(w->harmless[i], "accepted: %s", what);
		w->found++;
	}
	free(text);
}

static void
change_member(struct walk *w, json_t *o, const char *name, enum deed deed)
{
	json_t *was = json_incref(json_object_get(o, name));
	json_t *value = value_of(deed, was);
	const int repeated = deed == REPEATED;

	if (value == NULL)
		cr_assert_eq(json_object_del(o, name), 0);
	else
		cr_assert_eq(
		    json_object_set_new(o, repeated ? MARK : name, value), 0);
	judge(w, name, deed);
	if (repeated)
		cr_assert_eq(json_object_del(o, MARK), 0);
	cr_assert_eq(json_object_set_new(o, name, was), 0);
}

static void
change_members(struct walk *w, json_t *o)
{
	const size_t at = strlen(w->path);
	json_t *names = json_array(), *value;
	const char *name;
	size_t i;
	int deed;

	/* The object changes under way: its names first. */
	json_object_foreach(o, name, value)
	    cr_assert_eq(json_array_append_new(names, json_string(name)), 0);
	for (i = 0; i < json_array_size(names); i++) {
		name = json_string_value(json_array_get(names, i));
		for (deed = 0; deed < DEEDS; deed++)
			change_member(w, o, name, (enum deed)deed);
		(void)snprintf(w->path + at, sizeof(w->path) - at, "%s.", name);
		value = json_object_get(o, name);
		if (json_is_object(value))
			change_members(w, value);
		w->path[at] = '\0';
	}
	json_decref(names);
}

static void
change_document(const char *name, const char *const *harmless)
{
	struct vector v = vector_load("bundle/worked", name);
	struct walk w = { NULL, harmless, "", 0 };
	size_t count = 0;

	w.root = json_loadb(v.data, v.len, 0, NULL);
	cr_assert_not_null(w.root);
	change_members(&w, w.root);
	while (harmless[count] != NULL)
		count++;
	cr_expect_eq(w.found, count, "%s: %zu of %zu listed changes accepted",
	    name, w.found, count);
	json_decref(w.root);
	vector_free(&v);
}

Test(mutation, of_a_bundles_members, .init = set_up, .fini = tear_down)
{
	static const char *const harmless[] = {
		/* a hint is for finding a key, and is not signed */
		"verificationMaterial.publicKey {}",
		"verificationMaterial.publicKey.hint removed",
		"verificationMaterial.publicKey.hint null",
		"verificationMaterial.publicKey.hint \"\"",
		/* the signature covers the artifact, the claim adds nothing */
		"messageSignature.messageDigest {}",
		/* the number of SHA2_256 */
		"messageSignature.messageDigest.algorithm 1",
		NULL,
	};

	change_document("bundle.sigstore.json", harmless);
}

Test(mutation, of_an_older_bundles_members, .init = set_up, .fini = tear_down)
{
	static const char *const harmless[] = { NULL };

	change_document("bundle.legacy.json", harmless);
}

/* A key in "cert" is nobody, with or without it the same is verified. */
Test(mutation, of_a_key_in_a_bundle, .init = set_up, .fini = tear_down)
{
	static const char *const harmless[] = {
		"cert removed",
		"cert null",
		"cert \"\"",
		NULL,
	};

	change_document("with-key.legacy.json", harmless);
}
