"""The sandbox of the child that reads documents: what a kernel lacks or a container refuses is told, and
nothing that is read changes with it."""

import json
import os
import subprocess
import unittest
from pathlib import Path

import harness
import office
import pdf

PIECES = ("namespaces", "landlock", "seccomp")
STATEMENT = """STATEMENT BY THE DELEGATION OF FRANCE

New York, 12 December 2023

Mr. Chair,

We support the establishment of a global directory of points of contact before the end of the year.

I thank you.
"""
NO_CONFIG = 78


def statement_pdf():
    doc = pdf.Document()
    for paragraph in STATEMENT.strip().split("\n\n"):
        doc.paragraph(paragraph)
    return doc.bytes()


def chinese_pdf():
    """Its font is not in it, and its encoding is a table of Poppler's."""
    lines = ["法国代表团的发言", "2023年12月12日，纽约", "主席先生，",
             "我们支持在今年年底之前建立全球联络点名录，并将指定我们自己的联络点。",
             "我们不能同意以出席者的多数作出决定，因为这关系到所有国家的安全。", "谢谢主席先生。"]
    content = b"BT /F1 12 Tf 72 700 Td 24 TL\n" + b"".join(
        b"<%s> Tj T*\n" % line.encode("gbk").hex().encode() for line in lines) + b"ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>"
        b"/Contents 4 0 R>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        b"/Ascent 900/Descent -100/CapHeight 700/StemV 80>>"]
    return pdf.assemble(objects)


class Sandbox(harness.Case):
    def write(self, name, data):
        path = self.home.path(name)
        path.write_bytes(data)
        return path

    def read(self, *argv, without=(), code=0):
        """Records and events of `rapporteur-parser --once`, where pieces are refused to it."""
        out, err = self.run_refused("rapporteur-parser", "--once", *argv, without=without, code=code)
        return [json.loads(line) for line in out.splitlines()], err

    def run_refused(self, program, *argv, without=(), code=0):
        command = [harness.program(program), *argv]
        if without:
            command = [harness.program("refuse"), *without, "--", *command]
        done = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, check=False,
            timeout=60 * harness.SLOW, env={**os.environ, "RAPPORTEUR_HOME": str(self.home.dir)})
        if code is not None:
            self.assertEqual(done.returncode, code, f"{command}\n{done.stdout}\n{done.stderr}")
        return done.stdout, done.stderr

    def lacking(self):
        """What this machine or this build lacks anyway."""
        _, err = self.read(self.write("a.txt", STATEMENT.encode()))
        warnings = [line for line in err.splitlines() if "parser.sandbox_incomplete" in line]
        if not warnings:
            return set()
        return {piece for piece in PIECES if piece in warnings[0].split(" why=")[0]}

    def test_a_missing_piece_is_told_and_documents_are_read(self):
        path = self.write("a.pdf", statement_pdf())
        lacking = self.lacking()
        for piece in PIECES:
            records, err = self.read(path, path, without=[piece])
            self.assertEqual([r["kind"] for r in records], ["result", "result"])
            warnings = [line for line in err.splitlines() if "parser.sandbox_incomplete" in line]
            self.assertEqual(len(warnings), 1)  # not one a document
            self.assertIn("level=warning", warnings[0])
            told = warnings[0].split(" missing=")[1].split(" why=")[0].strip('"').split()
            self.assertEqual(set(told), lacking | {piece})
            self.assertIn(f"{piece}: ", warnings[0])

    def test_required_it_is_not_read_without(self):
        path = self.write("a.txt", STATEMENT.encode())
        for piece in PIECES:
            records, err = self.read("--sandbox", "require", path, without=[piece], code=NO_CONFIG)
            self.assertEqual(records, [])
            self.assertIn("the sandbox cannot have ", err)
            self.assertIn("'sandbox: prefer' reads without it", err)
            _, err = self.run_refused("rapporteur-parser", "--check", "--sandbox", "require",
                                      without=[piece], code=NO_CONFIG)
            self.assertIn("the sandbox cannot have ", err)
        if not self.lacking():
            records, err = self.read("--sandbox", "require", path)
            self.assertEqual(records[0]["kind"], "result")
            self.assertNotIn("level=warning", err)

    def test_switched_off_it_says_so(self):
        _, err = self.read("--sandbox", "off", self.write("a.txt", STATEMENT.encode()))
        self.assertIn("missing=\"namespaces landlock seccomp\"", err)
        self.assertIn("it is switched off", err)

    def test_what_is_read_does_not_depend_on_it(self):
        """Tables of Poppler, encodings of the C library: all that is opened late."""
        russian = "Заявление делегации Франции\n\nМы поддерживаем создание глобального реестра.\n" * 4
        files = [self.write("a.pdf", statement_pdf()),
                 self.write("a.docx", office.docx(STATEMENT.split("\n\n"))),
                 self.write("b.txt", russian.encode("koi8-r")),
                 self.write("b.html", ("<html><head><meta charset=windows-1251></head><body><p>"
                                       + russian.replace("\n\n", "</p><p>") + "</p></body></html>")
                            .encode("windows-1251"))]
        for charset in ("utf-16", "windows-1251", "gb18030", "iso-2022-jp", "big5", "cp866"):
            text = STATEMENT if charset in ("big5", "gb18030", "iso-2022-jp") else russian
            head = f"Subject: =?{charset}?Q?a?=\nMIME-Version: 1.0\n" \
                   f"Content-Type: text/plain; charset={charset}\n\n"
            files.append(self.write(f"{charset}.eml", head.encode() + text.encode(charset)))
        files.append(self.write("cid.pdf", chinese_pdf()))

        def records(*options):
            return [self.without_times(record) for record in self.read(*options, *files, code=None)[0]]
        confined = records("--sandbox", "prefer")
        self.assertEqual(confined, records("--sandbox", "off"))
        if Path("/usr/share/poppler/cMap/Adobe-GB1").is_dir():
            self.assertIn("全球联络点名录", confined[-1]["statements"][0]["text"])

    @staticmethod
    def without_times(record):
        if "quarantine" in record:
            for key in ("at", "worker", "last_words"):
                record["quarantine"].pop(key, None)
        return record

    def test_status_has_a_flag(self):
        lacking = self.lacking()
        self.home.configure("pipeline: {log_level: info}\n")
        for without in ([], ["landlock"]):
            run = self.run_pipeline(
                prefix=[harness.program("refuse"), *without, "--"] if without else [])

            def sandbox():
                return self.status()["sandbox"]
            self.wait_until(sandbox, 20, "the parser has told of its sandbox")
            told, = sandbox()
            self.assertTrue(told["worker"].startswith("parser"))
            self.assertEqual(set(told["missing"]), lacking | set(without))
            self.assertEqual(set(told["in_force"]), {"limits", *PIECES} - lacking - set(without))
            text, _ = self.run_refused("rapporteur", "status")
            self.assertEqual("THE SANDBOX IS NOT WHOLE" in text, bool(lacking or without))
            if without:
                self.assertIn(f"{told['worker']} reads documents without", text)
            run.stop(30)

    def status(self):
        return json.loads(self.run_refused("rapporteur", "status", "--json")[0])


if __name__ == "__main__":
    harness.main()
