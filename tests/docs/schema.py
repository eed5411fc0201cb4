#!/usr/bin/env python3
"""Do the schemas of docs/ describe what cosignc prints?

usage: schema.py COSIGNC MATERIAL DOCS VECTORS CASES IMAGE-DOCUMENTS

MATERIAL is what tests/cli makes, CASES may be absent, IMAGE-DOCUMENTS prints
those that no command does, one on a line. Each document has to fit its schema, and to have no member that the schema does not name; each
example of docs/ has to fit; and a document with a member less, or with a value
of another type, must not. Exit status 77: there is no python3-jsonschema.
"""

import copy
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("skipped: python3-jsonschema is not installed; "
          "scripts/install-deps.sh test does that")
    sys.exit(77)

COSIGNC, MATERIAL, DOCS, VECTORS, CASES, IMAGE_DOCUMENTS = sys.argv[1:]
CASES = os.environ.get("COSIGN_CASES", CASES)

ALICE = ["--certificate-identity", "alice@example.com",
         "--certificate-oidc-issuer", "https://oidc.sigstore.test"]
MALLORY = ["--certificate-identity", "mallory@example.com", *ALICE[2:]]
ROOT = ["--trusted-root", "root"]
NO_LOG = "--insecure-ignore-tlog"
KEY = ["--key", "cosign.pub", NO_LOG]

# What is verified, with the verdict that is meant: ARGUMENTS, ACCEPTED.
VERDICTS = [
    (["verify-blob", *KEY, "--bundle", "b", "f"], True),
    (["verify-blob", *KEY, "--bundle", "l", "f"], True),
    (["verify-blob", *KEY, "--signature", "s", "f"], True),
    (["verify-blob", *KEY, "--bundle", "b", "app"], False),
    (["verify-blob", *KEY, "--bundle", "l", "app"], False),
    (["verify-blob", *KEY, "--signature", "r", "app"], False),
    (["verify-blob", "--key", "cosign.pub", "--bundle", "b", "f"], False),
    (["verify-blob", "--key", "keyed.pub", *ROOT, "--bundle", "keyed",
      "app"], True),
    (["verify-blob", "--key", "other.pub", *ROOT, "--bundle", "keyed",
      "app"], False),
    *((["verify-blob", *ALICE, *ROOT, "--bundle", name, "app"], accepted)
      for name, accepted in [("keyless", True), ("stamped", True),
                             ("rekor2", True), ("legacy", True),
                             ("unlogged", False), ("unseen", False),
                             ("keyed", False), ("chained", False),
                             ("custom", True)]),
    (["verify-blob", *ALICE, *ROOT, "--bundle", "keyless",
      "sha256:a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447"
      ], True),
    (["verify-blob", *MALLORY, *ROOT, "--bundle", "keyless", "app"], False),
    (["verify-blob", *ALICE, *ROOT, "--bundle", "keyless", "f"], False),
    (["verify-blob", "--certificate-identity-regexp", ".",
      "--certificate-oidc-issuer-regexp", ".", *ROOT, "--bundle", "workflow",
      "app"], True),
    (["verify-blob", *ALICE, "--trusted-root", "today.root", NO_LOG,
      "--bundle", "today", "app"], True),
    (["verify-blob", *ALICE, *ROOT, NO_LOG, "--use-signed-timestamps",
      "--bundle", "unlogged", "app"], True),
    (["verify-blob", *ALICE, *ROOT, "--bundle", "legacy-unseen", "--sct",
      "sct", "app"], True),
    *((["verify-blob-attestation", *ALICE, *ROOT, "--bundle", name, *more],
       accepted)
      for name, more, accepted in [
          ("custom", ["app"], True), ("custom", ["f"], False),
          ("custom", ["--check-claims=false"], True),
          ("vuln", ["--type", "vuln", "app"], True),
          ("vuln", ["app"], False), ("keyless", ["app"], False),
          ("legacy-custom", ["app"], True),
          ("large-digests", ["app"], True)]),
    (["verify-blob-attestation", "--key", "keyed-custom.pub", *ROOT,
      "--bundle", "keyed-custom", "app"], True),
    (["verify-blob-attestation", *ALICE, *ROOT, NO_LOG,
      "--use-signed-timestamps", "--signature", "envelope", "--certificate",
      "envelope.pem", "--rfc3161-timestamp", "envelope.stamp", "app"], True),
]

