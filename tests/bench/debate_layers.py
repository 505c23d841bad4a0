#!/usr/bin/env python3
"""Measures which text layers of real statements are found to be no text, and what OCR makes of them.

    debate_layers.py [LAYOUT_DUMP [FOLDER [NAME...]]]

FOLDER holds gold.tsv, pdf/ and text/ (independent transcriptions).  A line for each file of which
pages were read by OCR, or whose text layer is known not to be good: how many pages, seconds a page,
the share of the transcription's word trigrams in all of its text.  At last how many were found, missed
and read by OCR in vain.
"""
import csv
import subprocess
import time

import corpora
from trigrams import recall


def read(program, path):
    """Pages, those by OCR, seconds, and the text."""
    begun = time.monotonic()
    out = subprocess.run([program, str(path)], capture_output=True, text=True, check=False).stdout
    seconds = time.monotonic() - begun
    rows = [line.split("\t") for line in out.splitlines()]
    head = next((row for row in rows if row[0] == "#"), None)
    pages, by_ocr = (int(head[2].split()[0]), int(head[3].split()[0])) if head else (0, 0)
    return pages, by_ocr, seconds, " ".join(row[-1] for row in rows if row[0] not in "#!")


def main():
    given = corpora.documents(__doc__, "tests/layout_dump", "general-debate-79",
                              names={"nargs": "*", "metavar": "NAME"})
    program, folder = given.program, given.folder
    found, missed, vain = [], [], []
    with open(folder / "gold.tsv", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            name, good = row["pdf"].split(".")[0], row["text_layer"] == "ok"
            if given.names and name not in given.names:
                continue
            pages, by_ocr, seconds, text = read(program, folder / "pdf" / row["pdf"])
            (vain if good and by_ocr else found if by_ocr else [] if good else missed).append(name)
            if good and not by_ocr:
                continue
            truth = row["truth_text"] and (folder / "text" / row["truth_text"]).read_text("utf-8-sig")
            share = f"{recall(truth, text):.3f}" if truth else "-"
            print(f"{name:8} {by_ocr:3} of {pages:3} pages {seconds / max(by_ocr, 1):6.1f} s a page  "
                  f"recall {share:5}  {row['text_layer']}", flush=True)
    for what, names in (("found", found), ("missed or mended", missed), ("in vain", vain)):
        print(f"{what}: {len(names)} {' '.join(names)}")


if __name__ == "__main__":
    main()
