/* status.h - the answer to STATUS, from what the broker holds: proto/status.h. */
#ifndef BROKER_STATUS_H
#define BROKER_STATUS_H

#include "broker/broker.h"

/* Answers who sent the message in hand. */
void status_answer(broker_t *self, peer_t *peer);

/* How full the fullest queue is, 0 to 1. */
double status_load(const broker_t *self);

#endif
