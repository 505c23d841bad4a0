/* label.h - what a worker's counter is about: the label in its name. */
#ifndef RAP_CLI_LABEL_H
#define RAP_CLI_LABEL_H

#include "proto/header.h"

#include <stddef.h>

/* Of a counter `NAME{KEY="VALUE"}` the value, which is not closed; its length is 0 when the counter
 * does not begin with `before`, which is all that stands before the value: `sandbox{piece="`. */
const char *label_of(const rap_counter_t *counter, const char *before, size_t *ret_len);

#endif
