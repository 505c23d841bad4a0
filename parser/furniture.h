/* furniture.h - which lines of a paged document are not its text. */
#ifndef RAP_PARSER_FURNITURE_H
#define RAP_PARSER_FURNITURE_H

#include "parser/page.h"

/* Sets the role of lines: LAYOUT_FURNITURE for page numbers, markings, heads and feet that run
 * over pages, small print at a page's edge and a letterhead in columns; LAYOUT_FOOTNOTE.
 * Linear in the number of lines. */
rap_code_t furniture_mark(pages_t *pages, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
