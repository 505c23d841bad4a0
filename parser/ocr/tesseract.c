/* tesseract.c - see tesseract.h */
#include "parser/ocr/tesseract.h"

#include "base/clock.h"
#include "base/mapped.h"

#include <leptonica/allheaders.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

typedef struct model {
    rap_mapped_t data; /* no bytes: there is none */
    TessBaseAPI *api;  /* NULL: not used yet */
} model_t;

struct tesseract {
    model_t model[OCR_LANGUAGES];
};

/* As Tesseract itself would: where the environment says, else where Debian has it. */
static void map_model(model_t *self, const char *name)
{
    const char *folder = getenv("TESSDATA_PREFIX"); /* NOLINT(concurrency-mt-unsafe): no thread */
    char path[PATH_MAX];
    rap_err_t err;

    (void)snprintf(path, sizeof path, "%s/%s.traineddata",
        folder != NULL && folder[0] != '\0' ? folder : RAP_TESSDATA, name);
    if (rap_mapped_open(&self->data, path, INT_MAX - 1, &err) != RAP_OK)
        self->data = (rap_mapped_t){0}; /* tesseract_lacks() tells */
}

tesseract_t *tesseract_open(void)
{
    tesseract_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    for (size_t i = 0; i < OCR_LANGUAGES; i++)
        map_model(&self->model[i], ocr_languages[i].data);
    (void)setMsgSeverity(L_SEVERITY_NONE); /* what Leptonica finds odd in a picture goes nowhere */
    return self;
}

void tesseract_close(tesseract_t **self)
{
    if (*self == NULL)
        return;
    for (size_t i = 0; i < OCR_LANGUAGES; i++) {
        model_t *model = &(*self)->model[i];

        if (model->api != NULL) {
            TessBaseAPIEnd(model->api);
            TessBaseAPIDelete(model->api);
        }
        rap_mapped_release(&model->data);
    }
    free(*self);
    *self = NULL;
}

const char *tesseract_version(void)
{
    return TessVersion();
}

bool tesseract_has(const tesseract_t *self, size_t language)
{
    return self->model[language].data.bytes != NULL;
}

const char *tesseract_lacks(const tesseract_t *self)
{
    for (size_t i = 0; i < OCR_LANGUAGES; i++)
        if (!tesseract_has(self, i))
            return ocr_languages[i].package;
    return NULL;
}

/* The model, read into memory when it is first asked for. */
static rap_code_t start(model_t *self, const ocr_language_t *language, rap_err_t *err)
{
    if (self->data.bytes == NULL)
        return rap_fail(err, RAP_UNSUPPORTED,
            "OCR has no data for the language '%s'; install the package '%s' and try again",
            language->code, language->package);
    if (self->api != NULL)
        return RAP_OK;
    TessBaseAPI *api = TessBaseAPICreate();
    if (api == NULL)
        abort();
    if (TessBaseAPIInit5(api, self->data.bytes, (int)self->data.len, language->data, OEM_LSTM_ONLY,
            NULL, 0, NULL, NULL, 0, false) != 0) {
        TessBaseAPIDelete(api);
        return rap_fail(err, RAP_UNSUPPORTED,
            "OCR cannot use its data for the language '%s'; install the package '%s' anew",
            language->code, language->package);
    }
    (void)TessBaseAPISetVariable(api, "tessedit_do_invert", "0");
    self->api = api;
    return RAP_OK;
}

/* The size of the font, as far as the line's height tells it. */
static double height_of(const TessResultIterator *at)
{
    BOOL style[6];
    int points = 0, font;

    (void)TessResultIteratorWordFontAttributes(
        at, style, style + 1, style + 2, style + 3, style + 4, style + 5, &points, &font);
    return points;
}

/* Tesseract reads also what stands on its side, and says so: either that it is turned, or that its lines
 * run from top to bottom.  Their boxes say nothing of the order of the words. */
static bool is_upright(TessPageIterator *at)
{
    TessOrientation orientation = ORIENTATION_PAGE_UP;
    TessWritingDirection direction = WRITING_DIRECTION_LEFT_TO_RIGHT;
    TessTextlineOrder order;
    float skew;

    TessPageIteratorOrientation(at, &orientation, &direction, &order, &skew);
    return orientation == ORIENTATION_PAGE_UP && direction != WRITING_DIRECTION_TOP_TO_BOTTOM;
}

