#!/usr/bin/env python3
"""cross_validate_positions.py - the model on coded passages of general debates, learnt from the others.

    tests/bench/cross_validate_positions.py [--corpus DIR] [--bin DIR] [--folds N]

The passages of ../shared/corpus/general-debate-cyber are dealt into parts by delegation.  Each part is read by
a model that was trained on data/training and on the sentences of the other parts: those that a quotation of the
coding touches mean its issue, the rest none.  Nothing of it goes into the model that is brought along.  Takes some
minutes; exits with 77 where the set is absent.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import corpora


def sentences(text):
    """Places of the sentences, as (start, end)."""
    ends = [m.end() for m in re.finditer(r"[.!?][\"”’)]*(?=\s+[A-Z“\"])", text)] + [len(text)]
    return list(zip([0] + ends[:-1], ends))


def lines_of(passage):
    """What the passage teaches: a line a sentence."""
    text, before = passage["text"], None
    for n, (start, end) in enumerate(sentences(text)):
        codes = []
        for code in passage["gold"]["codes"]:
            at = text.find(code["quote"])  # as it is found first
            if 0 <= at < end and start < at + len(code["quote"]):
                codes.append({"issue": code["issue"], "stance": code["stance"]})
        line = {"id": f"{passage['id']}-{n:02d}", "language": passage["language"],
                "document": passage["id"], "elsewhere": True,
                "text": text[start:end].strip(), "codes": codes}
        if before:
            line["before"] = before
        before = line["text"]
        yield line


def write_lines(path, lines):
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
                    encoding="utf-8")
    return path


def evaluate(given, model, gold):
    done = subprocess.run([given.bin / "rapporteur-evaluate", "--json", "--model", model, gold],
                          check=True, capture_output=True)
    told = json.loads(done.stdout)
    figures = {figure["name"]: figure["value"] for figure in told["figures"]}
    return round(figures["tuple_precision"] * told["found"]), told["found"], told["wanted"]


def main():
    options = corpora.parser(__doc__)
    options.add_argument("--folds", type=int, default=4)
    given = options.parse_args()
    path = given.corpus / "general-debate-cyber/dev.jsonl"
    if not path.exists():
        print(f"no {path}: passed over")
        return corpora.ABSENT
    passages = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    parties = sorted({p["party_iso3"] for p in passages},
                     key=lambda party: hashlib.sha256(party.encode()).hexdigest())

    def part(passage):
        return parties.index(passage["party_iso3"]) % given.folds

    training = sorted((corpora.SOURCE_DIR / "data/training").glob("*.jsonl"))
    right = found = wanted = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for fold in range(given.folds):
            held_back = [p for p in passages if part(p) == fold]
            others = write_lines(folder / "others.jsonl", [
                line for p in passages if part(p) != fold for line in lines_of(p)])
            gold = write_lines(folder / "gold.jsonl", held_back)
            model = folder / "fold.model"
            subprocess.run([given.bin / "rapporteur-train", "--quiet", "--folds", "2", "--output",
                            model, *training, others], check=True, stdout=subprocess.DEVNULL)
            counts = evaluate(given, model, gold)
            print(f"part {fold + 1}: {len(held_back)} passages, {counts[0]} views right, "
                  f"{counts[1]} found, {counts[2]} wanted", flush=True)
            right, found, wanted = right + counts[0], found + counts[1], wanted + counts[2]
    print(f"tuple F1 {2 * right / (found + wanted):.3f}, precision {right / found:.3f}, "
          f"recall {right / wanted:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
