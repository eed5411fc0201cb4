/*
 * A virtual Sigstore ("vs") inside the test process: a certificate authority
 * like Fulcio, certificate transparency logs, Rekor v1 and v2, an RFC 3161
 * timestamp authority. It signs what a test asks for, in every stored form,
 * with whatever is to be wrong about it. It looks at no clock: every time
 * follows from vs->now. Nothing of it comes from the library under test, so
 * no mistake of that library is made twice.
 *
 *	struct vs *vs = vs_new(NULL);
 *	struct vs_signature *sig = vs_sign(vs, NULL);
 *
 *	vs_log(sig, NULL);
 *	... vs_trusted_root(vs, NULL) ... vs_bundle(sig, NULL) ...
 *	vs_free(vs);
 *
 * Options that are NULL and members that are zero: the ordinary good case. For
 * one odd thing, well signed otherwise, there are options, and edits of the
 * bytes that are signed next (struct vs_edit). For an odd thing that nobody
 * signed, change what was made: products are plain structs, which every later
 * step reads anew; entries and timestamps may be moved between signatures.
 *
 * All that is handed out belongs to its struct vs and lives as long; bytes
 * have a NUL behind them. What cannot be done ends the process. One thread at
 * a time.
 */
#ifndef TESTS_SUPPORT_VIRTUAL_VIRTUAL_H
#define TESTS_SUPPORT_VIRTUAL_VIRTUAL_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stddef.h>
#include <stdint.h>

/* Where 0 is what is usual: there is none of it. */
#define VS_NONE (-1)

#define VS_NOW      1750000000 /* 2025-06-15T15:06:40Z */
#define VS_ARTIFACT "hello world\n"
#define VS_IDENTITY "alice@example.com"
#define VS_ISSUER   "https://oidc.sigstore.test"

struct vs;

/* ---- bytes ---- */

struct vs_bytes {
	unsigned char *p;
	size_t len;
};

/* A change to bytes: from, which must be in them once, becomes to; without
   from, to is put behind them. Then fn may write to them, or put others in
   their place. */
struct vs_edit {
	const char *from, *to;
	void (*fn)(struct vs *vs, struct vs_bytes *bytes, void *user);
	void *user;
};

/* For fn: turns the last bit over. */
void vs_flip(struct vs *vs, struct vs_bytes *bytes, void *user);
/* For fn, on an ECDSA signature: r and s without DER; s counted from the other
   end. User is the struct vs_key that signed. */
void vs_raw_ecdsa(struct vs *vs, struct vs_bytes *bytes, void *user);
void vs_other_s(struct vs *vs, struct vs_bytes *bytes, void *user);
/* For fn: user is a struct vs_bytes, which takes their place. */
void vs_put(struct vs *vs, struct vs_bytes *bytes, void *user);

/* Those of a text, which is borrowed. */
struct vs_bytes vs_of(const char *text);
struct vs_bytes vs_copy(struct vs *vs, const void *p, size_t len);
/* One behind the other, as many as there are before one without p. */
struct vs_bytes vs_join(struct vs *vs, const struct vs_bytes *parts);
/* From, which must be in bytes once, becomes to. */
void vs_replace(struct vs *vs, struct vs_bytes *bytes, struct vs_bytes from,
    struct vs_bytes to);
/* Like printf(). */
__attribute__((format(printf, 2, 3))) char *vs_text(
    struct vs *vs, const char *format, ...);
char *vs_hex(struct vs *vs, struct vs_bytes bytes);
char *vs_base64(struct vs *vs, struct vs_bytes bytes);
/* Digests have OpenSSL's names: "SHA256". */
struct vs_bytes vs_digest(
    struct vs *vs, const char *digest, struct vs_bytes data);
/* A tag of one byte, a length, contents. */
struct vs_bytes vs_der(struct vs *vs, int tag, struct vs_bytes contents);

/* ---- keys ---- */

enum vs_kind {
	VS_KIND_USUAL, /* Ed25519 for a Rekor v2, else P-256 */
	VS_P256,
	VS_P384,
	VS_P521,
	VS_RSA2048,
	VS_RSA3072,
	VS_RSA4096,
	VS_ED25519,
	/* which nobody should take */
	VS_RSA1024,
	VS_SECP256K1,
	VS_KIND_COUNT
};

enum vs_scheme {
	VS_SCHEME_USUAL, /* RSA: PKCS#1 v1.5; Ed25519: pure */
	VS_PREHASH,      /* Ed25519ph */
	VS_PSS           /* RSA */
};

