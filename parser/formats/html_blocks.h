/* html_blocks.h - the paragraphs of a part of a web page. */
#ifndef RAP_PARSER_FORMATS_HTML_BLOCKS_H
#define RAP_PARSER_FORMATS_HTML_BLOCKS_H

#include "parser/formats/html_tree.h"
#include "parser/growing.h"
#include "parser/layout.h"

/* Appends layout_block_t for the text in node `main`; before it, if its title is not in it, the
 * heading above it that is the page's title.  Date lines and bylines are furniture, footnotes are
 * notes, rows of tables that are no layout are one paragraph each. */
rap_code_t html_blocks(html_tree_t *tree, uint32_t main, rap_arena_t *arena, growing_t *block,
    rap_err_t *err) RAP_CHECKED;

#endif
