/* resend.c - see resend.h */
#include "fetcher/resend.h"

#include "base/retry.h"

enum { LONGEST = 16 }; /* times the first wait */

int64_t resend_wait_ms(int64_t resend_after_ms, int64_t attempt)
{
    const rap_retry_t retry = {.base_ms = resend_after_ms, .cap_ms = LONGEST * resend_after_ms};

    return resend_after_ms + rap_retry_delay_ms(&retry, (unsigned)attempt);
}
