/* trace.h - what the parts of `rapporteur trace` share: a list of events, from wherever they are
 * known, put in the order of their time.
 */
#ifndef RAP_CLI_TRACE_H
#define RAP_CLI_TRACE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"
#include "cli/command.h"
#include "proto/life.h"
#include "sink/store/store.h"

#include <stdbool.h>
#include <stdint.h>

/* One thing that happened, or with "now" how it stands.  Texts that are NULL and numbers below 0 are
 * not known; all texts live as long as the trace. */
struct trace_event {
    int64_t at;       /* ms since 1970 */
    int64_t first_at; /* where it happened `times`: the first of them */
    int64_t times;
    const char *what; /* discovered listed fetch poll archived outbox sent lost receipt hop stored
                         captured quarantined statement supersedes now */
    const char *url, *document, *source;
    const char *stage, *worker; /* who did it */
    double ms;
    const char *outcome, *reason, *detail;
    int64_t status, bytes;
    const char *archive_file;
    int64_t archive_offset;
    const char *queue;
    int64_t attempt, deliveries;
    const char *why, *state; /* of a making */
    int64_t statements, positions;
    const char *statement_id, *party;
    const char *parser, *codebook, *engine;
    const char *signal, *limit; /* of a process that a document ended */
    int64_t limit_value, exit_code;
    const char *other; /* another document's id */
    int64_t due_at;
    size_t n; /* in which order they were added */
};

struct trace {
    struct cli *cli;
    rap_arena_t *arena;
    int64_t now;
    struct trace_event *event;
    size_t events, room;
    size_t fetchers;    /* frontiers that were searched */
    rap_store_t *store; /* NULL: there is none yet */
};

/* ---- trace_events.c ---- */

/* A new one at the end, nothing of it known but `at` and `what`.  Valid until the next call. */
struct trace_event *trace_add(struct trace *self, int64_t at, const char *what);
/* ISO 8601; 0 when there is none, or none that can be read. */
int64_t trace_time(const char *iso);
/* A text in the trace's memory. */
const char *trace_text(struct trace *self, const char *fmt, ...) RAP_PRINTF(2, 3);
void trace_sort(struct trace *self);
void trace_print(const struct trace *self);
void trace_release(struct trace *self);

/* ---- trace_fetchers.c: what the frontiers say ---- */

rap_code_t trace_fetchers(
    struct trace *self, const rap_life_search_t *search, rap_err_t *err) RAP_CHECKED;

/* ---- trace_store.c: what the store says ---- */

rap_code_t trace_document(struct trace *self, const char *id, rap_err_t *err) RAP_CHECKED;

#endif
