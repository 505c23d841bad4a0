/* status.h - what the broker answers to STATUS: one JSON object, as a struct.
 *
 * The broker fills and writes it; `rapporteur status`, the supervisor and tests read it.
 * Times are ms; totals count since the broker's start.
 */
#ifndef RAP_PROTO_STATUS_H
#define RAP_PROTO_STATUS_H

#include "base/field.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct rap_queue_status {
    const char *queue;
    int64_t live, bulk;                /* tasks waiting, by lane */
    int64_t leased;                    /* tasks in workers' hands */
    int64_t delayed;                   /* of a RETRY, waiting for their time */
    int64_t bytes;                     /* of all of them */
    int64_t messages_max, bytes_max;   /* the high-water marks */
    bool full;                         /* who feeds it gets no more tasks */
    int64_t full_ms;                   /* for how long, without a break */
    int64_t oldest_ms;                 /* age of the task that waits longest */
    int64_t oldest_live_ms;            /* of those in the live lane */
    int64_t put_total, done_total;     /* tasks that came, tasks that ended */
    int64_t retried_total, lost_total; /* RETRYs; leases lost with their worker or their time */
    int64_t failed_total;              /* FAILs and tasks given up as worker_lost */
    double rate;                       /* ends a second, over the last 60 s */
} rap_queue_status_t;

typedef struct rap_worker_status {
    const char *worker, *stage, *version;
    const char *takes; /* NULL: a source */
    int64_t credit;    /* it may be given so many more; of a source: grants */
    int64_t leased;    /* in hand */
    int64_t silent_ms; /* since its last word */
    int64_t since_ms;  /* since its HELLO */
    double load;       /* as its last BEAT said */
    int64_t put_total, done_total, retried_total, failed_total, lost_total;
    int64_t receipts;     /* of a source: waiting to be sent */
    rap_array_t counters; /* rap_counter_t, as its last BEAT said */
} rap_worker_status_t;

typedef struct rap_lease_status {
    const char *lease; /* decimal */
    const char *queue, *worker;
    int64_t age_ms, deliveries;
} rap_lease_status_t;

typedef struct rap_status {
    const char *version; /* of the broker */
    const char *epoch;
    int64_t uptime_ms;
    rap_array_t queues;  /* rap_queue_status_t */
    rap_array_t workers; /* rap_worker_status_t; sources too */
    rap_array_t leases;  /* rap_lease_status_t: the oldest, at most RAP_STATUS_LEASES_MAX */
    int64_t malformed_total;
    int64_t dropped_total;          /* tasks given up without a record: see PROTOCOL.md, 4.4 */
    int64_t receipts_waiting;       /* of all sources, those that are away too */
    int64_t receipts_dropped_total; /* for want of room: their sources send again */
} rap_status_t;

enum { RAP_STATUS_LEASES_MAX = 100 };

extern const rap_table_t rap_status_table;

#endif
