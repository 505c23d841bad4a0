"""rapporteur trace: a document's whole life, also of one that never came to the store."""

import hashlib
import json
import signal
import sqlite3
import unittest

import fetching
import harness
import poison

FAILED, USAGE = 1, 64
LIST = "http://site.example/list"
TEXT = (harness.SOURCE_DIR / "tests" / "process" / "data" / "twin.txt").read_bytes()
RETRY = ["--retry-base", "10ms", "--retry-cap", "20ms"]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Trace(fetching.Fetcher):
    def trace(self, what):
        return [json.loads(line) for line in
                self.run_program("rapporteur", "trace", "--json", what).splitlines()]

    def told(self, what):
        """For people."""
        return self.run_program("rapporteur", "trace", what)

    @staticmethod
    def words(events):
        return [event["stage"] if event["what"] == "hop" else event["what"] for event in events]

    def whole_pipeline(self):
        for stage in ("broker", "parser", "classifier", "sink"):
            self.start(f"rapporteur-{stage}")

    def assert_in_order(self, events):
        at = [event["at"] for event in events]
        self.assertEqual(at, sorted(at))


class Stored(Trace):
    def test_from_discovery_to_the_row(self):
        self.site.page("/a.txt")
        plain = [("Content-Type", "text/plain")]
        self.site.answers["/a.txt"] = [(503, b"later"), (503, b"later"), (200, TEXT, plain)]
        self.define()
        self.whole_pipeline()
        self.until_idle(*RETRY)
        url = "http://site.example/a.txt"
        events = self.trace(url)
        self.assertEqual(
            self.words(events),
            ["discovered", "fetch", "fetch", "fetch", "fetcher", "parser", "classifier", "sink",
             "stored", "statement", "receipt", "now"])
        self.assert_in_order(events)
        by = {event["what"]: event for event in events}
        self.assertEqual([event.get("outcome") for event in events[1:4]], ["retry", "retry", "new"])
        self.assertEqual([event["status"] for event in events[1:4]], [503, 503, 200])
        self.assertEqual(events[1]["reason"], "http_503")
        self.assertNotIn("document", events[1])
        fetch = events[3]
        self.assertEqual((fetch["document"], fetch["bytes"]), (sha256(TEXT), len(TEXT)))
        self.assertEqual((fetch["worker"], fetch["source"]), ("fetcher-1", "site"))
        place = self.rows("state/store.db", "SELECT archive_file, archive_offset FROM captures")[0]
        self.assertEqual((fetch["archive_file"], fetch["archive_offset"]), place)
        self.assertIsInstance(fetch["ms"], float)
        stored = by["stored"]
        self.assertEqual((stored["why"], stored["outcome"], stored["state"]),
                         ("live", "new", "recorded"))
        self.assertEqual((stored["statements"], stored["positions"] > 0), (1, True))
        self.assertRegex(stored["parser"], "^parser@")
        self.assertEqual(by["statement"]["positions"], stored["positions"])
        self.assertEqual(by["statement"]["engine"], stored["engine"])
        self.assertEqual(by["receipt"]["outcome"], "recorded")
        self.assertEqual(by["now"]["state"], "recorded")
        parser, = [event for event in events if event.get("stage") == "parser"]
        self.assertRegex(parser["worker"], "^parser-")
        self.assertEqual((parser["attempt"], parser["deliveries"]), (1, 0))
        # whatever it is called by
        statement, = self.rows("state/store.db", "SELECT statement_id FROM statements")[0]
        for name in (sha256(TEXT), sha256(TEXT)[:8], statement):
            self.assertEqual(self.words(self.trace(name)), self.words(events))
        out = self.told(url)
        self.assertRegex(out, rf"\Adocument  {sha256(TEXT)}\naddress   {url}\nsource    site\n\nWHEN")
        self.assertRegex(out, r"Z  fetch +fetcher-1 +[\d.]+  retry, http_503, HTTP 503, 5 bytes\n")
        self.assertRegex(out, r"Z  parser +parser-\S+ +[\d.]+  attempt 1\n")

    def test_an_address_that_changes_and_looks_in_vain(self):
        self.site.page("/a.txt")
        second = TEXT + b"\nOne word more.\n"
        plain = [("Content-Type", "text/plain")]
        self.site.answers["/a.txt"] = (200, TEXT, plain)
        self.define()
        self.whole_pipeline()
        for _ in range(3):
            self.until_idle()
        self.site.answers["/a.txt"] = (200, second, plain)
        self.until_idle()
        url = "http://site.example/a.txt"
        events = self.trace(url)
        self.assert_in_order(events)
        fetches = [event for event in events if event["what"] == "fetch"]
        self.assertEqual([event["outcome"] for event in fetches], ["new", "unchanged", "new"])
        self.assertEqual((fetches[1]["times"], fetches[1]["status"]), (2, 304))
        self.assertLess(fetches[1]["first_at"], fetches[1]["at"])
        now = {event["document"]: event for event in events if event["what"] == "now"}
        self.assertEqual(now[sha256(TEXT)]["other"], sha256(second))
        supersedes, = [event for event in events if event["what"] == "supersedes"]
        self.assertEqual((supersedes["document"], supersedes["other"]),
                         (sha256(second), sha256(TEXT)))
        # one document's life has not the other's
        documents = {event.get("document") for event in self.trace(sha256(TEXT))}
        self.assertEqual(documents - {None}, {sha256(TEXT)})
        # the looks at the listing
        polls = [event for event in self.trace(LIST) if event["what"] == "poll"]
        self.assertEqual([(event["outcome"], event.get("status")) for event in polls],
                         [("read", 200), ("read", 304)])
        self.assertEqual(polls[0]["detail"], "1 entries, 1 of them new")
        self.assertEqual(polls[1]["times"], 3)

    def test_a_document_that_no_stage_could_read(self):
        self.site.page("/empty.txt")
        self.site.answers["/empty.txt"] = (200, b"", [("Content-Type", "text/plain")])
        self.define()
        self.whole_pipeline()
        self.until_idle()
        events = self.trace("http://site.example/empty.txt")
        quarantined, = [event for event in events if event["what"] == "quarantined"]
        self.assertEqual((quarantined["stage"], quarantined["reason"]), ("parser", "no_text"))
        self.assertEqual((events[-1]["state"], events[-1]["reason"]), ("quarantined", "no_text"))
        stored, = [event for event in events if event["what"] == "stored"]
        self.assertNotIn("statements", stored)


    @unittest.skipIf(harness.SANITIZED, "a sanitizer ends the process in its own way")
    def test_the_last_words_of_a_process(self):
        crash = self.home.path("crash")
        crash.write_bytes(poison.crash())
        self.run_program("rapporteur", "fetch", crash, code=2)
        quarantined, = [event for event in self.trace(f"file://{crash}")
                        if event["what"] == "quarantined"]
        self.assertEqual((quarantined["stage"], quarantined["reason"], quarantined["signal"]),
                         ("parser", "crashed", "SEGV"))
        self.assertNotIn("exit_code", quarantined)
        self.assertIn(", signal SEGV", self.told(f"file://{crash}"))

    def test_an_address_that_was_refused_and_gave_a_document_later(self):
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = [(404, b"not yet"),
                                       (200, TEXT, [("Content-Type", "text/plain")])]
        self.define()
        self.whole_pipeline()
        self.until_idle()
        url = "http://site.example/a.txt"
        self.assertEqual(self.trace(url)[-1]["state"], "refused")
        self.until_idle()
        now = {event["state"]: event for event in self.trace(url) if event["what"] == "now"}
        self.assertEqual(set(now), {"recorded", "quarantined"})
        self.assertEqual((now["quarantined"]["outcome"], now["quarantined"]["detail"]),
                         ("dropped", "the address gave a document later"))
        self.assertEqual(now["recorded"]["document"], sha256(TEXT))
        found = json.loads(self.run_program("rapporteur", "check", "--json", "--deep", code=2))
        self.assertEqual([problem["what"] for problem in found["problems"]], ["no_worker"])


