/* stage_source.c - a source's puts, grants and receipts: see stage.h */
#include "proto/stage_private.h"

#include "base/codec.h"
#include "base/fault.h"
#include "proto/row.h"

#include <stdio.h>

enum { WORD_MAX = 256, URL_MAX = 8192, ID_DIGITS = 64, CREDIT_MAX = 1 << 20 };

const char *const rap_end_names[] = {"recorded", "quarantined", "duplicate", NULL};

#define ROW_OF rap_receipt_t
static const rap_field_t receipt_rows[] = {
    ROW_TEXT(origin, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(id, ID_DIGITS, RAP_REQUIRED),
    ROW_CHOICE(end, rap_end_names, RAP_REQUIRED),
    ROW_TEXT(reason, WORD_MAX, 0),
    ROW_TEXT(url, URL_MAX, 0),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_receipt_table = {
    "receipt", sizeof(rap_receipt_t), receipt_rows, .open = true};

int64_t rap_stage_credit(const rap_stage_t *stage)
{
    return stage->type->takes == NULL && stage->welcomed ? stage->credit : 0;
}

bool rap_stage_is_welcome(const rap_stage_t *stage)
{
    return stage->welcomed;
}

static rap_code_t make_put(rap_stage_t *self, rap_message_t *put, const char *queue,
    const rap_envelope_t *envelope, rap_err_t *err)
{
    char at[RAP_ISO_SIZE], name[RAP1_NAME_MAX + 8];
    rap_hop_t hop = {.stage = self->type->name,
        .worker = self->process->name,
        .at = at,
        .attempt = envelope->attempt};

    rap_clock_iso(rap_clock_wall_ms(self->process->clock), at);
    (void)snprintf(
        name, sizeof name, "%s%s", queue, envelope->lane == RAP_LANE_BULK ? "/bulk" : "");
    rap_message_add_text(put, name);
    rap_arena_reset(self->put_scratch);
    return stage_add_envelope(put, envelope, &hop, self->put_scratch, err);
}

rap_code_t rap_stage_put(rap_stage_t *stage, const char *queue, const rap_envelope_t *envelope,
    rap_buf_t *payload, const void *body, size_t body_len, rap_err_t *err)
{
    size_t payload_len = payload != NULL ? payload->len : 0;

    if (rap_stage_credit(stage) == 0)
        return rap_fail(err, RAP_BUSY, "the broker takes no more now");
    if ((int64_t)body_len > stage->max_message || (int64_t)payload_len > stage->max_message)
        return rap_fail(err, RAP_TOOBIG, "%zu bytes are more than the broker takes",
            body_len > payload_len ? body_len : payload_len);
    RAP_AUTO(rap_message) *put = rap_message_new(RAP1_PUT);

    RAP_TRY(make_put(stage, put, queue, envelope, err));
    rap_message_add(put, payload_len > 0 ? payload->data : "", payload_len);
    rap_message_add(put, body_len > 0 ? body : "", body_len);
    RAP_FAULT("stage.put.before");
    RAP_TRY(rap_link_send(stage->link, put, err));
    RAP_FAULT("stage.put.after");
    if (payload != NULL)
        rap_buf_reset(payload);
    stage->credit--;
    rap_metric_add(stage->metric.puts, 1);
    return RAP_OK;
}

void stage_grant(rap_stage_t *self, const rap_message_t *message)
{
    rap_err_t err;
    int64_t n = 0;

    if (rap_message_number(message, 0, CREDIT_MAX, &n, &err) != RAP_OK) {
        stage_complain(self, &err);
        return;
    }
    self->credit = self->credit + n < CREDIT_MAX ? self->credit + n : CREDIT_MAX;
    if (n > 0 && self->type->granted != NULL)
        self->type->granted(self->self, n);
}

void stage_receipts(rap_stage_t *self, const rap_message_t *message)
{
    for (size_t i = 0; i < message->count; i++) {
        rap_receipt_t receipt;
        rap_err_t err;

        rap_arena_reset(self->scratch);
        if (rap_codec_read(&rap_receipt_table, &receipt, rap_frame_data(&message->frame[i]),
                rap_frame_size(&message->frame[i]), self->scratch, &err) != RAP_OK) {
            stage_complain(self, &err);
            continue;
        }
        rap_metric_add(self->metric.receipts, 1);
        if (self->type->receipt != NULL)
            self->type->receipt(self->self, &receipt);
    }
}
