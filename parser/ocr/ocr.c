/* ocr.c - see ocr.h */
#include "parser/ocr/ocr.h"

#include "base/clock.h"
#include "base/text.h"
#include "parser/function_words.h"
#include "parser/lines.h"
#include "parser/ocr/left_out.h"
#include "parser/ocr/tesseract.h"
#include "parser/ocr/upright.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TURNS = 4,
    SCRIPTS = 4,      /* of ocr_languages, the first ones: each has another script          */
    STRIPS_MAX = 2,   /* of a page, that are read to find out how it is to be read       */
    WORDS_MIN = 3,    /* fewer say nothing of language and direction                        */
    SPECK_POINTS = 2, /* characters; so short a word of little confidence is a speck        */
    VOTES_CLEAR = 5,  /* small words that another language must be ahead by                 */
    SIZES = 128       /* points of a font's size                                            */
};

static const double SURE = 0.85;     /* confidence: nothing else will be better                  */
static const double FAIR = 0.65;     /* less may be another language, or upside down            */
static const double FAIR_LINE = 0.5; /* of a line that was passed over               */
static const double SPECK = 0.3;
static const double LEAST = 0.01; /* of a word: 0 would say that it was not read by OCR       */
static const double SPACE = 0.3;  /* of a font's size: between words that are put side by side */
static const double SAME_SIZE = 0.25; /* of the usual one: letters of a line differ so much   */
static const double ABOVE = 0.95, BELOW = 0.25; /* of a font's size: its box over the baseline */

struct ocr {
    tesseract_t *tesseract;
};

/* A page on its way. */
typedef struct reading {
    tesseract_t *tesseract;
    rap_arena_t *arena;
    PIX *page; /* as it came */
    double dpi;
    int64_t deadline_ms;
} reading_t;

/* One attempt. */
typedef struct attempt {
    growing_t words; /* tesseract_word_t */
    uint32_t turns;
    size_t language;
    double confidence; /* mean of its characters; 0 of too few words */
    bool overtime;
} attempt_t;

ocr_t *ocr_open(void)
{
    ocr_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->tesseract = tesseract_open();
    return self;
}

void ocr_close(ocr_t **self)
{
    if (*self == NULL)
        return;
    tesseract_close(&(*self)->tesseract);
    free(*self);
    *self = NULL;
}

const char *ocr_lacks(const ocr_t *self)
{
    return tesseract_lacks(self->tesseract);
}

rap_code_t ocr_versions(rap_buf_t *out, rap_err_t *err)
{
    char *leptonica = getLeptonicaVersion();
    rap_code_t code = rap_buf_printf(out, err, ", tesseract %s, %s", tesseract_version(),
        leptonica != NULL ? leptonica : "leptonica");

    lept_free(leptonica);
    return code;
}

static const tesseract_word_t *word_at(const attempt_t *self, size_t i)
{
    return (const tesseract_word_t *)self->words.item + i;
}

/* Of at least one word. */
static double mean_confidence(const attempt_t *self)
{
    double sum = 0, weight = 0;

    for (size_t i = 0; i < self->words.count; i++) {
        const tesseract_word_t *word = word_at(self, i);

        sum += word->confidence * (double)word->len;
        weight += (double)word->len;
    }
    return sum / weight;
}

/* Reads a picture that is upright, or one line of it. */
static rap_code_t attempt(const reading_t *self, PIX *picture, const tesseract_box_t *line,
    ocr_hint_t hint, attempt_t *ret, rap_err_t *err)
{
    const tesseract_job_t job = {.picture = picture,
        .line = line,
        .language = hint.language - 1,
        .dpi = self->dpi,
        .deadline_ms = self->deadline_ms};

    *ret = (attempt_t){
        .words.size = sizeof(tesseract_word_t), .turns = hint.turns, .language = hint.language - 1};
    RAP_TRY(tesseract_read(self->tesseract, &job, self->arena, &ret->words, &ret->overtime, err));
    if (ret->words.count >= (line != NULL ? 1 : WORDS_MIN))
        ret->confidence = mean_confidence(ret);
    return RAP_OK;
}

/* -- in which language ------------------------------------------------------------------ */

static size_t votes_for(const attempt_t *self, const char *const *small)
{
    size_t votes = 0;

    for (size_t i = 0; i < self->words.count; i++)
        for (size_t k = 0; small[k] != NULL; k++)
            if (strcmp(word_at(self, i)->text, small[k]) == 0) {
                votes++;
                break;
            }
    return votes;
}

