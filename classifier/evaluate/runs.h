/* runs.h - what a classifier found in coded statements: now, or at an earlier time, from a file. */
#ifndef RAP_CLASSIFIER_EVALUATE_RUNS_H
#define RAP_CLASSIFIER_EVALUATE_RUNS_H

#include "classifier/engine.h"
#include "classifier/evaluate/score.h"

/* What is compared with what. */
typedef struct runs_corpus {
    const engine_t *engine;
    rap_arena_t *arena;
    double threshold;     /* what is found with less confidence does not count */
    rap_array_t items;    /* gold_item_t */
    views_t *wanted;      /* for each item */
    rap_strings_t issues; /* of the codebook, then others that were coded */
} runs_corpus_t;

/* Of one classifier: positions and views for each item. */
typedef struct runs_run {
    rap_array_t *positions; /* of rap_position_t */
    views_t *found;
    score_run_t score;
} runs_run_t;

/* Fills `wanted` and `issues` of a corpus of which the rest is set. */
rap_code_t runs_prepare(runs_corpus_t *self, rap_err_t *err) RAP_CHECKED;

/* Classifies all items. */
rap_code_t runs_classify(const runs_corpus_t *self, runs_run_t *ret, rap_err_t *err) RAP_CHECKED;

/* A line of JSON for each item: its id and its positions. */
rap_code_t runs_save(
    const runs_corpus_t *self, const runs_run_t *run, const char *path, rap_err_t *err) RAP_CHECKED;

/* What runs_save() wrote, of the same items; others in the file are passed over.  RAP_NOTFOUND names an
 * item that is not in it. */
rap_code_t runs_load(
    const runs_corpus_t *self, const char *path, runs_run_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
