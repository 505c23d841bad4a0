#!/usr/bin/env python3
"""The demonstration's local web site: two hosts with made-up statements of made-up States.

    site.py --port PORT [--ready-fd FD]    serve it on 127.0.0.1 (port 0: any; it is printed)
    site.py --write DIR                    write its files into a folder instead

Hosts, told apart by the Host header as on a real server:
  meetings.example  the secretariat's pages: a listing for each session, statements as PDF, HTML
                    and text, one of them an error page with a PDF's name
  mission.example   a mission's site that publishes one of the same statements again

Statements are the files in statements/; pages are made from them when it starts.
"""

import argparse
import email.utils
import hashlib
import html
import http.server
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "process"))
import pdf  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
PUBLISHED = email.utils.formatdate(1720782000, usegmt=True)  # 2024-07-12, for Last-Modified
MONTHS = ("January February March April May June July August September October November"
          " December").split()


class Statement:
    """One file of statements/: 'key: value' lines, an empty line, paragraphs."""

    def __init__(self, path):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        self.name = path.stem
        self.head = dict(line.split(": ", 1) for line in head.splitlines())
        self.paragraphs = [" ".join(part.split()) for part in body.split("\n\n")]
        year, month, day = self.head["date"].split("-")
        self.day = f"{int(day)} {MONTHS[int(month) - 1]} {year}"

    def __getitem__(self, key):
        return self.head[key]

    @property
    def session(self):
        return self["path"].split("/")[2]

    def render(self):
        kind = self["format"]
        return {"pdf": self.as_pdf, "html": self.as_html, "txt": self.as_text}[kind]()

    def as_pdf(self):
        doc = pdf.Document(footer="- %d -", leading=1.6)
        doc.centred(self["mission"], bold=True, size=14)
        doc.centred("14 Harbour Street, New York, NY 10017", size=9)
        doc.advance(2)
        first, _, rest = self["heading"].partition(" ")
        doc.centred(" ".join(first), bold=True)
        doc.centred(rest, bold=True)
        doc.advance(1)
        doc.centred(f"{self['place']}, {self.day}")
        doc.centred("Check against delivery", size=9)
        doc.advance(1)
        for paragraph in self.paragraphs:
            doc.paragraph(paragraph, indent=24)
        return "application/pdf", doc.bytes()

    def as_html(self):
        text = "\n".join(f"<p>{html.escape(p)}</p>" for p in self.paragraphs)
        return "text/html; charset=utf-8", page(self["heading"], f"""
<article>
<h1>{html.escape(self["heading"])}</h1>
<p class="place">{self["place"]}, {self.day}</p>
{text}
</article>""")

    def as_text(self):
        lines = [self["heading"], "", f"{self['place']}, {self.day}"]
        for paragraph in self.paragraphs:
            lines += ["", paragraph]
        return "text/plain; charset=utf-8", ("\n".join(lines) + "\n").encode()


def page(title, body):
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{html.escape(title)}</title></head>
<body>
<nav><a href="/">Home</a> <a href="/oewg/7/">Seventh session</a> <a href="/oewg/8/">Eighth session</a>
<a href="/calendar">Calendar</a> <a href="/contact">Contact</a></nav>
<div role="note">Every State, person and statement on this site is made up.</div>
<main>{body}
</main>
<footer>Subscribe to our newsletter. Privacy notice. Terms of use. Accessibility.</footer>
</body>
</html>
""".encode()


def listing(session, statements):
    rows = "\n".join(
        f'<tr><td class="who">{html.escape(s["delegation"])}</td><td class="when">{s.day}</td>'
        f'<td><a href="{s["path"]}">{html.escape(s["heading"])}</a></td></tr>'
        for s in statements)
    if session == "8":
        rows += ('\n<tr><td class="who">Ostravia</td><td class="when">12 July 2024</td>'
                 '<td><a href="/oewg/8/ostravia.pdf">Statement by Ostravia</a></td></tr>')
    return page(f"OEWG, session {session}", f"""
<h1>Statements</h1>
<table class="statements">
<tr><th>Delegation</th><th>Date</th><th>Statement</th></tr>
{rows}
</table>""")


NOT_A_PDF = page("Page not found", """
<h1>404</h1><p>The page you are looking for has moved.</p>""")


def make_site():
    """{(host, path): (media type, bytes)}"""
    statements = [Statement(path) for path in sorted(HERE.glob("statements/*.txt"))]
    site = {}
    for statement in statements:
        site["meetings.example", statement["path"]] = statement.render()
    for session in ("7", "8"):
        rows = [s for s in statements if s.session == session]
        site["meetings.example", f"/oewg/{session}/"] = (
            "text/html; charset=utf-8", listing(session, rows))
    # the error page that calls itself a PDF
    site["meetings.example", "/oewg/8/ostravia.pdf"] = ("application/pdf", NOT_A_PDF)
    # the same bytes at a second address
    again = next(s for s in statements if s.name == "s7-belmora")
    site["mission.example", "/statements/oewg-7.txt"] = again.render()
    return site


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site = {}

    def do_GET(self):
        host = self.headers.get("Host", "").split(":")[0]
        media_type, body = self.site.get((host, self.path.split("?")[0]), (None, None))
        if body is None:
            self.answer(404, "text/plain", b"not here\n")
            return
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self.answer(304, None, b"", etag)
        else:
            self.answer(200, media_type, body, etag)

    def answer(self, status, media_type, body, etag=None):
        self.send_response(status)
        if media_type:
            self.send_header("Content-Type", media_type)
        if etag:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", PUBLISHED)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def serve(port, ready_fd):
    Handler.site = make_site()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    print(server.server_address[1], flush=True)
    if ready_fd >= 0:
        os.write(ready_fd, b"READY\n")
        os.close(ready_fd)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


def write(folder):
    for (host, path), (_, body) in make_site().items():
        target = pathlib.Path(folder) / host / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)


def main():
    parser = argparse.ArgumentParser(description="the demonstration's local web site")
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0: any free one")
    parser.add_argument("--ready-fd", type=int, default=-1, help="write READY to this descriptor")
    parser.add_argument("--write", metavar="DIR", help="write the files there instead of serving")
    args = parser.parse_args()
    if args.write:
        write(args.write)
    else:
        serve(args.port, args.ready_fd)


if __name__ == "__main__":
    main()
