"""Bad input, a class of trouble each, given to the whole pipeline: one clear message, the
documented exit code, the document quarantined with its reason, and the pipeline goes on.

Each of the eight is proved where it is cheapest as well:
  an unreadable file          here; damaged files: test_parser.py
  an HTML page named .pdf     here; the parser alone: test_parser.py
  an empty file               here; an empty body: test_fetcher.py
  a body over the limit       here, with 100 MiB; without Content-Length, and a bomb: test_fetcher.py
  an unknown key              here; the broker alone: test_start.py; in a source: test_fetcher.py
  a locked database           here; the fetcher's own: test_fetcher.py
  a full disk                 here; the archive alone: test_fetcher.py
  a port in use               here; the broker alone: test_start.py
"""

import ctypes
import http.server
import json
import os
import re
import resource
import socket
import sqlite3
import subprocess
import threading

import harness

STORE = "state/store.db"
TWIN = harness.SOURCE_DIR / "tests" / "process" / "data" / "twin.txt"
MIB = 1024 * 1024
PAGE = b"<html><head><title>404</title></head><body><h1>Not Found</h1><p>No such page."
CONFIG, AGAIN = 78, 75

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
libc = ctypes.CDLL(None, use_errno=True)


def heed_modes():
    """Before exec: file modes bind root too."""
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


