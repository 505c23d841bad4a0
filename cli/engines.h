/* engines.h - with what the classifiers find positions: rules and a model, or rules alone.
 *
 * A classifier tells by a gauge, `engine{name="rules@0.1.0+model.0123456789ab"}`: 1, or 0 for one that it
 * had before it was told to read its files again.  Another, `rules_alone`, is 1 where no model fits its
 * codebook and it was not told to do without.
 */
#ifndef RAP_CLI_ENGINES_H
#define RAP_CLI_ENGINES_H

#include "proto/status.h"

#include <jansson.h>

/* An array of {worker, engine, rules_alone}, of each worker that tells; the reference is the caller's. */
json_t *engines_json(const rap_status_t *status);

/* For people: a line for each engine that is in use, and which workers lack a model. */
void engines_print(const rap_status_t *status);

#endif
