"""What was acknowledged is on the disk: a pipeline whose power is cut again and again.

The processes run under tests/preload/powerloss.c, which logs what they do to the disk; at a
random moment none of them can do any more, all are killed, and the home becomes what a disk
would surely have held (powerloss.py: one cut with nothing that was not synced, the next with some of
it, torn).  What any of them had acknowledged before the cut must be there; and in the end
all is as after a calm run.

    test_power.py [--cuts N] [--seed N]     CI: 20 cuts with a fixed seed
"""

import argparse
import json
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import harness
import powerloss
from web import Site

TWIN = harness.SOURCE_DIR / "tests" / "process" / "data" / "twin.txt"
SITE_DATA = harness.SOURCE_DIR / "tests" / "site"
STORE = "state/store.db"
FRONTIER = "state/fetcher-1.db"
CUTS, SEED = 20, 3
STATEMENTS_EACH = 3  # so that there is something to do between two cuts
LIE_LIMIT = 2_000_000  # bytes of the log: some documents are stored by then
END_S = 200

SOURCE = """id: site
kind: html
url: http://site.example/list
items: {css: li}
fields: {url: {css: a, attr: href}, title: {css: a}}
poll: {every: 24h}
http: {delay: 0, timeout: 20s}
"""

given = argparse.Namespace(cuts=CUTS, seed=SEED)


def query(database, sql, mode="rw"):
    """Rows of a database; none when it, or the table, is not there, or who makes it was stopped
    while nobody can read it."""
    if not database.exists():
        return []
    connection = sqlite3.connect(f"file:{database}?mode={mode}", uri=True, timeout=1)
    try:
        return connection.execute(sql).fetchall()
    except sqlite3.OperationalError as error:
        stopped = mode == "ro" and str(error) in ("database is locked", "locking protocol")
        if stopped or "no such table" in str(error):
            return []
        raise
    finally:
        connection.close()


class Acknowledged:
    """What a home says that it has: to people (the store) and to itself (the frontier)."""

    def __init__(self, rows):
        self.stored = {id for (id,) in rows(STORE, "SELECT document_id FROM document")}
        self.captures = set(rows(STORE, "SELECT document_id, url FROM capture"))
        self.ended = {id for (id,) in rows(
            FRONTIER, "SELECT document_id FROM document WHERE ended IS NOT NULL")}
        self.known = {url for (url,) in rows(FRONTIER, "SELECT url FROM address")}
        self.places = {id: (file, offset) for id, file, offset in rows(
            FRONTIER, "SELECT document_id, archive_file, archive_offset FROM document")}
        self.counted = dict(rows(
            FRONTIER, "SELECT name, sum(value) FROM counter GROUP BY name"))

    def missing_in(self, later):
        """What of it is not there any more, in words."""
        lost = []
        for what in ("stored", "captures", "ended", "known"):
            gone = getattr(self, what) - getattr(later, what)
            if gone:
                lost.append(f"{len(gone)} {what}: {sorted(gone)[0]}")
        lost += [f"the place of {id}" for id, place in self.places.items()
                 if later.places.get(id) != place]
        lost += [f"{self.counted[name] - later.counted.get(name, 0)} of the count {name}"
                 for name in self.counted if self.counted[name] > later.counted.get(name, 0)]
        return lost


