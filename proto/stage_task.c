/* stage_task.c - tasks in hand, their outputs, and how they end: see stage.h */
#include "proto/stage_private.h"

#include "base/fault.h"
#include "base/retry.h"
#include "base/text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DELIVERIES_MAX = 1 << 30, RETRY_BASE_MS = 1000, RETRY_CAP_MS = 60 * 1000 };

static slot_t *slot_of(rap_task_t *task)
{
    return (slot_t *)(void *)task; /* its first member */
}

/* ---- slots ---- */

slot_t *slot_begin(rap_stage_t *self)
{
    slot_t *slot = self->slot;

    while (slot < self->slot + self->slots && slot->state != SLOT_FREE)
        slot++;
    if (slot == self->slot + self->slots)
        return NULL;
    rap_arena_t *arena = slot->task.arena;
    if (arena == NULL)
        arena = rap_arena_new((size_t)self->options->arena);
    *slot = (slot_t){.state = SLOT_IN_HAND,
        .begun_ms = rap_loop_now_ms(self->process->loop),
        .task = {.payload = "", .body = "", .arena = arena}};
    rap_clock_iso(rap_clock_wall_ms(self->process->clock), slot->begun_at);
    rap_frame_init(&slot->envelope);
    rap_frame_init(&slot->payload);
    rap_frame_init(&slot->body);
    self->in_hand++;
    rap_metric_set(self->metric.in_hand, (int64_t)self->in_hand);
    return slot;
}

void slot_free(slot_t *slot)
{
    rap_message_destroy(&slot->message);
    slot->state = SLOT_FREE;
}

/* What came with the task is not needed any more; its message may still be. */
static void slot_let_go(rap_stage_t *self, slot_t *slot)
{
    rap_frame_release(&slot->envelope);
    rap_frame_release(&slot->payload);
    rap_frame_release(&slot->body);
    rap_arena_reset(slot->task.arena);
    self->in_hand--;
    rap_metric_set(self->metric.in_hand, (int64_t)self->in_hand);
}

/* In hand, and dropped without a word. */
static void slot_cancel(rap_stage_t *self, slot_t *slot)
{
    if (self->type->cancel != NULL)
        self->type->cancel(self->self, &slot->task);
    rap_metric_add(self->metric.cancelled, 1);
    slot_let_go(self, slot);
    slot_free(slot);
}

void stage_drop_all(rap_stage_t *self)
{
    for (size_t i = 0; i < self->ended_count; i++)
        slot_free(self->ended[i]);
    self->ended_count = 0;
    for (size_t i = 0; i < self->slots; i++)
        if (self->slot[i].state == SLOT_IN_HAND)
            slot_cancel(self, &self->slot[i]);
}

void stage_check_leases(rap_stage_t *self)
{
    int64_t now = rap_loop_now_ms(self->process->loop);

    for (size_t i = 0; i < self->slots && self->lease_ms > 0; i++) {
        slot_t *slot = &self->slot[i];

        if (slot->state != SLOT_IN_HAND || now - slot->begun_ms <= self->lease_ms)
            continue;
        rap_log(self->process->log, RAP_LOG_WARNING, RAP_EVENT("task.lease_over"),
            RAP_S("id", slot->task.envelope.id), RAP_I("lease", slot->lease),
            RAP_I("ms", now - slot->begun_ms));
        slot_cancel(self, slot);
    }
}

/* ---- how a task ends ---- */

static rap_hop_t hop_of(const rap_stage_t *self, const slot_t *slot)
{
    return (rap_hop_t){.stage = self->type->name,
        .worker = self->process->name,
        .at = slot->begun_at,
        .ms = (double)(rap_loop_now_ms(self->process->loop) - slot->begun_ms),
        .attempt = slot->task.envelope.attempt,
        .deliveries = slot->task.deliveries};
}

static void count(rap_stage_t *self, const slot_t *slot, rap_metric_t *outcome)
{
    rap_metric_add(outcome, 1);
    rap_metric_observe(
        self->metric.handle_ms, (double)(rap_loop_now_ms(self->process->loop) - slot->begun_ms));
}

/* The slot's message is complete: the task is over, and the message goes when it can. */
static void slot_end(rap_stage_t *self, slot_t *slot, const rap_err_t *err)
{
    slot_let_go(self, slot);
    slot->state = SLOT_ENDED;
    if (self->link == NULL) {
        stage_once_ended(self, slot, err);
        return;
    }
    self->ended[self->ended_count++] = slot;
    stage_flush(self);
    if (!self->reading)
        stage_check_end(self);
}

