#include "real_client.h"

#include "virtual/tools.h"

#include <stdio.h>

#define WORDS_MAX 40

struct process_result
real_run(const struct real *trusted, const char *const *words)
{
	char authority[128] = "SSL_CERT_FILE";
	const char *const environment[] = { authority, "SSL_CERT_DIR=none",
		"HOME=.", "DOCKER_CONFIG=docker", "DOCKER_AUTH_CONFIG",
		"REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR=.", "XDG_CONFIG_HOME=.",
		"TUF_ROOT=tuf", "COSIGN_PASSWORD=correct horse",
		/* Go asks no proxy for the loopback. */
		"HTTP_PROXY=http://127.0.0.1:9",
		"HTTPS_PROXY=http://127.0.0.1:9", "NO_PROXY=", "http_proxy",
		"https_proxy", "no_proxy", NULL };
	const char *argv[WORDS_MAX] = { real_program(words[0]) };
	struct process_options o = { .argv = argv, .env = environment };
	struct process_result result;
	size_t i;

	for (i = 1; words[i] != NULL; i++) {
		VS_NEED(i + 1 < WORDS_MAX);
		argv[i] = words[i];
	}
	if (trusted != NULL && trusted->ca_file[0] != '\0')
		(void)snprintf(authority, sizeof(authority), "SSL_CERT_FILE=%s",
		    trusted->ca_file);
	VS_NEED(process_run(&result, &o) == 0);
	return result;
}
