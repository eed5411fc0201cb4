/* Logins kept in docker's config.json, and what its helpers are told. */
#include "oci/registry/docker_config.h"

#include "util/base64.h"
#include "util/json_write.h"
#include "util/limits.h"
#include "util/text.h"
#include "util/utf8.h"

#include <stdlib.h>
#include <string.h>

/* ---- the name of a registry ---- */

/* A repository's name beside it makes a reference of it. */
#define PROBE "a"

static cosign_rc_t
find_registry(cosign_reference_t **out, const char *server, cosign_error_t *err)
{
	char text[CSN_REGISTRY_MAX + sizeof("/" PROBE)];
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const char *registry;

	if (server == NULL || *server == '\0' ||
	    strlen(server) > CSN_REGISTRY_MAX || strpbrk(server, "/@") != NULL)
		return csn_fail(err, COSIGN_E_REFERENCE,
		    "not the name of a registry, \"host\" or \"host:port\"");
	(void)snprintf(text, sizeof(text), "%s/" PROBE, server);
	CSN_TRY(cosign_reference_parse(out, text, err));
	registry = cosign_reference_registry(*out);
	/* "name/a" is of Docker Hub, "oci:/a" a folder. */
	if (registry == NULL ||
	    (strcmp(registry, server) != 0 &&
		(strcmp(registry, CSN_DOCKER_HUB) != 0 ||
		    strcmp(server, CSN_DOCKER_HUB_SHORT) != 0)))
		CSN_TRY(csn_fail(err, COSIGN_E_REFERENCE,
		    "not the name of a registry: it has neither a dot nor a "
		    "port"));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_login_key(char **out, const char *server, cosign_error_t *err)
{
	cosign_reference_t *ref = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const char *registry;

	cosign_error_clear(err);
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "login: nowhere to put the key");
	*out = NULL;
	CSN_TRY(find_registry(&ref, server, err));
	registry = cosign_reference_registry(ref);
	CSN_TRY(csn_text_copy(out,
	    strcmp(registry, CSN_DOCKER_HUB) == 0 ? CSN_DOCKER_HUB_KEY
						  : registry,
	    err));
	rc = COSIGN_OK;
out:
	cosign_reference_free(ref);
	return csn_fail_at(err, rc, "server");
}

/* ---- what helpers are told ---- */

/* The rules of what can be sent one day. */
static cosign_rc_t
check_who(const char *user, const char *password, cosign_error_t *err)
{
	struct cosign_credential who = { 0 };
	cosign_rc_t rc;

	if (user == NULL || *user == '\0' || password == NULL ||
	    *password == '\0')
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "username and password required");
	rc = cosign_credential_set_password(&who, user, password, err);
	csn_credential_dispose(&who);
	return rc;
}

cosign_rc_t
cosign_login_request(char **out, size_t *len, const char *key, const char *user,
    const char *password, cosign_error_t *err)
{
	struct csn_json_writer w;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	cosign_error_clear(err);
	if (out == NULL || key == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "login: no key, or nowhere to");
	*out = NULL;
	CSN_TRY(check_who(user, password, err));
	csn_buf_init(&text, CSN_CREDENTIALS_FILE_MAX);
	csn_buf_reserve(
	    &text, 6 * (strlen(key) + strlen(user) + strlen(password)) + 64);
	csn_jw_init(&w, &text, CSN_JSON_PROTO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "ServerURL");
	csn_jw_str(&w, key);
	csn_jw_name(&w, "Username");
	csn_jw_str(&w, user);
	csn_jw_name(&w, "Secret");
	csn_jw_str(&w, password);
	csn_jw_object_end(&w);
	rc = csn_buf_take(&text, out, len, err);
	csn_buf_dispose_secret(&text);
out:
	return rc;
}

/* ---- the file ---- */

/* As docker indents it; members in their order. */
struct printer {
	struct csn_buf *out;
	struct csn_json_writer scalars;
	int depth;
};

static void print_value(struct printer *p, const json_t *v);

