#!/usr/bin/env python3
"""Zones with one byte replaced, or cut short, at every place.

mutate.py [BUILD_DIR]

For every zone of our examples, and the file that one of them includes: no change makes the program crash, and
none makes it leave with 0 when something was not read.

A text cut in the middle of a line is refused.  Only behind blanks, and in a comment that has a line for itself,
may a text end without a newline: no record ends there.

A byte is replaced by NUL, LF, CR, a quote, a parenthesis, a semicolon, a backslash, 0x80 and 0xFF.  Whatever
costs a record makes `check` and `canon` leave with a status that is not 0.  When nothing does, a record may be
lost or another only if the change lies in it, in the line end before it, in what stands between it and the owner
that it inherits, or in a directive; and BIND reads the same records (a sample of these).

mutate_tool does all that in one process; a sample is given to the program itself.
"""
import os
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BUILD", TOP + "/build/rel"))
PTRLINT = os.environ.get("PTRLINT", BUILD + "/ptrlint")
TOOL = BUILD + "/robust/mutate_tool"
LONG = bool(os.environ.get("PTRLINT_LONG"))
COMPILE = ["named-compilezone", "-i", "none", "-k", "ignore", "-m", "ignore", "-M", "ignore", "-n", "ignore",
           "-S", "ignore", "-r", "ignore", "-T", "ignore", "-W", "ignore", "-s", "full"]
REPLACEMENTS = [0, 10, 13, 0x22, 0x28, 0x29, 0x3b, 0x5c, 0x80, 0xff]
# Accepted by us with a remark, read differently or refused by BIND: CR ends a line, as in NSD; see file-cr-only.
BIND_DIFFERS = {13}
# What BIND says of zones whose records it can read.
SEMANTIC = re.compile(r"has (no|\d+) (NS|SOA|address) records|SOA record not at top of zone|CNAME and other data|"
                      r"multiple RRs of singleton type")


def zones():
    """Root, origin, zone, file to change."""
    for folder in sorted(os.listdir(TOP + "/zones-examples")):
        root = os.path.join(TOP, "zones-examples", folder)
        if not os.path.isdir(root + "/zones"):
            continue
        for name in sorted(os.listdir(root + "/zones")):
            if not name.endswith(".zone"):
                continue
            path = "zones/" + name
            yield root, name[:-len(".zone")], path, path
            with open(os.path.join(root, path), encoding="latin1") as f:
                for included in re.findall(r"^\$INCLUDE\s+(\S+)", f.read(), re.M):
                    yield root, name[:-len(".zone")], path, "zones/" + included


def bulk(job):
    root, origin, path, text = job
    size = os.path.getsize(os.path.join(root, text))
    every = 1 if LONG or size <= 4096 else size // 4096 + 1
    # Under the sanitizers a case takes ten times as long.
    if "san" in os.path.basename(BUILD) and not LONG:
        every = 3
    r = subprocess.run(["nice", TOOL, root, origin, path, text, str(every)], capture_output=True, timeout=900, check=False)
    return job, r.returncode, r.stdout.decode("latin1").splitlines(), r.stderr.decode("latin1")


def records(path):
    with open(path, "rb") as f:
        return {b" ".join(line.split()).lower() for line in f if line.strip()}


def bind_agrees(job, off, byte):
    """Whether BIND reads a changed zone as we do, and how they differ."""
    root, origin, path, text = job
    with tempfile.TemporaryDirectory() as tmp:
        folder = os.path.join(tmp, "root")
        subprocess.run(["cp", "-r", root, folder], check=True)
        name = os.path.join(folder, text)
        with open(name, "rb") as f:
            data = bytearray(f.read())
        data[off] = byte
        with open(name, "wb") as f:
            f.write(data)
        zone = os.path.join(folder, path)
        # BIND looks for included files from its working directory.
        theirs = subprocess.run(COMPILE + ["-o", tmp + "/theirs", origin, zone], cwd=os.path.dirname(zone),
                                capture_output=True, timeout=60, check=False)
        ours = subprocess.run([PTRLINT, "canon", "--no-config", "--root", folder, "--zone", f"{origin}={zone}"],
                              capture_output=True, timeout=60, check=False)
        said = (theirs.stdout + theirs.stderr).decode("latin1")
        if theirs.returncode != 0:
            return (True, "") if SEMANTIC.search(said) else (False, "BIND refuses it: " + said.replace(folder, "")[:300])
        if ours.returncode != 0:
            return False, f"canon leaves with {ours.returncode}"
        with open(tmp + "/canon", "wb") as f:
            f.write(ours.stdout)
        again = subprocess.run(COMPILE + ["-o", tmp + "/again", origin, tmp + "/canon"], capture_output=True, timeout=60,
                               check=False)
        if again.returncode != 0:
            return False, "BIND refuses what canon prints"
        a, b = records(tmp + "/theirs"), records(tmp + "/again")
        return a == b, [x.decode("latin1")[:100] for x in sorted(a ^ b)[:3]]


