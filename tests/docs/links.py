#!/usr/bin/env python3
"""links.py [BUILD_DIR]: every relative link in the Markdown files of the tree leads somewhere, anchors included."""
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)


def read(path):
    with open(path, encoding="utf-8") as f:
        return CODE.sub("", f.read())


def anchors(path):
    """Headings as GitHub names them."""
    return {re.sub(r"[^\w\- ]", "", line.lstrip("#").strip().lower()).replace(" ", "-")
            for line in read(path).split("\n") if line.startswith("#")}


def pages():
    for folder, folders, files in os.walk(TOP):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in ("build", "fuzz"))
        yield from (os.path.join(folder, f) for f in sorted(files) if f.endswith(".md"))


def main():
    passed, failures = 0, []
    for page in pages():
        bad = []
        for target in LINK.findall(read(page)):
            if "://" in target or target.startswith("mailto:"):
                continue
            path, _, anchor = target.partition("#")
            path = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
            if not os.path.exists(path):
                bad.append(f"{target}: no such file")
            elif anchor and anchor not in anchors(path):
                bad.append(f"{target}: no such heading")
        passed += not bad
        failures += [f"FAIL {os.path.relpath(page, TOP)}: {b}" for b in bad]
    for line in failures:
        print(line)
    print(f"{passed} passed, {len(failures)} failed, 0 skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
