"""corpora.py - what the scripts that measure the classifier are told."""

import argparse
import os
from pathlib import Path

SOURCE_DIR = Path(__file__).resolve().parents[2]
ABSENT = 77  # the exit code when there is nothing to measure


def parser(doc):
    """Options that all of them have; `doc` is the script's."""
    options = argparse.ArgumentParser(description=doc.splitlines()[0])
    options.add_argument("--corpus", type=Path, default=SOURCE_DIR / "../shared/corpus")
    options.add_argument("--bin", type=Path,
                         default=os.environ.get("RAP_BIN_DIR", SOURCE_DIR / "build/dev/bin"))
    return options


def documents_parser(doc, program, folder):
    """Of scripts that measure how documents are read: what reads them, the set, and what of it."""
    options = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("program", nargs="?", type=Path, default=SOURCE_DIR / "build/release" / program,
                         help=f"by default build/release/{program}")
    options.add_argument("folder", nargs="?", type=Path, default=SOURCE_DIR / "../shared/corpus" / folder,
                         help=f"by default ../shared/corpus/{folder}")
    return options


def handed_on(argv):
    """The script's own arguments, and those behind `--`."""
    at = argv.index("--") if "--" in argv else len(argv)
    return argv[:at], argv[at + 1:]
