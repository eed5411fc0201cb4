#include "oci/reference.h"

#include "oci/digest.h"
#include "util/buf.h"
#include "util/limits.h"
#include "util/text.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define DOCKER_HUB "index.docker.io"

#define DIGITS "0123456789"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

struct cosign_reference {
	int is_layout;
	char *registry;   /* NULL of a layout */
	char *repository; /* or folder */
	char *tag;
	char *digest;
	char *context;
	char *text;
};

/* What was read: views of the text. Empty: not there. */
struct parts {
	struct csn_span registry;
	struct csn_span repository;
	struct csn_span tag;
	struct csn_span digest;
};

/* The only place where this file says what it found wrong. */
static cosign_rc_t
refuse(cosign_error_t *err, const char *text, const char *what)
{
	return csn_fail(err, COSIGN_E_REFERENCE, "reference: \"%.*s\"%s: %s",
	    CSN_QUOTE_MAX, text, strlen(text) > CSN_QUOTE_MAX ? "..." : "",
	    what);
}

static int
has_only(struct csn_span text, const char *allowed)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.p[i] == '\0' || strchr(allowed, text.p[i]) == NULL)
			return 0;
	return 1;
}

/* What a URL would take for the folder itself or the one above. */
static int
is_dots(struct csn_span text)
{
	return csn_span_eq(text, csn_span_str(".")) ||
	    csn_span_eq(text, csn_span_str(".."));
}

/* Where a byte stands first, or text.len. */
static size_t
find(struct csn_span text, char c)
{
	const uint8_t *at = text.len > 0 ? memchr(text.p, c, text.len) : NULL;

	return at == NULL ? text.len : (size_t)(at - text.p);
}

/* The same for the last one. */
static size_t
find_last(struct csn_span text, char c)
{
	const uint8_t *at = text.len > 0 ? memrchr(text.p, c, text.len) : NULL;

	return at == NULL ? text.len : (size_t)(at - text.p);
}

static struct csn_span
before(struct csn_span text, size_t at)
{
	return csn_span(text.p, at);
}

/* What stands behind the byte at a place; nothing if that is the end. */
static struct csn_span
after(struct csn_span text, size_t at)
{
	return at >= text.len ? csn_span(NULL, 0)
			      : csn_span(text.p + at + 1, text.len - at - 1);
}

/*
 * Each of the following says what is wrong with a part, or NULL.
 */

static const char *
check_tag(struct csn_span tag)
{
	if (tag.len == 0)
		return "no tag after the colon";
	if (tag.len > CSN_TAG_MAX)
		return "a tag has at most 128 characters";
	if (!has_only(tag, LOWER UPPER DIGITS "_-."))
		return "a tag has letters, digits, '_', '-' and '.' alone";
	return is_dots(tag) ? "\".\" and \"..\" are no tags" : NULL;
}

static const char *
check_digest(struct csn_span digest)
{
	struct csn_digest d;

	if (csn_digest_parse(&d, digest, NULL) == COSIGN_OK &&
	    d.hash == COSIGN_HASH_SHA256)
		return NULL;
	return "a digest is \"sha256:\" and 64 lower-case hexadecimal digits";
}

/* What stands before a repository of the Docker Hub that is in nobody's. */
#define LIBRARY "library/"

static int
is_docker_hub(struct csn_span registry)
{
	return registry.len == 0 ||
	    csn_span_eq(registry, csn_span_str("docker.io")) ||
	    csn_span_eq(registry, csn_span_str(DOCKER_HUB));
}

static int
is_in_library(const struct parts *parts)
{
	return is_docker_hub(parts->registry) &&
	    find(parts->repository, '/') == parts->repository.len;
}

