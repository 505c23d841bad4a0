/* session.h - who is there: HELLO, BEAT, CREDIT, BYE, and silence. */
#ifndef BROKER_SESSION_H
#define BROKER_SESSION_H

#include "broker/broker.h"

/* The message in hand is self->in; `peer` is who sent it, NULL for a stranger's HELLO. */
void session_hello(broker_t *self, peer_t *peer);
void session_beat(broker_t *self, peer_t *peer);
void session_credit(broker_t *self, peer_t *peer);
void session_bye(broker_t *self, peer_t *peer);

/* Forgets who was silent for three heartbeats; their leases are lost. */
void session_judge(broker_t *self, int64_t now_ms);

/* Says BEAT to who heard nothing for a while. */
void session_keep_up(broker_t *self, int64_t now_ms);

#endif
