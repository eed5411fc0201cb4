#!/usr/bin/env python3
"""Make the vectors of this folder, and the corpus of fuzz/signature.c, again.

keys/ is made once by the openssl command and then kept; all the rest follows
from it and comes out the same each time. Signatures and keys are computed
here, with integers, so that also wrong ones can be made; each good one is
shown to the openssl command.
"""

import base64
import hashlib
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
MESSAGE = b"hello world\n"

# --- DER -------------------------------------------------------------------


def tlv(tag, *content):
    body = b"".join(content)
    n = len(body)
    if n < 0x80:
        return bytes([tag, n]) + body
    size = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def seq(*content):
    return tlv(0x30, *content)


def integer(v):
    size = max(1, (v.bit_length() + 8) // 8 if v >= 0
               else ((v + 1).bit_length() + 8) // 8)
    return tlv(2, v.to_bytes(size, "big", signed=True))


def bits(body, unused=0):
    return tlv(3, bytes([unused]), body)


def oid(text):
    arcs = [int(a) for a in text.split(".")]
    out = bytes([arcs[0] * 40 + arcs[1]])
    for arc in arcs[2:]:
        part = bytes([arc & 0x7f])
        while arc > 0x7f:
            arc >>= 7
            part = bytes([0x80 | arc & 0x7f]) + part
        out += part
    return tlv(6, out)


NULL = tlv(5)
RSA_OID, PSS_OID = oid("1.2.840.113549.1.1.1"), oid("1.2.840.113549.1.1.10")
EC_OID, ED25519_OID = oid("1.2.840.10045.2.1"), oid("1.3.101.112")


def element(der, at=0):
    """Start of the content and end of the element at this place."""
    n, body = der[at + 1], at + 2
    if n >= 0x80:
        body += n & 0x7f
        n = int.from_bytes(der[at + 2:body], "big")
    return body, body + n


def children(der):
    at, end = element(der)
    while at < end:
        stop = element(der, at)[1]
        yield der[at:stop]
        at = stop


def pem(label, der):
    text = base64.b64encode(der).decode()
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines,
                      f"-----END {label}-----", ""]).encode()


def unpem(text):
    lines = [l for l in text.decode().splitlines() if "-----" not in l]
    return base64.b64decode("".join(lines))

# --- curves ----------------------------------------------------------------


class Curve:
    """y^2 = x^3 - 3x + b"""

    def __init__(self, name, curve_oid, p, b, order, gx, gy, hash_name):
        self.name, self.oid, self.p, self.b, self.n = (
            name, oid(curve_oid), p, b, order)
        self.g, self.hash = (gx, gy), hash_name
        self.size = (p.bit_length() + 7) // 8
        self.d = int.from_bytes(hashlib.sha512(
            b"libcosign " + name.encode()).digest(), "big") % order
        self.q = self.mul(self.d, self.g)

    def add(self, a, b):
        if a is None or b is None:
            return b if a is None else a
        p = self.p
        if a[0] == b[0]:
            if (a[1] + b[1]) % p == 0:
                return None
            m = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, p)
        else:
            m = (b[1] - a[1]) * pow(b[0] - a[0], -1, p)
        x = (m * m - a[0] - b[0]) % p
        return x, (m * (a[0] - x) - a[1]) % p

    def mul(self, k, point):
        out = None
        while k:
            if k & 1:
                out = self.add(out, point)
            point = self.add(point, point)
            k >>= 1
        return out

    def coordinates(self, point):
        return b"".join(v.to_bytes(self.size, "big") for v in point)

    def point(self):
        return b"\x04" + self.coordinates(self.q)

    def spki(self, point=None):
        return seq(seq(EC_OID, self.oid), bits(point or self.point()))

    def pkcs8(self):
        sec1 = seq(integer(1), tlv(4, self.d.to_bytes(self.size, "big")),
                   tlv(0xa1, bits(self.point())))
        return seq(integer(0), seq(EC_OID, self.oid), tlv(4, sec1))

    def sec1(self):
        return seq(integer(1), tlv(4, self.d.to_bytes(self.size, "big")),
                   tlv(0xa0, self.oid), tlv(0xa1, bits(self.point())))

    def sign(self, message, hash_name, tweak=0):
        """(r, s), by a number k that nobody should use for real keys."""
        digest = hashlib.new(hash_name, message).digest()
        z = int.from_bytes(digest, "big") >> max(
            0, 8 * len(digest) - self.n.bit_length())
        k = int.from_bytes(hashlib.sha512(
            b"k %d" % tweak + digest + self.name.encode()).digest() * 2,
            "big") % self.n
        r = self.mul(k, self.g)[0] % self.n
        return r, pow(k, -1, self.n) * (z + r * self.d) % self.n

    def raw(self, r, s, size=None):
        size = size or self.size
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")


P256 = Curve(
    "p256", "1.2.840.10045.3.1.7", 2**256 - 2**224 + 2**192 + 2**96 - 1,
    0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b,
    0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551,
    0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
    0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5,
    "sha256")
P384 = Curve(
    "p384", "1.3.132.0.34", 2**384 - 2**128 - 2**96 + 2**32 - 1,
    int("b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a"
        "c656398d8a2ed19d2a85c8edd3ec2aef", 16),
    int("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
        "581a0db248b0a77aecec196accc52973", 16),
    int("aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38"
        "5502f25dbf55296c3a545e3872760ab7", 16),
    int("3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0"
        "0a60b1ce1d7e819d7a431d7c90ea0e5f", 16), "sha384")