/* Read with English data, French is French still: its small words tell. */
static size_t latin_language(const reading_t *self, const attempt_t *read)
{
    size_t ret = read->language, own = 0, most = 0;

    if (ocr_languages[ret].own_script)
        return ret;
    for (size_t i = 0; i < FUNCTION_WORDS_LATIN; i++) {
        uint32_t language = ocr_language_of(function_words_latin[i].language);
        size_t votes = votes_for(read, function_words_latin[i].words);

        if (language == read->language + 1)
            own = votes;
        else if (language != 0 && votes > most && tesseract_has(self->tesseract, language - 1)) {
            most = votes;
            ret = language - 1;
        }
    }
    return most > own + VOTES_CLEAR ? ret : read->language;
}

/* The best of all scripts, on a strip of the page. */
static rap_code_t try_scripts(
    const reading_t *self, PIX *strip, uint32_t turns, attempt_t *best, rap_err_t *err)
{
    for (size_t i = 0; i < SCRIPTS && best->confidence < SURE; i++) {
        attempt_t one = {0};

        if (!tesseract_has(self->tesseract, i))
            continue;
        RAP_TRY(attempt(self, strip, NULL, (ocr_hint_t){(uint32_t)i + 1, turns}, &one, err));
        if (one.confidence > best->confidence)
            *best = one;
        if (one.overtime)
            break;
    }
    return RAP_OK;
}

/* A page turned that way, in one script after the other.  Where most of the ink is may be a picture: an
 * emblem, a signature. */
static rap_code_t try_turn(const reading_t *self, uint32_t turns, attempt_t *best, rap_err_t *err)
{
    PIX *page = upright_turn(self->page, turns);
    attempt_t found = {0};
    rap_code_t code = page != NULL ? RAP_OK : growing_full(err);

    for (size_t i = 0; i < STRIPS_MAX && found.confidence < FAIR && code == RAP_OK; i++) {
        PIX *strip = upright_strip(page, i);

        code = strip != NULL ? try_scripts(self, strip, turns, &found, err) : growing_full(err);
        pixDestroy(&strip);
    }
    pixDestroy(&page);
    if (found.confidence > best->confidence)
        *best = found;
    return code;
}

/* Finds out how the page is to be turned, and what it is written in. */
static rap_code_t scout(const reading_t *self, ocr_hint_t *ret, rap_err_t *err)
{
    attempt_t best = {0};
    uint32_t first = upright_is_sideways(self->page) ? 1 : 0;

    for (uint32_t i = 0; i < TURNS && best.confidence < FAIR && !best.overtime; i++) {
        uint32_t turns = (first + 2 * i + i / 2) % TURNS; /* the other way up comes second */

        RAP_TRY(try_turn(self, turns, &best, err));
    }
    *ret = (ocr_hint_t){(uint32_t)latin_language(self, &best) + 1, best.turns};
    if (best.confidence == 0)
        *ret = (ocr_hint_t){OCR_ENGLISH + 1, first};
    const char *lacks = tesseract_lacks(self->tesseract);
    if (best.confidence < FAIR && lacks != NULL && !best.overtime)
        return rap_fail(err, RAP_UNSUPPORTED,
            "OCR can read the page in no language that is installed; '%s' is not, and might help",
            lacks);
    return RAP_OK;
}

/* -- the words -------------------------------------------------------------------------- */

