#!/usr/bin/env python3
"""Writes data/parties.yaml.

    scripts/make-parties.py > data/parties.yaml
    scripts/make-parties.py --check      # is the file what would be written?

Inputs: the region names and languages of CLDR in the six official languages of the United Nations
(Debian: unicode-cldr-core; Unicode License), the official names of iso-codes and their translations
(Debian: iso-codes; LGPL), and scripts/parties-by-hand.txt, which is ours and wins.  --check ends with
77, saying why, where the packages are missing or of other versions than the file was made from.
"""

import difflib
import gettext
import itertools
import json
import pathlib
import re
import sys
import unicodedata
import xml.etree.ElementTree

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
CLDR = pathlib.Path("/usr/share/unicode/cldr/common")
ISO_CODES = pathlib.Path("/usr/share/iso-codes/json/iso_3166-1.json")
ISO_VERSION = pathlib.Path("/usr/share/pkgconfig/iso-codes.pc")
ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "data" / "parties.yaml"
BY_HAND = ROOT / "scripts" / "parties-by-hand.txt"
SKIPPED = 77


class Sources:
    """What the packages know of a region."""

    def __init__(self):
        dtd = (CLDR / "dtd" / "ldml.dtd").read_text(encoding="utf-8")
        cldr = re.search(r'cldrVersion CDATA #FIXED "([^"]+)"', dtd).group(1)
        iso = re.search(r"^Version: (\S+)", ISO_VERSION.read_text(encoding="utf-8"), re.M).group(1)
        self.version = f"CLDR {cldr} and iso-codes {iso}"
        self.cldr = {language: self.territories(language) for language in LANGUAGES}
        self.spoken = self.languages()
        rows = json.loads(ISO_CODES.read_text(encoding="utf-8"))["3166-1"]
        self.iso = {row["alpha_2"]: row for row in rows}
        self.translations = [
            gettext.translation("iso_3166-1", "/usr/share/locale", [language])
            for language in ("fr", "es", "ru", "ar", "zh_CN")]

    @staticmethod
    def territories(language):
        """Region to its names: the usual one, then short ones and variants."""
        names = {}
        root = xml.etree.ElementTree.parse(CLDR / "main" / f"{language}.xml").getroot()
        for territory in root.iterfind("localeDisplayNames/territories/territory"):
            names.setdefault(territory.get("type"), []).append(territory.text)
        return names

    @staticmethod
    def languages():
        root = xml.etree.ElementTree.parse(CLDR / "supplemental" / "supplementalData.xml").getroot()
        spoken = {}
        for territory in root.iterfind("territoryInfo/territory"):
            codes = [language.get("type").split("_")[0]
                     for language in territory.iterfind("languagePopulation")
                     if language.get("officialStatus") in ("official", "de_facto_official")]
            spoken[territory.get("type")] = unique(codes)
        return spoken

    def names(self, region):
        """(language, name) of the region, the usual names first."""
        for language in LANGUAGES:
            for name in self.cldr[language].get(region, []):
                yield language, name
        row = self.iso.get(region, {})
        for key in ("common_name", "name", "official_name"):
            if key not in row:
                continue
            yield "en", row[key]
            if row[key].count(", ") == 1:
                yield "en", " ".join(reversed(row[key].split(", ")))
            for translation in self.translations:
                name = translation.gettext(row[key])
                if name != row[key] and "," not in name and "،" not in name:
                    yield translation.info()["language"].split("_")[0], name

    def iso3(self, region):
        return self.iso[region]["alpha_3"]


# --- Russian: the cases of a name, as braces that list endings ---

NOUN = (  # ending of the nominative, what is cut, what takes its place
    ("ия", 1, "я,и,ю,ей"), ("ея", 1, "я,и,е,ю,ей"), ("ья", 1, "я,и,е,ю,ей"), ("ка", 1, "а,и,е,у,ой"),
    ("га", 1, "а,и,е,у,ой"), ("ша", 1, "а,и,е,у,ей"), ("а", 1, "а,ы,е,у,ой"), ("ль", 1, "ь,я,ю,ем,е"),
    ("ай", 1, "й,я,ю,ем,е"), ("ей", 1, "й,я,ю,ем,е"), ("ины", 1, "ы,,ам,ами,ах"),
    ("лы", 1, "ы,,ам,ами,ах"), ("вы", 1, "ы,,ам,ами,ах"), ("мы", 1, "ы,,ам,ами,ах"),
    ("ры", 1, "ы,,ам,ами,ах"), ("ды", 1, "ы,ов,ам,ами,ах"), ("ты", 1, "ы,ов,ам,ами,ах"), ("ство", 1, "о,а,у,ом,е"),
)
ADJECTIVE = (("ая", 2, "ая,ой,ую"), ("ые", 2, "ые,ых,ым,ыми"), ("ие", 2, "ие,их,им,ими"),
             ("овы", 1, "ы,ых,ым,ыми"), ("ый", 2, "ый,ого,ому,ым,ом"), ("ое", 2, "ое,ого,ому,ым,ом"))
