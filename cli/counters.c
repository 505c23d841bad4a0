/* counters.c - see counters.h */
#include "cli/counters.h"

#include <string.h>

const rap_counter_t *counter_of(const rap_worker_status_t *worker, const char *name)
{
    const rap_counter_t *counter = worker->counters.item;

    for (size_t i = 0; i < worker->counters.count; i++)
        if (strcmp(counter[i].name, name) == 0)
            return &counter[i];
    return NULL;
}

const char *label_of(const rap_counter_t *counter, const char *before, size_t *ret_len)
{
    size_t len = strlen(before);

    if (strncmp(counter->name, before, len) != 0) {
        *ret_len = 0;
        return counter->name;
    }
    *ret_len = strcspn(counter->name + len, "\"");
    return counter->name + len;
}
