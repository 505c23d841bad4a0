/* reply.h - what a language model answered, as candidates: nothing of it is believed yet. */
#ifndef RAP_CLASSIFIER_LLM_REPLY_H
#define RAP_CLASSIFIER_LLM_REPLY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"

typedef struct candidate {
    const char *issue, *stance, *holder, *quote;
} candidate_t;

typedef struct reply {
    rap_array_t candidates; /* candidate_t */
    int64_t tokens;         /* of question and answer; 0: the server did not say */
} reply_t;

enum { REPLY_CANDIDATES_MAX = 32 };

/* In the arena.  RAP_SYNTAX, RAP_SCHEMA or RAP_TOOBIG for an answer that is none: no JSON, wrong types,
 * cut short, a call of a tool, more candidates than a passage has. */
rap_code_t reply_read(
    reply_t *self, const char *body, size_t len, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
