/* order.c - see order.h */
#include "proto/order.h"

#include "base/codec.h"
#include "proto/rap1.h"
#include "proto/row.h"

enum { ID_DIGITS = 64, WORD_MAX = 256 };

const char *const rap_order_queue_names[] = {RAP_QUEUE_PARSER, RAP_QUEUE_CLASSIFIER, NULL};

#define ROW_OF rap_order_t
static const rap_field_t order_rows[] = {
    ROW_CHOICE(queue, rap_order_queue_names, RAP_REQUIRED),
    {ROW_AT(envelope), .kind = RAP_KIND_OBJECT, .table = &rap_envelope_table,
        .flags = RAP_REQUIRED},
    ROW_OPTIONAL(record, rap_record_table),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t order_table = {"order", sizeof(rap_order_t), order_rows, .open = true};

#define ROW_OF rap_order_end_t
static const rap_field_t end_rows[] = {
    ROW_TEXT(document_id, ID_DIGITS, RAP_REQUIRED),
    ROW_TEXT(end, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(reason, WORD_MAX, RAP_KEEP_NULL),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_order_end_table = {"end", sizeof(rap_order_end_t), end_rows, .open = true};

rap_code_t rap_order_read(
    rap_order_t *self, const char *json, size_t len, rap_arena_t *arena, rap_err_t *err)
{
    rap_order_t read;

    RAP_TRY(rap_codec_read(&order_table, &read, json, len, arena, err));
    RAP_TRY(rap_envelope_check(&read.envelope, err));
    if (read.queue == RAP_ORDER_PARSE && read.envelope.archive == NULL)
        return rap_fail(err, RAP_SCHEMA, "order: 'envelope.archive' is missing: nothing to parse");
    if (read.queue == RAP_ORDER_CLASSIFY) {
        if (read.record == NULL || read.record->kind != RAP_RECORD_RESULT)
            return rap_fail(err, RAP_SCHEMA, "order: 'record' is no result: nothing to classify");
        RAP_TRY(rap_record_check(read.record, arena, err));
    }
    *self = read;
    return RAP_OK;
}

rap_code_t rap_order_write(const rap_order_t *self, rap_buf_t *out, rap_err_t *err)
{
    return rap_codec_write(&order_table, self, out, err);
}
