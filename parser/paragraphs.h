/* paragraphs.h - from lines in reading order to whole paragraphs. */
#ifndef RAP_PARSER_PARAGRAPHS_H
#define RAP_PARSER_PARAGRAPHS_H

#include "parser/page.h"

/* Fills ret->block, ret->blocks and ret->pages. */
rap_code_t paragraphs_make(
    const pages_t *pages, rap_arena_t *arena, layout_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
