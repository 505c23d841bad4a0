"""The made-up statements that benchmarks fetch, their server, and how figures are shown."""

import contextlib
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile

import built  # noqa: F401

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "process"))
import pdf  # noqa: E402

STATES = ["Switzerland", "Kenya", "Japan", "Brazil", "Norway", "Ghana", "Chile", "Fiji"]
MONTHS = ["March", "July", "December"]
# Sentences of the kind that the codebook looks for, and others that it passes over.
TOPICS = [
    "We {view} that international law, in particular the Charter of the United Nations, applies"
    " to the use of information and communications technologies by States.",
    "My delegation {view} that ransomware attacks against hospitals in {place} show how quickly"
    " critical infrastructure can be disabled.",
    "We {take} a legally binding instrument on the use of these technologies.",
    "We {take} a single-track permanent mechanism with dedicated thematic groups.",
    "We {take} the global points of contact directory, which {place} joined in its first year.",
    "Capacity building must be demand driven; we {take} a voluntary fund for {place}.",
    "International humanitarian law applies to cyber operations during armed conflict, and we"
    " {take} further study of how it does.",
    "We {take} the participation of stakeholders from {place} in the formal sessions.",
    "Artificial intelligence may be misused for malicious cyber activity, as our team in {place}"
    " reported.",
]
PLAIN = [
    "Our experts met {count} times in {place} and compared what each had learnt.",
    "The workshop in {place} brought together {count} participants of small offices.",
    "Let me also mention that the report of the seminar in {place} is now with the secretariat.",
    "It took {count} weeks to restore the services, and the lessons were shared with all.",
    "We thank the colleagues who drafted these paragraphs with patience over {count} rounds.",
]
PLACES = ["Lakeside", "Northport", "Old Harbour", "the highlands", "the eastern islands"]
VIEWS = ["believe", "reaffirm", "maintain", "consider"]
TAKES = ["support", "welcome", "do not support", "remain concerned about", "would support"]


def sentence(rng, templates):
    return rng.choice(templates).format(
        view=rng.choice(VIEWS), take=rng.choice(TAKES), place=rng.choice(PLACES),
        count=rng.randint(2, 90))


def make_pdf(number):
    """A statement of two pages, of 600 to 700 words, unlike any other."""
    rng = random.Random(number)
    state = rng.choice(STATES)
    doc = pdf.Document(size=11, footer="- %d -", header=f"Permanent Mission of {state}")
    doc.centred(f"Statement by {state}", bold=True, size=14)
    doc.centred("Open-ended working group on security of and in the use of information and"
                " communications technologies 2021-2025", bold=True)
    doc.centred(f"New York, {rng.randint(4, 15)} {rng.choice(MONTHS)} 2024")
    doc.paragraph("Mr. Chair,")
    words, target = 0, rng.randint(590, 650)
    while words < target:
        text = " ".join(sentence(rng, TOPICS if n % 3 == 1 else PLAIN) for n in range(4))
        words += len(text.split())
        doc.paragraph(text)
    doc.paragraph(f"Thank you. This was statement {number}.")
    return doc.bytes(), len(doc.pages)


def make_documents(folder, count):
    pages = 0
    for number in range(count):
        data, made = make_pdf(number)
        (folder / f"{number}.pdf").write_bytes(data)
        pages += made
    print(f"{count} documents, {pages / count:.2f} pages each,"
          f" {sum(f.stat().st_size for f in folder.iterdir()) / count / 1000:.1f} kB each")


@contextlib.contextmanager
def served(build, count, folder=None):
    """So many documents, served while it lasts: the folder they are in, and the port."""
    www = pathlib.Path(tempfile.mkdtemp(prefix="rapwww", dir=folder))
    server = None
    try:
        make_documents(www, count)
        server = subprocess.Popen([build / "tests/bench_serve", www], stdout=subprocess.PIPE)
        yield www, int(server.stdout.readline())
    finally:
        if server is not None:
            server.kill()
            server.wait()
        shutil.rmtree(www)


def spread(values, form="{:.1f}"):
    return " ".join((form.format(statistics.median(values)), "["
                     + form.format(min(values)) + ".." + form.format(max(values)) + "]"))


def print_ratio(what, ratios):
    print(f"{what}: {spread(ratios, '{:.2f}')}")
