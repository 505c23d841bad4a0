"""The checks of this folder find what they are for: each is run on a small tree that is
right, and on one with a deliberate violation."""

import os
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


class Tree(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)

    def write(self, path, text):
        path = os.path.join(self.dir.name, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def run_check(self, name, *arguments):
        return subprocess.run(
            [os.path.join(HERE, name), self.dir.name, *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, check=False)

    def assert_right(self, name, *arguments):
        result = self.run_check(name, *arguments)
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def assert_wrong(self, name, said, *arguments):
        result = self.run_check(name, *arguments)
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn(said, result.stdout)
        self.assertEqual(result.stdout.count("\n"), 1, result.stdout)


class Layers(Tree):
    RIGHT = {
        "base/log.c": '#include "base/log.h"\n#include <stdio.h>\n#include <sys/un.h>\n',
        "base/loop.c": '#include "base/loop.h"\n#include <zmq.h>\n',
        "proto/record.c": '#include "base/buf.h"\n#include <jansson.h>\n',
        "parser/main.c": '#include "proto/stage.h"\n#include "parser/layout.h"\n',
        "parser/formats/pdf.cc": '#include <poppler-page.h>\n#include <memory>\n',
        "cli/show.c": '#include "sink/store/store.h"\n#include "cli/show.h"\n',
        "tests/unit/test_db.c": '#include <sqlite3.h>\n#include "sink/batch.h"\n',
    }
    WRONG = {
        ("base/x.c", '#include "proto/record.h"'): "base/ must not include proto/record.h",
        ("proto/x.h", '#include "parser/layout.h"'): "proto/ must not include parser/layout.h",
        ("sink/x.c", '#include "parser/layout.h"'): "sink/x.c:1: sink/ must not include",
        ("fetcher/x.c", '#include "cli/show.h"'): "fetcher/ must not include cli/show.h",
        ("cli/x.c", '#include "sink/batch.h"'): "cli/ must not include sink/batch.h",
        ("broker/x.c", '#include "x.h"'): "broker/ must not include x.h",
        ("broker/x.c", "#include <zmq.h>"): "broker/x.c:1: <zmq.h> has no place here",
        ("sink/x.c", "#include <sqlite3.h>"): "<sqlite3.h> has no place here",
        ("base/x.c", "#include <sqlite3.h>"): "<sqlite3.h> has no place here",
        ("tests/unit/test_x.c", "#include <sqlite3.h>"): "<sqlite3.h> has no place here",
        ("parser/x.c", " # include <curl/curl.h>"): "<curl/curl.h> has no place here",
        ("classifier/x.c", "#include <libxml/tree.h>"): "<libxml/tree.h> has no place here",
        ("fetcher/x.c", "#include <libpq-fe.h>"): "<libpq-fe.h> has no place here",
        ("fetcher/x.c", "#include <glib.h>"): "<glib.h> is not in the table",
    }

    def test_layers(self):
        for path, text in self.RIGHT.items():
            self.write(path, text)
        self.assert_right("layers.sh")
        for (path, text), said in self.WRONG.items():
            with self.subTest(path=path, text=text):
                written = self.write(path, text + "\n")
                self.assert_wrong("layers.sh", said)
                os.remove(written)


class Symbols(Tree):
    def compile(self, name, body):
        source = self.write("x.c", "#include <stdlib.h>\n#include <string.h>\n" + body)
        target = os.path.join(self.dir.name, "base/CMakeFiles/rap_base.dir", name + ".o")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        subprocess.run(["cc", "-O0", "-fno-builtin", "-w", "-c", source, "-o", target], check=True)

    def test_symbols(self):
        allow = self.write("allow", "# none\n")
        self.assert_wrong("symbols.sh", "no object files", allow)
        self.compile("right.c", "long f(char *s) { return strtol(s, 0, 10); }\n")
        self.assert_right("symbols.sh", allow)
        self.compile("wrong.c", "char *f(char *a, char *b) { return strcpy(a, b); }\n")
        self.assert_wrong("symbols.sh", "base/wrong.c: banned function: strcpy", allow)
        self.compile("wrong.c", "int f(char *a) { return atoi(a); }\n")
        self.assert_wrong("symbols.sh", "base/wrong.c: banned function: atoi", allow)
        allow = self.write("allow", "atoi base/other.c because\natoi base/wrong.c\n")
        self.assert_wrong("symbols.sh", "banned function: atoi", allow)  # no reason, no leave
        allow = self.write("allow", "atoi base/wrong.c the input is a constant\n")
        self.assert_right("symbols.sh", allow)


class Size(Tree):
    def test_size(self):
        self.write("base/log.c", "\n" * 600)
        self.write("parser/main.c", "\n" * 99)
        self.write("cli/main.c", "\n" * 200)
        self.write("tests/unit/test_log.c", "\n" * 900)
        self.write("parser/commonwealth.c", "\n")
        self.assert_right("size.sh")
        for path, lines, said in (
            ("base/log2.c", 601, "601 lines"),
            ("proto/log.h", 601, "601 lines"),
            ("parser/formats/pdf.cc", 601, "601 lines"),
            ("sink/main.c", 100, "under 100"),
            ("base/util.c", 1, "a name that says nothing"),
            ("parser/pdf_helpers.h", 1, "a name that says nothing"),
            ("tests/process/common.py", 1, "a name that says nothing"),
            ("fetcher/misc_http.c", 1, "a name that says nothing"),
        ):
            with self.subTest(path=path):
                written = self.write(path, "\n" * lines)
                self.assert_wrong("size.sh", said)
                os.remove(written)


class Events(Tree):
    CODE = 'rap_log(log, RAP_LOG_INFO, RAP_EVENT("a.b"), RAP_I("n", 1));\n'
    LIST = "| id | level | meaning |\n|---|---|---|\n| `a.b` | info | Something happened. |\n"

    def test_events(self):
        code = 'RAP_EVENT(\n    "c.d")'
        line = "| `c.d` | info, error | Something else. |\n"
        self.write("base/log.h", "#define RAP_EVENT(id) {id}\n")
        for code, lines, said in (
            (self.CODE, self.LIST, None),
            (self.CODE + code, self.LIST + line, None),
            (self.CODE + code, self.LIST, "does not list 'c.d'"),
            (self.CODE, self.LIST + line, "lists 'c.d', which no code has"),
            (self.CODE, self.LIST + self.LIST, "lists 'a.b' twice"),
            (self.CODE + "RAP_EVENT(name)", self.LIST, "must be a literal"),
            (self.CODE + 'RAP_EVENT("c")', self.LIST + line.replace("c.d", "c"),
             "'c': an event id is words with dots"),
            (self.CODE + code, self.LIST + "| `c.d` | info | |\n", "not 'id, level, meaning'"),
        ):
            with self.subTest(code=code, lines=lines):
                self.write("parser/a.c", code)
                self.write("docs/events.md", lines)
                if said:
                    self.assert_wrong("events.sh", said)
                else:
                    self.assert_right("events.sh")
        os.remove(os.path.join(self.dir.name, "docs/events.md"))
        self.assert_wrong("events.sh", "not there")


class Faults(Tree):
    CODE = 'RAP_FAULT("a.b.before");\nRAP_FAULT("a.b.after");\n'
    LIST = "| point |\n|---|\n| `a.b.before` | x | y |\n| `a.b.after` | x | y |\n"

    def test_faults(self):
        more = 'RAP_FAULT("c.d.before"); RAP_FAULT(\n    "c.d.after")'
        lines = "| `c.d.before` | x | y |\n| `c.d.after` | x | y |\n"
        self.write("base/fault.h", "#define RAP_FAULT(point) f(point)\n")
        for code, listed, said in (
            (self.CODE, self.LIST, None),
            (self.CODE + more, self.LIST + lines, None),
            (self.CODE, self.LIST + "| `c.d.before` | x | y |\n",
             "lists 'c.d.before', which no code"),
            (self.CODE + 'RAP_FAULT("c.d.before");', self.LIST + "| `c.d.before` | x | y |\n",
             "'c.d.before': the code has no 'c.d.after'"),
            (self.CODE + 'RAP_FAULT("a.b.after");', self.LIST, "two places have this"),
            (self.CODE, self.LIST + "| `a.b.after` | z | y |\n", "lists 'a.b.after' twice"),
            (self.CODE + "RAP_FAULT(name)", self.LIST, "must be a literal"),
            (self.CODE + more, self.LIST + "| `c.d.before` | x | y |\n",
             "does not list 'c.d.after'"),
            (self.CODE + 'RAP_FAULT("c.d.during");', self.LIST + "| `c.d.during` | x | y |\n",
             "'c.d.during': a fault point is words with dots"),
        ):
            with self.subTest(code=code, listed=listed):
                self.write("parser/a.c", code)
                self.write("docs/testing.md", listed)
                if said:
                    self.assert_wrong("faults.sh", said)
                else:
                    self.assert_right("faults.sh")
        os.remove(os.path.join(self.dir.name, "docs/testing.md"))
        self.assert_wrong("faults.sh", "not there")


if __name__ == "__main__":
    unittest.main()
