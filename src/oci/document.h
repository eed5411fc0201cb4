/* Members of the documents of the OCI image specification. */
#ifndef CSN_OCI_DOCUMENT_H
#define CSN_OCI_DOCUMENT_H

#include "util/json_write.h"
#include "util/span.h"

/* A member that is known, in the order in which Go writes it. */
struct csn_member {
	const char *name;
	/* Whether Go leaves out an empty text, list or object of it. */
	int omit_empty;
	/* What is known of an object; NULL: its members are sorted, as a
	   map's. */
	const struct csn_member *members;
};

/*
 * Go takes a member whose name differs in case alone for the same: such a
 * document would say one thing to it and another here. COSIGN_E_MALFORMED.
 * The table ends with a NULL name.
 */
cosign_rc_t csn_members_check(
    const json_t *o, const struct csn_member *known, cosign_error_t *err);

/* The object, members that are known first and in their order, the others as
   they came. */
void csn_members_write(
    struct csn_json_writer *w, const json_t *o, const struct csn_member *known);

/* A media or artifact type: 1 to CSN_MEDIA_TYPE_MAX printable characters of
   ASCII, so that it can stand in a header. */
cosign_rc_t csn_media_type_check(struct csn_span type, cosign_error_t *err);
/* A member of this form. *out is NULL if it is missing, null or empty;
   free(). */
cosign_rc_t csn_media_type_read(
    char **out, const json_t *o, const char *name, cosign_error_t *err);

#endif
