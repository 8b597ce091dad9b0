#!/usr/bin/env python3
"""Large egress maps: memory grows by little with every address.

large_map.py [BUILD_DIR]

Two sizes of each repository are checked; what one address costs is the difference between them.
"""
import ipaddress
import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BUILD", TOP + "/build/rel"))
PTRLINT = os.environ.get("PTRLINT", BUILD + "/ptrlint")
SMALL, LARGE = 20000, 50000
BASE = ipaddress.ip_address("20.0.0.0")
SOA = "$ORIGIN {0}.\n$TTL 3600\n@ IN SOA ns.example.com. hm.example.com. 1 7200 900 1209600 300\n IN NS ns.example.com.\n IN NS ns2.example.com.\n"


def hosts(count):
    """A host for each address, in the form that takes most."""
    rows = ["version: 1", "defaults: {domains: [example.com]}", "hosts:"]
    for i in range(count):
        rows += [f"  out{i}.example.com:", f"    external: {BASE + i}", f"    helo: out{i}.example.com"]
    return rows


def pool(count):
    """A host that sends from all of them."""
    return ["version: 1", "defaults: {domains: [example.com]}", "pools:",
            f"  p: {{external: {BASE}-{BASE + (count - 1)}, ptr: 'out{{c}}-{{d}}.example.com', helo: '{{ptr}}'}}",
            "hosts:", "  mail.example.com: {pool: p}"]


def name_of(kind, i):
    return f"out{i}.example.com" if kind is hosts else f"out{i >> 8 & 255}-{i & 255}.example.com"


def write(folder, name, rows):
    with open(os.path.join(folder, name), "w", encoding="ascii") as f:
        f.write("\n".join(rows) + "\n")


def make(folder, kind, count):
    forward = [SOA.format("example.com") + "ns A 198.41.0.4", "ns AAAA 2400::1", "ns2 A 199.9.14.201",
               "ns2 AAAA 2400:1::1", "mx A 20.200.0.1", "@ MX 10 mx", '@ TXT "v=spf1 ip4:20.0.0.0/16 ip4:20.200.0.1 -all"']
    reverse = {"200.20.in-addr.arpa": ["1.0 PTR mx.example.com."]}
    for i in range(count):
        name, address = name_of(kind, i), str(BASE + i).split(".")
        forward.append(f"{name}. A {'.'.join(address)}")
        zone = ".".join(reversed(address[:3])) + ".in-addr.arpa"
        reverse.setdefault(zone, []).append(f"{address[3]} PTR {name}.")
    write(folder, "example.com.zone", forward)
    for zone, rows in reverse.items():
        write(folder, zone + ".zone", [SOA.format(zone)] + rows)
    write(folder, ".ptrlint.yaml", ["version: 1", "lint: {max_pool: 65536}"])
    write(folder, "mail-egress.yaml", kind(count))


def measure(kind, count):
    """Status, output, KiB at most."""
    with tempfile.TemporaryDirectory() as folder:
        # in a process of its own: what we take ourselves counts for our children, up to their exec
        maker = os.fork()
        if maker == 0:
            make(folder, kind, count)
            os._exit(0)
        os.waitpid(maker, 0)
        with subprocess.Popen([PTRLINT, "check", "--root", folder, "--format", "concise"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
            out = child.stdout.read()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        return child.returncode, out.decode(), usage.ru_maxrss


def judge(kind, most):
    wrong, sizes = [], []
    for count in (SMALL, LARGE):
        status, out, kib = measure(kind, count)
        sizes.append(kib)
        if status != 0 or out != "":
            wrong.append(f"{count} addresses: status {status}, {out[:300]}")
    each = (sizes[1] - sizes[0]) * 1024 / (LARGE - SMALL)
    print(f"{kind.__name__}: {each:.0f} bytes an address, zones included")
    if each > most:
        wrong.append(f"{each:.0f} bytes an address, over {most}")
    return wrong


def main():
    if "san" in os.path.basename(BUILD):
        print("memory under a sanitizer says nothing\n0 passed, 0 failed, 0 skipped")
        return 0
    failed = 0
    for kind, most in ((hosts, 1400), (pool, 900)):
        for line in judge(kind, most):
            failed += 1
            print(f"FAIL {kind.__name__}: {line}")
    print(f"{2 - min(failed, 2)} passed, {min(failed, 2)} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
