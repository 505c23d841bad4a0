/* task.c - see task.h */
#include "broker/task.h"

#include "base/fault.h"
#include "broker/grant.h"
#include "proto/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RETRY_MAX_MS = 60 * 60 * 1000,
    RECORD_MAX = 64 * 1024,
    SUSPECT_BEATS = 10 /* that a lost task waits for a worker with nothing else in hand */
};

/* ---- PUT ---- */

void task_put(broker_t *self, peer_t *peer)
{
    rap_frame_t *frame = self->in->frame;
    size_t name_len;
    bool bulk;

    if (peer->credit == 0) {
        broker_malformed(self, "PUT without a grant");
        return;
    }
    peer->credit--;
    self->grants_out[peer->lane]--;
    station_t *station = NULL;

    if (rap1_queue_parse(rap_frame_data(&frame[0]), rap_frame_size(&frame[0]), &name_len, &bulk))
        station = stations_find(&self->stations, rap_frame_data(&frame[0]), name_len);
    if (station == NULL) {
        broker_malformed(self, "PUT to a queue that is not there");
        return;
    }
    /* what a source of the bulk lane was granted is room of that lane, whatever the PUT says */
    job_t *job = job_new(bulk ? RAP_LANE_BULK : peer->lane, &frame[1], &frame[2], &frame[3]);

    job->origin = origin_refer(peer->origin);
    peer->weight = grant_weight(peer->weight, job->bytes);
    peer->feeds |= station->bit;
    peer->put_total++;
    RAP_FAULT("broker.put.before");
    queue_push(station->queue, &job, broker_now_ms(self));
    RAP_FAULT("broker.put.after");
}

/* ---- the end of a lease ---- */

/* The lease of the message in hand, if its sender holds it; the message is dropped else. */
static lease_t *lease_in_hand(broker_t *self, const peer_t *peer)
{
    int64_t number;
    rap_err_t err;

    if (rap_message_number(self->in, 0, INT64_MAX, &number, &err) != RAP_OK) {
        broker_malformed(self, err.text);
        return NULL;
    }
    lease_t *lease = leases_find(self->leases, number);

    if (lease == NULL || lease->holder != peer) {
        self->stale_total++;
        rap_log(self->log, RAP_LOG_INFO, RAP_EVENT("task.stale"), RAP_S("worker", peer->name),
            RAP_S("command", rap1_command_name(self->in->command)), RAP_I("lease", number));
        return NULL;
    }
    return lease;
}

void task_garbled(broker_t *self, peer_t *peer)
{
    rap1_command_t command = self->in->command;
    lease_t *lease = NULL;
    int64_t number;
    rap_err_t err;

    if (self->in->count > 0 &&
        (command == RAP1_DONE || command == RAP1_RETRY || command == RAP1_FAIL) &&
        rap_message_number(self->in, 0, INT64_MAX, &number, &err) == RAP_OK)
        lease = leases_find(self->leases, number);
    if (lease != NULL && lease->holder == peer)
        task_lost(self, lease, (loss_t){0});
}

static job_t *end_lease(broker_t *self, lease_t *lease, peer_t **ret_peer)
{
    peer_t *peer = lease->holder;

    peer_returns(peer, lease->job);
    station_back(peer);
    *ret_peer = peer;
    return leases_end(self->leases, &lease);
}

static void note_feeds(peer_t *peer, const station_t *to)
{
    if (to != peer->takes) /* its own queue it empties */
        peer->feeds |= to->bit;
}

/* A quarantine record takes the task's place in the world.  One that cannot be stored either is
 * given up: its source gets no receipt and will send the document again. */
static void quarantine(
    broker_t *self, job_t *of, peer_t *peer, rap_frame_t *envelope, rap_frame_t *record)
{
    rap_frame_t body;

    if (of->final) {
        self->dropped_total++;
        rap_log(self->log, RAP_LOG_ERROR, RAP_EVENT("task.dropped"), RAP_S("stage", peer->stage),
            RAP_I("losses", of->losses), RAP_I("total", self->dropped_total));
        return;
    }
    rap_frame_init(&body);
    job_t *job = job_new(of->lane, envelope, record, &body);

    job->final = true;
    job->origin = origin_refer(of->origin);
    note_feeds(peer, self->sink); /* who fails with all it is given fills it as others do */
    queue_push(self->sink->queue, &job, broker_now_ms(self));
}

/* ---- DONE, RETRY, FAIL ---- */

static bool outputs_have_queues(broker_t *self, size_t outputs, station_t **to)
{
    const rap_frame_t *frame = &self->in->frame[2];

    for (size_t i = 0; i < outputs; i++, frame += 4) {
        to[i] = stations_find(&self->stations, rap_frame_data(frame), rap_frame_size(frame));
        if (to[i] == NULL)
            return false;
    }
    return true;
}

void task_done(broker_t *self, peer_t *peer)
{
    station_t *to[RAP1_OUTPUTS_MAX];
    int64_t outputs;
    rap_err_t err;
    lease_t *lease = lease_in_hand(self, peer);

    if (lease == NULL)
        return;
    if (rap_message_number(self->in, 1, RAP1_OUTPUTS_MAX, &outputs, &err) != RAP_OK) {
        broker_malformed(self, err.text);
        task_lost(self, lease, (loss_t){0});
        return;
    }
    if (!outputs_have_queues(self, (size_t)outputs, to)) {
        broker_malformed(self, "DONE with an output for a queue that is not there");
        task_lost(self, lease, (loss_t){0});
        return;
    }
    RAP_FAULT("broker.done.before");
    job_t *job = end_lease(self, lease, &peer);
    rap_frame_t *frame = &self->in->frame[2];

    for (int64_t i = 0; i < outputs; i++, frame += 4) {
        job_t *output = job_new(job->lane, &frame[1], &frame[2], &frame[3]);

        output->origin = origin_refer(job->origin);
        note_feeds(peer, to[i]);
        queue_push(to[i]->queue, &output, broker_now_ms(self));
    }
    for (; frame < &self->in->frame[self->in->count]; frame++)
        origin_add(job->origin, frame);
    peer->done_total++;
    queue_finish(peer->takes->queue, &job);
    RAP_FAULT("broker.done.after");
}

