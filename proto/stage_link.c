/* stage_link.c - a stage's session with the broker: PROTOCOL.md, 3.1 */
#include "proto/stage_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_BEAT_MS = 1000,   /* before a WELCOME says otherwise */
    ROUND_MESSAGES = 64,    /* read before timers and signals have their turn, */
    ROUND_MS = 50,          /* and for how long                                */
    COMPLAIN_MS = 60 * 1000 /* between two lines about malformed messages      */
};

/* ---- what is said ---- */

static void say_hello(rap_stage_t *self)
{
    rap_err_t err;
    rap_hello_t hello = {.stage = self->type->name,
        .worker = self->process->name,
        .version = RAP_VERSION_TEXT,
        .started = self->started,
        .takes = self->type->takes,
        .gives = self->type->gives,
        .credit = (int64_t)self->slots,
        .lane = self->type->lane};
    RAP_AUTO(rap_message) *message = rap_message_new(RAP1_HELLO);

    rap_arena_reset(self->scratch);
    hello.holds.item = rap_arena_array(self->scratch, self->slots, sizeof(char *));
    for (size_t i = 0; i < self->slots; i++) {
        char lease[24];

        if (self->slot[i].state == SLOT_FREE)
            continue;
        int len = snprintf(lease, sizeof lease, "%" PRId64, self->slot[i].lease);
        hello.holds.item[hello.holds.count++] =
            rap_arena_strndup(self->scratch, lease, (size_t)len);
    }
    self->welcomed = false;
    self->hello_ms = self->said_ms = rap_loop_now_ms(self->process->loop);
    if (rap_header_add(&rap_hello_table, &hello, message, &err) != RAP_OK) {
        stage_end(self, &err); /* our own name is at fault: nothing will mend it */
        return;
    }
    if (rap_link_send(self->link, message, &err) != RAP_OK && err.code != RAP_BUSY)
        stage_end(self, &err);
}

struct counters {
    rap_arena_t *names;
    rap_counter_t item[RAP_METRICS_MAX];
    size_t count;
};

static void add_counter(void *arg, const char *name, int64_t value)
{
    struct counters *counters = arg;
    const char *copy = rap_arena_strdup(counters->names, name);

    if (copy != NULL && counters->count < RAP_METRICS_MAX)
        counters->item[counters->count++] = (rap_counter_t){.name = copy, .value = value};
}

static void say_beat(rap_stage_t *self)
{
    struct counters counters = {.names = self->scratch};
    rap_err_t err;
    rap_beat_t beat = {.load = (double)self->in_hand / (double)self->slots};
    RAP_AUTO(rap_message) *message = rap_message_new(RAP1_BEAT);

    self->said_ms = rap_loop_now_ms(self->process->loop);
    rap_arena_reset(self->scratch);
    rap_metrics_each(self->process->metrics, add_counter, &counters);
    beat.counters = (rap_array_t){.item = counters.item, .count = counters.count};
    if (rap_header_add(&rap_beat_table, &beat, message, &err) != RAP_OK) {
        beat.counters.count = 0; /* too many of them: that it lives is what matters */
        if (rap_header_add(&rap_beat_table, &beat, message, &err) != RAP_OK)
            return;
    }
    /* With no room in the socket the broker has enough of us to read. */
    if (rap_link_send(self->link, message, &err) != RAP_OK && err.code != RAP_BUSY)
        stage_end(self, &err);
}

void rap_stage_breathe(rap_stage_t *self)
{
    if (self->welcomed && !self->over &&
        rap_loop_now_ms(self->process->loop) - self->said_ms >= self->beat_ms)
        say_beat(self);
}

static void say_credit(rap_stage_t *self)
{
    rap_err_t err;
    size_t most = self->most < self->slots ? self->most : self->slots;
    int64_t free = (int64_t)most - (int64_t)(self->in_hand + self->ended_count);
    int64_t owed = free - self->credit;

    if (self->type->takes == NULL || owed <= 0 || self->draining || self->over)
        return;
    RAP_AUTO(rap_message) *message = rap_message_new(RAP1_CREDIT);

    rap_message_add_number(message, owed);
    if (rap_link_send(self->link, message, &err) == RAP_OK)
        self->credit += owed;
    else if (err.code != RAP_BUSY)
        stage_end(self, &err);
}

static size_t send_ended(rap_stage_t *self)
{
    size_t sent = 0;
    rap_err_t err;

    while (sent < self->ended_count) {
        if (rap_link_send(self->link, self->ended[sent]->message, &err) != RAP_OK) {
            if (err.code != RAP_BUSY)
                stage_end(self, &err);
            break;
        }
        slot_free(self->ended[sent++]);
    }
    return sent;
}

void rap_stage_hold(rap_stage_t *self, size_t most)
{
    if (self->most == most)
        return;
    self->most = most;
    if (self->link != NULL)
        stage_flush(self);
}

/* Messages of ended tasks, in order, then credit for the slots that they left; in a round of
 * reading that waits for the round's end.  While the socket has no room it is watched for it. */
