"""Scans for tests: PDFs whose pages are pictures of text, drawn by Leptonica with a font of its own."""

import ctypes
import zlib

import pdf

DPI = 200
FONT = 10  # points of Leptonica's; about as large as 12 points at 200 dpi
PNM = 11
WIDTH, HEIGHT = pdf.PAGE_WIDTH * DPI // 72, pdf.PAGE_HEIGHT * DPI // 72
LINE_CHARS = 68


def _leptonica():
    lept = ctypes.CDLL("liblept.so.5")
    lept.bmfCreate.restype = lept.pixCreate.restype = ctypes.c_void_p
    lept.bmfCreate.argtypes = [ctypes.c_char_p, ctypes.c_int]
    lept.pixCreate.argtypes = [ctypes.c_int] * 3
    lept.pixSetAll.argtypes = [ctypes.c_void_p]
    lept.pixSetTextline.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint,
                                    ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    lept.pixWriteMem.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_size_t),
                                 ctypes.c_void_p, ctypes.c_int]
    lept.lept_free.argtypes = [ctypes.c_void_p]
    lept.pixDestroy.argtypes = lept.bmfDestroy.argtypes = [ctypes.POINTER(ctypes.c_void_p)]
    return lept


def picture(lines):
    """A page with these lines: its grey pixels, row by row."""
    lept = _leptonica()
    font = ctypes.c_void_p(lept.bmfCreate(None, FONT))
    page = ctypes.c_void_p(lept.pixCreate(WIDTH, HEIGHT, 8))
    data, size = ctypes.c_void_p(), ctypes.c_size_t()
    lept.pixSetAll(page)
    for n, line in enumerate(lines):
        lept.pixSetTextline(page, font, line.encode("ascii"), 0, 180, 260 + 46 * n, None, None)
    lept.pixWriteMem(data, size, page, PNM)
    pixels = ctypes.string_at(data, size.value)[-WIDTH * HEIGHT:]
    lept.lept_free(data)
    lept.pixDestroy(page)
    lept.bmfDestroy(font)
    return pixels


def lines(paragraphs):
    """The paragraphs' lines, with an empty one between."""
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split():
            if line and len(line) + len(word) >= LINE_CHARS:
                yield line
                line = word
            else:
                line = f"{line} {word}" if line else word
        yield from (line, "")


def add_page(doc, paragraphs):
    """A new page of a pdf.Document that is a picture of these paragraphs."""
    doc.new_page()
    doc.pages[-1] = [b"q %d 0 0 %d 0 0 cm BI /W %d /H %d /CS /G /BPC 8 /F /Fl ID " % (
        pdf.PAGE_WIDTH, pdf.PAGE_HEIGHT, WIDTH, HEIGHT)
        + zlib.compress(picture(lines(paragraphs))) + b"\nEI Q"]


def document(paragraphs):
    """A file of one such page."""
    doc = pdf.Document()
    add_page(doc, paragraphs)
    del doc.pages[0]
    return doc.bytes()
