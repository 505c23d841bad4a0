/* take.c - what came of asking for a document.  See take.h. */
#include "fetcher/take.h"

#include "base/fault.h"
#include "base/hash.h"
#include "base/retry.h"
#include "fetcher/accounts.h"
#include "fetcher/address.h"
#include "fetcher/chronicle.h"
#include "proto/life.h"

#include <stdio.h>
#include <string.h>

enum { HTTP_OK = 200, HTTP_NOT_MODIFIED = 304, HTTP_NOT_FOUND = 404, HTTP_GONE = 410 };

/* ---- what an answer means ---- */

bool take_is_transient(const job_t *job)
{
    /* a 202 is a wall's "come back later", a 304 here the answer to a question not asked */
    static const long codes[] = {202, HTTP_NOT_MODIFIED, 408, 425, 429, 500, 502, 503, 504};

    if (job->result.code != RAP_OK)
        return rap_code_fate(job->result.code) == RAP_FATE_RETRY;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (job->result.status == codes[i])
            return true;
    return false;
}

const char *take_reason(const job_t *job)
{
    char word[32];

    if (job->result.code != RAP_OK)
        return job->result.reason;
    (void)snprintf(word, sizeof word, "http_%ld", job->result.status);
    return rap_arena_strdup(job->arena, word);
}

void take_detail(const job_t *job, char out[256])
{
    if (job->result.code != RAP_OK)
        (void)snprintf(out, 256, "%s", job->result.err.text);
    else
        (void)snprintf(out, 256, "the server answered %ld", job->result.status);
}

int64_t take_wait_ms(const fetcher_t *self, const job_t *job, int64_t failures)
{
    const rap_retry_t retry = {
        .base_ms = self->options->retry_base, .cap_ms = self->options->retry_cap};
    int64_t wait = rap_retry_delay_ms(&retry, (unsigned)failures);

    return wait > job->result.retry_after_ms ? wait : job->result.retry_after_ms;
}

/* ---- into the archive ---- */

static const char *or_null(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

/* Why what came is not all there was; NULL: it is. */
static const char *truncation(const download_t *result)
{
    switch ((int)result->code) {
    case RAP_OK:
        return NULL;
    case RAP_TOOBIG:
        return "length";
    case RAP_TIMEOUT:
        return "time";
    case RAP_UNAVAILABLE:
        return "disconnect";
    default:
        return "unspecified";
    }
}

/* What the job brought into the archive; `original` as of archive_record_t. */
static rap_code_t append(fetcher_t *self, const job_t *job, const char *id,
    const archive_original_t *original, archive_place_t *ret, rap_err_t *err)
{
    const download_t *result = &job->result;
    const char *asked = job_url(job);
    const char *answered = result->final_url != NULL ? result->final_url : asked;
    const char *path = address_to_path(asked, job->arena);
    char at[RAP_ISO_SIZE];

    rap_clock_iso(job->fetched_wall_ms, at);
    const archive_record_t record = {.id = id,
        .url = answered,
        .fetched_at = at,
        .media_type = path != NULL ? parcel_media_type(path) : or_null(result->media_type),
        .peer = or_null(result->peer),
        .request = result->request.data,
        .request_len = result->request.len,
        .response = result->response.data,
        .response_len = result->response.len,
        .body = result->body.data,
        .body_len = result->body.len,
        .truncated = truncation(result),
        .original = original,
        .not_modified = result->status == HTTP_NOT_MODIFIED,
        .source = job->address.source,
        .via = strcmp(asked, answered) != 0 ? asked : NULL,
        .hops = or_null(result->hops.data),
        .tls = result->tls_verified ? "verified" : NULL,
        .took_ms = result->took_ms,
        .imported = job->imported};
    RAP_FAULT("archive.append.before");
    RAP_TRY(archive_append(self->archive, &record, ret, err));
    RAP_FAULT("archive.append.after");
    return RAP_OK;
}

/* The bytes are at `place` already: only that they were met again is written.  Where the archive
 * cannot say what is there (damage), *ret_written is false. */
static rap_code_t append_revisit(fetcher_t *self, const job_t *job, const char *id,
    const archive_place_t *place, bool *ret_written, rap_err_t *err)
{
    RAP_AUTO_RELEASE(archive_original) original = {.url = NULL};
    archive_place_t revisit;
    rap_err_t why;
    rap_code_t code = archive_original(self->archive, place, &original, &why);

    *ret_written = code == RAP_OK;
    if (code == RAP_OK)
        return append(self, job, id, &original, &revisit, err);
    if (rap_code_fate(code) == RAP_FATE_REJECT)
        return RAP_OK;
    *err = why;
    return code;
}

/* Can the bytes be read there?  Now that they came again, they could be written once more. */
static rap_code_t is_held(fetcher_t *self, const archive_place_t *place, const char *id, size_t len,
    bool *ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) body;
    rap_err_t why;

    rap_buf_init(&body, len);
    rap_code_t code = archive_read(self->archive, place, id, &body, &why);
    *ret = code == RAP_OK;
    if (code == RAP_OK || rap_code_fate(code) == RAP_FATE_REJECT)
        return RAP_OK;
    *err = why;
    return code;
}

