/* null_sink.c - a sink that only remembers, in state/null.db of the home, what came to it.
 *
 *   documents(id, url, lane, kind, stage, reason, worker, times)
 *
 * A row a document, however often it comes; `times` counts that.  A batch is one transaction,
 * and receipts go out after it.  SIGHUP stalls it (tasks are taken and not ended), and
 * the next SIGHUP lets it go on.
 */
#include "base/db.h"
#include "proto/rap1.h"
#include "proto/stage.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum { DB_BUSY_MS = 5000, SLOTS_MAX = 1024, BATCH_MS = 5 };

struct options {
    bool stalled;
};

#define AT(m) offsetof(struct options, m)
static const rap_field_t rows[] = {
    {.name = "stalled", .kind = RAP_KIND_BOOL, .offset = AT(stalled)},
    {.kind = RAP_KIND_END},
};
static const rap_table_t table = {.name = "sink", .size = sizeof(struct options), .fields = rows};

struct sink {
    rap_stage_t *stage;
    rap_db_t *db;
    rap_task_t *task[SLOTS_MAX]; /* in hand, in order */
    size_t count;
    bool stalled, timed;
};

static const char *const steps[] = {
    "CREATE TABLE documents (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
    " url TEXT NOT NULL, lane INTEGER NOT NULL, kind TEXT NOT NULL, stage TEXT, reason TEXT,"
    " worker TEXT, bytes INTEGER NOT NULL, times INTEGER NOT NULL DEFAULT 1)",
};

static rap_code_t store(struct sink *self, rap_task_t *task, rap_receipt_t *receipt, rap_err_t *err)
{
    static const rap_quarantine_t none;
    rap_record_t record;

    RAP_TRY(rap_record_read(&record, task->payload, task->payload_len, task->arena, err));
    const rap_quarantine_t *why = record.quarantine != NULL ? record.quarantine : &none;

    *receipt = (rap_receipt_t){
        .origin = task->envelope.origin,
        .id = task->envelope.id,
        .end = record.quarantine != NULL ? RAP_END_QUARANTINED : RAP_END_RECORDED,
        .reason = why->reason,
        .url = task->envelope.url,
    };
    return rap_db_run(self->db, err,
        "INSERT INTO documents (id, url, lane, kind, stage, reason, worker, bytes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET times = times + 1",
        "ssissssi", task->envelope.id, task->envelope.url, (int64_t)task->envelope.lane,
        rap_record_kind_names[record.kind], why->stage, why->reason, why->worker,
        (int64_t)task->body_len);
}

static rap_code_t commit(struct sink *self, rap_err_t *err)
{
    rap_receipt_t receipt[SLOTS_MAX];

    RAP_TRY(rap_db_begin(self->db, err));
    for (size_t i = 0; i < self->count; i++)
        RAP_TRY(store(self, self->task[i], &receipt[i], err));
    RAP_TRY(rap_db_commit(self->db, err));
    for (size_t i = 0; i < self->count; i++) {
        RAP_TRY(rap_task_receipt(self->stage, self->task[i], &receipt[i], err));
        rap_task_done(self->stage, self->task[i]);
    }
    self->count = 0;
    return RAP_OK;
}

static void flush(struct sink *self)
{
    rap_err_t err;

    if (self->count > 0 && !self->stalled && commit(self, &err) != RAP_OK)
        rap_stage_stop(self->stage, &err);
}

static void on_timer(rap_loop_t *loop, void *arg)
{
    struct sink *self = arg;

    (void)loop;
    self->timed = false;
    flush(self);
}

static rap_code_t handle(void *arg, rap_task_t *task, rap_err_t *err)
{
    struct sink *self = arg;

    (void)err;
    self->task[self->count++] = task;
    if (!self->timed)
        rap_loop_timer(rap_stage_loop(self->stage), BATCH_MS, 0, on_timer, self);
    self->timed = true;
    return RAP_OK;
}

static void cancel(void *arg, rap_task_t *task)
{
    struct sink *self = arg;
    size_t kept = 0;

    for (size_t i = 0; i < self->count; i++)
        if (self->task[i] != task)
            self->task[kept++] = self->task[i];
    self->count = kept;
}

static void drain(void *arg)
{
    flush(arg);
}

static void reload(void *arg)
{
    struct sink *self = arg;

    self->stalled = !self->stalled;
    flush(self);
}

static void close_sink(void **arg)
{
    struct sink *self = *arg;

    rap_db_destroy(&self->db);
    free(self);
    *arg = NULL;
}

static rap_code_t open_sink(
    rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err)
{
    const struct options *mine = options;
    struct sink *self = calloc(1, sizeof *self);
    char path[RAP_PATH_MAX + 16];
    void *made = self;

    if (self == NULL)
        abort();
    self->stage = stage;
    self->stalled = mine->stalled;
    (void)snprintf(path, sizeof path, "%s/null.db", rap_stage_process(stage)->home.state);
    rap_code_t code = rap_db_open(&self->db, path, RAP_DB_WRITE, DB_BUSY_MS, err);

    if (code == RAP_OK)
        code = rap_db_migrate(self->db, steps, 1, err);
    if (code != RAP_OK)
        close_sink(&made);
    else
        *ret_self = self;
    return code;
}

static const rap_stage_type_t type = {
    .name = "sink",
    .summary = "remembers what came to it, for tests",
    .takes = RAP_QUEUE_SINK,
    .options = &table,
    .slots = 50,
    .later = true,
    .open = open_sink,
    .handle = handle,
    .cancel = cancel,
    .drain = drain,
    .reload = reload,
    .close = close_sink,
};

int main(int argc, char **argv)
{
    return rap_stage_main(&type, argc, argv);
}
