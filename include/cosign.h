/*
 * libcosign: sign and verify as Sigstore's cosign does, in-process.
 *
 * Two libraries share these headers. libcosign-verify is the verifying core
 * (base, error, algorithm, pubkey, artifact, bundle, trust, policy, verify);
 * libcosign contains the core and adds what touches the world (file, inspect,
 * key, sign, config, http, oci, image, stored). Link one of them, not both.
 *
 * Ownership: what comes through an out-parameter is yours, freed by its
 * type's _free function, bytes and strings by cosign_free(). What is returned
 * by value is borrowed and lives as long as its object. On failure every
 * out-parameter is NULL or 0. Objects may be freed in any order.
 *
 * Threads: finished objects (keys, rings, bundles, trust, results, policies
 * that are no longer added to) serve any number of threads. Builders,
 * artifacts and error objects are for one thread at a time. The core starts no
 * thread; libcosign some that fetch at once, which end with the call (image,
 * stored).
 *
 * Being a guest: nothing here exits, prints, or changes locale, signals,
 * working directory or umask; OpenSSL's error queue is left as found,
 * or empty where memory ran out meanwhile.
 */
#ifndef COSIGN_H
#define COSIGN_H

#include <cosign/algorithm.h>
#include <cosign/artifact.h>
#include <cosign/base.h>
#include <cosign/bundle.h>
#include <cosign/config.h>
#include <cosign/error.h>
#include <cosign/file.h>
#include <cosign/http.h>
#include <cosign/image.h>
#include <cosign/inspect.h>
#include <cosign/key.h>
#include <cosign/oci.h>
#include <cosign/policy.h>
#include <cosign/pubkey.h>
#include <cosign/sign.h>
#include <cosign/stored.h>
#include <cosign/trust.h>
#include <cosign/verify.h>

#endif