void stage_flush(rap_stage_t *self)
{
    if (!self->welcomed || self->over)
        return;
    size_t sent = send_ended(self);

    self->ended_count -= sent;
    memmove(self->ended, self->ended + sent, self->ended_count * sizeof *self->ended);
    rap_loop_set_events(
        self->process->loop, self->socket, self->ended_count > 0 ? RAP_IN | RAP_OUT : RAP_IN);
    if (self->ended_count == 0 && !self->reading)
        say_credit(self);
}

/* ---- what is heard ---- */

void stage_complain(rap_stage_t *self, const rap_err_t *err)
{
    int64_t now = rap_loop_now_ms(self->process->loop);

    rap_metric_add(self->metric.malformed, 1);
    if (self->complained_ms != 0 && now - self->complained_ms < COMPLAIN_MS)
        return;
    self->complained_ms = now > 0 ? now : 1;
    rap_log(self->process->log, RAP_LOG_WARNING, RAP_EVENT("stage.malformed"), RAP_E(err),
        RAP_I("total", rap_metric_value(self->metric.malformed)));
}

static void on_beat(rap_loop_t *loop, void *arg);

static void set_beat(rap_stage_t *self, int64_t ms)
{
    if (self->beat_ms == ms)
        return;
    rap_loop_remove(self->process->loop, self->beat);
    self->beat_ms = ms;
    self->beat = rap_loop_timer(self->process->loop, ms, ms, on_beat, self);
}

static void take_epoch(rap_stage_t *self, const char *epoch)
{
    bool is_new = strcmp(self->epoch, epoch) != 0;
    bool dropped = self->forgotten && self->type->takes == NULL;

    self->forgotten = false;
    if (is_new) {
        stage_drop_all(self);
        (void)snprintf(self->epoch, sizeof self->epoch, "%s", epoch);
    }
    if ((is_new || dropped) && self->type->epoch != NULL)
        self->type->epoch(self->self);
}

static void take_welcome(rap_stage_t *self)
{
    rap_welcome_t welcome;
    rap_err_t err;

    rap_arena_reset(self->scratch);
    if (rap_header_read(&rap_welcome_table, &welcome, self->in, self->scratch, &err) != RAP_OK) {
        stage_complain(self, &err);
        return;
    }
    rap_log(self->process->log, RAP_LOG_NOTICE, RAP_EVENT("stage.welcome"),
        RAP_S("epoch", welcome.epoch), RAP_I("in_hand", self->in_hand));
    rap_metric_add(self->metric.welcomes, 1);
    /* One that answers an earlier HELLO, before which no credit was given, voids none.  Grants
     * are the broker's word, and it took them back at each HELLO. */
    if (!self->welcomed || self->type->takes == NULL || strcmp(self->epoch, welcome.epoch) != 0)
        self->credit = 0;
    self->welcomed = true;
    self->lease_ms = welcome.lease_ms;
    self->max_message = welcome.max_message;
    set_beat(self, welcome.heartbeat_ms);
    take_epoch(self, welcome.epoch);
    rap_process_ready(self->process);
}

static bool say_bye(rap_stage_t *self)
{
    RAP_AUTO(rap_message) *message = rap_message_new(RAP1_BYE);
    rap_err_t err;

    rap_message_add_text(message, RAP1_BYE_SHUTDOWN);
    if (rap_link_send(self->link, message, &err) == RAP_OK)
        return true;
    rap_log(self->process->log, RAP_LOG_INFO, RAP_EVENT("stage.bye_lost"), RAP_E(&err));
    return false;
}

static void take_bye(rap_stage_t *self)
{
    const char *reason = rap_frame_data(&self->in->frame[0]);
    size_t len = rap_frame_size(&self->in->frame[0]);
    char text[128];
    rap_err_t err;

    (void)snprintf(text, sizeof text, "%.*s", len < sizeof text ? (int)len : (int)sizeof text - 1,
        len > 0 ? reason : "");
    if (rap1_bye_is(reason, len, RAP1_BYE_VERSION) || rap1_bye_is(reason, len, RAP1_BYE_REPLACED) ||
        rap1_bye_is(reason, len, RAP1_BYE_REFUSED)) {
        (void)rap_fail(
            &err, RAP_CONFIG, "the broker sends '%s' away: %s", self->process->name, text);
        stage_end(self, &err);
        return;
    }
    rap_log(self->process->log, RAP_LOG_WARNING, RAP_EVENT("stage.bye"), RAP_S("reason", text));
    if (rap1_bye_is(reason, len, RAP1_BYE_SHUTDOWN)) {
        if (self->welcomed)
            (void)say_bye(self); /* it waits for that, a moment */
        self->welcomed = false;
    } else if (rap1_bye_is(reason, len, RAP1_BYE_HELLO)) {
        self->forgotten = true;
        self->welcomed = false; /* on_beat() says HELLO; here only if that is not just over */
        if (rap_loop_now_ms(self->process->loop) - self->hello_ms >= self->beat_ms)
            say_hello(self);
    }
}

