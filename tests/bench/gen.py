#!/usr/bin/env python3
"""Makes the workloads of `make bench`; the same arguments always give the same bytes.

    gen.py flat N DIR        one zone of N records as hosters have them (A, AAAA, MX, TXT, NS, CNAME)
    gen.py tld N DIR         one zone of N records that only delegates (NS, DS, glue)
    gen.py repo ZONES DIR    ZONES forward zones with their reverse zones, an egress map and planted mistakes
    gen.py tiny DIR          one zone of 50 lines

Each writes DIR/stats.json (records, bytes, files) and DIR/zones.tsv (origin, file).
"""
import json
import os
import shutil
import sys

SYLLABLES = ("ba be bi bo bu da de di do du fa fe fi fo fu ga ge gi go gu ka ke ki ko ku la le li lo lu ma me mi "
             "mo mu na ne ni no nu pa pe pi po pu ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo vu").split()
ROLES = "web app db cache node git ci log nfs auth vpn dev stage api edge queue".split()
MASK = (1 << 64) - 1


class Random:
    """splitmix64: the same numbers under every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def bits(self, n):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) >> (64 - n)

    def below(self, n):
        return self.bits(32) % n


def word(number):
    out = []
    number += len(SYLLABLES)
    while number:
        number, r = divmod(number, len(SYLLABLES))
        out.append(SYLLABLES[r])
    return "".join(out)


def dotted(n):
    return f"{n >> 24}.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"


def finish(out, records, zones):
    size = sum(os.path.getsize(os.path.join(out, path)) for _, path in zones)
    with open(os.path.join(out, "zones.tsv"), "w", encoding="ascii") as f:
        f.writelines(f"{origin}\t{path}\n" for origin, path in zones)
    with open(os.path.join(out, "stats.json"), "w", encoding="ascii") as f:
        json.dump({"records": records, "bytes": size, "files": len(zones)}, f)


HEAD = "$ORIGIN {0}\n$TTL 3600\n@\tIN SOA\tns1.{1} hostmaster.{1} 2026112201 7200 900 1209600 300\n\tIN NS\tns1.{1}\n\tIN NS\tns2.{1}\n"


def flat(want, out):
    rng, origin, records, i = Random(1), "bench.example.", 3, 0
    with open(os.path.join(out, "flat.zone"), "w", encoding="ascii", buffering=1 << 20) as f:
        f.write(HEAD.format(origin, "dns.test."))
        while records < want:
            name, ip, six = f"{word(rng.bits(17))}{i}", 0x33000000 + i * 11, f"2a0d:5600:{i >> 16:x}:{i & 0xFFFF:x}::"
            rows = [f"{name}\t3600\tIN\tA\t{dotted(ip)}", f"{name}\t3600\tIN\tAAAA\t{six}1",
                    f"{name}\t3600\tIN\tMX\t10 mail.{name}", f"{name}\t3600\tIN\tMX\t20 mx{rng.bits(6)}.mailfarm.test.",
                    f'{name}\t3600\tIN\tTXT\t"v=spf1 mx ip4:{dotted(ip)} -all"',
                    f"mail.{name} 3600 IN A {dotted(ip + 1)}", f"mail.{name} 3600 IN AAAA {six}19"]
            rows += [f"{ROLES[(k + i) % 16]}{k}.{name} 3600 IN A {dotted(ip + k)}" for k in range(2, 10)]
            rows += [f"{ROLES[(k + i) % 16]}{k}.{name} 3600 IN AAAA {six}a:{rng.bits(16):x}" for k in (2, 3)]
            rows += [f"www.{name} 3600 IN CNAME {name}", f"lab.{name} 3600 IN NS ns1.lab{rng.bits(8)}.test.",
                     f"lab.{name} 3600 IN NS ns2.lab{rng.bits(8)}.test.",
                     f'_dmarc.{name} 3600 IN TXT "v=DMARC1; p=none; rua=mailto:d@{name}.{origin[:-1]}"']
            rows = rows[:want - records]
            records, i = records + len(rows), i + 1
            f.write("\n".join(rows) + "\n")
    finish(out, records, [(origin, "flat.zone")])


def tld(want, out):
    rng, origin, records, i = Random(2), "bench.", 3, 0
    with open(os.path.join(out, "flat.zone"), "w", encoding="ascii", buffering=1 << 20) as f:
        f.write(HEAD.format(origin, "dns.test."))
        while records < want:
            name, provider = f"{word(rng.bits(22))}{i}.{origin}", rng.bits(13)
            rows = [f"{name}\t86400\tin\tns\tns{k}.provider{provider}.test." for k in range(1, 3 + 2 * (rng.bits(3) == 0))]
            if rng.bits(4) == 0:
                rows += [f"{name}\t86400\tin\tns\tns.{name}", f"ns.{name}\t86400\tin\ta\t{dotted(0x33000000 + i)}"]
            if rng.bits(3) == 0:
                rows.append(f"{name}\t86400\tin\tds\t{rng.bits(16)} 13 2 {''.join(f'{rng.bits(64):016x}' for _ in range(4))}")
            rows = rows[:want - records]
            records, i = records + len(rows), i + 1
            f.write("\n".join(rows) + "\n")
    finish(out, records, [(origin, "flat.zone")])


class Reverse:
    """Reverse zones by origin; a PTR goes to the zone that the address belongs to."""

    def __init__(self):
        self.zones, self.records = {}, 0

    def add(self, origin, owner, kind, data):
        self.zones.setdefault(origin, []).append(f"{owner}\tIN {kind}\t{data}")
        self.records += 1

    def v4(self, host, name):
        """198.18.0.0/16 in zones of /24, its upper halves of every sixteenth classless; 198.19.0.0/16 in one zone."""
        third, last = host // 250, host % 250 + 1
        if host >= 230 * 250:
            host -= 230 * 250
            self.add("19.198.in-addr.arpa.", f"{host % 250 + 1}.{host // 250 % 250}", "PTR", name)
        elif third % 16 == 8 and last > 128:
            parent = f"{third}.18.198.in-addr.arpa."
            child = f"128-255.{parent}"
            if child not in self.zones:
                self.add(parent, "128-255", "NS", "ns1.dns.test.")
                self.add(parent, "128-255", "NS", "ns2.dns.test.")
            self.add(parent, str(last), "CNAME", f"{last}.128-255")
            self.add(child, str(last), "PTR", name)
        else:
            self.add(f"{third}.18.198.in-addr.arpa.", str(last), "PTR", name)

    def v6(self, network, host, name):
        nibbles = ".".join(reversed(f"{host:020x}"))
        self.add(f"{'.'.join(reversed(f'{network:04x}'))}.8.b.d.0.1.0.0.2.ip6.arpa.", nibbles, "PTR", name)

    def write(self, out):
        for origin in self.zones:
            path = os.path.join("reverse", origin[:-1] + ".zone")
            with open(os.path.join(out, path), "w", encoding="ascii") as f:
                f.write(HEAD.format(origin, "dns.test.") + "\n".join(self.zones[origin]) + "\n")
            self.records += 3
            yield origin, path


def v4_text(host):
    return f"198.18.{host // 250}.{host % 250 + 1}" if host < 230 * 250 else \
        f"198.19.{(host - 230 * 250) // 250 % 250}.{host % 250 + 1}"


def repo(count, out):
    """Fifty hosts a zone; two hosts in a hundred carry a mistake."""
    rng, reverse, zones, records, host = Random(3), Reverse(), [], 0, 0
    os.makedirs(os.path.join(out, "forward"))
    os.makedirs(os.path.join(out, "reverse"))
    mail_hosts = []
    for z in range(count):
        origin = f"{word(z)}{z}.example."
        network = z % 30 + 1
        rows = ["\tIN MX\t10 mx1", "\tIN MX\t20 mx2", '\tIN TXT\t"v=spf1 mx -all"', '_dmarc\tIN TXT\t"v=DMARC1; p=reject"',
                "www\tIN CNAME\tweb3", "imap\tIN CNAME\tmx1", "_sip._tcp\tIN SRV\t0 5 5060 app4", '@\tIN CAA\t0 issue "ca.test"']
        for h in range(50):
            name = f"mx{h + 1}" if h < 2 else f"{ROLES[(h + z) % 16]}{h}" if h > 4 else ("web", "app", "db")[h - 2] + str(h + 1)
            full = f"{name}.{origin}"
            rows.append(f"{name}\tIN A\t{v4_text(host)}")
            mistake = rng.bits(8) if rng.below(50) == 0 else None
            if mistake is None or h < 2:
                reverse.v4(host, full)
            elif mistake < 96:
                pass                                            # no PTR
            elif mistake < 144:
                reverse.v4(host, f"gone{h}.{origin}")           # names a host that is gone
            elif mistake < 192:
                reverse.v4(host, f"mx1.{origin}")               # names another host
            elif mistake < 224:
                reverse.v4(host, full)
                rows.append(f"{name}\tIN A\t{v4_text(host)}")   # the same record twice
            else:
                reverse.v4(host, full)
                rows.append(f"old{h}\tIN CNAME\tgone{h}")       # alias of nothing
            if h % 5 < 3:
                rows.append(f"{name}\tIN AAAA\t2001:db8:{network:x}:{z:x}::{h + 1:x}")
                reverse.v6(network, z << 64 | h + 1, full)
            if h == 0 and z % 4 == 0:
                mail_hosts.append((full[:-1], v4_text(host), f"2001:db8:{network:x}:{z:x}::1"))
            host += 1
        path = os.path.join("forward", origin[:-1] + ".zone")
        with open(os.path.join(out, path), "w", encoding="ascii") as f:
            f.write(HEAD.format(origin, "dns.test.") + "\n".join(rows) + "\n")
        records += 3 + len(rows)
        zones.append((origin, path))
    zones += list(reverse.write(out))
    with open(os.path.join(out, "mail-egress.yaml"), "w", encoding="ascii") as f:
        f.write("version: 1\nhosts:\n" + "".join(f'  {n}: [{a}, "{b}"]\n' for n, a, b in mail_hosts))
    with open(os.path.join(out, ".ptrlint.yaml"), "w", encoding="ascii") as f:
        f.write('version: 1\nlint:\n  treat_as_public: [198.18.0.0/15, "2001:db8::/32"]\n')
    base = os.path.abspath(out)
    with open(os.path.join(out, "named.conf"), "w", encoding="ascii") as f:
        f.write(f'options {{ directory "{base}"; }};\n')
        f.writelines(f'zone "{origin[:-1]}" {{ type primary; file "{path}"; }};\n' for origin, path in zones)
    with open(os.path.join(out, "knot.conf"), "w", encoding="ascii") as f:
        f.write(f"server:\n  rundir: {base}\ndatabase:\n  storage: {base}/knot-db\ntemplate:\n  - id: default\n"
                f"    storage: {base}\n    semantic-checks: on\nzone:\n")
        f.writelines(f"  - domain: {origin}\n    file: {path}\n" for origin, path in zones)
    finish(out, records + reverse.records, zones)


def tiny(out):
    origin = "tiny.example."
    rows = ["\tIN MX\t10 mx1", "\tIN MX\t20 mx2", '\tIN TXT\t"v=spf1 mx -all"', '_dmarc\tIN TXT\t"v=DMARC1; p=reject"',
            "mx1\tIN A\t51.0.0.25", "mx2\tIN A\t51.0.0.26", "www\tIN CNAME\thost1"]
    rows += [f"host{i}\tIN A\t51.0.1.{i}" for i in range(1, 39)]
    with open(os.path.join(out, "flat.zone"), "w", encoding="ascii") as f:
        f.write(HEAD.format(origin, "dns.test.") + "\n".join(rows) + "\n")
    finish(out, 3 + len(rows), [(origin, "flat.zone")])


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in ("flat", "tld", "repo", "tiny"):
        sys.exit(__doc__)
    kind, out = sys.argv[1], sys.argv[-1]
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    if kind == "tiny":
        tiny(out)
    else:
        {"flat": flat, "tld": tld, "repo": repo}[kind](int(sys.argv[2]), out)


if __name__ == "__main__":
    main()
