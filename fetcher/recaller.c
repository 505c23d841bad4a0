/* recaller.c - when the fetcher looks whether the store still has what it sent.  See recall.h. */
#include "fetcher/fetcher.h"
#include "fetcher/recall.h"

enum {
    LOOK_MS = 60 * 1000,
    SOON_MS = 200, /* the sink may be just repairing it */
    SOON_TRIES = 50,
    SEND_MS = 100
};

#define DAY_MS INT64_C(86400000)

static void on_timer(rap_loop_t *loop, void *arg);

static void set_timer(fetcher_t *self, int64_t ms)
{
    rap_loop_t *loop = rap_stage_loop(self->stage);

    rap_loop_remove(loop, self->recall.timer);
    self->recall.timer = rap_loop_timer(loop, ms, 0, on_timer, self);
}

/* Sends of what is missing as much as there is room for, half of the outbox at most. */
static rap_code_t send_some(fetcher_t *self, rap_err_t *err)
{
    int64_t room = (self->options->outbox_max + 1) / 2 - self->outbox;
    recall_done_t done;

    if (room <= 0)
        return RAP_OK;
    RAP_TRY(frontier_begin(self->frontier, err));
    rap_code_t code = recall_send(self->frontier, room, &done, err);
    if (code == RAP_OK)
        code = outbox_count(self->frontier, &self->outbox, err);
    RAP_TRY(frontier_end(self->frontier, code, err));
    self->recall.waiting = done.waiting;
    rap_log(rap_stage_log(self->stage), done.lost > 0 ? RAP_LOG_ERROR : RAP_LOG_WARNING,
        RAP_EVENT("fetch.recalled"), RAP_I("sent", done.sent), RAP_I("asked", done.asked),
        RAP_I("unknown", done.lost), RAP_I("waiting", done.waiting));
    sender_pump(self);
    schedule_refresh(self);
    schedule_pump(self);
    return RAP_OK;
}

static rap_code_t look(fetcher_t *self, rap_err_t *err)
{
    recall_look_t found;
    int64_t since = self->recall.looked ? INT64_MAX : frontier_now(self->frontier) - DAY_MS;

    RAP_TRY(recall_look(self->frontier, self->process->home.store, since, &found, err));
    self->recall.tries = found.resolved ? 0 : self->recall.tries + 1;
    self->recall.looked = self->recall.looked || found.resolved;
    if (found.missing > 0)
        rap_log(rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("fetch.missing"),
            RAP_I("missing", found.missing), RAP_S("store", found.other ? "another" : "the same"));
    return recall_waiting(self->frontier, &self->recall.waiting, err);
}

static void on_timer(rap_loop_t *loop, void *arg)
{
    fetcher_t *self = arg;
    rap_err_t err;

    (void)loop;
    self->recall.timer = 0;
    if (self->stall != 0) {
        set_timer(self, SOON_MS);
        return;
    }
    rap_code_t code = self->recall.waiting > 0 ? send_some(self, &err) : look(self, &err);
    if (code != RAP_OK && code != RAP_BUSY)
        intake_stall(self, &err);
    if (self->recall.waiting > 0)
        set_timer(self, SEND_MS);
    else if (self->recall.tries > 0 && self->recall.tries < SOON_TRIES)
        set_timer(self, SOON_MS);
    else
        set_timer(self, LOOK_MS);
    fetcher_check_idle(self);
}

rap_code_t recaller_start(fetcher_t *self, rap_err_t *err)
{
    RAP_TRY(recall_waiting(self->frontier, &self->recall.waiting, err));
    set_timer(self, 0);
    return RAP_OK;
}

bool recaller_is_settled(fetcher_t *self)
{
    return self->recall.waiting == 0 && (self->recall.looked || self->recall.tries >= SOON_TRIES);
}

void recaller_stop(fetcher_t *self)
{
    rap_loop_remove(rap_stage_loop(self->stage), self->recall.timer);
    self->recall.timer = 0;
}