static void take_message(rap_stage_t *self)
{
    rap1_command_t command = self->in->command;
    bool source = self->type->takes == NULL;
    rap_err_t err;

    if (command == RAP1_WELCOME) {
        take_welcome(self);
    } else if (command == RAP1_BYE) {
        take_bye(self);
    } else if (command == RAP1_BEAT) {
        return; /* it lives, that is all */
    } else if (self->welcomed && command == RAP1_TASK && !source) {
        stage_take(self, self->in);
    } else if (self->welcomed && command == RAP1_GRANT && source) {
        stage_grant(self, self->in);
    } else if (self->welcomed && command == RAP1_RECEIPT && source) {
        stage_receipts(self, self->in);
    } else {
        (void)rap_fail(
            &err, RAP_SYNTAX, "%s is not expected from the broker now", rap1_command_name(command));
        stage_complain(self, &err);
    }
}

/* True: there may be more. */
static bool take_next(rap_stage_t *self)
{
    rap_err_t err;
    rap_code_t code = rap_link_receive(self->link, self->in, &err);

    if (code == RAP_BUSY)
        return false;
    self->heard_ms = rap_loop_now_ms(self->process->loop);
    if (code == RAP_OK)
        take_message(self);
    else if (code == RAP_INTERNAL)
        stage_end(self, &err);
    else
        stage_complain(self, &err);
    return !self->over;
}

static void read_round(rap_stage_t *self)
{
    int64_t begun = rap_loop_now_ms(self->process->loop);

    self->reading = true;
    for (int i = 0; i < ROUND_MESSAGES; i++)
        if (!take_next(self) || rap_loop_now_ms(self->process->loop) - begun >= ROUND_MS)
            break;
    self->reading = false;
    stage_flush(self);
}

static void on_socket(rap_loop_t *loop, short revents, void *arg)
{
    rap_stage_t *self = arg;

    (void)loop;
    if ((revents & RAP_OUT) != 0)
        stage_flush(self);
    read_round(self);
    stage_check_end(self);
}

/* ---- the connection ---- */

/* Behind the next HELLO what the old connection brought would be out of place. */
static void read_rest(rap_stage_t *self)
{
    self->reading = true;
    while (take_next(self))
        ;
    self->reading = false;
}

static void on_connection(rap_loop_t *loop, short revents, void *arg)
{
    rap_stage_t *self = arg;
    rap_link_event_t event;

    (void)revents;
    while ((event = rap_link_event(self->link)) != RAP_LINK_NONE) {
        self->up = event == RAP_LINK_UP;
        if (!self->up)
            read_rest(self);
        self->welcomed = false;
        self->heard_ms = rap_loop_now_ms(loop);
        rap_loop_set_events(loop, self->socket, RAP_IN);
        if (self->up)
            say_hello(self);
        else
            rap_log(self->process->log, RAP_LOG_WARNING, RAP_EVENT("stage.away"),
                RAP_S("reason", "the connection is gone"));
    }
    stage_check_end(self);
}

static void reconnect(rap_stage_t *self)
{
    rap_log(self->process->log, RAP_LOG_WARNING, RAP_EVENT("stage.away"),
        RAP_S("reason", "the broker is silent"));
    self->up = false;
    self->welcomed = false;
    rap_loop_set_events(self->process->loop, self->socket, RAP_IN);
    rap_link_reconnect(self->link);
}

static bool is_silent(const rap_stage_t *self)
{
    return self->up && rap_loop_now_ms(self->process->loop) - self->heard_ms >
                           RAP1_SILENCE_BEATS * self->beat_ms;
}

static void on_beat(rap_loop_t *loop, void *arg)
{
    rap_stage_t *self = arg;

    (void)loop;
    stage_check_leases(self);
    if (is_silent(self))
        read_round(self); /* perhaps it was this process that slept */
    if (is_silent(self))
        reconnect(self);
    else if (self->up && !self->welcomed)
        say_hello(self);
    else if (self->welcomed)
        say_beat(self);
    stage_flush(self);
    stage_check_end(self);
}

rap_code_t stage_connect(rap_stage_t *self, rap_err_t *err)
{
    rap_loop_t *loop = self->process->loop;

    RAP_TRY(rap_link_connect(&self->link,
        &(rap_link_config_t){.endpoint = self->process->endpoint,
            .identity = self->process->name,
            .max_frame_bytes = RAP1_FRAME_MAX,
            .queue_max = self->queue_max},
        err));
    self->socket = rap_loop_socket(loop, rap_link_socket(self->link), RAP_IN, on_socket, self);
    self->monitor =
        rap_loop_socket(loop, rap_link_monitor(self->link), RAP_IN, on_connection, self);
    set_beat(self, FIRST_BEAT_MS);
    return RAP_OK;
}

void stage_leave(rap_stage_t *self)
{
    rap_loop_t *loop = self->process->loop;

    if (self->up && say_bye(self) && self->welcomed)
        rap_link_farewell(self->link, 1);
    rap_loop_remove(loop, self->beat);
    rap_loop_remove(loop, self->socket);
    rap_loop_remove(loop, self->monitor);
    rap_link_destroy(&self->link);
}
