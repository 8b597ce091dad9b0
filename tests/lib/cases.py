#!/usr/bin/env python3
"""Command cases: tests/cli/NAME.case is a dialogue that reads as documentation.

    # A comment stands before a command, with an empty line above it.
    $ ptrlint check --zone example.com.=db.example
    db.example:3:1: error: …          <- what is printed on stdout
    2> ptrlint: …                     <- then stderr
    ? 1                               <- exit status, left out when it is 0

Commands are bash, run one after another in a copy of tests/cli/NAME/ (or in an empty folder);
`ptrlint` is the program under test.  A command line that ends in a backslash goes on in the next.  A
line of output that could be read as something else (it begins with "$ ", "# ", "? ", "2> " or a
backslash) has a backslash before it; the scratch folder is written /SCRATCH; empty lines at the end of
output do not count.
"""
import argparse
import difflib
import os
import re
import shutil
import tempfile

import common

SPECIAL = re.compile(r"(\$ |#|\? |2> |\\)")


class Step:
    def __init__(self, line):
        self.before, self.command, self.line, self.expected = [], [], line, []


def parse(text):
    """Steps of a case, and the comments after the last."""
    steps, pending = [], []
    for number, line in enumerate(text.split("\n"), 1):
        step = steps[-1] if steps else None
        if step and step.command and step.command[-1].endswith("\\") and not step.expected and not pending:
            step.command.append(line)
        elif line.startswith("$ "):
            step = Step(number)
            step.before, step.command, pending = pending, [line[2:]], []
            steps.append(step)
        elif line == "" or line.startswith("#") or not step:
            pending.append(line)
        else:
            step.expected += pending + [line]
            pending = []
    return steps, pending


def escape(lines):
    return ["\\" + line if SPECIAL.match(line) else line for line in lines]


def strip_end(lines):
    while lines and lines[-1] == "":
        lines = lines[:-1]
    return lines


def run_step(step, where, env):
    command = "\n".join(step.command)
    status, out, err = common.run(["bash", "-c", command], where, env)
    scratch = os.fsencode(where)
    out, err = out.replace(scratch, b"/SCRATCH"), err.replace(scratch, b"/SCRATCH")
    lines = escape(common.visible(out)) if out else []
    lines = strip_end(lines) + (["2> " + line for line in common.visible(err)] if err else [])
    if status:
        lines.append(f"? {status}")
    return lines


def run_case(path, scratch, accept):
    name = os.path.basename(path)[:-len(".case")]
    where = os.path.join(scratch, "case." + name)
    data = path[:-len(".case")]
    if os.path.isdir(data):
        shutil.copytree(data, where, symlinks=True)
    else:
        os.mkdir(where)
    steps, tail = parse(common.read_text(path))
    env = common.environment(scratch)
    passed = failed = 0
    report, text = [], []
    for step in steps:
        got = run_step(step, where, env)
        text += step.before + ["$ " + "\n".join(step.command)] + got
        if got == step.expected:
            passed += 1
        elif accept:
            passed += 1
            report.append(f"accepted {name}.case:{step.line}: {step.command[0]}")
        else:
            failed += 1
            report.append(f"FAIL {name}.case:{step.line}: {step.command[0]}")
            report += ["     " + line for line in
                       list(difflib.unified_diff(step.expected, got, "expected", "printed", lineterm="", n=1))[:60]]
    if accept and report:
        common.write_text(path, "\n".join(text + tail))
    shutil.rmtree(where, ignore_errors=True)
    return passed, failed, 0, report


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--accept", action="store_true", help="keep what is printed now as expected")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("names", nargs="*", help="only these cases")
    args = p.parse_args()
    folder = os.path.join(common.TOP, "tests", "cli")
    names = sorted(n for n in os.listdir(folder) if n.endswith(".case")) if os.path.isdir(folder) else []
    if args.names:
        names = [n for n in names if n[:-len(".case")] in args.names]
    with tempfile.TemporaryDirectory(prefix="ptrlint-cases.") as scratch:
        os.mkdir(os.path.join(scratch, "bin"))
        os.symlink(common.PTRLINT, os.path.join(scratch, "bin", "ptrlint"))
        results = common.in_order(lambda n: run_case(os.path.join(folder, n), scratch, args.accept), names, args.jobs)
    common.finish(results)


if __name__ == "__main__":
    main()
