/* weights.h - what a linear model has learnt: for each bucket the classes that it speaks for or against.
 *
 * Weights are numbers from -127 to 127 on a scale of their class; those near zero are left out.  A bucket has
 * a row of bytes: pairs of a class and its weight, or the weights of all classes, where that is shorter.
 * Most features of a sentence are common ones, and have them all.
 */
#ifndef RAP_CLASSIFIER_MODEL_WEIGHTS_H
#define RAP_CLASSIFIER_MODEL_WEIGHTS_H

#include "classifier/model/features.h"

enum {
    WEIGHTS_CLASSES_MAX = 255,
    WEIGHTS_ROOM =
        256, /* of scores: for whatever byte stands for a class in a file that was changed */
};

typedef struct weights {
    size_t classes;
    float *scale, *bias; /* of each class; a scale of 0: it has no weights */
    uint32_t *first;     /* of each bucket's row, and one more */
    const uint8_t *row;  /* all rows; in the model's file, or `own` */
    uint8_t *own;
} weights_t;

void weights_release(weights_t *self); /* idempotent */

/* The bytes of a row with the weights of all classes: an odd number, while pairs have an even one. */
static inline size_t weights_whole_row(size_t classes)
{
    return classes | 1;
}

/* The score of each class into `ret` of WEIGHTS_ROOM; without what the letters of kept words say (words.h). */
void weights_score(const weights_t *self, const features_t *features, float *ret);
/* Adds the bucket's row to the sums, WEIGHTS_ROOM of them. */
void weights_sum(const weights_t *self, uint32_t bucket, int32_t *restrict sums);
/* Adds the rows of all of them. */
void weights_sum_all(
    const weights_t *self, const uint32_t *bucket, size_t count, int32_t *restrict sums);
/* What one feature more adds to the scores from class `from` to that before `to`. */
void weights_add(const weights_t *self, feature_t feature, size_t from, size_t to, float *scores);

/* Weights are made a class at a time, in the order of the classes, then finished. */
typedef struct weights_builder weights_builder_t;
weights_builder_t *weights_builder_new(void);
void weights_builder_destroy(weights_builder_t **self);
/* `dense` has FEATURES_BUCKETS numbers. */
void weights_builder_add(weights_builder_t *self, const double *dense, double bias);
void weights_builder_finish(const weights_builder_t *self, weights_t *ret);

#endif
