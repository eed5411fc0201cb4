#include "registry_internal.h"

#include <openssl/evp.h>

struct registry_contents {
	struct item *items;
	unsigned int uploads;
	const struct item **tags;
};

struct registry_contents *
contents_new(void)
{
	struct registry_contents *contents = calloc(1, sizeof(*contents));

	NEED(contents != NULL);
	return contents;
}

static void
item_free(struct item *item)
{
	free(item->repository);
	free(item->name);
	free(item->type);
	free(item->bytes);
	free(item);
}

void
contents_free(struct registry_contents *contents)
{
	struct item *item;

	while ((item = contents->items) != NULL) {
		contents->items = item->next;
		item_free(item);
	}
	free(contents->tags);
	free(contents);
}

struct item *
contents_find(struct registry *registry, enum kind kind, const char *repository,
    const char *name)
{
	struct item *item;

	for (item = registry->contents->items; item != NULL; item = item->next)
		if (item->kind == kind && strcmp(item->name, name) == 0 &&
		    strcmp(item->repository, repository) == 0)
			return item;
	return NULL;
}

void
contents_drop(struct registry *registry, struct item *item)
{
	struct item **at = &registry->contents->items;

	while (*at != item)
		at = &(*at)->next;
	*at = item->next;
	item_free(item);
}

void
contents_append(struct item *item, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	item->bytes = realloc(item->bytes, item->len + len);
	NEED(item->bytes != NULL);
	memcpy(item->bytes + item->len, bytes, len);
	item->len += len;
}

static char *
copy(const char *text)
{
	char *out = strdup(text);

	NEED(out != NULL);
	return out;
}

struct item *
contents_put(struct registry *registry, enum kind kind, const char *repository,
    const char *name, const char *type, const void *bytes, size_t len)
{
	struct item *item = calloc(1, sizeof(*item)), *old;

	NEED(item != NULL);
	item->kind = kind;
	item->repository = copy(repository);
	item->name = copy(name);
	item->type = copy(type);
	contents_append(item, bytes, len);
	old = contents_find(registry, kind, repository, name);
	if (old != NULL)
		contents_drop(registry, old);
	item->next = registry->contents->items;
	registry->contents->items = item;
	return item;
}

void
contents_digest(char out[100], const void *bytes, size_t len)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int size, i;

	NEED(EVP_Digest(bytes, len, digest, &size, EVP_sha256(), NULL) == 1);
	(void)snprintf(out, 100, "sha256:");
	for (i = 0; i < size; i++)
		(void)snprintf(out + 7 + 2 * i, 3, "%02x", digest[i]);
}

struct item *
contents_manifest(
    struct registry *registry, const char *repository, const char *name)
{
	const struct item *tag = contents_find(registry, TAG, repository, name);

	return contents_find(
	    registry, MANIFEST, repository, tag == NULL ? name : tag->type);
}

struct item *
contents_put_manifest(struct registry *registry, const char *repository,
    const char *tag, const char *type, const void *bytes, size_t len)
{
	char digest[100];

	contents_digest(digest, bytes, len);
	if (tag != NULL)
		(void)contents_put(
		    registry, TAG, repository, tag, digest, "", 0);
	return contents_put(
	    registry, MANIFEST, repository, digest, type, bytes, len);
}

int
contents_remove(
    struct registry *registry, const char *repository, const char *name)
{
	struct item *item = contents_find(registry, TAG, repository, name);
	struct item *next;

	if (item != NULL) {
		contents_drop(registry, item);
		return 1;
	}
	item = contents_find(registry, MANIFEST, repository, name);
	if (item == NULL)
		return 0;
	contents_drop(registry, item);
	for (item = registry->contents->items; item != NULL; item = next) {
		next = item->next;
		if (item->kind == TAG &&
		    strcmp(item->repository, repository) == 0 &&
		    strcmp(item->type, name) == 0)
			contents_drop(registry, item);
	}
	return 1;
}

