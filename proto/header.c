/* header.c - see header.h */
#include "proto/header.h"

#include "base/buf.h"
#include "base/codec.h"
#include "proto/row.h"

enum {
    HOLDS_MAX = 1024,
    COUNTER_NAME_MAX = 200,
    CREDIT_MAX = 65536,
    SCALE_MAX = 256,
    DAY_MS = 24 * 60 * 60 * 1000,
    BEAT_MIN_MS = 10
};

#define ROW_OF rap_hello_t
static const rap_field_t hello_rows[] = {
    ROW_TEXT(stage, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(worker, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(version, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_INT(started, 0, INT64_MAX, RAP_REQUIRED),
    ROW_TEXT(takes, RAP1_NAME_MAX, 0),
    ROW_TEXT(gives, RAP1_NAME_MAX, 0),
    ROW_INT(credit, 0, CREDIT_MAX, RAP_REQUIRED),
    ROW_TEXTS(holds, HOLDS_MAX),
    ROW_CHOICE(lane, rap_lane_names, 0),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_hello_table = {"hello", sizeof(rap_hello_t), hello_rows, .open = true};

#define ROW_OF rap_welcome_t
static const rap_field_t welcome_rows[] = {
    ROW_TEXT(epoch, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_INT(heartbeat_ms, BEAT_MIN_MS, DAY_MS, RAP_REQUIRED),
    ROW_INT(lease_ms, BEAT_MIN_MS, DAY_MS, RAP_REQUIRED),
    ROW_INT(max_message, RAP1_HEADER_MAX, RAP1_FRAME_MAX, RAP_REQUIRED),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_welcome_table = {
    "welcome", sizeof(rap_welcome_t), welcome_rows, .open = true};

#define ROW_OF rap_counter_t
static const rap_field_t counter_rows[] = {
    ROW_TEXT(name, COUNTER_NAME_MAX, RAP_REQUIRED),
    ROW_INT(value, INT64_MIN, INT64_MAX, RAP_REQUIRED),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_counter_table = {
    "counter", sizeof(rap_counter_t), counter_rows, .open = true};

#define ROW_OF rap_beat_t
static const rap_field_t beat_rows[] = {
    ROW_REAL(load, 0, 1, 0),
    ROW_ARRAY(counters, rap_counter_table, RAP_COUNTERS_MAX),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_beat_table = {"beat", sizeof(rap_beat_t), beat_rows, .open = true};

#define ROW_OF rap_scale_t
static const rap_field_t scale_rows[] = {
    ROW_TEXT(stage, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_INT(count, 0, SCALE_MAX, RAP_REQUIRED),
    ROW_INT(was, 0, SCALE_MAX, 0),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_scale_table = {"scale", sizeof(rap_scale_t), scale_rows, .open = true};

rap_code_t rap_header_read(const rap_table_t *table, void *self, const rap_message_t *message,
    rap_arena_t *arena, rap_err_t *err)
{
    if (message->count == 0)
        return rap_fail(err, RAP_SYNTAX, "%s: the header is missing", table->name);
    return rap_codec_read(table, self, rap_frame_data(&message->frame[0]),
        rap_frame_size(&message->frame[0]), arena, err);
}

rap_code_t rap_header_add(
    const rap_table_t *table, const void *self, rap_message_t *message, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) buf;

    rap_buf_init(&buf, RAP1_HEADER_MAX);
    RAP_TRY(rap_codec_write(table, self, &buf, err));
    rap_message_add(message, buf.data, buf.len);
    return RAP_OK;
}
