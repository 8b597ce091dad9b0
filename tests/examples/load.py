#!/usr/bin/env python3
"""load.py [BUILD_DIR]: every zone of zones-examples/, as `ptrlint zones` finds it, loads in every checker that knows
the directives it uses."""
import json
import os
import shutil
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(TOP, "build", "rel"))
PTRLINT = os.environ.get("PTRLINT", os.path.join(BUILD, "ptrlint"))
os.environ["PATH"] += ":/usr/sbin:/sbin"


def commands(origin, name, text):
    yield ["named-checkzone", "-q", "-i", "local", origin, name]
    if "$GENERATE" not in text:
        yield ["kzonecheck", "-o", origin, name]
        yield ["nsd-checkzone", origin, name]


def main():
    passed = failed = skipped = 0
    missing = set()
    examples = os.path.join(TOP, "zones-examples")
    for network in sorted(os.listdir(examples)):
        root = os.path.join(examples, network)
        if not os.path.isdir(root):
            continue
        out = subprocess.run([PTRLINT, "zones", "--root", root, "--format", "json"], stdout=subprocess.PIPE, check=True)
        for zone in json.loads(out.stdout)["zones"]:
            path = os.path.join(root, zone["path"])
            with open(path, encoding="utf-8") as f:
                text = f.read()
            for command in commands(zone["origin"].rstrip("."), os.path.basename(path), text):
                if shutil.which(command[0]) is None:
                    missing.add(command[0])
                    skipped += 1
                    continue
                r = subprocess.run(command, cwd=os.path.dirname(path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   check=False)
                if r.returncode == 0:
                    passed += 1
                else:
                    failed += 1
                    print(f"FAIL {command[0]} {zone['origin']} {zone['path']}")
                    print(r.stdout.decode("utf-8", "replace"))
    for name in sorted(missing):
        print(f"skip: no {name}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
