/* retry.c - see retry.h */
#include "base/retry.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>

uint32_t rap_random(void *arg)
{
    (void)arg;
    return arc4random();
}

int64_t rap_retry_delay_ms(const rap_retry_t *self, unsigned failures)
{
    rap_random_fn *random = self->random != NULL ? self->random : rap_random;
    int64_t bound = self->base_ms;

    assert(self->base_ms > 0 && failures > 0);
    for (unsigned n = 1; n < failures && bound < self->cap_ms; n++)
        bound *= 2;
    if (bound > self->cap_ms)
        bound = self->cap_ms;
    return (int64_t)((uint64_t)random(self->arg) * (uint64_t)(bound + 1) >> 32);
}
