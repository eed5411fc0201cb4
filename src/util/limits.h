/*
 * Every size, count and depth that somebody outside controls, with its
 * origin. "cosign" means github.com/sigstore/cosign v3.1.3, "sigstore-go"
 * github.com/sigstore/sigstore-go v1.2.2.
 */
#ifndef CSN_UTIL_LIMITS_H
#define CSN_UTIL_LIMITS_H

/* Bundle, legacy bundle, signature file. sigstore-go has none; a bundle with
   32 entries of 64 hashes and 32 timestamps stays far below. */
#define CSN_BUNDLE_MAX ((size_t)32 * 1024 * 1024)

/* Nesting of JSON. Go's protojson allows 10000, no document of ours needs
   more than 12 levels. */
#define CSN_JSON_DEPTH_MAX 64

/* Values of a document: a bundle with all that its own limits allow has some
   4000, a trusted root four times as many. A value takes up to 100 bytes. */
#define CSN_JSON_VALUES_MAX 131072

/* Transparency-log entries and timestamps of a bundle: sigstore-go
   pkg/bundle, internal/limits. */
#define CSN_TLOG_ENTRIES_MAX 32
#define CSN_TIMESTAMPS_MAX   32

/* Certificates of a chain. Fulcio's have 2 to 4. */
#define CSN_CHAIN_MAX 10

/* Bytes of a certificate: Fulcio's have 1 kB; a key of RSA 4096 and a full
   list of SCTs stay far below. */
#define CSN_CERTIFICATE_MAX ((size_t)64 * 1024)

/* Extensions, names and usages of a certificate. Fulcio's have some 25, one
   and one. */
#define CSN_EXTENSIONS_MAX 64
#define CSN_SAN_MAX        16
#define CSN_USAGES_MAX     32

/* Name constraints of a certificate. */
#define CSN_SUBTREES_MAX 64

/* Signed certificate timestamps of a certificate: Fulcio embeds one. */
#define CSN_SCTS_MAX 16

/* Bytes of an object identifier: OpenSSL once took quadratic time for long
   ones (CVE-2023-2650), and nobody's is longer than this. */
#define CSN_OID_MAX 64

/* Signatures that are verified to build one path of certificates, and all
   paths of a bundle: 32 timestamps with chains of three want some 100. */
#define CSN_PATH_CHECKS_MAX   64
#define CSN_BUNDLE_CHECKS_MAX 256

/* Hashes of an inclusion proof: a tree of 2^63 leaves needs 63 + 1
   (RFC 9162 2.1.3). */
#define CSN_PROOF_HASHES_MAX 64

/* Bytes of an RFC 3161 response, certificates in it, and attributes of its
   signer. FreeTSA's have 5 kB and two certificates; five attributes are
   known. */
#define CSN_TIMESTAMP_MAX          ((size_t)256 * 1024)
#define CSN_TOKEN_CERTIFICATES_MAX 16
#define CSN_ATTRIBUTES_MAX         32

/* Subjects of a statement and digests of one: sigstore-go
   pkg/verify/signature.go. */
#define CSN_SUBJECTS_MAX        1024
#define CSN_SUBJECT_DIGESTS_MAX 32

/* Signatures of an envelope in a file; cosign writes one. */
#define CSN_ENVELOPE_SIGNATURES_MAX 32

/* Bytes of a checkpoint, and its signatures: golang.org/x/mod/sumdb/note
   takes 100. Public ones have one to four and stay below 1 kB. */
#define CSN_CHECKPOINT_MAX      ((size_t)64 * 1024)
#define CSN_NOTE_SIGNATURES_MAX 100

/* A key file, public key, certificate or file of several keys. RSA 4096 as
   an encrypted key file is 5 kB; 1 MiB holds hundreds of public keys. */
#define CSN_KEY_FILE_MAX ((size_t)1024 * 1024)

/* Keys of one ring. */
#define CSN_KEYRING_MAX 1024

/* Signers of a policy, bundles that are verified together (an image may have
   CSN_IMAGE_ROWS_MAX), wishes of an identity, annotations of a policy. */
#define CSN_SIGNERS_MAX 1024
#define CSN_BUNDLES_MAX 2048
#define CSN_WISHES_MAX  64

/* A glob for identities, in bytes: its time grows with its length. */
#define CSN_GLOB_MAX ((size_t)1024)

/* scrypt memory that a key file may ask for: N=131072, r=8 needs 128 MiB plus
   little (cosign accepts three parameter sets, this is the largest). */
#define CSN_SCRYPT_MEMORY_MAX ((size_t)160 * 1024 * 1024)

/* The same times its parallelism, for an imported key: what has to be worked
   through takes some seconds. */
#define CSN_SCRYPT_WORK_MAX ((size_t)1024 * 1024 * 1024)

/* Iterations that an imported PBES2 key may ask for: OWASP's advice of 2023
   for PBKDF2-HMAC-SHA256 is 600000; ten million take some seconds. */
#define CSN_PBKDF2_ITERATIONS_MAX 10000000

