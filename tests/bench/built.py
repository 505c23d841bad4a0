"""built.py - what a script that measures says when a program that it starts has not been built.

To import it is enough: it stands where Python shows what nobody has caught.
"""

import pathlib
import sys

PLACES = {"bin", "bench", "tests"}  # of a build directory
HOW = "cmake --preset release -DBUILD_TESTING=ON && cmake --build --preset release"


def show(kind, error, trace):
    absent = getattr(error, "filename", None)
    if kind is not FileNotFoundError or not absent or pathlib.Path(absent).parent.name not in PLACES:
        sys.__excepthook__(kind, error, trace)
        return
    preset = "dev" if "dev" in pathlib.Path(absent).parts else "release"
    print(f"no {absent}; build it first: {HOW.replace('release', preset)}", file=sys.stderr)


sys.excepthook = show
