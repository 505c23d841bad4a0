"""rapporteur check: each thing that can be wrong is made wrong, and seen."""

import json
import os
import re
import sqlite3
import subprocess
import time
import unittest
from pathlib import Path

import harness
import zmtp

OK, WARNING, CRITICAL, UNKNOWN = range(4)
PROBLEM = 2  # the exit code of the other commands
DAY = 24 * 3600
TWIN = harness.SOURCE_DIR / "tests" / "process" / "data" / "twin.txt"
# 'label'=value[unit];[warning];[critical];[min], as the guidelines of Monitoring Plugins have it
MEASURE = re.compile(r"'[^'=|]+'=-?\d+(s|%|B|c|);(\d+:?)?;(\d+:?)?;0")


class Check(harness.Case):
    def check(self, *args, code):
        """Its one line, and its object; both have the same exit code."""
        out = self.run_program("rapporteur", "check", *args, code=code)
        level = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][code]
        self.assertRegex(out, rf"\ARAPPORTEUR {level} - [^|\n]+( \| [^|\n]+)?\n\Z")
        for measure in out.rstrip("\n").partition(" | ")[2].split():
            self.assertRegex(measure, MEASURE)
        found = json.loads(self.run_program("rapporteur", "check", "--json", *args, code=code))
        self.assertEqual((found["level"], found["exit"]), (level, code))
        return out, found

    def problem(self, what, *args, code, said=""):
        """The one problem there is; it names what to do next."""
        out, found = self.check(*args, code=code)
        self.assertEqual([problem["what"] for problem in found["problems"]], [what], found)
        problem, = found["problems"]
        self.assertTrue(problem["next"])
        self.assertIn(f"{problem['text']} (next: {problem['next']})", out)
        self.assertIn(said, problem["text"])
        return problem

    def fetch(self, *names, code=0):
        self.run_program("rapporteur", "fetch", *names, code=code)

    def change(self, database, sql, *args):
        connection = sqlite3.connect(self.home.path(database))
        with connection:
            self.assertGreater(connection.execute(sql, args).rowcount, 0)
        connection.close()

    def measures(self, *args, code=OK):
        found = self.check(*args, code=code)[1]
        return {measure["label"]: measure for measure in found["measures"]}


class AtRest(Check):
    """Without a pipeline."""

    def test_a_pipeline_must_run_or_need_not(self):
        self.problem("not_running", code=CRITICAL, said="no pipeline runs in")
        self.check("--no-running", code=OK)

    def test_every_line_with_verbose(self):
        out = self.run_program("rapporteur", "check", "-v", code=CRITICAL)
        lines = out.splitlines()
        self.assertGreater(len(lines), 3)
        self.assertEqual(lines[1][:10], "CRITICAL: ")
        self.assertEqual({line.partition(":")[0] for line in lines[2:]}, {"OK"})

    def test_what_cannot_be_looked_at_is_unknown(self):
        for args in (["--nope"], ["--disk-warning", "200"], ["x"]):
            out = self.run_program("rapporteur", "check", *args, code=UNKNOWN)
            self.assertRegex(out, r"\ARAPPORTEUR UNKNOWN - .+\n\Z")
        out = self.run_program("rapporteur", "check", "--json", "x", code=UNKNOWN)
        self.assertEqual(json.loads(out)["level"], "UNKNOWN")
        out = self.run_program("rapporteur", "check", "--home", "/no/such", code=UNKNOWN)
        self.assertIn("RAPPORTEUR UNKNOWN - ", out)

    def test_a_store_that_is_locked_is_unknown_and_one_that_is_none_is_critical(self):
        self.fetch(TWIN)
        other = sqlite3.connect(self.home.path("state/store.db"), isolation_level=None)
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        _, found = self.check("--no-running", code=UNKNOWN)
        self.assertEqual({problem["what"] for problem in found["problems"]}, {"unreadable"})
        other.close()
        self.check("--no-running", code=OK)
        for suffix in ("-wal", "-shm"):
            self.home.path(f"state/store.db{suffix}").unlink(missing_ok=True)
        self.home.path("state/store.db").write_bytes(b"no database at all, whatever its name")
        _, found = self.check("--no-running", code=CRITICAL)
        self.assertEqual({problem["what"] for problem in found["problems"]},
                         {"unreadable", "damage"})

    def test_quarantine_and_disk_have_thresholds(self):
        empty = self.home.path("empty.txt")
        empty.write_bytes(b"")
        self.fetch(TWIN, empty, code=PROBLEM)
        self.assertEqual(self.measures("--no-running")["quarantined"]["value"], 1)
        self.problem("quarantine", "--no-running", "--quarantine-warning", 0, code=WARNING,
                     said="1 documents went to quarantine in 24 h, 1 of them as parser/no_text")
        self.problem("quarantine", "--no-running", "--quarantine-critical", 0, code=CRITICAL)
        self.change("state/store.db", "UPDATE quarantined SET first_at = '2024-03-08T00:00:00Z'")
        self.assertEqual(self.measures("--no-running")["quarantined"]["value"], 0)

        free = self.measures("--no-running")["state_free"]
        self.assertEqual((free["unit"], free["warning"], free["critical"]), ("%", "10:", "5:"))
        self.problem("disk", "--no-running", "--disk-warning", 100, code=WARNING, said="% of the")
        self.problem("disk", "--no-running", "--disk-critical", 100, code=CRITICAL)


