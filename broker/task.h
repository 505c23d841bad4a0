/* task.h - what becomes of a task: put, done, retried, failed, lost, given up. */
#ifndef BROKER_TASK_H
#define BROKER_TASK_H

#include "broker/broker.h"

/* The message in hand is self->in; `peer` sent it. */
void task_put(broker_t *self, peer_t *peer);
void task_done(broker_t *self, peer_t *peer);
void task_retry(broker_t *self, peer_t *peer);
void task_fail(broker_t *self, peer_t *peer);

/* The message in hand is no such message as it should be.  If it was to end a lease, its sender
 * thinks that it has: the lease is lost now and need not run out. */
void task_garbled(broker_t *self, peer_t *peer);

typedef struct loss {
    bool in_company; /* its worker had others in hand */
    uint64_t by;     /* its worker's peer_key() if that is only silent, and may live; else 0 */
} loss_t;

/* The lease is over without a word of its worker: the task goes to the front of its queue, or is
 * given up when that happened too often.  What the task had no part in does not count: the first
 * time that its worker is lost with others in hand, one of which may be to blame.  After that
 * it is given out alone. */
void task_lost(broker_t *self, lease_t *lease, loss_t loss);

/* The worker with this peer_key() was silent and has come back, so no task killed it: what was
 * lost with it last is not counted.  A task is spared as often as it may be lost. */
void task_spare(broker_t *self, uint64_t key);

/* The lease ends on purpose: the task to the front of its queue, not counted. */
void task_returned(broker_t *self, lease_t *lease);

#endif
