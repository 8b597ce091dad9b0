#!/usr/bin/env python3
"""fixes.py BUILD_DIR: docs/fixes.md names each rule with a fix under the heading of its kind, and no other there."""
import json
import os
import re
import subprocess
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def main():
    out = subprocess.run([os.environ["PTRLINT"], "rule", "--all", "--format", "json"], stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, check=True).stdout
    fixes = {rule["id"]: rule["fix"] for rule in json.loads(out)["rules"]}
    with open(os.path.join(TOP, "docs", "fixes.md"), encoding="utf-8") as f:
        parts = re.split(r"^## (Safe|Unsafe|None)$", f.read(), flags=re.M)
    passed = failed = 0
    for kind, text in zip(parts[1::2], parts[2::2]):
        named = set(re.findall(r"\(rules/([a-z0-9-]+)\.md\)", text))
        known = {rule for rule, fix in fixes.items() if fix == kind.lower()}
        wrong = sorted(named - known) + (sorted(known - named) if kind != "None" else [])
        passed += not wrong
        failed += bool(wrong)
        if wrong:
            print(f"FAIL {kind}: {' '.join(wrong)}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed or passed != 3 else 0)


main()
