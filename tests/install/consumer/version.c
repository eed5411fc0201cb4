/* Uses an installed library: are header and library of one version? */
#include <cosign.h>

#include <stdio.h>
#include <string.h>

int
main(void)
{
	if (strcmp(cosign_version(), COSIGN_VERSION) != 0) {
		fprintf(stderr, "header %s, library %s\n", COSIGN_VERSION,
		    cosign_version());
		return 1;
	}
	return 0;
}
