/* tesseract.h - Tesseract, one language at a time: a picture's words with their boxes.
 *
 * Where the data of languages is, is looked up once, and the files are mapped; a language takes memory
 * and time (up to 130 ms) when it is first used.  After that no file is opened.
 */
#ifndef RAP_PARSER_OCR_TESSERACT_H
#define RAP_PARSER_OCR_TESSERACT_H

#include "base/arena.h"
#include "base/err.h"
#include "parser/growing.h"
#include "parser/ocr/languages.h"

#include <stdbool.h>
#include <stdint.h>

struct Pix;

typedef struct tesseract tesseract_t;

/* In pixels of the picture, from its top left. */
typedef struct tesseract_word {
    const char *text; /* UTF-8, in reading order, in the arena */
    size_t len;
    double x0, x1;
    size_t line;                               /* the same for the words of one line, from 1 */
    double line_x0, line_y0, line_x1, line_y1; /* of which this is the box */
    double base, height; /* of the baseline of its line; of the line, in points of a font */
    double confidence;   /* 0 to 1 */
} tesseract_word_t;

/* In pixels. */
typedef struct tesseract_box {
    int x, y, width, height;
} tesseract_box_t;

/* A picture on the page comes as a word of spaces. */
bool tesseract_is_blank(const tesseract_word_t *word);

typedef struct tesseract_job {
    struct Pix *picture;
    const tesseract_box_t *line; /* of which only this is read, as a line; NULL: all of it */
    size_t language;             /* index into ocr_languages */
    double dpi;
    int64_t deadline_ms; /* on the monotonic clock */
} tesseract_job_t;

/* Maps the data that is there; none at all is no error. */
tesseract_t *tesseract_open(void);
void tesseract_close(tesseract_t **self);

const char *tesseract_version(void);

/* Is the language's data there? */
bool tesseract_has(const tesseract_t *self, size_t language);

/* The first package that is not there, or NULL. */
const char *tesseract_lacks(const tesseract_t *self);

/* Appends tesseract_word_t to `words`, those of small confidence too, but none that stands on its side.  *ret_overtime: the deadline came before
 * the end, and what was read by then is there.  RAP_UNSUPPORTED: the language's data is not. */
rap_code_t tesseract_read(tesseract_t *self, const tesseract_job_t *job, rap_arena_t *arena,
    growing_t *words, bool *ret_overtime, rap_err_t *err) RAP_CHECKED;

#endif
