/* html_title.h - the heading that is a web page's title. */
#ifndef RAP_PARSER_FORMATS_HTML_TITLE_H
#define RAP_PARSER_FORMATS_HTML_TITLE_H

#include "parser/formats/html_tree.h"

/* The heading above node `main` that is the title of what is in it; 0 when there is none, or when
 * the title is in `main` itself. */
uint32_t html_title_find(const html_tree_t *tree, uint32_t main);

#endif
