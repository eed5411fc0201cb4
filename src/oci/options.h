/* What a client is made from. */
#ifndef CSN_OCI_OPTIONS_H
#define CSN_OCI_OPTIONS_H

#include "oci/registry/credentials.h"

struct cosign_oci_options {
	struct csn_credentials *credentials;
	int allow_http;
	cosign_warning_fn warn;
	void *warn_user;
};

#endif
