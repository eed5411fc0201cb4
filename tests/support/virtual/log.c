/* Logs: of certificates, of signatures in both versions of Rekor. */
#include "tools.h"

#include <string.h>

/* What a log has before a test logs something. */
#define LEAVES 1234

static const struct usual {
	const char *url;
	const char *tree_id; /* behind the host, in the origin */
	enum vs_kind kind;
	int64_t shard;
} usual[] = {
	[VS_CT] = { "https://ct.sigstore.test/2025", NULL, VS_P256, 0 },
	[VS_REKOR1] = { "https://rekor.sigstore.test", "1193050959916656506",
	    VS_P256, 4163431 },
	[VS_REKOR2] = { "https://log2025-1.rekor.sigstore.test", NULL,
	    VS_ED25519, 0 },
};

static const char *
host_of(struct vs *vs, const char *url)
{
	const char *at = strstr(url, "://");

	at = at == NULL ? url : at + 3;
	return vs_text(vs, "%.*s", (int)strcspn(at, ":/"), at);
}

struct vs_bytes
vs_note_id(struct vs *vs, const char *name, const struct vs_key *key, int type)
{
	static const char rsa[] = "\377PKIX-RSA-PKCS#1v1.5";
	const struct vs_bytes intro = vs_of(vs_text(vs, "%s\n", name));

	if (key->kind == VS_ED25519)
		return vs_digest(vs, "SHA256",
		    VS_CAT(vs, intro, vs_number(vs, (uint64_t)type, 1),
			vs_key_raw(vs, key)));
	if (vs_kind_is_rsa(key->kind))
		return vs_digest(
		    vs, "SHA256", VS_CAT(vs, intro, vs_of(rsa), key->spki));
	return VS_CAT(vs, key->id);
}

static int64_t
choose(int64_t given, int64_t otherwise)
{
	return given == VS_NONE ? 0 : given != 0 ? given : otherwise;
}

static struct vs_log *
new_log(struct vs *vs, enum vs_log_type type, const struct vs_log_options *o,
    struct vs_log **list)
{
	const struct vs_log_options none = { .key = NULL };
	struct vs_log *log = vs_alloc(vs, sizeof(*log));

	if (o == NULL)
		o = &none;
	log->vs = vs;
	log->type = type;
	log->key = o->key != NULL
	    ? o->key
	    : vs_key(vs, vs_kind_or(o->kind, usual[type].kind));
	log->url = o->url != NULL ? o->url : usual[type].url;
	log->host = host_of(vs, log->url);
	log->origin = o->origin != NULL ? o->origin
	    : usual[type].tree_id == NULL
	    ? log->host
	    : vs_text(vs, "%s - %s", log->host, usual[type].tree_id);
	log->id = type == VS_REKOR2
	    ? vs_note_id(vs, log->host, log->key, VS_NOTE_KEY)
	    : VS_CAT(vs, log->key->id);
	log->hash_algorithm = "SHA2_256";
	log->key_details = vs_key_details(log->key);
	log->raw_key = VS_CAT(vs, log->key->spki);
	log->start = o->start != 0 ? o->start : vs->now - VS_YEAR;
	log->end = o->end != 0 ? o->end : VS_NONE;
	log->shard = choose(o->shard, usual[type].shard);
	log->tree = vs_tree_new(vs, (uint64_t)choose(o->size, LEAVES));
	while (*list != NULL)
		list = &(*list)->next;
	*list = log;
	return log;
}

struct vs_log *
vs_ct(struct vs *vs, const struct vs_log_options *options)
{
	return new_log(vs, VS_CT, options, &vs->ct);
}

struct vs_log *
vs_rekor1(struct vs *vs, const struct vs_log_options *options)
{
	return new_log(vs, VS_REKOR1, options, &vs->rekor1);
}

struct vs_log *
vs_rekor2(struct vs *vs, const struct vs_log_options *options)
{
	return new_log(vs, VS_REKOR2, options, &vs->rekor2);
}
