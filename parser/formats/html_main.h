/* html_main.h - where in a web page its text is. */
#ifndef RAP_PARSER_FORMATS_HTML_MAIN_H
#define RAP_PARSER_FORMATS_HTML_MAIN_H

#include "parser/formats/html_tree.h"

/* Drops menus, banners, lists of links and the like from the tree, and returns the node that
 * holds the page's main text: what the page itself names so, or what has most text and
 * fewest links.  RAP_TOOBIG past the arena's limit. */
rap_code_t html_main_find(
    html_tree_t *tree, rap_arena_t *arena, uint32_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
