/* Of everyone, and of bundles. */
#include "keyless_harmless.h"

#include "vectors.h"

#include <string.h>

/* The last digit of base64, of which two or four bits mean nothing. */
static int
is_last_digit(const char *was, const struct mutant *m)
{
	const size_t at = place_of_change(was, m);
	const char after = m->len == strlen(was) ? was[at + 1] : '\0';

	return after == '=';
}

/* Where the text of a checkpoint ends and a signature begins; both spellings of
   the dash have been seen. NULL: nowhere from here on. */
static const char *
signature_from(const char *text)
{
	static const char plain[] = "\\n\\n\xe2\x80\x94 ";
	static const char escaped[] = "\\n\\n\\u2014 ";
	const char *at = strstr(text, plain);

	if (at != NULL)
		return at + strlen(plain);
	at = strstr(text, escaped);
	return at == NULL ? NULL : at + strlen(escaped);
}

/* The name before the log's signature, behind the empty line. */
static int
is_in_name(const char *was, const struct mutant *m)
{
	const size_t at = place_of_change(was, m);
	const char *start = signature_from(was), *next;

	while (start != NULL && (next = signature_from(start)) != NULL &&
	    (size_t)(next - was) <= at)
		start = next;
	return start != NULL && at >= (size_t)(start - was) &&
	    at - (size_t)(start - was) < strcspn(start, " ");
}

/* A digit of the other alphabet, where it is the only one of them. */
static int
is_for_urls(const char *was, const struct mutant *m)
{
	const char c = was[place_of_change(was, m)];

	return c == '+' || c == '/';
}

#define MATERIAL "verificationMaterial."
#define ENTRY    MATERIAL "tlogEntries[0]."
#define SECOND   MATERIAL "tlogEntries[1]."
#define STAMP    MATERIAL "timestampVerificationData.rfc3161Timestamps[0].*"
#define ABOVE    MATERIAL "x509CertificateChain.certificates[1]"
#define LEAF     MATERIAL "x509CertificateChain.certificates[0]"
#define HINT     MATERIAL "publicKey.hint"
#define BOTH     "v0.3, both logs"
#define NO_SET   "v0.3, timestamp, no promise"
#define BY_KEY   "v0.3, key|managed-key-*"
#define V2       "*Rekor v2*|rekor2-*|trust-root-tsa-*|bundle-with-sct-*"
#define INTOTO   "intoto-with-custom-trust-root"
#define PROTO    "!legacy*"

#define INDEX    "without a promise nobody signed the index over all shards"
#define TIME     "without a promise the time is not believed"
#define NO_TIME  "a key needs no time, and the proof stands"
#define ONCE     "the checkpoint says it, and Rekor v2 need not repeat it"
#define A_HINT   "a hint is for finding a key, and is not signed"
#define OTHER    "passed over, and the other log's entry suffices"
#define NEEDLESS "is not needed for the path"
#define STAMPED  "the timestamp says when"
#define DEFAULT  "what protobuf's JSON leaves out"
#define STRANGER "unknown members of older forms are ignored, as Go does"

#define ALL(ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 0, NULL, FORMS)
#define SOME(ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 1, NULL, FORMS)
/* Lengths of random signatures decide whether there is any. */
#define VARYING(ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 1, NULL, VARIES)
#define WHERE(is, ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 1, is, FORMS)
#define CASE(ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 0, NULL, CASES)
#define SOME_CASE(ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 1, NULL, CASES)

/* clang-format off */
static struct harmless everywhere[] = {
	ALL(MEMBERS, "*", "*", "between blanks", JSON),
	ALL(MEMBERS, "*", "*", "members turned around", JSON),
	ALL(MEMBERS, "*", "*", "name escaped", JSON),
	ALL(MEMBERS, "*", "*", "escaped", JSON),
	ALL(MEMBERS, PROTO, "*", "alphabet for URLs", SPELLING),
	ALL(MEMBERS, PROTO, "*", "without padding", SPELLING),
	ALL(MEMBERS, PROTO, "*", "with line ends", GO_TEXT),
	ALL(MEMBERS, PROTO, "*", "unused bits", GO_TEXT),
	SOME(MEMBERS, PROTO, "*", "with a line end", GO_TEXT),
	SOME(MEMBERS, PROTO, "*", "shorter by one", SPELLING),
	ALL(MEMBERS, PROTO, "*", "with a fraction", NUMBER),
	ALL(MEMBERS, PROTO, "*", "with an exponent", NUMBER),
	ALL(MEMBERS, PROTO, "*", "in the other form", NUMBER),
	WHERE(is_last_digit, TEXT, "*", "*", "*", GO_TEXT),
};

