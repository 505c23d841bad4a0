/* reading.h - all that a model is told of one sentence: its features, and what the rules say of it. */
#ifndef RAP_CLASSIFIER_MODEL_READING_H
#define RAP_CLASSIFIER_MODEL_READING_H

#include "classifier/model/features.h"

enum { READING_SAID_MAX = TARGETS_MAX };

/* What the rules say of an issue that is named in the sentence, or that it answers. */
typedef struct said {
    uint16_t issue;
    bool named, claimed, near; /* by a mark; one that asserts or denies; only by `near` marks */
    bool quoted;               /* in words of others */
    int8_t own, reported;      /* stances; -1: none */
    uint8_t strength;          /* of the own one */
    float confidence, reported_confidence;
} said_t;

typedef struct reading {
    features_t features;
    said_t *said;
    size_t count;
    bool others;    /* words of others stand in it */
    bool condition; /* it has an "if" */
    bool modal, back, contrast, negation;
    bool english;
} reading_t;

/* Room for one reading at a time, in the arena, either to be scored or to be learnt from.  RAP_TOOBIG past its
 * limit. */
rap_code_t reading_room(
    reading_t *self, bool scored, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Of the sentence in hand and the findings that the rules have of it; takes the place of the one before. */
void reading_make(reading_t *self, const analysis_t *analysis, const view_t *view,
    const finding_t *finding, size_t count);

/* NULL: the rules say nothing of the issue. */
const said_t *reading_said(const reading_t *self, size_t issue);

#endif
