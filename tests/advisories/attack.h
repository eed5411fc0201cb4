/*
 * Attacks: something that the virtual Sigstore signed, with one thing wrong
 * about it, and what has to be said of it. A table of them begins with twins
 * that nothing is wrong about and that have to be accepted: so the others are
 * refused for the one thing, and not for another.
 */
#ifndef TESTS_ADVISORIES_ATTACK_H
#define TESTS_ADVISORIES_ATTACK_H

#include "verifying.h"
#include "virtual/virtual.h"

#include <criterion/criterion.h>

/* The logs that a signature is put into. */
enum where { IN_V1, IN_V2, IN_BOTH, IN_NONE };

/* How it is handed over. */
enum form {
	SIGSTORE, /* a Sigstore bundle */
	LEGACY,  /* cosign's older one; with timestamps put together of parts */
	ENVELOPE /* an envelope by itself */
};

/* Policies as they are without anything here: of a certificate VS_IDENTITY and
   VS_ISSUER are asked for, of a key the key that signed. */
struct asked {
	const char *identity, *issuer;
	cosign_match_t match; /* how both are compared; 0: exactly */
	int another_key;      /* a key of somebody else is asked for */
	int no_key;           /* an identity is, though a key signed */
	int ignore_tlog;      /* insecure: */
	int ignore_scts;
	int ignore_claims;
	int64_t clock;
	uint32_t tlogs, scts, stamps, times; /* so many */
	const char *predicate;
	cosign_content_t content;
	int64_t key_until; /* the key is good until then */
	int allow_chain;
	/* of Fulcio's extensions; 0: none */
	uint32_t extension;
	const char *value;
};

struct attack {
	const char *label;
	cosign_rc_t rc;      /* COSIGN_OK: a twin, which is accepted */
	const char *message; /* how it starts */
	struct vs_options stack;
	struct vs_sign_options sign;
	enum vs_kind key; /* signs, instead of a certificate's */
	enum where where;
	struct vs_entry_options entry;
	int stamps;
	struct vs_timestamp_options stamp;
	enum form form;
	struct vs_bundle_options bundle;
	struct vs_legacy_options legacy;
	struct vs_root_options root;
	struct asked asked;
	const char *artifact; /* is verified instead of the signed one */
	/* What needs the stack: before signing, and when all is there. */
	void (*prepare)(struct vs *vs, struct attack *attack);
	void (*change)(struct vs_signature *sig);
};

/* Every one of a table; ends the test if it has no twin. */
void attacks(const struct attack *table, size_t count);
#define ATTACKS(table) attacks((table), ARRAY_LEN(table))

/* The same of attacks that are made one after the other: returns the code, and
   says in err, which may be NULL, what is wrong. */
cosign_rc_t attack_try(const struct attack *attack, cosign_error_t *err);

/* The code and the start of the message, or acceptance, are as they have to
   be. */
void attack_judge(
    const struct attack *attack, cosign_rc_t got, const cosign_error_t *err);

/* For the tables. */
#define TWIN(text) .label = (text)
#define BAD(text, code, start) \
	.label = (text), .rc = COSIGN_E_##code, .message = (start)
#define A(type, ...)   (&(const struct type){ __VA_ARGS__ })
#define AUTHORITY(...) A(vs_authority_options, __VA_ARGS__)
#define CERTS(...)                                                             \
	AUTHORITY(.depth = sizeof((struct vs_cert_options[]){ __VA_ARGS__ }) / \
		sizeof(struct vs_cert_options),                                \
	    .certs = (const struct vs_cert_options[]){ __VA_ARGS__ })
#define USUAL               \
	{                   \
		.key = NULL \
	}
#define LOG(...)  A(vs_log_options, __VA_ARGS__)
#define LEAF(...) .sign.leaf = A(vs_leaf_options, __VA_ARGS__)
#define CERT(...) LEAF(.cert = { __VA_ARGS__ })
#define SCT(...)  LEAF(.scts = A(vs_sct_options, __VA_ARGS__))
#define NAMES(...)                              \
	CERT(.names = (const struct vs_name[]){ \
		 __VA_ARGS__, { VS_NAME_END, NULL, 0 } })
#define EXTENSIONS(...)                             \
	.extensions = (const struct vs_extension[]) \
	{                                           \
		__VA_ARGS__,                        \
		{                                   \
			.oid = NULL                 \
		}                                   \
	}
#define RAW(of, bytes)                                                  \
	{                                                               \
		.oid = (of), .text = (bytes), .len = sizeof(bytes) - 1, \
		.encoding = VS_RAW                                      \
	}
#define DSSE     .sign.dsse = 1
#define V2       .where = IN_V2, .stamps = 1
#define STAMPED  .stamps = 1, .asked.stamps = 1
#define UNLOGGED .where = IN_NONE, .asked.ignore_tlog = 1
#define NOW      .asked.clock = VS_NOW
#define BYTES(...)                                           \
	{                                                    \
		(unsigned char[]){ __VA_ARGS__ },            \
		    sizeof((unsigned char[]){ __VA_ARGS__ }) \
	}

/* ---- changes that several tables make ---- */

/* The log entry is of another signature by the same signer: of another
   artifact, of the same one. */
void entry_of_another_artifact(struct vs_signature *sig);
void entry_of_another_signature(struct vs_signature *sig);
/* Of somebody else's signature of the same artifact. */
void entry_of_another_signer(struct vs_signature *sig);
/* The log took the right signature together with another digest, or with
   another key: each is well logged. */
void logged_with_another_digest(struct vs_signature *sig);
void logged_with_another_key(struct vs_signature *sig);

/* ---- changes of DER ---- */

/* What an element holds, without its tag and length. */
struct vs_bytes der_inside(struct vs_bytes element);
/* The elements that follow each other; how many, at most max. */
size_t der_elements(struct vs_bytes bytes, struct vs_bytes *out, size_t max);
/* For struct vs_edit, on an element or, with tag 0, on what is in one: one of
   those inside becomes to, or goes where to has no bytes. */
struct der_part {
	int tag;
	size_t index;
	struct vs_bytes to;
};
void set_der_part(struct vs *vs, struct vs_bytes *bytes, void *user);
#define DER_PART(...)                                          \
	{                                                      \
		.fn = set_der_part, .user = &(struct der_part) \
		{                                              \
			__VA_ARGS__                            \
		}                                              \
	}

/* ---- changes of JSON ---- */

/* A member at a path with dots ("spec.data.0.hash") becomes what JSON says, or
   goes (json NULL). */
struct member {
	const char *path, *json;
};
/* For struct vs_edit: user is a struct member. Bytes stay canonical. */
void set_member(struct vs *vs, struct vs_bytes *bytes, void *user);
#define MEMBER(path, json)                                 \
	{                                                  \
		.fn = set_member, .user = &(struct member) \
		{                                          \
			path, json                         \
		}                                          \
	}
/* Calls fn with each member and element of a JSON text: its path, and how its
   value begins: one of {, [ and ", else 0. Returns how many there are. */
size_t each_member(const char *json,
    void (*fn)(const char *path, char begins, void *user), void *user);

#endif
