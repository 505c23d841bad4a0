/* criticism.h - rapporteur evaluate --task criticism: how well sentences that criticise somebody can be told
 * from others, in debates that were not learnt from. */
#ifndef RAP_CLASSIFIER_CRITICISM_CRITICISM_H
#define RAP_CLASSIFIER_CRITICISM_CRITICISM_H

#include "base/arena.h"
#include "classifier/evaluate/draws.h"
#include "proto/home.h"

#include <stdbool.h>

typedef struct criticism_options {
    const rap_home_t *home; /* for data files of its own; may be NULL */
    draws_t draws;
    bool show, json;
} criticism_options_t;

/* Reads annotated sentences (utterances.h), learns, prints.  RAP_USAGE when they are all of one
 * debate. */
rap_code_t criticism_evaluate(const criticism_options_t *options, char *const *file, size_t files,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
