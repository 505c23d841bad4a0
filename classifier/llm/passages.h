/* passages.h - the parts of a statement that a language model is asked about, one by one. */
#ifndef RAP_CLASSIFIER_LLM_PASSAGES_H
#define RAP_CLASSIFIER_LLM_PASSAGES_H

#include "classifier/segment.h"

typedef struct passage {
    const rap_statement_t *statement;
    const sentences_t *sentences; /* of the statement */
    size_t first, last;           /* its sentences, all of one paragraph */
} passage_t;

enum { PASSAGE_BYTES = 4000 }; /* where a longer paragraph is cut, between sentences */

/* Of all statements, in order and in the arena (passage_t); headings and scraps are left out. */
rap_code_t passages_find(const rap_array_t *statements, rap_arena_t *arena, rap_array_t *ret,
    rap_err_t *err) RAP_CHECKED;

/* Its text, which is not NUL-terminated. */
const char *passage_text(const passage_t *self, size_t *ret_len);

#endif
