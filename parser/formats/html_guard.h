/* html_guard.h - what libxml2 takes quadratic time for, taken out of a page before it reads it. */
#ifndef RAP_PARSER_FORMATS_HTML_GUARD_H
#define RAP_PARSER_FORMATS_HTML_GUARD_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

enum { HTML_ATTRIBUTES_MAX = 256 }; /* of one tag; browsers have no limit, pages have a dozen */

/* Leaves out the attributes beyond HTML_ATTRIBUTES_MAX of each tag, and end tags of what never
 * began; makes a NUL, at which libxml2 stops, a space.  *text becomes a copy in the arena. */
rap_code_t html_guard(
    const char **text, size_t *len, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
