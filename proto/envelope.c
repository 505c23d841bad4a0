/* envelope.c - see envelope.h */
#include "proto/envelope.h"

#include "base/codec.h"
#include "proto/rap1.h"
#include "proto/row.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ID_DIGITS = 64,
    URL_MAX = 8192,
    ALIASES_MAX = 256,
    HOPS_MAX = 64,
    HINT_MAX = 4096,
    WORD_MAX = 256,
    TIME_MAX = 32,
    TRACEPARENT_MAX = 64,
    HOP_MS_MAX = 1000000000,
    LIMIT_MS_MAX = 24 * 3600 * 1000
};

const char *const rap_lane_names[] = {"live", "bulk", NULL};
const char *const rap_again_names[] = {"replay", "retry", NULL};

#define ROW_OF rap_http_t
static const rap_field_t http_rows[] = {
    ROW_INT(status, 0, 999, 0),
    ROW_TEXT(etag, WORD_MAX, 0),
    ROW_TEXT(last_modified, WORD_MAX, 0),
    ROW_BOOL(tls_verified),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t http_table = {"http", sizeof(rap_http_t), http_rows, .open = true};

#define ROW_OF rap_archive_at_t
static const rap_field_t archive_rows[] = {
    ROW_TEXT(file, HINT_MAX, RAP_REQUIRED),
    ROW_INT(offset, 0, INT64_MAX, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t archive_table = {
    "archive", sizeof(rap_archive_at_t), archive_rows, .open = true};

#define ROW_OF rap_hints_t
static const rap_field_t hints_rows[] = {
    ROW_TEXT(title, HINT_MAX, 0),
    ROW_TEXT(delegation, HINT_MAX, 0),
    ROW_TEXT(date, HINT_MAX, 0),
    ROW_TEXT(body, HINT_MAX, 0),
    ROW_TEXT(session, HINT_MAX, 0),
    ROW_TEXT(meeting, HINT_MAX, 0),
    ROW_TEXT(agenda_item, HINT_MAX, 0),
    ROW_TEXT(language, HINT_MAX, 0),
    ROW_TEXT(place, HINT_MAX, 0),
    ROW_TEXT(kind, HINT_MAX, 0),
    ROW_TEXT(speaker, HINT_MAX, 0),
    ROW_TEXT(root, HINT_MAX, 0),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_hints_table = {"hints", sizeof(rap_hints_t), hints_rows, .open = true};

#define ROW_OF rap_hop_t
static const rap_field_t hop_rows[] = {
    ROW_TEXT(stage, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(worker, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(at, TIME_MAX, RAP_REQUIRED),
    ROW_REAL(ms, 0, HOP_MS_MAX, 0),
    ROW_INT(attempt, 0, INT32_MAX, 0),
    ROW_INT(deliveries, 0, INT32_MAX, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t hop_table = {"hop", sizeof(rap_hop_t), hop_rows, .open = true};

#define ROW_OF rap_trace_t
static const rap_field_t trace_rows[] = {
    ROW_ARRAY(trace, hop_table, HOPS_MAX),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_trace_table = {"trace", sizeof(rap_trace_t), trace_rows, .open = true};

#define ROW_OF rap_limits_t
static const rap_field_t limits_rows[] = {
    ROW_INT(timeout_ms, 0, LIMIT_MS_MAX, 0),
    ROW_INT(memory_bytes, 0, INT64_MAX, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t limits_table = {"limits", sizeof(rap_limits_t), limits_rows, .open = true};

#define ROW_OF rap_again_t
static const rap_field_t again_rows[] = {
    ROW_CHOICE(why, rap_again_names, RAP_REQUIRED),
    ROW_OPTIONAL(limits, limits_table),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t again_table = {"again", sizeof(rap_again_t), again_rows, .open = true};

#define ROW_OF rap_envelope_t
static const rap_field_t envelope_rows[] = {
    ROW_TEXT(id, ID_DIGITS, RAP_REQUIRED),
    ROW_TEXT(origin, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_CHOICE(lane, rap_lane_names, 0),
    ROW_INT(attempt, 1, INT32_MAX, RAP_REQUIRED),
    ROW_TEXT(source, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(url, URL_MAX, RAP_REQUIRED),
    ROW_TEXTS(aliases, ALIASES_MAX),
    ROW_TEXT(supersedes, ID_DIGITS, 0),
    ROW_TEXT(fetched_at, TIME_MAX, RAP_REQUIRED),
    ROW_TEXT(media_type, WORD_MAX, 0),
    ROW_OPTIONAL(http, http_table),
    ROW_OPTIONAL(archive, archive_table),
    ROW_OBJECT(hints, rap_hints_table),
    ROW_OPTIONAL(again, again_table),
    ROW_TEXT(traceparent, TRACEPARENT_MAX, 0),
    ROW_ARRAY(trace, hop_table, HOPS_MAX),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_envelope_table = {
    "envelope", sizeof(rap_envelope_t), envelope_rows, .open = true};

static bool is_id(const char *text)
{
    return strspn(text, "0123456789abcdef") == ID_DIGITS && text[ID_DIGITS] == '\0';
}

rap_code_t rap_envelope_check(const rap_envelope_t *self, rap_err_t *err)
{
    if (!is_id(self->id))
        return rap_fail(err, RAP_SCHEMA, "envelope: 'id' is not 64 hexadecimal digits");
    if (self->supersedes != NULL && !is_id(self->supersedes))
        return rap_fail(err, RAP_SCHEMA, "envelope: 'supersedes' is not 64 hexadecimal digits");
    if (!rap1_is_name(self->origin, strlen(self->origin)))
        return rap_fail(err, RAP_SCHEMA, "envelope: 'origin' is not a name");
    return RAP_OK;
}

rap_code_t rap_envelope_read(
    rap_envelope_t *self, const char *json, size_t len, rap_arena_t *arena, rap_err_t *err)
{
    rap_envelope_t read;

    RAP_TRY(rap_codec_read(&rap_envelope_table, &read, json, len, arena, err));
    RAP_TRY(rap_envelope_check(&read, err));
    *self = read;
    return RAP_OK;
}

rap_code_t rap_envelope_write(const rap_envelope_t *self, rap_buf_t *out, rap_err_t *err)
{
    return rap_codec_write(&rap_envelope_table, self, out, err);
}

rap_code_t rap_envelope_add_hop(
    rap_envelope_t *self, const rap_hop_t *hop, rap_arena_t *arena, rap_err_t *err)
{
    size_t count = self->trace.count;

    if (count >= HOPS_MAX)
        return rap_fail(err, RAP_TOOBIG, "envelope: more than %d hops", HOPS_MAX);
    rap_hop_t *hops = rap_arena_array(arena, count + 1, sizeof *hops);
    if (hops == NULL)
        return rap_fail(err, RAP_TOOBIG, "envelope: no memory left for a hop");
    if (count > 0)
        memcpy(hops, self->trace.item, count * sizeof *hops);
    hops[count] = *hop;
    self->trace = (rap_array_t){.item = hops, .count = count + 1};
    return RAP_OK;
}

void rap_envelope_refused_id(const char *url, char ret_id[RAP_HEX_SIZE])
{
    static const char scheme[] = "url:";
    rap_sha256_t hash;

    rap_sha256_init(&hash);
    rap_sha256_add(&hash, scheme, sizeof scheme - 1);
    rap_sha256_add(&hash, url, strlen(url));
    rap_sha256_end(&hash, ret_id);
}

void rap_envelope_new_trace(char ret_traceparent[56])
{
    uint32_t word[6];

    arc4random_buf(word, sizeof word);
    (void)snprintf(ret_traceparent, 56,
        "00-%08" PRIx32 "%08" PRIx32 "%08" PRIx32 "%08" PRIx32 "-%08" PRIx32 "%08" PRIx32 "-01",
        word[0], word[1], word[2], word[3], word[4], word[5]);
}
