"""One made-up statement in each of the formats that are read."""

import office
import pdf

TITLE = "STATEMENT BY THE DELEGATION OF FRANCE"
WHERE = "New York, 12 December 2023"
STATEMENT = """Mr. Chair,

The delegation of France thanks you for convening this meeting of the working group.

We support the establishment of a global directory of points of contact, and we will name our own before the end of the year.

We cannot agree, however, to decisions by a majority of those present, since the security of all is at stake.

I thank you."""
TEXT = f"{TITLE}\n\n{WHERE}\n\n{STATEMENT}\n"


def statement_pdf(compress=True):
    doc = pdf.Document(header="Permanent Mission of France", footer="page %d")
    doc.centred(TITLE, bold=True)
    doc.centred(WHERE)
    for paragraph in STATEMENT.split("\n\n"):
        doc.paragraph(paragraph, indent=30)
    doc.new_page()
    doc.paragraph("An annex on the second page tells in more detail what the directory would be.")
    return doc.bytes(compress)


def statement_html():
    body = "".join(f"<p>{p}</p>\n" for p in STATEMENT.split("\n\n"))
    return (f"<!DOCTYPE html><html lang='en'><head><title>{TITLE}</title></head><body><nav>"
            f"<a href='/'>Home</a></nav><main><h1>{TITLE}</h1><p>{WHERE}</p>{body}</main>"
            "<footer>Imprint</footer></body></html>").encode()


def statement_office(make):
    """By office.docx or office.odt."""
    return make([TITLE, WHERE] + STATEMENT.split("\n\n"))


def statement_text():
    return TEXT.encode()
