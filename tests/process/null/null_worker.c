/* null_worker.c - a stage that hands on what it is given, or dies of it.
 *
 * Built as null_parser and null_classifier, which differ in their queues.
 */
#include "null.h"
#include "proto/rap1.h"
#include "proto/stage.h"

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

enum { SLOTS_MAX = 1024, RECORD_MAX = 4096, DEATH = 86 };

struct options {
    int64_t crash_on;
    int64_t hang_on;
    int64_t fail_on;
    int64_t retry_on;
    int64_t slow_ms;
};

#define AT(m) offsetof(struct options, m)
#define NUMBER(m)                                                                      \
    {                                                                                  \
        .name = #m, .kind = RAP_KIND_INT, .offset = AT(m), .min = -1, .max = 10000000, \
        .preset = "-1"                                                                 \
    }
static const rap_field_t rows[] = {
    NUMBER(crash_on), /* the process ends in the middle of this task */
    NUMBER(hang_on),  /* this task is never ended */
    NUMBER(fail_on),  /* this one can never be done */
    NUMBER(retry_on), /* this one cannot be done at first */
    {.name = "slow", .kind = RAP_KIND_TIME, .offset = AT(slow_ms), .max = 60000, .preset = "0"},
    {.kind = RAP_KIND_END},
};
static const rap_table_t table = {
    .name = NULL_TAKES, .size = sizeof(struct options), .fields = rows};

struct worker;

struct slow {
    struct worker *worker;
    rap_task_t *task; /* NULL: free */
    rap_watch_t timer;
};

struct worker {
    rap_stage_t *stage;
    const struct options *options;
    struct slow slow[SLOTS_MAX];
};

static rap_code_t hand_on(struct worker *self, rap_task_t *task, rap_err_t *err)
{
    const rap_record_t record = {.kind = RAP_RECORD_CAPTURE};
    RAP_AUTO_RELEASE(rap_buf) payload;

    rap_buf_init(&payload, RECORD_MAX);
    RAP_TRY(rap_record_write(&record, &payload, err));
    RAP_TRY(
        rap_task_emit(self->stage, task, NULL_GIVES, &payload, task->body, task->body_len, err));
    rap_task_done(self->stage, task);
    return RAP_OK;
}

static void at_last(rap_loop_t *loop, void *arg)
{
    struct slow *slow = arg;
    rap_task_t *task = slow->task;
    rap_err_t err;

    (void)loop;
    slow->task = NULL;
    if (hand_on(slow->worker, task, &err) != RAP_OK)
        rap_task_end(slow->worker->stage, task, &err);
}

static void take_time(struct worker *self, rap_task_t *task)
{
    struct slow *slow = self->slow;

    while (slow->task != NULL)
        slow++;
    *slow = (struct slow){.worker = self, .task = task};
    slow->timer =
        rap_loop_timer(rap_stage_loop(self->stage), self->options->slow_ms, 0, at_last, slow);
}

static rap_code_t handle(void *arg, rap_task_t *task, rap_err_t *err)
{
    struct worker *self = arg;
    const struct options *options = self->options;
    int64_t n = null_number(task->envelope.url);

    if (n == options->crash_on)
        _exit(DEATH);
    if (n == options->hang_on)
        return RAP_OK;
    if (n == options->fail_on)
        return rap_fail(err, RAP_NO_TEXT, "there is nothing in it");
    if (n == options->retry_on && task->deliveries < 2)
        return rap_fail(err, RAP_BUSY, "not now");
    if (options->slow_ms == 0)
        return hand_on(self, task, err);
    take_time(self, task);
    return RAP_OK;
}

static void cancel(void *arg, rap_task_t *task)
{
    struct worker *self = arg;

    for (size_t i = 0; i < SLOTS_MAX; i++)
        if (self->slow[i].task == task) {
            rap_loop_remove(rap_stage_loop(self->stage), self->slow[i].timer);
            self->slow[i].task = NULL;
        }
}

static rap_code_t open_worker(
    rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err)
{
    struct worker *self = calloc(1, sizeof *self);

    (void)err;
    if (self == NULL)
        abort();
    self->stage = stage;
    self->options = options;
    *ret_self = self;
    return RAP_OK;
}

static void close_worker(void **self)
{
    free(*self);
    *self = NULL;
}

static const rap_stage_type_t type = {
    .name = NULL_TAKES,
    .summary = "hands on what it is given, for tests",
    .takes = NULL_TAKES,
    .gives = NULL_GIVES,
    .options = &table,
    .slots = 4,
    .later = true,
    .open = open_worker,
    .handle = handle,
    .cancel = cancel,
    .close = close_worker,
};

int main(int argc, char **argv)
{
    return rap_stage_main(&type, argc, argv);
}
