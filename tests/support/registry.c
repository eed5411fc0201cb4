#include "registry_internal.h"

#include <stdarg.h>
#include <stdio.h>

/* "/v2/REPOSITORY/manifests/NAME?QUERY" taken apart. */
struct target {
	char repository[300];
	char kind[16]; /* manifests, blobs, uploads, tags, referrers; "" */
	char name[200];
	const char *query;
};

static void
fail(struct http_answer *answer, int status, const char *code)
{
	char text[256];

	answer->status = status;
	http_answer_header(answer, "Content-Type", "application/json");
	(void)snprintf(text, sizeof(text),
	    "{\"errors\":[{\"code\":\"%s\",\"message\":\"said by the test\"}]}",
	    code);
	http_answer_text(answer, text);
}

static void
read_target(struct target *out, const char *target)
{
	static const char *const kinds[] = { "/manifests/", "/blobs/uploads/",
		"/blobs/", "/tags/", "/referrers/" };
	static const char *const names[] = { "manifests", "uploads", "blobs",
		"tags", "referrers" };
	const char *path = target + strlen("/v2/"), *at;
	size_t i, len;

	memset(out, 0, sizeof(*out));
	out->query = strchr(target, '?');
	for (i = 0; i < 5; i++) {
		at = strstr(path, kinds[i]);
		if (at == NULL || (out->query != NULL && at > out->query))
			continue;
		(void)snprintf(out->repository, sizeof(out->repository), "%.*s",
		    (int)(at - path), path);
		(void)snprintf(out->kind, sizeof(out->kind), "%s", names[i]);
		at += strlen(kinds[i]);
		len = strcspn(at, "?");
		(void)snprintf(
		    out->name, sizeof(out->name), "%.*s", (int)len, at);
		break;
	}
	out->query = out->query == NULL ? "" : out->query + 1;
}

/* ---- manifests ---- */

static void
get_manifest(struct registry *registry, const struct target *target,
    struct http_answer *answer)
{
	const struct item *item =
	    contents_manifest(registry, target->repository, target->name);

	if (item == NULL) {
		fail(answer, 404, "MANIFEST_UNKNOWN");
		return;
	}
	http_answer_header(answer, "Content-Type", item->type);
	http_answer_header(answer, "Docker-Content-Digest", item->name);
	http_answer_body(answer, item->bytes, item->len);
}

static void
put_manifest(struct registry *registry, const struct target *target,
    const struct http_request *request, struct http_answer *answer)
{
	const char *type = http_request_header(request, "Content-Type");
	const int by_digest = strchr(target->name, ':') != NULL;
	const struct item *item;
	char subject[100];

	if (type == NULL) {
		fail(answer, 400, "MANIFEST_INVALID");
		return;
	}
	item = contents_put_manifest(registry, target->repository,
	    by_digest ? NULL : target->name, type, request->body,
	    request->body_len);
	if (by_digest && strcmp(item->name, target->name) != 0) {
		fail(answer, 400, "DIGEST_INVALID");
		return;
	}
	answer->status = 201;
	http_answer_header(answer, "Docker-Content-Digest", item->name);
	if (registry->has_referrers && registry->has_subject_header &&
	    contents_subject(item, subject))
		http_answer_header(answer, "OCI-Subject", subject);
}

static void
serve_manifest(struct registry *registry, const struct target *target,
    const struct http_request *request, struct http_answer *answer)
{
	if (strcmp(request->method, "PUT") == 0) {
		put_manifest(registry, target, request, answer);
	} else if (strcmp(request->method, "DELETE") == 0) {
		if (!registry->deletes)
			fail(answer, 405, "UNSUPPORTED");
		else if (contents_remove(
			     registry, target->repository, target->name))
			answer->status = 202;
		else
			fail(answer, 404, "MANIFEST_UNKNOWN");
	} else {
		get_manifest(registry, target, answer);
	}
}

/* ---- lists ---- */

/* The number of the page in the query, and where the next one is. */
static unsigned int
begin_page(struct registry *registry, const struct target *target,
    const char *path, size_t total, size_t *end, struct http_answer *answer)
{
	const char *at = strstr(target->query, "page=");
	const unsigned int number =
	    at == NULL ? 0 : (unsigned int)strtoul(at + 5, NULL, 10);
	const size_t start = (size_t)number * registry->page;
	const char *rest = strstr(target->query, "artifactType=");

	*end = total;
	if (registry->page == 0)
		return 0;
	if (start + registry->page < total || registry->pages_go_round) {
		*end = start + registry->page;
		http_answer_headerf(answer, "Link",
		    "</v2/%s/%s?page=%u%s%s>; rel=\"next\"", target->repository,
		    path,
		    registry->pages_go_round ? (number + 1) % 2 : number + 1,
		    rest == NULL ? "" : "&", rest == NULL ? "" : rest);
	}
	if (*end > total)
		*end = total;
	return (unsigned int)(start < total ? start : total);
}

