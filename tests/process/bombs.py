"""Files that are small and ask for much, or that are not what they say: archives, XML, web pages,
texts and e-mails.  (PDF: bombs_pdf.py.)

bombs() has them by name; each is made only when it is called.  A name's first part says what it is.
"""

import base64
import io
import random
import struct
import zipfile
import zlib

import office
import poison
from statements import TEXT

MIB = 1024 * 1024

W = f'xmlns:w="{office.W}"'


# -- archives ------------------------------------------------------------------------------


def docx(body, document=None, **parts):
    """`document` is the whole part, `parts` are more of word/."""
    return office.archive({
        "_rels/.rels": office.relations(officeDocument="word/document.xml"),
        "word/_rels/document.xml.rels": office.relations(
            header="header1.xml", styles="styles.xml", numbering="numbering.xml",
            footnotes="footnotes.xml"),
        "word/document.xml": document or f"<w:document {W}><w:body>{body}</w:body></w:document>",
        **{f"word/{name}.xml": text for name, text in parts.items()}})


def odt(body, styles="", document=None):
    spaces = " ".join(f'xmlns:{prefix}="{office.OASIS}{name}:1.0"' for prefix, name in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"),
        ("fo", "xsl-fo-compatible")))
    return office.archive({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": document or
                       f"<office:document-content {spaces}><office:automatic-styles>{styles}"
                       f"</office:automatic-styles><office:body><office:text>{body}"
                       "</office:text></office:body></office:document-content>"})


