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

/* Is a verdict about the same words?  A condition on its columns, with the prefix `v` or "", whose first
 * four parameters are those of STORE_WORDS_TYPES and STORE_WORDS. */
/* clang-format off */
#define STORE_SAME_WORDS(v) \
    v "issue = ?1 AND " v "party IS ?2 AND (" v "modality = 'co_sponsor') = ?3 AND " v "exact = ?4"
#define STORE_WORDS_TYPES "ssis"
#define STORE_WORDS(position) \
    (position)->issue, (position)->party, (int64_t)((position)->modality == RAP_CO_SPONSORS), \
    (position)->evidence.exact
/* clang-format on */

/* review_read.c; RAP_NOTFOUND and RAP_USAGE as of rap_store_review(). */
rap_code_t store_find_review(rap_store_t *self, const char *id, rap_arena_t *arena,
    struct store_review *ret, rap_err_t *err) RAP_CHECKED;

#endif
