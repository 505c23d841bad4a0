/* arabic.c - see arabic.h */
#include "parser/arabic.h"
#include "base/text.h"

#include "parser/arabic_letters.h"
#include "parser/chars.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    MARKED_MAX = 128, /* characters of a word that marks are put into */
    AROUND_MAX = 256  /* words before and behind a mark that may be its own */
};

static const double BESIDE_EM = 0.1; /* a mark may stand that far off its letter */

struct arabic {
    rap_arena_t *arena;
    letters_t *letters;
};

arabic_t *arabic_new(rap_arena_t *arena)
{
    arabic_t *self = rap_arena_alloc(arena, sizeof *self);

    if (self == NULL)
        return NULL;
    *self = (arabic_t){arena, letters_new(arena)};
    return self->letters != NULL ? self : NULL;
}

/* -- words as they are seen ------------------------------------------------------------- */

static bool show(const arabic_t *self, page_word_t *word, shown_t *ret)
{
    size_t n = 0;

    *ret = (shown_t){.word = word};
    ret->c = rap_arena_array(self->arena, word->len + 1, sizeof *ret->c);
    ret->x = rap_arena_array(self->arena, word->len + 2, sizeof *ret->x);
    if (ret->c == NULL || ret->x == NULL)
        return false;
    for (const char *at = word->text, *end = at + word->len; at < end; n++)
        ret->c[n] = chars_next(&at, end);
    memcpy(ret->x, word->edge, (n + 1) * sizeof *ret->x);
    ret->n = n;
    return true;
}

/* Gives the word its characters from `from` to `to`. */
static bool put(
    const arabic_t *self, const shown_t *shown, size_t from, size_t to, page_word_t *word)
{
    char *text = rap_arena_array(self->arena, to - from + 1, 4);

    if (text == NULL)
        return false;
    *word = *shown->word;
    word->text = text;
    word->len = 0;
    for (size_t i = from; i < to; i++)
        word->len += rap_text_put(text + word->len, shown->c[i]);
    word->edge = shown->x + from;
    if (from > 0)
        word->x0 = shown->x[from];
    if (to < shown->n) {
        word->x1 = shown->x[to];
        word->space_after = true;
    }
    return true;
}

/* -- marks beside their words ----------------------------------------------------------- */

static bool is_marks(const shown_t *shown)
{
    for (size_t i = 0; i < shown->n; i++)
        if (!letters_is_mark(shown->c[i]))
            return false;
    return shown->n > 0;
}

static int by_foot(const void *left, const void *right)
{
    const shown_t *a = left, *b = right;

    if (a->word->y1 != b->word->y1)
        return a->word->y1 < b->word->y1 ? -1 : 1;
    return (a->word->x0 > b->word->x0) - (a->word->x0 < b->word->x0);
}

/* Puts marks into the word where they stand: to the left of their letter. */
static bool insert(const arabic_t *self, shown_t *host, const shown_t *mark)
{
    size_t at = 0, n = host->n + mark->n;
    uint32_t *c = rap_arena_array(self->arena, n + 1, sizeof *c);
    double *x = rap_arena_array(self->arena, n + 2, sizeof *x);

    if (c == NULL || x == NULL)
        return false;
    while (at + 1 < host->n && host->x[at + 1] <= mark->word->x0)
        at++;
    memcpy(c, host->c, at * sizeof *c);
    memcpy(c + at, mark->c, mark->n * sizeof *c);
    memcpy(c + at + mark->n, host->c + at, (host->n - at) * sizeof *c);
    memcpy(x, host->x, at * sizeof *x);
    for (size_t i = 0; i < mark->n; i++)
        x[at + i] = host->x[at];
    memcpy(x + at + mark->n, host->x + at, (host->n + 1 - at) * sizeof *x);
    host->c = c;
    host->x = x;
    host->n = n;
    return true;
}

static bool holds(const shown_t *host, const shown_t *mark)
{
    double beside = BESIDE_EM * host->word->size, x = mark->word->x0;

    return x > host->word->x0 - beside && x < host->word->x1 + beside &&
           mark->word->y0 < host->word->y1 && mark->word->y1 > host->word->y0;
}

/* `shown` is sorted by_foot().  Of the words around, the one that holds the mark with the
 * least of it outside. */
