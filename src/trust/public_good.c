#include "trust/public_good.h"

#include <cosign/trust.h>

#include "util/util.h"

cosign_rc_t
cosign_trust_public_good(cosign_trust_t **out, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "trust: nowhere to write to");
	*out = NULL;
	if (csn_public_good_len == 0)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "the public-good trusted root is not compiled in");
	return cosign_trust_parse(
	    out, csn_public_good_json, csn_public_good_len, err);
}
