#include "image/result.h"

#include "util/json_write.h"

#include <stdlib.h>
#include <string.h>

#define RESULT_VERSION 1

/* As of a verification's own document, of which one is a part. */
#define RESULT_JSON_MAX ((size_t)1024 * 1024 * 1024)

void
cosign_image_result_free(cosign_image_result_t *result)
{
	if (result == NULL)
		return;
	free(result->message);
	free(result->candidates);
	cosign_reference_free(result->asked);
	cosign_image_signatures_free(result->signatures);
	cosign_result_free(result->verdict);
	free(result);
}

int
cosign_image_result_accepted(const cosign_image_result_t *result)
{
	return result != NULL && result->code == COSIGN_OK;
}

cosign_rc_t
cosign_image_result_code(const cosign_image_result_t *result)
{
	return result != NULL ? result->code : COSIGN_E_ARGUMENT;
}

const char *
cosign_image_result_message(const cosign_image_result_t *result)
{
	return result != NULL ? result->message : NULL;
}

const cosign_reference_t *
cosign_image_result_asked(const cosign_image_result_t *result)
{
	return result != NULL ? result->asked : NULL;
}

const cosign_reference_t *
cosign_image_result_image(const cosign_image_result_t *result)
{
	return result != NULL ? result->signatures->image : NULL;
}

const cosign_image_signatures_t *
cosign_image_result_signatures(const cosign_image_result_t *result)
{
	return result != NULL ? result->signatures : NULL;
}

const cosign_candidate_t *
cosign_image_result_candidate(const cosign_image_result_t *result, size_t index)
{
	if (result == NULL || index >= result->signatures->count ||
	    result->candidates[index] < 0)
		return NULL;
	return cosign_result_candidate(
	    result->verdict, (size_t)result->candidates[index]);
}

static void
write_signature(
    struct csn_json_writer *w, const cosign_image_result_t *result, size_t i)
{
	const struct csn_image_signature *s = &result->signatures->list[i];
	const cosign_candidate_t *candidate =
	    cosign_image_result_candidate(result, i);
	const cosign_rc_t code =
	    candidate != NULL ? cosign_candidate_code(candidate) : s->code;

	csn_jw_object_begin(w);
	csn_jw_text(
	    w, "form", s->form == COSIGN_IMAGE_BUNDLE ? "bundle" : "legacy");
	csn_jw_text(w, "place", s->place);
	csn_jw_text(w, "layer", s->layer);
	csn_jw_name(w, "accepted");
	csn_jw_bool(w, cosign_candidate_accepted(candidate));
	csn_jw_text(w, "code", cosign_rc_name(code));
	csn_jw_text(w, "message",
	    candidate != NULL ? cosign_candidate_message(candidate)
			      : s->message);
	csn_jw_name(w, "candidate");
	if (candidate != NULL)
		csn_jw_int(w, result->candidates[i]);
	else
		csn_jw_null(w);
	csn_jw_object_end(w);
}

static cosign_rc_t
write_verdict(struct csn_json_writer *w, const cosign_image_result_t *result,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *json = NULL;
	size_t len;

	csn_jw_name(w, "verification");
	if (result->verdict == NULL) {
		csn_jw_null(w);
		return COSIGN_OK;
	}
	CSN_TRY(cosign_result_json(result->verdict, &json, &len, err));
	csn_jw_json(w, json, len);
	rc = COSIGN_OK;
out:
	cosign_free(json);
	return rc;
}

static cosign_rc_t
write_result(struct csn_buf *text, const cosign_image_result_t *result,
    cosign_error_t *err)
{
	const cosign_reference_t *image = result->signatures->image;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;
	size_t i;

	csn_jw_init(&w, text, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "version");
	csn_jw_uint(&w, RESULT_VERSION);
	csn_jw_name(&w, "accepted");
	csn_jw_bool(&w, result->code == COSIGN_OK);
	csn_jw_text(&w, "code", cosign_rc_name(result->code));
	csn_jw_text(&w, "message", result->message);
	csn_jw_text(&w, "asked", cosign_reference_text(result->asked));
	csn_jw_text(&w, "image", cosign_reference_text(image));
	csn_jw_text(&w, "digest", cosign_reference_digest(image));
	csn_jw_name(&w, "signatures");
	csn_jw_array_begin(&w);
	for (i = 0; i < result->signatures->count; i++)
		write_signature(&w, result, i);
	csn_jw_array_end(&w);
	CSN_TRY(write_verdict(&w, result, err));
	csn_jw_object_end(&w);
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_image_result_json(const cosign_image_result_t *result, char **out,
    size_t *len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	if (out != NULL)
		*out = NULL;
	if (out == NULL || result == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "result: nothing to write, or nowhere to");
	csn_buf_init(&text, RESULT_JSON_MAX);
	CSN_TRY(write_result(&text, result, err));
	CSN_TRY(csn_buf_take(&text, out, len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}
