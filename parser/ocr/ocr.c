/* ocr.c - see ocr.h */
#include "parser/ocr/ocr.h"

#include "base/clock.h"
#include "base/text.h"
#include "parser/function_words.h"
#include "parser/ocr/left_out.h"
#include "parser/ocr/tesseract.h"
#include "parser/ocr/upright.h"
#include "parser/ocr/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TURNS = 4,
    SCRIPTS = 4,     /* of ocr_languages, the first ones: each has another script          */
    STRIPS_MAX = 2,  /* of a page, that are read to find out how it is to be read       */
    WORDS_MIN = 3,   /* fewer say nothing of language and direction                        */
    VOTES_CLEAR = 5, /* small words that another language must be ahead by                 */
};

static const double SURE = 0.85;     /* confidence: nothing else will be better                  */
static const double FAIR = 0.65;     /* less may be another language, or upside down            */
static const double FAIR_LINE = 0.5; /* of a line that was passed over               */

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
        bool overtime = best->overtime || one.overtime;
        if (one.confidence > best->confidence)
            *best = one;
        best->overtime = overtime;
        if (overtime)
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

    for (size_t i = 0;
         i < STRIPS_MAX && found.confidence < FAIR && !found.overtime && code == RAP_OK; i++) {
        PIX *strip = upright_strip(page, i);

        code = strip != NULL ? try_scripts(self, strip, turns, &found, err) : growing_full(err);
        pixDestroy(&strip);
    }
    pixDestroy(&page);
    bool overtime = best->overtime || found.overtime;
    if (found.confidence > best->confidence)
        *best = found;
    best->overtime = overtime;
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
    return words_make(&read.words, read.language, 72 / self->dpi, self->arena, ret, err);
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
