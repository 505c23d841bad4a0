/* sink.c - see sink.h
 *
 * Tasks are decoded and checked as they come, and wait.  When `batch` of them wait, or `linger`
 * after the first, they are stored in one transaction; only when that is on disk are they
 * done, and only then do receipts go to the fetchers that own the documents.  So a kill at any
 * instant loses nothing: what was not committed has no receipt, and comes again.
 *
 * A document that cannot be stored (its record breaks a rule of the schema) is undone alone
 * and goes to quarantine; a store that cannot be written (locked, full) sends the whole batch
 * back for later.
 */
#include "sink/sink.h"

#include "base/fault.h"
#include "proto/rap1.h"
#include "sink/store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 128, BATCH_MAX = 1024 };

struct options {
    const char *store;
    int64_t batch;
    int64_t linger_ms;
    int64_t retry_ms;
    int64_t quarantine_max;
};

static const rap_field_t fields[] = {
    {.name = "store",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(struct options, store),
        .meta = "FILE",
        .help = "SQLite file that records go to (default: state/store.db in the home)"},
    {.name = "batch",
        .kind = RAP_KIND_INT,
        .offset = offsetof(struct options, batch),
        .min = 1,
        .max = BATCH_MAX,
        .preset = "50",
        .meta = "N",
        .help = "documents in one transaction, at most"},
    {.name = "linger",
        .kind = RAP_KIND_TIME,
        .offset = offsetof(struct options, linger_ms),
        .max = 10000,
        .preset = "50ms",
        .meta = "TIME",
        .help = "how long the first document of a transaction waits for more"},
    {.name = "retry",
        .kind = RAP_KIND_TIME,
        .offset = offsetof(struct options, retry_ms),
        .min = 10,
        .max = 3600000,
        .preset = "2s",
        .meta = "TIME",
        .help = "when a document is tried again after the store could not be written"},
    {.name = "quarantine_max",
        .kind = RAP_KIND_INT,
        .offset = offsetof(struct options, quarantine_max),
        .min = 1,
        .max = 1000 * 1000 * 1000,
        .preset = "10000",
        .meta = "N",
        .help = "documents of one source in quarantine that are kept with detail and last words"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"sink", sizeof(struct options), fields, false};

/* A task that waits for its transaction. */
struct entry {
    rap_task_t *task;
    rap_record_t record;
    rap_stored_t stored;
    rap_err_t err; /* of this document alone; code RAP_OK: none */
};

struct sink {
    rap_stage_t *stage;
    struct options options;
    rap_store_t *store;
    rap_watch_t timer; /* runs while entries wait */
    struct entry entry[BATCH_MAX];
    size_t entries;
    rap_metric_t *stored[3];
    rap_metric_t *commits;
    rap_metric_t *commit_ms;
};

static rap_code_t sink_open(
    rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err)
{
    const rap_process_t *process = rap_stage_process(stage);
    rap_metrics_t *metrics = rap_stage_metrics(stage);
    const struct options *given = options;
    const char *path = given->store != NULL ? given->store : process->home.store;
    rap_store_t *store;

    if (given->store == NULL && !process->has_home)
        return rap_fail(err, RAP_USAGE, "no store to write to; give --home DIR or --store FILE");
    RAP_TRY(rap_store_open_write(&store, path, given->quarantine_max, err));
    rap_process_tell_rescue(process, path, rap_store_rescue(store));

    struct sink *self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    self->stage = stage;
    self->options = *given;
    self->store = store;
    self->stored[RAP_STORED_NEW] =
        rap_metrics_counter(metrics, "stored_total{what=\"new\"}", "documents stored");
    self->stored[RAP_STORED_SAME] =
        rap_metrics_counter(metrics, "stored_total{what=\"same\"}", "documents stored");
    self->stored[RAP_STORED_REPLACED] =
        rap_metrics_counter(metrics, "stored_total{what=\"replaced\"}", "documents stored");
    self->commits = rap_metrics_counter(metrics, "commits_total", "transactions committed");
    self->commit_ms = rap_metrics_histogram(metrics, "commit_ms", "time of one transaction");
    *ret_self = self;
    return RAP_OK;
}

/* A store that is there must be ours and no newer than we are; an older one is migrated, and a
 * damaged one repaired, when the sink starts. */
static rap_code_t sink_check(rap_process_t *process, rap_err_t *err)
{
    const struct options *options = rap_stage_own_options(process);
    RAP_AUTO(rap_store) *store = NULL;

    if (options->store == NULL && !process->has_home)
        return RAP_OK;
    rap_code_t code = rap_store_open_read(
        &store, options->store != NULL ? options->store : process->home.store, err);
    return code == RAP_NOTFOUND || code == RAP_BUSY || code == RAP_DAMAGED ? RAP_OK : code;
}

static void sink_close(void **self)
{
    struct sink *sink = *self;

    if (sink == NULL)
        return;
    rap_store_destroy(&sink->store);
    free(sink);
    *self = NULL;
}

/* ---- the transaction ---- */

/* Stores every entry; the failure of one document is kept with it, any other is returned. */
static rap_code_t store_all(struct sink *self, rap_err_t *err)
{
    RAP_TRY(rap_store_begin(self->store, err));
    for (size_t i = 0; i < self->entries; i++) {
        struct entry *entry = &self->entry[i];

        rap_code_t code = rap_store_put(self->store, &entry->task->envelope, &entry->record,
            entry->task->arena, &entry->stored, &entry->err);
        if (code != RAP_OK && rap_code_fate(code) != RAP_FATE_REJECT) {
            *err = entry->err;
            return code;
        }
    }
    return rap_store_commit(self->store, err);
}

static rap_code_t add_receipt(struct sink *self, const struct entry *entry, rap_err_t *err)
{
    const rap_envelope_t *envelope = &entry->task->envelope;
    const rap_record_t *record = &entry->record;
    rap_receipt_t receipt = {.origin = envelope->origin,
        .id = envelope->id,
        .end = RAP_END_RECORDED,
        .url = envelope->url};

    if (record->kind == RAP_RECORD_QUARANTINE) {
        /* who sent it again on purpose is told why that was in vain */
        if (!entry->stored.recorded || envelope->again != NULL)
            receipt.reason = record->quarantine->reason;
        if (!entry->stored.recorded)
            receipt.end = RAP_END_QUARANTINED;
    } else if (record->kind == RAP_RECORD_CAPTURE) {
        receipt.end = RAP_END_DUPLICATE;
    }
    return rap_task_receipt(self->stage, entry->task, &receipt, err);
}

static void end_entry(struct sink *self, struct entry *entry)
{
    if (entry->err.code == RAP_OK && entry->stored.crowded != NULL)
        rap_log(rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("sink.quarantine_full"),
            RAP_S("source", entry->stored.crowded),
            RAP_I("quarantine_max", self->options.quarantine_max));
    if (entry->err.code == RAP_OK && add_receipt(self, entry, &entry->err) == RAP_OK) {
        rap_metric_add(self->stored[entry->stored.what], 1);
        RAP_FAULT("sink.receipt.before");
        rap_task_done(self->stage, entry->task);
        RAP_FAULT("sink.receipt.after");
    } else {
        rap_task_end(self->stage, entry->task, &entry->err);
    }
}

static void send_back(struct sink *self, const rap_err_t *err)
{
    for (size_t i = 0; i < self->entries; i++) {
        if (rap_code_fate(err->code) == RAP_FATE_RETRY)
            rap_task_retry(self->stage, self->entry[i].task, self->options.retry_ms, err);
        else
            rap_task_end(self->stage, self->entry[i].task, err);
    }
}

static void commit(struct sink *self)
{
    const rap_clock_t *clock = rap_stage_clock(self->stage);
    int64_t started = rap_clock_mono_ms(clock);
    rap_err_t err;

    rap_loop_remove(rap_stage_loop(self->stage), self->timer);
    self->timer = 0;
    if (self->entries == 0)
        return;
    if (store_all(self, &err) == RAP_OK) {
        rap_metric_add(self->commits, 1);
        rap_metric_observe(self->commit_ms, (double)(rap_clock_mono_ms(clock) - started));
        for (size_t i = 0; i < self->entries; i++)
            end_entry(self, &self->entry[i]);
    } else {
        rap_store_rollback(self->store);
        rap_log(rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("sink.not_stored"),
            RAP_I("documents", self->entries), RAP_I("retry_ms", self->options.retry_ms),
            RAP_E(&err));
        send_back(self, &err);
    }
    self->entries = 0;
}

static void on_linger(rap_loop_t *loop, void *arg)
{
    (void)loop;
    commit(arg);
}

/* ---- tasks ---- */

static rap_code_t sink_handle(void *arg, rap_task_t *task, rap_err_t *err)
{
    struct sink *self = arg;
    rap_record_t record = {.kind = RAP_RECORD_CAPTURE};

    RAP_TRY(rap_record_unpack(
        &record, task->payload, task->payload_len, task->body, task->body_len, task->arena, err));
    if (rap_task_add_hop(self->stage, task, err) != RAP_OK)
        *err = (rap_err_t){0}; /* a trace that is full is stored as it is */
    assert(self->entries < BATCH_MAX);
    self->entry[self->entries++] = (struct entry){.task = task, .record = record};
    if (self->entries >= (size_t)self->options.batch)
        commit(self);
    else if (self->timer == 0)
        self->timer = rap_loop_timer(
            rap_stage_loop(self->stage), self->options.linger_ms, 0, on_linger, self);
    return RAP_OK;
}

static void sink_cancel(void *arg, rap_task_t *task)
{
    struct sink *self = arg;

    for (size_t i = 0; i < self->entries; i++)
        if (self->entry[i].task == task) {
            self->entry[i] = self->entry[--self->entries];
            return;
        }
}

static void sink_drain(void *self)
{
    commit(self);
}

const rap_stage_type_t sink_stage = {
    .name = "sink",
    .summary = "commits records to the store, many in one transaction, and sends receipts",
    .takes = RAP_QUEUE_SINK,
    .options = &table,
    .slots = SLOTS,
    .later = true,
    .once_payload = true,
    .check = sink_check,
    .open = sink_open,
    .handle = sink_handle,
    .cancel = sink_cancel,
    .drain = sink_drain,
    .close = sink_close,
};
