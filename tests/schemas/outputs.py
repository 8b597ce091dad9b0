#!/usr/bin/python3
"""What trace, zones and rule print as JSON fits their schemas and says what their text formats say: for every example
repository, those of tests/cli, one full of hostile bytes and, when they are there, the scenarios.
usage: outputs.py BUILD_DIR"""
import json
import os
import sys
import tempfile

import report

TOP = report.TOP
FOLDERS = [os.path.join(TOP, "tests", "cli"), os.path.join(os.environ.get("PTRLINT_SHARED", ""), "scenarios")]


class Fault(Exception):
    pass


def need(ok, what):
    if not ok:
        raise Fault(what)


def load(name, jsonschema):
    with open(os.path.join(TOP, "schemas", f"{name}-1.schema.json"), encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def printed(program, validator, statuses, *args):
    """The JSON that a command prints, judged by its schema."""
    status, out = report.run(program, *args, "--format", "json")
    need(status in statuses, f"{args[0]}: exit status {status}")
    if status == 2 and not out:
        return None, status
    text = out.decode("utf-8", "strict")
    need(not any(bad in text for bad in ("##[", "\x1b", "\x7f", "\u202e", "\u2028")), f"{args[0]}: bytes that harm")
    data = json.loads(text)
    for error in validator.iter_errors(data):
        raise Fault(f"{args[0]}: {list(error.path)}: {error.message[:200]}")
    return data, status


def check_zones(program, validators, root):
    """All zones, and their origins."""
    data, _ = printed(program, validators["zones"], (0, 2), "zones", "--root", root)
    if data is None:
        return []
    status, text = report.run(program, "zones", "--root", root)
    need(status in (0, 2), "zones: text and json differ in status")
    for zone in data["zones"]:
        need(zone["origin"] is None or zone["origin"] == zone["origin"].lower(), "zones: upper case")
        need((zone["origin"] is None) == (zone["decided_by"] is None), "zones: who decided nothing")
        need(zone["origin"] is None or zone["origin"].encode() in text, f"zones: {zone['origin']} is not in the text")
    return [z["origin"] for z in data["zones"] if z["origin"] and z["role"] != "external"]


def check_trace(program, validators, root, queries):
    data, status = printed(program, validators["trace"], (0, 1, 2), "trace", "--root", root, *queries)
    if data is None:
        return
    known = [q["query"] for q in data["queries"]]
    need(known == [q for q in queries if q in known], "trace: other queries")
    need("nowhere.invalid" not in known and status == 2, "trace: a name that stands nowhere")
    for q in data["queries"]:
        depth = -1
        for hop in q["hops"]:
            need(hop["depth"] <= depth + 1, "trace: a hop below nothing")
            need((hop["path"] is None) == (hop["line"] is None), "trace: half a place")
            depth = hop["depth"]
        if q["verdict"] == "broken":
            need(any(h["status"] in ("missing", "wrong") for h in q["hops"]), f"trace: {q['query']}: broken nowhere")
        status, text = report.run(program, "trace", "--root", root, q["query"])
        need(status == 2 or (status == 1) == (q["verdict"] == "broken"), f"trace: {q['query']}: exit status {status}")
        flat = " ".join(text.decode().split())
        need(q["verdict"] == "unknown" or flat.startswith(q["verdict"] + ": "), "trace: another verdict in text")


def check_baseline(program, validators, root, scratch):
    """One is written unless not all could be checked; then nothing of it is told any more."""
    path = os.path.join(scratch, "known.json")
    status, _ = report.run(program, "check", "--root", root, "--no-config", "--baseline", path, "--write-baseline")
    need(status in (0, 2), f"check --write-baseline: exit status {status}")
    need(os.path.exists(path) == (status == 0), "check --write-baseline: a file, and not all was checked")
    if status == 2:
        return
    with open(path, encoding="utf-8") as f:
        known = json.load(f)
    os.remove(path)
    for error in validators["baseline"].iter_errors(known):
        raise Fault(f"baseline: {list(error.path)}: {error.message[:200]}")


def check_diff(program, validators, root, other):
    """A state is as itself, and differs from another one the other way round."""
    data, status = printed(program, validators["diff"], (0, 2), "diff", root, root)
    if data is None:
        return
    need(not data["zones"] and not data["mail"] and not data["new_findings"], "diff: not as itself")
    there, _ = printed(program, validators["diff"], (0, 1, 2), "diff", other, root)
    back, _ = printed(program, validators["diff"], (0, 1, 2), "diff", root, other)
    if there is None or back is None:
        return
    sums = [d["summary"] for d in (there, back)]
    need(sums[0]["added"] == sums[1]["removed"] and sums[0]["removed"] == sums[1]["added"], "diff: sums")
    need(there["new_findings"] == back["gone_findings"], "diff: findings come that do not go")
    for args in ((), ("--format", "markdown")):
        _, text = report.run(program, "diff", other, root, *args)
        need(all(b == 10 or 32 <= b < 127 or b > 127 for b in text), "diff: bytes that harm")
        need(not any(bad in text for bad in (b"##[", b"\n::")), "diff: commands for a runner")


def check_rules(program, validators):
    data, _ = printed(program, validators["rules"], (0,), "rule", "--all")
    ids = [r["id"] for r in data["rules"]]
    need(ids == sorted(ids) and len(ids) == len(set(ids)), "rule: not in order")
    one, _ = printed(program, validators["rules"], (0,), "rule", ids[0])
    need(one["rules"] == data["rules"][:1], "rule: one differs from all")


def repositories(scratch):
    yield from report.repositories(scratch)
    for folder in FOLDERS:
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            if os.path.isdir(os.path.join(folder, name)):
                yield f"{os.path.basename(folder)}/{name}", os.path.join(folder, name)


def main():
    program = os.path.join(sys.argv[1], "ptrlint")
    try:
        import jsonschema
    except ImportError:
        print("SKIP python3-jsonschema is not installed")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    validators = {name: load(name, jsonschema) for name in ("trace", "zones", "rules", "baseline", "diff")}
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="ptrlint-schemas.") as scratch:
        before = scratch
        for name, root in [("rules", None), *repositories(scratch)]:
            try:
                if root is None:
                    check_rules(program, validators)
                else:
                    origins = check_zones(program, validators, root)
                    names = [o for o in origins if not o.endswith(".arpa.")][:4]
                    check_diff(program, validators, root, before)
                    before = root
                    check_baseline(program, validators, root, scratch)
                    check_trace(program, validators, root, names + ["4.3.2.1", "2001:db8::1", "nowhere.invalid"])
                passed += 1
            except Fault as fault:
                failed += 1
                print(f"FAIL {name}: {fault}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
