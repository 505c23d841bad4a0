/* words.c - see words.h */
#include "parser/ocr/words.h"

#include "base/text.h"
#include "parser/lines.h"
#include "parser/ocr/left_out.h"
#include "parser/ocr/tesseract.h"

#include <math.h>

enum {
    SPECK_POINTS = 2, /* characters; so short a word of little confidence is a speck */
    SIZES = 128       /* points of a font's size                                     */
};

static const double SPECK = 0.3;
static const double LEAST = 0.01; /* of a word: 0 would say that it was not read by OCR       */
static const double SPACE = 0.3;  /* of a font's size: between words that are put side by side */
static const double SAME_SIZE = 0.25; /* of the usual one: letters of a line differ so much   */
static const double ABOVE = 0.95, BELOW = 0.25; /* of a font's size: its box over the baseline */
static const double ABOVE_RTL = 0.75;           /* the same of Arabic letters                  */

/* What Tesseract read of a page. */
typedef struct read {
    const tesseract_word_t *word;
    size_t count;
    size_t language; /* index into ocr_languages */
} read_t;

/* What is usual on a page: the size of most characters, and how high most lines' boxes are. */
typedef struct usual {
    double size, height; /* points */
} usual_t;

/* The size of most characters. */
static double usual_size(const read_t *self)
{
    size_t weight[SIZES] = {0}, best = 0;

    for (size_t i = 0; i < self->count; i++) {
        double size = self->word[i].height;

        if (size >= 1 && size < SIZES)
            weight[(size_t)size] += self->word[i].len;
    }
    for (size_t i = 1; i < SIZES; i++)
        if (weight[i] > weight[best])
            best = i;
    return (double)best;
}

/* The English "I" without serifs is a bar, and no English word has a bar in it. */
static void mend_bars(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] == '|')
            text[i] = 'I';
}

/* Does the box of word `i`'s line reach well into that of its neighbour?  Then one of them is too large. */
static bool is_entangled(const read_t *read, size_t i, double reach)
{
    const tesseract_word_t *own = &read->word[i];
    size_t before = i, after = i;

    while (before > 0 && read->word[before].line == own->line)
        before--;
    while (after + 1 < read->count && read->word[after].line == own->line)
        after++;
    const tesseract_word_t *above = &read->word[before], *below = &read->word[after];
    return (above->line != own->line && above->line_y0 < own->line_y0 &&
               above->line_y1 - own->line_y0 > reach) ||
           (below->line != own->line && below->line_y1 > own->line_y1 &&
               own->line_y1 - below->line_y0 > reach);
}

/* The size of Arabic letters is guessed badly, as little as half of what it is; their lines' boxes are even,
 * but for lines of a few words. */
static double rtl_size(const read_t *read, size_t i, const usual_t *usual, double point)
{
    const tesseract_word_t *word = &read->word[i];
    double height = (word->line_y1 - word->line_y0) * point;

    if (usual->height == 0)
        return height;
    return fabs(word->height - usual->size) <= SAME_SIZE * usual->size ||
                   fabs(height - usual->height) <= SAME_SIZE * usual->height ||
                   is_entangled(read, i, SAME_SIZE * usual->height / point)
               ? usual->height
               : height;
}

/* Where the line's letters begin: their feet are guessed as badly. */
static double rtl_top(const tesseract_word_t *from, const usual_t *usual, double size, double point)
{
    double height = (from->line_y1 - from->line_y0) * point;

    return fabs(height - usual->height) <= SAME_SIZE * usual->height
               ? from->line_y0 * point
               : from->base * point - ABOVE_RTL * size;
}

