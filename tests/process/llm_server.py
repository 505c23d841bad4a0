"""An OpenAI-compatible server on the loopback, whose answers a test writes."""

import contextlib
import http.server
import json
import threading


def passage_of(request):
    """What stands between the two lines that mark a passage."""
    lines = request["messages"][1]["content"].split("\n")
    assert lines[0].startswith("PASSAGE ") and lines[-1] == lines[0].replace("BEGINS", "ENDS")
    return "\n".join(lines[1:-1])


def position(issue, stance, quote, holder="speaker"):
    return {"issue": issue, "stance": stance, "holder": holder, "quote": quote}


def completion(content, tokens=100, **choice):
    """A whole answer, as servers write it; `content` is text, or what becomes JSON."""
    if not isinstance(content, str):
        content = json.dumps(content, ensure_ascii=False)
    message = {"role": "assistant", "content": content}
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message, **choice}],
            "usage": {"prompt_tokens": tokens - 1, "completion_tokens": 1, "total_tokens": tokens}}


def found(*positions):
    return completion({"positions": list(positions)})


class Server:
    """`answer(request)` gives what becomes the JSON of a 200, or writes to the handler that it is
    called with if it takes two arguments and returns None."""

    def __init__(self, answer):
        self.answer = answer
        self.requests, self.headers, self.paths = [], [], []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()
        self.closing = threading.Event()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                owner.handle(self)

            def log_message(self, *_):
                pass

        class Http(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                """A client that hangs up is what some tests are about."""

        self.http = Http(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def handle(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        request = json.loads(body)
        with self.lock:
            self.requests.append(request)
            self.headers.append(handler.headers)
            self.paths.append(handler.path)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                answer = self.answer(request, handler)
                if answer is not None:
                    self.send(handler, 200, json.dumps(answer, ensure_ascii=False).encode())
        finally:
            with self.lock:
                self.at_once -= 1

    @staticmethod
    def send(handler, status, body=b"", **headers):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def close(self):
        self.closing.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()
