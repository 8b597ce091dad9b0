#!/usr/bin/env python3
"""maps.py BUILD_DIR: scripts/map-from-* turn what others print into maps that ptrlint accepts, and do no harm with hostile input.

The samples in tests/ship/maps are what the programs print (terraform 1.11, ansible-inventory 2.14, postconf 3.7); that of
NetBox has the form that its API documents."""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SAMPLES = os.path.join(TOP, "tests", "ship", "maps")
PTRLINT = os.environ["PTRLINT"]
HEAD = "# Written by map-from-%s: edit what it was made from, or keep this file and edit it.\nversion: 1\n"

CASES = [
    ("netbox", [], ["netbox.json"], 1, """hosts:
  branch.werft.example:
    external: 198.51.100.9
    dynamic: true
  mx1.werft.example:
    internal: 10.9.0.25
    external: [203.0.113.25, "2001:db8:9::25"]
  mx2.werft.example:
    internal: 10.9.0.26
    external: 203.0.113.26
""", ['left out: "": no host name with a dot as dns_name of "203.0.113.28/32"']),
    ("netbox", ["--tag", "none"], ["netbox.json"], 1, "", ["nothing found that mail is sent from"]),
    ("ansible", [], ["ansible.json"], 1, """hosts:
  mx1.werft.example:
    internal: 10.9.0.25
    external: 203.0.113.25
  mx2.werft.example:
    internal: 10.9.0.26
    external: [203.0.113.26, "2001:db8:9::26"]
  relay.werft.example:
    helo: out.werft.example
    smarthost: mx1.werft.example
""", ['left out: "{{ ansible_host }}": no address, at "relay.werft.example"']),
    ("ansible", ["--group", "web", "--external", "ansible_host"], ["ansible.json"], 0, """hosts:
  www.werft.example:
    external: 203.0.113.80
""", []),
    ("terraform", [], ["terraform.json"], 1, """pools:
  mail-nat:
    external: [203.0.113.10, 203.0.113.11]
hosts:
  mx1.werft.example:
    internal: 10.9.0.25
    external: 203.0.113.25
  mx2.werft.example:
    internal: 10.9.0.26
    external: 203.0.113.26
  relay.werft.example:
    external: "2001:db8:9::25"
""", ['left out: "mail_password": sensitive: take it with --output']),
    ("terraform", ["--output", "bastion", "--output", "none"], ["terraform.json"], 1, """pools:
  bastion:
    external: 203.0.113.2
""", ['left out: "none": no such output']),
    ("postfix", [], ["postfix-mx1.cf", "postfix-scanner.cf"], 1, """hosts:
  mx1.werft.example:
    internal: 10.9.0.25
    inbound: 203.0.113.25
    helo: out.werft.example
    families: ipv4
  scanner.werft.example:
    smarthost: mx1.werft.example
""", ['left out: "mx1.werft.example": sends from an inside address: say with --external what it becomes outside']),
    ("postfix", ["--external", "203.0.113.25"], ["postfix-mx1.cf"], 0, """hosts:
  mx1.werft.example:
    internal: 10.9.0.25
    external: 203.0.113.25
    inbound: 203.0.113.25
    helo: out.werft.example
    families: ipv4
""", []),
]

NASTY = ["a\nb: c", "\u001b[31m", "::error::x", "\r\n!x\nhosts:", "{{ x }}", "*alias", "&a", "!!python/object:os.system", "$(id)",
         "`id`", "- x", "a" * 300, "..", "-n", "--help", "\u0085", "\u2028", "\u009b", "null", "", "~", "1e3", "\"", "'", "#x", "%s%n",
         "x" * 5000 + ".example", "a..b", "10.0.0.1", "::", "1.2.3.4/33", "fe80::1%eth0", "\u0000", "${a}", "$a$a$a", "mail.example.com", 1, None,
         True, [], {}, ["192.0.2.1", "x"], {"public_ip": "x"}, 1e300]


def convert(kind, args, files, env=None):
    p = subprocess.run([os.path.join(TOP, "scripts", "map-from-" + kind), *args, "--", *files], stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False, env=env)
    return p.returncode, p.stdout, p.stderr


