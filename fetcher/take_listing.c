/* take_listing.c - what came of asking for a listing.  See take.h. */
#include "fetcher/take.h"

#include "base/codec.h"
#include "fetcher/address.h"
#include "fetcher/imports.h"

#include <stdio.h>
#include <string.h>

enum {
    LISTING_ARENA_MAX = 128 * 1024 * 1024,
    HINTS_MAX = 48 * 1024, /* bytes of one document's hints as JSON */
    HTTP_OK = 200,
    HTTP_NOT_MODIFIED = 304
};

static rap_code_t discover(
    fetcher_t *self, job_t *job, const definition_t *def, const harvest_t *harvest, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;
    rap_hints_t hints;
    const frontier_listing_t listing = {
        .source = def->id, .at = job->begun_wall_ms, .recheck_ms = def->poll.recheck};

    rap_buf_init(&json, HINTS_MAX);
    for (size_t i = 0; i < harvest->count; i++) {
        bool is_new;

        rap_buf_reset(&json);
        field_to_hints(&harvest->item[i], &hints);
        RAP_TRY(rap_codec_write(&rap_hints_table, &hints, &json, err));
        RAP_TRY(frontier_discover(
            self->frontier, &listing, harvest->item[i].url, json.data, &is_new, err));
        job->outcome.found += is_new;
    }
    return RAP_OK;
}

static rap_code_t read_page(const job_t *job, const source_t *source, harvest_t *harvest,
    rap_arena_t *arena, rap_err_t *err)
{
    const download_t *result = &job->result;
    const listing_t listing = {.name = source->file != NULL ? source->file : source->definition.url,
        .base = source->file != NULL ? NULL : result->final_url,
        .media_type = result->media_type,
        .data = result->body.data,
        .len = result->body.len};

    return source_read(source, &listing, harvest, arena, err);
}

static rap_code_t take_page(fetcher_t *self, job_t *job, const source_t *source, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(LISTING_ARENA_MAX);
    harvest_t harvest = {0};

    if (source->adapter->read_piece != NULL)
        RAP_TRY(take_piece(self, source, &harvest, arena, &job->outcome.more, err));
    else
        RAP_TRY(read_page(job, source, &harvest, arena, err));
    job->outcome.entries = harvest.entries;
    job->outcome.filtered = harvest.filtered;
    job->outcome.broken = harvest.broken;
    job->outcome.broken_text = rap_arena_strdup(job->arena, harvest.broken_text);
    return discover(self, job, &source->definition, &harvest, err);
}

static rap_code_t take_failure(
    fetcher_t *self, job_t *job, const definition_t *def, frontier_source_t *state, rap_err_t *err)
{
    int64_t wait = take_wait_ms(self, job, state->failures + 1);

    job->outcome.kind = JOB_FAILED;
    job->outcome.reason = take_reason(job);
    /* what will not pass by itself is looked at as seldom as ever */
    if (!take_is_transient(job) || (wait > def->poll.every && job->result.retry_after_ms == 0))
        wait = def->poll.every;
    state->failures++;
    state->reason = job->outcome.reason;
    state->next_due = frontier_now(self->frontier) + wait;
    job->outcome.failures = state->failures;
    job->outcome.next_due = state->next_due;
    return frontier_source_set(self->frontier, def->id, state, err);
}

static const char *or_null(const char *text)
{
    return text[0] != '\0' ? text : NULL;
}

rap_code_t take_listing(fetcher_t *self, job_t *job, rap_err_t *err)
{
    const run_t *run = schedule_run(self, job->source);
    const download_t *result = &job->result;
    frontier_source_t state;

    job->outcome.kind = JOB_POLLED;
    if (run == NULL) /* a reload took the source away */
        return RAP_OK;
    const definition_t *def = &run->source->definition;
    RAP_TRY(frontier_source_get(self->frontier, def->id, job->arena, &state, err));
    if (result->code != RAP_OK ||
        (result->status != HTTP_OK && result->status != HTTP_NOT_MODIFIED))
        return take_failure(self, job, def, &state, err);
    if (result->status == HTTP_OK) {
        if (state.definition == NULL || strcmp(state.definition, run->source->digest) != 0)
            RAP_TRY(imports_forget(self->frontier, def->id, err));
        RAP_TRY(take_page(self, job, run->source, err));
        state.etag = or_null(result->etag);
        state.last_modified = or_null(result->last_modified);
        state.definition = run->source->digest;
        state.listed_at = job->begun_wall_ms;
    } else {
        RAP_TRY(frontier_relist(self->frontier, def->id, def->poll.recheck, err));
    }
    state.failures = 0;
    state.reason = NULL;
    state.polled_at = frontier_now(self->frontier);
    int64_t every = job->outcome.more ? 0 : def->poll.every;
    state.next_due = job->outcome.next_due = job->begun_wall_ms + every;
    return frontier_source_set(self->frontier, def->id, &state, err);
}

/* ---- told once it is on the disk ---- */

static void tell_polled(fetcher_t *self, const job_t *job, const definition_t *def)
{
    const outcome_t *outcome = &job->outcome;
    bool whole = job->result.status == HTTP_OK;
    const run_t *run = schedule_run(self, job->source);
    bool is_by_piece = run != NULL && run->source->adapter->read_piece != NULL;

    rap_log(rap_stage_log(self->stage), RAP_LOG_INFO, RAP_EVENT("source.polled"),
        RAP_S("source", def->id), RAP_S("found", whole ? NULL : "unchanged"),
        RAP_I("entries", outcome->entries), RAP_I("filtered", outcome->filtered),
        RAP_I("new", outcome->found), RAP_I("ms", job->result.took_ms));
    if (outcome->broken > 0)
        rap_log(rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("source.broken_entries"),
            RAP_S("source", def->id), RAP_I("entries", outcome->broken),
            RAP_S("text", outcome->broken_text));
    if (whole && !is_by_piece && (int64_t)outcome->entries < def->expect.min_items)
        rap_log(rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("source.unexpected"),
            RAP_S("source", def->id), RAP_I("entries", outcome->entries),
            RAP_I("min_items", def->expect.min_items));
}

static void tell_failed(fetcher_t *self, const job_t *job, const definition_t *def)
{
    char detail[256];

    take_detail(job, detail);
    rap_log(rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("source.failed"),
        RAP_S("source", def->id), RAP_S("reason", job->outcome.reason), RAP_S("text", detail),
        RAP_I("failures", job->outcome.failures));
}

void tell_listing(fetcher_t *self, job_t *job)
{
    run_t *run = schedule_run(self, job->source);

    if (run == NULL)
        return;
    run->active = false;
    run->next_due = job->outcome.next_due;
    if (job->outcome.kind == JOB_POLLED) {
        run->polled = !job->outcome.more;
        tell_polled(self, job, &run->source->definition);
        schedule_refresh(self);
        return;
    }
    tell_failed(self, job, &run->source->definition);
    if (!take_is_transient(job) || ++run->failures >= self->options->attempts) {
        run->polled = true; /* given up, when each is to be polled once */
        if (self->options->until_idle)
            self->process->exit = 1;
    }
}
