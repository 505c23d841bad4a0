"""Receipts: who gets which, when they come, and what they say.  The broker and the sink are real,
the fetchers are scripted where they must do what none would."""

import hashlib
import json

import harness
from fetching import Fetcher
from zmtp import Dealer

STORE = "state/store.db"
QUARANTINE = {"kind": "quarantine", "statements": [], "positions": [], "quarantine": {
    "stage": "parser", "worker": "parser-1", "reason": "timeout", "deliveries": 0,
    "at": "2024-03-08T15:04:06Z"}}


def result(document_id):
    return {"kind": "result", "statements": [], "positions": [], "document": {
        "document_id": document_id, "media_type": "text/plain", "pages": 0, "parser": "p@1"}}


class Source:
    """A fetcher that puts what it is told to, to the sink's queue."""

    def __init__(self, case, name):
        self.name = name
        self.peer = Dealer(case.home.path("run/broker.sock"), name.encode(), 20 * harness.SLOW)
        self.grants = 0
        self.peer.send(b"RAP1", b"HELLO", json.dumps({
            "stage": "fetcher", "worker": name, "version": "0.1.0", "started": 1, "credit": 8,
            "gives": "sink"}).encode())

    def close(self):
        """Without a word, as one that was killed."""
        self.peer.close()

    def next(self, command):
        while True:
            message = self.peer.receive()
            if message[1] == b"GRANT":
                self.grants += int(message[2])
            if message[1] == command:
                return message

    def put(self, text, record=None, url=None, body=b""):
        """A document with these bytes; returns its id.  The body is the texts of its statements."""
        document_id = hashlib.sha256(text.encode()).hexdigest()
        while self.grants == 0:
            self.next(b"GRANT")
        self.grants -= 1
        envelope = {"id": document_id, "origin": self.name, "lane": "live", "attempt": 1,
                    "source": "s", "url": url or f"http://site.example/{text}",
                    "fetched_at": "2024-03-08T15:04:05Z", "hints": {}, "trace": []}
        self.peer.send(b"RAP1", b"PUT", b"sink", json.dumps(envelope).encode(),
                       json.dumps(record or result(document_id)).encode(), body)
        return document_id

    def receipts(self, count):
        """That many, in the order in which they came."""
        got = []
        while len(got) < count:
            got += [json.loads(receipt) for receipt in self.next(b"RECEIPT")[2:]]
        return got


class Receipts(harness.Case):
    # A source has no heart: after three beats without a word of it the broker takes it for gone.
    def broker(self, heartbeat="20s"):
        self.start("rapporteur-broker", "--heartbeat", heartbeat)

    def source(self, name="fetcher-9"):
        source = Source(self, name)
        self.addCleanup(source.close)
        return source

    def sink(self):
        return self.start("rapporteur-sink", "--linger", "5ms")

    def test_a_document_that_comes_twice_has_a_receipt_twice(self):
        self.broker()
        self.sink()
        source = self.source()
        one = source.put("one")
        self.assertEqual([(r["id"], r["end"]) for r in source.receipts(1)], [(one, "recorded")])
        source.put("one")  # as if that had been lost
        self.assertEqual([(r["id"], r["end"]) for r in source.receipts(1)], [(one, "recorded")])
        source.put("two", QUARANTINE)
        source.put("two", QUARANTINE)
        self.assertEqual([(r["end"], r["reason"]) for r in source.receipts(2)],
                         [("quarantined", "timeout")] * 2)
        self.assertEqual(self.rows(STORE, "SELECT state, count(*) FROM documents GROUP BY 1"),
                         [("quarantined", 1), ("recorded", 1)])
        self.assertEqual(self.rows(STORE, "SELECT count(*) FROM captures"), [(2,)])

    def test_a_receipt_says_what_the_store_says(self):
        """A second delivery that failed unmakes nothing; nor does its receipt say so."""
        self.broker()
        self.sink()
        source = self.source()
        source.put("one")
        source.receipts(1)
        source.put("one", QUARANTINE)
        self.assertEqual([r["end"] for r in source.receipts(1)], ["recorded"])
        source.put("two", QUARANTINE)
        source.receipts(1)
        source.put("two")
        self.assertEqual([r["end"] for r in source.receipts(1)], ["recorded"])
        self.assertEqual(self.rows(STORE, "SELECT state, count(*) FROM documents GROUP BY 1"),
                         [("recorded", 2)])

    def test_each_fetcher_has_its_own(self):
        self.broker()
        sink = self.sink()
        one, two = self.source("fetcher-1"), self.source("fetcher-2")
        ids = {one: one.put("one"), two: two.put("two")}
        for source in (one, two):
            self.assertEqual([(r["origin"], r["id"]) for r in source.receipts(1)],
                             [(source.name, ids[source])])
        one.put("both")
        two.put("both")
        for source in (one, two):
            self.assertEqual([r["origin"] for r in source.receipts(1)], [source.name])
        # the envelope's word is not what decides: a receipt goes to who put the document
        sink.stop()
        ids[one] = one.put("three")
        one.name = "fetcher-2"
        four = one.put("four")
        self.sink()
        self.assertEqual({r["id"] for r in one.receipts(2)}, {ids[one], four})

    def test_a_fetcher_that_is_away_finds_its_receipts(self):
        self.broker("1s")
        source = self.source()
        ids = [source.put(str(n)) for n in range(5)]
        self.wait_until(lambda: self.queue("sink").get("live") == 5, 10, "all wait for a sink")
        source.close()
        self.wait_until(lambda: self.status()["workers"] == [], 10, "its silence is noticed")
        self.sink()
        self.wait_until(lambda: self.queue("sink")["done_total"] == 5, 10, "all are stored")
        other = self.source("fetcher-8")
        other.put("other")
        self.assertEqual(len(other.receipts(1)), 1)
        self.assertEqual([r["id"] for r in self.source().receipts(5)], ids)


class Epoch(Fetcher):
    def test_a_new_broker_is_sent_all_at_once(self):
        """Long before the time without a receipt is over, and to each fetcher its own."""
        self.site.page(*[f"/{n}.txt" for n in range(10)])
        self.site.answers.update({f"/{n}.txt": (200, b"number %d" % n) for n in range(10)})
        self.define()
        broker = self.start("rapporteur-broker", "--heartbeat", "20s")
        names = ("fetcher-1", "fetcher-2")
        fetchers = [self.fetcher("--resend-after", "1h", name=name) for name in names]

        def put_total():
            return self.queue("parser").get("put_total")
        self.wait_until(lambda: put_total() == 20, 20, "both have put all")
        broker.kill()
        self.start("rapporteur-broker", "--heartbeat", "20s")
        self.wait_until(lambda: put_total() == 20, 20, "both have put all again")
        self.start("end_parser")
        for name in names:
            self.wait_until(lambda name=name: self.accounts(name=name).get("recorded") == 10, 20,
                            f"{name} has its receipts")
            self.assertEqual(self.rows(f"state/{name}.db", "SELECT count(*) FROM outbox"), [(0,)])
        self.assertEqual([e["attempt"] for e, _ in self.came("parser")], [2] * 20)
        for fetcher in fetchers:
            self.assertEqual(len(fetcher.events("outbox.resent")), 10)


if __name__ == "__main__":
    harness.main()
