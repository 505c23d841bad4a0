/* stage.h - how a stage runs.  The loop, heartbeats, leases, credit, reconnection, retries,
 * drain and shutdown are written once, in stage.c; a stage is a table and what it does
 * with one task.
 *
 * A worker stage (takes != NULL) is given tasks and ends each exactly once: with
 * rap_task_done(), rap_task_retry() or rap_task_fail().  When handle() returns RAP_OK, the task
 * is done, unless the stage has `later` set: then it is still in hand, and the stage ends it
 * in its own time.  Any other code ends it by its fate (base/err.h): RETRY is redelivered,
 * REJECT becomes a quarantine record, STOP ends the process and the lease returns.
 *
 * A source stage (takes == NULL: the fetcher) puts tasks as the broker grants, and
 * is told of receipts and of a broker that started anew.
 */
#ifndef RAP_PROTO_STAGE_H
#define RAP_PROTO_STAGE_H

#include "base/buf.h"
#include "proto/envelope.h"
#include "proto/process.h"
#include "proto/record.h"

#include <stdio.h>

typedef struct rap_stage rap_stage_t;

/* What a receipt tells the fetcher of a document's end. */
enum { RAP_END_RECORDED, RAP_END_QUARANTINED, RAP_END_DUPLICATE };
extern const char *const rap_end_names[]; /* recorded quarantined duplicate */

typedef struct rap_receipt {
    const char *origin;
    const char *id;
    int end;            /* RAP_END_* */
    const char *reason; /* of a quarantine; of a replay that failed and left the record */
    const char *url;    /* which capture of the document this answers */
} rap_receipt_t;

extern const rap_table_t rap_receipt_table;

typedef struct rap_task {
    rap_envelope_t envelope;
    const char *payload; /* JSON; empty when payload_len is 0 */
    size_t payload_len;
    const void *body; /* raw bytes, or the texts of the record in payload */
    size_t body_len;
    int64_t deliveries; /* how often it was given out before */
    rap_arena_t *arena; /* the task's own, with the option `arena` as its limit */
    /* What is known of the process that the document ended, if the task fails: set by the stage,
     * borrowed until the task's end; or NULL. */
    rap_last_words_t *last_words;
    void *own; /* for the stage */
} rap_task_t;

typedef struct rap_stage_type {
    const char *name;           /* "parser"; the program is "rapporteur-" and this */
    const char *summary;        /* for --help */
    const char *operands;       /* as in the usage line; NULL: "[FILE...]", or a source's
                                   "[FILE|URL...]" */
    const char *takes;          /* the queue it serves, or NULL: a source */
    const char *gives;          /* the queue its outputs go to, or NULL */
    const rap_table_t *options; /* its section of rapporteur.yaml */
    int slots;                  /* tasks in hand at once, unless --slots says otherwise */
    int lane;                   /* RAP_LANE_*; of a source: that of all it puts */
    bool passing;               /* of a source: keeps nothing, so that it needs no lasting name */
    bool later;                 /* tasks may be ended after handle() returned */
    bool once_payload;          /* --once reads lines of JSON records (else: raw bodies), and hands
                                   them out packed, as a broker would */

    /* --check: what else than options can be wrong; may be NULL. */
    rap_code_t (*check)(rap_process_t *process, rap_err_t *err);
    /* `options` is filled.  *ret_self is handed to every other call. */
    rap_code_t (*open)(rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err);
    rap_code_t (*handle)(void *self, rap_task_t *task, rap_err_t *err);
    /* The lease of a task in hand is lost: drop it, end it no more.  May be NULL. */
    void (*cancel)(void *self, rap_task_t *task);
    /* No more tasks will come; tasks in hand may be hurried (a sink commits).  May be NULL. */
    void (*drain)(void *self);
    void (*reload)(void *self); /* SIGHUP; may be NULL */
    void (*close)(void **self);

    /* Of a source.  `granted`: n more puts are allowed now. */
    void (*granted)(void *self, int64_t n);
    void (*receipt)(void *self, const rap_receipt_t *receipt);
    /* The broker is new, or forgot this source and dropped what it put: send again what has no
     * receipt. */
    void (*epoch)(void *self);
    /* --once of a source; NULL: it has none.  Its operands are its own affair in any case. */
    rap_code_t (*once)(void *self, int operands, char **operand, FILE *out, rap_err_t *err);
    /* May the process end by itself?  Asked after each event of a source; NULL: never. */
    bool (*finished)(void *self);
} rap_stage_type_t;