def p(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def laughs(root, inside):
    """An XML document whose entity is a billion times another one."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY e0 "ha">{entities}]>{inside.replace("@", "&e9;")}'


def external(root, inside, address):
    return (f'<!DOCTYPE {root} SYSTEM "{address}" [<!ENTITY e SYSTEM "{address}">'
            f'<!ENTITY % p SYSTEM "{address}"> %p;]>{inside.replace("@", "&e;")}')


DOCUMENT = f"<w:document {W}><w:body>{p('@')}{p('We thank the Chair.')}</w:body></w:document>"


def many_parts(count):
    return office.archive({f"word/{n}.xml": "" for n in range(count)}, zipfile.ZIP_STORED)


def overlapping(count):
    """One packed part of 16 MiB that stands in the directory `count` times."""
    packed = office.archive({"word/document.xml": "x" * (16 * MIB)})
    directory = packed.rindex(b"PK\x01\x02")
    end = packed.rindex(b"PK\x05\x06")
    entry = packed[directory:end]
    return (packed[:directory] + entry * count +
            struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count,
                        directory, 0))


def nested_archives(depth):
    data = docx(p("The innermost."))
    for _ in range(depth):
        data = office.archive({"word/document.xml": data})
    return data


def size_lie(size):
    """Both heads of the document's part say that it has `size` bytes."""
    packed = bytearray(docx(p("x" * 100000)))
    name = b"word/document.xml"
    at = packed.index(name) - 30
    struct.pack_into("<L", packed, at + 22, size)
    at = packed.rindex(name) - 46
    struct.pack_into("<L", packed, at + 24, size)
    return bytes(packed)


def styles_loop():
    style = ('<w:style w:type="paragraph" w:styleId="{0}"><w:basedOn w:val="{1}"/>'
             '<w:link w:val="{1}"/></w:style>')
    return docx('<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>Text.</w:t></w:r></w:p>' * 1000,
                styles=f"<w:styles {W}>{style.format('a', 'b')}{style.format('b', 'a')}</w:styles>")


def styles_chain(count):
    chain = "".join(f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/>'
                    "</w:style>" for n in range(count))
    body = "".join(f'<w:p><w:pPr><w:pStyle w:val="s{n}"/></w:pPr><w:r><w:t>Text {n}.</w:t></w:r>'
                   "</w:p>" for n in range(count))
    return docx(body, styles=f"<w:styles {W}>{chain}</w:styles>")


def notes_loop():
    note = (f'<w:footnotes {W}><w:footnote w:id="1"><w:p><w:r><w:t>Note.</w:t>'
            '<w:footnoteReference w:id="1"/></w:r></w:p></w:footnote></w:footnotes>')
    return docx('<w:p><w:r><w:t>Text.</w:t><w:footnoteReference w:id="1"/></w:r></w:p>' * 5000,
                footnotes=note)


def headers(count):
    section = (f'<w:headerReference w:type="default" xmlns:r="{office.TYPES}" r:id="header"/>'
               * count)
    return docx(p("Text.") + f"<w:sectPr>{section}</w:sectPr>",
                header1=f"<w:hdr {W}>{p('Permanent Mission of France')}</w:hdr>")


def numbering(levels):
    level = '<w:lvl w:ilvl="{0}"><w:start w:val="2147483647"/><w:numFmt w:val="lowerRoman"/>' \
            '<w:lvlText w:val="{1}"/></w:lvl>'
    every = "".join(f"%{n}" for n in range(1, 10)) * 500
    return docx('<w:p><w:pPr><w:numPr><w:ilvl w:val="8"/><w:numId w:val="1"/></w:numPr></w:pPr>'
                '<w:r><w:t>Text.</w:t></w:r></w:p>' * 2000,
                numbering=f'<w:numbering {W}><w:abstractNum w:abstractNumId="1">'
                          + "".join(level.format(n, every) for n in range(levels))
                          + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/>'
                            "</w:num></w:numbering>")


def attributes(count):
    return " ".join(f'a{n}="{n}"' for n in range(count))


# -- web pages -----------------------------------------------------------------------------


def html(body):
    return f"<!DOCTYPE html><html><head><title>Statement</title></head><body>{body}".encode(
        errors="surrogateescape")


# -- e-mails -------------------------------------------------------------------------------


def mail(body, kind="text/plain; charset=utf-8", more=""):
    return (f"From: a@site.example\r\nTo: b@site.example\r\nSubject: Statement\r\n{more}"
            f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n").encode() + body


def nested_parts(depth):
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'
                   for n in range(depth))
    return mail((head + "Content-Type: text/plain\r\n\r\n").encode() + TEXT.encode(),
                'multipart/mixed; boundary="b"\r\n\r\n--b')


def nested_messages(depth):
    data = mail(TEXT.encode())
    for _ in range(depth):
        data = mail(data, "message/rfc822")
    return data


def parts(count, part="Content-Type: text/plain\r\n\r\nWe agree."):
    return mail(f"--b\r\n{part}\r\n".encode() * count + b"--b--\r\n", "multipart/mixed; boundary=b")


# -- texts ---------------------------------------------------------------------------------


def marks(count):
    """Letters with more marks on them than normalization likes, of classes in no order."""
    dice = random.Random(3)
    return "".join(chr(dice.choice([0x300, 0x316, 0x31b, 0x345, 0x5b0, 0x64b, 0x93c]))
                   if n % 1000 else "a" for n in range(count)).encode()


def gz(data):
    return zlib.compressobj(9, zlib.DEFLATED, 31).compress(data)


PARAGRAPH = "We support the proposal of the Chair, with some changes. "
COUNTRIES = ["France", "Chile", "Russian Federation", "Kenya", "Viet Nam",
             "United States of America"]

def bombs(trap, secret):
    """{name: what makes it}.  `trap` is an address that nobody is to call, `secret` one of a file
    that nobody is to read."""
    return {
        # archives and XML
        "docx_ratio": lambda: docx(p("x" * (60 * MIB))),
        "docx_spaces": lambda: docx(p(" " * (30 * MIB) + "x")),
        "docx_large": lambda: docx(p(PARAGRAPH * 8) * 40000),
        "docx_parts": lambda: many_parts(60000),
        "docx_overlapping": lambda: overlapping(5000),
        "docx_nested": lambda: nested_archives(30),
        "docx_size_small": lambda: size_lie(10),
        "docx_size_large": lambda: size_lie(60 * MIB),
        "docx_size_giant": lambda: size_lie(2 ** 32 - 1),
        "docx_laughs": lambda: docx("", laughs("w:document", DOCUMENT)),
        "docx_external": lambda: docx("", external("w:document", DOCUMENT, trap)),
        "docx_secret": lambda: docx("", external("w:document", DOCUMENT, secret)),
        "docx_attributes": lambda: docx(f"<w:p {attributes(60000)}>{p('Text.')}</w:p>"),
        "docx_namespaces": lambda: docx("<w:p " + " ".join(
            f'xmlns:n{n}="n{n}"' for n in range(60000)) + ">" + p("Text.") + "</w:p>"),
        "docx_tables_deep": lambda: docx("<w:tbl><w:tr><w:tc>" * 200000 + p("Text.")),
        "docx_runs_deep": lambda: docx("<w:p><w:r>" * 100 + "<w:t>Text." + "</w:t>"
                                       + "</w:r></w:p>" * 100),
        "docx_paragraphs_empty": lambda: docx("<w:p/>" * 1000000),
        "docx_paragraphs": lambda: docx(p("We agree.") * 300000),
        "docx_breaks": lambda: docx("<w:p><w:r>" + '<w:br w:type="page"/>' * 500000
                                    + "<w:t>Text.</w:t></w:r></w:p>"),
        "docx_styles_loop": styles_loop,
        "docx_styles_chain": lambda: styles_chain(20000),
        "docx_notes_loop": notes_loop,
        "docx_headers": lambda: headers(20000),
        "docx_numbering": lambda: numbering(9),
        "docx_itself": lambda: office.archive({
            "_rels/.rels": office.relations(officeDocument="_rels/.rels")}),
        "docx_word": lambda: b"PK\x03\x04" + b"word/document.xml" * 1000,
        "odt_spaces": lambda: odt('<text:p>a<text:s text:c="2147483647"/>b</text:p>' * 10),
        "odt_spaces_many": lambda: odt(
            "<text:p>a" + '<text:s text:c="65535"/>' * 30000 + "b</text:p>"),
        "odt_columns": lambda: odt(
            '<table:table><table:table-column table:number-columns-repeated="2147483647"/>'
            '<table:table-row table:number-rows-repeated="2147483647"><table:table-cell '
            'table:number-columns-repeated="2147483647"><text:p>Text.</text:p></table:table-cell>'
            "</table:table-row></table:table>"),
        "odt_lists_deep": lambda: odt(
            "<text:list><text:list-item>" * 100000 + "<text:p>Text.</text:p>"),
        "odt_styles_loop": lambda: odt(
            '<text:p text:style-name="a">Text.</text:p>' * 1000,
            '<style:style style:name="a" style:family="paragraph" style:parent-style-name="b"/>'
            '<style:style style:name="b" style:family="paragraph" style:parent-style-name="a"/>'),
        "odt_laughs": lambda: odt("", document=laughs("a", "<a>@</a>")),
        "odt_external": lambda: odt("", document=external("a", "<a>@</a>", trap)),
        # web pages
        "html_attributes": lambda: html(f"<div {attributes(60000)}><p>{PARAGRAPH * 9}</p></div>"),
        "html_attributes_many": lambda: html(f"<div {attributes(1000)}>x</div>" * 200),
        "html_div": lambda: html("<div>" * 200000 + f"<p>{PARAGRAPH * 9}</p>"),
        "html_bold": lambda: html("<b><i>" * 200000 + PARAGRAPH * 9),
        "html_links": lambda: html("".join(f"<a href='/{n}'>Link {n}</a>" for n in range(100000))),
        "html_tables": lambda: html("<table><tr><td>" * 5000 + PARAGRAPH),
        "html_lists": lambda: html("<ul><li>" * 5000 + PARAGRAPH * 9),
        "html_paragraphs": lambda: html("<p>We agree.</p>" * 200000),
        "html_paragraphs_open": lambda: html("<p>" * (1 << 20)),
        "html_too_many": poison.memory,
        "html_siblings": lambda: html("<div><p>We agree, and thank you.</p></div>" * 100000),
        "html_headings": lambda: html("<h2>Statement by France</h2><p>We agree.</p>" * 50000),
        "html_comment": lambda: html("<!--" * 500000 + TEXT),
        "html_tag_open": lambda: html("<" * MIB + TEXT),
        "html_attribute_long": lambda: html(
            f"<div class='{'content ' * 200000}'><p>{PARAGRAPH * 9}</p></div>"),
        "html_classes": lambda: html("".join(f"<p class='{'c%d ' % n * 50}'>{PARAGRAPH}</p>"
                                             for n in range(5000))),
        "html_entities": lambda: html("<p>" + "&#x57;&amp;&eacute;&#99999999;&bogus;" * 100000),
        "html_json": lambda: html('<script type="application/ld+json">'
                                  + '{"articleBody":[' * 200000
                                  + f"</script><p>{PARAGRAPH * 9}</p>"),
        "html_laughs": lambda: laughs("html", f"<html><p>@</p><p>{PARAGRAPH * 9}</p>").encode(),
        "html_external": lambda: external("html", f"<html><body><p>@</p><p>{PARAGRAPH * 9}</p>",
                                          trap).encode(),
        "html_nul": lambda: html(TEXT).replace(b"e", b"e\0\0\0"),
        "html_charset_lie": lambda: b'<meta charset="utf-16"><body>' + html(TEXT),
        "html_charset_none": lambda: (b'<meta charset="' + b"x" * 4000 + b'"><body>'
                                      + html(TEXT + "\udcff")),
        "html_utf16_odd": lambda: b"\xff\xfe" + html(TEXT).decode().encode("utf-16-le") + b"x",
        "html_title": lambda: html(TEXT).replace(
            b"<title>", b"<title>" + b"Statement by France " * 50000),
        # texts
        "text_one_line": lambda: b"word " * 1000000,
        "text_one_word": lambda: b"a" * (8 * MIB),
        "text_lines": lambda: b"a\n" * 1000000,
        "text_lines_empty": lambda: TEXT.encode() + b"\n" * (8 * MIB),
        "text_spaces": lambda: b" " * (8 * MIB) + TEXT.encode(),
        "text_form_feeds": lambda: b"\f" * (4 * MIB) + TEXT.encode(),
        "text_quoted": lambda: b"> " * (2 * MIB) + TEXT.encode(),
        "text_bullets": lambda: b"- we agree\n" * 200000,
        "text_hyphens": lambda: b"inter-\nnational co-\noperation " * 100000,
        "text_stars": lambda: (b"*a " * 20000 + b"\n\n") * 50,
        "text_stars_nested": lambda: (b"*a " * 10000 + b"b* " * 10000 + b"\n\n") * 50,
        "text_brackets": lambda: (b"[" * 60000 + b"\n\n") * 100,
        "text_links": lambda: (b"[a](b)" * 10000 + b"\n\n") * 100,
        "text_escapes": lambda: b"\\*" * (2 * MIB),
        "text_rules": lambda: b"---\n===\n" * 200000,
        "text_marks": lambda: marks(MIB),
        "text_marks_one_letter": lambda: b"a" + "\u0300\u0316".encode() * MIB,
        "text_right_to_left": lambda: ("\u202e\u2067\u200f\u0628\u0644\u0627" * 200000).encode(),
        "text_joiners": lambda: ("\u200d\u200c\u2060\ufeff\u00ad" * 300000 + TEXT).encode(),
        "text_jamo": lambda: ("\u1100\u1161\u11a8" * 300000).encode(),
        "text_ligatures": lambda: ("\ufdfa" * 300000).encode(),
        "text_nul": lambda: TEXT.encode() + bytes(4 * MIB),
        "text_utf16": lambda: b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\x00",
        "text_utf16_halves": lambda: b"\xfe\xff" + b"\xd8\x00" * 500000,
        "text_utf32": lambda: b"\x00\x00\xfe\xff" + b"\x7f\xff\xff\xff" * 200000 + b"\x00",
        "text_escapes_2022": lambda: b"\x1b$B\x1b(B" * 200000 + TEXT.encode(),
        "text_utf7": lambda: b"+AGEAYQBh-" * 100000,
        "text_bytes": lambda: random.Random(4).randbytes(2 * MIB).translate(
            bytes(c if c >= 32 else 32 for c in range(256))),
        "text_latin": lambda: bytes(range(32, 256)) * 10000,
        "text_binary": lambda: random.Random(5).randbytes(MIB),
        # what statements are told apart by, too much of it
        "turns": lambda: "".join(f"The President: I thank {c}.\n\nMr. Name ({c}): {PARAGRAPH}\n\n"
                                 for c in COUNTRIES * 5000).encode(),
        "turns_empty": lambda: b"The President:\n\n" * 200000,
        "co_sponsors": lambda: ("Statement delivered by France on behalf of "
                                + ", ".join(COUNTRIES * 20000) + ".\n\n" + TEXT).encode(),
        "names": lambda: " ".join(COUNTRIES * 50000).encode(),
        "names_capitals": lambda: "\n\n".join(c.upper() for c in COUNTRIES * 20000).encode(),
        "dates": lambda: b"On 12 December 2023 and 2023-12-13, le 14 decembre 2023. " * 50000,
        "dates_broken": lambda: b"12 12 12 December December 2023 2023 99999999999 " * 50000,
        "ordinals": lambda: (b"Seventy-ninth session of the General Assembly, First Committee. "
                             * 50000),
        "agenda": lambda: (b"Agenda item 99: (a) (b) (c) Thematic discussion on item 99999999 "
                           * 50000),
        "titles": lambda: (b"STATEMENT BY H.E. MR. NAME, PERMANENT REPRESENTATIVE OF FRANCE\n\n"
                           * 50000),
        "parentheses": lambda: b"Mr. " + b"(" * MIB + b"France" + b")" * MIB,
        # e-mails
        "eml_parts_deep": lambda: nested_parts(20000),
        "eml_messages_deep": lambda: nested_messages(1000),
        "eml_parts": lambda: parts(50000),
        "eml_attachments": lambda: parts(
            300, 'Content-Type: application/octet-stream; name="a.pdf"\r\n\r\n%PDF-1.4\n'
            + "x" * 1000),
        "eml_header": lambda: mail(TEXT.encode(), more="X-A: " + "a" * (4 * MIB) + "\r\n"),
        "eml_headers": lambda: mail(TEXT.encode(), more="X-A: a\r\n" * 300000),
        "eml_folded": lambda: mail(TEXT.encode(), more="X-A: a\r\n" + " folded\r\n" * 300000),
        "eml_encoded_words": lambda: mail(
            TEXT.encode(), more="From: " + "=?utf-8?B?w4Q=?= " * 50000 + "\r\n"),
        "eml_base64": lambda: mail(base64.b64encode(TEXT.encode() * 5000) + b"*" * MIB,
                                   more="Content-Transfer-Encoding: base64\r\n"),
        "eml_quoted": lambda: mail(b"=\r\n" * MIB + TEXT.encode(),
                                   more="Content-Transfer-Encoding: quoted-printable\r\n"),
        "eml_boundary_long": lambda: mail(TEXT.encode(), "multipart/mixed; boundary=" + "b" * MIB),
        "eml_boundary_lines": lambda: mail(b"--b" * MIB + b"\r\n--b\r\n\r\n" + TEXT.encode(),
                                           "multipart/mixed; boundary=b"),
        "eml_boundary_none": lambda: mail(b"--\r\n" * 500000, 'multipart/mixed; boundary=""'),
        # what is known and not read
        "gzip": lambda: gz(bytes(64 * MIB)),
        "rtf": lambda: b"{\\rtf1 " + b"{" * MIB,
        "doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4 * MIB),
        "mark_alone": lambda: b"\xef\xbb\xbf",
        "one_byte": lambda: b"%",
    }
