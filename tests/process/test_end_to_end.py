"""Statements travel the whole pipeline: real programs, real sockets, real files.

The site is the demonstration's (tests/site); the twin is a statement written like the real one of
the corpus, by a State that does not exist, and is always tested; the real one is tested, as
text, PDF and HTML, where the corpus is there.
"""

import json
import os
import signal
import subprocess
import sys
import unittest
from pathlib import Path

import harness

SITE = harness.SOURCE_DIR / "tests" / "site"
SEED = harness.SOURCE_DIR.parent / "shared" / "corpus" / "seed"
TWIN = harness.SOURCE_DIR / "tests" / "process" / "data" / "twin.txt"
STORE = "state/store.db"


class Pipeline(harness.Case):
    """A home that knows the made-up States."""

    def setUp(self):
        super().setUp()
        data = self.home.path("data")
        data.mkdir()
        parties = (harness.SOURCE_DIR / "data" / "parties.yaml").read_text(encoding="utf-8")
        made_up = (SITE / "parties.yaml").read_text(encoding="utf-8")
        (data / "parties.yaml").write_text(parties + made_up, encoding="utf-8")

    def serve(self):
        """Starts the site and lets the fetcher find it under its hosts' names."""
        site = subprocess.Popen([sys.executable, "-B", SITE / "site.py"], stdout=subprocess.PIPE)
        self.addCleanup(site.stdout.close)
        self.addCleanup(site.wait)
        self.addCleanup(site.kill)
        port = int(site.stdout.readline())
        self.home.configure(
            f'fetcher:\n  connect_to: ["::127.0.0.1:{port}"]\n  delay: 0s\n')
        for source in (SITE / "sources").iterdir():
            (self.home.path("sources.d") / source.name).write_bytes(source.read_bytes())

    def rapporteur(self, *args, code=0):
        return self.run_program("rapporteur", *args, code=code, deadline_s=60)

    def json_lines(self, *args, code=0):
        out = self.rapporteur(*args, "--json", code=code)
        return [json.loads(line) for line in out.splitlines()]

    def stances(self, party, **where):
        """{issue: stance} of the party's own positions."""
        sql = "SELECT issue, stance FROM positions WHERE party = ? AND attribution = 'own'"
        for column, value in where.items():
            sql += f" AND {column} = '{value}'"
        return dict(self.rows(STORE, sql, party))

    def assert_verbatim(self):
        """Each quotation is in its statement's text, where it says it is, in SQL's own words."""
        wrong = self.rows(STORE, """
            SELECT p.position_id FROM positions AS p JOIN statements AS s USING (statement_id)
            WHERE substr(s.text, p.start + 1, p."end" - p.start) IS NOT p.exact""")
        self.assertEqual(wrong, [])


class Site(Pipeline):

    def test_a_site_ends_in_the_store(self):
        self.serve()
        self.rapporteur("run", "--once")

        states = dict(self.rows(STORE, "SELECT state, count(*) FROM documents GROUP BY state"))
        self.assertEqual(states, {"recorded": 12, "quarantined": 1})
        self.assertEqual(
            self.rows(STORE, "SELECT reason FROM quarantine"), [("not_a_statement",)])
        self.assert_verbatim()
        # the same bytes on two hosts: one document, two captures
        self.assertEqual(self.rows(STORE, """
            SELECT count(*), count(DISTINCT source) FROM captures GROUP BY document_id
            HAVING count(*) > 1"""), [(2, 2)])
        # who, where, when
        self.assertEqual(
            self.rows(STORE, """
                SELECT body, session, delivered_on, place, language, kind FROM statements
                WHERE url LIKE '%/oewg/7/caldoria.pdf'"""),
            [("oewg-ict-2021", "7", "2024-03-08", "New York", "en", "national")])
        # a pair that contradicts itself from one session to the next
        self.assertEqual(self.stances("XB", session="7").get("cap.fund"), "support")
        self.assertEqual(self.stances("XB", session="8").get("cap.fund"), "oppose")
        self.assertEqual(self.stances("XC", session="7").get("rid.permanent_oewg"), "support")
        self.assertEqual(self.stances("XN", session="7").get("law.legally_binding"), "oppose")

        # the same again changes nothing
        before = self.rows(STORE, "SELECT * FROM positions ORDER BY position_id, statement_id")
        self.rapporteur("run", "--once")
        self.assertEqual(
            self.rows(STORE, "SELECT * FROM positions ORDER BY position_id, statement_id"), before)

    def test_the_reading_commands_agree(self):
        self.serve()
        self.rapporteur("run", "--once")
        positions = self.json_lines("positions", "--reported")
        self.assertEqual(
            len(positions), self.rows(STORE, "SELECT count(*) FROM positions")[0][0])
        one = next(p for p in positions if p["party"] == "XC")
        for name in (one["position_id"], one["statement_id"], one["document_id"][:12], one["url"]):
            shown = self.json_lines("show", name)[0]
            self.assertEqual(shown["document_id"], one["document_id"])
        self.assertIn(one["evidence"]["exact"], shown["statements"][0]["text"])
        life = self.json_lines("trace", one["document_id"])
        lived = [event["stage"] if event["what"] == "hop" else event["what"] for event in life]
        self.assertEqual(
            [what for what in lived if what != "statement"],
            ["discovered", "fetch", "fetcher", "parser", "classifier", "sink", "stored", "receipt",
             "now"])
        status = self.json_lines("status")[0]
        self.assertFalse(status["running"])
        self.assertEqual(status["store"]["documents"], 13)
        self.assertIn("XC", self.rapporteur("positions", "--party", "XC"))
        self.rapporteur("show", "ffffffffffff", code=1)