STILL = {"Чили", "Перу", "Конго", "Того", "Марокко", "Монако", "Сомали", "Зимбабве", "Гаити", "Мали",
         "Сан-Марино", "и", "Республика Корея"}


def decline_word(word, last):
    for ending, cut, forms in (NOUN if last else ADJECTIVE):
        if word.endswith(ending):
            return word[:-cut] + "{" + forms + "}"
    if last and word[-1] in "бвгджзклмнпрстфхцчшщ" and word.upper() != word:
        return word + "{,а,у,ом,е}"
    return word


HEADS = ("Республика", "Королевство", "Княжество", "Государство", "Султанат", "Герцогство",
         "Содружество", "Конфедерация", "Федерация", "Штаты", "Эмираты", "Союз")


def decline_official(name):
    """"Исламская Республика Иран": up to the word for the kind of State, the rest stands still."""
    words = name.split(" ")
    last = next((i for i, word in enumerate(words) if word in HEADS), None)
    if last is None:
        return None
    declined = [decline_word(word, i == last) for i, word in enumerate(words[: last + 1])]
    return " ".join(declined + words[last + 1:])


def decline(name):
    official = decline_official(name)
    if official is not None:
        return official
    words = name.split(" ")
    if name in STILL or name[-1] in "оеуэю" or " и " in name or " - " in name:
        return name
    if words[0] == "Федеративные":
        return name
    if words[-1] == "Острова":
        return " ".join([decline_word(w, False) for w in words[:-1]] + ["Остров{а,ов,ам,ами,ах}"])
    if name.endswith(("и", "и)")) and name not in ("Мальдивы",):
        return name
    return " ".join(decline_word(w, i == len(words) - 1) for i, w in enumerate(words))


# --- adjectives: from the masculine singular, as braces ---

def french(adjective):
    if "/" in adjective:
        masculine, feminine = adjective.split("/")
        return "{%s,%ss,%s,%ss}" % (masculine, masculine, feminine, feminine)
    if adjective.endswith(("ien", "éen", "on")):
        return adjective + "{,ne,s,nes}"
    if adjective.endswith(("ais", "ois")):
        return adjective + "{,e,es}"
    if adjective.endswith(("e", "è", "i")):
        return adjective + "{,s}"
    return adjective + "{,e,s,es}"


def spanish(adjective):
    if adjective.endswith("o"):
        return adjective[:-1] + "{o,a,os,as}"
    if adjective.endswith("és"):
        return adjective[:-2] + "{és,esa,eses,esas}"
    if adjective.endswith(("án", "ón")):
        bare = adjective[:-2] + {"á": "a", "ó": "o"}[adjective[-2]]
        return "{%s,%sna,%snes,%snas}" % (adjective, bare, bare, bare)
    if adjective.endswith("í"):
        return adjective + "{,es,s}"
    if adjective.endswith(("l", "n")):
        return adjective + "{,a,es,as}"
    return adjective + "{,s}"


# --- YAML ---