static const char *
member(const json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

int
contents_subject(const struct item *manifest, char out[100])
{
	json_t *root =
	    json_loadb((const char *)manifest->bytes, manifest->len, 0, NULL);
	const char *digest = member(json_object_get(root, "subject"), "digest");

	out[0] = '\0';
	if (digest != NULL)
		(void)snprintf(out, 100, "%s", digest);
	json_decref(root);
	return digest != NULL;
}

struct item *
contents_begin_upload(struct registry *registry, const char *repository)
{
	char name[32];

	(void)snprintf(
	    name, sizeof(name), "u%u", ++registry->contents->uploads);
	return contents_put(registry, UPLOAD, repository, name, "", "", 0);
}

static int
compare(const void *a, const void *b)
{
	const struct item *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

size_t
contents_tags(struct registry *registry, const char *repository,
    const struct item *const **out)
{
	struct registry_contents *contents = registry->contents;
	const struct item *item;
	size_t n = 0;

	for (item = contents->items; item != NULL; item = item->next)
		n++;
	free(contents->tags);
	contents->tags = calloc(n + 1, sizeof(const struct item *));
	NEED(contents->tags != NULL);
	n = 0;
	for (item = contents->items; item != NULL; item = item->next)
		if (item->kind == TAG &&
		    strcmp(item->repository, repository) == 0)
			contents->tags[n++] = item;
	qsort(contents->tags, n, sizeof(const struct item *), compare);
	*out = contents->tags;
	return n;
}

/* As the specification has it: the manifest's own type, or its config's. */
static json_t *
describe(const struct registry *registry, const struct item *item,
    const char *wanted)
{
	json_t *root =
	    json_loadb((const char *)item->bytes, item->len, 0, NULL);
	json_t *annotations = json_object_get(root, "annotations"), *out = NULL;
	const char *type = member(root, "artifactType");

	if (type == NULL || registry->lists_config_type)
		type = member(json_object_get(root, "config"), "mediaType");
	if (*wanted == '\0' || (type != NULL && strcmp(type, wanted) == 0)) {
		out = json_pack("{s:s, s:s, s:I, s:s*}", "mediaType",
		    item->type, "digest", item->name, "size",
		    (json_int_t)item->len, "artifactType", type);
		NEED(out != NULL);
		if (annotations != NULL)
			NEED(json_object_set(out, "annotations", annotations) ==
			    0);
	}
	json_decref(root);
	return out;
}

json_t *
contents_referrers(struct registry *registry, const char *repository,
    const char *digest, const char *wanted)
{
	json_t *list = json_array(), *one;
	const struct item *item;
	char subject[100];

	for (item = registry->contents->items; item != NULL;
	     item = item->next) {
		/* To look for the digest spares reading thousands. */
		if (item->kind != MANIFEST ||
		    strcmp(item->repository, repository) != 0 ||
		    memmem(item->bytes, item->len, digest, strlen(digest)) ==
			NULL ||
		    !contents_subject(item, subject) ||
		    strcmp(subject, digest) != 0)
			continue;
		one = describe(registry, item, wanted);
		if (one != NULL)
			NEED(json_array_append_new(list, one) == 0);
	}
	return list;
}

void
unescape(char *out, size_t size, const char *query)
{
	char hex[3] = "";
	size_t n = 0;

	for (; *query != '\0' && *query != '&'; query++) {
		NEED(n + 1 < size);
		if (*query == '%') {
			memcpy(hex, query + 1, 2);
			out[n++] = (char)strtoul(hex, NULL, 16);
			query += 2;
		} else {
			out[n++] = *query;
		}
	}
	out[n] = '\0';
}

void
answer_json(struct http_answer *answer, json_t *root)
{
	char *text;

	NEED(root != NULL);
	text = json_dumps(root, JSON_COMPACT);
	NEED(text != NULL);
	http_answer_text(answer, text);
	free(text);
	json_decref(root);
}

/* ---- for tests ---- */

const char *
registry_put_blob(
    struct registry *registry, const char *repository, const char *text)
{
	char digest[100];

	contents_digest(digest, text, strlen(text));
	return contents_put(
	    registry, BLOB, repository, digest, "", text, strlen(text))
	    ->name;
}

const char *
registry_put_manifest(struct registry *registry, const char *repository,
    const char *tag, const char *type, const char *text)
{
	return contents_put_manifest(
	    registry, repository, tag, type, text, strlen(text))
	    ->name;
}

const char *
registry_manifest(
    struct registry *registry, const char *repository, const char *name)
{
	struct item *item = contents_manifest(registry, repository, name);

	if (item == NULL)
		return NULL;
	/* A NUL that is not counted. */
	contents_append(item, "", 1);
	item->len--;
	return (const char *)item->bytes;
}

int
registry_has_blob(
    struct registry *registry, const char *repository, const char *digest)
{
	return contents_find(registry, BLOB, repository, digest) != NULL;
}

unsigned int
registry_uploads(struct registry *registry)
{
	const struct item *item;
	unsigned int n = 0;

	for (item = registry->contents->items; item != NULL; item = item->next)
		n += item->kind == UPLOAD;
	return n;
}
