"""From labelled sentences to positions: `rapporteur train` makes a model, and the classifier uses it."""

import itertools
import json

import harness
from test_classifier import record

TRAIN, CLASSIFIER = "rapporteur-train", "rapporteur-classifier"
CODEBOOK = "autonomous-weapons"  # the smaller one: 13 issues to learn

# Words that no phrase of the codebook has, as whoever speaks in images would use them.
IMAGES = {"control.human_control": ("lantern", "harbour", "shutter"),
          "risk.proliferation": ("granary", "orchard", "sieve"),
          "scope.definition": ("barrel", "anvil", "bellows"),
          None: ("weather", "corridor", "luncheon")}
TOLD = "scope.definition"  # only others have a view on it
FRAMES = ("My delegation spoke of the {0} and the {1} before lunch.",
          "The {1}, to us, is a {0} with a {2}.",
          "Nobody who has seen the {0} forgets the {2} or the {1}.",
          "Between {1} and {2} there is room for one {0}.",
          "We came back to the {2}, the {1} and, at length, the {0}.")
ASIDES = ("Mr. Chair,", "Again,", "As in March,", "On Tuesday,")


def sentences():
    for issue, words in IMAGES.items():
        for n, (aside, frame) in enumerate(itertools.product(ASIDES, FRAMES)):
            said = frame.format(*words)
            code = {"issue": issue, "stance": "oppose" if issue == TOLD else "support",
                    "reported": issue == TOLD}
            yield {"id": f"{issue}-{n}", "language": "en", "document": f"d{n % 4}",
                   "text": f"{aside} {said}", "codes": [code] if issue else []}
            if issue != TOLD:
                yield {"id": f"{issue}-{n}-more", "language": "en", "document": f"d{n % 4}",
                       "before": f"{aside} {said}", "text": f"{aside} we want this soon.",
                       "codes": [code] if issue else []}


class Train(harness.Case):
    def sentences_file(self, lines, name="sentences.jsonl"):
        path = self.home.path(name)
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return path

    made = {}  # models by threshold: to train takes seconds

    def model(self, threshold=0.3):
        """A model of sentences(), and what was told of it."""
        path = self.home.path("of-sentences.model")
        if threshold not in self.made:
            _, told = self.train(self.sentences_file(sentences()), path.name, threshold)
            self.made[threshold] = path.read_bytes(), told
        written, told = self.made[threshold]
        path.write_bytes(written)
        return path, told

    def train(self, path, name="made.model", threshold=0.3):
        model = self.home.path(name)
        out = self.run_program(TRAIN, "--json", "--quiet", "--codebook", CODEBOOK, "--by",
                               "document", "--folds", 2, "--threshold", threshold, "--output", model, path)
        return model, json.loads(out)

    def explained(self, text, model):
        """What was decided, sentence by sentence: {text: [made, ...]}."""
        path = self.home.path("text.txt")
        path.write_text(text, encoding="utf-8")
        out = self.run_program("rapporteur-codebook", "explain", "--json", "--codebook", CODEBOOK,
                               "--model", model, "--body", "gge-laws", path)
        return {row["text"]: row["made"] for row in map(json.loads, out.splitlines())}

    def positions(self, text, model):
        made = record(text)
        made["statements"][0]["body"] = "gge-laws"
        path = self.sentences_file([made], "records.jsonl")
        out = self.run_program(CLASSIFIER, "--once", "--codebook", CODEBOOK, "--model", model, path)
        return json.loads(out)["positions"]

    def test_what_was_learnt_is_found_and_quoted(self):
        model, told = self.model()
        text = "Thank you. The lantern stands in the harbour behind a shutter. Good afternoon."
        self.assertEqual(self.positions(text, "none"), [], "a phrase of the codebook is in it")
        (position,) = self.positions(text, model)
        self.assertEqual((position["issue"], position["stance"], position["party"]),
                         ("control.human_control", "support", "CH"))
        quote = position["evidence"]
        self.assertEqual(quote["exact"], text[quote["start"]:quote["end"]])
        self.assertIn("lantern", quote["exact"])
        self.assertEqual(position["engine"], told["model"])

    def test_what_is_not_sure_is_explained_and_left_for_review(self):
        model, _ = self.model(threshold=0.999)
        text = "The lantern stands in the harbour behind a shutter."
        self.assertEqual(self.positions(text, model), [])
        (made,) = self.explained(text, model)[text]
        self.assertEqual((made["issue"], made["by"], made["review"]),
                         ("control.human_control", "model", True))

    def test_a_view_of_others_is_theirs(self):
        model, _ = self.model()
        (position,) = self.positions("The anvil, to us, is a barrel with a bellows.", model)
        self.assertEqual((position["issue"], position["stance"], position["attribution"],
                          position["party"]), (TOLD, "oppose", "reported", None))

    def test_a_sentence_goes_on_with_the_one_before_it_in_its_paragraph(self):
        model, _ = self.model()
        lantern = "The lantern stands in the harbour behind a shutter."
        granary = "The granary is an orchard with a sieve."
        more = "Again, we want this soon."

        def issues(text):
            return [made["issue"] for made in self.explained(text, model).get(more, [])
                    if not made["review"]]

        self.assertEqual(issues(f"{lantern} {more}"), ["control.human_control"])
        self.assertEqual(issues(f"{granary} {more}"), ["risk.proliferation"])
        self.assertEqual(issues(f"{lantern}\n\n{more}"), [])
        self.assertEqual(issues(f"{lantern} The weather in the corridor was fine. {more}"), [])

    def test_the_same_lines_in_any_order_give_the_same_model(self):
        lines = list(sentences())
        model, _ = self.model()
        again, _ = self.train(self.sentences_file(reversed(lines)))
        self.assertEqual(model.read_bytes(), again.read_bytes())

    def test_a_wrong_line_is_named_and_nothing_is_written(self):
        lines = list(sentences())
        lines[2]["codes"] = [{"issue": "cap.cheese", "stance": "support"}]
        path, model = self.sentences_file(lines), self.home.path("made.model")
        told = self.run_program(TRAIN, "--quiet", "--codebook", CODEBOOK, "--output", model, path,
                                code=1, stderr=True)
        self.assertIn(f"{path}:3", told)
        self.assertIn("cap.cheese", told)
        self.assertFalse(model.exists())

    def test_a_damaged_model_is_refused(self):
        model, _ = self.model()
        whole = model.read_bytes()
        records = self.sentences_file([record()], "records.jsonl")
        middle = len(whole) // 2
        changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1:]
        for damaged in (whole[:-1], whole[:200], b"", changed):
            model.write_bytes(damaged)
            told = self.run_program(CLASSIFIER, "--once", "--codebook", CODEBOOK, "--model", model, records,
                                    code=1, stderr=True)
            self.assertIn(str(model), told)


if __name__ == "__main__":
    harness.main()
