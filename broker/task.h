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

/* The lease is over without a word of its worker: the task goes to the front of its queue, or is
 * given up when that happened too often.  What the task had no part in does not count: the first
 * time that its worker is lost with others `in_company`, one of which may be to blame.  After that
 * it is given out alone. */
void task_lost(broker_t *self, lease_t *lease, bool in_company);

/* The lease ends on purpose: the task to the front of its queue, not counted. */
void task_returned(broker_t *self, lease_t *lease);

#endif
