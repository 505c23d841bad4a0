/* dispatch.c - see dispatch.h */
#include "broker/dispatch.h"

#include <assert.h>
#include <string.h>

void stations_init(stations_t *self)
{
    memset(self, 0, sizeof *self);
}

void stations_release(stations_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        queue_destroy(&self->item[i].queue);
    self->count = 0;
}

station_t *stations_add(stations_t *self, const char *name, queue_limits_t limits)
{
    assert(self->count < STATIONS_MAX);
    station_t *station = &self->item[self->count];

    station->queue = queue_new(name, limits);
    station->bit = UINT64_C(1) << self->count;
    station->full_since_ms = -1;
    self->count++;
    return station;
}

station_t *stations_find(stations_t *self, const char *name, size_t len)
{
    for (size_t i = 0; i < self->count; i++) {
        const char *own = queue_name(self->item[i].queue);

        if (strlen(own) == len && memcmp(own, name, len) == 0)
            return &self->item[i];
    }
    return NULL;
}

uint64_t stations_full(stations_t *self, int lane)
{
    uint64_t full = 0;

    for (size_t i = 0; i < self->count; i++)
        if (queue_is_full(self->item[i].queue, lane))
            full |= self->item[i].bit;
    return full;
}

void stations_note_full(stations_t *self, uint64_t full, int64_t now_ms)
{
    for (size_t i = 0; i < self->count; i++) {
        station_t *station = &self->item[i];

        if ((full & station->bit) == 0)
            station->full_since_ms = -1;
        else if (station->full_since_ms < 0)
            station->full_since_ms = now_ms;
    }
}

queue_limits_t stations_room(const stations_t *self, uint64_t feeds, int lane)
{
    queue_limits_t least = {INT64_MAX, INT64_MAX};

    for (size_t i = 0; i < self->count; i++) {
        if ((self->item[i].bit & feeds) == 0)
            continue;
        queue_limits_t room = queue_room(self->item[i].queue, lane);

        if (room.messages < least.messages)
            least.messages = room.messages;
        if (room.bytes < least.bytes)
            least.bytes = room.bytes;
    }
    return least;
}

int64_t stations_promise(const stations_t *self, uint64_t feeds, int lane)
{
    int64_t least = INT64_MAX;

    for (size_t i = 0; i < self->count; i++) {
        int64_t promise = queue_promise(self->item[i].queue, lane);

        if ((self->item[i].bit & feeds) != 0 && promise < least)
            least = promise;
    }
    return least;
}

static void join(peer_t *peer)
{
    station_t *station = peer->takes;

    peer->ahead = station->last;
    peer->behind = NULL;
    if (station->last != NULL)
        station->last->behind = peer;
    else
        station->first = peer;
    station->last = peer;
    peer->waiting = true;
}

void station_leave(peer_t *peer)
{
    station_t *station = peer->takes;

    if (!peer->waiting)
        return;
    if (peer->ahead != NULL)
        peer->ahead->behind = peer->behind;
    else
        station->first = peer->behind;
    if (peer->behind != NULL)
        peer->behind->ahead = peer->ahead;
    else
        station->last = peer->ahead;
    peer->waiting = false;
}

void station_credit(peer_t *peer, int64_t n)
{
    peer->credit = peer->credit + n < CREDIT_MAX ? peer->credit + n : CREDIT_MAX;
    if (peer->credit > 0 && !peer->waiting && !peer->choked && !peer->alone)
        join(peer);
}

static bool may_have(const peer_t *peer, int lane, uint64_t full, bool idle)
{
    if ((peer->feeds & full) != 0 || (idle && peer->in_hand > 0))
        return false;
    return lane == RAP_LANE_LIVE || peer->bulk_in_hand == 0 ||
           peer->bulk_in_hand < peer->window / 2;
}

peer_t *station_next(const station_t *self, int lane, uint64_t full, bool idle)
{
    peer_t *first = NULL;

    for (peer_t *peer = self->first; peer != NULL; peer = peer->behind) {
        if (!may_have(peer, lane, full, idle))
            continue;
        if (peer->in_hand == 0)
            return peer;
        if (first == NULL)
            first = peer;
    }
    return first;
}

void station_served(peer_t *peer, bool alone)
{
    assert(peer->credit > 0);
    peer->credit--;
    peer->alone = alone;
    station_leave(peer);
    station_credit(peer, 0);
}

void station_back(peer_t *peer)
{
    peer->alone = false;
    station_credit(peer, 0);
}

void station_second(station_t *self, int64_t now_ms)
{
    self->seconds++;
    self->done_at[self->seconds % (RATE_SECONDS + 1)] =
        queue_levels(self->queue, now_ms).done_total;
}

double station_rate(const station_t *self)
{
    size_t span = self->seconds < RATE_SECONDS ? self->seconds : RATE_SECONDS;

    if (span == 0)
        return 0;
    int64_t last = self->done_at[self->seconds % (RATE_SECONDS + 1)];
    int64_t first = self->done_at[(self->seconds - span) % (RATE_SECONDS + 1)];

    return (double)(last - first) / (double)span;
}
