/* schedule.c - what is asked for next.
 *
 * Sources are polled when they are due, addresses asked for in the order of their time, both
 * as their hosts allow.  Nothing is begun while the broker grants nothing and enough
 * documents wait for it: back-pressure ends here, at the sites.
 */
#include "fetcher/fetcher.h"

#include "base/file.h"
#include "fetcher/address.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    JOB_ARENA_MAX = 1024 * 1024,
    MANUAL_DELAY_MS = 1000,
    LISTING_FILE_MAX = 64 * 1024 * 1024,
    HTTP_OK = 200
};

static int64_t mono(const fetcher_t *self)
{
    return rap_clock_mono_ms(rap_stage_clock(self->stage));
}

static int64_t wall(const fetcher_t *self)
{
    return rap_clock_wall_ms(rap_stage_clock(self->stage));
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

bool schedule_only_manual(const fetcher_t *self)
{
    return self->options->until_idle && self->process->operands > 0;
}

/* ---- jobs ---- */

static job_t *job_new(fetcher_t *self)
{
    job_t *job = calloc(1, sizeof *job);

    if (job == NULL)
        abort();
    job->fetcher = self;
    job->arena = rap_arena_new(JOB_ARENA_MAX);
    job->begun_wall_ms = job->fetched_wall_ms = wall(self);
    /* at the end: what was asked for first is taken in first */
    job_t **at = &self->jobs;
    while (*at != NULL)
        at = &(*at)->next;
    *at = job;
    self->job_count++;
    return job;
}

void job_destroy(fetcher_t *self, job_t *job)
{
    job_t **at = &self->jobs;

    while (*at != job) {
        assert(*at != NULL); /* every job is in the list until here */
        at = &(*at)->next;
    }
    *at = job->next;
    self->job_count--;
    download_release(&job->result);
    rap_arena_destroy(&job->arena);
    free(job->source);
    free(job);
}

static void arrived(job_t *job)
{
    fetcher_t *self = job->fetcher;

    job->arrived = true;
    if (job->host != NULL) {
        host_end(job->host);
        if (job->result.retry_after_ms > 0)
            host_pause(job->host, mono(self) + job->result.retry_after_ms);
    }
    intake_wake(self);
}

static void on_downloaded(void *arg, download_t *result)
{
    job_t *job = arg;

    job->result = *result;
    *result = (download_t){0}; /* taken */
    arrived(job);
}

/* The file's bytes, as if they had been downloaded. */
static void read_file(job_t *job, const char *path, int64_t max_bytes)
{
    download_t *result = &job->result;

    rap_buf_init(&result->body, (size_t)max_bytes);
    rap_buf_init(&result->request, 1);
    rap_buf_init(&result->response, 1);
    result->status = HTTP_OK;
    result->code = operand_check_file(path, &result->err);
    if (result->code == RAP_OK)
        result->code = rap_file_read(path, &result->body, &result->err);
    if (result->code != RAP_OK)
        result->reason = rap_code_reason(result->code);
    arrived(job);
}

static void download(job_t *job, const download_request_t *request, int64_t delay_ms)
{
    fetcher_t *self = job->fetcher;
    download_t *result = &job->result;

    if (self->options->delay >= 0)
        delay_ms = self->options->delay;
    host_begin(job->host, mono(self), delay_ms);
    if (download_start(self->downloader, request, on_downloaded, job, &result->err) == RAP_OK)
        return;
    result->code = result->err.code;
    result->reason = rap_code_reason(result->code);
    arrived(job);
}

/* ---- times ---- */

/* How long an address waits at most, for its host or for its next try. */
static int64_t longest_wait(const fetcher_t *self)
{
    return later(self->options->retry_cap, DOWNLOAD_RETRY_AFTER_MAX_S * INT64_C(1000));
}

static int64_t run_due(const fetcher_t *self, const run_t *run)
{
    return frontier_due(self->frontier, run->next_due,
        later(run->source->definition.poll.every, longest_wait(self)));
}

static int64_t host_due_at(const fetcher_t *self, const host_t *host)
{
    if (host->due_ms == INT64_MAX)
        return INT64_MAX;
    return frontier_due(self->frontier, host->due_ms, longest_wait(self));
}

/* ---- listings ---- */

static bool may_ask(const fetcher_t *self, const host_t *host)
{
    return host->active < self->options->per_host && host->next_ok_ms <= mono(self);
}

/* Another definition may find more in the page that the server has, changed or not. */
static bool is_changed(const source_t *source, const frontier_source_t *state)
{
    return state->definition == NULL || strcmp(state->definition, source->digest) != 0;
}

static void poll(fetcher_t *self, run_t *run)
{
    const definition_t *def = &run->source->definition;
    frontier_source_t state = {0};
    rap_err_t err;
    job_t *job = job_new(self);

    run->active = true;
    job->source = strdup(def->id);
    if (job->source == NULL)
        abort();
    if (run->source->adapter->by_path) {
        job->result.status = HTTP_OK; /* its adapter reads the files itself */
        arrived(job);
        return;
    }
    if (run->source->file != NULL) {
        read_file(job, run->source->file, LISTING_FILE_MAX);
        return;
    }
    if (frontier_source_get(self->frontier, def->id, job->arena, &state, &err) != RAP_OK)
        state = (frontier_source_t){0}; /* then it is asked for whole */
    bool whole = is_changed(run->source, &state);
    char host[ADDRESS_HOST_MAX];
    address_host(def->url, host);
    job->host = hosts_get(&self->hosts, host);
    download(job,
        &(download_request_t){.url = def->url,
            .etag = whole ? NULL : state.etag,
            .last_modified = whole ? NULL : state.last_modified,
            .max_bytes = def->http.max_bytes,
            .timeout_ms = def->http.timeout},
        def->http.delay);
}

static bool may_poll(fetcher_t *self, const run_t *run)
{
    char host[ADDRESS_HOST_MAX];

    if (run->active || run_due(self, run) > wall(self) ||
        (self->options->until_idle && run->polled))
        return false;
    if (run->source->file != NULL)
        return true;
    address_host(run->source->definition.url, host);
    return may_ask(self, hosts_get(&self->hosts, host));
}

/* ---- documents ---- */

static bool is_under_way(const void *arg, int64_t address)
{
    const fetcher_t *self = arg;

    for (const job_t *job = self->jobs; job != NULL; job = job->next)
        if (job->source == NULL && job->address.id == address)
            return true;
    return false;
}

static void ask(fetcher_t *self, job_t *job)
{
    const frontier_address_t *address = &job->address;
    const char *path = address_to_path(address->url, job->arena);
    const source_t *source = catalog_find(self->catalog, address->source);
    const definition_t *def = source != NULL ? &source->definition : NULL;
    int64_t max_bytes = def != NULL ? def->http.max_bytes : self->options->max_bytes;
    bool whole = address->forced || address->document == NULL;
    const char *archive;
    int64_t offset;

    if (address_to_record(address->url, job->arena, &archive, &offset)) {
        job->host->active++;
        record_read(job, source, archive, offset, max_bytes);
        arrived(job);
        return;
    }
    if (path != NULL) {
        job->host->active++;
        read_file(job, path, max_bytes);
        return;
    }
    download(job,
        &(download_request_t){.url = address->url,
            .etag = whole ? NULL : address->etag,
            .last_modified = whole ? NULL : address->last_modified,
            .max_bytes = max_bytes,
            .timeout_ms = def != NULL ? def->http.timeout : self->options->timeout},
        def != NULL ? def->http.delay : MANUAL_DELAY_MS);
}

/* The host's first address that is due and not under way.  True: a job for it has begun;
 * else host->due_ms says when to look again. */
static rap_code_t ask_one(fetcher_t *self, host_t *host, bool *ret_begun, rap_err_t *err)
{
    job_t *job = job_new(self);
    const frontier_search_t search = {.host = host->name,
        .only_manual = schedule_only_manual(self),
        .is_taken = is_under_way,
        .arg = self};
    rap_code_t code = frontier_next(self->frontier, &search, job->arena, &job->address, err);
    bool found = code == RAP_OK && job->address.id != 0;
    int64_t due =
        found ? frontier_due(self->frontier, job->address.next_due, longest_wait(self)) : INT64_MAX;

    *ret_begun = false;
    host->due_ms = due;
    if (code != RAP_OK || due > wall(self)) {
        job_destroy(self, job);
        return code;
    }
    job->host = host;
    *ret_begun = true;
    ask(self, job);
    return RAP_OK;
}

/* ---- the pump ---- */

static bool has_room(const fetcher_t *self)
{
    if (self->job_count >= self->options->parallel)
        return false;
    return rap_stage_credit(self->stage) > 0 ||
           self->outbox + self->job_count < self->options->outbox_max;
}

/* Files are read as fast as there is room; hosts one at a time and not too often. */
static rap_code_t ask_hosts(fetcher_t *self, rap_err_t *err)
{
    for (size_t i = 0; i < self->hosts.count && has_room(self); i++) {
        host_t *host = self->hosts.host[i];
        bool file = host->name[0] == '\0';
        bool begun = true;

        while (begun && has_room(self) && host_due_at(self, host) <= wall(self) &&
               (file || may_ask(self, host)))
            RAP_TRY(ask_one(self, host, &begun, err));
    }
    return RAP_OK;
}

static void on_wake(rap_loop_t *loop, void *arg)
{
    fetcher_t *self = arg;

    (void)loop;
    self->wake = 0;
    schedule_pump(self);
    fetcher_check_idle(self);
}

/* When the host can be asked for something that it has, in ms from now. */
static int64_t host_wait(const fetcher_t *self, const host_t *host)
{
    if (host->due_ms == INT64_MAX || host->active >= self->options->per_host)
        return INT64_MAX; /* the end of what is under way wakes us */
    return later(host_due_at(self, host) - wall(self), host->next_ok_ms - mono(self));
}

static int64_t run_wait(fetcher_t *self, const run_t *run)
{
    char host[ADDRESS_HOST_MAX];
    int64_t wait = run_due(self, run) - wall(self);

    if (run->active || (self->options->until_idle && run->polled))
        return INT64_MAX;
    if (run->source->file != NULL)
        return wait;
    address_host(run->source->definition.url, host);
    const host_t *it = hosts_get(&self->hosts, host);
    return it->active >= self->options->per_host ? INT64_MAX
                                                 : later(wait, it->next_ok_ms - mono(self));
}

static void set_wake(fetcher_t *self)
{
    int64_t first = INT64_MAX;
    rap_loop_t *loop = rap_stage_loop(self->stage);

    rap_loop_remove(loop, self->wake);
    self->wake = 0;
    if (!has_room(self))
        return; /* a grant, a receipt or the end of a job wakes us */
    for (size_t i = 0; i < self->hosts.count; i++) {
        int64_t wait = host_wait(self, self->hosts.host[i]);
        first = wait < first ? wait : first;
    }
    for (size_t i = 0; i < self->runs; i++) {
        int64_t wait = run_wait(self, &self->run[i]);
        first = wait < first ? wait : first;
    }
    if (first < INT64_MAX)
        self->wake = rap_loop_timer(loop, later(first, 1), 0, on_wake, self);
}

void schedule_pump(fetcher_t *self)
{
    rap_err_t err;

    if (self->draining || self->stall != 0)
        return;
    for (size_t i = 0; i < self->runs && has_room(self); i++)
        if (may_poll(self, &self->run[i]))
            poll(self, &self->run[i]);
    if (ask_hosts(self, &err) != RAP_OK) {
        intake_stall(self, &err);
        return;
    }
    set_wake(self);
}

void schedule_stop(fetcher_t *self)
{
    rap_loop_remove(rap_stage_loop(self->stage), self->wake);
    self->wake = 0;
    downloader_destroy(&self->downloader); /* tells nobody, so the jobs can go */
    while (self->jobs != NULL)
        job_destroy(self, self->jobs);
    hosts_release(&self->hosts);
    free(self->run);
    self->run = NULL;
    self->runs = 0;
}

void schedule_due(fetcher_t *self, const char *url, int64_t due_ms)
{
    char host[ADDRESS_HOST_MAX];

    address_host(url, host);
    host_due(hosts_get(&self->hosts, host), due_ms);
}

static void on_host(void *arg, const char *host, int64_t next_due)
{
    fetcher_t *self = arg;

    host_due(hosts_get(&self->hosts, host), next_due);
}

void schedule_refresh(fetcher_t *self)
{
    rap_err_t err;

    if (frontier_hosts(self->frontier, schedule_only_manual(self), on_host, self, &err) != RAP_OK)
        intake_stall(self, &err);
}

bool schedule_is_settled(fetcher_t *self)
{
    int64_t waiting;
    rap_err_t err;

    if (self->job_count > 0)
        return false;
    for (size_t i = 0; i < self->runs; i++)
        if (!self->run[i].polled)
            return false;
    return frontier_waiting(self->frontier, schedule_only_manual(self), &waiting, &err) == RAP_OK &&
           waiting == 0;
}

/* ---- sources ---- */

run_t *schedule_run(fetcher_t *self, const char *source)
{
    for (size_t i = 0; i < self->runs; i++)
        if (strcmp(self->run[i].source->definition.id, source) == 0)
            return &self->run[i];
    return NULL;
}

static void tell_broken(fetcher_t *self, const catalog_t *catalog)
{
    for (size_t i = 0; i < catalog->broken_count; i++)
        rap_log(rap_stage_log(self->stage), RAP_LOG_ERROR, RAP_EVENT("source.disabled"),
            RAP_E(&catalog->broken[i]));
}

static rap_code_t make_run(fetcher_t *self, source_t *source, run_t *ret, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(JOB_ARENA_MAX);
    const run_t *before = schedule_run(self, source->definition.id);
    frontier_source_t state;

    RAP_TRY(frontier_source_get(self->frontier, source->definition.id, arena, &state, err));
    *ret = (run_t){.source = source,
        .next_due = self->options->until_idle || is_changed(source, &state) ? 0 : state.next_due,
        .active = before != NULL && before->active,
        .polled = before != NULL && before->polled,
        .failures = before != NULL ? before->failures : 0};
    return RAP_OK;
}

rap_code_t schedule_load(fetcher_t *self, rap_err_t *err)
{
    RAP_AUTO(catalog) *catalog = NULL;

    RAP_TRY(catalog_read(&catalog, self->process->home.sources, err));
    tell_broken(self, catalog);
    run_t *run = calloc(catalog->count + 1, sizeof *run);
    if (run == NULL)
        abort();
    rap_code_t code = RAP_OK;
    for (size_t i = 0; i < catalog->count && code == RAP_OK; i++)
        code = make_run(self, catalog->source[i], &run[i], err);
    if (code != RAP_OK) {
        free(run);
        return code;
    }
    free(self->run);
    self->run = run;
    self->runs = catalog->count;
    catalog_t *old = self->catalog;
    self->catalog = catalog;
    catalog = old; /* goes */
    return RAP_OK;
}
