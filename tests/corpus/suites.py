#!/usr/bin/env python3
"""suites.py [BUILD_DIR]: is our verdict on the zones of other checkers' test suites the one that the suite states?

The lists of the reference corpus (PTRLINT_SHARED, by default ../shared) say for some zones of the suites of NSD,
validns and octoDNS whether they are good: "ok" or "fail", at a time (-t) and with an origin (-z) where the suite
gives one.  "fail" is exit status 1 here, an error; "ok" is 0.  Differences stand in suites_known.tsv, each with its
reason; a line there that no longer differs is a failure.
"""
import csv
import datetime
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = sys.argv[1] if len(sys.argv) > 1 else os.path.join(TOP, "build")
PTRLINT = os.environ.get("PTRLINT", os.path.join(BUILD, "ptrlint"))
CORPUS = os.path.realpath(os.path.join(os.environ.get("PTRLINT_SHARED", os.path.join(TOP, "..", "shared")), "corpus"))
TODAY = "2026-11-22"


def read_table(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader((line for line in f if not line.startswith("#")), delimiter="\t",
                                   quoting=csv.QUOTE_NONE))


def day_of(words):
    """The day that "-t SECONDS" names."""
    m = re.search(r"-t(\d+)", words)
    return datetime.datetime.fromtimestamp(int(m.group(1)), datetime.timezone.utc).date().isoformat() if m else TODAY


def jobs(name):
    """(set, path, origin, day, verdict) of one suite."""
    for row in read_table(os.path.join(CORPUS, name, "MANIFEST.tsv")):
        if row["expect"] and row["kind"] == "zone":
            yield name, row["path"], row["origin"], day_of(row["note"]), row["expect"]
        elif row["expect"]:
            # a zone that the suite reads under several names, with everything it checks ("-p all")
            for origin, verdict in re.findall(r"-p all -z (\S+?):(ok|fail)", row["note"]):
                yield name, row["path"], origin, TODAY, verdict


def verdict_of(job):
    name, path, origin, day, _ = job
    root = os.path.join(CORPUS, name)
    p = subprocess.run([PTRLINT, "check", "--root", root, "--no-config", "--today", day, "--format", "concise",
                        "--zone", f"{origin}={os.path.join(root, path)}"], stdin=subprocess.DEVNULL,
                       capture_output=True, timeout=60, check=False)
    return job, {0: "ok", 1: "fail"}.get(p.returncode, f"status {p.returncode}")


def main():
    sources = os.path.join(CORPUS, "SOURCES.tsv")
    if not os.path.exists(sources):
        print("skip: no reference corpus in ../shared")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    known = {(r["set"], r["path"], r["origin"]): r for r in read_table(os.path.join(HERE, "suites_known.tsv"))}
    passed, bad = 0, [f"FAIL suites_known.tsv: {r['path']}: no reason" for r in known.values() if not r["reason"]]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        todo = [j for row in read_table(sources) if row["class"] == "suite" for j in jobs(row["set"])]
        for (name, path, origin, _, want), got in pool.map(verdict_of, todo):
            row = known.pop((name, path, origin), None)
            if (want == got) != (row is not None):
                passed += 1
            elif row is not None:
                bad.append(f"FAIL {name}/{path} ({origin}): no longer differs")
            else:
                bad.append(f"FAIL {name}/{path} ({origin}): the suite says {want}, we {got}")
    bad += [f"FAIL suites_known.tsv: no zone {'/'.join(k)}" for k in known]
    for line in bad:
        print(line)
    print(f"{passed} passed, {len(bad)} failed, 0 skipped")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
