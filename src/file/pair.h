/*
 * Two files that belong together, PREFIX.key and PREFIX.pub, written so that
 * both names appear, or change, in one step.
 *
 * No call renames two files at once. So both names first become symbolic
 * links through one common link, whose change is the one step, and then real
 * files again, one by one:
 *
 *	a.key -> .a.pair/now/key       .a.pair/now -> old | new
 *	a.pub -> .a.pair/now/pub
 *
 * While "now" leads to "old" a reader finds the old pair, or nothing where
 * there was none. The staging folder is locked by who works in it, so that of
 * two processes one writes the pair; what a killed process leaves there is
 * completed or undone by the next one that writes or checks the same pair.
 */
#ifndef CSN_FILE_PAIR_H
#define CSN_FILE_PAIR_H

#include "util/span.h"
#include "util/util.h"

/*
 * Tidy up after a killed process, then: may the pair be written? COSIGN_OK,
 * COSIGN_E_EXISTS (without overwrite), _FILE_KIND for a name that is no
 * regular file, _DIRECTORY, _NOT_FOUND, _PERMISSION (also for a staging folder
 * of somebody else), _UNAVAILABLE while another process writes the pair, _IO.
 */
cosign_rc_t csn_pair_check(
    const char *prefix, int overwrite, cosign_error_t *err);

/* Write it: the key with mode 0600, the public half with 0644 less the umask.
   Codes as above, and COSIGN_E_NO_SPACE. */
cosign_rc_t csn_pair_write(const char *prefix, struct csn_span key,
    struct csn_span pub, int overwrite, cosign_error_t *err);

#endif
