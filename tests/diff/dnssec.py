#!/usr/bin/env python3
"""Signed zones against dnssec-verify, ldns-verify-zone and kzonecheck.

dnssec.py [BUILD_DIR]

A zone with all kinds of names is signed by dnssec-signzone and by ldns-signzone, with NSEC, NSEC3 and opt-out, by RSA,
ECDSA and EdDSA.  As signed it must pass everywhere.  Then it is spoiled at random, one thing at a time, always by the
same seed: where dnssec-verify or two of the others say that it is bad, we must report an error or a warning; where all
say that it is good, we must report no error.  Warnings of ours that are allowed there: a bad or expired signature beside
a good one, and signatures where nothing is signed; the others pass over both.  PTRLINT_LONG=1: more of everything.
"""
import base64
import os
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BUILD", TOP + "/build/rel"))
PTRLINT = os.environ.get("PTRLINT", BUILD + "/ptrlint")
LONG = bool(os.environ.get("PTRLINT_LONG"))
ORIGIN = "example.com"
NAMES = """$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 900 1209600 300
@ NS ns1
@ NS Ns2
@ MX 10 MAIL
ns1 A 192.0.2.1
ns2 A 192.0.2.2
mail A 192.0.2.3
mail AAAA 2001:db8::3
www CNAME mail
*.wild TXT "any" "other"
*.wild MX 20 mail
a.b.ent A 192.0.2.4
alias.dname A 192.0.2.5
dname DNAME elsewhere.test.
sub NS ns.sub
ns.sub A 192.0.2.6
sub2 NS ns1
deep.below NS ns1
safe NS ns1
safe DS 12345 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
srv SRV 1 2 3 Mail
_naptr NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:x@example.com!" .
typ TYPE65000 \\# 3 010203
caa CAA 0 issue "ca.test"
x\\000y A 192.0.2.7
x\\001 A 192.0.2.8
X A 192.0.2.9
""".replace("alias.dname A 192.0.2.5\n", "")

def run(argv, cwd):
    p = subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
                       env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"})
    return p.returncode, (p.stdout + p.stderr).decode("utf-8", "replace")


def bind(path):
    return run(["dnssec-verify", "-o", ORIGIN, path], os.path.dirname(path))[0] == 0


def ldns(path):
    return run(["ldns-verify-zone", path], os.path.dirname(path))[0] == 0


def knot(path):
    status, text = run(["kzonecheck", "-o", ORIGIN, "-d", "on", path], os.path.dirname(path))
    return status == 0 and "error" not in text.lower()


def ours(path):
    status, text = run([PTRLINT, "check", "--no-config", "--select", "dnssec-*,number-range", "--ignore", "dnssec-nsec3-iterations",
                        "--ignore", "dnssec-nsec3-salt", "--ignore", "dnssec-dnskey-*", "--format", "concise",
                        "--zone", f"{ORIGIN}={path}"], os.path.dirname(path))
    if status > 1:
        return None, text
    return "error" if status == 1 else "warning" if ": warning: " in text else "", text


OTHERS = {"dnssec-verify": bind, "ldns-verify-zone": ldns, "kzonecheck": knot}


def make_zones(tmp):
    """kind -> lines of a signed zone."""
    with open(tmp + "/zone", "w", encoding="ascii") as f:
        f.write(NAMES)
    keys = {}
    for name, algorithm in (("rsa", "RSASHA256"), ("ecdsa", "ECDSAP256SHA256"), ("p384", "ECDSAP384SHA384"),
                            ("ed25519", "ED25519"), ("ed448", "ED448"), ("rsa512", "RSASHA512")):
        os.mkdir(f"{tmp}/{name}")
        keys[name] = []
        for more in ([], ["-f", "KSK"]):
            bits = ["-b", "2048"] if name.startswith("rsa") else []
            _, text = run(["dnssec-keygen", "-q", "-a", algorithm, *bits, *more, ORIGIN], f"{tmp}/{name}")
            keys[name].append(text.split()[-1])
    kinds = {"nsec": [], "nsec3": ["-3", "-", "-H", "0"], "optout": ["-3", "abcd", "-H", "3", "-A"]}
    zones = {}
    for name in keys:
        for kind, options in kinds.items():
            if not LONG and kind != "nsec" and name not in ("ecdsa", "rsa"):
                continue
            out = f"{tmp}/{name}-{kind}"
            status, text = run(["dnssec-signzone", "-P", "-S", "-O", "full", "-K", f"{tmp}/{name}", "-o", ORIGIN, "-f", out,
                                *options, tmp + "/zone"], tmp)
            assert status == 0, text
            zones[f"bind-{name}-{kind}"] = lines_of(out)
    for kind, options in (("nsec", []), ("nsec3", ["-n"]), ("optout", ["-n", "-p"])):
        out = f"{tmp}/ldns-{kind}"
        status, text = run(["ldns-signzone", *options, "-o", ORIGIN, "-f", out, tmp + "/zone",
                            *[f"{tmp}/ecdsa/{k}" for k in keys["ecdsa"]]], tmp)
        assert status == 0, text
        zones[f"ldns-ecdsa-{kind}"] = lines_of(out)
    return zones


