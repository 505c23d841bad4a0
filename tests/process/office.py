"""Word documents, OpenDocument texts and e-mails, made for tests of paragraphs: the first two are
centred and bold, and the rest is text."""

import email.message
import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


def relations(**targets):
    return (f'<Relationships xmlns="{RELATIONS}">' + "".join(
        f'<Relationship Id="{kind}" Type="{TYPES}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()) + "</Relationships>")


def docx(paragraphs, header="", compression=zipfile.ZIP_DEFLATED):
    def paragraph(n, text):
        form = '<w:pPr><w:jc w:val="center"/></w:pPr>' if n < 2 else ""
        look = "<w:rPr><w:b/></w:rPr>" if n < 2 else ""
        return f"<w:p>{form}<w:r>{look}<w:t>{escape(text)}</w:t></w:r></w:p>"

    body = "".join(paragraph(n, text) for n, text in enumerate(paragraphs))
    section = (f'<w:sectPr><w:headerReference w:type="default" xmlns:r="{TYPES}" r:id="header"/>'
               "</w:sectPr>")
    return archive({
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/_rels/document.xml.rels": relations(header="header1.xml"),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}{section}</w:body>'
                             "</w:document>",
        "word/header1.xml": f'<w:hdr xmlns:w="{W}">{paragraph(9, header)}</w:hdr>',
    }, compression)


def odt(paragraphs, compression=zipfile.ZIP_DEFLATED):
    spaces = " ".join(f'xmlns:{prefix}="{OASIS}{name}:1.0"' for prefix, name in (
        ("office", "office"), ("text", "text"), ("style", "style"),
        ("fo", "xsl-fo-compatible")))
    body = "".join(f'<text:p text:style-name="{"P1" if n < 2 else ""}">{escape(text)}</text:p>'
                   for n, text in enumerate(paragraphs))
    return archive({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {spaces}><office:automatic-styles>"
                       '<style:style style:name="P1" style:family="paragraph">'
                       '<style:paragraph-properties fo:text-align="center"/></style:style>'
                       f"</office:automatic-styles><office:body><office:text>{body}"
                       "</office:text></office:body></office:document-content>",
    }, compression)


def eml(text, attachments=(), subject="Statement"):
    """Attachments are pairs of a name and bytes."""
    message = email.message.EmailMessage()
    message["From"] = "Permanent Mission <mission@site.example>"
    message["To"] = "Secretariat <secretariat@site.example>"
    message["Date"] = "Tue, 12 Dec 2023 10:00:00 -0500"
    message["Subject"] = subject
    message.set_content(text)
    for name, data in attachments:
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message.as_bytes()
