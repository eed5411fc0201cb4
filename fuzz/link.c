/* Where the next page is: a URL that stands in the header between < and >; what
   is before and behind a list of links changes nothing about them. */
#include "fuzz.h"

#include "oci/registry/link.h"

static char *
join(const char *a, const char *b, const char *c)
{
	const size_t size = strlen(a) + strlen(b) + strlen(c) + 1;
	char *out = malloc(size);

	HOLDS(out != NULL);
	memcpy(out, a, strlen(a));
	memcpy(out + strlen(a), b, strlen(b));
	memcpy(out + strlen(a) + strlen(b), c, strlen(c) + 1);
	return out;
}

static void
check_same(char *header, cosign_rc_t expected, const char *url)
{
	char *found;

	HOLDS(csn_link_next(&found, header, NULL) == expected);
	HOLDS((found == NULL) == (url == NULL));
	HOLDS(found == NULL || strcmp(found, url) == 0);
	free(found);
	free(header);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	char *header = malloc(size + 1), *url, *place;
	cosign_rc_t rc;

	HOLDS(header != NULL && err != NULL);
	if (size > 0)
		memcpy(header, data, size);
	header[size] = '\0';
	rc = csn_link_next(&url, header, err);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_MALFORMED ||
	    rc == COSIGN_E_LIMIT);
	HOLDS(rc == COSIGN_OK || url == NULL);
	HOLDS(is_printable(cosign_error_message(err)));
	check_same(join("<a>; rel=\"prev\" ,, ", header, ""), rc, url);
	if (url != NULL) {
		place = join("<", url, ">");
		HOLDS(*url != '\0' && strchr(url, '>') == NULL);
		HOLDS(strstr(header, place) != NULL);
		free(place);
		check_same(join(header, ", <z>; rel=next", ""), rc, url);
	} else if (rc == COSIGN_OK) {
		check_same(join(header, ",<z>;rel=next", ""), rc, "z");
	}
	free(url);
	cosign_error_free(err);
	free(header);
	return 0;
}