static void
list_tags(struct registry *registry, const struct target *target,
    struct http_answer *answer)
{
	const struct item *const *tags;
	const size_t total = contents_tags(registry, target->repository, &tags);
	json_t *list = json_array(), *root;
	size_t i, end;

	for (i = begin_page(registry, target, "tags/list", total, &end, answer);
	     i < end; i++)
		NEED(json_array_append_new(list, json_string(tags[i]->name)) ==
		    0);
	root =
	    json_pack("{s:s, s:o}", "name", target->repository, "tags", list);
	http_answer_header(answer, "Content-Type", "application/json");
	answer_json(answer, root);
}

static void
list_referrers(struct registry *registry, const struct target *target,
    struct http_answer *answer)
{
	const char *type = strstr(target->query, "artifactType=");
	char path[300], wanted[200] = "";
	json_t *all, *list;
	size_t i, end;

	if (!registry->has_referrers) {
		answer->status = 404;
		http_answer_header(answer, "Content-Type", "text/plain");
		http_answer_text(answer, "404 page not found\n");
		return;
	}
	if (type != NULL && registry->filters_referrers) {
		unescape(wanted, sizeof(wanted), type + 13);
		http_answer_header(
		    answer, "OCI-Filters-Applied", "artifactType");
	}
	all = contents_referrers(
	    registry, target->repository, target->name, wanted);
	list = json_array();
	(void)snprintf(path, sizeof(path), "referrers/%s", target->name);
	for (i = begin_page(
		 registry, target, path, json_array_size(all), &end, answer);
	     i < end; i++)
		NEED(json_array_append(list, json_array_get(all, i)) == 0);
	json_decref(all);
	http_answer_header(answer, "Content-Type", OCI_INDEX);
	answer_json(answer,
	    json_pack("{s:i, s:s, s:o}", "schemaVersion", 2, "mediaType",
		OCI_INDEX, "manifests", list));
}

/* ---- blobs ---- */

static void
serve_blob(struct registry *registry, const struct target *target,
    const struct http_request *request, struct http_answer *answer)
{
	const char *range = http_request_header(request, "Range");
	const struct item *item =
	    contents_find(registry, BLOB, target->repository, target->name);
	size_t start = 0;

	if (item == NULL) {
		fail(answer, 404, "BLOB_UNKNOWN");
		return;
	}
	http_answer_header(answer, "Content-Type", "application/octet-stream");
	http_answer_header(answer, "Docker-Content-Digest", item->name);
	if (range != NULL && strncmp(range, "bytes=", 6) == 0) {
		start = strtoul(range + 6, NULL, 10);
		NEED(start < item->len);
		answer->status = 206;
		http_answer_headerf(answer, "Content-Range",
		    "bytes %zu-%zu/%zu", start, item->len - 1, item->len);
	}
	if (item->len > 0)
		http_answer_body(
		    answer, item->bytes + start, item->len - start);
}

static void
say_location(struct registry *registry, const struct item *upload,
    struct http_answer *answer)
{
	const char *prefix = registry->location_prefix;

	if (prefix == NULL)
		prefix = registry->location_is_absolute
		    ? http_server_url(registry->server)
		    : "";
	http_answer_headerf(answer, "Location", "%s/v2/%s/blobs/uploads/%s%s",
	    prefix, upload->repository, upload->name,
	    registry->location_has_query ? "?state=a%2Bb&more=1" : "");
	if (upload->len > 0)
		http_answer_headerf(answer, "Range", "0-%zu", upload->len - 1);
}

static void
begin_upload(struct registry *registry, const struct target *target,
    struct http_answer *answer)
{
	char digest[100] = "", from[300] = "";
	const char *mount = strstr(target->query, "mount=");
	const char *source = strstr(target->query, "from=");
	const struct item *item;

	if (mount != NULL && source != NULL && registry->mounts) {
		unescape(digest, sizeof(digest), mount + 6);
		unescape(from, sizeof(from), source + 5);
		item = contents_find(registry, BLOB, from, digest);
		if (item != NULL) {
			(void)contents_put(registry, BLOB, target->repository,
			    digest, "", item->bytes, item->len);
			answer->status = 201;
			return;
		}
	}
	item = contents_begin_upload(registry, target->repository);
	answer->status = 202;
	if (registry->piece_min > 0)
		http_answer_headerf(
		    answer, "OCI-Chunk-Min-Length", "%u", registry->piece_min);
	say_location(registry, item, answer);
}

static void
take_piece(struct registry *registry, struct item *upload,
    const struct http_request *request, struct http_answer *answer)
{
	const char *range = http_request_header(request, "Content-Range");

	if (!registry->takes_pieces) {
		fail(answer, 405, "UNSUPPORTED");
		return;
	}
	if (range != NULL && strtoul(range, NULL, 10) != upload->len) {
		say_location(registry, upload, answer);
		answer->status = 416;
		return;
	}
	contents_append(upload, request->body, request->body_len);
	answer->status = 202;
	say_location(registry, upload, answer);
}

