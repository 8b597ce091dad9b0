#!/usr/bin/python3
"""What `check --format json` and jsonl print fits schemas/report-1.schema.json: for every example
repository and for zones full of hostile bytes.  usage: report.py BUILD_DIR"""
import json
import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOSTILE = (b"$TTL 1h\n@ IN SOA ns1 h 1 2 3 4 5\n@ IN NS ns1\nns1 A 192.0.2.1\n"
           b"\xff\xfe A 192.0.2.999\n\"a\x1b[31m MX \x00\n\xe2\x80\xae##[error] ::error::x A 1\n"
           b"x IN TXT \"\xc3\xbc\\200\\\" )( \n$INCLUDE ../../etc/passwd\n$FOO\n")


def run(program, *args, cwd=TOP):
    p = subprocess.run([program, *args], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                       timeout=60)
    return p.returncode, p.stdout


def repositories(scratch):
    examples = os.path.join(TOP, "zones-examples")
    for name in sorted(os.listdir(examples)) if os.path.isdir(examples) else []:
        if os.path.isdir(os.path.join(examples, name)):
            yield name, os.path.join(examples, name)
    hostile = os.path.join(scratch, "hostile")
    os.mkdir(hostile)
    for path in (b"example.com.zone", b"a\xff##[error]::x.zone", b"b\n\"\\.zone"):
        with open(os.path.join(os.fsencode(hostile), path), "wb") as f:
            f.write(HOSTILE)
    with open(os.path.join(hostile, "mail-egress.yaml"), "wb") as f:
        f.write(b"version: 2\nhosts: [\"\xe2\x80\xa8##[x]\"]\n")
    yield "hostile", hostile


def problems(program, validator, definitions, root):
    status, out = run(program, "check", "--root", root, "--select", "all", "--format", "json")
    if status > 2:
        return [f"exit status {status}"]
    report = json.loads(out.decode("utf-8", "strict"))
    found = [e.message for e in validator.iter_errors(report)]
    text = out.decode("utf-8")
    found += [f"{bad!r} in the output" for bad in ("##[", "\x1b", "\x7f", "\u202e", "\u2028") if bad in text]
    status, out = run(program, "check", "--root", root, "--select", "all", "--format", "jsonl")
    lines = [json.loads(line) for line in out.decode("utf-8", "strict").splitlines()]
    if lines != report["diagnostics"]:
        found.append("jsonl does not say what json says")
    found += [e.message for line in lines for e in definitions.iter_errors(line)]
    live = [d for d in report["diagnostics"] if d["suppressed"] is None]
    for level in ("error", "warning", "info"):
        if sum(d["severity"] == level for d in live) != report["summary"][level]:
            found.append(f"summary of {level} does not count the diagnostics")
    if report["summary"]["suppressed"] != len(report["diagnostics"]) - len(live):
        found.append("summary of suppressed does not count the diagnostics")
    return found


def main():
    program = os.path.join(sys.argv[1], "ptrlint")
    try:
        import jsonschema
    except ImportError:
        print("SKIP python3-jsonschema is not installed")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    with open(os.path.join(TOP, "schemas", "report-1.schema.json"), encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    whole = jsonschema.Draft7Validator(schema)
    one = jsonschema.Draft7Validator({"$ref": "#/definitions/diagnostic", "definitions": schema["definitions"]})
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="ptrlint-schemas.") as scratch:
        for name, root in repositories(scratch):
            found = problems(program, whole, one, root)
            passed, failed = passed + (not found), failed + bool(found)
            for text in found[:10]:
                print(f"FAIL {name}: {text}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
