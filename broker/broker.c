/* broker.c - see broker.h */
#include "broker/broker.h"

#include "base/fnv.h"
#include "base/retry.h"
#include "broker/flow.h"
#include "broker/names.h"
#include "broker/session.h"
#include "broker/status.h"
#include "broker/task.h"

#include <inttypes.h>
#include <malloc.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    READ_MAX = 256, /* messages a wake-up */
    ARENA_MAX = 8 << 20,
    SECOND_MS = 1000,
    GRUDGE_MS = 60 * 1000,
    JOB_BYTES = 8192,    /* that a waiting task takes besides its frames, at most */
    TRIM_BYTES = 8 << 20 /* given back to the system at once */
};

static rap_code_t make_stations(broker_t *self, rap_err_t *err)
{
    const broker_options_t *options = self->options;

    for (size_t i = 0; i < options->queues.count; i++) {
        const char *name = options->queues.item[i];

        if (!rap1_is_name(name, strlen(name)))
            return rap_fail(err, RAP_CONFIG, "broker.queues: '%.64s' is not a name", name);
        if (stations_find(&self->stations, name, strlen(name)) != NULL)
            return rap_fail(err, RAP_CONFIG, "broker.queues: '%s' stands there twice", name);
        stations_add(
            &self->stations, name, (queue_limits_t){options->queue_messages, options->queue_bytes});
    }
    self->sink = stations_find(&self->stations, RAP_QUEUE_SINK, strlen(RAP_QUEUE_SINK));
    if (self->sink == NULL)
        return rap_fail(err, RAP_CONFIG,
            "broker.queues: '" RAP_QUEUE_SINK "' is missing; quarantine records go there");
    return RAP_OK;
}

/* A lease's number must not be one that a worker still has from an earlier broker: the first
 * is any of 2^61, and they rise by one. */
static int64_t first_lease(void)
{
    return (int64_t)((uint64_t)rap_random(NULL) << 29 ^ rap_random(NULL)) + 1;
}

