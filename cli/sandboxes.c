/* sandboxes.c - see sandboxes.h */
#include "cli/sandboxes.h"

#include "cli/counters.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define BEFORE "sandbox{piece=\""

json_t *sandboxes_json(const rap_status_t *status)
{
    const rap_worker_status_t *worker = status->workers.item;
    json_t *list = json_array();

    for (size_t i = 0; i < status->workers.count; i++) {
        const rap_counter_t *counter = worker[i].counters.item;
        json_t *in_force = json_array(), *missing = json_array();

        for (size_t k = 0; k < worker[i].counters.count; k++) {
            size_t len;
            const char *piece = label_of(&counter[k], BEFORE, &len);

            if (len > 0)
                json_array_append_new(
                    counter[k].value != 0 ? in_force : missing, json_stringn(piece, len));
        }
        if (json_array_size(in_force) + json_array_size(missing) > 0)
            json_array_append_new(list, json_pack("{s:s, s:O, s:O}", "worker", worker[i].worker,
                                            "in_force", in_force, "missing", missing));
        json_decref(in_force);
        json_decref(missing);
    }
    return list;
}

void sandboxes_print(const rap_status_t *status)
{
    const rap_worker_status_t *worker = status->workers.item;

    for (size_t i = 0; i < status->workers.count; i++) {
        const rap_counter_t *counter = worker[i].counters.item;
        bool told = false;

        for (size_t k = 0; k < worker[i].counters.count; k++) {
            size_t len;
            const char *piece = label_of(&counter[k], BEFORE, &len);

            if (len == 0 || counter[k].value != 0)
                continue;
            if (!told)
                (void)printf(
                    "\nTHE SANDBOX IS NOT WHOLE: %s reads documents without", worker[i].worker);
            (void)printf("%s %.*s", told ? "," : "", (int)len, piece);
            told = true;
        }
        if (told)
            (void)puts("; see parser.sandbox_incomplete in its log");
    }
}
