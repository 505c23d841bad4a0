/* assemble.h - a statement's text and its paragraphs, from the blocks behind the head. */
#ifndef RAP_PARSER_STRUCTURE_ASSEMBLE_H
#define RAP_PARSER_STRUCTURE_ASSEMBLE_H

#include "base/arena.h"
#include "base/err.h"
#include "parser/layout.h"
#include "proto/record.h"

#include <stddef.h>

/* foot.c: the block behind the text's last one.  That is behind the last thanks, where a web page's
 * foot with somebody's rights ("(c) ...") is all that follows; else behind the last block. */
rap_code_t assemble_end(
    const layout_t *layout, size_t body, size_t *ret, rap_err_t *err) RAP_CHECKED;

/* Sets text, text_sha256 and paragraphs: the blocks of the text in reading order, an empty line
 * between them; furniture, footnotes, notices and a page's foot left out. */
rap_code_t assemble_text(rap_statement_t *statement, const layout_t *layout, size_t body,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