/* Message held in memory for pure Ed25519: cosign's own limit for what it
   loads (COSIGN_MAX_ATTACHMENT_SIZE, 128 MiB). */
#define CSN_MEMORY_MESSAGE_MAX ((size_t)128 * 1024 * 1024)

/* Bytes of a key as DER: SubjectPublicKeyInfo or PrivateKeyInfo. RSA 4096 as
   PKCS#8 is 2.4 kB. */
#define CSN_KEY_DER_MAX ((size_t)16 * 1024)

/* Pieces of guarded memory held at once: an EC or RSA key is one, an Ed25519
   key two, an open password one more. Each takes four mappings of the 65530
   that Linux gives a process (vm.max_map_count); beyond that libsodium's guard
   pages and MADV_DONTDUMP would fail without a word. */
#define CSN_SECRETS_MAX 4000

/* OpenSSL's secure heap, both powers of two: a P-521 key takes 128 bytes there
   while it is kept, the numbers of an RSA 4096 key some 8 kB while they are
   made or checked. */
#define CSN_SECURE_HEAP_SIZE  ((size_t)512 * 1024)
#define CSN_SECURE_HEAP_LEAST ((size_t)32)

/* Stack that is overwritten after something was computed with a private key.
   OpenSSL's RSA and libsodium's scrypt need less; threads with stacks of
   64 kB have room for it. */
#define CSN_STACK_WIPE ((size_t)24 * 1024)

/* signing config and trusted root: the public ones are 2 kB and 7 kB. */
#define CSN_CONFIG_MAX ((size_t)4 * 1024 * 1024)

/* Logs, authorities or services of one kind that they may list: the public
   ones list 2 or 3. */
#define CSN_TRUST_LIST_MAX 256

/* A regular expression for identities, in bytes: those in use have some 100.
   RE2 and Go limit the compiled form alone. */
#define CSN_REGEX_PATTERN_MAX ((size_t)8192)

/* Compiled: instructions of 8 bytes, numbered in 16 bits, and ranges of 8 bytes
   of what its classes have, of which \pL has 659. With the classes themselves
   below 1.1 MiB. */
#define CSN_REGEX_CODE_MAX   65535
#define CSN_REGEX_RANGES_MAX 49152

/* Ranges of one class while it is put together; Unicode's categories and
   scripts change at some 5000 places. */
#define CSN_REGEX_SET_MAX ((size_t)32768)

/* Counts of x{n,m}, also multiplied where they nest: RE2 and Go. */
#define CSN_REGEX_REPEAT_MAX 1000

/* Groups in groups and what is in the innermost one: Go counts the levels of
   the tree. */
#define CSN_REGEX_NESTING_MAX 1000

/* A reference: a path (PATH_MAX) and what may stand before and behind it; a
   registry (253 characters of a name, RFC 1035 2.3.4, and a port), repository
   and tag (go-containerregistry pkg/name). */
#define CSN_REFERENCE_MAX  ((size_t)8192)
#define CSN_REGISTRY_MAX   259
#define CSN_REPOSITORY_MAX 255
#define CSN_TAG_MAX        128

/* Bytes of an image manifest or index. Registries need take no more than 4 MiB
   (OCI distribution specification, "Pushing Manifests");
   go-containerregistry reads up to 100 MiB. */
#define CSN_MANIFEST_MAX ((size_t)16 * 1024 * 1024)
/* Bytes of a bundle of which its manifest may hold a copy: a signature's takes
   2 to 12 kB, and manifests are kept in memory by registries and caches. */
#define CSN_EMBEDDED_MAX ((size_t)64 * 1024)

/* Layers of an image, manifests of an index. Overlays stop at some hundred
   layers, cosign at 1000 signatures of an image; an index may list what refers
   to an image that is signed for years. */
#define CSN_DESCRIPTORS_MAX 10000

/* Annotations of a manifest or descriptor, and URLs of one: cosign writes six,
   builders some twenty. */
#define CSN_ANNOTATIONS_MAX 1024
#define CSN_URLS_MAX        64

/* Characters of a media or artifact type: RFC 6838 4.2. */
#define CSN_MEDIA_TYPE_MAX 255

/* Bytes of a layout's oci-layout: it says its version and nothing else. */
#define CSN_LAYOUT_FILE_MAX ((size_t)64 * 1024)

/* Milliseconds that are waited for others who write to a layout: a change
   takes some, and few write to the same one. */
#define CSN_LAYOUT_WAIT_MS 60000

/* How often a layout is read anew since what it listed has been removed
   meanwhile: few write to the same one. */
#define CSN_LAYOUT_TRIES 16

/* Files that are looked at for referrers in a layout, and bytes of one: no
   registry needs take a larger manifest (see CSN_MANIFEST_MAX). */
#define CSN_LAYOUT_BLOBS_MAX    100000
#define CSN_LAYOUT_REFERRER_MAX ((size_t)4 * 1024 * 1024)

/* Bytes of a blob that is copied which are kept in memory; more go to a
   file. */
#define CSN_SPOOL_MEMORY_MAX ((size_t)1024 * 1024)

