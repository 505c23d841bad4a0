"""The parser and the child that reads for it: what comes out of files, and what hostile files, a
child that crashes, hangs or takes too much do to it (nothing)."""

import hashlib
import json
import os
import signal
import socket
import struct
import subprocess
import unittest
from pathlib import Path

import harness
import office
import pdf
import scan
from statements import (STATEMENT, TITLE, WHERE, statement_html, statement_office, statement_pdf,
                        statement_text)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"


def children(pid):
    """Process ids of a process's children."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [int(child) for child in text.split()]


class ParserCase(harness.Case):
    def write(self, name, data):
        path = self.home.path(name)
        path.write_bytes(data)
        return path

    def records(self, *argv, code=0, deadline_s=30):
        """One record a file."""
        out = self.run_program("rapporteur-parser", "--once", *argv, code=code,
                               deadline_s=deadline_s)
        return [json.loads(line) for line in out.splitlines()]


class Reading(ParserCase):
    def test_formats_agree(self):
        records = self.records(self.write("a.pdf", statement_pdf()),
                               self.write("a.html", statement_html()),
                               self.write("a.txt", statement_text()),
                               self.write("a.docx", statement_office(office.docx)),
                               self.write("a.odt", statement_office(office.odt)),
                               self.write("a.eml", office.eml(statement_text().decode())),
                               self.write("b.eml", office.eml(
                                   "Please find it attached.",
                                   [("a.pdf", statement_pdf())])))
        self.assertEqual([r["document"]["media_type"] for r in records],
                         ["application/pdf", "text/html", "text/plain", WORD, OPEN_DOCUMENT,
                          "message/rfc822", "message/rfc822"])
        self.assertEqual([r["document"]["pages"] for r in records], [2, 0, 0, 0, 0, 0, 2])
        for record in records:
            self.assertEqual(record["document"]["parser"], "parser@0.1.0")
            statement = record["statements"][0]
            self.assertEqual(statement["parties"], [{"id": "FR", "role": "speaker"}])
            self.assertEqual(statement["delivered_on"], "2023-12-12")
            text = statement["text"]
            found = [text[p["start"]:p["end"]] for p in statement["paragraphs"]]
            self.assertEqual(found[:5], STATEMENT.split("\n\n"))
        pages = [p["page"] for p in records[0]["statements"][0]["paragraphs"]]
        self.assertEqual(pages, [1, 1, 1, 1, 1, 2])

    def test_a_letterhead_names_the_speaker(self):
        """A document without pages has one too: the head of its first page."""
        paragraphs = ["Statement", WHERE] + STATEMENT.replace("of France ", "").split("\n\n")
        path = self.write("a.docx", office.docx(paragraphs, "Permanent Mission of France"))
        statement = self.records(path)[0]["statements"][0]
        self.assertEqual(statement["parties"], [{"id": "FR", "role": "speaker"}])
        self.assertNotIn("Permanent Mission", statement["text"])

    def test_what_cannot_be_read_is_named(self):
        files = {
            "empty.pdf": (b"", "no_text", "the document is empty"),
            "error.pdf": (b"<html><head><title>404</title></head><body><h1>Not Found</h1></body>",
                          "not_a_statement", None),
            "word.docx": (b"PK\x03\x04" + bytes(26) + b"word/document.xml", "malformed",
                          "the ZIP archive cannot be read (Not a zip archive)"),
            "broken.pdf": (b"%PDF-1.4\n" + bytes(100), "malformed",
                           "the PDF is damaged and cannot be repaired"),
            "blank.pdf": (pdf.Document().bytes(), "no_text", None),
        }
        paths = [self.write(name, data) for name, (data, _, _) in files.items()]
        records = self.records(*paths, self.write("good.txt", statement_text()), code=1)
        for record, (_, reason, detail) in zip(records, files.values()):
            self.assertEqual(record["kind"], "quarantine")
            self.assertEqual(record["quarantine"]["reason"], reason)
            self.assertEqual(record["quarantine"]["stage"], "parser")
            if detail:
                self.assertEqual(record["quarantine"]["detail"], detail)
        self.assertEqual(records[-1]["kind"], "result")


class Child(ParserCase):
    """A parser that reads named pipes: once it wants one, it is done with those before, and its
    child has nothing to do until the pipe is filled."""

    def start_parser(self, *options, files=2):
        self.fifos = [self.home.path(f"fifo{n}") for n in range(files)]
        for fifo in self.fifos:
            os.mkfifo(fifo)
        self.parser = self.start("rapporteur-parser", "--once", *options, *self.fifos, ready=False)

    def opened(self, n):
        """File n, when the parser wants it: it cannot be opened before."""
        def try_open():
            try:
                return os.open(self.fifos[n], os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                return None
        fd = self.wait_until(try_open, 20, f"the parser wants file {n}")
        os.set_blocking(fd, True)
        return os.fdopen(fd, "wb")

    def feed(self, n, data, before=None):
        """Gives file n to the parser; before(pid of the child) happens while it waits."""
        with self.opened(n) as fifo:
            child = self.child() if before else None
            if before:
                before(child)
            fifo.write(data)
        return child

    def nursery_and_child(self):
        """The process of which readers are copies, and the reader."""
        pids = children(self.parser.pid)
        self.assertEqual(len(pids), 2)
        return pids

    def child(self):
        return self.nursery_and_child()[1]

    def stop(self, pid):
        os.kill(pid, signal.SIGSTOP)
        self.wait_until(
            lambda: ") T " in Path(f"/proc/{pid}/stat").read_text(encoding="ascii"), 10,
            "the child stands still")

    def messages(self):
        """The child's standard error, by the end of its pipe that the parser reads: the child itself
        lets nobody look into it."""
        for fd in Path(f"/proc/{self.parser.pid}/fd").iterdir():
            flags = (fd.parent.parent / "fdinfo" / fd.name).read_text(encoding="ascii")
            if os.readlink(fd).startswith("pipe:") and int(flags.split()[3], 8) & os.O_NONBLOCK:
                return open(fd, "wb", buffering=0)
        return self.fail("the parser reads no pipe")

    def in_hand(self, n):
        """Waits until file n's document is with a child that stands still: the parser has closed
        the file and sleeps."""
        def is_in_hand():
            proc = Path(f"/proc/{self.parser.pid}")
            for fd in os.listdir(proc / "fd"):
                try:
                    if os.readlink(proc / "fd" / fd) == str(self.fifos[n]):
                        return False
                except FileNotFoundError:
                    return False  # it is at work
            return ") S " in (proc / "stat").read_text(encoding="ascii")
        self.wait_until(is_in_hand, 20, f"file {n} is in the child's hand")

    def results(self, code=0):
        """All records, after the parser's end."""
        self.parser.ended(20, code)
        return [json.loads(line) for line in self.parser.log().splitlines()
                if line.startswith("{")]

    def test_what_does_not_begin(self):
        """Its place among those that wait lies in its own memory, which ends with it."""
        path = self.write("a.txt", statement_text())
        envelope = self.write("envelope.json", json.dumps({
            "id": hashlib.sha256(statement_text()).hexdigest(), "origin": "test", "attempt": 1,
            "source": "test", "url": "file:x", "fetched_at": "2024-01-01T00:00:00Z",
            "traceparent": f"00-{'1' * 32}-{'2' * 16}-01",
            "aliases": [f"http://example.org/{n}/" + "x" * 4000 for n in range(20)]}).encode())
        for record in self.records("--envelope", envelope, path, path, code=1):
            self.assertEqual(record["quarantine"]["reason"], "too_large")

    def test_crash(self):
        self.start_parser(files=3)
        self.feed(0, statement_text())

        def crash(pid):
            self.stop(pid)
            # It meets it when it goes on, with the document in hand.  A signal that no
            # sanitizer catches.
            os.kill(pid, signal.SIGSYS)

        child = self.feed(1, statement_text(), crash)
        self.in_hand(1)
        with self.messages() as messages:
            messages.write(b"early " * 1000 + b"\nat page 7:\x1b[31m made up\n")
        os.kill(child, signal.SIGCONT)
        self.feed(2, statement_text())
        records = self.results(code=1)
        self.assertEqual([r["kind"] for r in records], ["result", "quarantine", "result"])
        self.assertEqual(records[1]["quarantine"]["reason"], "crashed")
        self.assertIn("signal 31 (SYS), for a forbidden system call",
                      records[1]["quarantine"]["detail"])
        self.assertEqual(records[1]["quarantine"]["version"], "parser@0.1.0")
        words = self.last_words(records[1])
        self.assertEqual((words["signal"], words["exit_code"]), ("SYS", -1))
        self.assertNotIn("limit", words)
        self.assertTrue(words["messages"].endswith("\nat page 7: [31m made up\n"))
        self.assertEqual(len(words["messages"]), 2048)
        self.assertGreater(words["memory_bytes"], 1 << 20)
        self.assertNotIn("last_words", records[2])

    def last_words(self, record):
        words = record["quarantine"]["last_words"]
        self.assertGreaterEqual(words["wall_ms"], 0)
        self.assertGreaterEqual(words["cpu_ms"], 0)
        return words

    def test_killed_from_outside(self):
        self.start_parser(files=3)
        self.feed(0, statement_text())
        child = self.feed(1, statement_text(), self.stop)
        self.in_hand(1)
        os.kill(child, signal.SIGKILL)
        self.feed(2, statement_text())
        records = self.results(code=1)
        # without a broker there is no second try; but it is not the document's fault
        self.assertEqual(records[1]["quarantine"]["reason"], "unavailable")
        self.assertEqual(records[2]["kind"], "result")

    def test_killed_while_idle(self):
        self.start_parser(files=2)
        self.feed(0, statement_text())
        with self.opened(1) as fifo:
            child = self.child()
            os.kill(child, signal.SIGKILL)
            self.wait_until(lambda: not Path(f"/proc/{child}").exists(), 20, "it is missed")
            fifo.write(statement_text())
        self.assertEqual([r["kind"] for r in self.results()], ["result", "result"])

    def test_killed_nursery(self):
        """The reader that there is reads on, and the next one is a copy of another nursery."""
        self.start_parser("--recycle", "2", files=4)
        self.feed(0, statement_text())
        with self.opened(1) as fifo:
            nursery, reader = self.nursery_and_child()
            os.kill(nursery, signal.SIGKILL)
            fifo.write(statement_text())
        self.feed(2, statement_text())
        with self.opened(3) as fifo:
            self.assertTrue(set(self.nursery_and_child()).isdisjoint((nursery, reader)))
            fifo.write(statement_text())
        self.assertEqual([r["kind"] for r in self.results()], ["result"] * 4)

    def test_hang(self):
        limit_ms = int(300 * harness.SLOW)
        self.start_parser("--time-limit", f"{limit_ms}ms", files=3)
        self.feed(0, statement_text())
        child = self.feed(1, statement_text(), self.stop)
        self.feed(2, statement_text())
        records = self.results(code=1)
        self.assertEqual([r["kind"] for r in records], ["result", "quarantine", "result"])
        self.assertEqual(records[1]["quarantine"]["reason"], "timeout")
        self.assertEqual(records[1]["quarantine"]["detail"],
                         f"reading took more than {limit_ms / 1000:g} s")
        words = self.last_words(records[1])
        self.assertEqual((words["signal"], words["limit"], words["limit_value"]),
                         ("KILL", "deadline", limit_ms))
        self.assertGreaterEqual(words["wall_ms"], limit_ms)
        self.assertFalse(Path(f"/proc/{child}").exists())

    @unittest.skipIf(harness.SANITIZED, "a sanitizer's shadow leaves no room for a limit")
    def test_memory(self):
        many = b"<p>We support the proposal of the chair, with some changes.</p>\n" * 800000
        big = self.write("big.html", b"<html><body>" + many)
        small = self.write("small.txt", statement_text())
        records = self.records("--memory-limit", "192M", big, small, code=1)
        self.assertEqual(records[0]["quarantine"]["reason"], "too_large")
        words = self.last_words(records[0])
        self.assertIn(words["limit"], ("memory", "RLIMIT_AS"))
        self.assertEqual(words["limit_value"], 192 << 20)
        self.assertGreater(words["memory_bytes"], 32 << 20)
        self.assertEqual(records[1]["kind"], "result")

    def test_recycled(self):
        self.start_parser("--recycle", "2", files=6)
        seen = []
        for n in range(6):
            self.feed(n, statement_text(), (lambda pid: seen.append(pid)) if n % 2 == 1 else None)
        self.assertEqual([r["kind"] for r in self.results()], ["result"] * 6)
        self.assertEqual(len(set(seen)), 3)  # each read two documents

    def test_ends_with_the_parser(self):
        self.start_parser()
        self.feed(0, statement_text())
        with self.opened(1):
            child = self.child()
            self.parser.kill()
            self.wait_until(lambda: not Path(f"/proc/{child}").exists(), 10, "the child is gone")

    def test_gives_up_what_it_can(self):
        self.start_parser()
        self.feed(0, statement_text())
        with self.opened(1) as fifo:
            proc = Path(f"/proc/{self.child()}")
            status = (proc / "status").read_text(encoding="ascii")
            self.assertIn("NoNewPrivs:\t1", status)
            if not harness.SANITIZED:
                self.assertIn("Seccomp:\t2", status)
                self.assertIn("CapEff:\t0000000000000000", status)
            limits = {line[:25].strip(): line[25:].split()[:2] for line in
                      (proc / "limits").read_text(encoding="ascii").splitlines()}
            fifo.write(statement_text())
        self.assertEqual(limits["Max file size"], ["0", "0"])
        self.assertEqual(limits["Max core file size"], ["0", "0"])
        self.assertEqual(limits["Max open files"], ["32", "32"])
        if not harness.SANITIZED:
            self.assertEqual(limits["Max processes"], ["0", "0"])
            self.assertEqual(limits["Max address space"], [str(1 << 30)] * 2)
        self.results()

    def test_parser_stays_small(self):
        self.start_parser()
        self.feed(0, statement_pdf())
        with self.opened(1) as fifo:
            maps = Path(f"/proc/{self.parser.pid}/maps").read_text(encoding="utf-8")
            for library in ("libpoppler", "libicu", "libxml2"):
                self.assertNotIn(library, maps)
            if not harness.SANITIZED:
                self.assertLess(self.parser.rss_bytes(), 20 << 20)
            fifo.write(statement_text())
        self.results()

    def test_without_data_it_says_so(self):
        data = self.home.path("data")
        data.mkdir()
        (data / "parties.yaml").write_text("parties: [", encoding="utf-8")
        path = self.write("a.txt", statement_text())
        self.run_program("rapporteur-parser", "--once", "--home", self.home.dir, path, code=78)