static void
end_upload(struct registry *registry, struct item *upload,
    const struct target *target, const struct http_request *request,
    struct http_answer *answer)
{
	char digest[100] = "", actual[100];
	const char *at = strstr(target->query, "digest=");

	if (at != NULL)
		unescape(digest, sizeof(digest), at + 7);
	contents_append(upload, request->body, request->body_len);
	contents_digest(actual, upload->bytes, upload->len);
	if (strcmp(actual, digest) != 0) {
		fail(answer, 400, "DIGEST_INVALID");
		return;
	}
	(void)contents_put(registry, BLOB, target->repository, digest, "",
	    upload->bytes, upload->len);
	contents_drop(registry, upload);
	answer->status = 201;
	http_answer_headerf(
	    answer, "Location", "/v2/%s/blobs/%s", target->repository, digest);
	http_answer_header(answer, "Docker-Content-Digest", digest);
}

static void
serve_upload(struct registry *registry, const struct target *target,
    const struct http_request *request, struct http_answer *answer)
{
	struct item *upload;

	if (strcmp(request->method, "POST") == 0) {
		begin_upload(registry, target, answer);
		return;
	}
	upload =
	    contents_find(registry, UPLOAD, target->repository, target->name);
	if (upload == NULL ||
	    (registry->location_has_query &&
		strstr(target->query, "state=a%2Bb&more=1") == NULL)) {
		fail(answer, 404, "BLOB_UPLOAD_UNKNOWN");
	} else if (strcmp(request->method, "PATCH") == 0) {
		take_piece(registry, upload, request, answer);
	} else if (strcmp(request->method, "PUT") == 0) {
		end_upload(registry, upload, target, request, answer);
	} else if (strcmp(request->method, "DELETE") == 0) {
		contents_drop(registry, upload);
		answer->status = 204;
	} else {
		answer->status = 204;
		say_location(registry, upload, answer);
	}
}

/* ---- all of it ---- */

void
registry_serve(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	struct target target;

	if (strncmp(request->target, "/token", 6) == 0) {
		auth_give_token(registry, request, answer);
		return;
	}
	if (strncmp(request->target, "/v2/", 4) != 0) {
		fail(answer, 404, "UNSUPPORTED");
		return;
	}
	read_target(&target, request->target);
	if (!auth_check(registry, request, target.repository, answer))
		return;
	if (strcmp(target.kind, "manifests") == 0)
		serve_manifest(registry, &target, request, answer);
	else if (strcmp(target.kind, "uploads") == 0)
		serve_upload(registry, &target, request, answer);
	else if (strcmp(target.kind, "blobs") == 0)
		serve_blob(registry, &target, request, answer);
	else if (strcmp(target.kind, "tags") == 0)
		list_tags(registry, &target, answer);
	else if (strcmp(target.kind, "referrers") == 0)
		list_referrers(registry, &target, answer);
	else
		http_answer_text(answer, "{}");
}

static void
handle(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	struct registry *registry = user;

	if (registry->before == NULL ||
	    !registry->before(registry, request, answer))
		registry_serve(registry, request, answer);
	if (registry->after != NULL)
		registry->after(registry, request, answer);
}

struct registry *
registry_start(void)
{
	struct registry *registry = calloc(1, sizeof(*registry));
	struct http_server_options options = { .handler = handle };

	NEED(registry != NULL);
	registry->contents = contents_new();
	registry->has_referrers = 1;
	registry->has_subject_header = 1;
	registry->filters_referrers = 1;
	registry->deletes = 1;
	registry->mounts = 1;
	registry->takes_pieces = 1;
	options.user = registry;
	registry->server = http_server_start(&options);
	return registry;
}

void
registry_stop(struct registry *registry)
{
	if (registry == NULL)
		return;
	http_server_stop(registry->server);
	contents_free(registry->contents);
	free(registry);
}

const char *
registry_host(const struct registry *registry)
{
	return strstr(http_server_url(registry->server), "//") + 2;
}

static int
is_one(
    const struct http_request *request, const char *method, const char *prefix)
{
	return (method == NULL || strcmp(request->method, method) == 0) &&
	    strncmp(request->target, prefix, strlen(prefix)) == 0;
}

unsigned int
registry_requests(
    struct registry *registry, const char *method, const char *prefix)
{
	const struct http_request *request;
	unsigned int n = 0;
	size_t i;

	for (i = 0;
	     (request = http_server_request(registry->server, i)) != NULL; i++)
		n += (unsigned int)is_one(request, method, prefix);
	return n;
}

const struct http_request *
registry_last(struct registry *registry, const char *method, const char *prefix)
{
	const struct http_request *request, *last = NULL;
	size_t i;

	for (i = 0;
	     (request = http_server_request(registry->server, i)) != NULL; i++)
		if (is_one(request, method, prefix))
			last = request;
	return last;
}
