/* trial.h - criticism found in debates that were not learnt from. */
#ifndef RAP_CLASSIFIER_CRITICISM_TRIAL_H
#define RAP_CLASSIFIER_CRITICISM_TRIAL_H

#include "classifier/criticism/utterances.h"
#include "classifier/model/learner.h"

/* Each debate by weights that were learnt from all the others, and by a threshold that was chosen on
 * those others alone: for each sentence whether it criticises, into `ret_found`.  `learner` has a row for
 * each. */
void trial_run(
    const learner_t *learner, size_t width, const utterances_t *utterances, bool *ret_found);

/* The threshold over which scores agree best with `is_of`, by macro-F1; only those that are `in` count.
 * The curve is smoothed first, since a single best cut is luck. */
double trial_threshold(const double *score, const bool *is_of, const bool *in, size_t count);

#endif
