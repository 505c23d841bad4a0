/* queue.h - a bounded queue with two lanes: what waits for a stage, and what it has in hand.
 *
 * A job is ready, leased or delayed.  All three count against the limits, since a leased job's
 * frames stay here until its worker is done.  Live jobs go before bulk ones, but one
 * in QUEUE_BULK_SHARE takes is a bulk job while both wait.  The limits are high-water marks: the
 * queue says that it is full and refuses nothing; who feeds it asks first.
 *
 * Bulk jobs have half of the room in messages and in bytes, so that there is always some for
 * live ones: to who feeds the bulk lane the queue is full when that half is, or all of it.
 *
 * Pure: time is an argument, nothing is sent.
 */
#ifndef BROKER_QUEUE_H
#define BROKER_QUEUE_H

#include "broker/job.h"
#include "proto/envelope.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QUEUE_BULK_SHARE = 8 };

typedef struct queue_limits {
    int64_t messages; /* > 0 */
    int64_t bytes;    /* > 0 */
} queue_limits_t;

typedef struct queue queue_t;

queue_t *queue_new(const char *name, queue_limits_t limits); /* name copied */
void queue_destroy(queue_t **self); /* and its jobs; leased ones are not its */

/* All take the job. */
void queue_push(queue_t *self, job_t **job, int64_t now_ms);  /* new; to the end of its lane */
void queue_return(queue_t *self, job_t **job);                /* leased; to the front of its lane */
void queue_delay(queue_t *self, job_t **job, int64_t due_ms); /* leased; ready again when due */
void queue_finish(queue_t *self, job_t **job); /* leased; counted as ended and destroyed */

/* Delayed jobs that are due go to the end of their lane. */
void queue_wake(queue_t *self, int64_t now_ms);
int64_t queue_due_ms(const queue_t *self); /* the next of them; INT64_MAX: none */

/* The lane whose turn it is; one that has no ready job only if neither has. */
int queue_turn(const queue_t *self);

/* The lane's next ready job, which is leased from now on and the caller's; NULL: none. */
job_t *queue_take(queue_t *self, int lane);

/* The job that queue_take() would take, or NULL. */
const job_t *queue_peek(const queue_t *self, int lane);

/* Each job that is ready or delayed. */
typedef void queue_job_fn(void *arg, job_t *job);
void queue_each(queue_t *self, queue_job_fn *fn, void *arg);

const char *queue_name(const queue_t *self);

/* At a high-water mark of the lane, or was and has not yet fallen below three quarters of both:
 * who feeds it waits until some room is worth giving out. */
bool queue_is_full(queue_t *self, int lane);

/* Room below the marks of the lane, not below 0; what live jobs may have is all that is left. */
queue_limits_t queue_room(const queue_t *self, int lane);

/* How many jobs of the lane may be promised at a time to who feeds it.  Each lane has its half, for
 * who holds a promise may keep it for a week, and must not keep the other lane out with it. */
int64_t queue_promise(const queue_t *self, int lane);

typedef struct queue_levels {
    int64_t ready[RAP_LANES];
    int64_t leased, delayed, bytes;
    int64_t put_total, done_total;
    /* age of the ready or delayed job that came first, of any lane and of the live one */
    int64_t oldest_ms, oldest_live_ms;
} queue_levels_t;

queue_levels_t queue_levels(const queue_t *self, int64_t now_ms);
queue_limits_t queue_limits(const queue_t *self); /* of both lanes together */

#endif
