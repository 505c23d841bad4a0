#!/usr/bin/env python3
"""Writes data/parties.yaml.

Inputs: ICU's region names in the six official languages of the United Nations (the library
libicuuc, loaded by its C interface; Unicode License) and scripts/parties-by-hand.txt.

    scripts/make-parties.py > data/parties.yaml
"""

import ctypes
import ctypes.util
import pathlib
import re
import sys

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


class Icu:
    def __init__(self):
        name = ctypes.util.find_library("icuuc")
        version = re.search(r"so\.(\d+)", name).group(1)
        library = ctypes.CDLL(name)
        self.display = getattr(library, f"uloc_getDisplayCountry_{version}")
        self.alpha3 = getattr(library, f"uloc_getISO3Country_{version}")
        self.alpha3.restype = ctypes.c_char_p

    def name(self, region, language):
        buffer = (ctypes.c_uint16 * 200)()
        status = ctypes.c_int(0)
        length = self.display(f"und_{region}".encode(), language.encode(), buffer, 200,
                              ctypes.byref(status))
        if status.value > 0 or length <= 0:
            raise SystemExit(f"{region}: no name in {language}")
        return bytes(buffer)[: 2 * length].decode("utf-16-le")

    def iso3(self, region):
        return self.alpha3(f"und_{region}".encode()).decode()


# --- Russian: the cases of a name, as braces that list endings ---

NOUN = (  # ending of the nominative, what is cut, what takes its place
    ("ия", 1, "я,и,ю,ей"), ("ея", 1, "я,и,е,ю,ей"), ("ья", 1, "я,и,е,ю,ей"), ("ка", 1, "а,и,е,у,ой"),
    ("га", 1, "а,и,е,у,ой"), ("ша", 1, "а,и,е,у,ей"), ("а", 1, "а,ы,е,у,ой"), ("ль", 1, "ь,я,ю,ем,е"),
    ("ай", 1, "й,я,ю,ем,е"), ("ей", 1, "й,я,ю,ем,е"), ("ины", 1, "ы,,ам,ами,ах"),
    ("лы", 1, "ы,,ам,ами,ах"), ("вы", 1, "ы,,ам,ами,ах"), ("мы", 1, "ы,,ам,ами,ах"),
    ("ры", 1, "ы,,ам,ами,ах"), ("ды", 1, "ы,ов,ам,ами,ах"), ("ты", 1, "ы,ов,ам,ами,ах"),
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


def decline(name):
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


def state(icu, row):
    region, english, adjectives, fr, es, ru, more = row
    english, more = split(english), split(more)
    dropped = {name[1:] for name in more if name.startswith("-")}
    of_icu = []
    for language in LANGUAGES:
        name = icu.name(region, language).replace("’", "'")
        name = re.sub(r" \((Burma|Birmanie|Birmania|Бирма|بورما)\)$", "", name)
        if name not in dropped and "о-ва" not in name:
            of_icu.append(decline(name) if language == "ru" else name)
    names = unique(english + of_icu + [n.replace("’", "'") for n in more if not n.startswith("-")])
    adjectives = unique(split(adjectives) + [french(a) for a in split(fr)] +
                        [spanish(a) for a in split(es)] + [stem + "{A}" for stem in split(ru)])
    print(f"  {scalar(region)}:")
    print(f"    name: {scalar(english[0])}")
    print(f"    iso3: {icu.iso3(region)}")
    print(sequence("names", names, 4))
    if adjectives:
        print(sequence("adjectives", adjectives, 4))


def group(row):
    key, english, names, members, changes = row
    english = split(english)
    print(f'  "{key}":')
    print(f"    name: {scalar(english[0])}")
    print(sequence("names", unique(english + split(names)), 4))
    if members:
        print("    members:")
        line = "      ["
        items = [scalar(m) for m in members.split()]
        for i, item in enumerate(items):
            piece = item + ("]" if i == len(items) - 1 else ",")
            if len(line) + len(piece) + 1 > 100:
                print(line)
                line = "       " + piece
            else:
                line += piece if line.endswith("[") else " " + piece
        print(line)
    for i, change in enumerate(changes.split()):
        if i == 0:
            print("    changes:")
        member, how, day = re.fullmatch(r"(\w\w)([+-])(\S+)", change).groups()
        print(f'      - {{id: {scalar(member)}, {"from" if how == "+" else "until"}: "{day}"}}')


HEAD = """\
# parties.yaml - States and groups by the names that people give them.
#
# Made by scripts/make-parties.py from ICU's region names (Unicode License) and
# scripts/parties-by-hand.txt: change that file and run the script again.
#
# A name is matched on whole words, longest first, whatever its case and accents, with two
# exceptions: one that is written here with a capital letter needs one in the text ("Turkey"),
# one written in capitals only needs capitals ("US").  Braces list endings.
# `members` of a group are today's; `changes` say who joined or left, and when.

# The endings of a Russian adjective, written {A} below.
adjective_endings: [ий, ого, ому, им, ом, ая, ой, ую, ое, ие, их, ими]
"""


def main():
    icu = Icu()
    source = pathlib.Path(__file__).with_name("parties-by-hand.txt")
    rows = [line.split("|") for line in source.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")]
    print(HEAD)
    print("# Words that hold a party's name and mean no party.")
    print(sequence("none", [n for r in rows if r[0] == "none" for n in split(r[1])], 0))
    print()
    print("# Names that people bear, too: not taken behind a title (Mr., Ambassador).")
    print(sequence("given", [n for r in rows if r[0] == "given" for n in split(r[1])], 0))
    print("\nparties:")
    for row in rows:
        if re.fullmatch(r"[A-Z]{2}", row[0]):
            state(icu, row)
    for row in rows:
        if row[0].startswith("G:"):
            group(row)


if __name__ == "__main__":
    sys.exit(main())