def lines_of(path):
    with open(path, encoding="ascii") as f:
        return [re.sub(r"\t+", " ", x.split(" ;{id")[0]).strip() for x in f if x.strip() and not x.startswith((";", "$"))]


def fields(line):
    owner, ttl, _, kind, rest = line.split(None, 4)
    return owner, ttl, kind, rest


def pick(rng, lines, *kinds):
    found = [i for i, x in enumerate(lines) if fields(x)[2] in kinds]
    return rng.choice(found) if found else None


def replaced(lines, i, line):
    return lines[:i] + [line] + lines[i + 1:]


def signature_octet(rng, lines):
    i = pick(rng, lines, "RRSIG")
    head, *text = re.match(r"(.*? RRSIG (?:\S+ ){8})(.*)", lines[i]).groups()
    octets = bytearray(base64.b64decode("".join(text[0].split())))
    octets[rng.randrange(len(octets))] ^= 1 << rng.randrange(8)
    return replaced(lines, i, head + base64.b64encode(octets).decode())


def drop(*kinds):
    def spoil(rng, lines):
        i = pick(rng, lines, *kinds)
        return None if i is None else lines[:i] + lines[i + 1:]
    return spoil


def drop_with_signature(kind):
    def spoil(rng, lines):
        i = pick(rng, lines, kind)
        if i is None:
            return None
        owner = fields(lines[i])[0]
        return [x for k, x in enumerate(lines) if k != i and not (
            fields(x)[0] == owner and fields(x)[2] == "RRSIG" and fields(x)[3].startswith(kind + " "))]
    return spoil


def bitmap(rng, lines):
    i = pick(rng, lines, "NSEC", "NSEC3")
    words = lines[i].split()
    first = 5 if words[3] == "NSEC" else 9
    types = set(words[first:]) ^ {rng.choice(["A", "MX", "TXT", "NS", "TYPE65000", "RRSIG"])}
    return replaced(lines, i, " ".join(words[:first] + sorted(types)))


def next_name(rng, lines):
    i = pick(rng, lines, "NSEC", "NSEC3")
    words = lines[i].split()
    at = 4 if words[3] == "NSEC" else 8
    words[at] = rng.choice([x.split()[at] for x in lines if fields(x)[2] == words[3] and x.split()[at] != words[at]])
    return replaced(lines, i, " ".join(words))


def rdata(rng, lines):
    """The last digit of the octets of a record, glue excepted."""
    i = pick(rng, lines, "A", "AAAA", "SOA", "TYPE65000")
    if " 192.0.2.6" in lines[i]:
        return None
    return replaced(lines, i, re.sub(r"\d$", lambda m: str(int(m.group()) % 8 + 1), lines[i]))


def add(rng, lines):
    return lines + [rng.choice(["new.example.com. 3600 IN A 192.0.2.77", "mail.example.com. 3600 IN TXT \"new\"",
                                "ent.example.com. 3600 IN A 192.0.2.78", "b.ent.example.com. 3600 IN NS ns1.example.com."])]


def add_glue(rng, lines):
    return lines + [rng.choice(["ns.sub.example.com. 3600 IN A 192.0.2.79", "x.y.sub2.example.com. 3600 IN A 192.0.2.80",
                                "sub.example.com. 3600 IN NS ns.sub2.example.com."])]


def time_changed(rng, lines):
    i = pick(rng, lines, "RRSIG")
    words = lines[i].split()
    at = rng.choice([8, 9])
    words[at] = words[at][:-4] + f"{(int(words[at][-4:-2]) + 1) % 60:02d}" + words[at][-2:]
    return replaced(lines, i, " ".join(words))


def expired(rng, lines):
    i = pick(rng, lines, "RRSIG")
    words = lines[i].split()
    words[8], words[9] = "20200201000000", "20200101000000"
    return replaced(lines, i, " ".join(words))


def ttl(rng, lines):
    """Of all records of a set, but not of its signature."""
    i = pick(rng, lines, "A", "MX", "TXT", "DNSKEY", "SRV")
    owner, _, kind, _ = fields(lines[i])
    return [re.sub(r"^(\S+) \d+ ", r"\1 77 ", x) if fields(x)[0] == owner and fields(x)[2] == kind else x for x in lines]


