/* Shared libraries that are loaded on first use: who never needs one never pays
   for it. */
#ifndef CSN_LOADER_LOADER_H
#define CSN_LOADER_LOADER_H

#include "util/util.h"

#include <pthread.h>
#include <stdatomic.h>

/*
 * What package builders read to find libraries that no DT_NEEDED names
 * (systemd.io/ELF_DLOPEN_METADATA): an ELF note of type 0x407c0c0a. Once in a
 * file, of string literals.
 */
#define CSN_LOADER_NOTE(feature, description, soname)                      \
	static const struct {                                              \
		uint32_t owner_size, text_size, type;                      \
		char owner[4];                                             \
		char text[(sizeof(CSN_LOADER_TEXT(                         \
			       feature, description, soname)) +            \
			      3) /                                         \
		    4 * 4];                                                \
	} csn_loader_note __attribute__((                                  \
	    used, aligned(4), section(".note.dlopen"))) = { sizeof("FDO"), \
		sizeof(CSN_LOADER_TEXT(feature, description, soname)),     \
		0x407c0c0a, "FDO",                                         \
		CSN_LOADER_TEXT(feature, description, soname) }
#define CSN_LOADER_TEXT(feature, description, soname)                  \
	"[{\"feature\":\"" feature "\",\"description\":\"" description \
	"\",\"priority\":\"recommended\",\"soname\":[\"" soname "\"]}]"

/* One library, static: of zero but for what is named. */
struct csn_loader {
	const char *soname;
	const char *hint; /* what to install */
	/* Finds what is used of it. 0: that is too old; it is closed. */
	int (*find_all)(void *library);
	const char *oldest; /* version that has all of it */
	/* What it needs before it is used. 0: it cannot be initialised; it is
	   not closed, for who knows what it holds by now. */
	int (*start)(void *library);

	atomic_int is_ready;
	pthread_mutex_t loading; /* PTHREAD_MUTEX_INITIALIZER */
};

/* The address of what the library calls so into *function, a pointer to a
   function. 0 if it has none. */
int csn_loader_find(void *library, const char *name, void *function);

/* COSIGN_OK or COSIGN_E_NO_LIBRARY. Cheap after the first call; a failure is
   not remembered, so that a host may install the library and go on. What is
   loaded stays loaded. */
cosign_rc_t csn_loader_get(struct csn_loader *loader, cosign_error_t *err);

#endif
