#!/usr/bin/env python3
"""Measures who, where and when the parser makes of statements against what is known of them.

    structure.py [BUILD_DIR [FOLDER]]

FOLDER holds made-up/statements.jsonl (texts with gold), general-debate-79/gold.tsv with pdf/, and
seed/ with one statement in several formats; what is absent is passed over.  Prints each miss, then
the figures.
"""
import collections
import json
import os
import pathlib
import random
import subprocess
import tempfile

import corpora

ROOT = pathlib.Path(__file__).resolve().parents[2]


def dump(build, files):
    command = [str(build / "bench/record_dump"), *map(str, files)]
    environment = dict(os.environ, RAPPORTEUR_DATA=str(ROOT / "data"))
    lines = subprocess.run(command, check=True, capture_output=True, text=True,
                           env=environment).stdout.splitlines()
    return [json.loads(line) for line in lines]


def ids(statement, *roles):
    return [p["id"] for p in statement["parties"] if p["role"] in roles]


class Tally:
    def __init__(self):
        self.right = collections.Counter()
        self.all = collections.Counter()

    def add(self, name, field, want, got):
        self.all[field] += 1
        if want == got:
            self.right[field] += 1
        else:
            print(f"  {name}: {field}: {got} instead of {want}")

    def show(self):
        for field, count in self.all.items():
            print(f"{field:14} {self.right[field]:4} of {count}")


def made_up(build, path):
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        files = []
        for case in cases:
            files.append(pathlib.Path(folder) / f"{case['id']}.txt")
            files[-1].write_text(case["text"], encoding="utf-8")
        records = dump(build, files)
    for case, record in zip(cases, records):
        gold, name = case["gold"], case["id"]
        if "statements" not in record:
            print(f"  {name}: {record['reason']}: {record['detail']}")
            record = {"statements": [{"parties": []}]}
        statement = record["statements"][0]
        spoken = ids(statement, "speaker", "on_behalf_of", "aligned")
        states = ["EU" if p == "G:EU" else p for p in spoken if p[:2] != "G:" or p == "G:EU"]
        groups = [p for p in spoken if p[:2] == "G:"]
        speaker = (ids(statement, "speaker") or [None])[0]
        tally.add(name, "speaker", gold["delegation"][0],
                  "EU" if speaker == "G:EU" else speaker)
        tally.add(name, "delegation", sorted(gold["delegation"]), sorted(states))
        tally.add(name, "groups", sorted(gold["on_behalf_of"]), sorted(groups))
        for field in ("kind", "body", "session", "delivered_on", "language"):
            tally.add(name, field, gold[field], statement.get(field))
    tally.show()


def general_debate(build, folder):
    tally = Tally()
    rows = [line.split("\t") for line in (folder / "gold.tsv").read_text().splitlines()[1:]]
    files = [folder / "pdf" / row[0] for row in rows]
    wrong = unreadable = 0
    for row, record in zip(rows, dump(build, files)):
        name, want = row[0], row[0][:2].upper()
        if "statements" not in record:
            unreadable += 1
            print(f"  {name} ({row[6]}): {record['reason']}: {record['detail']}")
            continue
        statement = record["statements"][0]
        got = (ids(statement, "speaker") or [None])[0]
        wrong += got not in (None, want)
        tally.add(name, "speaker", want, got)
        for field, value in (("language", row[3]), ("body", "ga-plenary"), ("session", "79"),
                             ("kind", "national")):
            tally.add(name, field, value, statement.get(field))
        if not (statement.get("delivered_on") or "").startswith("2024-09"):
            print(f"  {name}: delivered_on: {statement.get('delivered_on')}")
        tally.all["delivered_on"] += 1
        tally.right["delivered_on"] += (statement.get("delivered_on") or "").startswith("2024-09")
    tally.show()
    print(f"wrong State    {wrong}\nnot read       {unreadable}")


def seed(build, folder):
    tally = Tally()
    files = sorted(folder.glob("statement.*"))
    want = {"body": "oewg-ict-2021", "session": "7", "delivered_on": "2024-03-08",
            "date_from": "document", "place": "New York", "language": "en", "meeting": None}
    for path, record in zip(files, dump(build, files)):
        statement = record.get("statements", [{}])[0]
        for field, value in want.items():
            tally.add(path.name, field, value, statement.get(field))
    tally.show()


def windows(build, path):
    """Languages of pieces of 30, 60 and 120 characters, cut anywhere."""
    chance = random.Random(1)
    pieces = []
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        text = case["text"].split("\n\n", 2)[-1].replace("\n", " ")
        for size in (30, 60, 120):
            starts = [chance.randrange(len(text) - size) for _ in range(10) if len(text) > size]
            pieces += [(case["language"], size, text[i:i + size]) for i in starts]
    told = subprocess.run([str(build / "bench/language_dump")], check=True, capture_output=True,
                          text=True, input="".join(p[2] + "\n" for p in pieces)).stdout.split()
    for size in (30, 60, 120):
        pairs = [(p[0], t) for p, t in zip(pieces, told) if p[1] == size]
        right = sum(t.rstrip("!") == language for language, t in pairs)
        none = sum(t == "-" for _, t in pairs)
        wrong = sum(t.endswith("!") and t != language + "!" for language, t in pairs)
        print(f"{size:3} characters  {right:4} of {len(pairs)}, {none} not told, "
              f"{wrong} wrong where it was sure")


def main():
    given = corpora.documents(__doc__, "", "")
    build, folder = given.program, given.folder
    if (folder / "made-up/statements.jsonl").exists():
        print("made-up")
        made_up(build, folder / "made-up/statements.jsonl")
    if (folder / "general-debate-79/gold.tsv").exists():
        print("general debate")
        general_debate(build, folder / "general-debate-79")
    if (folder / "seed/statement.txt").exists():
        print("seed")
        seed(build, folder / "seed")
    if (folder / "made-up/statements.jsonl").exists():
        print("languages of pieces")
        windows(build, folder / "made-up/statements.jsonl")


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C.UTF-8"
    main()