P521 = Curve(
    "p521", "1.3.132.0.35", 2**521 - 1,
    int("0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef1"
        "09e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b50"
        "3f00", 16),
    int("01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        "fffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e9138"
        "6409", 16),
    int("00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
        "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
        "bd66", 16),
    int("011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
        "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd1"
        "6650", 16), "sha512")
CURVES = [P256, P384, P521]


def der_sig(r, s):
    return seq(integer(r), integer(s))

# --- Ed25519 (RFC 8032 5.1) --------------------------------------------------


ED_P = 2**255 - 19
ED_L = 2**252 + 27742317777372353535851937790883648493
ED_D = -121665 * pow(121666, -1, ED_P) % ED_P


def ed_x(y, odd):
    xx = (y * y - 1) * pow(ED_D * y * y + 1, -1, ED_P) % ED_P
    x = pow(xx, (ED_P + 3) // 8, ED_P)
    if (x * x - xx) % ED_P:
        x = x * pow(2, (ED_P - 1) // 4, ED_P) % ED_P
    return x if x % 2 == odd else ED_P - x


ED_BY = 4 * pow(5, -1, ED_P) % ED_P
ED_B = (ed_x(ED_BY, 0), ED_BY)


def ed_add(a, b):
    t = ED_D * a[0] * b[0] * a[1] * b[1]
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + t, -1, ED_P) % ED_P,
            (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, ED_P) % ED_P)


def ed_mul(k, point):
    out = (0, 1)
    while k:
        if k & 1:
            out = ed_add(out, point)
        point = ed_add(point, point)
        k >>= 1
    return out


