#include "keys.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static cosign_alg_t
alg_of(const char *name)
{
	static const struct {
		const char *name;
		cosign_alg_t alg;
	} rows[] = {
		{ "rsa2048-pss", COSIGN_ALG_RSA_PSS_2048_SHA256 },
		{ "rsa3072-pss", COSIGN_ALG_RSA_PSS_3072_SHA256 },
		{ "rsa4096-pss", COSIGN_ALG_RSA_PSS_4096_SHA256 },
		{ "ed25519-ph", COSIGN_ALG_ED25519_PH },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].alg;
	return COSIGN_ALG_NONE;
}

cosign_pubkey_t *
load_key(const char *name)
{
	const cosign_alg_t alg = alg_of(name);
	cosign_pubkey_t *key = NULL, *other = NULL;
	struct vector v;
	char file[64];

	(void)snprintf(
	    file, sizeof(file), "%.*s.pub", (int)strcspn(name, "-"), name);
	v = vector_load("crypto/accepted", file);
	MUST(cosign_pubkey_parse(&key, v.data, v.len, NULL));
	vector_free(&v);
	if (alg == COSIGN_ALG_NONE)
		return key;
	MUST(cosign_pubkey_with_algorithm(&other, key, alg, NULL));
	cosign_pubkey_free(key);
	return other;
}

cosign_rc_t
code_of(const char *symbol)
{
	size_t i;

	for (i = 0; i < cosign_rc_count(); i++)
		if (strcmp(cosign_rc_name(cosign_rc_at(i)), symbol) == 0)
			return cosign_rc_at(i);
	cr_assert_fail("%s is no code", symbol);
	return COSIGN_E_INTERNAL;
}