class Lost(Check):
    """What must never happen."""

    def test_a_lost_outbox_row_is_seen(self):
        fetcher = self.start("rapporteur-fetcher", "--name", "fetcher-1", "--until-idle", TWIN,
                             ready=False)  # and no broker
        self.wait_until(lambda: self.rows("state/fetcher-1.db", "SELECT 1 FROM outbox"), 10,
                        "the document is in the outbox")
        fetcher.kill()
        self.check("--no-running", code=OK)
        self.run_program("rapporteur", "status")
        self.change("state/fetcher-1.db", "DELETE FROM outbox")
        problem = self.problem("accounts", "--no-running", code=CRITICAL, said="off by 1")
        self.assertEqual(problem["subject"], "manual")
        out = self.run_program("rapporteur", "status", code=PROBLEM)
        self.assertRegex(out, r"\nmanual +fetcher-1 .*OFF BY 1 ")
        self.assertRegex(out, r"\ntotal .*OFF BY 1 ")

    def test_what_the_store_lost_is_seen(self):
        empty = self.home.path("empty.txt")
        empty.write_bytes(b"")
        copy = self.home.path("copy.txt")
        copy.write_bytes(TWIN.read_bytes())
        self.fetch(TWIN, copy, empty, code=PROBLEM)
        self.check("--no-running", "--deep", code=OK)
        store = self.home.path("state/store.db")

        self.change("state/store.db", "DELETE FROM capture WHERE url = ?", f"file://{copy}")
        self.check("--no-running", code=OK)
        self.problem("lost", "--no-running", "--deep", code=CRITICAL, said="1 not with their addr")

        document, = self.rows("state/store.db",
                              "SELECT document_id FROM document WHERE state = 'recorded'")[0]
        self.change("state/store.db", "UPDATE document SET state = 'quarantined'")
        problem = self.problem("lost", "--no-running", code=CRITICAL, said="1 not as recorded")
        self.assertEqual(problem["next"], f"rapporteur trace {document[:16]}")
        self.change("state/store.db", "UPDATE document SET state = 'recorded'")
        self.check("--no-running", code=OK)  # one retried out of quarantine is no loss

        self.change("state/store.db", "DELETE FROM document WHERE document_id = ?", document)
        self.problem("lost", "--no-running", code=CRITICAL, said="the store has 1 not at all")
        for name in (store, f"{store}-wal", f"{store}-shm"):
            Path(name).unlink(missing_ok=True)
        self.problem("lost", "--no-running", code=CRITICAL, said="the store has 2 not at all")


