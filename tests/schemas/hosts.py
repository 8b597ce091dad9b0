#!/usr/bin/python3
"""The formats of hosts, judged by parsers: for every example repository, and one full of hostile bytes.
usage: hosts.py BUILD_DIR

SARIF: the official schema and Microsoft's multitool, both from the npm package
@microsoft/sarif-multitool-linux, and what GitHub documents beyond; JUnit and Checkstyle: expat, xmllint,
junitparser; GitLab and rdjson: schemas in hosts/; workflow commands: a model of the runner's parser; our own
formats: the schema, and the shape of their lines.
Whatever the format: as many findings as json has, paths that are there, places in their files, nothing that
a log takes for a command."""
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree as ET

import report

HERE = os.path.dirname(os.path.abspath(__file__))
SLOW = ("cli/hosts", "hostile", "kb-300171")  # the multitool takes a second and more
MULTITOOL = "@microsoft/sarif-multitool-linux"
LINE = (b"$TTL 1h\n@ IN SOA ns1 h 1 2 3 4 5\n@ IN NS ns1\nns1 A 192.0.2.1\n"
        b"x A 192.0.2.999 ; ]]> <b>\n\xc3\xbc\xe2\x80\xae\xef\xbf\xbf<&>'\"]]>%0A::error::%25 A 1\n"
        b"; ptrlint: ignore[cname-loop]\n"
        b"y MX 10 [a](1){0}@user.www.x.$a$.`b`|c.\nz A ::error::1\n\tTXT \"\xff\" \"##[group]\" 1\nq A 1.2.3")
ANY = bytes(b for b in range(256) if b not in b"\n\r")
NAMES = (b"example.com.zone", b"a<b>&'\"]]>.zone", b"%0A::error file=x::y.zone", b"::warning::z.zone",
         b"b\nc\td\x1b[31m.zone", b"\xff\xfe.zone", b"m\xc3\xbcller \xf0\x9f\x92\x8c.zone", b"a|b`c`[d](e)@f.zone",
         b"c,d=e%2C.zone", b"e\xe2\x80\xaef.zone", b"\xef\xbf\xbe.zone")


class Fault(Exception):
    pass


def need(ok, what):
    if not ok:
        raise Fault(what)


class Repo:
    """One repository, what json says of it, and a place for the reports."""

    def __init__(self, name, root, program, scratch, *options):
        self.name, self.root, self.program, self.scratch, self.options = name, root, program, scratch, options
        self.live = [d for d in json.loads(self.run("json"))["diagnostics"] if d["suppressed"] is None]

    def run(self, form):
        status, out = report.run(self.program, "check", "--root", self.root, "--select", "all", "--format", form,
                                 *self.options)
        need(status <= 2, f"{form}: exit status {status}")
        return out.decode("utf-8", "strict")

    def file(self, path):
        """The bytes of a file that a report names by its path from the top of the repository."""
        top = self.root
        while not os.path.exists(os.path.join(top, ".git")) and top != "/":
            top = os.path.dirname(top)
        path = os.fsencode(path)
        for base in (self.root, top):
            full = os.path.join(os.fsencode(base), path)
            if os.path.isfile(full):
                with open(full, "rb") as f:
                    return f.read()
        return None

    def named(self, path):
        """The same; bytes that a format cannot hold are written \\DDD, and such a path leads nowhere."""
        data = self.file(path)
        need(data is not None or re.search(r"\\\d\d\d", path) or path == ".", f"no file {path!r}")
        return data


def harmless(text, what):
    for line in text.split("\n"):
        for c in line:
            need(c >= " " and not "\x7f" <= c <= "\x9f" and c not in "\u202e\u2028\ufeff\uffff\ufffe", f"{what}: {c!r}")
        need("##[" not in line and "##vso[" not in line.lower(), f"{what}: a command in {line!r}")


# ---- SARIF ----

