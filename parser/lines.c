/* lines.c - see lines.h */
#include "parser/lines.h"
#include "base/text.h"

#include "parser/chars.h"
#include "parser/columns.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    MARK_MAX = 3, /* digits of a note's number */
    ROWS_OPEN = 8 /* rows that a word is tried against: baselines are uneven */
};

static const double SIZE_OF_BOX = 0.8;    /* of a word's height: its size, where it is not told */
static const double BASE = 0.35;          /* of a row's height: how far its words' feet part     */
static const double RAISED = 0.8;         /* of the base word's size: a superscript is smaller  */
static const double RAISED_GAP_EM = 0.3;  /* and stands no farther behind it                    */
static const double INSIDE = 0.75;        /* of a small word's height, in the row's         */
static const double LIFTED = 0.15;        /* of the base word's size: so far up is its foot */
static const double CUT_EM = 0.8;         /* a wider gap parts pieces of a row                  */
static const double SPACE_EM = 0.15;      /* a wider gap is a space                             */
static const double CUT_GAP_EM = 1.5;     /* so far are the parts of a stretched word drawn apart */
static const double WIDE_SPACE_EM = 0.45; /* two spaces, at least ...                      */
static const double WIDE_SPACE = 1.7;     /* ... of the line's least gap                   */

typedef struct placed {
    page_word_t word;
    double top, bottom; /* the box that finds the row: the base word's for a superscript */
    size_t row;
} placed_t;

static double middle_of(const placed_t *placed)
{
    return (placed->top + placed->bottom) / 2;
}

static int by_height(const void *left, const void *right)
{
    const placed_t *a = left, *b = right;
    double ya = middle_of(a), yb = middle_of(b);

    if (ya != yb)
        return ya < yb ? -1 : 1;
    return (a->word.x0 > b->word.x0) - (a->word.x0 < b->word.x0);
}

static int by_row(const void *left, const void *right)
{
    const placed_t *a = left, *b = right;

    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->word.x0 != b->word.x0)
        return a->word.x0 < b->word.x0 ? -1 : 1;
    return (a->word.x1 > b->word.x1) - (a->word.x1 < b->word.x1);
}

/* "th" in "79th": small, and right behind a word that it touches. */
static bool is_raised(const page_word_t *word, const page_word_t *base)
{
    return word->size < RAISED * base->size && word->x0 > base->x0 &&
           fabs(word->x0 - base->x1) < RAISED_GAP_EM * base->size && word->y1 > base->y0 &&
           word->y0 < base->y1;
}

static double height_of(const placed_t *placed)
{
    return placed->bottom - placed->top;
}

/* How much of the lower one's height two boxes share, if they stand in one row: with their feet at
 * about the same level, or one of them a small print within the other.  Else 0. */
static double share_of(const placed_t *a, const placed_t *b)
{
    double low = fmin(height_of(a), height_of(b)), tall = fmax(height_of(a), height_of(b));
    double share = (fmin(a->bottom, b->bottom) - fmax(a->top, b->top)) / low;
    bool inside = low < RAISED * tall && share > INSIDE;

    return inside || fabs(a->bottom - b->bottom) < BASE * tall ? share : 0;
}

/* Words that share half of their height stand in one row; the row's measure is its tallest
 * word. */
static void find_rows(placed_t *placed, size_t count)
{
    const placed_t *open[ROWS_OPEN];
    size_t rows = 0;

    qsort(placed, count, sizeof *placed, by_height);
    for (size_t i = 0; i < count; i++) {
        const placed_t *word = &placed[i];
        double most = 0.5;
        size_t best = rows;

        for (size_t r = rows > ROWS_OPEN ? rows - ROWS_OPEN : 0; r < rows; r++) {
            double share = share_of(open[r % ROWS_OPEN], word);

            if (share > most) {
                most = share;
                best = r;
            }
        }
        if (best == rows)
            open[rows++ % ROWS_OPEN] = word;
        else if (height_of(word) > height_of(open[best % ROWS_OPEN]))
            open[best % ROWS_OPEN] = word;
        placed[i].row = best;
    }
}

