#!/usr/bin/env python3
"""Planted defects of generated repositories against what `ptrlint check` finds.

planted.py [BUILD_DIR]

Every defect that the reference generator plants must be found at its place by the rule that stands for it,
and no other finding at warning or above may come from these rules.  Several seeds and error rates.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BUILD", TOP + "/build/rel"))
PTRLINT = os.environ.get("PTRLINT", BUILD + "/ptrlint")
GENERATOR = os.path.join(os.environ.get("PTRLINT_SHARED", TOP + "/../shared"), "bench", "gen_zones.py")

RULES = {
    "missing-ptr": {"address-ptr-missing", "mx-ptr-missing", "ptr-missing"},
    "ptr-mismatch": {"ptr-mismatch", "mx-ptr-mismatch"},
    "ptr-dangling": {"ptr-target-missing", "mx-ptr-mismatch"},
    "ptr-to-cname": {"ptr-target-cname"},
    "multiple-ptr": {"ptr-multiple"},
    "mx-to-cname": {"mx-target-cname"},
    "mx-missing": {"mx-target-missing"},
    "mx-no-address": {"mx-target-missing"},
    "missing-dot": {"mx-target-missing"},
    "mx-to-ip": {"mx-target-address"},
    "cname-dangling": {"cname-target-missing"},
    "srv-missing": {"srv-target-missing"},
    "ns-missing": {"ns-target-missing"},
    "egress-missing-ptr": {"ptr-missing", "address-ptr-missing", "mx-ptr-missing"},
    "egress-mismatch": {"ptr-mismatch", "ptr-target-missing", "mx-ptr-mismatch"},
    "duplicate-rr": {"duplicate-record"},
    "ttl-mismatch": {"ttl-rrset-mismatch"},
    "cname-and-other": {"cname-and-other"},
}
ALL = set().union(*RULES.values())
RUNS = [("1", "0.02", "100", []), ("2", "0.05", "60", []), ("3", "0.3", "40", []), ("4", "0.02", "60", ["--wild"]),
        ("5", "0", "40", [])]


def findings(folder):
    r = subprocess.run([PTRLINT, "check", "--root", folder, "--format", "json"], capture_output=True, timeout=120)
    if r.returncode not in (0, 1):
        raise RuntimeError(f"exit status {r.returncode}: {r.stderr[:300]!r}")
    out = []
    for d in json.loads(r.stdout)["diagnostics"]:
        places = [(p["path"], p["start"]["line"]) for p in d["locations"]]
        out.append((d["id"], d["severity"], places, d["subject"].get("address"), d["message"]))
    return out


def compare(folder):
    with open(folder + "/expected.json", encoding="utf-8") as f:
        defects = json.load(f)["defects"]
    found = findings(folder)
    by_place, by_address = collections.defaultdict(list), collections.defaultdict(list)
    for i, (rule, _, places, address, _) in enumerate(found):
        by_place[places[0]].append(i)
        if address:
            by_address[address].append(i)
    used, lost = set(), []
    for d in defects:
        rules = RULES[d["kind"]]
        hits = [i for i in by_place[(d["file"], d["line"])] + by_address[d.get("address")] if found[i][0] in rules]
        if hits:
            used.update(hits)
        else:
            lost.append(f"{d['kind']} {d['file']}:{d['line']} {d['owner']} {d['data']}")
    extra = [f"{places[0][0]}:{places[0][1]} {rule}: {message}" for i, (rule, severity, places, _, message)
             in enumerate(found) if i not in used and rule in ALL and severity in ("warning", "error")]
    return len(defects), lost, extra


def main():
    if not os.path.exists(GENERATOR):
        print("skip: no generator in ../shared")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    passed = failed = 0
    for seed, errors, zones, more in RUNS:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, GENERATOR, "--zones", zones, "--hosts-per-zone", "50", "--errors", errors,
                            "--seed", seed, "--out", folder] + more, check=True, capture_output=True)
            count, lost, extra = compare(folder)
        passed += count - len(lost)
        failed += len(lost) + len(extra)
        for line in lost[:5]:
            print(f"FAIL seed {seed}: not found: {line}")
        for line in extra[:5]:
            print(f"FAIL seed {seed}: not planted: {line}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