def ed_encode(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def ed_dom(context=b""):
    return (b"SigEd25519 no Ed25519 collisions" + bytes([1, len(context)]) +
            context)


# The neutral element: as it should be, y with p added, x = -0, both.
NEUTRAL = [v.to_bytes(32, "little")
           for v in (1, 1 + ED_P, 1 | 1 << 255, 1 + ED_P | 1 << 255)]


class Ed25519:
    """The key of seed 00 01 ... 1f, RFC 8032's own numbers apart."""

    def __init__(self, seed):
        h = hashlib.sha512(seed).digest()
        self.seed, self.prefix = seed, h[32:]
        self.a = int.from_bytes(h[:32], "little") & ~7 & (1 << 254) - 1 | (
            1 << 254)
        self.public = ed_encode(ed_mul(self.a, ED_B))

    def sign(self, message, dom=b""):
        def number(*parts):
            return int.from_bytes(hashlib.sha512(
                dom + b"".join(parts)).digest(), "little") % ED_L
        r = number(self.prefix, message)
        big_r = ed_encode(ed_mul(r, ED_B))
        s = (r + number(big_r, self.public, message) * self.a) % ED_L
        return big_r + s.to_bytes(32, "little")

    def sign_ph(self, message, context=b""):
        return self.sign(hashlib.sha512(message).digest(), ed_dom(context))

    def sign_neutral(self, message, big_r, dom=b""):
        """With r = 0, whose R is the neutral element, written like this."""
        h = hashlib.sha512(dom + big_r + self.public + message).digest()
        s = int.from_bytes(h, "little") * self.a % ED_L
        return big_r + s.to_bytes(32, "little")

    def spki(self, public=None):
        return seq(seq(ED25519_OID), bits(public or self.public))

    def pkcs8(self):
        return seq(integer(0), seq(ED25519_OID), tlv(4, tlv(4, self.seed)))


ED = Ed25519(bytes(range(32)))

# --- RSA ---------------------------------------------------------------------


HASH_OIDS = {"sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1",
             "sha384": "2.16.840.1.101.3.4.2.2",
             "sha512": "2.16.840.1.101.3.4.2.3"}


class Rsa:
    def __init__(self, bits_):
        self.bits, self.size = bits_, bits_ // 8
        path = f"{HERE}/keys/rsa{bits_}.pem"
        if not os.path.exists(path):
            run("openssl", "genrsa", "-traditional", "-out", path, str(bits_))
        self.pkcs1_private = unpem(open(path, "rb").read())
        numbers = [int.from_bytes(c[element(c)[0]:], "big")
                   for c in children(self.pkcs1_private)]
        self.n, self.e, self.d = numbers[1:4]

    def pkcs1(self):
        return seq(integer(self.n), integer(self.e))

    def spki(self):
        return rsa_spki(self.n, self.e)

    def pkcs8(self):
        return seq(integer(0), seq(RSA_OID, NULL), tlv(4, self.pkcs1_private))

    def power(self, em):
        return pow(int.from_bytes(em, "big"), self.d, self.n).to_bytes(
            self.size, "big")

    def sign(self, message, hash_name="sha256"):
        return self.power(self.pad(digest_info(message, hash_name)))

    def pad(self, info, first=b"\x00\x01", fill=b"\xff"):
        return first + fill * (self.size - 3 - len(info)) + b"\x00" + info

    def sign_pss(self, message, hash_name="sha256", salt_len=32,
                 trailer=b"\xbc", mgf_hash=None):
        """RFC 8017 9.1.1"""
        h_len = hashlib.new(hash_name).digest_size
        salt = hashlib.shake_256(b"salt").digest(salt_len)
        h = hashlib.new(hash_name, bytes(8) + hashlib.new(
            hash_name, message).digest() + salt).digest()
        db = bytes(self.size - salt_len - h_len - 2) + b"\x01" + salt
        mask, i = b"", 0
        while len(mask) < len(db):
            mask += hashlib.new(mgf_hash or hash_name,
                                h + i.to_bytes(4, "big")).digest()
            i += 1
        db = bytes(a ^ b for a, b in zip(db, mask))
        return self.power(bytes([db[0] & 0x7f]) + db[1:] + h + trailer)


def rsa_spki(n, e):
    return seq(seq(RSA_OID, NULL), bits(seq(integer(n), integer(e))))


def digest_info(message, hash_name, parameters=NULL):
    return seq(seq(oid(HASH_OIDS[hash_name]), parameters),
               tlv(4, hashlib.new(hash_name, message).digest()))

# --- certificates ------------------------------------------------------------


def name(common):
    return seq(tlv(0x31, seq(oid("2.5.4.3"), tlv(12, common.encode()))))


ECDSA_SHA256 = seq(oid("1.2.840.10045.4.3.2"))


def tbs(spki, version=2, tail=b""):
    parts = [integer(0x1234), ECDSA_SHA256, name("libcosign test"),
             seq(tlv(23, b"200101000000Z"), tlv(23, b"300101000000Z")),
             name("libcosign test"), spki]
    if version > 0:
        parts.insert(0, tlv(0xa0, integer(version)))
    if version == 2:
        san = tlv(4, seq(tlv(0x81, b"somebody@example.com")))
        usage = tlv(4, tlv(3, b"\x07\x80"))
        parts.append(tlv(0xa3, seq(
            seq(oid("2.5.29.15"), tlv(1, b"\xff"), usage),
            seq(oid("2.5.29.17"), san))))
    return seq(*parts, tail)


def certificate(spki, tail=b"", **kw):
    """Issued by the P-256 key, whosever key it holds."""
    body = tbs(spki, **kw)
    sig = der_sig(*P256.sign(body, "sha256"))
    return seq(body, ECDSA_SHA256, bits(sig), tail)

# --- files -------------------------------------------------------------------


def run(*args, data=None):
    return subprocess.run(args, input=data, check=True,
                          capture_output=True).stdout


def write(path, data):
    path = os.path.join(HERE, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def write_table(path, head, rows):
    lines = ["# " + line for line in head] + [
        "\t".join(row) for row in rows]
    write(path, ("\n".join(lines) + "\n").encode())


def check(spki, sig, *options):
    """The openssl command accepts the signature of MESSAGE."""
    with tempfile.TemporaryDirectory() as d:
        for n, data in (("k", pem("PUBLIC KEY", spki)), ("s", sig),
                        ("m", MESSAGE)):
            with open(f"{d}/{n}", "wb") as f:
                f.write(data)
        run("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", f"{d}/k",
            "-sigfile", f"{d}/s", "-rawin", "-in", f"{d}/m", *options)


RSAS = {}


def write_keys():
    for curve in CURVES:
        write(f"keys/{curve.name}.pem", pem("PRIVATE KEY", curve.pkcs8()))
    write("keys/ed25519.pem", pem("PRIVATE KEY", ED.pkcs8()))
    for size in (2048, 3072, 4096):
        RSAS[size] = Rsa(size)
    for key in (*CURVES, *RSAS.values(), ED):
        n = key_name(key)
        public = run("openssl", "pkey", "-pubout", "-outform", "DER", "-in",
                     f"{HERE}/keys/{n}.pem")
        assert public == key.spki(), n
        write(f"accepted/{n}.pub", pem("PUBLIC KEY", key.spki()))
        write(f"accepted/{n}.crt", pem("CERTIFICATE",
                                       certificate(key.spki())))
    write("accepted/rsa2048-pkcs1.pub",
          pem("RSA PUBLIC KEY", RSAS[2048].pkcs1()))
    write("accepted/rsa2048-pkcs1.der", RSAS[2048].pkcs1())
    write("accepted/p256.der", P256.spki())
    write("accepted/p256-crt.der", certificate(P256.spki()))
    run("openssl", "x509", "-inform", "DER", "-noout",
        data=certificate(P256.spki()))
    write("accepted/p256-v1.crt", pem("CERTIFICATE", certificate(
        P256.spki(), version=0)))
    write("accepted/rsa2048-e3.pub",
          pem("PUBLIC KEY", rsa_spki(RSAS[2048].n, 3)))
    write("accepted/rsa2048-e31.pub",
          pem("PUBLIC KEY", rsa_spki(RSAS[2048].n, 2**31 - 1)))
    write("accepted/ring.pem", b"two keys\n" + b"".join(
        [pem("PUBLIC KEY", P256.spki()), b"and\n",
         pem("PUBLIC KEY", ED.spki())]))
    write("accepted/ring-certificate.pem", b"".join(
        [pem("PUBLIC KEY", P256.spki()),
         pem("CERTIFICATE", certificate(P384.spki()))]))


def key_name(key):
    if isinstance(key, Rsa):
        return f"rsa{key.bits}"
    return "ed25519" if key is ED else key.name


def good_signatures():
    for curve in CURVES:
        for h in ("sha256", "sha384", "sha512"):
            r, s = curve.sign(MESSAGE, h)
            check(curve.spki(), der_sig(r, s), "-digest", h)
            check(curve.spki(), der_sig(r, curve.n - s), "-digest", h)
            yield curve.name, h, der_sig(r, s), "DER"
            yield curve.name, h, der_sig(r, curve.n - s), "s and order - s"
            yield curve.name, h, curve.raw(r, s), "raw"
    r, s = next(v for v in (P256.sign(MESSAGE, "sha256", i)
                            for i in range(9999)) if v[0] >> 248 == 0)
    yield "p256", "sha256", der_sig(r, s), "r of 31 bytes"
    yield "p256", "sha256", P256.raw(r, s), "raw, r begins with 0"
    r, s = P256.sign(MESSAGE, "sha256")
    yield "p256", "sha256", P256.raw(r, s, 33), "raw, a zero before each"
    yield "p256", "sha256", P256.raw(r, s, 66), "raw, as long as P-521's"
    for size, key in RSAS.items():
        for h in ("sha256", "sha384", "sha512"):
            sig = key.sign(MESSAGE, h)
            check(key.spki(), sig, "-digest", h)
            yield key_name(key), h, sig, "PKCS#1 v1.5"
        for salt in (32, 0, size // 8 - 34):
            sig = key.sign_pss(MESSAGE, "sha256", salt)
            check(key.spki(), sig, "-digest", "sha256", "-pkeyopt",
                  "rsa_padding_mode:pss", "-pkeyopt",
                  f"rsa_pss_saltlen:{salt}")
            yield f"rsa{size}-pss", "sha256", sig, f"PSS, salt of {salt}"
    check(ED.spki(), ED.sign(MESSAGE))
    yield "ed25519", "none", ED.sign(MESSAGE), "pure"
    yield "ed25519-ph", "sha512", ED.sign_ph(MESSAGE), "prehash"
    yield "ed25519", "none", ED.sign_neutral(MESSAGE, NEUTRAL[0]), "r = 0"
    yield "ed25519-ph", "sha512", ED.sign_neutral(
        hashlib.sha512(MESSAGE).digest(), NEUTRAL[0], ed_dom()), (
            "prehash, r = 0")


def bad_ecdsa():
    """Each reads: this would be one more form of a good signature."""
    c, n = P256, P256.n
    r, s = c.sign(MESSAGE, "sha256")
    no = "signature does not verify"
    besides = "signature is DER with something besides r and s"

    def as_raw(sig):
        """What is no DER is taken for r and s, if they can be told."""
        if len(sig) % 2 or len(sig) > 132:
            return "signature is neither DER nor r and s of equal length"
        return no

    good, raw = der_sig(r, s), c.raw(r, s)
    body = integer(r) + integer(s)
    other = c.sign(MESSAGE + b"!", "sha256")
    yield der_sig(*other), no, "of another message"
    yield der_sig(*c.sign(MESSAGE, "sha512")), no, "of another hash"
    yield der_sig(s, r), no, "r and s exchanged"
    for what, a, b in (
            ("(0, 0)", 0, 0), ("(0, 1)", 0, 1), ("(1, 0)", 1, 0),
            ("(1, 1)", 1, 1), ("(n, 1)", n, 1), ("(1, n)", 1, n),
            ("(n, n)", n, n), ("(n - 1, n - 1)", n - 1, n - 1),
            ("(n + 1, 1)", n + 1, 1), ("(p, p)", c.p, c.p),
            ("r + n", r + n, s), ("s + n", r, s + n), ("r, 0", r, 0),
            ("0, s", 0, s), ("s of 66 bytes", r, 1 << 8 * 65),
            ("s of 1000 bytes", r, 1 << 8 * 999)):
        yield der_sig(a, b), no, what
    for what, a, b in (("-r", -r, s), ("-s", r, -s), ("-n + r", r - n, s),
                       ("(-1, -1)", -1, -1)):
        yield der_sig(a, b), besides, what
    yield good + b"\0", besides, "a byte after it"
    yield good + b"\x05\0", besides, "NULL after it"
    yield seq(body, b"\0\0"), besides, "two bytes inside"
    yield seq(body, integer(1)), besides, "three numbers"
    for sig, what in (
            (good[:-1], "cut by one byte"), (good[:1], "cut after one byte"),
            (b"\x30\0\0", "empty SEQUENCE and a byte"),
            (b"\x31" + good[1:], "SET"),
            (b"\x30\x80" + body + b"\0\0", "indefinite length"),
            (b"\x30\x81" + good[1:], "long form of a short length"),
            (seq(tlv(2, b"\0" + integer(r)[2:]), integer(s)), "r with zeros"),
            (seq(tlv(2), integer(s)), "r without bytes"),
            (base64.b64encode(good), "base64"),
            (RSAS[2048].sign(MESSAGE), "RSA"), (ED.sign(MESSAGE), "Ed25519"),
            (raw[:-1], "raw, cut"), (raw + b"\0\0", "raw, two bytes after"),
            (b"\0" + raw, "raw, a byte before"), (c.raw(0, 0), "raw zeros"),
            (c.raw(0, 0, 1), "raw zeros of a byte each"),
            (c.raw(r, n), "raw, s = n"), (c.raw(r + n, s, 33), "raw, r + n"),
            (c.raw(r, s, 67), "raw, longer than P-521's")):
        yield sig, as_raw(sig), what


def bad_rsa():
    k = RSAS[2048]
    no = "signature does not verify"
    info = digest_info(MESSAGE, "sha256")
    algid, digest = list(children(info))
    good = k.sign(MESSAGE)
    yield k.sign(MESSAGE + b"!"), no, "of another message"
    yield k.sign(MESSAGE, "sha512"), no, "of another hash"
    yield k.sign(MESSAGE, "sha1"), no, "SHA-1"
    yield k.sign_pss(MESSAGE), no, "PSS"
    yield k.power(k.pad(digest_info(MESSAGE, "sha256", b""))), no, "no NULL"
    yield k.power(k.pad(digest_info(MESSAGE, "sha256", tlv(5, b"\0")))), (
        no), "NULL with content"
    yield k.power(k.pad(seq(algid, digest, NULL))), no, "NULL at the end"
    yield k.power(k.pad(b"\x30\x81" + info[1:])), no, "BER length"
    yield k.power(k.pad(info, first=b"\x00\x02")), no, "block type 2"
    yield k.power(k.pad(info, first=b"\x01\x01")), no, "first byte 1"
    yield k.power(k.pad(info, fill=b"\xfe")), no, "padding of fe"
    yield k.power(b"\0\x01\0" + info + bytes(k.size - 3 - len(info))), (
        no), "no padding, zeros after"
    yield k.power(b"\0\x01" + b"\xff" * 8 + b"\0" + info + b"\xaa" * (
        k.size - 11 - len(info))), no, "short padding, rubbish after"
    yield k.power(k.pad(info + b"\0")), no, "a byte after DigestInfo"
    yield k.power(k.pad(hashlib.sha256(MESSAGE).digest())), (
        no), "digest without DigestInfo"
    yield k.power(k.pad(MESSAGE)), no, "the message itself"
    yield bytes(k.size), no, "0"
    yield bytes(k.size - 1) + b"\1", no, "1"
    yield k.n.to_bytes(k.size, "big"), no, "n"
    yield (k.n - 1).to_bytes(k.size, "big"), no, "n - 1"
    plus = int.from_bytes(good, "big") + k.n
    yield b"\xff" * k.size, no, "above n"
    yield plus.to_bytes(k.size + 1, "big"), (
        "signature has 257 bytes instead of 256"), "s + n"
    yield b"\0" + good, "signature has 257 bytes", "a zero before it"
    yield good + b"\0", "signature has 257 bytes", "a zero after it"
    yield good[:-1], "signature has 255 bytes", "cut"
    yield der_sig(*P256.sign(MESSAGE, "sha256")), (
        "signature has 7"), "ECDSA"


def bad_pss():
    k = RSAS[2048]
    no = "signature does not verify"
    yield k.sign(MESSAGE), no, "PKCS#1 v1.5"
    yield k.sign_pss(MESSAGE + b"!"), no, "of another message"
    yield k.sign_pss(MESSAGE, "sha512"), no, "of another hash"
    yield k.sign_pss(MESSAGE, trailer=b"\xcc"), no, "trailer cc"
    yield k.sign_pss(MESSAGE, mgf_hash="sha512"), no, "mask by SHA-512"
    yield k.sign_pss(MESSAGE, mgf_hash="sha1"), no, "mask by SHA-1"
    yield k.sign_pss(MESSAGE)[:-1], "signature has 255 bytes", "cut"


def bad_ed25519():
    no = "signature does not verify"
    length = "signature has %d bytes instead of 64"
    good = ED.sign(MESSAGE)
    r, s = good[:32], int.from_bytes(good[32:], "little")
    yield ED.sign(MESSAGE + b"!"), no, "of another message"
    yield ED.sign_ph(MESSAGE), no, "prehash"
    yield ED.sign(hashlib.sha512(MESSAGE).digest()), no, "of the digest"
    yield r + (s + ED_L).to_bytes(32, "little"), no, "s + order"
    yield bytes(64), no, "zeros"
    yield ed_encode((0, 1)) + bytes(32), no, "neutral element, s = 0"
    yield good[32:] + good[:32], no, "halves exchanged"
    yield bytes([r[0] ^ 1]) + good[1:], no, "a bit of R"
    yield r[:31] + bytes([r[31] ^ 0x80]) + good[32:], no, "sign of R"
    for big_r in NEUTRAL[1:]:
        yield ED.sign_neutral(MESSAGE, big_r), no, "r = 0, R not canonical"
    yield good[:63], length % 63, "cut"
    yield good + b"\0", length % 65, "a byte after it"
    yield good[:32], length % 32, "half"
    yield der_sig(*P256.sign(MESSAGE, "sha256")), "signature has 7", "ECDSA"


def bad_ed25519ph():
    no = "signature does not verify"
    good = ED.sign_ph(MESSAGE)
    r, s = good[:32], int.from_bytes(good[32:], "little")
    yield ED.sign_ph(MESSAGE + b"!"), no, "of another message"
    yield ED.sign(MESSAGE), no, "pure"
    yield ED.sign_ph(MESSAGE, b"context"), no, "of a context"
    yield ED.sign(hashlib.sha512(MESSAGE).digest()), no, "pure, of the digest"
    yield r + (s + ED_L).to_bytes(32, "little"), no, "s + order"
    yield bytes(64), no, "zeros"
    yield b"\xff" * 64, no, "ones"
    for big_r in NEUTRAL[1:]:
        yield ED.sign_neutral(hashlib.sha512(MESSAGE).digest(), big_r,
                              ed_dom()), no, "r = 0, R not canonical"
    yield (2).to_bytes(32, "little") + good[32:], no, "R is no point"
    yield good[:63], "signature has 63 bytes instead of 64", "cut"
    yield good + b"\0", "signature has 65 bytes", "a byte after it"


def write_signatures():
    write("message", MESSAGE)
    head = ["Signatures of ../message: key, hash, signature."]
    write_table("accepted/signatures.txt", head, [
        (k, h, sig.hex(), what) for k, h, sig, what in good_signatures()])
    head[0] += " Each is refused with this message."
    rows = []
    for key, make in (("p256", bad_ecdsa), ("rsa2048", bad_rsa),
                      ("rsa2048-pss", bad_pss), ("ed25519", bad_ed25519),
                      ("ed25519-ph", bad_ed25519ph)):
        rows += [(key, sig.hex(), message, what)
                 for sig, message, what in make()]
    head[0] = "Signatures of ../message that are refused: key, signature, " \
        "message of the error, what is wrong."
    write_table("rejected/signatures.txt", head, rows)


def foreign_curve(curve):
    """SubjectPublicKeyInfo of a curve that is not on the list."""
    key = seq(integer(0), seq(EC_OID, oid(curve)), tlv(4, seq(
        integer(1), tlv(4, bytes(27) + b"\x07"))))
    return run("openssl", "pkey", "-inform", "DER", "-pubout", "-outform",
               "DER", data=key)


def bad_points():
    c = P256
    x, y = c.q
    raw = c.coordinates(c.q)
    compressed = bytes([2 + y % 2]) + raw[:32]
    for point, what in ((compressed, "compressed"),
                        (bytes([6 + y % 2]) + raw, "hybrid"),
                        (b"\x00", "infinity"), (b"\x05" + raw, "type 5")):
        yield c.spki(point), "UNSUPPORTED", "point is not in uncompressed", what
    yield seq(seq(EC_OID, c.oid), bits(b"")), (
        "UNSUPPORTED"), "point is not in uncompressed", "no point"
    yield c.spki(b"\x04" + raw[:-1]), (
        "MALFORMED"), "point has 64 bytes instead of 65", "point cut"
    yield c.spki(b"\x04" + raw + b"\0"), (
        "MALFORMED"), "point has 66 bytes instead of 65", "point with a tail"
    yield c.spki(P384.point()), (
        "MALFORMED"), "point has 97 bytes instead of 65", "point of P-384"
    off = "point is not on the curve"
    for curve in CURVES:
        x, y = curve.q
        yield curve.spki(b"\x04" + curve.coordinates((x, y ^ 1))), (
            "MALFORMED"), off, f"{curve.name}, y off by one"
        yield curve.spki(b"\x04" + curve.coordinates((0, 0))), (
            "MALFORMED"), off, f"{curve.name}, (0, 0)"
        if curve is not P521:
            big = (1 << 8 * curve.size) - 1
            yield curve.spki(b"\x04" + curve.coordinates((big, y))), (
                "MALFORMED"), off, f"{curve.name}, x above p"
    # A small x, so that x + p still fits.
    x = next(x for x in range(99) if pow(x**3 - 3 * x + c.b, (c.p - 1) // 2,
                                         c.p) == 1)
    y = pow(x**3 - 3 * x + c.b, (c.p + 1) // 4, c.p)
    assert run("openssl", "pkey", "-pubin", "-inform", "DER", "-noout",
               data=c.spki(b"\x04" + c.coordinates((x, y)))) == b""
    yield c.spki(b"\x04" + c.coordinates((x + c.p, y))), (
        "MALFORMED"), off, "x + p"


def bad_curves():
    listed = "algorithm: curve is none of P-256, P-384, P-521"
    for what, curve in (("P-224", "1.3.132.0.33"),
                        ("secp256k1", "1.3.132.0.10"),
                        ("brainpoolP256r1", "1.3.36.3.3.2.8.1.1.7"),
                        ("P-192", "1.2.840.10045.3.1.1")):
        yield foreign_curve(curve), "WEAK_KEY", listed, what
    explicit = run("openssl", "pkey", "-inform", "DER", "-pubout", "-outform",
                   "DER", "-ec_param_enc", "explicit", data=P256.pkcs8())
    message = "algorithm: curve is given by explicit parameters"
    yield explicit, "WEAK_KEY", message, "P-256 by explicit parameters"
    g = b"\x04" + P256.coordinates(P256.g)
    assert explicit.count(g) == 1
    yield explicit.replace(g, P256.point()), (
        "WEAK_KEY"), message, "P-256, the key itself as generator"
    yield seq(seq(EC_OID, NULL), bits(P256.point())), (
        "DER"), "algorithm: DER: tag 0x05", "implicit curve"
    yield seq(seq(EC_OID), bits(P256.point())), (
        "DER"), "algorithm: DER: cut", "no curve"


def bad_rsa_keys():
    n, e = RSAS[2048].n, RSAS[2048].e
    for size in (512, 1024, 2047, 2049, 2056, 3071, 4095, 4104, 8192):
        yield rsa_spki((1 << size) - 1, e), (
            "WEAK_KEY"), f"RSA of {size} bits", f"RSA of {size} bits"
    yield rsa_spki(0, e), "WEAK_KEY", "RSA of 0 bits", "RSA modulus 0"
    yield rsa_spki(n - 1, e), "MALFORMED", "RSA modulus is even", "RSA even n"
    for v in (0, 1, 2, 4, 65536, 2**31, 2**31 + 1, 2**32 + 1, 2**64 + 1, n):
        what = "n" if v == n else str(v)
        yield rsa_spki(n, v), (
            "WEAK_KEY"), "RSA exponent is not odd", f"RSA exponent {what}"
    yield rsa_spki(-n, e), "DER", "DER: negative INTEGER", "RSA modulus -n"
    yield rsa_spki(n, -3), "DER", "DER: negative INTEGER", "RSA exponent -3"
    key = seq(integer(n), integer(e))
    zeros = seq(tlv(2, bytes(2) + n.to_bytes(256, "big")), integer(e))
    yield seq(seq(RSA_OID, NULL), bits(zeros)), (
        "DER"), "DER: INTEGER is not minimal", "RSA modulus with zeros"
    yield seq(seq(RSA_OID), bits(key)), (
        "DER"), "algorithm: DER: cut", "RSA without NULL"
    yield seq(seq(RSA_OID, tlv(5, b"\0")), bits(key)), (
        "DER"), "algorithm: DER: 1 bytes too many", "RSA, NULL with content"
    yield seq(seq(RSA_OID, NULL, NULL), bits(key)), (
        "DER"), "algorithm: DER: 2 bytes too many", "RSA, two NULLs"
    yield seq(seq(RSA_OID, NULL), bits(key + b"\0")), (
        "DER"), "DER: 1 bytes too many", "RSA, a byte after the key"
    yield seq(seq(RSA_OID, NULL), bits(seq(
        integer(n), integer(e), integer(0)))), (
        "DER"), "DER: 3 bytes too many", "RSA, three numbers"
    yield seq(seq(RSA_OID, NULL), bits(seq(integer(n)))), (
        "DER"), "DER: cut", "RSA, one number"
    yield seq(seq(PSS_OID), bits(key)), (
        "UNSUPPORTED"), "algorithm: key is bound to RSASSA-PSS", "RSASSA-PSS"
    pss = seq(tlv(0xa0, seq(oid(HASH_OIDS["sha256"]))), tlv(
        0xa2, integer(32)))
    yield seq(seq(PSS_OID, pss), bits(key)), (
        "UNSUPPORTED"), "algorithm: key is bound to RSASSA-PSS", (
        "RSASSA-PSS with parameters")


def bad_ed25519_keys():
    yield seq(seq(ED25519_OID, NULL), bits(ED.public)), (
        "DER"), "algorithm: DER: 2 bytes too many", "Ed25519 with NULL"
    yield ED.spki(ED.public[:-1]), (
        "MALFORMED"), "Ed25519 key has 31 bytes instead of 32", "Ed25519 cut"
    yield ED.spki(ED.public + b"\0"), (
        "MALFORMED"), "Ed25519 key has 33 bytes", "Ed25519 with a tail"
    weak = "Ed25519 key is a point of small order"
    y8 = ed_mul(ED_L, (ed_x(3, 0), 3))
    assert ed_mul(8, y8) == (0, 1) and ed_mul(4, y8) != (0, 1)
    for y, what in ((0, "order 4"), (1, "order 1"), (ED_P - 1, "order 2"),
                    (y8[1], "order 8"), (ED_P - y8[1], "order 8"),
                    (ED_P, "order 4, y + p"), (ED_P + 1, "order 1, y + p")):
        for sign in (0, 1):
            yield ED.spki((y | sign << 255).to_bytes(32, "little")), (
                "WEAK_KEY"), weak, f"Ed25519 of {what}, sign {sign}"


def bad_spki():
    unlisted = "algorithm: algorithm is none of ECDSA, RSA, Ed25519"
    for what, arc in (("X25519", "1.3.101.110"), ("Ed448", "1.3.101.113"),
                      ("DSA", "1.2.840.10040.4.1"),
                      ("ECDH", "1.3.132.1.12"),
                      ("ML-DSA-65", "2.16.840.1.101.3.4.3.18")):
        yield seq(seq(oid(arc)), bits(ED.public)), (
            "UNSUPPORTED"), unlisted, what
    good = P256.spki()
    algid = seq(EC_OID, P256.oid)
    key = bits(P256.point())
    tail = "DER: 1 bytes too many at the end"
    yield good + b"\0", "DER", tail, "a byte after it"
    yield good + good, "DER", "DER: 91 bytes too many", "twice"
    yield seq(algid, key, b"\0"), "DER", tail, "a byte after the key"
    yield seq(seq(EC_OID, P256.oid, b"\0"), key), (
        "DER"), "algorithm: " + tail, "a byte after the curve"
    yield good[:-1], "DER", "DER: cut", "cut by one byte"
    yield good[:1], "DER", "DER: cut", "cut after one byte"
    yield b"\x30\x80" + algid + key + b"\0\0", (
        "DER"), "DER: indefinite length", "indefinite length"
    yield b"\x30\x81" + good[1:], (
        "DER"), "DER: length is not minimal", "long form of a short length"
    yield seq(algid, bits(P256.point(), 1)), (
        "DER"), "DER: BIT STRING is not of whole bytes", "unused bits"
    yield seq(algid, tlv(3)), "DER", "DER: empty BIT STRING", "no key"
    yield seq(algid), "DER", "DER: cut", "algorithm alone"
    yield seq(), "DER", "algorithm: DER: cut", "empty SEQUENCE"
    yield seq(seq(), key), "DER", "algorithm: DER: cut", "no algorithm"
    yield seq(algid, tlv(0x23, key)), (
        "DER"), "DER: tag 0x23 where 0x03", "constructed BIT STRING"
    yield seq(EC_OID, key), (
        "DER"), "algorithm: DER: tag 0x06 where 0x30", "algorithm by OID"


def bad_kinds():
    private = "a private key, not a public one"
    for key, what in ((P256.pkcs8(), "PKCS#8 of P-256"),
                      (P256.sec1(), "SEC1"),
                      (RSAS[2048].pkcs8(), "PKCS#8 of RSA"),
                      (RSAS[2048].pkcs1_private, "PKCS#1 private"),
                      (ED.pkcs8(), "PKCS#8 of Ed25519"),
                      (seq(seq(oid("1.2.840.113549.1.5.13"), seq()),
                           tlv(4, bytes(16))), "encrypted PKCS#8")):
        yield key, "KEY_KIND", private, what
    yield certificate(P256.spki()), (
        "KEY_KIND"), "a certificate, not a public key", "certificate"


def write_rejected_keys():
    rows = []
    for make in (bad_spki, bad_points, bad_curves, bad_rsa_keys,
                 bad_ed25519_keys, bad_kinds):
        rows += [(der.hex(), "COSIGN_E_" + rc, "public key: " + message, what)
                 for der, rc, message, what in make()]
    write_table("rejected/keys.txt", [
        "Public keys (DER) that are refused: bytes, code, message of the "
        "error, what is wrong."], rows)


def bad_certificates():
    good = certificate(P256.spki())
    body = tbs(P256.spki())
    sig = bits(der_sig(*P256.sign(body, "sha256")))
    tail = "DER: 1 bytes too many at the end"
    yield good + b"\0", "DER", tail, "a byte after it"
    yield certificate(P256.spki(), tail=b"\0"), (
        "DER"), tail, "a byte after the signature"
    yield seq(tbs(P256.spki(), tail=b"\0"), ECDSA_SHA256, sig), (
        "DER"), tail, "a byte after the extensions"
    yield seq(tbs(P256.spki() + P256.spki()), ECDSA_SHA256, sig), (
        "DER"), "DER: 144 bytes too many", "two keys"
    yield seq(body, ECDSA_SHA256), "DER", "DER: cut", "no signature"
    yield good[:-1], "DER", "DER: cut", "cut by one byte"
    yield seq(seq(), ECDSA_SHA256, sig), "DER", "DER: cut", "empty content"
    yield seq(seq(*list(children(body))[:6]), ECDSA_SHA256, sig), (
        "DER"), "DER: cut", "no key"
    yield certificate(foreign_curve("1.3.132.0.10")), (
        "WEAK_KEY"), "public key: algorithm: curve is none", "secp256k1"
    yield certificate(rsa_spki((1 << 1024) - 1, 65537)), (
        "WEAK_KEY"), "RSA of 1024 bits", "RSA of 1024 bits"
    yield P256.spki(), (
        "KEY_KIND"), "a public key, not a certificate", "public key"
    yield P256.pkcs8(), (
        "KEY_KIND"), "a private key, not a public one", "private key"


def write_rejected_certificates():
    rows = [(der.hex(), "COSIGN_E_" + rc, "certificate: " + message, what)
            for der, rc, message, what in bad_certificates()]
    write_table("rejected/certificates.txt", [
        "Certificates (DER) whose key is not taken: bytes, code, message of "
        "the error, what is wrong."], rows)


def write_fuzz_corpus():
    """fuzz/signature.c: a byte that chooses the key, a signature."""
    r, s = P256.sign(MESSAGE, "sha256")
    for name_, number, sig in (
            ("p256", 0, der_sig(r, s)), ("p256-high-s", 0, der_sig(
                r, P256.n - s)), ("p256-raw", 0, P256.raw(r, s)),
            ("p256-raw-66", 0, P256.raw(r, s, 66)),
            ("rsa2048", 1, RSAS[2048].sign(MESSAGE)),
            ("rsa2048-pss", 2, RSAS[2048].sign_pss(MESSAGE)),
            ("ed25519", 3, ED.sign(MESSAGE)),
            ("ed25519-ph", 4, ED.sign_ph(MESSAGE)), ("empty", 0, b"")):
        write(f"../../fuzz/corpus/signature/{name_}", bytes([number]) + sig)


os.makedirs(f"{HERE}/keys", exist_ok=True)
write_keys()
write_signatures()
write_rejected_keys()
write_rejected_certificates()
write_fuzz_corpus()
