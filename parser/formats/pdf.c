/* pdf.c - PDF with a text layer, see format.h and pdf_poppler.h */
#include "base/text.h"
#include "parser/arabic.h"
#include "parser/chars.h"
#include "parser/formats/format.h"
#include "parser/formats/pdf_poppler.h"
#include "parser/furniture.h"
#include "parser/glyphs.h"
#include "parser/kashida.h"
#include "parser/lines.h"
#include "parser/ocr_page.h"
#include "parser/paragraphs.h"
#include "parser/text_layer.h"

#include <string.h>

enum {
    HEAD_MAX = 1024,          /* "%PDF-" stands within the first bytes           */
    PAGE_POINTS_MIN = 32,     /* characters a page: fewer are no text            */
    PAGE_SIDE_DEFAULT = 612,  /* of a page that does not say its size, in points */
    INK_DPI = 36,             /* fine enough to see that there is something      */
    INK_PAGES_MAX = 16,       /* that are looked at: drawing a scan takes time   */
    STRETCHED_PAGES_MAX = 24, /* that are looked at, in an Arabic document      */
    INK_GREY = 200,           /* or darker                                       */
    INK_LEAST = 66            /* pixels of which one is ink                      */
};

typedef struct reader {
    const format_input_t *in;
    rap_arena_t *arena;
    layout_t *layout;
    pages_t pages;
    growing_t word; /* page_word_t of the page in hand */
    arabic_t *arabic;
    double width, height;
    bool open;    /* a page is in hand */
    size_t drawn; /* pages with stretched words */
    rap_err_t *err;
} reader_t;

static bool pdf_sniff(const format_input_t *in)
{
    size_t head = in->len < HEAD_MAX ? in->len : HEAD_MAX;

    return memmem(in->bytes, head, "%PDF-", 5) != NULL;
}

/* Is what OCR found on a page better than what the file says?  The little that a file says beside a
 * picture is in the picture, too; more than that was broken, or nobody would have asked. */
static bool ocr_is_better(const reader_t *self, const ocr_page_t *ocr)
{
    size_t layer = 0, found = 0;
    const page_word_t *word = self->word.item;

    for (size_t i = 0; i < self->word.count; i++)
        layer += word[i].len;
    for (size_t i = 0; i < ocr->words; i++)
        found += ocr->word[i].len;
    return found >= layer || layer > LAYER_SCANT_MAX;
}

/* The page that OCR has read, in place of the words at hand. */
static void take_ocr(reader_t *self, const ocr_page_t *ocr)
{
    self->layout->unread_pages += ocr->state != OCR_PAGE_READ;
    self->layout->late_pages += ocr->state == OCR_PAGE_OVERTIME;
    if (!ocr_is_better(self, ocr))
        return;
    self->layout->ocr_pages += ocr->state == OCR_PAGE_READ || ocr->words > 0;
    self->word.count = 0;
    if (ocr->width > 0 && ocr->height > 0) {
        self->width = ocr->width;
        self->height = ocr->height;
    }
}

typedef struct gaps {
    kashida_gap_t *item;
    size_t count;
} gaps_t;

static bool look_at_gaps(void *arg, const picture_t *picture)
{
    const gaps_t *self = arg;

    kashida_look(self->item, self->count, picture);
    return true;
}

/* A page that cannot be drawn keeps what the widths of its letters say. */
static bool mend_stretched(reader_t *self)
{
    int64_t number = (int64_t)self->pages.page.count + 1;
    gaps_t gaps;

    if (kashida_gaps(&self->word, self->arena, &gaps.item, &gaps.count, self->err) != RAP_OK)
        return false;
    if (gaps.count > 0 && self->drawn++ < STRETCHED_PAGES_MAX)
        (void)pdf_poppler_draw(
            self->in->bytes, self->in->len, number, KASHIDA_DPI, look_at_gaps, &gaps);
    return true;
}

