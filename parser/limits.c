/* limits.c - see limits.h */
#include "parser/limits.h"

#include <stddef.h>

int64_t limit_for(const limit_t *self, int64_t asked)
{
    int64_t given = asked < self->most ? asked : self->most;

    return given > self->usual ? given : self->usual;
}

rap_limits_t limits_asked(const rap_envelope_t *envelope)
{
    if (envelope->again == NULL || envelope->again->limits == NULL)
        return (rap_limits_t){0};
    return *envelope->again->limits;
}
