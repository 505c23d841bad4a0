/* left_out.h - lines of a page that Tesseract's layout analysis passed over.
 *
 * A short line that stands alone ("Mr. President,"), or the first one of a page, is now and then taken
 * for no text at all, though it can be read.  Its ink shows it: as high as a line, where no line
 * was found.
 */
#ifndef RAP_PARSER_OCR_LEFT_OUT_H
#define RAP_PARSER_OCR_LEFT_OUT_H

#include "parser/ocr/tesseract.h"

#include <leptonica/allheaders.h>
#include <stddef.h>

enum { LEFT_OUT_MAX = 12 }; /* lines of a page; where there are more, it is no text */

/* How high most lines' boxes are, in pixels; 0 of too few lines to tell. */
double left_out_line_height(const tesseract_word_t *word, size_t words);

typedef struct left_out {
    tesseract_box_t box;   /* with a margin, fit for reading      */
    double x0, y0, x1, y1; /* of its ink, as the box of any line */
} left_out_t;

/* Where such lines stand on the page of which `word` was read, from the top down: how many. */
size_t left_out_find(
    PIX *page, const tesseract_word_t *word, size_t words, left_out_t ret[LEFT_OUT_MAX]);

#endif
