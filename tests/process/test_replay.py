"""Archived documents go through the pipeline again.

Engine: rapporteur-replay alone, fed with orders, with end_parser and end_sink behind the broker,
which answer each document with a receipt and write down what came.
"""

import json
import shutil
import subprocess

import harness

REPLAY = "rapporteur-replay"
DOCUMENTS = 12


class Engine(harness.Case):
    """An archive that a fetcher has filled, and its orders."""

    def setUp(self):
        super().setUp()
        self.broker = self.start("rapporteur-broker")
        self.parser, self.sink = self.start("end_parser"), self.start("end_sink")
        files = []
        for n in range(DOCUMENTS):
            files.append(self.home.path(f"statement-{n:02}.txt"))
            files[-1].write_text(f"Statement number {n} of the delegation of Arcadia.\n",
                                 encoding="utf-8")
        self.start("rapporteur-fetcher", "--until-idle", *files, ready=False).ended(30)
        self.fetched = self.came()
        self.assertEqual(len(self.fetched), DOCUMENTS)
        self.orders = [{"queue": "parser", "envelope": envelope} for envelope in self.fetched]

    def came(self):
        """The envelopes that came to the parser so far, in order."""
        text = self.home.path("state/parser.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def came_again(self):
        return self.came()[DOCUMENTS:]

    def write(self, orders, name="orders.jsonl"):
        path = self.home.path(name)
        path.write_text("".join((order if isinstance(order, str) else json.dumps(order)) + "\n"
                                for order in orders), encoding="utf-8")
        return path

    def replay(self, *args):
        return self.start(REPLAY, *args, ready=False)

    @staticmethod
    def ends(process):
        return [json.loads(line) for line in process.log().splitlines() if line[:1] == "{"]

    def test_all_go_again_behind_the_others(self):
        frontier = self.rows("state/fetcher-1.db", "SELECT * FROM document ORDER BY 1")
        counters = self.rows("state/fetcher-1.db", "SELECT * FROM counter ORDER BY 1, 2")
        live = self.start("rapporteur-fetcher", "--name", "fetcher-1")  # holds its lock
        process = self.replay(self.write(self.orders))
        process.ended(30)
        ids = [envelope["id"] for envelope in self.fetched]
        self.assertEqual(sorted(end["document_id"] for end in self.ends(process)), sorted(ids))
        self.assertEqual({(end["end"], end["reason"]) for end in self.ends(process)},
                         {("recorded", None)})
        again = self.came_again()  # end_parser has checked the bytes against the id
        self.assertEqual([envelope["id"] for envelope in again], ids)
        for envelope in again:
            self.assertEqual((envelope["lane"], envelope["attempt"], envelope["origin"]),
                             ("bulk", 1, "fetcher-1"))
            self.assertEqual([hop["stage"] for hop in envelope["trace"]], ["replay"])
        traces = {envelope["traceparent"] for envelope in self.fetched + again}
        self.assertEqual(len(traces), 2 * DOCUMENTS)
        live.stop()
        self.assertEqual(self.rows("state/fetcher-1.db", "SELECT * FROM document ORDER BY 1"),
                         frontier)
        self.assertEqual(self.rows("state/fetcher-1.db", "SELECT * FROM counter ORDER BY 1, 2"),
                         counters)

    def test_it_reads_standard_input_and_waits_for_more(self):
        lines = [json.dumps(order).encode() + b"\n" for order in self.orders]
        with subprocess.Popen([harness.program(REPLAY), "--home", self.home.dir, "-"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            process.stdin.write(lines[0] + lines[1][:40])
            process.stdin.flush()
            self.assertEqual(json.loads(process.stdout.readline())["document_id"],
                             self.fetched[0]["id"])
            process.stdin.write(lines[1][40:-1])  # the last line has no end
            process.stdin.close()
            self.assertEqual(json.loads(process.stdout.readline())["document_id"],
                             self.fetched[1]["id"])
            self.assertEqual(process.wait(10 * harness.SLOW), 0)

    def test_one_at_a_time(self):
        process = self.replay("--ahead", 1, self.write(self.orders))
        process.ended(30)
        self.assertEqual([end["document_id"] for end in self.ends(process)],
                         [envelope["id"] for envelope in self.fetched])

    def test_what_the_archive_cannot_give_is_told(self):
        places = [envelope["archive"] for envelope in self.fetched]
        path = self.home.path("archive") / (places[3]["file"] + ".open")
        data = bytearray(path.read_bytes())
        data[places[3]["offset"] + 100] ^= 1  # within the record
        path.write_bytes(data)
        lost = {"queue": "parser", "envelope": {**self.fetched[5], "archive":
                                                {"file": "fetcher-1/none.warc.gz", "offset": 0}}}
        process = self.replay(self.write(self.orders[:4] + [lost]))
        process.ended(30, code=2)
        ends = {end["document_id"]: (end["end"], end["reason"]) for end in self.ends(process)}
        self.assertEqual(ends[self.fetched[3]["id"]][0], "unreadable")
        self.assertEqual(ends[self.fetched[5]["id"]], ("unreadable", "not_found"))
        self.assertEqual([ends[self.fetched[n]["id"]][0] for n in range(3)], ["recorded"] * 3)
        self.assertEqual(len(process.events("replay.not_sent")), 2)

    def test_no_broker(self):
        self.broker.stop()
        process = self.replay("--wait", "100ms", self.write(self.orders))
        process.ended(30, code=75)
        self.assertIn("no broker answers; start the pipeline with 'rapporteur run'", process.log())

    def test_a_new_broker_is_sent_all_again(self):
        self.parser.hang_up()  # it keeps its receipts back
        process = self.replay(self.write(self.orders))
        self.wait_until(lambda: len(self.came_again()) == DOCUMENTS, 10, "all are sent")
        self.broker.kill()
        self.start("rapporteur-broker")
        self.wait_until(lambda: len(self.came_again()) == 2 * DOCUMENTS, 20, "all are sent again")
        self.parser.hang_up()
        process.ended(30)
        self.assertEqual(len(self.ends(process)), DOCUMENTS)
        self.assertEqual({envelope["attempt"] for envelope in self.came_again()[DOCUMENTS:]}, {2})

    def test_without_a_receipt_it_sends_again(self):
        self.parser.hang_up()
        process = self.replay("--resend-after", "50ms", self.write(self.orders[:1]))
        self.wait_until(lambda: len(self.came_again()) >= 2, 20, "it is sent again")
        self.parser.hang_up()
        process.ended(30)
        self.assertEqual(len(self.ends(process)), 1)

    def test_killed_and_run_again(self):
        self.parser.hang_up()
        process = self.replay("--ahead", 5, self.write(self.orders))
        self.wait_until(lambda: len(self.came_again()) == 5, 10, "some are sent")
        process.kill()
        self.parser.hang_up()
        process = self.replay(self.home.path("orders.jsonl"))
        process.ended(30)
        self.assertEqual(len(self.ends(process)), DOCUMENTS)
        self.assertEqual({path.name for path in self.home.path("state").iterdir()
                          if "replay" in path.name}, set())

    def test_told_to_end_it_says_try_again(self):
        self.parser.hang_up()
        process = self.replay(self.write(self.orders))
        self.wait_until(lambda: len(self.came_again()) == DOCUMENTS, 10, "all are sent")
        process.stop(code=75)
        self.assertEqual(self.ends(process), [])
        self.parser.hang_up()

    def test_orders_that_are_none(self):
        envelope = self.fetched[0]
        bad = [
            ("no order", "expected near"),
            ({"queue": "parser"}, "envelope"),
            ({"queue": "sink", "envelope": envelope}, "queue"),
            ({"queue": "parser", "envelope": {**envelope, "id": "abc"}}, "64 hexadecimal digits"),
            ({"queue": "parser", "envelope": {k: v for k, v in envelope.items()
                                              if k != "archive"}}, "envelope.archive"),
            ({"queue": "classifier", "envelope": envelope}, "record"),
            ({"queue": "classifier", "envelope": envelope, "record": {"kind": "capture"}},
             "record"),
        ]
        for order, what in bad:
            with self.subTest(order=str(order)[:60]):
                process = self.replay(self.write([self.orders[1], "", order]))
                process.ended(30, code=64)
                self.assertIn("orders.jsonl:3: ", process.log())
                self.assertIn(what, process.log())
        for args in ((), ("one", "two")):
            self.replay(*args).ended(30, code=64)
        self.replay("--once", self.home.path("orders.jsonl")).ended(30, code=64)
        process = self.replay(self.home.path("not-there.jsonl"))
        process.ended(30, code=1)

    def test_no_orders(self):
        self.replay(self.write([])).ended(30)

    @harness.unittest.skipUnless(shutil.which("ldd"), "no ldd")
    def test_it_cannot_download(self):
        linked = subprocess.run(["ldd", harness.program(REPLAY)], capture_output=True, check=True)
        self.assertNotIn(b"libcurl", linked.stdout)


if __name__ == "__main__":
    harness.main()