class ByHandCase(Pipeline):
    """Documents given to `rapporteur fetch`."""

    STANCES = {
        "rid.permanent_oewg": "support", "proc.majority_vote": "oppose",
        "proc.consensus": "support", "law.legally_binding": "support",
        "cbm.poc_directory": "support", "cap.portal": "support", "proc.chair_text": "concern"}

    def co_sponsors(self):
        return {party for (party,) in self.rows(STORE, """
            SELECT party FROM positions WHERE modality = 'co_sponsor' AND stance = 'support'
            AND issue = 'rid.permanent_oewg'""")}

    def check_stances(self, party, wanted):
        found = self.stances(party, modality="asserts")
        self.assertEqual({issue: found.get(issue) for issue in wanted}, wanted)
        self.assert_verbatim()


class ByHand(ByHandCase):

    def test_the_twin(self):
        told = self.json_lines("fetch", TWIN)
        self.assertEqual([line["end"] for line in told], ["recorded"])
        self.assertEqual(
            self.rows(STORE, """
                SELECT party, body, session, delivered_on, date_from, place, language
                FROM statements"""),
            [("XC", "oewg-ict-2021", "7", "2024-03-06", "document", "New York", "en")])
        self.check_stances("XC", self.STANCES)
        self.assertEqual(self.co_sponsors(), {"XB", "XC", "XT", "XZ"})
        # the attempts of others, as the speaker tells of them, have no name and another stance
        self.assertIn(("support",), self.rows(STORE, """
            SELECT stance FROM positions WHERE attribution = 'reported' AND party IS NULL
            AND issue = 'proc.majority_vote'"""))

    def test_a_running_pipeline_is_used_and_knows_what_it_has(self):
        run = self.run_pipeline()
        self.assertEqual(self.json_lines("fetch", TWIN)[0]["end"], "recorded")
        self.assertEqual(self.json_lines("fetch", TWIN)[0]["end"], "recorded")
        self.assertEqual(self.rows(STORE, "SELECT count(*) FROM documents"), [(1,)])

        answer = self.json_lines("scale", "parser=3")[0]
        self.assertEqual((answer["count"], answer["was"]), (3, 1))
        self.wait_until(lambda: self.workers("parser") == 3, 20, "there are three parsers")
        self.rapporteur("scale", "parser=1")
        self.wait_until(lambda: self.workers("parser") == 1, 20, "there is one parser again")
        self.rapporteur("scale", "printer=1", code=64)
        self.rapporteur("run", "--once", code=75)  # this home's pipeline runs already
        run.stop()

    def workers(self, stage):
        pipeline = self.json_lines("status")[0]["pipeline"]
        return sum(1 for w in pipeline["workers"] if w["stage"] == stage)

    def test_a_killed_worker_comes_back(self):
        run = self.run_pipeline()
        parser = self.wait_until(
            lambda: [line for line in run.log().splitlines()
                     if "event=run.started" in line and "name=parser-1" in line],
            10, "the parser was started")
        pid = int(parser[0].split("pid=")[1].split()[0])
        subprocess.run(["kill", "-9", str(pid)], check=True)
        self.wait_until(lambda: run.events("run.restart"), 10, "the supervisor saw it end")
        self.assertEqual(self.json_lines("fetch", TWIN)[0]["end"], "recorded")
        run.stop()

    def test_a_killed_reader_costs_no_document(self):
        run = self.run_pipeline()
        self.assertEqual(self.json_lines("fetch", TWIN)[0]["end"], "recorded")
        parser, = [line for line in run.log().splitlines()
                   if "event=run.started" in line and "name=parser-1" in line]
        pid = parser.split("pid=")[1].split()[0]
        _, child = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(
            encoding="ascii").split())
        os.kill(child, signal.SIGSTOP)
        other = self.home.path("other.txt")
        other.write_text(TWIN.read_text(encoding="utf-8") + "\nThank you.\n", encoding="utf-8")
        fetch = harness.Process(self.home, "fetch", [
            harness.program("rapporteur"), "fetch", "--home", self.home.dir, other], ready=False)
        self.processes.append(fetch)
        self.wait_until(lambda: self.queue("parser")["leased"] == 1, 20, "the parser has it")
        os.kill(child, signal.SIGKILL)
        fetch.ended(30)
        self.assertIn("recorded  file://", fetch.log())
        run.stop()

    def test_a_killed_supervisor_is_replaced_at_once(self):
        """The kernel has not let go of all locks and sockets when its death is known."""
        for _ in range(5):
            self.run_pipeline().kill()
        self.assertEqual(self.json_lines("fetch", TWIN)[0]["end"], "recorded")

    def test_a_killed_supervisor_takes_all_with_it(self):
        run = self.run_pipeline()
        self.wait_until(lambda: self.workers("sink") == 1, 20, "there is a sink")
        run.kill()
        # nobody holds the home's sockets and locks, and what was done is there
        self.assertEqual(self.json_lines("fetch", TWIN)[0]["end"], "recorded")

    def test_many_files_at_once(self):
        files = [self.home.path(f"{i}.txt") for i in range(40)]
        for file in files:
            file.write_text(TWIN.read_text(encoding="utf-8") + f"\n\nThis is copy {file.name}.\n",
                            encoding="utf-8")
        ends = [line["end"] for line in self.json_lines("fetch", *files)]
        self.assertEqual(ends, ["recorded"] * len(files))

    def test_a_big_folder_at_once(self):
        folder = self.home.path("folder")
        folder.mkdir()
        for i in range(600):
            (folder / f"{i}.txt").write_text(f"{i}\n", encoding="utf-8")
        told = self.json_lines("fetch", *folder.iterdir(), code=2)
        self.assertEqual({line["url"] for line in told},
                         {f"file://{file}" for file in folder.iterdir()})
        self.assertEqual({line["end"] for line in told}, {"quarantined"})


