/*
 * One client on many threads: what is learnt about a registry is found out
 * once, and one token serves all that wait for it.
 */
#include "oci/blob.h"
#include "oci/registry/registry.h"
#include "registry.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8
#define ROUNDS  4

#define IMAGE                                                                 \
	"{\"schemaVersion\":2,\"mediaType\":"                                 \
	"\"application/vnd.oci.image.manifest.v1+json\",\"config\":{"         \
	"\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":"     \
	"\"sha256:"                                                           \
	"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"," \
	"\"size\":2},\"layers\":[]}"

#define NEED(condition)                                                     \
	do {                                                                \
		if (!(condition)) {                                         \
			(void)fprintf(                                      \
			    stderr, "line %d: %s\n", __LINE__, #condition); \
			exit(1);                                            \
		}                                                           \
	} while (0)

static struct csn_registries *all;
static const char *host;

static void
fetch_once(struct csn_store *store, cosign_error_t *err)
{
	const struct csn_name name = { "latest", NULL };
	cosign_manifest_t *manifest = NULL;
	cosign_rc_t rc;

	rc = store->ops->fetch(&manifest, store, &name, err);
	if (rc != COSIGN_OK)
		(void)fprintf(stderr, "%s\n", cosign_error_message(err));
	NEED(rc == COSIGN_OK);
	cosign_manifest_free(manifest);
}

static void *
work(void *user)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_store *store = NULL;
	int i;

	(void)user;
	NEED(csn_registry_open(&store, all, host, "app", err) == COSIGN_OK);
	for (i = 0; i < ROUNDS; i++)
		fetch_once(store, err);
	csn_store_close(store);
	cosign_error_free(err);
	return NULL;
}

static void
run_all(void)
{
	pthread_t threads[THREADS];
	int i;

	for (i = 0; i < THREADS; i++)
		NEED(pthread_create(&threads[i], NULL, work, NULL) == 0);
	for (i = 0; i < THREADS; i++)
		NEED(pthread_join(threads[i], NULL) == 0);
}

int
main(void)
{
	char json[100];
	struct registry *registry = registry_start();
	cosign_http_options_t *http_options = NULL;
	struct csn_credentials *credentials = NULL;
	struct csn_registry_options options = { 0 };
	cosign_http_t *http = NULL;

	registry->auth = REGISTRY_BEARER;
	registry->user = "user";
	registry->password = "pass";
	host = registry_host(registry);
	(void)snprintf(json, sizeof(json),
	    "{\"auths\":{\"%s\":{\"auth\":\"dXNlcjpwYXNz\"}}}", host);
	(void)registry_put_manifest(registry, "app", "latest",
	    "application/vnd.oci.image.manifest.v1+json", IMAGE);
	NEED(cosign_http_options_new(&http_options, NULL) == COSIGN_OK);
	NEED(cosign_http_new(&http, http_options, NULL) == COSIGN_OK);
	NEED(csn_credentials_new(&credentials, NULL) == COSIGN_OK);
	NEED(csn_credentials_add(credentials, "config.json", json, strlen(json),
		 NULL) == COSIGN_OK);
	options.http = http;
	options.credentials = credentials;
	NEED(csn_registries_new(&all, &options, NULL) == COSIGN_OK);

	run_all();
	NEED(registry->tokens == 1);
	NEED(registry_requests(registry, NULL, "/token") == 1);
	NEED(
	    registry_requests(registry, "GET", "/v2/app/") == THREADS * ROUNDS);
	NEED(
	    registry_requests(registry, "GET", "/v2/") == THREADS * ROUNDS + 1);

	/* All of them find out that it has expired. */
	registry_revoke(registry);
	run_all();
	NEED(registry->tokens == 2);

	csn_registries_free(all);
	csn_credentials_free(credentials);
	cosign_http_options_free(http_options);
	cosign_http_free(http);
	registry_stop(registry);
	return 0;
}
