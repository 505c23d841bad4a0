"""Every fault point of docs/testing.md, one after the other: the process that passes there kills
itself, whoever started it starts it again, and nothing is missing or twice at the end.

A run of the small pipeline is `rapporteur run --once` over a site of a dozen statements, two of
them at a second address, and a damaged file.
"""

import concurrent.futures
import json
import os
import re
import signal
import sqlite3
import subprocess
import unittest

import harness
import made

AT_ONCE = 5
DEADLINE_S = 40
CONFIG = """pipeline: {log_level: info}
run: {drain: 60s}
broker: {heartbeat: 200ms, max_deliveries: 20}
sink: {linger: 5ms, retry: 50ms}
"""

# Points of the stage loop are passed in more than one kind of process.
PROCESSES = {"stage.task": ["parser-1", "classifier-1", "sink-1"],
             "stage.done": ["parser-1", "classifier-1", "sink-1"]}
# Which pass it is: the middle of things, but where there is only one.
ONCE = {"stage.fail", "stage.retry", "broker.fail", "broker.retry", "run.drain", "run.restart"}
PASS = 3
# Passed only in `rapporteur review`: test_review.py.
ELSEWHERE = {"store.verdict.before", "store.verdict.after"}


def points():
    """As the list has them; tests/lint/faults.sh holds it against the code."""
    text = (harness.SOURCE_DIR / "docs" / "testing.md").read_text(encoding="utf-8")
    return [point for point in re.findall(r"^\| `([a-z0-9_.]+)` \|", text, re.M)
            if point not in ELSEWHERE]


def cases():
    """[(process or None, point, pass)]"""
    for point in points():
        step = point.rsplit(".", 1)[0]
        for process in PROCESSES.get(step, [None]):
            yield process, point, 1 if step in ONCE else PASS


class Pipeline:
    """One home, one site, one fault."""

    def __init__(self, process=None, point=None, count=1):
        self.point = point or "none"
        self.home = harness.Home()
        self.site = made.Site(made.documents(12, twice=2, damaged=1))
        self.site.enter(self.home, CONFIG)
        self.mark = self.home.path("fired")
        fault = f"{process}/{point}:{count}" if process else f"{point}:{count}"
        self.env = {"RAPPORTEUR_FAULT": fault, "RAPPORTEUR_FAULT_ONCE": str(self.mark)}
        if point is None:
            self.env = {}

    def close(self):
        self.site.close()
        self.home.remove()

    def begin(self):
        return harness.Process(self.home, "run", [harness.program("rapporteur"), "run", "--once",
                                                  "--home", self.home.dir],
                               env=self.env, ready=False)

    def run(self):
        """To its end, as often as the supervisor itself is what dies; the last exit code."""
        if ".retry." in self.point:
            self.site.open.clear()
        run = self.begin()
        if ".retry." in self.point:
            self.lock_store(run)
        if ".restart." in self.point:
            self.kill_one(run)
        code = run.popen.wait(DEADLINE_S * harness.SLOW)
        if code == -signal.SIGKILL and self.mark.exists():
            run = self.begin()
            code = run.popen.wait(DEADLINE_S * harness.SLOW)
        return code

    def lock_store(self, run):
        """So that a batch cannot be committed at first."""
        harness.wait_until(lambda: [line for line in run.events("process.ready")
                                    if " process=sink-1 " in line], DEADLINE_S, "the sink serves")
        other = sqlite3.connect(self.home.path(made.STORE), isolation_level=None,
                                timeout=DEADLINE_S)
        other.execute("BEGIN IMMEDIATE")
        self.site.open.set()
        harness.wait_until(lambda: run.events("sink.not_stored") or self.mark.exists(), DEADLINE_S,
                           "the sink could not commit")
        other.execute("ROLLBACK")
        other.close()

    def kill_one(self, run):
        started = harness.wait_until(
            lambda: [line for line in run.events("run.started") if " name=parser-1 " in line],
            DEADLINE_S, "the parser was started")
        os.kill(int(re.search(r"\bpid=(\d+)", started[0]).group(1)), signal.SIGKILL)

    def log(self):
        return self.home.path("log/run.log").read_text(encoding="utf-8", errors="replace")


class Faults(unittest.TestCase):
    def rapporteur(self, pipeline, *args, code=0):
        done = subprocess.run([str(harness.program("rapporteur")), *args, "--home",
                               str(pipeline.home.dir)], capture_output=True, text=True,
                              timeout=60 * harness.SLOW, check=False)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def look(self, pipeline):
        """All that must be the same in each run; the accounts balance, the archive is whole."""
        made.check_archives(pipeline.home)
        status = json.loads(self.rapporteur(pipeline, "status", "--json"))
        seen = made.outcome(pipeline.home)
        seen["accounts"] = status["accounts"]
        for account in status["accounts"]:
            self.assertEqual((account["off"], account["in_flight"]), (0, 0), account)
        self.assertEqual(made.rows(pipeline.home, "state/fetcher-1.db",
                                   "SELECT count(*) FROM outbox"), [(0,)])
        return seen

    def try_one(self, calm, case):
        """What was wrong, as a text, or None."""
        pipeline = Pipeline(*case)
        try:
            self.assertEqual(pipeline.run(), 0, "exit code")
            self.assertTrue(pipeline.mark.exists(), "it never fired")
            seen = self.look(pipeline)
            for name, wanted in calm.items():
                self.assertEqual(seen[name], wanted, name)
        except (AssertionError, subprocess.TimeoutExpired, sqlite3.Error) as error:
            return f"{pipeline.env['RAPPORTEUR_FAULT']}: {error}\n{pipeline.log()[-6000:]}"
        finally:
            pipeline.close()
        return None

    def test_each_point(self):
        pipeline = Pipeline()
        try:
            self.assertEqual(pipeline.run(), 0)
            calm = self.look(pipeline)
        finally:
            pipeline.close()
        self.assertEqual(len(calm["documents"]), 13)
        self.assertEqual([reason for _, _, reason in calm["quarantine"]], ["malformed"])
        self.assertEqual(len(calm["captures"]), 15)
        self.assertGreater(len(calm["positions"]), 12)

        wanted = list(cases())
        self.assertGreater(len(wanted), 40)
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            wrong = list(filter(None, pool.map(lambda case: self.try_one(calm, case), wanted)))
        print(f"{len(wanted)} faults")
        self.assertEqual(wrong, [], "\n\n".join(wrong))


if __name__ == "__main__":
    harness.main()
