#!/usr/bin/env python3
"""What other checkers complain of and should not: here it stays silent.

false_alarms.py [BUILD_DIR]

Each case is a zone that is right, with the checkers that refuse it or warn of it.  We must have nothing at warning or
above, and at info no more than the ids the case names.  Where a checker is installed it is run: one that no longer
complains fails the test, so that the list stays true.  LEGAL at the end are zones of the kinds that real sites have,
at which no checker need complain.
"""
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BUILD", TOP + "/build/rel"))
PTRLINT = os.environ.get("PTRLINT", BUILD + "/ptrlint")
ORIGIN = "example.com"
TTL = "$TTL 3600\n"
SOA = "@ IN SOA ns1.provider.test. hostmaster.provider.test. 1 7200 900 1209600 300\n"
NS = "@ IN NS ns1.provider.test.\n@ IN NS ns2.provider.test.\n"
HEAD = TTL + SOA + NS
HOST = "www IN A 20.0.0.1\n"
DIGEST = "0" * 64
PEERS = {
    "named-checkzone": ["named-checkzone", "-i", "local", ORIGIN, "zone"],
    "nsd-checkzone": ["nsd-checkzone", ORIGIN, "zone"],
    "kzonecheck": ["kzonecheck", "-v", "-o", ORIGIN, "zone"],
    "ldns-read-zone": ["ldns-read-zone", "zone"],
    "ldns-verify-zone": ["ldns-verify-zone", "zone"],
    "validns": ["validns", "-p", "all", "-z", ORIGIN, "zone"],
}

# why it is right, the zone, who complains, what may stand at info
CASES = [
    ("the SOA may stand anywhere (RFC 1035 §5.2 asks for one, not for the first place)", TTL + NS + SOA + HOST,
     ["validns"], {"soa-not-first"}),
    ("a zone need not be signed", HEAD + HOST, ["ldns-verify-zone"], set()),
    ("a dot within a label (RFC 1035 §5.1)", HEAD + "a\\.b IN TXT \"x\"\n", ["validns"], {"name-literal-dot"}),
    ("directives have no case", HEAD.replace("$TTL", "$ttl") + HOST, ["ldns-read-zone", "validns"], {"directive-case"}),
    ("class before TTL (RFC 1035 §5.1 allows both)", HEAD + "www IN 300 A 20.0.0.1\n", ["ldns-read-zone"], set()),
    ("$INCLUDE (RFC 1035 §5.1)", HEAD + "$INCLUDE part\n", ["ldns-read-zone"], set()),
    ("\"@\" is an ordinary word in TXT", HEAD + "www IN TXT @\n", ["nsd-checkzone"], set()),
    ("any octet may stand in a label (RFC 2181 §11)", HEAD + "a+b IN TXT \"x\"\n", ["kzonecheck", "validns"], set()),
    ("NSEC3PARAM before the zone is signed", HEAD + "@ IN NSEC3PARAM 1 0 0 -\n", ["validns"], set()),
    ("dohpath is a key of SVCB (RFC 9461 §5)",
     HEAD + HOST + "_dns.www IN SVCB 1 www alpn=h2 dohpath=/q{?dns}\n", ["kzonecheck", "validns"], set()),
    ("HTTPS (RFC 9460)", HEAD + "@ IN HTTPS 1 . alpn=h2\n@ IN A 20.0.0.1\n", ["validns"], set()),
    ("CAA (RFC 8659)", HEAD + "@ IN CAA 0 issue \"ca.provider.test\"\n", ["validns"], set()),
    ("URI (RFC 7553)", HEAD + "_ftp._tcp IN URI 10 1 \"ftp://ftp.provider.test/\"\n", ["validns"], set()),
    ("AMTRELAY (RFC 8777)", HEAD + "@ IN AMTRELAY 10 0 1 20.0.0.1\n",
     ["nsd-checkzone", "kzonecheck", "ldns-read-zone", "validns"], set()),
    ("SMIMEA and OPENPGPKEY (RFC 8162, RFC 7929)",
     HEAD + "0" * 56 + "._smimecert IN SMIMEA 3 1 1 " + DIGEST + "\n", ["validns"], set()),
    ("TLSA at a wildcard (RFC 6698 §3 names the port)", HEAD + HOST + "*._tcp.www IN TLSA 3 1 1 " + DIGEST + "\n",
     ["validns"], {"tlsa-unsigned"}),
    ("TLSA records that CNAMEs of several ports share",
     HEAD + "_25._tcp.mx IN CNAME _tlsa\n_tlsa IN TLSA 3 1 1 " + DIGEST + "\nmx IN A 20.0.0.1\n", ["validns"],
     {"tlsa-unsigned"}),
    ("$GENERATE is BIND's and PowerDNS's; we say who else does not know it", HEAD + "$GENERATE 1-3 h$ A 20.0.0.$\n",
     ["nsd-checkzone", "kzonecheck", "ldns-read-zone"], {"directive-nonstandard"}),
    ("TYPE1 with A's own data", HEAD + "www IN TYPE1 20.0.0.3\n", ["validns"], {"type-generic-for-known"}),
    ("CLASS1 is IN (RFC 3597 §5)", HEAD + "www CLASS1 A 20.0.0.1\n", ["kzonecheck", "validns"], {"class-generic"}),
    ("octets above 127 in TXT", HEAD + "www IN TXT \"caf\u00e9\"\n", ["kzonecheck"], {"file-non-ascii-text"}),
]
LEGAL = [
    ("service discovery: instances of a service (RFC 6763 §4.1)",
     HEAD + HOST + "_ipp._tcp IN PTR A\\032printer._ipp._tcp\nA\\032printer._ipp._tcp IN SRV 0 0 631 www\n"
     "A\\032printer._ipp._tcp IN TXT \"p=1\"\n", set()),
    ("Active Directory",
     HEAD + "dc1 IN A 20.0.0.1\ngc._msdcs IN A 20.0.0.1\n_ldap._tcp.gc._msdcs IN SRV 0 100 3268 dc1\n"
     "_kerberos._tcp.Default-First-Site-Name._sites IN SRV 0 100 88 dc1\nDomainDnsZones IN A 20.0.0.1\n", set()),
    ("a list of refused addresses", HEAD + "2.0.0.127 IN A 127.0.0.2\n2.0.0.127 IN TXT \"test\"\n*.3.0.20 IN A 127.0.0.2\n",
     set()),
    ("a policy zone (RPZ)", TTL + "@ IN SOA localhost. hostmaster.provider.test. 1 3600 900 604800 300\n@ IN NS localhost.\n"
     "bad.test IN CNAME .\n*.bad.test IN CNAME .\nnodata.test IN CNAME *.\n32.1.0.0.20.rpz-ip IN CNAME rpz-passthru.\n", set()),
    ("a catalog zone (RFC 9432)", "$TTL 0\n@ IN SOA invalid. invalid. 1 3600 600 2147483646 0\n@ IN NS invalid.\n"
     "version IN TXT \"2\"\na1.zones IN PTR example.net.\n", {"ttl-zero"}),
    ("an empty zone of a package", TTL + "@ IN SOA localhost. root.localhost. 1 604800 86400 2419200 604800\n@ IN NS localhost.\n",
     set()),
    ("hosts called by a number", HEAD + "2020 IN A 20.0.0.1\n2020 IN AAAA 2600::1\n3d IN A 20.0.0.2\n", set()),
    ("no mail at all (RFC 7505)", HEAD + "@ IN A 20.0.0.1\n@ IN MX 0 .\n@ IN TXT \"v=spf1 -all\"\n", set()),
    ("a service that is not there (RFC 2782)", HEAD + "_imap._tcp IN SRV 0 0 0 .\n", set()),
    ("challenges and keys by alias",
     HEAD + "_acme-challenge IN CNAME x.acme.provider.test.\ns1._domainkey IN CNAME s1.provider.test.\n", set()),
]


