"""What tests of the fetcher share: a case with a site, a fetcher, a broker and the ends of a
pipeline."""

import json

import harness
from web import Site

FETCHER = "rapporteur-fetcher"

SOURCE = """id: site
kind: html
url: http://site.example/list
items: {css: li}
fields: {url: {css: a, attr: href}, title: {css: a}}
poll: {every: 1h, recheck: 0}
http: {delay: 0, timeout: 20s, max_bytes: 1M}
"""


class Fetcher(harness.Case):
    def setUp(self):
        super().setUp()
        self.site = Site()
        self.addCleanup(self.site.close)
        self.connect = ["--connect-to", f"::127.0.0.1:{self.site.port}"]
        self.stages = []

    def define(self, text=SOURCE, name="site.yaml"):
        self.home.path(f"sources.d/{name}").write_text(text, encoding="utf-8")

    def pipeline(self):
        self.start("rapporteur-broker")
        self.stages = [self.start("end_parser"), self.start("end_sink")]

    def fetcher(self, *args, connect=True, name="fetcher-1", **more):
        return self.start(FETCHER, "--name", name, "--log-level", "debug",
                          *(self.connect if connect else []), *args, **more)

    def until_idle(self, *args, code=0, deadline_s=30, **more):
        """Runs it to its end; returns what it printed on standard output and its log."""
        process = self.fetcher("--until-idle", *args, ready=False, **more)
        process.ended(deadline_s, code=code)
        lines = process.log().splitlines()
        return [line for line in lines if "event=" not in line], process

    def came(self, queue):
        """[(envelope, record or None)] of what reached the end."""
        path = self.home.path(f"state/{queue}.jsonl")
        if not path.exists():
            return []
        lines = path.read_text(encoding="utf-8").splitlines()
        parts = [line.partition("\t") for line in lines]
        return [(json.loads(head), json.loads(tail) if tail else None) for head, _, tail in parts]

    def accounts(self, source="site", name="fetcher-1"):
        rows = self.rows(f"state/{name}.db", "SELECT name, value FROM counter WHERE source = ?",
                         source)
        return dict(rows)

    def assert_balanced(self, source="site", name="fetcher-1"):
        """What was discovered has ended or is in flight."""
        counts = self.accounts(source, name)
        ends = sum(value for key, value in counts.items()
                   if key in ("recorded", "duplicate", "quarantined") or key.startswith("refused:"))
        flight = self.rows(f"state/{name}.db", "SELECT (SELECT count(*) FROM address WHERE open = 1"
                           " AND source = ?) + (SELECT count(*) FROM outbox WHERE source = ?)",
                           source, source)[0][0]
        self.assertEqual(counts.get("discovered", 0), ends + flight, counts)