@functools.lru_cache(maxsize=64)
def line_hashes(data):
    """The hash of each line of a file, as the upload action makes it: 100 characters at a time, no rolling."""
    text = data.decode("utf-8", "replace")
    units = [u for c in text for u in ([ord(c)] if ord(c) < 0x10000 else
                                       [0xD800 + (ord(c) - 0x10000 >> 10), 0xDC00 + (ord(c) & 0x3FF)])] + [0xFFFF]
    kept, starts, begin, cr = [], [], True, False
    for u in units:
        if u in (32, 9) or (cr and u == 10):
            cr = False
            continue
        cr = u == 13
        u = 10 if cr else u
        if begin:
            starts.append(len(kept))
        begin = u == 10
        kept.append(u)
    kept += [0] * 100
    seen, hashes = {}, []
    for start in starts:
        h = 0
        for u in kept[start:start + 100]:
            h = (h * 37 + u) & 0xFFFFFFFFFFFFFFFF
        seen[h] = seen.get(h, 0) + 1
        hashes.append(f"{h:x}:{seen[h]}")
    return hashes


def offset(data, line, column):
    """The byte of a place; columns count code points, invalid bytes one each."""
    begin = 0
    for _ in range(line - 1):
        begin = data.index(b"\n", begin) + 1
    text = data[begin:].decode("utf-8", "surrogateescape")
    return begin + len(text[:column - 1].encode("utf-8", "surrogateescape"))


def sarif_place(repo, physical):
    path = urllib.parse.unquote_to_bytes(physical["artifactLocation"]["uri"])
    region = physical["region"]
    need(all(region[k] >= 1 for k in ("startLine", "startColumn", "endLine", "endColumn")), "a region from 0")
    data = repo.file(path)
    need(data is not None or path == b".", f"no file {path!r}")
    if data is not None and "byteOffset" in region:
        begin = offset(data, region["startLine"], region["startColumn"])
        end = offset(data, region["endLine"], region["endColumn"])
        need((region["byteOffset"], region["byteLength"]) == (begin, end - begin), f"columns and bytes: {region}")
    return data


def sarif_result(repo, result, rules):
    need(rules[result["ruleIndex"]]["id"] == result["ruleId"], "ruleIndex")
    need(result["level"] in ("error", "warning", "note"), "level")
    need(len(result["locations"]) == 1, "one location")
    physical = result["locations"][0]["physicalLocation"]
    data = sarif_place(repo, physical)
    if data is not None and "byteOffset" in physical["region"]:
        need(result["partialFingerprints"]["primaryLocationLineHash"] ==
             line_hashes(data)[physical["region"]["startLine"] - 1], "the hash of the line")
    related = result.get("relatedLocations", [])
    need(len(related) <= 100, "related locations")
    links = [int(n) for n in re.findall(r"\[[^]\[]*\]\((\d+)\)", result["message"]["text"])]
    need(links == [r["id"] for r in related] == list(range(1, len(related) + 1)), "links in the message")
    need(not re.search(r"\{\d", result["message"]["text"]), "a placeholder")
    for place in related:
        sarif_place(repo, place["physicalLocation"])
    for flow in result.get("codeFlows", []):
        steps = flow["threadFlows"][0]["locations"]
        need(len(steps) == len(related) + 1, "steps of the path")
        need(steps[0]["location"]["physicalLocation"] == physical, "the path begins at the finding")
        for step in steps:
            sarif_place(repo, step["location"]["physicalLocation"])
            need(step["location"]["message"]["text"], "a step without words")
    for fix in result.get("fixes", []):
        for change in fix["artifactChanges"]:
            for r in change["replacements"]:
                sarif_place(repo, {"artifactLocation": change["artifactLocation"], "region": r["deletedRegion"]})


