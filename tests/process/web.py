"""web.py - a web site on this machine, for fetchers under test; they reach it by CONNECT_TO."""

import hashlib
import http.server
import threading


class Site:
    """Answers by path; what a path does is set by the test.  Requests are written down."""

    def __init__(self):
        self.answers = {}
        self.requests = []
        self.never = threading.Event()
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.requests.append((self.headers.get("Host"), self.path, dict(self.headers)))
                answer = site.answers.get(self.path)
                if isinstance(answer, list):  # one after the other, the last for ever
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                if callable(answer):
                    answer(self)
                else:
                    self.reply(*(answer if isinstance(answer, tuple) else (404, b"not here")))

            def reply(self, status, body, headers=()):
                etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
                if status == 200 and self.headers.get("If-None-Match") == etag:
                    status, body = 304, b""
                self.send_response(status)
                if status in (200, 304):
                    self.send_header("ETag", etag)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass  # a client that left

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, *paths):
        links = "".join(f'<li><a href="{path}">Statement {path}</a>' for path in paths)
        self.answers["/list"] = (200, f"<ul>{links}</ul>".encode(), [("Content-Type", "text/html")])

    def asked(self, path):
        return [headers for _, p, headers in self.requests if p == path]

    def close(self):
        self.never.set()
        self.server.shutdown()
        self.server.server_close()
