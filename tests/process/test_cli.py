"""The command people type: its help, its exit codes, its JSON, and what README.md says of it."""

import csv
import fcntl
import json
import os
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import tempfile
import termios
from pathlib import Path

import harness

COMMANDS = ["init", "run", "fetch", "status", "check", "positions", "show", "trace", "validate",
            "scale", "replay", "parse", "classify", "evaluate", "train"]
PARTS = {"archive": ["verify", "list", "extract"],
         "codebook": ["check", "show", "diff", "explain"],
         "quarantine": ["list", "show", "retry", "edit", "drop"],
         "review": ["list", "show", "accept", "reject", "fix", "undo", "export", "import"]}
STAGES = ["broker", "fetcher", "parser", "classifier", "sink", "replay"]
SITE = harness.SOURCE_DIR / "tests" / "site"
TWIN = harness.SOURCE_DIR / "tests" / "process" / "data" / "twin.txt"
VERSION = re.search(r"project\(rapporteur VERSION ([\d.]+)",
                    (harness.SOURCE_DIR / "CMakeLists.txt").read_text(encoding="utf-8")).group(1)
FAILED, PROBLEM, USAGE, AGAIN, CONFIG = 1, 2, 64, 75, 78


def unread(pipe):
    """How many bytes lie in the pipe, unread."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]


class Cli(harness.Case):
    def call(self, *args, code=0, home=True, **more):
        """Runs `rapporteur` to its end; returns its standard output and standard error."""
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith("RAPPORTEUR_")}
        if home:
            environment["RAPPORTEUR_HOME"] = str(self.home.dir)
        more.setdefault("stdout", subprocess.PIPE)
        done = subprocess.run([more.pop("program", harness.program("rapporteur")), *map(str, args)],
                              stderr=subprocess.PIPE, timeout=60 * harness.SLOW, check=False,
                              text=True, env=environment, **more)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done.stdout, done.stderr

    def fails(self, *args, code, said, **more):
        """It ends with one line that says why, and with nothing on standard output."""
        out, errors = self.call(*args, code=code, **more)
        self.assertEqual(out, "")
        self.assertEqual(errors.count("\n"), 1, errors)
        self.assertIn(said, errors)
        self.assertTrue(errors.startswith("rapporteur"), errors)

    def lines(self, *args, **more):
        """The objects of --json, one a line."""
        return [json.loads(line) for line in self.call(*args, "--json", **more)[0].splitlines()]

    def know_the_made_up(self):
        data = self.home.path("data")
        data.mkdir()
        parties = [path.read_text(encoding="utf-8") for path in (
            harness.SOURCE_DIR / "data" / "parties.yaml", SITE / "parties.yaml")]
        (data / "parties.yaml").write_text("".join(parties), encoding="utf-8")


class Help(Cli):
    def test_every_command_explains_itself(self):
        out, _ = self.call("--help", home=False)
        listed = re.findall(r"(?m)^  ([a-z]+) +\S", out)
        self.assertEqual(sorted(listed), sorted([*COMMANDS, *PARTS]))
        self.assertEqual(self.call("help", home=False)[0], out)
        for code in ("0", "1", "2", "64", "75", "78"):
            self.assertRegex(out, rf"\b{code} [a-z]")
        parts = [[command, part] for command, parts in PARTS.items() for part in parts]
        for words in [[command] for command in COMMANDS] + parts:
            text, errors = self.call(*words, "--help", home=False)
            self.assertEqual(errors, "")
            self.assertTrue(text.startswith(f"Usage: rapporteur {' '.join(words)} [OPTION...]"),
                            text)
            self.assertEqual(self.call(*words, "-h", home=False)[0], text)
            self.assert_help(text)

    def test_a_command_of_parts_names_them(self):
        for command, parts in PARTS.items():
            text, _ = self.call(command, "--help", home=False)
            self.assertEqual(re.findall(rf"(?m)^  {command} ([a-z]+) +\S", text), parts)
            self.assertEqual(self.call(command, "-h", home=False)[0], text)
            self.assertEqual(self.call(command, home=False, code=USAGE), ("", text))
            typo = parts[0][:-1]
            self.fails(command, typo, code=USAGE, said=f"did you mean '{parts[0]}'?")
            self.fails(command, "no-such", code=USAGE, said=f"see 'rapporteur {command} --help'")

    def test_every_process_explains_itself(self):
        for stage in STAGES:
            program = harness.program(f"rapporteur-{stage}")
            text, _ = self.call("--help", program=program, home=False)
            self.assertTrue(text.startswith(f"Usage: rapporteur-{stage} [OPTION...]"), text)
            self.assert_help(text)
            out, _ = self.call("--version", program=program, home=False)
            self.assertEqual(out, f"rapporteur-{stage} {VERSION}\n")

    def assert_help(self, text):
        """Every option has its line and is described, none is longer than a terminal is wide."""
        options = re.findall(r"(?m)^  (?:-\w, |    )--(\S+).*?(?:  |\n {4,})(.+)$", text)
        self.assertGreaterEqual(len(options), 3, text)
        self.assertEqual(len(options), len(re.findall(r"(?m)^  (?:-\w, |    )--", text)), text)
        self.assertLessEqual(max(map(len, text.splitlines())), 100, text)

    def test_the_version(self):
        self.assertEqual(self.call("--version", home=False)[0], f"rapporteur {VERSION}\n")

    def test_output_that_cannot_be_written(self):
        for args in (["--help"], ["--version"], ["status", "--help"], ["status"],
                     ["status", "--json"], ["validate"], ["run", "--help"]):
            with open("/dev/full", "w", encoding="ascii") as full:
                _, errors = self.call(*args, code=AGAIN, stdout=full)
            self.assertRegex(errors, r"could not write (to )?standard output: No space left")


class Codes(Cli):
    def test_wrong_usage(self):
        out, errors = self.call(code=USAGE, home=False)
        self.assertEqual(out, "")
        self.assertIn("Usage: rapporteur COMMAND", errors)
        for args, said in (
                (["positons"], "no command 'positons'; did you mean 'positions'?"),
                (["xyzzy"], "no command 'xyzzy'; see 'rapporteur --help'"),
                (["--home", "x"], "no command '--home'"),
                (["init"], "'init' needs DIR; see 'rapporteur init --help'"),
                (["init", "a", "b"], "'init' takes no operand 'b'"),
                (["show"], "'show' needs ID|ADDRESS"),
                (["status", "x"], "'status' takes no operand 'x'"),
                (["positions", "--partie", "RU"], "'--partie'; did you mean '--party'?"),
                (["positions", "--stance", "against"], "there are support, oppose"),
                (["positions", "--since", "2024"], "'2024' is no date such as 2024-03-08"),
                (["positions", "--until", "2023-02-29"], "'2023-02-29' is no date"),
                (["positions", "--limit", "many"], "--limit"),
                (["status", "--json=yes"], "'--json' takes no value"),
                (["scale", "parser"], "'parser' is not STAGE=N"),
                (["scale", "parser=-1"], "'-1' is not a number of workers"),
                (["parse"], "'parse' needs FILE..."),
                (["fetch", "--hnt", "x"], "did you mean '--hint'?"),
                (["run", "x"], "operand 'x' is one too many")):
            self.fails(*args, code=USAGE, said=said)

    def test_without_a_home(self):
        with tempfile.TemporaryDirectory() as empty:
            for command in ("status", "positions", "validate", "run"):
                self.fails(command, code=CONFIG, said="make a home with 'rapporteur init DIR'",
                           home=False, cwd=empty)
            for command in ("show", "trace"):
                self.fails(command, "x", "--home", empty, code=CONFIG, said="no rapporteur.yaml")

    def test_without_a_store(self):
        for form in ([], ["--json"]):
            for args in (["positions"], ["show", "ffffffff"]):
                self.fails(*args, *form, code=FAILED,
                           said=f"nothing is stored in '{self.home.path('state/store.db')}' yet")
            self.fails("trace", "ffffffff", *form, code=FAILED,
                       said="nothing is known of 'ffffffff': no store, for there is none yet, and "
                            "the frontiers of 0 fetchers were searched")
        self.assertIn("store: nothing yet", self.call("status")[0])
        status, = self.lines("status")
        self.assertEqual(status, {"running": False, "pipeline": None, "store": None,
                                  "damage": [], "sandbox": None, "engines": None,
                                  "language_models": None,
                                  "accounts": [],
                                  "balanced": True, "accounts_total": {
                                      "discovered": 0, "recorded": 0, "duplicate": 0,
                                      "in_flight": 0, "quarantined": 0, "refused": 0, "off": 0}})

    def test_without_a_pipeline(self):
        self.fails("scale", "parser=2", code=AGAIN, said="start it with 'rapporteur run'")

    def test_a_home_is_made_once(self):
        path = self.home.path("new")
        out, _ = self.call("init", path, home=False)
        self.assertIn(f"rapporteur run --home {path}", out)
        config = (path / "rapporteur.yaml").read_bytes()
        self.assertTrue(list((path / "sources.d").glob("*.yaml")))
        self.fails("init", path, code=USAGE, said="is a home already", home=False)
        self.assertEqual((path / "rapporteur.yaml").read_bytes(), config)
        # what it writes is right, and so is each of its defaults when it is spelt out
        for text in (config, re.sub(rb"(?m)^( *)#(\w+:)", rb"\1\2", config)):
            (path / "rapporteur.yaml").write_bytes(text)
            _, errors = self.call("validate", "--home", path, home=False)
            self.assertEqual(errors, "")
        self.fails("init", "/proc/x", code=FAILED, said="could not make directory '/proc/x'",
                   home=False)

    def test_validate(self):
        found = self.lines("validate")
        self.assertEqual([(line["program"], line["valid"]) for line in found],
                         [(f"rapporteur-{stage}", True) for stage in STAGES])
        self.assertNotIn("wrong", self.call("validate")[0])
        # what only the program itself can know
        codebook = self.home.path("data/codebooks/un-ict-security.yaml")
        codebook.parent.mkdir(parents=True)
        codebook.write_text("id: [\n", encoding="utf-8")
        source = self.home.path("sources.d/x.yaml")
        source.write_text("id: x\nkind: html\nurl: http://a.example/\nlinkz: a\n", encoding="utf-8")
        store = sqlite3.connect(self.home.path("state/store.db"))
        store.execute("PRAGMA user_version = 999")  # a newer program's
        store.close()
        self.home.path("data/bodies.yaml").write_text("bodys: {}\n", encoding="utf-8")
        found = {line["program"]: line for line in self.lines("validate", code=CONFIG)}
        for stage, said in (("fetcher", "x.yaml:4: "), ("parser", "bodies.yaml:1: "),
                            ("classifier", "un-ict-security.yaml:2: "), ("sink", "store.db")):
            self.assertFalse(found[f"rapporteur-{stage}"]["valid"], found)
            self.assertIn(said, found[f"rapporteur-{stage}"]["report"])
        self.assertTrue(found["rapporteur-broker"]["valid"])
        # what is wrong between two entries
        self.home.path("data/bodies.yaml").write_text(
            "bodies: {b: {name: B, names: [B], sessions: none, family: nope}}\n", encoding="utf-8")
        found = {line["program"]: line for line in self.lines("validate", code=CONFIG)}
        self.assertIn("bodies.yaml: body 'b' is of the unknown family 'nope'",
                      found["rapporteur-parser"]["report"])

    def test_one_stage_alone(self):
        parsed, _ = self.call("parse", TWIN, home=False)
        record = json.loads(parsed)
        self.assertEqual(record["kind"], "result")
        classified, _ = self.call("classify", TWIN, home=False)
        self.assertTrue(json.loads(classified)["positions"])
        path = self.home.path("parsed.jsonl")
        path.write_text(parsed, encoding="utf-8")
        self.assertEqual(json.loads(self.call("classify", path, home=False)[0])["positions"],
                         json.loads(classified)["positions"])
        text = TWIN.read_text(encoding="utf-8")
        self.assertEqual(json.loads(self.call("parse", "-", home=False, input=text)[0])
                         ["statements"][0]["text"], record["statements"][0]["text"])
        self.assertEqual(
            json.loads(self.call("classify", "-", home=False, input=parsed)[0])["positions"],
            json.loads(classified)["positions"])
        out, errors = self.call("parse", "/no/such/file", TWIN, code=FAILED, home=False)
        quarantine, result = map(json.loads, out.splitlines())
        self.assertEqual((quarantine["kind"], result["kind"]), ("quarantine", "result"))
        self.assertEqual(quarantine["quarantine"]["url"], "file:/no/such/file")
        self.assertIn("could not open '/no/such/file'", errors)
        self.fails("classify", path, TWIN, code=USAGE, said="are of two kinds", home=False)


    def test_a_stage_that_waits_for_its_input_can_be_interrupted(self):
        for stage in ("parser", "classifier"):
            with subprocess.Popen([harness.program(f"rapporteur-{stage}"), "--once", "-"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL) as process:
                process.stdin.write(b"half of")
                process.stdin.flush()
                self.wait_until(lambda pipe=process.stdin: unread(pipe) == 0, 10, "it reads")
                process.send_signal(signal.SIGINT)
                try:
                    self.assertEqual(process.wait(10 * harness.SLOW), AGAIN)
                finally:
                    process.kill()
                self.assertEqual(process.stdout.read(), b"")


class Stored(Cli):
    def test_a_list_that_is_not_as_long_as_it_says_is_shown(self):
        text = self.home.path("five.txt")
        text.write_text("Statement by France\n\nMr. Chair,\n\nI have the honour to speak on behalf of five States: "
                        "Germany, Italy, Wakandia and Spain. We thank you for the draft, which is a good basis for "
                        "our work, and we will take part in it.\n")
        end, = self.lines("fetch", text)
        shown, = self.lines("show", end["id"])
        self.assertEqual(shown["statements"][0]["miscounts"],
                         [{"role": "on_behalf_of", "said": 5, "found": 3}])
        out = self.call("show", end["id"])[0]
        self.assertIn("on_behalf_of: the text says 5, its list has 3", out)

    def test_what_reads_can_be_read_by_programs(self):
        self.know_the_made_up()
        empty = self.home.path("empty.txt")
        empty.write_bytes(b"")
        ends = self.lines("fetch", TWIN, empty, code=PROBLEM)
        self.assertEqual([end["end"] for end in ends], ["recorded", "quarantined"])
        document, nothing = [end["id"] for end in ends]

        positions = self.lines("positions")
        self.assertGreater(len(positions), 3)
        shown, = self.lines("show", document)
        self.assertEqual((shown["state"], len(shown["captures"])), ("recorded", 1))
        for args in ("show", "--text", document), ("positions", "--full"):
            self.assertNotIn("page 0", self.call(*args)[0])  # a text has no pages
        shown, = self.lines("show", nothing)
        self.assertEqual(shown["quarantine"]["reason"], "no_text")
        for name in (document, document[:8], f"file://{TWIN}"):
            out = self.home.path("out")
            self.call("archive", "extract", name, "--output", out)
            self.assertEqual(out.read_bytes(), TWIN.read_bytes(), name)
        life = [event["what"] for event in self.lines("trace", nothing) if event["what"] != "hop"]
        self.assertEqual(
            life, ["discovered", "fetch", "quarantined", "stored", "receipt", "now"])
        status, = self.lines("status")
        self.assertEqual(status["store"]["quarantined_by"], {"parser/no_text": 1})

        party = positions[0]["party"]
        of_party = self.lines("positions", "--party", party)
        self.assertEqual({p["party"] for p in of_party}, {party})
        self.assertEqual(self.lines("positions", "--limit", "1"), positions[:1])
        self.assertEqual(self.lines("positions", "--since", "2099-01-01"), [])
        self.assertEqual(self.lines("positions", "--until", "2024-03-06"), positions)
        self.assertEqual({p["stance"] for p in self.lines("positions", "--stance", "oppose")},
                         {"oppose"})
        self.assertEqual({p["issue"].split(".")[0] for p in
                          self.lines("positions", "--issue", "proc")}, {"proc"})

        for command, said in ("show", "nothing is stored under"), ("trace", "nothing is known of"):
            for name in ("ffffffffffff", document[:7], "http://a.example/", "'; --", ""):
                self.fails(command, name, code=FAILED, said=said)
                self.fails(command, name, "--json", code=FAILED, said=said)

    def test_the_accounts_balance_or_it_is_said(self):
        self.know_the_made_up()
        empty = self.home.path("empty.txt")
        empty.write_bytes(b"")
        self.lines("fetch", TWIN, empty, code=PROBLEM)
        (self.home.path("state") / "else.db").write_bytes(b"")  # no frontier
        status, = self.lines("status")
        self.assertTrue(status["balanced"])
        account, = status["accounts"]
        self.assertEqual(account, {
            "fetcher": "fetcher-hand", "source": "manual", "discovered": 2, "recorded": 1,
            "duplicate": 0, "in_flight": 0, "quarantined": 1, "refused": 0, "refused_by": {},
            "off": 0})
        self.assertRegex(self.call("status")[0],
                         r"\nmanual +fetcher-hand +2 +1 +0 +0 +1 +0 +balances +-\n"
                         r"total +- +2 +1 +0 +0 +1 +0 +balances\b")

        frontier = sqlite3.connect(self.home.path("state/fetcher-hand.db"))
        with frontier:  # two are at no end
            frontier.execute("UPDATE counter SET value = 5 WHERE name = 'discovered'")
            frontier.execute("INSERT INTO counter VALUES ('manual', 'refused:robots', 1)")
        frontier.close()
        out, errors = self.call("status", code=PROBLEM)
        self.assertRegex(out, r"\nmanual +fetcher-hand +5 +1 +0 +0 +1 +1 +OFF BY 2 +robots 1\n")
        self.assertIn("DO NOT BALANCE", errors)
        out, errors = self.call("status", "--json", code=PROBLEM)
        self.assertIn("DO NOT BALANCE", errors)
        self.assertFalse(json.loads(out)["balanced"])
        self.assertEqual(json.loads(out)["accounts"][0]["off"], 2)
        self.assertEqual(json.loads(out)["accounts_total"]["off"], 2)
        self.assertEqual(json.loads(out)["accounts"][0]["refused_by"], {"robots": 1})

    def test_a_running_pipeline(self):
        run = self.run_pipeline()
        for wish, said in (("printer=1", ": refused: there is no stage 'printer'"),
                           ("broker=2", "the number of 'broker' is fixed"),
                           ("parser=257", "257 is more than 256")):
            self.fails("scale", wish, code=USAGE, said=said)
        self.assertEqual(self.lines("scale", "classifier=2"),
                         [{"stage": "classifier", "count": 2, "was": 1}])
        self.assertEqual(self.call("scale", "classifier=1")[0], "classifier: 1, was 2\n")
        status, = self.lines("status")
        self.assertTrue(status["running"])
        self.assertEqual({queue["queue"] for queue in status["pipeline"]["queues"]},
                         {"parser", "classifier", "sink"})
        self.wait_until(lambda: "commits_total" in self.call("status", "--counters")[0], 10,
                        "the sink's heartbeat has come")
        self.assertNotIn("commits_total", self.call("status")[0])
        _, errors = self.call("run", code=AGAIN)
        self.assertIn("a pipeline runs in", errors)
        watch = harness.Process(
            self.home, "watch", [harness.program("rapporteur"), "status", "--watch", "--json",
                                 "--home", self.home.dir], ready=False)
        self.processes.append(watch)
        self.wait_until(lambda: watch.log().count("\n") >= 2, 15, "it looked twice")
        watch.stop(signo=signal.SIGINT)
        for line in watch.log().splitlines():
            self.assertTrue(json.loads(line)["running"])
        run.stop(signo=signal.SIGINT)


    def stuck_pipeline(self):
        """A pipeline whose drain cannot go on, and what lets it."""
        run = self.run_pipeline()
        pid = int(re.search(r"event=run.started .*name=fetcher-1 pid=(\d+)", run.log()).group(1))
        os.kill(pid, signal.SIGSTOP)
        return run, lambda: os.kill(pid, signal.SIGCONT)

    def test_a_signal_that_comes_twice_at_once_is_one(self):
        run, let_go = self.stuck_pipeline()
        run.popen.send_signal(signal.SIGTERM)
        run.popen.send_signal(signal.SIGINT)
        self.wait_until(lambda: len(run.events("process.signal")) == 2, 10, "both came")
        self.fails("scale", "parser=2", code=AGAIN, said="refused: the pipeline is ending")
        let_go()
        run.ended(15, code=0)

    def test_a_second_signal_cuts_the_drain_off(self):
        run, _ = self.stuck_pipeline()
        run.popen.send_signal(signal.SIGTERM)
        self.wait_until(lambda: run.events("run.drain"), 10, "it drains")
        harness.observe(1.1)
        run.stop(15, code=AGAIN, signo=signal.SIGINT)


class Documents(Cli):
    """What README.md tells people to type works as it stands there."""

    def test_the_commands_of_the_readme(self):
        text = (harness.SOURCE_DIR / "README.md").read_text(encoding="utf-8")
        typed = [line.split("#")[0].split() for line in re.findall(
            r"(?m)^ {4}rapporteur ((?:[a-z]+)(?: .*)?)$", text)]
        self.assertGreaterEqual({words[0] for words in typed},
                                set(COMMANDS) - {"validate"}, typed)
        shutil.rmtree(self.home.dir)
        gold = self.home.path("gold.jsonl")
        sentences = harness.SOURCE_DIR / "data" / "training" / "gov.jsonl"
        names = {"DIR": self.home.dir, "FILE": TWIN, "FILE|URL": TWIN, "GOLD": gold,
                 "SENTENCES": sentences}
        for words in sorted(typed, key=lambda words: words[0] in ("show", "trace")):
            words = [names.get(word, word) for word in words]
            if "ID" in words:
                document = self.rows("state/store.db", "SELECT document_id FROM documents")[0][0]
                words = [document if word == "ID" else word for word in words]
            if words[0] == "run":
                self.run_pipeline()
            else:
                self.call(*words, home="--home" not in words)
            if words[0] == "init":
                for source in self.home.path("sources.d").iterdir():
                    source.unlink()  # nothing real is fetched by a test
                self.home.path("log").mkdir()
                gold.write_text('{"id": "a", "text": "We cannot accept a new treaty."}\n',
                                encoding="utf-8")
            self.assert_options_exist(words[0], text)

    def assert_options_exist(self, command, text):
        """What stands beside the command in the README is in its help."""
        told, _ = self.call(command, "--help")
        for line in re.findall(rf"(?m)^ {{4}}rapporteur {command}\b.*$", text):
            for option in re.findall(r"--[a-z]+", line):
                self.assertIn(option, told)

    def install(self):
        prefix = self.home.path("usr")
        subprocess.run(["cmake", "--install", harness.BIN_DIR.parent, "--prefix", prefix],
                       check=True, stdout=subprocess.DEVNULL, timeout=60 * harness.SLOW)
        return prefix

    def test_what_is_installed_works(self):
        installed = self.install() / "bin" / "rapporteur"
        out, _ = self.call("init", self.home.path("new"), program=installed, home=False)
        self.assertNotIn(" 0 sources", out)
        out, _ = self.call("classify", TWIN, program=installed, home=False)
        self.assertTrue(json.loads(out)["positions"])

    def test_every_program_has_a_manual_page(self):
        prefix = self.install()
        pages = {page.stem: page for page in prefix.glob("share/man/man[18]/*")}
        self.assertEqual(set(pages), {path.name for path in (prefix / "bin").iterdir()})
        for name in ("rapporteur-parser-child", "rapporteur-codebook", "rapporteur-evaluate",
                     "rapporteur-train"):
            page = pages.pop(name)  # another one tells it
            self.assertTrue((page.parents[1] / page.read_text(encoding="ascii").split()[1]).exists())
        for name, page in pages.items():
            text = page.read_text(encoding="utf-8")
            self.assertIn(VERSION, text)
            commands = COMMANDS if name == "rapporteur" else [""]
            for command in commands:
                told, _ = self.call(*filter(None, [command]), "--help", home=False,
                                    program=prefix / "bin" / name)
                for option in re.findall(r"(?m)^  (?:-\w, |    )--(\S+)", told):
                    self.assertIn("\\-\\-" + option.replace("-", "\\-") + "\\fR", text)
            for heading in ("NAME", "SYNOPSIS", "EXIT STATUS", "SEE ALSO"):
                self.assertIn(f".SH {heading}\n", text)
            self.assertNotIn("@", re.sub(r"classifier@|\w@\d", "", text))
            self.assert_sound(page)

    def assert_sound(self, page):
        """The formatter, where there is one, has nothing to say against it."""
        if shutil.which("groff"):
            done = subprocess.run(["groff", "-ww", "-man", "-Tascii", page], capture_output=True,
                                  check=True, text=True)
            self.assertEqual(done.stderr, "")
            self.assertGreater(done.stdout.count("\n"), 30)


class Evaluation(Cli):
    TEXT = ("Mr. Chair,\n\nWe cannot accept a new treaty. The Indian proposal for a global portal"
            " deserves our support.")

    def gold(self):
        path = self.home.path("gold.jsonl")
        code = {"issue": "law.legally_binding", "stance": "oppose", "party": "speaker",
                "attribution": "own", "quote": "We cannot accept a new treaty."}
        lines = [{"id": "a", "language": "en", "text": self.TEXT,
                  "gold": {"body": "oewg-ict-2021", "codes": [code]}},
                 {"id": "b", "language": "fr", "text": "Merci, Monsieur le Président.",
                  "gold": {"codes": []}}]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return path

    def test_a_run_is_told_in_figures(self):
        told = self.call("evaluate", "--show", "--issues", self.gold())[0]
        self.assertIn("statements: 2; views coded: 1; found: 3; by rules@", told)
        self.assertIn("a  not wanted  cap.portal  support  IN, reported", told)
        self.assertRegex(told, r"(?m)^tuple recall +1\.000 ")
        self.assertRegex(told, r"(?m)^law\.legally_binding +1 +1 +1 +1\.000$")

    def test_a_change_is_told_beside_what_was(self):
        gold, saved = self.gold(), self.home.path("run.jsonl")
        self.call("evaluate", "--save", saved, gold)
        lines = [json.loads(line) for line in saved.read_text(encoding="utf-8").splitlines()]
        self.assertEqual([line["id"] for line in lines], ["a", "b"])
        lines[0]["positions"] = []
        saved.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        told, = self.lines("evaluate", "--bootstrap", "50", "--compare", saved, gold)
        recall = {when: {figure["name"]: figure["value"] for figure in told[when]}
                  for when in ("before", "figures", "change")}
        self.assertEqual([recall[when]["tuple_recall"] for when in recall], [0, 1, 1])
        self.assertEqual([row["language"] for row in told["languages"]], ["en", "fr"])

    def test_wrong_input_is_named(self):
        gold = self.gold()
        with gold.open("a", encoding="utf-8") as file:
            file.write('{"id": "c"}\n')
        self.fails("evaluate", gold, code=1, said="gold.jsonl:3: line: 'text' is missing")
        self.fails("evaluate", code=64, said="needs FILE")
        self.fails("evaluate", self.home.path("none"), code=1, said="none")
        self.fails("evaluate", "--language", "xx", self.gold(), code=64, said="no statements in xx")


class Criticism(Cli):
    """rapporteur evaluate --task criticism, on made-up debates."""
    HARSH = ["Chad broke its word, and the pretext was false.", "We condemn what \"friends\" did.",
             "It is shameful that Chad ignores the truth.", "This aggression violates the law."]
    MILD = ["We thank the envoy, and all who came.", "My delegation welcomes the progress.",
            "We hope that the talks go on.", "I will be brief today."]

    def table(self, debates=3):
        path = self.home.path("sentences.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["file_id", "sentence_text", "A0", "A2", "B1", "basename", "speech_id"])
            for debate in range(debates):
                for i in range(32):
                    text = (self.HARSH if i % 2 else self.MILD)[i // 2 % 4]
                    marks = ["_", "_"] if i % 2 == 0 else [["Direct_NegEval", "_"], ["_", "Challenge"]][i // 2 % 2]
                    rows.writerow([f"s{i // 8}_Peru_00.txt", f"On item {debate}: {text}", marks[0], "_",
                                   marks[1], f"D{debate}", f"s{i // 8}"])
        return path

    def test_each_debate_is_judged_by_the_others(self):
        told = self.call("evaluate", "--task", "criticism", "--show", self.table())[0]
        self.assertIn("sentences: 96, in 12 speeches of 3 debates; criticism: 48; found: 48; "
                      "with criticism@", told)
        self.assertRegex(told, r"(?m)^F1, macro +1\.000  1\.000 \.\. 1\.000$")
        self.assertRegex(told, r"(?m)^D2 +32 +16 +16 +1\.000 ")
        self.assertNotIn("not wanted", told)

    def test_programs_get_one_object(self):
        told, = self.lines("evaluate", "--task", "criticism", "--bootstrap", "50", self.table())
        self.assertEqual([told[key] for key in ("task", "speeches", "sentences", "wanted", "found")],
                         ["criticism", 12, 96, 48, 48])
        self.assertEqual({figure["name"]: figure["value"] for figure in told["figures"]},
                         {"macro_f1": 1, "criticism_f1": 1, "none_f1": 1, "criticism_precision": 1,
                          "criticism_recall": 1})
        self.assertEqual([row["debate"] for row in told["debates"]], ["D0", "D1", "D2"])

    def test_what_is_wrong_is_listed(self):
        table = self.table()
        text = table.read_text(encoding="utf-8")
        table.write_text(text.replace("On item 0: I will be brief today.,_",
                                      "On item 0: I will be brief today.,Direct_NegEval", 1), encoding="utf-8")
        told = self.call("evaluate", "--task", "criticism", "--show", table)[0]
        self.assertIn('D0 s0  not found   "On item 0: I will be brief today."', told)

    def test_wrong_input_is_named(self):
        task = ("evaluate", "--task", "criticism")
        self.fails(*task, code=64, said="needs FILE")
        self.fails(*task, self.home.path("none"), code=1, said="none")
        self.fails(*task, self.table(debates=1), code=64, said="all of one debate")
        self.fails(*task, "--model", "none", self.table(), code=64, said="none is for")
        table = self.table()
        table.write_text("file_id,text\na,b\n", encoding="utf-8")
        self.fails(*task, table, code=1, said="sentences.csv:1: there is no column 'basename'")
        self.fails("evaluate", "--task", "praise", table, code=64, said="praise")



class Codebook(Cli):
    """`rapporteur codebook`: what people do with the file beside editing it."""
    HEAD = "id: weather\nversion: 1.0.0\nscope: {bodies: [council]}\n"
    CUES = ("cues:\n"
            "  - {direction: support, en: [support*], fr: [soutenons], es: [apoyamos],"
            " ru: [поддержива*], ar: [نؤيد], zh: [支持]}\n")
    SUN = ("  - id: sky.sun\n    agenda_item: sky\n    title: Sun\n    proposition: More sun.\n"
           "    phrases: {en: [sunshine, sun*], fr: [soleil], es: [sol], ru: [солнц*], ar: [الشمس],"
           " zh: [阳光]}\n")
    RAIN = ("  - id: sky.rain\n    agenda_item: sky\n    title: Rain\n    proposition: More rain.\n"
            "    phrases: {en: [rain], fr: [pluie]}\n")

    def codebook(self, text, name="weather.yaml"):
        path = self.home.path(name)
        path.write_text(text, encoding="utf-8")
        return path

    def whole(self, issues=None):
        return self.codebook(self.HEAD + self.CUES + "issues:\n" + (issues or self.SUN))

    def check(self, path, *texts, code=2):
        return [tuple(row.get(key) for key in ("kind", "issue", "language", "phrase"))
                for row in self.lines("codebook", "check", "--codebook", path, *texts, code=code)]

    def test_a_whole_codebook_has_no_problems(self):
        out, told = self.call("codebook", "check", "--codebook", self.whole())
        self.assertEqual(out, "")
        self.assertEqual(told, "weather@1.0.0: 1 issues, 7 phrases, 0 problems\n")

    def test_languages_without_words_are_listed(self):
        path = self.codebook(self.HEAD + "cues:\n  - {direction: oppose, en: [reject*]}\n"
                             "issues:\n" + self.RAIN)
        found = self.check(path)
        self.assertIn(("no_words", "sky.rain", "ar", None), found)
        self.assertNotIn(("no_words", "sky.rain", "fr", None), found)
        self.assertIn(("no_words", None, "fr", None), found)

    def test_phrases_of_two_issues_that_claim_the_same_words(self):
        rain = self.RAIN.replace("[rain]", "[rain, Sun-shine, sunny]")
        found = self.check(self.whole(self.SUN + rain))
        self.assertEqual([row[3] for row in found if row[0] == "clash"], ["sunny"])
        self.assertIn("'Sun-shine'", self.refused(self.SUN.replace("[sunshine,", "[sun shine,")
                                                  + rain))

    def refused(self, issues):
        return self.call("codebook", "check", "--codebook", self.whole(issues), code=78)[1]

    def test_a_phrase_that_stands_twice(self):
        found = self.check(self.whole(self.SUN.replace("[sol]", "[sol, Sol]")))
        self.assertEqual(found, [("twice", "sky.sun", "es", "Sol")])

    def test_phrases_that_no_text_has(self):
        text = self.home.path("text.txt")
        text.write_text("We support the sunset.\nLe soleil. 阳光", encoding="utf-8")
        lines = self.home.path("lines.jsonl")
        lines.write_text('{"id": "a", "text": "El sol"}\n'
                         '{"statements": [{"text": "солнца"}]}\n', encoding="utf-8")
        self.assertEqual(sorted(row[3] for row in self.check(self.whole(), text, lines)),
                         ["sunshine", "الشمس"])

    def test_what_changed(self):
        old = self.whole()
        new = self.codebook(old.read_text(encoding="utf-8").replace("[sunshine, sun*]",
                                                                    "[sun*, daylight]"), "new.yaml")
        out, told = self.call("codebook", "diff", old, new, code=2)
        self.assertEqual(out, "+ issues[sky.sun].phrases.en: daylight\n"
                              "- issues[sky.sun].phrases.en: sunshine\n")
        self.assertIn("raise it", told)
        new.write_text(new.read_text(encoding="utf-8").replace("1.0.0", "1.1.0"), encoding="utf-8")
        rows = self.lines("codebook", "diff", old, new)
        self.assertIn({"change": "added", "entry": "version: 1.1.0"}, rows)
        self.assertEqual(self.call("codebook", "diff", old, old), ("", ""))

    def test_issues_are_shown(self):
        path = self.whole(self.SUN + self.RAIN)
        listed = self.call("codebook", "show", "--codebook", path)[0]
        self.assertRegex(listed, r"(?m)^sky\.rain +More rain\.$")
        self.assertRegex(self.call("codebook", "show", "--codebook", path, "sky.sun")[0],
                         r"(?m)^  phrases en +sunshine, sun\*$")
        self.assertEqual(self.lines("codebook", "show", "--codebook", path)[1]["id"], "sky.rain")
        self.fails("codebook", "show", "--codebook", path, "sky.snow", code=1, said="'sky.snow'")

    def test_positions_are_explained(self):
        text = self.home.path("text.txt")
        text.write_text("We support sunshine. It is late.", encoding="utf-8")
        row, = self.lines("codebook", "explain", "--codebook", self.whole(), "--body", "council",
                          "--party", "CH", text)
        self.assertEqual(row["text"], "We support sunshine.")
        reasons = {reason["part"]: reason for reason in row["reasons"]}
        self.assertEqual(reasons["cue"]["on"], ["sky.sun"])
        self.assertEqual((reasons["issue"]["words"], reasons["issue"]["issue"]),
                         ("sunshine", "sky.sun"))
        self.assertEqual([(made["issue"], made["stance"]) for made in row["made"]],
                         [("sky.sun", "support")])
        told = self.call("codebook", "explain", "--codebook", self.whole(), "--body", "council",
                         text)[0]
        self.assertIn("= sky.sun  support 2  own", told)
        with text.open(encoding="utf-8") as file:  # standard input is there once
            piped = self.call("codebook", "explain", "--codebook", self.whole(), "--body", "council",
                              "-", stdin=file)[0]
        self.assertEqual(piped, told.replace("text.txt", "-"))

    def test_records_are_explained_too(self):
        records = self.home.path("records.jsonl")
        records.write_text(self.call("parse", TWIN, home=False)[0], encoding="utf-8")
        rows = self.lines("codebook", "explain", records)
        self.assertIn("rid.permanent_oewg", [made["issue"] for row in rows for made in row["made"]])
        self.fails("codebook", "explain", self.home.path("none"), code=1, said="none")

    def test_a_lexicon_is_shared(self):
        """What stands in it comes before the codebook's own; both versions are in the name."""
        (self.home.path("codebooks")).mkdir()
        (self.home.path("lexica")).mkdir()
        lexicon = self.home.path("lexica/weather-talk.yaml")
        lexicon.write_text("id: weather-talk\nversion: 2.0.0\n" + self.CUES, encoding="utf-8")
        path = self.codebook(self.HEAD + "lexicon: weather-talk\ncues:\n"
                             "  - {direction: oppose, en: [curse*]}\nissues:\n" + self.SUN,
                             "codebooks/weather.yaml")
        text = self.home.path("text.txt")
        text.write_text("We support sunshine. We curse the sun.", encoding="utf-8")
        rows = self.lines("codebook", "explain", "--codebook", path, "--body", "council", text)
        self.assertEqual([row["made"][0]["stance"] for row in rows], ["support", "oppose"])
        told = self.call("codebook", "check", "--codebook", path, code=2)[1]
        self.assertIn("weather@1.0.0+weather-talk.2.0.0: 1 issues", told)
        lexicon.write_text("id: weather-talk\nversion: 2.0.0\ncue: []\n", encoding="utf-8")
        self.fails("codebook", "check", "--codebook", path, code=78,
                   said="weather-talk.yaml:3: unknown key 'cue'")
        lexicon.unlink()
        self.fails("codebook", "check", "--codebook", path, code=78,
                   said="no 'lexica/weather-talk.yaml' in")

    def test_another_subject_needs_only_another_file(self):
        text = self.home.path("text.txt")
        text.write_text(
            "We are convinced that meaningful human control must be preserved.\n\n"
            "We call for a legally binding instrument on autonomous weapons. Some delegations argue"
            " that existing law is sufficient. We do not share this view.\n\n"
            "The Philippines' proposal for a two-tier approach deserves our support, provided that"
            " it stays voluntary. A pre-emptive ban on such weapons would be premature.",
            encoding="utf-8")
        rows = self.lines("codebook", "explain", "--codebook", "autonomous-weapons", "--body",
                          "gge-laws", "--party", "CH", text)
        self.assertEqual({(made["issue"], made["stance"], made["attribution"], made["party"])
                          for row in rows for made in row["made"]}, {
            ("control.human_control", "support", "own", None),
            ("rule.legally_binding", "support", "own", None),
            ("law.existing_sufficient", "support", "reported", None),
            ("law.existing_sufficient", "oppose", "own", None),
            ("rule.regulation", "support", "reported", "PH"),
            ("rule.regulation", "conditional", "own", None),
            ("rule.prohibition", "concern", "own", None),
        })


if __name__ == "__main__":
    harness.main()
