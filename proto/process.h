/* process.h - how any of our long-lived processes starts, and how it ends.
 *
 * Options from presets, the home's rapporteur.yaml, the environment and the command line (in
 * that order, the later wins), --help, --version, --check, --sample; then a logger, a
 * loop with SIGTERM, SIGINT and SIGHUP on it, metrics, the home's folders; then run(); then one
 * line that says why it ended and the exit code of base/err.h.
 */
#ifndef RAP_PROTO_PROCESS_H
#define RAP_PROTO_PROCESS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/db_rescue.h"
#include "base/err.h"
#include "base/field.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/metric.h"
#include "base/tree.h"
#include "proto/home.h"

#include <stdbool.h>
#include <stdint.h>

#define RAP_VERSION_TEXT RAP_VERSION /* "0.1.0", from CMakeLists.txt */

/* What every process takes. */
typedef struct rap_common {
    /* for all processes of a home: the section `pipeline` of rapporteur.yaml, too */
    const char *endpoint; /* NULL: the home's */
    int log_level;        /* index into rap_level_names */
    /* for one process: not in the file */
    const char *home;
    const char *name;     /* NULL: program and process id; a fetcher's must last */
    int64_t ready_fd;     /* "READY\n" is written here once the process serves; -1: nowhere */
    int64_t parent;       /* process id: this process is killed when that one ends; 0: none */
    bool once;            /* one task a FILE, no broker, results on standard output */
    const char *envelope; /* with `once`: the file that has the one task's; NULL: made up */
    bool help, version, check, sample, man_options;
} rap_common_t;

/* The section `pipeline`: the members before `home`. */
extern const rap_table_t rap_common_table;

typedef struct rap_process rap_process_t;

typedef struct rap_process_type {
    const char *program;        /* "rapporteur-parser" */
    const char *summary;        /* one line for --help */
    const char *operands;       /* "[FILE...]", or NULL: none are taken */
    const char *name;           /* if --name says none; NULL: made of program and process id */
    const rap_table_t *options; /* of this process; its name is its section; may be NULL */
    /* --check: what else than options can be wrong; may be NULL. */
    rap_code_t (*check)(rap_process_t *process, rap_err_t *err);
    /* Until SIGTERM: RAP_OK.  On a signal the runtime calls `on_signal`. */
    rap_code_t (*run)(rap_process_t *process, rap_err_t *err);
} rap_process_type_t;

struct rap_process {
    const rap_process_type_t *type;
    rap_common_t common;
    void *options; /* the struct of type->options */
    rap_home_t home;
    bool has_home; /* --once works without one */
    char name[64]; /* common.name, or made */
    const char *endpoint;
    rap_tree_t *config; /* rapporteur.yaml, or NULL without a home */
    rap_arena_t *arena; /* lives as long as the process; options are in it */
    const rap_clock_t *clock;
    rap_loop_t *loop;
    rap_log_t *log;
    rap_metrics_t *metrics;
    int operands;
    char **operand;
    /* Set by run(); called on the loop with SIGTERM, SIGINT or SIGHUP.  NULL: TERM and INT
     * stop the loop, HUP is ignored. */
    void (*on_signal)(rap_process_t *process, int signo);
    void *own;     /* of type->run */
    int exit;      /* of a run() that was RAP_OK: not 0 when what it found was bad */
    bool is_ready; /* rap_process_ready() was called */
};

/* A process's whole main(). */
int rap_process_main(const rap_process_type_t *type, int argc, char **argv);

/* "parser" of "rapporteur-parser", "run" of "rapporteur run": what stands in logs and hops. */
const char *rap_process_stage(const rap_process_t *self);

/* Logs what was found and repaired when the database `path` was opened, if anything was. */
void rap_process_tell_rescue(
    const rap_process_t *self, const char *path, const rap_rescue_t *rescue);

/* Tells --ready-fd, and the log, that this process serves.  Only the first call does. */
void rap_process_ready(rap_process_t *self);

#endif
