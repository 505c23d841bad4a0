"""`rapporteur quarantine`: documents that could not be read, and what people do with them."""

import json
import os
import shutil
import sqlite3
import subprocess
import unittest

import harness
import poison

STORE = "state/store.db"
CONFIG = """pipeline: {log_level: info}
fetcher: {resend_after: 20s}
parser: {memory_limit: %s, time_limit: %dms, time_most: %dms, memory_most: 1G}
sink: {linger: 10ms, quarantine_max: 6}
"""
TIME_LIMIT_MS, TIME_MOST_MS, PATIENT_MS = 500, 1000, 60000
USAGE = 64

# A statement, but only for who knows who speaks: nothing in it says so.
STATEMENT = """Mr. Chair,

We thank you for convening this meeting of the working group, and for the paper before us.

We support the establishment of a global directory of points of contact before the end of the year.

We cannot agree, however, to decisions by a majority of those present.

I thank you.
"""


def large():
    """A statement that takes more memory than is allowed, and less than may be asked for."""
    paragraphs = [f"<p>{part}</p>" for part in STATEMENT.strip().split("\n\n")]
    links = 20000 * "<a href='/a'>a page of the site</a>\n"
    return (f"<html><body><nav>{links}</nav><main><h1>STATEMENT BY THE DELEGATION OF FRANCE</h1>"
            f"<p>New York, 12 December 2023</p>{''.join(paragraphs)}</main></body></html>").encode()


