#!/usr/bin/env python3
"""Make the fixtures of tests/rules/ that need real signatures; what it writes is checked in.

make_signed.py [RULE...]

A small zone is signed by dnssec-signzone with keys that are always the same, for the days from 2026-11-01 to
2026-12-31 (the tests' today is 2026-11-22), and then spoiled line by line.  Only ECDSA makes other signatures
each time, and the order of names is dnssec-signzone's.  Needs bind9-utils, ldnsutils and python3-cryptography; no test runs it.
"""
import base64
import hashlib
import os
import re
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RULES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "rules")
BEGIN, END = "20261101000000", "20261231000000"
B32 = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghijklmnopqrstuv")
HEX32 = "0123456789abcdef" * 4

HEAD = """$ORIGIN example.com.
$TTL 3600
@	SOA	ns1.provider.test. hostmaster.provider.test. 1 7200 900 1209600 300
@	NS	ns1.provider.test.
@	NS	ns2.provider.test.
"""
BODY = """@ MX 10 Mail
mail A 192.0.2.1
www A 192.0.2.2
www AAAA 2001:db8::2
*.wild TXT "any"
a.b.ent A 192.0.2.3
sub NS ns.sub
sub NS ns1.provider.test.
ns.sub A 192.0.2.4
safe NS ns1.provider.test.
safe NS ns2.provider.test.
safe DS 12345 13 2 """ + HEX32 + "\n"


class Key:
    """A key made of its name, so that it is always the same."""

    def __init__(self, seed, flags, algorithm=15):
        secret = hashlib.sha256(seed.encode()).digest()
        self.flags, self.algorithm = flags, algorithm
        if algorithm == 15:
            public = ed25519.Ed25519PrivateKey.from_private_bytes(secret).public_key()
            octets = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
            name = "15 (ED25519)"
        else:
            public = ec.derive_private_key(int.from_bytes(secret, "big") >> 1, ec.SECP256R1()).public_key()
            octets = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
            secret = (int.from_bytes(secret, "big") >> 1).to_bytes(32, "big")
            name = "13 (ECDSAP256SHA256)"
        self.text = f"{flags} 3 {algorithm} {base64.b64encode(octets).decode()}"
        self.private = f"Private-key-format: v1.2\nAlgorithm: {name}\nPrivateKey: {base64.b64encode(secret).decode()}\n"
        rdata = bytes([flags >> 8, flags & 255, 3, algorithm]) + octets
        total = sum(b << 8 if i % 2 == 0 else b for i, b in enumerate(rdata))
        self.tag = (total + (total >> 16)) & 0xFFFF
        self.rdata = rdata

    def ds(self, owner, digest=2):
        wire = b"".join(bytes([len(x)]) + x.encode() for x in owner.rstrip(".").split(".")) + b"\0"
        algorithm = {1: "sha1", 2: "sha256", 4: "sha384"}[digest]
        return f"{self.tag} {self.algorithm} {digest} {hashlib.new(algorithm, wire + self.rdata).hexdigest()}"


KSK, ZSK = Key("the key of keys", 257), Key("the key of the zone", 256)
KSK13, ZSK13 = Key("another key of keys", 257, 13), Key("another key of the zone", 256, 13)
NEXT = Key("the next key of keys", 257)