def program_case(job, off, byte):
    """The program itself: status of check and canon."""
    root, origin, path, text = job
    with tempfile.TemporaryDirectory() as folder:
        folder += "/root"
        subprocess.run(["cp", "-r", root, folder], check=True)
        name = os.path.join(folder, text)
        with open(name, "rb") as f:
            data = bytearray(f.read())
        if byte is None:
            del data[off:]
        else:
            data[off] = byte
        with open(name, "wb") as f:
            f.write(data)
        zone = ["--no-config", "--root", folder, "--zone", f"{origin}={folder}/{path}"]
        check = subprocess.run([PTRLINT, "check", "--select", "@syntax"] + zone, capture_output=True, timeout=60, check=False)
        canon = subprocess.run([PTRLINT, "canon"] + zone, capture_output=True, timeout=60, check=False)
        if check.returncode not in (0, 1, 2) or canon.returncode not in (0, 1, 2):
            return f"check leaves with {check.returncode}, canon with {canon.returncode}"
        if check.returncode == 0 and canon.returncode != 0:
            return f"check leaves with 0, canon with {canon.returncode}"
        if byte is None and check.returncode == 0:
            line = bytes(data[data.rfind(b"\n") + 1:]).strip()
            if line and not line.startswith(b";"):
                return "cut in a line, and check leaves with 0"
    return None


def main():
    passed = failed = 0
    rng = random.Random(4)
    if not os.access(TOOL, os.X_OK):
        print(f"FAIL {TOOL} is not built\n0 passed, 1 failed, 0 skipped")
        return 1
    jobs, asked, samples = list(zones()), [], []
    with ThreadPoolExecutor(2) as pool:
        for job, status, lines, errors in pool.map(bulk, jobs):
            counts = re.match(r"(\d+) cut, (\d+) replaced, (\d+) accepted$", lines[-1] if lines else "")
            bad = [line for line in lines if line.startswith("FAIL")]
            asks = [line.split() for line in lines if line.startswith("ask")]
            asked += [(job, int(off), int(byte)) for _, off, byte in rng.sample(asks, min(len(asks), 400 if LONG else 20))]
            size = os.path.getsize(os.path.join(job[0], job[3]))
            samples += [(job, rng.randrange(size), rng.choice(REPLACEMENTS + [None])) for _ in range(200 if LONG else 12)]
            if not counts or (status != 0 and not bad):
                bad.append(f"FAIL {job[3]}: mutate_tool leaves with {status}: {errors[-1500:]}")
            for line in bad[:10]:
                print(line)
            failed += len(bad)
            if counts:
                passed += int(counts[1]) + int(counts[2]) - min(len(bad), int(counts[1]) + int(counts[2]))
        for (job, off, byte), why in zip(samples, pool.map(lambda s: program_case(*s), samples)):
            passed += not why
            failed += bool(why)
            if why:
                print(f"FAIL {job[3]} byte {off} {'cut' if byte is None else 'replaced by %02x' % byte}: {why}")
        asked = [a for a in asked if a[2] not in BIND_DIFFERS]
        for (job, off, byte), (same, why) in zip(asked, pool.map(lambda a: bind_agrees(*a), asked)):
            passed += same
            failed += not same
            if not same:
                print(f"FAIL {job[3]} byte {off} replaced by {byte:02x}: BIND reads other records: {why}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
