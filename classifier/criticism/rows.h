/* rows.h - sentences of speeches as rows for a linear model (model/learner.h).
 *
 * The words and letters of a sentence as any model here reads them (model/features.h: names of parties are
 * all the same word), and *signs*: how many words of each group of the wording stand in it, whether it names
 * somebody, asks, quotes, speaks ill of somebody, how long it is.  The signs stand four times: of the sentence, of the
 * one before, of the one after, and the mean over the speech, for who criticises does so
 * more than once.
 */
#ifndef RAP_CLASSIFIER_CRITICISM_ROWS_H
#define RAP_CLASSIFIER_CRITICISM_ROWS_H

#include "classifier/criticism/utterances.h"
#include "classifier/criticism/wording.h"
#include "classifier/model/learner.h"

typedef struct rows_from {
    const utterances_t *utterances;
    const wording_t *wording;
    const rap_parties_t *parties;
} rows_from_t;

/* The width of a row. */
size_t rows_width(void);

/* A row for each sentence, in their order, appended to `learner`, which has that width. */
rap_code_t rows_add(
    learner_t *learner, const rows_from_t *from, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
