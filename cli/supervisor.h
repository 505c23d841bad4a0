/* supervisor.h - the processes of one pipeline: started, kept alive, scaled, drained.
 *
 * A group is one kind of process (the broker, the parsers, ...) and how many of it there
 * shall be.  A process that ends by itself is started again after a back-off; one that says its
 * configuration is wrong (exit 64 or 78) ends the pipeline, since no restart mends that.
 * Draining goes along the pipeline, fetchers first and the broker last, so that what is in
 * hand gets as far as it can; after `drain_ms` what is left is killed.
 */
#ifndef RAP_CLI_SUPERVISOR_H
#define RAP_CLI_SUPERVISOR_H

#include "base/err.h"
#include "proto/process.h"

#include <stdint.h>

enum { SUPERVISOR_EACH_MAX = 256 };

typedef struct supervisor supervisor_t;

/* What a group is; `extra` is NULL-terminated or NULL, borrowed, and stands behind the
 * arguments that every process gets (--home, --name, --ready-fd). */
struct supervisor_group {
    const char *stage; /* "parser"; the program is "rapporteur-" and this */
    int64_t count;
    const char *const *extra;
    const char *name; /* the one process's name; NULL: "<stage>-<n>" */
    bool finite;      /* ends by itself when its work is done, and is not started again */
};

/* `process` is borrowed and gives the loop, log and home. */
supervisor_t *supervisor_new(rap_process_t *process, int64_t drain_ms);
void supervisor_destroy(supervisor_t **self); /* kills what still runs */

/* Groups in the order of the drain; the last one (the broker) is started first.  `type` is
 * copied, what it points to is borrowed. */
void supervisor_add(supervisor_t *self, const struct supervisor_group *type);

/* Starts everything and returns; RAP_CONFIG when a program is not there. */
rap_code_t supervisor_start(supervisor_t *self, rap_err_t *err) RAP_CHECKED;

/* RAP_NOTFOUND for an unknown stage, RAP_USAGE for a count out of bounds or a fixed group.
 * *ret_was is the number before. */
rap_code_t supervisor_scale(supervisor_t *self, const char *stage, int64_t count, int64_t *ret_was,
    rap_err_t *err) RAP_CHECKED;

/* Hands SIGHUP on to every process. */
void supervisor_reload(supervisor_t *self);

/* Begins the drain; the loop stops when nothing runs any more.  A call a second later or more
 * kills. */
void supervisor_stop(supervisor_t *self);

/* What the pipeline's end amounts to, once the loop has stopped: 0; the largest exit code of
 * its finite processes; 75 when a process had to be killed; 64 or 78 of a process that
 * would not start. */
int supervisor_exit(const supervisor_t *self);

#endif
