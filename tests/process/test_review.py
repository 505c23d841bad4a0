"""`rapporteur review`: what waits for a person, what a person says, and that it stays said."""

import collections
import concurrent.futures
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess

import harness
import test_classifier
import test_receipts

SITE = harness.SOURCE_DIR / "tests" / "site"
DATA = harness.SOURCE_DIR / "data"
STORE = "state/store.db"
CONFIG = "classifier: {model: none, threshold: %g}\nsink: {linger: 10ms}\n"
FAILED, USAGE = 1, 64


def key_of(position):
    return position["party"], position["issue"], position["stance"]


class Review(harness.Case):
    """A home with the demonstration's statements, of which some are not sure enough, however sure
    today's classifier is of anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = harness.Home(CONFIG % 0)
        cls.addClassCleanup(cls.first.remove)
        cls.first.path("data").mkdir()
        parties = [path.read_text(encoding="utf-8")
                   for path in (DATA / "parties.yaml", SITE / "parties.yaml")]
        cls.first.path("data/parties.yaml").write_text("".join(parties), encoding="utf-8")
        done = cls.run_cli(cls.first, "fetch", *sorted((SITE / "statements").iterdir()))
        assert done.returncode == 0, done.stderr
        done = cls.run_cli(cls.first, "positions", "--reported", "--json")
        sure = sorted({json.loads(line)["confidence"] for line in done.stdout.splitlines()})
        cls.threshold = round(sure[2 * len(sure) // 3], 2)
        cls.first.configure(CONFIG % cls.threshold)
        done = cls.run_cli(cls.first, "replay", "--stage", "classifier")
        assert done.returncode == 0, done.stderr

    def setUp(self):
        super().setUp()
        self.home.configure(CONFIG % self.threshold)
        for folder in ("state", "archive", "data"):
            shutil.copytree(self.first.path(folder), self.home.path(folder), dirs_exist_ok=True)

    @staticmethod
    def run_cli(home, *args, env=None):
        return subprocess.run(
            [harness.program("rapporteur"), *map(str, args)], capture_output=True, text=True,
            check=False, timeout=60 * harness.SLOW,
            env={**os.environ, "RAPPORTEUR_HOME": str(home.dir), **(env or {})})

    def cli(self, *args, code=0):
        """Standard output and standard error of `rapporteur`."""
        done = self.run_cli(self.home, *args)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout, done.stderr

    def lines(self, *args):
        return [json.loads(line) for line in self.cli(*args, "--json")[0].splitlines()]

    def listed(self, *args):
        """{(party, issue, stance): entry} of the list."""
        return {key_of(entry): entry for entry in self.lines("review", "list", *args)}

    def positions(self):
        """{(party, issue, stance): who reviewed it}"""
        return {key_of(p): p["reviewed_by"] for p in self.lines("positions", "--reported")}

    def write_codebook(self, change):
        """The codebook in the home, with another version of itself and what `change` makes of it."""
        text = (DATA / "codebooks" / "un-ict-security.yaml").read_text(encoding="utf-8")
        folder = self.home.path("data/codebooks")
        folder.mkdir(exist_ok=True)
        (folder / "un-ict-security.yaml").write_text(
            change(re.sub(r"(?m)^version: .*$", "version: 9.0.0", text, count=1)),
            encoding="utf-8")

    # ---- looking ----

    def test_list_and_its_filters(self):
        entries = self.lines("review", "list")
        self.assertGreater(len(entries), 3)
        sure = [entry["confidence"] for entry in entries]
        self.assertEqual(sure, sorted(sure, reverse=True))
        published = {p["position_id"] for p in self.lines("positions", "--reported")}
        for entry in entries:
            self.assertLess(entry["confidence"], self.threshold)
            self.assertRegex(entry["reason"],
                             rf"^confidence 0\.\d\d is less than {self.threshold:.2f}$")
            self.assertNotIn(entry["position_id"], published)
            text, = self.rows(STORE, "SELECT text FROM statements WHERE statement_id = ?",
                              entry["statement_id"])[0]
            self.assertIn(entry["before"] + entry["evidence"]["exact"] + entry["after"], text)
            self.assertEqual((entry["state"], entry["verdict"]), ("open", None))
        one = entries[0]
        same = [e for e in entries if e["party"] == one["party"] and e["issue"] == one["issue"]]
        self.assertEqual(self.lines("review", "list", "--issue", one["issue"], "--party",
                                    one["party"], "--session", one["session"]), same)
        group = [e for e in entries if e["issue"].split(".")[0] == one["issue"].split(".")[0]]
        self.assertEqual(self.lines("review", "list", "--issue", one["issue"].split(".")[0]), group)
        self.assertEqual(self.lines("review", "list", "--limit", 2), entries[:2])
        for none in (["--body", "none"], ["--language", "zh"], ["--state", "judged"]):
            self.assertEqual(self.lines("review", "list", *none), [])
        self.cli("review", "list", "--state", "published", code=USAGE)
        out, errors = self.cli("review", "list", "--limit", 1)
        self.assertIn(f">>{one['evidence']['exact']}<<", out)
        self.assertIn(one["reason"], out)
        self.assertIn(one["url"], out)
        self.assertIn("1 on the list; 'rapporteur review", errors)

    def test_show(self):
        entry = self.lines("review", "list", "--limit", 1)[0]
        out, _ = self.cli("review", "show", entry["position_id"][:8])
        self.assertIn(f">>{entry['evidence']['exact']}<<", out)
        self.assertIn(f"rapporteur review accept|reject|fix|undo {entry['position_id'][:16]}", out)
        position = self.lines("positions", "--limit", 1)[0]
        shown = self.lines("review", "show", position["position_id"])[0]
        self.assertEqual((shown["state"], shown["history"]), ("published", []))
        self.cli("review", "show", "0123456789", code=FAILED)
        self.cli("review", "show", "0123", code=USAGE)
        document, _ = self.cli("show", entry["position_id"])
        self.assertIn("for review", document)
        self.assertIn(f"candidate {entry['position_id'][:16]} by rules@", document)

    # ---- saying ----

    def test_a_person_decides_and_it_holds_through_a_replay(self):
        # first those whose key no other statement's candidate has
        often = collections.Counter(map(key_of, self.lines("review", "list")))
        entries = sorted(self.listed().items(), key=lambda entry: often[entry[0]])
        accepted, rejected, fixed = entries[:3]
        self.assertEqual({often[key] for key, _ in entries[:3]}, {1})
        published = self.lines("positions")
        wrong = published[0]
        ids = [entry["position_id"] for _, entry in entries]
        taken = {issue for party, issue, _ in [*self.positions(), *self.listed()]
                 if party == fixed[0][0]}
        free = next(i for i in ("proc.report_adoption", "proc.access", "cap.gender")
                    if i not in taken)
        _, errors = self.cli("review", "accept", ids[0], "--by", "ann")
        self.assertEqual(errors, "1 accepted\n")
        self.cli("review", "reject", ids[1], wrong["position_id"], "--by", "ann", "--reason",
                 "asked, not said")
        words = fixed[1]["evidence"]["exact"].split(" ", 1)[1][:40]
        self.cli("review", "fix", ids[2], "--stance", "concern", "--issue", free,
                 "--evidence", words, "--by", "bob")
        wanted = {**{key: who for key, who in self.positions().items() if who is None},
                  accepted[0]: "ann", (fixed[0][0], free, "concern"): "bob"}
        self.assertEqual(self.positions(), wanted)
        self.assertNotIn((wrong["party"], wrong["issue"], wrong["stance"]), wanted)
        self.assertNotIn(rejected[0], wanted)
        self.assertEqual(set(self.listed()), {key for key, _ in entries[3:]})
        out, errors = self.cli("positions", "--party", accepted[0][0], "--full", "--reported")
        self.assertIn("  reviewed by ann at 20", out)
        self.assertIn(" 1 reviewed and the others coded by machine", errors)

        # A codebook of which nothing is left but its names, and one that has it all again.
        self.write_codebook(lambda text: text)
        self.cli("replay", "--stage", "classifier")
        self.assertEqual(self.positions(), wanted)
        self.assertEqual({p["codebook"].split("+")[0] for p in self.lines("positions")
                          if p["reviewed_by"] is None}, {"un-ict-security@9.0.0"})
        self.assertEqual(set(self.listed()), {key for key, _ in entries[3:]})
        self.home.configure(CONFIG % 0)
        self.write_codebook(lambda text: text.replace("version: 9.0.0", "version: 9.1.0"))
        self.cli("replay", "--stage", "parser")
        self.assertEqual(self.lines("review", "list"), [])
        now = self.positions()
        self.assertEqual({key: who for key, who in now.items() if who}, {
            accepted[0]: "ann", (fixed[0][0], free, "concern"): "bob"})
        self.assertNotIn(rejected[0], now)
        self.assertNotIn((wrong["party"], wrong["issue"], wrong["stance"]), now)
        self.assertEqual(set(self.listed("--state", "rejected")),
                         {rejected[0], (wrong["party"], wrong["issue"], wrong["stance"])})
        self.assertEqual(self.lines("review", "list", "--state", "orphaned"), [])

    def test_another_text_leaves_an_orphan(self):
        entry = self.lines("review", "list", "--limit", 1)[0]
        self.cli("review", "accept", entry["position_id"], "--by", "ann")
        connection = sqlite3.connect(self.home.path(STORE))
        with connection:  # as a parser that reads it otherwise would have it
            connection.execute("UPDATE statement SET text = replace(text, ?, '?'),"
                               " text_sha256 = 'another' WHERE statement_id = ?",
                               (entry["evidence"]["exact"], entry["statement_id"]))
            connection.execute("UPDATE document SET record_sha256 = 'another'")
        connection.close()
        self.assertNotIn("ann", self.positions().values())
        orphan, = self.lines("review", "list", "--state", "orphaned")
        self.assertEqual((orphan["orphaned"], orphan["before"]), ("words_gone", None))
        self.assertEqual(orphan["evidence"]["exact"], entry["evidence"]["exact"])
        out, errors = self.cli("review", "list", "--state", "any")
        self.assertIn("it applies to nothing: its words are no longer in the document", out)
        self.assertIn("1 of them orphaned", errors)
        self.cli("replay", "--stage", "parser")  # and the words are back
        self.assertIn("ann", self.positions().values())
        self.assertEqual(self.lines("review", "list", "--state", "orphaned"), [])

    def test_nothing_is_invented(self):
        entry = self.lines("review", "list", "--limit", 1)[0]
        words = entry["evidence"]["exact"]
        for args, said in (
                (["--evidence", words + "!"], "are not in the text; quote them as they stand"),
                (["--evidence", words.upper()], "are not in the text"),
                (["--issue", "proc.unheard_of"], "'proc.unheard_of' cannot be the issue"),
                (["--stance", "favour"], "there is no stance 'favour'"),
                (["--stance", "neutral"], "there is no stance 'neutral'"),
                (["--party", "Arcadia"], "'Arcadia' is no party such as RU or G:EU"),
                (["--stance", entry["stance"]], "that is what the machine says"),
                ([], "nothing to fix"),
                (["--party", "XC", "--by", ""], "give --by NAME")):
            _, errors = self.cli("review", "fix", entry["position_id"], *args, code=USAGE)
            self.assertIn(said, errors)
        self.cli("review", "accept", entry["position_id"], "0123456789abcdef", code=FAILED)
        self.assertEqual(self.rows(STORE, "SELECT count(*) FROM verdict"), [(0,)])  # all or none

    def test_a_record_that_lies_is_refused(self):
        """By the sink, whoever sent it; the classifier's own exit: test_record.c."""
        path = self.home.path("record.jsonl")
        for kind, threshold in (("positions", 0), ("candidates", 1)):
            path.write_text(json.dumps(test_classifier.record()) + "\n", encoding="utf-8")
            made = json.loads(self.run_program("rapporteur-classifier", "--once", "--threshold",
                                               threshold, path))
            lie = json.loads(json.dumps(made))
            lie[kind][0]["evidence"]["exact"] = lie[kind][0]["evidence"]["exact"][:-1] + "!"
            path.write_text(json.dumps(lie) + "\n", encoding="utf-8")
            refused = json.loads(self.run_program("rapporteur-sink", "--once", path, code=FAILED))
            self.assertEqual(refused["quarantine"]["reason"], "bad_record")
            self.assertIn("is not what the text says", refused["quarantine"]["detail"])
            self.assertEqual(self.rows(STORE, "SELECT 1 FROM statement WHERE statement_id = ?",
                                       made["statements"][0]["statement_id"]), [])
        path.write_text(json.dumps(made) + "\n", encoding="utf-8")
        self.run_program("rapporteur-sink", "--once", path)
        self.assertEqual(
            self.rows(STORE, "SELECT count(*) FROM candidates WHERE document_id = ?",
                      made["document"]["document_id"]), [(len(made["candidates"]),)])

    def test_a_stage_that_lies_has_its_document_quarantined(self):
        """Whoever sends it through the broker."""
        self.start("rapporteur-broker")
        sink = self.start("rapporteur-sink")
        source = test_receipts.Source(self, "fetcher-9")
        self.addCleanup(source.close)
        made = json.loads(self.run_program(
            "rapporteur-classifier", "--once", "-",
            stdin=(json.dumps(test_classifier.record()) + "\n").encode()))
        text = made["statements"][0].pop("text")
        made["positions"][0]["evidence"]["start"] += 1
        made["positions"][0]["evidence"]["end"] += 1
        document = source.put(text, made, body=text.encode() + b"\0")
        receipt, = source.receipts(1)
        self.assertEqual((receipt["id"], receipt["end"], receipt["reason"]),
                         (document, "quarantined", "bad_record"))
        self.assertEqual(self.rows(STORE, "SELECT state FROM documents WHERE document_id = ?",
                                   document), [("quarantined",)])
        self.assertIn("is not what the text says", self.rows(
            STORE, "SELECT detail FROM quarantine WHERE document_id = ?", document)[0][0])
        self.assertEqual(self.rows(STORE, "SELECT 1 FROM position WHERE statement_id LIKE ?",
                                   document + "%"), [])
        self.assertIn("is not what the text says", sink.log())

    # ---- killed, and at once ----

    def test_a_kill_loses_no_verdict_and_gives_none_twice(self):
        first, second = [entry["position_id"] for entry in self.lines("review", "list")[:2]]
        self.cli("review", "reject", first, second, "--by", "ann")
        for point in ("store.begin.before", "store.begin.after", "store.verdict.before",
                      "store.verdict.after", "store.commit.before", "store.commit.after"):
            done = self.run_cli(self.home, "review", "accept", first, second, "--by", "ann",
                                env={"RAPPORTEUR_FAULT": f"review/{point}"})
            self.assertEqual(done.returncode, -signal.SIGKILL, point)
            after = point == "store.commit.after"
            self.assertEqual(
                self.rows(STORE, "SELECT decision, stands FROM verdict ORDER BY 1, 2"),
                [("accept", 1)] * 2 + [("reject", 0)] * 2 if after else [("reject", 1)] * 2, point)
        _, errors = self.cli("review", "accept", first, second, "--by", "ann")
        self.assertEqual(errors, "0 accepted, 2 were so before\n")

    def test_a_sink_that_is_killed_loses_none(self):
        entries = self.lines("review", "list")
        self.cli("review", "accept", *(e["position_id"] for e in entries[:3]), "--by", "ann")
        wanted = self.positions()
        self.write_codebook(lambda text: text)
        mark = self.home.path("fired")
        run = self.run_pipeline(env={"RAPPORTEUR_FAULT": "sink-1/store.commit.before",
                                     "RAPPORTEUR_FAULT_ONCE": str(mark)})
        self.cli("replay", "--stage", "classifier")
        self.assertTrue(mark.exists())
        run.stop()
        self.assertEqual(self.positions(), wanted)

    def test_two_reviewers_at_once(self):
        ids = [entry["position_id"] for entry in self.lines("review", "list")]
        orders = [(["accept", "reject"][n % 2], one, ["ann", "bob"][n % 2])
                  for one in ids for n in range(4)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda order: self.run_cli(
                self.home, "review", order[0], order[1], "--by", order[2]), orders))
        for one in ids:
            stands = self.rows(STORE, "SELECT decision, reviewed_by FROM verdict"
                                      " WHERE judged_id = ? AND stands = 1", one)
            self.assertEqual(len(stands), 1)
            (decision, name), = stands
            for order, end in zip(orders, done):
                if order[1] != one:
                    continue
                self.assertEqual(end.returncode, 0 if order[2] == name else USAGE, end.stderr)
                if order[2] != name:
                    self.assertIn(f"was {decision}ed by '{name}'", end.stderr)
        self.assertEqual(self.rows(STORE, "SELECT count(*) FROM verdict"), [(len(ids),)])
        loser = {"ann": "bob", "bob": "ann"}[name]
        self.cli("review", "undo", ids[-1], "--by", loser, code=USAGE)
        self.cli("review", "undo", ids[-1], "--by", loser, "--overrule")
        self.cli("review", "undo", ids[-1], "--by", loser, code=FAILED)
        history = self.lines("review", "show", ids[-1])[0]["history"]
        self.assertEqual([(h["decision"], h["reviewed_by"], h["ended_by"]) for h in history],
                         [(decision, name, loser)])

    # ---- elsewhere ----

    def test_verdicts_move(self):
        entries = self.lines("review", "list")
        self.cli("review", "accept", entries[0]["position_id"], "--by", "ann")
        self.cli("review", "reject", entries[1]["position_id"], "--by", "ann", "--reason", "no: “no”")
        self.cli("review", "fix", entries[2]["position_id"], "--stance", "concern")
        wanted, listed = self.positions(), self.listed("--state", "judged")
        out, errors = self.cli("review", "export")
        self.assertEqual(errors, "3 verdicts\n")
        by_id = {line["id"]: line for line in map(json.loads, out.splitlines())}
        self.assertEqual(by_id[entries[1]["position_id"]]["gold"]["codes"], [])
        line = by_id[entries[2]["position_id"]]
        self.assertEqual(line["gold"]["codes"][0]["stance"], "concern")
        self.assertEqual((line["about"], line["codes"]), (entries[2]["issue"], [
            {"issue": entries[2]["issue"], "stance": "concern",
             "reported": entries[2]["attribution"] == "reported"}]))
        path = self.home.path("verdicts.jsonl")
        path.write_text(out, encoding="utf-8")
        self.assertIn("views coded: 2;", self.cli("evaluate", "--bootstrap", 0, path)[0])

        for name in ("state", "archive"):
            shutil.rmtree(self.home.path(name))
            shutil.copytree(self.first.path(name), self.home.path(name))
        self.assertNotEqual(self.positions(), wanted)
        for answer in ("3 verdicts taken over, 0 known before\n",
                       "0 verdicts taken over, 3 known before\n"):
            self.assertEqual(self.cli("review", "import", path)[1], answer)
            self.assertEqual(self.positions(), wanted)
            self.assertEqual(self.listed("--state", "judged"), listed)
        self.assertEqual(self.cli("review", "export")[0], out)

    def test_lines_that_are_no_verdicts(self):
        entry = self.lines("review", "list", "--limit", 1)[0]
        self.cli("review", "accept", entry["position_id"], "--by", "ann")
        line = json.loads(self.cli("review", "export")[0])
        good = json.dumps(line)
        self.cli("review", "undo", entry["position_id"], "--by", "ann")
        later = json.loads(good)
        later["verdict"]["reviewed_at"] = "2999-01-01T00:00:00Z"
        path = self.home.path("verdicts.jsonl")
        bad = ["{", "[]", "{}", '{"verdict": {}}', '{"verdict": null}', "\x00"]
        for key, value in (("decision", "perhaps"), ("judged", {}), ("decided", None),
                           ("reviewed_at", "now"), ("text_sha256", "x' OR 1"), ("spoke", 3)):
            bad.append(json.dumps({"verdict": {**line["verdict"], key: value}}))
        for wrong in bad:
            path.write_text(json.dumps(later) + f"\n\n{wrong}\n", encoding="utf-8")
            _, errors = self.cli("review", "import", path, code=FAILED)
            self.assertIn("verdicts.jsonl:3: ", errors)
            self.assertEqual(self.rows(STORE, "SELECT count(*) FROM verdict"), [(1,)])
        path.write_text(json.dumps(later), encoding="utf-8")
        self.cli("review", "import", path)
        self.assertIn("ann", self.positions().values())
        self.cli("review", "import", self.home.path("none"), code=FAILED)


if __name__ == "__main__":
    harness.main()