class Sources(Check):
    def define(self, expect, name="s", age_s=0, **more):
        text = "".join(f"{key}: {value}\n" for key, value in more.items())
        path = self.home.path(f"sources.d/{name}.yaml")
        path.write_text(f"id: {name}\nkind: list\nurl: http://{name}.example/list\n{text}"
                        f"expect: {{{expect}}}\n", encoding="utf-8")
        os.utime(path, (time.time() - age_s,) * 2)

    def poll(self, fetcher, **columns):
        """What a fetcher of this name would have written."""
        path = f"state/{fetcher}.db"
        if not self.home.path(path).exists():
            self.home.path("x.txt").write_bytes(b"x")
            self.start("rapporteur-fetcher", "--name", fetcher, "--until-idle",
                       self.home.path("x.txt"), ready=False)
            self.wait_until(lambda: self.rows(path, "SELECT 1 FROM outbox"), 10, "it is made")
            self.processes[-1].kill()
        now = time.time()
        values = {"source_id": "s", "next_due": now, "failures": 0}
        values.update(columns)
        values = {key: int(value * 1000) if key.endswith(("_at", "_due")) else value
                  for key, value in values.items()}
        self.change(path, f"INSERT OR REPLACE INTO source ({', '.join(values)})"
                    f" VALUES ({', '.join('?' * len(values))})", *values.values())

    def test_silence_is_what_the_source_declares(self):
        now = time.time()
        self.define("poll_within: 1d")
        self.check("--no-running", code=OK)  # just written
        self.define("poll_within: 1d", age_s=2 * DAY + 60)
        self.problem("source_silent", "--no-running", code=CRITICAL,
                     said="source 's' was not read for 2 d, 24 h is allowed")
        self.define("min_items: 1", age_s=2 * DAY)
        self.check("--no-running", code=OK)  # it declares nothing of the kind
        self.define("poll_within: 1d", age_s=2 * DAY, enabled="false")
        self.check("--no-running", code=OK)
        self.define("poll_within: 1d", age_s=2 * DAY)
        self.poll("fetcher-1", polled_at=now - 3 * DAY, reason="http_503", failures=2)
        problem = self.problem("source_silent", "--no-running", code=CRITICAL,
                               said="for 3 d, 24 h is allowed: http_503")
        self.assertEqual(problem["next"], "rapporteur trace http://s.example/list")
        # who heard last is right, whoever else looks no more
        self.poll("fetcher-2", polled_at=now - 60)
        self.check("--no-running", code=OK)

    def test_no_new_document_is_another_silence(self):
        now = time.time()
        self.define("document_within: 7d, poll_within: 1h")
        self.poll("fetcher-1", polled_at=now - 60, document_at=now - 6 * DAY)
        self.check("--no-running", code=OK)
        self.poll("fetcher-1", polled_at=now - 60, document_at=now - 9 * DAY)
        self.problem("source_dry", "--no-running", code=WARNING,
                     said="source 's' gave no new document for 9 d, 7 d is allowed")

    def test_looks_that_fail_in_a_row(self):
        self.define("min_items: 1")
        self.poll("fetcher-1", failures=4, reason="timed_out")
        self.check("--no-running", code=OK)
        self.poll("fetcher-1", failures=5, reason="timed_out")
        self.problem("source_failing", "--no-running", code=WARNING, said="5 times in a row: timed")
        self.check("--no-running", "--poll-failures", 0, code=OK)

    def test_a_definition_that_cannot_be_read(self):
        self.define("poll_withn: 1d")
        self.problem("source_unreadable", "--no-running", code=WARNING,
                     said="did you mean 'poll_within'?")


