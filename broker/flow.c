/* flow.c - see flow.h */
#include "broker/flow.h"

#include "broker/grant.h"

enum { CHOKED_MS = 100 }; /* until a socket without room is tried again */

/* Has the next task been lost before, and may wait for a worker of its own? */
static bool is_suspect(const station_t *station, int64_t now_ms)
{
    const job_t *job = queue_peek(station->queue);

    return job->losses > 0 && now_ms < job->due_ms;
}

/* Takes back what could not be sent; it was never delivered. */
static void take_back(broker_t *self, peer_t *peer, lease_t *lease)
{
    job_t *job = leases_end(self->leases, &lease);

    peer->in_hand--;
    queue_return(peer->takes->queue, &job);
}

static void give(broker_t *self, station_t *station, peer_t *peer, bool alone, int64_t now_ms)
{
    job_t *job = queue_take(station->queue);
    rap_frame_t shared;

    rap_message_reset(self->out, RAP1_TASK);
    lease_t *lease = leases_grant(self->leases, &job, peer, &peer->leases, now_ms);

    peer->in_hand++;
    rap_message_add_number(self->out, lease->number);
    rap_message_add_number(self->out, lease->job->deliveries);
    rap_frame_share(&shared, &lease->job->envelope);
    rap_message_add_frame(self->out, &shared);
    rap_frame_share(&shared, &lease->job->payload);
    rap_message_add_frame(self->out, &shared);
    rap_frame_share(&shared, &lease->job->body);
    rap_message_add_frame(self->out, &shared);

    rap_code_t code = broker_send(self, peer);

    if (code == RAP_OK) {
        station_served(peer, alone);
        broker_wake_by(self, lease->due_ms);
        return;
    }
    take_back(self, peer, lease);
    station_leave(peer);
    if (code == RAP_BUSY) {
        peer->choked = true;
        broker_wake_by(self, now_ms + CHOKED_MS);
    } else {
        peer->credit = 0; /* its connection is gone: it says HELLO again, or is found silent */
    }
}

static void give_tasks(broker_t *self, uint64_t full, int64_t now_ms)
{
    for (size_t i = 0; i < self->stations.count; i++) {
        station_t *station = &self->stations.item[i];

        while (queue_has_ready(station->queue)) {
            bool alone = is_suspect(station, now_ms);
            peer_t *peer = station_next(station, full, alone);

            if (peer == NULL)
                break;
            give(self, station, peer, alone, now_ms);
        }
    }
}

static void grant(broker_t *self, peer_t *source)
{
    queue_limits_t room = stations_room(&self->stations, source->feeds);
    int64_t n = grant_next(&(grant_case_t){
        .room_messages = room.messages,
        .room_bytes = room.bytes,
        .sources = (int64_t)peers_count(self->peers, true),
        .out = self->grants_out,
        .held = source->credit,
        .window = source->window,
        .weight = source->weight,
    });

    if (n == 0)
        return;
    rap_message_reset(self->out, RAP1_GRANT);
    rap_message_add_number(self->out, n);
    if (broker_send(self, source) == RAP_OK) {
        source->credit += n;
        self->grants_out += n;
    }
}

static void give_grants(broker_t *self, uint64_t full)
{
    size_t sources = peers_count(self->peers, true);
    peer_t *source = peers_first(self->peers, true);

    for (peer_t *next; sources-- > 0; source = next) {
        int64_t held = source->credit;

        next = source->next;
        if ((source->feeds & full) == 0)
            grant(self, source);
        if (source->credit > held)
            peers_to_end(self->peers, source); /* should room be scarce, others come first */
    }
}

static void give_receipts(broker_t *self)
{
    for (peer_t *source = peers_first(self->peers, true); source != NULL; source = source->next)
        while (origin_waiting(source->origin) > 0) {
            rap_message_reset(self->out, RAP1_RECEIPT);
            size_t count = origin_fill(source->origin, self->out);

            if (broker_send(self, source) != RAP_OK)
                break; /* they wait for room, or for its HELLO */
            origin_sent(source->origin, count);
        }
}

void flow_settle(broker_t *self)
{
    uint64_t full = stations_full(&self->stations);

    give_tasks(self, full, broker_now_ms(self));
    give_receipts(self);
    give_grants(self, full);
}
