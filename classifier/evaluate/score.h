/* score.h - figures from counts, and how sure they are.
 *
 * F1 is that of van Rijsbergen (2PR / (P + R)); "micro" adds up the counts of all statements, "macro" is
 * the mean over classes, of those that were wanted or found.  Intervals are of
 * draws of statements (draws.h).
 */
#ifndef RAP_CLASSIFIER_EVALUATE_SCORE_H
#define RAP_CLASSIFIER_EVALUATE_SCORE_H

#include "classifier/evaluate/draws.h"
#include "classifier/evaluate/tally.h"

typedef enum score_metric {
    SCORE_ISSUE_F1,     /* micro                                                     */
    SCORE_ISSUE_MACRO,  /* over issues                                               */
    SCORE_STANCE_MACRO, /* over the four stances, of the views wanted                */
    SCORE_TUPLE_F1,     /* issue, stance, holder and attribution                     */
    SCORE_TUPLE_PRECISION,
    SCORE_TUPLE_RECALL,
    SCORE_OWN_F1,      /* the same of the speaker's own views                       */
    SCORE_SIDES_MACRO, /* for, against, neither: over the first two, as SemEval-2016 */
    SCORE_ATTRIBUTION, /* own or reported, where issue and stance are right         */
    SCORE_MISHELD,     /* wrong holder: share of the views found                    */
    SCORE_FLIPPED,     /* support for opposition: share of the views found          */
    SCORE_OVERLAP,     /* of the words, in views that are right                     */
    SCORE_CALIBRATION, /* expected error of the confidence (ECE), ten bins          */
    SCORE_METRICS
} score_metric_t;

/* Of a score_metric_t. */
const char *score_name(int metric);  /* for programs: "issue_f1" */
const char *score_title(int metric); /* for people: "issue F1"   */
bool score_low_is_good(int metric);

typedef struct score {
    double value[SCORE_METRICS]; /* NAN where nothing was there to count */
} score_t;

typedef struct score_interval {
    score_t at, low, high; /* 95 % */
} score_interval_t;

/* What a run made of each statement. */
typedef struct score_run {
    const tally_t *tally;         /* `statements` of them                             */
    const tally_part_t *by_issue; /* `issues` for each statement, one after the other */
    size_t statements, issues;
} score_run_t;

/* Below, `choose` says how often each statement counts; NULL: once. */

/* The counts of all statements. */
tally_t score_sum(const score_run_t *run, const int64_t *choose);
/* Those of the issue `n`: in how many statements is it wanted, is it found? */
tally_part_t score_issue(const score_run_t *run, size_t n, const int64_t *choose);

void score_of(const score_run_t *run, const int64_t *choose, score_t *ret);

/* Of two runs over the same statements, and of what the second has more than the first; `b` and the
 * last two are NULL where there is only one run.  Aborts without memory. */
void score_intervals(const score_run_t *a, const score_run_t *b, draws_t draws,
    score_interval_t *ret_a, score_interval_t *ret_b, score_interval_t *ret_difference);

#endif
