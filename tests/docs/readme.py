#!/usr/bin/env python3
"""readme.py [BUILD_DIR]: blocks of README.md that begin with ```console show what the program prints today.

A block holds lines "$ ptrlint ...", run at the top of the tree, and below each what it prints; an empty line parts one from
the next."""
import os
import re
import shlex
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(TOP, "build", "rel"))
PTRLINT = os.environ.get("PTRLINT", os.path.join(BUILD, "ptrlint"))


def main():
    with open(os.path.join(TOP, "README.md"), encoding="utf-8") as f:
        blocks = re.findall(r"^```console\n(.*?)^```", f.read(), re.M | re.S)
    passed = failed = 0
    for block in blocks:
        for step in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, want = step.partition("\n")
            words = shlex.split(command)
            r = subprocess.run([PTRLINT] + words[1:], cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            got = r.stdout.decode("utf-8", "replace")
            if got.rstrip() == want.rstrip():
                passed += 1
            else:
                failed += 1
                print(f"FAIL {command}\n{got}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