@unittest.skipUnless(SEED.is_dir(), f"the corpus is not at {SEED}")
class RealStatement(ByHandCase):

    def test_the_real_statement_in_three_formats(self):
        files = [SEED / f"statement.{kind}" for kind in ("txt", "pdf", "html")]
        told = self.json_lines("fetch", *files)
        self.assertEqual([line["end"] for line in told], ["recorded"] * 3)
        self.assertEqual(
            set(self.rows(STORE, """
                SELECT party, body, session, delivered_on, place, language FROM statements""")),
            {("RU", "oewg-ict-2021", "7", "2024-03-08", "New York", "en")})
        paragraphs = self.rows(STORE, """
            SELECT d.media_type, count(*), max(p.page) FROM paragraph AS p
            JOIN statement AS s USING (statement_id) JOIN document AS d USING (document_id)
            GROUP BY d.document_id ORDER BY d.media_type""")
        self.assertEqual(len({count for _, count, _ in paragraphs}), 1, paragraphs)
        self.assertIn(("application/pdf", paragraphs[0][1], 2), paragraphs)
        self.check_stances("RU", self.STANCES)
        self.assertEqual(len(self.co_sponsors()), 13)
        # each format gives the same positions
        by_format = self.rows(STORE, """
            SELECT group_concat(DISTINCT party || issue || stance || attribution)
            FROM (SELECT * FROM positions ORDER BY party, issue, stance, attribution)
            GROUP BY document_id""")
        self.assertEqual(len(set(by_format)), 1, by_format)


if __name__ == "__main__":
    harness.main()
