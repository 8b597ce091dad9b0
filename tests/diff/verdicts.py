#!/usr/bin/env python3
"""Our verdict on syntax against that of BIND, Knot and NSD, where the three agree.

verdicts.py [BUILD_DIR]

For every zone of the reference corpus: named-compilezone, kzonecheck and nsd-checkzone are run now; what they
say of meaning (missing NS, CNAME and other data, …) does not count.  Where all three load the zone we must
leave no record out, and where all three refuse it we must.  Differences stand in verdicts_known.txt, each
with its reason; a line there that no longer differs is a failure.
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
CORPUS = os.path.join(os.environ.get("PTRLINT_SHARED", TOP + "/../shared"), "corpus")
COMPILE = ["named-compilezone", "-i", "none", "-k", "ignore", "-m", "ignore", "-M", "ignore", "-n", "ignore",
           "-S", "ignore", "-r", "ignore", "-T", "ignore", "-W", "ignore", "-q"]
# What the others say of meaning, not of syntax.
MEANING = {
    "bind": ("CNAME and other data", "has no NS", "has 0 SOA", "multiple RRs of singleton", "not at top of zone",
             "has no address records", "is a CNAME", "is below a DNAME", "out-of-zone"),
    "knot": ("another record exists beside CNAME", "missing NS", "missing SOA", "missing glue", "SOA", "DNSSEC", "NSEC",
             "RRSIG", "signature", "delegation", "DS record", "CDS", "TTL mismatch", "multiple CNAME", "multiple DNAME"),
    "nsd": ("CNAME and other data", "SOA record was already", "out of zone", "does not match the TTL", "DNAME", "multiple CNAMEs",
            "apex", "no SOA", "missing SOA"),
}


def run(*argv, cwd):
    r = subprocess.run(argv, cwd=cwd, capture_output=True, timeout=60)
    return r.returncode, (r.stdout + r.stderr).decode("latin1")


def of_meaning(server, text):
    lines = [x for x in text.splitlines() if x.strip()]
    return any(m in x for x in lines for m in MEANING[server])


def bind(origin, folder, path):
    with tempfile.TemporaryDirectory() as tmp:
        status, text = run(*COMPILE, "-o", tmp + "/out", origin, path, cwd=folder)
        return status == 0 or of_meaning("bind", text)


def knot(origin, folder, path):
    status, text = run("kzonecheck", "-o", origin, path, cwd=folder)
    return status == 0 or ("zone loader" not in text and of_meaning("knot", text)) or "error in zone" not in text


def nsd(origin, folder, path):
    status, text = run("nsd-checkzone", origin, path, cwd=folder)
    return status == 0 or of_meaning("nsd", text)


def ours(origin, folder, path):
    status, _ = run(PTRLINT, "canon", "--no-config", "--root", folder, "--zone",
                    f"{origin}={os.path.join(folder, path)}", cwd=folder)
    return {0: True, 1: False}.get(status, f"status {status}")


def one(job):
    name, origin, folder, path = job
    verdicts = [f(origin, folder, path) for f in (bind, knot, nsd)]
    if len(set(verdicts)) > 1:
        return name, None, None
    return name, verdicts[0], ours(origin, folder, path)


def jobs():
    for s in sorted(os.listdir(CORPUS)):
        manifest = os.path.join(CORPUS, s, "MANIFEST.tsv")
        if not os.path.exists(manifest):
            continue
        with open(manifest, encoding="utf-8") as f:
            rows = csv.DictReader((x for x in f if not x.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
            for row in rows:
                if row["origin"] and row["kind"] in ("zone", "rendered"):
                    yield f"{s}/{row['path']}", row["origin"], os.path.join(CORPUS, s), row["path"]


def main():
    if not os.path.isdir(CORPUS):
        print("skip: no reference corpus in ../shared")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    known = {}
    with open(os.path.join(HERE, "verdicts_known.txt"), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, reason = line.rstrip("\n").split("\t", 1)
                known[name] = reason
    passed = failed = 0
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for name, want, got in pool.map(one, jobs()):
            if want is None:
                continue
            if (want == got) != (name in known):
                passed += 1
                continue
            failed += 1
            words = {True: "load it", False: "refuse it"}
            print(f"FAIL {name}: " + ("no longer differs" if want == got else
                                      f"BIND, Knot and NSD {words[want]}, we {words.get(got, got)}"))
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
