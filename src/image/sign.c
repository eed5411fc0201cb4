/* Signing images: what was made is verified, then stored. */
#include "image/signatures.h"

#include "util/json_write.h"
#include "util/limits.h"
#include "util/text.h"

#include <cosign/policy.h>

#include <stdlib.h>
#include <string.h>

#define STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define PAYLOAD_TYPE   "application/vnd.in-toto+json"

/* One call of cosign_image_sign(). */
struct signing {
	cosign_oci_t *oci;
	const cosign_reference_t *asked;
	const cosign_key_t *const *keys;
	size_t key_count;
	const cosign_image_options_t *options;
	struct csn_store *store; /* NULL: nothing is stored */
	cosign_image_signatures_t **made;
	size_t count;
};

/* One signature that is being made. */
struct making {
	const struct signing *s;
	const cosign_descriptor_t *image;
	const cosign_key_t *key;
	struct csn_image_signature *row;
};

/* ---- what it says ---- */

/* The statement of cosign 3: without a name, with annotations even if there
   are none. */
static void
write_statement(struct csn_buf *out, const char *hex,
    const struct csn_simple_annotation *annotations, size_t count)
{
	struct csn_json_writer w;

	csn_jw_init(&w, out, CSN_JSON_PROTO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "_type");
	csn_jw_str(&w, STATEMENT_TYPE);
	csn_jw_name(&w, "subject");
	csn_jw_array_begin(&w);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "digest");
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "sha256");
	csn_jw_str(&w, hex);
	csn_jw_object_end(&w);
	csn_jw_name(&w, "annotations");
	csn_simple_annotations_write(&w, annotations, count);
	csn_jw_object_end(&w);
	csn_jw_array_end(&w);
	csn_jw_name(&w, "predicateType");
	csn_jw_str(&w, CSN_PREDICATE_SIGNED);
	csn_jw_name(&w, "predicate");
	csn_jw_object_begin(&w);
	csn_jw_object_end(&w);
	csn_jw_object_end(&w);
}

static const char *
hex_of(const cosign_descriptor_t *image)
{
	return strchr(cosign_descriptor_digest(image), ':') + 1;
}

/* ---- whether it is right ---- */

/* By the key that signed, about the image; nothing else is asked. */
static cosign_rc_t
verify_made(const struct making *m, const cosign_bundle_t *bundle,
    int ignore_claims, cosign_error_t *err)
{
	const struct csn_digest *digest = csn_descriptor_digest(m->image);
	cosign_artifact_t *artifact = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_policy_t *policy = NULL;

	CSN_TRY(cosign_artifact_from_digest(
	    &artifact, digest->hash, digest->bytes, digest->len, err));
	CSN_TRY(cosign_policy_new(&policy, err));
	CSN_TRY(cosign_policy_add_key(policy, cosign_key_public(m->key), err));
	cosign_policy_insecure_ignore_tlog(policy);
	if (ignore_claims)
		cosign_policy_insecure_ignore_claims(policy);
	CSN_TRY(csn_fail_at(err,
	    cosign_verify_blob(NULL, NULL, policy, bundle, artifact, err),
	    "the signature just made"));
	rc = COSIGN_OK;
out:
	cosign_policy_free(policy);
	cosign_artifact_free(artifact);
	return rc;
}

/* ---- the newer form ---- */

