/* What a program that keeps credentials answers: whatever is taken can stand in
   a header, and after an error there is nothing. */
#include "fuzz.h"

#include "oci/credential.h"
#include "util/limits.h"

#include <string.h>

static void
check_text(const char *text)
{
	HOLDS(text == NULL ||
	    (*text != '\0' && strpbrk(text, "\r\n") == NULL &&
		strlen(text) <= CSN_CREDENTIAL_MAX));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	struct cosign_credential who = { 0 };
	cosign_rc_t rc;

	HOLDS(err != NULL);
	rc = cosign_credential_set_answer(&who, (const char *)data, size, err);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_JSON ||
	    rc == COSIGN_E_MALFORMED || rc == COSIGN_E_LIMIT);
	HOLDS(rc == COSIGN_OK || csn_credential_is_empty(&who));
	HOLDS(who.registry_token == NULL);
	HOLDS(who.identity_token == NULL || who.password == NULL);
	check_text(who.user);
	check_text(who.password);
	check_text(who.identity_token);
	HOLDS(is_printable(cosign_error_message(err)));
	csn_credential_dispose(&who);
	cosign_error_free(err);
	return 0;
}
