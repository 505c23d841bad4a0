"""Bytes that change by themselves: whatever is damaged of frontier, store or archive, the pipeline
starts, tells of it, and in the end everything is there again.

The databases and archives of two homes, one whose run ended and one that was killed in the middle
(with write-ahead logs), are damaged at random places: a bit flips, a sector is zeros, a file
ends too soon.  Then `rapporteur run --once` must end well, and once more, since a fetcher may
have looked at the store before its sink repaired it; and then all documents, captures, statements
and positions are those of a calm run, but for what no digest tells of.

    test_damage.py [--places N] [--seed N]     CI: 12 places with a fixed seed
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path

import harness
import made
import powerloss

PLACES, SEED = 12, 11
AGAIN = 75
END_S = 60
CONFIG = """pipeline: {log_level: info}
sink: {linger: 5ms}
"""
UNSEEN_MOST = 1  # rows that a flip within a text may have changed

given = argparse.Namespace(places=PLACES, seed=SEED)


class Damage(harness.Case):

    def setUp(self):
        super().setUp()
        self.site = made.Site(made.documents(12, twice=2, damaged=1))
        self.addCleanup(self.site.close)
        self.site.enter(self.home, CONFIG)
        self.kept = Path(tempfile.mkdtemp(prefix="rapkept", dir="/tmp"))
        self.addCleanup(shutil.rmtree, self.kept)

    def keep(self, name):
        for part in ("state", "archive"):
            shutil.copytree(self.home.path(part), self.kept / name / part)

    def bring_back(self, name):
        for part in ("state", "archive"):
            shutil.rmtree(self.home.path(part))
            shutil.copytree(self.kept / name / part, self.home.path(part))

    def begin(self):
        run = harness.Process(self.home, "run", [
            harness.program("rapporteur"), "run", "--once", "--home", self.home.dir], ready=False)
        self.processes.append(run)
        return run

    def run_once(self):
        """To its end; returns the events of repairs that it logged."""
        before = len(self.log())
        run = self.begin()
        run.ended(END_S, code=None)
        if run.expected == AGAIN:  # damage that is met late is repaired at the next start
            run = self.begin()
            run.ended(END_S)
        self.assertEqual(run.expected, 0)
        return [line for line in self.log()[before:].splitlines()
                if "event=database.repaired" in line]

    def log(self):
        path = self.home.path("log/run.log")
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def kill_in_the_middle(self):
        run = self.begin()
        self.wait_until(lambda: len(self.rows(made.STORE, "SELECT 1 FROM documents")) >= 5, 30,
                        "some documents are stored")
        run.expected = -9
        powerloss.kill_all(powerloss.descendants(run.pid))
        run.popen.wait()

    def prepare(self):
        """Both homes are kept, and what a calm run comes to is returned."""
        for part in ("state", "archive"):
            self.home.path(part).mkdir(exist_ok=True)
        self.kill_in_the_middle()
        self.keep("killed")
        self.run_once()
        self.keep("calm")
        return self.result()

    def result(self):
        """What must be there again, by its ids."""
        return {
            "documents": set(self.rows(made.STORE, "SELECT document_id, state FROM documents")),
            "captures": set(self.rows(made.STORE, "SELECT document_id, url FROM captures")),
            "statements": set(self.rows(made.STORE, "SELECT statement_id FROM statements")),
            "positions": set(self.rows(
                made.STORE, "SELECT statement_id, position_id FROM positions")),
        }

    def missing(self, wanted):
        """[row] that is not there, and [row] that should not be there, of all tables."""
        got = self.result()
        return ([row for table, rows in wanted.items() for row in rows - got[table]],
                [row for table, rows in got.items() for row in rows - wanted[table]])

    def tell(self, *args, code=0):
        out = self.run_program("rapporteur", *args, "--json", "--home", self.home.dir, code=code)
        return json.loads(out)

    def assert_healed(self, wanted, what):
        """After one more run, should the fetcher have looked before the repair."""
        if self.missing(wanted) != ([], []):
            self.run_once()
        lost, more = self.missing(wanted)
        self.assertLessEqual(max(len(lost), len(more)), UNSEEN_MOST, f"{what}: {lost}, {more}")
        return len(lost) + len(more)

    def assert_told(self, repairs, what):
        """A repair is told of until what it put aside is gone."""
        status = self.tell("status", code=None)
        self.assertTrue(status["balanced"], f"{what}: {status['accounts']}")
        self.assertEqual(bool(repairs), any(d["open"] for d in status["damage"]), what)
        asides = list(self.home.path("state").glob("*.damaged-*"))
        self.assertEqual(bool(repairs), bool(asides), what)
        for aside in asides:
            aside.unlink()
        self.assertFalse(any(d["open"] for d in self.tell("status")["damage"]), what)


class Anywhere(Damage):

    def damage(self, rng, name):
        """Changes the home at one place; says how."""
        files = [path for part in ("state", "archive")
                 for path in sorted(self.home.path(part).rglob("*"))
                 if path.is_file() and path.stat().st_size > 0 and not path.name.endswith(".lock")]
        archives = [path for path in files if path.suffix in (".gz", ".open")]
        file = rng.choice(sorted(set(files) - set(archives)) + archives[:1])
        data = bytearray(file.read_bytes())
        at = rng.randrange(len(data))
        how = rng.choice(("flip", "flip", "flip", "zeros", "cut"))
        if how == "flip":
            data[at] ^= 1 << rng.randrange(8)
        elif how == "zeros":
            data[at:at + 512] = bytes(len(data[at:at + 512]))
        else:
            del data[at:]
        file.write_bytes(data)
        return f"{how} at {at} of {name} {file.relative_to(self.home.dir)}"

    def test_damage_blocks_nothing_and_is_healed(self):
        wanted = self.prepare()
        rng = random.Random(given.seed)
        repaired = unseen = 0
        for place in range(given.places):
            name = ("calm", "killed")[place % 2]
            self.bring_back(name)
            what = self.damage(rng, name)
            print(what, file=sys.stderr)
            repairs = self.run_once()
            unseen += self.assert_healed(wanted, what)
            self.assert_told(repairs, what)
            repaired += bool(repairs)
        print(f"{given.places} places: {repaired} repaired, {unseen} rows changed unseen",
              file=sys.stderr)
        self.assertGreater(repaired, given.places // 8)


class Certain(Damage):
    """Damage that each time is the same."""

    def setUp(self):
        super().setUp()
        self.wanted = self.prepare()
        self.bring_back("calm")

    def check(self, what):
        repairs = self.run_once()
        self.assertTrue(repairs, what)
        self.assertEqual(self.assert_healed(self.wanted, what), 0)
        self.assert_told(repairs, what)
        # nothing is called stored that is not
        verdict = self.tell("check", "--no-running", "--deep", code=None)
        self.assertEqual([p for p in verdict["problems"] if p["what"] in ("lost", "accounts")], [])

    def test_a_store_without_bytes(self):
        self.home.path(made.STORE).write_bytes(b"")
        verdict = self.tell("check", "--no-running", code=None)
        self.assertIn("lost", [problem["what"] for problem in verdict["problems"]])
        self.check("an empty store")

    def test_a_frontier_without_bytes(self):
        self.home.path("state/fetcher-1.db").write_bytes(b"")
        self.check("an empty frontier")

    def test_files_that_are_no_databases(self):
        for name in (made.STORE, "state/fetcher-1.db"):
            self.home.path(name).write_bytes(b"what is this" * 1000)
        status = self.tell("status", code=2)
        self.assertEqual([d["file"] for d in status["damage"] if d["open"]],
                         ["fetcher-1.db", "store.db"])
        self.check("two files of words")

    def test_a_folder_in_the_place_of_a_log(self):
        for name in ("state/store.db-wal", "state/fetcher-1.db-wal"):
            self.home.path(name).mkdir()
        repairs = self.run_once()
        self.assertEqual(len(repairs), 2)
        self.assertEqual(self.missing(self.wanted), ([], []))

    def test_a_store_that_is_gone_comes_back(self):
        self.home.path(made.STORE).unlink()
        self.assertEqual(self.run_once(), [])  # nothing was damaged
        self.assertEqual(self.assert_healed(self.wanted, "no store"), 0)
        self.assertIn("event=fetch.recalled", self.log())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--places", type=int, default=PLACES)
    parser.add_argument("--seed", type=int, default=SEED)
    given, sys.argv[1:] = parser.parse_known_args()
    harness.main()