# A domain with what domains have: mail with all its records, services, keys, delegations, wildcards, other people's services.
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "legal_domain.zone"), encoding="utf-8") as f:
    LEGAL.append(("a domain with everything", f.read(),
                  {"cname-chain", "dmarc-removed-tag", "dkim-revoked", "tlsa-unsigned", "tlsa-base-cname"}))
LEGAL.append((
    "what a Windows server exports",
    "; Database file example.com.dns\n@  3600 IN SOA server1.example.com. hostmaster.provider.test. (\n\t\t123 ; serial number\n"
    "\t\t3600 600 1209600 3600 ) ; default TTL\n\n@\t3600 NS\tserver1.example.com.\n@\t3600 NS\tserver2.example.com.\n"
    "@\t600\tA\t20.5.0.1\n_gc._tcp\t600\tSRV\t0 100 3268\tserver1.example.com.\nserver1\t3600\tA\t20.5.0.1\n"
    "server2\t3600\tA\t20.6.0.1\nPC-01\t1200\tA\t20.5.0.50\n", {"ns-no-ipv6"}))


def put(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write(text)


def ours(text):
    """Ids at warning or above, and at info, without notes."""
    with tempfile.TemporaryDirectory() as tmp:
        put(tmp, "zone", text)
        put(tmp, "part", HOST)
        p = subprocess.run([PTRLINT, "check", "--root", tmp, "--no-config", "--zone", f"{ORIGIN}={tmp}/zone",
                            "--format", "concise"], capture_output=True, timeout=60, check=False)
    found = re.findall(r": (error|warning|info): .*\[([a-z0-9-]+)\]$", p.stdout.decode("utf-8", "replace"), re.M)
    if p.returncode > 1:
        return {f"exit status {p.returncode}"}, set()
    return {i for level, i in found if level != "info"}, {i for level, i in found if level == "info"}


def complains(peer, text):
    """Does the checker refuse the zone, or say anything of it?  None: it is not here."""
    with tempfile.TemporaryDirectory() as tmp:
        put(tmp, "zone", text)
        put(tmp, "part", HOST)
        try:
            p = subprocess.run(PEERS[peer], cwd=tmp, capture_output=True, timeout=60, check=False)
        except FileNotFoundError:
            return None
    return p.returncode != 0 or b"warning" in p.stdout + p.stderr


def main():
    passed, failures, absent = 0, [], set()

    def judge(good, words):
        nonlocal passed
        passed += good
        if not good:
            failures.append("FAIL " + words)

    for why, text, peers, allowed in [(*c[:2], c[2], c[3]) for c in CASES] + [(*c[:2], [], c[2]) for c in LEGAL]:
        loud, quiet = ours(text)
        judge(not loud and quiet <= allowed, f"{why}: we say {', '.join(sorted(loud | (quiet - allowed)))}")
        for peer in peers:
            said = complains(peer, text)
            if said is None:
                absent.add(peer)
            else:
                judge(said, f"{why}: {peer} no longer complains")
    for line in failures + [f"skip: no {peer}" for peer in sorted(absent)]:
        print(line)
    print(f"{passed} passed, {len(failures)} failed, {len(absent)} skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
