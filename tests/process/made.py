"""Made-up statements in number, a site that serves them, and what became of them in a home.

    site = made.Site(made.documents(12, twice=2, crash=1))
    site.enter(home)                   # its source; the site stands for every host
    ...
    made.outcome(case)                 # what must be equal however often something was killed
"""

import http.server
import sqlite3
import threading

import harness
import poison
import warc

TWIN = (harness.SOURCE_DIR / "tests" / "process" / "data" / "twin.txt").read_text(encoding="utf-8")
STORE = "state/store.db"
HOST, OTHER = "meetings.example", "mission.example"
SOURCE = """id: made
kind: html
title: Made-up statements
url: http://meetings.example/
items: {css: li}
fields: {url: {css: a, attr: href}, title: {css: a}}
poll: {every: 1s}
http: {delay: 0s}
"""


def statement(number):
    """One that differs from every other in its text, and from its neighbours in its positions."""
    head, *paragraphs = TWIN.split("Mr. Chair,")[1].strip().split("\n\n")
    del paragraphs[number % len(paragraphs)]
    start = TWIN.split("Mr. Chair,")[0]
    return "\n\n".join([start + "Mr. Chair,", head, *paragraphs,
                        f"This is statement {number} of the series."]) + "\n"


def documents(good, twice=0, **poisonous):
    """[(address, media type, bytes)] in the order of their discovery: good statements, `twice` of
    them at a second address, and poisonous files (crash=1, ...) spread between them."""
    made = [(f"http://{HOST}/{n}.txt", "text/plain; charset=utf-8", statement(n).encode())
            for n in range(good)]
    bad = [(f"http://{HOST}/{kind}{n}", "text/html" if kind == "memory" else "application/pdf",
            getattr(poison, kind)(f"{kind}{n}"))
           for kind, count in poisonous.items() for n in range(count)]
    for n, document in enumerate(bad):
        made.insert((n + 1) * len(made) // (len(bad) + 1), document)
    again = [d for d in made if d[1].startswith("text/plain")][:twice]
    return made + [(f"http://{OTHER}/{n}.txt", d[1], d[2]) for n, d in enumerate(again)]


class Site:
    """Serves a list of documents() and a page that names the first `listed` of them; answers
    nothing while `open` is not set."""

    def __init__(self, made, listed=None):
        self.made = made
        self.listed = len(made) if listed is None else listed
        self.open = threading.Event()
        self.open.set()
        self.bodies = {url: (media_type, body) for url, media_type, body in made}
        site = self

        class Answers(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # pylint: disable=invalid-name
                site.open.wait()
                site.answer(self)

            def log_message(self, format, *args):  # pylint: disable=redefined-builtin
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # who asked was killed
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def page(self):
        links = "".join(f'<li><a href="{url}">{url}</a></li>\n'
                        for url, _, _ in self.made[:self.listed])
        return f"<!doctype html><html><body><ul>\n{links}</ul></body></html>".encode()

    def answer(self, request):
        host = request.headers.get("Host", "").split(":")[0]
        if (host, request.path) == (HOST, "/"):
            media_type, body = "text/html; charset=utf-8", self.page()
        else:
            media_type, body = self.bodies.get(f"http://{host}{request.path}", (None, b""))
        request.send_response(200 if media_type else 404)
        request.send_header("Content-Type", media_type or "text/plain")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def enter(self, home, config="", resend_ms=1000):
        """Makes the home know the source and the made-up States, and find the site under every
        name."""
        home.path("data").mkdir()
        parties = (harness.SOURCE_DIR / "data" / "parties.yaml").read_text(encoding="utf-8")
        made_up = (harness.SOURCE_DIR / "tests" / "site" / "parties.yaml").read_text(
            encoding="utf-8")
        home.path("data/parties.yaml").write_text(parties + made_up, encoding="utf-8")
        home.path("sources.d/made.yaml").write_text(SOURCE, encoding="utf-8")
        home.configure(
            f'{config}fetcher:\n  connect_to: ["::127.0.0.1:{self.server.server_port}"]\n'
            "  delay: 0s\n  per_host: 4\n  archive_file_max: 4K\n"
            f"  resend_after: {resend_ms * min(harness.SLOW, 3):.0f}ms\n")

    def close(self):
        self.open.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def rows(home, database, sql):
    """Of a SQLite file that is there."""
    connection = sqlite3.connect(f"file:{home.path(database)}?mode=ro", uri=True, timeout=10)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


QUESTIONS = {
    "documents": "SELECT document_id, state, source FROM documents ORDER BY 1",
    "quarantine": "SELECT document_id, stage, reason FROM quarantine ORDER BY 1",
    "captures": "SELECT document_id, url, origin, count(*) FROM captures"
                " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "statements": "SELECT statement_id, document_id, party, body, session, delivered_on, language,"
                  " title, text FROM statements ORDER BY 1",
    "positions": "SELECT position_id, statement_id, party, issue, stance, strength, modality,"
                 " confidence, attribution, exact, start FROM positions ORDER BY 1, 2",
}


def outcome(home):
    """{table: rows}: all of a store but times and the names of workers."""
    return {name: rows(home, STORE, sql) for name, sql in QUESTIONS.items()}


def check_archives(home):
    """Every record of every archive is whole, and each capture's is where the store says."""
    kept = {}
    for path in home.path("archive").glob("*/*.warc.gz*"):
        if ".torn-" not in path.name:  # what a start cut off
            name = f"{path.parent.name}/{path.name.removesuffix('.open')}"
            kept.update(((name, record.offset), record) for record in warc.read(path))
    places = rows(home, STORE, "SELECT document_id, archive_file, archive_offset FROM captures"
                               " WHERE archive_file IS NOT NULL")
    assert places, "no capture is in an archive"
    for document_id, file, offset in places:
        record = kept[file, offset]
        assert record["WARC-Payload-Digest"] == f"sha256:{document_id}", (file, offset)
