/* format.h - what reads one file format.
 *
 * A format recognises its bytes by their content and turns them into blocks.  formats.c lists
 * them in the order in which they are asked; a new one is a file and a line there.
 */
#ifndef RAP_PARSER_FORMATS_FORMAT_H
#define RAP_PARSER_FORMATS_FORMAT_H

#include "base/arena.h"
#include "base/err.h"
#include "parser/layout.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct format_input {
    const char *bytes; /* borrowed */
    size_t len;
    const rap_envelope_t *envelope; /* borrowed; its media_type may name a charset */
    const ocr_pages_t *ocr; /* what OCR found, borrowed; NULL: nothing was asked of it yet */
    int64_t draw_page;      /* not 0: this page is drawn, and nothing is read ... */
    picture_t *picture;     /* ... into here; it stays empty where there is no such page */
} format_input_t;

typedef struct format {
    const char *name; /* for people: "PDF" */
    const char *media_type;
    bool (*sniff)(const format_input_t *in);
    /* Fills all of *ret; its media_type is the format's, unless it finds a better one.  Texts
     * are in the arena. */
    rap_code_t (*read)(const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err);
} format_t;

extern const format_t format_eml; /* first: a PDF may stand in it */
extern const format_t format_pdf;
extern const format_t format_zipped;  /* DOCX, ODT, and archives that are not read */
extern const format_t format_foreign; /* known, and not read: says which one it is */
extern const format_t format_html;
extern const format_t format_text; /* takes what no other one took, if it is text at all */

/* NULL-terminated, in order. */
extern const format_t *const formats[];

/* Reads by the first format that recognises the bytes, `except` left out, which may be NULL.
 * RAP_UNSUPPORTED when none does. */
rap_code_t formats_read(const format_input_t *in, const format_t *except, rap_arena_t *arena,
    layout_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
