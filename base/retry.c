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
    /* 32 random bits times a bound of 32 bits: nothing overflows, every wait is possible */
    int64_t cap = self->cap_ms < UINT32_MAX ? self->cap_ms : UINT32_MAX - 1;
    rap_random_fn *random = self->random != NULL ? self->random : rap_random;
    int64_t bound = self->base_ms;

    assert(self->base_ms > 0 && failures > 0);
    for (unsigned n = 1; n < failures && bound < cap; n++)
        bound *= 2;
    if (bound > cap)
        bound = cap;
    return (int64_t)((uint64_t)random(self->arg) * (uint64_t)(bound + 1) >> 32);
}
