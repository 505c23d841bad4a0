"""PDF files that are small and ask for much: of time, of memory, of the stack.

`BOMBS` has them by name; each is made only when it is called.  Those of `SLOW` draw more than can
be drawn, and may end by the time limit; those of `DEADLY` are known to kill the library that reads
them.  No other may.
"""

import random
import zlib

import pdf
import poison

MIB = 1024 * 1024
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
BOX = b"/MediaBox[0 0 595 842]"
WORDS = b"BT /F1 12 Tf 72 700 Td (We thank the Chair for convening this meeting.) Tj ET"


def stream(data, head=b"", filters=1, name=b"/FlateDecode"):
    """A stream that was packed `filters` times."""
    for _ in range(filters):
        data = zlib.compress(data, 9)
    return raw_stream(data, b"%s/Filter[%s]" % (head, name * filters))


def raw_stream(data, head=b""):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(data), data)


def form(content, resources=b""):
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<%s>>"
                  % resources)


def one_page(content, *more, page=BOX, resources=b"", catalog=b""):
    """One page: objects 1 catalog, 2 pages, 3 page, 4 content, 5 font, and then `more`."""
    return pdf.assemble([
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R%s/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>>>" % (
            page, resources),
        content if content.startswith(b"<<") else raw_stream(content), FONT, *more])


def page_tree(kids, count, *more):
    """Object 3 is a page, 4 its content."""
    return pdf.assemble([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        b"<</Type/Page/Parent 2 0 R%s/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>" % BOX,
        raw_stream(WORDS), FONT, *more])


# -- streams that unpack to much -----------------------------------------------------------