def sarif(repo, tools):
    text = repo.run("sarif")
    harmless(text, "sarif")
    log = json.loads(text)
    need(log["version"] == "2.1.0" and log["$schema"] and len(log["runs"]) == 1, "the log")
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        need(rule["id"] and len(rule["name"]) <= 255, "a name")
        for key in ("shortDescription", "fullDescription"):
            need(1 <= len(rule[key]["text"]) <= 1024, f"{rule['id']}: {key}")
        need(rule["help"]["text"] and rule["help"]["markdown"], "help")
        need(len(rule["properties"]["tags"]) <= 20, "tags")
        need(rule["properties"]["precision"] in ("very-high", "high", "medium", "low"), "precision")
        need(rule["properties"]["problem.severity"] in ("error", "warning", "recommendation"), "severity")
    need(len({r["id"] for r in rules}) == len(rules), "a rule twice")
    need(len(run["results"]) == len(repo.live), f"{len(run['results'])} results of {len(repo.live)}")
    for result in run["results"]:
        sarif_result(repo, result, rules)
    if tools.schema:
        need(not list(tools.schema.iter_errors(log)), "the official schema")
    if tools.multitool and repo.name in SLOW:
        path = os.path.join(repo.scratch, "report.sarif")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        p = subprocess.run([tools.multitool, "validate", path, "--rule-kind", "Sarif;Ghas"], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, check=False, timeout=120)
        out = p.stdout.decode(errors="replace")
        need(p.returncode == 0 and "error" not in out.replace(path, ""), f"multitool: {out[:500]}")


# ---- XML ----

def parse_xml(repo, form, tools):
    text = repo.run(form)
    harmless(text, form)
    tree = ET.fromstring(text.encode("utf-8"))
    if tools.xmllint:
        p = subprocess.run([tools.xmllint, "--noout", "-"], input=text.encode("utf-8"), stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, check=False, timeout=60)
        need(p.returncode == 0 and not p.stdout, f"xmllint: {p.stdout[:300]}")
    return text, tree


def junit(repo, tools):
    text, tree = parse_xml(repo, "junit", tools)
    failures = tree.findall(".//failure")
    need(tree.tag == "testsuites" and len(failures) == len(repo.live), "failures")
    need(int(tree.get("failures")) == len(failures), "the count of failures")
    need(int(tree.get("tests")) == len(tree.findall(".//testcase")) > 0, "the count of tests")
    for suite in tree:
        need(int(suite.get("tests")) == len(suite), "tests of a suite")
        for case in suite:
            need(case.get("name") and case.get("classname"), "a test without a name")
            if case.find("failure") is not None:
                repo.named(case.get("classname"))
    for failure, want in zip(sorted(f.get("type") for f in failures), sorted(d["severity"] for d in repo.live)):
        need(failure == want, "levels")
    if tools.junitparser:
        suites = tools.junitparser.JUnitXml.fromstring(text.encode("utf-8"))
        need(sum(1 for suite in suites for case in suite) == int(tree.get("tests")), "junitparser")


def checkstyle(repo, tools):
    _, tree = parse_xml(repo, "checkstyle", tools)
    errors = tree.findall("./file/error")
    need(tree.tag == "checkstyle" and tree.get("version"), "the root element")
    need(len(errors) == len(repo.live), "errors")
    for file in tree:
        repo.named(file.get("name"))
        for error in file:
            need(int(error.get("line")) > 0 and int(error.get("column")) > 0, "a place")
            need(error.get("severity") in ("error", "warning", "info"), "a level")
            need(error.get("message") and error.get("source").startswith("ptrlint."), "a message")


# ---- GitHub ----

def unescape(text, names):
    for name, value in names:
        text = text.replace(name, value)
    return text.replace("%25", "%")


def command(line):
    """The name, the properties and the message that the runner sees in a line, or None."""
    line = line.lstrip()
    if not line.startswith("::") or "::" not in line[2:]:
        return None
    head, message = line[2:].split("::", 1)
    name, _, rest = head.partition(" ")
    breaks = [("%0D", "\r"), ("%0A", "\n")]
    properties = {}
    for pair in filter(None, rest.split(",")):
        key, _, value = pair.partition("=")
        properties[key] = unescape(value, breaks + [("%3A", ":"), ("%2C", ",")])
    return name, properties, unescape(message, breaks)


