/* options.h - what the fetcher can be told: the section `fetcher` of rapporteur.yaml. */
#ifndef RAP_FETCHER_OPTIONS_H
#define RAP_FETCHER_OPTIONS_H

#include "base/field.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct fetcher_options {
    const char *user_agent, *contact;
    rap_strings_t connect_to;
    bool allow_private;
    const char *proxy, *ca_file;
    int64_t delay; /* ms; -1: as each source says */
    int64_t parallel, per_host;
    int64_t outbox_max;
    int64_t max_bytes; /* of what is handed in; sources say their own */
    int64_t timeout, connect_timeout, low_speed_time;
    int64_t attempts, retry_base, retry_cap;
    int64_t resend_after;
    int64_t archive_file_max;
    bool until_idle, json;
    rap_strings_t hint; /* KEY=VALUE */
} fetcher_options_t;

enum { FETCHER_PARALLEL_MAX = 256 };

extern const rap_table_t fetcher_options_table;

#endif
