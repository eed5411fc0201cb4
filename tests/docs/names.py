#!/usr/bin/env python3
"""Is what README.md and docs/ name there?

usage: names.py PROJECT

Files that are linked and headings in them; functions, types and constants of
the public headers; options of cosignc in docs/cosignc.md; and in the page about
verification the checks as result.schema.json has them, in their order.
"""

import glob
import json
import os
import re
import sys

os.chdir(sys.argv[1])
failures = 0
checked = 0


def check(there, page, what):
    global failures, checked
    checked += 1
    if not there:
        failures += 1
        print(f"FAILED {page}: {what} is not there")


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def anchors(text):
    for heading in re.findall(r"^#+ (.*)$", text, re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def check_links(page, text):
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        path = os.path.join(os.path.dirname(page), path) if path else page
        check(os.path.exists(path), page, target)
        if anchor and os.path.exists(path):
            check(anchor in anchors(read(path)), page, target)


def check_names(page, text, headers):
    """What ends in _ is the beginning of several names."""
    for name in set(re.findall(r"\bcosign_[a-z0-9_]+\b(?=\(| ?\*)", text)):
        check(re.search(rf"\b{name}\b", headers), page, name)
    for name in set(re.findall(r"\bCOSIGN_(?:E|CLASS|TRUST|MATCH|TIME|CONTENT"
                               r"|ENCODE|FORM|ALL|HASH|ALG)_\w+", text)):
        check(re.search(rf"\b{name}\b", headers), page, name)
    # "`COSIGN_E_SIGNER_KIND`, `_CHAIN`"
    for name in set(re.findall(r"`(_[A-Z][A-Z_]+)`", text)):
        check(re.search(rf"\bCOSIGN_E{name}\b", headers), page, name)


def check_options(page, text, options):
    for option in set(re.findall(r"`(--[a-z][\w-]+)[=`\s]", text)):
        check(re.search(rf"(?<![\w-]){option}(?![\w-])", options), page, option)


def check_steps():
    page = "docs/verification.md"
    schema = json.loads(read("docs/result.schema.json"))
    steps = [item["properties"]["check"]["const"]
             for item in schema["$defs"]["checks"]["prefixItems"]]
    listed = re.findall(r"^\| `(\w+)` \|", read(page), re.M)
    check(listed == steps, page, f"the order {' '.join(steps)}")


def main():
    headers = "".join(map(read, sorted(glob.glob("include/**/*.h",
                                                 recursive=True))))
    options = read("docs/cosignc.md")
    for page in ["README.md", "CONTRIBUTING.md", *sorted(glob.glob("docs/*.md"))]:
        text = read(page)
        check_links(page, text)
        check_names(page, text, headers)
        if page in ("docs/verification.md", "docs/trust.md", "docs/policy.md"):
            check_options(page, text, options)
    check_steps()
    print(f"{checked} names, {failures} not there")
    return 1 if failures else 0


sys.exit(main())