INSPECTED = ("b l s r keyless stamped rekor2 unlogged unseen keyed chained "
             "workflow custom vuln legacy legacy-custom envelope").split()

failures = 0
counts = {}


def fail(text):
    global failures
    failures += 1
    print(f"FAILED {text}")


def count(what):
    counts[what] = counts.get(what, 0) + 1


def run(arguments):
    """The document and the exit status; None: nothing was printed."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("COSIGN_", "SIGSTORE_"))}
    p = subprocess.run([COSIGNC, *arguments], cwd=MATERIAL, env=environment,
                       stdin=subprocess.DEVNULL, capture_output=True)
    if p.returncode not in (0, 1):
        fail(f"{' '.join(arguments)}: status {p.returncode}: {p.stderr}")
    return json.loads(p.stdout) if p.stdout else None, p.returncode


def closed(schema):
    """The schema without room for members that it does not name."""
    if isinstance(schema, list):
        return [closed(x) for x in schema]
    if not isinstance(schema, dict):
        return schema
    out = {name: closed(value) for name, value in schema.items()}
    # Those that only say more about an object name no type.
    if schema.get("type") == "object" and "properties" in schema:
        out["additionalProperties"] = False
    return out


class Schema:
    def __init__(self, name):
        with open(os.path.join(DOCS, name), encoding="utf-8") as f:
            schema = json.load(f)
        Draft202012Validator.check_schema(schema)
        self.name = name
        self.open = Draft202012Validator(schema)
        self.closed = Draft202012Validator(closed(schema))

    def expect(self, document, what):
        for validator in self.open, self.closed:
            error = next(iter(validator.iter_errors(document)), None)
            if error is not None:
                fail(f"{what}: {self.name}: "
                     f"{'/'.join(map(str, error.path))}: "
                     f"{error.message[-120:]}")
                return
        count(f"documents fit {self.name}")

    def refuse(self, document, what):
        if self.open.is_valid(document):
            fail(f"{what}: {self.name} takes it")
        count(f"broken ones do not fit {self.name}")


def examples(name):
    with open(os.path.join(DOCS, name), encoding="utf-8") as f:
        blocks = re.findall(r"```json\n(.*?)```", f.read(), re.S)
    if not blocks:
        fail(f"{name} has no example")
    for block in blocks:
        yield json.loads(block.replace("...", ""))


# Objects without members of their own: any of them may be absent.
MAPS = ("digests", "extensions")


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for name in value:
            yield from places(value[name], (*path, name))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from places(item, (*path, i))


def changed(document, path, value=None):
    """A copy with another value there, or without the member."""
    out = copy.deepcopy(document)
    at = out
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return out


def changed_to(document, path, value):
    """A copy with another value there, which may be none."""
    out = copy.deepcopy(document)
    at = out
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return out


def break_in_every_place(schema, document, what):
    for path in places(document):
        if not path:
            continue
        where = f"{what} /{'/'.join(map(str, path))}"
        schema.refuse(changed(document, path, {"x": [0.5]}),
                      f"{where}: of another type")
        if isinstance(path[-1], str) and (len(path) < 2
                                          or path[-2] not in MAPS):
            schema.refuse(changed(document, path), f"{where}: absent")
    added = copy.deepcopy(document)
    added["member of a later version"] = 1
    if not schema.open.is_valid(added) or schema.closed.is_valid(added):
        fail(f"{what}: a further member")


def check_verdicts(schema):
    for arguments, accepted in VERDICTS:
        what = " ".join(arguments)
        document, status = run([*arguments, "--output", "json"])
        if document is None or document["accepted"] is not accepted or \
                status != (0 if accepted else 1):
            fail(f"{what}: another verdict: {document}")
            continue
        schema.expect(document, what)


def check_broken_verdicts(schema):
    by_certificate, _ = run(["verify-blob-attestation", *ALICE, *ROOT,
                             "--bundle", "custom", "-o", "json", "app"])
    rejected, _ = run(["verify-blob", *ALICE, *ROOT, "--bundle", "unlogged",
                       "-o", "json", "app"])
    break_in_every_place(schema, by_certificate, "accepted")
    break_in_every_place(schema, rejected, "rejected")
    first = ("bundles", 0)
    for document, path, value in [
            (by_certificate, ("version",), 2),
            (by_certificate, ("accepted",), False),
            (by_certificate, ("code",), "COSIGN_E_REJECTED"),
            (by_certificate, ("class",), "rejected"),
            (by_certificate, ("bundles",), []),
            (by_certificate, ("artifact", "size"), -1),
            (by_certificate, ("artifact", "digests", "sha256"), "A" * 64),
            (by_certificate, ("artifact", "digests", "sha256"), "a" * 63),
            (by_certificate, (*first, "key", "hash"), "sha1"),
            (by_certificate, (*first, "certificate", "subjectKind"), "name"),
            (by_certificate, (*first, "certificate", "der"), "MII"),
            (by_certificate, (*first, "times", 0, "source"), "rumour"),
            (by_certificate, (*first, "times", 0, "time"), "yesterday"),
            (by_certificate, (*first, "checks", 0, "check"), "time"),
            (by_certificate, (*first, "checks", 0, "result"), "failed"),
            (by_certificate, (*first, "checks", 0, "reason"), "none"),
            (by_certificate, (*first, "checks"), []),
            (by_certificate, (*first, "bundle", "form"), "new"),
            (rejected, ("accepted",), True),
            (rejected, ("code",), "COSIGN_OK"),
            (rejected, ("code",), "no"),
            (rejected, ("class",), "malformed"),
            (rejected, (*first, "key"), by_certificate["bundles"][0]["key"]),
            (rejected, (*first, "times"),
             by_certificate["bundles"][0]["times"]),
    ]:
        schema.refuse(changed(document, path, value), f"{path}: {value}")


def inspect(schema, path, what):
    document, status = run(["bundle", "inspect", "-o", "json", path])
    if status == 0:
        schema.expect(document, f"bundle inspect {what}")
    return document


def check_inspected(schema):
    for name in INSPECTED:
        if inspect(schema, name, name) is None:
            fail(f"bundle inspect {name}: no document")
    folder = os.path.join(VECTORS, "bundle", "accepted")
    for name in sorted(os.listdir(folder)):
        inspect(schema, os.path.join(folder, name), name)


def check_broken_inspected(schema):
    for name in "stamped", "vuln":
        break_in_every_place(schema, inspect(schema, name, name), name)
    document = inspect(schema, "stamped", "stamped")
    unreadable = {"unreadable": "AAAA"}
    schema.expect(changed(document, ("timestamps", 0), unreadable),
                  "a timestamp that is unreadable")
    for path, value in [
            (("version",), 2), (("form",), "new"),
            (("content",), unreadable),
            (("timestamps", 0), {"unreadable": "AAAA", "time": None}),
            (("timestamps", 0, "hashAlgorithm"), "sha1"),
            (("certificates", 0, "serialNumber"), "ABC"),
            (("certificates", 0, "key", "curve"), "P-192"),
            (("certificates", 0, "keyUsage", 0), "any"),
            (("content", "type"), "dsseEnvelope"),
            (("tlogEntries", 0, "inclusionPromise"), "-_-_"),
    ]:
        schema.refuse(changed(document, path, value), f"{path}: {value}")


def check_cases(results, inspected):
    """Those that others made: whatever comes of them, it fits."""
    folder = os.path.join(CASES, "sigstore-conformance", "bundle-verify")
    default_root = os.path.join(CASES, "public-good", "trusted_root.json")
    for case in sorted(glob.glob(os.path.join(folder, "*", ""))):
        def of_case(name, otherwise):
            path = os.path.join(case, name)
            return path if os.path.exists(path) else otherwise
        signer = ["--certificate-identity-regexp", ".",
                  "--certificate-oidc-issuer-regexp", "."]
        if of_case("key.pub", None):
            signer = ["--key", of_case("key.pub", None)]
        bundle = os.path.join(case, "bundle.sigstore.json")
        what = os.path.basename(os.path.dirname(case))
        document, _ = run([
            "verify-blob", *signer, "--trusted-root",
            of_case("trusted_root.json", default_root), "--bundle", bundle,
            "-o", "json",
            of_case("artifact", os.path.join(folder, "a.txt"))])
        if document is not None:
            results.expect(document, what)
        inspect(inspected, bundle, what)


def check_trees(trees, folder):
    """Of an image without anything, of one with the signature of a
    certificate, and of the one that IMAGE-DOCUMENTS has left."""
    stamped, signed = f"oci:{folder}/files:f", f"oci:{folder}/layout:app"
    run(["upload", "blob", "--output-file", os.devnull, "-f", "f", stamped])
    bare, _ = run(["tree", "-o", "json", stamped])
    run(["attach", "signature", "--quiet", "--signature", "s",
         "--certificate", "envelope.pem", stamped])
    named, _ = run(["tree", "-o", "json", stamped])
    both, _ = run(["tree", "-o", "json", signed])
    kinds = [document["nodes"] and
             document["nodes"][-1]["layers"][0]["signerKind"]
             for document in (bare, named, both)]
    if kinds != [[], "email", "keyHint"] or len(both["nodes"]) != 2:
        fail(f"trees of other signers: {kinds}")
    for i, document in enumerate((bare, named, both)):
        trees.expect(document, f"tree {i}")
        break_in_every_place(trees, document, f"tree {i}")
    node = ("nodes", 1)
    for path, value in [
            (("version",), 2), (("image",), "app"), (("image",), "app:1"),
            ((*node, "kinds"), []), ((*node, "kinds"), ["signatures"]),
            ((*node, "kinds"), ["sbom", "sbom"]), ((*node, "form"), "tag"),
            (("nodes", 0, "form"), "referrer"),
            ((*node, "form"), "bundle"), ((*node, "digest"), "sha512:00"),
            ((*node, "layers", 0, "size"), -1),
            ((*node, "layers", 0, "signer"), None),
            ((*node, "layers", 0, "signerKind"), None),
            ((*node, "layers", 0, "signerKind"), "name"),
    ]:
        trees.refuse(changed_to(both, path, value), f"{path}: {value}")


def check_images(images, results, trees):
    """What verifying an image gives, and the verification within it; what is
    stored beside it."""
    with tempfile.TemporaryDirectory() as folder:
        p = subprocess.run([IMAGE_DOCUMENTS], cwd=folder, check=True,
                           capture_output=True)
        check_trees(trees, folder)
    documents = [json.loads(line) for line in p.stdout.splitlines()]
    for i, document in enumerate(documents):
        what = f"image {i}"
        images.expect(document, what)
        if document["verification"] is not None:
            results.expect(document["verification"], f"{what}: verification")
        # The verification has a schema of its own.
        document["verification"] = None
        break_in_every_place(images, document, what)
    for path, value in [
            (("version",), 2), (("code",), "COSIGN_OK"), (("code",), "x"),
            (("digest",), "sha512:00"), (("message",), None),
    ]:
        images.refuse(changed_to(documents[0], path, value),
                      f"{path}: {value}")
    for path, value in [
            (("code",), "COSIGN_E_NO_MATCH"), (("message",), "x"),
            (("signatures", 0, "form"), "tag"),
            (("signatures", 0, "candidate"), -1),
            (("signatures", 0, "accepted"), False),
    ]:
        images.refuse(changed_to(documents[1], path, value),
                      f"{path}: {value}")


def main():
    results = Schema("result.schema.json")
    inspected = Schema("inspect.schema.json")
    check_verdicts(results)
    check_inspected(inspected)
    check_cases(results, inspected)
    images = Schema("image-result.schema.json")
    trees = Schema("tree.schema.json")
    check_images(images, results, trees)
    for schema, page in ((results, "result.md"), (inspected, "inspect.md"),
                         (images, "image-result.md"), (trees, "tree.md")):
        for document in examples(page):
            schema.expect(document, page)
    check_broken_verdicts(results)
    check_broken_inspected(inspected)
    for what, n in sorted(counts.items()):
        print(f"{n} {what}")
    print(f"{failures} wrong")
    return 1 if failures else 0


sys.exit(main())
