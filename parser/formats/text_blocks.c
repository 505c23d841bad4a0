/* text_blocks.c - see text_blocks.h */
#include "parser/formats/text_blocks.h"

#include "base/text.h"
#include "parser/chars.h"
#include "parser/formats/dialogue.h"
#include "parser/formats/markdown.h"
#include "parser/glyphs.h"
#include "parser/hyphens.h"
#include "parser/page_numbers.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    LONG_LINE = 120,       /* characters; nobody wraps lines that late                   */
    TAB = 8,               /* columns                                                    */
    CENTRED_INDENT = 12,   /* spaces: a title that was centred by hand                   */
    INDENT_MIN = 2,        /* spaces that begin a paragraph                              */
    GAP_MIN = 4,           /* spaces that part the columns of a table                    */
    MARGIN = 4,            /* columns that a wrapping editor may leave free              */
    HEADING_MAX = 200,     /* characters of what stands out and is no text               */
    CONTINUED_MIN = 60,    /* characters before a page break that cuts a paragraph       */
    INLINE_MAX = 64 * 1024 /* bytes; a longer paragraph keeps its marks                  */
};

typedef struct text_line {
    const char *text; /* without its end and the spaces around it */
    size_t len;
    size_t indent, points;
    int64_t page; /* from 1 */
    bool heading; /* "# " was in front, or "===" below */
    bool rule;
    bool columns; /* a row of a table */
    bool said;    /* begins with who says it, or is a time code */
} text_line_t;

typedef struct reader {
    rap_arena_t *arena;
    growing_t line; /* text_line_t, blank ones too */
    growing_t *block;
    hyphens_t *hyphens;
    size_t wrap;      /* columns of a full line; 0: lines are not wrapped     */
    bool line_a_para; /* not wrapped, and no blank lines between              */
    bool paged;
    bool dialogue; /* lines with a label begin paragraphs */
    bool cut;      /* the last block may go on in the next one */
} reader_t;

static text_line_t *line_at(const reader_t *self, size_t i)
{
    return (text_line_t *)self->line.item + i;
}

/* -- lines ------------------------------------------------------------------------------ */

static void trim(text_line_t *line, const char *text, size_t len)
{
    size_t at = 0;

    while (at < len) {
        const char *next = text + at;
        uint32_t c = chars_next(&next, text + len);

        if (!chars_is_space(c) && c != '\0')
            break;
        line->indent += c == '\t' ? TAB : 1;
        at = (size_t)(next - text);
    }
    while (len > at) {
        size_t start = len;

        if (!chars_is_space(chars_last(text, len, &start)) || start < at)
            break;
        len = start;
    }
    line->text = text + at;
    line->len = len - at;
}

static bool has_columns(const char *text, size_t len)
{
    size_t run = 0;

    for (size_t i = 0; i < len; i++) {
        run = text[i] == ' ' ? run + 1 : text[i] == '\t' ? run + TAB : 0;
        if (run >= GAP_MIN)
            return true;
    }
    return false;
}

static rap_code_t add_line(
    reader_t *self, const char *text, size_t len, int64_t page, rap_err_t *err)
{
    text_line_t *line = growing_add(&self->line, self->arena);

    if (line == NULL)
        return growing_full(err);
    while (len > 0 && (text[0] == '>' || (len > 1 && text[0] == ' ' && text[1] == '>'))) {
        size_t quoted = text[0] == '>' ? 1 : 2;

        text += quoted;
        len -= quoted;
    }
    trim(line, text, len);
    line->page = page;
    line->rule = markdown_is_rule(line->text, line->len) ||
                 (line->len >= 3 && memcmp(line->text, "```", 3) == 0);

    line->columns = has_columns(line->text, line->len);

    size_t heading = markdown_heading(line->text, line->len);
    line->heading = heading > 0;
    line->text += heading;
    line->len -= heading;
    line->points = rap_text_points(line->text, line->len);
    return RAP_OK;
}

/* A line below which "===" or "---" stands is a heading. */
static void mark_underlined(reader_t *self)
{
    for (size_t i = 1; i < self->line.count; i++) {
        text_line_t *line = line_at(self, i), *above = line_at(self, i - 1);

        if (line->rule && strchr("=-", line->text[0]) != NULL && above->len > 0 && !above->rule &&
            above->points <= LONG_LINE)
            above->heading = true;
    }
}

