/* paragraphs.c - see paragraphs.h */
#include "parser/paragraphs.h"

#include "base/text.h"
#include "parser/breaks.h"
#include "parser/chars.h"
#include "parser/glyphs.h"
#include "parser/hyphens.h"
#include "parser/markings.h"

#include <math.h>
#include <string.h>

enum { HEADING_MAX = 300 }; /* code points; what is longer is text that is printed large */

static const double LARGE = 1.15; /* of the body's size */
static const double MOST = 0.9;

/* A paragraph in the making: the lines of it, by number. */
typedef struct run {
    growing_t line; /* size_t */
} run_t;

typedef struct maker {
    const pages_t *pages;
    rap_arena_t *arena;
    breaks_t *breaks;
    hyphens_t *hyphens;
    growing_t block; /* layout_block_t */
    growing_t late;  /* the same: furniture and notes that stand behind the open paragraph */
    /* Open at the same time, since notes and furniture stand between the lines of text. */
    run_t text, aside;
} maker_t;

static size_t run_line(const run_t *run, size_t i)
{
    return ((const size_t *)run->line.item)[i];
}

/* Appends a line's text: with a space, or without one where the word or the script goes on. */
static size_t join(maker_t *self, char *out, size_t n, const page_line_t *line)
{
    uint32_t last = chars_last(out, n, NULL), first = chars_first(line->text, line->len);
    bool slash = last == '/' && !chars_ends_in_slashes(out, n); /* "and/or", "https://" */
    size_t hyphen = hyphens_ends(out, n);

    if (hyphen > 0 && chars_is_word(first)) {
        if (!hyphens_keep(self->hyphens, out, n, line->text, line->len))
            n -= hyphen;
    } else if (n > 0 && last != 0x2014 && !slash &&
               !(chars_is_wide(last) && chars_is_wide(first))) {
        out[n++] = ' ';
    }
    memcpy(out + n, line->text, line->len);
    return n + line->len;
}

static layout_role_t role_of(const maker_t *self, const layout_block_t *block)
{
    bool large = block->size > breaks_body_size(self->breaks) * LARGE;
    bool stands_out = large || block->centred || (block->bold && breaks_bold_tells(self->breaks));

    if (chars_list_marker(block->text, block->len) > 0)
        return LAYOUT_LIST_ITEM;
    return stands_out && rap_text_points(block->text, block->len) <= HEADING_MAX ? LAYOUT_HEADING
                                                                                 : LAYOUT_BODY;
}

/* Box and style of a block from its lines; the box is that of the part on the first page. */
static void measure(const maker_t *self, const run_t *run, layout_block_t *block)
{
    const page_line_t *first = pages_line(self->pages, run_line(run, 0));
    double bold = 0, italic = 0, weight = 0;

    *block = (layout_block_t){.role = first->role,
        .page = first->page,
        .x0 = first->x0,
        .y0 = first->y0,
        .x1 = first->x1,
        .y1 = first->y1,
        .size = first->size,
        .centred = true};
    for (size_t i = 0; i < run->line.count; i++) {
        const page_line_t *line = pages_line(self->pages, run_line(run, i));

        bold += line->bold * (double)line->len;
        italic += line->italic * (double)line->len;
        block->confidence += line->confidence * (double)line->len;
        weight += (double)line->len;
        block->centred = block->centred && breaks_is_centred(self->breaks, run_line(run, i));
        if (line->page == first->page && line->column == first->column) {
            block->x0 = fmin(block->x0, line->x0);
            block->x1 = fmax(block->x1, line->x1);
            block->y1 = fmax(block->y1, line->y1);
        }
    }
    block->confidence /= weight;
    block->bold = bold > MOST * weight;
    block->italic = italic > MOST * weight;
}

static rap_code_t add(maker_t *self, growing_t *list, const layout_block_t *block, rap_err_t *err)
{
    layout_block_t *ret = growing_add(list, self->arena);

    if (ret == NULL)
        return growing_full(err);
    *ret = *block;
    return RAP_OK;
}

static rap_code_t add_late(maker_t *self, rap_err_t *err)
{
    for (size_t i = 0; i < self->late.count; i++)
        RAP_TRY(add(self, &self->block, (layout_block_t *)self->late.item + i, err));
    self->late.count = 0;
    return RAP_OK;
}

