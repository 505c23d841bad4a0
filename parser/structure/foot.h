/* foot.h - where a statement's text ends: a web page that somebody printed goes on behind it. */
#ifndef RAP_PARSER_STRUCTURE_FOOT_H
#define RAP_PARSER_STRUCTURE_FOOT_H

#include "base/err.h"
#include "parser/layout.h"

#include <stddef.h>

/* The block at which the page's foot begins, of a text that begins with block `body`: the one behind the
 * last thanks, a short paragraph with more of the text before it than behind, where what follows is
 * short, has no sentence, and says somewhere whose rights it is ("(c) ...").  Else the number of
 * blocks: there is no foot. */
rap_code_t foot_begin(const layout_t *layout, size_t body, size_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
