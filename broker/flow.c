/* flow.c - see flow.h */
#include "broker/flow.h"

#include "base/fault.h"
#include "broker/grant.h"

enum { CHOKED_MS = 100 }; /* until a socket without room is tried again */

/* Which task goes to whom. */
struct turn {
    int lane;
    peer_t *peer;
    bool alone; /* and gets nothing else until it ends */
};

/* Has the task been lost before, and may wait for a worker of its own? */
static bool is_suspect(const job_t *job, int64_t now_ms)
{
    return job->suspect && now_ms < job->due_ms;
}

/* Takes back what could not be sent; it was never delivered. */
static void take_back(broker_t *self, peer_t *peer, lease_t *lease)
{
    job_t *job = leases_end(self->leases, &lease);

    peer_returns(peer, job);
    queue_return(peer->takes->queue, &job);
}

static void give(broker_t *self, station_t *station, const struct turn *turn, int64_t now_ms)
{
    peer_t *peer = turn->peer;
    job_t *job = queue_take(station->queue, turn->lane);
    rap_frame_t shared;

    rap_message_reset(self->out, RAP1_TASK);
    peer_takes(peer, job);
    lease_t *lease = leases_grant(self->leases, &job, peer, &peer->leases, now_ms);

    rap_message_add_number(self->out, lease->number);
    rap_message_add_number(self->out, lease->job->deliveries);
    rap_frame_share(&shared, &lease->job->envelope);
    rap_message_add_frame(self->out, &shared);
    rap_frame_share(&shared, &lease->job->payload);
    rap_message_add_frame(self->out, &shared);
    rap_frame_share(&shared, &lease->job->body);
    rap_message_add_frame(self->out, &shared);

    RAP_FAULT("broker.task.before");
    rap_code_t code = broker_send(self, peer);

    if (code == RAP_OK) {
        RAP_FAULT("broker.task.after");
        station_served(peer, turn->alone);
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

/* Who is to have the lane's next task, if there is one. */
static bool find_taker(const station_t *station, int lane, const uint64_t full[RAP_LANES],
    int64_t now_ms, struct turn *ret)
{
    const job_t *job = queue_peek(station->queue, lane);

    if (job == NULL)
        return false;
    ret->lane = lane;
    ret->alone = is_suspect(job, now_ms);
    ret->peer = station_next(station, lane, full[lane], ret->alone);
    return ret->peer != NULL;
}

/* A bulk task that must wait holds up no live one; a live one holds up all. */
static bool next_turn(
    const station_t *station, const uint64_t full[RAP_LANES], int64_t now_ms, struct turn *ret)
{
    int lane = queue_turn(station->queue);

    return find_taker(station, lane, full, now_ms, ret) ||
           (lane == RAP_LANE_BULK && find_taker(station, RAP_LANE_LIVE, full, now_ms, ret));
}

static void give_tasks(broker_t *self, const uint64_t full[RAP_LANES], int64_t now_ms)
{
    for (size_t i = 0; i < self->stations.count; i++) {
        station_t *station = &self->stations.item[i];
        struct turn turn;

        while (next_turn(station, full, now_ms, &turn))
            give(self, station, &turn, now_ms);
    }
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Grants of either lane promise room of the whole queue, and no more than the lane may promise. */
static void grant(broker_t *self, peer_t *source, int64_t sources)
{
    const int64_t *out = self->grants_out;
    queue_limits_t lane = stations_room(&self->stations, source->feeds, source->lane);
    queue_limits_t all = stations_room(&self->stations, source->feeds, RAP_LANE_LIVE);
    int64_t promise = stations_promise(&self->stations, source->feeds, source->lane);
    int64_t room = least(all.messages, promise);
    int64_t left =
        least(all.messages - out[RAP_LANE_LIVE] - out[RAP_LANE_BULK], promise - out[source->lane]);
    int64_t n = grant_next(&(grant_case_t){
        .room_messages = room,
        .room_bytes = lane.bytes,
        .sources = sources,
        .out = room - left,
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
        self->grants_out[source->lane] += n;
    }
}

static void give_grants(broker_t *self, const uint64_t full[RAP_LANES])
{
    int64_t sources[RAP_LANES] = {0};
    peer_t *source = peers_first(self->peers, true);

    for (const peer_t *each = source; each != NULL; each = each->next)
        sources[each->lane]++;
    int64_t rest = sources[RAP_LANE_LIVE] + sources[RAP_LANE_BULK];

    for (peer_t *next; source != NULL && rest-- > 0; source = next) {
        int64_t held = source->credit;

        next = source->next;
        if ((source->feeds & full[source->lane]) == 0)
            grant(self, source, sources[source->lane]);
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

            RAP_FAULT("broker.receipt.before");
            if (broker_send(self, source) != RAP_OK)
                break; /* they wait for room, or for its HELLO */
            RAP_FAULT("broker.receipt.after");
            origin_sent(source->origin, count);
        }
}

void flow_settle(broker_t *self)
{
    const uint64_t full[RAP_LANES] = {
        [RAP_LANE_LIVE] = stations_full(&self->stations, RAP_LANE_LIVE),
        [RAP_LANE_BULK] = stations_full(&self->stations, RAP_LANE_BULK)};

    stations_note_full(&self->stations, full[RAP_LANE_LIVE], broker_now_ms(self));
    give_tasks(self, full, broker_now_ms(self));
    give_receipts(self);
    give_grants(self, full);
}
