#!/usr/bin/env python3
"""evaluate_positions.py - `rapporteur evaluate` over the sets of coded statements in ../shared/corpus.

    tests/bench/evaluate_positions.py [--corpus DIR] [--bin DIR] [SET...] [-- OPTION...]

The sets are `made-up`, `general-debate-cyber`, `seed`, and our own `free` and `unseen` (all by default); with
`:nowhere` behind its name (`unseen:nowhere`) nobody tells at which meeting a set's statements were made;
what is absent is passed over, saying so.  `unseen` is for a last look: who reads what is wrong in it has to
write another.  What stands behind `--` is handed on, for example --show or --issues.  The figures say
how well the rules fit what they were tuned on; they promise nothing of other texts.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import corpora

NOWHERE = ":nowhere"


def seed(folder):
    """The seed's coding has forms of its own: a list of holders, ids of three letters."""
    text = (folder / "seed/statement.txt").read_text(encoding="utf-8")
    text = text[text.index("Mr. Chair,"):].replace("*", "").replace("agreement\n\nreached",
                                                                    "agreement reached")
    codes = []
    for code in json.loads((folder / "seed/gold.json").read_text(encoding="utf-8"))["codes"]:
        own = code["attribution"]["type"] in ("own", "group", "agreed_text")
        codes += [{"issue": code["issue"], "stance": code["stance"],
                   "party": "speaker" if own else None if holder.startswith("unnamed") else holder,
                   "attribution": "own" if own else "reported"}
                  for holder in code["holder"] if code["scored"]]
    return {"id": "seed", "language": "en", "text": text,
            "gold": {"delegation": ["RU"], "body": "oewg-ict-2021", "codes": codes}}


def without_meeting(lines):
    for line in lines:
        statement = json.loads(line)
        statement["gold"].pop("body", None)
        yield json.dumps(statement, ensure_ascii=False) + "\n"


def gold_file(name, corpus, folder):
    if name.endswith(NOWHERE):
        told = gold_file(name.removesuffix(NOWHERE), corpus, folder)
        path = Path(folder) / "nowhere.jsonl"
        with open(told, encoding="utf-8") as lines:
            path.write_text("".join(without_meeting(lines)), encoding="utf-8")
        return path
    files = {"made-up": corpus / "made-up/statements.jsonl",
             "general-debate-cyber": corpus / "general-debate-cyber/dev.jsonl",
             "free": corpora.SOURCE_DIR / "tests/data/classifier/statements.jsonl",
             "unseen": corpora.SOURCE_DIR / "tests/data/classifier/unseen.jsonl"}
    if name != "seed":
        return files[name]
    path = Path(folder) / "seed.jsonl"
    path.write_text(json.dumps(seed(corpus), ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def main():
    argv, handed_on = corpora.handed_on(sys.argv[1:])
    options = corpora.parser(__doc__)
    options.add_argument("sets", nargs="*", metavar="SET",
                         default=["made-up", "general-debate-cyber", "seed", "free", "unseen"])
    given = options.parse_args(argv)
    measured = 0
    for name in given.sets:
        with tempfile.TemporaryDirectory() as folder:
            try:
                path = gold_file(name, given.corpus, folder)
                path.stat()
            except FileNotFoundError as missing:
                print(f"skipped {name}: {missing.filename} is not there")
                continue
            print(f"== {name}", flush=True)
            subprocess.run([given.bin / "rapporteur", "evaluate", *handed_on, path], check=True)
            measured += 1
    return 0 if measured else corpora.ABSENT


if __name__ == "__main__":
    sys.exit(main())
