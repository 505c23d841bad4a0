/* limits.h - how much time and memory a document may take: as configured, or what a retry asks
 * for, where that is more and not too much. */
#ifndef RAP_PARSER_LIMITS_H
#define RAP_PARSER_LIMITS_H

#include "proto/envelope.h"

#include <stdint.h>

typedef struct limit {
    int64_t usual, most; /* what is configured, and what may be asked for */
} limit_t;

int64_t limit_for(const limit_t *self, int64_t asked);

/* What the envelope asks for; zeros when it asks for nothing. */
rap_limits_t limits_asked(const rap_envelope_t *envelope);

#endif