static rap_code_t finish(maker_t *self, run_t *run, rap_err_t *err)
{
    layout_block_t block;
    size_t room = 1, n = 0;

    if (run->line.count == 0)
        return RAP_OK;
    for (size_t i = 0; i < run->line.count; i++)
        room += pages_line(self->pages, run_line(run, i))->len + 1;
    char *text = rap_arena_alloc(self->arena, room);
    if (text == NULL)
        return growing_full(err);
    for (size_t i = 0; i < run->line.count; i++)
        n = join(self, text, n, pages_line(self->pages, run_line(run, i)));
    measure(self, run, &block);
    RAP_TRY(glyphs_clean(text, n, self->arena, &block.text, &block.len, err));
    run->line.count = 0;
    if (block.len == 0)
        return RAP_OK;
    if (block.role == LAYOUT_BODY)
        block.role =
            markings_is_source(block.text, block.len) ? LAYOUT_FURNITURE : role_of(self, &block);
    if (block.role == LAYOUT_LIST_ITEM) {
        size_t bullet = chars_bullet(block.text, block.len);

        block.text += bullet;
        block.len -= bullet;
    }

    bool behind = run == &self->aside && self->text.line.count > 0;
    RAP_TRY(add(self, behind ? &self->late : &self->block, &block, err));
    if (run == &self->text)
        RAP_TRY(add_late(self, err));
    return RAP_OK;
}

/* Furniture is one block a line; a footnote's lines go together until the next note begins. */
static bool aside_breaks(const maker_t *self, size_t a_line, size_t b_line)
{
    const page_line_t *a = pages_line(self->pages, a_line), *b = pages_line(self->pages, b_line);
    uint32_t first = chars_first(b->text, b->len);

    if (a->role != b->role || a->page != b->page || a->column != b->column)
        return true;
    if (a->role == LAYOUT_FOOTNOTE)
        return (first >= '0' && first <= '9') || first == '*' || first == '[';
    return breaks_between(self->breaks, a_line, b_line);
}

static rap_code_t take_line(maker_t *self, size_t i, rap_err_t *err)
{
    layout_role_t role = pages_line(self->pages, i)->role;
    bool aside = role == LAYOUT_FURNITURE || role == LAYOUT_FOOTNOTE;
    run_t *run = aside ? &self->aside : &self->text;
    size_t last = run->line.count > 0 ? run_line(run, run->line.count - 1) : 0;

    if (run->line.count > 0 &&
        (aside ? aside_breaks(self, last, i) : breaks_between(self->breaks, last, i)))
        RAP_TRY(finish(self, run, err));
    if (!aside)
        RAP_TRY(finish(self, &self->aside, err));

    size_t *number = growing_add(&run->line, self->arena);
    if (number == NULL)
        return growing_full(err);
    *number = i;
    return RAP_OK;
}

rap_code_t paragraphs_make(const pages_t *pages, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    maker_t self = {.pages = pages,
        .arena = arena,
        .hyphens = hyphens_new(arena),
        .block.size = sizeof(layout_block_t),
        .late.size = sizeof(layout_block_t),
        .text.line.size = sizeof(size_t),
        .aside.line.size = sizeof(size_t)};

    if (self.hyphens == NULL)
        return growing_full(err);
    RAP_TRY(breaks_measure(&self.breaks, pages, arena, err));
    for (size_t i = 0; i < pages->line.count; i++) {
        const page_line_t *line = pages_line(pages, i);

        if (line->role != LAYOUT_FURNITURE)
            RAP_TRY(hyphens_learn(self.hyphens, line->text, line->len, err));
    }
    for (size_t i = 0; i < pages->line.count; i++)
        RAP_TRY(take_line(&self, i, err));
    RAP_TRY(finish(&self, &self.text, err));
    RAP_TRY(finish(&self, &self.aside, err));
    RAP_TRY(add_late(&self, err));
    ret->block = self.block.item;
    ret->blocks = self.block.count;
    ret->pages = (int64_t)pages->page.count;
    return RAP_OK;
}