static rap_message_t *done_of(slot_t *slot)
{
    if (slot->message == NULL) {
        slot->message = rap_message_new(RAP1_DONE);
        rap_message_add_number(slot->message, slot->lease);
        rap_message_add_number(slot->message, 0); /* set when it is known */
    }
    return slot->message;
}

void rap_task_done(rap_stage_t *stage, rap_task_t *task)
{
    slot_t *slot = slot_of(task);
    char outputs[24];

    assert(slot->state == SLOT_IN_HAND);
    RAP_FAULT("stage.done.before");
    rap_message_t *done = done_of(slot);
    int len = snprintf(outputs, sizeof outputs, "%zu", slot->outputs);
    rap_frame_release(&done->frame[1]);
    rap_frame_copy(&done->frame[1], outputs, (size_t)len);
    count(stage, slot, stage->metric.done);
    slot_end(stage, slot, NULL);
    RAP_FAULT("stage.done.after");
}

void rap_task_retry(rap_stage_t *stage, rap_task_t *task, int64_t after_ms, const rap_err_t *err)
{
    slot_t *slot = slot_of(task);
    char reason[sizeof err->text + 32];

    assert(slot->state == SLOT_IN_HAND);
    if (stage->link == NULL ||
        (stage->type->gives != NULL && task->deliveries + 1 >= stage->options->retries)) {
        rap_task_fail(stage, task, err);
        return;
    }
    RAP_FAULT("stage.retry.before");
    rap_log(stage->process->log, RAP_LOG_WARNING, RAP_EVENT("task.retried"),
        RAP_S("id", task->envelope.id), RAP_S("url", task->envelope.url),
        RAP_I("deliveries", task->deliveries), RAP_I("after_ms", after_ms), RAP_E(err));
    count(stage, slot, stage->metric.retried);
    rap_message_destroy(&slot->message); /* its outputs are not */
    slot->message = rap_message_new(RAP1_RETRY);
    rap_message_add_number(slot->message, slot->lease);
    rap_message_add_number(slot->message, after_ms > 0 ? after_ms : 0);
    (void)snprintf(reason, sizeof reason, "%s: %s", rap_code_reason(err->code), err->text);
    rap_message_add_text(slot->message, reason);
    slot_end(stage, slot, err);
    RAP_FAULT("stage.retry.after");
}

void rap_task_return(rap_stage_t *stage, rap_task_t *task)
{
    slot_t *slot = slot_of(task);

    assert(slot->state == SLOT_IN_HAND && stage->link != NULL);
    rap_metric_add(stage->metric.returned, 1);
    rap_message_destroy(&slot->message);
    slot->message = rap_message_new(RAP1_RETRY);
    rap_message_add_number(slot->message, slot->lease);
    rap_message_add_number(slot->message, 0);
    rap_message_add_text(slot->message, RAP1_RETURNED);
    slot_end(stage, slot, NULL);
}

void stage_copy_utf8(char *out, size_t size, const char *text)
{
    (void)snprintf(out, size, "%s", text);
    rap_text_mend(out);
}

static rap_code_t add_quarantine(
    rap_stage_t *self, slot_t *slot, const rap_err_t *why, rap_err_t *err)
{
    char at[RAP_ISO_SIZE], detail[sizeof why->text], version[2 * RAP1_NAME_MAX];
    RAP_AUTO_RELEASE(rap_buf) buf;
    rap_quarantine_t quarantine = {.stage = self->type->name,
        .worker = self->process->name,
        .reason = rap_code_reason(why->code),
        .detail = detail,
        .deliveries = slot->task.deliveries,
        .at = at,
        .version = version,
        .last_words = slot->task.last_words};
    rap_record_t record = {.kind = RAP_RECORD_QUARANTINE, .quarantine = &quarantine};

    if (self->link == NULL) { /* the record goes without its envelope */
        quarantine.document_id = slot->task.envelope.id;
        quarantine.url = slot->task.envelope.url;
    }
    (void)snprintf(version, sizeof version, "%s@%s", self->type->name, RAP_VERSION_TEXT);
    stage_copy_utf8(detail, sizeof detail, why->text);
    rap_clock_iso(rap_clock_wall_ms(self->process->clock), at);
    rap_buf_init(&buf, RAP1_HEADER_MAX);
    RAP_TRY(rap_record_write(&record, &buf, err));
    rap_message_add(slot->message, buf.data, buf.len);
    return RAP_OK;
}

/* The envelope with this stage's hop; as it came if that cannot be, for then it may be the
 * envelope that is wrong. */
