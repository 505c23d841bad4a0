/* html_root.h - the text of a web page where its source says it is. */
#ifndef RAP_PARSER_FORMATS_HTML_ROOT_H
#define RAP_PARSER_FORMATS_HTML_ROOT_H

#include "parser/formats/html_tree.h"

/* Drops all of the tree, which was read from `text`, but the elements that the XPath selects,
 * whatever they are called or are in, and what is no text in them; *ret is the innermost node around them.  RAP_NO_TEXT when it selects
 * none, RAP_SCHEMA when it cannot be read, RAP_TOOBIG when it takes too long. */
rap_code_t html_root_find(html_tree_t *tree, const char *text, size_t len, const char *xpath,
    rap_arena_t *arena, uint32_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
