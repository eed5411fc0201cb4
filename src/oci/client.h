/* What reaches registries and layouts. */
#ifndef CSN_OCI_CLIENT_H
#define CSN_OCI_CLIENT_H

#include <cosign/oci.h>

#include <stdatomic.h>

struct csn_registries;

struct cosign_oci {
	atomic_int refs;
	struct csn_registries *registries; /* NULL: layouts alone */
};

#endif