class Scans(ParserCase):
    """Pages without a text layer, read by OCR in processes of their own."""

    BODY = STATEMENT.split("\n\n")
    BODY.insert(3, "We reaffirm that international law applies to the use of information and"
                   " communications technologies by States.")
    SCANNED = [TITLE, WHERE] + BODY

    def test_a_scanned_statement_has_positions(self):
        path = self.write("scan.pdf", scan.document(self.SCANNED))
        record, = self.records(path, deadline_s=120)
        document, (statement,) = record["document"], record["statements"]
        self.assertEqual((document["pages"], document["ocr_pages"], document["unread_pages"]),
                         (1, 1, 0))
        self.assertEqual(statement["parties"], [{"id": "FR", "role": "speaker"}])
        self.assertEqual((statement["delivered_on"], statement["language"]), ("2023-12-12", "en"))
        text = statement["text"]
        found = [text[p["start"]:p["end"]] for p in statement["paragraphs"]]
        self.assertEqual(found, self.BODY)
        for paragraph in statement["paragraphs"]:
            self.assertGreater(paragraph["ocr"]["confidence"], 0)
            self.assertLessEqual(paragraph["ocr"]["confidence"], 1)
            self.assertIs(paragraph["ocr"]["doubtful"], paragraph["ocr"]["confidence"] < 0.8)
        out = self.run_program("rapporteur-classifier", "--once",
                               self.write("record.json", json.dumps(record).encode() + b"\n"))
        positions = json.loads(out)["positions"]
        self.assertTrue(positions)
        for position in positions:
            evidence = position["evidence"]
            self.assertEqual(text[evidence["start"]:evidence["end"]], evidence["exact"])

    def test_a_page_over_its_time_is_marked(self):
        """The others are kept; a document of which no page is read in time says so."""
        doc = pdf.Document()
        doc.centred(TITLE, bold=True)
        for paragraph in STATEMENT.split("\n\n"):
            doc.paragraph(paragraph)
        scan.add_page(doc, self.SCANNED)
        mixed, nothing = self.records(self.write("mixed.pdf", doc.bytes()),
                                      self.write("scan.pdf", scan.document(self.SCANNED)),
                                      "--page-limit", "10ms", code=1, deadline_s=120)
        self.assertEqual((mixed["document"]["pages"], mixed["document"]["ocr_pages"],
                          mixed["document"]["unread_pages"]), (2, 0, 1))
        self.assertIn("We support the establishment", mixed["statements"][0]["text"])
        self.assertNotIn("ocr", mixed["statements"][0]["paragraphs"][0])
        self.assertEqual(nothing["quarantine"]["reason"], "timeout")
        self.assertIn("OCR did not read 1 of its 1 pages in time", nothing["quarantine"]["detail"])

    def test_a_scan_in_a_mail_is_read_where_data_is(self):
        path = self.write("scan.eml", office.eml("Please find it attached.", [
            ("scan.pdf", scan.document(self.SCANNED))]))
        os.environ["TESSDATA_PREFIX"] = str(self.home.path("nowhere"))
        self.addCleanup(os.environ.pop, "TESSDATA_PREFIX")
        record, = self.records(path, code=1, deadline_s=120)
        self.assertEqual(record["quarantine"]["reason"], "unsupported")
        self.assertIn("'tesseract-ocr-eng' is not", record["quarantine"]["detail"])
        self.assertIn("tesseract", record["quarantine"]["last_words"]["capsule"]["versions"])


