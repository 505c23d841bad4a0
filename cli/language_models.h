/* language_models.h - which workers ask a language model, and whether it is left alone for now.
 *
 * A classifier that is configured to ask one tells by the gauge `llm_breaker`: 0 it is asked, 1 one
 * request tries it, 2 it failed so often that it is left alone.
 */
#ifndef RAP_CLI_LANGUAGE_MODELS_H
#define RAP_CLI_LANGUAGE_MODELS_H

#include "proto/status.h"

#include <jansson.h>

/* An array of {worker, breaker}, of each worker that tells; the reference is the caller's. */
json_t *language_models_json(const rap_status_t *status);

/* For people: a line for each worker whose model is not asked. */
void language_models_print(const rap_status_t *status);

#endif
