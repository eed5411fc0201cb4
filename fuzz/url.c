/* A base, a zero byte, and a reference: what is taken as a URL can be written
   and read again, what a reference resolves to is one, and nothing secret is
   shown. */
#include "fuzz.h"

#include "net/url.h"
#include "util/limits.h"

static void
check_written(const struct csn_url *url)
{
	struct csn_url again;
	struct csn_buf out;

	csn_buf_init(&out, CSN_URL_MAX + 16);
	csn_url_write(&out, url);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	if (out.len <= CSN_URL_MAX) {
		HOLDS(csn_url_parse(&again, (const char *)out.p, NULL) ==
		    COSIGN_OK);
		HOLDS(csn_url_is_same_origin(url, &again));
		HOLDS(again.user.len == 0);
		HOLDS(url->path.len == 0 || url->path.p[0] != '/' ||
		    csn_span_eq(url->path, again.path));
	}
	csn_buf_dispose(&out);
}

static void
check_shown(const char *text)
{
	struct csn_buf out;

	csn_buf_init(&out, SIZE_MAX);
	csn_url_show(&out, text);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	HOLDS(strpbrk((const char *)out.p, "?#") == NULL);
	csn_buf_dispose(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size);
	struct csn_url base, target;
	struct csn_buf out;
	char *reference;
	size_t len;

	if (end == NULL)
		return 0;
	check_shown((const char *)data);
	if (csn_url_parse(&base, (const char *)data, NULL) != COSIGN_OK)
		return 0;
	check_written(&base);
	len = size - (size_t)(end + 1 - data);
	reference = malloc(len + 1);
	HOLDS(reference != NULL);
	memcpy(reference, end + 1, len);
	reference[len] = '\0';
	csn_buf_init(&out, CSN_URL_MAX);
	if (csn_url_resolve(&out, (const char *)data, reference, NULL) ==
	    COSIGN_OK) {
		HOLDS(csn_url_parse(&target, (const char *)out.p, NULL) ==
		    COSIGN_OK);
		HOLDS(target.user.len == 0 && target.path.len > 0);
	}
	csn_buf_dispose(&out);
	free(reference);
	return 0;
}
