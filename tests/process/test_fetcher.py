"""The fetcher against a local site that behaves as real ones do, and a real broker.

Behind the broker stand end_parser and end_sink, which answer each document with a receipt
and write down what came (state/parser.jsonl, state/sink.jsonl).  The fetcher reaches the site
by CONNECT_TO, so its sources name hosts as on the internet.
"""

import gzip
import hashlib
import json
import os
import random
import resource
import signal
import socket
import sqlite3
import subprocess

import harness
from fetching import FETCHER, SOURCE, Fetcher

MIB = 1 << 20


class Listings(Fetcher):
    def test_from_listing_to_receipt(self):
        site = self.site
        site.page("/a.txt", "/b.txt", "/same.txt", "/none.pdf", "/a.txt")
        site.answers.update({"/a.txt": (200, b"the first", [("Content-Type", "text/plain")]),
                             "/b.txt": (200, b"the second"), "/same.txt": (200, b"the first")})
        self.define()
        self.pipeline()
        self.until_idle()
        documents = {e["url"]: e for e, _ in self.came("parser")}
        self.assertEqual(sorted(documents), ["http://site.example/a.txt",
                                             "http://site.example/b.txt"])
        first = documents["http://site.example/a.txt"]
        self.assertEqual(first["id"], hashlib.sha256(b"the first").hexdigest())
        self.assertEqual(first["origin"], "fetcher-1")
        self.assertEqual(first["source"], "site")
        self.assertEqual(first["media_type"], "text/plain")
        self.assertEqual(first["http"]["status"], 200)
        self.assertFalse(first["http"]["tls_verified"])
        self.assertEqual(first["hints"]["title"], "Statement /a.txt")
        self.assertRegex(first["archive"]["file"],
                         r"^fetcher-1/fetcher-1-\d{14}-000001\.warc\.gz$")
        others = {e["url"]: (e, r) for e, r in self.came("sink")}
        envelope, record = others["http://site.example/same.txt"]
        self.assertEqual((record["kind"], envelope["id"]), ("capture", first["id"]))
        envelope, record = others["http://site.example/none.pdf"]
        self.assertEqual(record["kind"], "quarantine")
        self.assertEqual(record["quarantine"]["reason"], "http_404")
        self.assertEqual(record["quarantine"]["stage"], "fetcher")
        self.assertEqual(envelope["id"],
                         hashlib.sha256(b"url:http://site.example/none.pdf").hexdigest())
        self.assertEqual(self.accounts(), {"discovered": 4, "fetched": 3, "recorded": 2,
                                           "duplicate": 1, "refused:http_404": 1})
        self.assert_balanced()
        agent = site.asked("/list")[0]["User-Agent"]
        self.assertEqual(agent, "rapporteur/0.1.0")

    def test_a_second_poll_asks_for_changes_only(self):
        site = self.site
        site.page("/a.txt", "/b.txt")
        site.answers.update({"/a.txt": (200, b"one"), "/b.txt": (200, b"two")})
        self.define()
        self.pipeline()
        self.until_idle()
        site.answers["/b.txt"] = (200, b"two, corrected")
        _, process = self.until_idle("--contact", "mail@desk.example")
        self.assertIn("found=unchanged", process.events("source.polled")[0])
        self.assertEqual(len(site.asked("/a.txt")), 2)
        self.assertIn("If-None-Match", site.asked("/a.txt")[1])
        self.assertEqual(site.asked("/a.txt")[1]["User-Agent"],
                         "rapporteur/0.1.0 (+mail@desk.example)")
        came = [e for e, _ in self.came("parser")]
        self.assertEqual(len(came), 3)
        self.assertEqual(came[2]["url"], "http://site.example/b.txt")
        self.assertEqual(came[2]["supersedes"], hashlib.sha256(b"two").hexdigest())
        self.assertEqual(self.accounts()["unchanged"], 1)
        self.assertEqual(self.accounts()["discovered"], 3)
        # back to the old text: known bytes, but news at this address
        site.answers["/b.txt"] = (200, b"two")
        self.until_idle()
        envelope, record = self.came("sink")[0]
        self.assertEqual(record["kind"], "capture")
        self.assertEqual(envelope["supersedes"], hashlib.sha256(b"two, corrected").hexdigest())
        self.assert_balanced()

    def test_what_is_gone_stays_recorded(self):
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = [(200, b"one"), (410, b"")]
        self.define()
        self.pipeline()
        self.until_idle()
        _, process = self.until_idle()
        self.assertEqual(len(process.events("fetch.gone")), 1)
        self.assertEqual(self.came("sink"), [])
        self.assertEqual(self.accounts()["gone"], 1)
        self.assert_balanced()

    def test_a_bad_definition_disables_itself_only(self):
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = (200, b"one")
        self.define()
        self.define("id: bad\nkind: html\nurl: http://bad.example/\nitms: {css: li}\n", "bad.yaml")
        self.pipeline()
        _, process = self.until_idle()
        event = process.events("source.disabled")
        self.assertEqual(len(event), 1)
        self.assertIn("bad.yaml:4: unknown key 'itms'; did you mean 'items'?", event[0])
        self.assertEqual(self.accounts()["recorded"], 1)
        done = subprocess.run([str(harness.program(FETCHER)), "--home", str(self.home.dir),
                               "--check"], capture_output=True, check=False)
        self.assertEqual(done.returncode, 78)
        self.assertIn(b"did you mean 'items'?", done.stderr)
        self.assertIn(b"1 of the definitions", done.stderr)
        self.home.path("sources.d/bad.yaml").unlink()
        self.run_program(FETCHER, "--check")

    def test_a_list_by_hand(self):
        self.site.answers.update({"/1.txt": (200, b"one"), "/2.txt": (200, b"two")})
        self.define("id: desk\nkind: list\nfile: desk.tsv\nhttp: {delay: 0}\n"
                    "defaults: {body: oewg}\n", "desk.yaml")
        self.home.path("sources.d/desk.tsv").write_text(
            "url\tdelegation\nhttp://a.example/1.txt\tCaldoria\nhttp://b.example/2.txt\n"
            "file:///etc/passwd\tx\n", encoding="utf-8")
        self.pipeline()
        _, process = self.until_idle()
        came = {e["url"]: e["hints"] for e, _ in self.came("parser")}
        self.assertEqual(came, {"http://a.example/1.txt": {"delegation": "Caldoria",
                                                           "body": "oewg"},
                                "http://b.example/2.txt": {"body": "oewg"}})
        self.assertEqual(len(process.events("source.broken_entries")), 1)

    def test_a_redesigned_page_is_told(self):
        self.site.answers["/list"] = (200, b"<p>new design</p>")
        self.define(SOURCE + "expect: {min_items: 1}\n")
        self.pipeline()
        _, process = self.until_idle()
        self.assertEqual(len(process.events("source.unexpected")), 1)

    def test_a_listing_that_fails(self):
        self.site.answers["/list"] = (404, b"gone")
        self.define()
        self.define(SOURCE.replace("id: site", "id: other").replace("/list", "/other"), "b.yaml")
        self.site.answers["/other"] = [(503, b"later"), (200, b"<li><a href='/a.txt'>x</a>")]
        self.site.answers["/a.txt"] = (200, b"one")
        self.pipeline()
        _, process = self.until_idle("--retry-base", "20ms", code=1)
        self.assertEqual(len(process.events("source.failed")), 2)
        self.assertEqual(self.accounts("other")["recorded"], 1)

    def test_sources_are_read_again_on_hup(self):
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = (200, b"one")
        self.pipeline()
        process = self.fetcher()
        self.define()
        process.popen.send_signal(signal.SIGHUP)
        self.wait_until(lambda: self.accounts().get("recorded") == 1, 10, "the document ended")

    def test_a_changed_definition_reads_an_unchanged_page(self):
        self.site.page("/a.txt", "/b.txt")
        self.site.answers.update({"/a.txt": (200, b"one"), "/b.txt": (200, b"two")})
        self.define(SOURCE + "filter: {url: a.txt}\n")
        self.pipeline()
        process = self.fetcher()
        self.wait_until(lambda: self.accounts().get("recorded") == 1, 10, "the first one ended")
        self.define()
        process.popen.send_signal(signal.SIGHUP)
        self.wait_until(lambda: self.accounts().get("recorded") == 2, 10, "the other one ended")
        self.assertEqual(process.events("source.polled")[1].count("found=unchanged"), 0)

    def test_a_clock_that_was_set_back_stops_nothing(self):
        """Kept times are further away than anything waits."""
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = [(503, b"later"), (200, b"one")]
        self.define()
        self.pipeline()
        process = self.fetcher("--retry-base", "1d", "--retry-cap", "1d")
        state = self.home.path("state/fetcher-1.db")
        self.wait_until(lambda: process.events("fetch.retry"), 10, "the document failed")
        process.stop()
        year = 365 * 24 * 3600 * 1000
        database = sqlite3.connect(state)
        for table in ("source", "address"):
            changed = database.execute(f"UPDATE {table} SET next_due = next_due + {year}")
            self.assertEqual(changed.rowcount, 1)
        database.commit()
        database.close()
        process = self.fetcher()
        self.wait_until(lambda: self.accounts().get("recorded") == 1, 10, "the document ended")
        self.wait_until(lambda: process.events("source.polled"), 10, "the listing was read")

    def test_the_delay_of_a_host_is_kept(self):
        site = self.site
        times = []

        def noting(handler):
            times.append(harness.time.monotonic())
            handler.reply(200, handler.path.encode())

        site.page("/1.txt", "/2.txt", "/3.txt")
        site.answers.update({f"/{n}.txt": noting for n in (1, 2, 3)})
        self.define(SOURCE.replace("delay: 0", "delay: 300ms"))
        self.pipeline()
        self.until_idle()
        self.assertEqual(len(times), 3)
        for before, after in zip(times, times[1:]):
            self.assertGreaterEqual(after - before, 0.28)
        times.clear()
        self.until_idle("--delay", "0", name="fetcher-2")
        self.assertLess(times[2] - times[0], 0.28 * harness.SLOW)


