/* html_score.h - where in a web page most text stands, whatever the page calls it. */
#ifndef RAP_PARSER_FORMATS_HTML_SCORE_H
#define RAP_PARSER_FORMATS_HTML_SCORE_H

#include "parser/formats/html_tree.h"

/* The node around the text: each paragraph scores for what is around it, by length and commas,
 * less the farther out, and less where links are.  RAP_TOOBIG past the arena's limit. */
rap_code_t html_score_find(
    const html_tree_t *tree, rap_arena_t *arena, uint32_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
