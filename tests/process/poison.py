"""Documents that do harm to who reads them, each by a way that real files take.

A reader must survive them; what they do to it ends in quarantine under the reason given here.
"""

import zlib

REASONS = {"crash": "crashed", "damaged": "malformed", "hang": "timeout", "memory": "too_large"}

_PAGES = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]


def _file(objects, salt):
    out = b"%%PDF-1.4\n%%%s\n" % salt.encode()
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, start)


def _stream(data, head=b""):
    packed = zlib.compress(data, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        head, len(packed), packed)


def _page(content, fonts):
    return [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<<%s>>>>"
            b"/Contents 4 0 R>>" % fonts, _stream(content)]


def crash(salt=""):
    """A PDF whose font uses a character map that uses itself: Poppler follows it until the stack
    is used up."""
    return _file(_PAGES + _page(b"BT /F1 12 Tf 72 700 Td <00010002> Tj ET", b"/F1 5 0 R") + [
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding 7 0 R/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/FontDescriptor 8 0 R>>",
        b"<</Type/CMap/CMapName/X/UseCMap 7 0 R/Length 18>>\nstream\nbegincmap endcmap\n\n"
        b"endstream",
        b"<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 1"
        b"/Descent 0/CapHeight 1/StemV 1>>"], salt)


def damaged(salt=""):
    """A PDF of which only the beginning came."""
    return b"%PDF-1.4\n" + salt.encode() + bytes(100)


def hang(salt=""):
    """A PDF of 2 KiB whose one page draws a form a thousand times, which draws another one a
    thousand times, which has a thousand operators that draw nothing."""
    def form(content, others):
        return _stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<%s>>" % others)

    page = (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</XObject<</A 5 0 R>>>>"
            b"/Contents 4 0 R>>")
    return _file(_PAGES + [page, _stream(b"/A Do " * 1000),
                           form(b"/B Do " * 1000, b"/XObject<</B 6 0 R>>"),
                           form(b"q Q " * 500, b"")], salt)


def memory(salt=""):
    """A web page of 9 MiB that is nothing but paragraphs."""
    return b"<html><body>" + salt.encode() + b"<p>" * (3 << 20)
