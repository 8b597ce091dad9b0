#!/usr/bin/env python3
"""compare.py BUILD_DIR: the table in README.md tells the truth about the checkers that are installed.

A good forward zone and its reverse zone, and one defect a row: each program sees the zones before and after.  A checker is
silent when it ends with 0 and prints what it printed for the good zones."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PTRLINT = os.environ["PTRLINT"]
FORWARD, REVERSE = "example.com", "56.34.12.in-addr.arpa"
GOOD = {
    FORWARD: """$ORIGIN example.com.
$TTL 3600
@       IN SOA  ns1 hostmaster 2026112201 7200 900 1209600 300
        IN NS   ns1
        IN NS   ns2
        IN MX   10 mail
ns1     IN A    12.34.56.1
ns2     IN A    12.34.56.2
mail    IN A    12.34.56.25
web     IN A    12.34.56.80
""",
    REVERSE: """$ORIGIN 56.34.12.in-addr.arpa.
$TTL 3600
@       IN SOA  ns1.example.com. hostmaster.example.com. 2026112201 7200 900 1209600 300
        IN NS   ns1.example.com.
        IN NS   ns2.example.com.
1       IN PTR  ns1.example.com.
2       IN PTR  ns2.example.com.
25      IN PTR  mail.example.com.
80      IN PTR  web.example.com.
""",
}
# Row of the table; the zone, a text in it and what stands there instead; rule that ptrlint finds it by (None: no finding).
DEFECTS = [
    ("an address without a PTR record", REVERSE, "80      IN PTR  web.example.com.\n", "", "address-ptr-missing"),
    ("a PTR that names a host with another address", REVERSE, "PTR  web.example.com.", "PTR  mail.example.com.", "ptr-mismatch"),
    ("a PTR with its final dot forgotten", REVERSE, "PTR  web.example.com.", "PTR  web.example.com", "ptr-missing-dot"),
    ("an MX that names an alias", FORWARD, "mail    IN A    12.34.56.25", "mail    IN CNAME web", "mx-target-cname"),
    ("`$GENERATE`", FORWARD, "web     IN A    12.34.56.80", "$GENERATE 80-80 web IN A 12.34.56.$", None),
]
CHECKERS = {
    "named-checkzone": ["named-checkzone"],
    "kzonecheck": ["kzonecheck", "-o"],
    "nsd-checkzone": ["nsd-checkzone"],
}


def run(command):
    p = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
    return p.returncode, p.stdout.decode("utf-8", "replace")


def write(folder, zones):
    os.makedirs(folder)
    for origin, text in zones.items():
        with open(os.path.join(folder, origin), "w", encoding="utf-8") as f:
            f.write(text)


def say(command, folder):
    """What a checker says of both zones: status, output."""
    results = [run([*command, origin, os.path.join(folder, origin)]) for origin in (FORWARD, REVERSE)]
    return max(r[0] for r in results), "".join(r[1] for r in results).replace(folder, "")


def verdict(row, good, bad):
    """The first word of a checker's cell."""
    if row == "`$GENERATE`":
        return "refused" if bad[0] else "read"
    return "silent" if bad == good and bad[0] == 0 else "found"


def table():
    """Row -> column -> the first word of the cell."""
    with open(os.path.join(TOP, "README.md"), encoding="utf-8") as f:
        lines = re.search(r"^\| \| ptrlint \|.*?\n\n", f.read(), re.M | re.S).group().strip().split("\n")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: {name: re.split(r"[:, ]", cell.replace("*", ""))[0] for name, cell in zip(rows[0][1:], row[1:])} for row in rows[2:]}


def ours(row, folder, rule):
    """The first word of our own cell; a finding must be an exact place."""
    status, out = run([PTRLINT, "check", "--root", folder, "--format", "concise", "--no-config", "--select", "all"])
    if rule is None:
        return "read" if status == 0 else f"status {status}: {out}"
    return "found" if re.search(rf"^[^:]+:\d+:\d+: \w+: .* \[{rule}\]$", out, re.M) else f"nothing of {rule}: {out}"


def main():
    passed = failed = skipped = 0
    cells = table()
    with tempfile.TemporaryDirectory() as scratch:
        good = os.path.join(scratch, "good")
        write(good, GOOD)
        for number, (row, zone, old, new, rule) in enumerate(DEFECTS):
            assert old in GOOD[zone]
            bad = os.path.join(scratch, str(number))
            write(bad, {**GOOD, zone: GOOD[zone].replace(old, new)})
            got = {"ptrlint": ours(row, bad, rule)}
            for name, command in CHECKERS.items():
                if shutil.which(name):
                    got[name] = verdict(row, say(command, good), say(command, bad))
                else:
                    skipped += 1
                    print(f"skip: no {name}")
            for name, word in got.items():
                passed += cells[row][name] == word
                failed += cells[row][name] != word
                if cells[row][name] != word:
                    print(f"FAIL {row}, {name}: the README says {cells[row][name]}, it is {word}")
        # "name of the zone": not a line, not a record
        if shutil.which("named-checkzone"):
            out = say(["named-checkzone"], os.path.join(scratch, "3"))[1]
            plain = "CNAME" in out and not re.search(r":\d+:", out)
            passed, failed = passed + plain, failed + (not plain)
            if not plain:
                print(f"FAIL named-checkzone on an alias: {out}")
    known = run([PTRLINT, "check", "--format", "none"])[1]
    count = len(re.findall(r"[a-z]+", known.split("there are:")[-1].split("\n")[0])) if "there are:" in known else 0
    told = cells["reports for CI (SARIF, JUnit, …)"]["ptrlint"]
    passed, failed = passed + (told == str(count)), failed + (told != str(count))
    if told != str(count):
        print(f"FAIL formats: the README says {told}, there are {count}: {known}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