def letters(rng, lines):
    """Case means nothing, but in a TXT record."""
    i = pick(rng, lines, "A", "MX", "SRV", "CNAME", "NS", "SOA")
    return replaced(lines, i, lines[i].swapcase().replace(" in ", " IN "))


def shuffled(rng, lines):
    head = [x for x in lines if fields(x)[2] == "SOA"]
    rest = [x for x in lines if fields(x)[2] != "SOA"]
    rng.shuffle(rest)
    return head + rest


def doubled(rng, lines):
    return lines + [rng.choice(lines[1:])]


def label_count(rng, lines):
    i = pick(rng, lines, "RRSIG")
    words = lines[i].split()
    words[6] = str(int(words[6]) - 1)
    return replaced(lines, i, " ".join(words))


SPOILERS = {
    "signature": signature_octet,
    "no signature": drop("RRSIG"),
    "no NSEC": drop_with_signature("NSEC"),
    "no NSEC3": drop_with_signature("NSEC3"),
    "no record": drop("A", "MX", "TXT", "SRV"),
    "no NSEC3PARAM": drop_with_signature("NSEC3PARAM"),
    "no keys": drop("DNSKEY"),
    "bitmap": bitmap,
    "next": next_name,
    "rdata": rdata,
    "added": add,
    "glue added": add_glue,
    "time": time_changed,
    "expired": expired,
    "ttl": ttl,
    "case": letters,
    "order": shuffled,
    "twice": doubled,
    "labels": label_count,
}


def judge(job):
    """(what, verdict of each, our words)"""
    tmp, number, what, lines = job
    path = f"{tmp}/case-{number}.zone"
    with open(path, "w", encoding="ascii") as f:
        f.write("\n".join(lines) + "\n")
    verdicts = {name: f(path) for name, f in OTHERS.items()}
    said, text = ours(path)
    return what, verdicts, said, text, path


def main():
    rounds = 400 if LONG else 60
    rng = random.Random(int(os.environ.get("SEED", "4034")))
    passed, failed = 0, 0
    for tool in ("dnssec-signzone", "dnssec-verify", "ldns-signzone", "ldns-verify-zone", "kzonecheck"):
        if subprocess.run(["which", tool], capture_output=True, check=False).returncode != 0:
            print(f"skip: no {tool}\n0 passed, 0 failed, 1 skipped")
            return 0
    with tempfile.TemporaryDirectory(prefix="ptrlint-dnssec.") as tmp:
        zones = make_zones(tmp)
        jobs = [(tmp, n, f"{name}: as signed", lines) for n, (name, lines) in enumerate(sorted(zones.items()))]
        names = sorted(zones)
        for n in range(rounds):
            name = names[n % len(names)]
            spoiler = list(SPOILERS)[rng.randrange(len(SPOILERS))]
            lines = SPOILERS[spoiler](rng, zones[name])
            if lines is not None:
                jobs.append((tmp, 1000 + n, f"{name}: {spoiler}", lines))
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
            for what, verdicts, said, text, path in pool.map(judge, jobs):
                bad = [k for k, v in verdicts.items() if not v]
                if not bad:
                    right = said == "" or (said == "warning" and not what.endswith("as signed"))
                else:
                    right = bool(said) or not ("dnssec-verify" in bad or len(bad) > 1)
                if said is not None and right:
                    passed += 1
                    continue
                failed += 1
                print(f"FAIL {what}: {'bad' if bad else 'good'} ({', '.join(bad)}), we say {said!r}: {text[:300]}")
                if os.environ.get("KEEP"):
                    os.rename(path, os.path.join(os.environ["KEEP"], os.path.basename(path)))
    skipped = 0
    root = os.path.join(os.environ.get("PTRLINT_SHARED", TOP + "/../shared"),
                        "corpus/big.root2011-nsd/tpkg/cutest_qroot.tdir/root.zone")
    if os.path.exists(root):
        status, text = run([PTRLINT, "check", "--no-config", "--select", "@dnssec", "--today", "2011-03-03", "--format",
                            "concise", "--zone", ".=" + root], TOP)
        other = run([PTRLINT, "check", "--no-config", "--select", "@dnssec", "--today", "2011-04-03", "--zone", ".=" + root], TOP)
        right = status == 0 and "1 could not be verified" not in text and other[0] == 1
        passed, failed = passed + right, failed + (not right)
        if not right:
            print(f"FAIL the root zone of 2011: {text[:300]}")
    else:
        skipped += 1
        print("skip: no root zone of 2011 in ../shared")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
