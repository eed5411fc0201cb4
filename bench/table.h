/* Parts of the table. */
#ifndef CSN_BENCH_TABLE_H
#define CSN_BENCH_TABLE_H

/* What the parts share. */
struct bench_places {
	const char *build;  /* build folder */
	const char *cache;  /* where peers and the real cosign are installed */
	const char *cosign; /* the real one; empty if it is not there */
	const char *work;   /* a folder for files */
};

/* Keyless verification: against its checks, against peers, heap, process. */
void bench_keyless_rows(const struct bench_places *places);
/* Images in a registry. */
void bench_image_rows(const struct bench_places *places);

#endif
