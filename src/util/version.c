#include <cosign/base.h>

#include <openssl/crypto.h>
#include <stdlib.h>

const char *
cosign_version(void)
{
	return COSIGN_VERSION;
}

const char *
cosign_crypto_version(void)
{
	return OpenSSL_version(OPENSSL_VERSION);
}

void
cosign_free(void *p)
{
	free(p);
}
