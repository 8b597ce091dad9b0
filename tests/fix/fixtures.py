#!/usr/bin/env python3
"""fixtures.py BUILD_DIR: what is said of fixes is what --fix does, in every fixture of every rule.

For each bad-* case of tests/rules, with the rule alone, and again with --unsafe-fixes:

    count    summary.fixable is the number of findings with a fix that --fix makes
    same     the edits of the JSON report, carried out by tests/lib/edits.py, end in the bytes of --fix
    gone     no finding that had such a fix is left, and none is fixable
    again    a second --fix changes nothing
    records  by named-compilezone each zone that loads still holds the same records (not with
             --unsafe-fixes, and not where records of the plan change: tests/fix/run compares those)
    serial   it rose exactly where served records changed

At last, `fix` of `ptrlint rule --all` is "safe" for a rule that has such a fix somewhere, "unsafe" for one
that has only unsafe ones, "none" for the rest.
"""
import collections
import concurrent.futures
import json
import os
import shlex
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))

import common  # noqa: E402
import edits  # noqa: E402
import rules  # noqa: E402

HAVE_COMPILEZONE = shutil.which("named-compilezone") is not None


def files(root):
    out = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                with open(path, "rb") as f:
                    out[os.path.relpath(path, root)] = f.read()
    return out


class Fixture:
    def __init__(self, case, scratch):
        self.case, self.scratch = case, scratch
        self.extra = []
        if os.path.exists(case.args):
            self.extra = shlex.split(common.read_text(case.args), comments=True)
        self.problems = []

    def ptrlint(self, where, *options):
        argv = [common.PTRLINT, "check", "--root", ".", "--select", self.case.rule, *options, *self.extra]
        return common.run(argv, where, common.environment(self.scratch))

    def report(self, where, *options):
        status, out, err = self.ptrlint(where, "--format", "json", *options)
        try:
            return json.loads(out)
        except ValueError:
            self.problems.append(f"no report: {status} {err[:200]!r}")
            return {"summary": {"fixable": 0}, "diagnostics": []}

    def compiled(self, where):
        """origin and path -> the lines of the zone without its SOA, and its serial"""
        _, out, _ = common.run([common.PTRLINT, "zones", "--root", ".", "--format", "json"], where,
                               common.environment(self.scratch))
        zones = {}
        for zone in json.loads(out)["zones"] if out else []:
            if not zone["path"] or not zone["origin"] or not HAVE_COMPILEZONE:
                continue
            argv = ["named-compilezone", "-i", "none", "-k", "ignore", "-j", "-s", "full", "-o", "-", zone["origin"],
                    zone["path"]]
            status, out, _ = common.run(argv, where, common.environment(self.scratch))
            rows = [line.split(None, 4) for line in out.decode(errors="replace").splitlines() if line[:1] not in ";$"]
            # names are the same in either case (RFC 4343 §3)
            rows = [(r[0].lower(), *r[1:4], r[4].lower() if r[3] in ("MX", "NS", "CNAME", "PTR", "SRV") else r[4])
                    for r in rows if len(r) == 5]
            if status == 0 and rows:
                zones[zone["origin"], zone["path"]] = (
                    {r for r in rows if r[3] != "SOA"}, {r[4].split()[2] for r in rows if r[3] == "SOA"})
        return zones

    def check(self, where, options, fixes):
        before = files(where)
        report = self.report(where, *options)
        live = [d for d in report["diagnostics"] if d["suppressed"] is None]
        safeties = ("safe", "unsafe") if options else ("safe",)
        mine = [d for d in live if any(f["safety"] in safeties for f in d["fixes"])]
        for d in live:
            fixes[d["id"]] |= {f["safety"] for f in d["fixes"]}
        if len(mine) != report["summary"]["fixable"]:
            self.problems.append(f"{report['summary']['fixable']} counted as fixable, {len(mine)} have a fix")
        if not mine:
            return
        zones = self.compiled(where)
        wanted = dict(before)
        for path, list_ in edits.collect(report, safeties).items():
            wanted[path] = edits.carry_out(before[path], list_)
        status, _, err = self.ptrlint(where, "--fix", *options)
        if status > 1:
            self.problems.append(f"--fix: {status} {err[:300]!r}")
            return
        now = files(where)
        self.problems += [f"{n}: {wanted.get(n)!r} by the report, {now.get(n)!r} by --fix"
                          for n in sorted(now.keys() | wanted.keys()) if now.get(n) != wanted.get(n)]
        after = self.report(where, *options)
        left = [d for d in after["diagnostics"] if d["suppressed"] is None]
        if after["summary"]["fixable"]:
            self.problems.append(f"{after['summary']['fixable']} are still fixable")
        stay = {(d["fingerprint"], d["message"]) for d in left} & {(d["fingerprint"], d["message"]) for d in mine}
        self.problems += [f"still there: {message}" for _, message in stay]
        self.ptrlint(where, "--fix", *options)
        self.problems += [f"a second --fix changed {n}" for n, text in files(where).items() if text != now.get(n)]
        self.check_records(zones, self.compiled(where), options or common_plan(mine))

    def check_records(self, before, now, may_change):
        for key, (records, serial) in before.items():
            if key not in now:
                self.problems.append(f"{key[1]} loads no more")
                continue
            if records != now[key][0] and not may_change:
                self.problems.append(f"{key[1]}: other records: {sorted(records ^ now[key][0])[:4]}")
            if (serial != now[key][1]) != (records != now[key][0]) and not may_change:
                self.problems.append(f"{key[1]}: serial {serial} became {now[key][1]}")