/* A stage's whole main(). */
int rap_stage_main(const rap_stage_type_t *type, int argc, char **argv);

/* Outputs go out with the task's DONE, in one message.  `payload` is emptied and its memory
 * taken; `body` is copied, or NULL; the task's own body goes on without a copy.  The envelope
 * gets this stage's hop. */
rap_code_t rap_task_emit(rap_stage_t *stage, rap_task_t *task, const char *queue,
    rap_buf_t *payload, const void *body, size_t body_len, rap_err_t *err) RAP_CHECKED;
/* Adds this stage's hop to the task's envelope, for a stage that keeps it and emits nothing. */
rap_code_t rap_task_add_hop(rap_stage_t *stage, rap_task_t *task, rap_err_t *err) RAP_CHECKED;
/* Copied; goes out with DONE. */
rap_code_t rap_task_receipt(
    rap_stage_t *stage, rap_task_t *task, const rap_receipt_t *receipt, rap_err_t *err) RAP_CHECKED;

/* End the task; it and its arena are gone after. */
void rap_task_done(rap_stage_t *stage, rap_task_t *task);
void rap_task_retry(rap_stage_t *stage, rap_task_t *task, int64_t after_ms, const rap_err_t *err);
void rap_task_fail(rap_stage_t *stage, rap_task_t *task, const rap_err_t *err);
/* It was not begun, and another worker may be free: it goes back to the front of its queue,
 * uncounted.  It may come here again at once, unless rap_stage_hold() says otherwise. */
void rap_task_return(rap_stage_t *stage, rap_task_t *task);
/* By the fate of err->code: retry, fail, or stop the process. */
void rap_task_end(rap_stage_t *stage, rap_task_t *task, const rap_err_t *err);

/* A source's: one new task, against one granted credit.  RAP_BUSY without credit or while
 * the broker is away; nothing is kept then.  Payload and body as of rap_task_emit(). */
rap_code_t rap_stage_put(rap_stage_t *stage, const char *queue, const rap_envelope_t *envelope,
    rap_buf_t *payload, const void *body, size_t body_len, rap_err_t *err) RAP_CHECKED;
int64_t rap_stage_credit(const rap_stage_t *stage);
bool rap_stage_is_welcome(const rap_stage_t *stage); /* in a session with a broker */

/* End the process as for SIGTERM (drain first), or with an error. */
void rap_stage_stop(rap_stage_t *self, const rap_err_t *err);

/* For a handle() that is long at one task: says that the stage lives, when that is due.  A broker that
 * hears nothing for three heartbeats gives the task to another.  Cheap: call it as often as you like. */
void rap_stage_breathe(rap_stage_t *self);

/* The type's own options within those of its process, for check(). */
const void *rap_stage_own_options(const rap_process_t *process);

/* At most so many tasks in hand from now on, of its slots: for a stage whose workers are stuck.
 * What the broker has credit for already may still come. */
void rap_stage_hold(rap_stage_t *self, size_t most);

/* What a stage may use; all borrowed. */
rap_process_t *rap_stage_process(rap_stage_t *stage);
rap_loop_t *rap_stage_loop(rap_stage_t *stage);
rap_log_t *rap_stage_log(rap_stage_t *stage);
rap_metrics_t *rap_stage_metrics(rap_stage_t *stage);
const rap_clock_t *rap_stage_clock(rap_stage_t *stage);

#endif
