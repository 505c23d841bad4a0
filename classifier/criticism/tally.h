/* tally.h - criticism or none: what was wanted and found, and the figures of it. */
#ifndef RAP_CLASSIFIER_CRITICISM_TALLY_H
#define RAP_CLASSIFIER_CRITICISM_TALLY_H

#include "classifier/evaluate/parts.h"

#include <stdbool.h>

typedef struct criticism_tally {
    int64_t sentences;
    tally_part_t critical;
} criticism_tally_t;

void criticism_count(criticism_tally_t *self, bool wanted, bool found);
/* Adds `times` times what `other` has. */
void criticism_add(criticism_tally_t *self, const criticism_tally_t *other, int64_t times);

/* clang-format off */
typedef enum criticism_metric {
    CRITICISM_MACRO_F1, /* mean of the next two                  */
    CRITICISM_F1,       /* of the sentences that criticise       */
    CRITICISM_NONE_F1,  /* of those that do not                  */
    CRITICISM_PRECISION,
    CRITICISM_RECALL,
    CRITICISM_METRICS
} criticism_metric_t;
/* clang-format on */

const char *criticism_name(int metric);  /* for programs */
const char *criticism_title(int metric); /* for people */

/* NAN where nothing was there to count. */
double criticism_figure(const criticism_tally_t *self, int metric);
/* The first of them; a class that is neither wanted nor found counts as 0. */
double criticism_macro(const criticism_tally_t *self);

#endif
