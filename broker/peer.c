/* peer.c - see peer.h */
#include "broker/peer.h"

#include "base/fnv.h"
#include "broker/names.h"
#include "proto/envelope.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct list {
    peer_t *first, *last;
    size_t count;
};

struct peers {
    names_t *names;
    struct list list[2]; /* workers; sources */
};

peers_t *peers_new(void)
{
    peers_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->names = names_new();
    return self;
}

void peers_destroy(peers_t **self)
{
    if (*self == NULL)
        return;
    for (int i = 0; i < 2; i++)
        while ((*self)->list[i].first != NULL) {
            peer_t *peer = (*self)->list[i].first;

            peers_remove(*self, &peer);
        }
    names_destroy(&(*self)->names);
    free(*self);
    *self = NULL;
}

uint64_t peer_key(const char *name, int64_t started)
{
    uint64_t hash = rap_fnv(RAP_FNV_BASIS, name, strlen(name));

    return rap_fnv(hash, &started, sizeof started) | 1;
}

peer_t *peers_find(const peers_t *self, const char *name, size_t len)
{
    return names_find(self->names, name, len);
}

static struct list *list_of(peers_t *self, const peer_t *peer)
{
    return &self->list[peer->source];
}

static void link_last(struct list *list, peer_t *peer)
{
    peer->prev = list->last;
    peer->next = NULL;
    if (list->last != NULL)
        list->last->next = peer;
    else
        list->first = peer;
    list->last = peer;
    list->count++;
}

static void link_out(struct list *list, peer_t *peer)
{
    if (peer->prev != NULL)
        peer->prev->next = peer->next;
    else
        list->first = peer->next;
    if (peer->next != NULL)
        peer->next->prev = peer->prev;
    else
        list->last = peer->prev;
    list->count--;
}

peer_t *peers_add(peers_t *self, const char *name, size_t len, bool source)
{
    if (names_count(self->names) == PEERS_MAX)
        return NULL;
    peer_t *peer = calloc(1, sizeof *peer);

    if (peer == NULL)
        abort();
    assert(len < sizeof peer->name);
    memcpy(peer->name, name, len);
    peer->name_len = len;
    peer->source = source;
    rap_frame_init(&peer->beat);
    names_add(self->names, peer->name, len, peer);
    link_last(list_of(self, peer), peer);
    return peer;
}

void peers_remove(peers_t *self, peer_t **peer)
{
    names_remove(self->names, (*peer)->name, (*peer)->name_len);
    link_out(list_of(self, *peer), *peer);
    rap_frame_release(&(*peer)->beat);
    free(*peer);
    *peer = NULL;
}

void peer_takes(peer_t *self, const job_t *job)
{
    self->in_hand++;
    self->bulk_in_hand += job->lane == RAP_LANE_BULK;
}

void peer_returns(peer_t *self, const job_t *job)
{
    self->in_hand--;
    self->bulk_in_hand -= job->lane == RAP_LANE_BULK;
}

peer_t *peers_first(const peers_t *self, bool sources)
{
    return self->list[sources].first;
}

size_t peers_count(const peers_t *self, bool sources)
{
    return self->list[sources].count;
}

void peers_to_end(peers_t *self, peer_t *peer)
{
    link_out(list_of(self, peer), peer);
    link_last(list_of(self, peer), peer);
}
