#!/usr/bin/env python3
"""versus.py BUILD_DIR: what scripts/versus-reverse prints.

    form      a table of six measures, a row for ours and for each model, which is called one; the judges; the faults
    ours      no fault in any measure, exit status 0
    records   the zones that ours leaves are those written down here, as named-compilezone reads them
    models    each fails what it is known to fail: the measures can see it
    seen      with a program that does nothing the measures tell what is missing, exit status 1
    broken    with a program that fails there is no table, exit status 2
    again     the same bytes
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MEASURES = ["loads", "bytes", "lost", "2nd", "run", "closed", "wrong"]
FIGURE = r"(?:\d+/\d+|\d+|-)"
POINTERS = {
    "2.0.192.in-addr.arpa": {
        "1": "ns1.example.com.", "5": "example.com.", "10": {"alpha.example.com.", "www.example.com."},
        "25": "mail.example.com.", "30": "new.example.com.", "77": "legacy.elsewhere.test.",
        **{str(n): f"dyn-{n}.example.com." for n in range(100, 104)}},
    "128/27.2.0.192.in-addr.arpa": {"130": "cust.example.com."},
    "0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa": {
        "5.2." + "0." * 17 + "0": "mail.example.com.", "5.2.1." + "0." * 16 + "0": "six.example.com.",
        "5.2.0.0.1." + "0." * 14 + "0": "seven.example.com."},
    "10.in-addr.arpa": {"9.0.0": "a.example.com.", "8.0.0": "printer.elsewhere.test.", "9.10.0": "c.example.com."},
    "1.0.10.in-addr.arpa": {"9": "b.example.com."},
}
counts = {"passed": 0, "failed": 0, "skipped": 0}


def run(*argv):
    p = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    return p.returncode, p.stdout, p.stderr


def versus(program, *options):
    return run(sys.executable, os.path.join(TOP, "scripts", "versus-reverse"), program, *options)


def result(name, good, shown):
    counts["passed" if good else "failed"] += 1
    if not good:
        print(f"FAIL {name}", *str(shown).splitlines(), sep="\n  ")


def rows_of(text):
    """Name of a row: its six figures."""
    rows = (re.fullmatch(rf"(\S+(?: \(model\))?)((?:\s+{FIGURE}){{6}})", s) for s in text.splitlines()[1:4])
    return {m.group(1): m.group(2).split() for m in rows if m}


def whole(figure):
    part, _, total = figure.partition("/")
    return part == total and int(total) > 0


def pointers(folder):
    """What differs from POINTERS."""
    for origin, wanted in POINTERS.items():
        path = os.path.join(folder, "ptrlint", origin.replace("/", "-") + ".zone")
        status, out, err = run("named-compilezone", "-q", "-i", "none", "-f", "text", "-o", "-", origin, path)
        if status:
            yield f"{origin}: {out}{err}"
            continue
        found = [line.split() for line in out.splitlines()]
        found = {r[0].lower().removesuffix(f".{origin}."): r[4] for r in found if r[3] == "PTR"}
        for owner in sorted(found.keys() | wanted.keys()):
            names = wanted.get(owner, "none")
            if found.get(owner, "none") not in (names if isinstance(names, set) else {names}):
                yield f"{origin}: {owner} PTR {found.get(owner, 'none')}, wanted {names}"


def main():
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if shutil.which("named-checkzone") is None or shutil.which("named-compilezone") is None:
        print("skip: no named-checkzone", "0 passed, 0 failed, 1 skipped", sep="\n")
        return
    program = os.path.join(sys.argv[1], "ptrlint")
    with tempfile.TemporaryDirectory(prefix="ptrlint-versus.") as scratch:
        kept = os.path.join(scratch, "kept")
        status, out, err = versus(program, "-k", kept)
        rows = rows_of(out)
        result("form", out.split("\n", 1)[0].split() == MEASURES and
               list(rows) == ["ptrlint", "mkrdns (model)", "octoDNS (model)"] and
               re.search(r"^judges: .*named-checkzone", out, re.M) and "they were not run" in out, out + err)
        mine = rows.get("ptrlint", ["0/0"] * 6)
        result("ours", status == 0 and err == "" and whole(mine[0]) and whole(mine[4]) and
               mine[1:4] == ["0", "0", "0"] and mine[5] == "0" and "\nptrlint: no fault\n" in out, out + err)
        wrong = list(pointers(kept))
        result("records", not wrong, "\n".join(wrong))
        perl, yaml = (rows.get(f"{n} (model)", ["0/0"] * 6) for n in ("mkrdns", "octoDNS"))
        result("models", "0" not in perl[1:4] and not whole(perl[0]) and perl[5] != "0" and
               yaml[1] == "-" and not whole(yaml[0]) and not whole(yaml[4]) and yaml[5] != "0", out)
        result("again", versus(program) == (status, out, err), "another output at the second run")
    status, out, err = versus(shutil.which("true"))
    mine = rows_of(out).get("ptrlint", ["0/0"] * 6)
    result("seen", status == 1 and whole(mine[0]) and mine[1:4] == ["0", "0", "0"] and not whole(mine[4]) and
           mine[5] == "2" and "closed: not 192.0.2.130" in out, out + err)
    status, out, err = versus(shutil.which("false"))
    result("broken", status == 2 and out == "" and "exit status 1" in err, out + err)
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
