#!/usr/bin/env python3
"""A storm: a whole pipeline at work, while its processes are killed at random moments.

    storm.py [--kills N] [--documents N] [--seed N] [--presets]

Documents go through two fetchers (each of which fetches all of them), three parsers, two
classifiers and two sinks under `rapporteur run`.  One in fifty is poisonous: it crashes its
reader, never ends, or takes all memory.  They are listed bit by bit, as the kills go on, so
that there is always work; every process may be next, the readers of the parsers, the broker
and the supervisor included.  At the end store, quarantine and accounts must be those of a
calm run, and the archives whole.

What tells a poisonous document from an innocent one is that its worker dies each time.  Of kills
from outside there is no telling: with the preset `max_deliveries: 3`, a document whose worker
is killed four times in a row by chance is quarantined as worker_lost, and rightly.  A storm
kills more often than any machine; it therefore sets max_deliveries and retries so high that
chance does not reach them, and each poisonous document ends by its own reason.  --presets leaves
them, and the heartbeat, as they are; then a document may, rarely, end as worker_lost.
"""

import argparse
import collections
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import harness
import made

CONFIG = """pipeline: {log_level: info}
run: {fetcher: 2, parser: 3, classifier: 2, sink: 2, drain: 60s}
"""
LIMITS = """parser: {{memory_limit: 256M, time_limit: {time_limit}ms, retries: {retries}}}
"""
PATIENT = """broker: {heartbeat: 200ms, max_deliveries: 100}
classifier: {retries: 1000}
sink: {linger: 10ms, retry: 100ms}
"""
TIME_LIMIT_MS = 8000  # a memory bomb takes 1 s of a processor, and the machine may be busy
FETCHERS = ("fetcher-1", "fetcher-2")
BREATH = 8  # kills between two looks at whether the pipeline still gets on
RECOVER_S = 90
FINISH_S = 240


