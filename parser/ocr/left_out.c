/* left_out.c - see left_out.h */
#include "parser/ocr/left_out.h"

#include "parser/ocr/upright.h"
#include "parser/ranked.h"

#include <math.h>

enum {
    LINES_MIN = 3,   /* fewer do not show how high a line is                      */
    WORDS_MAX = 1024 /* that are looked at for that */
};

/* Of the usual line's height. */
static const double SIDE = 0.12;   /* white beside a line: more is read as a stop         */
static const double MARGIN = 0.25; /* what belongs to a line around its box            */
static const double GAP = 0.12;    /* white rows within a line: below dots and accents */
static const double TRACE = 0.08;  /* ink of a row: less is dust                       */
static const double LOW = 0.4;     /* lower is a rule, or what is left of a letter     */
static const double TALL = 1.7;    /* higher is a picture                              */
static const double NARROW = 2;    /* narrower is a page's number, or a speck          */

/* What the lines that were read tell. */
typedef struct measure {
    double height;      /* of most of them; 0: too few */
    double left, right; /* within which they stand     */
} measure_t;

double left_out_line_height(const tesseract_word_t *word, size_t words)
{
    double height[WORDS_MAX]; /* a line counts by its words: a short one has few high letters */
    size_t lines = 0, count = 0;

    for (size_t i = 0; i < words && count < WORDS_MAX; i++) {
        if (tesseract_is_blank(&word[i]))
            continue;
        lines += i == 0 || word[i].line != word[i - 1].line;
        height[count++] = word[i].line_y1 - word[i].line_y0;
    }
    if (lines < LINES_MIN)
        return 0;
    return ranked_median(height, count);
}

static measure_t measure_lines(const tesseract_word_t *word, size_t words)
{
    measure_t ret = {left_out_line_height(word, words), 1e9, -1e9};

    for (size_t i = 0; i < words; i++)
        if (!tesseract_is_blank(&word[i]) &&
            word[i].line_y1 - word[i].line_y0 < TALL * ret.height) {
            ret.left = fmin(ret.left, word[i].line_x0);
            ret.right = fmax(ret.right, word[i].line_x1);
        }
    return ret;
}

static void wipe(PIX *ink, const tesseract_word_t *word, double margin)
{
    BOX *box = boxCreate((l_int32)fmax(word->line_x0 - margin, 0),
        (l_int32)fmax(word->line_y0 - margin, 0),
        (l_int32)(word->line_x1 - word->line_x0 + 2 * margin),
        (l_int32)(word->line_y1 - word->line_y0 + 2 * margin));

    if (box != NULL)
        (void)pixClearInRect(ink, box);
    boxDestroy(&box);
}

/* The ink between the margins of the text that is in no line; NULL: none, or no memory. */
static PIX *rest_of(PIX *page, const tesseract_word_t *word, size_t words, const measure_t *measure)
{
    PIX *ink = pixThresholdToBinary(page, UPRIGHT_INK);
    l_int32 left = (l_int32)fmax(measure->left - measure->height, 0);
    BOX *text =
        boxCreate(left, 0, (l_int32)(measure->right + measure->height) - left, pixGetHeight(page));
    PIX *ret = NULL;

    for (size_t i = 0; ink != NULL && i < words; i++)
        if (i == 0 || word[i].line != word[i - 1].line)
            wipe(ink, &word[i], MARGIN * measure->height);
    if (ink != NULL && text != NULL)
        ret = pixClipRectangle(ink, text, NULL);
    boxDestroy(&text);
    pixDestroy(&ink);
    return ret;
}

/* Is the ink between two rows as high and as wide as a line?  The box is that of the rest. */
static bool is_line(
    PIX *rest, l_int32 top, l_int32 bottom, const measure_t *measure, tesseract_box_t *ret)
{
    double height = bottom - top;
    BOX *rows = boxCreate(0, top, pixGetWidth(rest), bottom - top), *found = NULL;
    l_int32 x, y, wide, high;
    bool line =
        rows != NULL && height >= LOW * measure->height && height <= TALL * measure->height &&
        pixClipBoxToForeground(rest, rows, NULL, &found) == 0 && found != NULL &&
        boxGetGeometry(found, &x, &y, &wide, &high) == 0 && wide >= NARROW * measure->height;

    if (line)
        *ret = (tesseract_box_t){x, y, wide, high};
    boxDestroy(&rows);
    boxDestroy(&found);
    return line;
}

/* From the rest's place to the page's. */
static left_out_t place(const tesseract_box_t *ink, const measure_t *measure, PIX *page)
{
    l_int32 side = (l_int32)(SIDE * measure->height), over = (l_int32)(MARGIN * measure->height);
    l_int32 left = (l_int32)fmax(measure->left - measure->height, 0) + ink->x;
    l_int32 right = left + ink->width, bottom = ink->y + ink->height;
    l_int32 x = left > side ? left - side : 0, y = ink->y > over ? ink->y - over : 0;
    l_int32 wide = (right + side < pixGetWidth(page) ? right + side : pixGetWidth(page)) - x;
    l_int32 high = (bottom + over < pixGetHeight(page) ? bottom + over : pixGetHeight(page)) - y;

    return (left_out_t){{x, y, wide, high}, left, ink->y, right, bottom};
}

static size_t find_in(PIX *page, PIX *rest, const measure_t *measure, left_out_t ret[LEFT_OUT_MAX])
{
    NUMA *rows = pixCountPixelsByRow(rest, NULL);
    l_int32 top = -1, last = 0, gap = (l_int32)(GAP * measure->height), end = pixGetHeight(rest);
    size_t count = 0;

    for (l_int32 y = 0; rows != NULL && y <= end + gap && count <= LEFT_OUT_MAX; y++) {
        l_int32 ink = 0;

        if (y < end)
            (void)numaGetIValue(rows, y, &ink);
        if (ink > TRACE * measure->height) {
            top = top < 0 ? y : top;
            last = y;
        } else if (top >= 0 && y - last > gap) {
            tesseract_box_t box;

            if (is_line(rest, top, last + 1, measure, &box) && count++ < LEFT_OUT_MAX)
                ret[count - 1] = place(&box, measure, page);
            top = -1;
        }
    }
    numaDestroy(&rows);
    return count <= LEFT_OUT_MAX ? count : 0;
}

size_t left_out_find(
    PIX *page, const tesseract_word_t *word, size_t words, left_out_t ret[LEFT_OUT_MAX])
{
    measure_t measure = measure_lines(word, words);
    PIX *rest = measure.height > 0 ? rest_of(page, word, words, &measure) : NULL;
    size_t count = rest != NULL ? find_in(page, rest, &measure, ret) : 0;

    pixDestroy(&rest);
    return count;
}
