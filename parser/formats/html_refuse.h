/* html_refuse.h - web pages that hold no document, and say so. */
#ifndef RAP_PARSER_FORMATS_HTML_REFUSE_H
#define RAP_PARSER_FORMATS_HTML_REFUSE_H

#include "parser/formats/html_tree.h"

/* RAP_UNSUPPORTED of a page of frames; RAP_NOT_STATEMENT of one that sends on elsewhere, that asks
 * whether its reader is human, that tells of an error, or that only a script would fill.  A page
 * with a text of some length is never refused.  `main` is the node with its text. */
rap_code_t html_refuse(
    const html_tree_t *tree, uint32_t main, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
