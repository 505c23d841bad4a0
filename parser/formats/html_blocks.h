/* html_blocks.h - the paragraphs of a part of a web page. */
#ifndef RAP_PARSER_FORMATS_HTML_BLOCKS_H
#define RAP_PARSER_FORMATS_HTML_BLOCKS_H

#include "parser/formats/html_tree.h"
#include "parser/growing.h"
#include "parser/layout.h"

/* Appends layout_block_t for the text in node `main`; before it, if no h1 is in it, the
 * heading that stands above it. */
rap_code_t html_blocks(const html_tree_t *tree, uint32_t main, rap_arena_t *arena, growing_t *block,
    rap_err_t *err) RAP_CHECKED;

#endif