class Quarantine(harness.Case):
    """A home whose store has a statement, and a case of each reason."""

    KINDS = ["crash", "hang"] if harness.SANITIZED else ["crash", "hang", "memory"]

    @classmethod
    def setUpClass(cls):
        """What all tests start from is made once: a document that hangs takes its time."""
        super().setUpClass()
        cls.first = harness.Home(CONFIG % ("256M", PATIENT_MS, PATIENT_MS))
        cls.addClassCleanup(cls.first.remove)
        cls.urls = {kind: cls.document(kind, getattr(poison, kind)()) for kind in cls.KINDS}
        cls.urls["empty"] = cls.document("empty.txt", b"An invitation.")
        cls.fetch_first(url for kind, url in cls.urls.items() if kind != "hang")
        cls.first.configure(CONFIG % ("256M", TIME_LIMIT_MS, TIME_MOST_MS))
        cls.fetch_first([cls.urls["hang"]])

    @classmethod
    def fetch_first(cls, urls):
        done = cls.run_cli(cls.first, "fetch", *(url[len("file://"):] for url in urls))
        assert done.returncode == 2, done.stderr

    def setUp(self):
        super().setUp()
        self.home.configure(CONFIG % ("256M", TIME_LIMIT_MS, TIME_MOST_MS))
        for folder in ("state", "archive"):
            shutil.copytree(self.first.path(folder), self.home.path(folder), dirs_exist_ok=True)

    @classmethod
    def document(cls, name, data):
        path = cls.first.path(name)
        path.write_bytes(data)
        return f"file://{path}"

    @staticmethod
    def run_cli(home, *args):
        try:
            return subprocess.run(
                [harness.program("rapporteur"), *map(str, args)], capture_output=True, text=True,
                check=False, timeout=60 * harness.SLOW,
                env={**os.environ, "RAPPORTEUR_HOME": str(home.dir)})
        except subprocess.TimeoutExpired as late:
            raise AssertionError(f"{args} does not end:\n{late.stdout}\n{late.stderr}") from late

    def cli(self, *args, code=0):
        """Standard output and standard error of `rapporteur`."""
        done = self.run_cli(self.home, *args)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout, done.stderr

    def fetch(self, *urls, code=0):
        self.cli("fetch", *(url[len("file://"):] for url in urls), code=code)

    def cases(self, *args):
        """{address: case} of what is listed."""
        out, _ = self.cli("quarantine", "list", "--json", *args)
        return {case["url"]: case for case in map(json.loads, out.splitlines())}

    def case(self, url):
        return json.loads(self.cli("quarantine", "show", "--json", url)[0])

    # ---- looking ----

    def test_list_and_its_filters(self):
        cases = self.cases()
        self.assertEqual({url: cases[url]["reason"] for url in cases},
                         {**{self.urls[kind]: poison.REASONS[kind] for kind in self.KINDS},
                          self.urls["empty"]: "not_a_statement"})
        self.assertEqual(next(iter(cases)), self.urls["hang"])  # the last failure first
        out, errors = self.cli("quarantine", "list")
        self.assertEqual(len(out.splitlines()), 1 + len(cases))
        self.assertIn(f"{len(cases)} documents in quarantine: ", errors)
        self.assertIn("parser/crashed 1", errors)
        crashed = {self.urls["crash"]}
        for args, found in [(["--reason", "crashed"], crashed),
                            (["--stage", "sink"], set()),
                            (["--source", "manual", "--limit", "1"], {self.urls["hang"]}),
                            (["--source", "elsewhere"], set()),
                            (["--since", "2999-01-01"], set()),
                            (["--since", "2024-01-01", "--reason", "crashed"], crashed),
                            (["--version", "parser@0.1.0", "--reason", "crashed"], crashed),
                            (["--version", "parser@9.9"], set()),
                            (["--state", "dropped"], set()),
                            (["--state", "any", "--reason", "crashed"], crashed)]:
            self.assertEqual(set(self.cases(*args)), found, args)
        self.assertIn("0 documents in quarantine\n", self.cli("quarantine", "list", "--stage",
                                                              "sink")[1])
        for wrong in (["--since", "yesterday"], ["--state", "closed"]):
            self.cli("quarantine", "list", *wrong, code=USAGE)

    def test_show_tells_the_last_words(self):
        crash = self.case(self.urls["crash"])
        self.assertEqual((crash["stage"], crash["version"], crash["state"]),
                         ("parser", "parser@0.1.0", "open"))
        self.assertIn("archive_file", crash["captures"][0])
        self.assertEqual(crash["makings"][0]["outcome"], "new")
        self.assertEqual(crash["tries"], len(crash["makings"]))
        hang = self.case(self.urls["hang"])["last_words"]
        self.assertEqual((hang["signal"], hang["limit"], hang["limit_value"]),
                         ("KILL", "deadline", TIME_LIMIT_MS))
        if not harness.SANITIZED:
            self.assertEqual(crash["last_words"]["signal"], "SEGV")
            self.assertIn(self.case(self.urls["memory"])["last_words"]["limit"],
                          ("memory", "RLIMIT_AS"))
        text, _ = self.cli("quarantine", "show", self.urls["hang"])
        for part in ("limit met    deadline", "reason       timeout", "kept in", "what was tried",
                     "processor time"):
            self.assertIn(part, text)
        self.cli("quarantine", "show", "nothing-like-it", code=1)

    def test_show_gives_the_bytes(self):
        path = self.home.path("taken")
        self.cli("quarantine", "show", self.urls["crash"], "--bytes", path)
        self.assertEqual(path.read_bytes(), poison.crash())
        text, _ = self.cli("quarantine", "show", self.urls["crash"])
        self.assertIn("rapporteur archive extract ", text)

    def test_what_is_recorded_is_no_case(self):
        good = self.document("good.txt", ("STATEMENT BY THE DELEGATION OF FRANCE\n\n"
                                          "12 December 2023\n\n" + STATEMENT).encode())
        self.fetch(good)
        _, errors = self.cli("quarantine", "show", good, code=1)
        self.assertIn("is not in quarantine; 'rapporteur show", errors)

    # ---- writing ----

    def test_notes_and_hints_stay(self):
        url = self.urls["empty"]
        self.cli("quarantine", "edit", url, "--note", "ask them", "--hint", "title=A, or B",
                 "--hint", "date=2024-03-08")
        self.cli("quarantine", "edit", url, "--hint", "date=")
        self.fetch(url, code=2)  # known bytes: they do not fail again
        case = self.case(url)
        self.assertEqual((case["note"], case["hints"]), ("ask them", {"title": "A, or B"}))
        text, _ = self.cli("quarantine", "show", url)
        self.assertIn("ask them", text)
        for wrong in ([], ["--hint", "colour=red"], ["--hint", "title"],
                      ["--hint", "date=someday"], ["--note", b"\xff"]):
            self.cli("quarantine", "edit", url,
                     *(w.decode("utf-8", "surrogateescape") if isinstance(w, bytes) else w
                       for w in wrong), code=USAGE)

    def test_drop_closes_and_edit_opens(self):
        url, other = self.urls["empty"], self.urls["crash"]
        _, errors = self.cli("quarantine", "drop", url, code=USAGE)
        self.assertIn("add --yes", errors)
        self.assertIn(url, self.cases())
        self.cli("quarantine", "drop", url, "nothing-like-it", "--yes", code=1)
        self.assertIn(url, self.cases())  # all of them or none
        _, errors = self.cli("quarantine", "drop", url, other, "--yes", "--why", "an invitation")
        self.assertEqual(errors, "2 cases dropped\n")
        self.assertEqual(set(self.cases("--state", "dropped")), {url, other})
        self.assertNotIn(url, self.cases())
        status = json.loads(self.cli("status", "--json")[0])
        self.assertEqual(status["store"]["dropped"], 2)
        self.assertNotIn("parser/crashed", status["store"]["quarantined_by"])
        self.assertIn("dropped 2", self.cli("status")[0])
        self.assertEqual(self.case(url)["dropped_why"], "an invitation")
        self.cli("quarantine", "edit", url, "--open")
        self.assertIn(url, self.cases())

    def test_a_flood_is_kept_in_brief(self):
        urls = [self.document(f"flood{n}.txt", b"An invitation %d." % n) for n in range(5)]
        told = self.cli("fetch", *(url[len("file://"):] for url in urls), code=2)[1]
        self.assertEqual(told.count("event=sink.quarantine_full "), 1)
        cases = self.cases()
        self.assertEqual(len(cases), len(self.urls) + 5)
        brief = [case for case in cases.values() if case["brief"]]
        self.assertEqual(len(brief), len(cases) - 6)
        for case in brief:
            self.assertEqual(case["reason"], "not_a_statement")
            self.assertNotIn("detail", case)
            self.assertNotIn("last_words", case)
        self.assertIn("quarantine is full for source manual", self.cli("status")[0])
        checked = subprocess.run(
            [harness.program("rapporteur"), "check", "--home", self.home.dir],
            capture_output=True, text=True, check=False, timeout=60 * harness.SLOW).stdout
        self.assertIn("quarantine is full for 'manual'", checked)

    # ---- once more ----

    def retry(self, *args, code=0):
        """[(address, end, reason)] of what was tried again."""
        out, _ = self.cli("quarantine", "retry", "--json", *args, code=code)
        return [(end["document_id"], end["end"], end["reason"])
                for end in map(json.loads, out.splitlines())]

    @unittest.skipIf(harness.SANITIZED, "a sanitizer's shadow leaves no room for a limit")
    def test_more_memory_reads_it(self):
        self.home.configure(CONFIG % ("64M", PATIENT_MS, PATIENT_MS))
        url = self.document("large.html", large())
        self.fetch(url, code=2)
        before = self.case(url)
        self.assertEqual(before["reason"], "too_large")
        command = before["next"].split()
        self.assertEqual((command[:3], command[4:]),
                         (["rapporteur", "quarantine", "retry"], ["--memory", "128M"]))
        self.cli("quarantine", "edit", url, "--note", "a long one", "--hint", "title=A, or B")
        self.assertEqual(self.retry(url, "--memory", "1G"), [(before["document_id"], "recorded", None)])
        self.assertNotIn(url, self.cases("--state", "any"))
        self.assertEqual(
            self.rows(STORE, "SELECT why, outcome, state, reason, memory_bytes, note FROM makings"
                             " WHERE document_id = ? ORDER BY n", before["document_id"]),
            [("live", "new", "quarantined", "too_large", None, None),
             ("retry", "replaced", "recorded", None, 1 << 30, "a long one")])
        envelope, = self.rows(STORE, "SELECT envelope FROM document WHERE document_id = ?",
                              before["document_id"])[0]
        self.assertEqual(json.loads(envelope)["hints"], {"title": "A, or B"})
        # The accounts count the end that the fetcher was told of, and balance; status says so.
        status = json.loads(self.cli("status", "--json")[0])
        self.assertTrue(status["balanced"])
        self.assertEqual(status["accounts"][0]["quarantined"], len(self.urls) + 1)
        self.assertEqual((status["store"]["quarantined"], status["store"]["recovered"]),
                         (len(self.urls), 1))
        self.assertIn("recovered: 1 of the documents", self.cli("status")[0])
        self.retry(url, code=1)  # it is no case any more

    def test_no_more_time_than_may_be_given(self):
        url = self.urls["hang"]
        case = self.case(url)
        self.cli("quarantine", "drop", url, "--yes", "--why", "hopeless")
        self.assertEqual(self.retry(url, "--timeout", "1h", code=2),
                         [(case["document_id"], "quarantined", "timeout")])
        again = self.case(url)
        self.assertEqual(again["last_words"]["limit_value"], TIME_MOST_MS)
        self.assertEqual((again["tries"], again["state"], again["dropped_why"]),
                         (case["tries"] + 1, "dropped", "hopeless"))
        self.assertEqual((again["first_at"], again["makings"][-1]["why"]),
                         (case["first_at"], "retry"))

    def test_what_is_tried_again_is_chosen(self):
        before = {kind: self.case(self.urls[kind]) for kind in ("empty", "crash")}
        empty = before["empty"]["document_id"]
        out, errors = self.cli("quarantine", "retry", "--all", "--dry-run", "--json")
        self.assertEqual({json.loads(line)["url"] for line in out.splitlines()},
                         set(self.urls.values()))
        self.assertIn(f"{len(self.urls)} documents would be tried again", errors)
        self.assertEqual(self.retry("--reason", "not_a_statement", code=2),
                         [(empty, "quarantined", "not_a_statement")])
        self.assertEqual([self.case(self.urls[kind])["tries"] for kind in before],
                         [before["empty"]["tries"] + 1, before["crash"]["tries"]])
        self.assertEqual(self.retry("--reason", "encrypted"), [])
        for wrong in ([], ["--all", empty], ["--reason", "timeout", empty]):
            self.cli("quarantine", "retry", *wrong, code=USAGE)

    def test_one_that_cannot_be_sent_keeps_no_other_back(self):
        broken = self.case(self.urls["crash"])["document_id"]
        connection = sqlite3.connect(self.home.path(STORE))
        with connection:
            connection.execute("UPDATE document SET envelope = json_remove(envelope, '$.source')"
                               " WHERE document_id = ?", (broken,))
        connection.close()
        out, errors = self.cli("quarantine", "retry", "--all", "--dry-run", "--json", code=2)
        self.assertEqual({json.loads(line)["url"] for line in out.splitlines()},
                         set(self.urls.values()) - {self.urls["crash"]})
        self.assertIn(f"'{broken[:16]}' is left out: ", errors)

    # ---- in place ----

    def reproduce(self, url, code=0):
        return json.loads(self.cli("quarantine", "retry", "--reproduce", "--json", url, code=code)[0])

    def change(self, sql, url):
        connection = sqlite3.connect(self.home.path(STORE))
        with connection:
            connection.execute(f"UPDATE quarantined SET {sql} WHERE document_id ="
                               " (SELECT document_id FROM document WHERE url = ?)", (url,))
        connection.close()

    def test_the_capsule_says_how_it_was_read(self):
        for kind in self.KINDS:
            case = self.case(self.urls[kind])
            capsule = case["last_words"]["capsule"]
            self.assertEqual(capsule["time_ms"], TIME_LIMIT_MS if kind == "hang" else PATIENT_MS)
            self.assertEqual((capsule["memory_bytes"], capsule["mode"]), (256 << 20, "prefer"))
            self.assertGreaterEqual(capsule["documents"], 0)
            self.assertIn("limits", capsule["sandbox"].split())
            for library in ("poppler ", "libxml2 ", "Linux "):
                self.assertIn(library, capsule["versions"])
        text, _ = self.cli("quarantine", "show", self.urls["hang"])
        self.assertIn("read with    poppler ", text)
        self.assertIn(f"limits       {TIME_LIMIT_MS / 1000:.1f} s, 256 MiB", text)

    def test_what_killed_its_reader_does_so_again(self):
        before = {url: self.case(url) for url in self.urls.values()}
        self.home.configure(CONFIG % ("512M", PATIENT_MS, PATIENT_MS))  # it is not asked
        for kind, url in self.urls.items():
            told = self.reproduce(url)
            self.assertEqual((told["same"], told["differs"]), (True, []), told)
            self.assertEqual(told["document_id"], before[url]["document_id"])
            for outcome in (told["then"], told["now"]):
                self.assertEqual((outcome["outcome"], outcome["reason"]),
                                 ("quarantined", before[url]["reason"]))
            now, then = told["now"]["last_words"], told["then"]["last_words"]
            self.assertEqual(now["capsule"]["time_ms"], then["capsule"]["time_ms"])
            self.assertEqual(now["capsule"]["memory_bytes"], 256 << 20)
            if kind == "hang":
                self.assertEqual((now["signal"], now["limit_value"]), ("KILL", TIME_LIMIT_MS))
        text, errors = self.cli("quarantine", "retry", "--reproduce", self.urls["crash"])
        self.assertIn("THEN", text)
        self.assertIn("crashed", text)
        self.assertIn("the same happened", errors)
        self.assertEqual({url: self.case(url) for url in self.urls.values()}, before)

    def test_something_else_than_then_is_told(self):
        url = self.urls["crash"]
        self.change("signal = 'BUS', exit_code = NULL, reason = 'timeout'", url)
        told = self.reproduce(url, code=2)
        self.assertFalse(told["same"])
        self.assertEqual(told["differs"][0], "reason")
        self.assertEqual((told["then"]["reason"], told["now"]["reason"]), ("timeout", "crashed"))
        text, errors = self.cli("quarantine", "retry", "--reproduce", url, code=2)
        self.assertIn("timeout", text)
        self.assertIn("something else happened", errors)

    def test_reproducing_needs_a_capsule(self):
        url, other = self.urls["crash"], self.urls["empty"]
        self.change("capsule = NULL", url)
        self.assertIn("has no capsule", self.cli(
            "quarantine", "retry", "--reproduce", url, code=1)[1])
        for wrong in ([], [url, other], ["--all"], ["--reason", "crashed"],
                      [other, "--timeout", "1s"], [other, "--dry-run"]):
            self.cli("quarantine", "retry", "--reproduce", *wrong, code=USAGE)

    def test_no_store_yet(self):
        self.home.path(STORE).unlink()
        for args in (["list"], ["show", "x"], ["edit", "x", "--note", "y"],
                     ["drop", "x", "--yes"], ["retry", "--all"]):
            _, errors = self.cli("quarantine", *args, code=1)
            self.assertIn("nothing is stored", errors)
        self.assertFalse(self.home.path(STORE).exists())


