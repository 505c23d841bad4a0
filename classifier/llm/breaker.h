/* breaker.h - leaves a server alone that fails again and again, and tries it again later.
 *
 *   closed   it is asked
 *   open     it is not, until a pause is over, which gets longer each time
 *   trying   one request is out that decides which of the two
 */
#ifndef RAP_CLASSIFIER_LLM_BREAKER_H
#define RAP_CLASSIFIER_LLM_BREAKER_H

#include "base/retry.h"

#include <stdbool.h>

typedef enum breaker_state { BREAKER_CLOSED, BREAKER_TRYING, BREAKER_OPEN } breaker_state_t;
extern const char *const breaker_state_names[]; /* closed trying open */

typedef struct breaker {
    unsigned most;     /* failures in a row that open it */
    rap_retry_t pause; /* how long it is open, besides half of its base */
    breaker_state_t state;
    unsigned failures; /* in a row */
    unsigned opened;   /* in a row */
    int64_t until_ms;  /* open until then */
} breaker_t;

/* May a request go out now?  Who is told yes says how it ended, by one of the three. */
bool breaker_allows(breaker_t *self, int64_t now_ms);
/* True when the state changed. */
bool breaker_succeeded(breaker_t *self);
bool breaker_failed(breaker_t *self, int64_t now_ms);
void breaker_abandoned(breaker_t *self, int64_t now_ms); /* nobody waited for its end */

#endif
