/* words.h - from what Tesseract says of words to words on a page, as any format has them. */
#ifndef RAP_PARSER_OCR_WORDS_H
#define RAP_PARSER_OCR_WORDS_H

#include "parser/growing.h"
#include "parser/ocr_page.h"

/* Adds the page's words, in the arena, to `ret`, which has none: without specks and pictures, with the size and
 * the place that their lines have.  `words` are tesseract_word_t, `language` is an index into
 * ocr_languages, and a pixel is so many points. */
rap_code_t words_make(const growing_t *words, size_t language, double point, rap_arena_t *arena,
    ocr_page_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