static bool finish_page(reader_t *self)
{
    const ocr_page_t *ocr = NULL;

    if (!self->open)
        return true;
    self->open = false;
    if (arabic_mend(self->arabic, &self->word, self->err) != RAP_OK || !mend_stretched(self))
        return false;
    if (self->in->ocr != NULL)
        ocr = ocr_pages_find(self->in->ocr, (int64_t)self->pages.page.count + 1);
    if (ocr != NULL)
        take_ocr(self, ocr);
    bool layer = ocr == NULL || self->word.count > 0;
    rap_code_t code =
        lines_add_page(&self->pages, self->width, self->height, layer ? self->word.item : ocr->word,
            layer ? self->word.count : ocr->words, self->arena, self->err);
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

/* The more pages, the longer each takes: Poppler copies the list of all objects for each. */
static bool on_pages(void *arg, int64_t count)
{
    reader_t *self = arg;

    if (count > DOCUMENT_PAGES_MAX)
        rap_fail(self->err, RAP_TOOBIG, "the PDF has more than %d pages", DOCUMENT_PAGES_MAX);
    return count <= DOCUMENT_PAGES_MAX;
}

static bool on_page(void *arg, double width, double height)
{
    reader_t *self = arg;

    if (!finish_page(self))
        return false;
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
        len += rap_text_put(text + len, word->point[i]);
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
    if (layout->late_pages > 0)
        return rap_fail(err, RAP_OVERTIME,
            "the PDF has no text layer, and OCR did not read %lld of its %lld pages in time",
            (long long)layout->late_pages, (long long)layout->pages);
    return rap_fail(err, RAP_NO_TEXT,
        "the PDF has no text to speak of, not even for OCR (%zu characters in %lld pages)", points,
        (long long)layout->pages);
}

static rap_code_t result(pdf_result_t got, rap_err_t *err)
{
    switch (got) {
    case PDF_READ:
        return RAP_OK;
    case PDF_MALFORMED:
        return rap_fail(err, RAP_SYNTAX, "the PDF is damaged and cannot be repaired");
    case PDF_LOCKED:
        return rap_fail(err, RAP_ENCRYPTED, "the PDF needs a password");
    case PDF_NO_MEMORY:
        return rap_fail(err, RAP_TOOBIG, "the PDF needs more memory than it may have");
    case PDF_STOPPED:
        break;
    }
    return err->code; /* who stopped it said why */
}

/* -- pages for OCR ---------------------------------------------------------------------- */

typedef struct canvas {
    rap_arena_t *arena;
    picture_t *picture;
} canvas_t;

static bool keep_picture(void *arg, const picture_t *picture)
{
    const canvas_t *self = arg;

    *self->picture = *picture;
    self->picture->grey = rap_arena_array(self->arena, picture->height + 1, picture->stride);
    if (self->picture->grey != NULL)
        memcpy(self->picture->grey, picture->grey, picture->height * picture->stride);
    return self->picture->grey != NULL;
}

static rap_code_t draw(const format_input_t *in, rap_arena_t *arena, rap_err_t *err)
{
    canvas_t canvas = {arena, in->picture};
    pdf_result_t got =
        pdf_poppler_draw(in->bytes, in->len, in->draw_page, PICTURE_DPI, keep_picture, &canvas);

    return got == PDF_STOPPED ? RAP_OK : result(got, err);
}

typedef struct ink {
    const pages_t *pages;
    const page_t *page;
    bool found;
} ink_t;

static bool is_text(const ink_t *self, double x, double y)
{
    for (size_t i = 0; i < self->page->lines; i++) {
        const page_line_t *line = pages_line(self->pages, self->page->first + i);

        if (x >= line->x0 && x <= line->x1 && y >= line->y0 && y <= line->y1)
            return true;
    }
    return false;
}

/* Is there ink on the page that is not the text at hand? */
static bool look_for_ink(void *arg, const picture_t *picture)
{
    ink_t *self = arg;
    const double point = 72 / picture->dpi;
    size_t ink = 0;

    for (size_t y = 0; y < picture->height; y++)
        for (size_t x = 0; x < picture->width; x++)
            ink += picture->grey[y * picture->stride + x] < INK_GREY &&
                   !is_text(self, (double)x * point, (double)y * point);
    self->found = ink * INK_LEAST > picture->width * picture->height;
    return true;
}

/* Of a document that has text, the pages without any may be empty ones. */
static bool may_be_picture(const reader_t *self, size_t i)
{
    ink_t ink = {.pages = &self->pages, .page = pages_page(&self->pages, i)};

    return pdf_poppler_draw(self->in->bytes, self->in->len, (int64_t)i + 1, INK_DPI, look_for_ink,
               &ink) != PDF_READ ||
           ink.found;
}

/* Which pages are to be read by OCR before there is anything to say of this document. */
static rap_code_t want(reader_t *self, rap_err_t *err)
{
    const layer_t *layer = text_layer_judge(&self->pages, self->arena);
    size_t count = self->pages.page.count, good = 0, scant = 0, wanted = 0;
    int64_t *page = rap_arena_array(self->arena, count + 1, sizeof *page);

    if (layer == NULL || page == NULL)
        return growing_full(err);
    for (size_t i = 0; i < count; i++) {
        good += layer[i] == LAYER_GOOD;
        scant += layer[i] == LAYER_SCANT;
    }
    bool look = good > 0 && scant <= INK_PAGES_MAX;
    for (size_t i = 0; i < count; i++)
        if (layer[i] == LAYER_BROKEN ||
            (layer[i] == LAYER_SCANT && (!look || may_be_picture(self, i))))
            page[wanted++] = (int64_t)i + 1;
    self->layout->wanted = page;
    self->layout->wanted_pages = wanted;
    self->layout->pages = (int64_t)count;
    if (good > 0 && wanted > 0)
        self->layout->wanted_language = text_layer_language(&self->pages, layer);
    return RAP_OK;
}

static rap_code_t pdf_read(
    const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    reader_t self = {.in = in,
        .arena = arena,
        .layout = ret,
        .word.size = sizeof(page_word_t),
        .arabic = arabic_new(arena),
        .err = err};
    pdf_listener_t listener = {
        .arg = &self, .info = on_info, .pages = on_pages, .page = on_page, .word = on_word};

    if (in->draw_page > 0)
        return draw(in, arena, err);
    if (self.arabic == NULL)
        return growing_full(err);
    pages_init(&self.pages);
    RAP_TRY(result(pdf_poppler_read(in->bytes, in->len, &listener), err));
    if (!finish_page(&self))
        return err->code;
    if (in->ocr == NULL)
        RAP_TRY(want(&self, err));
    if (ret->wanted_pages > 0)
        return RAP_OK;
    RAP_TRY(furniture_mark(&self.pages, arena, err));
    RAP_TRY(paragraphs_make(&self.pages, arena, ret, err));
    return check_text(ret, err);
}

const format_t format_pdf = {
    .name = "PDF", .media_type = "application/pdf", .sniff = pdf_sniff, .read = pdf_read};
