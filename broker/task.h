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

/* The lease is over without a word of its worker: counted, the task to the front of its
 * queue; or given up, when that happened too often. */
void task_lost(broker_t *self, lease_t *lease);

/* The lease ends on purpose: the task to the front of its queue, not counted. */
void task_returned(broker_t *self, lease_t *lease);

#endif
