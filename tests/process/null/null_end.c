/* null_end.c - where documents end when only the fetcher is tested: it takes the queue
 * NULL_TAKES, writes each envelope as a line of state/<queue>.jsonl (with the payload after a
 * tab, where there is one) and answers with a receipt at once.
 *
 * The body must have the digest that is the document's id.  SIGHUP makes it keep
 * receipts back until the next SIGHUP.
 */
#include "base/hash.h"
#include "proto/rap1.h"
#include "proto/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELD_MAX = 256, ENVELOPE_MAX = RAP1_HEADER_MAX };

struct end {
    rap_stage_t *stage;
    FILE *file;
    bool holding;
    rap_task_t *held[HELD_MAX];
    size_t count;
};

static rap_code_t answer(struct end *self, rap_task_t *task, rap_err_t *err)
{
    rap_record_t record = {.kind = RAP_RECORD_RESULT};
    rap_receipt_t receipt = {
        .origin = task->envelope.origin, .id = task->envelope.id, .url = task->envelope.url};

    if (task->payload_len > 0)
        RAP_TRY(rap_record_read(&record, task->payload, task->payload_len, task->arena, err));
    if (record.kind == RAP_RECORD_QUARANTINE) {
        receipt.end = RAP_END_QUARANTINED;
        receipt.reason = record.quarantine->reason;
    } else {
        receipt.end = record.kind == RAP_RECORD_CAPTURE ? RAP_END_DUPLICATE : RAP_END_RECORDED;
    }
    RAP_TRY(rap_task_receipt(self->stage, task, &receipt, err));
    rap_task_done(self->stage, task);
    return RAP_OK;
}

static rap_code_t write_down(struct end *self, const rap_task_t *task, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;
    char id[RAP_HEX_SIZE];

    rap_buf_init(&json, ENVELOPE_MAX);
    rap_sha256(task->body, task->body_len, id);
    if (task->payload_len == 0 && strcmp(id, task->envelope.id) != 0)
        return rap_fail(err, RAP_SCHEMA, "the body is not that of the id");
    RAP_TRY(rap_envelope_write(&task->envelope, &json, err));
    if (task->payload_len > 0)
        RAP_TRY(rap_buf_printf(&json, err, "\t%.*s", (int)task->payload_len, task->payload));
    if (fprintf(self->file, "%s\n", json.data) < 0 || fflush(self->file) != 0)
        return rap_fail(err, RAP_INTERNAL, "could not write down what came");
    return RAP_OK;
}

static rap_code_t handle(void *arg, rap_task_t *task, rap_err_t *err)
{
    struct end *self = arg;

    RAP_TRY(write_down(self, task, err));
    if (!self->holding)
        return answer(self, task, err);
    self->held[self->count++] = task;
    return RAP_OK;
}

static void reload(void *arg)
{
    struct end *self = arg;
    rap_err_t err;

    self->holding = !self->holding;
    for (size_t i = 0; !self->holding && i < self->count; i++)
        if (answer(self, self->held[i], &err) != RAP_OK)
            rap_stage_stop(self->stage, &err);
    if (!self->holding)
        self->count = 0;
}

static void cancel(void *arg, rap_task_t *task)
{
    struct end *self = arg;
    size_t kept = 0;

    for (size_t i = 0; i < self->count; i++)
        if (self->held[i] != task)
            self->held[kept++] = self->held[i];
    self->count = kept;
}

static void close_end(void **arg)
{
    struct end *self = *arg;

    if (self->file != NULL)
        (void)fclose(self->file);
    free(self);
    *arg = NULL;
}

static rap_code_t open_end(rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err)
{
    struct end *self = calloc(1, sizeof *self);
    char path[RAP_PATH_MAX + 32];
    void *made = self;

    (void)options;
    if (self == NULL)
        abort();
    self->stage = stage;
    (void)snprintf(
        path, sizeof path, "%s/" NULL_TAKES ".jsonl", rap_stage_process(stage)->home.state);
    self->file = fopen(path, "ae");
    if (self->file == NULL) {
        close_end(&made);
        return rap_fail(err, RAP_IO, "could not open '%s'", path);
    }
    *ret_self = self;
    return RAP_OK;
}

static const rap_stage_type_t type = {
    .name = NULL_TAKES,
    .summary = "ends what comes to it with a receipt, for tests",
    .takes = NULL_TAKES,
    .slots = HELD_MAX,
    .later = true,
    .open = open_end,
    .handle = handle,
    .cancel = cancel,
    .reload = reload,
    .close = close_end,
};

int main(int argc, char **argv)
{
    return rap_stage_main(&type, argc, argv);
}
