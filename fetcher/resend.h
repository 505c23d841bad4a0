/* resend.h - how long what was sent waits for its receipt before it is sent again. */
#ifndef RAP_FETCHER_RESEND_H
#define RAP_FETCHER_RESEND_H

#include <stdint.h>

/* `attempt` is the number of the sending, from 1.  Longer each time, and at random, so that what
 * was sent together does not come together again. */
int64_t resend_wait_ms(int64_t resend_after_ms, int64_t attempt);

#endif
