#!/usr/bin/env python3
"""What `ptrlint canon` prints against what named-compilezone reads.

canon.py [BUILD_DIR]

For every zone of the reference corpus and of our own examples that named-compilezone loads: it must load
our canonical text as well, and dump both alike.  Letters are folded, since BIND keeps the case of names
and we do not.  What differs on purpose stands in canon_known.txt with its reason.
"""
import csv
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BUILD", TOP + "/build/rel"))
PTRLINT = os.environ.get("PTRLINT", BUILD + "/ptrlint")
SHARED = os.environ.get("PTRLINT_SHARED", TOP + "/../shared")
COMPILE = ["named-compilezone", "-i", "none", "-k", "ignore", "-m", "ignore", "-M", "ignore", "-n", "ignore",
           "-S", "ignore", "-r", "ignore", "-T", "ignore", "-W", "ignore", "-q", "-s", "full"]


def compile_zone(origin, path, out, cwd):
    r = subprocess.run(COMPILE + ["-o", out, origin, path], cwd=cwd, capture_output=True, timeout=60)
    return r.returncode == 0 and os.path.exists(out)


def records(path):
    """Lines of a full dump, folded, without their layout."""
    with open(path, "rb") as f:
        return sorted({b" ".join(line.split()).lower() for line in f if line.strip()})


def one(job):
    name, origin, folder, path = job
    with tempfile.TemporaryDirectory() as tmp:
        theirs, ours, again = tmp + "/theirs", tmp + "/ours", tmp + "/again"
        if not compile_zone(origin, path, theirs, folder):
            return name, "refused", ""
        r = subprocess.run([PTRLINT, "canon", "--no-config", "--root", folder, "--zone", f"{origin}={os.path.join(folder, path)}"],
                           capture_output=True, timeout=60, cwd=folder)
        if r.returncode not in (0, 1):
            return name, "differs", f"exit status {r.returncode}: {r.stderr[:200]!r}"
        with open(ours, "wb") as f:
            f.write(r.stdout)
        if not compile_zone(origin, ours, again, tmp):
            return name, "differs", "named-compilezone refuses our text"
        a, b = set(records(theirs)), set(records(again))
        if a == b:
            return name, "same", ""
        lost, gained = sorted(a - b), sorted(b - a)
        return name, "differs", f"{len(lost)} lost, {len(gained)} gained: {[x.decode('latin1')[:120] for x in (lost[:2] + gained[:2])]}"


def jobs():
    corpus = os.path.join(SHARED, "corpus")
    if os.path.isdir(corpus):
        for s in sorted(os.listdir(corpus)):
            manifest = os.path.join(corpus, s, "MANIFEST.tsv")
            if not os.path.exists(manifest):
                continue
            with open(manifest, encoding="utf-8") as f:
                rows = csv.DictReader((x for x in f if not x.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
                for row in rows:
                    if row["origin"] and row["kind"] in ("zone", "rendered"):
                        yield f"{s}/{row['path']}", row["origin"], os.path.join(corpus, s), row["path"]
    examples = os.path.join(TOP, "zones-examples")
    for folder, _, files in sorted(os.walk(examples)):
        for name in sorted(files):
            path = os.path.join(folder, name)
            with open(path, encoding="latin1") as f:
                words = [line.split() for line in f if line.startswith("$ORIGIN")]
            if words:
                yield os.path.relpath(path, TOP), words[0][1], folder, name


def main():
    known = {}
    with open(os.path.join(HERE, "canon_known.txt"), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, reason = line.rstrip("\n").split("\t", 1)
                known[name] = reason
    passed = failed = skipped = 0
    if not os.path.isdir(os.path.join(SHARED, "corpus")):
        print("skip: no reference corpus in ../shared")
        skipped += 1
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for name, verdict, why in pool.map(one, jobs()):
            if verdict == "refused":
                continue
            if verdict == "same" or name in known:
                passed += 1
            else:
                failed += 1
                print(f"FAIL {name}: {why}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
