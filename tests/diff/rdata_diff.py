#!/usr/bin/python3
"""Compares our reader of RDATA with BIND's on mutated records of every type that both know.

usage: rdata_diff.py PATH [-v], where PATH is rdata_tool or the build folder that holds diff/rdata_tool;
rdata_ldns stands beside it.

Every field of a sound record of each type is replaced by values that careless readers take (numbers
out of range, signs, odd hex, bad dates, unknown types, ...), dropped, doubled, quoted.  BIND reads all
of them as zones, reports the lines that it refuses, and prints the others; what it prints is read by us
and must be the octets that we read.  What we print must be read by BIND as the same octets, and ldns
must take the octets and give them back.
Differences must be explained in rdata_known.txt.  Last line: "N passed, N failed, N skipped".
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKZONE = [
    "named-compilezone", "-i", "none", "-k", "ignore", "-n", "ignore", "-m", "ignore", "-M", "ignore",
    "-S", "ignore", "-T", "ignore", "-r", "ignore", "-W", "ignore", "-s", "full", "-o", "-",
]
HEAD = "$TTL 60\n$ORIGIN example.\n"
APEX = "@ IN SOA ns root 1 2 3 4 5\n@ IN NS ns\nns IN A 192.0.2.1\n"
HEX20 = "2bb183af5f22588179a53b0a98631fad1a292118"
HEX32 = "d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971"
HEX48 = HEX32 + HEX32[:32]
HEX64 = HEX32 + HEX32

ROWS = [row.split(" ", 1) for row in rf"""
A 192.0.2.1
NS ns1
CNAME www.example.com.
SOA ns hostmaster 2026010101 1h 30m 2w 300
PTR host.example.com.
MX 10 mail
TXT "v=spf1 -all" word
AAAA 2001:db8::1
AAAA ::ffff:192.0.2.1
SRV 0 5 5060 sip.example.
DS 60485 5 1 {HEX20}
DS 60485 RSASHA256 2 {HEX32}
DS 1 8 SHA-384 {HEX48}
DNAME example.net.
RRSIG A 5 3 86400 20300322173103 20300220173103 2642 example.com. oJB1W6WNGv+ldvQ3WDG0
RRSIG TYPE65280 RSASHA256 3 86400 1900000000 0 2642 example.com. oJB1W6WN Gv+ldvQ3WDG=
NSEC host.example.com. A MX RRSIG NSEC TYPE1234
NSEC3 1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG
NSEC3 SHA-1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr
DNSKEY 256 3 5 AQPSKmynfzW4kyBv015MUG2D
DNSKEY 257 3 ECDSAP256SHA256 AQPSKmynfz W4kyBv015MUG2=
CAA 0 issue "ca.example.net; account=1"
CAA 128 iodef mailto:a@example.com
MB a.example.
MG a.example.
MR a.example.
WKS 192.0.2.1 6 25 80
WKS 192.0.2.1 tcp smtp
HINFO "PC" Linux
MINFO a b
RP mbox.example. txt.example.
AFSDB 1 host
X25 "311061700956"
ISDN "150862028003217" "004"
ISDN "150862028003217"
RT 10 relay
NSAP 0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00
NSAP-PTR foo.example.
SIG A 5 2 3600 20260101000000 20250101000000 1 example. AQID
KEY 512 3 1 AQMFD5raczCJHViKtLYhWGz8hMY9UGRuniJDBzC7w0aR
KEY HOST|SIG1 DNSSEC RSASHA1 AQID
PX 10 map822.example. mapx400.example.
GPOS -32.6882 116.8652 10.0
LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
LOC 90 S 180 W 42849672.95
LOC 1 2 N 3 4 5.6 E 1.5 2000
NXT next.example. A MX SIG NXT
EID 12af
NIMLOC 12af 3c
ATMA +358400123456
ATMA 3584.0012.34
NAPTR 100 10 "U" "E2U+sip" "!^.*$!sip:info@example.com!" .
NAPTR 100 10 "S" "" "" a.example.
KX 10 kx
CERT PGP 0 0 AQID
CERT 65535 65535 RSASHA1 AQID BBBB
A6 64 ::1 pre.example.
A6 0 2001:db8::1
A6 128 pre.example.
SINK 1 0 0 AQID
APL 1:192.0.2.0/24 !2:2001:db8::/32
SSHFP 4 2 {HEX32}
SSHFP 1 1 {HEX20}
SSHFP 1 9 aabb
IPSECKEY 10 3 2 gw.example. AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
IPSECKEY 10 0 2 . AQID
IPSECKEY 10 1 2 192.0.2.1 AQID
IPSECKEY 10 2 2 2001:db8::1 AQID
DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=
NSEC3PARAM 1 0 0 -
NSEC3PARAM 1 0 12 aabbccdd
TLSA 3 1 1 {HEX32}
TLSA 3 1 2 {HEX64}
TLSA 3 1 0 aabb
SMIMEA 3 0 2 {HEX64}
HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNuSutc5EMzxTs9 rvs1.example. rvs2
NINFO "text"
RKEY 0 3 5 AQID
TALINK a b
CDS 0 0 0 00
CDS 60485 5 2 {HEX32}
CDNSKEY 0 3 0 AA==
OPENPGPKEY AQID BBBB
CSYNC 66 3 A NS AAAA
ZONEMD 2026010101 1 1 {HEX48}
ZONEMD 2026010101 1 2 {HEX64}
ZONEMD 2026010101 1 240 {HEX20}
SVCB 1 svc.example. mandatory=alpn,port alpn="h2,h3" port=8443 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1
SVCB 16 . alpn=h2 dohpath=/q{{?dns}}
HTTPS 1 . alpn=h2,h3 no-default-alpn ech=AQID key667="hello\210qoo"
HTTPS 0 other.example.
SPF "v=spf1 -all"
NID 10 0014:4fff:ff20:ee64
L32 10 10.1.2.0
L64 10 2001:0DB8:1140:1000
LP 10 l64-subnet1.example.
EUI48 00-00-5e-00-53-2a
EUI64 00-00-5e-ef-10-00-00-2a
URI 10 1 "ftp://ftp1.example.com/public"
AVC "app-name:WOLFGANG|app-class:OAM"
DOA 1234 1 2 "text/plain" AQID
DOA 1234 1 2 "" -
AMTRELAY 10 1 2 2001:db8::15
AMTRELAY 10 0 3 relay
AMTRELAY 10 0 0 .
AMTRELAY 10 1 1 192.0.2.1
DSYNC CDS NOTIFY 5359 cds-scanner.example.
HHIT AQID
BRID AQID
RESINFO qnamemin exterr=15,16,17
WALLET ETH 0x1234
TA 1 5 1 {HEX20}
DLV 1 5 1 {HEX20}
TYPE65280 \# 4 0a000001
TYPE65280 \# 6 0a0 000 010 203
TYPE65280 \# 0
MX \# 4 000a0161
MX \# 5 000a016100
A \# 4 c0000201
AAAA \# 16 20010db8000000000000000000000001
TXT \# 3 026162
SRV \# 7 00010002000300
""".strip().splitlines()]

# In the place of any field.
ANY = [
    "0", "1", "2", "3", "4", "5", "15", "16", "59", "60", "61", "63", "64", "90", "91", "127", "128", "129",
    "180", "181", "254", "255", "256", "257", "65534", "65535", "65536", "70000", "2147483647", "2147483648",
    "4294967295", "4294967296", "4294967297", "18446744073709551615", "18446744073709551616",
    "99999999999999999999999999", "-1", "+1", "0x10", "1.5", "1e3", "010", "00001", "1h", "1h30", "1w2d", "-",
    ".", "@", "a", "a.", "a..b", ".a", "*", "a@b", r"a\.b", r"a\046b", r"a\256", r"a\25", r"a\1x", r"\097",
    "a" * 63, "a" * 64, ".".join(["a" * 63] * 4), ".".join(["a" * 49] * 5) + ".", "_a._b", "a/b", "a-", r"a\032b",
    '""', '"a"', '"a b"', '"1"', r'"a\"b"', r'"a\000b"', r'"\256"', '"' + "x" * 255 + '"', '"' + "x" * 256 + '"',
    "x" * 255, "x" * 256, "BOGUS", "TYPE1", "TYPE0", "TYPE65535", "TYPE65536", "TYPE", "TYPE-1", "A", "mx",
    "NSEC3", "ANY", "OPT", "AA", "AAA", "AAAA", "aabbc", "aabbcc", "aabbcg", "AA==", "AB==", "AAA=", "AAB=", "A===",
    "====", "AA=A", "AQ=ID", "A*AA", "192.0.2.1", "192.0.2.300", "192.0.2", "192.0.2.01", "192.0.2.1.", "1.2.3.4.5",
    "2001:db8::1", "::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1%eth0", "::1.2.3.4", "::1.2.3.256",
    "2001:db8::12345", "fe80::G", "20230231000000", "20230228240000", "20230228236000", "20230228235961",
    "20230228235960", "20240229000000", "19700101000000", "19691231235959", "20230028000000", "20231301000000",
    "20230200000000", "99991231235959", "2023022823595", "202302282359590", "N", "S", "E", "W", "n", "1m", "1.005m",
    "0.01", ".5", "5.", "1M", "m", "90000000", "90000001", "-100000", "-100000.01", "42849672.95", "42849672.96",
    "1:192.0.2.0/24", "1:192.0.2.0/33", "2:::/129", "1:192.0.2.0", "!1:192.0.2.0/24", "!!1:192.0.2.0/24", "3:aa/1",
    "1:192.0.2/24", "1:192.0.2.0/-1", "1:192.0.2.0/24x", "RSASHA1", "rsasha256", "PRIVATEOID", "ECC", "SHA-1",
    "SHA-256", "sha256", "GOST", "PKIX", "OID", "ZONE", "ZONE|SIG3", "ZONE|USER", "DNSSEC", "ALL", "NOTIFY", "icmp",
    "domain", "alpn", "alpn=", "alpn=h2", "alpn=h2,", "alpn=,h2", r"alpn=h\\,2", r"alpn=h\\\\2", r"alpn=h\\2", 'alpn="h2"',
    'alpn="h2', r'alpn="h\"2"', "alpn=" + "x" * 256, "port", "port=", "port=0", "port=65535", "port=65536", "port=-1",
    "port=0443", "port=http", "port=1,2", "ipv4hint=", "ipv4hint=1.2.3.4", "ipv4hint=1.2.3.4,", "ipv4hint=1.2.3",
    "ipv4hint=::1", "ipv6hint=::1,::2", "ipv6hint=1.2.3.4", "ipv6hint=", "ech", "ech=", "ech=AQID", "ech=AQI",
    "mandatory=", "mandatory", "mandatory=alpn", "mandatory=port,alpn", "mandatory=alpn,alpn", "mandatory=mandatory",
    "mandatory=key1", "mandatory=key65000", "mandatory=bogus", "mandatory=alpn,", "no-default-alpn",
    "no-default-alpn=", "no-default-alpn=a", "dohpath=", "dohpath=/", "dohpath=/{?dns}", "dohpath={?dns}",
    "dohpath=/{dns}", "dohpath=/{?a,dns}", "dohpath=/{&dns}", "dohpath=/{?dnsx}", "dohpath=/{?dns", "dohpath=/{?dns*}",
    "key0=a", r"key0=\000\001", r"key1=\002h2", r"key1=\003h2", "key2=", "key2=a", r"key3=\001\187", r"key3=\001",
    r"key4=\001\002\003\004", r"key4=\001\002\003", "key5=a", "key7=/{?dns}", "key9", "key10=a", "key65535=a",
    "key65536=a", "key01=a", "key=a", "KEY9=a", "Alpn=h2", "bogus=1", "key100", "key100=", 'key100=""', r"key100=\256",
    "00-00-5e-00-53-2a", "00-00-5e-00-53", "00-00-5e-00-53-2g", "00-00-5e-00-53-2aX", "0-0-5e-0-53-2a",
    "00:00:5e:00:53:2a", "00-00-5e-ef-10-00-00-2a", "14:4f:ff20:e", "14:4f:ff20", "14::ff20:e", "14:4f:ff20:e:",
    "00014:4f:ff20:e", "0x", "0x4", "0x47", "0X47", "0x4.7", "47", "+", "+1x", "1.2", "!a!b!",
]

# Substitution expressions of NAPTR.  Quoted, for parentheses mean something outside of quotes.
REGEXPS = ['"%s"' % text.replace("\\", "\\\\") for text in [
    r"!(a)!\1!", r"!a!\1!", "!a!b!i", "!a!b!ii", "!a!b!x", "!(a!b!", "![a!b!", "!a", "!a!b", "!!b!", "0a0b0", "iaibi",
    "!a**!b!", "!a{2,1}!b!", "!a|!b!", "!()!b!", "!a)!b!", "!*!b!", r"!\0!b!", r"!a!\0!", "![[:alpha:]]!b!",
    "![[:alpha!b!", "!a{1,!b!", "!a{!b!", "!(a|b)!c!", "!a+?!b!", "!^$!b!", "![]a]!b!", r"!a\!b!c!", "!(a|)!b!",
    "!(|a)!b!", "!(*)!b!", "!a{2}{3}!b!", "!a{2}*!b!", "!a{256}!b!", "!a{255}!b!", "![z-a]!b!", "![a-z]!b!",
    "![[.a.]]!b!", "![[=a=]]!b!", "![[:bogus:]]!b!", "![^]!b!", "![^]]!b!", "!(^a$)!b!", "!a||b!c!", "!|a!b!", "!{!b!",
    "!{1}!b!", "!^*!b!", r"!((a)(b))!\2!", r"!((a)(b))!\3!", r"!((a)(b))!\4!", r"!(a)\1!b!", r"!(a)\2!b!", r"!\.!b!",
    "!a{1,2}!b!", "!a{1,}!b!", "!a{,2}!b!", "!a{1a}!b!", "!}!b!", "!]!b!", "!a!b\\!", "!a\\!b!", "\\a\\b\\", "!.*!b!c!",
    "![a-]!b!", "![-a]!b!", "![a-c-e]!b!", "![[a]!b!", "![a[]!b!", "!()()!b!", "!((!b!", "!(a)*!b!", "!(a)*+!b!",
    "!a*|b!c!", "!a|b*!c!", "!a$|^b!c!", "!$*!b!", "!(a)|)!b!", "!a|)!b!", "![[.ab.]]!b!", "![[.a.]-z]!b!",
    "![[=a=]-z]!b!", "![a-[.z.]]!b!", "![[:alpha:]-z]!b!", "![--a]!b!", "![a--]!b!", "![]-a]!b!", "![[:digit:]a-z]!b!",
]]
OTHER = [
    "\u00e9", r"\#",
]


def tokens_of(text):
    return re.findall(r'(?:"(?:[^"\\]|\\.)*"|\\.|[^\s"\\])+', text)


def mutations(text):
    """All variants of one record's text, the text itself first."""
    tokens = tokens_of(text)
    yield text
    for i, token in enumerate(tokens):
        yield " ".join(tokens[:i] + tokens[i + 1:])
        yield " ".join(tokens[:i] + [token, token] + tokens[i + 1:])
        if not token.startswith('"'):
            yield " ".join(tokens[:i] + ['"' + token + '"'] + tokens[i + 1:])
            yield " ".join(tokens[:i] + [token.upper()] + tokens[i + 1:])
            yield " ".join(tokens[:i] + [token.lower()] + tokens[i + 1:])
        if len(token) > 3 and not token.startswith('"'):
            for changed in (token[:-1], token[:-2], token + token[-1], token + token[-2:], token[:3] + " " + token[3:],
                            token[:-1] + "!", "-" + token, "+" + token, "0" + token, token + "."):
                yield " ".join(tokens[:i] + [changed] + tokens[i + 1:])
        for value in ANY + OTHER + (REGEXPS if token.startswith('"!') else []):
            yield " ".join(tokens[:i] + [value] + tokens[i + 1:])
    yield " ".join(tokens + ["extra"])
    yield " ".join(tokens + ["1"])
    yield " ".join(tokens + ["AQID"])
    yield " ".join(tokens + ['""'])
    yield ""


