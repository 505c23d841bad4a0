/* kashida.c - see kashida.h */
#include "parser/kashida.h"

#include "parser/arabic_letters.h"
#include "parser/chars.h"

#include <math.h>
#include <stdlib.h>

enum {
    AROUND_MAX = 256, /* words above and below that may stand in the same row */
    DARK = 160,       /* or darker is ink */
    POINTS = 72       /* an inch */
};

static const double GAP_MAX_EM = 1.5;  /* so far are the parts of a stretched word drawn apart */
static const double GAP_MIN_EM = 0.05; /* less needs no stroke                              */
static const double FOOT_EM = 0.1;     /* so far part the feet of the parts of one word     */
static const double THICK_EM = 0.2;    /* a stroke is thinner                               */
static const double BEYOND_EM = 0.1;   /* a stroke ends before, or at, the ends of its word */
static const double COVERED = 0.95;    /* of both parts: a line, not a stroke               */

/* -- gaps ------------------------------------------------------------------------------- */

/* The first letter from the word's left end, or from its right end: 0 for none. */
static uint32_t end_letter(const page_word_t *word, bool left)
{
    const char *end = word->text + word->len;
    uint32_t last = 0;

    for (const char *at = word->text; at < end;) {
        uint32_t c = chars_next(&at, end);

        if (letters_is_mark(c))
            continue;
        last = c;
        if (left)
            break;
    }
    return last;
}

static int by_foot(const void *left, const void *right)
{
    const page_word_t *a = *(page_word_t *const *)left, *b = *(page_word_t *const *)right;

    if (a->y1 != b->y1)
        return a->y1 < b->y1 ? -1 : 1;
    return (a->x0 > b->x0) - (a->x0 < b->x0);
}

static double gap_of(const page_word_t *right, const page_word_t *left)
{
    return right->x0 - left->x1;
}

/* The word that stands next to the left of word[i]; NULL: too far away. */
static const page_word_t *left_of(page_word_t *const *word, size_t count, size_t i)
{
    const page_word_t *best = NULL;
    const double em = word[i]->size;
    size_t from = i > AROUND_MAX ? i - AROUND_MAX : 0;
    size_t until = i + AROUND_MAX < count ? i + AROUND_MAX : count;

    for (size_t k = from; k < until; k++) {
        double gap = gap_of(word[i], word[k]);

        if (k == i || fabs(word[k]->y1 - word[i]->y1) > FOOT_EM * em || gap < -GAP_MIN_EM * em ||
            gap > GAP_MAX_EM * em)
            continue;
        if (best == NULL || word[k]->x1 > best->x1)
            best = word[k];
    }
    return best;
}

rap_code_t kashida_gaps(
    growing_t *word, rap_arena_t *arena, kashida_gap_t **ret, size_t *ret_count, rap_err_t *err)
{
    page_word_t **sorted = rap_arena_array(arena, word->count + 1, sizeof(page_word_t *));
    kashida_gap_t *gap = rap_arena_array(arena, word->count + 1, sizeof *gap);
    size_t words = 0, count = 0;
    bool stretched = false;

    *ret_count = 0;
    if (sorted == NULL || gap == NULL)
        return growing_full(err);
    for (size_t i = 0; i < word->count; i++) {
        page_word_t *at = (page_word_t *)word->item + i;

        if (page_word_has_box(at) && at->size > 0 && at->size < PAGE_SIDE_MAX)
            sorted[words++] = at;
    }
    qsort(sorted, words, sizeof(page_word_t *), by_foot);
    for (size_t i = 0; i < words; i++) {
        if (sorted[i]->whole || !letters_joins(end_letter(sorted[i], true), true))
            continue;
        const page_word_t *left = left_of(sorted, words, i);
        if (left == NULL || gap_of(sorted[i], left) < GAP_MIN_EM * sorted[i]->size ||
            !letters_joins(end_letter(left, false), false))
            continue;
        stretched = stretched || sorted[i]->cut;
        gap[count++] = (kashida_gap_t){sorted[i], left};
    }
    *ret = gap;
    *ret_count = stretched ? count : 0;
    return RAP_OK;
}

/* -- ink -------------------------------------------------------------------------------- */

typedef struct band {
    const picture_t *picture;
    size_t x0, x1, y0, y1; /* pixels, behind the last one */
} band_t;

static size_t pixel(double points, const picture_t *picture, size_t most)
{
    double at = points * picture->dpi / POINTS;

    return at < 0 ? 0 : at > (double)most ? most : (size_t)at;
}

static bool is_dark(const band_t *self, size_t x, size_t y)
{
    return self->picture->grey[y * self->picture->stride + x] < DARK;
}

/* Is there ink in each column of row y, from x0 to x1? */
static bool is_bridged(const band_t *self, size_t y)
{
    for (size_t x = self->x0; x < self->x1; x++)
        if (!is_dark(self, x, y))
            return false;
    return self->x1 > self->x0;
}

/* Does the ink of row y, followed to both sides, stay within the two words, and not fill them? */
static bool ends_within(const band_t *self, size_t y, const kashida_gap_t *gap)
{
    const picture_t *picture = self->picture;
    const double beyond = BEYOND_EM * gap->right->size;
    size_t from = self->x0, until = self->x1;

    while (from > 0 && is_dark(self, from - 1, y))
        from--;
    while (until < picture->width && is_dark(self, until, y))
        until++;
    double x0 = (double)from * POINTS / picture->dpi, x1 = (double)until * POINTS / picture->dpi;
    return x0 >= gap->left->x0 - beyond && x1 <= gap->right->x1 + beyond &&
           x1 - x0 < COVERED * (gap->right->x1 - gap->left->x0);
}

static bool has_stroke(const kashida_gap_t *gap, const picture_t *picture)
{
    const page_word_t *right = gap->right, *left = gap->left;
    band_t band = {picture, pixel(left->x1, picture, picture->width) + 1,
        pixel(right->x0, picture, picture->width),
        pixel(fmin(right->y0, left->y0), picture, picture->height),
        pixel(fmax(right->y1, left->y1), picture, picture->height)};
    size_t rows = 0, thick = (size_t)ceil(THICK_EM * right->size * picture->dpi / POINTS);
    bool within = false;

    for (size_t y = band.y0; y < band.y1; y++) {
        if (is_bridged(&band, y)) {
            rows++;
            within = within || ends_within(&band, y, gap);
        } else if (rows > 0) {
            break;
        }
    }
    return within && rows <= thick;
}

void kashida_look(const kashida_gap_t *gap, size_t count, const picture_t *picture)
{
    for (size_t i = 0; i < count; i++)
        if (has_stroke(&gap[i], picture))
            gap[i].right->cut = true;
}
