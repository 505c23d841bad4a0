/* engines.c - see engines.h */
#include "cli/engines.h"

#include "cli/counters.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define BEFORE "engine{name=\""

/* Not closed; its length is 0 when the worker tells of none. */
static const char *engine_of(const rap_worker_status_t *worker, size_t *ret_len)
{
    const rap_counter_t *counter = worker->counters.item;

    for (size_t i = 0; i < worker->counters.count; i++) {
        const char *name = label_of(&counter[i], BEFORE, ret_len);

        if (*ret_len > 0 && counter[i].value != 0)
            return name;
    }
    *ret_len = 0;
    return "";
}

static bool has_lost_its_model(const rap_worker_status_t *worker)
{
    const rap_counter_t *counter = counter_of(worker, "rules_alone");

    return counter != NULL && counter->value != 0;
}

json_t *engines_json(const rap_status_t *status)
{
    const rap_worker_status_t *worker = status->workers.item;
    json_t *list = json_array();

    for (size_t i = 0; i < status->workers.count; i++) {
        size_t len;
        const char *engine = engine_of(&worker[i], &len);

        if (len > 0)
            json_array_append_new(
                list, json_pack("{s:s, s:s%, s:b}", "worker", worker[i].worker, "engine", engine,
                          len, "rules_alone", has_lost_its_model(&worker[i])));
    }
    return list;
}

/* Has a worker before this one the same engine? */
static bool is_told(const rap_worker_status_t *worker, size_t i, const char *engine, size_t len)
{
    for (size_t k = 0; k < i; k++) {
        size_t other_len;
        const char *other = engine_of(&worker[k], &other_len);

        if (other_len == len && strncmp(other, engine, len) == 0)
            return true;
    }
    return false;
}

void engines_print(const rap_status_t *status)
{
    const rap_worker_status_t *worker = status->workers.item;

    for (size_t i = 0; i < status->workers.count; i++) {
        size_t len;
        const char *engine = engine_of(&worker[i], &len);

        if (len > 0 && !is_told(worker, i, engine, len))
            (void)printf("\npositions are found by %.*s\n", (int)len, engine);
        if (has_lost_its_model(&worker[i]))
            (void)printf("\nTHE RULES STAND ALONE: %s has no model that fits its codebook; see"
                         " classifier.rules_alone in its log\n",
                worker[i].worker);
    }
}