static const char *
check_repository(const struct parts *parts)
{
	const struct csn_span repository = parts->repository;
	struct csn_span rest = repository, part;
	size_t slash, len = repository.len;

	if (len == 0)
		return "no repository";
	if (is_in_library(parts))
		len += strlen(LIBRARY);
	if (len > CSN_REPOSITORY_MAX)
		return "a repository has at most 255 characters";
	if (!has_only(repository, LOWER DIGITS "_-./"))
		return "a repository has lower-case letters, digits, '_', '-', "
		       "'.' and '/' alone";
	do {
		slash = find(rest, '/');
		part = before(rest, slash);
		if (part.len == 0)
			return "an empty part in the repository";
		if (is_dots(part))
			return "a repository has no part \".\" or \"..\"";
		if (slash == rest.len)
			return NULL;
		rest = after(rest, slash);
	} while (1);
}

/* What stands behind a host: nothing, or a colon and a port. */
static const char *
check_port(struct csn_span port)
{
	long number = 0;
	size_t i;

	if (port.len == 0)
		return NULL;
	if (port.p[0] != ':')
		return "a port is expected behind the host";
	if (port.len < 2 || port.len > 6)
		return "not a port";
	for (i = 1; i < port.len; i++) {
		if (port.p[i] < '0' || port.p[i] > '9')
			return "not a port";
		number = number * 10 + (port.p[i] - '0');
	}
	return number < 1 || number > 65535 ? "not a port" : NULL;
}

/* RFC 3986 3.2.2: an address in brackets. */
static const char *
check_literal(struct csn_span registry)
{
	const size_t end = find(registry, ']');
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN];

	if (end == registry.len)
		return "no ']' behind the address";
	if (end - 1 >= sizeof(text))
		return "not an IPv6 address";
	memcpy(text, registry.p + 1, end - 1);
	text[end - 1] = '\0';
	if (inet_pton(AF_INET6, text, &address) != 1)
		return "not an IPv6 address";
	return check_port(
	    csn_span(registry.p + end + 1, registry.len - end - 1));
}

static const char *
check_registry(struct csn_span registry)
{
	const size_t colon = find(registry, ':');

	if (registry.len > CSN_REGISTRY_MAX)
		return "a registry has at most 259 characters";
	if (registry.len > 0 && registry.p[0] == '[')
		return check_literal(registry);
	if (colon == 0)
		return "no host before the port";
	if (find(after(registry, colon), ':') < after(registry, colon).len)
		return "more than one colon in the host; an IPv6 address "
		       "stands in brackets";
	if (!has_only(
		before(registry, colon), LOWER UPPER DIGITS "-._~!$&'()*+,;="))
		return "characters that no host has";
	return check_port(csn_span(registry.p + colon, registry.len - colon));
}

/* The registry is what stands before the first slash, if it looks like a
   host. */
static int
is_host(struct csn_span text)
{
	return find(text, '.') < text.len || find(text, ':') < text.len ||
	    csn_span_eq(text, csn_span_str("localhost"));
}

static const char *
read_name(struct parts *out, struct csn_span name)
{
	const size_t slash = find(name, '/');
	const char *wrong;

	out->repository = name;
	if (slash < name.len && is_host(before(name, slash))) {
		out->registry = before(name, slash);
		out->repository = after(name, slash);
	}
	wrong = check_repository(out);
	if (wrong == NULL && out->registry.len > 0)
		wrong = check_registry(out->registry);
	return wrong;
}

/* Behind the last colon, unless that is one of a host's port. */
static const char *
read_tag(struct parts *out, struct csn_span *name)
{
	const size_t colon = find_last(*name, ':');
	const struct csn_span tag = after(*name, colon);

	if (colon == name->len || find(tag, '/') < tag.len)
		return NULL;
	*name = before(*name, colon);
	out->tag = tag;
	return check_tag(tag);
}

static const char *
read_registry_parts(struct parts *out, struct csn_span text)
{
	const size_t at = find(text, '@');
	struct csn_span name = before(text, at);
	const char *wrong = NULL;

	if (at < text.len) {
		out->digest = after(text, at);
		wrong = check_digest(out->digest);
	}
	if (wrong == NULL)
		wrong = read_tag(out, &name);
	return wrong != NULL ? wrong : read_name(out, name);
}

