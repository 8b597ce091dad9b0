#!/usr/bin/env python3
"""The page of `ptrlint report` in headless Chromium: every example, what is hostile, and thousands of hosts.
usage: page.py BUILD_DIR [SHOTS]

The page is XML as well, with elements and attributes of ours alone.  Chromium is driven through its pipe (DevTools
protocol), in both themes: nothing in the console, no request but the page itself; every box, cell and fold reached by
the Tab key; every link leads to something that can then be seen; no text over the edge of its box, no box over another;
letters stand out from what is behind them (WCAG 2.1: 4.5); it prints.  The graph for Graphviz goes through dot, and has
as many boxes.
With SHOTS, pictures of each page are left in that folder."""
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WALKED = ("company", "hostile")  # pages that the Tab key goes through, stop by stop
BY_NIGHT = ("company", "ipv6", "hostile", "large")  # seen in the dark theme as well
ELEMENTS = {"html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "nav", "a", "main", "section",
            "p", "b", "small", "div", "ol", "ul", "li", "details", "summary", "span", "svg", "text", "path", "rect",
            "figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td", "article", "pre", "code"}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "title", "aria-label", "role",
              "open", "scope", "tabindex", "viewBox", "width", "height", "x", "y", "rx", "d"}
LOOK = """(() => {
  const bad = [], all = [...document.querySelectorAll('*')], ids = new Set();
  document.querySelectorAll('details').forEach(d => d.open = true);
  for (const e of all) {
    if (e.id && ids.has(e.id)) bad.push('the id ' + e.id + ' twice');
    if (e.id) ids.add(e.id);
    for (const a of e.attributes)
      if (!ATTRIBUTES.has(a.name)) bad.push('attribute ' + a.name + ' of ' + e.localName);
    if (!ELEMENTS.has(e.localName)) bad.push('element ' + e.localName);
  }
  for (const a of document.querySelectorAll('a')) {
    const href = a.getAttribute('href');
    if (href !== null && !(href.startsWith('#') && ids.has(href.slice(1)))) bad.push('a link to ' + href);
    if (a.tabIndex < 0) bad.push('out of reach: ' + a.textContent.slice(0, 40));
  }
  for (const g of document.querySelectorAll('svg.graph')) {
    const boxes = [...g.querySelectorAll('a.n')].map(a => {
      const r = a.querySelector('rect').getBBox();
      for (const t of a.querySelectorAll('text')) {
        const b = t.getBBox();
        if (b.x + b.width > r.x + r.width + 1 || b.y < r.y - 3 || b.y + b.height > r.y + r.height + 3)
          bad.push('text over the edge: ' + t.textContent);
      }
      return r;
    });
    boxes.sort((a, b) => a.x - b.x || a.y - b.y);
    for (let i = 1; i < boxes.length; i++)
      if (boxes[i].x === boxes[i - 1].x && boxes[i].y < boxes[i - 1].y + boxes[i - 1].height)
        bad.push('a box over another at ' + boxes[i].x + ',' + boxes[i].y);
  }
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => rgb(c).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const own = e.matches('a.n, svg a.c') && e.querySelector('rect');
      const c = own ? getComputedStyle(own).fill : getComputedStyle(e).backgroundColor;
      if (rgb(c).length < 4 || rgb(c)[3] === 1) return c;
    }
    return 'rgb(255, 255, 255)';
  };
  const pairs = new Map();
  for (const e of document.querySelectorAll('a, b, small, p, h1, h2, h3, td, th, pre, summary, span, li, svg text')) {
    const s = getComputedStyle(e), front = e.localName === 'text' ? s.fill : s.color;
    pairs.set(front + ' on ' + behind(e), e);
  }
  for (const [pair, e] of pairs) {
    const [a, b] = pair.split(' on ').map(light), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5 && !(e.matches('pre.letters') && ratio > 1)) bad.push(pair + ': contrast ' + ratio.toFixed(2));
  }
  const count = what => document.querySelectorAll(what).length;
  return {bad: bad.slice(0, 10), boxes: count('a.n'), cells: count('a.c'), findings: count('article'),
          stops: [...document.querySelectorAll('a[href], a[tabindex], summary')].length,
          wide: document.documentElement.scrollWidth > innerWidth, words: document.body.innerText.length,
          scheme: getComputedStyle(document.body).backgroundColor, pwned: typeof window.pwned};
})()""".replace("ATTRIBUTES", "new Set(" + json.dumps(sorted(ATTRIBUTES)) + ")").replace(
    "ELEMENTS", "new Set(" + json.dumps(sorted(ELEMENTS)) + ")")
