#!/usr/bin/env python3
"""servers.py [BUILD_DIR]: does `ptrlint zones` read configurations of servers as the servers do?

Random named.conf, nsd.conf and knot.conf, with includes, views, patterns, templates, comments and quotes wherever
they may stand.  What BIND makes of one is asked of named-checkconf (-p prints it in plain form, -l lists zones and
views), what NSD does of nsd-checkconf; Knot's knotc is asked whether the files that ptrlint was led to are those
it looks for.  The last line printed is "N passed, N failed, N skipped".
"""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(TOP, "build", "rel"))
PTRLINT = os.environ.get("PTRLINT", os.path.join(BUILD, "ptrlint"))
os.environ["PATH"] += ":/usr/sbin:/sbin"
ROUNDS = 200 if "PTRLINT_LONG" in os.environ else 25
ZONE = "$TTL 3600\n@ IN SOA ns1 hostmaster 1 7200 900 1209600 3600\n@ IN NS ns1\nns1 IN A 192.0.2.53\n"


def run(*command, cwd):
    p = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       timeout=60, check=False)
    return p.returncode, p.stdout.decode("utf-8", "replace")


def put(root, path, text):
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def ours(root):
    """What we found on a server's word: (origin, view or "", path)."""
    p = subprocess.run([PTRLINT, "zones", "--root", root, "--format", "json"], stdin=subprocess.DEVNULL,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
    zones = json.loads(p.stdout)["zones"]
    found = {(z["origin"], z["view"] or "", z["path"]) for z in zones if z["decided_by"] == "server"}
    said = p.stderr.decode("utf-8", "replace")
    return found, said


# ---- BIND ----

def blank(rng):
    """What may stand between two words (BIND wants a blank between a word and a comment)."""
    return rng.choice([" ", "  ", "\t", "\n", " /* ; } */", " // zone \"x\" {\n", " # \"\n", " /**/ ", " /* / * */",
                       "\n\n"])


def bind_zone(rng, origin, path, extra=""):
    words = ["zone", f'"{origin}"' if rng.random() < .6 else origin]
    if rng.random() < .3:
        words.append(rng.choice(["IN", "in"]))
    inside = [f'type{blank(rng)}{rng.choice(["master", "primary"])}', f'file{blank(rng)}"{path}"', "notify no",
              "allow-transfer { !192.0.2.1; { 10/8; any; }; }", "also-notify port 5 { 192.0.2.9; 2001:db8::1 port 9; }"]
    inside = inside[:2] + rng.sample(inside[2:], rng.randrange(3))
    rng.shuffle(inside)
    if extra:
        inside.append(extra)
    body = ";".join(blank(rng) + s + blank(rng) for s in inside)
    return blank(rng).join([""] + words) + blank(rng) + "{" + body + ";" + blank(rng) + "}" + blank(rng) + ";"


def make_bind(rng, root):
    folder = rng.choice([".", "zones", "a/b"])
    text = f'options {{{blank(rng)}directory "{os.path.join(root, folder)}"; listen-on port 53 {{ any; }}; }};\n'
    text += f'acl{blank(rng)}inner {{ 10/8; !any; }};acl "all" {{ !192.0.2.0/24; any; }};'
    views = rng.choice([[""], ["in", "out"], ["one", "two", "three"]])
    count = 0
    for view in views:
        zones = ""
        for _ in range(rng.randrange(1, 5)):
            origin = f"z{rng.randrange(6)}-{count}.example" if view == "" else f"z{rng.randrange(6)}.example"
            if f'{origin}"' in zones or f"{origin} " in zones or origin in zones:
                continue
            count += 1
            path = rng.choice([f"f{count}", f"x/f{count}", f"{root}/{folder}/y/f{count}", f"./f{count}"])
            put(root, os.path.join(folder, path), ZONE)
            zones += bind_zone(rng, origin, path)
        zones += f'zone "hint{count}.example" {{ type secondary; primaries {{ 192.0.2.1; }}; }};'
        if rng.random() < .4:
            name = f"part{count}.conf"
            put(root, name, zones)
            zones = f'include{blank(rng)}"{os.path.join(root, name)}"{blank(rng)};'
        if view != "":
            clients = rng.choice(["", "match-clients { inner; };", "match-clients { all; };", "match-clients { any; };"])
            text += f'view{blank(rng)}"{view}"{blank(rng)}{{{clients}{zones}}}{blank(rng)};'
        else:
            text += zones
    put(root, "named.conf", text)


def read_plain(text):
    """Zones of what named-checkconf -p prints: one statement a line."""
    view = zone = ""
    directory, found = "", set()
    for line in text.split("\n"):
        word = re.match(r'\s*(view|zone|file|directory) "([^"]*)"', line)
        if line.startswith("};"):
            view = ""
        if not word:
            continue
        kind, value = word.groups()
        if kind == "view":
            view = value
        elif kind == "zone":
            zone = value
        elif kind == "directory":
            directory = value
        else:
            found.add((zone.rstrip(".") + ".", view, os.path.normpath(os.path.join(directory, value))))
    return found


def check_bind(rng, root):
    make_bind(rng, root)
    status, out = run("named-checkconf", "-p", "named.conf", cwd=root)
    if status != 0:
        return f"named-checkconf refuses: {out}"
    want = {(o, v, os.path.relpath(f, root)) for o, v, f in read_plain(out)}
    got, said = ours(root)
    if got != want:
        return f"BIND has {sorted(want - got)} and we have {sorted(got - want)}; {said}"
    listed = run("named-checkconf", "-l", "named.conf", cwd=root)[1].split("\n")
    names = {(f[0] + ".", f[2] if f[2] != "_default" else "") for f in map(str.split, listed) if len(f) > 3 and
             f[3] in ("master", "primary")}
    if {z[:2] for z in got} != names:
        return f"named-checkconf -l has {sorted(names)}, we have {sorted(got)}"
    return None


# ---- NSD ----

def expand_nsd(text, zone):
    labels = zone.split(".")[::-1]
    for i, c in enumerate("zyx"):
        text = text.replace("%" + c, labels[i] if i < len(labels) else ".")
    for i in range(3):
        text = text.replace(f"%{i + 1}", zone[i] if i < len(zone) else ".")
    return text.replace("%s", zone)


def quote_nsd(rng, text):
    return rng.choice([f'"{text}"', text])


def make_nsd(rng, root):
    patterns = {}
    text = f"server:\n  zonesdir: {quote_nsd(rng, root)} # zonesdir: x\n  verbosity: 1\n"
    for i in range(rng.randrange(3)):
        name = f"p{i}"
        text += f"pattern:\n\tname: {quote_nsd(rng, name)}\n"
        patterns[name] = rng.choice(["%s.zone", "%1/%2/%3/%s", "%z/%y/x%x.%s", "d/%s"])
        text += f"\tzonefile: {quote_nsd(rng, patterns[name])}\n"
        text += rng.choice(["", "\tnotify: 2001:db8::1 NOKEY\n", "  provide-xfr: 192.0.2.1 NOKEY # c\n"])
    zones = {}
    for i in range(rng.randrange(1, 6)):
        zone = f"{rng.choice('abc')}{i}{rng.choice(['', '.example', '.two.example'])}"
        clause = f"zone: name: {quote_nsd(rng, zone)}\n"
        if patterns and rng.random() < .6:
            name = rng.choice(sorted(patterns))
            clause += f"  include-pattern: {quote_nsd(rng, name)}\n"
            zones[zone] = patterns[name]
        if zone not in zones or rng.random() < .3:
            zones[zone] = rng.choice([f"f{i}", f"{root}/g{i}", f"d/%s.{i}"])
            clause += f"\tzonefile: {quote_nsd(rng, zones[zone])}\n"
        if rng.random() < .3:
            put(root, f"part{i}.conf", clause)
            clause = f'include: "{root}/part{i}.conf"\n'
        text += clause
    put(root, "nsd.conf", text)
    return zones


def check_nsd(rng, root):
    zones = make_nsd(rng, root)
    want = set()
    for zone in zones:
        status, out = run("nsd-checkconf", "-z", zone, "-o", "zonefile", "nsd.conf", cwd=root)
        if status != 0:
            return f"nsd-checkconf refuses: {out}"
        path = os.path.normpath(os.path.join(root, expand_nsd(out.strip(), zone)))
        put(root, path, ZONE)
        want.add((zone + ".", "", os.path.relpath(path, root)))
    got, said = ours(root)
    return None if got == want else f"NSD has {sorted(want - got)} and we have {sorted(got - want)}; {said}"


# ---- Knot ----

def quote_knot(rng, text):
    return f'"{text}"' if "%" in text or "/" in text or rng.random() < .5 else text


def expand_knot(text, zone):
    name, labels = zone.replace("/", "_"), zone.replace("/", "_").split(".")[::-1]

    def one(m):
        if m[0] == "%s":
            return name
        if m[0].startswith("%l"):
            return labels[int(m[1])] if int(m[1]) < len(labels) else ""
        last = int(m[3] or m[2])
        return (name + ".")[int(m[2]):last + 1]

    return re.sub(r"%s|%l\[(\d+)\]|%c\[(\d+)(?:-(\d+))?\]", one, text)


def make_knot(rng, root):
    files = ["%s.zone", "%c[0]/%s", "%c[0-2]/%l[0]/%s", "d%l[1]%l[7]/%s.x", "x%c[99]%s"]
    templates = {"default": (root, rng.choice(files)), "t": (f"{root}/t", rng.choice(files))}
    text = "server:\n    listen: 127.0.0.1@5353 # zone:\n\n"
    text += "template:\n"
    for name, (storage, file) in templates.items():
        text += f"  - id: {name}\n    storage: {quote_knot(rng, storage)}\n    file: {quote_knot(rng, file)}\n"
    zones = {}
    for i in range(rng.randrange(1, 6)):
        zone = rng.choice([f"z{i}.example", f"z{i}", f"{i}/25.2.0.192.in-addr.arpa"])
        clause = f"  - domain: {quote_knot(rng, zone)}\n"
        storage, file = templates["default"]
        if rng.random() < .4:
            storage, file = templates["t"]
            clause += "    template: t # t\n"
        if rng.random() < .3:
            file = f"own{i}"
            clause += f"    file: {quote_knot(rng, file)}\n"
        if rng.random() < .3:
            storage = f"{root}/s{i}"
            clause += f"    storage: {quote_knot(rng, storage)}\n"
        zones[zone] = os.path.join(storage, expand_knot(file, zone))
        if rng.random() < .3:
            put(root, f"part{i}.conf", "zone:\n" + clause)
            text += f"include: part{i}.conf\n"
        else:
            text += "zone:\n" + clause
    put(root, "knot.conf", text)
    return zones


def check_knot(rng, root):
    zones = make_knot(rng, root)
    want = set()
    for zone, path in zones.items():
        put(root, path, ZONE)
        want.add((zone + ".", "", os.path.relpath(path, root)))
    status, out = run("knotc", "-c", "knot.conf", "conf-check", cwd=root)
    if status != 0:
        return f"knotc refuses: {out}"
    out = run("knotc", "-c", "knot.conf", "zone-check", cwd=root)[1]
    if "not exists" in out:
        return f"the test expects a file where Knot does not: {out}"
    got, said = ours(root)
    return None if got == want else f"Knot has {sorted(want - got)} and we have {sorted(got - want)}; {said}"


def main():
    passed = failed = skipped = 0
    for program, check in (("named-checkconf", check_bind), ("nsd-checkconf", check_nsd), ("knotc", check_knot)):
        if shutil.which(program) is None:
            print(f"skip: no {program}")
            skipped += 1
            continue
        for seed in range(ROUNDS):
            with tempfile.TemporaryDirectory(prefix="ptrlint-servers.") as root:
                try:
                    problem = check(random.Random(f"{program} {seed}"), os.path.realpath(root))
                except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as e:
                    problem = f"{type(e).__name__}: {e}"
                if problem is None:
                    passed += 1
                    continue
                failed += 1
                print(f"FAIL {program}, seed {seed}: {problem}")
                if failed <= 3:
                    for name in sorted(os.listdir(root)):
                        if name.endswith(".conf"):
                            with open(os.path.join(root, name), encoding="utf-8") as f:
                                print(f"--- {name}\n{f.read()}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
