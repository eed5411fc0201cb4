/* What the parts of the virtual Sigstore share among themselves. */
#ifndef TESTS_SUPPORT_VIRTUAL_TOOLS_H
#define TESTS_SUPPORT_VIRTUAL_TOOLS_H

#include "virtual.h"

#include <jansson.h>

/* Ends the process with the reason, where a condition does not hold. */
#define VS_NEED(condition) \
	((condition) ? (void)0 : vs_stop(#condition, __FILE__, __LINE__))
__attribute__((noreturn)) void vs_stop(
    const char *what, const char *file, int line);

#define VS_YEAR (INT64_C(365) * 86400)

#define VS_COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- memory ---- */

/* Zeroed. */
void *vs_alloc(struct vs *vs, size_t size);
/* Freed with the stack; p itself. */
void *vs_own(struct vs *vs, void *p, void (*fn)(void *p));
void vs_disown_all(struct vs *vs);

/* ---- bytes ---- */

#define VS_NOTHING ((struct vs_bytes){ NULL, 0 })

/* Borrowed. */
struct vs_bytes vs_of_len(const char *text, size_t len); /* 0: to the NUL */

/* Parts that may be empty, one behind the other. */
#define VS_CAT(vs, ...)                                  \
	vs_cat((vs), (struct vs_bytes[]){ __VA_ARGS__ }, \
	    VS_COUNT(((struct vs_bytes[]){ __VA_ARGS__ })))
struct vs_bytes vs_cat(
    struct vs *vs, const struct vs_bytes *parts, size_t count);

/* Big-endian, in so many bytes. */
struct vs_bytes vs_number(struct vs *vs, uint64_t n, size_t size);

void vs_edit(struct vs *vs, const struct vs_edit *edit, struct vs_bytes *bytes);

/* ---- DER ---- */

#define VS_SEQ(vs, ...) vs_der((vs), 0x30, VS_CAT((vs), __VA_ARGS__))
#define VS_SET(vs, ...) vs_der((vs), 0x31, VS_CAT((vs), __VA_ARGS__))

struct vs_bytes vs_der_int(struct vs *vs, uint64_t n);
struct vs_bytes vs_der_oid(struct vs *vs, const char *oid);
struct vs_bytes vs_der_octets(struct vs *vs, struct vs_bytes bytes);
struct vs_bytes vs_der_bits(struct vs *vs, struct vs_bytes bytes);
/* An AlgorithmIdentifier; with NULL as its parameter, or without. */
struct vs_bytes vs_der_algorithm(struct vs *vs, const char *oid, int null);
/* GeneralizedTime, with these digits behind the seconds unless NULL. */
struct vs_bytes vs_der_time(
    struct vs *vs, int64_t seconds, const char *fraction);
struct vs_bytes vs_der_utctime(struct vs *vs, int64_t seconds);
/* What an i2d function of OpenSSL writes. */
struct vs_bytes vs_der_taken(struct vs *vs, unsigned char *der, int len);

/* ---- keys ---- */

enum vs_kind vs_kind_or(enum vs_kind kind, enum vs_kind usual);
int vs_kind_is_rsa(enum vs_kind kind);
struct vs_bytes vs_ed25519ph(
    struct vs *vs, const struct vs_key *key, struct vs_bytes message);
/* The 32 bytes of an Ed25519 key. */
struct vs_bytes vs_key_raw(struct vs *vs, const struct vs_key *key);
char *vs_pem(struct vs *vs, const char *label, struct vs_bytes der);

/* ---- certificates ---- */

/* Not signed by anyone, then signed; what may still be put into it is put
   into it between the two. */
X509 *vs_cert_draft(struct vs *vs, const struct vs_cert *issuer,
    struct vs_key *key, const struct vs_cert_options *options);
struct vs_cert *vs_cert_finish(struct vs *vs, X509 *draft,
    const struct vs_cert *issuer, struct vs_key *key,
    const struct vs_cert_options *options);
/* The draft gets its signature algorithm, which a TBSCertificate contains. */
void vs_cert_sign_draft(X509 *draft, const struct vs_cert *issuer,
    const struct vs_key *key, const struct vs_cert_options *options);
void vs_cert_add(
    X509 *draft, const char *oid, int critical, struct vs_bytes value);
struct vs_bytes vs_tbs(struct vs *vs, const X509 *x509);
struct vs_bytes vs_name_der(struct vs *vs, const X509_NAME *name);

#define VS_OID_SCTS   "1.3.6.1.4.1.11129.2.4.2"
#define VS_OID_POISON "1.3.6.1.4.1.11129.2.4.3"

/* The SCT-list extension's value for a draft. */
struct vs_bytes vs_sct_list(struct vs *vs, const struct vs_cert *cert,
    const struct vs_leaf_options *options);

/* ---- logs ---- */

struct vs_tree *vs_tree_new(struct vs *vs, uint64_t size);
uint64_t vs_tree_size(const struct vs_tree *tree);
void vs_tree_put(
    struct vs *vs, struct vs_tree *tree, uint64_t index, struct vs_bytes leaf);
struct vs_bytes vs_tree_root(
    struct vs *vs, const struct vs_tree *tree, uint64_t size);
struct vs_bytes vs_tree_proof(
    struct vs *vs, const struct vs_tree *tree, uint64_t index, uint64_t size);

char *vs_note(struct vs *vs, const struct vs_log *log, uint64_t size,
    struct vs_bytes root, const struct vs_note_options *options);
/* Of a signer of notes: its first four bytes stand before a signature. */
struct vs_bytes vs_note_id(
    struct vs *vs, const char *name, const struct vs_key *key, int type);

#define VS_NOTE_KEY     0x01
#define VS_NOTE_WITNESS 0x04

/* Kind and version are told. */
struct vs_bytes vs_body(const struct vs_signature *sig, enum vs_entry_kind kind,
    struct vs_entry *entry);

/* ---- JSON ---- */

/* The text; takes the value. Sorted: as RFC 8785 orders members. */
char *vs_dump(struct vs *vs, json_t *value, int sorted);
json_t *vs_json_base64(struct vs *vs, struct vs_bytes bytes);
/* 64-bit integers are text in protobuf's JSON. */
json_t *vs_json_int64(struct vs *vs, int64_t n);
/* RFC 3339 */
char *vs_rfc3339(struct vs *vs, int64_t seconds);
/* SHA2_256 of SHA256; sha256 of it. */
char *vs_digest_enum(struct vs *vs, const char *digest);
char *vs_digest_lower(struct vs *vs, const char *digest);

/* The envelope of a signature. */
json_t *vs_envelope_json(const struct vs_signature *sig, int v2);

/* PEM of what verifies a signature: certificate or key. */
char *vs_verifier_pem(const struct vs_signature *sig);

#endif
