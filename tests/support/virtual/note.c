/*
 * Checkpoints: signed notes (C2SP) of a log's size and root hash. Rekor v1
 * writes them with the first bytes of its log id before the signature.
 */
#include "tools.h"

/* One signature line; the dash is U+2014. */
static char *
line(struct vs *vs, const char *name, struct vs_bytes id, struct vs_bytes sig)
{
	id.len = 4;
	return vs_text(vs, "\xe2\x80\x94 %s %s\n", name,
	    vs_base64(vs, VS_CAT(vs, id, sig)));
}

/* A cosignature (c2sp.org/tlog-cosignature, v1) by a key that nobody knows. */
static char *
witness(struct vs *vs, struct vs_bytes text)
{
	const struct vs_key *key = vs_key(vs, VS_ED25519);
	const char *name = vs_text(vs, "witness-%u.sigstore.test", vs->count++);
	const struct vs_bytes intro = vs_of(
	    vs_text(vs, "cosignature/v1\ntime %lld\n", (long long)vs->now));

	return line(vs, name, vs_note_id(vs, name, key, VS_NOTE_WITNESS),
	    VS_CAT(vs, vs_number(vs, (uint64_t)vs->now, 8),
		vs_key_sign(
		    vs, key, VS_SCHEME_USUAL, NULL, VS_CAT(vs, intro, text))));
}

static char *
witnesses(struct vs *vs, int count, struct vs_bytes text)
{
	char *lines = vs_text(vs, "%s", "");

	while (count-- > 0)
		lines = vs_text(vs, "%s%s", lines, witness(vs, text));
	return lines;
}

static char *
namesakes(struct vs *vs, int count, const char *name, struct vs_bytes text)
{
	char *lines = vs_text(vs, "%s", "");

	while (count-- > 0) {
		const struct vs_key *key = vs_key(vs, VS_P256);

		lines = vs_text(vs, "%s%s", lines,
		    line(vs, name, key->id,
			vs_key_sign(vs, key, VS_SCHEME_USUAL, NULL, text)));
	}
	return lines;
}

static char *
own_line(struct vs *vs, const struct vs_log *log, const char *name,
    struct vs_bytes text, const struct vs_note_options *o)
{
	const struct vs_key *key = o->key != NULL ? o->key : log->key;
	const char *digest = o->digest;
	struct vs_bytes sig;

	/* No Rekor v1 signs with another, whatever its key. */
	if (digest == NULL && log->type == VS_REKOR1)
		digest = "SHA256";
	sig = vs_key_sign(vs, key, VS_SCHEME_USUAL, digest, text);
	vs_edit(vs, &o->signature, &sig);
	return line(vs, name, o->hint.p != NULL ? o->hint : log->id, sig);
}

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

char *
vs_note(struct vs *vs, const struct vs_log *log, uint64_t size,
    struct vs_bytes root, const struct vs_note_options *o)
{
	const char *name = o->name != NULL ? o->name : log->host;
	struct vs_bytes text;

	text = vs_of(vs_text(vs, "%s\n%lld\n%s\n%s",
	    o->origin != NULL ? o->origin : log->origin,
	    o->size != 0 ? (long long)o->size : (long long)size,
	    vs_base64(vs, o->root.p != NULL ? o->root : root),
	    or_empty(o->extensions)));
	vs_edit(vs, &o->text, &text);
	return vs_text(vs, "%.*s\n%s%s%s%s%s%s", (int)text.len,
	    (const char *)text.p, or_empty(o->before),
	    witnesses(vs, o->witnesses_before, text),
	    o->no_line ? "" : own_line(vs, log, name, text, o),
	    namesakes(vs, o->namesakes, name, text),
	    witnesses(vs, o->witnesses, text), or_empty(o->after));
}