def sign(body=BODY, head=HEAD, keys=(KSK, ZSK), more=(), options=(), origin="example.com", begin=BEGIN, end=END):
    """The lines of a signed zone, one record each."""
    with tempfile.TemporaryDirectory() as tmp:
        text = head + "".join(f"@ DNSKEY {k.text}\n" for k in tuple(keys) + tuple(more)) + body
        with open(tmp + "/zone", "w", encoding="ascii") as f:
            f.write(text)
        for k in keys:
            base = f"{tmp}/K{origin}.+{k.algorithm:03d}+{k.tag:05d}"
            with open(base + ".key", "w", encoding="ascii") as f:
                f.write(f"{origin}. IN DNSKEY {k.text}\n")
            with open(base + ".private", "w", encoding="ascii") as f:
                f.write(k.private)
        subprocess.run(["dnssec-signzone", "-P", "-q", "-O", "full", "-s", begin, "-e", end, "-o", origin, "-K", tmp,
                        "-f", tmp + "/signed", *options, tmp + "/zone"], check=True, cwd=tmp,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(tmp + "/signed", encoding="ascii") as f:
            lines = [re.sub(r"[ \t]+", " ", x).strip() for x in f if x.strip() and not x.startswith(";")]
        return [x for x in lines if not x.startswith("$")]


NSEC3 = ("-3", "-", "-H", "0")
OPTOUT = (*NSEC3, "-A")


def find(lines, pattern):
    hits = [i for i, x in enumerate(lines) if re.search(pattern, x)]
    assert hits, f"nothing like {pattern}"
    return hits[0]


def drop(lines, *patterns):
    for p in patterns:
        find(lines, p)
    return [x for x in lines if not any(re.search(p, x) for p in patterns)]


def change(lines, pattern, old, new):
    """The first line like the pattern with old replaced by new."""
    i = find(lines, pattern)
    changed = re.sub(old, new, lines[i], count=1)
    assert changed != lines[i], f"{old} is not in {lines[i]}"
    return lines[:i] + [changed] + lines[i + 1:]


def behind(lines, pattern, *more):
    i = find(lines, pattern)
    return lines[:i + 1] + list(more) + lines[i + 1:]


def twist(text):
    """The same base64 with the last octets changed."""
    octets = bytearray(base64.b64decode(text))
    octets[-9] ^= 1
    return base64.b64encode(octets).decode()


def twist_signature(line):
    head, signature = line.rsplit(" ", 1)
    return head + " " + twist(signature)


def sig_of(lines, owner, kind):
    return lines[find(lines, rf"^{re.escape(owner)} \d+ IN RRSIG {kind} ")]


def hashed(name):
    wire = b"".join(bytes([len(x)]) + x.encode() for x in name.rstrip(".").split(".")) + b"\0"
    return base64.b32encode(hashlib.sha1(wire).digest()).translate(B32).decode()


def nsec3_line(name):
    return rf"(?i)^{hashed(name)}\.example\.com\. \d+ IN NSEC3 "


def nsec3_sig(name):
    return rf"(?i)^{hashed(name)}\.example\.com\. \d+ IN RRSIG "


def text(lines):
    return "$ORIGIN example.com.\n" + "\n".join(lines) + "\n"


def plain(body):
    return HEAD + body


def zonemd(body, hashes=("sha384",), serial=None):
    """A zone with its digests, made by ldns."""
    with tempfile.TemporaryDirectory() as tmp:
        with open(tmp + "/zone", "w", encoding="ascii") as f:
            f.write(plain(body))
        subprocess.run(["ldns-signzone", "-Z", *[x for h in hashes for x in ("-z", "simple:" + h)], "-o", "example.com",
                        "-f", tmp + "/out", tmp + "/zone"], check=True, stdout=subprocess.DEVNULL)
        with open(tmp + "/out", encoding="ascii") as f:
            lines = [x.strip().replace("\t", " ") for x in f if "ZONEMD" in x]
    return plain(body + "".join(x + "\n" for x in lines))


WWW_SIG = r"^www\.example\.com\. \d+ IN RRSIG A "
FIXTURES = {}


def fixture(rule):
    def register(f):
        FIXTURES[rule] = f
        return f
    return register


@fixture("dnssec-algorithm-incomplete")
def _():
    both = sign(keys=(KSK, ZSK, KSK13, ZSK13))
    yield "bad-key-of-another.zone", text(sign(more=(KSK13,)))
    yield "bad-one-set.zone", text(drop(both, WWW_SIG + "13 "))
    yield "ok-both.zone", text(both)
    yield "ok-key-without-zone-flag.zone", text(sign(more=(Key("no zone key", 0, 13),)))


@fixture("dnssec-dnskey-missing")
def _():
    z = sign()
    yield "bad-signed.zone", text(drop(z, " IN DNSKEY ", " IN RRSIG DNSKEY "))
    yield "ok-signed.zone", text(z)
    yield "ok-unsigned.zone", plain(BODY)


@fixture("dnssec-occluded-signed")
def _():
    z = sign()
    ns = sig_of(z, "example.com.", "NS").replace("example.com.", "sub.example.com.", 1)
    a = sig_of(z, "www.example.com.", "A").replace("www.example.com.", "ns.sub.example.com.", 1)
    nsec = "ns.sub.example.com. 300 IN NSEC www.example.com. A RRSIG NSEC"
    yield "bad-delegation.zone", text(behind(z, r"^sub\.example\.com\. \d+ IN NS ", ns))
    yield "bad-glue.zone", text(behind(z, r"^ns\.sub\.example\.com\. ", a))
    yield "bad-nsec.zone", text(behind(z, r"^ns\.sub\.example\.com\. ", nsec))
    yield "ok-delegations.zone", text(z)
    yield "ok-nsec3-below-dname.zone", text(sign("@ DNAME elsewhere.test.\n", options=NSEC3))


@fixture("dnssec-rrsig-bogus")
def _():
    z = sign()
    www = sig_of(z, "www.example.com.", "A")
    wild = sig_of(z, "*.wild.example.com.", "TXT").replace("*", "x", 1)
    yield "bad-address-changed.zone", text(change(z, r"^www\S+ \d+ IN A ", "192.0.2.2", "192.0.2.99"))
    yield "bad-record-added.zone", text(behind(z, r"^www\S+ \d+ IN A ", "www.example.com. 3600 IN A 192.0.2.98"))
    yield "bad-key.zone", text(change(z, WWW_SIG, f" {ZSK.tag} ", f" {(ZSK.tag + 1) % 65536} "))
    yield "bad-signer.zone", text(change(z, WWW_SIG, f"{ZSK.tag} example.com. ", f"{ZSK.tag} example.net. "))
    yield "bad-times.zone", text(change(z, WWW_SIG, f"{END} {BEGIN}", f"{BEGIN} {END}"))
    yield "bad-all.zone", text([x.replace(BEGIN, "20261101000001") for x in z])
    yield "bad-expanded-wildcard.zone", text(behind(z, r"^www\S+ \d+ IN A ", 'x.wild.example.com. 3600 IN TXT "any"', wild))
    yield "bad-beside-good.zone", text(behind(z, WWW_SIG, twist_signature(www)))
    yield "bad-many.zone", text(behind(z, WWW_SIG, *[www.replace(BEGIN, f"202611010001{i:02d}") for i in range(17)]))
    yield "ok-other-case.zone", text(change(change(z, r"^www\S+ \d+ IN A ", "^www", "WwW"), " IN MX ", "Mail|mail", "MAIL"))
    yield "ok-key-gone-beside-good.zone", text(behind(z, WWW_SIG, www.replace(f" {ZSK.tag} ", " 1 ")))
    yield "ok-expired.zone", text(z)
    yield "ok-expired.args", "--today 2027-02-01\n"
    yield "ok-two-algorithms.zone", text(sign(keys=(KSK, ZSK, KSK13, ZSK13)))


@fixture("dnssec-rrsig-expired")
def _():
    z, old = sign(), sign(begin="20261001000000", end="20261121120000")
    yield "bad-all.zone", text(old)
    yield "bad-one.zone", text(drop(behind(z, WWW_SIG, sig_of(old, "www.example.com.", "A")), WWW_SIG + "15 3 3600 20261231"))
    yield "ok-last-day.zone", text(old)
    yield "ok-last-day.args", "--today 2026-11-21\n"
    yield "ok-renewed.zone", text(behind(z, WWW_SIG, sig_of(old, "www.example.com.", "A")))


@fixture("dnssec-rrsig-expiring")
def _():
    z, old = sign(), sign(end="20261124120000")
    yield "bad-all.zone", text(old)
    yield "bad-one.zone", text(drop(behind(z, WWW_SIG, sig_of(old, "www.example.com.", "A")), WWW_SIG + "15 3 3600 20261231"))
    yield "ok-four-days.zone", text(old)
    yield "ok-four-days.args", "--today 2026-11-20\n"
    yield "ok-expired.zone", text(old)
    yield "ok-expired.args", "--today 2026-11-25\n"


@fixture("dnssec-rrsig-future")
def _():
    z, early = sign(), sign(begin="20261123000000")
    yield "bad-all.zone", text(early)
    yield "bad-one.zone", text(drop(behind(z, WWW_SIG, sig_of(early, "www.example.com.", "A")),
                                    WWW_SIG + "15 3 3600 20261231000000 20261101"))
    yield "ok-today.zone", text(sign(begin="20261122235959"))
    yield "ok-beside-good.zone", text(behind(z, WWW_SIG, sig_of(early, "www.example.com.", "A")))


@fixture("dnssec-rrsig-missing")
def _():
    z = sign()
    yield "bad-added.zone", text(behind(z, WWW_SIG, 'www.example.com. 3600 IN TXT "new"'))
    yield "bad-nsec.zone", text(drop(z, r"^www\S+ \d+ IN RRSIG NSEC "))
    yield "bad-ds.zone", text(drop(z, r"^safe\S+ \d+ IN RRSIG DS "))
    yield "bad-keys-by-zone-key.zone", text(drop(z, " IN RRSIG DNSKEY ") + [
        x for x in sign(keys=(ZSK,), more=(KSK,)) if " IN RRSIG DNSKEY " in x])
    yield "ok-delegations.zone", text(z)
    yield "ok-optout.zone", text(sign(options=OPTOUT))


@fixture("dnssec-rrsig-orphan")
def _():
    z = sign()
    yield "bad-deleted.zone", text(drop(z, r"^www\S+ \d+ IN A "))
    yield "bad-name-deleted.zone", text(drop(z, r"^www\S+ \d+ IN (A|AAAA|NSEC) "))
    yield "ok-all-there.zone", text(z)
    yield "ok-expired.zone", text(z)
    yield "ok-expired.args", "--today 2027-02-01\n"


@fixture("dnssec-rrsig-ttl")
def _():
    z = sign()
    yield "bad-records.zone", text(change(z, r"^www\S+ \d+ IN A ", " 3600 ", " 7200 "))
    yield "bad-signature.zone", text(change(z, WWW_SIG, "^(\\S+) 3600 ", r"\1 300 "))
    yield "ok-signed.zone", text(z)
    yield "ok-mixed.zone", text(change(z, r"^example\.com\. \d+ IN NS ", " 3600 ", " 7200 "))


@fixture("dnssec-nsec-bitmap")
def _():
    z, z3 = sign(), sign(options=NSEC3)
    yield "bad-lacks.zone", text(change(z, r"^www\S+ \d+ IN NSEC ", " A AAAA ", " AAAA "))
    yield "bad-more.zone", text(change(z, r"^www\S+ \d+ IN NSEC ", " A AAAA ", " A MX AAAA "))
    yield "bad-both.zone", text(change(z, r"^sub\S+ \d+ IN NSEC ", " NS ", " A "))
    yield "bad-nsec3.zone", text(change(z3, nsec3_line("www.example.com."), " A AAAA ", " A "))
    yield "bad-nsec3-empty.zone", text(change(z3, nsec3_line("ent.example.com."), "$", " A"))
    yield "ok-nsec.zone", text(z)
    yield "ok-nsec3.zone", text(z3)
    yield "ok-unknown-types.zone", text(sign(BODY + "www TYPE65000 \\# 1 00\nwww CAA 0 issue \"ca.test\"\n"))


@fixture("dnssec-nsec-chain")
def _():
    z, z3 = sign(), sign(options=NSEC3)
    yield "bad-next.zone", text(change(z, r"^mail\S+ \d+ IN NSEC ", "safe", "sub"))
    yield "bad-name-deleted.zone", text(drop(z, r"^safe"))
    yield "bad-last.zone", text(change(z, r"^\*\.wild\S+ \d+ IN NSEC ", " (www)", " x"))
    yield "bad-twice.zone", text(behind(z, r"^www\S+ \d+ IN NSEC ", "www.example.com. 300 IN NSEC b.example.com. A RRSIG NSEC"))
    yield "bad-nsec3-next.zone", text(change(z3, nsec3_line("www.example.com."), r"[0-9A-Va-v]{32} A ", "0" * 32 + " A "))
    yield "bad-nsec3-stray.zone", text(drop(z3, r"^mail\S+ "))
    yield "ok-nsec.zone", text(z)
    yield "ok-nsec3.zone", text(z3)
    yield "ok-optout.zone", text(sign(options=OPTOUT))


@fixture("dnssec-nsec-missing")
def _():
    z, z3 = sign(), sign(options=NSEC3)
    yield "bad-one.zone", text(drop(z, r"^www\S+ \d+ IN NSEC ", r"^www\S+ \d+ IN RRSIG NSEC "))
    yield "bad-some.zone", text(drop(z, r"^(www|mail)\S+ \d+ IN NSEC ", r"^(www|mail)\S+ \d+ IN RRSIG NSEC "))
    yield "bad-all.zone", text(drop(z, r" IN NSEC ", r" IN RRSIG NSEC "))
    yield "bad-nsec3-name.zone", text(drop(z3, nsec3_line("www.example.com."), nsec3_sig("www.example.com.")))
    yield "bad-nsec3-empty.zone", text(drop(z3, nsec3_line("ent.example.com."), nsec3_sig("ent.example.com.")))
    yield "bad-param-missing.zone", text(drop(z3, r" IN NSEC3PARAM ", r" IN RRSIG NSEC3PARAM "))
    yield "bad-param-of-others.zone", text(change(z3, r" IN NSEC3PARAM ", " -$", " ABCD"))
    yield "ok-glue.zone", text(z)
    yield "ok-optout.zone", text(sign(options=OPTOUT))
    yield "ok-optout-empty.zone", text(sign(BODY + "x.y.z NS ns1.provider.test.\nx.y.z NS ns2.provider.test.\n", options=OPTOUT))


@fixture("dnssec-nsec-mixed")
def _():
    z, z3 = sign(), sign(options=NSEC3)
    line = z3[find(z3, nsec3_line("www.example.com."))]
    yield "bad-both.zone", text(z + [line])
    yield "ok-nsec.zone", text(z)
    yield "ok-nsec3.zone", text(z3)


@fixture("dnssec-nsec3-iterations")
def _():
    yield "bad-ten.zone", plain("@ NSEC3PARAM 1 0 10 -\n")
    yield "bad-two-hundred.zone", plain("@ NSEC3PARAM 1 0 200 -\n")
    yield "ok-none.zone", text(sign(options=NSEC3))
    yield "ok-nsec.zone", text(sign())


@fixture("dnssec-nsec3-optout")
def _():
    z = sign(options=OPTOUT)
    yield "bad-flag-cleared.zone", text([re.sub(r" IN NSEC3 1 1 ", " IN NSEC3 1 0 ", x) for x in z])
    yield "ok-optout.zone", text(z)
    yield "ok-all-there.zone", text(sign(options=NSEC3))
    yield "ok-secure-only.zone", text([re.sub(r" IN NSEC3 1 1 ", " IN NSEC3 1 0 ", x) for x in
                                       sign("www A 192.0.2.1\n", options=OPTOUT)])


@fixture("dnssec-nsec3-owner")
def _():
    z = sign(options=NSEC3)
    other = z[find(z, nsec3_line("www.example.com."))]
    yield "bad-no-hash.zone", text(change(z, nsec3_line("www.example.com."), r"^\S+?\.", "not-a-hash."))
    yield "bad-deeper.zone", text(change(z, nsec3_line("www.example.com."), r"^(\S+?)\.", r"\1.www."))
    yield "bad-twice.zone", text(behind(z, nsec3_line("www.example.com."), re.sub(" A AAAA ", " A ", other)))
    yield "ok-hashes.zone", text(z)
    yield "ok-upper-case.zone", text([re.sub(r"^([0-9a-v]{32})\.", lambda m: m.group(1).upper() + ".", x) for x in z])


@fixture("dnssec-nsec3-salt")
def _():
    yield "bad-salt.zone", plain("@ NSEC3PARAM 1 0 0 ABCD\n")
    yield "ok-none.zone", text(sign(options=NSEC3))
    yield "ok-not-apex.zone", plain("www NSEC3PARAM 1 0 0 ABCD\n")


@fixture("dnssec-nsec3param-fields")
def _():
    yield "bad-flags.zone", plain("@ NSEC3PARAM 1 1 0 -\n")
    yield "bad-hash.zone", plain("@ NSEC3PARAM 6 0 0 -\n")
    yield "ok-optout.zone", text(sign(options=OPTOUT))
    yield "ok-salt.zone", plain("@ NSEC3PARAM 1 0 0 ABCD\n")


@fixture("dnssec-nsec3param-owner")
def _():
    yield "bad-below.zone", plain("www A 192.0.2.1\nwww NSEC3PARAM 1 0 0 -\n")
    yield "ok-apex.zone", plain("@ NSEC3PARAM 1 0 0 -\n")
    yield "ok-apex-spelt-out.zone", plain("EXAMPLE.com. NSEC3PARAM 1 0 0 -\n")


# ---- keys ----



def rsa(bits, exponent=b"\1\0\1", pad=b""):
    """An RSA public key whose modulus is nobody's product of primes, and has so many bits."""
    octets = b"".join(hashlib.sha512(b"modulus %d" % i).digest() for i in range(bits // 512 + 1))[:bits // 8]
    modulus = bytes([octets[0] | 0x80]) + octets[1:-1] + bytes([octets[-1] | 1])
    return base64.b64encode(bytes([len(exponent)]) + exponent + pad + modulus).decode()


@fixture("dnssec-dnskey-algorithm")
def _():
    yield "bad-sha1.zone", plain(f"@ DNSKEY 257 3 5 {rsa(2048)}\n")
    yield "bad-sha512.zone", plain(f"@ DNSKEY 257 3 10 {rsa(2048)}\n")
    yield "ok-sha256.zone", plain(f"@ DNSKEY 257 3 8 {rsa(2048)}\n")
    yield "ok-ed25519.zone", plain(f"@ DNSKEY {KSK.text}\n")


@fixture("dnssec-dnskey-flags")
def _():
    key = KSK.text.split()[3]
    yield "bad-not-zone.zone", plain(f"@ DNSKEY 1 3 15 {key}\n")
    yield "bad-reserved.zone", plain(f"@ DNSKEY 259 3 15 {key}\n")
    yield "bad-protocol.zone", plain(f"@ DNSKEY 257 2 15 {key}\n")
    yield "ok-both.zone", plain(f"@ DNSKEY {KSK.text}\n@ DNSKEY {ZSK.text}\n")
    yield "ok-revoked.zone", plain(f"@ DNSKEY 385 3 15 {key}\n")


@fixture("dnssec-dnskey-not-apex")
def _():
    yield "bad-below.zone", plain(f"www A 192.0.2.1\nwww DNSKEY {KSK.text}\n")
    yield "ok-apex.zone", plain(f"@ DNSKEY {KSK.text}\n")
    yield "ok-apex-spelt-out.zone", plain(f"Example.COM. DNSKEY {KSK.text}\n")


@fixture("dnssec-dnskey-unsigned")
def _():
    yield "bad-unsigned.zone", plain(f"@ DNSKEY {KSK.text}\n")
    yield "ok-signed.zone", text(sign())
    yield "ok-included/example.com.zone", plain("$INCLUDE Kexample.com.key\n")
    yield "ok-included/Kexample.com.key", f"example.com. IN DNSKEY {KSK.text}\n"
    yield "ok-no-ds/example.com.zone", plain("sub NS ns1.provider.test.\nsub NS ns2.provider.test.\n")
    yield "ok-no-ds/sub.example.com.zone", plain(f"@ DNSKEY {KSK.text}\n").replace("example.com", "sub.example.com", 1)


@fixture("dnssec-dnskey-weak")
def _():
    yield "bad-1024.zone", plain(f"@ DNSKEY 257 3 8 {rsa(1024)}\n")
    yield "bad-exponent.zone", plain(f"@ DNSKEY 257 3 8 {rsa(2048, bytes([3]))}\n")
    yield "bad-zeros.zone", plain(f"@ DNSKEY 257 3 8 {rsa(2048, pad=bytes(2))}\n")
    yield "bad-length.zone", plain(f"@ DNSKEY 257 3 13 {KSK.text.split()[3]}\n")
    yield "bad-even.zone", plain(f"@ DNSKEY 257 3 8 {rsa(2048, bytes([4]))}\n")
    yield "ok-2048.zone", plain(f"@ DNSKEY 257 3 8 {rsa(2048)}\n")
    yield "ok-curves.zone", plain(f"@ DNSKEY {KSK.text}\n@ DNSKEY {KSK13.text}\n")


@fixture("dnssec-keytag-clash")
def _():
    octets = bytearray(ZSK.rdata[4:])
    octets[0:2], octets[2:4] = octets[2:4], octets[0:2]
    twin = "256 3 15 " + base64.b64encode(octets).decode()
    flags_13 = Key("the key of the zone", 256, 13)
    yield "bad-twins.zone", plain(f"@ DNSKEY {ZSK.text}\n@ DNSKEY {KSK.text}\n@ DNSKEY {twin}\n")
    yield "ok-tags-differ.zone", plain(f"@ DNSKEY {ZSK.text}\n@ DNSKEY {KSK.text}\n@ DNSKEY {flags_13.text}\n")
    yield "ok-same-key-twice.zone", plain(f"@ DNSKEY {KSK.text}\n@ DNSKEY {ZSK.text}\n@ DNSKEY {KSK.text}\n")


@fixture("dnssec-ksk-missing")
def _():
    yield "bad-zone-keys.zone", plain(f"@ DNSKEY {ZSK.text}\n")
    yield "ok-both.zone", plain(f"@ DNSKEY {KSK.text}\n@ DNSKEY {ZSK.text}\n")
    yield "ok-one-for-all.zone", plain(f"@ DNSKEY {KSK.text}\n")


CDS = f"@ CDS {KSK.ds('example.com.')}\n"
CDNSKEY = f"@ CDNSKEY {KSK.text}\n"
KEYS = f"@ DNSKEY {KSK.text}\n@ DNSKEY {ZSK.text}\n"
DELETE = "@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n"


@fixture("dnssec-cds-delete-mixed")
def _():
    yield "bad-cds.zone", plain(KEYS + CDS + "@ CDS 0 0 0 00\n")
    yield "bad-cdnskey.zone", plain(KEYS + CDNSKEY + "@ CDNSKEY 0 3 0 AA==\n")
    yield "ok-delete.zone", plain(KEYS + DELETE)
    yield "ok-keys.zone", plain(KEYS + CDS + CDNSKEY)


@fixture("dnssec-cds-mismatch")
def _():
    yield "bad-other-key.zone", plain(KEYS + f"@ DNSKEY {NEXT.text}\n" + CDS + f"@ CDNSKEY {NEXT.text}\n")
    yield "bad-alone.zone", plain(KEYS + CDS)
    yield "ok-same.zone", plain(KEYS + CDS + CDNSKEY)
    yield "ok-delete.zone", plain(KEYS + DELETE)
    yield "ok-two-digests.zone", plain(KEYS + CDS + f"@ CDS {KSK.ds('example.com.', 4)}\n" + CDNSKEY)


@fixture("dnssec-cds-owner")
def _():
    yield "bad-cds.zone", plain("www A 192.0.2.1\nwww CDS 0 0 0 00\n")
    yield "bad-csync.zone", plain("www A 192.0.2.1\nwww CSYNC 1 3 A NS\n")
    yield "ok-apex.zone", plain(KEYS + CDS + CDNSKEY + "@ CSYNC 1 3 A NS\n")
    yield "ok-delete.zone", plain(DELETE)


@fixture("dnssec-cds-without-dnskey")
def _():
    yield "bad-cds.zone", plain(KEYS + f"@ CDS {NEXT.ds('example.com.')}\n")
    yield "bad-cdnskey.zone", plain(KEYS + f"@ CDNSKEY {NEXT.text}\n")
    yield "bad-digest.zone", plain(KEYS + f"@ CDS {KSK.tag} 15 2 {HEX32}\n")
    yield "ok-keys.zone", plain(KEYS + CDS + CDNSKEY)
    yield "ok-delete.zone", plain(DELETE)


# ---- DS ----

CUT = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\n"
SHA1 = "0123456789abcdef0123456789abcdef01234567"


@fixture("ds-algorithm-deprecated")
def _():
    yield "bad-sha1.zone", plain(CUT + f"sub DS 12345 7 2 {HEX32}\n")
    yield "ok-ecdsa.zone", plain(CUT + f"sub DS 12345 13 2 {HEX32}\n")
    yield "ok-rsa.zone", plain(CUT + f"sub DS 12345 8 2 {HEX32}\n")


@fixture("ds-digest-sha1")
def _():
    yield "bad-alone.zone", plain(CUT + f"sub DS 12345 13 1 {SHA1}\n")
    yield "bad-beside.zone", plain(CUT + f"sub DS 12345 13 1 {SHA1}\nsub DS 12345 13 2 {HEX32}\n")
    yield "ok-sha256.zone", plain(CUT + f"sub DS 12345 13 2 {HEX32}\n")
    yield "ok-sha384.zone", plain(CUT + f"sub DS 12345 13 4 {HEX32}{HEX32[:32]}\n")


@fixture("ds-digest-unknown")
def _():
    yield "bad-gost.zone", plain(CUT + f"sub DS 12345 13 3 {HEX32}\n")
    yield "bad-private.zone", plain(CUT + f"sub DS 12345 13 200 {HEX32}\n")
    yield "ok-sha256.zone", plain(CUT + f"sub DS 12345 13 2 {HEX32}\n")
    yield "ok-sha1.zone", plain(CUT + f"sub DS 12345 13 1 {SHA1}\n")


@fixture("ds-sha256-missing")
def _():
    yield "bad-sha384.zone", plain(CUT + f"sub DS 12345 13 4 {HEX32}{HEX32[:32]}\n")
    yield "bad-other-key.zone", plain(CUT + f"sub DS 12345 13 4 {HEX32}{HEX32[:32]}\nsub DS 12346 13 2 {HEX32}\n")
    yield "ok-both.zone", plain(CUT + f"sub DS 12345 13 4 {HEX32}{HEX32[:32]}\nsub DS 12345 13 2 {HEX32}\n")
    yield "ok-sha1.zone", plain(CUT + f"sub DS 12345 13 1 {SHA1}\n")


CHILD_HEAD = HEAD.replace("example.com", "sub.example.com", 1)


def child(**options):
    lines = sign("www A 192.0.2.1\n", CHILD_HEAD, origin="sub.example.com", **options)
    return "$ORIGIN sub.example.com.\n" + "\n".join(lines) + "\n"


def family(case, ds, below, signed=True):
    body = CUT + "".join(f"sub DS {x}\n" for x in ds)
    yield f"{case}/example.com.zone", text(sign(body)) if signed else plain(body)
    yield f"{case}/sub.example.com.zone", below


@fixture("xzone-ds-absent")
def _():
    yield from family("bad-signed", [], child())
    yield from family("ok-ds", [KSK.ds("sub.example.com.")], child())
    yield from family("ok-unsigned", [], CHILD_HEAD + "www A 192.0.2.1\n")


@fixture("xzone-ds-mismatch")
def _():
    good, other = KSK.ds("sub.example.com."), NEXT.ds("sub.example.com.")
    wrong = f"{KSK.tag} 15 2 {HEX32}"
    yield from family("bad-key", [other], child())
    yield from family("bad-digest", [wrong], child(), False)
    yield from family("bad-digest-beside-good", [good, wrong.replace(" 2 ", " 4 ") + HEX32[:32]], child(), False)
    yield from family("bad-key-that-signs-nothing", [other], child(more=(NEXT,)), False)
    yield from family("ok-key", [good], child())
    yield from family("ok-next-key-beside", [good, other], child(), False)
    yield from family("ok-unknown-digest", [f"{KSK.tag} 15 3 {HEX32}"], child(), False)
    yield from family("ok-source-with-keys", [good], CHILD_HEAD + f"@ DNSKEY {KSK.text}\nwww A 192.0.2.1\n", False)


@fixture("xzone-ds-orphan")
def _():
    ds, below = [KSK.ds("sub.example.com.")], CHILD_HEAD + "www A 192.0.2.1\n"
    yield from family("bad-unsigned", ds, below)
    yield from family("ok-both-sources", ds, below, False)
    yield from family("ok-signed", ds, child())


# ---- ZONEMD ----

@fixture("zonemd-mismatch")
def _():
    good = zonemd(BODY)
    yield "bad-changed.zone", good.replace("192.0.2.2", "192.0.2.99")
    yield "bad-ttl.zone", good.replace("$TTL 3600", "$TTL 3601").replace(" 3600 IN ZONEMD", " 3601 IN ZONEMD")
    yield "bad-sha512.zone", zonemd(BODY, ("sha512",)).replace("192.0.2.3", "192.0.2.99")
    yield "ok-both.zone", zonemd(BODY, ("sha384", "sha512"))
    yield "ok-order-and-case.zone", good.replace("www A 192.0.2.2\n", "").replace("Mail", "MAIL") + "WWW A 192.0.2.2\n"
    yield "ok-private-scheme.zone", plain(BODY + f"@ ZONEMD 1 241 1 {HEX32}{HEX32[:32]}\n")
    yield "ok-other-serial.zone", good.replace(" 1 7200 ", " 2 7200 ")


@fixture("zonemd-serial")
def _():
    good = zonemd(BODY)
    yield "bad-raised.zone", good.replace(" 1 7200 ", " 2 7200 ")
    yield "ok-same.zone", good
    yield "ok-changed.zone", good.replace("192.0.2.2", "192.0.2.99")


@fixture("zonemd-owner")
def _():
    digest = f"1 1 1 {HEX32}{HEX32[:32]}"
    yield "bad-below.zone", plain(f"www A 192.0.2.1\nwww ZONEMD {digest}\n")
    yield "ok-apex.zone", zonemd(BODY)
    yield "ok-apex-spelt-out.zone", plain(f"EXAMPLE.COM. ZONEMD {digest}\n")


@fixture("zonemd-duplicate")
def _():
    one, two = f"1 1 1 {HEX32}{HEX32[:32]}", f"1 1 1 {HEX32}{HEX32[1:33]}"
    yield "bad-two.zone", plain(f"@ ZONEMD {one}\n@ ZONEMD {two}\n")
    yield "ok-two-hashes.zone", zonemd(BODY, ("sha384", "sha512"))
    yield "ok-two-schemes.zone", plain(f"@ ZONEMD {one}\n@ ZONEMD {one.replace('1 1 1', '1 241 1')}\n")


def main():
    for rule in sys.argv[1:] or sorted(FIXTURES):
        for name, content in FIXTURES[rule]():
            path = os.path.join(RULES, rule, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="ascii") as f:
                f.write(content)


if __name__ == "__main__":
    main()
