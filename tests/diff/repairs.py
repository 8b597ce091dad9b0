#!/usr/bin/env python3
"""repairs.py BUILD_DIR: thousands of random repositories, repaired in one process and judged by libzscanner.

What holds of each is said in tests/diff/repair_tool.c.  Some of the repaired zones are also read by named-compilezone:
each loads, and holds what libzscanner found in it.  named gives all records of an RRset the first one's TTL, so TTLs are
left out.  The last line printed is "N passed, N failed, N skipped".
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
LONG = bool(os.environ.get("PTRLINT_LONG"))
COUNT = 10000 if LONG else 4000
READ = 10000 if LONG else 300
ORIGIN = "2.0.192.in-addr.arpa."


def rows(text):
    out = set()
    for line in text.splitlines():
        fields = re.sub(r"\sIN\s", " ", line).split(None, 3)
        if len(fields) > 3 and fields[2] != "SOA":
            out.add((fields[0].lower(), fields[2], fields[3].lower()))
    return out


def main():
    tool = os.path.join(BUILD, "diff", "repair_tool")
    passed = failed = 0
    if shutil.which("named-compilezone") is None:
        print("skip: no named-compilezone")
    with tempfile.TemporaryDirectory(prefix="ptrlint-repairs.") as folder:
        for first, count, more in ((0, READ, [folder]), (READ, COUNT - READ, [])):
            p = subprocess.run([tool, str(first), str(count), *more], stdout=subprocess.PIPE, check=False)
            text = p.stdout.decode(errors="replace")
            bad = len(set(re.findall(r"^FAIL (\d+):", text, re.M))) or int(p.returncode != 0)
            print(text if bad else text.rstrip("\n"))
            passed, failed = passed + count - bad, failed + bad
        zones = [n for n in os.listdir(folder) if n.endswith(".zone")] if shutil.which("named-compilezone") else []
        for name in sorted(zones):
            path = os.path.join(folder, name)
            p = subprocess.run(["named-compilezone", "-q", "-i", "none", "-k", "ignore", "-f", "text", "-s", "full", "-o", "-",
                                ORIGIN, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            with open(path[:-5] + ".records", encoding="ascii") as f:
                wanted = rows(f.read())
            got = rows(p.stdout.decode(errors="replace"))
            if p.returncode == 0 and got == wanted:
                passed += 1
            else:
                failed += 1
                print(f"FAIL {name} in named-compilezone ({p.returncode}): {sorted(got ^ wanted)[:3]} {p.stderr.decode()[:300]}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
