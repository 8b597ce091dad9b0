#!/usr/bin/python3
"""directives.py BUILD_DIR: random repositories with comments of all kinds at their records.

    carried out    check, plan and check --fix end as they should, whatever the comments say
    again          after check --fix the plan is empty, and a second --fix changes nothing
    kept           a record with "keep" in its line is there afterwards
"""
import os
import random
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PTRLINT = os.environ.get("PTRLINT", os.path.join(TOP, "build", "ptrlint"))
COUNT = 1000 if os.environ.get("PTRLINT_LONG") else 100
ITEMS = ["ptr=none", "ptr=primary", "ptr=3", "ptr=5", "ptr=900", "keep", "external", "until=2026-11-21",
         "until=2027-01-01", "ptr=x", "frob"]
HEAD = ("$ORIGIN {}\n$TTL 1h\n@ SOA ns1.example.org. host.example.org. 2026112101 7200 900 1209600 300\n"
        " NS ns1.example.org.\n NS ns2.example.org.\n")


def comment(rnd):
    if rnd.random() < 0.45:
        return ""
    return " ; ptrlint: " + ", ".join(rnd.choice(ITEMS) for _ in range(rnd.randint(1, 3)))


def forward(rnd, names):
    text = HEAD.format("example.com.")
    pairs = [(name, octet) for name in names for octet in range(1, 6)]
    rnd.shuffle(pairs)
    for name, octet in pairs[:rnd.randint(1, 14)]:
        shape = rnd.random()
        if shape < 0.1 and "$GENERATE" not in text:
            text += f"$GENERATE 1-3 g$ A 192.0.2.${comment(rnd)}\n"
        elif shape < 0.2:
            text += comment(rnd).strip() + "\n"
        elif shape < 0.3:
            text += f"{name} ( A{comment(rnd)}\n 192.0.2.{octet}{comment(rnd)}\n)\n"
        else:
            text += f"{name} A 192.0.2.{octet}{comment(rnd)}\n"
    return text


def reverse(rnd, names):
    targets = [f"{name}.example.com." for name in names] + ["gone.example.com.", "x.example.org."]
    return HEAD.format("2.0.192.in-addr.arpa.") + "".join(
        f"{rnd.randint(1, 6)} PTR {rnd.choice(targets)}{comment(rnd)}\n" for _ in range(rnd.randint(0, 9)))


def write(path, text):
    with open(path, "w", encoding="ascii") as f:
        f.write(text)


def read(path):
    with open(path, encoding="ascii") as f:
        return f.read()


def ptrlint(root, *words):
    p = subprocess.run([PTRLINT, *words, "--root", root, "--today", "2026-11-22"], stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def kept(text):
    """Records that must stay: keep is said, and nothing beside it ends it or makes the comment doubtful."""
    return [line for line in text.splitlines() if re.search(r"[:,] keep\b", line) and "2026-11-21" not in line]


def run_one(rnd, root):
    names = [f"h{i}" for i in range(6)]
    write(root + "/example.com", forward(rnd, names))
    write(root + "/2.0.192.in-addr.arpa", reverse(rnd, names))
    if rnd.random() < 0.5:
        write(root + "/mail-egress.yaml", "version: 1\nhosts: {h1.example.com: 192.0.2.1}\n")
        write(root + "/.ptrlint.yaml", "version: 1\nlint: {treat_as_public: [192.0.2.0/24]}\n")
    options = rnd.choice([[], ["--prune"], ["--prune", "--force"]])
    before = read(root + "/2.0.192.in-addr.arpa")
    first = ptrlint(root, "plan", *options)
    results = [first, ptrlint(root, "check", "--format", "json", *options), ptrlint(root, "check", "--fix", *options)]
    bad = [f"exit status {r[0]}: {r[2][-400:]}" for r in results if r[0] not in (0, 1, 3)]
    now = read(root + "/2.0.192.in-addr.arpa")
    bad += [f"gone: {line}" for line in kept(before) if line not in now.splitlines()]
    if first[0] == 3:
        return bad + (["a stopped plan was carried out"] if now != before else [])
    second = ptrlint(root, "plan", *options)
    if second[0] != 0 or second[1]:
        bad.append(f"first plan\n{first[1]}second plan\n{second[1]}")
    ptrlint(root, "check", "--fix", *options)
    return bad + (["a second --fix changed the zone"] if read(root + "/2.0.192.in-addr.arpa") != now else [])


def main():
    passed = failed = 0
    for seed in range(COUNT):
        with tempfile.TemporaryDirectory(prefix="ptrlint-directives.") as root:
            bad = run_one(random.Random(seed), root)
        passed += not bad
        failed += bool(bad)
        if bad:
            print(f"FAIL seed {seed}", *bad, sep="\n  ")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed else 0)


main()