static rap_code_t add_word(const read_t *read, size_t i, const usual_t *usual, double point,
    rap_arena_t *arena, page_word_t *ret, rap_err_t *err)
{
    const tesseract_word_t *from = &read->word[i];
    bool rtl = ocr_languages[read->language].rtl;
    bool same = fabs(from->height - usual->size) <= SAME_SIZE * usual->size;
    double size = rtl ? rtl_size(read, i, usual, point) : same ? usual->size : from->height;
    double top = rtl ? rtl_top(from, usual, size, point) : from->base * point - ABOVE * size;
    char *text = rap_arena_alloc(arena, from->len + 1);

    if (text == NULL)
        return growing_full(err);
    *ret = (page_word_t){.text = from->text,
        .len = from->len,
        .x0 = from->x0 * point,
        .x1 = from->x1 * point,
        .y0 = top,
        .y1 = top + (ABOVE + BELOW) * size,
        .size = size,
        .space_after = true, /* or it would be one word */
        .confidence = fmin(fmax(from->confidence, LEAST), 1)};
    ret->len = lines_put_word(ret, rtl, text);
    ret->text = text;
    if (read->language == OCR_ENGLISH)
        mend_bars(text, ret->len);
    return RAP_OK;
}

/* Specks that look like letters, of which OCR is unsure itself. */
static bool is_speck(const tesseract_word_t *word)
{
    return word->confidence < SPECK && rap_text_points(word->text, word->len) <= SPECK_POINTS;
}

static double points_of(const page_word_t *word)
{
    return (double)rap_text_points(word->text, word->len);
}

/* Is it read from left to right even in a line that is not? */
static bool runs_ltr(const page_word_t *word)
{
    for (size_t i = 0; i < word->len; i++)
        if ((word->text[i] | 0x20) >= 'a' && (word->text[i] | 0x20) <= 'z')
            return true;
    return false;
}

/* Puts words side by side from right to left, those of a run from left to right. */
static void place(page_word_t *word, size_t count, double x0, double x1)
{
    double points = 0, at = x1;

    for (size_t i = 0; i < count; i++)
        points += points_of(&word[i]) + 1;
    double wide = (x1 - x0) / points;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && runs_ltr(&word[i]) && runs_ltr(&word[end]);)
            end++;
        for (size_t k = 0; k < end - i; k++) { /* the run's last word stands rightmost */
            page_word_t *next = &word[runs_ltr(&word[i]) ? end - 1 - k : i + k];
            double gap = fmin(wide, SPACE * next->size);

            next->x1 = at;
            next->x0 = at -= points_of(next) * wide + (wide - gap);
            at -= gap;
        }
    }
}

/* Where the words of an Arabic line stand, Tesseract does not know well; in which order they are read, it
 * does. */
static void place_lines(page_word_t *word, size_t words, const size_t *line, const double (*box)[2])
{
    for (size_t i = 0, end; i < words; i = end) {
        for (end = i + 1; end < words && line[end] == line[i];)
            end++;
        place(word + i, end - i, box[i][0], box[i][1]);
    }
}

rap_code_t words_make(const growing_t *words, size_t language, double point, rap_arena_t *arena,
    ocr_page_t *ret, rap_err_t *err)
{
    const read_t read = {words->item, words->count, language};
    size_t count = read.count;
    const usual_t usual = {usual_size(&read), left_out_line_height(read.word, count) * point};
    size_t *line = rap_arena_array(arena, count + 1, sizeof *line);
    double(*box)[2] = rap_arena_array(arena, count + 1, sizeof *box);

    ret->word = rap_arena_array(arena, count + 1, sizeof *ret->word);
    if (ret->word == NULL || line == NULL || box == NULL)
        return growing_full(err);
    for (size_t i = 0; i < count; i++) {
        const tesseract_word_t *word = &read.word[i];

        if (is_speck(word) || tesseract_is_blank(word))
            continue;
        line[ret->words] = word->line;
        box[ret->words][0] = word->line_x0 * point;
        box[ret->words][1] = word->line_x1 * point;
        RAP_TRY(add_word(&read, i, &usual, point, arena, &ret->word[ret->words++], err));
    }
    if (ocr_languages[language].rtl)
        place_lines(ret->word, ret->words, line, (const double(*)[2])box);
    return RAP_OK;
}
