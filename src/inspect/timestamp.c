/* Timestamps of RFC 3161. */
#include "inspect/describe.h"
#include "inspect/value.h"
#include "timestamp/token.h"

static void
report_certificates(struct csn_report *r, const struct csn_token *token)
{
	size_t i;

	csn_report_flat_list(r,
	    token->certificate_count > 0 ? "Certificates" : NULL,
	    "certificates", token->certificate_count);
	for (i = 0; i < token->certificate_count && r->is_json; i++)
		csn_jw_base64(&r->json, token->certificates[i].p,
		    token->certificates[i].len);
	csn_report_flat_list_end(r);
}

/* Who made it: by name where it is known, else as the token calls the
   certificate. */
static void
report_signer(struct csn_report *r, const struct csn_token *token)
{
	const char *url =
	    csn_value_tsa_url(r->names, token->issuer, token->signer_serial);

	csn_report_str(r, "Authority URL", "authorityUrl", url);
	csn_report_written(r, url == NULL ? "Signer's Issuer" : NULL,
	    "signerIssuer", csn_value_name, token->issuer);
	csn_report_hex(r, NULL, "signerSerialNumber", token->signer_serial);
}

static void
report_token(struct csn_report *r, const struct csn_token *token)
{
	const struct csn_digest *imprint = &token->imprint;

	csn_report_time(r, "Time", "time", token->time);
	csn_report_str(
	    r, "Hash Algorithm", NULL, csn_value_hash(imprint->hash));
	csn_report_str(
	    r, NULL, "hashAlgorithm", cosign_hash_name(imprint->hash));
	csn_report_textf(
	    r, "Message Imprint", "Present (%zu bytes)", imprint->len);
	csn_report_hex(
	    r, NULL, "messageImprint", csn_span(imprint->bytes, imprint->len));
	csn_report_written(
	    r, "Serial Number", NULL, csn_value_integer, token->serial);
	csn_report_hex(r, NULL, "serialNumber", token->serial);
	csn_report_written(r, "Policy", "policy", csn_value_oid, token->policy);
	report_signer(r, token);
	report_certificates(r, token);
	csn_report_str(
	    r, NULL, "signatureAlgorithm", csn_value_scheme(&token->scheme));
	csn_report_present(r, NULL, "signature", token->signature);
}

void
csn_describe_timestamp(struct csn_report *r, size_t index)
{
	const struct csn_span response =
	    csn_bytes_span(&r->bundle->timestamps[index]);
	struct csn_token token;

	if (csn_report_refused(
		r, csn_token_read(&token, response, r->reason))) {
		csn_report_present(r, "Response", "unreadable", response);
		return;
	}
	report_token(r, &token);
	csn_check_timestamp(r, index, &token);
}
