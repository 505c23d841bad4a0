/* parcel.c - what is sent of a document: its envelope, and where there are no new bytes, a
 * record.
 */
#include "fetcher/fetcher.h"

#include "base/codec.h"
#include "base/hash.h"
#include "fetcher/address.h"
#include "proto/rap1.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { JSON_MAX = RAP1_HEADER_MAX, TRACEPARENT_SIZE = 56 };

/* The address that the document is known by. */
const char *job_url(const job_t *job)
{
    return job->original != NULL ? job->original : job->address.url;
}

static const char *keep(rap_arena_t *arena, const char *text)
{
    return text != NULL && text[0] != '\0' ? rap_arena_strdup(arena, text) : NULL;
}

static rap_code_t keep_json(
    const rap_buf_t *json, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    *ret = rap_arena_strndup(arena, json->data, json->len);
    return *ret != NULL ? RAP_OK : rap_fail(err, RAP_TOOBIG, "no memory left for an envelope");
}

const char *parcel_media_type(const char *path)
{
    static const char *const types[][2] = {{".pdf", "application/pdf"}, {".html", "text/html"},
        {".htm", "text/html"}, {".txt", "text/plain"}, {".md", "text/markdown"},
        {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {".doc", "application/msword"}, {".odt", "application/vnd.oasis.opendocument.text"},
        {".rtf", "application/rtf"}, {".eml", "message/rfc822"}};
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof types[0]; i++)
        if (strcasecmp(dot, types[i][0]) == 0)
            return types[i][1];
    return NULL;
}

static rap_code_t read_hints(const job_t *job, rap_hints_t *ret, rap_err_t *err)
{
    return rap_codec_read(
        &rap_hints_table, ret, job->address.hints, strlen(job->address.hints), job->arena, err);
}

/* The address behind redirects is another address of the same bytes. */
static void add_alias(rap_envelope_t *envelope, const job_t *job)
{
    const char *final = NULL;
    rap_err_t err;
    const char **item = rap_arena_alloc(job->arena, sizeof *item);

    if (job->result.final_url == NULL || item == NULL ||
        address_canonical(NULL, job->result.final_url, job->arena, &final, &err) != RAP_OK ||
        strcmp(final, envelope->url) == 0)
        return;
    *item = final;
    envelope->aliases = (rap_strings_t){item, 1};
}

static void add_http(rap_envelope_t *envelope, const job_t *job)
{
    rap_http_t *http = rap_arena_alloc(job->arena, sizeof *http);

    if (http == NULL || job->result.status == 0)
        return;
    *http = (rap_http_t){.status = job->result.status,
        .etag = keep(job->arena, job->result.etag),
        .last_modified = keep(job->arena, job->result.last_modified),
        .tls_verified = job->result.tls_verified};
    envelope->http = http;
}

static rap_code_t fill_envelope(const fetcher_t *self, const job_t *job, const char *id,
    const archive_place_t *place, rap_envelope_t *ret, rap_err_t *err)
{
    char at[RAP_ISO_SIZE], trace[TRACEPARENT_SIZE];
    const char *path = address_to_path(job->address.url, job->arena);
    const char *before = job->address.document;

    rap_clock_iso(job->fetched_wall_ms, at);
    rap_envelope_new_trace(trace);
    *ret = (rap_envelope_t){.id = id,
        .origin = self->process->name,
        .lane = RAP_LANE_LIVE,
        .attempt = 1,
        .source = job->address.source,
        .url = job_url(job),
        .supersedes = before != NULL && strcmp(before, id) != 0 ? before : NULL,
        .fetched_at = keep(job->arena, at),
        .media_type =
            path != NULL ? parcel_media_type(path) : keep(job->arena, job->result.media_type),
        .traceparent = keep(job->arena, trace)};
    if (place != NULL) {
        ret->archive = rap_arena_alloc(job->arena, sizeof *ret->archive);
        if (ret->archive != NULL)
            *ret->archive = (rap_archive_at_t){keep(job->arena, place->file), place->offset};
    }
    if (path == NULL) {
        add_http(ret, job);
        add_alias(ret, job);
    }
    return read_hints(job, &ret->hints, err);
}