@harness.unittest.skipUnless(powerloss.library(), "libpowerloss.so is not built")
class Power(harness.Case):
    """A pipeline in a home of its own, and a site with statements."""

    def setUp(self):
        self.calm_home = harness.Home()
        self.addCleanup(self.calm_home.remove)
        super().setUp()
        self.site = Site()
        self.addCleanup(self.site.close)
        self.publish()
        self.prepare(self.home)

    def publish(self):
        """Statements, two of them at a second address each; pages that are none; a gap."""
        text = TWIN.read_bytes()
        plain = [("Content-Type", "text/plain; charset=utf-8")]
        for i in range(STATEMENTS_EACH * given.cuts):
            body = text + f"\n\nThis is the text of copy {i}.\n".encode()
            if i % 10 == 7:
                body = f"Page {i} has moved.".encode()
            self.site.answers[f"/{i}.txt"] = (200, body, plain)
        self.site.answers["/again-0.txt"] = self.site.answers["/0.txt"]
        self.site.answers["/again-1.txt"] = self.site.answers["/1.txt"]
        paths = [*self.site.answers, "/gone.txt"]
        self.site.page(*paths)
        self.addresses = {f"http://site.example{path}" for path in paths}

    def prepare(self, home):
        (home.path("sources.d") / "site.yaml").write_text(SOURCE, encoding="utf-8")
        home.path("data").mkdir()
        (home.path("data") / "parties.yaml").write_text(
            (harness.SOURCE_DIR / "data" / "parties.yaml").read_text(encoding="utf-8")
            + (SITE_DATA / "parties.yaml").read_text(encoding="utf-8"), encoding="utf-8")
        home.configure("pipeline:\n  log_level: info\nfetcher:\n  delay: 0s\n  resend_after: 2s\n"
                       f'  connect_to: ["::127.0.0.1:{self.site.port}"]\n'
                       "sink:\n  batch: 8\n  linger: 5ms\n")

    def disk(self, home, lies=None):
        disk = powerloss.Disk(home.dir, lies)
        self.addCleanup(disk.remove)
        return disk

    def finish(self, home, env):
        """Lets the pipeline run to its end."""
        self.run_pipeline("--once", home=home, env=env, ready=False).ended(END_S)

    def run_until(self, home, disk, limit):
        """Lets it run up to the cut.  Returns whether it came to its end before, and what
        was acknowledged then."""
        run = self.run_pipeline("--once", home=home, env=disk.watch(limit), ready=False)
        self.wait_until(lambda: disk.is_cut() or not run.alive, END_S, "the power is cut")
        if not run.alive:
            run.ended()
            return True, self.seen(home)
        # nobody can write any more, but all can still be read
        told = self.told(home)
        before = self.seen(home)
        self.assertLessEqual(told, len(before.stored), "status tells of more than is stored")
        run.expected = -9
        powerloss.kill_all(powerloss.descendants(run.pid))
        run.popen.wait()
        return False, before

    def told(self, home):
        """Documents that `rapporteur status` tells of."""
        done = subprocess.run(
            [harness.program("rapporteur"), "status", "--json", "--home", home.dir],
            capture_output=True, timeout=20 * harness.SLOW, check=False)
        store = json.loads(done.stdout)["store"] if done.returncode == 0 else None
        return store["documents"] if store is not None else 0

    @staticmethod
    def seen(home):
        """What is acknowledged in a home whose processes still live."""
        return Acknowledged(lambda database, sql: query(home.path(database), sql, "ro"))

    def after_cut(self, home):
        """What is acknowledged in what the cut left, seen in a copy; and what is wrong there
        in itself."""
        copy = Path(harness.tempfile.mkdtemp(prefix="rapseen", dir="/tmp"))
        try:
            for part in ("state", "archive"):
                if home.path(part).is_dir():
                    shutil.copytree(home.path(part), copy / part)
            found = Acknowledged(lambda database, sql: query(copy / database, sql))
            wrong = [f"{id} has a receipt and no row" for id in found.ended - found.stored]
            return found, wrong + self.unreadable(copy, found)
        finally:
            shutil.rmtree(copy)

    def unreadable(self, folder, found):
        """Documents whose bytes the archive of this folder does not give back."""
        if not found.places:
            return []
        lines = "".join(f"{id} {file} {offset}\n" for id, (file, offset) in found.places.items())
        done = subprocess.run(
            [harness.program("archive_reader"), folder / "archive", "fetcher-1"],
            input=lines.encode(), capture_output=True, timeout=20 * harness.SLOW, check=False)
        self.assertIn(done.returncode, (0, 2), done.stderr.decode())
        return done.stdout.decode().splitlines()

    def result(self, home):
        """What a run came to, as far as it does not depend on times."""
        def rows(database, sql):
            return sorted(query(home.path(database), sql))
        return {
            "documents": rows(STORE, "SELECT document_id, state, source, url FROM document"),
            "captures": rows(STORE, "SELECT DISTINCT document_id, url FROM capture"),
            "quarantine": rows(STORE, "SELECT document_id, stage, reason FROM quarantine"),
            "positions": rows(STORE, "SELECT position_id, statement_id, document_id, party, issue,"
                                     " stance, exact, start FROM positions"),
            "in flight": rows(FRONTIER, "SELECT url FROM address WHERE open = 1 UNION ALL"
                                        " SELECT url FROM outbox"),
            "addresses": rows(FRONTIER, "SELECT url, document_id, reason FROM address"),
        }

    def assert_whole(self, home):
        """The archive gives all back, the accounts balance."""
        _, wrong = self.after_cut(home)
        self.assertEqual(wrong, [])
        status = json.loads(self.run_program(
            "rapporteur", "status", "--json", "--home", home.dir))
        self.assertTrue(status["balanced"], status["accounts"])