static void
start_line(struct printer *p)
{
	int i;

	csn_buf_add_char(p->out, '\n');
	for (i = 0; i < p->depth; i++)
		csn_buf_add_char(p->out, '\t');
}

static void
print_object(struct printer *p, const json_t *o)
{
	const char *name, *before = "";
	json_t *value;

	csn_buf_add_char(p->out, '{');
	p->depth++;
	json_object_foreach(csn_json_iterable(o), name, value)
	{
		csn_buf_add_str(p->out, before);
		before = ",";
		start_line(p);
		p->scalars.comma = 0;
		csn_jw_str(&p->scalars, name);
		csn_buf_add_str(p->out, ": ");
		print_value(p, value);
	}
	p->depth--;
	if (json_object_size(o) > 0)
		start_line(p);
	csn_buf_add_char(p->out, '}');
}

static void
print_array(struct printer *p, const json_t *a)
{
	size_t i;

	csn_buf_add_char(p->out, '[');
	p->depth++;
	for (i = 0; i < json_array_size(a); i++) {
		csn_buf_add_str(p->out, i > 0 ? "," : "");
		start_line(p);
		print_value(p, json_array_get(a, i));
	}
	p->depth--;
	if (json_array_size(a) > 0)
		start_line(p);
	csn_buf_add_char(p->out, ']');
}

/* No deeper than csn_json_parse() reads. */
static void
print_value(struct printer *p, const json_t *v)
{
	p->scalars.comma = 0;
	if (json_is_object(v))
		print_object(p, v);
	else if (json_is_array(v))
		print_array(p, v);
	else if (json_is_string(v))
		csn_jw_string(
		    &p->scalars, json_string_value(v), json_string_length(v));
	else
		csn_jw_tree(&p->scalars, v);
}

static cosign_rc_t
print_file(char **out, size_t *len, const json_t *root, cosign_error_t *err)
{
	struct printer p = { .depth = 0 };
	struct csn_docker_config *config = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	csn_buf_init(&text, CSN_CREDENTIALS_FILE_MAX);
	csn_buf_reserve(&text, CSN_CREDENTIALS_FILE_MAX);
	p.out = &text;
	csn_jw_init(&p.scalars, &text, CSN_JSON_GO);
	print_value(&p, root);
	csn_buf_add_char(&text, '\n');
	CSN_TRY(csn_buf_finish(&text, err));
	/* Nothing is written that cannot be read. */
	CSN_TRY(csn_docker_config_parse(
	    &config, "login", (const char *)text.p, text.len, err));
	rc = csn_buf_take(&text, out, len, err);
out:
	csn_docker_config_free(config);
	csn_buf_dispose_secret(&text);
	return rc;
}

/* Only what also counts when a registry is asked is changed. */
static cosign_rc_t
open_file(json_t **root, const char *json, size_t len, cosign_error_t *err)
{
	struct csn_docker_config *config = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (json == NULL) {
		*root = json_object();
		return *root != NULL ? COSIGN_OK : csn_fail_nomem(err);
	}
	CSN_TRY(csn_docker_config_parse(&config, "login", json, len, err));
	CSN_TRY(csn_json_parse_max(
	    root, json, len, CSN_CREDENTIALS_FILE_MAX, "login", err));
	rc = COSIGN_OK;
out:
	csn_docker_config_free(config);
	return rc;
}

static void
close_file(json_t *root)
{
	csn_json_wipe(root);
	json_decref(root);
}

