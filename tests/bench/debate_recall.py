#!/usr/bin/env python3
"""Measures what the parser makes of the text layers of real statements.

    debate_recall.py [LAYOUT_DUMP [FOLDER]] [--seed N] [--show N]

FOLDER holds gold.tsv, pdf/ and text/ (independent transcriptions).  Prints, per file, the share
of the transcription's word trigrams that the body has, then their median over the text layers
that are good.  Below it stand lines of bodies that look like furniture: what is said at one height
of two pages, addresses, page numbers, markings.  --show prints the blocks of N files drawn with the
seed, for reading.
"""
import collections
import random
import re
import statistics

import corpora
from parse_shapes import blocks, body_of
from trigrams import recall

SHORT = 12  # words: a running line is no longer
SUSPECT = re.compile(
    r"https?://|www\.|@\w+\.|check against|delivery|verif|cot[ée]j|vérifi|tel[.:]|fax|phone"
    r"|^\W*\d{1,3}\W*$|^page\b|^\d+/\d+$|\bdraft\b|unofficial translation", re.IGNORECASE)


def suspects(body):
    """Short lines of a body that look like furniture, or stand at one height of two pages."""
    short = [(page, box.split(",")[1], text) for _, page, box, _, _, text in body
             if len(text.split()) <= SHORT]
    pages = collections.defaultdict(set)
    for page, height, text in short:
        pages[re.sub(r"\d+", "#", text).lower(), height].add(page)
    return [text for _, height, text in short if SUSPECT.search(text)
            or len(pages[re.sub(r"\d+", "#", text).lower(), height]) > 1]


def show(program, files, seed, count):
    for path in sorted(random.Random(seed).sample(files, count)):
        print(f"\n==== {path.name}")
        for role, page, _, _, style, text in blocks(program, path, "--text-layer"):
            print(f"{role:9} {page:>2} {style:3} {text}")


def main():
    options = corpora.documents(__doc__, "tests/layout_dump", "general-debate-79",
                                seed={"type": int, "default": 1},
                                show={"type": int, "default": 0})
    rows = [line.split("\t")
            for line in (options.folder / "gold.tsv").read_text("utf-8").splitlines()[1:]]
    if options.show:
        show(options.program, [options.folder / "pdf" / row[0] for row in rows], options.seed,
             options.show)
        return
    good, leaks = [], []
    print(f"{'file':12} recall plain  text layer")
    for row in rows:
        body = body_of(blocks(options.program, options.folder / "pdf" / row[0], "--text-layer"))
        leaks += [(row[0], text) for text in suspects(body)]
        if row[7] == "":
            continue
        truth = (options.folder / "text" / row[7]).read_text("utf-8")
        share = recall(truth, " ".join(block[-1] for block in body))
        if row[6] == "ok":
            good.append((share, row[0]))
        print(f"{row[0]:12} {share:6.3f} {row[8]:6} {row[6]}")
    good.sort()
    print(f"good text layers: {len(good)}, median {statistics.median(s for s, _ in good):.4f}, "
          f"least {', '.join(f'{name} {share:.3f}' for share, name in good[:5])}")
    print(f"suspects in bodies: {len(leaks)}")
    for name, text in leaks:
        print(f"  {name:12} {text}")


if __name__ == "__main__":
    main()
