/* report.h - what training prints. */
#ifndef RAP_CLASSIFIER_TRAIN_REPORT_H
#define RAP_CLASSIFIER_TRAIN_REPORT_H

#include "classifier/train/cross.h"

typedef struct training {
    const model_t *model;
    const cross_result_t *cross;
    const char *by;   /* what folds never part */
    const char *file; /* NULL: nothing was written */
    int64_t bytes;
} training_t;

/* For people. */
void training_print(const training_t *self);

/* For programs: one object on one line. */
rap_code_t training_json(
    const training_t *self, rap_arena_t *arena, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

#endif
