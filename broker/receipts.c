/* receipts.c - see receipts.h */
#include "broker/receipts.h"

#include "broker/names.h"
#include "proto/rap1.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 16 };

struct origin {
    receipts_t *all;
    char name[RAP1_NAME_MAX];
    size_t name_len;
    size_t references;
    rap_frame_t *ring; /* `count` frames from `first` on */
    size_t room, first, count;
    origin_t *prev, *next; /* in the list of those that only receipts keep, oldest first */
};

struct receipts {
    names_t *names;
    receipts_limits_t limits;
    size_t waiting, bytes;
    size_t parked; /* origins without a reference */
    origin_t *oldest, *newest;
    int64_t dropped;
};

receipts_t *receipts_new(receipts_limits_t limits)
{
    receipts_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    assert(limits.kept > 0);
    self->names = names_new();
    self->limits = limits;
    return self;
}

static void park(origin_t *self)
{
    receipts_t *all = self->all;

    self->prev = all->newest;
    self->next = NULL;
    if (all->newest != NULL)
        all->newest->next = self;
    else
        all->oldest = self;
    all->newest = self;
    all->parked++;
}

static void unpark(origin_t *self)
{
    receipts_t *all = self->all;

    if (self->prev != NULL)
        self->prev->next = self->next;
    else
        all->oldest = self->next;
    if (self->next != NULL)
        self->next->prev = self->prev;
    else
        all->newest = self->prev;
    all->parked--;
}

static size_t cost(const rap_frame_t *receipt)
{
    return RECEIPT_COST + rap_frame_size(receipt);
}

static void drop_first(origin_t *self)
{
    self->all->bytes -= cost(&self->ring[self->first]);
    rap_frame_release(&self->ring[self->first]);
    self->first = (self->first + 1) & (self->room - 1);
    self->count--;
    self->all->waiting--;
}

/* Of an origin that nothing refers to and that is in no list. */
static void origin_free(origin_t *self)
{
    self->all->dropped += (int64_t)self->count;
    while (self->count > 0)
        drop_first(self);
    names_remove(self->all->names, self->name, self->name_len);
    free(self->ring);
    free(self);
}

static void drop_oldest_away(receipts_t *self)
{
    origin_t *origin = self->oldest;

    unpark(origin);
    origin_free(origin);
}

void receipts_destroy(receipts_t **self)
{
    if (*self == NULL)
        return;
    while ((*self)->oldest != NULL)
        drop_oldest_away(*self);
    assert(names_count((*self)->names) == 0); /* the others were released by who referred to them */
    names_destroy(&(*self)->names);
    free(*self);
    *self = NULL;
}

origin_t *origin_refer(origin_t *self)
{
    if (self->references++ == 0)
        unpark(self);
    return self;
}

origin_t *receipts_origin(receipts_t *self, const char *name, size_t len)
{
    origin_t *origin = names_find(self->names, name, len);

    if (origin != NULL)
        return origin_refer(origin);
    origin = calloc(1, sizeof *origin);
    if (origin == NULL)
        abort();
    assert(len <= sizeof origin->name);
    memcpy(origin->name, name, len);
    origin->name_len = len;
    origin->all = self;
    origin->references = 1;
    names_add(self->names, origin->name, len, origin);
    return origin;
}

void origin_release(origin_t **self)
{
    origin_t *origin = *self;

    *self = NULL;
    if (origin == NULL || --origin->references > 0)
        return;
    if (origin->count == 0) {
        origin_free(origin);
        return;
    }
    receipts_t *all = origin->all;

    park(origin);
    if (all->parked > all->limits.away)
        drop_oldest_away(all);
}

static void grow(origin_t *self)
{
    size_t room = self->room != 0 ? self->room * 2 : FIRST_ROOM;
    rap_frame_t *ring = calloc(room, sizeof *ring);

    if (ring == NULL)
        abort();
    for (size_t i = 0; i < self->count; i++) {
        rap_frame_init(&ring[i]);
        rap_frame_move(&ring[i], &self->ring[(self->first + i) & (self->room - 1)]);
    }
    free(self->ring);
    self->ring = ring;
    self->room = room;
    self->first = 0;
}

static void make_room(origin_t *self, size_t bytes)
{
    receipts_t *all = self->all;

    while (all->bytes + bytes > all->limits.bytes && all->oldest != NULL)
        drop_oldest_away(all);
    while (self->count > 0 &&
           (self->count == all->limits.kept || all->bytes + bytes > all->limits.bytes)) {
        drop_first(self);
        all->dropped++;
    }
}

void origin_add(origin_t *self, const rap_frame_t *receipt)
{
    receipts_t *all = self->all;

    make_room(self, cost(receipt));
    if (all->bytes + cost(receipt) > all->limits.bytes) {
        all->dropped++; /* others that are at work have it all */
        return;
    }
    if (self->count == self->room)
        grow(self);
    rap_frame_t *at = &self->ring[(self->first + self->count) & (self->room - 1)];

    rap_frame_copy(at, rap_frame_data(receipt), rap_frame_size(receipt));
    all->bytes += cost(at);
    self->count++;
    all->waiting++;
}

size_t origin_fill(const origin_t *self, rap_message_t *message)
{
    size_t count = self->count < RECEIPTS_BATCH ? self->count : RECEIPTS_BATCH;

    for (size_t i = 0; i < count; i++) {
        rap_frame_t shared;

        rap_frame_share(&shared, &self->ring[(self->first + i) & (self->room - 1)]);
        rap_message_add_frame(message, &shared);
    }
    return count;
}

void origin_sent(origin_t *self, size_t count)
{
    assert(count <= self->count);
    while (count-- > 0)
        drop_first(self);
}

size_t origin_waiting(const origin_t *self)
{
    return self->count;
}

size_t receipts_waiting(const receipts_t *self)
{
    return self->waiting;
}

int64_t receipts_dropped(const receipts_t *self)
{
    return self->dropped;
}
