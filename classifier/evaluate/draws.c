/* draws.c - see draws.h */
#include "classifier/evaluate/draws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

draws_state_t draws_begin(uint32_t seed)
{
    return (draws_state_t){{(unsigned short)seed, (unsigned short)(seed >> 16), 0x330e}};
}

void draws_next(draws_state_t *self, int64_t *ret_times, size_t things)
{
    memset(ret_times, 0, things * sizeof *ret_times);
    for (size_t i = 0; i < things; i++) {
        double at = erand48(self->word); /* NOLINT(concurrency-mt-unsafe): the state is ours */

        ret_times[(size_t)(at * (double)things)]++;
    }
}

/* Draws in which there was nothing to count are at the end. */
static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    if (isnan(x) || isnan(y))
        return isnan(x) - isnan(y);
    return (x > y) - (x < y);
}

void draws_interval(double *value, int64_t count, double *ret_low, double *ret_high)
{
    if (count > 1)
        qsort(value, (size_t)count, sizeof *value, by_value);
    while (count > 0 && isnan(value[count - 1]))
        count--;
    *ret_low = count > 0 ? value[(int64_t)((double)count * 0.025)] : (double)NAN;
    *ret_high = count > 0 ? value[(int64_t)((double)(count - 1) * 0.975)] : (double)NAN;
}
