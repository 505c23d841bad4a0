/* pdf_poppler.cc - see pdf_poppler.h */
#include "parser/formats/pdf_poppler.h"

#include <climits>
#include <cmath>
#include <ctime>
#include <fontconfig/fontconfig.h>
#include <memory>
#include <new>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <poppler-version.h>
#include <string.h>
#include <string>
#include <vector>

namespace
{

void drop_message(const std::string &, void *)
{
}

/* UTF-16 to code points; a half of a surrogate pair alone stays what it is. */
void decode(const poppler::ustring &text, std::vector<uint32_t> &points)
{
    points.clear();
    for (size_t i = 0; i < text.size(); i++) {
        uint32_t c = text[i];

        if (c >= 0xd800 && c < 0xdc00 && i + 1 < text.size() && text[i + 1] >= 0xdc00 &&
            text[i + 1] < 0xe000)
            c = 0x10000 + ((c - 0xd800) << 10) + (text[++i] - 0xdc00u);
        points.push_back(c);
    }
}

bool has(const std::string &name, const char *part)
{
    return strcasestr(name.c_str(), part) != nullptr;
}

bool has_arabic(const std::vector<uint32_t> &points)
{
    for (uint32_t c : points)
        if (c >= 0x600 && c < 0x700)
            return true;
    return false;
}

/* What is used for one word after the other. */
struct word_room {
    std::vector<uint32_t> points;
    std::vector<double> edge;
    std::string font; /* of the word before, and what its name says */
    bool bold = false, italic = false;
};

/* Poppler counts the halves of surrogate pairs, where it has them, as characters. */
const double *edges_of(const poppler::text_box &box, word_room &room)
{
    size_t count = room.points.size();

    if (!has_arabic(room.points) || box.text().size() != count)
        return nullptr;
    room.edge.clear();
    for (size_t i = 0; i < count; i++)
        room.edge.push_back(box.char_bbox(i).left());
    room.edge.push_back(box.char_bbox(count - 1).right());
    return room.edge.data();
}

/* Names are long, and hardly a word has another font than the one before it. */
void look_at_font(std::string font, word_room &room)
{
    if (font == room.font)
        return;
    room.bold = has(font, "bold") || has(font, "black") || has(font, "heavy");
    room.italic = has(font, "italic") || has(font, "oblique");
    room.font = std::move(font);
}

bool tell_word(const poppler::text_box &box, word_room &room, const pdf_listener_t &to)
{
    std::vector<uint32_t> &points = room.points;

    decode(box.text(), points);
    if (points.empty())
        return true;

    poppler::rectf at = box.bbox();
    pdf_word_t word = {};
    word.point = points.data();
    word.points = points.size();
    word.x0 = at.left();
    word.y0 = at.top();
    word.x1 = at.right();
    word.y1 = at.bottom();
    word.rotation = box.rotation();
    word.space_after = box.has_space_after();
    word.edge = edges_of(box, room);
    if (box.has_font_info()) {
        look_at_font(box.get_font_name(), room);
        word.size = box.get_font_size();
        word.bold = room.bold;
        word.italic = room.italic;
    }
    return to.word(to.arg, &word);
}

bool tell_info(const poppler::document &document, const pdf_listener_t &to)
{
    for (const char *key : {"Title", "Author"}) {
        poppler::byte_array value = document.info_key(key).to_utf8();

        value.push_back('\0');
        if (value.size() > 1 && !to.info(to.arg, key, value.data()))
            return false;
    }
    time_t made = document.info_date_t("CreationDate");
    struct tm utc;
    char text[32];

    if (made <= 0 || gmtime_r(&made, &utc) == nullptr ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        return true;
    return to.info(to.arg, "CreationDate", text);
}

/* Poppler 22.12 dereferences a null pointer when it is asked for the font of a text that was
 * given by /ActualText before any font was set.  The files of Apple's Quartz do that; the
 * text then has a box without height.  One such box, and the document is read without
 * fonts. */
bool fonts_are_safe(const poppler::document &document)
{
    if (!has(document.info_key("Producer").to_latin1(), "Quartz"))
        return true;
    for (int i = 0; i < document.pages(); i++) {
        std::unique_ptr<poppler::page> page(document.create_page(i));

        if (!page)
            continue;
        for (const poppler::text_box &box : page->text_list(0))
            if (box.bbox().height() <= 0)
                return false;
    }
    return true;
}

bool tell_page(const poppler::document &document, int number, int fonts, const pdf_listener_t &to)
{
    std::unique_ptr<poppler::page> page(document.create_page(number));

    if (!page) /* a page that cannot be read is an empty one */
        return to.page(to.arg, 0, 0);

    poppler::rectf rect = page->page_rect();
    if (!to.page(to.arg, rect.width(), rect.height()))
        return false;

    word_room room;
    for (const poppler::text_box &box : page->text_list(fonts))
        if (!tell_word(box, room, to))
            return false;
    return true;
}

/* Poppler asks fontconfig, for each font that a file does not bring, which one of this machine would
 * do.  To read words and their places none is needed, so fontconfig is told of none, before it
 * reads its own files: the same bytes give the same words on every machine, and soon. */
bool use_no_fonts()
{
    FcConfig *none = FcConfigCreate();

    return none != nullptr && FcConfigSetCurrent(none);
}

/* Poppler reads its tables of names and characters again whenever the last document is gone: a
 * tenth of the work for a short statement.  One without pages is never gone. */
std::unique_ptr<poppler::document> keep_tables()
{
    static const char empty[] = "%PDF-1.1\n"
                                "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
                                "trailer<</Root 1 0 R/Size 3>>\n";

    return std::unique_ptr<poppler::document>(
        poppler::document::load_from_raw_data(empty, sizeof empty - 1));
}

pdf_result_t open(const void *bytes, size_t len, std::unique_ptr<poppler::document> &document)
{
    static const bool without_fonts = use_no_fonts();

    if (len > INT_MAX || !without_fonts)
        return PDF_NO_MEMORY;

    poppler::set_debug_error_function(drop_message, nullptr);
    static const std::unique_ptr<poppler::document> tables = keep_tables();
    if (!tables)
        return PDF_NO_MEMORY;
    document.reset(poppler::document::load_from_raw_data(
        static_cast<const char *>(bytes), static_cast<int>(len)));
    if (!document)
        return PDF_MALFORMED;
    return document->is_locked() ? PDF_LOCKED : PDF_READ;
}

pdf_result_t read(const void *bytes, size_t len, const pdf_listener_t &to)
{
    std::unique_ptr<poppler::document> document;
    pdf_result_t opened = open(bytes, len, document);

    if (opened != PDF_READ)
        return opened;
    if (!tell_info(*document, to) || !to.pages(to.arg, document->pages()))
        return PDF_STOPPED;

    int fonts = fonts_are_safe(*document) ? poppler::page::text_list_include_font : 0;
    for (int i = 0; i < document->pages(); i++)
        if (!tell_page(*document, i, fonts, to))
            return PDF_STOPPED;
    return PDF_READ;
}

/* A page of that size has no more pixels than a picture may have. */
double fine_enough(const poppler::rectf &rect, double dpi)
{
    const double points_an_inch = 72, most = PICTURE_PIXELS_MAX;
    double pixels = rect.width() * rect.height() * dpi * dpi / (points_an_inch * points_an_inch);

    return pixels > most ? dpi * std::sqrt(most / pixels) : dpi;
}

pdf_result_t draw(
    const void *bytes, size_t len, int64_t number, double dpi, pdf_take_picture_fn take, void *arg)
{
    std::unique_ptr<poppler::document> document;
    pdf_result_t opened = open(bytes, len, document);

    if (opened != PDF_READ)
        return opened;
    if (number < 1 || number > document->pages())
        return PDF_STOPPED;
    std::unique_ptr<poppler::page> page(document->create_page(static_cast<int>(number - 1)));
    if (!page)
        return PDF_STOPPED;

    poppler::page_renderer renderer;
    renderer.set_image_format(poppler::image::format_gray8);
    renderer.set_render_hint(poppler::page_renderer::antialiasing);
    renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
    double fine = fine_enough(page->page_rect(), dpi);
    poppler::image image = renderer.render_page(page.get(), fine, fine);
    if (!image.is_valid() || image.format() != poppler::image::format_gray8)
        return PDF_NO_MEMORY;

    picture_t picture = {};
    picture.grey = reinterpret_cast<uint8_t *>(image.data());
    picture.width = static_cast<size_t>(image.width());
    picture.height = static_cast<size_t>(image.height());
    picture.stride = static_cast<size_t>(image.bytes_per_row());
    picture.dpi = fine;
    return take(arg, &picture) ? PDF_READ : PDF_NO_MEMORY;
}

} // namespace

pdf_result_t pdf_poppler_read(const void *bytes, size_t len, const pdf_listener_t *listener)
{
    try {
        return read(bytes, len, *listener);
    } catch (const std::bad_alloc &) {
        return PDF_NO_MEMORY;
    } catch (...) {
        return PDF_MALFORMED;
    }
}

pdf_result_t pdf_poppler_draw(
    const void *bytes, size_t len, int64_t page, double dpi, pdf_take_picture_fn take, void *arg)
{
    try {
        return draw(bytes, len, page, dpi, take, arg);
    } catch (const std::bad_alloc &) {
        return PDF_NO_MEMORY;
    } catch (...) {
        return PDF_MALFORMED;
    }
}

void pdf_poppler_version(int ret[PDF_VERSION_PARTS])
{
    ret[0] = static_cast<int>(poppler::version_major());
    ret[1] = static_cast<int>(poppler::version_minor());
    ret[2] = static_cast<int>(poppler::version_micro());
}
