#!/usr/bin/env python3
"""Make bundles to refuse out of a good one: mutate.py BUNDLE CERTIFICATE DIR

One file for each way; every one of them is refused by cosign 3.1.3.
"""

import base64
import copy
import json
import sys

good = json.load(open(sys.argv[1]))
certificate = base64.b64encode(open(sys.argv[2], "rb").read()).decode()
folder = sys.argv[3]


def write(name, document):
    text = document
    if not isinstance(document, str):
        text = json.dumps(document, separators=(",", ":"))
    with open(f"{folder}/{name}.json", "w") as f:
        f.write(text)


def change(name, function):
    b = copy.deepcopy(good)
    function(b, b["verificationMaterial"], b["messageSignature"])
    write(name, b)


def media_type(name, value):
    change(name, lambda b, material, message: b.update(mediaType=value))


TYPE = "application/vnd.dev.sigstore.bundle"
media_type("media-type-empty", "")
media_type("media-type-unknown", "application/json")
media_type("media-type-v0.4", TYPE + ".v0.4+json")
media_type("media-type-v0.1-prerelease", TYPE + ".v0.1.0-rc1+json")
media_type("media-type-v0.03", TYPE + ".v0.03+json")
media_type("media-type-upper-case", TYPE.upper() + ".v0.3+json")
media_type("media-type-version-99.9", TYPE + "+json;version=99.9")

change("unknown-member", lambda b, material, message: b.update(x=1))
change("unknown-member-in-material",
       lambda b, material, message: material.update(x=1))
change("unknown-member-in-digest",
       lambda b, material, message: message["messageDigest"].update(x=1))
change("both-contents", lambda b, material, message: b.update(dsseEnvelope={}))
change("both-signers",
       lambda b, material, message: material.update(
           certificate={"rawBytes": certificate}))
change("both-spellings",
       lambda b, material, message: b.update(media_type=b["mediaType"]))
change("no-content", lambda b, material, message: b.pop("messageSignature"))
change("no-material",
       lambda b, material, message: b.pop("verificationMaterial"))
change("no-signer", lambda b, material, message: material.pop("publicKey"))
change("no-digest-object",
       lambda b, material, message: message.pop("messageDigest"))
change("digest-without-algorithm",
       lambda b, material, message: message["messageDigest"].pop("algorithm"))
change("algorithm-without-digest",
       lambda b, material, message: message["messageDigest"].pop("digest"))
change("digest-sha3",
       lambda b, material, message: message["messageDigest"].update(
           algorithm="SHA3_256"))
change("digest-too-short",
       lambda b, material, message: message["messageDigest"].update(
           digest="qUiQ"))
change("digest-of-other-artifact",
       lambda b, material, message: message["messageDigest"].update(
           digest=base64.b64encode(bytes(32)).decode()))
change("signature-empty",
       lambda b, material, message: message.update(signature=""))
change("signature-missing",
       lambda b, material, message: message.pop("signature"))
change("signature-cut",
       lambda b, material, message: message.update(
           signature=base64.b64encode(
               base64.b64decode(message["signature"])[:-1]).decode()))
change("signature-not-base64",
       lambda b, material, message: message.update(signature="!!!!"))
change("signature-a-number",
       lambda b, material, message: message.update(signature=1))


def chain(b, material, message):
    del material["publicKey"]
    material["x509CertificateChain"] = {
        "certificates": [{"rawBytes": certificate}]}


def by_certificate(b, material, message):
    del material["publicKey"]
    material["certificate"] = {"rawBytes": certificate}


def certificate_with_tail(b, material, message):
    by_certificate(b, material, message)
    der = base64.b64decode(certificate) + b"\0"
    material["certificate"]["rawBytes"] = base64.b64encode(der).decode()


def empty_chain(b, material, message):
    chain(b, material, message)
    b["mediaType"] = TYPE + "+json;version=0.2"
    material["x509CertificateChain"] = {}


change("chain-in-v0.3", chain)
change("chain-empty", empty_chain)
change("by-certificate", by_certificate)
change("certificate-with-tail", certificate_with_tail)


PEM = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"


def entry(**changes):
    body = {
        "apiVersion": "0.0.1",
        "kind": "hashedrekord",
        "spec": {
            "data": {"hash": {"algorithm": "sha256", "value": "00" * 32}},
            "signature": {
                "content": "AAAA",
                "publicKey": {
                    "content": base64.b64encode(PEM.encode()).decode()},
            },
        },
    }
    e = {
        "logIndex": "1",
        "logId": {"keyId": "AAAA"},
        "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"},
        "inclusionProof": {"checkpoint": {"envelope": "x"}},
        "canonicalizedBody": base64.b64encode(
            json.dumps(body).encode()).decode(),
    }
    e.update(changes)
    return {k: v for k, v in e.items() if v is not None}


def entries(name, *list_):
    change(name, lambda b, material, message: material.update(
        tlogEntries=list(list_)))


entries("entry-without-body", entry(canonicalizedBody=None))
entries("entry-without-log-id", entry(logId=None))
entries("entry-with-empty-log-id", entry(logId={}))
entries("entry-without-kind", entry(kindVersion=None))
entries("entry-with-negative-index", entry(logIndex="-1"))
entries("entry-without-checkpoint", entry(inclusionProof={}))
entries("entry-without-proof", entry(inclusionProof=None))
entries("entry-body-not-json", entry(canonicalizedBody="AAAA"))
entries("entry-null", None)
entries("entries-33", *[entry(logIndex=str(i)) for i in range(33)])

text = json.dumps(good, separators=(",", ":"))
write("repeated-member",
      text[:-1] + ',"mediaType":' + json.dumps(good["mediaType"]) + "}")
write("tail", text + "x")
write("cut", text[:len(text) // 2])
write("null", "null")
write("array", "[" + text + "]")