def descendants(pid):
    """{pid: its name}: what the supervisor started, and what these did."""
    found, waiting = {}, [pid]
    while waiting:
        parent = waiting.pop()
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
            waiting += [int(child) for child in children.split()]
            argv = Path(f"/proc/{parent}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent != pid and argv[0]:
            name = argv[argv.index(b"--name") + 1] if b"--name" in argv else b"parser-child"
            found[parent] = name.decode()
    return found


class Pipeline:
    """One home, its site, and `rapporteur run` in it."""

    def __init__(self, documents, listed=None, presets=False):
        bad = max(3, documents // 50)
        hang = memory = max(1, bad * 3 // 10)
        if harness.SANITIZED:  # which has no limit of memory, and is slow: it may be the time
            memory = 0
        twice = documents // 25
        self.documents = made.documents(documents - bad - twice, twice=twice, hang=hang,
                                        memory=memory, crash=bad - hang - memory)
        self.home = harness.Home()
        self.site = made.Site(self.documents, listed)
        limit = int(TIME_LIMIT_MS * min(harness.SLOW, 3))
        config = CONFIG + LIMITS.format(time_limit=limit, retries=8 if presets else 1000)
        self.site.enter(self.home, config + ("" if presets else PATIENT), resend_ms=5000)
        self.run = None

    def start(self, *args):
        # a sanitizer takes seconds to put names to the addresses of a crash that is wanted
        options = os.environ.get("ASAN_OPTIONS", "") + ":symbolize=0"
        self.run = harness.Process(
            self.home, "run", [harness.program("rapporteur"), "run", *args,
                               "--home", self.home.dir], env={"ASAN_OPTIONS": options}, ready=False)

    def close(self):
        if self.run is not None and self.run.alive:
            self.run.popen.kill()
            self.run.popen.wait()
        self.site.close()
        self.home.remove()

    def counts(self, fetcher):
        """{"discovered": n, ..., "in flight": n} of a fetcher; {} while it has no frontier."""
        try:
            rows = made.rows(self.home, f"state/{fetcher}.db", """
                SELECT name, value FROM counter WHERE source = 'made' UNION ALL
                SELECT 'in flight', count(*) FROM (SELECT 1 FROM address WHERE open = 1
                                                   UNION ALL SELECT 1 FROM outbox)""")
        except sqlite3.OperationalError:
            return {}
        return dict(rows)

    def ended(self):
        """Documents that have reached their end, of all fetchers."""
        return sum(count for fetcher in FETCHERS for name, count in self.counts(fetcher).items()
                   if name in ("recorded", "quarantined", "duplicate") or
                   name.startswith("refused"))

    def tell(self):
        """What there is to know when something is missing: what is in flight, and where."""
        lines = [line for line in self.run.log().splitlines() if "event=source.polled" not in line]
        print("\n".join(lines)[-8000:], file=sys.stderr)
        for fetcher in FETCHERS:
            print(fetcher, self.counts(fetcher), file=sys.stderr)
            for sql in ("SELECT * FROM outbox LIMIT 5", "SELECT * FROM address WHERE open = 1"):
                for row in made.rows(self.home, f"state/{fetcher}.db", sql):
                    print(row, file=sys.stderr)
        print(subprocess.run([str(harness.program("rapporteur")), "status", "--home",
                              str(self.home.dir)], capture_output=True, text=True,
                             check=False).stdout, file=sys.stderr)

    def is_done(self):
        return all(counts.get("discovered") == len(self.documents) and counts["in flight"] == 0
                   for counts in map(self.counts, FETCHERS))

    def rapporteur(self, *args):
        done = subprocess.run([str(harness.program("rapporteur")), *args, "--home",
                               str(self.home.dir)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def look(self):
        """What must be equal to that of a calm run, once the archives are verified."""
        seen = made.outcome(self.home)
        made.check_archives(self.home)
        status = json.loads(self.rapporteur("status", "--json"))
        seen["accounts"] = status["accounts"]
        for account in status["accounts"]:
            assert (account["off"], account["in_flight"]) == (0, 0), account
        return seen


class Storm:
    def __init__(self, pipeline, kills, seed, pause_s):
        self.pipeline, self.kills, self.pause_s = pipeline, kills, pause_s
        self.dice = random.Random(seed)
        self.killed = collections.Counter()

    def strike(self):
        """Kills one process; false when there was none."""
        run = self.pipeline.run
        assert run.alive, f"rapporteur run ended by itself, with {run.popen.returncode}"
        victims = descendants(run.pid)
        pid = self.dice.choice([run.pid] + sorted(victims)) if victims else None
        if pid is None:
            return False
        if pid == run.pid and self.dice.randrange(2) > 0:
            return False  # it takes all the others along: not so often
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        self.killed["run" if pid == run.pid else victims[pid]] += 1
        if pid == run.pid:
            run.popen.wait()
            self.pipeline.start()
        return True

    def wait_for_work(self):
        """Until the pipeline has brought something to its end, or has nothing to do."""
        pipeline, before = self.pipeline, self.pipeline.ended()
        listed = 2 * pipeline.site.listed
        harness.wait_until(lambda: pipeline.ended() > before or pipeline.ended() >= listed,
                           RECOVER_S, "a document reaches its end after the kills")

    def rage(self):
        pipeline = self.pipeline
        pipeline.start()
        while (done := sum(self.killed.values())) < self.kills:
            pipeline.site.listed = max(1, len(pipeline.documents) * (done + 1) // self.kills)
            harness.observe(self.dice.uniform(0, 2 * self.pause_s))
            if self.strike() and (done + 1) % BREATH == 0:
                self.wait_for_work()
        pipeline.site.listed = len(pipeline.documents)


def calm(documents):
    """What a run that nobody disturbs comes to."""
    pipeline = Pipeline(documents)
    try:
        pipeline.start("--once")
        pipeline.run.ended(FINISH_S)
        return pipeline.look()
    except BaseException:
        print(pipeline.run.log()[-4000:], file=sys.stderr)
        raise
    finally:
        pipeline.close()


def storm(documents, kills, seed, presets=False, pause_s=0.15):
    """Figures; an AssertionError when something is missing, twice or otherwise."""
    wanted = calm(documents)
    pipeline = Pipeline(documents, 1, presets)
    begun = harness.now()
    try:
        one = Storm(pipeline, kills, seed, pause_s)
        one.rage()
        raged = harness.now()
        harness.wait_until(pipeline.is_done, FINISH_S, "each document has reached its end")
        finished = harness.now()
        pipeline.run.stop(70)
        seen = pipeline.look()
        for name, rows in wanted.items():
            assert seen[name] == rows, difference(name, rows, seen[name])
        log = pipeline.run.log()
        return {"documents": len(pipeline.documents), "ends": len(seen["documents"]),
                "positions": len(seen["positions"]), "kills": dict(sorted(one.killed.items())),
                "lost": 0, "twice": 0,  # else the comparison above had failed
                "resent": len(re.findall(r"event=outbox\.resent ", log)),
                "given_up": len(re.findall(r"event=task\.given_up ", log)),
                "storm_s": round(raged - begun), "until_done_s": round(finished - raged)}
    except BaseException:
        pipeline.tell()
        raise
    finally:
        pipeline.close()


def difference(name, wanted, seen):
    missing = [row for row in wanted if row not in seen]
    more = [row for row in seen if row not in wanted]
    return f"{name}: {len(missing)} missing {missing[:5]}, {len(more)} too many {more[:5]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--presets", action="store_true")
    args = parser.parse_args()
    for key, value in storm(args.documents, args.kills, args.seed, args.presets).items():
        print(f"{key:<14} {value}")


if __name__ == "__main__":
    main()
