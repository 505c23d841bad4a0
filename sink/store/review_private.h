/* review_private.h - what the files about verdicts share. */
#ifndef RAP_SINK_STORE_REVIEW_PRIVATE_H
#define RAP_SINK_STORE_REVIEW_PRIVATE_H

#include "sink/store/review.h"
#include "sink/store/store_private.h"

/* What an id means: one or both, in the arena. */
struct store_review {
    rap_store_review_t *coded;  /* the machine's row, which has no verdict in it; NULL: gone */
    rap_store_review_t *judged; /* what stands of the same words; NULL: nothing */
};

/* review_read.c; RAP_NOTFOUND and RAP_USAGE as of rap_store_review(). */
rap_code_t store_find_review(rap_store_t *self, const char *id, rap_arena_t *arena,
    struct store_review *ret, rap_err_t *err) RAP_CHECKED;

#endif
