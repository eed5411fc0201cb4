/* Keys and tables of vectors/crypto. */
#ifndef TESTS_CRYPTO_KEYS_H
#define TESTS_CRYPTO_KEYS_H

#include <cosign/pubkey.h>

/* The key of vectors/crypto/accepted/NAME.pub; a name that ends in -pss or
   -ph is a key under that algorithm. Ends the test if it cannot be had. */
cosign_pubkey_t *load_key(const char *name);

/* The code of a symbol, "COSIGN_E_DER"; ends the test if there is none. */
cosign_rc_t code_of(const char *symbol);

#endif
