/* status.c - see status.h */
#include "broker/status.h"

#include "base/codec.h"
#include "proto/header.h"
#include "proto/status.h"

#include <inttypes.h>
#include <stdio.h>

enum { COUNTERS_MAX_BYTES = 1 << 20 }; /* of one answer */

static void fill_queue(rap_queue_status_t *ret, station_t *station, int64_t now_ms)
{
    queue_levels_t levels = queue_levels(station->queue, now_ms);
    queue_limits_t limits = queue_limits(station->queue);

    *ret = (rap_queue_status_t){
        .queue = queue_name(station->queue),
        .live = levels.ready[RAP_LANE_LIVE],
        .bulk = levels.ready[RAP_LANE_BULK],
        .leased = levels.leased,
        .delayed = levels.delayed,
        .bytes = levels.bytes,
        .messages_max = limits.messages,
        .bytes_max = limits.bytes,
        .full = queue_is_full(station->queue, RAP_LANE_LIVE),
        .full_ms = station->full_since_ms >= 0 ? now_ms - station->full_since_ms : 0,
        .oldest_ms = levels.oldest_ms,
        .oldest_live_ms = levels.oldest_live_ms,
        .put_total = levels.put_total,
        .done_total = levels.done_total,
        .retried_total = station->retried_total,
        .lost_total = station->lost_total,
        .failed_total = station->failed_total,
        .rate = station_rate(station),
    };
}

/* As they came, until there are so many that nobody could read the answer. */
static rap_array_t counters_of(broker_t *self, const peer_t *peer, size_t *left)
{
    size_t len = rap_frame_size(&peer->beat);
    rap_beat_t beat;
    rap_err_t err;

    if (len == 0 || len > *left ||
        rap_codec_read(
            &rap_beat_table, &beat, rap_frame_data(&peer->beat), len, self->arena, &err) != RAP_OK)
        return (rap_array_t){0};
    *left -= len;
    return beat.counters;
}

static void fill_worker(rap_worker_status_t *ret, const peer_t *peer, int64_t now_ms)
{
    *ret = (rap_worker_status_t){
        .worker = peer->name,
        .stage = peer->stage,
        .version = peer->version,
        .takes = peer->source ? NULL : queue_name(peer->takes->queue),
        .credit = peer->credit,
        .leased = peer->in_hand,
        .silent_ms = now_ms - peer->heard_ms,
        .since_ms = now_ms - peer->hello_ms,
        .load = peer->load,
        .put_total = peer->put_total,
        .done_total = peer->done_total,
        .retried_total = peer->retried_total,
        .failed_total = peer->failed_total,
        .lost_total = peer->lost_total,
        .receipts = peer->source ? (int64_t)origin_waiting(peer->origin) : 0,
    };
}

/* The arena is far larger than all of this can become; should it not be, lists are shorter. */
static void fill_queues(broker_t *self, rap_status_t *ret, int64_t now_ms)
{
    rap_queue_status_t *item = rap_arena_array(self->arena, self->stations.count, sizeof *item);

    if (item == NULL)
        return;
    for (size_t i = 0; i < self->stations.count; i++)
        fill_queue(&item[i], &self->stations.item[i], now_ms);
    ret->queues = (rap_array_t){item, self->stations.count};
}

static void fill_workers(broker_t *self, rap_status_t *ret, int64_t now_ms)
{
    size_t count = peers_count(self->peers, false) + peers_count(self->peers, true);
    rap_worker_status_t *item = rap_arena_array(self->arena, count, sizeof *item);
    size_t n = 0, left = COUNTERS_MAX_BYTES;

    if (item == NULL)
        return;
    for (int sources = 0; sources < 2; sources++)
        for (const peer_t *peer = peers_first(self->peers, sources); peer != NULL;
             peer = peer->next, n++) {
            fill_worker(&item[n], peer, now_ms);
            item[n].counters = counters_of(self, peer, &left);
        }
    ret->workers = (rap_array_t){item, n};
}

static const char *number(broker_t *self, int64_t n)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%" PRId64, n);

    return rap_arena_strndup(self->arena, text, (size_t)len);
}

static void fill_leases(broker_t *self, rap_status_t *ret, int64_t now_ms)
{
    rap_lease_status_t *item = rap_arena_array(self->arena, RAP_STATUS_LEASES_MAX, sizeof *item);
    size_t n = 0;

    if (item == NULL)
        return;
    for (const lease_t *lease = leases_oldest(self->leases);
         lease != NULL && n < RAP_STATUS_LEASES_MAX; lease = lease->newer) {
        const peer_t *peer = lease->holder;

        item[n++] = (rap_lease_status_t){
            .lease = number(self, lease->number),
            .queue = queue_name(peer->takes->queue),
            .worker = peer->name,
            .age_ms = now_ms - lease->since_ms,
            .deliveries = lease->job->deliveries,
        };
    }
    ret->leases = (rap_array_t){item, n};
}

static rap_code_t answer(broker_t *self, rap_buf_t *json, rap_err_t *err)
{
    int64_t now = broker_now_ms(self);
    rap_status_t status = {
        .version = RAP_VERSION,
        .epoch = self->epoch,
        .uptime_ms = now - self->started_ms,
        .malformed_total = self->malformed_total,
        .dropped_total = self->dropped_total,
        .receipts_waiting = (int64_t)receipts_waiting(self->receipts),
        .receipts_dropped_total = receipts_dropped(self->receipts),
    };

    rap_arena_reset(self->arena);
    fill_queues(self, &status, now);
    fill_workers(self, &status, now);
    fill_leases(self, &status, now);
    RAP_TRY(rap_codec_write(&rap_status_table, &status, json, err));
    rap_message_reset(self->out, RAP1_STATUS);
    rap_message_add(self->out, json->data, json->len);
    rap_frame_share(&self->out->peer, &self->in->peer);
    return rap_link_send(self->link, self->out, err);
}

void status_answer(broker_t *self, peer_t *peer)
{
    RAP_AUTO_RELEASE(rap_buf) json;
    rap_err_t err;

    (void)peer;
    rap_buf_init(&json, RAP1_STATUS_MAX);
    if (self->in->count > 0) {
        broker_malformed(self, "STATUS with a header is an answer");
        return;
    }
    rap_code_t code = answer(self, &json, &err);

    if (code == RAP_OK)
        return;
    rap_message_reset(self->out, RAP1_BEAT);
    if (code != RAP_NOTFOUND && code != RAP_BUSY)
        rap_log(self->log, RAP_LOG_ERROR, RAP_EVENT("broker.status"), RAP_E(&err));
}

double status_load(const broker_t *self)
{
    double load = 0;

    for (size_t i = 0; i < self->stations.count; i++) {
        const queue_t *queue = self->stations.item[i].queue;
        queue_limits_t limits = queue_limits(queue), room = queue_room(queue, RAP_LANE_LIVE);
        double messages = 1 - (double)room.messages / (double)limits.messages;
        double bytes = 1 - (double)room.bytes / (double)limits.bytes;

        load = messages > load ? messages : load;
        load = bytes > load ? bytes : load;
    }
    return load;
}