static const char *
read_layout_parts(struct parts *out, struct csn_span text)
{
	const size_t slash = find_last(text, '/');
	const size_t first = slash == text.len ? 0 : slash + 1;
	struct csn_span part = csn_span(text.p + first, text.len - first);
	const char *wrong = NULL;
	size_t at = find(part, '@');

	if (at < part.len) {
		out->digest = after(part, at);
		wrong = check_digest(out->digest);
		part = before(part, at);
	}
	at = find(part, ':');
	if (wrong == NULL && at < part.len) {
		out->tag = after(part, at);
		wrong = check_tag(out->tag);
		part = before(part, at);
	}
	out->repository = csn_span(text.p, first + part.len);
	if (wrong == NULL && out->repository.len == 0)
		wrong = "no folder";
	return wrong;
}

static void
add_span(struct csn_buf *out, struct csn_span text)
{
	csn_buf_add(out, text.p, text.len);
}

/* Copies of the parts, with what is understood. */
static cosign_rc_t
set_parts(
    cosign_reference_t *ref, const struct parts *parts, cosign_error_t *err)
{
	struct csn_span registry = parts->registry, tag = parts->tag;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf repository;

	csn_buf_init(&repository, CSN_REFERENCE_MAX);
	if (!ref->is_layout) {
		if (is_docker_hub(registry))
			registry = csn_span_str(DOCKER_HUB);
		if (is_in_library(parts))
			csn_buf_add_str(&repository, LIBRARY);
		if (tag.len == 0)
			tag = csn_span_str("latest");
	}
	if (parts->digest.len > 0)
		tag = csn_span(NULL, 0);
	add_span(&repository, parts->repository);
	CSN_TRY(csn_text_from_span(&ref->registry, registry, err));
	CSN_TRY(csn_buf_take(&repository, &ref->repository, NULL, err));
	CSN_TRY(csn_text_from_span(&ref->tag, tag, err));
	CSN_TRY(csn_text_from_span(&ref->digest, parts->digest, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&repository);
	return rc;
}

static cosign_rc_t
set_texts(cosign_reference_t *ref, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	csn_buf_init(&text, 2 * CSN_REFERENCE_MAX);
	if (ref->is_layout)
		csn_buf_addf(&text, CSN_LAYOUT_SCHEME "%s", ref->repository);
	else
		csn_buf_addf(&text, "%s/%s", ref->registry, ref->repository);
	CSN_TRY(csn_buf_finish(&text, err));
	CSN_TRY(csn_text_copy(&ref->context, (const char *)text.p, err));
	if (ref->digest != NULL)
		csn_buf_addf(&text, "@%s", ref->digest);
	else if (ref->tag != NULL)
		csn_buf_addf(&text, ":%s", ref->tag);
	CSN_TRY(csn_buf_take(&text, &ref->text, NULL, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

static cosign_rc_t
reference_new(cosign_reference_t **out, int is_layout,
    const struct parts *parts, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_reference_t *ref = calloc(1, sizeof(*ref));

	if (ref == NULL)
		return csn_fail_nomem(err);
	ref->is_layout = is_layout;
	CSN_TRY(set_parts(ref, parts, err));
	CSN_TRY(set_texts(ref, err));
	*out = ref;
	ref = NULL;
	rc = COSIGN_OK;
out:
	cosign_reference_free(ref);
	return rc;
}

/* "https://host/name", "docker://name": what other programs take. */
static void
hint_scheme(const char *text, int is_layout, cosign_error_t *err)
{
	const char *scheme = strstr(text, "://");

	if (scheme != NULL && is_layout)
		csn_hint(err,
		    "write \"" CSN_LAYOUT_SCHEME
		    "DIR\" for a layout, NAME for a registry's");
	else if (scheme != NULL && scheme - text < CSN_QUOTE_MAX)
		csn_hint(
		    err, "leave out \"%.*s\"", (int)(scheme - text) + 3, text);
}

cosign_rc_t
cosign_reference_parse(
    cosign_reference_t **out, const char *text, cosign_error_t *err)
{
	const size_t scheme = strlen(CSN_LAYOUT_SCHEME);
	struct parts parts = { 0 };
	const char *wrong;
	struct csn_span all;
	int is_layout;

	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "reference: nowhere to write to");
	*out = NULL;
	if (text == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "reference: none given");
	all = csn_span_str(text);
	is_layout = strncmp(text, CSN_LAYOUT_SCHEME, scheme) == 0;
	if (all.len > CSN_REFERENCE_MAX)
		wrong = "longer than any reference";
	else if (strstr(text, "://") != NULL)
		wrong = "a reference has no scheme and two slashes";
	else if (is_layout)
		wrong = read_layout_parts(
		    &parts, csn_span(text + scheme, all.len - scheme));
	else
		wrong = read_registry_parts(&parts, all);
	if (wrong == NULL)
		return reference_new(out, is_layout, &parts, err);
	(void)refuse(err, text, wrong);
	hint_scheme(text, is_layout, err);
	return COSIGN_E_REFERENCE;
}

static struct csn_span
text_span(const char *text)
{
	return text == NULL ? csn_span(NULL, 0) : csn_span_str(text);
}

static struct parts
parts_of(const cosign_reference_t *ref)
{
	const struct parts parts = {
		.registry = text_span(ref->registry),
		.repository = text_span(ref->repository),
	};

	return parts;
}

cosign_rc_t
cosign_reference_with_digest(cosign_reference_t **out,
    const cosign_reference_t *ref, const char *digest, cosign_error_t *err)
{
	struct csn_digest d;
	struct parts parts;
	cosign_rc_t rc;

	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "reference: nowhere to write to");
	*out = NULL;
	if (ref == NULL || digest == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "reference: none given");
	parts = parts_of(ref);
	parts.digest = csn_span_str(digest);
	rc = csn_digest_parse(&d, parts.digest, err);
	if (rc == COSIGN_OK)
		return reference_new(out, ref->is_layout, &parts, err);
	(void)csn_fail_at(err, rc, "reference");
	return csn_fail_as(err, COSIGN_E_REFERENCE);
}

cosign_rc_t
cosign_reference_with_tag(cosign_reference_t **out,
    const cosign_reference_t *ref, const char *tag, cosign_error_t *err)
{
	struct parts parts;
	const char *wrong;

	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "reference: nowhere to write to");
	*out = NULL;
	if (ref == NULL || tag == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "reference: none given");
	parts = parts_of(ref);
	parts.tag = csn_span_str(tag);
	wrong = check_tag(parts.tag);
	if (wrong != NULL)
		return refuse(err, tag, wrong);
	return reference_new(out, ref->is_layout, &parts, err);
}

int
csn_tag_is_valid(const char *tag)
{
	return check_tag(csn_span_str(tag)) == NULL;
}

void
cosign_reference_free(cosign_reference_t *ref)
{
	if (ref == NULL)
		return;
	free(ref->registry);
	free(ref->repository);
	free(ref->tag);
	free(ref->digest);
	free(ref->context);
	free(ref->text);
	free(ref);
}

int
cosign_reference_is_layout(const cosign_reference_t *ref)
{
	return ref->is_layout;
}

const char *
cosign_reference_registry(const cosign_reference_t *ref)
{
	return ref->registry;
}

const char *
cosign_reference_repository(const cosign_reference_t *ref)
{
	return ref->repository;
}

const char *
cosign_reference_tag(const cosign_reference_t *ref)
{
	return ref->tag;
}

const char *
cosign_reference_digest(const cosign_reference_t *ref)
{
	return ref->digest;
}

const char *
cosign_reference_context(const cosign_reference_t *ref)
{
	return ref->context;
}

const char *
cosign_reference_text(const cosign_reference_t *ref)
{
	return ref->text;
}
