/* Verifications of what the virtual Sigstore signed. */
#ifndef TESTS_VERIFY_VIRTUAL_VERDICT_H
#define TESTS_VERIFY_VIRTUAL_VERDICT_H

#include "vectors.h"
#include "virtual/virtual.h"

#include <cosign/verify.h>

/* The trusted root of all that is not untrusted. */
cosign_trust_t *virtual_trust(struct vs *vs);

/* A policy that wants this e-mail address; NULL: nobody yet. */
cosign_policy_t *virtual_policy(const char *subject);
void virtual_add(cosign_policy_t *policy, const char *subject);

/* VS_ARTIFACT under what is given, which is parsed first. A verdict is
   compared with the code and the start of the message; result may be NULL. */
void virtual_expect(cosign_result_t **result, struct vs *vs,
    const cosign_policy_t *policy, const char *bundle, cosign_rc_t code,
    const char *message);

/* The same with several bundles, up to a NULL. */
void virtual_expect_all(cosign_result_t **result, struct vs *vs,
    const cosign_policy_t *policy, const char *const *bundles, cosign_rc_t code,
    const char *message);

/* The code of what the first bundle's evidence was passed over for, in the
   result document: "COSIGN_E_TIMESTAMP". Ends the test if there is no such
   row. */
void virtual_expect_ignored(const cosign_result_t *result, const char *what,
    size_t index, const char *code, const char *message);

#endif