static cosign_rc_t
make_bundle(struct making *m, cosign_error_t *err)
{
	const cosign_image_options_t *o = m->s->options;
	struct csn_image_signature *row = m->row;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;
	char *json = NULL;
	size_t len;

	csn_buf_init(&text, CSN_BUNDLE_MAX);
	write_statement(
	    &text, hex_of(m->image), o->annotations, o->annotation_count);
	CSN_TRY(csn_buf_finish(&text, err));
	CSN_TRY(cosign_sign_envelope(
	    &row->bundle, m->key, PAYLOAD_TYPE, text.p, text.len, err));
	CSN_TRY(verify_made(m, row->bundle, 0, err));
	CSN_TRY(cosign_bundle_encode(
	    row->bundle, COSIGN_ENCODE_V03, &json, &len, err));
	row->content.p = (uint8_t *)json;
	row->content.len = len;
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

static cosign_rc_t
store_bundle(struct making *m, cosign_error_t *err)
{
	const struct csn_image_target to = { m->image, m->s->asked,
		m->s->options, m->s->store };

	return csn_push_bundle(&m->row->place, &to,
	    (const char *)m->row->content.p, m->row->content.len,
	    CSN_PREDICATE_SIGNED, err);
}

/* ---- the older form ---- */

/* The text to sign: given, or of the n-th identity. */
static cosign_rc_t
take_payload(struct making *m, size_t identity, cosign_error_t *err)
{
	const cosign_image_options_t *o = m->s->options;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	if (o->payload.p != NULL)
		return csn_bytes_copy(
		    &m->row->content, csn_bytes_span(&o->payload), err);
	csn_buf_init(&text, CSN_BUNDLE_MAX);
	csn_simple_payload_write(&text,
	    o->identity_count > 0 ? o->identities[identity]
				  : cosign_reference_context(m->s->asked),
	    cosign_descriptor_digest(m->image), o->annotations,
	    o->annotation_count);
	CSN_TRY(csn_buf_finish(&text, err));
	csn_bytes_take(&m->row->content, &text);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

/* A signature by itself and what it is over, as one bundle. */
static cosign_rc_t
join_payload(cosign_bundle_t **out, const char *signature,
    const struct csn_bytes *payload, cosign_error_t *err)
{
	cosign_bundle_builder_t *builder = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(cosign_bundle_builder_new(
	    &builder, signature, strlen(signature), err));
	CSN_TRY(cosign_bundle_builder_set_payload(
	    builder, payload->p, payload->len, err));
	CSN_TRY(cosign_bundle_builder_finish(builder, out, err));
	rc = COSIGN_OK;
out:
	cosign_bundle_builder_free(builder);
	return rc;
}

/* The signature over a payload, in base64. */
static cosign_rc_t
sign_payload(char **out, const struct making *m, cosign_error_t *err)
{
	const struct csn_bytes *payload = &m->row->content;
	cosign_artifact_t *artifact = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *made = NULL;
	size_t len;

	CSN_TRY(cosign_artifact_from_bytes(
	    &artifact, payload->p, payload->len, err));
	CSN_TRY(cosign_sign_blob(&made, m->key, artifact, err));
	CSN_TRY(
	    cosign_bundle_encode(made, COSIGN_ENCODE_BASE64, out, &len, err));
	rc = COSIGN_OK;
out:
	cosign_bundle_free(made);
	cosign_artifact_free(artifact);
	return rc;
}

static cosign_rc_t
make_legacy(struct making *m, size_t identity, cosign_error_t *err)
{
	const struct csn_pair *pairs;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *signature = NULL;
	struct csn_descriptor_parts parts = {
		.media_type = CSN_SIMPLE_TYPE,
		.annotation_count = 1,
	};
	cosign_descriptor_t *layer = NULL;

	CSN_TRY(take_payload(m, identity, err));
	CSN_TRY(sign_payload(&signature, m, err));
	CSN_TRY(
	    join_payload(&m->row->bundle, signature, &m->row->content, err));
	/* A payload that is given may say what it likes. */
	CSN_TRY(verify_made(
	    m, m->row->bundle, m->s->options->payload.p != NULL, err));
	pairs = &(struct csn_pair){ CSN_NOTE_SIGNATURE, signature };
	CSN_TRY(csn_descriptor_of_bytes(&layer, CSN_SIMPLE_TYPE,
	    m->row->content.p, m->row->content.len, err));
	parts.digest = cosign_descriptor_digest(layer);
	parts.size = cosign_descriptor_size(layer);
	parts.annotations = pairs;
	CSN_TRY(csn_descriptor_new(&m->row->described, &parts, err));
	CSN_TRY(csn_text_copy(&m->row->layer, parts.digest, err));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(layer);
	cosign_free(signature);
	return rc;
}

/* Whether a signature over the same payload is by the same key. */
static int
is_by_key(void *user, const char *signature)
{
	const struct making *m = user;
	cosign_bundle_t *bundle = NULL;
	int same = 0;

	if (join_payload(&bundle, signature, &m->row->content, NULL) ==
	    COSIGN_OK)
		same = verify_made(m, bundle, 1, NULL) == COSIGN_OK;
	cosign_bundle_free(bundle);
	return same;
}

static cosign_rc_t
store_legacy(struct making *m, cosign_error_t *err)
{
	const struct csn_image_target to = { m->image, m->s->asked,
		m->s->options, m->s->store };
	const struct csn_pair pair = { CSN_NOTE_SIGNATURE,
		cosign_descriptor_annotation(
		    m->row->described, CSN_NOTE_SIGNATURE) };
	const struct csn_legacy_layer layer = {
		csn_bytes_span(&m->row->content), &pair, 1, is_by_key, m
	};

	return csn_push_legacy(&m->row->place, &to, &layer, err);
}

/* ---- all of them ---- */

static cosign_rc_t
add_bundle(const struct signing *s, cosign_image_signatures_t *made,
    const cosign_descriptor_t *image, const cosign_key_t *key,
    cosign_error_t *err)
{
	struct making m = { s, image, key, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_signatures_add(&m.row, made, err));
	m.row->form = COSIGN_IMAGE_BUNDLE;
	CSN_TRY(make_bundle(&m, err));
	if (s->store != NULL)
		CSN_TRY(store_bundle(&m, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
add_legacy(const struct signing *s, cosign_image_signatures_t *made,
    const cosign_descriptor_t *image, const cosign_key_t *key, size_t identity,
    cosign_error_t *err)
{
	struct making m = { s, image, key, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_signatures_add(&m.row, made, err));
	m.row->form = COSIGN_IMAGE_LEGACY;
	CSN_TRY(make_legacy(&m, identity, err));
	if (s->store != NULL)
		CSN_TRY(store_legacy(&m, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static uint32_t
forms_of(const cosign_image_options_t *options)
{
	return options->forms != 0 ? options->forms : COSIGN_IMAGE_BUNDLE;
}

static cosign_rc_t
sign_with(const struct signing *s, cosign_image_signatures_t *made,
    const cosign_descriptor_t *image, const cosign_key_t *key,
    cosign_error_t *err)
{
	const uint32_t forms = forms_of(s->options);
	const size_t identities =
	    s->options->identity_count > 0 ? s->options->identity_count : 1;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if ((forms & COSIGN_IMAGE_BUNDLE) != 0)
		CSN_TRY(add_bundle(s, made, image, key, err));
	for (i = 0; i < identities && (forms & COSIGN_IMAGE_LEGACY) != 0; i++)
		CSN_TRY(add_legacy(s, made, image, key, i, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* One image, which becomes one list. */
static cosign_rc_t
sign_image(void *user, const cosign_descriptor_t *image, cosign_error_t *err)
{
	struct signing *s = user;
	cosign_image_signatures_t *made = NULL, **more;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if (csn_descriptor_digest(image)->hash != COSIGN_HASH_SHA256)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "image: %s is no digest that signatures are over",
		    cosign_descriptor_digest(image));
	CSN_TRY(csn_signatures_new(
	    &made, s->asked, cosign_descriptor_digest(image), err));
	more = realloc(s->made, (s->count + 1) * sizeof(*more));
	if (more == NULL)
		CSN_TRY(csn_fail_nomem(err));
	s->made = more;
	for (i = 0; i < s->key_count; i++)
		CSN_TRY(
		    csn_fail_at(err, sign_with(s, made, image, s->keys[i], err),
			"%s", cosign_reference_text(made->image)));
	s->made[s->count++] = made;
	made = NULL;
	rc = COSIGN_OK;
out:
	cosign_image_signatures_free(made);
	return rc;
}

static cosign_rc_t
check_arguments(const struct signing *s, cosign_error_t *err)
{
	size_t i;

	if (s->oci == NULL || s->asked == NULL || s->keys == NULL ||
	    s->key_count == 0)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "image: client, reference or key is missing");
	for (i = 0; i < s->key_count; i++)
		if (s->keys[i] == NULL)
			return csn_fail(
			    err, COSIGN_E_ARGUMENT, "image: key is missing");
	return COSIGN_OK;
}

/* Nothing that is to be signed is left out. */
static cosign_rc_t
check_payload(const cosign_image_options_t *o, cosign_error_t *err)
{
	if (o->payload.p == NULL || (forms_of(o) & COSIGN_IMAGE_LEGACY) == 0)
		return COSIGN_OK;
	if (o->identity_count > 0)
		return csn_fail(err, COSIGN_E_CONFLICT,
		    "image: a payload that is given has no place for an "
		    "identity");
	if (o->annotation_count > 0 && (forms_of(o) & COSIGN_IMAGE_BUNDLE) == 0)
		return csn_fail(err, COSIGN_E_CONFLICT,
		    "image: a payload that is given has no place for "
		    "annotations");
	return COSIGN_OK;
}

cosign_rc_t
cosign_image_sign(cosign_image_signatures_t ***out, size_t *count,
    cosign_oci_t *oci, const cosign_reference_t *image,
    const cosign_key_t *const *keys, size_t key_count,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	struct signing s = { oci, image, keys, key_count,
		csn_image_options(options), NULL, NULL, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (out != NULL)
		*out = NULL;
	if (count != NULL)
		*count = 0;
	CSN_TRY(check_arguments(&s, err));
	CSN_TRY(check_payload(s.options, err));
	if (out == NULL || count == NULL)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_ARGUMENT, "image: nowhere to write to"));
	if (!s.options->keep_local)
		CSN_TRY(csn_image_store(&s.store, oci, image, s.options, err));
	CSN_TRY(csn_image_walk(oci, image, s.options, sign_image, &s, err));
	*out = s.made;
	*count = s.count;
	s.made = NULL;
	s.count = 0;
	rc = COSIGN_OK;
out:
	csn_store_close(s.store);
	while (s.count > 0)
		cosign_image_signatures_free(s.made[--s.count]);
	free(s.made);
	return rc;
}