def scalar(text):
    if re.fullmatch(r"[^\W\d_][\w'’. -]*", text) and not text.endswith(" ") and \
            text.lower() not in ("no", "yes", "on", "off", "true", "false", "null", "y", "n"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def sequence(key, items, indent):
    """A flow sequence, wrapped at 100 columns."""
    out, line = [], " " * indent + key + ": ["
    for i, item in enumerate(items):
        piece = scalar(item) + ("]" if i == len(items) - 1 else ",")
        if len(line) + len(piece) + 1 > 100:
            out.append(line)
            line = " " * (indent + 2) + piece
        else:
            line += piece if line.endswith("[") else " " + piece
    out.append(line)
    return "\n".join(out)


def split(field):
    return [part.strip() for part in field.split(";") if part.strip()]


def unique(names):
    return list(dict.fromkeys(names))


def key_of(name):
    """Near enough to how the program compares names."""
    text = unicodedata.normalize("NFKD", name.replace("’", "'").casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[\s‐‑]+", lambda m: " " if m.group().isspace() else "-", text).strip()


def expansions(name):
    """What the braces list; {A} stands for itself."""
    parts = re.split(r"\{([^}]*)\}", name)
    choices = [part.split(",") if i % 2 else [part] for i, part in enumerate(parts)]
    return ["".join(choice) for choice in itertools.product(*choices)]


def keys_of(names):
    return {key_of(form) for name in names for form in expansions(name)}


def of_sources(sources, region, dropped):
    names = []
    for language, name in sources.names(region):
        name = re.sub(r"\s+", " ", name.replace("’", "'").replace("\u200b", "")).strip()
        name = re.sub(r" \((Burma|Birmanie|Birmania|Бирма|بورما)\)$", "", name)
        if name in dropped or "о-ва" in name:
            continue
        if language in ("ar", "ru"):  # without harakat and accents
            name = "".join(c for c in unicodedata.normalize("NFC", name)
                           if not 0x64B <= ord(c) <= 0x652 and c != "\u0301")
        names.append(unicodedata.normalize("NFC", decline(name) if language == "ru" else name))
    return names


class State:
    def __init__(self, sources, row):
        self.region, english, adjectives, fr, es, ru, more = row
        english, more = split(english), split(more)
        dropped = {name[1:] for name in more if name.startswith("-")}
        self.name = english[0]
        self.iso3 = sources.iso3(self.region)
        self.languages = sources.spoken[self.region]
        self.by_hand = unique(english + [n.replace("’", "'") for n in more if not n.startswith("-")])
        self.found = of_sources(sources, self.region, dropped)
        self.adjectives = unique(split(adjectives) + [french(a) for a in split(fr)] +
                                 [spanish(a) for a in split(es)] + [stem + "{A}" for stem in split(ru)])

    def take(self, claimed):
        """Adds what the sources say beyond what is written by hand and is no other's name."""
        known = keys_of(self.by_hand)
        self.names = list(self.by_hand)
        for name in self.found:
            keys = keys_of([name])
            others = {key for key in keys if claimed.get(key, {self.region}) != {self.region}}
            if keys <= known or others:
                continue
            known |= keys
            self.names.append(name)

    def write(self):
        yield f"  {scalar(self.region)}:"
        yield f"    name: {scalar(self.name)}"
        yield f"    iso3: {self.iso3}"
        yield sequence("languages", self.languages, 4)
        yield sequence("names", self.names, 4)
        if self.adjectives:
            yield sequence("adjectives", self.adjectives, 4)


def group(row):
    key, english, names, members, changes = row
    english = split(english)
    yield f'  "{key}":'
    yield f"    name: {scalar(english[0])}"
    yield sequence("names", unique(english + split(names)), 4)
    if members:
        yield sequence("members", members.split(), 4)
    for i, change in enumerate(changes.split()):
        if i == 0:
            yield "    changes:"
        member, how, day = re.fullmatch(r"(\w\w)([+-])(\S+)", change).groups()
        yield f'      - {{id: {scalar(member)}, {"from" if how == "+" else "until"}: "{day}"}}'


HEAD = """\
# parties.yaml - States and groups by the names that people give them.
#
# Made by scripts/make-parties.py from VERSION
# and scripts/parties-by-hand.txt: change that file and run the script again.
#
# A name is matched on whole words, longest first, whatever its case and accents, with two
# exceptions: one that is written here with a capital letter needs one in the text ("Turkey"),
# one written in capitals only needs capitals ("US").  Braces list endings.
# `languages` are official ones, by which a text that names nobody may be told.
# `members` of a group are today's; `changes` say who joined or left, and when.

# The endings of a Russian adjective, written {A} below.
adjective_endings: [ий, ого, ому, им, ом, ая, ой, ую, ое, ие, их, ими]
"""


def claims(states, rows):
    """Name to the regions it is used for: a name of two is nobody's, one by hand is its owner's."""
    claimed = {}
    for state in states:
        for key in keys_of(state.found):
            claimed.setdefault(key, set()).add(state.region)
    for state in states:
        for key in keys_of(state.by_hand + state.adjectives):
            claimed[key] = {state.region}
    for row in rows:
        if row[0] == "none":
            claimed.update((key, {"none"}) for key in keys_of(split(row[1])))
        elif row[0].startswith("G:"):
            claimed.update((key, {row[0]}) for key in keys_of(split(row[1]) + split(row[2])))
    return claimed


def make(sources):
    rows = [line.split("|") for line in BY_HAND.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")]
    states = [State(sources, row) for row in rows if re.fullmatch(r"[A-Z]{2}", row[0])]
    claimed = claims(states, rows)
    yield HEAD.replace("VERSION", sources.version)
    yield "# Words that hold a party's name and mean no party."
    yield sequence("none", [n for r in rows if r[0] == "none" for n in split(r[1])], 0)
    yield "\n# Names that people bear, too: not taken behind a title (Mr., Ambassador)."
    yield sequence("given", [n for r in rows if r[0] == "given" for n in split(r[1])], 0)
    yield "\nparties:"
    for state in states:
        state.take(claimed)
        yield from state.write()
    for row in rows:
        if row[0].startswith("G:"):
            yield from group(row)


def check(text, version):
    committed = TARGET.read_text(encoding="utf-8")
    if version not in committed:
        print(f"skipped: {TARGET.name} was not made from {version}, which are installed")
        return SKIPPED
    diff = list(difflib.unified_diff(committed.splitlines(), text.splitlines(),
                                     "committed", "made", lineterm=""))
    print("\n".join(diff[:60]) if diff else f"{TARGET.name} is what the script makes")
    return 1 if diff else 0


def main():
    try:
        sources = Sources()
    except OSError as error:
        print(f"{pathlib.Path(sys.argv[0]).name}: {error}; install unicode-cldr-core and iso-codes",
              file=sys.stderr)
        return SKIPPED
    text = "\n".join(make(sources)) + "\n"
    if sys.argv[1:] == ["--check"]:
        return check(text, sources.version)
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