/* Bytes of a URL: RFC 9110 4.1 wants 8000 to be understood. Signed ones of blob
   stores have some 2 kB. */
#define CSN_URL_MAX ((size_t)8 * 1024)

/* Headers of an answer, all in all: Go's client takes 10 MiB, libcurl 300 kB;
   registries send some 1 kB, blob stores 2 kB. */
#define CSN_HEADERS_MAX ((size_t)256 * 1024)

/* Bytes of a body that says why a request was refused: what is kept, and what
   is read at most so that the connection can be used again. Registries' and
   Rekor's have some 200. */
#define CSN_REFUSAL_KEEP ((size_t)64 * 1024)
#define CSN_REFUSAL_MAX  ((size_t)1024 * 1024)

/* Redirects of one request: Go's client, curl's limit by default is 30. */
#define CSN_REDIRECTS_MAX 10

/* Hosts whose rates are kept at a time; of more, the longest unused is
   forgotten. */
#define CSN_RATED_HOSTS_MAX 256

/* Bytes of a list of hosts that no proxy is used for. */
#define CSN_NO_PROXY_MAX ((size_t)64 * 1024)

/* Certificates of authorities: Debian's have 220 kB. */
#define CSN_AUTHORITIES_MAX ((size_t)4 * 1024 * 1024)

/* Foreign text quoted in a message, in characters. */
#define CSN_QUOTE_MAX 80

/* Threads that fetch at a time: cosign's default is 10. */
#define CSN_WORKERS_MAX 64

/* Indexes within indexes: those in use are one deep. */
#define CSN_INDEX_DEPTH_MAX 8

/* Files of one upload: each is of a platform, and Go knows some 50. */
#define CSN_UPLOAD_FILES_MAX 256

/* Signatures of an image in one place: cosign reads 1000 layers. */
#define CSN_IMAGE_SIGNATURES_MAX 1000

/* Bytes of all of them, which are held at once: eight of the largest bundles,
   and thousands of those in use, which have some kilobytes. */
#define CSN_IMAGE_CONTENTS_MAX ((size_t)8 * CSN_BUNDLE_MAX)

/* In all places: as many in either form, and a row that tells of more. */
#define CSN_IMAGE_ROWS_MAX ((size_t)2 * CSN_IMAGE_SIGNATURES_MAX + 1)

/* A file of credentials, its entries and helpers, each secret in it, and
   files. docker and podman have no limits; identity tokens of cloud registries
   have some 3 kB. */
#define CSN_CREDENTIALS_FILE_MAX  ((size_t)1024 * 1024)
#define CSN_CREDENTIALS_MAX       1024
#define CSN_CREDENTIAL_MAX        ((size_t)16 * 1024)
#define CSN_CREDENTIALS_FILES_MAX 16

/* A value within a registry's header: a realm, a scope, a relation. Servers
   stop at 8 kB for all headers together. */
#define CSN_HEADER_VALUE_MAX ((size_t)4096)

/* Warnings of a registry that are handed on, and bytes of one. It must not send
   more than 4096 bytes of them with an answer (OCI distribution specification,
   "Warnings"); those in use are a sentence. */
#define CSN_WARNINGS_MAX 16
#define CSN_WARNING_MAX  512

/* What a registry says of an error, and the answer of a token server:
   go-containerregistry reads 64 KiB. */
#define CSN_REGISTRY_ERROR_MAX ((size_t)64 * 1024)
#define CSN_TOKEN_ANSWER_MAX   ((size_t)64 * 1024)

/* Redirects of a request for a token: net/http follows ten. */
#define CSN_TOKEN_REDIRECTS_MAX 10

/* Pages of a list, and bytes of one with tags. We ask for 1000 tags of 128
   characters; some registries give all at once. Referrers come as manifests. */
#define CSN_PAGES_MAX    1000
#define CSN_TAG_PAGE_MAX ((size_t)16 * 1024 * 1024)
/* Bytes of all pages of a list of referrers, which is held: four of the largest
   manifests. CSN_DESCRIPTORS_MAX of those in use are some 5 MB. */
#define CSN_REFERRERS_MAX ((size_t)4 * CSN_MANIFEST_MAX)

/* A URL that we make: a registry, a repository and what a server put behind it
   as the state of an upload. */
#define CSN_REGISTRY_URL_MAX ((size_t)16 * 1024)

/* Bytes of a blob that are sent at once, and the most that a registry may ask
   for (OCI-Chunk-Min-Length): they are held in memory to be sent again. */
#define CSN_UPLOAD_PIECE     ((size_t)16 * 1024 * 1024)
#define CSN_UPLOAD_PIECE_MAX ((size_t)128 * 1024 * 1024)

/* How often a blob is taken up after a lost connection that brought bytes, an
   upload is begun again, and a piece of one is sent again. */
#define CSN_RESUMES_MAX     16
#define CSN_UPLOADS_MAX     3
#define CSN_PIECE_TRIES_MAX 5

/* How often a tag is changed anew that others change, too. */
#define CSN_UPDATE_TRIES_MAX 24

#endif
