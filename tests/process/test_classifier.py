"""The classifier as a process: records in, positions out; its codebook; what it takes when idle."""

import hashlib
import json

import harness

CLASSIFIER = "rapporteur-classifier"
DATA = harness.SOURCE_DIR / "data"
CODEBOOK = "codebooks/un-ict-security.yaml"
TEXT = """Mr. Chair,

Señor Presidente – gracias. We cannot accept a new treaty. The Indian proposal for a global portal
deserves our support.

Some delegations want to settle this by a vote. We do not agree."""


def record(text=TEXT, parties=({"id": "CH", "role": "speaker"},)):
    sha = hashlib.sha256(text.encode()).hexdigest()
    return {"kind": "result",
            "document": {"document_id": sha, "media_type": "text/plain", "pages": 1,
                         "parser": "parser@0.1.0"},
            "statements": [{"statement_id": sha + "/1", "parties": list(parties),
                            "kind": "national", "body": "oewg-ict-2021", "language": "en",
                            "paragraphs": [{"n": 1, "page": 3, "start": 0, "end": len(text)}],
                            "text": text, "text_sha256": sha, "date_from": "document"}],
            "positions": []}


class Classifier(harness.Case):
    def once(self, *records):
        path = self.home.path("records.jsonl")
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records),
                        encoding="utf-8")
        out = self.run_program(CLASSIFIER, "--once", path)
        return [json.loads(line) for line in out.splitlines()]

    def own_data(self):
        """Data of the home's own, which comes before that of the program."""
        (self.home.path("data/codebooks")).mkdir(parents=True)
        text = (DATA / CODEBOOK).read_text(encoding="utf-8")
        path = self.home.path("data") / CODEBOOK
        path.write_text(text, encoding="utf-8")
        return path, text

    def test_positions_have_their_quotations(self):
        answers = self.once(record(), record("Thank you, Chair."))
        self.assertEqual([len(a["statements"]) for a in answers], [1, 1])
        found = {(p["issue"], p["stance"], p["party"], p["attribution"]): p
                 for p in answers[0]["positions"]}
        self.assertEqual(set(found), {
            ("law.legally_binding", "oppose", "CH", "own"),
            ("cap.portal", "support", "CH", "own"),
            ("cap.portal", "support", "IN", "reported"),
            ("proc.majority_vote", "support", None, "reported"),
            ("proc.majority_vote", "oppose", "CH", "own"),
        })
        for position in found.values():
            quote = position["evidence"]
            start, end = quote["start"], quote["end"]
            self.assertEqual(TEXT[start:end], quote["exact"])
            self.assertEqual(TEXT[max(0, start - 32):start], quote["prefix"])
            self.assertEqual(TEXT[end:end + 32], quote["suffix"])
            self.assertEqual(quote["page"], 3)
            self.assertEqual(position["codebook"], "un-ict-security@1.0.0+diplomacy.1.0.0")
            self.assertRegex(position["engine"], r"^rules@0\.1\.0\+model\.[0-9a-f]{12}$")
        self.assertEqual(answers[1]["positions"], [])

    def test_the_same_record_gives_the_same_line(self):
        first, again = self.once(record(), record())
        self.assertEqual(first, again)
        self.assertEqual(first, self.once(first)[0], "positions that were there are replaced")

    def test_a_wrong_codebook_is_refused_with_its_line(self):
        path, text = self.own_data()
        line = text[:text.index("    agenda_item:")].count("\n") + 1
        path.write_text(text.replace("    agenda_item:", "    agenda_itm:", 1), encoding="utf-8")
        process = self.start(CLASSIFIER, ready=False)
        process.ended(code=78)
        self.assertIn(f"un-ict-security.yaml:{line}: ", process.log())
        self.assertIn("did you mean 'agenda_item'?", process.log())

    def test_an_unknown_codebook_is_refused(self):
        process = self.start(CLASSIFIER, "--codebook", "no-such", ready=False)
        process.ended(code=78)
        self.assertIn("codebooks/no-such.yaml", process.log())

    def test_a_hang_up_reads_the_codebook_again(self):
        path, text = self.own_data()
        self.start("rapporteur-broker")
        process = self.start(CLASSIFIER)
        path.write_text(text.replace("version: 1.0.0", "version: 1.1.0", 1), encoding="utf-8")
        process.hang_up()
        self.wait_until(lambda: process.events("classifier.reloaded"), 10, "it is read again")
        self.assertIn("un-ict-security@1.1.0+diplomacy.1.0.0", process.events("classifier.reloaded")[0])
        path.write_text("id: [\n", encoding="utf-8")
        process.hang_up()
        self.wait_until(lambda: process.events("classifier.not_reloaded"), 10, "it is refused")
        self.assertTrue(process.alive)

    def test_status_tells_with_what_positions_are_found(self):
        def told():
            status = json.loads(self.run_program("rapporteur", "status", "--json", code=None))
            return [(worker["engine"], worker["rules_alone"])
                    for worker in status["engines"] or []]

        # with its model; without one, as it is told; and without one, for there is none
        for options, engine, alone in (("threshold: 0", r"rules@[0-9.]+\+model\.[0-9a-f]{12}", False),
                                       ("model: none", r"rules@[0-9.]+", False),
                                       ("codebook: autonomous-weapons", r"rules@[0-9.]+", True)):
            self.home.configure(f"classifier:\n  {options}\n")
            run = self.run_pipeline()
            self.wait_until(told, 20, "the classifier has told")
            (name, is_alone), = told()
            self.assertRegex(name, f"^{engine}$")
            self.assertEqual(is_alone, alone)
            text = self.run_program("rapporteur", "status", code=None)
            self.assertIn(f"\npositions are found by {name}\n", text)
            self.assertEqual("THE RULES STAND ALONE: classifier" in text, alone)
            run.stop(30)

    def test_an_idle_one_is_small(self):
        self.start("rapporteur-broker")
        process = self.start(CLASSIFIER)
        if not harness.SANITIZED:
            self.assertLess(process.rss_bytes(), 20 << 20)



if __name__ == "__main__":
    harness.main()