class NotStored(Trace):
    def test_what_is_in_flight_is_found_where_it_is(self):
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = (200, TEXT)
        self.define()
        fetcher = self.fetcher(ready=False)  # without a broker
        url = "http://site.example/a.txt"
        self.wait_until(lambda: self.rows("state/fetcher-1.db", "SELECT 1 FROM outbox"), 10,
                        "it is in the outbox")
        events = self.trace(url)
        self.assertEqual(self.words(events), ["discovered", "fetch", "outbox", "now"])
        now = events[-1]
        self.assertEqual((now["state"], now["queue"]), ("in_flight", "parser"))
        self.assertRegex(now["detail"], "^in the outbox for .* and not sent yet; no pipeline runs")
        self.assertEqual(self.words(self.trace(sha256(TEXT)[:10])), self.words(events))

        self.start("rapporteur-broker")
        self.wait_until(lambda: self.trace(url)[-1].get("times") == 1, 10, "it was sent")
        events = self.trace(url)
        self.assertEqual(self.words(events), ["discovered", "fetch", "outbox", "sent", "now"])
        self.assertRegex(events[-1]["detail"],
                         r"^sent .* ago, no receipt yet; the queue has 1 waiting and 0 in hand$")
        parser = self.start("end_parser")
        parser.popen.send_signal(signal.SIGHUP)  # it keeps the receipt, if it is in time
        self.start("end_sink")
        self.wait_until(lambda: self.came("parser"), 10, "it came to the parser")
        parser.popen.send_signal(signal.SIGHUP)
        self.wait_until(lambda: self.trace(url)[-2]["what"] == "receipt", 10, "the receipt came")
        events = self.trace(url)
        self.assertEqual(self.words(events), ["discovered", "fetch", "receipt", "now"])
        # what answers here is no sink, so there is no store, and that is what a loss looks like
        self.assertEqual((events[-1]["state"], events[-1]["outcome"]), ("lost", "recorded"))
        fetcher.stop()

    def test_what_fails_and_what_is_refused(self):
        self.site.page("/gone.pdf", "/slow.pdf")
        self.site.answers["/slow.pdf"] = (503, b"")
        self.define()
        self.pipeline()
        process = self.fetcher("--retry-base", "1h", "--retry-cap", "1h")
        self.wait_until(lambda: self.accounts().get("refused:http_404"), 10, "one is refused")
        self.wait_until(lambda: self.accounts().get("failed"), 10, "the other failed")
        events = self.trace("http://site.example/slow.pdf")
        self.assertEqual(self.words(events), ["discovered", "fetch", "now"])
        now = events[-1]
        self.assertEqual((now["state"], now["detail"]),
                         ("in_flight", "failed 1 times in a row, to be fetched again"))
        self.assertGreater(now["due_at"], now["at"])
        events = self.trace("http://site.example/gone.pdf")
        self.assertEqual(self.words(events), ["discovered", "fetch", "receipt", "now"])
        self.assertEqual((events[1]["outcome"], events[1]["status"]), ("refused", 404))
        self.assertEqual((events[-1]["state"], events[-1]["reason"]), ("refused", "http_404"))
        refusal = sha256(b"url:http://site.example/gone.pdf")
        self.assertEqual(self.words(self.trace(refusal)), self.words(events))
        process.stop()

    def test_the_beginning_of_addresses_and_several_fetchers(self):
        self.site.page("/a.txt", "/b.txt")
        self.site.answers.update({"/a.txt": (200, b"one"), "/b.txt": (200, b"two")})
        self.define()
        self.pipeline()
        self.until_idle()
        self.until_idle(name="fetcher-2")
        events = self.trace("http://site.example/")
        self.assert_in_order(events)
        self.assertEqual({event.get("url") for event in events} - {None},
                         {LIST, "http://site.example/a.txt", "http://site.example/b.txt"})
        self.assertEqual({event["worker"] for event in events}, {"fetcher-1", "fetcher-2"})
        out = self.told("http://site.example/")
        self.assertRegex(out, r"WHEN +WHAT +WHO +MS +DOCUMENT +ADDRESS +HOW\n")
        one = self.trace("http://site.example/a.txt")
        self.assertEqual({event.get("url") for event in one} - {None},
                         {"http://site.example/a.txt"})
        self.assertEqual(len([event for event in one if event["what"] == "fetch"]), 2)

    def test_what_nobody_knows(self):
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = (200, b"one")
        self.define()
        self.pipeline()
        self.until_idle()
        for name in ("http://site.example/none", "ffffffffffff", sha256(b"one")[:7], "'; --", ""):
            for form in ([], ["--json"]):
                out = self.run_program("rapporteur", "trace", *form, name, code=FAILED)
                self.assertEqual(out, "")

    def test_what_a_stranger_wrote_drives_no_terminal(self):
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = (503, b"")
        self.define()
        self.pipeline()
        process = self.fetcher("--retry-base", "1h", "--retry-cap", "1h")
        self.wait_until(lambda: self.accounts().get("failed"), 10, "it failed")
        process.stop()
        frontier = sqlite3.connect(self.home.path("state/fetcher-1.db"))
        with frontier:
            frontier.execute("UPDATE event SET detail = ?, reason = CAST(x'fffe' AS TEXT)"
                             " WHERE kind = 'fetch'", ("\x1b[2Jcleared\n",))
        frontier.close()
        out = self.told("http://site.example/a.txt")
        self.assertNotIn("\x1b", out)
        self.assertIn("cleared", out)
        events = self.trace("http://site.example/a.txt")  # it is JSON all the same
        self.assertEqual(self.words(events), ["discovered", "fetch", "now"])
        self.assertEqual(events[1]["detail"], "\x1b[2Jcleared\n")


if __name__ == "__main__":
    harness.main()
