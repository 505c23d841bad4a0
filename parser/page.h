/* page.h - what a paged format hands to the paragraph engine, and what the engine works on.
 *
 * words with boxes --lines.c, columns.c--> lines in reading order
 *                  --furniture.c-->        running heads, page numbers, footnotes marked
 *                  --paragraphs.c-->       blocks (layout.h)
 *
 * Lengths are points, the origin is a page's top left.  Everything lives in the document's
 * arena.
 */
#ifndef RAP_PARSER_PAGE_H
#define RAP_PARSER_PAGE_H

#include "parser/growing.h"
#include "parser/layout.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DOCUMENT_PAGES_MAX = 2000, /* of a document: more are no statement, and hours of work */
    PAGE_SIDE_MAX = 20000      /* points; boxes beyond are nonsense                       */
};

typedef struct page_word {
    const char *text; /* UTF-8; visual order, left to right, also of right-to-left scripts */
    size_t len;
    double x0, y0, x1, y1;
    double size; /* of the font */
    bool bold, italic;
    bool space_after; /* the file has a space behind it */
    bool cut;         /* its left end shows that it goes on in the word to its left */
    bool whole;       /* ... or that it does not */
    /* Where its characters begin, and where the last one ends; NULL where that is not known. */
    const double *edge;
    double confidence; /* of OCR, over 0 and up to 1; 0: the file says what it is */
} page_word_t;

/* Does it say something, at a place that can be? */
bool page_word_has_box(const page_word_t *word);

typedef struct page_line {
    const char *text; /* logical order, words parted by spaces; not yet cleaned */
    size_t len;
    double x0, y0, x1, y1;
    double size;         /* mean of its characters             */
    double first_width;  /* of the first word, in reading order */
    double bold, italic; /* share of its characters, 0 to 1    */
    double confidence;   /* of its characters, as of a word    */
    bool rtl;
    int64_t page;    /* from 1 */
    uint32_t column; /* the same for the lines of one column of one page, from 0 */
    bool beside;     /* in a column that stands beside another one */
    layout_role_t role;
} page_line_t;

typedef struct page {
    double width, height;
    size_t first, lines; /* of pages_t.line */
    bool rtl;            /* most of its letters are read from right to left */
} page_t;

typedef struct pages {
    growing_t page; /* page_t */
    growing_t line; /* page_line_t, in reading order */
    uint32_t columns;
} pages_t;

void pages_init(pages_t *self);
page_t *pages_page(const pages_t *self, size_t i);
page_line_t *pages_line(const pages_t *self, size_t i);

/* The font size of most characters, 0 of a document without text. */
double pages_body_size(const pages_t *self);

#endif
