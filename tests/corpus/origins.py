#!/usr/bin/python3
"""origins.py [BUILD_DIR]: does `ptrlint zones` find the zones of real repositories, and their origins?

Every set of class "real" in the reference corpus (PTRLINT_SHARED, by default ../shared) has a list of its
zone files with their true origins and how these can be known.  What the files say themselves must be
found; what only a server's configuration says must be found or be unknown, but never be wrong; what is unknown is a finding;
parts of zones are no zones.  The last line printed is "N passed, N failed, N skipped".
"""
import csv
import json
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOUND = {"$ORIGIN", "soa-owner", "filename", "rule"}
# Right by a rule of their makers that stands nowhere in the repository: unknown is the right answer.
UNSAID = {
    ("NeoCloud+NeoNetwork", "dns/neonetwork"),
}


def read_table(path):
    """Rows of a table with a header line; comment lines stand before it."""
    with open(path, encoding="utf-8", newline="") as f:
        lines = [line for line in f if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def plain(name):
    return (name or "").lower().rstrip(".")


def found_zones(program, root):
    """Path -> set of origins, "" standing for an unknown one."""
    p = subprocess.run([program, "zones", "--root", root, "--format", "json"], stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
    try:
        rows = json.loads(p.stdout)["zones"]
    except (ValueError, KeyError):
        raise RuntimeError(f"status {p.returncode}: {p.stderr.decode('utf-8', 'replace')[:500]}") from None
    zones = {}
    for row in rows:
        zones.setdefault(row["path"], set()).add(plain(row["origin"]))
    return zones


def told_unknown(program, root):
    """Paths of the findings that an origin is unknown."""
    p = subprocess.run([program, "check", "--root", root, "--select", "zone-origin-unknown", "--format", "json"], stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=False)
    return {d["locations"][0]["path"] for d in json.loads(p.stdout)["diagnostics"]}


def judge(name, row, got):
    """What is wrong with the origins found for one row of the list, or None."""
    want = plain(row["origin"])
    if row["how"] == "fragment" or not want:
        wrong = got - {""}
        return f"is a part, but was taken for {', '.join(sorted(wrong))}" if wrong else None
    if row["how"] in FOUND and (name, row["path"]) not in UNSAID:
        return None if got == {want} else f"is {want} ({row['how']}), found: {sorted(got) or 'no zone'}"
    if not got:
        return f"is {want}, but was not seen to be a zone"
    wrong = got - {"", want}
    return f"is {want}, but was taken for {', '.join(sorted(wrong))}" if wrong else None


def check_set(program, folder, name):
    rows = [r for r in read_table(os.path.join(folder, "MANIFEST.tsv")) if r.get("path")]
    zones = found_zones(program, folder)
    passed, failures = 0, []
    unknown = {path for path, got in zones.items() if "" in got}
    if unknown != told_unknown(program, folder):
        failures.append(f"FAIL {name}: zone-origin-unknown is not told of exactly {sorted(unknown)}")
    for row in rows:
        problem = judge(name, row, zones.pop(row["path"], set()))
        if problem:
            failures.append(f"FAIL {name}/{row['path']}: {problem}")
        else:
            passed += 1
    failures += [f"FAIL {name}/{path}: no zone file, found: {sorted(got)}" for path, got in sorted(zones.items())
                 if got != {""}]
    return passed, failures


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else os.path.join(TOP, "build")
    program = os.environ.get("PTRLINT", os.path.join(build, "ptrlint"))
    corpus = os.path.join(os.environ.get("PTRLINT_SHARED", os.path.join(TOP, "..", "shared")), "corpus")
    sources = os.path.join(corpus, "SOURCES.tsv")
    if not os.path.exists(sources):
        print("SKIP no reference corpus (PTRLINT_SHARED)")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    passed = failed = 0
    for row in read_table(sources):
        if row["class"] != "real":
            continue
        try:
            good, failures = check_set(program, os.path.join(corpus, row["set"]), row["set"])
        except (OSError, RuntimeError, subprocess.TimeoutExpired) as e:
            good, failures = 0, [f"FAIL {row['set']}: {e}"]
        for line in failures:
            print(line)
        passed, failed = passed + good, failed + len(failures)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