struct vs_key {
	enum vs_kind kind;
	EVP_PKEY *pkey;
	struct vs_bytes spki;
	struct vs_bytes id; /* SHA-256 of spki */
};

/* RSA keys are made once in a process, and lent to one struct vs at a time. */
struct vs_key *vs_key(struct vs *vs, enum vs_kind kind);
/* The test's own, which is taken over; to be used like one of this kind. */
struct vs_key *vs_key_of(struct vs *vs, enum vs_kind kind, EVP_PKEY *pkey);
char *vs_key_pem(struct vs *vs, const struct vs_key *key);
char *vs_key_private_pem(struct vs *vs, const struct vs_key *key);
/* The digest that goes with it; Ed25519: SHA512. */
const char *vs_key_digest(const struct vs_key *key);
/* PKCS#1, as "PKCS1_RSA_PKCS1V5" wants it in a trusted root. */
struct vs_bytes vs_key_pkcs1(struct vs *vs, const struct vs_key *key);
/* Its PublicKeyDetails. */
const char *vs_key_details(const struct vs_key *key);
/* Digest NULL: the one that goes with the key. */
struct vs_bytes vs_key_sign(struct vs *vs, const struct vs_key *key,
    enum vs_scheme scheme, const char *digest, struct vs_bytes data);

/* ---- certificates ---- */

enum vs_name_type {
	VS_NAME_END, /* closes a list */
	VS_EMAIL,
	VS_URI,
	VS_DNS,
	VS_IP,       /* 4 or 16 bytes */
	VS_USERNAME, /* otherName 1.3.6.1.4.1.57264.1.7 */
	VS_NAME_DER  /* any GeneralName, whole */
};

struct vs_name {
	enum vs_name_type type;
	const char *text;
	size_t len; /* 0: up to the NUL */
};

enum vs_encoding {
	VS_UTF8, /* a UTF8String */
	VS_RAW   /* the extension's bytes */
};

struct vs_extension {
	const char *oid; /* NULL closes a list */
	const char *text;
	size_t len; /* 0: up to the NUL */
	enum vs_encoding encoding;
	int critical;
};

/* The OIDs of Fulcio's extensions. */
#define VS_FULCIO(n) "1.3.6.1.4.1.57264.1." #n

/* What is zero or NULL is as the certificate's place wants it. Extensions are
   written as in openssl.cnf; "" is none. */
struct vs_cert_options {
	struct vs_key *key; /* NULL: a new one of this kind */
	enum vs_kind kind;
	const char *organization, *common_name; /* "": without */
	int64_t not_before, not_after;
	uint64_t serial;
	const char *basic;       /* "critical,CA:TRUE,pathlen:0" */
	const char *usage;       /* "critical,digitalSignature" */
	const char *eku;         /* "codeSigning,1.2.3" */
	const char *constraints; /* "critical,permitted;email:example.com" */
	const struct vs_name *names;
	int names_not_critical;
	const struct vs_extension *extensions; /* after all others */
	struct vs_key *signer;                 /* instead of the issuer's key */
	const char *digest;                    /* signed with which */
	void (*edit)(X509 *x509, void *user);  /* before a log sees it */
	void *user;
	struct vs_edit tbs; /* at last */
	struct vs_edit signature;
};

struct vs_cert {
	X509 *x509; /* der read again; NULL where OpenSSL cannot */
	struct vs_bytes der;
	struct vs_key *key;
	const struct vs_cert *issuer; /* NULL: itself */
};

/* As the options alone have it: nobody's defaults. Issuer NULL: self-signed. */
struct vs_cert *vs_cert(struct vs *vs, const struct vs_cert *issuer,
    const struct vs_cert_options *options);
char *vs_cert_pem(struct vs *vs, const struct vs_cert *cert);

/* ---- certificate and timestamp authorities ---- */

#define VS_CHAIN_MAX 8

struct vs_authority_options {
	enum vs_kind kind; /* of keys that the certificates leave open */
	size_t depth;      /* certificates in the chain; 0: 2 */
	/* as many; [0] issues leaves, or timestamps, the last is the root */
	const struct vs_cert_options *certs;
	const char *uri;
	int64_t start, end; /* in the trusted root; VS_NONE: absent */
};

struct vs_authority {
	struct vs *vs;
	struct vs_authority *next;
	struct vs_cert *chain[VS_CHAIN_MAX];
	size_t depth;
	const char *uri, *organization, *common_name;
	int64_t start, end;
	/* The trusted root leaves out all of it, or so many certificates at
	   either end of the chain. */
	int untrusted;
	size_t cut_first, cut_last;
};

