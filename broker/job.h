/* job.h - one task in the broker's hands: three frames that it hands on unread. */
#ifndef BROKER_JOB_H
#define BROKER_JOB_H

#include "proto/link.h"

#include <stdbool.h>
#include <stdint.h>

struct origin;

typedef struct job {
    struct job *next; /* in its lane */
    rap_frame_t envelope, payload, body;
    struct origin *origin; /* the source whose task it is; a reference, or NULL */
    int64_t bytes;         /* of the three */
    int lane;              /* RAP_LANE_* */
    int64_t born_ms;       /* when it came into its queue */
    int64_t due_ms;        /* of a delayed one */
    int64_t deliveries;    /* how often it was given out, BYEs not counted */
    int64_t losses;        /* how often its worker, or its lease, was lost by it: task_lost() */
    int64_t spared;        /* losses that were taken back: task_spare() */
    uint64_t lost_by;      /* who fell silent with it last and may come back: peer_key(); 0: none */
    bool lost_counted;     /* that is among `losses` */
    bool suspect;          /* it was lost: it may be what kills */
    bool final; /* a quarantine record of the broker or of a FAIL: no other takes its place */
} job_t;

/* Moves the frames; aborts when out of memory. */
job_t *job_new(int lane, rap_frame_t *envelope, rap_frame_t *payload, rap_frame_t *body);
void job_destroy(job_t **self); /* and its reference to the origin */

#endif
