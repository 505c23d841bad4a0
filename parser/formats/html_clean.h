/* html_clean.h - what is not text in a web page. */
#ifndef RAP_PARSER_FORMATS_HTML_CLEAN_H
#define RAP_PARSER_FORMATS_HTML_CLEAN_H

#include "parser/formats/html_tree.h"

/* In the whole page, before its text is looked for: forms, what is hidden, what is called a menu
 * or the like.  What holds most of the page's text stays, whatever it is called. */
void html_clean_page(html_tree_t *tree);

/* Takes back what html_clean_page() dropped by names. */
void html_clean_undo(html_tree_t *tree);

/* In the text that was found: lists of links, teasers, "read also", headings of what is gone. */
rap_code_t html_clean_text(
    html_tree_t *tree, uint32_t main, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Share of the characters in it that are in links, from 0 to 1. */
double html_clean_links(const html_node_t *node);

#endif