bool tesseract_is_blank(const tesseract_word_t *word)
{
    return strspn(word->text, " ") == word->len;
}

static const tesseract_word_t *last_word(const growing_t *words)
{
    return (const tesseract_word_t *)words->item + words->count - 1;
}

static bool add_word(TessResultIterator *at, rap_arena_t *arena, growing_t *words)
{
    TessPageIterator *page = TessResultIteratorGetPageIterator(at);
    int x0, y0, x1, y1, line_x0, line_x1, line_y0, line_y1, base_x0, base_y0, base_x1, base_y1;

    if (!is_upright(page) || !TessPageIteratorBoundingBox(page, RIL_WORD, &x0, &y0, &x1, &y1))
        return true;
    if (!TessPageIteratorBaseline(page, RIL_TEXTLINE, &base_x0, &base_y0, &base_x1, &base_y1))
        base_y0 = base_y1 = y1;
    if (!TessPageIteratorBoundingBox(page, RIL_TEXTLINE, &line_x0, &line_y0, &line_x1, &line_y1)) {
        line_x0 = x0;
        line_y0 = y0;
        line_x1 = x1;
        line_y1 = y1;
    }
    bool first = words->count == 0 || TessPageIteratorIsAtBeginningOf(page, RIL_TEXTLINE);
    size_t line = words->count > 0 ? last_word(words)->line : 0;
    char *text = TessResultIteratorGetUTF8Text(at, RIL_WORD);
    if (text == NULL || text[0] == '\0') {
        TessDeleteText(text);
        return true;
    }
    tesseract_word_t *word = growing_add(words, arena);
    const char *kept = rap_arena_strdup(arena, text);
    TessDeleteText(text);
    if (word == NULL || kept == NULL)
        return false;
    *word = (tesseract_word_t){.text = kept,
        .len = strlen(kept),
        .x0 = x0,
        .x1 = x1,
        .line = line + first,
        .line_x0 = line_x0,
        .line_x1 = line_x1,
        .line_y0 = line_y0,
        .line_y1 = line_y1,
        .base = (base_y0 + base_y1) / 2.0,
        .height = height_of(at),
        .confidence = (double)TessResultIteratorConfidence(at, RIL_WORD) / 100};
    return true;
}

static rap_code_t take_words(TessBaseAPI *api, rap_arena_t *arena, growing_t *words, rap_err_t *err)
{
    TessResultIterator *at = TessBaseAPIGetIterator(api);
    bool room = true;

    if (at == NULL)
        return RAP_OK; /* an empty page */
    do
        room = add_word(at, arena, words);
    while (room && TessResultIteratorNext(at, RIL_WORD));
    TessResultIteratorDelete(at);
    return room ? RAP_OK : growing_full(err);
}

rap_code_t tesseract_read(tesseract_t *self, const tesseract_job_t *job, rap_arena_t *arena,
    growing_t *words, bool *ret_overtime, rap_err_t *err)
{
    model_t *model = &self->model[job->language];
    int64_t left = job->deadline_ms - rap_clock_mono_ms(&rap_clock_system);

    *ret_overtime = left <= 0;
    if (left <= 0)
        return RAP_OK;
    RAP_TRY(start(model, &ocr_languages[job->language], err));
    ETEXT_DESC *monitor = TessMonitorCreate();
    TessMonitorSetDeadlineMSecs(monitor, left < INT_MAX ? (int)left : INT_MAX);
    TessBaseAPISetImage2(model->api, job->picture);
    TessBaseAPISetSourceResolution(model->api, (int)job->dpi);
    /* Layout analysis, which has passed over the line, would do so again: it is not asked. */
    TessBaseAPISetPageSegMode(model->api, job->line != NULL ? PSM_RAW_LINE : PSM_AUTO);
    if (job->line != NULL)
        TessBaseAPISetRectangle(
            model->api, job->line->x, job->line->y, job->line->width, job->line->height);
    *ret_overtime = TessBaseAPIRecognize(model->api, monitor) != 0 ||
                    rap_clock_mono_ms(&rap_clock_system) >= job->deadline_ms;
    TessMonitorDelete(monitor);
    rap_code_t code = take_words(model->api, arena, words, err);
    TessBaseAPIClear(model->api);
    return code;
}
