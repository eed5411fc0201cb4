#include "util/text.h"

#include <openssl/crypto.h>

#include <stdlib.h>
#include <string.h>

cosign_rc_t
csn_text_copy(char **out, const char *text, cosign_error_t *err)
{
	*out = NULL;
	if (text == NULL)
		return COSIGN_OK;
	*out = strdup(text);
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

cosign_rc_t
csn_text_from_span(char **out, struct csn_span text, cosign_error_t *err)
{
	*out = NULL;
	if (text.len == 0)
		return COSIGN_OK;
	*out = strndup((const char *)text.p, text.len);
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

void
csn_text_wipe(char **text)
{
	if (*text != NULL)
		OPENSSL_cleanse(*text, strlen(*text));
	free(*text);
	*text = NULL;
}
