#include "crypto/key_internal.h"

#include <stdatomic.h>

EVP_PKEY_CTX *
csn_pool_take(struct csn_ctx_pool *pool)
{
	EVP_PKEY_CTX *ctx;
	size_t i;

	for (i = 0; i < CSN_POOL_SLOTS; i++) {
		if (atomic_load_explicit(
			&pool->slots[i], memory_order_relaxed) == NULL)
			continue;
		ctx = atomic_exchange(&pool->slots[i], NULL);
		if (ctx != NULL)
			return ctx;
	}
	return NULL;
}

void
csn_pool_give(struct csn_ctx_pool *pool, EVP_PKEY_CTX *ctx)
{
	EVP_PKEY_CTX *empty;
	size_t i;

	for (i = 0; i < CSN_POOL_SLOTS; i++) {
		empty = NULL;
		if (atomic_compare_exchange_strong(
			&pool->slots[i], &empty, ctx))
			return;
	}
	EVP_PKEY_CTX_free(ctx);
}

void
csn_pool_dispose(struct csn_ctx_pool *pool)
{
	EVP_PKEY_CTX *ctx;
	size_t i;

	for (i = 0; i < CSN_POOL_SLOTS; i++) {
		ctx = atomic_exchange(&pool->slots[i], NULL);
		EVP_PKEY_CTX_free(ctx);
	}
}
