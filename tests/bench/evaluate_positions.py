#!/usr/bin/env python3
"""evaluate_positions.py - how good the classifier is, against positions coded by people.

    tests/bench/evaluate_positions.py [--corpus DIR] [--bin DIR] [--language CODE] [--show] [SET...]

The sets are `made-up`, `general-debate-cyber` and `seed` (all by default); they are in
../shared/corpus, and what is absent is passed over, saying so.  Statements are handed to
`rapporteur-classifier --once` as the parser would hand them on, with the parties of the gold, so
that only the classifier is measured.  Printed for each set and language:

    issue    micro F1: was the issue found in the statement?
    tuple    micro F1: issue, stance, party and attribution all right; neutral codes are left out
    own      the same of the speaker's own positions
    holders  share of positions that are given to the wrong party
    flips    share of positions with support for opposition, or the other way round
    sure     for each confidence given, how many of those positions are right

The figures say how well the rules fit what they were tuned on, where they were; they
promise nothing of other texts.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

SOURCE_DIR = Path(__file__).resolve().parents[2]


def alpha2():
    """ISO 3166 alpha-3 -> alpha-2, from data/parties.yaml."""
    codes, key = {}, None
    for line in (SOURCE_DIR / "data/parties.yaml").read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r'  "?([A-Z]{2})"?:', line):
            key = found[1]
        elif found := re.fullmatch(r'    iso3: "?([A-Z]{3})"?', line):
            codes[found[1]] = key
    return codes


def record(text, parties, language, body, kind="national", separator=r"\n\s*\n"):
    """What the parser would hand on."""
    paragraphs, at = [], 0
    for end, behind in [m.span() for m in re.finditer(separator, text)] + [(len(text), len(text))]:
        part = text[at:end]
        if part.strip():
            start = at + len(part) - len(part.lstrip())
            paragraphs.append({"n": len(paragraphs) + 1, "page": 1, "start": start,
                               "end": start + len(part.strip())})
        at = behind
    sha = hashlib.sha256(text.encode()).hexdigest()
    return {"kind": "result",
            "document": {"document_id": sha, "media_type": "text/plain", "pages": 1,
                         "parser": "parser@0.1.0"},
            "statements": [{"statement_id": sha + "/1", "parties": parties, "kind": kind,
                            "body": body, "language": language, "paragraphs": paragraphs,
                            "text": text, "text_sha256": sha, "date_from": "document"}],
            "positions": []}


def made_up(folder):
    for line in (folder / "made-up/statements.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        gold = item["gold"]
        first = gold["delegation"][0]
        speaker = "G:EU" if first == "EU" else first
        holder = gold["on_behalf_of"][0] if gold["on_behalf_of"] else speaker
        parties = [{"id": speaker, "role": "speaker"}]
        parties += [{"id": group, "role": "on_behalf_of"} for group in gold["on_behalf_of"]]
        parties += [{"id": group, "role": "aligned"} for group in gold["aligns_with"]]
        codes = {(code["issue"], code["stance"],
                  holder if code["party"] == "speaker" else code["party"],
                  "reported" if code["attribution"] == "reported" else "own")
                 for code in gold["codes"]}
        yield item["id"], item["language"], codes, record(
            item["text"], parties, item["language"], gold["body"], gold["kind"])


def general_debate(folder):
    codes2 = alpha2()
    path = folder / "general-debate-cyber/dev.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        party = codes2[item["party_iso3"]]
        codes = {(code["issue"], code["stance"], party, "own") for code in item["gold"]["codes"]}
        yield item["id"], item["language"], codes, record(
            item["text"], [{"id": party, "role": "speaker"}], item["language"], "ga-plenary",
            separator=r"\n")


def seed(folder):
    codes2 = alpha2()
    text = (folder / "seed/statement.txt").read_text(encoding="utf-8")
    text = text[text.index("Mr. Chair,"):].replace("*", "").replace("agreement\n\nreached",
                                                                    "agreement reached")
    codes, sponsors = set(), []
    for code in json.loads((folder / "seed/gold.json").read_text(encoding="utf-8"))["codes"]:
        kind = code["attribution"]["type"]
        if not code["scored"]:
            continue
        if kind == "group":
            sponsors = [codes2[holder] for holder in code["holder"]]
        own = kind in ("own", "group", "agreed_text")
        codes |= {(code["issue"], code["stance"], codes2.get(holder), "own" if own else "reported")
                  for holder in code["holder"]}
    parties = [{"id": "RU", "role": "speaker"}]
    parties += [{"id": sponsor, "role": "co_sponsor"} for sponsor in sponsors]
    yield "seed", "en", codes, record(text, parties, "en", "oewg-ict-2021")


SETS = {"made-up": made_up, "general-debate-cyber": general_debate, "seed": seed}


def classify(program, records):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as lines:
        for item in records:
            lines.write(json.dumps(item, ensure_ascii=False) + "\n")
        lines.flush()
        done = subprocess.run([program, "--once", lines.name], check=True, capture_output=True,
                              text=True, encoding="utf-8")
    return [json.loads(line)["positions"] for line in done.stdout.splitlines()]


def f1(right, found, wanted):
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    both = precision + recall
    return (f"F1 {2 * precision * recall / both if both else 0:.3f}  P {precision:.3f}  "
            f"R {recall:.3f}  ({right} of {wanted}, {found} found)")


class Score:
    def __init__(self):
        self.n = Counter()
        self.sure = defaultdict(Counter)

    def add(self, gold, positions):
        gold = {code for code in gold if code[1] != "neutral"}
        found = {(p["issue"], p["stance"], p["party"], p["attribution"]) for p in positions}
        for name, keep in (("tuple", lambda t: t), ("own", lambda t: t if t[3] == "own" else None),
                           ("issue", lambda t: t[0])):
            a, b = {keep(t) for t in gold} - {None}, {keep(t) for t in found} - {None}
            self.n.update({name + "/right": len(a & b), name + "/found": len(b),
                           name + "/wanted": len(a)})
        for issue, stance, party, attribution in found:
            holders = {(g[2], g[3]) for g in gold if g[0] == issue}
            alike = any(g[0] == issue and g[1] == stance for g in gold)
            self.n["wrong"] += alike and (party, attribution) not in holders
            self.n["flips"] += any(
                (g[0], g[2], g[3]) == (issue, party, attribution) and
                {g[1], stance} == {"support", "oppose"} for g in gold)
        for p in positions:
            right = (p["issue"], p["stance"], p["party"], p["attribution"]) in gold
            self.sure[round(p["confidence"], 1)].update({"all": 1, "right": int(right)})

    def show(self, title):
        n, found = self.n, max(self.n["tuple/found"], 1)
        print(title)
        for name in ("issue", "tuple", "own"):
            print(f"  {name:8}", f1(*(n[f"{name}/{k}"] for k in ("right", "found", "wanted"))))
        print(f"  holders  {n['wrong'] / found:.3f} wrong   flips {n['flips'] / found:.3f}")
        print("  sure    ", "  ".join(f"{level:.1f}: {count['right']}/{count['all']}"
                                      for level, count in sorted(self.sure.items())))


def show_differences(name, gold, positions):
    found = {(p["issue"], p["stance"], p["party"], p["attribution"]): p for p in positions}
    gold = {code for code in gold if code[1] != "neutral"}
    for key in sorted(set(found) - gold, key=str):
        print(f"    {name} not wanted {key}: {found[key]['evidence']['exact'][:200]!r}")
    for key in sorted(gold - set(found), key=str):
        print(f"    {name} not found  {key}")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--corpus", type=Path, default=SOURCE_DIR / "../shared/corpus")
    options.add_argument("--bin", type=Path,
                         default=os.environ.get("RAP_BIN_DIR", SOURCE_DIR / "build/dev/bin"))
    options.add_argument("--language")
    options.add_argument("--show", action="store_true", help="print what differs")
    options.add_argument("sets", nargs="*", default=list(SETS), metavar="SET")
    given = options.parse_args()
    measured = 0
    for name in given.sets:
        try:
            items = list(SETS[name](given.corpus))
        except FileNotFoundError as missing:
            print(f"skipped {name}: {missing.filename} is not there")
            continue
        results = classify(str(given.bin / "rapporteur-classifier"), [item[3] for item in items])
        scores = defaultdict(Score)
        for (ident, language, gold, _), positions in zip(items, results, strict=True):
            if given.language in (None, language):
                scores[language].add(gold, positions)
                if given.show:
                    show_differences(ident, gold, positions)
        for language, score in scores.items():
            score.show(f"{name}, {language}")
        measured += 1
    return 0 if measured else 77


if __name__ == "__main__":
    sys.exit(main())
