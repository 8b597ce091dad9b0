#!/usr/bin/env python3
"""examples.py [BUILD_DIR]: is every rule's example an example, and are its references read?

The wrong one that `ptrlint rule ID` prints must give a finding of the rule and the right one none, each below a head
with SOA and NS records.  A rule without an example of one zone has its page in docs/rules show fixtures of
tests/rules, which are tests of their own; the few rules with neither are counted below.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = sys.argv[1] if len(sys.argv) > 1 else os.path.join(TOP, "build")
PTRLINT = os.environ.get("PTRLINT", os.path.join(BUILD, "ptrlint"))
HEAD = ("$ORIGIN example.com.\n$TTL 3600\n@ SOA ns1.provider.test. hostmaster.provider.test. 1 7200 900 1209600 300\n"
        "@ NS ns1.provider.test.\n@ NS ns2.provider.test.\n")
# Rules whose page has no example, because it would be too long or hold octets that no page shows.
WITHOUT = 9
# References whose section was not read in its text, and that say so: read them, and lower this.
FROM_MEMORY = 147


def has_finding(rule, text):
    with tempfile.TemporaryDirectory() as tmp:
        with open(os.path.join(tmp, "example.com.zone"), "w", encoding="utf-8") as f:
            f.write(HEAD + text)
        # an ignore is unused only where what it names is looked for
        select = ",".join([rule] + re.findall(r"ignore\[([a-z0-9-]+)", text))
        p = subprocess.run([PTRLINT, "check", "--root", tmp, "--select", select, "--format", "concise"], timeout=60,
                           capture_output=True, check=False)
    if p.returncode > 2:
        return None
    return f"[{rule}]".encode() in p.stdout


def judge(rule):
    """What is wrong with the examples of one rule, a line each."""
    wrong = []
    if rule["bad"] and has_finding(rule["id"], rule["bad"]) is not True:
        wrong.append(f"FAIL {rule['id']}: the wrong example has no finding of it")
    if rule["bad"] and not rule["good"]:
        wrong.append(f"FAIL {rule['id']}: no right example beside the wrong one")
    if rule["good"] and has_finding(rule["id"], rule["good"]) is not False:
        wrong.append(f"FAIL {rule['id']}: the right example has a finding of it")
    return wrong


def has_page_example(rule):
    with open(os.path.join(TOP, "docs", "rules", rule["id"] + ".md"), encoding="utf-8") as f:
        page = f.read()
    return bool(re.search(r"^## Wrong$", page, re.M)) and bool(re.search(r"^## Right$", page, re.M))


def main():
    p = subprocess.run([PTRLINT, "rule", "--all", "--format", "json"], capture_output=True, timeout=60, check=True)
    rules = json.loads(p.stdout)["rules"]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        wrong = [line for lines in pool.map(judge, rules) for line in lines]
    without = [r["id"] for r in rules if not has_page_example(r)]
    if len(without) != WITHOUT:
        wrong.append(f"FAIL {len(without)} pages without an example instead of {WITHOUT}: {', '.join(without)}")
    unread = sum(r.endswith(", from memory") for rule in rules for r in rule["references"])
    if unread > FROM_MEMORY:
        wrong.append(f"FAIL {unread} references from memory, {FROM_MEMORY} at most")
    for line in wrong:
        print(line)
    print(f"{len(rules) + 2 - len(wrong)} passed, {len(wrong)} failed, 0 skipped")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