# What has the focus after each key, as a number among all that can have it.
STOP = "(() => { const l = [...document.querySelectorAll('a[href], a[tabindex], summary')]; const e = " \
       "document.activeElement, r = e.getBoundingClientRect(); return [l.indexOf(e), r.width > 0 && r.bottom > 0 && " \
       "r.top < innerHeight]; })()"
FOLLOW = """(() => { document.querySelectorAll('details').forEach(d => d.open = false);
  const bad = [];
  for (const href of new Set([...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')))) {
    location.hash = href;
    const target = document.getElementById(href.slice(1));
    if (target.getClientRects().length === 0) bad.push(href);
  }
  return bad.slice(0, 10); })()"""


class Fault(Exception):
    pass


def need(ok, what):
    if not ok:
        raise Fault(what)


class Browser:
    """Chromium behind a pair of pipes: messages are JSON with a NUL behind each."""

    def __init__(self, program, scratch):
        to_read, self.to = os.pipe()
        self.back, back_write = os.pipe()

        def wire():
            # the descriptors that Chromium wants, whatever numbers the pipes have
            a, b = os.dup(to_read), os.dup(back_write)
            os.dup2(a, 3)
            os.dup2(b, 4)

        arguments = [program, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe",
                     "--user-data-dir=" + os.path.join(scratch, "profile"), "--window-size=1440,1000", "about:blank"]
        if os.geteuid() == 0:
            arguments.insert(1, "--no-sandbox")
        self.process = subprocess.Popen(arguments, preexec_fn=wire, close_fds=False, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env=dict(os.environ, HOME=scratch))
        os.close(to_read)
        os.close(back_write)
        self.rest, self.number, self.events, self.session = b"", 0, [], None
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self.session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self(domain + ".enable")

    def read(self):
        while b"\0" not in self.rest:
            piece = os.read(self.back, 1 << 20)
            need(piece, "Chromium has gone")
            self.rest += piece
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def send(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")

    def __call__(self, method, **parameters):
        self.send(method, **parameters)
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                need("error" not in answer, f"{method}: {answer.get('error')}")
                return answer["result"]
            self.events.append(answer)

    def until(self, condition):
        for _ in range(2000):
            if self.ask(f"document.readyState === 'complete' && {condition}"):
                return
            time.sleep(0.01)
        raise Fault("the page does not load")

    def ask(self, expression):
        result = self("Runtime.evaluate", expression=expression, returnByValue=True)
        need("exceptionDetails" not in result, str(result.get("exceptionDetails"))[:300])
        return result["result"].get("value")

    def open(self, path, theme):
        self("Emulation.setEmulatedMedia", media="screen", features=[{"name": "prefers-color-scheme", "value": theme}])
        self("Page.navigate", url="about:blank")
        self.until("location.href === 'about:blank'")
        self.events = []
        self("Page.navigate", url="file://" + path)
        self.until("location.protocol === 'file:'")

    def silence(self, path):
        """Nothing was said, and nothing was asked for but the page."""
        for e in self.events:
            name, p = e.get("method"), e.get("params", {})
            need(name not in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"), f"console: {p}")
            if name == "Network.requestWillBeSent":
                need(p["request"]["url"].split("#")[0] == "file://" + path, f"a request: {p['request']['url'][:200]}")

    def press(self, key):
        """Keys are answered in their order: the last one's answer is enough."""
        code = {"key": key, "code": key, "windowsVirtualKeyCode": {"Tab": 9, "Enter": 13}[key]}
        self.send("Input.dispatchKeyEvent", type="keyDown", **code)
        self("Input.dispatchKeyEvent", type="keyUp", **code)

    def shot(self, path):
        data = self("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        os.close(self.to)
        os.close(self.back)


# ---- repositories ----

def write(root, name, text):
    path = os.path.join(os.fsencode(root), os.fsencode(name))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())


def hostile(root):
    """Every byte in names, data, comments and paths, and what a browser would take for more."""
    nasty = [b"<script>window.pwned=1</script>", b"<img src=x onerror=window.pwned=1>", b"</style><b>", b"</title>",
             b"]]>--><svg onload=window.pwned=1>", b"javascript:window.pwned=1", b"&lt;&amp;\"'`", b"\x1b[31m\x1b]8;;x\x07",
             b"::error::", b"##[group]", b"\xe2\x80\xae\xe2\x80\xa8\xef\xbb\xbf", b"\xff\xfe\xc0\x80", b"\\\"\\\\\\n\\G{|}<>"]
    every = b"".join(b"\\%03d" % b for b in range(256))
    zone = b"$ORIGIN example.com.\n$TTL 1h\n@ IN SOA ns1 h 1 2 3 4 5\n@ IN NS ns1\nns1 A 192.0.2.1\n"
    for i, n in enumerate(nasty):
        label = b"".join(b"\\%03d" % b for b in n)[:240]
        zone += b"%s IN MX 10 %s\n%s IN A 192.0.2.%d ; %s\n" % (label, label, label, i + 10, n.replace(b"\n", b" "))
    for i in range(0, 256, 32):
        zone += b"%s IN MX 5 m%s\nm%s A 192.0.2.%d\n" % (every[4 * i:4 * i + 128], every[4 * i:4 * i + 80],
                                                    every[4 * i:4 * i + 80], 100 + i // 32)
    reverse = b"$ORIGIN 2.0.192.in-addr.arpa.\n$TTL 1h\n@ IN SOA ns1.example.com. h 1 2 3 4 5\n@ IN NS ns1.example.com.\n"
    for i, n in enumerate(nasty):
        reverse += b"%d IN PTR %s.example.com.\n" % (i + 10, b"".join(b"\\%03d" % b for b in n)[:240])
    write(root, b"a<b onclick=x>&'\"]]>\xff\n\x1b[2J.zone", zone + bytes(range(1, 256)).replace(b"\n", b"") + b"\n")
    write(root, b"\"><script>pwned=1<\\script>.rev", reverse)
    write(root, ".ptrlint.yaml", "version: 1\nlint: {treat_as_public: [192.0.2.0/24]}\n")
    write(root, "mail-egress.yaml", "version: 1\nhosts:\n  ns1.example.com:\n    external: 192.0.2.1\n"
          "    label: \"<script>pwned=1</script>&amp;\\u202e\"\n    domains: [example.com]\n")


def large(root):
    """3,000 hosts of one domain, 600 domains, and a company with a host of its own for each of 500 more."""
    head = "$TTL 1h\n@ IN SOA ns1.big.example. h.big.example. 1 7200 900 1209600 300\n@ IN NS ns1.big.example.\n"
    forward, map_, reverse = head + "ns1 A 203.0.113.1\n", "version: 1\nhosts:\n", {}
    for i in range(3000):
        block, last = divmod(i, 250)
        forward += f"out{i} A 198.18.{block}.{last + 1}\n"
        map_ += f"  out{i}.big.example: {{external: 198.18.{block}.{last + 1}, domains: [big.example]}}\n"
        if i % 100 != 7:
            reverse[block] = reverse.get(block, head) + f"{last + 1} PTR out{i}.big.example.\n"
    for i in range(20):
        forward += f"@ MX {i} out{i}\n"
    write(root, "big.example.zone", "$ORIGIN big.example.\n" + forward)
    for block, text in reverse.items():
        write(root, f"198.18.{block}.rev", f"$ORIGIN {block}.18.198.in-addr.arpa.\n" + text)
    for i in range(600):
        write(root, f"d/d{i}.example.zone", f"$ORIGIN d{i}.example.\n{head}@ MX 10 out1.big.example.\n")
    for i in range(500):
        write(root, f"e/e{i}.example.zone", f"$ORIGIN e{i}.example.\n{head}@ MX 10 mail\nmail A 198.18.40.{i % 250}\n")
    write(root, "mail-egress.yaml", map_)
    write(root, ".ptrlint.yaml", "version: 1\nlint: {treat_as_public: [198.18.0.0/15]}\n")


# ---- what is judged ----

class Judge:
    def __init__(self, program, browser, scratch, shots):
        self.program, self.browser, self.scratch, self.shots = program, browser, scratch, shots
        self.passed = self.failed = 0

    def case(self, what, function, *arguments):
        try:
            function(*arguments)
            self.passed += 1
        except (Fault, ET.ParseError, ValueError, KeyError, TypeError) as fault:
            self.failed += 1
            print(f"FAIL {what}: {fault}")

    def report(self, root, *options):
        p = subprocess.run([self.program, "report", "--root", root, *options], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, check=False, timeout=60)
        need(p.returncode in (0, 1), f"exit status {p.returncode}: {p.stderr.decode(errors='replace')[:300]}")
        return p.stdout

    def tab_through(self, stops):
        """Every stop gets the focus in turn, in the order of the page, and is seen then."""
        self.browser.ask("document.body.focus(); window.scrollTo(0, 0)")
        for i in range(stops):
            for _ in range(20):  # what can be scrolled is a stop, too
                self.browser.press("Tab")
                at, seen = self.browser.ask(STOP)
                if at not in (-1, i - 1):
                    break
            need(at == i, f"stop {i} of {stops} is not reached by the Tab key, but {at}")
            need(seen, f"stop {i} of {stops} has the focus out of sight")

    def look(self, name, theme):
        b, path = self.browser, os.path.join(self.scratch, name + ".html")
        b.open(path, theme)
        seen = b.ask(LOOK)
        if self.shots:
            b.shot(os.path.join(self.shots, f"{name}-{theme}.png"))
        need(not seen["bad"], "; ".join(seen["bad"]))
        need(not seen["wide"], "the page is wider than its window")
        need(seen["boxes"] + seen["cells"] > 0 and seen["words"] > 200, f"an empty page: {seen}")
        need(seen["pwned"] == "undefined", "a script has run")
        need((seen["scheme"] != "rgb(255, 255, 255)") == (theme == "dark"), f"theme {theme}: {seen['scheme']}")
        if theme == "light" and name in WALKED:
            self.tab_through(seen["stops"])
            need(b.ask(FOLLOW) == [], "links lead to what is not seen")
        b.silence(path)

    def page(self, name, root):
        """It is XML as well, so that a parser without mercy may look at it."""
        page = self.report(root)
        with open(os.path.join(self.scratch, name + ".html"), "wb") as f:
            f.write(page)
        need(page.startswith(b"<!DOCTYPE html>\n") and page.endswith(b"</html>\n"), "cut off")
        for element in ET.fromstring(page).iter():
            need(element.tag in ELEMENTS, f"element {element.tag}")
            need(set(element.attrib) <= ATTRIBUTES, f"attributes {sorted(element.attrib)}")
        need(b"\0" not in page and not re.search(rb"[\x01-\x09\x0b-\x1f\x7f]", page), "a control character")

    def prints(self, name):
        path = os.path.join(self.scratch, name + ".html")
        self.browser.open(path, "light")
        self.browser("Emulation.setEmulatedMedia", media="", features=[])
        pdf = base64.b64decode(self.browser("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
        need(pdf.startswith(b"%PDF-") and len(pdf) > 5000, "no PDF")
        # A4 in points, whatever the printer would have taken
        need(re.search(rb"/MediaBox *\[0 0 59[45][.\d]* 84[12][.\d]*\]", pdf), "not on A4")
        self.browser.silence(path)

    def enter(self):
        """From the keyboard alone: to the first box, Enter, and its finding is the target."""
        b = self.browser
        b.open(os.path.join(self.scratch, "company.html"), "light")
        b.ask("document.querySelector('a.n.wrong').focus()")
        b.press("Enter")
        need(re.fullmatch(r"#f\d+", b.ask("location.hash")), "Enter does not lead to a finding")
        need(b.ask("document.querySelector(':target').localName") == "article", "it leads to no finding")

    def dot(self, name, root):
        graph = self.report(root, "--format", "dot")
        with open(os.path.join(self.scratch, name + ".html"), encoding="utf-8") as f:
            page = f.read()
        p = subprocess.run(["dot", "-Tsvg"], input=graph, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                           timeout=60)
        need(p.returncode == 0 and not p.stderr, f"dot: {p.stderr.decode()[:300]}")
        nodes = [g for g in ET.fromstring(p.stdout).iter("{http://www.w3.org/2000/svg}g") if g.get("class") == "node"]
        labelled = [g for g in nodes if g.find(".//{http://www.w3.org/2000/svg}text") is not None]
        need(len(labelled) == len(re.findall(r'<a[^>]* class="n [a-z]+">', page)), f"{len(labelled)} boxes")
        need(all(b >= 32 or b == 10 for b in graph), "a control character")

    def text(self, root):
        text = self.report(root, "--format", "text")
        need(all(32 <= b < 127 or b == 10 for b in text), "a character that is not plain")
        need(not re.search(rb"##\[|^\s*::", text, re.M), "a command of a runner")


def main():
    program = os.path.abspath(os.path.join(sys.argv[1], "ptrlint"))
    shots = sys.argv[2] if len(sys.argv) > 2 else None
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory(prefix="ptrlint-page.") as scratch:
        examples = os.path.join(TOP, "zones-examples")
        roots = {name: os.path.join(examples, name) for name in sorted(os.listdir(examples))
                 if os.path.isdir(os.path.join(examples, name))}
        for name, make in (("hostile", hostile), ("large", large)):
            roots[name] = os.path.join(scratch, name)
            make(roots[name])
        # a page has the same bytes in every build: one of them is enough to look at it
        browser = Browser(chromium, scratch) if chromium and "/san" not in program else None
        judge, skipped = Judge(program, browser, scratch, shots), 0
        for name, root in roots.items():
            judge.case(f"{name}: text", judge.text, root)
            judge.case(f"{name}: page", judge.page, name, root)
            if shutil.which("dot") and name != "large":
                judge.case(f"{name}: dot", judge.dot, name, root)
            for theme in () if not browser else ("light", "dark") if name in BY_NIGHT else ("light",):
                judge.case(f"{name}: {theme}", judge.look, name, theme)
        if browser:
            for name in ("company", "hostile"):
                judge.case(f"{name}: print", judge.prints, name)
            judge.case("enter", judge.enter)
            browser.close()
        for what in ("chromium", "dot"):
            if not shutil.which(what) and (what == "dot" or not chromium):
                print(f"SKIP {what} is not installed")
                skipped += 1
    print(f"{judge.passed} passed, {judge.failed} failed, {skipped} skipped")
    return 1 if judge.failed else 0


if __name__ == "__main__":
    sys.exit(main())
