#!/usr/bin/env python3
"""Times ptrlint and every other checker that is installed on the same zones, and holds the ratios against
our bars.  Commands run in rounds, one after another within a round, so that every ratio is taken between
runs made within seconds of each other; medians are printed.  Instructions are callgrind's: they are exact
on a busy machine, too.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
os.environ["PATH"] += ":/usr/sbin:/sbin"


class Workload:
    """A folder made by gen.py; made anew when the generator has changed."""

    def __init__(self, work, name, *args):
        self.dir = os.path.join(work, name)
        with open(os.path.join(HERE, "gen.py"), encoding="utf-8") as f:
            stamp = f.read() + repr(args)
        stamp_file = os.path.join(self.dir, "stamp")
        if not os.path.exists(stamp_file) or open(stamp_file, encoding="utf-8").read() != stamp:
            say(f"making {name}")
            subprocess.run([sys.executable, os.path.join(HERE, "gen.py"), *map(str, args), self.dir], check=True)
            with open(stamp_file, "w", encoding="utf-8") as f:
                f.write(stamp)
        with open(os.path.join(self.dir, "stats.json"), encoding="ascii") as f:
            self.__dict__.update(json.load(f))
        with open(os.path.join(self.dir, "zones.tsv"), encoding="ascii") as f:
            self.zones = [(o, os.path.join(self.dir, p)) for o, p in (line.rstrip("\n").split("\t") for line in f)]
        self.origin, self.file = self.zones[0]
        self.pairs, self.list = os.path.join(self.dir, "pairs"), os.path.join(self.dir, "files")
        with open(self.pairs, "w", encoding="ascii") as f:
            f.writelines(f"{o} {p}\n" for o, p in self.zones)
        with open(self.list, "w", encoding="ascii") as f:
            f.writelines(f"{p}\n" for _, p in self.zones)


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, args):
        self.args, self.rows, self.results = args, [], {}
        self.work = os.path.join(TOP, "build", "bench")
        os.makedirs(self.work, exist_ok=True)
        self.rt = os.path.join(self.work, "rt")
        for static in (["-static"], []):
            if subprocess.run([os.environ.get("CC", "cc"), "-O2", *static, "-o", self.rt, os.path.join(HERE, "rt.c")],
                              stderr=subprocess.DEVNULL, check=False).returncode == 0:
                break
        else:
            sys.exit("bench: cannot compile rt.c")

    def once(self, argv):
        try:
            p = subprocess.run([self.rt, *argv], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                               timeout=self.args.timeout, check=False)
        except subprocess.TimeoutExpired:
            return None
        wall, cpu, rss, status = p.stdout.split()
        return float(wall), float(cpu), int(rss), int(status)

    def table(self, title, load, jobs):
        """jobs: (label, argv), ours first.  Prints a table and returns label -> result."""
        jobs = [(label, argv) for label, argv in jobs if shutil.which(argv[0])]
        runs = {label: [] for label, _ in jobs}
        times = {}
        for label, argv in jobs:                        # warms the page cache, and tells how often to repeat
            first = self.once(argv)
            if first is None:
                say(f"{title}: {label}: more than {self.args.timeout} s")
                continue
            times[label] = self.args.rounds if first[0] < 1 else min(3, self.args.rounds) if first[0] < 6 else 1
            if times[label] == 1:
                runs[label].append(first)
                times[label] = 0
            say(f"{title}: {label}: {first[0] * 1000:.1f} ms, exit {first[3]}")
        for i in range(self.args.rounds):
            for label, argv in jobs:
                if i < times.get(label, 0):
                    runs[label].append(self.once(argv))
        base = jobs[0][0]
        print(f"\n### {title}: {load.records:,} records, {load.bytes / 1e6:.1f} MB, {load.files:,} files\n")
        print("| program | wall ms | cpu ms | peak RSS MiB | bytes/record | M records/s | ptrlint is faster by | exit |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|")
        out = {}
        for label, _ in jobs:
            if not runs[label]:
                continue
            wall, cpu, rss = (statistics.median(r[i] for r in runs[label]) for i in range(3))
            pairs = [r[0] / b[0] for r, b in zip(runs[label], runs[base])]
            ratio = statistics.median(pairs) if len(pairs) > 1 else wall / statistics.median(b[0] for b in runs[base])
            status = runs[label][-1][3]
            out[label] = {"wall": wall, "cpu": cpu, "rss": rss * 1024, "ratio": ratio, "exit": status}
            print(f"| {label} | {wall * 1000:.1f} | {cpu * 1000:.1f} | {rss / 1024:.1f} | {rss * 1024 / load.records:.0f} | "
                  f"{load.records / wall / 1e6:.2f} | {ratio:.1f} | {status} |", flush=True)
        self.results[title] = out
        ours = [label for label in out if label.startswith("ptrlint")]
        for label in ours:
            if out[label]["exit"] > 1:
                self.bar(f"{title}: {label} did its job", out[label]["exit"], 1, "{:.0f}", most=True)
        return out

    def bar(self, what, value, bar, form="{:.1f}", most=False):
        """Note a figure and its bar; most: the figure must not be larger, else not smaller."""
        if value is None:
            self.rows.append((what, "–", form.format(bar), "not measured"))
            return
        good = value <= bar if most else value >= bar
        self.rows.append((what, form.format(value), ("≤ " if most else "≥ ") + form.format(bar), "ok" if good else "MISSED"))

    def ratio(self, what, table, label, bar):
        self.bar(what, table.get(label, {}).get("ratio"), bar, "{:.1f} ×")

    def zone_jobs(self, load):
        own = [self.args.program, "check", "--no-config", "--format", "concise", "--zone", f"{load.origin}={load.file}"]
        return [("ptrlint -j2", own + ["-j", "2"]), ("ptrlint -j1", own + ["-j", "1"]), ("wc -l", ["wc", "-l", load.file]),
                ("validns", ["validns", "-z", load.origin, load.file]),
                ("kzonecheck", ["kzonecheck", "-o", load.origin, load.file]),
                ("nsd-checkzone", ["nsd-checkzone", load.origin, load.file]),
                ("named-checkzone", ["named-checkzone", "-q", "-i", "local", load.origin, load.file])]

    def one_zone(self):
        n = 100_000 if self.args.quick else 1_000_000
        load = Workload(self.work, f"flat{n}", "flat", n)
        t = self.table("one zone", load, self.zone_jobs(load))
        for label, bar in (("validns", 15), ("kzonecheck", 20), ("nsd-checkzone", 22), ("named-checkzone", 45)):
            self.ratio(f"one zone, two threads: faster than {label}", t, label, bar)
        if "ptrlint -j1" in t and "wc -l" in t:
            self.bar("one zone, one thread: times wc -l", t["ptrlint -j1"]["wall"] / t["wc -l"]["wall"], 16, "{:.1f} ×", most=True)
        self.memory("one zone", load, t, 56)
        return load, t

    def memory(self, what, load, t, each):
        rss = t.get("ptrlint -j2", {}).get("rss")
        self.bar(f"{what}: peak memory, bytes a record (less 4 MiB)",
                 None if rss is None else max(0, rss - 4 * 2**20) / load.records, each, most=True)

    def delegations(self):
        n = 100_000 if self.args.quick else 1_000_000
        load = Workload(self.work, f"tld{n}", "tld", n)
        self.memory("delegations", load, self.table("delegations", load, self.zone_jobs(load)), 72)

    def repository(self):
        n = 200 if self.args.quick else 2000
        load = Workload(self.work, f"repo{n}", "repo", n)

        def each(command):
            return ["sh", "-c", f"xargs -P2 -n2 {command} <{load.pairs}"]
        jobs = [("ptrlint -j2", [self.args.program, "check", "--root", load.dir, "--format", "concise", "-j", "2"]),
                ("ptrlint -j1", [self.args.program, "check", "--root", load.dir, "--format", "concise", "-j", "1"]),
                ("xargs wc -l", ["sh", "-c", f"xargs wc -l <{load.list}"])]
        for label, argv in (("knotc zone-check", ["knotc", "-c", os.path.join(load.dir, "knot.conf"), "zone-check"]),
                            ("named-checkconf -z", ["named-checkconf", "-z", os.path.join(load.dir, "named.conf")]),
                            ("validns (xargs -P2)", each("validns -z")),
                            ("kzonecheck (xargs -P2)", each("kzonecheck -o")),
                            ("nsd-checkzone (xargs -P2)", each("nsd-checkzone"))):
            if shutil.which(label.split()[0]):
                jobs.append((label, argv))
        t = self.table("repository", load, jobs)
        self.ratio("repository: faster than knotc zone-check (each zone alone)", t, "knotc zone-check", 16)

    def start(self):
        load = Workload(self.work, "tiny", "tiny")
        rounds, self.args.rounds = self.args.rounds, 4 * self.args.rounds
        t = self.table("fifty lines", load, self.zone_jobs(load))
        self.args.rounds = rounds
        wall = t.get("ptrlint -j2", {}).get("wall")
        self.bar("fifty lines: start to end, ms", None if wall is None else wall * 1000, 3, most=True)

    def linear(self, small, before):
        if self.args.quick or not self.args.full:
            return
        load = Workload(self.work, "flat5000000", "flat", 5_000_000)
        t = self.table("five million", load, self.zone_jobs(load)[:3])
        if "ptrlint -j2" in t and "ptrlint -j2" in before:
            self.bar("linear: time a record, 5 M to 1 M",
                     t["ptrlint -j2"]["wall"] / load.records / (before["ptrlint -j2"]["wall"] / small.records),
                     1.4, "{:.2f} ×", most=True)

    def instructions(self):
        counts = []
        if shutil.which("valgrind"):
            for n in (10_000, 50_000):
                load = Workload(self.work, f"flat{n}", "flat", n)
                argv = self.zone_jobs(load)[1][1]
                say(f"callgrind: {n:,} records")
                p = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *argv],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
                m = re.search(rb"Collected : (\d+)", p.stderr)
                if m and p.returncode in (0, 1):
                    counts.append(int(m.group(1)))
        value = (counts[1] - counts[0]) / 40_000 if len(counts) == 2 else None
        self.bar("instructions a record, one thread (callgrind)", value, 1300, "{:,.0f}", most=True)

    def run(self):
        groups = self.args.only.split(",") if self.args.only else []

        def wanted(name):
            return not groups or name in groups
        if wanted("start"):
            self.start()
        if wanted("zone"):
            small, t = self.one_zone()
            self.linear(small, t)
        if wanted("tld"):
            self.delegations()
        if wanted("repo"):
            self.repository()
        if wanted("instructions"):
            self.instructions()
        print("\n### bars\n\n| what | measured | bar | |\n|---|--:|--:|---|")
        for row in self.rows:
            print("| " + " | ".join(row) + " |")
        with open(os.path.join(self.work, "results.json"), "w", encoding="utf-8") as f:
            json.dump({"tables": self.results, "bars": self.rows}, f, indent=1)
        return any(row[3] == "MISSED" for row in self.rows)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("program")
    p.add_argument("--quick", action="store_true", help="a tenth of the size, fewer rounds")
    p.add_argument("--full", action="store_true", help="also five million records")
    p.add_argument("--gate", action="store_true", help="exit 1 when a bar is missed")
    p.add_argument("--only", help="comma list of: start zone tld repo instructions")
    p.add_argument("--rounds", type=int)
    p.add_argument("--timeout", type=int, default=300)
    args = p.parse_args()
    args.program = os.path.abspath(args.program)
    args.rounds = args.rounds or (3 if args.quick else 7)
    if not os.access(args.program, os.X_OK):
        sys.exit(f"bench: {args.program} is not built")
    missed = Bench(args).run()
    sys.exit(1 if missed and args.gate else 0)


if __name__ == "__main__":
    main()