/* The size of most characters. */
static double usual_size(const attempt_t *self)
{
    size_t weight[SIZES] = {0}, best = 0;

    for (size_t i = 0; i < self->words.count; i++) {
        double size = word_at(self, i)->height;

        if (size >= 1 && size < SIZES)
            weight[(size_t)size] += word_at(self, i)->len;
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

static rap_code_t add_word(const attempt_t *read, const tesseract_word_t *from, double usual,
    double point, rap_arena_t *arena, page_word_t *ret, rap_err_t *err)
{
    double size = fabs(from->height - usual) <= SAME_SIZE * usual ? usual : from->height;
    double base = from->base * point;
    char *text = rap_arena_alloc(arena, from->len + 1);

    if (text == NULL)
        return growing_full(err);
    *ret = (page_word_t){.text = from->text,
        .len = from->len,
        .x0 = from->x0 * point,
        .x1 = from->x1 * point,
        .y0 = base - ABOVE * size,
        .y1 = base + BELOW * size,
        .size = size,
        .space_after = true, /* or it would be one word */
        .confidence = fmin(fmax(from->confidence, LEAST), 1)};
    ret->len = lines_put_word(ret, ocr_languages[read->language].rtl, text);
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

static rap_code_t make_words(
    const attempt_t *read, double point, rap_arena_t *arena, ocr_page_t *ret, rap_err_t *err)
{
    double usual = usual_size(read);
    size_t count = read->words.count;
    size_t *line = rap_arena_array(arena, count + 1, sizeof *line);
    double(*box)[2] = rap_arena_array(arena, count + 1, sizeof *box);

    ret->word = rap_arena_array(arena, count + 1, sizeof *ret->word);
    if (ret->word == NULL || line == NULL || box == NULL)
        return growing_full(err);
    for (size_t i = 0; i < count; i++) {
        const tesseract_word_t *word = word_at(read, i);

        if (is_speck(word) || tesseract_is_blank(word))
            continue;
        line[ret->words] = word->line;
        box[ret->words][0] = word->line_x0 * point;
        box[ret->words][1] = word->line_x1 * point;
        RAP_TRY(add_word(read, word, usual, point, arena, &ret->word[ret->words++], err));
    }
    if (ocr_languages[read->language].rtl)
        place_lines(ret->word, ret->words, line, (const double(*)[2])box);
    return RAP_OK;
}

/* -- a page ----------------------------------------------------------------------------- */

/* A line that was read by itself joins those of the page. */
static rap_code_t add_line(const reading_t *self, const left_out_t *line, const attempt_t *one,
    attempt_t *page, rap_err_t *err)
{
    size_t last = word_at(page, page->words.count - 1)->line;

    for (size_t i = 0; i < one->words.count; i++) {
        tesseract_word_t word = *word_at(one, i);

        word.line += last;
        word.line_x0 = line->x0;
        word.line_y0 = line->y0;
        word.line_x1 = line->x1;
        word.line_y1 = line->y1;
        if (!growing_append(&page->words, self->arena, &word, 1))
            return growing_full(err);
    }
    return RAP_OK;
}

/* Lines that were passed over are read one by one; what they say is taken if it is fairly sure. */
static rap_code_t add_left_out(
    const reading_t *self, PIX *upright, ocr_hint_t hint, attempt_t *page, rap_err_t *err)
{
    left_out_t line[LEFT_OUT_MAX];
    size_t lines = left_out_find(upright, page->words.item, page->words.count, line);

    for (size_t i = 0; i < lines && !page->overtime; i++) {
        attempt_t one;

        RAP_TRY(attempt(self, upright, &line[i].box, hint, &one, err));
        page->overtime = one.overtime;
        if (one.confidence >= FAIR_LINE)
            RAP_TRY(add_line(self, &line[i], &one, page, err));
    }
    return RAP_OK;
}

/* The whole page by that hint. */
static rap_code_t read_by(
    const reading_t *self, ocr_hint_t hint, attempt_t *ret, ocr_page_t *page, rap_err_t *err)
{
    PIX *upright = upright_turn(self->page, hint.turns);

    if (upright == NULL)
        return growing_full(err);
    page->width = pixGetWidth(upright) * 72 / self->dpi;
    page->height = pixGetHeight(upright) * 72 / self->dpi;
    page->hint = hint;
    rap_code_t code = attempt(self, upright, NULL, hint, ret, err);
    if (code == RAP_OK && ret->confidence >= FAIR)
        code = add_left_out(self, upright, hint, ret, err);
    pixDestroy(&upright);
    return code;
}

static rap_code_t read_page(const reading_t *self, ocr_hint_t hint, ocr_page_t *ret, rap_err_t *err)
{
    bool known = hint.language > 0 && hint.language <= OCR_LANGUAGES;
    attempt_t read = {0};

    if (upright_is_empty(self->page))
        return RAP_OK;
    if (!known)
        RAP_TRY(scout(self, &hint, err));
    ocr_hint_t other = hint;
    RAP_TRY(read_by(self, hint, &read, ret, err));
    if (read.confidence >= FAIR || read.overtime)
        other.language = (uint32_t)latin_language(self, &read) + 1;
    else if (known) /* else a second time would find the same */
        RAP_TRY(scout(self, &other, err));
    if (!read.overtime && (other.language != hint.language || other.turns != hint.turns)) {
        ocr_page_t second = *ret;
        attempt_t again = {0};

        RAP_TRY(read_by(self, other, &again, &second, err));
        if (!again.overtime || again.words.count > read.words.count) {
            read = again;
            *ret = second;
        }
    }
    ret->state = read.overtime ? OCR_PAGE_OVERTIME : OCR_PAGE_READ;
    return make_words(&read, 72 / self->dpi, self->arena, ret, err);
}

rap_code_t ocr_read(ocr_t *self, const picture_t *picture, ocr_hint_t hint, int64_t time_ms,
    rap_arena_t *arena, ocr_page_t *ret, rap_err_t *err)
{
    reading_t reading = {.tesseract = self->tesseract,
        .arena = arena,
        .page = upright_picture(picture),
        .dpi = picture->dpi,
        .deadline_ms = rap_clock_mono_ms(&rap_clock_system) + time_ms};
    int64_t number = ret->page;

    *ret = (ocr_page_t){.page = number, .hint = hint, .state = OCR_PAGE_READ};
    if (reading.page == NULL)
        return growing_full(err);
    rap_code_t code = read_page(&reading, hint, ret, err);
    pixDestroy(&reading.page);
    return code;
}
