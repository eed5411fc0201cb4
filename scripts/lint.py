#!/usr/bin/env python3
"""Look over the sources: scripts/lint.py [CHECK...]

Without arguments every check runs. Exit status 0: nothing found, 1: findings,
77: the only check asked for needs a tool that is not installed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

# What each folder of src/ may include besides itself and the public headers.
# Lower folders stand first: nothing includes upward.
LAYERS = {
    "util": "",
    "regex": "util",
    "spec": "util",
    "crypto": "util",
    "x509": "util crypto",
    "artifact": "util crypto",
    "dsse": "util spec crypto",
    "simple": "util",
    "trust": "util spec crypto x509",
    "timestamp": "util crypto x509 trust",
    "rekor": "util crypto trust",
    "bundle": "util spec crypto x509 dsse rekor",
    "policy": "util crypto regex x509",
    "verify": "util crypto x509 artifact dsse simple trust timestamp rekor bundle "
              "policy",
    "loader": "util",
    "file": "util",
    "keys": "util crypto file loader",
    "config": "util spec",
    "net": "util loader",
    "sign": "util crypto artifact dsse bundle file keys",
    "inspect": "util spec crypto x509 dsse trust timestamp rekor bundle policy",
    "oci": "util crypto file net",
    "image": "util crypto x509 artifact dsse simple rekor bundle policy oci",
    "cli": "",
}

CORE = ("src/(util|regex|spec|crypto|x509|artifact|dsse|simple|trust|timestamp|rekor|"
        "bundle|policy|verify)/")
LIBRARY = CORE[:-2] + "|loader|file|keys|config|net|sign|inspect|oci|image)/"
OURS = "(src|examples|fuzz|bench)/"

# Calls that are not made, where, and why.
BANNED_CALLS = [
    ("strcpy stpcpy strcat strncpy strncat sprintf vsprintf gets",
     OURS, "knows no size"),
    ("atoi atol atoll atof scanf fscanf sscanf",
     OURS, "does not tell a bad number"),
    ("strtok gmtime localtime asctime ctime strerror",
     OURS, "shares memory between threads"),
    ("alloca", OURS, "takes stack that an outsider may choose"),
    ("rand random srand srandom drand48", OURS, "is no source of secrets"),
    ("system popen fork vfork execl execlp execle execv execvp execvpe",
     "src/", "runs another program"),
    # cosignc alone runs one: where docker's configuration keeps credentials.
    ("posix_spawn posix_spawnp", r"src/(?!cli/helper\.c$)",
     "runs another program"),
    ("exit _exit quick_exit abort assert", LIBRARY, "ends the host's process"),
    ("printf fprintf vprintf vfprintf puts putchar fputs fputc perror",
     LIBRARY, "prints in the host's name"),
    ("setlocale uselocale umask chdir signal sigaction sigprocmask setenv "
     "putenv unsetenv", LIBRARY, "changes the host's process"),
    ("OPENSSL_cleanup json_set_alloc_funcs CRYPTO_set_mem_functions "
     "curl_global_cleanup curl_global_init_mem",
     LIBRARY, "disturbs the host's libraries"),
    # Where memory ran out, and no mark tells what is the host's.
    ("ERR_clear_error", r"src/(?!crypto/ossl\.h$)",
     "disturbs the host's libraries"),
    ("pthread_create thrd_create", CORE, "starts a thread in the core"),
    ("getenv secure_getenv", CORE, "reads the environment in the core"),
    ("socket connect getaddrinfo", CORE, "opens a connection in the core"),
    ("time clock_gettime gettimeofday", CORE, "reads the clock in the core"),
]

# Other text that has no place in code.
BANNED_TEXT = [
    (r"\b(TODO|FIXME|XXX|HACK)\b", "", "unfinished"),
]

# A definition: type on the lines before, name at the start of a line.
FUNCTION = re.compile(
    r"^(?P<type>\w[\w \n*]*)\n(?P<name>\w+)\([^;{]*?\)\n\{\n.*?^\}", re.M | re.S)
FUNCTION_LINES = 60
FILE_LINES = 800

findings = 0


def finding(text):
    global findings
    findings += 1
    print(text)


class Skip(Exception):
    pass


def need(tool):
    if shutil.which(tool) is None:
        raise Skip(f"{tool} is not installed")


def files(*patterns):
    out = subprocess.run(["git", "ls-files", "-z", "--", *patterns],
                         check=True, capture_output=True, text=True).stdout
    return [name for name in out.split("\0") if name and os.path.exists(name)]


def read(name):
    with open(name, encoding="utf-8") as f:
        return f.read()


def code(name):
    """A C file without comments and string contents; lines stay in place."""
    token = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"', re.S)
    return token.sub(
        lambda m: '""' if m[0][0] == '"' else "\n" * m[0].count("\n"),
        read(name))


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def check_format():
    """.c and .h are as .clang-format says"""
    need("clang-format")
    out = subprocess.run(
        ["clang-format", "--dry-run", *files("*.c", "*.h")],
        capture_output=True, text=True).stderr
    for name in sorted(set(re.findall(r"^([^:\n]+):\d+:\d+: warning", out, re.M))):
        finding(f"{name}: not formatted: clang-format -i {name}")


def check_includes():
    """no folder includes upward, cosignc uses the public headers alone"""
    for name in files("src/*/*.c", "src/*/*.h"):
        folder = name.split("/")[1]
        if folder not in LAYERS:
            finding(f"{name}: src/{folder} is not in LAYERS (scripts/lint.py)")
            continue
        allowed = [folder, *LAYERS[folder].split()]
        for included in re.findall(r'^#\s*include\s+"([^"]+)"', read(name), re.M):
            if "/" in included and included.split("/")[0] not in allowed:
                finding(f"{name}: src/{folder} must not include {included}")
    for name in files("src/*.c", "src/*.h"):
        if re.search(r"^#\s*include\s+<curl/", read(name), re.M) and \
                not name.startswith("src/net/curl"):
            finding(f"{name}: only src/net/curl* may include libcurl's headers")
    standard = {"stddef.h", "stdint.h"}
    for name in files("include/*.h"):
        for included in re.findall(r'^#\s*include\s+[<"]([^>"]+)', read(name), re.M):
            if not included.startswith("cosign/") and included not in standard:
                finding(f"{name}: a public header must not include {included}")


def check_calls():
    """calls and words that have no place here, or not in that folder"""
    for name in files("*.c", "*.h"):
        text = code(name)
        for names, places, reason in BANNED_CALLS:
            if re.match(places, name):
                call = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(names.split()))
                for m in call.finditer(text):
                    finding(f"{name}:{line_of(text, m.start())}: "
                            f"{m[1]}() {reason}")
        for m in FUNCTION.finditer(text):
            if m["type"].split()[-1] == "cosign_rc_t":
                for r in re.finditer(r"\breturn (-?\d+);", m[0]):
                    finding(f"{name}:{line_of(text, m.start() + r.start())}: "
                            f"{m['name']}() returns a bare {r[1]}, not a code")
        whole = read(name)
        for pattern, places, reason in BANNED_TEXT:
            if re.match(places, name):
                for m in re.finditer(pattern, whole):
                    finding(f"{name}:{line_of(whole, m.start())}: {reason}")


def check_size():
    """no function over 60 lines, no file over 800"""
    for name in files("*.c", "*.h"):
        text = read(name)
        if text.count("\n") > FILE_LINES:
            finding(f"{name}: {text.count(chr(10))} lines: look for the seam")
        if not re.match(OURS, name):
            continue
        for m in FUNCTION.finditer(text):
            lines = text.count("\n", m.start("name"), m.end()) + 1
            if lines > FUNCTION_LINES:
                finding(f"{name}:{line_of(text, m.start('name'))}: "
                        f"{m['name']}() has {lines} lines")


def check_shell():
    """shellcheck over the scripts"""
    need("shellcheck")
    scripts = [f for f in files("scripts", "tests", ".ci", "bench")
               if read_first_line(f).startswith(("#!/bin/bash", "#!/bin/sh"))]
    out = subprocess.run(["shellcheck", "-x", "-P", "SCRIPTDIR", "-f", "gcc", *scripts],
                         capture_output=True, text=True).stdout
    for line in out.splitlines():
        finding(line)


def read_first_line(name):
    with open(name, "rb") as f:
        return f.readline().decode("utf-8", "replace")


def compile_commands():
    folder = os.environ.get("COSIGN_BUILD", "build")
    if not os.path.exists(os.path.join(folder, "compile_commands.json")):
        raise Skip(f"{folder} has no compile_commands.json")
    return folder


def check_cppcheck():
    """cppcheck over the sources"""
    need("cppcheck")
    out = subprocess.run(
        ["cppcheck", "--quiet", "--std=c11", "--language=c", "-j2",
         "--enable=warning,performance,portability", "--inline-suppr",
         "--suppressions-list=.cppcheck", "-Iinclude", "-Isrc", "-D__GNUC__=12",
         "--template={file}:{line}: {severity}: {message} [{id}]",
         *files("src/*.c", "examples/*.c")],
        capture_output=True, text=True)
    for line in (out.stdout + out.stderr).splitlines():
        finding(line)


def check_tidy():
    """clang-tidy over the sources"""
    need("clang-tidy")
    commands = read(os.path.join(compile_commands(), "compile_commands.json"))
    sources = [f for f in files("src/*.c", "examples/*.c")
               if f'/{f}"' in commands]
    with tempfile.TemporaryDirectory() as folder:
        # Options that GCC alone knows are none to clang-tidy.
        with open(os.path.join(folder, "compile_commands.json"), "w",
                  encoding="utf-8") as copy:
            copy.write(commands.replace("-fno-reorder-blocks-and-partition",
                                        ""))
        with subprocess.Popen(
                ["xargs", "-P", str(os.cpu_count()), "-n", "4", "clang-tidy",
                 "--quiet", "-p", folder],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True) as tidy:
            out, _ = tidy.communicate("\n".join(sources))
    seen = set()
    for line in out.splitlines():
        if re.search(r": (warning|error): ", line) and line not in seen:
            seen.add(line)
            finding(line)
    if tidy.returncode != 0 and not seen:
        finding(f"clang-tidy failed:\n{out}")


CHECKS = {name[6:]: check for name, check in list(globals().items())
          if name.startswith("check_")}


def main(wanted):
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    unknown = [name for name in wanted if name not in CHECKS]
    if unknown:
        sys.exit(f"lint.py: no check {unknown[0]}; there are "
                 + " ".join(CHECKS))
    skipped = 0
    for name in wanted or CHECKS:
        before = findings
        try:
            CHECKS[name]()
            print(f"{name}: {findings - before} findings")
        except Skip as why:
            skipped += 1
            print(f"{name}: skipped: {why}")
    if findings:
        return 1
    return 77 if wanted and skipped == len(wanted) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