/* A further one, known to the trusted root. */
struct vs_authority *vs_ca(
    struct vs *vs, const struct vs_authority_options *options);
struct vs_authority *vs_tsa(
    struct vs *vs, const struct vs_authority_options *options);
/* All of the chain, the root last. */
char *vs_chain_pem(const struct vs_authority *authority);

/* ---- logs ---- */

enum vs_log_type { VS_CT, VS_REKOR1, VS_REKOR2 };

struct vs_log_options {
	struct vs_key *key; /* NULL: a new one of this kind */
	enum vs_kind kind;
	const char *url;    /* its host names the log */
	const char *origin; /* first line of checkpoints */
	int64_t start, end; /* in the trusted root; VS_NONE: absent */
	int64_t size;       /* leaves before the first entry; VS_NONE: none */
	int64_t shard; /* global indices are so much higher (v1); VS_NONE: 0 */
};

struct vs_tree;

struct vs_log {
	struct vs *vs;
	struct vs_log *next;
	enum vs_log_type type;
	struct vs_key *key;
	struct vs_bytes id;
	const char *url, *host, *origin;
	const char *hash_algorithm, *key_details; /* in the trusted root */
	struct vs_bytes raw_key;                  /* the same */
	int64_t start, end;
	int untrusted; /* the trusted root leaves it out */
	int64_t shard;
	struct vs_tree *tree;
};

/* A further one, known to the trusted root. */
struct vs_log *vs_ct(struct vs *vs, const struct vs_log_options *options);
struct vs_log *vs_rekor1(struct vs *vs, const struct vs_log_options *options);
struct vs_log *vs_rekor2(struct vs *vs, const struct vs_log_options *options);

/* ---- leaf certificates and their SCTs ---- */

struct vs_sct_options {
	struct vs_log *log; /* NULL: vs->ct */
	uint64_t timestamp; /* milliseconds; 0: when the certificate starts */
	const struct vs_cert *over;   /* NULL: what it is put into */
	const struct vs_cert *issuer; /* NULL: who issues that */
	struct vs_bytes log_id;
	struct vs_bytes extensions;
	int version;
	int hash, algorithm; /* as said; 0: 4, and 3 or 1 by the log's key */
	const char *digest;  /* as done */
	struct vs_edit signed_data; /* the digitally-signed struct */
	struct vs_edit signature;
	struct vs_edit sct; /* serialized, without its length */
	int length_lie;     /* what its length is too large by */
};

struct vs_leaf_options {
	struct vs_cert_options cert;
	struct vs_authority *ca;           /* NULL: vs->ca */
	const char *issuer;                /* of the token; NULL: VS_ISSUER */
	const char *issuer_v1, *issuer_v2; /* "": without */
	int poison;                        /* also in what the logs sign */
	const struct vs_sct_options *scts; /* NULL: usual ones */
	int sct_count;                     /* 0: 1; VS_NONE: no extension */
	struct vs_edit sct_list;           /* with the length before it */
	struct vs_edit sct_value;          /* the OCTET STRING around it */
	int list_length_lie;
};

struct vs_cert *vs_leaf(struct vs *vs, const struct vs_leaf_options *options);
/* Detached: what an AddChainResponse says about a leaf (JSON). */
char *vs_sct_json(struct vs *vs, const struct vs_cert *leaf,
    const struct vs_sct_options *options);

/* ---- the stack ---- */

struct vs_options {
	int64_t now; /* 0: VS_NOW */
	int empty;   /* no authority and no log */
	const struct vs_authority_options *ca, *tsa;
	const struct vs_log_options *ct, *rekor1, *rekor2;
};

struct vs {
	int64_t now;
	/* Lists: the first is the one that others use. */
	struct vs_authority *ca, *tsa;
	struct vs_log *ct, *rekor1, *rekor2;
	unsigned count;         /* of serial numbers given */
	struct vs_owned *owned; /* what vs_free() frees */
};

struct vs *vs_new(const struct vs_options *options);
void vs_free(struct vs *vs);

/* ---- signatures ---- */

/* A digest of a subject; without a name, of the same subject as the row
   before. Algorithm NULL closes a list. */
struct vs_subject {
	const char *name, *algorithm, *digest;
};

struct vs_statement_options {
	const char *type;                  /* NULL: in-toto v0.1 */
	const struct vs_subject *subjects; /* NULL: SHA-256 of the artifact */
	const char *predicate_type;        /* NULL: cosign's custom one */
	const char *predicate;             /* JSON */
};

