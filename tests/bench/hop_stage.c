/* hop_stage.c - the worker's end of a hop with the whole stage loop: it reads each envelope and
 * ends the task with a receipt, at once, and does nothing else.
 */
#include "proto/rap1.h"
#include "proto/stage.h"

struct worker {
    rap_stage_t *stage;
};

static struct worker the_worker;

static rap_code_t open_worker(
    rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err)
{
    (void)options;
    (void)err;
    the_worker.stage = stage;
    *ret_self = &the_worker;
    return RAP_OK;
}

static rap_code_t handle(void *arg, rap_task_t *task, rap_err_t *err)
{
    const struct worker *self = arg;
    const rap_receipt_t receipt = {.origin = task->envelope.origin,
        .id = task->envelope.id,
        .end = RAP_END_RECORDED,
        .url = task->envelope.url};

    return rap_task_receipt(self->stage, task, &receipt, err);
}

static void close_worker(void **self)
{
    *self = NULL;
}

static const rap_stage_type_t type = {
    .name = RAP_QUEUE_CLASSIFIER,
    .summary = "ends what comes to it with a receipt, for the benchmark of a hop",
    .takes = RAP_QUEUE_CLASSIFIER,
    .slots = 256,
    .open = open_worker,
    .handle = handle,
    .close = close_worker,
};

int main(int argc, char **argv)
{
    return rap_stage_main(&type, argc, argv);
}
