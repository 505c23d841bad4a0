/* flow.c - see flow.h */
#include "parser/formats/flow.h"

#include "base/text.h"
#include "parser/chars.h"
#include "parser/formats/line_breaks.h"
#include "parser/glyphs.h"
#include "parser/page_numbers.h"

#include <assert.h>
#include <string.h>

enum {
    HEADING_MAX = 300,     /* characters; what is longer is text that is printed large    */
    LETTERHEAD_MAX = 1000, /* bytes of a letterhead                                       */
    LETTERHEAD_ROWS = 4,   /* rows of it                                                  */
    ABOVE_MAX = 2,         /* blocks above a letterhead: the name of a State, an emblem's */
    ABOVE_BYTES = 100,     /* bytes of such a block                                       */
    SIZES_MAX = 32         /* different font sizes; of more, the rest does not count      */
};

static const double LARGE = 1.15; /* of the body's size */
static const double MOST = 0.9;   /* of a paragraph's characters */

typedef struct paragraph {
    flow_form_t form;
    growing_t text; /* char */
    int64_t page;   /* where its text begins, 0 before it does */
    size_t points, bold, italic;
    /* The size of most of its characters, by majority vote (Boyer and Moore). */
    double size;
    size_t votes;
} paragraph_t;

/* Characters by font size. */
typedef struct sizes {
    double size[SIZES_MAX];
    size_t points[SIZES_MAX], count;
} sizes_t;

void flow_init(flow_t *self, rap_arena_t *arena)
{
    *self = (flow_t){.arena = arena,
        .block.size = sizeof(layout_block_t),
        .late.size = sizeof(layout_block_t),
        .open.size = sizeof(paragraph_t)};
}

/* There must be one. */
static paragraph_t *innermost(const flow_t *self)
{
    assert(self->depth > 0);
    return (paragraph_t *)self->open.item + (self->depth - 1);
}

rap_code_t flow_open(flow_t *self, rap_err_t *err)
{
    if (self->paused) {
        self->paused = false;
        innermost(self)->form = (flow_form_t){0};
        return RAP_OK;
    }
    if (self->depth == self->open.count) {
        paragraph_t *added = growing_add(&self->open, self->arena);

        if (added == NULL)
            return growing_full(err);
        added->text.size = 1;
    }
    self->depth++;
    paragraph_t *at = innermost(self);
    growing_t text = at->text; /* its room is used again */
    text.count = 0;
    *at = (paragraph_t){.text = text};
    return RAP_OK;
}

flow_form_t *flow_form(flow_t *self)
{
    return self->depth > 0 ? &innermost(self)->form : NULL;
}

static bool is_blank(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (strchr(" \t\n\r", text[i]) == NULL || text[i] == '\0')
            return false;
    return true;
}

rap_code_t flow_put(
    flow_t *self, const char *text, size_t len, const flow_style_t *style, rap_err_t *err)
{
    if (self->depth == 0 || len == 0)
        return RAP_OK;
    paragraph_t *at = innermost(self);
    if (!growing_append(&at->text, self->arena, text, len))
        return growing_full(err);
    char *put = (char *)at->text.item + at->text.count - len;
    for (size_t i = 0; i < len; i++)
        if (put[i] == '\n' || put[i] == '\r')
            put[i] = ' ';
    if (is_blank(text, len))
        return RAP_OK;
    if (at->page == 0)
        at->page = self->page;
    size_t points = rap_text_points(text, len);
    at->points += points;
    at->bold += style->bold ? points : 0;
    at->italic += style->italic ? points : 0;
    if (at->votes == 0)
        at->size = style->size;
    if (at->size == style->size)
        at->votes += points;
    else
        at->votes -= points < at->votes ? points : at->votes;
    return RAP_OK;
}

rap_code_t flow_break(flow_t *self, bool page, rap_err_t *err)
{
    if (self->depth == 0)
        return RAP_OK;
    if (!growing_append(&innermost(self)->text, self->arena, "\n\n", page ? 2 : 1))
        return growing_full(err);
    return RAP_OK;
}

/* -- blocks ----------------------------------------------------------------------------- */

/* A line break is a space, but not between characters that are written without. */
static size_t join_lines(char *text, size_t len)
{
    size_t out = 0;

    for (size_t i = 0; i < len; i++) {
        if (text[i] != '\n' || !chars_is_wide(chars_last(text, out, NULL)) ||
            !chars_is_wide(chars_first(text + i + 1, len - i - 1)))
            text[out++] = text[i];
    }
    return out;
}