class Running(Check):
    def broker(self, *args):
        return self.start("rapporteur-broker", *args)

    def test_all_is_well(self):
        run = self.run_pipeline()
        out, found = self.check(code=OK)
        self.assertIn("the pipeline runs for", out)
        labels = [measure["label"] for measure in found["measures"]]
        self.assertEqual(len(set(labels)), len(labels))
        self.assertIn("parser_age", labels)
        self.run_program("rapporteur", "scale", "parser=0")
        self.wait_until(lambda: not any(worker["stage"] == "parser" for worker in
                                        self.status()["workers"]), 10, "the parser is gone")
        problem = self.problem("no_worker", code=CRITICAL, said="no parser runs")
        self.assertEqual(problem["next"], "rapporteur scale parser=1")
        self.run_program("rapporteur", *problem["next"].split()[1:])
        self.wait_until(lambda: any(worker["stage"] == "parser" for worker in
                                    self.status()["workers"]), 10, "the parser is back")
        self.check(code=OK)

    def test_a_queue_that_is_full_and_a_task_that_waits(self):
        self.broker("--queue-messages", "2")
        for program in ("null_sink", "null_classifier"):
            self.start(program)
        source = self.start("null_source", "--name", "fetcher-1", "--count", 5, label="fetcher-1")
        self.wait_until(lambda: self.queue("parser").get("full_ms", 0) > 0, 10, "it is full")
        lasting = ["--full-warning", "1d", "--full-critical", "1d", "--age-warning", "1d",
                   "--age-critical", "1d"]
        _, found = self.check(*lasting, code=CRITICAL)
        self.assertEqual([problem["what"] for problem in found["problems"]], ["no_worker"])
        for option, what in (("--full-warning", "queue_full"), ("--age-warning", "queue_age")):
            _, found = self.check(*lasting, option, "0", code=CRITICAL)
            problem, = [p for p in found["problems"] if p["what"] == what]
            self.assertEqual((problem["subject"], problem["level"]), ("parser", "WARNING"))
            critical = option.replace("warning", "critical")
            _, found = self.check(*lasting, critical, "0", code=CRITICAL)
            problem, = [p for p in found["problems"] if p["what"] == what]
            self.assertEqual(problem["level"], "CRITICAL")
        self.start("null_parser")
        source.ended(20)

    def test_a_task_that_was_dropped(self):
        self.broker()
        dealer = zmtp.Dealer(self.home.path("run/broker.sock"), b"sink-1")
        self.addCleanup(dealer.close)

        def say(command, *frames):
            dealer.send(b"RAP1", command, *frames)

        def hear(command):
            while (message := dealer.receive())[1] != command:
                pass
            return message[2:]

        hello = {"stage": "sink", "worker": "sink-1", "version": "0", "started": 1, "takes": "sink",
                 "credit": 1, "holds": []}
        say(b"HELLO", json.dumps(hello).encode())
        hear(b"WELCOME")
        source = zmtp.Dealer(self.home.path("run/broker.sock"), b"fetcher-1")
        self.addCleanup(source.close)
        hello = {"stage": "fetcher", "worker": "fetcher-1", "version": "0", "started": 1,
                 "gives": "sink", "credit": 1}
        source.send(b"RAP1", b"HELLO", json.dumps(hello).encode())
        while source.receive()[1] != b"GRANT":
            pass
        source.send(b"RAP1", b"PUT", b"sink", b"{}", b"{}", b"")
        for _ in range(2):  # the record of the first failure fails, too
            say(b"CREDIT", b"1")
            lease = hear(b"TASK")[0]
            say(b"FAIL", lease, b"{}", b"{}")
        self.wait_until(lambda: self.status()["dropped_total"] == 1, 10, "it is dropped")
        _, found = self.check(code=CRITICAL)
        problem, = [p for p in found["problems"] if p["what"] == "dropped"]
        self.assertIn("gave up 1 tasks without a record", problem["text"])
        self.assertIn("tasks given up without a record: 1;",
                      self.run_program("rapporteur", "status"))

    @unittest.skipIf(os.geteuid() != 0, "needs to become somebody else")
    def test_who_may_not_ask_knows_nothing(self):
        self.broker()
        self.home.dir.chmod(0o755)
        try:
            nobody = subprocess.run(
                [harness.program("rapporteur"), "check", "--home", self.home.dir], user=65534,
                group=65534, extra_groups=[], capture_output=True, text=True, check=False)
        except PermissionError:
            self.skipTest("nobody else may run the program")
        self.assertEqual(nobody.returncode, UNKNOWN, nobody.stdout)
        self.assertIn("be the pipeline's user: Permission denied", nobody.stdout)

    def test_it_ends_in_time(self):
        broker = self.broker()
        broker.pause()
        out = self.run_program("rapporteur", "check", "--timeout", "1s", code=UNKNOWN)
        self.assertIn("not done in time", out)
        broker.resume()


class Tcp(Check):
    CONFIG = ("pipeline:\n  log_level: info\n"
              f"  endpoint: tcp://127.0.0.1:{harness.free_port()}\n")

    def test_a_broker_is_asked_where_it_listens(self):
        self.problem("not_running", code=CRITICAL)
        self.start("rapporteur-broker")
        _, found = self.check(code=CRITICAL)
        self.assertEqual({problem["what"] for problem in found["problems"]}, {"no_worker"})
        self.assertIn("running for", self.run_program("rapporteur", "status"))
        self.home.configure("pipeline: [\n")
        _, found = self.check(code=CRITICAL)
        self.assertEqual([problem["what"] for problem in found["problems"]], ["unreadable"])


if __name__ == "__main__":
    harness.main()
