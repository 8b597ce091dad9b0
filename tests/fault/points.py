#!/usr/bin/env python3
"""Runs a command again and again and lets it die, or a system call fail, at every point.

    tests/fault/points.py --setup SCRIPT --check SCRIPT [options] -- CMD...

For each point: SETUP fills an empty folder, CMD runs in it under strace with one fault, CHECK is asked in
the same folder whether what must always hold still does (exit 0).  Both are shell commands.  CHECK sees
FAULT ("kill:rename:1", "error:fsync:2:EIO", "none"), STATUS (CMD's exit status, 128 + signal when it was
killed), OUTPUT and ERRORS (files with what CMD printed) and SAVED (a copy of the folder before CMD).

Points are found by one run under strace: (call, i) is the i-th time that CMD makes that call, which is how
strace counts, for each process and thread by itself: CMD should be one program, with one thread.  Calls
before its main (the loader's) are points, too.

--kill            SIGKILL at every call (default when neither --kill nor --error is given)
--error LIST      each of these calls fails: "write:EIO,ENOSPC;fsync:EIO"; "default" is a list for programs
                  that replace files
--calls LIST      only these calls
--limit N         at most N points, spread evenly
--rerun           after a fault CMD runs once more without one, and CHECK is asked again with FAULT "rerun:…"
--jobs N          points at a time (2)
Prints failures as "FAIL …", then the number of points, then "N passed, N failed, N skipped".
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

DEFAULT_ERRORS = ("open:EACCES,EMFILE;openat:EACCES,EMFILE;openat2:EACCES,EMFILE;read:EIO;pread64:EIO;write:EIO,ENOSPC;"
                  "pwrite64:EIO,ENOSPC;fsync:EIO;fdatasync:EIO;close:EIO;rename:EACCES,EXDEV;renameat:EACCES;"
                  "renameat2:EACCES;fstat:EIO;newfstatat:EACCES;statx:EACCES;lseek:EIO;fchmod:EPERM;fchown:EPERM;"
                  "linkat:EPERM;unlink:EACCES;unlinkat:EACCES;ftruncate:EIO;fallocate:ENOSPC;mmap:ENOMEM;brk:ENOMEM;"
                  "getrandom:ENOSYS;clone3:EAGAIN;fsetxattr:ENOTSUP;getdents64:EIO")
NEVER = {"exit_group", "exit", "execve", "execveat", "rt_sigreturn", "restart_syscall"}
TIMEOUT = 60


class Run:
    def __init__(self, args, scratch):
        self.args, self.scratch = args, scratch

    def shell(self, script, where, **env):
        return subprocess.run(["sh", "-c", script], cwd=where, env=dict(os.environ, **env), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT, check=False)

    def prepare(self, name):
        """base/work: the folder CMD runs in; base/saved: the same before."""
        base = os.path.join(self.scratch, name)
        work = os.path.join(base, "work")
        os.makedirs(work)
        p = self.shell(self.args.setup, work)
        if p.returncode != 0:
            sys.exit(f"points: setup failed with {p.returncode}: {p.stdout.decode(errors='replace')}")
        shutil.copytree(work, os.path.join(base, "saved"), symlinks=True)
        return base, work

    def command(self, base, work, inject):
        """CMD with these options of strace (none: without strace); its exit status."""
        argv = self.args.command
        if inject is not None:
            argv = ["strace", "-f", "-qq", "-o", os.path.join(base, "trace"), *inject, "--", *argv]
        with open(os.path.join(base, "output"), "wb") as out, open(os.path.join(base, "errors"), "wb") as err:
            try:
                status = subprocess.run(argv, cwd=work, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                        timeout=TIMEOUT, check=False).returncode
            except subprocess.TimeoutExpired:
                return 124
        return status if status >= 0 else 128 - status

    def holds(self, base, work, fault, status):
        p = self.shell(self.args.check, work, FAULT=fault, STATUS=str(status), OUTPUT=os.path.join(base, "output"),
                       ERRORS=os.path.join(base, "errors"), SAVED=os.path.join(base, "saved"))
        return None if p.returncode == 0 else p.stdout.decode(errors="replace").strip() or f"check: exit {p.returncode}"

    def calls(self):
        """How often CMD makes each call, by a run without a fault, which must pass CHECK itself."""
        base, work = self.prepare("plain")
        status = self.command(base, work, [])
        problem = self.holds(base, work, "none", status)
        if problem:
            sys.exit(f"points: already without a fault: {problem}")
        counts = {}
        with open(os.path.join(base, "trace"), encoding="utf-8", errors="replace") as f:
            for line in f:
                m = re.match(r"(?:\d+ +)?([a-z_0-9]+)\(", line)
                if m and m.group(1) not in NEVER:
                    counts[m.group(1)] = counts.get(m.group(1), 0) + 1
        return counts

    def point(self, item):
        number, (call, i, error) = item
        fault = f"error:{call}:{i}:{error}" if error else f"kill:{call}:{i}"
        what = f"error={error}" if error else "signal=KILL"
        base, work = self.prepare(f"p{number}")
        try:
            status = self.command(base, work, ["-e", f"trace={call}", "-e", f"inject={call}:{what}:when={i}"])
            problem = self.holds(base, work, fault, status)
            if problem is None and status == 124:
                problem = f"still runs after {TIMEOUT} s"
            if problem is None and self.args.rerun:
                again = self.command(base, work, None)
                problem = self.holds(base, work, "rerun:" + fault, again)
                problem = problem and f"after another run: {problem}"
        except subprocess.TimeoutExpired:
            problem = "check does not end"
        shutil.rmtree(base, ignore_errors=True)
        return f"FAIL {fault} (exit {status}): {problem}" if problem else None


def points(args, counts):
    errors = {}
    if args.error:
        for part in (DEFAULT_ERRORS if args.error == "default" else args.error).split(";"):
            call, _, names = part.partition(":")
            errors[call] = names.split(",")
    out = []
    for call in sorted(counts):
        if args.calls and call not in args.calls.split(","):
            continue
        for i in range(1, counts[call] + 1):
            if args.kill or not args.error:
                out.append((call, i, None))
            out += [(call, i, e) for e in errors.get(call, [])]
    if args.limit and len(out) > args.limit:
        out = [out[k * len(out) // args.limit] for k in range(args.limit)]
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--setup", required=True)
    p.add_argument("--check", required=True)
    p.add_argument("--kill", action="store_true")
    p.add_argument("--error")
    p.add_argument("--calls")
    p.add_argument("--limit", type=int)
    p.add_argument("--rerun", action="store_true")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("command", nargs="+")
    args = p.parse_args()
    if shutil.which("strace") is None:
        print("skip: no strace")
        print("0 passed, 0 failed, 1 skipped")
        return
    with tempfile.TemporaryDirectory(prefix="ptrlint-fault.") as scratch:
        run = Run(args, scratch)
        if subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL, check=False).returncode:
            print("skip: strace may not trace here")
            print("0 passed, 0 failed, 1 skipped")
            return
        counts = run.calls()
        todo = points(args, counts)
        with ThreadPoolExecutor(max_workers=max(1, args.jobs)) as pool:
            failures = [f for f in pool.map(run.point, enumerate(todo)) if f]
    for failure in failures:
        print(failure)
    print(f"{len(todo)} points: {sum(e is None for _, _, e in todo)} kills, {sum(e is not None for _, _, e in todo)} "
          f"failed calls, over {len({c for c, _, _ in todo})} system calls")
    print(f"{len(todo) - len(failures)} passed, {len(failures)} failed, 0 skipped")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
