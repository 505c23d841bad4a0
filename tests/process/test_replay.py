"""Archived documents go through the pipeline again.

Engine: rapporteur-replay alone, fed with orders, with end_parser and end_sink behind the broker,
which answer each document with a receipt and write down what came.

Command: `rapporteur replay` with the real pipeline and made-up statements.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import unittest

import harness

REPLAY = "rapporteur-replay"
DOCUMENTS = 12
SITE = harness.SOURCE_DIR / "tests" / "site"
DATA = harness.SOURCE_DIR / "data"
STORE = "state/store.db"
PROBLEM, USAGE, AGAIN = 2, 64, 75
TODAY = "un-ict-security@1.0.0+diplomacy.1.0.0"


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
        return self.start(REPLAY, "--json", *args, ready=False)

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
            self.assertEqual(envelope["trace"][0]["worker"], f"replay-{process.pid}")
        traces = {envelope["traceparent"] for envelope in self.fetched + again}
        self.assertEqual(len(traces), 2 * DOCUMENTS)
        live.stop()
        self.assertEqual(self.rows("state/fetcher-1.db", "SELECT * FROM document ORDER BY 1"),
                         frontier)
        self.assertEqual(self.rows("state/fetcher-1.db", "SELECT * FROM counter ORDER BY 1, 2"),
                         counters)

    def test_it_reads_standard_input_and_waits_for_more(self):
        lines = [json.dumps(order).encode() + b"\n" for order in self.orders]
        with subprocess.Popen([harness.program(REPLAY), "--home", self.home.dir, "--json", "-"],
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

    @unittest.skipUnless(shutil.which("ldd"), "no ldd")
    def test_it_cannot_download(self):
        linked = subprocess.run(["ldd", harness.program(REPLAY)], capture_output=True, check=True)
        self.assertNotIn(b"libcurl", linked.stdout)


class Command(harness.Case):
    """A store with the demonstration's statements, whose files are gone since."""

    def setUp(self):
        super().setUp()
        data = self.home.path("data")
        data.mkdir()
        self.write_parties("parties.yaml")
        files = []
        for path in sorted((SITE / "statements").iterdir()):
            files.append(self.home.path(path.name))
            files[-1].write_bytes(path.read_bytes())
        empty = self.home.path("empty.txt")
        empty.write_text("Nothing of note.\n", encoding="utf-8")
        self.rapporteur("fetch", *files, empty, code=PROBLEM)
        for path in files + [empty]:
            path.unlink()
        self.assertEqual(len(self.rows(STORE, "SELECT 1 FROM documents")), DOCUMENTS + 1)

    def write_parties(self, *names):
        text = (DATA / "parties.yaml").read_text(encoding="utf-8")
        for name in names:
            text += (SITE / name).read_text(encoding="utf-8")
        self.home.path("data/parties.yaml").write_text(text, encoding="utf-8")

    def write_codebook(self, version):
        """The codebook in the home, with another version of itself and nothing else changed."""
        text = (DATA / "codebooks" / "un-ict-security.yaml").read_text(encoding="utf-8")
        changed = text.replace("version: 1.0.0", f"version: {version}", 1)
        self.assertNotEqual(text, changed)
        folder = self.home.path("data/codebooks")
        folder.mkdir(exist_ok=True)
        (folder / "un-ict-security.yaml").write_text(changed, encoding="utf-8")

    def rapporteur(self, *args, code=0):
        return self.run_program("rapporteur", *args, code=code, deadline_s=60)

    def replay(self, *args, code=0):
        """The ends, one a document."""
        out = self.rapporteur("replay", "--json", *args, code=code)
        return [json.loads(line) for line in out.splitlines()]

    def chosen(self, *args):
        """Where the documents that would be replayed come from, without folder and suffix."""
        lines = self.replay("--dry-run", *args)
        return {line["url"].rpartition("/")[2].removesuffix(".txt") for line in lines}

    def state(self):
        """All that is stored but the makings, and the time of each document's last writing."""
        tables = [name for name, in self.rows(
            STORE, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'making'"
                   " ORDER BY name")]
        return {name: self.rows(STORE, f"SELECT * FROM {name} ORDER BY 1, 2") for name in tables}

    def makings(self, where="1"):
        return self.rows(STORE, "SELECT why, outcome, count(*) FROM makings WHERE"
                                f" {where} GROUP BY 1, 2 ORDER BY 1, 2")

    def test_the_same_code_changes_nothing_and_leaves_a_trace(self):
        before = self.state()
        ends = self.replay("--state", "recorded")
        self.assertEqual(len(ends), DOCUMENTS)
        self.assertEqual({(end["end"], end["reason"]) for end in ends}, {("recorded", None)})
        self.assertEqual(self.state(), before)
        self.assertEqual(self.makings(), [("live", "new", DOCUMENTS + 1),
                                          ("replay", "same", DOCUMENTS)])
        # in a pipeline that runs, and from the statements alone: nothing is parsed
        self.home.configure("run: {parser: 0}\n")
        self.run_pipeline()
        ends = self.replay("--stage", "classifier")
        self.assertEqual(len(ends), DOCUMENTS)
        self.assertEqual(self.state(), before)
        self.assertEqual(self.makings()[1], ("replay", "same", 2 * DOCUMENTS))

    def test_another_codebook_makes_other_positions_and_says_why(self):
        def positions():
            return dict(self.rows(STORE, """
                SELECT statement_id || issue || stance || attribution || coalesce(party, '')
                  || modality, position_id FROM positions"""))
        before, statements = positions(), self.rows(STORE, "SELECT * FROM statements ORDER BY 1")
        captures = self.rows(STORE, "SELECT * FROM captures ORDER BY 1")
        seen = self.rows(STORE, "SELECT document_id, first_seen FROM documents ORDER BY 1")
        self.write_codebook("1.0.1")
        self.assertEqual(len(self.chosen("--not-current")), DOCUMENTS)
        self.replay("--stage", "classifier", "--not-current")
        after = positions()
        self.assertEqual(set(after), set(before))  # the same findings
        self.assertEqual(set(after.values()) & set(before.values()), set())  # by other hands
        self.assertEqual(self.rows(STORE, "SELECT DISTINCT codebook FROM positions"),
                         [("un-ict-security@1.0.1+diplomacy.1.0.0",)])
        self.assertEqual(self.rows(STORE, "SELECT * FROM statements ORDER BY 1"), statements)
        self.assertEqual(self.rows(STORE, "SELECT * FROM captures ORDER BY 1"), captures)
        self.assertEqual(
            self.rows(STORE, "SELECT document_id, first_seen FROM documents ORDER BY 1"), seen)
        self.assertEqual(
            self.rows(STORE, "SELECT why, outcome, codebook, count(*) FROM makings"
                             " WHERE state = 'recorded' GROUP BY 1, 2, 3"),
            [("live", "new", TODAY, DOCUMENTS),
             ("replay", "replaced", "un-ict-security@1.0.1+diplomacy.1.0.0", DOCUMENTS)])
        self.assertEqual(self.chosen("--not-current"), set())
        self.assertEqual(len(self.chosen("--codebook", "un-ict-security@1.0.1+diplomacy.1.0.0")), DOCUMENTS)

    def test_a_party_that_is_not_known_any_more(self):
        """Data files have no versions; what they change is stored all the same."""
        self.assertIn(("XB",), self.rows(STORE, "SELECT DISTINCT party FROM statements"))
        self.write_parties()
        self.replay(self.id_of("s7-belmora"))
        self.assertEqual(self.makings("why = 'replay'"), [("replay", "replaced", 1)])
        self.assertNotIn(("XB",), self.rows(
            STORE, "SELECT party FROM statements WHERE url LIKE '%/s7-belmora.txt'"))

    def id_of(self, name):
        return self.rows(STORE, "SELECT document_id FROM documents WHERE url LIKE ?",
                         f"%/{name}.txt")[0][0]

    def test_choices(self):
        self.assertEqual(len(self.chosen()), DOCUMENTS + 1)
        self.assertEqual(len(self.chosen("--stage", "classifier")), DOCUMENTS)
        self.assertEqual(self.chosen("--state", "quarantined"), {"empty"})
        self.assertEqual(self.chosen(self.id_of("s8-joint")[:12]), {"s8-joint"})
        self.assertEqual(self.chosen("--where", "url LIKE '%/s7-%' AND state = 'recorded'"),
                         {name for name in self.chosen() if name.startswith("s7-")})
        self.assertEqual(self.chosen("--source", "nobody"), set())
        self.assertEqual(len(self.chosen("--limit", 3)), 3)
        self.assertEqual(self.makings(), [("live", "new", DOCUMENTS + 1)])
        for args, said in ((("--where", "1); DROP TABLE document"), "--where: this SQL"),
                           (("--since", "yesterday"), "is no date"),
                           (("--stage", "sink"), "'sink' is none of parser, classifier"),
                           (("ffffffff",), "nothing is stored under 'ffffffff'")):
            done = subprocess.run(
                [harness.program("rapporteur"), "replay", "--home", self.home.dir, *args],
                capture_output=True, check=False, text=True)
            self.assertIn(done.returncode, (1, USAGE), done.stderr)
            self.assertIn(said, done.stderr)
        out = self.rapporteur("replay", "-n", "--state", "quarantined")
        self.assertRegex(out, r"(?m)^[0-9a-f]{16} +quarantined +parser@\S+ +- +- +file:///")

    def test_many_want_a_yes(self):
        with sqlite3.connect(self.home.path(STORE)) as store:
            store.execute("""
                WITH RECURSIVE n (i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 1000)
                INSERT INTO document (document_id, state, record_sha256, source, url, media_type,
                  pages, parser, first_seen, recorded_at, envelope) SELECT printf('%064x', i), state, record_sha256, 'many', url,
                  media_type, pages, parser, first_seen, recorded_at, envelope
                  FROM n, (SELECT * FROM document WHERE state = 'recorded' LIMIT 1)""")
        store.close()
        self.assertEqual(len(self.replay("--dry-run")), 1000 + DOCUMENTS + 1)
        done = subprocess.run(
            [harness.program("rapporteur"), "replay", "--home", self.home.dir],
            capture_output=True, check=False, text=True)
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
        self.assertIn("1013 documents are many; look at them with --dry-run, then say --yes",
                      done.stderr)

    def test_killed_and_run_again(self):
        before = self.state()
        self.run_pipeline()
        self.wait_until(lambda: self.queue("parser"), 10, "the broker answers")
        command = harness.Process(
            self.home, "replay", [harness.program("rapporteur"), "replay", "--home",
                                  self.home.dir, "--state", "recorded"], ready=False)
        self.processes.append(command)
        self.wait_until(lambda: self.queue("parser").get("put_total"), 20, "the replay began")
        command.kill()
        self.wait_until(lambda: all(
            queue["live"] + queue["bulk"] + queue["leased"] == 0
            for queue in self.status()["queues"]), 20, "what was sent has ended")
        self.wait_until(lambda: not any(worker["worker"].startswith("replay")
                                        for worker in self.status()["workers"]), 20,
                        "its rapporteur-replay is gone with it")
        self.assertEqual(self.state(), before)
        ends = self.replay("--state", "recorded")
        self.assertEqual(len(ends), DOCUMENTS)
        self.assertEqual(self.state(), before)
        self.assertEqual(sorted(path.name for path in self.home.path("state").iterdir()
                                if path.name.startswith("again")), [])

    def test_a_broker_that_is_killed_meanwhile(self):
        before = self.state()
        self.home.configure("pipeline: {log_level: info}\nrun: {classifier: 0}\n")
        run = self.run_pipeline()
        command = harness.Process(
            self.home, "replay", [harness.program("rapporteur"), "replay", "--home",
                                  self.home.dir, "--state", "recorded"], ready=False)
        self.processes.append(command)
        self.wait_until(lambda: self.queue("classifier").get("bulk") == DOCUMENTS, 20,
                        "all wait for a classifier")
        pid = re.search(r"event=run.started .*name=broker pid=(\d+)", run.log()).group(1)
        os.kill(int(pid), signal.SIGKILL)
        self.wait_until(lambda: len(command.events("replay.resent")) == DOCUMENTS, 20,
                        "all are sent again")
        self.rapporteur("scale", "classifier=1")
        command.ended(60)
        lines = [line for line in command.log().splitlines() if line.startswith("recorded  ")]
        self.assertEqual(len(lines), DOCUMENTS)
        self.assertEqual(self.state(), before)

    def test_cut_off_it_says_try_again(self):
        self.home.configure("run: {classifier: 0}\n")
        command = harness.Process(
            self.home, "replay", [harness.program("rapporteur"), "replay", "--home",
                                  self.home.dir, "--state", "recorded"], ready=False)
        self.processes.append(command)
        self.wait_until(lambda: self.queue("classifier").get("put_total"), 20, "the replay began")
        command.stop(code=AGAIN, signo=signal.SIGINT)

    def test_what_fails_today_stays_as_it_was(self):
        long = self.home.path("long.txt")
        filler = "We recall that the matter was considered at some length in the last session. " * 8
        long.write_text((SITE / "statements" / "s7-belmora.txt").read_text(encoding="utf-8")
                        + "\n\n".join([""] + [filler] * 3000), encoding="utf-8")
        self.rapporteur("fetch", long)
        which = self.id_of("long")
        before = self.state()
        self.home.configure("parser: {time_limit: 10ms}\n")
        ends = self.replay(which, code=PROBLEM)
        self.assertEqual([(end["end"], end["reason"]) for end in ends],
                         [("kept", "timeout")])
        self.assertEqual(self.state(), before)
        self.assertEqual(self.makings("why = 'replay'"), [("replay", "kept", 1)])
        self.assertEqual(self.chosen("--not-current", which), set())  # it was tried
        self.home.configure("\n")
        self.assertEqual([end["end"] for end in self.replay(which)], ["recorded"])
        self.assertEqual(self.state(), before)


if __name__ == "__main__":
    harness.main()
