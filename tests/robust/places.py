#!/usr/bin/env python3
"""Mistakes of syntax in several surroundings: the finding stands at the word at fault.

places.py [BUILD_DIR]

A finding stands at the token at fault, or at the part of it that is: the octet, the label, the escape.  Each
mistake is planted in a line of its own, spread over lines in parentheses, in an included file, before CR LF line
ends and, where it can be, in a $GENERATE line.  The word at fault is marked by « and » here; where it stands in
the file is counted, not written down.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BUILD", TOP + "/build/rel"))
PTRLINT = os.environ.get("PTRLINT", BUILD + "/ptrlint")
HEAD = "$TTL 3600\n@ IN SOA ns1.example.net. h.example.net. 1 7200 900 1209600 300\n@ IN NS ns1.example.net.\n"
TAIL = "last IN A 192.0.2.99\n"

# rule: lines; "(" in front: not to be spread over lines; "$" in front: also as a $GENERATE line.
MISTAKES = {
    "a-invalid": ["$www A 192.0.2.«256»", "$www A «192.0.2»", "$www 300 IN A «host»", "www IN 300 A 192.0.2.«01»",
                  "www A «2001:db8::1»"],
    "aaaa-invalid": ["$www AAAA 2001:db8::«g»", "www AAAA «2001:db8:::1»", "www AAAA «192.0.2.1»"],
    "rdata-trailing": ["www A 192.0.2.1 «192.0.2.2»", "www MX 10 mail «extra»", "www CNAME a «b»",
                       "www SRV 0 0 80 host «more» than", "www NS a.example.net. «x»"],
    "rdata-missing": ["www MX 10«»", "www SRV 0 0 80«»", "www SOA a b 1 2 3 4«»", "www CAA 0 issue«»"],
    "number-range": ["$www MX «65536» mail", "www SRV 0 «65536» 80 host", "www SRV 0 0 «70000» host",
                     "www CAA «256» issue \"ca.example\"", "www DS «65536» 13 2 " + "00" * 32,
                     "www TLSA «256» 1 1 " + "00" * 32],
    "rdata-invalid": ["$www MX «ten» mail", "www SRV 0 0 «http» host", "www SSHFP 1 1 «zz»", "www LOC 52 22 «x» N 4 53 0 E 0m",
                      "www NAPTR 10 100 \"u\" \"sip\" «\"!^.*$!x\"» ."],
    "rdata-hex-odd": ["www SSHFP 1 1 «abc»", "www TLSA 3 1 1 «abc»", "www TYPE65280 \\# 2 «abc»"],
    "digest-length": ["www DS 1 13 2 «00»", "www SSHFP 1 1 «0011»", "www TLSA 3 1 1 «0011»"],
    "rdata-generic-length": ["www TYPE65280 \\# «3» 0102", "www TYPE1 \\# «5» c0000201"],
    "type-unknown": ["$www «AA» 192.0.2.1", "www 300 IN «CNAM» x", "www IN «MXX» 10 m"],
    "type-meta": ["www IN «ANY» x", "www IN «AXFR» x"],
    "class-mismatch": ["(www «CH» TXT x", "(www 300 «HS» A 192.0.2.1"],
    "ttl-syntax": ["www «192.0.2.1» x", "www «5x» A 192.0.2.1", "www IN «3h2q» A 192.0.2.1", "($TTL «x»", "($TTL «-1»"],
    "ttl-unit-incomplete": ["www «1h30» A 192.0.2.1", "($TTL «1d5»"],
    "ttl-overflow": ["www «4294967296» A 192.0.2.1", "($TTL «99999999999»"],
    "label-too-long": ["www CNAME «" + "a" * 64 + "»", "$«" + "b" * 64 + "» A 192.0.2.1", "www MX 10 x.«" + "c" * 64 + "».y"],
    "name-too-long": ["www CNAME «" + ".".join(["d" * 60] * 5) + "»", "«" + ".".join(["e" * 60] * 5) + "» A 192.0.2.1"],
    "label-empty": ["www CNAME a.«.»b", "www MX 10 «.»a", "x.«.»y A 192.0.2.1", "($ORIGIN «a..b»"],
    "escape-invalid": ["www CNAME a«\\256»b", "www TXT a«\\25»b", "«\\999» A 192.0.2.1", "www TXT \"x«\\300»\""],
    "name-out-of-zone": ["(«a.example.net.» A 192.0.2.1", "(«b.» TXT x"],
    "paren-unclosed": ["(www A «(» 192.0.2.1"],
    "paren-unopened": ["(www A 192.0.2.1 «)»", "(www «)» A 192.0.2.1"],
    "quote-unclosed": ["(www TXT «\"»abc", "(www TXT \"ok\" «\"»abc"],
    "file-control-char": ["www TXT a«\x01»b", "www A «\x00»192.0.2.1", "w«\x1b»ww A 192.0.2.1", "www TXT \"a«\x7f»b\""],
    "directive-unknown": ["(«$TLT» 300", "(«$INCLUD» x"],
    "directive-invalid": ["($ORIGIN«»", "($TTL 300 «400»", "($ORIGIN a.example.com. «b»"],
    "generate-invalid": ["($GENERATE «1-x» a$ A 192.0.2.$", "($GENERATE «5-1» a$ A 192.0.2.$",
                         "($GENERATE 1-2 a«$»{x} A 192.0.2.$", "($GENERATE 1-2 a$ A 192.0.2.«$»{0,999}",
                         "($GENERATE 1-2 a$ TXT x «y»"],
    "include-missing": ["($INCLUDE «no-such-file»", "($INCLUDE «\"no such file\"»"],
    "include-outside-root": ["($INCLUDE «/etc/passwd»", "($INCLUDE «../../etc/passwd»"],
    "txt-string-too-long": ["www TXT \"ok\" «\"" + "f" * 256 + "\"»", "www TXT «" + "g" * 300 + "»"],
    "soa-serial-range": ["(@ SOA a b «4294967296» 1 2 3 4"],
    "soa-serial-syntax": ["(@ SOA a b «1d» 1 2 3 4"],
    "comment-bad-marker": ["(«#» a comment", "(«//» a comment"],
    "file-merge-conflict": ["(«<<<<<<<» HEAD"],
}


def strip_marks(text):
    """The text, and line and column (in characters, from 1) of what was marked."""
    at = text.index("«")
    before = text[:at].replace("»", "")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return text.replace("«", "").replace("»", ""), line, column


def words(line):
    """Words of a line with the marks in them; quotes hold together."""
    return re.findall(r'(?:[^\s"\\]|\\.|"(?:[^"\\]|\\.)*")+', line)


def spread(line):
    """The same record over several lines: the owner and type, then each word on a line of its own."""
    parts = words(line)
    head, rest = parts[:2], parts[2:]
    # A mark behind the last word means that something is missing there.
    text = head[0] + "\t( ; opens here\n ;\n\t\t" + head[1] + " ; (\"\n"
    return text + "".join("   " + ("\t" * (i % 3)) + w + (" ;\n" if not w.endswith("«»") else "\n") for i, w in enumerate(rest)) + "\t)\n"


def surroundings(rule, text):
    generate, alone = text.startswith("$") and not re.match(r"\$[A-Z]{3}", text), text.startswith("(")
    line = text[1:] if generate or alone else text
    yield "plain", {"z": HEAD + line + "\n" + TAIL}, "z"
    yield "indented by its owner", {"z": HEAD + "; ü before it\n" + line + " ; behind it\n" + TAIL}, "z"
    yield "included", {"z": HEAD + "$INCLUDE sub/inc\n" + TAIL, "sub/inc": "first A 192.0.2.7\n" + line + "\n" + TAIL}, "sub/inc"
    yield "after CR LF", {"z": (HEAD + line + "\n" + TAIL).replace("\n", "\r\n")}, "z"
    if not alone and rule not in ("rdata-missing",):
        yield "in parentheses", {"z": HEAD + spread(line) + TAIL}, "z"
    if generate:
        w = words(line.replace("«", "").replace("»", ""))
        yield "generated", {"z": HEAD + "«$GENERATE» 1-2 " + w[0] + "-$ " + " ".join(w[1:-1] if w[1] == "300" else w[1:2]) +
                            ' "' + " ".join(w[-1:] if w[1] == "300" else w[2:]) + '"\n' + TAIL}, "z"


def one(job):
    rule, text, name, files, bad = job
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            if path == bad:
                content, line, column = strip_marks(content)
            os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
            with open(os.path.join(folder, path), "w", encoding="utf-8", newline="") as f:
                f.write(content)
        r = subprocess.run([PTRLINT, "check", "--no-config", "--root", folder, "--zone", f"example.com={folder}/z",
                            "--select", "@syntax", "--format", "json"], capture_output=True, timeout=60, check=False)
        try:
            found = json.loads(r.stdout)["diagnostics"]
        except ValueError:
            return f"exit status {r.returncode}: {r.stderr[:200]!r}"
    where = [(d["id"], d["locations"][0]["path"], d["locations"][0]["start"]["line"], d["locations"][0]["start"]["column"])
             for d in found if d["locations"]]
    if (rule, bad, line, column) in where:
        return None
    return f"wanted {bad}:{line}:{column}, got " + ", ".join("%s %s:%d:%d" % w for w in where)


def main():
    jobs = [(rule, text, name, files, bad) for rule, texts in MISTAKES.items() for text in texts
            for name, files, bad in surroundings(rule, text)]
    passed = failed = 0
    with ThreadPoolExecutor(2) as pool:
        for job, why in zip(jobs, pool.map(one, jobs)):
            passed += not why
            failed += bool(why)
            if why:
                print(f"FAIL {job[0]}, {job[2]}: {job[1][:60]!r}: {why[:300]}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
