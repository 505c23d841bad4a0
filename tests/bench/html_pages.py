#!/usr/bin/env python3
"""Measures what the parser makes of sixty made-up web pages against what was written into them.

    html_pages.py [LAYOUT_DUMP] [--half 0|1|2] [--page NAME] [--keep FOLDER] [--least F1]

Prints for each page and each site: F1 of words (as a multiset), precision, recall and F1 of shingles of four words (as public
benchmarks of article extraction count), and F1 of the ends of paragraphs.  Half 0 is for tuning, half 1 is held out: its
pages have other class names, other places for their furniture and other texts; 2 are thirty-nine pages of other kinds of sites.  --keep writes the pages and what they say
(NAME.html, NAME.truth.txt).  --least ends with exit code 2 when the words' F1 of one of the three is below it.  A page that is
refused counts as one with no words.  --speed N reads all pages N times in one process
and prints pages a second of processor time; --menu KIB makes each page larger by that much of links and scripts.
"""
import argparse
import collections
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile

import corpora
import html_sites
import html_wild
from html_sites import SITES
from html_texts import DATES, HEADINGS, ITEMS, NOTES, QUOTES, STATEMENTS, STATES, TITLES, WORDS
from html_wild import WILD

PAGES, WILD_PAGES = 60, 3 * len(WILD)
LANGUAGES = ["en", "en", "fr", "es", "ru", "ar", "zh"]
CHARSETS = {"en": "iso-8859-1", "fr": "windows-1252", "es": "iso-8859-1", "ru": "windows-1251", "ar": "windows-1256", "zh": "gb18030"}