def accepted(scratch, text):
    """What ptrlint says against a map, or nothing."""
    with open(os.path.join(scratch, "mail-egress.yaml"), "wb") as f:
        f.write(text)
    p = subprocess.run([PTRLINT, "config", "--check", "--root", scratch], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=60, check=False)
    return p.stdout.decode("utf-8", "replace") if p.returncode else ""


def sample(scratch, case):
    kind, args, files, status, body, notes = case
    got_status, out, err = convert(kind, args, [os.path.join(SAMPLES, f) for f in files])
    want = HEAD % kind + body
    lines = [f"map-from-{kind}: {n}" for n in notes]
    if (got_status, out.decode(), err.decode().splitlines()) != (status, want, lines):
        return f"status {got_status}\n{out.decode()}{err.decode()}"
    return accepted(scratch, out)


def spoil(rng, node):
    """The same structure with a nasty value, or key, here and there."""
    if isinstance(node, dict):
        return {(str(rng.choice(NASTY)) if rng.random() < 0.08 else k): spoil(rng, v) for k, v in node.items()}
    if isinstance(node, list):
        return [spoil(rng, v) for v in node]
    return rng.choice(NASTY) if rng.random() < 0.25 else node


def hostile(scratch, rng, kind, path):
    """A spoilt sample: whatever comes out is accepted, and no message could be a command."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    spoilt = os.path.join(scratch, "spoilt")
    with open(spoilt, "w", encoding="utf-8", newline="") as f:
        if path.endswith(".json"):
            node = spoil(rng, json.loads(text))
            f.write(json.dumps(node))
        else:
            f.write(re.sub(r"= .*", lambda m: "= " + str(rng.choice(NASTY)) if rng.random() < 0.5 else m.group(), text))
    status, out, err = convert(kind, ["--all"] if kind == "netbox" else [], [spoilt])
    if status not in (0, 1, 2):
        return f"status {status}: {err[:200]}"
    if re.search(rb"[^\n -~]", out + err) or not re.fullmatch(rb"((map-from-\w+|jq): [^\n]*\n)*", err):
        return f"prints {out[:2000]!r} {err[:2000]!r}"
    return accepted(scratch, out) if status < 2 else ""


def refusals(scratch):
    """(title, what is wrong) of input that is no input, and of a machine without jq."""
    empty = os.path.join(scratch, "empty")
    with open(empty, "w", encoding="utf-8"):
        pass
    kinds = ("netbox", "ansible", "terraform", "postfix")
    for kind in kinds:
        status, out, err = convert(kind, [], [empty])
        yield f"{kind}: nothing", "" if status == 2 and not out and b"see above" in err else f"{status} {out} {err}"
    tools = os.path.join(scratch, "tools")
    os.mkdir(tools)
    for tool in ("sh", "dirname", "readlink"):
        os.symlink(shutil.which(tool), os.path.join(tools, tool))
    for kind in kinds:
        status, out, err = convert(kind, [], [empty], {"PATH": tools})
        yield f"{kind}: no jq", "" if status == 2 and b"needs jq" in err else f"{status} {out} {err}"
        status, out, err = convert(kind, ["--nonsense"], [])
        yield f"{kind}: usage", "" if status == 2 and b"usage: map-from-" in err else f"{status} {out} {err}"


def main():
    if not shutil.which("jq"):
        print("skip: no jq\n0 passed, 0 failed, 1 skipped")
        return 0
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as scratch:
        results = [(f"{c[0]} {' '.join(c[1])}", sample(scratch, c)) for c in CASES]
        results += refusals(scratch)
        rounds = 200 if os.environ.get("PTRLINT_LONG") else 5
        for i in range(rounds):
            for kind, _, files, *_ in CASES[0::2][:4]:
                results.append((f"{kind}: hostile {i}", hostile(scratch, rng, kind, os.path.join(SAMPLES, files[0]))))
    failures = [(title, wrong) for title, wrong in results if wrong]
    for title, wrong in failures:
        print(f"FAIL {title}: {wrong}")
    print(f"{len(results) - len(failures)} passed, {len(failures)} failed, 0 skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
