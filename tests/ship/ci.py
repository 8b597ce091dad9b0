#!/usr/bin/env python3
"""ci.py BUILD_DIR: what runs on GitHub and GitLab runs here: the steps of action.yml and the job of `init --ci gitlab`,
each started as its host does, on a good and on a bad repository."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import yaml

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PTRLINT = os.environ["PTRLINT"]
RESULTS = []


def expect(title, good, shown=""):
    RESULTS.append(bool(good))
    if not good:
        print(f"FAIL {title}\n{shown}")


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def lines(command, cwd, env):
    p = subprocess.run(command, cwd=cwd, env={**os.environ, **env}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=60, check=False)
    return p.returncode, p.stdout.decode("utf-8", "replace")


def github(scratch, repository, is_good):
    """The step that checks, in the shell that GitHub gives it."""
    step = next(s for s in yaml.safe_load(read(os.path.join(TOP, "action.yml")))["runs"]["steps"] if s["name"] == "Check the zones")
    action = os.path.join(scratch, "action")
    if not os.path.isdir(action):
        os.makedirs(os.path.join(action, "build"))
        os.symlink(PTRLINT, os.path.join(action, "build", "ptrlint"))
        shutil.copytree(os.path.join(TOP, ".github"), os.path.join(action, ".github"))
    script, summary = os.path.join(scratch, "script"), os.path.join(scratch, "summary")
    with open(script, "w", encoding="utf-8") as f:
        f.write(step["run"])
    for matcher in ("false", "true"):
        sarif = os.path.join(repository, "out.sarif")
        env = {"GITHUB_ACTION_PATH": action, "GITHUB_STEP_SUMMARY": summary, "ARGS": "--select ptr-missing --fail-on  error",
               "SARIF": "out.sarif", "MATCHER": matcher}
        status, out = lines(["bash", "--noprofile", "--norc", "-eo", "pipefail", script], repository, env)
        title = f"github, matcher {matcher}, good {is_good}"
        expect(f"{title}: status", status == (0 if is_good else 1), out)
        expect(f"{title}: annotations", is_good or (("::error file=" in out) == (matcher == "false") and "ptr-missing" in out), out)
        expect(f"{title}: matcher", matcher == "false" or out.startswith(f"::add-matcher::{action}/.github/ptrlint-matcher.json\n"), out)
        expect(f"{title}: SARIF", len(json.loads(read(sarif))["runs"][0]["results"]) == (0 if is_good else 1))
        expect(f"{title}: summary", is_good or "ptr-missing" in read(summary))
        os.remove(sarif)
        os.remove(summary)


def change(scratch):
    """What a pull request does to the records is told on both hosts, and is no failure."""
    origin, repository = os.path.join(scratch, "origin"), os.path.join(scratch, "clone")
    shutil.copytree(os.path.join(TOP, "zones-examples", "kb-300171-repaired"), origin)
    subprocess.run([PTRLINT, "init", "--ci", "gitlab"], cwd=origin, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
           "GIT_CONFIG_NOSYSTEM": "1", "HOME": scratch, "PATH": os.path.dirname(PTRLINT) + ":" + os.environ["PATH"]}
    for command in ("init -q -b main", "add -A", "commit -qm zones", "config uploadpack.allowAnySHA1InWant true"):
        expect(f"change: {command}", lines(["git", *command.split()], origin, who)[0] == 0)
    base = lines(["git", "rev-parse", "HEAD"], origin, who)[1].strip()
    lines(["git", "clone", "-q", "--depth", "1", "file://" + origin, repository], scratch, who)
    with open(os.path.join(repository, "zones", "source.com.zone"), "a", encoding="utf-8") as f:
        f.write("new IN A 209.54.61.99\n")
    record = "+ new.source.com. 3600 IN A 209.54.61.99"
    step = next(s for s in yaml.safe_load(read(os.path.join(TOP, "action.yml")))["runs"]["steps"] if s["name"] == "Say what the change does")
    summary = os.path.join(scratch, "summary")
    for switch, branch in (("true", "main"), ("true", ""), ("false", "main")):
        status, out = lines(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], repository,
                            {**who, "DIFF": switch, "GITHUB_BASE_REF": branch, "GITHUB_STEP_SUMMARY": summary,
                             "GITHUB_ACTION_PATH": os.path.join(scratch, "action")})
        told = os.path.exists(summary) and record in read(summary)
        expect(f"change: github, {switch}, {branch}", status == 0 and told == (switch == "true" and branch == "main"), out)
        if os.path.exists(summary):
            os.remove(summary)
    script = yaml.safe_load(read(os.path.join(repository, ".gitlab-ci.yml")))["ptrlint"]["script"]
    status, out = lines(["sh", "-e", "-c", "\n".join(script)], repository, {**who, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base})
    expect("change: gitlab", status == 0 and record in out, out)


def gitlab(repository, is_good):
    """The job's script, and the artifacts it promises."""
    job = yaml.safe_load(read(os.path.join(repository, ".gitlab-ci.yml")))["ptrlint"]
    status, out = lines(["sh", "-e", "-c", "\n".join(job["script"])], repository, {"PATH": os.path.dirname(PTRLINT) + ":" + os.environ["PATH"]})
    title = f"gitlab, good {is_good}"
    expect(f"{title}: status", status == (0 if is_good else 1), out)
    reports = job["artifacts"]["reports"]
    quality = json.loads(read(os.path.join(repository, reports["codequality"])))
    expect(f"{title}: quality", any(r["check_name"] == "ptr-missing" for r in quality) == (not is_good), quality)
    root = xml.etree.ElementTree.parse(os.path.join(repository, reports["junit"])).getroot()
    expect(f"{title}: junit", root.tag == "testsuites" and any(c.get("name").startswith("ptr-missing ") for c in root.iter("testcase")) != is_good)


def workflow(repository):
    """The workflow uses the action's own inputs, asks for no right it does not need, and reads YAML as GitHub does."""
    text = read(os.path.join(repository, ".github", "workflows", "ptrlint.yml"))
    flow = yaml.load(text, yaml.BaseLoader)
    steps = flow["jobs"]["ptrlint"]["steps"]
    ours = next(s for s in steps if "/ptrlint@" in s["uses"])
    inputs = yaml.safe_load(read(os.path.join(TOP, "action.yml")))["inputs"]
    expect("workflow: inputs", set(ours["with"]) <= set(inputs), text)
    expect("workflow: events", flow["on"] == ["push", "pull_request"], text)
    expect("workflow: rights", flow["permissions"] == {"contents": "read", "security-events": "write"}, text)
    expect("workflow: no expressions", "${{" not in text, text)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        for name, is_good in (("kb-300171-repaired", True), ("kb-300171", False)):
            repository = os.path.join(scratch, name)
            shutil.copytree(os.path.join(TOP, "zones-examples", name), repository)
            for host in ("github", "gitlab"):
                subprocess.run([PTRLINT, "init", "--ci", host], cwd=repository, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
            github(scratch, repository, is_good)
            gitlab(repository, is_good)
            workflow(repository)
        change(scratch)
    print(f"{sum(RESULTS)} passed, {len(RESULTS) - sum(RESULTS)} failed, 0 skipped")
    return 0 if all(RESULTS) else 1


if __name__ == "__main__":
    sys.exit(main())
