/* text_blocks.h - paragraphs of plain text and light Markdown.
 *
 * Blank lines part paragraphs; where there are none, indents, short last lines or, in a text
 * with one line a paragraph, the line ends do.  Used for text files and for <pre> in HTML.
 */
#ifndef RAP_PARSER_FORMATS_TEXT_BLOCKS_H
#define RAP_PARSER_FORMATS_TEXT_BLOCKS_H

#include "parser/growing.h"
#include "parser/layout.h"

/* Appends layout_block_t.  Form feeds part pages: *pages is how many there are, or 0 of a text
 * without.  `text` is UTF-8 and is borrowed for the call; NUL may stand in it. */
rap_code_t text_blocks(const char *text, size_t len, rap_arena_t *arena, growing_t *block,
    int64_t *pages, rap_err_t *err) RAP_CHECKED;

#endif
