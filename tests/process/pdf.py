"""A small writer of PDF files, for tests and for the demonstration's site.

Text only, in two of the fonts that every reader has (Helvetica, Helvetica-Bold), so that
nothing is embedded: what a word processor's simplest export looks like.  Characters are those
of Windows-1252.

    doc = Document()
    doc.centred("STATEMENT", bold=True)
    doc.paragraph("We support ...")
    open("x.pdf", "wb").write(doc.bytes())
"""

import zlib

PAGE_WIDTH, PAGE_HEIGHT = 595, 842  # A4, in points
MARGIN = 72

# Helvetica's advance widths for U+0020 to U+007E, in thousandths of the font size (Adobe's
# metrics of the standard 14 fonts); other characters are as wide as an 'n'.
_WIDTHS = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584]


def width(text, size):
    """The width of a line of Helvetica, in points."""
    total = 0
    for char in text:
        index = ord(char) - 32
        total += _WIDTHS[index] if 0 <= index < len(_WIDTHS) else 556
    return total * size / 1000


def _literal(text):
    raw = text.encode("cp1252", "replace")
    for special in (b"\\", b"(", b")"):
        raw = raw.replace(special, b"\\" + special)
    return b"(" + raw + b")"


class Document:
    def __init__(self, size=12, leading=1.25, header=None, footer=None):
        self.size, self.leading = size, leading
        self.header, self.footer = header, footer  # '%d' stands for the page's number
        self.pages = []
        self.new_page()

    def new_page(self):
        self.pages.append([])
        self.y = MARGIN
        number = len(self.pages)
        for text, y in ((self.header, 40), (self.footer, PAGE_HEIGHT - 36)):
            if text:
                line = text.replace("%d", str(number))
                self.line(line, (PAGE_WIDTH - width(line, 9)) / 2, y, size=9)

    def line(self, text, x, y, size=None, bold=False):
        """One line with its baseline `y` points below the page's top."""
        font = b"/F2" if bold else b"/F1"
        self.pages[-1].append(b"BT %s %g Tf 1 0 0 1 %g %g Tm %s Tj ET" % (
            font, size or self.size, x, PAGE_HEIGHT - y, _literal(text)))

    def advance(self, lines=1.0, size=None):
        self.y += (size or self.size) * self.leading * lines

    def wrap(self, text, room, indent=0, size=None):
        lines, line, left = [], "", room - indent
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if line and width(longer, size or self.size) > left:
                lines.append(line)
                line, left = word, room
            else:
                line = longer
        return lines + [line] if line else lines

    def _row(self, text, x, size, bold):
        if self.y > PAGE_HEIGHT - MARGIN:
            self.new_page()
        self.advance(size=size)
        self.line(text, x, self.y, size=size, bold=bold)

    def centred(self, text, bold=False, size=None, room=360):
        for line in self.wrap(text, room, size=size):
            self._row(line, (PAGE_WIDTH - width(line, size or self.size)) / 2, size, bold)

    def paragraph(self, text, indent=0, space=0.6, bold=False, size=None):
        self.advance(space)
        for n, line in enumerate(self.wrap(text, PAGE_WIDTH - 2 * MARGIN, indent, size)):
            self._row(line, MARGIN + (indent if n == 0 else 0), size, bold)

    def bytes(self, compress=True):
        """The file."""
        kids = b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(len(self.pages)))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(self.pages)),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold"
            b" /Encoding /WinAnsiEncoding >>"]
        for n, page in enumerate(self.pages):
            stream, extra = b"\n".join(page), b""
            if compress:
                stream, extra = zlib.compress(stream), b" /Filter /FlateDecode"
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
                b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
                % (PAGE_WIDTH, PAGE_HEIGHT, 6 + 2 * n))
            objects.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (
                len(stream), extra, stream))
        return assemble(objects)


def assemble(objects):
    """A file of these objects, numbered from 1; the first one is its catalogue."""
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, start)
    return bytes(out)