class Page:
    """A statement, or several, and how its page is to be made."""

    def __init__(self, number):
        rng = random.Random(number)
        wild = number >= PAGES
        self.site_of = WILD[(number - PAGES) % len(WILD)] if wild else SITES[number % len(SITES)]
        self.half = 2 if wild else number // len(SITES) % 2
        self.lang = LANGUAGES[number // 2 % len(LANGUAGES)]
        self.name = f"{number:02}-{self.site_of.__name__}-{self.lang}"
        self.site = "Ministry of Foreign Affairs"
        self.features = {f for f in ("inline", "shell") if rng.random() < 0.4}
        self.charset = CHARSETS[self.lang] if self.site_of.__name__ == "old" else "utf-8"
        state = rng.choice(STATES[self.lang])
        self.title = TITLES[self.lang].format(state)
        self.blocks = []
        if number % 5 == 3:
            for state in rng.sample(STATES[self.lang], 3):
                self.blocks.append(("speaker", WORDS[self.lang]["by"].format(state)))
                self.add_statement(rng, 3)
        else:
            self.add_statement(rng, rng.randint(4, 11))

    def has(self, feature):
        return feature in self.features

    def add_statement(self, rng, most):
        texts = STATEMENTS[self.lang]
        middle = texts[1:-1]
        chosen = sorted(rng.sample(range(len(middle)), min(most, len(middle))))
        self.blocks.append(("paragraph", texts[0]))
        for k, i in enumerate(chosen):
            if most > 5 and k in (1, 4):
                self.blocks.append(("heading", HEADINGS[self.lang][k // 3]))
            self.blocks.append(("paragraph", middle[i]))
            if k == 2 and rng.random() < 0.5:
                self.blocks += [("item", t) for t in ITEMS[self.lang]]
            elif k == 2:
                self.blocks.append(("quote", QUOTES[self.lang]))
        self.blocks.append(("paragraph", texts[-1]))
        if rng.random() < 0.3:
            self.blocks.append(("note", NOTES[self.lang]))

    def truth(self):
        dated = [DATES[self.lang]] if self.site_of in html_sites.DATED + html_wild.DATED else []
        return [self.title] + dated + [text for kind, text in self.blocks if kind != "note"]

    def bytes(self, larger=0):
        """`larger`: KiB of links and scripts before its end."""
        link = '<li class="menu-item menu-item-type-post"><a class="menu-link" href="/some/page/{0}.html">Page {0}</a></li>\n'
        script = '<script>var x{0} = {{"a": [1, 2, 3], "b": "<div>no tag</div>"}};</script>\n'
        extra = "".join((link if i % 2 else script).format(i) for i in range(larger * 11))
        return self.html().replace("</body>", f"<ul class='menu'>{extra}</ul></body>").encode(self.charset, "xmlcharrefreplace")

    def html(self):
        return self.site_of(self)


def words(text):
    """As the public benchmarks cut them; characters of scripts without spaces each for itself."""
    return re.findall(r"[\u3040-\u9fff]|[^\W\u3040-\u9fff]+", text)


def shingles(found):
    if len(found) < 4:
        return collections.Counter([tuple(found)] if found else [])
    return collections.Counter(zip(found, found[1:], found[2:], found[3:]))


def rates(want, have):
    hits = sum((want & have).values())
    precision = hits / max(1, sum(have.values()))
    recall = hits / max(1, sum(want.values()))
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


def ends(paragraphs):
    """Each paragraph's last four words: where it ends."""
    return collections.Counter(tuple(words(p)[-4:]) for p in paragraphs if words(p))


def found_in(program, path):
    out = subprocess.run([program, str(path)], capture_output=True, text=True, check=False).stdout
    rows = [line.split("\t") for line in out.splitlines()]
    refused = next((row[-1] for row in rows if row[0] == "!"), "" if rows else "no answer")
    return [row[5] for row in rows if len(row) == 6 and row[0] not in ("#", "!", "furniture", "note")], refused


def measure(program, page, path):
    found, refused = found_in(program, path)
    want, have = words(" ".join(page.truth())), words(" ".join(found))
    word_f1 = rates(collections.Counter(want), collections.Counter(have))[2]
    precision, recall, f1 = rates(shingles(want), shingles(have))
    return (word_f1, precision, recall, f1, rates(ends(page.truth()), ends(found))[2]), refused


def mean(rows):
    return tuple(sum(column) / len(rows) for column in zip(*rows))


def show(name, row, note=""):
    print(f"{name:26} {row[0]:7.4f} {row[1]:9.4f} {row[2]:7.4f} {row[3]:7.4f} {row[4]:7.4f}  {note}".rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?",
                        default=corpora.SOURCE_DIR / "build/release/tests/layout_dump",
                        help="by default build/release/tests/layout_dump")
    parser.add_argument("--half", type=int, choices=(0, 1, 2))
    parser.add_argument("--page")
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--least", type=float, default=0.0)
    parser.add_argument("--speed", type=int)
    parser.add_argument("--menu", type=int, default=0)
    options = parser.parse_args()
    pages = [page for page in map(Page, range(PAGES + WILD_PAGES)) if options.half in (None, page.half)]
    if options.page is not None:
        pages = [page for page in pages if options.page in page.name]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{page.name}.html" for page in pages]
        for page, path in zip(pages, paths):
            path.write_bytes(page.bytes(options.menu))
            if options.keep is not None:
                path.with_suffix(".truth.txt").write_text("\n".join(page.truth()) + "\n", "utf-8")
        if options.speed is not None:
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            out = subprocess.run([options.program, "--repeat", str(options.speed), *map(str, paths)],
                                 capture_output=True, text=True, check=False).stdout
            spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
            read = len(re.findall(r" in \d+ ms", out))
            size = sum(path.stat().st_size for path in paths)
            print(f"{read} of {len(pages)} pages, {size / len(pages) / 1024:.1f} KiB each: "
                  f"{read * options.speed / spent:.0f} pages a second of processor time")
            return 0
        print(f"{'page':26} {'words':>7} {'precision':>9} {'recall':>7} {'F1':>7} {'ends':>7}")
        rows = []
        for page, path in zip(pages, paths):
            row, refused = measure(options.program, page, path)
            rows.append((page, row))
            show(page.name, row, refused)
    print()
    for site in SITES + WILD:
        for half in (0, 1, 2):
            of_site = [row for page, row in rows if page.site_of is site and page.half == half]
            if of_site:
                show(f"{site.__name__} half {half}", mean(of_site))
    low = False
    for half in (0, 1, 2):
        of_half = [row for page, row in rows if page.half == half]
        if of_half:
            result = mean(of_half)
            show(("tuned", "held out", "others")[half] + f" ({len(of_half)} pages)", result)
            low = low or result[0] < options.least
    return 2 if low else 0


if __name__ == "__main__":
    sys.exit(main())