class Poison(harness.Case):
    """A document that hangs holds up its own reader, and nobody else."""

    def test_others_do_not_wait(self):
        self.home.configure(CONFIG % ("256M", PATIENT_MS, PATIENT_MS) + "run: {parser: 2}\n")
        paths = []
        for n in range(40):
            paths.append(self.home.path(f"{n}.txt"))
            paths[-1].write_text("STATEMENT BY THE DELEGATION OF FRANCE\n\n12 December 2023\n\n"
                                 f"{STATEMENT}\nThis was number {n}.\n", encoding="utf-8")
        paths.insert(3, self.home.path("hang"))
        paths[3].write_bytes(poison.hang())
        fetch = harness.Process(self.home, "fetch", [harness.program("rapporteur"), "fetch",
                                                     "--home", self.home.dir, *paths], ready=False)
        self.processes.append(fetch)

        def recorded():
            return sum(n for n, in self.rows(
                STORE, "SELECT count(*) FROM documents WHERE state = 'recorded'"))
        self.wait_until(lambda: recorded() == 40, 50, "the others are recorded")
        # Had one of them waited behind it, it would have waited until its end.
        self.assertEqual(self.rows(STORE, "SELECT count(*) FROM quarantine"), [(0,)])
        fetch.kill()


if __name__ == "__main__":
    harness.main()
