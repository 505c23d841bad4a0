/* Invariants, for any payload and body: no bytes crash the reader; what it takes is packed
 * again into the same texts and a record that is read the same; and the form for people, written
 * and read, is the same record.  The first line end divides payload and body. */
#include "proto/record.h"
#include "tests/fuzz/check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 1 << 24, JSON_MAX = 1 << 24 };

static bool is_same(const rap_buf_t *a, const rap_buf_t *b)
{
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* What is packed is unpacked and packed the same. */
static void pack_again(const rap_buf_t *json, const rap_buf_t *texts)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    RAP_AUTO_RELEASE(rap_buf) json_again;
    RAP_AUTO_RELEASE(rap_buf) texts_again;
    rap_record_t record;
    rap_err_t err;

    rap_buf_init(&json_again, JSON_MAX);
    rap_buf_init(&texts_again, JSON_MAX);
    rap_code_t code =
        rap_record_unpack(&record, json->data, json->len, texts->data, texts->len, arena, &err);
    if (code == RAP_TOOBIG)
        return; /* defaults that were not written before take room */
    check(code == RAP_OK);
    check(rap_record_pack(&record, &json_again, &texts_again, &err) == RAP_OK);
    check(is_same(json, &json_again) && is_same(texts, &texts_again));
}

/* The form for people gives the same packed record. */
static void write_and_read(
    const rap_record_t *record, const rap_buf_t *json, const rap_buf_t *texts)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    RAP_AUTO_RELEASE(rap_buf) line;
    RAP_AUTO_RELEASE(rap_buf) json_again;
    RAP_AUTO_RELEASE(rap_buf) texts_again;
    rap_record_t read;
    rap_err_t err;

    rap_buf_init(&line, JSON_MAX);
    rap_buf_init(&json_again, JSON_MAX);
    rap_buf_init(&texts_again, JSON_MAX);
    check(rap_record_write(record, &line, &err) == RAP_OK);
    rap_code_t code = rap_record_read(&read, line.data, line.len, arena, &err);
    if (code == RAP_TOOBIG)
        return;
    check(code == RAP_OK);
    check(rap_record_pack(&read, &json_again, &texts_again, &err) == RAP_OK);
    check(is_same(json, &json_again) && is_same(texts, &texts_again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    RAP_AUTO_RELEASE(rap_buf) json;
    RAP_AUTO_RELEASE(rap_buf) texts;
    const char *bytes = (const char *)data;
    const char *line_end = size > 0 ? memchr(bytes, '\n', size) : NULL;
    size_t json_len = line_end != NULL ? (size_t)(line_end - bytes) : size;
    const char *body = line_end != NULL ? line_end + 1 : "";
    size_t body_len = line_end != NULL ? size - json_len - 1 : 0;
    rap_record_t record;
    rap_err_t err;

    rap_buf_init(&json, JSON_MAX);
    rap_buf_init(&texts, JSON_MAX);
    if (rap_record_unpack(&record, bytes, json_len, body, body_len, arena, &err) != RAP_OK)
        return 0;
    check(rap_record_pack(&record, &json, &texts, &err) == RAP_OK);
    check(texts.len == body_len && memcmp(texts.data, body, body_len) == 0);
    pack_again(&json, &texts);
    write_and_read(&record, &json, &texts);
    return 0;
}