/* The body into the archive: in full, or as a revisit if it is *ret_known.  *ret is where it can be
 * read. */
static rap_code_t keep_body(fetcher_t *self, job_t *job, const char *id, archive_place_t *ret,
    bool *ret_known, rap_err_t *err)
{
    bool held = false, written = false;

    RAP_TRY(frontier_document(self->frontier, id, ret, ret_known, err));
    if (*ret_known)
        RAP_TRY(is_held(self, ret, id, job->result.body.len, &held, err));
    if (held)
        RAP_TRY(append_revisit(self, job, id, ret, &written, err));
    job->outcome.healed = *ret_known && !written;
    if (written)
        return RAP_OK;
    RAP_TRY(append(self, job, id, NULL, ret, err));
    return frontier_add_document(self->frontier, id, ret, job->result.body.len, err);
}

/* An answer that brought no document is kept as well: it says why there is none. */
static rap_code_t keep_answer(fetcher_t *self, const job_t *job, rap_err_t *err)
{
    const download_t *result = &job->result;
    /* after a redirect to where nobody answers, it is an answer of another address */
    bool elsewhere = result->code != RAP_OK && result->status >= 300 && result->status < 400;
    archive_place_t place;
    char id[RAP_HEX_SIZE];

    if (result->response.len == 0 || elsewhere || job->spoilt || job->original != NULL)
        return RAP_OK;
    rap_sha256(job->result.body.data, job->result.body.len, id);
    return append(self, job, id, NULL, &place, err);
}

/* ---- it failed ---- */

/* A local file that cannot be read is a matter between the person and the disk. */
static bool is_local(const job_t *job)
{
    return job->address.host[0] == '\0' && job->result.code != RAP_TOOBIG;
}

static rap_code_t postpone(fetcher_t *self, job_t *job, rap_err_t *err)
{
    int64_t failures = job->address.failures + 1;

    job->outcome.kind = JOB_RETRY;
    job->outcome.failures = failures;
    job->outcome.next_due = frontier_now(self->frontier) + take_wait_ms(self, job, failures);
    RAP_TRY(account_add(self->frontier, job->address.source, ACCOUNT_FAILED, 1, err));
    return frontier_postpone(self->frontier, job->address.id, job->outcome.next_due, err);
}

/* The first answer to a discovery: its case ends with a record of the refusal. */
static rap_code_t refuse(fetcher_t *self, job_t *job, rap_err_t *err)
{
    const char *reason = job->outcome.reason;
    char detail[256];
    outbox_row_t row;
    bool added;

    RAP_TRY(frontier_settle(
        self->frontier, job->address.id, job->address.document, NULL, NULL, reason, err));
    if (is_local(job)) {
        job->outcome.kind = JOB_DROPPED;
        return account_refused(self->frontier, job->address.source, reason, err);
    }
    job->outcome.kind = JOB_REFUSED;
    RAP_TRY(keep_answer(self, job, err));
    take_detail(job, detail);
    RAP_TRY(parcel_refusal(self, job, reason, detail, &row, err));
    job->outcome.id = row.document;
    return outbox_add(self->frontier, &row, &added, err);
}

/* It was asked again, and what is known of it stands. */
static rap_code_t let_stand(fetcher_t *self, job_t *job, rap_err_t *err)
{
    const frontier_address_t *address = &job->address;
    long status = job->result.code == RAP_OK ? job->result.status : 0;
    bool gone = address->document != NULL && (status == HTTP_NOT_FOUND || status == HTTP_GONE);
    archive_place_t place;
    bool known = false;

    if (status == HTTP_NOT_MODIFIED && address->document != NULL)
        RAP_TRY(frontier_document(self->frontier, address->document, &place, &known, err));
    if (known)
        RAP_TRY(append_revisit(self, job, address->document, &place, &known, err));
    if (gone)
        RAP_TRY(keep_answer(self, job, err));
    job->outcome.kind = gone ? JOB_GONE : JOB_UNCHANGED;
    RAP_TRY(account_add(
        self->frontier, address->source, gone ? ACCOUNT_GONE : ACCOUNT_UNCHANGED, 1, err));
    return frontier_settle(self->frontier, address->id, address->document, address->etag,
        address->last_modified, job->outcome.reason, err);
}

