/* ocr.h - a page's picture in, its words out.
 *
 * picture --upright.c--> turned and straightened --tesseract.c--> words in some language
 *         --ocr.c-->     in which language and how to turn it, by what is read best
 */
#ifndef RAP_PARSER_OCR_OCR_H
#define RAP_PARSER_OCR_OCR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "parser/ocr_page.h"
#include "parser/picture.h"

typedef struct ocr ocr_t;

/* Maps the data of the languages that are installed. */
ocr_t *ocr_open(void);
void ocr_close(ocr_t **self);

/* The first package that is not installed, of those that bring a language; or NULL. */
const char *ocr_lacks(const ocr_t *self);

/* Appends ", tesseract 5.3.0, leptonica-1.82.0", as they are loaded. */
rap_code_t ocr_versions(rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* The words of a page, in `ret` with how they were read; `hint` is what is known before.  Boxes are points of the
 * page turned upright; words of right-to-left scripts are in visual order, as page.h has them.
 * After `time_ms` what has been read by then, and OCR_PAGE_OVERTIME.  RAP_UNSUPPORTED: data of the
 * language is not installed. */
rap_code_t ocr_read(ocr_t *self, const picture_t *picture, ocr_hint_t hint, int64_t time_ms,
    rap_arena_t *arena, ocr_page_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
