/* intake.c - what came goes to the disk, all of it or nothing.
 *
 * A step takes every job that has ended and every receipt that came since the last one:
 * bodies into the archive, which is synced; then one transaction of the frontier.  Two fsyncs are
 * most of what it costs, so it waits a moment for company.  What fails with the disk or the
 * database is undone whole and comes again: jobs by being asked for anew, receipts because they
 * are kept.
 */
#include "fetcher/fetcher.h"

#include "base/codec.h"
#include "base/fault.h"
#include "base/retry.h"
#include "fetcher/accounts.h"
#include "fetcher/take.h"

#include <stdlib.h>
#include <string.h>

enum {
    STALL_BASE_MS = 1000,
    STALL_CAP_MS = 60 * 1000,
    STALL_MIN_MS = 200,
    RECEIPTS_MAX = 65536, /* kept while the database fails; those beyond come again */
    COMPANY_MS = 5,       /* what comes so soon behind another goes to the disk with it */
    PUBLISH_MS = 250
};

/* ---- receipts ---- */

static char *copy(const char *text)
{
    char *it = text != NULL ? strdup(text) : NULL;

    if (text != NULL && it == NULL)
        abort();
    return it;
}

static void free_text(const char *text)
{
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): the way around -Wcast-qual */
    free((void *)(uintptr_t)text); /* ours, const only for who reads the receipt */
}

static void forget_receipts(fetcher_t *self)
{
    for (size_t i = 0; i < self->receipts; i++) {
        free_text(self->receipt[i].id);
        free_text(self->receipt[i].reason);
        free_text(self->receipt[i].url);
    }
    self->receipts = 0;
}

void intake_receipt(fetcher_t *self, const rap_receipt_t *receipt)
{
    if (receipt->url == NULL || self->receipts == RECEIPTS_MAX)
        return;
    if (self->receipts == self->receipts_cap) {
        self->receipts_cap = self->receipts_cap > 0 ? self->receipts_cap * 2 : 64;
        self->receipt = reallocarray(self->receipt, self->receipts_cap, sizeof *self->receipt);
        if (self->receipt == NULL)
            abort();
    }
    RAP_FAULT("fetcher.receipt.before");
    self->receipt[self->receipts++] = (rap_receipt_t){.id = copy(receipt->id),
        .end = receipt->end,
        .reason = copy(receipt->reason),
        .url = copy(receipt->url)};
    RAP_FAULT("fetcher.receipt.after");
    intake_wake(self);
}

static rap_code_t take_receipts(fetcher_t *self, rap_err_t *err)
{
    for (size_t i = 0; i < self->receipts; i++) {
        bool known;

        RAP_TRY(outbox_receipt(self->frontier, &self->receipt[i], &known, err));
    }
    return RAP_OK;
}

static void tell_receipts(fetcher_t *self)
{
    for (size_t i = 0; i < self->receipts; i++) {
        const rap_receipt_t *receipt = &self->receipt[i];

        operands_ended(
            self, receipt->url, rap_end_names[receipt->end], receipt->reason, receipt->id);
    }
}

/* ---- the step ---- */

/* *ret_culprit is the job that could not be taken in, or NULL when it was not a job. */
static rap_code_t take_all(fetcher_t *self, job_t **ret_culprit, rap_err_t *err)
{
    archive_place_t end;

    *ret_culprit = NULL;
    RAP_TRY(frontier_begin(self->frontier, err));
    RAP_TRY(take_receipts(self, err));
    for (job_t *job = self->jobs; job != NULL; job = job->next) {
        if (!job->arrived)
            continue;
        rap_code_t code = take_job(self, job, err);
        if (code != RAP_OK) {
            *ret_culprit = job;
            return code;
        }
    }
    RAP_TRY(outbox_note_sent(self->frontier, err));
    RAP_TRY(outbox_count(self->frontier, &self->outbox, err));
    /* the archive first: a place is written down only once there is something at it */
    RAP_FAULT("archive.sync.before");
    RAP_TRY(archive_sync(self->archive, err));
    RAP_FAULT("archive.sync.after");
    if (archive_end(self->archive, &end))
        RAP_TRY(frontier_set_archive_end(self->frontier, &end, err));
    return frontier_commit(self->frontier, err);
}

