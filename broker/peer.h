/* peer.h - who has said HELLO, and what is known of them. */
#ifndef BROKER_PEER_H
#define BROKER_PEER_H

#include "broker/lease.h"
#include "broker/receipts.h"
#include "proto/rap1.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct station;

enum { PEERS_MAX = 1024 };

typedef struct peer {
    char name[RAP1_NAME_MAX + 1]; /* the socket's identity too */
    char stage[RAP1_NAME_MAX + 1];
    char version[RAP1_NAME_MAX + 1];
    size_t name_len;
    int64_t started;               /* as its HELLO said: tells incarnations apart */
    bool source;                   /* takes from no queue */
    struct station *takes;         /* NULL: a source */
    uint64_t feeds;                /* stations it gives to, a bit each: station.h */
    int64_t credit;                /* tasks it may be given; of a source: grants unused */
    int64_t window;                /* its slots; of a source: most grants unused at once */
    int lane;                      /* RAP_LANE_*; of a source: where its tasks go */
    int64_t weight;                /* of a source: see grant.h */
    origin_t *origin;              /* of a source */
    lease_t *leases;               /* in hand */
    int64_t in_hand, bulk_in_hand; /* the latter of the former */
    double load;                   /* as its last BEAT said */
    rap_frame_t beat;              /* the header of that, well-formed; empty: there was none */
    int64_t hello_ms, heard_ms, told_ms;
    int64_t put_total, done_total, retried_total, failed_total, lost_total;
    bool waiting;                /* for a task: in its station's line */
    bool alone;                  /* with a task that was lost before; gets no other until it ends */
    bool choked;                 /* its socket had no room: asked again at the next tick */
    struct peer *ahead, *behind; /* in that line */
    struct peer *prev, *next;    /* in the list of all workers, or all sources */
} peer_t;

typedef struct peers peers_t;

peers_t *peers_new(void);
void peers_destroy(peers_t **self); /* and all peers; their leases and origins were let go */

/* A number that stands for this process under this name, other ones having others; never 0. */
uint64_t peer_key(const char *name, int64_t started);

peer_t *peers_find(const peers_t *self, const char *name, size_t len); /* NULL: unknown */

/* A new one; the name is copied and must be unknown.  NULL when there are PEERS_MAX. */
peer_t *peers_add(peers_t *self, const char *name, size_t len, bool source);
void peers_remove(peers_t *self, peer_t **peer); /* frees it */

/* A task is in its hands now, or no more. */
void peer_takes(peer_t *self, const job_t *job);
void peer_returns(peer_t *self, const job_t *job);

peer_t *peers_first(const peers_t *self, bool sources); /* then peer->next */
size_t peers_count(const peers_t *self, bool sources);
void peers_to_end(peers_t *self, peer_t *peer); /* of its list: others first, next time */

#endif