static rap_code_t take_failure(fetcher_t *self, job_t *job, rap_err_t *err)
{
    job->outcome.reason = take_reason(job);
    if (take_is_transient(job) && !is_local(job) &&
        job->address.failures + 1 < self->options->attempts)
        return postpone(self, job, err);
    return job->address.open ? refuse(self, job, err) : let_stand(self, job, err);
}

/* ---- it came ---- */

static rap_code_t settle(fetcher_t *self, const job_t *job, const char *id, rap_err_t *err)
{
    const download_t *result = &job->result;

    return frontier_settle(self->frontier, job->address.id, id,
        result->etag[0] != '\0' ? result->etag : NULL,
        result->last_modified[0] != '\0' ? result->last_modified : NULL, NULL, err);
}

static rap_code_t take_body(fetcher_t *self, job_t *job, rap_err_t *err)
{
    const frontier_address_t *address = &job->address;
    const char *id = job->outcome.id;
    archive_place_t place;
    outbox_row_t row;
    bool known, added;

    if (!address->open) /* new bytes at a known address are a document of their own */
        RAP_TRY(account_add(self->frontier, address->source, RAP_ACCOUNT_DISCOVERED, 1, err));
    RAP_TRY(keep_body(self, job, id, &place, &known, err));
    if (known && !address->forced) {
        job->outcome.kind = JOB_CAPTURE;
        RAP_TRY(parcel_capture(self, job, id, &place, &row, err));
    } else {
        job->outcome.kind = JOB_SENT;
        RAP_TRY(parcel_document(self, job, id, &place, &row, err));
    }
    RAP_TRY(outbox_add(self->frontier, &row, &added, err));
    RAP_TRY(frontier_source_gave(self->frontier, address->source, err));
    return settle(self, job, id, err);
}

static rap_code_t take_answer(fetcher_t *self, job_t *job, rap_err_t *err)
{
    const frontier_address_t *address = &job->address;
    archive_place_t place;
    bool known;
    char id[RAP_HEX_SIZE];

    rap_sha256(job->result.body.data, job->result.body.len, id);
    job->outcome.id = rap_arena_strdup(job->arena, id);
    RAP_TRY(account_add(self->frontier, address->source, ACCOUNT_FETCHED, 1, err));
    if (address->forced || address->document == NULL || strcmp(address->document, id) != 0)
        return take_body(self, job, err);
    job->outcome.kind = JOB_UNCHANGED;
    RAP_TRY(account_add(self->frontier, address->source, ACCOUNT_UNCHANGED, 1, err));
    if (job->result.response.len > 0) /* that a file on a disk is as it was is no news */
        RAP_TRY(keep_body(self, job, id, &place, &known, err));
    return settle(self, job, id, err);
}

static rap_code_t take_document(fetcher_t *self, job_t *job, rap_err_t *err)
{
    const download_t *result = &job->result;

    if (result->code == RAP_OK && result->status == HTTP_OK)
        return take_answer(self, job, err);
    if (result->code == RAP_OK && result->status == HTTP_NOT_MODIFIED && !job->address.open)
        return let_stand(self, job, err);
    return take_failure(self, job, err);
}

/* ---- written down ---- */

static const char *const outcome_words[] = {[JOB_SENT] = "new",
    [JOB_CAPTURE] = "known_elsewhere",
    [JOB_UNCHANGED] = "unchanged",
    [JOB_RETRY] = "retry",
    [JOB_REFUSED] = "refused",
    [JOB_DROPPED] = "refused",
    [JOB_GONE] = "gone",
    [JOB_POLLED] = "read",
    [JOB_FAILED] = "failed"};

static void describe(const job_t *job, char out[256])
{
    out[0] = '\0';
    if (job->result.code != RAP_OK)
        take_detail(job, out);
    else if (job->outcome.kind == JOB_POLLED && job->result.status == HTTP_OK)
        (void)snprintf(
            out, 256, "%zu entries, %zu of them new", job->outcome.entries, job->outcome.found);
}

/* Whose event it is; of a listing that is a file the path.  False: of a source that a reload took
 * away, and nobody's. */
