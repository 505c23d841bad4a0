#!/usr/bin/env python3
"""evaluate_criticism.py - `rapporteur evaluate --task criticism` over the UNSCon sentences in ../shared/corpus.

    tests/bench/evaluate_criticism.py [--corpus DIR] [--bin DIR] [--least X] [-- OPTION...]

Fails when the macro-F1 over all debates, each judged by the others, is not above --least.  Where the sentences are
absent it says so and ends with 77.  What stands behind `--` is handed on to a second run that is printed, for example --show.
"""

import json
import subprocess
import sys

import corpora


def main():
    argv, handed_on = corpora.handed_on(sys.argv[1:])
    options = corpora.parser(__doc__)
    options.add_argument("--least", type=float, default=0.72)
    given = options.parse_args(argv)
    path = given.corpus / "unscon/sentences.csv"
    if not path.exists():
        print(f"skipped: {path} is not there")
        return corpora.ABSENT
    command = [given.bin / "rapporteur", "evaluate", "--task", "criticism"]
    subprocess.run([*command, *handed_on, path], check=True)
    told = json.loads(subprocess.run([*command, "--bootstrap", "0", "--json", path], check=True,
                                     stdout=subprocess.PIPE).stdout)
    macro = next(figure["value"] for figure in told["figures"] if figure["name"] == "macro_f1")
    print(f"\nmacro-F1 {macro:.4f}, which is {'' if macro > given.least else 'not '}above {given.least}")
    return 0 if macro > given.least else 1


if __name__ == "__main__":
    sys.exit(main())
