/* text_icu.h - normalisation and folding, by ICU (unicode.org/reports/tr15, tr21).
 *
 * A library of its own (rap::text), linked only by who reads statements: ICU's data is
 * large, and broker, fetcher and sink shall not map it.
 */
#ifndef RAP_BASE_TEXT_ICU_H
#define RAP_BASE_TEXT_ICU_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* The text in normalisation form C, in the arena (or the text itself, borrowed, when it is
 * in that form already).  RAP_SYNTAX when it is not UTF-8. */
rap_code_t rap_text_nfc(const char *text, size_t len, rap_arena_t *arena, const char **ret,
    size_t *ret_len, rap_err_t *err) RAP_CHECKED;

/* A text made comparable, and where each of its bytes came from. */
typedef struct rap_folded {
    const char *text; /* NUL-terminated */
    size_t len;
    const uint32_t *origin; /* len + 1 entries: byte offset in the source text */
} rap_folded_t;

/* Of the text in form C, full case folding (capital dotted I is i); white space of any kind and length is one space;
 * hyphens (U+2010, U+2011) and dashes are '-', curly quotation marks straight; soft hyphens,
 * zero-width and bidirectional marks are gone; Arabic without tatweel and harakat, alef forms
 * unified, its comma and semicolon are ',' and ';'; Russian yo is ye; digits and Latin letters as
 * wide as a Chinese character are plain.
 * The source is UTF-8 of less than 4 GiB. */
rap_code_t rap_text_fold(const char *text, size_t len, rap_arena_t *arena, rap_folded_t *ret,
    rap_err_t *err) RAP_CHECKED;

/* The same, and Latin letters without their accents ("republique" for "RÉPUBLIQUE"), as
 * people leave them out in capitals and in names. */
rap_code_t rap_text_fold_bare(const char *text, size_t len, rap_arena_t *arena, rap_folded_t *ret,
    rap_err_t *err) RAP_CHECKED;

#endif
