/* pdf.c - PDF with a text layer, see format.h and pdf_poppler.h */
#include "base/text.h"
#include "parser/arabic.h"
#include "parser/chars.h"
#include "parser/formats/format.h"
#include "parser/formats/pdf_poppler.h"
#include "parser/furniture.h"
#include "parser/glyphs.h"
#include "parser/lines.h"
#include "parser/paragraphs.h"

#include <string.h>

enum {
    HEAD_MAX = 1024,        /* "%PDF-" stands within the first bytes           */
    PAGES_MAX = 2000,       /* no statement, and hours of work                 */
    PAGE_POINTS_MIN = 32,   /* characters a page: fewer are no text layer      */
    PAGE_SIDE_DEFAULT = 612 /* of a page that does not say its size, in points */
};

typedef struct reader {
    rap_arena_t *arena;
    layout_t *layout;
    pages_t pages;
    growing_t word; /* page_word_t of the page in hand */
    arabic_t *arabic;
    double width, height;
    bool open; /* a page is in hand */
    rap_err_t *err;
} reader_t;

static bool pdf_sniff(const format_input_t *in)
{
    size_t head = in->len < HEAD_MAX ? in->len : HEAD_MAX;

    return memmem(in->bytes, head, "%PDF-", 5) != NULL;
}

static bool finish_page(reader_t *self)
{
    if (!self->open)
        return true;
    self->open = false;
    if (arabic_mend(self->arabic, &self->word, self->err) != RAP_OK)
        return false;
    rap_code_t code = lines_add_page(&self->pages, self->width, self->height, self->word.item,
        self->word.count, self->arena, self->err);
    self->word.count = 0;
    return code == RAP_OK;
}

static bool on_info(void *arg, const char *key, const char *value)
{
    reader_t *self = arg;
    size_t len = 0;
    const char *text = rap_arena_strdup(self->arena, value);

    if (text == NULL) {
        growing_full(self->err);
        return false;
    }
    if (glyphs_clean(text, strlen(text), self->arena, &text, &len, self->err) != RAP_OK)
        return false;
    if (len == 0)
        return true;
    if (strcmp(key, "Title") == 0)
        self->layout->title = text;
    else if (strcmp(key, "Author") == 0)
        self->layout->author = text;
    else
        self->layout->date = text;
    return true;
}

static bool on_page(void *arg, double width, double height)
{
    reader_t *self = arg;

    if (!finish_page(self))
        return false;
    if (self->pages.page.count >= PAGES_MAX) {
        rap_fail(self->err, RAP_TOOBIG, "the PDF has more than %d pages", PAGES_MAX);
        return false;
    }
    self->width = width > 0 ? width : PAGE_SIDE_DEFAULT;
    self->height = height > 0 ? height : PAGE_SIDE_DEFAULT;
    self->open = true;
    return true;
}

static bool on_word(void *arg, const pdf_word_t *word)
{
    reader_t *self = arg;

    if (word->rotation != 0) /* stamps and margin notes that stand on their side */
        return true;

    char *text = rap_arena_array(self->arena, word->points, 4);
    page_word_t *ret = growing_add(&self->word, self->arena);
    if (text == NULL || ret == NULL) {
        growing_full(self->err);
        return false;
    }
    double *edge = NULL;
    if (word->edge != NULL) {
        edge = rap_arena_array(self->arena, word->points + 1, sizeof *edge);
        if (edge == NULL) {
            growing_full(self->err);
            return false;
        }
        memcpy(edge, word->edge, (word->points + 1) * sizeof *edge);
    }
    size_t len = 0;
    for (size_t i = 0; i < word->points; i++)
        len += chars_put(text + len, word->point[i]);
    *ret = (page_word_t){.text = text,
        .len = len,
        .x0 = word->x0,
        .y0 = word->y0,
        .x1 = word->x1,
        .y1 = word->y1,
        .size = word->size,
        .bold = word->bold,
        .italic = word->italic,
        .space_after = word->space_after,
        .edge = edge};
    return true;
}

static rap_code_t check_text(const layout_t *layout, rap_err_t *err)
{
    size_t points = 0;

    for (size_t i = 0; i < layout->blocks; i++)
        if (layout->block[i].role != LAYOUT_FURNITURE)
            points += rap_text_points(layout->block[i].text, layout->block[i].len);
    if (points >= PAGE_POINTS_MIN * (size_t)layout->pages && points > 0)
        return RAP_OK;
    return rap_fail(err, RAP_NO_TEXT,
        "the PDF has no text layer to speak of (%zu characters in %lld pages); it may be a scan",
        points, (long long)layout->pages);
}

static rap_code_t pdf_read(
    const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    reader_t self = {.arena = arena,
        .layout = ret,
        .word.size = sizeof(page_word_t),
        .arabic = arabic_new(arena),
        .err = err};
    pdf_listener_t listener = {.arg = &self, .info = on_info, .page = on_page, .word = on_word};

    if (self.arabic == NULL)
        return growing_full(err);
    pages_init(&self.pages);
    switch (pdf_poppler_read(in->bytes, in->len, &listener)) {
    case PDF_READ:
        break;
    case PDF_MALFORMED:
        return rap_fail(err, RAP_SYNTAX, "the PDF is damaged and cannot be repaired");
    case PDF_LOCKED:
        return rap_fail(err, RAP_ENCRYPTED, "the PDF needs a password");
    case PDF_NO_MEMORY:
        return rap_fail(err, RAP_TOOBIG, "the PDF needs more memory than it may have");
    case PDF_STOPPED:
        return err->code;
    }
    if (!finish_page(&self))
        return err->code;
    RAP_TRY(furniture_mark(&self.pages, arena, err));
    RAP_TRY(paragraphs_make(&self.pages, arena, ret, err));
    return check_text(ret, err);
}

const format_t format_pdf = {
    .name = "PDF", .media_type = "application/pdf", .sniff = pdf_sniff, .read = pdf_read};