static void add_failed_envelope(rap_stage_t *self, slot_t *slot)
{
    rap_hop_t hop = hop_of(self, slot);
    rap_err_t ignored;

    if (slot->task.envelope.id == NULL || stage_add_envelope(slot->message, &slot->task.envelope,
                                              &hop, slot->task.arena, &ignored) != RAP_OK)
        rap_message_add_frame(slot->message, &slot->envelope);
}

void rap_task_fail(rap_stage_t *stage, rap_task_t *task, const rap_err_t *err)
{
    slot_t *slot = slot_of(task);
    rap_err_t mine;

    assert(slot->state == SLOT_IN_HAND);
    RAP_FAULT("stage.fail.before");
    if (stage->link != NULL) /* else it is told in stage_once.c */
        rap_log(stage->process->log, RAP_LOG_WARNING, RAP_EVENT("task.failed"),
            RAP_S("id", task->envelope.id), RAP_S("url", task->envelope.url),
            RAP_I("deliveries", task->deliveries), RAP_E(err));
    count(stage, slot, stage->metric.failed);
    rap_message_destroy(&slot->message);
    slot->message = rap_message_new(RAP1_FAIL);
    rap_message_add_number(slot->message, slot->lease);
    add_failed_envelope(stage, slot);
    if (add_quarantine(stage, slot, err, &mine) != RAP_OK) {
        slot_cancel(stage, slot);
        stage_end(stage, &mine); /* only a bug can make this record wrong */
        return;
    }
    slot_end(stage, slot, err);
    RAP_FAULT("stage.fail.after");
}

void rap_task_end(rap_stage_t *stage, rap_task_t *task, const rap_err_t *err)
{
    static const rap_retry_t retry = {.base_ms = RETRY_BASE_MS, .cap_ms = RETRY_CAP_MS};

    switch (rap_code_fate(err->code)) {
    case RAP_FATE_DONE:
        rap_task_done(stage, task);
        break;
    case RAP_FATE_RETRY:
        rap_task_retry(stage, task,
            rap_retry_delay_ms(
                &retry, (unsigned)(task->deliveries < 32 ? task->deliveries : 32) + 1),
            err);
        break;
    case RAP_FATE_REJECT:
        rap_task_fail(stage, task, err);
        break;
    case RAP_FATE_STOP:
        slot_cancel(stage, slot_of(task)); /* BYE gives the lease back, uncounted */
        stage_end(stage, err);
        break;
    }
}

/* ---- outputs ---- */

rap_code_t stage_add_envelope(rap_message_t *message, const rap_envelope_t *envelope,
    const rap_hop_t *hop, rap_arena_t *arena, rap_err_t *err)
{
    rap_envelope_t with = *envelope;
    RAP_AUTO_RELEASE(rap_buf) buf;

    rap_buf_init(&buf, RAP1_HEADER_MAX);
    RAP_TRY(rap_envelope_add_hop(&with, hop, arena, err));
    RAP_TRY(rap_envelope_write(&with, &buf, err));
    rap_message_add(message, buf.data, buf.len);
    return RAP_OK;
}

static rap_code_t check_output(
    const rap_stage_t *self, const slot_t *slot, const char *queue, size_t len, rap_err_t *err)
{
    if (!rap1_is_name(queue, strlen(queue)))
        return rap_fail(err, RAP_INTERNAL, "'%s' cannot be a queue", queue);
    if (slot->outputs == RAP1_OUTPUTS_MAX)
        return rap_fail(err, RAP_TOOBIG, "more than %d outputs of one task", RAP1_OUTPUTS_MAX);
    if ((int64_t)len > self->max_message)
        return rap_fail(
            err, RAP_TOOBIG, "an output of %zu bytes is more than the broker takes", len);
    return RAP_OK;
}

static void add_payload(rap_message_t *message, rap_buf_t *payload)
{
    rap_frame_t frame;
    size_t len = 0;

    if (payload == NULL || payload->len == 0) {
        rap_message_add(message, "", 0);
        return;
    }
    char *bytes = rap_buf_take(payload, &len);
    rap_frame_take(&frame, &bytes, len);
    rap_message_add_frame(message, &frame);
}

/* The body as it came is passed on without copying its bytes. */
static void add_body(rap_message_t *message, slot_t *slot, const void *body, size_t len)
{
    rap_frame_t frame;

    if (len == 0 || body != slot->task.body || len != slot->task.body_len ||
        len != rap_frame_size(&slot->body)) {
        rap_message_add(message, len > 0 ? body : "", len);
        return;
    }
    rap_frame_share(&frame, &slot->body);
    rap_message_add_frame(message, &frame);
}

