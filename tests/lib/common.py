"""What the runners of rule fixtures and command cases share.  Standard library only."""
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PTRLINT = os.environ.get("PTRLINT", os.path.join(TOP, "build", "ptrlint"))
TIMEOUT = 60


def environment(home):
    """A small, fixed environment: no test depends on who runs it."""
    keep = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE", "PTRLINT_SHARED")
    env = {k: os.environ[k] for k in keep if k in os.environ}
    env.update(PATH=home + "/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", HOME=home, LC_ALL="C", TZ="UTC",
               TERM="dumb", SOURCE_DATE_EPOCH=os.environ.get("SOURCE_DATE_EPOCH", "1795305600"),
               GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="test", GIT_AUTHOR_EMAIL="test@example.com",
               GIT_COMMITTER_NAME="test", GIT_COMMITTER_EMAIL="test@example.com")
    return env


def run(argv, cwd, env, stdin=subprocess.DEVNULL):
    """Exit status, stdout, stderr (bytes); a signal is 128 + its number, a hang 124."""
    try:
        p = subprocess.run(argv, cwd=cwd, env=env, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as e:
        return 124, e.stdout or b"", (e.stderr or b"") + b"\ntimed out\n"
    return (p.returncode if p.returncode >= 0 else 128 - p.returncode), p.stdout, p.stderr


def visible(data):
    """Lines of output as a test file keeps them: bytes that no editor shows are written \\xNN."""
    text = data.decode("utf-8", "backslashreplace")
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", lambda m: "\\x%02x" % ord(m.group()), text)
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    else:
        lines.append("\\ no newline at end")
    return lines


def read_text(path):
    with open(path, encoding="utf-8", newline="") as f:
        return f.read()


def write_text(path, text):
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)


def in_order(function, items, jobs):
    """function over items by several threads, results in the order of the items."""
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        return list(pool.map(function, items))


def finish(results):
    """results: (passed, failed, skipped, lines); prints the lines and the line that tests/run adds up."""
    passed = failed = skipped = 0
    for p, f, s, lines in results:
        passed, failed, skipped = passed + p, failed + f, skipped + s
        for line in lines:
            print(line)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)
