/* session.c - see session.h */
#include "broker/session.h"

#include "broker/grant.h"
#include "broker/status.h"
#include "broker/task.h"
#include "proto/header.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* How a worker goes. */
enum { SAID_BYE, REPLACED, FELL_SILENT };

static void end_leases(broker_t *self, peer_t *peer, int how)
{
    const loss_t loss = {.in_company = peer->in_hand > 1,
        .by = how == FELL_SILENT ? peer_key(peer->name, peer->started) : 0};

    while (peer->leases != NULL)
        if (how == SAID_BYE)
            task_returned(self, peer->leases);
        else
            task_lost(self, peer->leases, loss);
}

static void forget_credit(broker_t *self, peer_t *peer)
{
    if (peer->source)
        self->grants_out[peer->lane] -= peer->credit;
    else
        station_leave(peer);
    peer->credit = 0;
}

static void forget(broker_t *self, peer_t *peer, int how)
{
    end_leases(self, peer, how);
    forget_credit(self, peer);
    origin_release(&peer->origin);
    peers_remove(self->peers, &peer);
}

/* ---- HELLO ---- */

static bool is_station(broker_t *self, const char *name, station_t **ret)
{
    *ret = NULL;
    if (name == NULL)
        return true;
    *ret = stations_find(&self->stations, name, strlen(name));
    return *ret != NULL;
}

static bool is_held(const rap_hello_t *hello, int64_t number)
{
    char text[RAP1_NUMBER_MAX + 1];

    (void)snprintf(text, sizeof text, "%" PRId64, number);
    for (size_t i = 0; i < hello->holds.count; i++)
        if (strcmp(hello->holds.item[i], text) == 0)
            return true;
    return false;
}

/* The same process, whose connection was lost: what it did not get, or forgot, comes back. */
static void resume(broker_t *self, peer_t *peer, const rap_hello_t *hello)
{
    const loss_t loss = {.in_company = peer->in_hand > 1};

    for (lease_t *lease = peer->leases, *next; lease != NULL; lease = next) {
        next = lease->next;
        if (!is_held(hello, lease->number))
            task_lost(self, lease, loss);
    }
    forget_credit(self, peer);
}

static void welcome(broker_t *self, peer_t *peer)
{
    rap_err_t err;
    const rap_welcome_t header = {
        .epoch = self->epoch,
        .heartbeat_ms = self->options->heartbeat_ms,
        .lease_ms = self->options->lease_ms,
        .max_message = self->options->max_message,
    };

    rap_message_reset(self->out, RAP1_WELCOME);
    if (rap_header_add(&rap_welcome_table, &header, self->out, &err) == RAP_OK)
        (void)broker_send(self, peer);
    else
        rap_log(self->log, RAP_LOG_ERROR, RAP_EVENT("broker.welcome"), RAP_E(&err));
}

static peer_t *admit(broker_t *self, const rap_hello_t *hello, station_t *takes)
{
    size_t len = strlen(hello->worker);
    peer_t *peer = peers_add(self->peers, hello->worker, len, takes == NULL);

    if (peer == NULL)
        return NULL;
    peer->started = hello->started;
    peer->takes = takes;
    peer->weight = GRANT_FIRST_WEIGHT;
    if (peer->source)
        peer->origin = receipts_origin(self->receipts, hello->worker, len);
    return peer;
}

static void greet(broker_t *self, peer_t *peer, const rap_hello_t *hello, station_t *takes,
    const station_t *gives)
{
    bool known = peer != NULL;

    if (!known)
        peer = admit(self, hello, takes);
    if (peer == NULL) {
        broker_say_bye(self, RAP1_BYE_REFUSED, "too many workers are here");
        return;
    }
    (void)snprintf(peer->stage, sizeof peer->stage, "%s", hello->stage);
    (void)snprintf(peer->version, sizeof peer->version, "%s", hello->version);
    peer->feeds |= gives != NULL && gives != takes ? gives->bit : 0;
    peer->window = hello->credit;
    peer->lane = hello->lane;
    peer->hello_ms = peer->heard_ms = broker_now_ms(self);
    broker_wake_by(self, peer->hello_ms + self->options->heartbeat_ms);
    rap_log(self->log, RAP_LOG_INFO, RAP_EVENT("worker.hello"), RAP_S("worker", peer->name),
        RAP_S("stage", peer->stage), RAP_S("again", known ? "true" : NULL),
        RAP_I("leases", peer->in_hand));
    welcome(self, peer);
}

