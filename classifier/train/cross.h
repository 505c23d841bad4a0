/* cross.h - how good a model is on sentences that it has not learnt from. */
#ifndef RAP_CLASSIFIER_TRAIN_CROSS_H
#define RAP_CLASSIFIER_TRAIN_CROSS_H

#include "classifier/evaluate/parts.h"
#include "classifier/train/lesson.h"

/* What is never parted between folds. */
typedef enum cross_by {
    CROSS_BY_LINE,
    CROSS_BY_DOCUMENT,
    CROSS_BY_DELEGATION,
    CROSS_BY_HAND
} cross_by_t;
extern const char *const cross_by_names[]; /* NULL-terminated */

typedef struct cross_counts {
    int64_t sentences;
    tally_part_t issues;                 /* an issue in a sentence */
    tally_part_t tuples;                 /* with its stance and whose it is */
    tally_part_t stances[TALLY_STANCES]; /* the speaker's, of issues that are meant */
    tally_bin_t bin[TALLY_BINS];
} cross_counts_t;

enum { CROSS_LANGUAGES_MAX = 16, CROSS_RULES = 0, CROSS_MODEL, CROSS_KINDS };

typedef struct cross_result {
    size_t folds; /* as many as there are groups, at most those that were asked for */
    cross_counts_t all[CROSS_KINDS];
    struct {
        const char *language;
        cross_counts_t counts[CROSS_KINDS];
    } language[CROSS_LANGUAGES_MAX];
    size_t languages;
} cross_result_t;

/* Told when each fold is done. */
typedef void cross_progress_fn(size_t done, size_t of);

/* The sheets of all examples, each made by scores that were not learnt from its group. */
rap_code_t cross_sheets(lesson_t *lesson, const examples_t *examples, const size_t *fold,
    size_t folds, cross_progress_fn *progress, sheet_t *ret, rap_err_t *err) RAP_CHECKED;

/* Deals the examples into at most `most` folds, into `ret_fold`; returns how many.  The same examples are
 * dealt in the same way. */
size_t cross_deal(const examples_t *examples, cross_by_t by, size_t most, size_t *ret_fold);

/* The figures: the judges of each fold are fitted to the others. */
void cross_count(lesson_t *lesson, const examples_t *examples, const model_t *model,
    const sheet_t *sheet, const size_t *fold, size_t folds, cross_result_t *ret);

double cross_stance_macro(const cross_counts_t *counts);
double cross_calibration_error(const cross_counts_t *counts);

#endif