def common_plan(diagnostics):
    """Do the fixes add or take away records?  Then a serial stands among their edits.  Or are they the serial?"""
    return any(fix["title"].startswith("raise ") or
               len(fix["edits"]) > 1 and fix["title"].split()[0] in ("add", "change", "delete")
               for d in diagnostics for fix in d["fixes"])


def run_case(case, scratch):
    fixes = collections.defaultdict(set)
    problems = []
    for number, options in enumerate(([], ["--unsafe-fixes"])):
        where = os.path.join(scratch, f"{case.rule}.{case.name}.{number}")
        os.mkdir(where)
        fixture = Fixture(case, scratch)
        fixture.extra += case.commit_base(where, common.environment(scratch))
        case.copy(where)
        fixture.check(where, options, fixes)
        shutil.rmtree(where)
        problems += [f"{' '.join(options)} {p}".strip() for p in fixture.problems]
    return case, fixes, problems


def main():
    passed = failed = skipped = 0
    seen = collections.defaultdict(set)
    cases = [c for c in rules.find_cases(os.path.join(HERE, "..", "rules")) if c.name.startswith("bad-")]
    with tempfile.TemporaryDirectory(prefix="ptrlint-fixtures.") as scratch:
        with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            for case, fixes, problems in pool.map(lambda c: run_case(c, scratch), cases):
                for rule, safeties in fixes.items():
                    seen[rule] |= safeties
                failed += bool(problems)
                passed += not problems
                if problems:
                    print(f"FAIL {case.rule}/{case.name}", *problems, sep="\n  ")
        status, out, _ = common.run([common.PTRLINT, "rule", "--all", "--format", "json"], scratch,
                                    common.environment(scratch))
    for rule in json.loads(out)["rules"] if status == 0 else []:
        shown = "safe" if "safe" in seen[rule["id"]] else "unsafe" if seen[rule["id"]] else "none"
        if rule["fix"] == shown:
            passed += 1
        else:
            failed += 1
            print(f"FAIL {rule['id']}: the rule says {rule['fix']}, its fixtures show {shown}")
    if not HAVE_COMPILEZONE:
        print("skip: no named-compilezone")
        skipped += 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


main()