class Answers(http.server.BaseHTTPRequestHandler):
    """An error page that calls itself a PDF, and 100 MiB."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):  # pylint: disable=invalid-name
        big = self.path == "/big.pdf"
        length = 100 * MIB if big else len(PAGE)
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Length", str(length))
        self.end_headers()
        try:
            if not big:
                self.wfile.write(PAGE)
            for _ in range(100 if big else 0):
                self.wfile.write(bytes(MIB))
                self.server.sent += MIB
        except OSError:
            self.close_connection = True  # who asked had enough

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


class BadInput(harness.Case):
    def child_pid(self, pipeline, name):
        """Of the worker that was started last under this name."""
        started = [line for line in pipeline.events("run.started") if f" name={name} " in line]
        return int(re.search(r"\bpid=(\d+)", started[-1]).group(1))

    def call(self, *args, code=0, before=None):
        """Runs `rapporteur`; returns its standard output and standard error."""
        done = subprocess.run([str(harness.program("rapporteur")), *map(str, args)],
                              capture_output=True, timeout=60 * harness.SLOW, check=False,
                              text=True, preexec_fn=before,
                              env={**os.environ, "RAPPORTEUR_HOME": str(self.home.dir)})
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout, done.stderr

    def fetch(self, *operands, code, **more):
        """[(end, reason)] of documents, and what was said of them."""
        out, said = self.call("fetch", "--json", *operands, code=code, **more)
        lines = [json.loads(line) for line in out.splitlines()]
        return [(line["end"], line["reason"]) for line in lines], said

    def begin_fetch(self, *operands):
        """The same in the background."""
        process = harness.Process(
            self.home, "fetch", [harness.program("rapporteur"), "fetch", "--home", self.home.dir,
                                 *operands], ready=False)
        self.processes.append(process)
        return process

    def write(self, name, data):
        path = self.home.path(name)
        path.write_bytes(data)
        return path

    def serve(self):
        site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        site.sent = 0
        site.daemon_threads = True
        thread = threading.Thread(target=site.serve_forever, args=(0.05,))
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(site.server_close)
        self.addCleanup(site.shutdown)
        self.home.configure(
            f'fetcher:\n  connect_to: ["::127.0.0.1:{site.server_port}"]\n  delay: 0s\n')
        return site

    def quarantined(self):
        return [reason for (reason,) in
                self.rows(STORE, "SELECT reason FROM quarantine ORDER BY reason")]

    def assert_goes_on(self, pipeline):
        """The pipeline still takes a good document to its end."""
        self.assertEqual(self.fetch(TWIN, code=0)[0], [("recorded", None)])
        self.assertTrue(pipeline.alive)
        self.assertEqual(pipeline.events("run.restart"), [])


class Documents(BadInput):
    def test_an_unreadable_file(self):
        # without bytes it is no document: who named it is told, and the other goes on
        secret = self.write("secret.txt", b"nobody shall read this")
        secret.chmod(0)
        pipeline = self.run_pipeline()
        ends, said = self.fetch(secret, TWIN, code=1, before=heed_modes)
        self.assertEqual(ends, [("refused", "io"), ("recorded", None)])
        errors = [line for line in said.splitlines() if " level=error " in line]
        self.assertEqual(len(errors), 1, said)
        self.assertIn(f"could not read '{secret}': Permission denied", errors[0])
        ends, _ = self.fetch(self.write("broken.pdf", b"%PDF-1.4\n" + bytes(100)), code=2)
        self.assertEqual(ends, [("quarantined", "malformed")])
        self.assertEqual(self.quarantined(), ["malformed"])
        self.assertTrue(pipeline.alive)

    def test_an_error_page_named_pdf(self):
        self.serve()
        pipeline = self.run_pipeline()
        ends, _ = self.fetch("http://a.example/statement.pdf", code=2)
        self.assertEqual(ends, [("quarantined", "not_a_statement")])
        self.assertEqual(self.quarantined(), ["not_a_statement"])
        shown = self.call("show", "http://a.example/statement.pdf")[0]
        self.assertRegex(shown, r"(?m)^  reason +not_a_statement$")
        self.assert_goes_on(pipeline)

    def test_an_empty_file(self):
        pipeline = self.run_pipeline()
        ends, _ = self.fetch(self.write("empty.pdf", b""), code=2)
        self.assertEqual(ends, [("quarantined", "no_text")])
        self.assertEqual(self.rows(STORE, "SELECT reason, detail FROM quarantine"),
                         [("no_text", "the document is empty")])
        self.assert_goes_on(pipeline)

    def test_a_body_over_the_limit(self):
        site = self.serve()
        pipeline = self.run_pipeline()
        ends, _ = self.fetch("http://a.example/big.pdf", code=1)
        self.assertEqual(ends, [("refused", "too_large")])
        self.wait_until(self.quarantined, 10, "it is quarantined")
        self.assertEqual(self.quarantined(), ["too_large"])
        self.assertLess(site.sent, 100 * MIB, "the transfer was not ended at the limit")
        self.assert_goes_on(pipeline)


class Configuration(BadInput):
    def test_an_unknown_key(self):
        wrong = "run:\n  parser: 1\nfetcher:\n  max_byte: 3M\n"
        told = f"{self.home.path('rapporteur.yaml')}:4: fetcher: unknown key 'max_byte'; " \
               "did you mean 'max_bytes'?"
        pipeline = self.run_pipeline()
        self.home.configure(wrong)
        pipeline.hang_up()  # who runs keeps what it has
        out, said = self.call("validate", code=CONFIG)
        self.assertEqual(said, f"rapporteur-fetcher: {told}\n")
        self.assertEqual([line.split()[1] for line in out.splitlines()],
                         ["ok", "wrong", "ok", "ok", "ok", "ok"])
        self.assertTrue(pipeline.alive)
        pipeline.stop()
        # the stage that does not understand its section ends the pipeline at its start
        _, said = self.call("run", code=CONFIG)
        self.assertEqual(said.count(told), 1, said)
        # a section that nobody reads is told once, before anything is started
        self.home.configure("fecher:\n  max_bytes: 3M\n")
        for command in ("run", "validate"):
            _, said = self.call(command, code=CONFIG)
            self.assertEqual(said.count("\n"), 1, said)
            self.assertIn(
                "rapporteur.yaml:1: unknown key 'fecher'; did you mean 'fetcher'?\n", said)

    def test_a_port_in_use(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            endpoint = f"tcp://127.0.0.1:{other.getsockname()[1]}"
            self.home.configure(f"pipeline:\n  endpoint: {endpoint}\n")
            _, said = self.call("run", code=CONFIG)
            errors = [line for line in said.splitlines() if " event=process.end " in line
                      and " level=error " in line]
            self.assertEqual(len(errors), 1, said)
            self.assertIn(f"cannot listen on '{endpoint}'", errors[0])
            self.assertIn("choose another port", errors[0])
        self.run_pipeline()  # the port is free again, and nothing else was wrong


class Locked(BadInput):
    CONFIG = harness.Case.CONFIG + "sink:\n  retry: 100ms\n"

    def lock(self, exclusive=False):
        """Another program's transaction.  An exclusive one shuts readers out too."""
        other = sqlite3.connect(self.home.path(STORE), isolation_level=None, timeout=10)
        self.addCleanup(other.close)
        if exclusive:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        return other

    def stored(self):
        return json.loads(self.call("status", "--json")[0])["store"] is not None

    def test_a_locked_store_is_waited_out(self):
        pipeline = self.run_pipeline()
        self.wait_until(self.stored, 10, "the sink has made the store")
        other = self.lock()
        fetch = self.begin_fetch(TWIN, self.write("empty.txt", b""))
        # more often than the broker hands a task to a worker that does not live to end it
        self.wait_until(lambda: len(pipeline.events("sink.not_stored")) > 4, 30,
                        "the sink tried again and again")
        self.assertIn("is locked by another process", pipeline.events("sink.not_stored")[0])
        self.assertTrue(fetch.alive)
        self.assertTrue(self.stored(), "who reads is not locked out")
        welcomes = [line for line in pipeline.events("stage.welcome") if "process=sink-1 " in line]
        self.assertEqual(len(welcomes), 1, "its waits held up the heartbeats: it was given up")
        other.execute("ROLLBACK")
        fetch.ended(code=2)
        self.assertEqual(self.rows(STORE, "SELECT state, count(*) FROM documents GROUP BY state"),
                         [("quarantined", 1), ("recorded", 1)])
        self.assertEqual(self.quarantined(), ["no_text"])
        self.assert_goes_on(pipeline)

    def test_a_store_that_is_locked_from_the_start(self):
        self.fetch(TWIN, code=0)
        other = self.lock(exclusive=True)
        for command in ("positions", "status", "trace"):
            operand = ["ffffffff"] if command == "trace" else []
            out, said = self.call(command, *operand, code=AGAIN)
            self.assertEqual(out, "")
            self.assertEqual(said, f"rapporteur: database '{self.home.path(STORE)}' is locked by "
                             "another process: database is locked\n")
        pipeline = self.run_pipeline(ready=False)
        self.wait_until(lambda: [line for line in pipeline.events("run.restart")
                                 if " name=sink-1 " in line and 'ended="exit 75"' in line],
                        20, "the sink is to be started again")
        fetch = self.begin_fetch(self.write("empty.txt", b""))
        other.close()
        fetch.ended(30, code=2)
        self.assertEqual(self.quarantined(), ["no_text"])


