#!/usr/bin/env python3
"""Does `lint.targets` say of each server what its own checker says?

targets.py [BUILD_DIR]

For every fixture of the rules below, and each server alone in `lint.targets`: the finding is an error exactly where
the server's checker refuses the zone, and is not there where it reads the text as meant.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BUILD", TOP + "/build/rel"))
PTRLINT = os.environ.get("PTRLINT", BUILD + "/ptrlint")
SERVERS = ("bind", "nsd", "knot", "powerdns")
RULES = ("file-bom", "file-crlf", "file-cr-only", "file-non-ascii-text", "file-non-ascii-name", "paren-nested",
         "paren-before-owner", "string-adjacent", "directive-nonstandard", "origin-relative",
         "include-origin-relative", "class-generic", "name-quoted", "name-at-inside")
# A fixture may break more than its rule says, or less than the worst case; who differs, and why.
EXCEPTIONS = {
    ("file-crlf", "bad-only-a-comment", "knot"): "a comment ends well with CR LF",
    ("string-adjacent", "bad-word-first", "powerdns"): "a word in front of a string is refused, two strings are not",
    ("origin-relative", "bad-label", "powerdns"): "refused because the zone has no other record",
    ("name-quoted", "bad-target", "bind"): "quotation marks around an owner are read, around a target not",
}


def run(argv, where):
    return subprocess.run(argv, cwd=where, capture_output=True, timeout=30)


def refuses(server, where, zone):
    if server == "bind":
        return run(["named-compilezone", "-i", "none", "-k", "ignore", "-q", "-o", "out", "example.com", zone], where).returncode
    if server == "nsd":
        return run(["nsd-checkzone", "example.com", zone], where).returncode
    if server == "knot":
        return run(["kzonecheck", "-o", "example.com", zone], where).returncode
    with open(where + "/named.conf", "w", encoding="ascii") as f:
        f.write(f'zone "example.com" {{ type master; file "{where}/{zone}"; }};\n')
    with open(where + "/pdns.conf", "w", encoding="ascii") as f:
        f.write(f"launch=bind\nbind-config={where}/named.conf\n")
    status = run(["pdnsutil", "--config-dir=" + where, "check-zone", "example.com"], where).returncode
    os.remove(where + "/named.conf")
    return status


def judge(rule, name, path, server):
    with tempfile.TemporaryDirectory(prefix="ptrlint-targets.") as where:
        if os.path.isdir(path):
            shutil.copytree(path, where, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expect.txt", "args"))
        else:
            shutil.copy(path, where + "/example.com.zone")
        if not os.path.exists(where + "/example.com.zone") or os.path.exists(where + "/.ptrlint.yaml"):
            return None
        refused = refuses(server, where, "example.com.zone") != 0
        with open(where + "/.ptrlint.yaml", "w", encoding="ascii") as f:
            f.write(f"version: 1\nlint: {{targets: [{server}]}}\n")
        out = run([PTRLINT, "check", "--root", ".", "--select", rule, "--format", "concise", "--color", "never"], where)
        error = f"[{rule}]".encode() in out.stdout and b" error: " in out.stdout
    known = (rule, name, server) in EXCEPTIONS
    if (error == refused) != known:
        return (1, "")
    if known:
        return (0, f"FAIL {rule}/{name}: {server} is no exception any more")
    return (0, f"FAIL {rule}/{name}: {server} {'refuses' if refused else 'loads'} it, and we say {'so not' if refused else 'it does not'}")


def main():
    for tool in ("named-compilezone", "nsd-checkzone", "kzonecheck", "pdnsutil"):
        if not shutil.which(tool):
            print(f"skip: {tool} is not installed\n0 passed, 0 failed, 1 skipped")
            return
    passed = failed = 0
    for rule in RULES:
        folder = os.path.join(TOP, "tests", "rules", rule)
        for entry in sorted(os.listdir(folder)):
            path = os.path.join(folder, entry)
            if not entry.startswith("bad-") or not (os.path.isdir(path) or entry.endswith(".zone")):
                continue
            for server in SERVERS:
                result = judge(rule, entry.removesuffix(".zone"), path, server)
                if result is None:
                    continue
                passed += result[0]
                failed += 1 - result[0]
                if result[1]:
                    print(result[1])
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(failed > 0)


main()
