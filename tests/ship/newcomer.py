#!/usr/bin/env python3
"""newcomer.py BUILD_DIR: somebody who knows nothing but what the program prints gets an example repository clean.

Clones this repository, installs from it, copies an example that was installed, runs `ptrlint check`, does what the output says
(the commands of its last line, the advice behind "help:" at the place that the finding points at), and goes on until the exit
status is 0.  What no program can know is listed in DECISIONS."""
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ["BUILD"]
ROUNDS = 12

# Of two ways that a help line names, or for a word in it that only the owner of the zones knows: what to write at the place.
DECISIONS = {
    "add an A or AAAA record for tracking.norrbo-logistik.example., or correct the target": "track",
}

PLACE = re.compile(r"^ *--> (.+):(\d+):(\d+)$", re.M)
MARKED = re.compile(r"^ *\| ( *)(\^+)", re.M)
HELP = re.compile(r"^ *= help: (.*)$", re.M)
COMMANDS = re.compile(r"can be fixed: (ptrlint [a-z -]+)(?:; \d+ more by (--[a-z-]+))?$|can be fixed by (--[a-z-]+)$", re.M)
RECORD = r"add (\S+\.) (A|AAAA|PTR|CNAME) (\S+?)(?:,|$)"


class Newcomer:
    def __init__(self, where, env):
        self.where, self.env, self.done = where, env, []

    def ptrlint(self, *args):
        p = subprocess.run(["ptrlint", *args], cwd=self.where, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=60, check=False)
        return p.returncode, p.stdout.decode()

    def run_once(self, command):
        """A command is worth one try for each look at the output: what it could do, it has done."""
        if command in self.done:
            return False
        self.done.append(command)
        self.ptrlint(*shlex.split(command)[1:])
        return True

    def commands(self, text):
        found = COMMANDS.search(text)
        if not found:
            return False
        safe, more, unsafe = found.groups()
        if safe and self.run_once(safe):
            return True
        return bool(more or unsafe) and self.run_once(f"ptrlint check --fix {more or unsafe}")

    def append(self, name, kind, data):
        """The record goes to the zone that holds the name, as `ptrlint zones` has them."""
        zones = [z for z in json.loads(self.ptrlint("zones", "--format", "json")[1])["zones"]
                 if name == z["origin"] or name.endswith("." + z["origin"])]
        path = max(zones, key=lambda z: len(z["origin"]))["path"]
        with open(os.path.join(self.where, path), "a", encoding="utf-8") as f:
            f.write(f"{name} {kind} {data}\n")

    def replace(self, block, text):
        """The word that the finding marks gives way to another."""
        path, line, column = PLACE.search(block).groups()
        length = len(MARKED.search(block).group(2))
        full = os.path.join(self.where, path)
        with open(full, encoding="utf-8") as f:
            lines = f.read().split("\n")
        old, start = lines[int(line) - 1], int(column) - 1
        lines[int(line) - 1] = old[:start] + text + old[start + length:]
        with open(full, "w", encoding="utf-8") as f:
            f.write("\n".join(lines))

    def advice(self, text):
        for block in text.split("\n\n"):
            said = HELP.search(block)
            if not said or block.startswith("info"):
                continue
            said = said.group(1)
            record = re.match(RECORD, said)
            word = re.match(r"final dot missing: did you mean (\S+\.)$|name (\S+\.) instead$|write ([0-9a-f.:]+)$", said)
            if record:
                self.append(*record.groups())
            elif word:
                self.replace(block, next(w for w in word.groups() if w))
            elif said in DECISIONS:
                self.replace(block, DECISIONS[said])
            else:
                continue
            self.done = []
            return said
        return None

    def follow(self, *args):
        """What is wrong with the way to the end, or nothing."""
        for _ in range(ROUNDS):
            status, text = self.ptrlint("check", *args)
            if status == 0:
                return ""
            if status != 1:
                return f"status {status}\n{text}"
            if not self.commands(text) and not self.advice(text):
                return f"nothing more to do is said:\n{text}"
        return f"no end after {ROUNDS} rounds:\n{text}"


def installed(work):
    """A clone, and what `make install` makes of it; with PTRLINT_LONG everything is built there."""
    clone, prefix = os.path.join(work, "clone"), os.path.join(work, "usr")
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    subprocess.run(["git", "clone", "-q", "--depth", "1", "file://" + TOP, clone], check=True, stdin=subprocess.DEVNULL)
    built = [] if os.environ.get("PTRLINT_LONG") else ["B=" + BUILD, "--assume-old=all"]
    p = subprocess.run(["make", "-C", clone, "PREFIX=" + prefix, "install", *built], env=env, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if p.returncode:
        print(p.stdout.decode("utf-8", "replace"))
        raise SystemExit("FAIL make install in a clone")
    return prefix


def main():
    results = []
    with tempfile.TemporaryDirectory() as work:
        prefix = installed(work)
        env = {"PATH": prefix + "/bin:/usr/bin:/bin", "HOME": work, "LC_ALL": "C", "SOURCE_DATE_EPOCH": os.environ["SOURCE_DATE_EPOCH"]}
        for name, *args in (("kb-300171", "--fail-on", "warning"), ("nat-pool",), ("split-horizon",), ("company",)):
            where = os.path.join(work, name)
            shutil.copytree(os.path.join(prefix, "share/doc/ptrlint/zones-examples", name), where)
            wrong = Newcomer(where, env).follow(*args)
            results.append(not wrong)
            if wrong:
                print(f"FAIL {name}: {wrong}")
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed, 0 skipped")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
