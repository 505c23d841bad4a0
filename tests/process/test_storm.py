"""The storm's short form, with a fixed seed: storm.py tells what it is, and has the long form."""

import unittest

import harness
import storm

DOCUMENTS, KILLS, SEED = (50, 20, 7) if harness.SANITIZED else (120, 70, 7)


class Storm(unittest.TestCase):
    def test_short(self):
        figures = storm.storm(DOCUMENTS, KILLS, SEED)
        print(figures)
        self.assertEqual(sum(figures["kills"].values()), KILLS)
        self.assertGreater(len(figures["kills"]), 4)  # of different processes


if __name__ == "__main__":
    harness.main()
