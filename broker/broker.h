/* broker.h - the broker as one value, and what moves it: messages, ticks, and an end.
 *
 * Reading order: queue.h, lease.h, peer.h (what it holds), dispatch.h and grant.h (what
 * it decides), session.c (who is there), task.c (what becomes of a task), flow.c (what
 * is sent when nothing more is to be read), broker.c (the table of commands).
 *
 * It holds nothing that must not be lost: sources send again what has no receipt.
 */
#ifndef BROKER_BROKER_H
#define BROKER_BROKER_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/field.h"
#include "base/log.h"
#include "broker/dispatch.h"
#include "broker/lease.h"
#include "broker/peer.h"
#include "broker/receipts.h"
#include "proto/envelope.h"
#include "proto/link.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct broker_options {
    int64_t heartbeat_ms;
    int64_t lease_ms;
    int64_t max_deliveries;
    int64_t queue_messages;
    int64_t queue_bytes;
    int64_t max_message;
    int64_t receipts, receipts_bytes;
    rap_strings_t queues;
} broker_options_t;

extern const rap_table_t broker_options_table;

enum { BROKER_EPOCH_SIZE = 17, BROKER_GRUDGES = 64, BROKER_SOURCES_AWAY = 256 };

/* When a peer's malformed messages may be logged again; found by the peer's name. */
typedef struct grudge {
    uint64_t peer;
    int64_t until_ms;
} grudge_t;

/* For the broker's own files. */
typedef struct broker {
    const broker_options_t *options;
    rap_link_t *link;
    const rap_clock_t *clock;
    rap_log_t *log;
    char epoch[BROKER_EPOCH_SIZE];
    int64_t started_ms, second_ms;
    int64_t wake_ms;         /* when broker_tick() is next needed */
    int64_t held_peak_bytes; /* since memory was last given back */
    stations_t stations;
    station_t *sink; /* where quarantine records go */
    peers_t *peers;
    leases_t *leases;
    receipts_t *receipts;
    int64_t grants_out[RAP_LANES]; /* unused, of all sources of the lane */
    int64_t malformed_total, dropped_total, stale_total;
    grudge_t grudge[BROKER_GRUDGES];
    rap_message_t *in, *out;
    rap_arena_t *arena; /* of the message in hand */
} broker_t;

/* All borrowed.  RAP_CONFIG when the queues are not names, too many, or without `sink`. */
rap_code_t broker_new(broker_t **ret, const broker_options_t *options, rap_link_t *link,
    const rap_clock_t *clock, rap_log_t *log, rap_err_t *err) RAP_CHECKED;
void broker_destroy(broker_t **self);

/* Reads what is in the socket, so many messages at most that timers have their turn, then
 * gives out tasks, grants and receipts. */
void broker_read(broker_t *self);

/* Silence, leases, delayed tasks and beats: to be called when broker_wake_ms() has come, which
 * may change with any call here.  Calling it earlier does no harm. */
void broker_tick(broker_t *self);
int64_t broker_wake_ms(const broker_t *self);

/* BYE to all workers. */
void broker_leave(broker_t *self);

/* ---- for the broker's own files ---- */

int64_t broker_now_ms(const broker_t *self);

/* broker_tick() is needed at that time, if not before. */
void broker_wake_by(broker_t *self, int64_t ms);

/* Sends self->out to the peer; RAP_BUSY and RAP_NOTFOUND as of rap_link_send(), and the
 * message is emptied in any case. */
rap_code_t broker_send(broker_t *self, peer_t *peer);

/* Sends BYE with "word" or "word: text" to whoever sent the message in hand. */
void broker_say_bye(broker_t *self, const char *word, const char *text);

/* The message in hand breaks the rules: counted, logged once a peer and minute, answered. */
void broker_malformed(broker_t *self, const char *text);

#endif
