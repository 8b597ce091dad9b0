#!/usr/bin/env python3
"""`check` opens nothing outside the root, starts nothing, talks to nobody, and tells no secret.

outside.py [BUILD_DIR]

strace watches a check of our examples and of a hostile repository (a link into .git is seen for what it is only
when it is open; then it is closed unread); canaries stand in files that a zone of a
stranger may point at, in twelve ways, and must not show in any format.  With --base, --rev, --new-from and --staged git's
readers of objects and of the index are started; whatever the repository's git configuration says, nothing else is, and
nothing is written.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BUILD", TOP + "/build/rel"))
PTRLINT = os.environ.get("PTRLINT", BUILD + "/ptrlint")
SANITIZED = "/san" in BUILD or "/tsan" in BUILD
CANARY = "c4n4ry-0f-gh0stly-w0rth"
# What the loader, the C library and sanitizers read before main, and our own look at descriptors.
SYSTEM = re.compile(r"^(/lib|/usr/lib|/etc/ld\.so|/proc/self/|/proc/sys/vm/|/sys/devices/system/cpu|/dev/null$)")
FORMATS = ("full", "concise", "json", "jsonl")


def hostile(folder):
    """A repository that points at secrets in twelve ways; the root is folder/root."""
    root = folder + "/root"
    os.makedirs(root + "/.git")
    os.makedirs(root + "/sub/.git")
    secret = f"{CANARY} IN TXT {CANARY}\n{CANARY}\n"
    for path in (folder + "/secret", root + "/.git/config", root + "/sub/.git/config", folder + "/mail-egress.yaml"):
        with open(path, "w", encoding="ascii") as f:
            f.write(secret)
    with open(root + "/notes.txt", "w", encoding="ascii") as f:
        f.write(f"password: {CANARY}\n")
    os.symlink("../secret", root + "/link")
    os.symlink(folder + "/secret", root + "/absolute-link")
    os.symlink(".git/config", root + "/git-link")
    os.symlink("..", root + "/up")
    ways = ("../secret", folder + "/secret", "link", "absolute-link", "git-link", ".git/config", "sub/.git/config",
            "up/secret", "sub/../../secret", "./.git/./config", "/proc/self/environ", "notes.txt")
    with open(root + "/example.com.zone", "w", encoding="ascii") as f:
        f.write("$ORIGIN example.com.\n$TTL 300\n@ SOA a.b. c.d. 1 2 3 4 5\n NS a.b.\n")
        f.writelines(f"$INCLUDE {way}\n" for way in ways)
    os.symlink("../secret", root + "/example.org.zone")
    return root


def traced(root, *options):
    """Opened paths, and the names of other calls that a checker has no business with."""
    with tempfile.NamedTemporaryFile("r", suffix=".strace") as log:
        subprocess.run(["strace", "-f", "-qq", "-y", "-e", "trace=%file,%process,%network,read,pread64", "-o", log.name, PTRLINT, "check",
                        "--root", root, *options], capture_output=True, timeout=120)
        text = log.read()
    opened, calls = [], []
    for line in text.splitlines():
        m = re.match(r"^\d+ +(\w+)\((.*)$", line)
        if not m:
            continue
        call, rest = m.groups()
        if call in ("open", "openat", "openat2"):
            result = re.search(r"= \d+<([^>]*)>", rest)
            if result:
                opened.append(result.group(1))
        elif call in ("read", "pread64") and "/.git" in rest.split(">")[0]:
            calls.append(line)
        elif call in ("fork", "vfork", "socket", "connect", "bind", "sendto"):
            calls.append(line)
        elif call in ("clone", "clone3") and "CLONE_THREAD" not in rest:
            calls.append(line)
        elif call == "execve" and PTRLINT not in rest:
            calls.append(line)
    return opened, calls


# How git may be started, behind its options.
READERS = ('"cat-file", "--batch"]', '"ls-tree", "-r", "-z", "--full-tree", ', '"ls-files", "-s", "-z"')


def watch_git(root, env, options):
    with tempfile.NamedTemporaryFile("r", suffix=".strace") as log:
        r = subprocess.run(["strace", "-f", "-qq", "-s", "1000", "-e", "trace=execve,openat,%network", "-o", log.name, PTRLINT,
                            "check", "--root", root, "--select", "soa-serial-not-raised"] + options, env=env,
                           capture_output=True, timeout=120)
        lines = log.read().splitlines()
    name = options[0]
    started = [line for line in lines if "execve(" in line and line.endswith("= 0") and PTRLINT not in line]
    bad = [] if r.returncode == 0 else [f"{name}: exit status {r.returncode}: {r.stderr[-300:]!r}"]
    bad += [f"{name} starts {line}" for line in started
            if '"core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"' not in line or not any(w in line for w in READERS)]
    if not started:
        bad.append(f"{name} does not start git")
    bad += [f"{name}: {line}" for line in lines if re.search(r"\b(socket|connect|bind|sendto)\(", line)]
    return bad + [f"{name}: {line}" for line in lines
                  if re.search(r"O_(WRONLY|RDWR|CREAT)", line) and "/dev/" not in line and not re.search(r"= -1 ", line)]


def base(folder):
    """What a check with git's revisions does in a repository whose configuration names programs."""
    root = folder + "/based"
    shutil.copytree(TOP + "/zones-examples/kb-300171", root)
    evil = folder + "/evil"
    with open(evil, "w", encoding="ascii") as f:
        f.write(f"#!/bin/sh\ntouch {folder}/was-here\n")
    os.chmod(evil, 0o755)
    env = dict(os.environ, HOME=folder, GIT_CONFIG_NOSYSTEM="1")
    for argv in (["init", "-q"], ["add", "-A"],
                 ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "base"],
                 ["config", "core.fsmonitor", evil], ["config", "core.hooksPath", folder],
                 ["config", "core.pager", evil], ["config", "core.sshCommand", evil],
                 ["config", "core.alternateRefsCommand", evil], ["config", "alias.cat-file", "!" + evil]):
        subprocess.run(["git", "-C", root] + argv, env=env, check=True, capture_output=True, timeout=60)
    bad = []
    for options in (["--base", "HEAD"], ["--rev", "HEAD"], ["--new-from", "HEAD"], ["--staged"]):
        bad += watch_git(root, env, options)
    return bad + (["what the repository names was started"] if os.path.exists(folder + "/was-here") else [])


