"""Files that were good and are damaged now: flipped bits, pieces lost, doubled, overwritten or
taken from another file, other numbers, the beginning alone.  The same seed gives the same files."""

import io
import random
import zipfile

import bombs
import bombs_pdf
import office
import pdf
from statements import (STATEMENT, TEXT, statement_html, statement_office, statement_pdf,
                        statement_text)

NUMBERS = [b"0", b"-1", b"255", b"65536", b"2147483647", b"2147483648", b"4294967295",
           b"9223372036854775808", b"1e308", b"NaN", b"0.0000001"]


def many_pages_pdf():
    doc = pdf.Document(header="Permanent Mission of France", footer="page %d")
    for n in range(6):
        doc.paragraph(f"{n + 1}. " + STATEMENT.replace("\n\n", " "), indent=20)
        doc.new_page()
    return doc.bytes(False)


def rich_docx():
    return bombs.docx(
        '<w:p><w:pPr><w:pStyle w:val="a"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>'
        '</w:numPr></w:pPr><w:r><w:t>Numbered.</w:t><w:footnoteReference w:id="1"/></w:r></w:p>'
        "<w:tbl><w:tr><w:tc>" + bombs.p("Cell.") + "</w:tc></w:tr></w:tbl>"
        + "".join(map(bombs.p, STATEMENT.split("\n\n"))),
        styles=f'<w:styles {bombs.W}><w:style w:type="paragraph" w:styleId="a"><w:rPr><w:b/>'
               "</w:rPr></w:style></w:styles>",
        footnotes=f'<w:footnotes {bombs.W}><w:footnote w:id="1">{bombs.p("Note.")}</w:footnote>'
                  "</w:footnotes>")


def seeds():
    """{ending: good file}."""
    stored = zipfile.ZIP_STORED
    return {
        "pdf": statement_pdf(), "raw.pdf": statement_pdf(False), "pages.pdf": many_pages_pdf(),
        "type3.pdf": bombs_pdf.type3(b"9 0 d0 0 0 9 9 re f", b""),
        "map.pdf": bombs_pdf.unicode_map(b"1 beginbfrange <00> <FF> <0000> endbfrange"),
        "form.pdf": bombs_pdf.exponential_forms(2, 2),
        "docx": statement_office(office.docx), "rich.docx": rich_docx(),
        "stored.docx": office.docx(TEXT.split("\n\n"), compression=stored),
        "odt": statement_office(office.odt),
        "stored.odt": office.odt(TEXT.split("\n\n"), stored),
        "html": statement_html(), "txt": statement_text(),
        "utf16.txt": TEXT.encode("utf-16"),
        "latin.txt": TEXT.replace("e", "\xe9").encode("latin-1"),
        "eml": office.eml(TEXT, [("a.txt", statement_text()), ("a.pdf", statement_pdf())]),
        "html.eml": office.eml("See it.", [("a.docx", statement_office(office.docx))]),
    }


def mutate(dice, data, others):
    """One variant of `data`; `others` give pieces."""
    data = bytearray(data)
    kind = dice.choice(["bits", "bytes", "loss", "double", "number", "splice", "cut", "swap"])
    for _ in range(1 if kind == "cut" else 1 << dice.randrange(7)):
        at = dice.randrange(len(data))
        piece = slice(at, at + dice.randrange(1, 400))
        if kind == "bits":
            data[at] ^= 1 << dice.randrange(8)
        elif kind == "bytes":
            data[at:at + dice.randrange(1, 64)] = dice.randbytes(dice.randrange(64))
        elif kind == "loss":
            del data[at:at + dice.randrange(1, 64)]
        elif kind == "double":
            data[at:at] = data[piece]
        elif kind == "number":
            at = next((n for n in range(at, len(data)) if chr(data[n]).isdigit()), at)
            data[at:at + 1] = dice.choice(NUMBERS)
        elif kind == "splice":
            other = dice.choice(others)
            start = dice.randrange(len(other))
            data[at:at + dice.randrange(400)] = other[start:start + dice.randrange(1, 400)]
        elif kind == "cut":
            del data[at:]
        else:
            taken = bytes(data[piece])
            del data[piece]
            at = dice.randrange(len(data) + 1)
            data[at:at] = taken
        if len(data) < 2:
            break
    return bytes(data)


def mutate_inside(dice, data, others):
    """The same inside an archive, in one of its parts: the archive itself is sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = dice.choice([name for name, part in parts.items() if len(part) > 100])
    parts[name] = mutate(dice, parts[name], others)
    return office.archive(parts)


def mutated(count, seed):
    """`count` pairs of a name and bytes, all seeds in turns."""
    good = seeds()
    archives = [ending for ending in good if ending.endswith(("docx", "odt"))]
    turns = [(ending, mutate) for ending in good if ending not in archives]
    turns += [(ending, mutate_inside) for ending in archives]
    turns += [(ending, mutate) for ending in archives if ending.startswith("stored")]
    for n in range(count):
        dice = random.Random(f"{seed}/{n}")
        ending, damage = turns[n % len(turns)]
        yield f"{n}.{ending}", damage(dice, good[ending], list(good.values()))
