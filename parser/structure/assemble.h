/* assemble.h - a statement's text and its paragraphs, from the blocks behind the head. */
#ifndef RAP_PARSER_STRUCTURE_ASSEMBLE_H
#define RAP_PARSER_STRUCTURE_ASSEMBLE_H

#include "base/arena.h"
#include "base/err.h"
#include "parser/layout.h"
#include "proto/record.h"

#include <stddef.h>

/* Sets text, text_sha256 and paragraphs: the text's blocks, from `body` up to before `end`, in reading
 * order, an empty line between them; furniture, footnotes, notices and rows of stars left out. */
rap_code_t assemble_text(rap_statement_t *statement, const layout_t *layout, size_t body,
    size_t end, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
