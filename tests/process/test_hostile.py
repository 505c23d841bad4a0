"""Damaged and hostile files, many at once, given to the parser as people give them.  Whatever a
file is, it ends as text or with a reason within the limits, the parser lives on with what it had,
the next file is read, and nobody is called.

    tests/process/test_hostile.py --files 2000 --seed 1 --all

is the long form: so many damaged files and every bomb (mutate.py, bombs.py, bombs_pdf.py).  With
--figures it says what became of them.
"""

import argparse
import collections
import http.server
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import bombs
import bombs_pdf
import harness
import mutate
from statements import STATEMENT, statement_text

FILES, SEED = 110, 1
given = argparse.Namespace(files=FILES, seed=SEED, all=False, figures=False)

TIME_S, MEMORY = 20, 1 << 30  # what each file may take
REASONS = {"text", "no_text", "not_a_statement", "malformed", "unsupported", "encrypted",
           "too_large"}
SECRET = "words that no statement has"
PARENT_MAX = 100 << 20  # bytes; the largest files have 16 MiB, and their records not much more

# The bombs of the short form: one of each kind that ends soon.
SHORT = """count_large form_itself type3_itself image_giant outlines xref_loop box_giant pages_loop
flate_300_times docx_laughs docx_external docx_secret docx_overlapping docx_size_large
docx_attributes docx_styles_loop odt_spaces odt_columns odt_lists_deep odt_external html_attributes
html_div html_external html_laughs html_utf16_odd text_links text_marks_one_letter text_utf16_halves
text_nul eml_parts_deep eml_messages_deep eml_boundary_lines rtf doc gzip mark_alone""".split()


class Trap:
    """Somebody who is never to be called."""

    def __init__(self):
        self.calls = []
        trap = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                trap.calls.append(self.path)
                self.send_error(404)

            def log_message(self, format, *args):  # pylint: disable=redefined-builtin
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Family:
    """The most memory that a process and its children have had, as far as it was looked at."""

    def __init__(self, pid):
        self.pid = pid
        self.child_peak = 0
        self.seen = set()

    @staticmethod
    def _peak(pid):
        try:
            for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        except (FileNotFoundError, ProcessLookupError):
            pass
        return 0

    def peak(self):
        return self._peak(self.pid)

    def look(self):
        try:
            found = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        except (FileNotFoundError, ProcessLookupError):
            return
        for pid in found.split():
            self.seen.add(pid)
            self.child_peak = max(self.child_peak, self._peak(pid))


class Hostile(harness.Case):
    def setUp(self):
        super().setUp()
        self.trap = Trap()
        self.addCleanup(self.trap.close)
        self.home.path("files").mkdir()

    def write(self, name, data):
        path = self.home.path(f"files/{name}")
        path.write_bytes(data)
        return path

    def read(self, paths):
        """[(name, reason or "text", detail, seconds, record)], in order.  The last file is a pipe:
        while the parser waits for it, its memory is looked at."""
        last = self.home.path("last")
        os.mkfifo(last)
        argv = [harness.program("rapporteur-parser"), "--once", "--home", self.home.dir,
                "--time-limit", f"{TIME_S * harness.SLOW:g}s", *paths, last]
        ends = []
        with open(self.home.path("log/parser.log"), "wb") as log, subprocess.Popen(
                list(map(str, argv)), stdout=subprocess.PIPE, stderr=log) as parser:
            family, before = Family(parser.pid), harness.now()
            for path in paths:
                line = parser.stdout.readline()
                family.look()
                self.assertTrue(line, f"the parser ended at {path.name}:\n" + self.home.path(
                    "log/parser.log").read_text(errors="replace")[-2000:])
                record, now = json.loads(line), harness.now()
                failed = record["quarantine"] if record["kind"] == "quarantine" else None
                ends.append((path.name, failed["reason"] if failed else "text",
                             failed["detail"] if failed else "", now - before, record))
                before = now
            self.parent_peak = family.peak()
            last.write_bytes(statement_text())
            good = json.loads(parser.stdout.readline())
            self.assertEqual(parser.wait(harness.STOP_S * harness.SLOW), 1)
        last.unlink()
        self.assertIn(STATEMENT.split("\n\n")[2], good["statements"][0]["text"])
        self.family = family
        return ends

    def tell(self, what, ends):
        """The figures, for docs/testing.md."""
        if not given.figures:
            return
        print(f"\n{what}: {len(ends)} files, {dict(collections.Counter(e[1] for e in ends))}")
        took = sorted(e[3] for e in ends)
        print(f"  ms: median {1000 * took[len(took) // 2]:.1f}, p99 "
              f"{1000 * took[len(took) * 99 // 100]:.0f}, most {1000 * took[-1]:.0f}; parent "
              f"{self.parent_peak >> 20} MiB, child {self.family.child_peak >> 20} MiB, "
              f"{len(self.family.seen)} children")
        for name, reason, detail, seconds, _ in sorted(ends, key=lambda e: -e[3])[:12]:
            print(f"  {seconds:8.2f} s  {name}: {reason} {detail}")

    def assert_all_well(self, ends, may=()):
        """`may`: names and the reasons that they may end with beside the usual ones."""
        may = dict(may)
        wrong = [(name, reason, detail) for name, reason, detail, _, _ in ends
                 if reason not in REASONS | may.get(name, set())]
        self.assertEqual(wrong, [])
        self.assertEqual(self.trap.calls, [])
        if not harness.SANITIZED:
            self.assertLess(self.parent_peak, PARENT_MAX)
            self.assertLess(self.family.child_peak, MEMORY)

    def assert_sound(self, record):
        """Its spans are in its text, and tell of it."""
        for statement in record.get("statements", ()):
            text = statement["text"]
            ends = [0] + [n for p in statement["paragraphs"] for n in (p["start"], p["end"])]
            self.assertEqual(ends, sorted(ends))
            self.assertLessEqual(ends[-1], len(text))

    def test_damaged_files(self):
        paths = [self.write(name, data) for name, data in mutate.mutated(given.files, given.seed)]
        ends = self.read(paths)
        self.tell("damaged", ends)
        self.assert_all_well(ends)
        for end in ends:
            self.assert_sound(end[4])
        read = sum(end[1] == "text" for end in ends)
        self.assertGreater(read, len(ends) // 4)
        self.assertLess(read, len(ends))

    def test_bombs(self):
        secret = self.write("secret", SECRET.encode())
        trap = f"http://127.0.0.1:{self.trap.server.server_port}/e"
        made = {**bombs.bombs(trap, f"file://{secret}"), **bombs_pdf.BOMBS}
        names = sorted(made) if given.all else SHORT
        ends = self.read([self.write(name, made[name]()) for name in names])
        self.tell("bombs", ends)
        self.assert_all_well(ends, [(name, {"timeout"}) for name in bombs_pdf.SLOW] +
                                   [(name, {"crashed"}) for name in bombs_pdf.DEADLY])
        for name, _, _, _, record in ends:
            self.assert_sound(record)
            self.assertNotIn(SECRET, json.dumps(record), name)


if __name__ == "__main__":
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--files", type=int, default=FILES)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--all", action="store_true")
    options.add_argument("--figures", action="store_true")
    given, sys.argv[1:] = options.parse_known_args()
    harness.main()