rap_code_t rap_task_add_hop(rap_stage_t *stage, rap_task_t *task, rap_err_t *err)
{
    slot_t *slot = slot_of(task);
    rap_hop_t hop = hop_of(stage, slot);

    hop.at = rap_arena_strdup(task->arena, slot->begun_at);
    if (hop.at == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for a hop");
    return rap_envelope_add_hop(&task->envelope, &hop, task->arena, err);
}

rap_code_t rap_task_emit(rap_stage_t *stage, rap_task_t *task, const char *queue,
    rap_buf_t *payload, const void *body, size_t body_len, rap_err_t *err)
{
    slot_t *slot = slot_of(task);
    rap_hop_t hop = hop_of(stage, slot);
    RAP_AUTO(rap_message) *output = rap_message_new(RAP1_PUT);
    size_t payload_len = payload != NULL ? payload->len : 0;

    assert(slot->state == SLOT_IN_HAND);
    RAP_TRY(check_output(stage, slot, queue, payload_len > body_len ? payload_len : body_len, err));
    rap_message_add_text(output, queue);
    RAP_TRY(stage_add_envelope(output, &task->envelope, &hop, task->arena, err));
    add_payload(output, payload);
    add_body(output, slot, body, body_len);

    /* Outputs stand before receipts, which may have come first. */
    rap_message_t *done = done_of(slot);
    size_t at = 2 + 4 * slot->outputs, after = done->count - at;
    for (size_t i = 0; i < 4; i++)
        rap_message_add(done, "", 0);
    for (size_t i = after; i-- > 0;)
        rap_frame_move(&done->frame[at + 4 + i], &done->frame[at + i]);
    for (size_t i = 0; i < 4; i++)
        rap_frame_move(&done->frame[at + i], &output->frame[i]);
    slot->outputs++;
    return RAP_OK;
}

rap_code_t rap_task_receipt(
    rap_stage_t *stage, rap_task_t *task, const rap_receipt_t *receipt, rap_err_t *err)
{
    slot_t *slot = slot_of(task);

    (void)stage;
    assert(slot->state == SLOT_IN_HAND);
    rap_message_t *done = done_of(slot);
    if (done->count - 2 - 4 * slot->outputs == RAP1_RECEIPTS_MAX)
        return rap_fail(err, RAP_TOOBIG, "more than %d receipts of one task", RAP1_RECEIPTS_MAX);
    return rap_header_add(&rap_receipt_table, receipt, done, err);
}

/* ---- a task comes ---- */

static rap_code_t slot_read(slot_t *slot, rap_err_t *err)
{
    slot->task.payload_len = rap_frame_size(&slot->payload);
    if (slot->task.payload_len > 0)
        slot->task.payload = rap_frame_data(&slot->payload);
    slot->task.body_len = rap_frame_size(&slot->body);
    if (slot->task.body_len > 0)
        slot->task.body = rap_frame_data(&slot->body);
    return rap_envelope_read(&slot->task.envelope, rap_frame_data(&slot->envelope),
        rap_frame_size(&slot->envelope), slot->task.arena, err);
}

void slot_handle(rap_stage_t *self, slot_t *slot)
{
    rap_err_t err = {0};
    int64_t lease = slot->lease;
    rap_code_t code = self->type->handle(self->self, &slot->task, &err);

    /* handle() may have ended it itself, and the slot may be another task's by now */
    if (slot->state != SLOT_IN_HAND || slot->lease != lease)
        return;
    if (code != RAP_OK)
        rap_task_end(self, &slot->task, &err);
    else if (!self->type->later)
        rap_task_done(self, &slot->task);
}

void stage_take(rap_stage_t *self, rap_message_t *message)
{
    rap_err_t err;
    int64_t lease, deliveries;

    if (self->draining)
        return; /* our BYE returns it, uncounted */
    if (rap_message_number(message, 0, INT64_MAX, &lease, &err) != RAP_OK ||
        rap_message_number(message, 1, DELIVERIES_MAX, &deliveries, &err) != RAP_OK) {
        stage_complain(self, &err);
        return;
    }
    slot_t *slot = self->credit > 0 ? slot_begin(self) : NULL;
    if (slot == NULL) {
        (void)rap_fail(&err, RAP_SYNTAX, "a TASK without credit");
        stage_complain(self, &err);
        return;
    }
    self->credit--;
    slot->lease = lease;
    slot->task.deliveries = deliveries;
    rap_frame_move(&slot->envelope, &message->frame[2]);
    rap_frame_move(&slot->payload, &message->frame[3]);
    rap_frame_move(&slot->body, &message->frame[4]);
    RAP_FAULT("stage.task.before");
    if (slot_read(slot, &err) != RAP_OK)
        rap_task_end(self, &slot->task, &err);
    else
        slot_handle(self, slot);
    RAP_FAULT("stage.task.after");
}