/* An entry of auths; without a user an empty one. */
static json_t *
new_entry(const char *user, const char *password)
{
	struct csn_buf plain, encoded;
	json_t *entry = json_object();
	int made = 0;

	if (user == NULL || entry == NULL)
		return entry;
	csn_buf_init(&plain, 2 * CSN_CREDENTIAL_MAX + 1);
	csn_buf_init(&encoded, 4 * CSN_CREDENTIAL_MAX);
	csn_buf_reserve(&plain, strlen(user) + strlen(password) + 1);
	csn_buf_add_str(&plain, user);
	csn_buf_add_char(&plain, ':');
	csn_buf_add_str(&plain, password);
	csn_buf_reserve(&encoded, csn_base64_size(plain.len) + 1);
	if (csn_buf_finish(&plain, NULL) == COSIGN_OK)
		csn_base64_encode(&encoded, plain.p, plain.len);
	if (csn_buf_finish(&plain, NULL) == COSIGN_OK &&
	    csn_buf_finish(&encoded, NULL) == COSIGN_OK)
		made = csn_json_put(entry, "auth",
			   json_stringn(
			       (const char *)encoded.p, encoded.len)) == 0;
	csn_buf_dispose_secret(&plain);
	csn_buf_dispose_secret(&encoded);
	if (made)
		return entry;
	json_decref(entry);
	return NULL;
}

/* Takes the place of what was there; jansson frees that as it is. */
static cosign_rc_t
set_entry(json_t *root, const char *key, json_t *entry, cosign_error_t *err)
{
	json_t *auths = json_object_get(root, "auths");
	const json_t *old;

	if (entry == NULL)
		return csn_fail_nomem(err);
	if (!json_is_object(auths)) {
		auths = json_object();
		if (json_object_set_new(root, "auths", auths) != 0) {
			close_file(entry);
			return csn_fail_nomem(err);
		}
	}
	old = json_object_get(auths, key);
	csn_json_wipe(old);
	if (csn_json_put(auths, key, entry) != 0)
		return csn_fail_nomem(err);
	return COSIGN_OK;
}

cosign_rc_t
cosign_login_helper(char **out, const char *json, size_t len, const char *key,
    cosign_error_t *err)
{
	struct csn_docker_config *config = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	cosign_error_clear(err);
	if (out == NULL || json == NULL || key == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "login: file or key is missing, or nowhere to");
	*out = NULL;
	CSN_TRY(csn_docker_config_parse(&config, "login", json, len, err));
	CSN_TRY(csn_text_copy(out, csn_docker_config_helper(config, key), err));
	rc = COSIGN_OK;
out:
	csn_docker_config_free(config);
	return rc;
}

cosign_rc_t
cosign_login_store(char **out, size_t *len, const char *json, size_t json_len,
    const char *key, const char *user, const char *password,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	cosign_error_clear(err);
	if (out == NULL || key == NULL || *key == '\0')
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "login: no key, or nowhere to");
	*out = NULL;
	if (!csn_utf8_is_valid((const uint8_t *)key, strlen(key)))
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "login: the key is not UTF-8");
	if (user != NULL || password != NULL)
		CSN_TRY(check_who(user, password, err));
	CSN_TRY(open_file(&root, json, json_len, err));
	CSN_TRY(set_entry(root, key, new_entry(user, password), err));
	rc = print_file(out, len, root, err);
out:
	close_file(root);
	return rc;
}

/* Under whatever name the whole registry has an entry. */
static int
is_entry_of(const char *entry, const char *key)
{
	const int hub = strcmp(key, CSN_DOCKER_HUB_KEY) == 0;

	return strcmp(entry, key) == 0 ||
	    csn_docker_config_is_of(entry, hub ? CSN_DOCKER_HUB : key);
}

cosign_rc_t
cosign_login_erase(char **out, size_t *len, const char *json, size_t json_len,
    const char *key, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL, *auths, *value;
	const char *name;
	int found = 0;
	void *next;

	cosign_error_clear(err);
	if (out == NULL || json == NULL || key == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "login: file or key is missing, or nowhere to");
	*out = NULL;
	CSN_TRY(open_file(&root, json, json_len, err));
	auths = json_object_get(root, "auths");
	json_object_foreach_safe(auths, next, name, value)
	{
		if (!is_entry_of(name, key))
			continue;
		found = 1;
		csn_json_wipe(value);
		(void)json_object_del(auths, name);
	}
	rc = found ? print_file(out, len, root, err) : COSIGN_OK;
out:
	close_file(root);
	return rc;
}
