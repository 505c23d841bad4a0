/* header.h - the JSON objects that stand in RAP/1's header frames, as structs.
 *
 * Worker and broker read and write them by the same tables.  Tables are open: a key that one
 * side does not know is passed over, so a newer peer can say more.
 */
#ifndef RAP_PROTO_HEADER_H
#define RAP_PROTO_HEADER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"
#include "proto/envelope.h"
#include "proto/link.h"

#include <stdint.h>

typedef struct rap_hello {
    const char *stage;   /* "parser" */
    const char *worker;  /* its name, which is the socket's identity too */
    const char *version; /* of the program, "0.1.0" */
    int64_t started;     /* ms on its machine's monotonic clock when the process started: tells a
                            process that came back from one that took its place */
    const char *takes;   /* the queue it serves; NULL: a source */
    const char *gives;   /* the queue its outputs go to, or NULL */
    int64_t credit;      /* tasks it takes at once; of a source: most grants unused at once */
    rap_strings_t holds; /* leases it still has in hand */
    int lane;            /* RAP_LANE_*; of a source: where all its tasks go */
} rap_hello_t;

typedef struct rap_welcome {
    const char *epoch; /* new at every start of the broker */
    int64_t heartbeat_ms;
    int64_t lease_ms;
    int64_t max_message; /* bytes of the largest frame the broker accepts */
} rap_welcome_t;

typedef struct rap_counter {
    const char *name; /* as in base/metric.h, labels and all; ends in _total if it only rises */
    int64_t value;
} rap_counter_t;

enum { RAP_COUNTERS_MAX = 512 }; /* of one BEAT */

typedef struct rap_beat {
    double load;          /* tasks in hand by slots, 0 to 1; of the broker: its fullest queue */
    rap_array_t counters; /* rap_counter_t */
} rap_beat_t;

/* Asks the supervisor for `count` workers of `stage`; the answer says how many `was`. */
typedef struct rap_scale {
    const char *stage;
    int64_t count;
    int64_t was;
} rap_scale_t;

extern const rap_table_t rap_hello_table;
extern const rap_table_t rap_welcome_table;
extern const rap_table_t rap_beat_table;
extern const rap_table_t rap_counter_table;
extern const rap_table_t rap_scale_table;

/* The message's header frame (its first), decoded into the arena.  RAP_SYNTAX, RAP_SCHEMA. */
rap_code_t rap_header_read(const rap_table_t *table, void *self, const rap_message_t *message,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Appends the header as a frame.  RAP_TOOBIG past RAP1_HEADER_MAX. */
rap_code_t rap_header_add(
    const rap_table_t *table, const void *self, rap_message_t *message, rap_err_t *err) RAP_CHECKED;

#endif
