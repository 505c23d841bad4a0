/* report.h - what a trial of criticism prints. */
#ifndef RAP_CLASSIFIER_CRITICISM_REPORT_H
#define RAP_CLASSIFIER_CRITICISM_REPORT_H

#include "classifier/criticism/tally.h"
#include "classifier/criticism/utterances.h"
#include "classifier/evaluate/draws.h"
#include "classifier/evaluate/figures.h"

#include "base/buf.h"

typedef struct criticism_figures {
    const char *debate; /* NULL: all of them */
    criticism_tally_t tally;
    figure_t figure[CRITICISM_METRICS]; /* with 95 % of draws of speeches; NAN: none */
} criticism_figures_t;

typedef struct criticism_report {
    const utterances_t *utterances;
    const bool *found;   /* of each sentence */
    const char *wording; /* its name */
    criticism_figures_t all;
    criticism_figures_t *debate; /* `utterances->debates` of them */
} criticism_report_t;

/* Fills in the figures of a report of which the rest is set. */
rap_code_t criticism_report_make(
    criticism_report_t *self, draws_t draws, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* For people. */
void criticism_report_print(const criticism_report_t *self);

/* For programs: one object on one line. */
rap_code_t criticism_report_json(
    const criticism_report_t *self, rap_arena_t *arena, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* Each sentence of which it was said wrongly whether it criticises. */
void criticism_report_differences(const criticism_report_t *self, rap_arena_t *arena);

#endif
