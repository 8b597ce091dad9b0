#!/usr/bin/env python3
"""Hostile zones: each check ends soon and small, is never content, and says where.

hostile.py [BUILD_DIR]

Memory is bounded by 64 MB, or 64 bytes a record where there are many.  Time is told, and only a run that does not
end fails by it: figures belong to the bench.  Nothing that is printed holds a control character.
"""
import os
import resource
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BUILD", TOP + "/build/rel"))
PTRLINT = os.environ.get("PTRLINT", BUILD + "/ptrlint")
HEAD = "$TTL 300\n@ SOA a.b. c.d. 1 2 3 4 5\n NS a.b.\n"
SECONDS, MEGABYTES = 20.0, 64
SANITIZED = "/san" in BUILD or "/tsan" in BUILD
slowest = [0.0, ""]


def lines(template, count):
    return HEAD + "".join(template % {"i": i, "n": i + 1} for i in range(count))


# name: (what gives a text or {file: text}, may it be found clean, memory in MB)
CASES = {
    "includes itself": (lambda: HEAD + "$INCLUDE z\n", False, MEGABYTES),
    "2^25 includes": (lambda: {"z": HEAD + "$INCLUDE f0\n$INCLUDE f0\n",
                       **{f"f{i}": f"$INCLUDE f{i + 1}\n$INCLUDE f{i + 1}\n" for i in range(25)},
                       "f25": "x A 192.0.2.1\n"}, False, MEGABYTES),
    "includes /etc/passwd": (lambda: HEAD + "$INCLUDE /etc/passwd\n", False, MEGABYTES),
    "includes above the root": (lambda: HEAD + "$INCLUDE ../../../../etc/passwd\n", False, MEGABYTES),
    "includes .git/config": (lambda: {"z": HEAD + "$INCLUDE .git/config\n", ".git/config": "[token = canary]\n"}, False, MEGABYTES),
    "two thousand million values": (lambda: HEAD + "$GENERATE 0-2147483646 a$ A 192.0.2.1\n", False, MEGABYTES),
    "values beyond 31 bits": (lambda: HEAD + "$GENERATE 0-4294967295 a$ A 192.0.2.1\n", False, MEGABYTES),
    "many $GENERATE lines": (lambda: HEAD + "$GENERATE 0-999999 a$ A 192.0.2.1\n" * 5, False, MEGABYTES),
    "a million NULs": (lambda: "\0" * 1000000, False, MEGABYTES),
    "one line of 100 MB": (None, False, MEGABYTES),
    "nothing": (lambda: "", False, MEGABYTES),
    "only a comment": (lambda: ";", False, MEGABYTES),
    "only a NUL": (lambda: "\0", False, MEGABYTES),
    "escape sequences": (lambda: HEAD + "a\x1b[31m A \x1b]0;x\x07\n", False, MEGABYTES),
    "open parentheses": (lambda: HEAD + "a ( b\n" * 100000, False, MEGABYTES),
    "open quotes": (lambda: HEAD + 'a TXT "x\n' * 100000, False, MEGABYTES),
    "backslashes": (lambda: HEAD + "\\\n" * 100000, False, MEGABYTES),
    "one owner of a million records": (lambda: HEAD + "".join(f"w A 20.{i >> 16}.{i >> 8 & 255}.{i & 255}\n"
                                                      for i in range(1000000)), True, 128),
    "half a million origins": (lambda: lines("$ORIGIN o%(i)d.example.com.\na A 20.1.2.3\n", 500000), True, 128),
    "an owner in 100,000 places": (lambda: lines("a A 20.1.2.3\nb A 20.1.%(i)d.1\n".replace("%(i)d", "9"), 50000), True, 128),
    "100,000 TTLs": (lambda: lines("t%(i)d %(i)d A 20.1.2.3\n", 100000), True, MEGABYTES),
    "a chain of 100,000 aliases": (lambda: lines("c%(i)d CNAME c%(n)d\n", 100000), True, MEGABYTES),
    "names of 100 labels": (lambda: HEAD + "a" + (".a" * 99 + " A 20.1.2.3\n") * 20000, True, MEGABYTES),
    "60,000 strings": (lambda: HEAD + "a TXT " + '"x" ' * 60000 + "\n", False, MEGABYTES),
    "100,000 PTRs at one address": (lambda: "$TTL 300\n@ SOA a.b. c.d. 1 2 3 4 5\n NS a.b.\n" +
                                    "".join(f"5 PTR h{i}.example.net.\n" for i in range(100000)), True, 128),
}


def lay_out(folder, make):
    """In a process of its own: what a parent has used counts as its children's peak."""
    child = os.fork()
    if child == 0:
        write_files(folder, make and make())
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise RuntimeError("cannot write the input")


def write_files(folder, content):
    if content is None:
        with open(folder + "/z", "wb") as f:
            f.truncate(100 << 20)
            f.write(b"x")
        return
    for name, text in (content if isinstance(content, dict) else {"z": content}).items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="latin1") as f:
            f.write(text)


def measure(argv):
    """Exit status, output, processor seconds and peak megabytes of a process of its own."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(argv, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return child.returncode, out.read(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def judge(name, content, clean, megabytes):
    origin = "2.0.192.in-addr.arpa" if "PTRs" in name else "example.com"
    with tempfile.TemporaryDirectory() as folder:
        lay_out(folder, content)
        status, out, seconds, peak = measure([PTRLINT, "check", "--no-config", "--root", folder, "--zone",
                                              f"{origin}={folder}/z", "--format", "concise"])
    wrong = []
    if status not in ((0, 1) if clean else (1, 2)):
        wrong.append(f"exit status {status}")
    if seconds > SECONDS:
        wrong.append(f"{seconds:.2f} s")
    slowest[:] = max(slowest, [seconds, name])
    if peak > megabytes and not SANITIZED:
        wrong.append(f"{peak:.0f} MB")
    if not clean and not any(line.count(b":") >= 3 and b": error: " in line for line in out.splitlines()):
        wrong.append("no error with a place")
    if any(b < 0x20 and b != 0x0a for b in out) or b"canary" in out or b"root:" in out:
        wrong.append("raw control characters or foreign text in the output")
    return wrong


def special_files(folder):
    """Files that are none: a FIFO, a folder, a device behind a link."""
    os.mkfifo(folder + "/fifo")
    os.mkdir(folder + "/folder")
    os.symlink("/dev/zero", folder + "/device")
    for name in ("fifo", "folder", "device", "missing"):
        status, out, seconds, _ = measure([PTRLINT, "check", "--no-config", "--root", folder, "--zone",
                                           f"example.com={folder}/{name}"])
        yield name, [] if status == 2 and seconds < SECONDS and b"file-unreadable" in out else [f"exit status {status}"]


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    passed = failed = 0
    results = [(name, judge(name, *case)) for name, case in CASES.items()]
    with tempfile.TemporaryDirectory() as folder:
        results += list(special_files(folder))
    for name, wrong in results:
        if wrong:
            failed += 1
            print(f"FAIL {name}: {', '.join(wrong)}")
        else:
            passed += 1
    print(f"the slowest took {slowest[0]:.2f} s: {slowest[1]}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
