/* sender.c - the outbox's way to the broker.
 *
 * Each grant lets one row go.  A body is read from the archive, and its digest checked, at
 * every sending: what the archive cannot give back is found out now, not in a year.
 */
#include "fetcher/fetcher.h"
#include "fetcher/resend.h"

#include <string.h>

enum { BODY_MAX = 1 << 30, NOTE_MS = 500 };

/* The bytes are gone; the document's address is asked anew. */
static rap_code_t lose(
    fetcher_t *self, const outbox_row_t *row, const rap_err_t *why, rap_err_t *err)
{
    rap_log(rap_stage_log(self->stage), RAP_LOG_ERROR, RAP_EVENT("archive.damaged"), RAP_E(why),
        RAP_S("doc", row->document), RAP_S("url", row->url));
    RAP_TRY(frontier_begin(self->frontier, err));
    rap_code_t code = outbox_lost(self->frontier, row, err);
    if (code == RAP_OK)
        code = outbox_count(self->frontier, &self->outbox, err);
    RAP_TRY(frontier_end(self->frontier, code, err));
    schedule_due(self, row->url, 0);
    return RAP_OK;
}

/* The broker takes no message so large. */
static rap_code_t give_up(fetcher_t *self, outbox_row_t *row, const rap_err_t *why, rap_err_t *err)
{
    RAP_TRY(parcel_too_large(self, row, why, self->send_arena, err));
    RAP_TRY(outbox_change(self->frontier, row, err));
    operands_refused(self, row->url, row->refused);
    return RAP_OK;
}

static rap_code_t put(
    fetcher_t *self, const outbox_row_t *row, const rap_buf_t *body, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) payload;
    rap_envelope_t envelope;

    rap_buf_init(&payload, strlen(row->payload));
    RAP_TRY(
        rap_envelope_read(&envelope, row->envelope, strlen(row->envelope), self->send_arena, err));
    envelope.attempt = row->attempt;
    RAP_TRY(rap_buf_text(&payload, row->payload, err));
    return rap_stage_put(self->stage, row->queue, &envelope, &payload, body->data, body->len, err);
}

static int64_t next_try(const fetcher_t *self, int64_t attempt)
{
    return rap_clock_mono_ms(rap_stage_clock(self->stage)) +
           resend_wait_ms(self->options->resend_after, attempt);
}

/* A step of the intake writes it down; where nothing comes, one is made. */
static void on_note(rap_loop_t *loop, void *arg)
{
    fetcher_t *self = arg;

    (void)loop;
    self->note = 0;
    intake_wake(self);
}

void sender_noted(fetcher_t *self)
{
    rap_loop_remove(rap_stage_loop(self->stage), self->note);
    self->note = 0;
}

static rap_code_t send(fetcher_t *self, outbox_row_t *row, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) body;
    rap_err_t why;

    rap_buf_init(&body, BODY_MAX);
    if (row->has_body) {
        rap_code_t code = archive_read(self->archive, &row->place, row->document, &body, &why);
        if (code != RAP_OK && rap_code_fate(code) == RAP_FATE_REJECT)
            return lose(self, row, &why, err);
        if (code != RAP_OK) {
            *err = why;
            return code;
        }
    }
    rap_code_t code = put(self, row, &body, err);
    if (code == RAP_TOOBIG && row->has_body) {
        why = *err;
        return give_up(self, row, &why, err);
    }
    RAP_TRY(code);
    if (row->attempt > 1)
        rap_log(rap_stage_log(self->stage), RAP_LOG_INFO, RAP_EVENT("outbox.resent"),
            RAP_S("doc", row->document), RAP_S("url", row->url), RAP_I("attempt", row->attempt));
    if (self->note == 0)
        self->note = rap_loop_timer(rap_stage_loop(self->stage), NOTE_MS, 0, on_note, self);
    return outbox_sent(self->frontier, row->id, next_try(self, row->attempt), err);
}

static void on_resend(rap_loop_t *loop, void *arg)
{
    fetcher_t *self = arg;

    (void)loop;
    self->resend = 0;
    sender_pump(self);
}

static void set_timer(fetcher_t *self)
{
    rap_loop_t *loop = rap_stage_loop(self->stage);
    int64_t at, now = rap_clock_mono_ms(rap_stage_clock(self->stage));
    rap_err_t err;

    rap_loop_remove(loop, self->resend);
    self->resend = 0;
    if (outbox_next_try(self->frontier, &at, &err) == RAP_OK && at < INT64_MAX)
        self->resend = rap_loop_timer(loop, at > now ? at - now : 1, 0, on_resend, self);
}

void sender_pump(fetcher_t *self)
{
    rap_err_t err;

    while (rap_stage_credit(self->stage) > 0 && self->stall == 0) {
        outbox_row_t row;
        bool found;
        int64_t now = rap_clock_mono_ms(rap_stage_clock(self->stage));

        rap_arena_reset(self->send_arena);
        rap_code_t code = outbox_next(self->frontier, now, self->send_arena, &row, &found, &err);
        if (code == RAP_OK && !found)
            break;
        if (code == RAP_OK)
            code = send(self, &row, &err);
        if (code == RAP_BUSY)
            break; /* the next grant wakes us */
        if (code != RAP_OK) {
            intake_stall(self, &err);
            return;
        }
    }
    /* while nothing can be sent, there is nothing to wake up for: a grant comes first */
    if (rap_stage_credit(self->stage) > 0)
        set_timer(self);
}

void sender_epoch(fetcher_t *self)
{
    rap_err_t err;

    if (outbox_forget_sent(self->frontier, &err) != RAP_OK)
        intake_stall(self, &err);
    sender_pump(self);
}

void sender_stop(fetcher_t *self)
{
    rap_loop_remove(rap_stage_loop(self->stage), self->resend);
    self->resend = 0;
    sender_noted(self);
    rap_arena_destroy(&self->send_arena);
}
