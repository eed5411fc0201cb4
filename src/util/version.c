#include <cosign/base.h>

#include <stdlib.h>

const char *
cosign_version(void)
{
	return COSIGN_VERSION;
}

void
cosign_free(void *p)
{
	free(p);
}