def github(repo, _):
    text = repo.run("github")
    harmless(text, "github")
    lines = text.splitlines()
    counts, plain, grouped = {}, 0, False
    for line in lines:
        found = command(line)
        if found is None:
            need(grouped, f"a line outside of the group: {line!r}")
            plain += ": note: " not in line
            continue
        name, properties, message = found
        if name in ("group", "endgroup"):
            grouped = name == "group"
            continue
        need(name in ("error", "warning", "notice") and not grouped, f"command {name}")
        counts[name] = counts.get(name, 0) + 1
        need(set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"} and message, f"{line!r}")
        need(re.fullmatch(r"[a-z0-9-]+", properties["title"]), "a title")
        if "file" in properties:
            repo.named(properties["file"])
            need(int(properties["line"]) >= 1, "a line")
    levels = [d["severity"] for d in repo.live]
    for name, level in (("error", "error"), ("warning", "warning"), ("notice", "info")):
        need(counts.get(name, 0) == min(10, levels.count(level)), f"{counts} of {name}")
    need(plain == len(levels) - sum(counts.values()), f"{plain} findings in the log")


# ---- JSON of others, Markdown ----

def gitlab(repo, tools):
    text = repo.run("gitlab")
    harmless(text, "gitlab")
    issues = json.loads(text)
    need(not list(tools.gitlab.iter_errors(issues)), "the schema")
    need(len(issues) == len(repo.live), "as many")
    need(len({i["fingerprint"] for i in issues}) == len(issues), "a fingerprint twice")
    for issue in issues:
        repo.named(issue["location"]["path"])


def byte_place(data, position):
    begin = 0
    for _ in range(position["line"] - 1):
        begin = data.index(b"\n", begin) + 1
    need(begin + position["column"] - 1 <= len(data), "a column behind the end")
    return begin + position["column"] - 1


def rdjson(repo, tools):
    text = repo.run("rdjson")
    harmless(text, "rdjson")
    result = json.loads(text)
    need(not list(tools.rdjson.iter_errors(result)), "the schema")
    at = 0
    for want in repo.live:
        found = result["diagnostics"][at]
        # a fix elsewhere is told where it is made, edit by edit
        elsewhere = [e for f in want["fixes"] for e in f["edits"] if e["number"] is not None]
        if {e["path"] for e in elsewhere} <= {want["locations"][0]["path"] if want["locations"] else None}:
            need(len(found.get("suggestions", [])) == len(elsewhere), "suggestions")
            elsewhere = []
        for edit, told in zip(elsewhere, result["diagnostics"][at + 1:]):
            need(told["location"]["path"].endswith(edit["path"]), "the place of an edit")
            need([s["text"] for s in told["suggestions"]] == [edit["text"]], "a suggestion")
        at += 1 + len(elsewhere)
        data = repo.named(found["location"]["path"])
        need(found["message"] == want["message"] and found["code"]["value"] == want["id"], "the same")
        if data is None or not want["locations"] or "range" not in found["location"]:
            continue
        begin = byte_place(data, found["location"]["range"]["start"])
        need(begin == want["locations"][0]["start"]["byte"], f"{found['location']}: byte {begin}")
    need(at == len(result["diagnostics"]), "as many")


def markdown(repo, _):
    text = repo.run("markdown")
    harmless(text, "markdown")
    lines = text.splitlines()
    need(len(text.encode()) < 65536, "too long for a comment")
    rows = [line for line in lines if line.startswith("|")][2:]
    rest = re.search(r"^(\d+) more are not shown here", text, re.M)
    need(len(rows) + int(rest.group(1) if rest else 0) == len(repo.live), "rows")
    for row in rows:
        plain = re.sub(r"\\[!-/:-@\[-`{-~]", "", row).replace("<br>", "").replace("**help**", "")
        need(plain.count("|") == 5, f"cells: {row!r}")
        plain = re.sub(r"^(\| [a-z]+ \| )`[a-z0-9-]+`", r"\1", plain)
        need(not re.search(r"[<>`*\[\]$~]|://|www\.|@\w", plain), f"a sign that counts: {row!r}")


# ---- our own ----

def json_(repo, tools):
    text = repo.run("json")
    harmless(text, "json")
    need(not list(tools.report.iter_errors(json.loads(text))), "the schema")


def jsonl(repo, _):
    text = repo.run("jsonl")
    harmless(text, "jsonl")
    lines = [json.loads(line) for line in text.splitlines()]
    need([d for d in lines if d["suppressed"] is None] == repo.live, "not those of json")


def plain(repo, form):
    """Lines for people: printable ASCII; how many findings of each rule they may hold."""
    text = repo.run(form)
    need(re.fullmatch(r"[\n -~]*", text), f"{form}: a character that is not plain")
    for line in text.splitlines():
        need(not line.lstrip().startswith("::") or form == "full", f"a command: {line!r}")
        need(not re.search(r"##\[|##vso\[|##teamcity\[|^\s*::[a-z-]+.*::", line), f"a command: {line!r}")
    counts = {}
    for d in repo.live:
        counts[d["id"]] = min(1000, counts.get(d["id"], 0) + 1)
    return text.splitlines(), sum(counts.values())


def concise(repo, _):
    lines, count = plain(repo, "concise")
    shape = re.compile(r"(?:.*:\d+:\d+: |.*: |)(error|warning|info|note): .+")
    rest = [line for line in lines if not shape.fullmatch(line)]
    need(all(re.match(r"\d+ more of ", line) for line in rest), f"{rest[:1]}")
    need(sum(bool(re.search(r"(^|: )(error|warning|info): .*\[[a-z0-9-]+\]$", line)) for line in lines) == count, "as many")


def full(repo, _):
    lines, count = plain(repo, "full")
    need(sum(bool(re.match(r"(error|warning|info)\[[a-z0-9-]+\]: ", line)) for line in lines) == count, "as many")


FORMATS = {"json": json_, "jsonl": jsonl, "concise": concise, "full": full, "sarif": sarif, "junit": junit, "checkstyle": checkstyle, "github": github, "gitlab": gitlab,
           "rdjson": rdjson, "markdown": markdown}


class Tools:
    def __init__(self, jsonschema):
        self.skipped = []
        self.gitlab, self.rdjson, self.report = (self.own(jsonschema, os.path.join(*name)) for name in (
            (HERE, "hosts", "gitlab.schema.json"), (HERE, "hosts", "rdjson.schema.json"),
            (report.TOP, "schemas", "report-1.schema.json")))
        self.schema = self.multitool = None
        self.xmllint = shutil.which("xmllint") or self.skip("xmllint")
        try:
            import junitparser
            self.junitparser = junitparser
        except ImportError:
            self.junitparser = self.skip("python3-junitparser")
        where = self.package()
        if where is None:
            self.skip(MULTITOOL)
            return
        with open(os.path.join(where, "sarif-2.1.0.json"), encoding="utf-8-sig") as f:
            self.schema = jsonschema.validators.validator_for(schema := json.load(f))(schema)
        tool = os.path.join(where, "Sarif.Multitool")
        if subprocess.run([tool, "version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0:
            self.multitool = tool
        else:
            self.skip("Sarif.Multitool does not run here")

    @staticmethod
    def own(jsonschema, path):
        with open(path, encoding="utf-8") as f:
            schema = json.load(f)
        jsonschema.Draft7Validator.check_schema(schema)
        return jsonschema.Draft7Validator(schema)

    @staticmethod
    def package():
        try:
            root = subprocess.run(["npm", "root", "-g"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
                                  timeout=60).stdout.decode().strip()
        except (OSError, subprocess.SubprocessError):
            return None
        where = os.path.join(root, MULTITOOL)
        return where if os.path.isdir(where) else None

    def skip(self, what):
        self.skipped.append(what)


def repositories(program, scratch):
    examples = os.path.join(report.TOP, "zones-examples")
    for name in sorted(os.listdir(examples)):
        if os.path.isdir(os.path.join(examples, name)):
            yield Repo(name, os.path.join(examples, name), program, scratch)
    yield Repo("cli/hosts", os.path.join(report.TOP, "tests", "cli", "hosts"), program, scratch)
    hostile = os.path.join(scratch, "hostile")
    os.mkdir(hostile)
    # every byte that a path can have, and every byte in a comment and in data
    every = [bytes(b for b in range(i, i + 64) if b and b != 0x2F) + b".zone" for i in range(0, 256, 64)]
    for name in (*NAMES, *every):
        with open(os.path.join(os.fsencode(hostile), name), "wb") as f:
            f.write(LINE if name in NAMES else LINE + b"\nw TXT a ; " + ANY + b"\n" + ANY + b" A 192.0.2.1\n")
    with open(os.path.join(hostile, "mail-egress.yaml"), "wb") as f:
        f.write(b"version: 2\nhosts: [\"\xe2\x80\xa8##[x]\", '::add-mask::<']\n")
    yield Repo("hostile", hostile, program, scratch)


def many(program, scratch, name, lines):
    root = os.path.join(scratch, name)
    os.mkdir(root)
    with open(os.path.join(root, "db.example.com"), "w", encoding="ascii") as f:
        f.write("$ORIGIN example.com.\n$TTL 1h\n@ SOA ns1 h 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\n" + lines)
    return Repo(name, root, program, scratch)


def cap(program, scratch):
    """More results than GitHub takes: errors stay, what is less goes, and it is said."""
    lines = "".join(f"w{i} 1W TXT unit ; ptrlint: ignore[cname-loop]\n" for i in range(40))
    lines += "".join(f"e{i} A 192.0.2.{i}\n" for i in range(300, 25300 - 20))
    repo = many(program, scratch, "cap", lines)
    log = json.loads(repo.run("sarif"))["runs"][0]
    levels = [r["level"] for r in log["results"]]
    want = [d["severity"] for d in repo.live]
    need(len(levels) == 25000 and len(want) > 25000, f"{len(levels)} of {len(want)} results")
    need(levels.count("error") == want.count("error"), "errors are left out")
    note = log["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    need(note.startswith(f"{len(want) - 25000} findings are left out"), note)
    p = subprocess.run([program, "check", "--root", repo.root, "--select", "all", "--format", "sarif"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, timeout=60)
    need(f"{len(want) - 25000} findings are left out" in p.stderr.decode(), p.stderr.decode())


def main():
    program = os.path.abspath(os.path.join(sys.argv[1], "ptrlint"))
    try:
        import jsonschema
    except ImportError:
        print("SKIP python3-jsonschema is not installed")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    tools = Tools(jsonschema)
    counts = {"passed": 0, "failed": 0}

    def judge(what, check, *args):
        try:
            check(*args)
            counts["passed"] += 1
        except (Fault, ET.ParseError, ValueError, KeyError, IndexError, UnicodeError) as fault:
            counts["failed"] += 1
            print(f"FAIL {what}: {type(fault).__name__}: {fault}")

    with tempfile.TemporaryDirectory(prefix="ptrlint-hosts.") as scratch:
        repos = list(repositories(program, scratch))
        repos.append(many(program, scratch, "eleven", "".join(f"e{i} A 192.0.2.{i}\n" for i in range(300, 311)) +
                          "".join(f"; ptrlint: ignore[cname-loop]\nw{i} TXT a\n" for i in range(13))))
        repos.append(many(program, scratch, "long", "".join(f"e{i} A 192.0.2.{i}\n" for i in range(300, 1500))))
        for repo in repos:
            for name, check in FORMATS.items():
                judge(f"{repo.name}: {name}", check, repo, tools)
        judge("cap", cap, program, scratch)
    for what in tools.skipped:
        print(f"SKIP {what} is not installed")
    print(f"{counts['passed']} passed, {counts['failed']} failed, {len(tools.skipped)} skipped")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
