/* counters.h - what a worker tells by its counters: one by its name, and what another is about. */
#ifndef RAP_CLI_COUNTERS_H
#define RAP_CLI_COUNTERS_H

#include "proto/header.h"
#include "proto/status.h"

#include <stddef.h>

/* NULL: the worker has none of that name. */
const rap_counter_t *counter_of(const rap_worker_status_t *worker, const char *name);

/* Of a counter `NAME{KEY="VALUE"}` the value, which is not closed; its length is 0 when the counter
 * does not begin with `before`, which is all that stands before the value: `sandbox{piece="`. */
const char *label_of(const rap_counter_t *counter, const char *before, size_t *ret_len);

#endif
