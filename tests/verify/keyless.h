/* The forms of keyless signatures, as a virtual Sigstore makes them, and who
   trusts them how: for tests of mutants. */
#ifndef TESTS_VERIFY_KEYLESS_H
#define TESTS_VERIFY_KEYLESS_H

#include "verifying.h"
#include "virtual/virtual.h"

struct form {
	const char *name;
	int legacy;
	struct vs_sign_options sign;
	enum vs_kind key;              /* instead of a certificate's */
	int in_v1, in_v2;              /* logs */
	struct vs_entry_options entry; /* in v1 */
	int stamps;
	enum vs_embed embed; /* in the timestamp */
	struct vs_bundle_options bundle;
	struct vs_leaf_options leaf;
	int ignores_tlog, ignores_scts, allows_chain;
};

extern const struct form forms[];
extern const size_t form_count;

/* A document, and what accepts it. */
struct subject {
	const char *name;
	const struct form *form; /* NULL: it is a case */
	struct vs *vs;
	struct vs_signature *sig;
	const char *text;
	const char *root; /* trusted root; NULL: the public-good one */
	struct vs_bytes artifact;
	cosign_trust_t *trust;
	cosign_policy_t *policy;
};

void subject_make(struct subject *s, const struct form *form);
/* Where the cases of the public conformance suite are (cases.h). */
#define CASES_FOLDER "sigstore-conformance/bundle-verify"
/* The one that has this name, which is kept, judged as the suite wants it; 0:
 * it is to be refused, or is none. */
int subject_of_case(struct subject *s, const char *name);
void subject_free(struct subject *s);
/* Whether a document is accepted in place of the subject's. */
int subject_accepts(const struct subject *s, const char *text, size_t len);
/* The same of the subject's under another trusted root. */
int subject_trusts(const struct subject *s, const char *root, size_t len);

#endif