#define VS_STATEMENT_V1 "https://in-toto.io/Statement/v1"
#define VS_IN_TOTO      "application/vnd.in-toto+json"

struct vs_sign_options {
	const char *artifact; /* NULL: VS_ARTIFACT */
	size_t artifact_len;  /* 0: up to the NUL */
	int dsse;             /* an envelope around a statement about it */
	const struct vs_statement_options *statement;
	struct vs_bytes payload;  /* instead of a statement */
	const char *payload_type; /* NULL: VS_IN_TOTO */
	/* Who: a key, a certificate with its key, or a new leaf. */
	struct vs_key *key;
	struct vs_cert *cert;
	const struct vs_leaf_options *leaf;
	/* Usual: what goes with the key; with Ed25519 and a certificate, of a
	   message: VS_PREHASH. */
	enum vs_scheme scheme;
	const char *digest;
	struct vs_edit text;        /* the payload */
	struct vs_edit signed_data; /* artifact, or PAE of the payload */
	struct vs_edit signature;
};

#define VS_LIST_MAX 64

struct vs_signature {
	struct vs *vs;
	struct vs_bytes artifact;
	int dsse;
	struct vs_bytes payload; /* of an envelope */
	const char *payload_type;
	const char *key_id;     /* of an envelope's signature; NULL: none */
	const char *digest;     /* signed with which */
	struct vs_bytes hashed; /* artifact, or PAE, by that */
	struct vs_bytes signature;
	struct vs_key *key;
	struct vs_cert *cert;            /* NULL: the key is known by itself */
	const struct vs_signature *also; /* in the same envelope */
	struct vs_entry *entries[VS_LIST_MAX];
	size_t entry_count;
	struct vs_timestamp *timestamps[VS_LIST_MAX];
	size_t timestamp_count;
};

struct vs_signature *vs_sign(
    struct vs *vs, const struct vs_sign_options *options);
char *vs_statement(struct vs *vs, struct vs_bytes artifact,
    const struct vs_statement_options *options);
struct vs_bytes vs_pae(
    struct vs *vs, const char *payload_type, struct vs_bytes payload);

/* ---- log entries ---- */

enum vs_entry_kind {
	VS_ENTRY_USUAL, /* what cosign logs there */
	VS_HASHEDREKORD,
	VS_DSSE,
	VS_INTOTO_1,
	VS_INTOTO_2,
	VS_REKORD,
	VS_HASHEDREKORD_2,
	VS_DSSE_2
};

/* A checkpoint, which is a signed note. */
struct vs_note_options {
	const char *origin, *name;
	const char *extensions; /* lines, each with its end */
	int64_t size;           /* as said */
	struct vs_bytes root;   /* the same */
	struct vs_key *key;     /* instead of the log's */
	const char *digest;
	struct vs_bytes hint;
	int no_line;   /* the log's own is missing */
	int namesakes; /* lines by others of its name, after it */
	int witnesses_before, witnesses; /* cosignatures, after it */
	const char *before, *after;      /* lines as they are */
	struct vs_edit text;             /* what is signed */
	struct vs_edit signature;
};

struct vs_entry_options {
	struct vs_log *log; /* NULL: vs->rekor1 */
	enum vs_entry_kind kind;
	int64_t time; /* 0: a second after now in v1; VS_NONE: none */
	/* The tree of the proof. 0: it ends with the entry. */
	uint64_t size, index;
	int promise, proof;  /* VS_NONE: without; 1: in v2 a promise, too */
	struct vs_edit body; /* canonical JSON */
	struct vs_edit set;  /* what the promise signs */
	struct vs_key *set_key;
	const char *set_digest;
	struct vs_edit set_signature;
	struct vs_note_options note;
};

struct vs_entry {
	const struct vs_log *log;
	const char *kind, *version;
	struct vs_bytes body;
	struct vs_bytes log_id;
	int64_t log_index, time; /* VS_NONE: not in the document */
	struct vs_bytes set;     /* p NULL: no promise */
	/* The proof; checkpoint NULL: the proof has none. */
	int proof;
	int64_t tree_index, tree_size;
	struct vs_bytes root;
	struct vs_bytes hashes; /* 32 bytes each */
	char *checkpoint;
};

/* Put a signature into a log. */
struct vs_entry *vs_log(
    struct vs_signature *sig, const struct vs_entry_options *options);

/* ---- timestamps ---- */

enum vs_ess { VS_ESS_V2, VS_ESS_V1, VS_ESS_BOTH, VS_ESS_NONE };