static layout_role_t role_of(
    const flow_t *self, const flow_form_t *form, const layout_block_t *block)
{
    if (form->role != LAYOUT_BODY)
        return form->role;
    if (self->table.nested == 0 && page_numbers_is(block->text, block->len))
        return LAYOUT_FURNITURE; /* in a table it is a number */
    if (form->heading && rap_text_points(block->text, block->len) <= HEADING_MAX)
        return LAYOUT_HEADING;
    return form->item || chars_list_marker(block->text, block->len) > 0 ? LAYOUT_LIST_ITEM
                                                                        : LAYOUT_BODY;
}

/* A piece of a paragraph as a block, behind its label if it is the first. */
static rap_code_t add_block(flow_t *self, const paragraph_t *from, const char *label,
    const char *text, size_t len, rap_err_t *err)
{
    size_t before = label != NULL ? strlen(label) + 1 : 0;
    layout_block_t block = {.page = from->page,
        .size = from->size,
        .bold = (double)from->bold > MOST * (double)from->points,
        .italic = (double)from->italic > MOST * (double)from->points,
        .centred = from->form.centred};

    if (is_blank(text, len)) /* a number without a text is none */
        return RAP_OK;
    char *copy = rap_arena_alloc(self->arena, before + len + 1);
    if (copy == NULL)
        return growing_full(err);
    if (label != NULL) {
        memcpy(copy, label, before - 1);
        copy[before - 1] = ' ';
    }
    memcpy(copy + before, text, len);
    len = join_lines(copy, before + len);
    RAP_TRY(glyphs_clean(copy, len, self->arena, &block.text, &block.len, err));
    if (block.len == 0)
        return RAP_OK;
    block.role = role_of(self, &from->form, &block);
    if (block.role == LAYOUT_LIST_ITEM) {
        size_t bullet = chars_bullet(block.text, block.len);

        block.text += bullet;
        block.len -= bullet;
    }
    growing_t *list = block.role == LAYOUT_FOOTNOTE && self->depth > 0 ? &self->late : &self->block;
    if (!growing_append(list, self->arena, &block, 1))
        return growing_full(err);
    return RAP_OK;
}

/* The innermost paragraph becomes a block, or several. */
static rap_code_t finish(flow_t *self, rap_err_t *err)
{
    const paragraph_t *at = innermost(self);
    const char *piece = NULL, *label = at->form.label;
    size_t len = 0;

    self->paused = false;
    self->depth--;
    if (at->points > 0) {
        line_breaks_t breaks = line_breaks_of(at->text.item, at->text.count);

        while (line_breaks_next(&breaks, &piece, &len)) {
            RAP_TRY(add_block(self, at, label, piece, len, err));
            label = NULL;
        }
    }
    if (self->depth > 0)
        return RAP_OK;
    if (!growing_append(&self->block, self->arena, self->late.item, self->late.count))
        return growing_full(err);
    self->late.count = 0;
    return RAP_OK;
}

rap_code_t flow_close(flow_t *self, rap_err_t *err)
{
    if (self->depth == 0)
        return RAP_OK;
    self->paused = innermost(self)->form.goes_on;
    return self->paused ? RAP_OK : finish(self, err);
}

rap_code_t flow_note(flow_t *self, const layout_block_t *block, size_t blocks, rap_err_t *err)
{
    size_t first = self->late.count;

    if (!growing_append(&self->late, self->arena, block, blocks))
        return growing_full(err);
    for (size_t i = first; i < self->late.count; i++)
        ((layout_block_t *)self->late.item)[i].page = self->page;
    return RAP_OK;
}

/* -- tables ----------------------------------------------------------------------------- */

static layout_block_t *block_at(const flow_t *self, size_t i)
{
    return (layout_block_t *)self->block.item + i;
}

void flow_table_begin(flow_t *self)
{
    flow_table_t *table = &self->table;

    if (table->nested++ > 0)
        return;
    *table = (flow_table_t){.nested = 1, .first = self->block.count};
    table->aside = self->page <= 1 && table->first <= ABOVE_MAX;
    for (size_t i = 0; i < table->first; i++)
        if (block_at(self, i)->len > ABOVE_BYTES)
            table->aside = false;
}