/* The words that have a sensible box, in the order they came. */
static size_t place(placed_t *placed, const page_word_t *word, size_t words)
{
    const placed_t *base = NULL;
    size_t count = 0;

    for (size_t i = 0; i < words; i++) {
        placed_t *at = &placed[count];

        if (!page_word_has_box(&word[i]))
            continue;
        *at = (placed_t){.word = word[i], .top = word[i].y0, .bottom = word[i].y1};
        if (!(at->word.size > 0 && at->word.size < PAGE_SIDE_MAX))
            at->word.size = SIZE_OF_BOX * (word[i].y1 - word[i].y0);
        if (base != NULL && is_raised(&at->word, &base->word)) {
            at->top = base->top;
            at->bottom = base->bottom;
        } else {
            base = at;
        }
        count++;
    }
    return count;
}

static double usual_size(const placed_t *placed, size_t count)
{
    double sum = 0;
    size_t weight = 0;

    for (size_t i = 0; i < count; i++) {
        sum += placed[i].word.size * (double)placed[i].word.len;
        weight += placed[i].word.len;
    }
    return weight > 0 ? sum / (double)weight : 0;
}

static rap_code_t cut_rows(const placed_t *placed, size_t count, double em, rap_arena_t *arena,
    growing_t *pieces, rap_err_t *err)
{
    column_piece_t *piece = NULL;

    for (size_t i = 0; i < count; i++) {
        const page_word_t *word = &placed[i].word;

        if (piece == NULL || piece->row != placed[i].row || word->x0 - piece->x1 > CUT_EM * em) {
            piece = growing_add(pieces, arena);
            if (piece == NULL)
                return growing_full(err);
            *piece = (column_piece_t){placed[i].row, i, 0, word->x0, word->x1, word->y0, word->y1};
        }
        piece->count++;
        piece->x1 = fmax(piece->x1, word->x1);
        piece->y0 = fmin(piece->y0, word->y0);
        piece->y1 = fmax(piece->y1, word->y1);
    }
    return RAP_OK;
}

/* How many letters are read from left to right, and how many from right to left. */
typedef struct letters {
    size_t ltr, rtl;
} letters_t;

static void count_letters(letters_t *self, const page_word_t *word)
{
    for (const char *at = word->text, *end = at + word->len; at < end;) {
        uint32_t c = chars_next(&at, end);

        if (u_isdigit((UChar32)c))
            continue;
        if (chars_is_rtl(c))
            self->rtl++;
        else if (chars_is_word(c))
            self->ltr++;
    }
}

/* Letters tell; a line of numbers alone follows its page. */
static bool is_rtl(const page_word_t *const *word, size_t count, bool page_rtl)
{
    letters_t letters = {0};

    for (size_t i = 0; i < count; i++)
        count_letters(&letters, word[i]);
    return letters.rtl + letters.ltr > 0 ? letters.rtl > letters.ltr : page_rtl;
}

static bool is_page_rtl(const placed_t *placed, size_t count)
{
    letters_t letters = {0};

    for (size_t i = 0; i < count; i++)
        count_letters(&letters, &placed[i].word);
    return letters.rtl > letters.ltr;
}

static bool has_rtl(const page_word_t *word)
{
    for (const char *at = word->text, *end = at + word->len; at < end;)
        if (chars_is_rtl(chars_next(&at, end)))
            return true;
    return false;
}

static bool has_ltr(const page_word_t *word)
{
    for (const char *at = word->text, *end = at + word->len; at < end;) {
        uint32_t c = chars_next(&at, end);

        if (chars_is_word(c) && !chars_is_rtl(c) && !u_isdigit((UChar32)c))
            return true;
    }
    return false;
}

static void swap_words(const page_word_t **word, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        const page_word_t *swap = word[i];

        word[i] = word[count - 1 - i];
        word[count - 1 - i] = swap;
    }
}

/* The last word of those from word[i] on that keep their order in a right-to-left line: words with
 * Latin letters and what is between them.  Numbers alone follow the line. */
static size_t run_end(const page_word_t *const *word, size_t count, size_t i)
{
    size_t last = i;

    if (!has_ltr(word[i]))
        return i;
    for (size_t k = i + 1; k < count && !has_rtl(word[k]); k++)
        if (has_ltr(word[k]))
            last = k;
    return last;
}

/* From visual to logical order in a right-to-left line: the words from right to left, but runs
 * among themselves as they are. */
static void reverse_words(const page_word_t **word, size_t count)
{
    swap_words(word, count);
    for (size_t i = 0, last; i < count; i = last + 1) {
        last = run_end(word, count, i);
        swap_words(word + i, last + 1 - i);
    }
}

