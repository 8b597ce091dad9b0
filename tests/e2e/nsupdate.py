#!/usr/bin/python3
"""nsupdate.py BUILD_DIR: what `plan --format nsupdate` prints, carried out on a running named.

For each repository, its zones are served on a loopback port:

    applied    nsupdate takes the batches, and the plan for what is then transferred is empty
    serial     the server has raised the serial of the zones that changed, and of no others
    refused    after a change by hand of any owner of the plan the batch fails and its zone stays
"""
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PTRLINT = os.environ.get("PTRLINT", os.path.join(TOP, "build", "ptrlint"))
REPOSITORIES = [os.path.join(TOP, "tests", "cli", "plan"), os.path.join(TOP, "tests", "fix", "repos", "classless"),
                os.path.join(TOP, "tests", "fix", "repos", "ipv6"),
                os.path.join(TOP, "zones-examples", "kb-300171")]
TODAY = ["--today", "2026-11-22"]
counts = {"passed": 0, "failed": 0, "skipped": 0}


def run(*argv, stdin=b""):
    p = subprocess.run(argv, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
    return p.returncode, p.stdout.decode("utf-8", "replace"), p.stderr.decode("utf-8", "replace")


def result(name, problems):
    counts["failed" if problems else "passed"] += 1
    if problems:
        print(f"FAIL {name}", *problems, sep="\n  ")


def plan(root, form):
    status, out, err = run(PTRLINT, "plan", "--root", root, *TODAY, "--format", form)
    if status > 1:
        raise RuntimeError(f"plan: {status}: {err}")
    return out


def zones(root):
    out = json.loads(run(PTRLINT, "zones", "--root", root, "--format", "json")[1])["zones"]
    return [(z["origin"], z["path"]) for z in out if z["role"] == "managed" and z["path"]]


class Server:
    """named with copies of a repository's zones, in a folder of its own."""

    def __init__(self, root, scratch):
        self.zones = zones(root)
        self.folder = tempfile.mkdtemp(dir=scratch)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        conf = [f'options {{ directory "{self.folder}"; listen-on port {self.port} {{ 127.0.0.1; }};',
                "listen-on-v6 { none; }; pid-file none; session-keyfile none; recursion no; notify no;",
                "dnssec-validation no; allow-transfer { 127.0.0.1; }; allow-update { 127.0.0.1; };",
                "check-integrity no; max-journal-size 1m; };", "controls { };"]
        for i, (origin, path) in enumerate(self.zones):
            shutil.copyfile(os.path.join(root, path), os.path.join(self.folder, f"zone{i}"))
            conf.append(f'zone "{origin}" {{ type primary; file "zone{i}"; }};')
        with open(os.path.join(self.folder, "named.conf"), "w", encoding="utf-8") as f:
            f.write("\n".join(conf) + "\n")

    def __enter__(self):
        with open(os.path.join(self.folder, "log"), "wb") as log:
            self.process = subprocess.Popen(["named", "-g", "-c", os.path.join(self.folder, "named.conf"), "-n", "1"],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            if all("status: NOERROR" in self.dig(origin, "SOA")[1] for origin, _ in self.zones):
                return self
            time.sleep(0.1)
        self.__exit__()
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as log:
            raise RuntimeError("named does not serve the zones:\n" + log.read()[-3000:])

    def __exit__(self, *unused):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def dig(self, *words):
        return run("dig", "+time=2", "+tries=1", "@127.0.0.1", "-p", str(self.port), *words)

    def transfer(self, origin):
        return self.dig(origin, "AXFR", "+onesoa", "+nocomments", "+nocmd", "+nostats")[1]

    def serial(self, origin):
        return int(self.dig(origin, "SOA", "+short")[1].split()[2])

    def update(self, batch):
        return run("nsupdate", "-t", "10", stdin=f"server 127.0.0.1 {self.port}\n{batch}".encode())


def batches(text):
    """The zone and the text of each batch."""
    return [(re.search(r"(?m)^zone (\S+)$", b).group(1), b + "send\n") for b in text.split("send\n")[:-1]]


def applied(name, root, scratch):
    text = plan(root, "nsupdate")
    bad = [] if text == plan(root, "nsupdate") and text.endswith("send\n") else ["not a plan, or not the same twice"]
    after = os.path.join(tempfile.mkdtemp(dir=scratch), "after")
    shutil.copytree(root, after)
    with Server(root, scratch) as server:
        before = {origin: server.serial(origin) for origin, _ in server.zones}
        status, out, err = server.update(text)
        if status:
            bad.append(f"nsupdate: {status}: {out}{err}")
        changed = {zone.rstrip(".") for zone, _ in batches(text)}
        serials = [f"{origin}: {before[origin]}, then {server.serial(origin)}" for origin, _ in server.zones
                   if (server.serial(origin) != before[origin]) != (origin.rstrip(".").lower() in changed)]
        for origin, path in server.zones:
            with open(os.path.join(after, path), "w", encoding="utf-8") as f:
                f.write(server.transfer(origin))
    left = plan(after, "text")
    result(f"{name}: applied", bad + ([f"left to do: {left}"] if left else []))
    result(f"{name}: serial", serials)


def refused(name, root, scratch):
    """One change by hand after the other, each on a server of its own."""
    owners = []
    for zone, batch in batches(plan(root, "nsupdate")):
        owners += [(zone, batch, owner) for owner in
                   dict.fromkeys(re.findall(r"(?m)^update \S+ (\S+) ", batch))]
    for zone, batch, owner in owners[:4]:
        hand = {"another value": f"update add {owner} 3600 IN PTR by-hand.example.org."}
        if f"yxrrset {owner} " in batch:
            hand["no value"] = f"update delete {owner} IN PTR"
        else:
            hand["an alias"] = f"update add {owner} 3600 IN CNAME by-hand.example.org."
        for how, line in hand.items():
            with Server(root, scratch) as server:
                status, _, err = server.update(f"zone {zone}\n{line}\nsend\n")
                before = server.transfer(zone)
                bad = [f"the change by hand: {status}: {err}"] if status else []
                status, out, err = server.update(batch)
                if status == 0 or not re.search("update failed: (NX|YX)(RRSET|DOMAIN)", out + err):
                    bad.append(f"not refused: {status}: {out}{err}")
                if server.transfer(zone) != before:
                    bad.append("the zone changed")
            result(f"{name}: {how} at {owner}", bad)


def main():
    for tool in ("named", "nsupdate", "dig"):
        if shutil.which(tool) is None:
            print(f"skip: no {tool}")
            print("0 passed, 0 failed, 1 skipped")
            return
    with tempfile.TemporaryDirectory(prefix="ptrlint-nsupdate.") as scratch:
        for repository in REPOSITORIES:
            name = os.path.basename(repository)
            try:
                applied(name, repository, scratch)
                refused(name, repository, scratch)
            except RuntimeError as error:
                result(name, [str(error)])
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    sys.exit(1 if counts["failed"] else 0)


main()
