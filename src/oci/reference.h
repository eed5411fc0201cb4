/*
 * References to images. Those to registries are read as
 * go-containerregistry's pkg/name reads them when it is not strict, and mean
 * the same; refused besides is what could only mean another place once it
 * stands in a URL, or no place at all:
 *
 *	components of a repository that are empty, "." or ".."; tags "." and
 *	".."; hosts that are empty, are not ASCII or hold characters that RFC
 *	3986 does not allow, more than one colon outside of brackets, or an
 *	empty or impossible port.
 *
 * Those to layouts: in the last part of the path, behind its last slash, "@"
 * begins a digest and ":" a tag; elsewhere both are parts of names. So a folder
 * with one of them in its last part is written with a slash behind it:
 * "oci:a:b/", "oci:a:b/:tag". Without that rule "oci:a:b" with a tag or digest
 * added could mean another folder.
 */
#ifndef CSN_OCI_REFERENCE_H
#define CSN_OCI_REFERENCE_H

#include "util/util.h"

#include <cosign/oci.h>

/* What a layout's reference begins with. */
#define CSN_LAYOUT_SCHEME "oci:"

/* Whether a text is a tag. */
int csn_tag_is_valid(const char *tag);

#endif
