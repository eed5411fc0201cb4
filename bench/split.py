#!/usr/bin/env python3
"""Where the instructions of a keyless verification go.

    bench/split.py BUILD ROOT BUNDLE FILE IDENTITY ISSUER

Runs bench-verify under valgrind's callgrind, warm and once, and prints how many
instructions each step takes, and how many of all are in the signature checks
inside them. Counts are the same in every run on the same machine. callgrind shows
libcrypto a processor without SHA instructions: hashing counts for more than it
takes.
"""

import collections
import os
import re
import subprocess
import sys
import tempfile

# What is counted as a step: every function with what it calls. The steps do not
# contain one another.
STEPS = [
    ("parse the bundle", "cosign_bundle_parse_any"),
    ("log: signed entry timestamp", "csn_entry_verify_promise"),
    ("log: inclusion and checkpoint", "csn_entry_verify_proof"),
    ("timestamp", "csn_case_time"),
    ("certificate: leaf link", "csn_case_certificate"),
    ("certificate: SCT", "csn_case_sct"),
    ("signature", "csn_case_signature"),
    ("identity", "csn_case_identity"),
    ("result", "csn_case_keep"),
]
CHECKS = {"csn_ecdsa_verify", "verify_pure"}


class Profile:
    """Inclusive counts of calls, from callgrind's file."""

    def __init__(self, path):
        self.total = 0
        self.calls = collections.defaultdict(int)  # (caller, callee)
        self.own = collections.defaultdict(int)
        names = {}

        def name(text):
            number, _, plain = text.partition(" ")
            if plain:
                names[number] = plain.split("'")[0]
            return names[number]

        function = callee = None
        expecting_call = False
        for line in open(path, encoding="utf-8", errors="replace"):
            line = line.rstrip("\n")
            if match := re.match(r"(c?)fn=(.*)", line):
                if match[1]:
                    callee = name(match[2])
                else:
                    function = name(match[2])
            elif line.startswith("calls="):
                expecting_call = True
            elif re.match(r"[+\-*\d]", line):
                count = int(line.split()[1])
                if expecting_call:
                    self.calls[function, callee] += count
                    expecting_call = False
                else:
                    self.own[function] += count
                    self.total += count

    def inclusive(self, function):
        """What all calls of a function from elsewhere cost."""
        return sum(cost for (caller, callee), cost in self.calls.items()
                   if callee == function and caller != function)


def profile(build, args):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "callgrind")
        subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
             "--toggle-collect=bench_once", "--collect-atstart=no",
             f"{build}/bench/bench-verify", "once", *args],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return Profile(out)


def main():
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    found = profile(sys.argv[1], sys.argv[2:])
    checks = sum(found.inclusive(function) for function in CHECKS)
    rest = found.total
    print(f"{'step':32} {'instructions':>12}  {'share':>6}")
    for text, function in STEPS:
        cost = found.inclusive(function)
        rest -= cost
        print(f"{text:32} {cost:12,}  {cost / found.total:6.1%}")
    print(f"{'rest':32} {rest:12,}  {rest / found.total:6.1%}")
    print(f"{'all':32} {found.total:12,}")
    print(f"{'of that signature checks':32} {checks:12,}  "
          f"{checks / found.total:6.1%}")


main()
