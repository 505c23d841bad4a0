/* pipeline.h - what `rapporteur run`, `fetch` and `replay` start, and how it ends. */
#ifndef RAP_CLI_PIPELINE_H
#define RAP_CLI_PIPELINE_H

#include "base/err.h"
#include "base/field.h"
#include "proto/process.h"

#include <stdbool.h>
#include <stdint.h>

/* The section `run` of rapporteur.yaml. */
struct pipeline_options {
    int64_t fetcher, parser, classifier, sink; /* how many of each */
    int64_t drain_ms;
};

extern const rap_table_t pipeline_table;
extern const rap_field_t pipeline_fields[]; /* its rows, for tables that have more */

struct pipeline {
    const struct pipeline_options *options;
    bool once;                        /* fetchers end when their sources are settled */
    const struct pipeline_hand *hand; /* instead of the fetchers; NULL: these */
    bool hand_only;                   /* the rest runs already, under another supervisor */
};

/* One source that ends when it has done what it was given. */
struct pipeline_hand {
    const char *stage, *name;
    const char *const *args; /* NULL-terminated */
};

/* Does a broker answer where this process looks for it? */
bool pipeline_answers(const rap_process_t *process);

/* Runs until a signal or, when something finite was started, until that is done.  Sets
 * process->exit.  RAP_BUSY when the home's pipeline is run by somebody else. */
rap_code_t pipeline_run(
    rap_process_t *process, const struct pipeline *pipeline, rap_err_t *err) RAP_CHECKED;

#endif