void session_hello(broker_t *self, peer_t *peer)
{
    rap_hello_t hello;
    rap_err_t err;
    station_t *takes, *gives;

    rap_arena_reset(self->arena);
    if (rap_header_read(&rap_hello_table, &hello, self->in, self->arena, &err) != RAP_OK) {
        broker_malformed(self, err.text);
        return;
    }
    if (!rap1_is_name(hello.worker, strlen(hello.worker)) ||
        !rap_frame_is(&self->in->peer, hello.worker) ||
        !rap1_is_name(hello.stage, strlen(hello.stage))) {
        broker_say_bye(self, RAP1_BYE_REFUSED, "the worker's name is not its socket's identity");
        return;
    }
    if (!is_station(self, hello.takes, &takes) || !is_station(self, hello.gives, &gives)) {
        broker_say_bye(self, RAP1_BYE_REFUSED, "this broker has no such queue");
        return;
    }
    if (peer != NULL && hello.started < peer->started) {
        broker_say_bye(self, RAP1_BYE_REPLACED, "a newer process has this name");
        return;
    }
    if (peer != NULL && hello.started == peer->started && peer->takes == takes)
        resume(self, peer, &hello);
    else if (peer != NULL) {
        rap_log(self->log, RAP_LOG_WARNING, RAP_EVENT("worker.replaced"),
            RAP_S("worker", peer->name), RAP_S("stage", peer->stage),
            RAP_I("leases", peer->in_hand));
        forget(self, peer, REPLACED);
        peer = NULL;
    } else {
        task_spare(self, peer_key(hello.worker, hello.started));
    }
    greet(self, peer, &hello, takes, gives);
}

/* ---- the rest ---- */

void session_beat(broker_t *self, peer_t *peer)
{
    rap_beat_t beat;
    rap_err_t err;

    rap_arena_reset(self->arena);
    if (rap_header_read(&rap_beat_table, &beat, self->in, self->arena, &err) != RAP_OK) {
        broker_malformed(self, err.text);
        return;
    }
    peer->load = beat.load;
    rap_frame_release(&peer->beat);
    rap_frame_share(&peer->beat, &self->in->frame[0]);
}

void session_credit(broker_t *self, peer_t *peer)
{
    int64_t n;
    rap_err_t err;

    if (rap_message_number(self->in, 0, CREDIT_MAX, &n, &err) != RAP_OK)
        broker_malformed(self, err.text);
    else
        station_credit(peer, n);
}

void session_bye(broker_t *self, peer_t *peer)
{
    if (peer == NULL)
        return;
    rap_log(self->log, RAP_LOG_INFO, RAP_EVENT("worker.bye"), RAP_S("worker", peer->name),
        RAP_S("stage", peer->stage), RAP_I("leases", peer->in_hand));
    forget(self, peer, SAID_BYE);
    broker_say_bye(self, RAP1_BYE_SHUTDOWN, NULL); /* nothing more comes to it */
}

void session_judge(broker_t *self, int64_t now_ms)
{
    int64_t patience = RAP1_SILENCE_BEATS * self->options->heartbeat_ms;

    for (int sources = 0; sources < 2; sources++)
        for (peer_t *peer = peers_first(self->peers, sources), *next; peer != NULL; peer = next) {
            next = peer->next;
            if (now_ms - peer->heard_ms <= patience) {
                broker_wake_by(self, peer->heard_ms + patience + 1);
                continue;
            }
            rap_log(self->log, RAP_LOG_WARNING, RAP_EVENT("worker.lost"),
                RAP_S("worker", peer->name), RAP_S("stage", peer->stage),
                RAP_I("leases", peer->in_hand), RAP_I("silent_ms", now_ms - peer->heard_ms));
            forget(self, peer, FELL_SILENT);
        }
}

static void beat(broker_t *self, peer_t *peer, double load)
{
    const rap_beat_t header = {.load = load};
    rap_err_t err;

    rap_message_reset(self->out, RAP1_BEAT);
    if (rap_header_add(&rap_beat_table, &header, self->out, &err) == RAP_OK)
        (void)broker_send(self, peer);
}

/* Beats that are not yet due go out with those that are, so that an idle broker wakes up once
 * a heartbeat and not once a worker. */
void session_keep_up(broker_t *self, int64_t now_ms)
{
    int64_t heartbeat_ms = self->options->heartbeat_ms;
    double load = status_load(self);

    for (int sources = 0; sources < 2; sources++)
        for (peer_t *peer = peers_first(self->peers, sources); peer != NULL; peer = peer->next) {
            if (now_ms - peer->told_ms >= heartbeat_ms / 2)
                beat(self, peer, load);
            int64_t due_ms = peer->told_ms + heartbeat_ms;

            /* who is not there to be told is tried again with the others */
            broker_wake_by(self, due_ms > now_ms ? due_ms : now_ms + heartbeat_ms);
        }
}
