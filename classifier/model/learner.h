/* learner.h - linear classifiers learnt from rows of features: liblinear behind a small face. */
#ifndef RAP_CLASSIFIER_MODEL_LEARNER_H
#define RAP_CLASSIFIER_MODEL_LEARNER_H

#include "classifier/model/features.h"

typedef struct learner learner_t;

/* Of rows with features from 0 to `width` - 1. */
learner_t *learner_new(size_t width);
void learner_destroy(learner_t **self);

/* Appends a row; its features are in order, none twice.  `again`: they all stand a second time, `again`
 * further on (0: they do not). */
void learner_add(learner_t *self, const feature_t *feature, size_t count, size_t again);
size_t learner_count(const learner_t *self);

typedef struct learner_how {
    bool logistic;   /* logistic regression; else a support vector machine with squared loss */
    double cost;     /* of a mistake */
    double positive; /* times as much where the row is of the class */
} learner_how_t;

/* Weights that tell the rows that are of the class from the rest: `ret_weight` of `width`, and the bias.
 * Only the rows that are `in` count (NULL: all); the same rows give the same weights. */
void learner_fit(const learner_t *self, const bool *is_of, const bool *in, learner_how_t how,
    double *ret_weight, double *ret_bias);

/* The score of row `n` by such weights: above 0 it is rather of the class. */
double learner_score(const learner_t *self, size_t n, const double *weight, double bias);

#endif