static rap_code_t write_envelope(
    const rap_envelope_t *envelope, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;

    rap_buf_init(&json, JSON_MAX);
    RAP_TRY(rap_envelope_write(envelope, &json, err));
    return keep_json(&json, arena, ret, err);
}

rap_code_t parcel_envelope(const fetcher_t *self, const job_t *job, const char *id,
    const archive_place_t *place, const char **ret, rap_err_t *err)
{
    rap_envelope_t envelope;

    RAP_TRY(fill_envelope(self, job, id, place, &envelope, err));
    return write_envelope(&envelope, job->arena, ret, err);
}

static rap_code_t write_record(
    const rap_record_t *record, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;

    rap_buf_init(&json, JSON_MAX);
    RAP_TRY(rap_record_write(record, &json, err));
    return keep_json(&json, arena, ret, err);
}

rap_code_t parcel_document(const fetcher_t *self, const job_t *job, const char *id,
    const archive_place_t *place, outbox_row_t *ret, rap_err_t *err)
{
    *ret = (outbox_row_t){.document = id,
        .url = job_url(job),
        .source = job->address.source,
        .queue = RAP_QUEUE_PARSER,
        .payload = "",
        .has_body = true,
        .place = *place};
    return parcel_envelope(self, job, id, place, &ret->envelope, err);
}

rap_code_t parcel_capture(const fetcher_t *self, const job_t *job, const char *id,
    const archive_place_t *place, outbox_row_t *ret, rap_err_t *err)
{
    const rap_record_t capture = {.kind = RAP_RECORD_CAPTURE};

    RAP_TRY(parcel_document(self, job, id, place, ret, err));
    ret->queue = RAP_QUEUE_SINK;
    ret->has_body = false;
    return write_record(&capture, job->arena, &ret->payload, err);
}

/* Texts of libraries and servers stand in `detail`: JSON takes only UTF-8. */
static void copy_plain(char *out, size_t size, const char *text)
{
    size_t len = 0;

    for (; len < size - 1 && text[len] != '\0'; len++)
        out[len] = text[len] >= ' ' && text[len] <= '~' ? text[len] : '?';
    out[len] = '\0';
}

static rap_code_t write_quarantine(const fetcher_t *self, const char *reason, const char *detail,
    int64_t deliveries, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    char at[RAP_ISO_SIZE], text[sizeof err->text];
    rap_quarantine_t quarantine = {.stage = "fetcher",
        .worker = self->process->name,
        .reason = reason,
        .detail = text,
        .deliveries = deliveries,
        .at = at,
        .version = "fetcher@" RAP_VERSION};
    const rap_record_t record = {.kind = RAP_RECORD_QUARANTINE, .quarantine = &quarantine};

    copy_plain(text, sizeof text, detail);
    rap_clock_iso(rap_clock_wall_ms(self->process->clock), at);
    return write_record(&record, arena, ret, err);
}

rap_code_t parcel_refusal(const fetcher_t *self, const job_t *job, const char *reason,
    const char *detail, outbox_row_t *ret, rap_err_t *err)
{
    char id[RAP_HEX_SIZE];

    rap_envelope_refused_id(job_url(job), id);
    *ret = (outbox_row_t){.document = keep(job->arena, id),
        .url = job_url(job),
        .source = job->address.source,
        .refused = reason,
        .queue = RAP_QUEUE_SINK};
    if (ret->document == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for an id");
    RAP_TRY(parcel_envelope(self, job, ret->document, NULL, &ret->envelope, err));
    return write_quarantine(
        self, reason, detail, job->address.failures, job->arena, &ret->payload, err);
}

rap_code_t parcel_too_large(const fetcher_t *self, outbox_row_t *row, const rap_err_t *why,
    rap_arena_t *arena, rap_err_t *err)
{
    row->refused = rap_code_reason(RAP_TOOBIG);
    row->queue = RAP_QUEUE_SINK;
    row->has_body = false;
    return write_quarantine(self, row->refused, why->text, row->attempt, arena, &row->payload, err);
}