def flate(mib, piece, filters):
    """`mib` MiB of `piece`, packed bit by bit, so that making it takes little memory."""
    packer, out = zlib.compressobj(9), bytearray()
    block = piece * (MIB // len(piece))
    for _ in range(mib):
        out += packer.compress(block)
    data = bytes(out + packer.flush())
    for _ in range(filters - 1):
        data = zlib.compress(data, 9)
    return one_page(raw_stream(data, b"/Filter[%s]" % (b"/FlateDecode" * filters)))


def many_filters():
    return one_page(stream(WORDS, filters=1)[:-len(b"\nendstream")].replace(
        b"/Filter[/FlateDecode]", b"/Filter[%s]" % (b"/ASCIIHexDecode" * 20000)) + b"\nendstream")


def predictors():
    """Rows of 2^31 columns, which the predictor is to keep."""
    return one_page(stream(WORDS, b"/DecodeParms[<</Predictor 15/Columns 2147483647/Colors 32"
                                  b"/BitsPerComponent 16>>]"))


def run_lengths():
    return one_page(raw_stream(b"\x81 " * (4 * MIB) + b"\x80", b"/Filter/RunLengthDecode"))


# -- pages ---------------------------------------------------------------------------------


def many_pages(count):
    kids = b" ".join(b"%d 0 R" % (6 + n) for n in range(count))
    page = (b"<</Type/Page/Parent 2 0 R%s/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>" % BOX)
    return page_tree(kids, count, *[page] * count)


def deep_pages(depth):
    nodes = [b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (5 + n, 7 + n)
             for n in range(depth)]
    return page_tree(b"6 0 R", 1, *nodes, b"<</Type/Page%s>>" % BOX)


def page_box(box, more=b""):
    return one_page(WORDS, page=b"/MediaBox[%s]%s" % (box, more))


# -- what draws itself ---------------------------------------------------------------------


def exponential_forms(depth, each):
    """Each form draws the next one `each` times."""
    forms = [form(b"/X Do " * each, b"/XObject<</X %d 0 R>>" % (7 + n)) for n in range(depth)]
    return one_page(b"/X Do", *forms, form(WORDS), resources=b"/XObject<</X 6 0 R>>")


def type3(content, resources=b"/Font<</T 6 0 R>>"):
    """A font whose one letter is drawn by `content`, object 7."""
    return one_page(
        b"BT /T 12 Tf 72 700 Td (aaaa) Tj ET",
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 97"
        b"/LastChar 97/Widths[9]/CharProcs<</a 7 0 R>>/Encoding<</Differences[97/a]>>"
        b"/Resources<<%s>>>>" % resources,
        stream(content), resources=b"/Font<</T 6 0 R>>")


def image(width, height, kind=b""):
    return one_page(
        WORDS + b" q 500 0 0 500 0 0 cm /I Do Q",
        raw_stream(b"\0" * 64, b"/Type/XObject/Subtype/Image/Width %d/Height %d"
                               b"/ColorSpace/DeviceRGB/BitsPerComponent 8%s"
                   % (width, height, kind)),
        resources=b"/XObject<</I 6 0 R>>")


def soft_mask():
    return one_page(
        b"/G gs " + WORDS, b"<</SMask<</S/Luminosity/G 7 0 R>>>>",
        form(b"/G gs " + WORDS, b"/ExtGState<</G 6 0 R>>/Font<</F1 5 0 R>>"),
        resources=b"/ExtGState<</G 6 0 R>>")


def pattern():
    return one_page(
        b"/Pattern cs /P scn 0 0 595 842 re f " + WORDS,
        stream(b"/Pattern cs /P scn 0 0 9 9 re f", b"/Type/Pattern/PatternType 1/PaintType 1"
               b"/TilingType 1/BBox[0 0 9 9]/XStep .0001/YStep .0001"
               b"/Resources<</Pattern<</P 6 0 R>>>>"),
        resources=b"/Pattern<</P 6 0 R>>")


# -- what refers to itself -----------------------------------------------------------------


def outlines():
    return one_page(WORDS, b"<</First 7 0 R/Last 7 0 R/Count 2147483647>>",
                    b"<</Title(a)/Parent 6 0 R/Next 7 0 R/Prev 7 0 R/First 6 0 R/Last 7 0 R>>",
                    catalog=b"/Outlines 6 0 R")


def xref_loop():
    good = one_page(WORDS)
    start = good.rindex(b"startxref\n")
    at = good[start:].split(b"\n")[1]
    return good.replace(b"trailer\n<<", b"trailer\n<</Prev " + at + b"/XRefStm " + at)


def object_streams():
    """An object stream that is to be found in itself, and extends itself."""
    body = b"6 0 7 3 << >> (x)"
    good = one_page(WORDS, raw_stream(body, b"/Type/ObjStm/N 2147483647/First 8/Extends 6 0 R"))
    return good.replace(b"/Contents 4 0 R", b"/Contents 6 0 R")


def own_length():
    return one_page(WORDS).replace(b"/Length %d" % len(WORDS), b"/Length 4 0 R")


def nested(left, right, depth):
    return one_page(WORDS, page=BOX + b"/X " + left * depth + right * depth)


def functions():
    return one_page(
        b"/C cs .5 scn " + WORDS,
        b"<</FunctionType 3/Domain[0 1]/Functions[6 0 R 6 0 R]/Bounds[.5]/Encode[0 1 0 1]>>",
        resources=b"/ColorSpace<</C[/Separation/X/DeviceRGB 6 0 R]>>")


def unicode_map(body):
    """A font whose map to characters is `body`."""
    return one_page(
        b"BT /F2 12 Tf 72 700 Td (We thank the Chair.) Tj ET",
        FONT[:-2] + b"/ToUnicode 7 0 R>>",
        stream(b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange " + body
               + b" endcmap"),
        resources=b"/Font<</F2 6 0 R>>")


# -- words ---------------------------------------------------------------------------------


def words(count, place):
    """Words at places of their own; place(n) gives x, y and a size."""
    out = [b"BT"]
    for n in range(count):
        x, y, size = place(n)
        out.append(b"/F1 %g Tf 1 0 0 1 %g %g Tm (word%d) Tj" % (size, x, y, n % 97))
    return one_page(stream(b"\n".join(out + [b"ET"])))


def scattered(count):
    dice = random.Random(7)
    return words(count, lambda _: (dice.uniform(-9e3, 9e3), dice.uniform(-9e3, 9e3),
                                   dice.choice([.01, 1, 12, 500, 9e5])))


def turned(count):
    dice = random.Random(8)
    return one_page(stream(b"BT /F1 9 Tf " + b"\n".join(
        b"%g %g %g %g %d %d Tm (turned) Tj" % (
            *(dice.choice([-1, 0, 1, .5]) for _ in range(4)), dice.randrange(595),
            dice.randrange(842)) for _ in range(count)) + b" ET"))


BOMBS = {
    "flate": lambda: flate(256, b"q Q\n", 1),
    "flate_text": lambda: flate(64, b"BT /F1 9 Tf 9 9 Td (aa) Tj ET\n\n\n", 1),
    "flate_twice": lambda: flate(1024, b" ", 2),
    "flate_10_times": lambda: one_page(stream(WORDS, filters=10)),
    "flate_300_times": lambda: one_page(stream(WORDS, filters=300)),
    "many_filters": many_filters,
    "predictors": predictors,
    "run_lengths": run_lengths,
    "lzw": lambda: one_page(raw_stream(b"\x80\x0b" * MIB, b"/Filter/LZWDecode")),
    "count_large": lambda: page_tree(b"3 0 R", 2147483647),
    "count_negative": lambda: page_tree(b"3 0 R", -1),
    "count_zero": lambda: page_tree(b"3 0 R", 0),
    "pages_100000": lambda: many_pages(100000),
    "pages_same": lambda: page_tree(b"3 0 R " * 100000, 100000),
    "pages_deep": lambda: deep_pages(20000),
    "pages_loop": lambda: page_tree(b"3 0 R 2 0 R", 2),
    "no_pages": lambda: page_tree(b"9 0 R 2147483647 0 R 3 65535 R", 3),
    "box_giant": lambda: page_box(b"0 0 1e30 1e30"),
    "box_million": lambda: page_box(b"0 0 1000000 1000000"),
    "box_negative": lambda: page_box(b"99 99 -1e9 -1e9"),
    "box_tiny": lambda: page_box(b"0 0 .000001 .000001"),
    "box_none": lambda: page_box(b"", b"/UserUnit 1e30/Rotate 45"),
    "box_words": lambda: page_box(b"/a(b)null[]", b"/CropBox[-1e38 1e38 1e38 -1e38]/Rotate -91"),
    "form_itself": lambda: one_page(b"/X Do", form(b"/X Do " + WORDS, b"/XObject<</X 6 0 R>>"),
                                    resources=b"/XObject<</X 6 0 R>>"),
    "forms_exponential": lambda: exponential_forms(12, 10),
    "forms_deep": lambda: exponential_forms(5000, 1),
    "type3_itself": lambda: type3(b"9 0 d0 BT /T 1 Tf (aaaaaaaaaa) Tj ET"),
    "type3_giant": lambda: type3(b"9 0 d0 " + b"0 0 1 1 re f " * 200000),
    "image_giant": lambda: image(2147483647, 2147483647),
    "image_wide": lambda: image(1000000, 1000000),
    "image_jpx": lambda: image(1000000, 1000000, b"/Filter/JPXDecode"),
    "image_dct": lambda: image(65535, 65535, b"/Filter/DCTDecode"),
    "image_jbig2": lambda: image(99999999, 99999999, b"/Filter/JBIG2Decode"),
    "image_fax": lambda: image(99999999, 99999999, b"/Filter/CCITTFaxDecode/DecodeParms<</K -1"
                                                   b"/Columns 99999999>>"),
    "soft_mask": soft_mask,
    "pattern": pattern,
    "outlines": outlines,
    "xref_loop": xref_loop,
    "xref_size": lambda: one_page(WORDS).replace(b"/Size 6", b"/Size 2147483647"),
    "object_streams": object_streams,
    "own_length": own_length,
    "arrays_deep": lambda: nested(b"[", b"]", 500000),
    "dictionaries_deep": lambda: nested(b"<</A", b">>", 200000),
    "functions": functions,
    "unicode_long": lambda: unicode_map(b"1 beginbfchar <57> <" + b"0041" * 500000
                                        + b"> endbfchar"),
    "unicode_range": lambda: unicode_map(b"999999 beginbfrange "
                                         + b"<00> <FFFFFFFF> <0041> " * 50000 + b"endbfrange"),
    "unicode_nul": lambda: unicode_map(b"1 beginbfrange <00> <FF> <0000> endbfrange"),
    "unicode_surrogates": lambda: unicode_map(b"1 beginbfrange <00> <FF> <D800> endbfrange"),
    "words_in_one_place": lambda: words(100000, lambda n: (72, 700, 12)),
    "words_in_a_row": lambda: words(100000, lambda n: (n * 40, 700, 12)),
    "words_in_a_column": lambda: words(100000, lambda n: (72, n * -14, 12)),
    "words_scattered": lambda: scattered(50000),
    "words_in_100_columns": lambda: words(60000, lambda n: (n % 100 * 60, n // 100 * -14, 9)),
    "words_turned": lambda: turned(20000),
    "words_giant": lambda: words(1000, lambda n: (n, n, 1e30)),
    "one_long_word": lambda: one_page(stream(b"BT /F1 1 Tf 72 700 Td (" + b"a" * (4 * MIB)
                                             + b") Tj ET")),
    "words_too_many": lambda: words(1000000, lambda n: (n % 1000 * 30, n // 1000 * -14, 9)),
    "header_only": lambda: b"%PDF-1.7\n",
    "map_itself": poison.crash,
    "forms_thousandfold": poison.hang,
}

SLOW = {"flate", "flate_twice", "flate_text", "forms_exponential", "forms_thousandfold",
        "unicode_range", "words_in_one_place", "words_turned"}
DEADLY = {"map_itself"}
