#!/usr/bin/env python3
"""Measures what the parser makes of typeset statements against what was typeset.

    parse_shapes.py [LAYOUT_DUMP [FOLDER [NAME...]]]

FOLDER holds NAME.truth.json beside NAME.pdf, NAME.docx, NAME.odt, NAME.html, NAME.txt and
scan_NAME_*.pdf.  Prints, per file, the share of
characters that are wrong in the statement's body (edit distance), precision, recall and F1
of the paragraphs' ends, and how much furniture leaked into the body.
"""
import difflib
import json
import re
import subprocess
import unicodedata

import corpora


ENDINGS = (".pdf", ".docx", ".odt", ".html", ".txt")


def norm(text):
    text = unicodedata.normalize("NFC", text)
    return re.sub(r"\s+", " ", text).strip()


def tokens(text, language):
    return [c for c in text if not c.isspace()] if language == "zh" else text.split()


def distance(a, b):
    """Levenshtein's, bit-parallel (Myers 1999, Hyyrö 2003)."""
    if not a:
        return len(b)
    mask = (1 << len(a)) - 1
    last = 1 << (len(a) - 1)
    where = {}
    for i, c in enumerate(a):
        where[c] = where.get(c, 0) | 1 << i
    plus, minus, score = mask, 0, len(a)
    for c in b:
        eq = where.get(c, 0)
        vertical = eq | minus
        eq |= (((eq & plus) + plus) ^ plus)
        up = minus | ~(eq | plus) & mask
        down = plus & eq
        if up & last:
            score += 1
        if down & last:
            score -= 1
        up = (up << 1 | 1) & mask
        down = (down << 1) & mask
        plus = down | ~(vertical | up) & mask
        minus = up & vertical
    return score


def blocks(program, path, *options):
    """Role, page, box, size, style and text of each block of a file."""
    out = subprocess.run([program, *options, str(path)], capture_output=True, text=True, check=False).stdout
    rows = [line.split("\t") for line in out.splitlines()]
    return [row for row in rows if len(row) == 6 and row[0] not in "#!"]


def body_of(rows):
    return [row for row in rows if row[0] not in ("furniture", "note")]


def score(truth, found):
    """CER, precision, recall and leaks of the paragraphs `found` against the truth's body."""
    language = truth["lang"]
    want = [t for p in truth["body"] for t in tokens(norm(p), language)]
    have, owner = [], []
    for k, paragraph in enumerate(found):
        for token in tokens(norm(paragraph), language):
            have.append(token)
            owner.append(k)
    match = difflib.SequenceMatcher(None, want, have, autojunk=False).get_matching_blocks()
    match = [m for m in match if m.size >= 3] or [m for m in match if m.size > 0]
    if not match:
        return 1.0, 0.0, 0.0, 0
    start = max(0, match[0].b - match[0].a)
    end = min(len(have), match[-1].b + len(want) - match[-1].a)
    same = {m.b + i: m.a + i for m in match for i in range(m.size)}
    glue = "" if language == "zh" else " "
    body = glue.join(have[start:end])
    whole = glue.join(want)
    ends, n = set(), 0
    for paragraph in truth["body"][:-1]:
        n += len(tokens(norm(paragraph), language))
        ends.add(n - 1)
    found_ends, lost = set(), 0
    for k in range(start, end - 1):
        if owner[k] != owner[k + 1]:
            if k in same:
                found_ends.add(same[k])
            else:
                lost += 1
    hits = len(ends & found_ends)
    leaks = sum(1 for f in truth["furniture"] if len(f) > 3 and norm(f) in body)
    return (distance(whole, body) / len(whole), hits / max(1, len(found_ends) + lost),
            hits / max(1, len(ends)), leaks)


def main():
    given = corpora.documents(__doc__, "tests/layout_dump", "shapes",
                              names={"nargs": "*", "metavar": "NAME"})
    program, folder = given.program, given.folder
    names = given.names or sorted(p.name[:-11] for p in folder.glob("*.truth.json"))
    print(f"{'file':24} {'CER %':>7} {'P':>5} {'R':>5} {'F1':>5} leaks")
    for name in names:
        truth = json.loads((folder / f"{name}.truth.json").read_text("utf-8"))
        scans = sorted(folder.glob(f"scan_{name}_*.pdf"))
        for path in [folder / f"{name}{ending}" for ending in ENDINGS] + scans:
            if not path.exists():
                continue
            found = [row[-1] for row in body_of(blocks(program, path))]
            cer, precision, recall, leaks = score(truth, found)
            f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0
            print(f"{path.name:24} {cer * 100:7.3f} {precision:5.2f} {recall:5.2f} {f1:5.2f} "
                  f"{leaks:5}")


if __name__ == "__main__":
    main()