void flow_row_begin(flow_t *self)
{
    flow_table_t *table = &self->table;

    if (table->nested != 1)
        return;
    table->rows++;
    table->cells = 0;
    table->page = table->last_page = self->page;
}

void flow_cell_begin(flow_t *self)
{
    if (self->table.nested != 1)
        return;
    self->table.cell = self->block.count;
    self->page = self->table.page; /* a row that breaks does so in each of its cells */
}

void flow_cell_end(flow_t *self)
{
    flow_table_t *table = &self->table;

    if (table->nested != 1)
        return;
    table->cells += self->block.count > table->cell;
    if (self->page > table->last_page)
        table->last_page = self->page;
}

void flow_row_end(flow_t *self)
{
    flow_table_t *table = &self->table;

    if (table->nested != 1)
        return;
    self->page = table->last_page;
    if (table->cells == 1)
        table->aside = false;
}

void flow_table_end(flow_t *self)
{
    flow_table_t *table = &self->table;
    size_t bytes = 0;

    if (table->nested == 0 || --table->nested > 0)
        return;
    for (size_t i = table->first; i < self->block.count; i++)
        bytes += block_at(self, i)->len;
    if (!table->aside || table->rows > LETTERHEAD_ROWS || bytes > LETTERHEAD_MAX)
        return;
    self->letterhead = table->first;
    self->letterhead_end = self->block.count;
}

/* A letterhead has a text below it: a table that is all there is, is one itself. */
static void mark_letterhead(const flow_t *self)
{
    if (self->letterhead_end == self->block.count)
        return;
    for (size_t i = self->letterhead; i < self->letterhead_end; i++)
        if (block_at(self, i)->role != LAYOUT_FOOTNOTE)
            block_at(self, i)->role = LAYOUT_FURNITURE;
}

/* -- headings --------------------------------------------------------------------------- */

static void count_size(sizes_t *self, double size, size_t points)
{
    size_t i = 0;

    while (i < self->count && self->size[i] != size)
        i++;
    if (i == SIZES_MAX)
        return;
    if (i == self->count) {
        self->size[i] = size;
        self->points[i] = 0;
        self->count++;
    }
    self->points[i] += points;
}

static double most_frequent(const sizes_t *self)
{
    size_t best = 0;

    for (size_t i = 1; i < self->count; i++)
        if (self->points[i] > self->points[best])
            best = i;
    return self->count > 0 ? self->size[best] : 0;
}

/* What is larger than the text, centred, or bold where the text is not, and short. */
static void tell_headings(const flow_t *self)
{
    sizes_t sizes = {.count = 0};
    size_t points = 0, bold = 0;

    for (size_t i = 0; i < self->block.count; i++) {
        const layout_block_t *block = block_at(self, i);

        if (block->role == LAYOUT_FURNITURE || block->role == LAYOUT_FOOTNOTE)
            continue;
        count_size(&sizes, block->size, block->len);
        points += block->len;
        bold += block->bold ? block->len : 0;
    }
    double body = most_frequent(&sizes);
    for (size_t i = 0; i < self->block.count; i++) {
        layout_block_t *block = block_at(self, i);
        bool large = body > 0 && block->size > body * LARGE;

        if (block->role == LAYOUT_BODY &&
            (large || block->centred || (block->bold && bold * 2 < points)) &&
            rap_text_points(block->text, block->len) <= HEADING_MAX)
            block->role = LAYOUT_HEADING;
    }
}

rap_code_t flow_finish(flow_t *self, rap_err_t *err)
{
    while (self->depth > 0)
        RAP_TRY(finish(self, err));
    mark_letterhead(self);
    tell_headings(self);
    return RAP_OK;
}

rap_code_t flow_layout(
    layout_t *ret, const growing_t *block, int64_t pages, const char *what, rap_err_t *err)
{
    bool has_text = false;

    ret->block = block->item;
    ret->blocks = block->count;
    ret->pages = pages;
    for (size_t i = 0; i < ret->blocks; i++) {
        has_text = has_text || ret->block[i].role != LAYOUT_FURNITURE;
        if (pages == 0)
            ret->block[i].page = 0;
    }
    return has_text ? RAP_OK : rap_fail(err, RAP_NO_TEXT, "%s has no text", what);
}