def cases():
    seen = set()
    for kind, text in ROWS:
        for variant in mutations(text):
            if (kind, variant) not in seen:
                seen.add((kind, variant))
                yield kind, variant


def run_bind(folder, records, apex=APEX):
    """Reads records, a list of (owner, type, text); returns ({refused owner: why}, {owner: rdata})."""
    refused = {}
    path = os.path.join(folder, "zone-%d" % os.getpid())
    while True:
        left = [r for r in records if r[0] not in refused]
        if not left:
            return refused, {}
        first = (HEAD + apex).count("\n") + 1
        with open(path, "w", encoding="utf-8") as zone:
            zone.write(HEAD + apex)
            for owner, kind, text in left:
                zone.write("%s IN %s %s\n" % (owner, kind, text))
        run = subprocess.run(CHECKZONE + ["example", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             check=False)
        output = run.stdout.decode("utf-8", "replace")
        if run.returncode == 0:
            break
        before = len(refused)
        for number, why in re.findall(re.escape(path) + r":(\d+): (.*)", output):
            index = int(number) - first
            if 0 <= index < len(left) and why != "signature has expired": # a warning
                refused.setdefault(left[index][0], why)
        # a complaint of the zone, not of a line; warnings look the same, so only when nothing else is
        for owner, why in re.findall(r"([xy]\d+)\.example: (old style .*)", output) if len(refused) == before else []:
            refused.setdefault(owner, why)
        if len(refused) == before:
            sys.exit("named-compilezone fails without naming a record:\n" + output[-2000:])
    read = {}
    for line in output.splitlines():
        match = re.match(r"(\S+?)(?:\.example)?\.\s+\d+\s+IN\s+(\S+)\s*(.*)", line)
        if match:
            read[(match.group(1), match.group(2).upper())] = match.group(3)
    return refused, {r[0]: found for r in left for found in [find(read, r)] if found is not None}


def find(read, record):
    owner, kind, _ = record
    if owner == "@":
        owner = "example"
    for spelling in (kind, re.sub(r"^TYPE65401$", "ALIAS", kind)):
        if (owner.lower(), spelling) in read:
            return read[(owner.lower(), spelling)]
    return None


def run_ours(tool, pairs):
    """Reads (type, text) pairs; returns for each ("ok", hex, printed) or ("bad", sentence, "")."""
    lines = "".join("%s\t%s\n" % pair for pair in pairs).encode("utf-8")
    output = subprocess.run([tool], input=lines, stdout=subprocess.PIPE, check=True).stdout
    answers = []
    for line in output.decode("utf-8", "replace").split("\n")[:-1]:
        verdict, rest = line.split(" ", 1)
        first, _, printed = rest.partition("\t")
        answers.append((verdict, first, printed))
    if len(answers) != len(pairs):
        sys.exit("%s answered %d of %d lines" % (tool, len(answers), len(pairs)))
    return answers


def fold(octets):
    return bytes.fromhex(octets).lower()


class Known:
    """rdata_known.txt: SIDE, TYPES, REGEXP and reason, parted by tabs; types with commas, or "*"."""

    def __init__(self, path):
        self.rows = []
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip() and not line.startswith("#"):
                    side, types, regexp, reason = line.rstrip("\n").split("\t")
                    self.rows.append([number, side, types.split(","), re.compile(regexp), reason, 0])

    def explains(self, side, kind, text):
        for row in self.rows:
            if row[1] == side and (row[2] == ["*"] or kind in row[2]) and row[3].search(text):
                row[5] += 1
                return True
        return False


def compare(tool, folder, known, verbose):
    all_cases = list(cases())
    records = [("x%d" % i, kind, text) for i, (kind, text) in enumerate(all_cases)]
    normal = [r for r in records if r[1] != "SOA"]
    refused, read = run_bind(folder, normal)
    for record in records:
        if record[1] == "SOA": # one to a zone
            ns = "@ IN NS ns\nns IN A 192.0.2.1\n"
            soa_refused, soa_read = run_bind_soa(folder, record, ns)
            refused.update(soa_refused)
            read.update(soa_read)
    ours = run_ours(tool, all_cases)
    accepted = [i for i in range(len(records)) if records[i][0] in read]
    theirs = dict(zip(accepted, run_ours(tool, [(records[i][1], read[records[i][0]]) for i in accepted])))
    printed, same_as = [], {}
    for i in accepted: # many cases print alike; each text is tried once
        key = (records[i][1], ours[i][2])
        if ours[i][0] == "ok" and records[i][1] != "SOA":
            if key not in same_as:
                same_as[key] = "y%d" % i
                printed.append(("y%d" % i,) + key)
    again_refused, again_read = run_bind(folder, printed)
    again = dict(zip([r[0] for r in printed if r[0] in again_read],
                     run_ours(tool, [(r[1], again_read[r[0]]) for r in printed if r[0] in again_read])))

    counts = {"both refuse": 0, "both accept, same octets": 0, "explained": 0}
    failures = []
    for i, (kind, text) in enumerate(all_cases):
        name = records[i][0]
        bind_ok = name in read
        we_ok = ours[i][0] == "ok"
        side = detail = None
        if not bind_ok and not we_ok:
            counts["both refuse"] += 1
        elif bind_ok and not we_ok:
            side, detail = "we-refuse", ours[i][1]
        elif we_ok and not bind_ok:
            side, detail = "bind-refuses", refused.get(name, "not in the output")
        elif theirs[i][0] != "ok":
            side, detail = "output", read[name] + " -- " + theirs[i][1]
        elif fold(theirs[i][1]) != fold(ours[i][1]):
            side, detail = "octets", "%s, BIND %s" % (ours[i][2], read[name])
        elif kind != "SOA" and same_as[(kind, ours[i][2])] not in again:
            side, detail = "printed", "%s: %s" % (ours[i][2], again_refused.get(same_as[(kind, ours[i][2])]))
        elif kind != "SOA" and fold(again[same_as[(kind, ours[i][2])]][1]) != fold(ours[i][1]):
            side, detail = "printed", "%s read as %s" % (ours[i][2], again_read[same_as[(kind, ours[i][2])]])
        else:
            counts["both accept, same octets"] += 1
        if side is not None:
            if known.explains(side, kind, text):
                counts["explained"] += 1
            else:
                failures.append("%s\t%s\t%s\t%s" % (side, kind, text, detail))
    ask_ldns(tool, [case for i, case in enumerate(all_cases) if ours[i][0] == "ok"], known, counts, failures)
    for row in known.rows:
        if row[5] == 0:
            failures.append("rdata_known.txt:%d explains nothing" % row[0])
        elif verbose:
            print("%6d %s" % (row[5], row[4]))
    return len(all_cases), counts, failures


def ask_ldns(tool, accepted, known, counts, failures):
    """Gives ldns the wire form of all that we accept; rdata_ldns stands beside rdata_tool."""
    program = os.path.join(os.path.dirname(os.path.abspath(tool)), "rdata_ldns")
    lines = "".join("%s\t%s\n" % case for case in accepted).encode("utf-8")
    run = subprocess.run([program], input=lines, stdout=subprocess.PIPE, check=False)
    output = run.stdout.decode("utf-8", "replace").splitlines()
    if not output or not re.fullmatch(r"\d+ passed, \d+ failed, 0 skipped", output[-1]):
        sys.exit("%s does not finish" % program)
    for kind, text, fault in (line[5:].split("\t") for line in output[:-1]):
        if not known.explains("ldns", kind, text):
            failures.append("ldns\t%s\t%s\t%s" % (kind, text, fault))
    counts["read by ldns as the same octets"] = int(output[-1].split(" ", 1)[0])


def run_bind_soa(folder, record, ns):
    refused, read = run_bind(folder, [("@", record[1], record[2])], ns) if record[2] else ({"@": "empty"}, {})
    return ({record[0]: why for why in refused.values()}, {record[0]: text for text in read.values()})


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    tool = sys.argv[1]
    if os.path.isdir(tool):
        tool = os.path.join(tool, "diff", "rdata_tool")
    if shutil.which("named-compilezone") is None:
        print("named-compilezone is not installed\n0 passed, 0 failed, 1 skipped")
        return 0
    known = Known(os.path.join(HERE, "rdata_known.txt"))
    with tempfile.TemporaryDirectory() as folder:
        total, counts, failures = compare(tool, folder, known, "-v" in sys.argv)
    for failure in failures:
        print("FAIL " + failure)
    print("%d records: %s" % (total, ", ".join("%d %s" % (n, what) for what, n in counts.items())))
    print("%d passed, %d failed, 0 skipped" % (total - len(failures), len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