static void undo(fetcher_t *self)
{
    rap_err_t err;

    frontier_rollback(self->frontier);
    archive_rollback(self->archive);
    if (outbox_count(self->frontier, &self->outbox, &err) != RAP_OK)
        self->outbox = self->options->outbox_max; /* then rather wait */
}

/* Nothing of them is on the disk: the frontier still says that they are due. */
static void drop_arrived(fetcher_t *self)
{
    for (job_t *job = self->jobs, *next; job != NULL; job = next) {
        next = job->next;
        if (!job->arrived)
            continue;
        take_forget(self, job);
        job_destroy(self, job);
    }
}

static void tell_arrived(fetcher_t *self)
{
    for (job_t *job = self->jobs, *next; job != NULL; job = next) {
        next = job->next;
        if (!job->arrived)
            continue;
        take_tell(self, job);
        job_destroy(self, job);
    }
}

/* What came is such that it cannot be written down: then that is written down instead.  A job
 * of which not even that can be is a bug, and ends the process rather than go round. */
static bool spoil(job_t *job, rap_err_t *err)
{
    if (job == NULL || job->spoilt || rap_code_fate(err->code) != RAP_FATE_REJECT)
        return false;
    job->spoilt = true;
    job->result.code = err->code;
    job->result.err = *err;
    job->result.reason = rap_code_reason(err->code);
    return true;
}

static void on_publish(rap_loop_t *loop, void *arg)
{
    fetcher_t *self = arg;
    rap_err_t err;

    (void)loop;
    self->publish = 0;
    /* a number that is late is no reason to stop; the next step tries again */
    if (accounts_publish(self->frontier, rap_stage_metrics(self->stage), &err) != RAP_OK)
        rap_log(
            rap_stage_log(self->stage), RAP_LOG_INFO, RAP_EVENT("fetch.uncounted"), RAP_E(&err));
}

static void on_step(rap_loop_t *loop, void *arg)
{
    fetcher_t *self = arg;
    job_t *culprit;
    rap_err_t err;

    self->step = 0;
    if (self->stall != 0)
        return; /* its end wakes us */
    rap_code_t code = take_all(self, &culprit, &err);
    while (code != RAP_OK && spoil(culprit, &err)) {
        undo(self);
        code = take_all(self, &culprit, &err);
    }
    if (code != RAP_OK) {
        undo(self);
        drop_arrived(self);
        intake_stall(self, &err);
        return;
    }
    self->stalls = 0;
    sender_noted(self);
    tell_receipts(self);
    forget_receipts(self);
    tell_arrived(self);
    if (self->publish == 0)
        self->publish = rap_loop_timer(loop, PUBLISH_MS, 0, on_publish, self);
    sender_pump(self);
    schedule_pump(self);
    fetcher_check_idle(self);
}

void intake_wake(fetcher_t *self)
{
    if (self->step == 0)
        self->step = rap_loop_timer(rap_stage_loop(self->stage), COMPANY_MS, 0, on_step, self);
}

/* ---- when the disk or the database fails ---- */

static void on_stall_over(rap_loop_t *loop, void *arg)
{
    fetcher_t *self = arg;

    (void)loop;
    self->stall = 0;
    intake_wake(self); /* which pumps, too */
}

void intake_stall(fetcher_t *self, const rap_err_t *err)
{
    const rap_retry_t retry = {.base_ms = STALL_BASE_MS, .cap_ms = STALL_CAP_MS};

    if (rap_code_fate(err->code) != RAP_FATE_RETRY) {
        rap_stage_stop(self->stage, err);
        return;
    }
    if (self->stall != 0)
        return;
    int64_t wait = STALL_MIN_MS + rap_retry_delay_ms(&retry, ++self->stalls);
    rap_log(rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("fetch.stalled"), RAP_E(err),
        RAP_I("wait_ms", wait));
    self->stall = rap_loop_timer(rap_stage_loop(self->stage), wait, 0, on_stall_over, self);
}

void intake_stop(fetcher_t *self)
{
    rap_loop_t *loop = rap_stage_loop(self->stage);

    rap_loop_remove(loop, self->step);
    rap_loop_remove(loop, self->stall);
    rap_loop_remove(loop, self->publish);
    self->step = self->stall = self->publish = 0;
    forget_receipts(self);
    free(self->receipt);
    self->receipt = NULL;
    self->receipts_cap = 0;
}
