/* retry.h - how long to wait before the next try: exponential back-off with full jitter.
 *
 * The wait before try n + 1 is uniform in [0, min(cap, base * 2^n)], which spreads the
 * tries of many clients (the "full jitter" of M. Brooker, "Exponential Backoff And
 * Jitter", 2015).  Pure: the random source is an argument.
 */
#ifndef RAP_BASE_RETRY_H
#define RAP_BASE_RETRY_H

#include <stdint.h>

typedef uint32_t rap_random_fn(void *arg);

/* The kernel's randomness (arc4random); the argument is ignored. */
uint32_t rap_random(void *arg);

typedef struct rap_retry {
    int64_t base_ms;       /* upper bound of the first wait, > 0 */
    int64_t cap_ms;        /* upper bound of every wait; above 49 days it is 49 days */
    rap_random_fn *random; /* NULL means rap_random              */
    void *arg;
} rap_retry_t;

/* The wait after `failures` failed tries (1 or more), in ms. */
int64_t rap_retry_delay_ms(const rap_retry_t *self, unsigned failures);

#endif
