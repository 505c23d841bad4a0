/* lines.h - from the words of a page to its lines in reading order. */
#ifndef RAP_PARSER_LINES_H
#define RAP_PARSER_LINES_H

#include "parser/page.h"

/* Appends a page and its lines.  The words' texts are borrowed only for
 * the call.  Words without a sensible box are left out. */
rap_code_t lines_add_page(pages_t *self, double width, double height, const page_word_t *word,
    size_t words, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Copies a word of a line, which is `rtl` when it is read from right to left, from visual to logical
 * order; the same once more gives the visual order again.  Returns how many bytes: at most the word's. */
size_t lines_put_word(const page_word_t *word, bool rtl, char *out);

#endif
