"""Verifications by sigstore-python; arguments, stdin and stdout as
../go/main.go."""

import pathlib
import sys
import time

from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier, policy


def main():
    root, bundle, file, identity, issuer = sys.argv[1:]
    verifier = Verifier(trusted_root=TrustedRoot.from_file(root))
    wanted = policy.Identity(identity=identity, issuer=issuer)
    json = pathlib.Path(bundle).read_text(encoding="utf-8")
    artifact = pathlib.Path(file).read_bytes()
    for line in sys.stdin:
        n = int(line)
        start = time.perf_counter_ns()
        for _ in range(n):
            verifier.verify_artifact(artifact, Bundle.from_json(json), wanted)
        print((time.perf_counter_ns() - start) // n, flush=True)


main()