class Wire(ParserCase):
    """The child alone, spoken to as the parser does (parser/wire.h)."""

    def test_ends_well_when_it_is_not_needed_any_more(self):
        """And it looks for no fonts: fontconfig would complain about this file."""
        nursery, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        heard, said = os.pipe()
        fonts = self.write("fonts.conf", b"no XML")
        command = [str(harness.program("rapporteur-parser-child")), "--parent", str(os.getpid())]
        child = subprocess.Popen(["/bin/sh", "-c", f'exec "$@" 3<&{theirs.fileno()}', "sh", *command],
                                 pass_fds=[theirs.fileno()], stderr=said,
                                 env={**os.environ, "FONTCONFIG_FILE": str(fonts)})
        theirs.close()
        nursery.settimeout(20 * harness.SLOW)
        ours, reader = self.born_of(nursery, said)
        os.close(said)
        envelope = json.dumps({
            "id": "0" * 64, "origin": "test", "attempt": 1, "source": "test", "url": "file:x",
            "fetched_at": "2024-01-01T00:00:00Z",
            "traceparent": f"00-{'1' * 32}-{'2' * 16}-01"}).encode()
        code, hello, texts = self.reply(ours)
        self.assertEqual((code, texts), (0, b""))
        hello = json.loads(hello)
        self.assertEqual(set(hello["in_force"] + hello["missing"]),
                         {"limits", "namespaces", "landlock", "seccomp"})
        for library in ("poppler 2", "libxml2 2.", "libzip 1.", "icu 7", "tesseract 5.", "Linux "):
            self.assertIn(library, hello["versions"])
        for document in (statement_html(), statement_text(), statement_pdf()):
            ours.sendall(struct.pack(
                "8I", len(envelope), len(document), 0, 20000, 0, 0, 0, 0) + envelope + document)
            code, record, texts = self.reply(ours)
            self.assertEqual(code, 0)
            statements = json.loads(record)["statements"]
            self.assertEqual([s.get("text") for s in statements], [None])
            self.assertEqual([hashlib.sha256(text).hexdigest() for text in texts[:-1].split(b"\0")],
                             [s["text_sha256"] for s in statements])
        ours.close()
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1]), 0)
        nursery.close()
        self.assertEqual(child.wait(20 * harness.SLOW), 0)
        with open(heard, "rb") as messages:
            self.assertEqual(messages.read(), b"")  # a sanitizer tells leaks so

    @staticmethod
    def born_of(nursery, said):
        """A reader's socket and process id; it is a child of this process."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(nursery, [struct.pack("q", 1 << 30)], [theirs.fileno(), said])
        pid, sys_error = struct.unpack("2q", nursery.recv(16))
        assert sys_error == 0
        ours.settimeout(20 * harness.SLOW)
        return ours, pid

    @staticmethod
    def reply(sock):
        code, _, *lengths, limit, _ = struct.unpack("6I", sock.recv(24, socket.MSG_WAITALL))
        assert limit == 0
        return (code, *(sock.recv(n, socket.MSG_WAITALL) if n else b"" for n in lengths))


if __name__ == "__main__":
    harness.main()
