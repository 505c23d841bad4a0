/* language.h - which language a text is in: scripts are counted, letters tell languages of one
 * script, and for Latin letters the small words, accents and endings of each language vote. */
#ifndef RAP_PARSER_STRUCTURE_LANGUAGE_H
#define RAP_PARSER_STRUCTURE_LANGUAGE_H

#include "parser/structure/passage.h"
#include "proto/record.h"

#include <stdbool.h>

/* BCP 47: one of the six official languages, or another that it was told from; NULL when the
 * text is too short to say, or is no language at all.  *ret_garbage: its letters form no words, as
 * in a text layer whose characters are all wrong. */
const char *language_of(const passage_t *passage, bool *ret_garbage);

/* The best guess for a few words of it; NULL when nothing speaks for any.  *ret_sure: so much does
 * that the words around it need not be asked. */
const char *language_guess(const passage_t *passage, span_t within, bool *ret_sure);

/* Sets the language of each paragraph whose words are in another one than the statement's, and the
 * statement's to that of most of its text.  `text` is the statement's; paragraphs of few words are
 * in the language of those around them.  *ret_garbage: as language_of() says of the text. */
rap_code_t language_set(rap_statement_t *statement, const passage_t *text, bool *ret_garbage,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
