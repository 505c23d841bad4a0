/* lines.h - from the words of a page to its lines in reading order. */
#ifndef RAP_PARSER_LINES_H
#define RAP_PARSER_LINES_H

#include "parser/page.h"

/* Appends a page and its lines.  The words' texts are borrowed only for
 * the call.  Words without a sensible box are left out. */
rap_code_t lines_add_page(pages_t *self, double width, double height, const page_word_t *word,
    size_t words, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
