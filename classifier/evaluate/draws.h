/* draws.h - how sure a figure is: percentiles of a bootstrap (Efron 1979).
 *
 * Things that were measured are drawn with replacement, as often as there are any, and the figure is
 * taken of each draw.  The same seed gives the same intervals.
 */
#ifndef RAP_CLASSIFIER_EVALUATE_DRAWS_H
#define RAP_CLASSIFIER_EVALUATE_DRAWS_H

#include <stddef.h>
#include <stdint.h>

typedef struct draws {
    int64_t count; /* 0: no intervals (NAN) */
    uint32_t seed;
} draws_t;

typedef struct draws_state {
    unsigned short word[3];
} draws_state_t;

draws_state_t draws_begin(uint32_t seed);
/* How often each of `things` is in the next draw, into `ret_times`. */
void draws_next(draws_state_t *self, int64_t *ret_times, size_t things);

/* 95 % of the `count` values, a draw each, which are put in order; those that are NAN do not count.  NAN
 * where none is left. */
void draws_interval(double *value, int64_t count, double *ret_low, double *ret_high);

#endif