static struct harmless bundles[] = {
	ALL(MEMBERS, PROTO, "m*", "name in snake case", SPELLING),
	ALL(MEMBERS, PROTO, "v*", "name in snake case", SPELLING),
	ALL(MEMBERS, PROTO, "dsseEnvelope", "name in snake case", SPELLING),
	SOME(MEMBERS, PROTO, "messageSignature.messageDigest.algorithm", "1", "the number of SHA2_256"),
	SOME(TEXT, PROTO, "mediaType", "byte 0x32", "v0.2 says the same here"),
	HARMLESS_ROW(TEXT, "v0.3, no log", "mediaType", "byte 0x31", "and so does v0.1", 1, NULL, VALUES),
	HARMLESS_ROW(TEXT, "v0.3, no log", "*", "byte 0x2d", SPELLING, 1, is_for_urls, VALUES),
	HARMLESS_ROW(TEXT, "v0.3, no log", "*", "byte 0x5f", SPELLING, 1, is_for_urls, VARIES),
	SOME(LINES, "*", "*.checkpoint.envelope", "line repeated", "the log's signature twice"),
	WHERE(is_in_name, TEXT, "*", ENTRY "inclusionProof.checkpoint.envelope", "*", "Rekor v1: the key's hash, not the name, says whose signature it is"),
	/* timestamps: versions, and the preview of digest algorithms */
	SOME(BYTES | TEXT, "*", STAMP, "byte*", "neither SignedData's head nor its versions are signed"),
	/* nothing signs the index, or the time */
	ALL(MEMBERS, NO_SET, ENTRY "logIndex", "removed", INDEX),
	ALL(MEMBERS, NO_SET, ENTRY "logIndex", "null", INDEX),
	ALL(MEMBERS, NO_SET, ENTRY "logIndex", "0", INDEX),
	ALL(MEMBERS, NO_SET, ENTRY "logIndex", "1", INDEX),
	ALL(MEMBERS, NO_SET, ENTRY "logIndex", "with a digit more", INDEX),
	ALL(MEMBERS, NO_SET, ENTRY "logIndex", "plus *", INDEX),
	ALL(MEMBERS, NO_SET, ENTRY "logIndex", "minus 1", INDEX),
	ALL(MEMBERS, NO_SET, ENTRY "logIndex", "2^63-1", INDEX),
	ALL(MEMBERS, NO_SET, ENTRY "logIndex", "twice", INDEX),
	SOME(TEXT, NO_SET, ENTRY "logIndex", "*", INDEX),
	ALL(MEMBERS, NO_SET, ENTRY "integratedTime", "removed", TIME),
	ALL(MEMBERS, NO_SET, ENTRY "integratedTime", "null", TIME),
	ALL(MEMBERS, NO_SET, ENTRY "integratedTime", "0", TIME),
	ALL(MEMBERS, NO_SET, ENTRY "integratedTime", "plus 1", TIME),
	ALL(MEMBERS, NO_SET, ENTRY "integratedTime", "minus 1", TIME),
	SOME(TEXT, NO_SET, ENTRY "integratedTime", "*", TIME),
	/* keys */
	ALL(MEMBERS, BY_KEY, ENTRY "inclusionPromise", "removed", NO_TIME),
	ALL(MEMBERS, BY_KEY, ENTRY "inclusionPromise", "null", NO_TIME),
	ALL(MEMBERS, BY_KEY, ENTRY "inclusionPromise", "{}", NO_TIME),
	ALL(MEMBERS, BY_KEY, ENTRY "inclusionPromise.*", "removed", NO_TIME),
	ALL(MEMBERS, BY_KEY, ENTRY "inclusionPromise.*", "null", NO_TIME),
	ALL(MEMBERS, BY_KEY, ENTRY "inclusionPromise.*", "\"\"", NO_TIME),
	ALL(MEMBERS, BY_KEY, MATERIAL "publicKey", "{}", A_HINT),
	ALL(MEMBERS, BY_KEY, HINT, "removed", A_HINT),
	ALL(MEMBERS, BY_KEY, HINT, "null", A_HINT),
	ALL(MEMBERS, BY_KEY, HINT, "\"\"", A_HINT),
	ALL(MEMBERS, BY_KEY, HINT, "\"x\"", A_HINT),
	ALL(MEMBERS, BY_KEY, HINT, "twice", A_HINT),
	ALL(MEMBERS, BY_KEY, HINT, "with a blank behind", A_HINT),
	ALL(MEMBERS, BY_KEY, HINT, "in capitals", A_HINT),
	ALL(MEMBERS, BY_KEY, HINT, "in small letters", A_HINT),
	ALL(BYTES, BY_KEY, HINT, "*", A_HINT),
	SOME(TEXT, BY_KEY, HINT, "*", A_HINT),
	/* Rekor v2 */
	ALL(MEMBERS, V2, ENTRY "inclusionProof.logIndex", "removed", ONCE),
	ALL(MEMBERS, V2, ENTRY "inclusionProof.logIndex", "null", ONCE),
	ALL(MEMBERS, V2, ENTRY "inclusionProof.logIndex", "0", ONCE),
	ALL(MEMBERS, V2, ENTRY "inclusionProof.treeSize", "removed", ONCE),
	ALL(MEMBERS, V2, ENTRY "inclusionProof.treeSize", "null", ONCE),
	ALL(MEMBERS, V2, ENTRY "inclusionProof.treeSize", "0", ONCE),
	ALL(MEMBERS, V2, ENTRY "inclusionProof.rootHash", "removed", ONCE),
	ALL(MEMBERS, V2, ENTRY "inclusionProof.rootHash", "null", ONCE),
	ALL(MEMBERS, V2, ENTRY "inclusionProof.rootHash", "\"\"", ONCE),
	ALL(MEMBERS, BOTH, SECOND "inclusionProof.logIndex", "removed", ONCE),
	ALL(MEMBERS, BOTH, SECOND "inclusionProof.logIndex", "null", ONCE),
	ALL(MEMBERS, BOTH, SECOND "inclusionProof.logIndex", "0", ONCE),
	ALL(MEMBERS, BOTH, SECOND "inclusionProof.treeSize", "removed", ONCE),
	ALL(MEMBERS, BOTH, SECOND "inclusionProof.treeSize", "null", ONCE),
	ALL(MEMBERS, BOTH, SECOND "inclusionProof.treeSize", "0", ONCE),
	ALL(MEMBERS, BOTH, SECOND "inclusionProof.rootHash", "removed", ONCE),
	ALL(MEMBERS, BOTH, SECOND "inclusionProof.rootHash", "null", ONCE),
	ALL(MEMBERS, BOTH, SECOND "inclusionProof.rootHash", "\"\"", ONCE),
	/* two logs: what the promise signs, and what names the log */
	ALL(MEMBERS, BOTH, MATERIAL "tlogEntries", "elements turned around", "entries have no order"),
	ALL(PAIRS, BOTH, MATERIAL "tlogEntries[0]", "swapped with " MATERIAL "tlogEntries[1]", "entries have no order"),
	ALL(MEMBERS, BOTH, MATERIAL "tlogEntries[?]", "removed", OTHER),
	SOME(MEMBERS | PAIRS | TEXT, BOTH, ENTRY "logIndex", "*", OTHER),
	SOME(MEMBERS | PAIRS | TEXT, BOTH, ENTRY "integratedTime", "*", OTHER),
	SOME(MEMBERS | PAIRS | TEXT, BOTH, ENTRY "inclusionPromise*", "*", OTHER),
	ALL(BYTES, BOTH, ENTRY "inclusionPromise.*", "*", OTHER),
	ALL(MEMBERS, BOTH, ENTRY "inclusionProof", "removed", OTHER),
	ALL(MEMBERS, BOTH, ENTRY "inclusionProof", "null", OTHER),
	ALL(BYTES, BOTH, MATERIAL "tlogEntries[*].logId.keyId", "*", OTHER),
	SOME(MEMBERS | PAIRS | TEXT, BOTH, MATERIAL "tlogEntries[*].logId.keyId", "*", OTHER),
	SOME(INSIDE, BOTH, ENTRY "canonicalizedBody>*", "*", OTHER),
	SOME(BYTES | TEXT, BOTH, ENTRY "canonicalizedBody", "byte*", OTHER),
	/* chains */
	ALL(MEMBERS, "v0.?, chain", ABOVE, "removed", NEEDLESS),
	ALL(MEMBERS, "v0.?, chain", ABOVE, "repeated", NEEDLESS),
	ALL(MEMBERS, "v0.2, chain", LEAF, "repeated", NEEDLESS),
	ALL(MEMBERS, "v0.1, promise", LEAF, "repeated", NEEDLESS),
	SOME(BYTES | TEXT, "v0.?, chain", ABOVE ".rawBytes", "byte*", NEEDLESS),
	/* the public conformance cases */
	CASE(MEMBERS, "happy-path-v0.1|trust-root-tlog-*", ENTRY "inclusionProof", "removed|null", "in v0.1 the promise is enough"),
	CASE(MEMBERS, "happy-path-v0.1|happy-path-v0.2|trust-root-tlog-*|" INTOTO, LEAF, "repeated", NEEDLESS),
	CASE(MEMBERS, INTOTO, "dsseEnvelope.signatures[0].keyid", "removed|null|\"x\"|twice|with a blank behind", "a key id is a hint, and is not signed"),
	CASE(MEMBERS, INTOTO, ENTRY "inclusionPromise", "removed|null|{}", STAMPED),
	CASE(MEMBERS, INTOTO, ENTRY "inclusionPromise.*", "removed|null|\"\"", STAMPED),
	CASE(PAIRS, INTOTO, ENTRY "inclusionPromise.*", "swapped with dsseEnvelope.signatures[0].keyid", STAMPED),
	CASE(MEMBERS, INTOTO, ENTRY "inclusionProof.hashes", "removed|null", DEFAULT),
	CASE(MEMBERS, INTOTO, ENTRY "inclusionProof.logIndex", "removed|null|0|negative", DEFAULT),
	CASE(MEMBERS, INTOTO, ENTRY "inclusionProof.treeSize", "1", NUMBER),
	SOME_CASE(LINES, "rekor2-*", ENTRY "inclusionProof.checkpoint.envelope", "line removed|line in the place of the one before", "witnesses are not asked, and signatures have no order"),
	/* older forms */
	ALL(MEMBERS, "legacy*", "*", "with a stranger", STRANGER),
	ALL(MEMBERS, "legacy*", "*", "with a stranger inside", STRANGER),
	ALL(MEMBERS, "legacy*", "*", "repeated in snake case*", STRANGER),
	ALL(MEMBERS, "legacy*", "rekorBundle.Payload.*", "with a blank before", JSON),
	SOME(MEMBERS, "legacy*", "cert", "with*", GO_TEXT),
	VARYING(MEMBERS, "legacy*", "cert", "unused bits", GO_TEXT),
	VARYING(MEMBERS, "legacy*", "cert", "twice", "the first certificate counts"),
	SOME(BYTES, "legacy*", "cert", "a byte less", "white space behind PEM"),
	SOME(BYTES | TEXT, "legacy*", "cert", "byte*", "white space in PEM"),
	SOME(MEMBERS, "legacy*", "rekorBundle.SignedEntryTimestamp", "with*", GO_TEXT),
	VARYING(MEMBERS, "legacy*", "rekorBundle.SignedEntryTimestamp", "unused bits", GO_TEXT),
	ALL(MEMBERS, "legacy dsse", "base64Signature", "with *line end*", GO_TEXT),
	ALL(MEMBERS, "legacy intoto*", "base64Signature", "with *line end*", GO_TEXT),
	VARYING(MEMBERS, "legacy dsse", "base64Signature", "unused bits", GO_TEXT),
	VARYING(MEMBERS, "legacy intoto*", "base64Signature", "unused bits", GO_TEXT),
};
/* clang-format on */

const struct harmless_table harmless_everywhere = { everywhere,
	ARRAY_LEN(everywhere) };
const struct harmless_table harmless_bundles = { bundles, ARRAY_LEN(bundles) };
