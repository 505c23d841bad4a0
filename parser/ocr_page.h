/* ocr_page.h - what OCR found on pages, and the form in which it travels.
 *
 * One process says which pages of a document it cannot read, others read one page each, and the first
 * one gets what they found.  Between them are bytes, which whoever receives them checks: a document
 * may have got hold of who wrote them.
 */
#ifndef RAP_PARSER_OCR_PAGE_H
#define RAP_PARSER_OCR_PAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "parser/page.h"

#include <stdint.h>

typedef enum ocr_state {
    OCR_PAGE_READ,
    OCR_PAGE_OVERTIME, /* its time was over: what was read until then, or nothing */
    OCR_PAGE_LOST,     /* it cannot be drawn, or the process that read it ended   */
    OCR_PAGE_STATES
} ocr_state_t;

/* How a page is to be read, and how it was: each page tells the next one. */
typedef struct ocr_hint {
    uint32_t language; /* 1 and the index into ocr_languages; 0: not known */
    uint32_t turns;    /* quarter turns clockwise that put it upright */
} ocr_hint_t;

typedef struct ocr_page {
    int64_t page; /* from 1 */
    ocr_state_t state;
    ocr_hint_t hint;
    double width, height; /* in points, upright; 0 when it was not read */
    page_word_t *word;
    size_t words;
} ocr_page_t;

struct ocr_pages {          /* ocr_pages_t, of layout.h */
    const ocr_page_t *page; /* in no order */
    size_t pages;
};

/* Appends one page; any number of them may stand in a row. */
rap_code_t ocr_page_pack(const ocr_page_t *self, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* All pages in those bytes, from which they borrow their texts.  RAP_SCHEMA when they are none. */
rap_code_t ocr_pages_unpack(const char *bytes, size_t len, rap_arena_t *arena, ocr_pages_t *ret,
    rap_err_t *err) RAP_CHECKED;

/* How the first page of those bytes was read; false: it was not, or there is none. */
bool ocr_page_hint(const char *bytes, size_t len, ocr_hint_t *ret);

/* The page of that number, or NULL. */
const ocr_page_t *ocr_pages_find(const ocr_pages_t *self, int64_t page);

#endif
