/* sandboxes.h - which workers read documents in a sandbox that is not whole.
 *
 * A parser tells of each piece by a gauge, `sandbox{piece="landlock"}`: 1, or 0 where the system
 * has none.
 */
#ifndef RAP_CLI_SANDBOXES_H
#define RAP_CLI_SANDBOXES_H

#include "proto/status.h"

#include <jansson.h>

/* An array of {worker, in_force, missing}, of each worker that tells; the reference is the caller's. */
json_t *sandboxes_json(const rap_status_t *status);

/* For people: what is missing. */
void sandboxes_print(const rap_status_t *status);

#endif