def main():
    if shutil.which("strace") is None:
        print("skip: no strace")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    passed, wrong = 0, []
    with tempfile.TemporaryDirectory() as folder:
        roots = [hostile(os.path.realpath(folder))]
        roots += [e.path for e in sorted(os.scandir(TOP + "/zones-examples"), key=lambda e: e.name) if e.is_dir()]
        # A sanitizer's own runtime opens and starts what it likes: there only the canaries count.
        for root in [] if SANITIZED else roots:
            opened, calls = traced(root)
            bad = [p for p in opened if not (p == root or p.startswith(root + "/") or SYSTEM.match(p))]
            wrong += [f"{root}: opened {p}" for p in bad] + [f"{root}: {c}" for c in calls]
            passed += not bad and not calls
        if not SANITIZED and shutil.which("git") is not None:
            bad = base(os.path.realpath(folder))
            passed += not bad
            wrong += bad
        for fmt in FORMATS:
            r = subprocess.run([PTRLINT, "check", "--root", roots[0], "--select", "all", "--format", fmt],
                               capture_output=True, timeout=60)
            if CANARY.encode() in r.stdout + r.stderr:
                wrong.append(f"the canary sings in {fmt}")
            elif r.returncode not in (1, 2):
                wrong.append(f"exit status {r.returncode} in {fmt}")
            else:
                passed += 1
    for line in wrong:
        print(f"FAIL {line}")
    print(f"{passed} passed, {len(wrong)} failed, 0 skipped")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