class Cuts(Power):

    def calm(self):
        """What a run without a cut comes to, and bytes of its log."""
        self.prepare(self.calm_home)
        disk = self.disk(self.calm_home)
        self.finish(self.calm_home, disk.watch())
        result = self.result(self.calm_home)
        self.assertEqual({url for url, _, _ in result["addresses"]}, self.addresses)
        self.assertEqual(result["in flight"], [])
        return result, disk.logged()

    def test_what_was_acknowledged_is_there_after_a_cut(self):
        wanted, logged = self.calm()
        rng = random.Random(given.seed)
        disk = self.disk(self.home)
        cuts = 0
        while cuts < given.cuts:
            limit = rng.randrange(1, 2 * logged // given.cuts)
            ended, before = self.run_until(self.home, disk, limit)
            if ended:
                break
            cuts += 1
            disk.read_log()
            disk.cut(powerloss.Nothing() if cuts % 2 else powerloss.Some(rng))
            after, wrong = self.after_cut(self.home)
            self.assertEqual(before.missing_in(after) + wrong, [], f"after cut {cuts}")
        print(f"{cuts} cuts, {len(after.stored)} documents stored before the last of them",
              file=sys.stderr)
        self.assertGreater(cuts, given.cuts // 2)
        self.finish(self.home, disk.watch())
        self.assertEqual(self.result(self.home), wanted)
        self.assert_whole(self.home)
        log = "".join(process.log() for process in self.processes)
        self.assertNotIn("event=archive.damaged", log)
        self.assertNotIn("event=archive.set_aside", log)


class Lies(Power):
    """A disk that answers the fsyncs of one kind of file and forgets them: the tests above
    must see that, or they prove nothing."""

    def check(self, lie, sign):
        disk = self.disk(self.home, lie)
        ended, before = self.run_until(self.home, disk, LIE_LIMIT)
        self.assertFalse(ended)
        disk.read_log()
        self.assertGreater(disk.lied, 0)
        disk.cut(powerloss.Nothing())
        after, wrong = self.after_cut(self.home)
        self.assertIn(sign, " ".join(before.missing_in(after) + wrong))

    def test_about_the_log_of_the_store(self):
        self.check("*/store.db-wal", "has a receipt and no row")

    def test_about_the_log_of_the_frontier(self):
        self.check("*/fetcher-1.db-wal", "of the count fetched")

    def test_about_the_archive(self):
        self.check("*/archive/*/*", "archive '")

    def test_about_the_names_in_the_archive(self):
        self.check("*/archive/fetcher-1", "could not open")

    def test_about_the_names_of_the_databases(self):
        self.check("*/state", "stored")


@harness.unittest.skipUnless(powerloss.library(), "libpowerloss.so is not built")
class Init(harness.Case):
    """`rapporteur init`: rapporteur.yaml is what makes a folder a home, so all else is there
    when it is."""

    def names(self, folder):
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))

    def init(self, disk, limit):
        """Runs it up to the cut, or to its end."""
        process = harness.Process(
            self.home, "init", [harness.program("rapporteur"), "init", disk.home / "new"],
            env=disk.watch(limit), ready=False)
        self.processes.append(process)
        self.wait_until(lambda: disk.is_cut() or not process.alive, 30, "init was cut or ended")
        process.kill()
        return process.popen.returncode == 0

    def test_a_home_is_whole_or_none(self):
        rng = random.Random(given.seed)
        parent = self.home.path("homes")
        parent.mkdir()
        disk = powerloss.Disk(parent)
        self.addCleanup(disk.remove)
        self.assertTrue(self.init(disk, None))
        logged = disk.logged()
        disk.read_log()
        whole = self.names(parent / "new")
        disk.cut(powerloss.Nothing())
        self.assertEqual(self.names(parent / "new"), whole, "init had ended")

        for cut in range(10):
            shutil.rmtree(parent / "new", ignore_errors=True)
            disk.start()
            self.init(disk, rng.randrange(logged))
            disk.read_log()
            disk.cut(powerloss.Some(rng) if cut % 2 else powerloss.Nothing())
            if (parent / "new" / "rapporteur.yaml").exists():
                self.assertEqual(set(whole) - set(self.names(parent / "new")), set())
            else:
                self.assertTrue(self.init(disk, None), "what was cut can be done again")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--cuts", type=int, default=CUTS)
    parser.add_argument("--seed", type=int, default=SEED)
    given, sys.argv[1:] = parser.parse_known_args()
    harness.main()