static bool name_event(fetcher_t *self, const job_t *job, chronicle_event_t *event)
{
    if (job->source == NULL) {
        event->kind = RAP_LIFE_FETCH;
        event->url = job_url(job);
        event->source = job->address.source;
        event->status = job->address.host[0] != '\0' ? job->result.status : 0;
        return true;
    }
    const run_t *run = schedule_run(self, job->source);
    if (run == NULL)
        return false;
    event->kind = RAP_LIFE_POLL;
    event->url = run->source->file != NULL ? run->source->file : run->source->definition.url;
    event->source = job->source;
    event->status = run->source->file == NULL ? job->result.status : 0;
    return true;
}

static rap_code_t log_job(fetcher_t *self, const job_t *job, rap_err_t *err)
{
    const outcome_t *outcome = &job->outcome;
    char detail[256];
    chronicle_event_t event = {.outcome = outcome_words[outcome->kind],
        .reason = outcome->reason,
        .document = outcome->id,
        .at = job->begun_wall_ms,
        .ms = job->result.took_ms,
        .bytes = (int64_t)job->result.body.len,
        .dull =
            outcome->kind == JOB_UNCHANGED || (outcome->kind == JOB_POLLED && outcome->found == 0)};

    describe(job, detail);
    event.detail = detail[0] != '\0' ? detail : NULL;
    return name_event(self, job, &event) ? chronicle_add(self->frontier, &event, err) : RAP_OK;
}

rap_code_t take_job(fetcher_t *self, job_t *job, rap_err_t *err)
{
    job->outcome = (outcome_t){0};
    RAP_TRY(job->source != NULL ? take_listing(self, job, err) : take_document(self, job, err));
    return log_job(self, job, err);
}

/* ---- told once it is on the disk ---- */

static void tell_failure(fetcher_t *self, const job_t *job)
{
    rap_log_t *log = rap_stage_log(self->stage);
    char detail[256];

    take_detail(job, detail);
    const rap_kv_t source = RAP_S("source", job->address.source);
    const rap_kv_t url = RAP_S("url", job->address.url);
    const rap_kv_t reason = RAP_S("reason", job->outcome.reason);
    const rap_kv_t text = RAP_S("text", detail);
    const rap_kv_t failures = RAP_I("failures", job->address.failures + 1);
    if (job->outcome.kind == JOB_RETRY)
        rap_log(log, RAP_LOG_INFO, RAP_EVENT("fetch.retry"), source, url, reason, text, failures);
    else if (job->outcome.kind == JOB_GONE)
        rap_log(log, RAP_LOG_WARNING, RAP_EVENT("fetch.gone"), source, url, reason);
    else
        rap_log(log, RAP_LOG_WARNING, RAP_EVENT("fetch.refused"), source, url, reason, text);
}

static void tell_document(fetcher_t *self, const job_t *job)
{
    if (job->outcome.healed)
        rap_log(rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("archive.healed"),
            RAP_S("doc", job->outcome.id), RAP_S("url", job->address.url));
    rap_log(rap_stage_log(self->stage), RAP_LOG_DEBUG, RAP_EVENT("fetch.document"),
        RAP_S("source", job->address.source), RAP_S("url", job->address.url),
        RAP_S("doc", job->outcome.id), RAP_S("found", outcome_words[job->outcome.kind]),
        RAP_I("bytes", job->result.body.len), RAP_I("ms", job->result.took_ms));
}

void take_tell(fetcher_t *self, job_t *job)
{
    const char *url = job->address.url;

    switch (job->outcome.kind) {
    case JOB_POLLED:
    case JOB_FAILED:
        tell_listing(self, job);
        break;
    case JOB_RETRY:
        tell_failure(self, job);
        schedule_due(self, url, job->outcome.next_due);
        break;
    case JOB_REFUSED:
        tell_failure(self, job);
        operands_refused(self, url, job->outcome.reason);
        break;
    case JOB_DROPPED:
        tell_failure(self, job);
        operands_ended(self, url, "refused", job->outcome.reason, NULL);
        break;
    case JOB_GONE:
        tell_failure(self, job);
        break;
    default:
        tell_document(self, job);
        break;
    }
}

void take_forget(fetcher_t *self, const job_t *job)
{
    run_t *run = job->source != NULL ? schedule_run(self, job->source) : NULL;

    if (run != NULL)
        run->active = false;
    if (job->source == NULL)
        schedule_due(self, job->address.url, 0);
}
