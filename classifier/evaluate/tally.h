/* tally.h - what one statement adds to the figures: counts, so that any choice of statements can be
 * added up again (the bootstrap does it a thousand times). */
#ifndef RAP_CLASSIFIER_EVALUATE_TALLY_H
#define RAP_CLASSIFIER_EVALUATE_TALLY_H

#include "classifier/evaluate/parts.h"
#include "classifier/evaluate/views.h"

enum { TALLY_SIDES = 2, TALLY_NONE = TALLY_STANCES };

typedef struct tally {
    tally_part_t issues; /* issues of a statement                          */
    tally_part_t tuples; /* issue, stance, holder, attribution             */
    tally_part_t own;    /* those of the speaker's own                     */
    /* Of each view wanted: its stance, and that which was found for its issue and holder. */
    int64_t stances[TALLY_STANCES][TALLY_STANCES + 1];
    /* For or against, in the speaker's own view; of each issue wanted or found. */
    tally_part_t sides[TALLY_SIDES];
    int64_t alike;      /* found, and somebody wanted has that issue and stance ... */
    int64_t attributed; /* ... and the same attribution                             */
    int64_t misheld;    /* ... but nobody wanted on that issue is its holder        */
    int64_t flipped;    /* found: support for opposition, or the other way round    */
    int64_t placed;     /* right, and both know their words                         */
    int64_t overlap;    /* millionths of the F1 of their code points, summed        */
    tally_bin_t bin[TALLY_BINS];
} tally_t;

void tally_views(tally_t *self, const views_t *wanted, const views_t *found);

/* Adds `times` times what `other` has. */
void tally_add(tally_t *self, const tally_t *other, int64_t times);

/* Of one issue only: is it wanted, is it found?  0 or 1 each. */
tally_part_t tally_issue(const char *issue, const views_t *wanted, const views_t *found);

#endif
