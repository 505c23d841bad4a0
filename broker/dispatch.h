/* dispatch.h - who gets the next task: a station is a queue and the workers that serve it.
 *
 * Workers with credit stand in line, the one that waited longest first; who has been given
 * a task goes to the end of the line.  Who has nothing in hand goes before all others, for a task
 * in hand may take long and hold up those behind it.  A worker whose task would feed a full queue is passed
 * over, and that is how back-pressure travels from the sink to the sources.
 *
 * Bulk tasks have at most half of a worker's slots, so that one with several has a slot for a
 * live task that comes; and they wait for who feeds a queue whose bulk half is full.
 *
 * A task that was lost with its worker may be what killed it.  It is given to a worker that has
 * nothing in hand and gets nothing else until it is ended, so that the next death
 * takes no bystander along.
 *
 * Pure: it decides, broker/task.c sends.
 */
#ifndef BROKER_DISPATCH_H
#define BROKER_DISPATCH_H

#include "broker/peer.h"
#include "broker/queue.h"

#include <stddef.h>
#include <stdint.h>

enum { STATIONS_MAX = 16, CREDIT_MAX = 65536, RATE_SECONDS = 60 };

typedef struct station {
    queue_t *queue;
    uint64_t bit;         /* of peer->feeds */
    peer_t *first, *last; /* the line */
    int64_t retried_total, lost_total, failed_total;
    int64_t full_since_ms;             /* for live tasks, without a break; -1: it is not */
    int64_t done_at[RATE_SECONDS + 1]; /* done_total at each of the last seconds, a ring */
    size_t seconds;                    /* seen; of the ring the last is seconds % its size */
} station_t;

typedef struct stations {
    station_t item[STATIONS_MAX];
    size_t count;
} stations_t;

void stations_init(stations_t *self);
void stations_release(stations_t *self);

/* One more; fewer than STATIONS_MAX must be there. */
station_t *stations_add(stations_t *self, const char *name, queue_limits_t limits);
station_t *stations_find(stations_t *self, const char *name, size_t len); /* NULL: none */

/* The queues that are full for tasks of the lane, a bit each. */
uint64_t stations_full(stations_t *self, int lane);

/* Notes since when each is: `full` is that of the live lane. */
void stations_note_full(stations_t *self, uint64_t full, int64_t now_ms);

/* The least room for tasks of the lane of the queues in `feeds`. */
queue_limits_t stations_room(const stations_t *self, uint64_t feeds, int lane);

/* The least of queue_promise() of the queues in `feeds`. */
int64_t stations_promise(const stations_t *self, uint64_t feeds, int lane);

/* n more credit: the worker joins the line of its station, if it is not in it. */
void station_credit(peer_t *peer, int64_t n);
void station_leave(peer_t *peer); /* out of the line, credit or not */

/* The worker that is to have the next task of the lane, or NULL; it stays in line.  `full` is
 * that of stations_full(); `idle`: only one with nothing in hand will do. */
peer_t *station_next(const station_t *self, int lane, uint64_t full, bool idle);

/* It was given one: its credit falls and it goes to the end of the line, or out of it; `alone`:
 * out of it until station_back(). */
void station_served(peer_t *peer, bool alone);

/* A task of its ended: if it was alone with it, that is over. */
void station_back(peer_t *peer);

/* Once a second, for the rate; and tasks that ended a second, over the last 60 s. */
void station_second(station_t *self, int64_t now_ms);
double station_rate(const station_t *self);

#endif
