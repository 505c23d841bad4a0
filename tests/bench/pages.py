#!/usr/bin/env python3
"""Measures whether reading a PDF takes time in proportion to its pages.

    pages.py LAYOUT_DUMP

Makes PDFs of 10, 100 and 1,000 pages in one and in two columns, reads each several times and
prints the time per page, and how it grows from step to step: 1.0 is linear.
"""
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from documents import PLAIN, TOPICS, pdf, sentence

STEPS = ((10, 20), (100, 2), (1000, 1))  # pages, and how often the file is read
GUTTER = 20


def make(pages, columns):
    rng = random.Random(pages)
    doc = pdf.Document(size=10, footer="- %d -", header="Meeting of the working group")
    room = (pdf.PAGE_WIDTH - 2 * pdf.MARGIN - (columns - 1) * GUTTER) / columns
    lines = []
    while len(doc.pages) < pages:
        for column in range(columns):
            x, y = pdf.MARGIN + column * (room + GUTTER), pdf.MARGIN
            while y < pdf.PAGE_HEIGHT - pdf.MARGIN:
                if not lines:
                    text = " ".join(sentence(rng, rng.choice((TOPICS, PLAIN))) for _ in range(4))
                    lines = doc.wrap(text, room)
                y += 12
                doc.line(lines.pop(0), x, y)
        doc.new_page()
    return doc.bytes()


def ms_per_page(program, path, pages, times):
    out = subprocess.run([program, "--text-layer", "--repeat", str(times), str(path)], check=True,
                         capture_output=True, text=True).stdout
    return int(re.search(r"in (\d+) ms", out).group(1)) / times / pages


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "pages.pdf"
        for columns in (1, 2):
            before = None
            for pages, times in STEPS:
                path.write_bytes(make(pages, columns))
                took = min(ms_per_page(sys.argv[1], path, pages, times) for _ in range(2))
                growth = "" if before is None else f"  x {took / before:.2f}"
                print(f"{columns} column(s), {pages:5} pages: {took:.3f} ms a page{growth}")
                before = took


if __name__ == "__main__":
    main()
