/* report.h - what an evaluation prints. */
#ifndef RAP_CLASSIFIER_EVALUATE_REPORT_H
#define RAP_CLASSIFIER_EVALUATE_REPORT_H

#include "classifier/evaluate/runs.h"

typedef struct report {
    const runs_corpus_t *corpus;
    const runs_run_t *now, *before; /* `before` may be NULL */
    draws_t draws;
    bool by_issue; /* people only: programs get all */
} report_t;

/* For people. */
void report_print(const report_t *self);

/* For programs: one object on one line. */
rap_code_t report_json(const report_t *self, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* Each view that was found and not wanted, or wanted and not found, with its words. */
void report_differences(const report_t *self);

#endif