class Trouble(Fetcher):
    """One answer each; how the document ends."""

    def ends(self, answer, *args, expect, **more):
        """The one document of the listing ends with this reason, in a record of its own."""
        self.site.page("/x")
        self.site.answers["/x"] = answer
        self.define()
        self.pipeline()
        _, process = self.until_idle("--retry-base", "10ms", "--attempts", "3", *args, **more)
        self.assertEqual(self.came("parser"), [])
        (_, record), = self.came("sink")
        self.assertEqual(record["quarantine"]["reason"], expect)
        self.assertEqual(self.accounts()[f"refused:{expect}"], 1)
        self.assert_balanced()
        return process

    def test_a_body_over_the_limit(self):
        site = self.site
        site.page("/x", "/y")
        site.answers.update({"/x": (200, b"x" * (MIB + 1)), "/y": (200, b"y" * MIB)})
        self.define()
        self.pipeline()
        self.until_idle()
        (_, record), = self.came("sink")
        self.assertEqual(record["quarantine"]["reason"], "too_large")
        # the limit is the last size that passes, and the next document is no worse off
        self.assertEqual([e["url"] for e, _ in self.came("parser")], ["http://site.example/y"])
        self.assertEqual(self.accounts(), {"discovered": 2, "fetched": 1, "recorded": 1,
                                           "refused:too_large": 1})
        self.assert_balanced()

    def test_a_body_over_the_limit_that_does_not_say_so(self):
        sent = []

        def endless(handler):
            handler.send_response(200)
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            while len(sent) < 100:
                handler.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                sent.append(1)

        self.ends(endless, expect="too_large")
        self.assertLess(len(sent), 100, "the transfer was not ended at the limit")

    def test_a_head_over_the_limit(self):
        self.ends((200, b"x", [("X-Filler", "y" * 1000)] * 80), expect="too_large")
        (_, record), = self.came("sink")
        self.assertIn("the answer's head is larger than 65536 bytes",
                      record["quarantine"]["detail"])

    def test_a_bomb(self):
        bomb = gzip.compress(b"\0" * (50 * MIB))
        self.ends((200, bomb, [("Content-Encoding", "gzip")]), expect="too_large")

    def test_gzip_is_undone(self):
        self.site.page("/x")
        self.site.answers["/x"] = (200, gzip.compress(b"hello"), [("Content-Encoding", "gzip")])
        self.define()
        self.pipeline()
        self.until_idle()
        self.assertEqual(self.came("parser")[0][0]["id"], hashlib.sha256(b"hello").hexdigest())

    def test_a_redirect_to_a_file(self):
        self.ends((302, b"", [("Location", "file:///etc/passwd")]), expect="forbidden_protocol")

    def test_a_redirect_to_itself(self):
        self.ends((302, b"", [("Location", "/x")]), expect="redirect_loop")
        self.assertEqual(len(self.site.asked("/x")), 11)

    def test_a_redirect_is_followed(self):
        self.site.page("/x")
        self.site.answers["/x"] = (301, b"", [("Location", "http://other.example/y z.txt")])
        self.site.answers["/y%20z.txt"] = (200, b"hello")
        self.define()
        self.pipeline()
        self.until_idle()
        envelope, _ = self.came("parser")[0]
        self.assertEqual(envelope["url"], "http://site.example/x")
        self.assertEqual(envelope["aliases"], ["http://other.example/y%20z.txt"])

    def test_a_wall(self):
        self.ends((403, b"no"), expect="http_403")
        self.assertEqual(len(self.site.asked("/x")), 1)

    def test_a_server_that_fails_for_ever(self):
        self.ends((500, b"oops"), expect="http_500")
        self.assertEqual(len(self.site.asked("/x")), 3)
        self.assertEqual(self.accounts()["failed"], 2)

    def test_a_server_that_recovers(self):
        self.site.page("/x")
        self.site.answers["/x"] = [(500, b"oops"), (429, b"", [("Retry-After", "1")]), (200, b"hi")]
        self.define()
        self.pipeline()
        begun = harness.time.monotonic()
        self.until_idle("--retry-base", "10ms")
        self.assertGreaterEqual(harness.time.monotonic() - begun, 1, "Retry-After was passed over")
        self.assertEqual(self.accounts(), {"discovered": 1, "failed": 2, "fetched": 1,
                                           "recorded": 1})

    def test_a_body_that_is_cut(self):
        def cut(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            handler.wfile.write(b"not all of it")
            handler.close_connection = True

        self.ends(cut, expect="partial")
        self.assertEqual(len(self.site.asked("/x")), 3)

    def test_a_body_that_is_too_slow(self):
        def slow(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            while not self.site.never.wait(0.05):
                handler.wfile.write(b"x")

        self.define(SOURCE.replace("timeout: 20s", "timeout: 300ms"))
        self.site.page("/x")
        self.site.answers["/x"] = slow
        self.pipeline()
        self.until_idle("--retry-base", "10ms", "--attempts", "2")
        (_, record), = self.came("sink")
        self.assertEqual(record["quarantine"]["reason"], "timed_out")

    def test_a_host_that_is_not_there(self):
        port = harness.free_port()
        self.define()
        self.pipeline()
        process = self.fetcher("--until-idle", "--connect-to", f"::127.0.0.1:{port}",
                               "--retry-base", "10ms", "--attempts", "2", connect=False,
                               ready=False)
        process.ended(30, code=1)
        self.assertIn("reason=unreachable", process.events("source.failed")[0])

    def test_a_name_server_that_is_silent(self):
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(server.close)
        server.settimeout(10 * harness.SLOW)
        try:  # a name server of our own takes root: its port, and the file that names it
            server.bind(("127.53.53.53", 53))
            subprocess.run(["unshare", "--mount", "true"], check=True, stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as why:
            self.skipTest(f"no name server can be set up here: {why}")
        resolv = self.home.path("resolv.conf")
        resolv.write_text("nameserver 127.53.53.53\noptions timeout:30\n", encoding="utf-8")
        self.define()
        process = harness.Process(self.home, "fetcher", [
            "unshare", "--mount", "sh", "-c",
            'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolv, harness.program(FETCHER),
            "--home", self.home.dir, "--name", "fetcher-1"], ready=False)
        self.processes.append(process)
        server.recv(512)  # it waits for the answer
        process.stop(deadline_s=5)

    def test_an_empty_body_is_the_parser_s_affair(self):
        self.site.page("/x")
        self.site.answers["/x"] = (200, b"")
        self.define()
        self.pipeline()
        self.until_idle()
        self.assertEqual(self.came("parser")[0][0]["id"], hashlib.sha256(b"").hexdigest())
        self.assertEqual(self.accounts()["recorded"], 1)


class ByHand(Fetcher):
    def write(self, name, body):
        path = self.home.path(name)
        path.write_bytes(body)
        return path

    def test_files_and_addresses(self):
        self.pipeline()
        self.site.answers["/x.txt"] = (200, b"over the net")
        text = self.write("a statement.txt", b"from the disk")
        copy = self.write("copy.md", b"from the disk")
        digest = hashlib.sha256(b"from the disk").hexdigest()
        pipe = self.home.path("pipe")
        os.mkfifo(pipe)
        lines, process = self.until_idle(
            "--hint", "body=oewg", "--hint", "title=One, two", text, copy,
            "http://a.example/x.txt", "/no/such/file", self.home.dir, "ftp://a.example/x", pipe,
            code=1)
        told = process.events("fetch.unreadable")
        self.assertEqual(len(told), 4)
        self.assertIn(f"cannot read '{pipe}': it is not a plain file", told[3])
        self.assertIn("could not read '/no/such/file': No such file or directory", told[0])
        self.assertIn(f"cannot read '{self.home.dir}': it is a folder", told[1])
        self.assertIn("cannot fetch 'ftp://a.example/x'", told[2])
        url = "file://" + str(text).replace(" ", "%20")
        self.assertEqual(lines, [
            f"recorded  {url}  {digest}",
            f"recorded  file://{copy}  {digest}",
            "recorded  http://a.example/x.txt  " + hashlib.sha256(b"over the net").hexdigest(),
            "refused(not_found)  /no/such/file  -",
            f"refused(unsupported)  {self.home.dir}  -",
            "refused(unsupported)  ftp://a.example/x  -",
            f"refused(unsupported)  {pipe}  -"])
        envelope = self.came("parser")[0][0]
        self.assertEqual(envelope["hints"], {"title": "One, two", "body": "oewg"})
        self.assertEqual(envelope["media_type"], "text/plain")
        self.assertEqual(envelope["source"], "manual")
        self.assertNotIn("http", envelope)
        self.assert_balanced("manual")
        # what a person hands in is sent again, known or not: the sink says what it is
        lines, _ = self.until_idle("--json", text)
        self.assertEqual([json.loads(line) for line in lines],
                         [{"end": "recorded", "reason": None, "url": url, "id": digest}])
        self.assertEqual(len(self.came("parser")), 4)
        self.assert_balanced("manual")

    def test_a_file_over_the_limit(self):
        self.pipeline()
        big = self.write("big.txt", b"x" * 2000)
        lines, _ = self.until_idle("--max-bytes", "1000", big, code=1)
        self.assertEqual(lines[0].split()[:2], ["refused(too_large)", f"file://{big}"])
        self.assertEqual(self.came("sink")[0][1]["quarantine"]["reason"], "too_large")

    def test_private_addresses_are_refused(self):
        self.pipeline()
        self.site.answers["/x.txt"] = (200, b"secret")
        url = f"http://127.0.0.1:{self.site.port}/x.txt"
        lines, _ = self.until_idle(url, f"http://localhost:{self.site.port}/x.txt", code=1,
                                   connect=False)
        self.assertEqual([line.split()[0] for line in lines], ["refused(private_address)"] * 2)
        self.assertEqual(self.site.requests, [])
        lines, _ = self.until_idle("--allow-private", url, connect=False)
        self.assertEqual(lines[0].split()[0], "recorded")

    def test_a_quarantined_document(self):
        # the answer comes from the end of the pipeline, whatever it is
        self.pipeline()
        lines, _ = self.until_idle("http://a.example/none", code=1)
        self.assertEqual(lines[0].split()[:2], ["refused(http_404)", "http://a.example/none"])

    def test_once_needs_no_broker_and_keeps_nothing(self):
        text = self.write("a.txt", b"hello")
        self.site.answers["/x.html"] = (200, b"<p>hi", [("Content-Type", "text/html")])
        out = self.run_program(FETCHER, "--once", *self.connect, "--hint", "session=7", text,
                               "http://a.example/x.html", "http://a.example/none", code=1)
        first, second = map(json.loads, out.splitlines())
        self.assertEqual(first["url"], f"file://{text}")
        self.assertEqual(first["hints"], {"session": "7"})
        self.assertEqual(second["http"]["status"], 200)
        self.assertEqual(second["media_type"], "text/html")
        self.assertEqual(os.listdir(self.home.path("state")), [])
        self.assertEqual(os.listdir(self.home.path("archive")), [])

    def test_usage(self):
        self.run_program(FETCHER, "a.txt", code=64)
        self.run_program(FETCHER, "--once", code=64)
        self.run_program(FETCHER, "--until-idle", "--hint", "sesion=7", "a.txt", code=64)
        self.run_program(FETCHER, "--once", "--connect-to", "127.0.0.1:80", "a.txt", code=78)


class Durable(Fetcher):
    def test_the_outbox_outlives_fetcher_and_broker(self):
        self.site.page("/a.txt", "/b.txt")
        self.site.answers.update({"/a.txt": (200, b"one"), "/b.txt": (200, b"two")})
        self.define()
        process = self.fetcher(ready=False)  # there is no broker yet
        self.wait_until(lambda: self.rows("state/fetcher-1.db", "SELECT count(*) FROM outbox")
                        in ([(2,)],), 10, "both documents are in the outbox")
        process.kill()
        self.site.close()
        broker = self.start("rapporteur-broker")
        parser = self.start("end_parser")
        parser.popen.send_signal(signal.SIGHUP)  # holds its receipts back
        self.fetcher()
        self.wait_until(lambda: len(self.came("parser")) == 2, 10, "both were sent")
        broker.kill()
        self.start("rapporteur-broker")
        self.wait_until(lambda: len(self.came("parser")) == 4, 20, "both were sent again")
        parser.popen.send_signal(signal.SIGHUP)
        self.wait_until(lambda: self.accounts().get("recorded") == 2, 20, "receipts came")
        attempts = [e["attempt"] for e, _ in self.came("parser")]
        self.assertEqual(sorted(attempts)[-1], max(attempts))
        self.assertGreater(max(attempts), 1)
        self.assert_balanced()

    def test_without_a_receipt_it_is_sent_again(self):
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = (200, b"one")
        self.define()
        self.pipeline()
        self.stages[0].popen.send_signal(signal.SIGHUP)
        process = self.fetcher("--resend-after", "200ms")
        self.wait_until(lambda: len(self.came("parser")) >= 2, 20, "it was sent again")
        self.stages[0].popen.send_signal(signal.SIGHUP)
        self.wait_until(lambda: self.accounts().get("recorded") == 1, 10, "the receipt came")
        self.wait_until(lambda: process.events("outbox.resent"), 5, "the event is there")
        self.assert_balanced()

    def test_back_pressure_reaches_the_site(self):
        count = 60
        self.site.page(*[f"/{n}.txt" for n in range(count)])
        for n in range(count):
            self.site.answers[f"/{n}.txt"] = (200, b"number %d" % n)
        self.define()
        self.start("rapporteur-broker")
        process = self.fetcher("--outbox-max", "5", "--slots", "2")
        self.wait_until(lambda: len(self.site.requests) >= 5, 10, "downloads begin")
        seen = harness.observe(1, lambda: len(self.site.requests))
        # the outbox's limit, and what the broker granted beyond it
        self.assertLess(max(seen), count)
        self.assertTrue(process.alive)
        self.start("end_parser")
        self.wait_until(lambda: self.accounts().get("recorded") == count, 30, "all ended")
        self.assertEqual(len(self.site.requests), count + 1)

    def test_a_damaged_archive_is_fetched_anew(self):
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = (200, b"the body of it")
        self.define()
        process = self.fetcher(ready=False)
        self.wait_until(lambda: self.rows("state/fetcher-1.db", "SELECT 1 FROM outbox"), 10,
                        "the document is in the outbox")
        [path] = self.home.path("archive/fetcher-1").iterdir()
        file, offset = self.rows("state/fetcher-1.db",
                                 "SELECT archive_file, archive_offset FROM document")[0]
        self.assertEqual(path.name, os.path.basename(file) + ".open")
        with path.open("r+b") as archive:
            archive.seek(offset + 30)
            archive.write(b"XXXX")
        self.pipeline()
        self.wait_until(lambda: self.accounts().get("recorded") == 1, 10, "it ended")
        self.assertEqual(len(process.events("archive.damaged")), 1)
        self.assertEqual(len(self.site.asked("/a.txt")), 2)
        self.assert_balanced()

    def test_a_full_disk_is_waited_out(self):
        self.site.page("/a.txt", "/b.txt")
        self.site.answers.update({"/a.txt": (200, b"one"), "/b.txt": (200, random.Random(1).randbytes(200000))})
        self.define()
        self.pipeline()
        process = self.fetcher(ready=False)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (100000, resource.RLIM_INFINITY))
        self.wait_until(lambda: process.events("fetch.stalled"), 10, "it says that it waits")
        self.assertTrue(process.alive)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.wait_until(lambda: self.accounts().get("recorded") == 2, 20, "both ended")
        self.assert_balanced()

    def test_a_locked_frontier_is_waited_out(self):
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = (200, b"one")
        self.pipeline()
        process = self.fetcher()
        other = sqlite3.connect(self.home.path("state/fetcher-1.db"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        self.define()
        process.popen.send_signal(signal.SIGHUP)
        self.wait_until(lambda: process.events("fetch.stalled"), 10, "it says that it waits")
        other.execute("ROLLBACK")
        other.close()
        self.wait_until(lambda: self.accounts().get("recorded") == 1, 20, "the document ended")

    def test_two_of_a_name(self):
        self.pipeline()
        self.fetcher()
        second = self.fetcher(ready=False)
        second.ended(code=75)
        self.assertIn("another fetcher named 'fetcher-1' runs", second.log())

    def test_an_idle_fetcher_costs_nothing(self):
        self.site.page()
        self.define()
        self.pipeline()
        process = self.fetcher()
        self.wait_until(lambda: process.events("source.polled"), 10, "the source is polled")
        before = process.cpu_s()
        harness.observe(5)
        if not harness.SANITIZED:
            self.assertLess(process.cpu_s() - before, 0.010)
            self.assertLess(process.rss_bytes(), 20 * MIB)


if __name__ == "__main__":
    harness.main()
