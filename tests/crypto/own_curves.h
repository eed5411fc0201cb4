/* Whether this build has its own arithmetic for P-384: an option, and a
   compiler with numbers of 128 bits. */
#ifndef TESTS_CRYPTO_OWN_CURVES_H
#define TESTS_CRYPTO_OWN_CURVES_H

#if defined(__SIZEOF_INT128__) && !defined(CSN_WITHOUT_INT128)
#define OWN_P384 COSIGN_OWN_CURVES
#else
#define OWN_P384 0
#endif

#endif
