/*
 * Hostile documents of one kind and of a size that is chosen, read and
 * verified once: growth.sh counts the instructions that this takes.
 *
 * usage: growth KIND BYTES
 */
#include <cosign/verify.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD                                                             \
	"{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json" \
	"\",\"verificationMaterial\":{\"publicKey\":{}},"
#define MESSAGE_TAIL "\"}}"

/* What stands before, what is repeated with a number in it, and what stands
   behind. */
struct kind {
	const char *name;
	const char *before;
	const char *repeated; /* # is the number */
	const char *after;
};

static const struct kind kinds[] = {
	{ "members", "{", "\"m#\":0,", "\"x\":0}" },
	{ "levels", "{\"x\":[", "[[[[[[[[[[[[[[[[#]]]]]]]]]]]]]]]],", "0]}" },
	{ "text", "{\"x\":\"", "abcdefgh#", "\"}" },
	{ "escapes", "{\"x\":\"", "\\u00e4\\n\\ud83d\\ude00", "\"}" },
	{ "digits", "{\"x\":", "1", "}" },
	{ "fraction", "{\"x\":0.", "1", "}" },
	{ "blanks", "", "        \n", "{}" },
	{ "signature",
	    HEAD "\"messageSignature\":{\"messageDigest\":{},\"signature\":\"",
	    "AAAA", MESSAGE_TAIL },
	{ "lines in base64",
	    HEAD "\"messageSignature\":{\"messageDigest\":{},\"signature\":\"",
	    "AAAA\\n", MESSAGE_TAIL },
	{ "payload",
	    HEAD "\"dsseEnvelope\":{\"payloadType\":\"x\",\"signatures\":"
		 "[{\"sig\":\"AAAA\"}],\"payload\":\"",
	    "AAAA", MESSAGE_TAIL },
	{ "entries",
	    "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\","
	    "\"verificationMaterial\":{\"tlogEntries\":[",
	    "{\"logIndex\":\"#\"},", "{}]}}" },
	{ "timestamps",
	    "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\","
	    "\"verificationMaterial\":{\"timestampVerificationData\":"
	    "{\"rfc3161Timestamps\":[",
	    "{\"signedTimestamp\":\"AAAA\"},", "{}]}}}" },
	{ "base64 of nothing", "", "AAAA\n", "" },
	{ "pem", "", "-----BEGIN X-----\n#:\n-----END X-----\n", "" },
};

static void
fail(const char *why)
{
	(void)fprintf(stderr, "growth: %s\n", why);
	exit(2);
}

static char *
document(const struct kind *kind, size_t size)
{
	const size_t room = size + strlen(kind->before) + strlen(kind->after) +
	    strlen(kind->repeated) + 64;
	const char *at = strchr(kind->repeated, '#');
	const int head = (int)(at == NULL ? strlen(kind->repeated)
					  : (size_t)(at - kind->repeated));
	char *text = malloc(room), *to = text;
	unsigned int n;

	if (text == NULL)
		fail("no memory");
	to += sprintf(to, "%s", kind->before);
	for (n = 0; (size_t)(to - text) < size; n++) {
		to += sprintf(to, "%.*s", head, kind->repeated);
		if (at != NULL)
			to += sprintf(to, "%06u%s", n % 1000000, at + 1);
	}
	(void)sprintf(to, "%s", kind->after);
	return text;
}

static void
verify(const cosign_bundle_t *b)
{
	static const char key[] =
	    "-----BEGIN PUBLIC KEY-----\n"
	    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvDmCZltBCTohWe7MmaV+/j9v/"
	    "WpF\nQUfjVzilqotidw/i4PQdpKlopd0pvMz7rvpXQi1g3lnwoo2HsmUJNP2+"
	    "5A==\n-----END PUBLIC KEY-----\n";
	cosign_artifact_t *artifact = NULL;
	cosign_policy_t *policy = NULL;
	cosign_pubkey_t *pubkey = NULL;

	if (cosign_pubkey_parse(&pubkey, key, sizeof(key) - 1, NULL) != 0 ||
	    cosign_policy_new(&policy, NULL) != 0 ||
	    cosign_policy_add_key(policy, pubkey, NULL) != 0 ||
	    cosign_artifact_from_bytes(&artifact, "x", 1, NULL) != 0)
		fail("no policy");
	cosign_policy_insecure_ignore_tlog(policy);
	if (cosign_verify_blob(NULL, NULL, policy, b, artifact, NULL) == 0)
		fail("accepted");
	cosign_artifact_free(artifact);
	cosign_policy_free(policy);
	cosign_pubkey_free(pubkey);
}

int
main(int argc, char **argv)
{
	cosign_bundle_t *b = NULL;
	cosign_keyring_t *ring = NULL;
	size_t i, size;
	char *text;

	if (argc == 1) {
		for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			(void)puts(kinds[i].name);
		return 0;
	}
	if (argc != 3)
		fail("usage: growth KIND BYTES");
	size = strtoul(argv[2], NULL, 10);
	for (i = 0; strcmp(kinds[i].name, argv[1]) != 0;)
		if (++i == sizeof(kinds) / sizeof(kinds[0]))
			fail("no such kind");
	text = document(&kinds[i], size);
	if (cosign_bundle_parse_any(&b, text, strlen(text), NULL) == 0)
		verify(b);
	if (cosign_keyring_parse(&ring, text, strlen(text),
		COSIGN_KEYRING_CERTIFICATES, NULL) == 0)
		fail("a ring of keys");
	cosign_bundle_free(b);
	free(text);
	return 0;
}