enum vs_embed {
	VS_EMBED_LEAF,
	VS_EMBED_CHAIN,     /* without the root */
	VS_EMBED_WITH_ROOT, /* with it */
	VS_EMBED_NOTHING,   /* an empty list, as Sigstore's authority writes */
	VS_EMBED_ABSENT     /* no list */
};

struct vs_timestamp_options {
	struct vs_authority *tsa; /* NULL: vs->tsa */
	struct vs_bytes over;     /* p NULL: the signature */
	int64_t time;             /* 0: two seconds after now */
	const char *fraction;     /* "5": .5 seconds */
	/* the response */
	int status;
	int no_token;
	/* TSTInfo */
	int version;         /* 0: 1 */
	const char *imprint; /* digest */
	const char *policy;
	const char *accuracy; /* seconds; NULL: 1, "": without */
	uint64_t nonce;       /* 0: without */
	int ordering;
	struct vs_edit info;
	const char *content_oid; /* of what is signed */
	/* signed attributes */
	int no_attributes;
	const char *content_type; /* "": without */
	int64_t signing_time;     /* 0: as time; VS_NONE: without */
	enum vs_ess ess;
	const struct vs_cert *ess_cert; /* NULL: the signer's */
	const char *ess_digest;         /* of v2 */
	int ess_no_serial;              /* no issuerSerial */
	struct vs_edit attributes;      /* all of them, in DER order */
	/* SignerInfo */
	struct vs_key *key;          /* instead of the signer's */
	const struct vs_cert *named; /* as signer; NULL: the signer */
	int by_key_id;               /* by its key identifier */
	const char *digest;
	const char *signature_digest; /* where it is another */
	const char *signature_oid;    /* "": sha256WithRSAEncryption and such
	                                 for RSA */
	struct vs_edit signature;
	struct vs_edit signer_info;
	const struct vs_authority *second; /* signs as well */
	/* SignedData */
	enum vs_embed embed;
	const struct vs_cert *const *first, *const *last; /* up to a NULL */
	struct vs_edit signed_data, token, response;
};

struct vs_timestamp {
	struct vs_bytes der; /* TimeStampResp */
};

/* Have a signature stamped. */
struct vs_timestamp *vs_stamp(
    struct vs_signature *sig, const struct vs_timestamp_options *options);

/* ---- stored forms ---- */

enum vs_version { VS_V03, VS_V02, VS_V01 };

enum vs_material {
	VS_MATERIAL_USUAL, /* a chain up to v0.2, later a certificate */
	VS_CERTIFICATE,
	VS_CHAIN,
	VS_PUBLIC_KEY
};

struct vs_bundle_options {
	enum vs_version version;
	int other_spelling;     /* of the media type */
	const char *media_type; /* or another one */
	enum vs_material material;
	int chain;        /* so many certificates after the leaf */
	const char *hint; /* NULL: base64 of the key's id */
	const char *digest_algorithm;
	struct vs_bytes digest;
	int no_digest; /* an empty messageDigest */
	struct vs_edit json;
};

/* A Sigstore bundle. */
char *vs_bundle(
    const struct vs_signature *sig, const struct vs_bundle_options *options);

/* What a legacy bundle has in "cert". */
enum vs_legacy_cert {
	VS_CERT_PEM, /* none, with a key */
	VS_CERT_DER,
	VS_CERT_KEY,
	VS_CERT_NONE
};

struct vs_legacy_options {
	enum vs_legacy_cert cert;
	int v2_envelope;
	struct vs_edit json;
};

/* cosign's bundle before Sigstore's, with the first entry. */
char *vs_legacy_bundle(
    const struct vs_signature *sig, const struct vs_legacy_options *options);
/* A DSSE envelope; v2: as cosign 2 writes it. */
char *vs_envelope(const struct vs_signature *sig, int v2);
/* The value of "rekorBundle", also of an annotation. */
char *vs_rekor_bundle(struct vs *vs, const struct vs_entry *entry);
/* The file that --rfc3161-timestamp wants, also an annotation. */
char *vs_rfc3161_json(struct vs *vs, const struct vs_timestamp *timestamp);

/* ---- trust ---- */

struct vs_root_options {
	const char *media_type;
	struct vs_edit json;
};

/* trusted_root.json of all that is not untrusted. */
char *vs_trusted_root(struct vs *vs, const struct vs_root_options *options);
/* For --ca-roots and --ca-intermediates. */
char *vs_roots_pem(struct vs *vs);
char *vs_intermediates_pem(struct vs *vs);

#endif