/* What is read from left to right also in a right-to-left word: numbers, Latin letters. */
static bool runs_ltr(uint32_t c)
{
    return u_isdigit((UChar32)c) || (chars_is_word(c) && !chars_is_rtl(c));
}

/* "2021-2025", "3.5", "1/2" are one run. */
static bool parts_run(uint32_t c)
{
    return c == '-' || c == '.' || c == ',' || c == ':' || c == '/';
}

/* Where the run begins that ends at `end`, which is `end` where there is none. */
static size_t run_before(const char *text, size_t end)
{
    size_t start = end, at = end, before = 0;

    while (at > 0) {
        uint32_t c = chars_last(text, at, &at);

        if (runs_ltr(c))
            start = at;
        else if (start == end || start != at + 1 || !parts_run(c) ||
                 !runs_ltr(chars_last(text, at, &before)))
            break;
    }
    return start;
}

/* Copies a right-to-left word's letters backwards, runs among themselves as they are. */
static size_t put_reversed(const page_word_t *word, char *out)
{
    size_t n = 0;

    for (size_t end = word->len, start; end > 0; end = start) {
        start = run_before(word->text, end);
        if (start == end)
            (void)chars_last(word->text, end, &start);
        memcpy(out + n, word->text + start, end - start);
        n += end - start;
    }
    return n;
}

/* Whichever of them stands to the right. */
static double gap_between(const page_word_t *a, const page_word_t *b)
{
    return fmax(b->x0 - a->x1, a->x0 - b->x1);
}

/* How many spaces stand between two words that follow each other on a line.  Two part the words
 * of a spaced title: there the gap is wider than the `least` one of the line. */
static size_t spaces(
    const page_word_t *before, const page_word_t *word, bool rtl, double em, double least)
{
    double gap = gap_between(before, word);
    bool raised = word->size < RAISED * before->size && gap < SPACE_EM * em;
    const page_word_t *left = rtl ? word : before; /* the file says what stands right of it */
    bool wide = chars_is_wide(chars_last(before->text, before->len, NULL)) ||
                chars_is_wide(chars_first(word->text, word->len));

    if (raised || (rtl && before->cut && gap < CUT_GAP_EM * em))
        return 0;
    if (wide) /* Chinese and numbers stand a little apart without a space */
        return gap > CUT_EM * em;
    if (gap > WIDE_SPACE_EM * em && gap > WIDE_SPACE * least)
        return 2;
    return left->space_after || gap > SPACE_EM * em;
}

static size_t put_spaces(size_t count, char *out)
{
    memset(out, ' ', count);
    return count;
}

/* A number that is printed small and high behind a word: a note's, most often. */
static bool is_superscript(const page_word_t *before, const page_word_t *word)
{
    if (word->len > MARK_MAX || word->size >= RAISED * before->size ||
        before->y1 - word->y1 < LIFTED * before->size)
        return false;
    for (size_t i = 0; i < word->len; i++)
        if (word->text[i] < '0' || word->text[i] > '9')
            return false;
    return gap_between(before, word) < RAISED_GAP_EM * before->size;
}

static size_t put_superscript(const page_word_t *word, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < word->len; i++)
        n += rap_text_put(out + n, chars_superscript((uint32_t)(word->text[i] - '0')));
    return n;
}

size_t lines_put_word(const page_word_t *word, bool rtl, char *out)
{
    if (rtl && (has_rtl(word) || !has_ltr(word)))
        return put_reversed(word, out);
    memcpy(out, word->text, word->len);
    return word->len;
}

static size_t put_words(
    const page_word_t *const *word, size_t count, bool rtl, double em, char *out)
{
    double least = em;
    size_t n = 0, first = 0;

    for (size_t i = 1; i < count; i++)
        least = fmin(least, fmax(gap_between(word[i - 1], word[i]), 0));
    for (size_t i = 0, last; i < count; i = last + 1) {
        last = rtl ? run_end(word, count, i) : i;
        if (i > 0) /* what stands beside word[first] on the page is a run's other end */
            n += put_spaces(spaces(word[first], word[last], rtl, em, least), out + n);
        first = i;
        for (size_t k = i; k <= last; k++) {
            if (k > i)
                n += put_spaces(spaces(word[k - 1], word[k], false, em, least), out + n);
            n += k > 0 && is_superscript(word[k - 1], word[k])
                     ? put_superscript(word[k], out + n)
                     : lines_put_word(word[k], rtl, out + n);
        }
    }
    return n;
}

