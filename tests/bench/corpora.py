"""corpora.py - what the scripts that measure the classifier are told."""

import argparse
import os
import sys
from pathlib import Path

import built  # noqa: F401

SOURCE_DIR = Path(__file__).resolve().parents[2]
ABSENT = 77  # the exit code when there is nothing to measure


def parser(doc):
    """Options that all of them have; `doc` is the script's."""
    options = argparse.ArgumentParser(description=doc.splitlines()[0])
    options.add_argument("--corpus", type=Path, default=SOURCE_DIR / "../shared/corpus")
    options.add_argument("--bin", type=Path,
                         default=os.environ.get("RAP_BIN_DIR", SOURCE_DIR / "build/dev/bin"))
    return options


def documents(doc, program, folder, **more):
    """What scripts that measure how documents are read are told: what reads them, and the set; `more` has what else they
    take, by name.  Leaves, saying so, where there is no set."""
    options = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("program", nargs="?", type=Path, default=SOURCE_DIR / "build/release" / program,
                         help=f"by default build/release/{program}")
    options.add_argument("folder", nargs="?", type=Path, default=SOURCE_DIR / "../shared/corpus" / folder,
                         help=f"by default ../shared/corpus/{folder}")
    for name, how in more.items():
        options.add_argument(name if "nargs" in how else f"--{name}", **how)
    given = options.parse_args()
    if not given.folder.is_dir():
        print(f"skipped: no {given.folder}")
        sys.exit(ABSENT)
    return given


def handed_on(argv):
    """The script's own arguments, and those behind `--`."""
    at = argv.index("--") if "--" in argv else len(argv)
    return argv[:at], argv[at + 1:]
