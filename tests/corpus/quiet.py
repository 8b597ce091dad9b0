#!/usr/bin/env python3
"""quiet.py [BUILD_DIR]: are the findings on real zones those that were read and judged to be true?

Every set of class "real" or "big" in the reference corpus (PTRLINT_SHARED, by default ../shared) is checked with
the default rules twice: as a user would who runs `ptrlint check` in a clone ("found"), and with the origins that its
list gives ("named").  Each finding at warning or above must be covered by a line of quiet.tsv:

    set  rule  file  found  named  judgement

found, named: the lines with a finding ("3,9-12"; "-": none; "*52": 52 findings in all files that the pattern
`file` covers).  judgement: why it is true, read in the zone by a person and, where it can be calculated, by
dnspython.  A line that begins with "FALSE: " is a false alarm that is known; a rule may have one in twenty.

QUIET_PRINT=1 prints the findings that no line covers, in the form of the table.
"""
import collections
import csv
import fnmatch
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = sys.argv[1] if len(sys.argv) > 1 else os.path.join(TOP, "build")
PTRLINT = os.environ.get("PTRLINT", os.path.join(BUILD, "ptrlint"))
CORPUS = os.path.realpath(os.path.join(os.environ.get("PTRLINT_SHARED", os.path.join(TOP, "..", "shared")), "corpus"))
ONE_IN = 20
WAYS = ("found", "named")


def read_table(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader((line for line in f if not line.startswith("#")), delimiter="\t",
                                   quoting=csv.QUOTE_NONE))


def check(job):
    """(set, way) -> Counter of (rule, path, line) for what stands at warning or above."""
    name, way = job
    root = os.path.join(CORPUS, name)
    argv = [PTRLINT, "check", "--root", root, "--no-config", "--format", "json", "--today", "2026-11-22"]
    if way == "named":
        for row in read_table(os.path.join(root, "MANIFEST.tsv")):
            if row["origin"] and row["kind"] in ("zone", "rendered"):
                argv += ["--zone", f"{row['origin']}={os.path.join(root, row['path'])}"]
    p = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    seen = collections.Counter()
    for d in json.loads(p.stdout)["diagnostics"]:
        if d["severity"] != "info":
            at = d["locations"][0]
            seen[d["id"], at["path"], at["start"]["line"]] += 1
    return name, way, seen


def numbers(text):
    """"3,9-12" -> {3, 9, 10, 11, 12}"""
    out = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        out |= set(range(int(first), int(last or first) + 1))
    return out


def words(lines):
    """The other way round."""
    parts, run = [], []
    for n in sorted(lines) + [None]:
        if run and n is not None and n == run[-1] + 1:
            run.append(n)
            continue
        if run:
            parts.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
        run = [n]
    return ",".join(parts)


def judge(row, way, seen):
    """What the row says of the findings it covers: takes them out of seen; None, or what is wrong."""
    mine = {k: n for k, n in seen.items() if k[0] == row["rule"] and fnmatch.fnmatchcase(k[1], row["file"])}
    for k in mine:
        del seen[k]
    count = sum(mine.values())
    if row[way].startswith("*"):
        return None if count == int(row[way][1:]) else f"{count} findings instead of {row[way][1:]}"
    lines = {k[2] for k in mine}
    want = set() if row[way] == "-" else numbers(row[way])
    if lines == want:
        return None
    return f"stands at {words(lines) or '-'} instead of {row[way]}"


def known_false(rows):
    """Rules that are wrong more often than once in twenty, by the table's own word."""
    total, wrong = collections.Counter(), collections.Counter()
    for row in rows:
        for way in WAYS:
            text = row[way]
            n = int(text[1:]) if text.startswith("*") else 0 if text == "-" else len(numbers(text))
            total[row["rule"]] += n
            wrong[row["rule"]] += n if row["judgement"].startswith("FALSE: ") else 0
    return sorted(rule for rule in wrong if wrong[rule] * ONE_IN > total[rule])


def main():
    sources = os.path.join(CORPUS, "SOURCES.tsv")
    if not os.path.exists(sources):
        print("skip: no reference corpus in ../shared")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    table = read_table(os.path.join(HERE, "quiet.tsv"))
    sets = [row["set"] for row in read_table(sources) if row["class"] in ("real", "big")]
    bad = [f"FAIL {rule} is wrong more than once in {ONE_IN} times" for rule in known_false(table)]
    bad += [f"FAIL quiet.tsv: no set {row['set']}" for row in table if row["set"] not in sets]
    bad += [f"FAIL quiet.tsv: {row['set']} {row['rule']}: no judgement" for row in table if not row["judgement"]]
    passed, left = 0, collections.defaultdict(lambda: collections.defaultdict(set))
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for name, way, seen in pool.map(check, [(s, w) for s in sets for w in WAYS]):
            for row in (r for r in table if r["set"] == name):
                problem = judge(row, way, seen)
                if problem is None:
                    passed += 1
                else:
                    bad.append(f"FAIL {name} ({way}): {row['rule']} in {row['file']} {problem}")
            for rule, path, line in seen:
                left[name, rule, path][way].add(line)
                bad.append(f"FAIL {name} ({way}): {path}:{line} [{rule}] is not judged")
    if os.environ.get("QUIET_PRINT"):
        for key, lines in sorted(left.items()):
            print("\t".join([*key, *(words(lines[w]) or "-" for w in WAYS), ""]))
    for line in bad:
        print(line)
    print(f"{passed} passed, {len(bad)} failed, 0 skipped")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