static shown_t *host_of(shown_t *shown, size_t count, size_t mark)
{
    double reach = shown[mark].word->size, foot = shown[mark].word->y1;
    shown_t *best = NULL;

    for (size_t side = 0; side < 2; side++)
        for (size_t i = mark, tries = 0; tries < AROUND_MAX; tries++) {
            if (side == 0 ? i == 0 : i + 1 == count)
                break;
            i = side == 0 ? i - 1 : i + 1;
            if (fabs(shown[i].word->y1 - foot) > reach)
                break;
            if (is_marks(&shown[i]) || shown[i].n > MARKED_MAX || !holds(&shown[i], &shown[mark]))
                continue;
            if (best == NULL || shown[mark].word->x0 < best->word->x0 ||
                shown[mark].word->x0 >= best->word->x1)
                best = &shown[i];
        }
    return best;
}

/* -- a page ----------------------------------------------------------------------------- */

/* Is most of what the page says written from right to left? */
static bool is_arabic(const growing_t *word)
{
    size_t rtl = 0, ltr = 0;

    for (size_t i = 0; i < word->count; i++) {
        const page_word_t *at = (const page_word_t *)word->item + i;

        for (const char *c = at->text, *end = c + at->len; c < end;) {
            uint32_t point = chars_next(&c, end);

            rtl += chars_is_rtl(point) && !letters_is_mark(point);
            ltr += !chars_is_rtl(point) && u_isalpha((UChar32)point);
        }
    }
    return rtl > ltr;
}

/* In a text without Arabic a vowel mark is a font's mistaken space: parts the word there. */
static rap_code_t part_word(const arabic_t *self, growing_t *list, size_t number, rap_err_t *err)
{
    shown_t shown;
    page_word_t word = ((page_word_t *)list->item)[number];
    bool first = true;

    if (!show(self, &word, &shown))
        return growing_full(err);
    ((page_word_t *)list->item)[number].len = 0;
    for (size_t i = 0, end; i < shown.n; i = end + 1) {
        for (end = i; end < shown.n && !letters_is_mark(shown.c[end]);)
            end++;
        if (end == i)
            continue;

        page_word_t *part =
            first ? (page_word_t *)list->item + number : growing_add(list, self->arena);
        if (part == NULL || !put(self, &shown, i, end, part))
            return growing_full(err);
        first = false;
    }
    return RAP_OK;
}

static bool holds_mark(const page_word_t *word)
{
    for (const char *at = word->text, *end = at + word->len; at < end;)
        if (letters_is_mark(chars_next(&at, end)))
            return true;
    return false;
}

static rap_code_t part_words(const arabic_t *self, growing_t *list, rap_err_t *err)
{
    for (size_t i = 0, count = list->count; i < count; i++) {
        const page_word_t *word = (const page_word_t *)list->item + i;

        if (word->edge != NULL && holds_mark(word))
            RAP_TRY(part_word(self, list, i, err));
    }
    return RAP_OK;
}

/* What `shown` has become, into its word. */
static rap_code_t put_back(const arabic_t *self, shown_t *shown, size_t count, rap_err_t *err)
{
    for (size_t i = 0; i < count; i++) {
        page_word_t word;

        if (shown[i].n == 0) { /* its marks stand in another word now */
            shown[i].word->len = 0;
            continue;
        }
        if (!put(self, &shown[i], 0, shown[i].n, &word))
            return growing_full(err);
        word.cut = letters_are_cut(self->letters, &shown[i]);
        word.whole = letters_are_whole(self->letters, &shown[i]);
        *shown[i].word = word;
    }
    return RAP_OK;
}

rap_code_t arabic_mend(arabic_t *self, growing_t *word, rap_err_t *err)
{
    size_t count = 0;
    shown_t *shown;

    if (!is_arabic(word))
        return part_words(self, word, err);
    shown = rap_arena_array(self->arena, word->count + 1, sizeof *shown);
    if (shown == NULL)
        return growing_full(err);
    for (size_t i = 0; i < word->count; i++) {
        page_word_t *at = (page_word_t *)word->item + i;

        if (at->edge == NULL || !(at->size > 0))
            continue;
        if (!show(self, at, &shown[count]))
            return growing_full(err);
        letters_learn(self->letters, &shown[count++]);
    }
    for (size_t i = 0; i < count; i++)
        letters_order(self->letters, &shown[i]);
    qsort(shown, count, sizeof *shown, by_foot);
    for (size_t i = 0; i < count; i++) {
        shown_t *host = is_marks(&shown[i]) ? host_of(shown, count, i) : NULL;

        if (host == NULL)
            continue;
        if (!insert(self, host, &shown[i]))
            return growing_full(err);
        shown[i].n = 0;
    }
    return put_back(self, shown, count, err);
}
