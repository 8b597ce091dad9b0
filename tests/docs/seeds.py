#!/usr/bin/env python3
"""seeds.py [BUILD_DIR]: does what docs/seeds.md names as proof prove what stands beside it?

Of every row: what is named exists; a rule named in full is found by one of the row's scenarios (the reference corpus,
PTRLINT_SHARED), fixtures, command cases or unit tests; a symptom (`ptrlint rule WORD`) is asked for in a command case
of the row.
"""
import json
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = sys.argv[1] if len(sys.argv) > 1 else os.path.join(TOP, "build")
PTRLINT = os.environ.get("PTRLINT", os.path.join(BUILD, "ptrlint"))
SCENARIOS = os.path.join(os.environ.get("PTRLINT_SHARED", os.path.join(TOP, "..", "shared")), "scenarios")
ROWS = 44


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def fixture_text(rule, case):
    """What is expected of a fixture; for a near miss, that there is one; None when it is not there."""
    base = os.path.join(TOP, "tests", "rules", rule, case)
    if not any(os.path.exists(p) for p in (base, base + ".zone", base + ".rev")):
        return None
    for path in (base + ".expect", os.path.join(base, "expect.txt")):
        if os.path.exists(path):
            return read(path)
    return f"[{rule}]"


def proofs(cell):
    """(text that proves, what is named and does not exist)"""
    text, missing = "", []
    for name in re.findall(r"\bS\d\d\b", cell):
        folder = os.path.join(SCENARIOS, name)
        if os.path.isdir(SCENARIOS) and not os.path.isdir(folder):
            missing.append(name)
        elif os.path.isdir(folder):
            text += read(os.path.join(folder, "expected.findings"))
    for word, test in re.findall(r"`([^`]+)`(?: ([a-z]+_[a-z_]+))?", cell):
        path = os.path.join(TOP, word)
        if word.startswith("tests/"):
            text += read(path) if os.path.isfile(path) else ""
            if not os.path.isfile(path) or (test and test not in read(path)):
                missing.append(f"{word} {test}".strip())
        elif "/" in word:
            rule, _, case = word.partition("/")
            found = fixture_text(rule, case) if case else "" if os.path.isdir(os.path.join(TOP, "tests/rules", rule)) else None
            missing += [] if found is not None else [word]
            text += found or ""
    return text, missing


def main():
    p = subprocess.run([PTRLINT, "rule", "--all", "--format", "json"], capture_output=True, timeout=60, check=True)
    rules = {r["id"] for r in json.loads(p.stdout)["rules"]}
    shared = os.path.isdir(SCENARIOS)
    rows = re.findall(r"^\| (\d+) \| (.*?) \| (.*?) \| (.*?) \|$", read(os.path.join(TOP, "docs", "seeds.md")), re.M)
    wrong = [] if [int(r[0]) for r in rows] == list(range(1, ROWS + 1)) else [f"FAIL {len(rows)} rows instead of {ROWS}"]
    for number, _, answer, proof in rows:
        text, missing = proofs(proof)
        wrong += [f"FAIL row {number}: there is no {name}" for name in missing]
        for word in re.findall(r"`([^`]+)`", answer):
            if word.startswith("ptrlint rule ") and word not in text and word[13:] not in text:
                wrong.append(f"FAIL row {number}: no proof of `{word}`")
            # without the scenarios, only what is here can be looked at
            elif word in rules and not re.search(rf"(?<![a-z-]){word}(?![a-z-])", text) and proof != "–" and shared:
                wrong.append(f"FAIL row {number}: no proof of {word}")
    for line in wrong:
        print(line)
    skipped = 0 if shared else 1
    if skipped:
        print("skip: no scenarios in ../shared")
    print(f"{len(rows) - len(wrong)} passed, {len(wrong)} failed, {skipped} skipped")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
