/* glyphs.h - from the characters that a file holds to the text that a reader reads. */
#ifndef RAP_PARSER_GLYPHS_H
#define RAP_PARSER_GLYPHS_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

/* One paragraph or line made clean: any run of white space is one space, none at either
 * end; Latin ligatures and Arabic letters in the form they are drawn in are spelt out; soft hyphens, zero-width and bidirectional marks and
 * control characters are gone, and what stretches Arabic words; a spaced title ("S T A T E M E N T") is closed, where two
 * spaces part its words; NFC.  In the arena or, where nothing had to change, the text itself.
 * An empty result is "" and 0. */
rap_code_t glyphs_clean(const char *text, size_t len, rap_arena_t *arena, const char **ret,
    size_t *ret_len, rap_err_t *err) RAP_CHECKED;

#endif