rap_code_t broker_new(broker_t **ret, const broker_options_t *options, rap_link_t *link,
    const rap_clock_t *clock, rap_log_t *log, rap_err_t *err)
{
    RAP_AUTO(broker) *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->options = options;
    self->link = link;
    self->clock = clock;
    self->log = log;
    (void)snprintf(self->epoch, sizeof self->epoch, "%08" PRIx32 "%08" PRIx32, rap_random(NULL),
        rap_random(NULL));
    self->started_ms = self->second_ms = self->wake_ms = broker_now_ms(self);
    stations_init(&self->stations);
    self->peers = peers_new();
    self->leases = leases_new(first_lease(), options->lease_ms);
    self->receipts = receipts_new((receipts_limits_t){.kept = (size_t)options->receipts,
        .away = BROKER_SOURCES_AWAY,
        .bytes = (size_t)options->receipts_bytes});
    self->in = rap_message_new(RAP1_BEAT);
    self->out = rap_message_new(RAP1_BEAT);
    self->arena = rap_arena_new(ARENA_MAX);
    RAP_TRY(make_stations(self, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void broker_destroy(broker_t **self)
{
    broker_t *broker = *self;

    if (broker == NULL)
        return;
    leases_destroy(&broker->leases);
    stations_release(&broker->stations);
    for (peer_t *peer = peers_first(broker->peers, true); peer != NULL; peer = peer->next)
        origin_release(&peer->origin);
    peers_destroy(&broker->peers);
    receipts_destroy(&broker->receipts);
    rap_message_destroy(&broker->in);
    rap_message_destroy(&broker->out);
    rap_arena_destroy(&broker->arena);
    free(broker);
    *self = NULL;
}

int64_t broker_now_ms(const broker_t *self)
{
    return rap_clock_mono_ms(self->clock);
}

rap_code_t broker_send(broker_t *self, peer_t *peer)
{
    rap_err_t err;

    rap_frame_copy(&self->out->peer, peer->name, peer->name_len);
    rap_code_t code = rap_link_send(self->link, self->out, &err);

    if (code == RAP_OK)
        peer->told_ms = broker_now_ms(self);
    else
        rap_message_reset(self->out, RAP1_BEAT);
    return code;
}

void broker_say_bye(broker_t *self, const char *word, const char *text)
{
    char reason[320];
    rap_err_t err;

    (void)snprintf(
        reason, sizeof reason, "%s%s%s", word, text != NULL ? ": " : "", text != NULL ? text : "");
    rap_message_reset(self->out, RAP1_BYE);
    rap_message_add_text(self->out, reason);
    rap_frame_share(&self->out->peer, &self->in->peer);
    if (rap_link_send(self->link, self->out, &err) != RAP_OK)
        rap_message_reset(self->out, RAP1_BEAT); /* gone, or reads nothing: its own loss */
}

/* Identities are any bytes; what is shown of them is a name or hexadecimal. */
static void show_identity(const rap_frame_t *identity, char out[RAP1_NAME_MAX + 1])
{
    size_t len = rap_frame_size(identity);
    const char *bytes = rap_frame_data(identity);

    if (rap1_is_name(bytes, len)) {
        (void)snprintf(out, RAP1_NAME_MAX + 1, "%.*s", (int)len, bytes);
        return;
    }
    out[0] = '\0';
    for (size_t i = 0; i < len && 2 * i + 2 <= RAP1_NAME_MAX; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", (unsigned)(unsigned char)bytes[i]);
}

/* True once a minute for each peer; a peer that shares its place with another may be logged
 * more often, never less. */
static bool may_log(broker_t *self)
{
    const rap_frame_t *name = &self->in->peer;
    uint64_t hash = rap_fnv(RAP_FNV_BASIS, rap_frame_data(name), rap_frame_size(name));
    int64_t now = broker_now_ms(self);
    grudge_t *grudge = &self->grudge[hash % BROKER_GRUDGES];

    if (grudge->peer == hash && now < grudge->until_ms)
        return false;
    *grudge = (grudge_t){.peer = hash, .until_ms = now + GRUDGE_MS};
    return true;
}

static void complain(broker_t *self, const char *word, const char *text)
{
    char peer[RAP1_NAME_MAX + 1];

    self->malformed_total++;
    if (may_log(self)) {
        show_identity(&self->in->peer, peer);
        rap_log(self->log, RAP_LOG_WARNING, RAP_EVENT("broker.malformed"), RAP_S("worker", peer),
            RAP_S("reason", word), RAP_S("text", text), RAP_I("total", self->malformed_total));
    }
    broker_say_bye(self, word, text);
}

void broker_malformed(broker_t *self, const char *text)
{
    complain(self, RAP1_BYE_MALFORMED, text);
}

typedef void command_fn(broker_t *self, peer_t *peer);
enum { WORKER = 1, SOURCE = 2, BOTH = WORKER | SOURCE, ANYONE = 4 };

static const struct {
    int who;
    command_fn *fn;
} commands[RAP1_COMMAND_COUNT] = {
    [RAP1_HELLO] = {ANYONE, session_hello},
    [RAP1_STATUS] = {ANYONE, status_answer},
    [RAP1_BYE] = {ANYONE, session_bye},
    [RAP1_BEAT] = {BOTH, session_beat},
    [RAP1_CREDIT] = {WORKER, session_credit},
    [RAP1_DONE] = {WORKER, task_done},
    [RAP1_RETRY] = {WORKER, task_retry},
    [RAP1_FAIL] = {WORKER, task_fail},
    [RAP1_PUT] = {SOURCE, task_put},
};

static void take_message(broker_t *self, rap_code_t code, const rap_err_t *err)
{
    const rap_frame_t *from = &self->in->peer;
    peer_t *peer = peers_find(self->peers, rap_frame_data(from), rap_frame_size(from));
    rap1_command_t command = self->in->command;

    if (peer != NULL)
        peer->heard_ms = broker_now_ms(self);
    if (code == RAP_UNSUPPORTED)
        complain(self, RAP1_BYE_VERSION, "this broker speaks " RAP1_MAGIC);
    else if (code != RAP_OK) {
        broker_malformed(self, err->text);
        if (peer != NULL)
            task_garbled(self, peer);
    } else if (commands[command].fn == NULL)
        broker_malformed(self, "not a worker's word");
    else if (commands[command].who != ANYONE && peer == NULL)
        broker_say_bye(self, RAP1_BYE_HELLO, NULL);
    else if (commands[command].who != ANYONE &&
             (commands[command].who & (peer->source ? SOURCE : WORKER)) == 0)
        broker_malformed(self, peer->source ? "not a source's word" : "only a source's word");
    else
        commands[command].fn(self, peer);
}

void broker_read(broker_t *self)
{
    rap_err_t err;

    for (int i = 0; i < READ_MAX; i++) {
        rap_code_t code = rap_link_receive(self->link, self->in, &err);

        if (code == RAP_BUSY)
            break;
        if (code == RAP_INTERNAL) {
            rap_log(self->log, RAP_LOG_ERROR, RAP_EVENT("broker.receive"), RAP_E(&err));
            break;
        }
        take_message(self, code, &err);
    }
    flow_settle(self);
}

int64_t broker_wake_ms(const broker_t *self)
{
    return self->wake_ms;
}

void broker_wake_by(broker_t *self, int64_t ms)
{
    if (ms < self->wake_ms)
        self->wake_ms = ms;
}

static void forgive(broker_t *self, int64_t now_ms)
{
    for (int sources = 0; sources < 2; sources++)
        for (peer_t *peer = peers_first(self->peers, sources); peer != NULL; peer = peer->next)
            peer->heard_ms = now_ms;
}

static void unchoke(broker_t *self)
{
    for (peer_t *peer = peers_first(self->peers, false); peer != NULL; peer = peer->next)
        if (peer->choked) {
            peer->choked = false;
            station_credit(peer, 0);
        }
}

/* After a burst the allocator keeps what the tasks took, in pieces; a broker that is idle again
 * should look it. */
static void trim(broker_t *self)
{
    int64_t held = 0;

    for (size_t i = 0; i < self->stations.count; i++) {
        queue_limits_t limits = queue_limits(self->stations.item[i].queue);
        queue_limits_t room = queue_room(self->stations.item[i].queue, RAP_LANE_LIVE);

        held += limits.bytes - room.bytes + (limits.messages - room.messages) * JOB_BYTES;
    }
    if (held > self->held_peak_bytes)
        self->held_peak_bytes = held;
    if (self->held_peak_bytes - held >= TRIM_BYTES) {
        (void)malloc_trim(0);
        self->held_peak_bytes = held;
    }
}

static void wake_stations(broker_t *self, int64_t now_ms)
{
    for (size_t i = 0; i < self->stations.count; i++) {
        queue_wake(self->stations.item[i].queue, now_ms);
        broker_wake_by(self, queue_due_ms(self->stations.item[i].queue));
    }
    for (; now_ms - self->second_ms >= SECOND_MS; self->second_ms += SECOND_MS)
        for (size_t i = 0; i < self->stations.count; i++)
            station_second(&self->stations.item[i], now_ms);
}

void broker_tick(broker_t *self)
{
    int64_t now = broker_now_ms(self);

    /* After a time in which this process did not run, silence says nothing of the others. */
    if (now - self->wake_ms > self->options->heartbeat_ms)
        forgive(self, now);
    self->wake_ms = now + self->options->heartbeat_ms;
    session_judge(self, now);
    while (leases_overdue(self->leases, now) != NULL)
        task_lost(self, leases_overdue(self->leases, now), (loss_t){0});
    if (leases_oldest(self->leases) != NULL)
        broker_wake_by(self, leases_oldest(self->leases)->due_ms);
    wake_stations(self, now);
    unchoke(self);
    flow_settle(self);
    session_keep_up(self, now);
    trim(self);
}

void broker_leave(broker_t *self)
{
    size_t told = 0;

    for (int sources = 0; sources < 2; sources++)
        for (peer_t *peer = peers_first(self->peers, sources); peer != NULL; peer = peer->next) {
            rap_message_reset(self->out, RAP1_BYE);
            rap_message_add_text(self->out, RAP1_BYE_SHUTDOWN);
            told += broker_send(self, peer) == RAP_OK;
        }
    rap_link_farewell(self->link, told);
}
