#!/usr/bin/env python3
"""Rule fixtures: tests/rules/RULE/CASE/ is a small repository, expect.txt beside its zones is what

    ptrlint check --root . --select RULE --format concise --color never

prints about it, then "exit N" (from status 2 on also stderr, its lines behind "2> ").  What lies in its folder
base/ is committed to git before the rest is put over it, and the arguments are `--base HEAD` as well.  Cases named bad-*
have a finding of the rule, cases named ok-* (near misses) have none.  A file `args` adds arguments.

A case may also be single files: CASE.zone is example.com.zone, CASE.rev is 2.0.192.in-addr.arpa.zone,
CASE.map is mail-egress.yaml, CASE.conf is .ptrlint.yaml, CASE.args the arguments, CASE.expect the
expectation; an ok-* case of this kind without CASE.expect expects no output and exit 0.

Every rule of `ptrlint rule --all` has at least one bad-* and two ok-* cases; every folder is a rule.
"""
import argparse
import difflib
import json
import os
import shlex
import shutil
import tempfile

import common

SINGLE = {".zone": "example.com.zone", ".rev": "2.0.192.in-addr.arpa.zone", ".map": "mail-egress.yaml",
          ".conf": ".ptrlint.yaml"}
NOT_REPOSITORY = {"expect.txt", "args", "base"}


class Case:
    def __init__(self, rule, name, path, single):
        self.rule, self.name, self.path, self.single = rule, name, path, single
        self.expect = path + ".expect" if single else os.path.join(path, "expect.txt")
        self.args = path + ".args" if single else os.path.join(path, "args")

    def commit_base(self, to, env):
        """The state before, in git; what is to be given for it."""
        if self.single or not os.path.isdir(os.path.join(self.path, "base")):
            return []
        shutil.copytree(os.path.join(self.path, "base"), to, symlinks=True, dirs_exist_ok=True)
        for argv in (["init", "-q"], ["add", "-A"],
                     ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "base"]):
            common.run(["git"] + argv, to, env)
        return ["--base", "HEAD"]

    def copy(self, to):
        if self.single:
            for suffix, name in SINGLE.items():
                if os.path.exists(self.path + suffix):
                    shutil.copyfile(self.path + suffix, os.path.join(to, name))
        else:
            shutil.copytree(self.path, to, symlinks=True, dirs_exist_ok=True,
                            ignore=lambda d, names: NOT_REPOSITORY & set(names) if d == self.path else set())


def find_cases(root):
    cases = []
    for rule in sorted(os.listdir(root)) if os.path.isdir(root) else []:
        folder = os.path.join(root, rule)
        if not os.path.isdir(folder):
            continue
        names = {}
        for entry in os.listdir(folder):
            path = os.path.join(folder, entry)
            if os.path.isdir(path):
                names[entry] = Case(rule, entry, path, False)
            elif entry.endswith(".zone"):
                name = entry[:-len(".zone")]
                names.setdefault(name, Case(rule, name, path[:-len(".zone")], True))
        cases += [names[n] for n in sorted(names)]
    return cases


def run_case(case, scratch, accept):
    where = os.path.join(scratch, f"{case.rule}.{case.name}")
    os.mkdir(where)
    base = case.commit_base(where, common.environment(scratch))
    case.copy(where)
    extra = shlex.split(common.read_text(case.args), comments=True) if os.path.exists(case.args) else []
    argv = [common.PTRLINT, "check", "--root", ".", "--select", case.rule, "--format", "concise", "--color", "never"]
    status, out, err = common.run(argv + base + extra, where, common.environment(scratch))
    shutil.rmtree(where)
    lines = common.visible(out) if out else []
    lines += ["2> " + line for line in common.visible(err)] if err and status >= 2 else []
    lines.append(f"exit {status}")
    label = f"{case.rule}/{case.name}"
    problems = []
    if status >= 124:
        problems.append(f"ended with status {status}")
    found = any(f"[{case.rule}]" in line for line in lines)
    if case.name.startswith("bad-"):
        if not found:
            problems.append("a bad-* case without a finding of the rule")
    elif case.name.startswith("ok-"):
        if found:
            problems.append("an ok-* case with a finding of the rule")
    else:
        problems.append("is neither bad-* nor ok-*")
    text = "\n".join(lines) + "\n"
    silent = case.single and case.name.startswith("ok-")
    if os.path.exists(case.expect):
        want = common.read_text(case.expect)
    else:
        want = "exit 0\n" if silent else ""
    if accept and status < 124 and text != want:
        common.write_text(case.expect, text)
        problems = [p + " (accepted all the same)" for p in problems]
        return (0, 1, 0, [f"FAIL {label}: {p}" for p in problems]) if problems else (1, 0, 0, [f"accepted {label}"])
    detail = []
    if text != want:
        problems.append("output differs" if want else "no expectation kept (make accept writes it)")
        detail = list(difflib.unified_diff(want.splitlines(), text.splitlines(), "expected", "printed", lineterm="", n=1))
    if not problems:
        return 1, 0, 0, []
    return 0, 1, 0, [f"FAIL {label}: {'; '.join(problems)}"] + ["     " + line for line in detail[:60]]


def check_complete(cases, scratch):
    """One count a rule: it has its cases, and nothing is named after a rule that does not exist."""
    status, out, err = common.run([common.PTRLINT, "rule", "--all", "--format", "json"], scratch,
                                  common.environment(scratch))
    try:
        rules = [r["id"] for r in json.loads(out)["rules"]]
    except (ValueError, KeyError, TypeError):
        return [(0, 1, 0, [f"FAIL `ptrlint rule --all --format json`: exit {status}, {err[:200]!r}"])]
    results = []
    for rule in rules:
        bad = sum(c.rule == rule and c.name.startswith("bad-") for c in cases)
        ok = sum(c.rule == rule and c.name.startswith("ok-") for c in cases)
        if bad >= 1 and ok >= 2:
            results.append((1, 0, 0, []))
        else:
            results.append((0, 1, 0, [f"FAIL {rule}: {bad} bad-* and {ok} ok-* cases, at least 1 and 2 are asked for"]))
    for rule in sorted({c.rule for c in cases} - set(rules)):
        results.append((0, 1, 0, [f"FAIL tests/rules/{rule}: no such rule"]))
    return results


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--accept", action="store_true", help="keep what is printed now as expected")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("rules", nargs="*", help="only these rules")
    args = p.parse_args()
    cases = find_cases(os.path.join(common.TOP, "tests", "rules"))
    with tempfile.TemporaryDirectory(prefix="ptrlint-rules.") as scratch:
        chosen = [c for c in cases if not args.rules or c.rule in args.rules]
        results = common.in_order(lambda c: run_case(c, scratch, args.accept), chosen, args.jobs)
        if not args.rules:
            results += check_complete(cases, scratch)
    common.finish(results)


if __name__ == "__main__":
    main()
