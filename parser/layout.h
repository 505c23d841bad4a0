/* layout.h - what a format hands to the structure reader: a document as blocks.
 *
 * bytes --formats/--> layout (paragraphs in reading order, furniture marked)
 *       --structure/--> record (who, where, when, statements, text)
 *
 * Everything lives in the arena it was made in.
 */
#ifndef RAP_PARSER_LAYOUT_H
#define RAP_PARSER_LAYOUT_H

#include "base/arena.h"
#include "base/err.h"
#include "parser/picture.h"
#include "proto/envelope.h"
#include "proto/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum layout_role {
    LAYOUT_BODY,      /* a paragraph of the text                                         */
    LAYOUT_HEADING,   /* stands out: larger, bold or centred; a title or a section's head */
    LAYOUT_LIST_ITEM, /* an item of a list                                               */
    LAYOUT_FURNITURE, /* running header or footer, page number, letterhead, navigation   */
    LAYOUT_FOOTNOTE
} layout_role_t;

/* One paragraph, whole: lines joined, line-end hyphens resolved, page breaks inside it closed. */
typedef struct layout_block {
    layout_role_t role;
    const char *text; /* UTF-8, NFC, single spaces, not empty */
    size_t len;
    int64_t page;          /* where it starts, from 1; 0 where the format has no pages */
    double x0, y0, x1, y1; /* points from the page's top left; all 0 without geometry   */
    double size;           /* font size in points, 0 when unknown                       */
    bool bold, italic, centred;
    double confidence; /* of OCR, over 0 and up to 1; 0: it was not read by OCR */
} layout_block_t;

typedef struct ocr_pages ocr_pages_t;

typedef struct layout {
    const char *media_type; /* as sniffed */
    int64_t pages;
    layout_block_t *block; /* in reading order, furniture where it stood */
    size_t blocks;
    /* What the format's own metadata says; NULL when it says nothing. */
    const char *title, *author, *date, *language;
    /* Pages whose text layer is none: first they have to be read by OCR, and there are no blocks. */
    const int64_t *wanted; /* their numbers, from 1 */
    size_t wanted_pages;
    const char *wanted_language; /* what the other pages are written in; NULL: not known */
    int64_t ocr_pages,
        unread_pages;   /* read by OCR; and those that OCR could not read or finish ... */
    int64_t late_pages; /* ... for want of time */
} layout_t;

/* Sniffs by content (not by name) and reads.  RAP_UNSUPPORTED, RAP_NO_TEXT, RAP_ENCRYPTED,
 * RAP_SYNTAX, RAP_TOOBIG say why not. */
rap_code_t layout_read(const void *bytes, size_t len, const rap_envelope_t *envelope,
    rap_arena_t *arena, layout_t *ret, rap_err_t *err) RAP_CHECKED;

/* The same after the pages that were wanted have been read by OCR: no more are wanted.  What is
 * not among `ocr` counts as not read. */
rap_code_t layout_read_again(const void *bytes, size_t len, const rap_envelope_t *envelope,
    const ocr_pages_t *ocr, rap_arena_t *arena, layout_t *ret, rap_err_t *err) RAP_CHECKED;

/* Draws a page that was wanted, `page` from 1. */
rap_code_t layout_draw(const void *bytes, size_t len, const rap_envelope_t *envelope, int64_t page,
    rap_arena_t *arena, picture_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
