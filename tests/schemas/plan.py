#!/usr/bin/python3
"""What `plan --format json` prints fits schemas/plan-1.schema.json and says what the text formats say: for
every example repository, those of tests/fix and, when they are there, the scenarios.  usage: plan.py BUILD_DIR"""
import json
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PTRLINT = os.environ.get("PTRLINT", os.path.join(TOP, "build", "ptrlint"))
FOLDERS = [os.path.join(TOP, "zones-examples"), os.path.join(TOP, "tests", "fix", "repos"),
           os.path.join(os.environ.get("PTRLINT_SHARED", ""), "scenarios")]

try:
    import jsonschema
except ImportError as missing:
    print(f"skip: {missing}")
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)


def plan(root, form):
    p = subprocess.run([PTRLINT, "plan", "--root", root, "--today", "2026-11-22", "--format", form], timeout=60,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return p.returncode, p.stdout.decode("utf-8", "strict")


def view(row):
    return f" view {row['view']}" if row["view"] else ""


def as_text(row):
    sign = "+" if row["op"] == "add" else "-"
    return (f"{sign} {row['owner']} {row['ttl']} IN {row['type']} {row['data']}  ; zone {row['zone']}"
            f"{view(row)}")


def as_proposal(row):
    old = f"{row['old']} " if row["op"] == "replace" else ""
    return f"{row['op']} {row['owner']} {row['ttl']} IN {row['type']} {old}{row['data']} ; zone {row['zone']}{view(row)}"


def problems(validator, root):
    status, out = plan(root, "json")
    if status > 1:
        return [f"exit status {status}"]
    data = json.loads(out)
    found = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(data)]
    if [as_text(c) for c in data["changes"]] != plan(root, "text")[1].splitlines():
        found.append("changes differ from the text")
    if [as_proposal(p) for p in data["proposals"]] != plan(root, "proposals")[1].splitlines():
        found.append("proposals differ from the text")
    if len(data["requests"]) != len(plan(root, "requests")[1].splitlines()):
        found.append("requests differ from the text")
    total = data["summary"]
    if total["add"] + total["delete"] + 2 * total["replace"] != len(data["changes"]):
        found.append("the summary does not add up")
    if (status == 1) != bool(data["changes"]):
        found.append(f"exit status {status} with {len(data['changes'])} changes")
    return found


def main():
    with open(os.path.join(TOP, "schemas", "plan-1.schema.json"), encoding="utf-8") as f:
        validator = jsonschema.Draft7Validator(json.load(f))
    passed = failed = skipped = 0
    for folder in FOLDERS:
        if not os.path.isdir(folder):
            print(f"skip: no {os.path.basename(folder)} in ../shared")
            skipped += 1
            continue
        for name in sorted(os.listdir(folder)):
            root = os.path.join(folder, name)
            if not os.path.isdir(root):
                continue
            found = problems(validator, root)
            passed, failed = passed + (not found), failed + bool(found)
            if found:
                print(f"FAIL {name}", *found, sep="\n  ")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


main()