class Full(BadInput):
    CONFIG = harness.Case.CONFIG + "sink:\n  retry: 100ms\n"

    def test_no_space_for_the_store(self):
        pipeline = self.run_pipeline()
        self.fetch(TWIN, code=0)
        sink = self.child_pid(pipeline, "sink-1")
        size = self.home.path(STORE + "-wal").stat().st_size
        # a limit on its files: what a full disk does, without filling one
        resource.prlimit(sink, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        fetch = self.begin_fetch(self.write("empty.txt", b""), self.write("blank.html", b"<p>"))
        self.wait_until(lambda: len(pipeline.events("sink.not_stored")) > 4, 30,
                        "the sink tried again and again")
        event = pipeline.events("sink.not_stored")[0]
        self.assertIn("code=FULL", event)
        self.assertIn(f"no space left for database '{self.home.path(STORE)}'; raise the limit",
                      event)
        self.assertTrue(fetch.alive)
        self.assertEqual(self.quarantined(), [])
        resource.prlimit(sink, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        fetch.ended(code=2)
        self.assertEqual(self.quarantined(), ["no_text", "not_a_statement"])
        self.assertEqual(self.child_pid(pipeline, "sink-1"), sink)
        self.assert_goes_on(pipeline)

    def small_disks(self):
        """A pipeline in a mount namespace where archive/, state/ and the store's folder have a
        small disk each; a path to them, and how to run something there."""
        if subprocess.run(["unshare", "--mount", "true"], capture_output=True,
                          check=False).returncode != 0:
            self.skipTest("no mount namespaces for this user: a small disk cannot be made")
        self.home.path("store").mkdir()
        self.home.configure(f"{self.CONFIG}  store: {self.home.path('store/store.db')}\n")
        script = ('for folder in archive state store; do'
                  ' mount -t tmpfs -o size=2m tmpfs "$1/$folder" || exit; done; shift; exec "$@"')
        pipeline = self.run_pipeline(
            prefix=["unshare", "--mount", "sh", "-c", script, "sh", self.home.dir])
        inside = ["nsenter", f"--mount=/proc/{pipeline.pid}/ns/mnt"]
        return pipeline, f"/proc/{pipeline.pid}/root{self.home.dir}", inside

    def fill(self, folder):
        """Uses up all the space there; returns the file to be removed."""
        path = os.path.join(folder, "ballast")
        with open(path, "wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(4096))
            except OSError as error:
                self.assertEqual(error.errno, 28, error)  # ENOSPC
        return path

    def test_a_full_disk(self):
        pipeline, root, inside = self.small_disks()

        def fetch(*operands):
            process = harness.Process(
                self.home, "fetch", [*inside, harness.program("rapporteur"), "fetch", "--home",
                                     self.home.dir, *operands], ready=False)
            self.processes.append(process)
            return process

        # the archive: the download waits, nobody ends
        ballast = self.fill(root + "/archive")
        waiting = fetch(TWIN)
        self.wait_until(lambda: waiting.events("fetch.stalled"), 10, "the fetcher says it waits")
        self.assertIn("No space left on device", waiting.events("fetch.stalled")[0])
        os.remove(ballast)
        waiting.ended(30)
        self.assertIn("recorded", waiting.log())
        # the store: the sink tries until there is space
        ballast = self.fill(root + "/store")
        waiting = fetch(self.write("empty.txt", b""))
        self.wait_until(lambda: len(pipeline.events("sink.not_stored")) > 4, 30,
                        "the sink tried again and again")
        self.assertIn("no space left for database", pipeline.events("sink.not_stored")[0])
        self.assertTrue(waiting.alive)
        os.remove(ballast)
        waiting.ended(30, code=2)
        # what the fetcher itself keeps: who asks is told to try again
        ballast = self.fill(root + "/state")
        refused = fetch(self.write("blank.html", b"<p>"))
        refused.ended(30, code=AGAIN)
        self.assertIn("no space left for database", refused.log())
        os.remove(ballast)
        fetch(self.home.path("blank.html")).ended(30, code=2)
        self.assertEqual(pipeline.events("run.restart"), [])
        self.assertTrue(pipeline.alive)


if __name__ == "__main__":
    harness.main()
