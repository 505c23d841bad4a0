/* record.c - documents out of archives: the record that an address of kind warc names. */
#include "fetcher/fetcher.h"

#include "fetcher/address.h"
#include "fetcher/warc/document.h"
#include "fetcher/warc/payload.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { HTTP_OK = 200, ISO_SECONDS = 19, FRACTION_MS = 3 };

/* "2024-03-08T15:04:05Z", with or without a fraction of any length. */
static rap_code_t read_date(const char *text, int64_t *ret_ms, rap_err_t *err)
{
    char seconds[RAP_ISO_SIZE];
    int64_t ms = 0;

    (void)snprintf(seconds, sizeof seconds, "%.*sZ", ISO_SECONDS, text);
    if (strlen(text) <= ISO_SECONDS || rap_clock_parse_iso(seconds, ret_ms, err) != RAP_OK)
        return rap_fail(err, RAP_SYNTAX, "its date '%.40s' is none", text);
    if (text[ISO_SECONDS] == '.')
        for (int i = 1; i <= FRACTION_MS; i++) {
            char c = text[ISO_SECONDS + i];

            if (c < '0' || c > '9')
                break;
            ms += (c - '0') * (i == 1 ? 100 : i == 2 ? 10 : 1);
        }
    *ret_ms += ms;
    return RAP_OK;
}

static rap_code_t keep_head(
    job_t *job, const source_t *source, const warc_record_t *record, rap_err_t *err)
{
    download_t *result = &job->result;

    if (record->target == NULL)
        return rap_fail(err, RAP_SYNTAX, "the record has no address");
    RAP_TRY(source_original(source, record->target, job->arena, &job->original, err));
    RAP_TRY(read_date(record->date, &job->fetched_wall_ms, err));
    (void)snprintf(result->peer, sizeof result->peer, "%s",
        record->peer != NULL && strlen(record->peer) < sizeof result->peer ? record->peer : "");
    if (record->type == WARC_RESOURCE && record->media_type != NULL &&
        strlen(record->media_type) < sizeof result->media_type)
        memcpy(result->media_type, record->media_type, strlen(record->media_type) + 1);
    return RAP_OK;
}

static rap_code_t read_body(
    job_t *job, const source_t *source, const char *path, int64_t offset, rap_err_t *err)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    download_t *result = &job->result;
    warc_record_t record;
    warc_http_t http;

    RAP_TRY(warc_open(&reader, path, err));
    RAP_TRY(warc_find_document(reader, offset, &record, err));
    RAP_TRY(keep_head(job, source, &record, err));
    RAP_TRY(warc_read_payload(reader, &record, &result->body, &result->response, &http, err));
    if (record.type == WARC_RESPONSE)
        memcpy(result->media_type, http.media_type, sizeof http.media_type);
    return RAP_OK;
}

void record_read(
    job_t *job, const source_t *source, const char *path, int64_t offset, int64_t max_bytes)
{
    RAP_AUTO_RELEASE(rap_buf) place;
    download_t *result = &job->result;

    rap_buf_init(&place, ADDRESS_MAX + 32);
    rap_buf_init(&result->body, (size_t)max_bytes);
    rap_buf_init(&result->request, 1);
    rap_buf_init(&result->response, WARC_HEAD_MAX);
    result->status = HTTP_OK;
    result->code = rap_buf_printf(&place, &result->err, "%s:%" PRId64, path, offset);
    job->imported = rap_arena_strdup(job->arena, place.data);
    if (result->code == RAP_OK)
        result->code = read_body(job, source, path, offset, &result->err);
    if (result->code != RAP_OK) {
        result->reason = rap_code_reason(result->code);
        (void)rap_fail_prefix(&result->err, "'%.120s' at %" PRId64, path, offset);
    }
}
