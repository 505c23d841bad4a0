/* language_models.c - see language_models.h */
#include "cli/language_models.h"

#include "cli/counters.h"

#include <stdio.h>
#include <string.h>

static const char *const states[] = {"closed", "trying", "open"};
enum { STATES = sizeof states / sizeof *states };

/* NULL: the worker asks none. */
static const char *state_of(const rap_worker_status_t *worker)
{
    const rap_counter_t *counter = counter_of(worker, "llm_breaker");

    return counter != NULL && counter->value >= 0 && counter->value < STATES
               ? states[counter->value]
               : NULL;
}

json_t *language_models_json(const rap_status_t *status)
{
    const rap_worker_status_t *worker = status->workers.item;
    json_t *list = json_array();

    for (size_t i = 0; i < status->workers.count; i++)
        if (state_of(&worker[i]) != NULL)
            json_array_append_new(list, json_pack("{s:s, s:s}", "worker", worker[i].worker,
                                            "breaker", state_of(&worker[i])));
    return list;
}

void language_models_print(const rap_status_t *status)
{
    const rap_worker_status_t *worker = status->workers.item;

    for (size_t i = 0; i < status->workers.count; i++) {
        const char *state = state_of(&worker[i]);

        if (state != NULL && strcmp(state, states[0]) != 0)
            (void)printf("\nTHE LANGUAGE MODEL IS NOT ASKED: %s left it alone after failures"
                         " (breaker %s); see classifier.llm_failed in its log\n",
                worker[i].worker, state);
    }
}
