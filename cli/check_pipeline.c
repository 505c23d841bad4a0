/* check_pipeline.c - of `rapporteur check`: what the broker says of itself. */
#include "cli/ask.h"
#include "cli/check.h"
#include "cli/span.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ANSWER_MS = 2000, ANSWER_MAX = 16 * 1024 * 1024, NAME_SIZE = 128, MS_PER_S = 1000 };

/* A queue has the name of the stage that takes from it. */
static void check_workers(struct check *self, const rap_status_t *status, const char *stage)
{
    const rap_worker_status_t *worker = status->workers.item;
    char next[NAME_SIZE];

    for (size_t i = 0; i < status->workers.count; i++)
        if (strcmp(worker[i].stage, stage) == 0)
            return;
    (void)snprintf(next, sizeof next, "rapporteur scale %s=1", stage);
    verdict_problem(self->verdict, VERDICT_CRITICAL, "no_worker", stage, next, "no %s runs", stage);
}

/* A queue's age in one respect, in seconds as monitoring has them. */
static void check_age(struct check *self, const rap_queue_status_t *queue, const char *what,
    int64_t ms, int64_t warning_ms, int64_t critical_ms)
{
    char label[NAME_SIZE], span[SPAN_SIZE];
    const verdict_measure_t exact = {.value = ms, .warning = warning_ms, .critical = critical_ms};

    (void)snprintf(label, sizeof label, "%s_%s", queue->queue, what);
    verdict_measure(self->verdict, &(verdict_measure_t){.label = label,
                                       .unit = "s",
                                       .value = ms / MS_PER_S,
                                       .warning = warning_ms / MS_PER_S,
                                       .critical = critical_ms / MS_PER_S});
    if (verdict_of(&exact) == VERDICT_OK || ms == 0)
        return;
    (void)snprintf(label, sizeof label, "queue_%s", what);
    verdict_problem(self->verdict, verdict_of(&exact), label, queue->queue, "rapporteur status",
        strcmp(what, "full") == 0 ? "the queue '%s' is full for %s"
                                  : "a task waits in the queue '%s' for %s",
        queue->queue, span_text(ms, span));
}

static void check_status(struct check *self, const rap_status_t *status)
{
    const struct check_options *options = self->options;
    const rap_queue_status_t *queue = status->queues.item;
    char span[SPAN_SIZE];

    verdict_fine(self->verdict, "the pipeline runs for %s with %zu workers",
        span_text(status->uptime_ms, span), status->workers.count);
    for (size_t i = 0; i < status->queues.count; i++) {
        check_workers(self, status, queue[i].queue);
        check_age(self, &queue[i], "full", queue[i].full_ms, options->full_warning,
            options->full_critical);
        check_age(self, &queue[i], "age", queue[i].oldest_live_ms, options->age_warning,
            options->age_critical);
    }
    check_workers(self, status, "fetcher");
    verdict_measure(self->verdict, &(verdict_measure_t){.label = "dropped",
                                       .unit = "c",
                                       .value = status->dropped_total,
                                       .critical = 0,
                                       .warning = -1});
    if (status->dropped_total > 0)
        verdict_problem(self->verdict, VERDICT_CRITICAL, "dropped", NULL, "rapporteur status",
            "the broker gave up %" PRId64 " tasks without a record; its log has task.dropped",
            status->dropped_total);
}

rap_code_t check_pipeline(struct check *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json = {0};
    rap_status_t status;
    bool runs;

    rap_buf_init(&json, ANSWER_MAX);
    RAP_TRY(ask_status(self->home, ANSWER_MS, self->arena, &json, &status, &runs, err));
    if (runs)
        check_status(self, &status);
    else if (self->options->running)
        verdict_problem(self->verdict, VERDICT_CRITICAL, "not_running", NULL, "rapporteur run",
            "no pipeline runs in '%s'", self->home->dir);
    else
        verdict_fine(self->verdict, "no pipeline runs");
    return RAP_OK;
}
