/* merge.h - what a language model found beside what is known without it. */
#ifndef RAP_CLASSIFIER_LLM_MERGE_H
#define RAP_CLASSIFIER_LLM_MERGE_H

#include "classifier/llm/verify.h"

typedef struct merge {
    rap_record_t *record; /* positions are added to it, and their confidence changed */
    const codebook_t *codebook;
    const char *engine; /* of what is added */
    double confidence;  /* of what is added */
    rap_arena_t *arena; /* the record's */
} merge_t;

/* A position that both found is surer, one that the model reads in another way is less sure, and keeps
 * its stance; what only the model found is added.  `found` has the same order whatever came first. */
rap_code_t merge_verified(
    const merge_t *self, const verified_t *found, size_t count, rap_err_t *err) RAP_CHECKED;

#endif