void task_retry(broker_t *self, peer_t *peer)
{
    int64_t after_ms;
    rap_err_t err;
    lease_t *lease = lease_in_hand(self, peer);

    if (lease == NULL)
        return;
    if (rap_message_number(self->in, 1, INT64_MAX, &after_ms, &err) != RAP_OK) {
        broker_malformed(self, err.text);
        task_lost(self, lease, (loss_t){0});
        return;
    }
    if (rap_frame_is(&self->in->frame[2], RAP1_RETURNED)) {
        task_returned(self, lease);
        return;
    }
    RAP_FAULT("broker.retry.before");
    job_t *job = end_lease(self, lease, &peer);

    if (after_ms > RETRY_MAX_MS)
        after_ms = RETRY_MAX_MS;
    job->deliveries++;
    peer->retried_total++;
    peer->takes->retried_total++;
    int64_t due_ms = broker_now_ms(self) + after_ms;

    queue_delay(peer->takes->queue, &job, due_ms);
    broker_wake_by(self, due_ms);
    RAP_FAULT("broker.retry.after");
}

void task_fail(broker_t *self, peer_t *peer)
{
    rap_frame_t *frame = self->in->frame;
    lease_t *lease = lease_in_hand(self, peer);

    if (lease == NULL)
        return;
    RAP_FAULT("broker.fail.before");
    job_t *job = end_lease(self, lease, &peer);

    peer->failed_total++;
    peer->takes->failed_total++;
    quarantine(self, job, peer, &frame[1], &frame[2]);
    queue_finish(peer->takes->queue, &job);
    RAP_FAULT("broker.fail.after");
}

/* ---- lost and returned ---- */

static rap_code_t write_record(
    broker_t *self, const job_t *job, const peer_t *peer, rap_frame_t *ret, rap_err_t *err)
{
    char at[RAP_ISO_SIZE], version[2 * RAP1_NAME_MAX + 2];
    RAP_AUTO_RELEASE(rap_buf) buf;
    rap_quarantine_t why = {
        .stage = peer->stage,
        .worker = peer->name,
        .reason = "worker_lost",
        .detail = "each worker that had the task ended, fell silent or took too long",
        .deliveries = job->deliveries,
        .at = at,
        .version = version,
    };
    const rap_record_t record = {.kind = RAP_RECORD_QUARANTINE, .quarantine = &why};

    (void)snprintf(version, sizeof version, "%s@%s", peer->stage, peer->version);
    rap_clock_iso(rap_clock_wall_ms(self->clock), at);
    rap_buf_init(&buf, RECORD_MAX);
    RAP_TRY(rap_record_write(&record, &buf, err));
    size_t len;
    char *json = rap_buf_take(&buf, &len);

    rap_frame_take(ret, &json, len);
    return RAP_OK;
}

static void give_up(broker_t *self, job_t *job, peer_t *peer)
{
    rap_frame_t record;
    rap_err_t err;

    rap_log(self->log, RAP_LOG_WARNING, RAP_EVENT("task.given_up"), RAP_S("stage", peer->stage),
        RAP_S("worker", peer->name), RAP_I("losses", job->losses));
    peer->takes->failed_total++;
    rap_frame_init(&record);
    if (write_record(self, job, peer, &record, &err) == RAP_OK)
        quarantine(self, job, peer, &job->envelope, &record);
    else {
        self->dropped_total++;
        rap_log(self->log, RAP_LOG_ERROR, RAP_EVENT("task.dropped"), RAP_S("stage", peer->stage),
            RAP_E(&err));
    }
    rap_frame_release(&record);
    queue_finish(peer->takes->queue, &job);
}

void task_lost(broker_t *self, lease_t *lease, loss_t loss)
{
    peer_t *peer;
    job_t *job = end_lease(self, lease, &peer);

    job->deliveries++;
    job->lost_counted = job->suspect || !loss.in_company;
    job->losses += job->lost_counted;
    job->lost_by = loss.by;
    job->suspect = true;
    job->due_ms = broker_now_ms(self) + SUSPECT_BEATS * self->options->heartbeat_ms;
    peer->lost_total++;
    peer->takes->lost_total++;
    if (job->losses >= self->options->max_deliveries)
        give_up(self, job, peer);
    else
        queue_return(peer->takes->queue, &job);
}

struct mercy {
    uint64_t key;
    int64_t spared_max;
};

static void spare(void *arg, job_t *job)
{
    const struct mercy *mercy = arg;

    if (job->lost_by != mercy->key || job->spared >= mercy->spared_max)
        return;
    job->losses -= job->lost_counted;
    job->suspect = job->losses > 0;
    job->lost_by = 0;
    job->spared++;
}

void task_spare(broker_t *self, uint64_t key)
{
    struct mercy mercy = {key, self->options->max_deliveries};

    for (size_t i = 0; i < self->stations.count; i++)
        queue_each(self->stations.item[i].queue, spare, &mercy);
    for (lease_t *lease = leases_oldest(self->leases); lease != NULL; lease = lease->newer)
        spare(&mercy, lease->job);
}

void task_returned(broker_t *self, lease_t *lease)
{
    peer_t *peer;
    job_t *job = end_lease(self, lease, &peer);

    queue_return(peer->takes->queue, &job);
}
