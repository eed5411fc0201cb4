// The same from C++.
#include <cosign.h>

#include <iostream>
#include <string>

int
main()
{
	if (std::string(cosign_version()) != COSIGN_VERSION) {
		std::cerr << "header " << COSIGN_VERSION << ", library "
			  << cosign_version() << '\n';
		return 1;
	}
	return 0;
}
