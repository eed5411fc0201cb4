/* The trusted root that is compiled in; generated, see CMakeLists.txt. */
#ifndef CSN_TRUST_PUBLIC_GOOD_H
#define CSN_TRUST_PUBLIC_GOOD_H

#include <stddef.h>

extern const char csn_public_good_json[];
extern const size_t csn_public_good_len; /* 0: it was left out */

#endif
