/* about.h - what an office document says about itself, in a part of its own. */
#ifndef RAP_PARSER_FORMATS_ABOUT_H
#define RAP_PARSER_FORMATS_ABOUT_H

#include "parser/layout.h"

/* Sets title, author and date of *ret, where they are said, from docProps/core.xml or meta.xml.  The
 * language is left out: programs write their own.  `part` is the part's name, for messages. */
rap_code_t about_read(const char *xml, size_t len, const char *part, rap_arena_t *arena,
    layout_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
