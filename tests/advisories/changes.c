/* Changes that several tables make. */
#include "attack.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The entry of another signature takes the place of this one's, in the same
   log. */
static void
put_entry_of(struct vs_signature *sig, struct vs_signature *another)
{
	const struct vs_entry *old = sig->entries[0];
	struct vs_log *logs[] = { sig->vs->rekor1, sig->vs->rekor2 };
	struct vs_entry_options o = { .log = logs[old->log != logs[0]] };

	if (strcmp(old->kind, "intoto") == 0)
		o.kind = VS_INTOTO_2;
	another->entry_count = 0;
	sig->entries[0] = vs_log(another, &o);
}

static void
put_entry_by(struct vs_signature *sig, const char *artifact, struct vs_key *key,
    struct vs_cert *cert)
{
	const struct vs_sign_options o = { .artifact = artifact,
		.dsse = sig->dsse,
		.key = key,
		.cert = cert };

	put_entry_of(sig, vs_sign(sig->vs, &o));
}

void
entry_of_another_artifact(struct vs_signature *sig)
{
	put_entry_by(
	    sig, "other", sig->cert == NULL ? sig->key : NULL, sig->cert);
}

void
entry_of_another_signature(struct vs_signature *sig)
{
	put_entry_by(sig, NULL, sig->cert == NULL ? sig->key : NULL, sig->cert);
}

void
entry_of_another_signer(struct vs_signature *sig)
{
	put_entry_by(sig, NULL,
	    sig->cert == NULL ? vs_key(sig->vs, VS_P256) : NULL, NULL);
}

void
logged_with_another_digest(struct vs_signature *sig)
{
	struct vs_signature twin = *sig;

	twin.hashed = vs_digest(sig->vs, sig->digest, vs_of("other"));
	twin.payload = vs_of("{}");
	put_entry_of(sig, &twin);
}

void
logged_with_another_key(struct vs_signature *sig)
{
	struct vs_signature twin = *sig;

	if (sig->cert != NULL)
		twin.cert = vs_leaf(sig->vs, NULL);
	else
		twin.key = vs_key(sig->vs, VS_P256);
	put_entry_of(sig, &twin);
}

/* ---- DER ---- */

static size_t
head_of(struct vs_bytes bytes, size_t *length)
{
	size_t n, i;

	cr_assert_geq(bytes.len, 2);
	*length = bytes.p[1];
	if (bytes.p[1] < 0x80)
		return 2;
	n = bytes.p[1] & 0x7f;
	cr_assert(n <= 4 && bytes.len >= 2 + n);
	for (*length = 0, i = 0; i < n; i++)
		*length = *length << 8 | bytes.p[2 + i];
	return 2 + n;
}

struct vs_bytes
der_inside(struct vs_bytes element)
{
	size_t length;
	const size_t head = head_of(element, &length);

	cr_assert_eq(element.len, head + length);
	return (struct vs_bytes){ element.p + head, length };
}

size_t
der_elements(struct vs_bytes bytes, struct vs_bytes *out, size_t max)
{
	size_t count = 0, length, head;

	while (bytes.len > 0) {
		cr_assert_lt(count, max);
		head = head_of(bytes, &length);
		cr_assert_leq(head + length, bytes.len);
		out[count++] = (struct vs_bytes){ bytes.p, head + length };
		bytes.p += head + length;
		bytes.len -= head + length;
	}
	return count;
}

void
set_der_part(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	const struct der_part *part = user;
	struct vs_bytes parts[33], all;
	const size_t count = der_elements(
	    part->tag != 0 ? der_inside(*bytes) : *bytes, parts, 32);

	cr_assert_lt(part->index, count);
	/* vs_join() ends at what has no bytes. */
	parts[part->index] = part->to.p != NULL ? part->to : vs_copy(vs, "", 0);
	parts[count] = (struct vs_bytes){ NULL, 0 };
	all = vs_join(vs, parts);
	*bytes = part->tag != 0 ? vs_der(vs, part->tag, all) : all;
}

/* ---- JSON ---- */

static json_t *
child(json_t *parent, const char *name)
{
	return json_is_array(parent)
	    ? json_array_get(parent, strtoul(name, NULL, 10))
	    : json_object_get(parent, name);
}

static void
set_child(json_t *parent, const char *name, json_t *value)
{
	int rc;

	if (json_is_array(parent) && value == NULL)
		rc = json_array_remove(parent, strtoul(name, NULL, 10));
	else if (json_is_array(parent))
		rc = json_array_set_new(parent, strtoul(name, NULL, 10), value);
	else if (value == NULL)
		rc = json_object_del(parent, name);
	else
		rc = json_object_set_new(parent, name, value);
	cr_assert_eq(rc, 0, "%s", name);
}

void
set_member(struct vs *vs, struct vs_bytes *bytes, void *user)
{
	const struct member *m = user;
	json_t *root = json_loadb((char *)bytes->p, bytes->len, 0, NULL);
	json_t *at = root, *value = NULL;
	char *path = vs_text(vs, "%s", m->path), *dot, *text;

	cr_assert_not_null(root);
	if (m->json != NULL) {
		value = json_loads(m->json, JSON_DECODE_ANY, NULL);
		cr_assert_not_null(value, "%s", m->json);
	}
	for (; (dot = strchr(path, '.')) != NULL; path = dot + 1) {
		*dot = '\0';
		at = child(at, path);
		cr_assert_not_null(at, "%s: no %s", m->path, path);
	}
	set_child(at, path, value);
	text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
	cr_assert_not_null(text);
	*bytes = vs_copy(vs, text, strlen(text));
	free(text);
	json_decref(root);
}

struct walk {
	void (*fn)(const char *path, char begins, void *user);
	void *user;
	size_t count;
};

static void walk(struct walk *w, json_t *at, const char *path);

static void
walk_into(struct walk *w, json_t *at, const char *path, const char *name)
{
	char below[256];

	(void)snprintf(below, sizeof(below), "%s%s%s", path,
	    path[0] != '\0' ? "." : "", name);
	w->fn(below,
	    json_is_object(at)       ? '{'
		: json_is_array(at)  ? '['
		: json_is_string(at) ? '"'
				     : 0,
	    w->user);
	w->count++;
	walk(w, at, below);
}

static void
walk(struct walk *w, json_t *at, const char *path)
{
	const char *name;
	char number[32];
	json_t *value;
	size_t i;

	json_object_foreach(at, name, value) walk_into(w, value, path, name);
	json_array_foreach(at, i, value)
	{
		(void)snprintf(number, sizeof(number), "%zu", i);
		walk_into(w, value, path, number);
	}
}

size_t
each_member(const char *json,
    void (*fn)(const char *path, char begins, void *user), void *user)
{
	json_t *root = json_loads(json, 0, NULL);
	struct walk w = { fn, user, 0 };

	cr_assert_not_null(root);
	walk(&w, root, "");
	json_decref(root);
	return w.count;
}
