/* stage_private.h - what the files of the stage loop share.
 *
 *   stage.c         options, life and end of the process, signals, drain
 *   stage_link.c    the session with the broker: HELLO, WELCOME, credit, beats
 *   stage_task.c    tasks in hand, their outputs and how they end
 *   stage_source.c  puts, grants and receipts
 *   stage_once.c    --once: the same tasks without a broker
 */
#ifndef RAP_PROTO_STAGE_PRIVATE_H
#define RAP_PROTO_STAGE_PRIVATE_H

#include "proto/header.h"
#include "proto/link.h"
#include "proto/stage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What every stage can be told, in its own section beside its own options. */
typedef struct rap_stage_options {
    int64_t slots;
    int64_t arena;
    int64_t drain_ms;
    int64_t retries;
} rap_stage_options_t;

typedef enum slot_state { SLOT_FREE, SLOT_IN_HAND, SLOT_ENDED } slot_state_t;

/* Room for one task.  Its message is its DONE in the making and, once it ended, what waits
 * to be sent: so no more waits than there are slots. */
typedef struct slot {
    rap_task_t task; /* first: a task's address is its slot's */
    slot_state_t state;
    int64_t lease;
    int64_t begun_ms; /* monotonic */
    char begun_at[RAP_ISO_SIZE];
    rap_frame_t envelope, payload, body; /* as they came; the task points into them */
    rap_message_t *message;
    size_t outputs;
} slot_t;

typedef struct stage_metrics {
    rap_metric_t *done, *retried, *returned, *failed, *cancelled; /* tasks_total{outcome=...} */
    rap_metric_t *in_hand, *handle_ms;
    rap_metric_t *puts, *receipts, *welcomes, *malformed;
} stage_metrics_t;

struct rap_stage {
    const rap_stage_type_t *type;
    rap_process_t *process;
    const rap_stage_options_t *options;
    const void *own_options;
    void *self;               /* of the type */
    rap_arena_t *scratch;     /* for one header */
    rap_arena_t *put_scratch; /* for one put, which a receipt may bring about */
    stage_metrics_t metric;
    int64_t started; /* monotonic */

    slot_t *slot;
    size_t slots, in_hand;
    size_t most;    /* of the slots, that may be used: rap_stage_hold() */
    slot_t **ended; /* in the order they ended */
    size_t ended_count;

    rap_link_t *link; /* NULL: --once */
    int queue_max;    /* messages waiting in the socket, each way */
    rap_message_t *in;
    rap_watch_t socket, monitor, beat, drain;
    int64_t beat_ms; /* of the timer that runs */
    bool up, welcomed, reading;
    bool forgotten;                /* by the broker, which then drops what comes: a source's puts */
    char epoch[RAP1_NAME_MAX + 1]; /* "": no broker seen yet */
    int64_t lease_ms, max_message;
    int64_t heard_ms, hello_ms, complained_ms;
    int64_t said_ms; /* the last beat, or HELLO */
    int64_t credit;  /* of a stage: tasks it may still be sent; of a source: puts it may make */

    bool draining, over;
    rap_err_t error; /* why it ends; code RAP_OK: because it was told to */

    /* --once */
    FILE *out;
    const char *operand; /* in work */
    int failures;
};

/* ---- stage.c ---- */

/* `options` is the struct of the merged table: rap_stage_options_t, and the type's own. */
rap_stage_t *stage_new(const rap_stage_type_t *type, rap_process_t *process,
    const rap_stage_options_t *options, const void *own_options);
void stage_destroy(rap_stage_t **self);

/* With a broker, until it is told to end. */
rap_code_t stage_serve(rap_stage_t *self, rap_err_t *err) RAP_CHECKED;

/* Ends the loop if draining is done, or a source has finished. */
void stage_check_end(rap_stage_t *self);
void stage_end(rap_stage_t *self, const rap_err_t *err); /* now */

/* ---- stage_link.c ---- */

rap_code_t stage_connect(rap_stage_t *self, rap_err_t *err) RAP_CHECKED;
void stage_leave(rap_stage_t *self);                          /* says BYE and lets go of the link */
void stage_flush(rap_stage_t *self);                          /* sends what ended, and CREDIT */
void stage_complain(rap_stage_t *self, const rap_err_t *err); /* of the broker's message */

/* ---- stage_task.c ---- */

void stage_take(rap_stage_t *self, rap_message_t *message); /* a TASK */
slot_t *slot_begin(rap_stage_t *self);                      /* a free one, now in hand, or NULL */
void slot_handle(rap_stage_t *self, slot_t *slot);
void slot_free(slot_t *slot);           /* of an ended task */
void stage_drop_all(rap_stage_t *self); /* whatever is in hand or waits */
void stage_check_leases(rap_stage_t *self);
/* Appends the envelope, with one more hop, as a frame. */
rap_code_t stage_add_envelope(rap_message_t *message, const rap_envelope_t *envelope,
    const rap_hop_t *hop, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* ---- stage_source.c ---- */

void stage_grant(rap_stage_t *self, const rap_message_t *message);
void stage_receipts(rap_stage_t *self, const rap_message_t *message);

/* An error's text may quote a document or be cut within a character, a path may be anything;
 * JSON takes only UTF-8, so bytes that are none become '?'. */
void stage_copy_utf8(char *out, size_t size, const char *text);

/* ---- stage_once.c ---- */

rap_code_t stage_once(rap_stage_t *self, rap_err_t *err) RAP_CHECKED;
void stage_once_ended(rap_stage_t *self, slot_t *slot, const rap_err_t *err);

#endif
