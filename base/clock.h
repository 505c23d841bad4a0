/* clock.h - the time, as a value that is passed, so that tests can set it.
 *
 * Monotonic time drives timers, leases and back-off; wall time only ever stands in
 * records.  Both are milliseconds in int64_t.  ISO 8601 texts are UTC with a 'Z'.
 */
#ifndef RAP_BASE_CLOCK_H
#define RAP_BASE_CLOCK_H

#include "base/err.h"

#include <stdint.h>

typedef struct rap_clock {
    int64_t (*mono_ms)(void *arg); /* since some fixed moment; never goes back */
    int64_t (*wall_ms)(void *arg); /* since 1970-01-01T00:00:00Z               */
    void *arg;
} rap_clock_t;

extern const rap_clock_t rap_clock_system;

/* A clock that stands still until told: set `mono` and `wall`, pass &fake.clock. */
typedef struct rap_clock_fake {
    rap_clock_t clock;
    int64_t mono;
    int64_t wall;
} rap_clock_fake_t;

void rap_clock_fake_init(rap_clock_fake_t *self, int64_t wall_ms);
void rap_clock_fake_advance(rap_clock_fake_t *self, int64_t ms);

int64_t rap_clock_mono_ms(const rap_clock_t *self);
int64_t rap_clock_wall_ms(const rap_clock_t *self);

enum { RAP_ISO_SIZE = 25 }; /* "2024-03-08T15:04:05.123Z" and its NUL */

/* Writes "2024-03-08T15:04:05Z", with ".123" where the milliseconds are not 0; outside the
 * years 0 to 9999, "0000-00-00T00:00:00Z". */
void rap_clock_iso(int64_t wall_ms, char out[RAP_ISO_SIZE]);

/* Reads what rap_clock_iso() writes, and a plain "2024-03-08".  RAP_SYNTAX otherwise. */
rap_code_t rap_clock_parse_iso(const char *text, int64_t *ret_wall_ms, rap_err_t *err) RAP_CHECKED;

#endif
