/* ranked.h - measured values in order. */
#ifndef RAP_PARSER_RANKED_H
#define RAP_PARSER_RANKED_H

#include <stddef.h>
#include <stdlib.h>

static inline int ranked_compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Sorts them, the least first. */
static inline void ranked_sort(double *value, size_t count)
{
    qsort(value, count, sizeof *value, ranked_compare);
}

/* Sorts them, and gives the middle one; `count` is not 0. */
static inline double ranked_median(double *value, size_t count)
{
    ranked_sort(value, count);
    return value[count / 2];
}

#endif
