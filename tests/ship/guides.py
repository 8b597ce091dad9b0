#!/usr/bin/env python3
"""guides.py [--accept] BUILD_DIR: the commands of docs/guides/*.md print today what the guides show.

The blocks that begin with ```console make one session of bash for each guide, in an empty folder.  "$ " begins a command, "> "
below it continues it, the rest is what it prints on either channel.  /usr/local/share stands for what `make install` gives.
--accept writes into the guides what was printed."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
NEEDS = {"pre-commit": "pre-commit", "named-checkzone": "named-checkzone", "git ": "git"}


def steps(block):
    """(command, shown) of a block."""
    found = []
    for line in block.split("\n")[:-1]:
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif line.startswith("> ") and found and not found[-1][1]:
            found[-1][0].append(line[2:])
        else:
            found[-1][1].append(line)
    return [("\n".join(command), "".join(line + "\n" for line in shown)) for command, shown in found]


def install(scratch):
    """What the guides take from /usr/local/share, as links into the tree."""
    share = os.path.join(scratch, "share")
    os.makedirs(os.path.join(share, "doc"))
    os.makedirs(os.path.join(share, "ptrlint"))
    os.symlink(TOP, os.path.join(share, "doc", "ptrlint"))
    os.symlink(os.path.join(TOP, "scripts", "hooks"), os.path.join(share, "ptrlint", "hooks"))
    return share


def session(commands, scratch, share):
    """What each command prints."""
    where = os.path.join(scratch, "work")
    os.mkdir(where)
    mark = "== next =="
    script = "".join(f"{{ {command}\n}} 2>&1\nstatus=$?\nprintf '%s\\n' '{mark}'\n(exit $status)\n" for command in commands)
    env = {"PATH": os.environ["BUILD"] + ":" + os.environ["PATH"], "HOME": scratch, "LC_ALL": "C", "TZ": "UTC", "TERM": "dumb",
           "SOURCE_DATE_EPOCH": os.environ["SOURCE_DATE_EPOCH"], "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": scratch + "/cache",
           "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}
    p = subprocess.run(["bash", "-c", script.replace("/usr/local/share", share)], cwd=where, env=env, stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False)
    shown = p.stdout.decode("utf-8", "replace").replace(share, "/usr/local/share").replace(where, "…")
    return [part.lstrip("\n") if i else part for i, part in enumerate(shown.split(mark))][:len(commands)]


def guide(path, accept):
    """passed, failed, skipped of a guide."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    blocks = [steps(block) for block in BLOCK.findall(text)]
    commands = [command for block in blocks for command, _ in block]
    missing = [tool for word, tool in NEEDS.items() if any(word in c for c in commands) and not shutil.which(tool)]
    if missing:
        print(f"skip: {os.path.basename(path)}: no {missing[0]}")
        return 0, 0, 1
    with tempfile.TemporaryDirectory() as scratch:
        printed = session(commands, scratch, install(scratch))
    wanted = [shown for block in blocks for _, shown in block]
    bad = [i for i, (want, got) in enumerate(zip(wanted, printed)) if want.rstrip("\n") != got.rstrip("\n")]
    if accept:
        left = iter(printed)
        new = BLOCK.sub(lambda m: "```console\n" + "".join(
            "$ " + command.replace("\n", "\n> ") + "\n" + (next(left).rstrip("\n") + "\n").lstrip("\n") for command, _ in steps(m.group(1))) + "```", text)
        with open(path, "w", encoding="utf-8") as f:
            f.write(new)
        return len(commands), 0, 0
    for i in bad:
        print(f"FAIL {os.path.basename(path)}: $ {commands[i]}\n{printed[i]}")
    return len(commands) - len(bad), len(bad) + (len(printed) != len(commands)), 0


def main():
    accept = "--accept" in sys.argv
    results = [guide(path, accept) for path in sorted(glob.glob(os.path.join(TOP, "docs", "guides", "*.md")))]
    print("{} passed, {} failed, {} skipped".format(*map(sum, zip(*results))))
    return 1 if any(r[1] for r in results) or not results else 0


if __name__ == "__main__":
    sys.exit(main())