static rap_code_t split_lines(
    reader_t *self, const char *text, size_t len, int64_t *pages, rap_err_t *err)
{
    int64_t page = 1;

    for (size_t at = 0; at < len;) {
        size_t end = at;

        while (end < len && text[end] != '\n' && text[end] != '\r' && text[end] != '\f')
            end++;
        RAP_TRY(add_line(self, text + at, end - at, page, err));
        if (end < len && text[end] == '\f') {
            page++;
            RAP_TRY(add_line(self, text + end, 0, page, err));
        }
        at = end + (end + 1 < len && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
    }
    self->paged = page > 1;
    *pages = self->paged ? page : 0;
    mark_underlined(self);
    return RAP_OK;
}

static int by_points(const void *left, const void *right)
{
    size_t a = *(const size_t *)left, b = *(const size_t *)right;

    return (a > b) - (a < b);
}

/* How are paragraphs told apart in this text? */
static rap_code_t measure(reader_t *self, rap_err_t *err)
{
    size_t *points = rap_arena_array(self->arena, self->line.count + 1, sizeof *points);
    size_t count = 0, all = 0, in_long = 0, longs = 0, touching = 0;

    if (points == NULL)
        return growing_full(err);
    for (size_t i = 0; i < self->line.count; i++) {
        const text_line_t *line = line_at(self, i);

        if (line->len == 0)
            continue;
        points[count++] = line->points;
        all += line->points;
        if (line->points <= LONG_LINE)
            continue;
        in_long += line->points;
        longs++;
        touching += i + 1 < self->line.count && line_at(self, i + 1)->len > 0;
    }
    if (count == 0)
        return RAP_OK;
    qsort(points, count, sizeof *points, by_points);
    if (in_long * 2 <= all)
        self->wrap = points[count - 1 - count / 20];
    else
        self->line_a_para = touching * 5 > longs;
    return RAP_OK;
}

static rap_code_t find_dialogue(reader_t *self, rap_err_t *err)
{
    dialogue_line_t *label = rap_arena_array(self->arena, self->line.count + 1, sizeof *label);
    size_t count = 0;

    if (label == NULL)
        return growing_full(err);
    for (size_t i = 0; i < self->line.count; i++) {
        text_line_t *line = line_at(self, i);
        size_t len = dialogue_label(line->text, line->len);

        line->said = len > 0 || dialogue_is_time(line->text, line->len);
        if (len > 0)
            label[count++] = (dialogue_line_t){line->text, len};
    }
    self->dialogue = dialogue_is(label, count);
    return RAP_OK;
}

/* -- paragraphs ------------------------------------------------------------------------- */

static bool ends_emphasis(const text_line_t *line)
{
    return line->len > 1 && strchr("*_", line->text[line->len - 1]) != NULL;
}

static bool begins_emphasis(const text_line_t *line)
{
    return line->len > 1 && strchr("*_", line->text[0]) != NULL && line->text[1] != ' ';
}

static bool starts_lower(const char *text, size_t len)
{
    return u_islower((UChar32)chars_first(text, len));
}

/* Does a paragraph end between two lines that follow each other without a blank one? */
static bool breaks(const reader_t *self, const text_line_t *a, const text_line_t *b)
{
    uint32_t last = chars_last_meaning(a->text, a->len);
    size_t first = 0;

    if (self->line_a_para || a->heading || b->heading || a->page != b->page ||
        (a->columns && b->columns))
        return true;
    if (self->dialogue && (b->said || dialogue_is_time(a->text, a->len)))
        return true;
    if (ends_emphasis(a) && begins_emphasis(b))
        return true;
    while (first < b->len && b->text[first] != ' ')
        first++;
    bool fits = a->indent + a->points + 1 + first + MARGIN <= self->wrap;
    if (chars_list_marker(b->text, b->len) > 0 &&
        (self->wrap == 0 || fits || chars_ends_sentence(last) || last == ','))
        return true;
    if (self->wrap == 0 || starts_lower(b->text, b->len))
        return false;
    if (b->indent >= a->indent + INDENT_MIN && chars_list_marker(a->text, a->len) == 0)
        return true;
    return fits && chars_ends_sentence(last);
}

static bool is_capitals(const char *text, size_t len)
{
    bool letters = false;

    for (const char *at = text, *end = text + len; at < end;) {
        uint32_t c = chars_next(&at, end);

        if (u_islower((UChar32)c))
            return false;
        letters = letters || u_isupper((UChar32)c);
    }
    return letters;
}

static layout_role_t role_of(const text_line_t *first, const layout_block_t *block)
{
    size_t points = rap_text_points(block->text, block->len);

    if (page_numbers_is(block->text, block->len))
        return LAYOUT_FURNITURE;
    if (chars_list_marker(block->text, block->len) > 0)
        return LAYOUT_LIST_ITEM;
    if (points > HEADING_MAX)
        return first->heading ? LAYOUT_HEADING : LAYOUT_BODY;
    return first->heading || block->bold || block->centred || is_capitals(block->text, block->len)
               ? LAYOUT_HEADING
               : LAYOUT_BODY;
}

/* Puts a line behind what is there of its paragraph. */
static size_t join(reader_t *self, char *out, size_t n, const char *text, size_t len)
{
    uint32_t last = chars_last(out, n, NULL), first = chars_first(text, len);
    size_t hyphen = self->wrap > 0 ? hyphens_ends(out, n) : 0;

    if (hyphen > 0 && chars_is_word(first)) {
        if (!hyphens_keep(self->hyphens, out, n, text, len))
            n -= hyphen;
    } else if (n > 0 && !(chars_is_wide(last) && chars_is_wide(first))) {
        out[n++] = ' ';
    }
    memcpy(out + n, text, len);
    return n + len;
}

/* A page break in a saved text leaves a paragraph in two; the second half is put back. */
static rap_code_t mend(reader_t *self, layout_block_t *block, bool *ret_mended, rap_err_t *err)
{
    layout_block_t *before = NULL;

    *ret_mended = false;
    for (size_t i = self->block->count; i-- > 0 && before == NULL;)
        if (((layout_block_t *)self->block->item)[i].role != LAYOUT_FURNITURE)
            before = (layout_block_t *)self->block->item + i;
    if (!self->cut || before == NULL || before->role != LAYOUT_BODY || block->role != LAYOUT_BODY ||
        !starts_lower(block->text, block->len) ||
        chars_ends_sentence(chars_last_meaning(before->text, before->len)) ||
        rap_text_points(before->text, before->len) < CONTINUED_MIN)
        return RAP_OK;

    char *text = rap_arena_alloc(self->arena, before->len + block->len + 2);
    if (text == NULL)
        return growing_full(err);
    memcpy(text, before->text, before->len);
    before->len = join(self, text, before->len, block->text, block->len);
    before->text = text;
    *ret_mended = true;
    return RAP_OK;
}

/* Lines [from, to) are one paragraph. */
static rap_code_t add_block(reader_t *self, size_t from, size_t to, rap_err_t *err)
{
    const text_line_t *first = line_at(self, from);
    layout_block_t block = {.page = self->paged ? first->page : 0, .centred = true};
    markdown_style_t style = {false, false};
    size_t room = 1, n = 0;
    bool mended = false;

    for (size_t i = from; i < to; i++)
        room += line_at(self, i)->len + 1;
    char *text = rap_arena_alloc(self->arena, room);
    if (text == NULL)
        return growing_full(err);
    for (size_t i = from; i < to; i++) {
        const text_line_t *line = line_at(self, i);

        n = join(self, text, n, line->text, line->len);
        block.centred = block.centred && line->indent >= CENTRED_INDENT;
    }
    if (n <= INLINE_MAX)
        n = markdown_inline(text, n, &style);
    text[n] = '\0';
    RAP_TRY(glyphs_clean(text, n, self->arena, &block.text, &block.len, err));
    if (block.len == 0)
        return RAP_OK;
    block.bold = style.bold;
    block.italic = style.italic;
    block.role = role_of(first, &block);
    if (block.role == LAYOUT_LIST_ITEM) {
        size_t bullet = chars_bullet(block.text, block.len);

        block.text += bullet;
        block.len -= bullet;
    }
    RAP_TRY(mend(self, &block, &mended, err));
    self->cut = true;
    if (mended)
        return RAP_OK;

    layout_block_t *ret = growing_add(self->block, self->arena);
    if (ret == NULL)
        return growing_full(err);
    *ret = block;
    return RAP_OK;
}

static rap_code_t add_blocks(reader_t *self, rap_err_t *err)
{
    size_t lines = self->line.count;

    for (size_t from = 0, to; from < lines; from = to) {
        const text_line_t *line = line_at(self, from);

        to = from + 1;
        if (line->rule)
            self->cut = false;
        if (line->rule || line->len == 0)
            continue;
        while (to < lines && line_at(self, to)->len > 0 && !line_at(self, to)->rule &&
               !breaks(self, line_at(self, to - 1), line_at(self, to)))
            to++;
        RAP_TRY(add_block(self, from, to, err));
    }
    return RAP_OK;
}

rap_code_t text_blocks(const char *text, size_t len, rap_arena_t *arena, growing_t *block,
    int64_t *pages, rap_err_t *err)
{
    reader_t self = {.arena = arena,
        .line.size = sizeof(text_line_t),
        .block = block,
        .hyphens = hyphens_new(arena)};

    if (self.hyphens == NULL)
        return growing_full(err);
    RAP_TRY(split_lines(&self, text, len, pages, err));
    RAP_TRY(measure(&self, err));
    RAP_TRY(find_dialogue(&self, err));
    for (size_t i = 0; i < self.line.count; i++)
        RAP_TRY(hyphens_learn(self.hyphens, line_at(&self, i)->text, line_at(&self, i)->len, err));
    return add_blocks(&self, err);
}
