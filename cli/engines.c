/* engines.c - see engines.h */
#include "cli/engines.h"

#include "cli/label.h"
#include "proto/header.h"

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

json_t *engines_json(const rap_status_t *status)
{
    const rap_worker_status_t *worker = status->workers.item;
    json_t *list = json_array();

    for (size_t i = 0; i < status->workers.count; i++) {
        size_t len;
        const char *engine = engine_of(&worker[i], &len);

        if (len > 0)
            json_array_append_new(
                list, json_pack("{s:s, s:s%}", "worker", worker[i].worker, "engine", engine, len));
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

static bool has_model(const char *engine, size_t len)
{
    return memchr(engine, '+', len) != NULL;
}

void engines_print(const rap_status_t *status)
{
    const rap_worker_status_t *worker = status->workers.item;

    for (size_t i = 0; i < status->workers.count; i++) {
        size_t len;
        const char *engine = engine_of(&worker[i], &len);

        if (len > 0 && !is_told(worker, i, engine, len))
            (void)printf("\npositions are found by %.*s\n", (int)len, engine);
        if (len > 0 && !has_model(engine, len))
            (void)printf("\nTHE RULES STAND ALONE: %s has no model that fits its codebook; see"
                         " classifier.rules_alone in its log\n",
                worker[i].worker);
    }
}
