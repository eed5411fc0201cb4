/* clang-format off */
/* The rows of mutation.c where cosign accepts, or panics, and cosignc refuses. */
{ "*", "*kindVersion*", "*", "log-entries-that-contradict-themselves", 0 },
{ "v2*", "*inclusionProof.*", "*", "log-entries-that-contradict-themselves", 0 },
{ "v2*", "*canonicalizedBody", "*", "log-entries-that-contradict-themselves", 0 },
{ "both logs", "*tlogEntries[1].*", "*", "log-entries-that-contradict-themselves", 0 },
{ "both logs", "*tlogEntries[0].canonicalizedBody", "*", "entries-that-count-for-nothing", 0 },
{ "v2*", "*rfc3161Timestamps[0]", "repeated", "the-same-evidence-twice", 0 },
{ "legacy", "", "null", "null-as-a-bundle", 0 },
{ "legacy attestation", "*body>spec.content*", "*", "older-entries-that-end-cosign", 0 },
{ "legacy*", "*", "repeated*", "names-in-old-documents", 0 },
{ "legacy*", "*", "name in capitals", "names-in-old-documents", 0 },
{ "*chain", "*certificates[1]*", "*", "bytes-that-nobody-signed", 0 },