/* Box, size and style of a line from its words; what is raised says nothing of the size. */
static void measure(page_line_t *line, const page_word_t *const *word, size_t count)
{
    double weight = 0, sized = 0;

    line->x0 = line->y0 = PAGE_SIDE_MAX;
    line->x1 = line->y1 = -PAGE_SIDE_MAX;
    for (size_t i = 0; i < count; i++) {
        double len = (double)word[i]->len;

        line->x0 = fmin(line->x0, word[i]->x0);
        line->x1 = fmax(line->x1, word[i]->x1);
        line->y0 = fmin(line->y0, word[i]->y0);
        line->y1 = fmax(line->y1, word[i]->y1);
        if (i == 0 || !is_raised(word[i], word[i - 1])) {
            line->size += len * word[i]->size;
            sized += len;
        }
        line->bold += word[i]->bold ? len : 0;
        line->italic += word[i]->italic ? len : 0;
        line->confidence += len * word[i]->confidence;
        weight += len;
    }
    line->size /= sized;
    line->bold /= weight;
    line->italic /= weight;
    line->confidence /= weight;

    /* Chinese breaks anywhere: what would have to fit is one character. */
    const page_word_t *first = word[0];
    bool wide = chars_is_wide(chars_first(first->text, first->len));
    line->first_width = wide ? line->size : first->x1 - first->x0;
}

static rap_code_t make_line(page_line_t *line, const page_word_t **word, size_t count,
    bool page_rtl, rap_arena_t *arena, rap_err_t *err)
{
    size_t room = 1;

    for (size_t i = 0; i < count; i++)
        room += word[i]->len * 3 + 2; /* a superscript has three bytes */
    char *text = rap_arena_alloc(arena, room);
    if (text == NULL)
        return growing_full(err);

    line->rtl = is_rtl(word, count, page_rtl);
    if (line->rtl)
        reverse_words(word, count);
    measure(line, word, count);
    line->text = text;
    line->len = put_words(word, count, line->rtl, line->size, text);
    text[line->len] = '\0';
    return RAP_OK;
}

static rap_code_t add_line(pages_t *self, const column_line_t *from, const column_piece_t *piece,
    const placed_t *placed, rap_arena_t *arena, rap_err_t *err)
{
    size_t count = 0;

    assert(piece != NULL || from->pieces == 0); /* lines are made of pieces */
    for (size_t i = 0; i < from->pieces; i++)
        count += piece[from->piece[i]].count;

    const page_word_t **word = rap_arena_array(arena, count, sizeof *word);
    page_line_t *line = growing_add(&self->line, arena);
    if (word == NULL || line == NULL)
        return growing_full(err);

    size_t n = 0;
    for (size_t i = 0; i < from->pieces; i++)
        for (size_t k = 0; k < piece[from->piece[i]].count; k++)
            word[n++] = &placed[piece[from->piece[i]].first + k].word;
    line->column = from->column;
    line->beside = from->beside;
    line->page = (int64_t)self->page.count;
    return make_line(line, word, count, pages_page(self, self->page.count - 1)->rtl, arena, err);
}

rap_code_t lines_add_page(pages_t *self, double width, double height, const page_word_t *word,
    size_t words, rap_arena_t *arena, rap_err_t *err)
{
    growing_t pieces = {.size = sizeof(column_piece_t)}, order = {.size = sizeof(column_line_t)};
    page_t *page = growing_add(&self->page, arena);
    placed_t *placed = rap_arena_array(arena, words + 1, sizeof *placed);

    if (page == NULL || placed == NULL)
        return growing_full(err);
    *page = (page_t){.width = width, .height = height, .first = self->line.count};

    size_t count = place(placed, word, words);
    page->rtl = is_page_rtl(placed, count);
    find_rows(placed, count);
    qsort(placed, count, sizeof *placed, by_row);

    double em = usual_size(placed, count);
    RAP_TRY(cut_rows(placed, count, em, arena, &pieces, err));
    RAP_TRY(columns_order(pieces.item, pieces.count, em, arena, &order, &self->columns, err));
    for (size_t i = 0; i < order.count; i++)
        RAP_TRY(
            add_line(self, (const column_line_t *)order.item + i, pieces.item, placed, arena, err));
    page = pages_page(self, self->page.count - 1);
    page->lines = self->line.count - page->first;
    return RAP_OK;
}
