/* views.h - what was wanted and what was found, in the same form, so that they can be compared.
 *
 * A view is an issue, a stance, and whose it is.  Whatever a statement says as its own is the
 * view of "speaker", be it one State, a group or its co-sponsors; a view that is told of others has
 * their id, or NULL.  Neutral views and those on disputed issues are left out on both sides.
 * On an issue whose proposition calls a thing bad (valence -1), concern is support: who is worried
 * about the thing shares the proposition.
 */
#ifndef RAP_CLASSIFIER_EVALUATE_VIEWS_H
#define RAP_CLASSIFIER_EVALUATE_VIEWS_H

#include "classifier/codebook.h"
#include "classifier/evaluate/gold.h"

typedef struct view {
    const char *issue;
    int stance;
    const char *holder;
    bool reported;
    bool placed;        /* start and end are known */
    int64_t start, end; /* of its words: code points in the text */
    double confidence;
    const char *words; /* for people: the quotation; NULL */
} view_t;

typedef struct views {
    view_t *item; /* no two with the same issue, stance, holder and attribution */
    size_t count;
} views_t;

rap_code_t views_wanted(const codebook_t *codebook, const rap_parties_t *parties,
    const gold_item_t *item, rap_arena_t *arena, views_t *ret, rap_err_t *err) RAP_CHECKED;

/* `positions` are of rap_position_t. */
rap_code_t views_found(const codebook_t *codebook, const gold_item_t *item,
    const rap_array_t *positions, rap_arena_t *arena, views_t *ret, rap_err_t *err) RAP_CHECKED;

/* The same holder; NULL, others without a name, is one too. */
bool view_same_holder(const view_t *a, const view_t *b);

/* Is there one with the same issue, stance, holder and attribution?  NULL: no. */
const view_t *views_find(const views_t *self, const view_t *view);

#endif
