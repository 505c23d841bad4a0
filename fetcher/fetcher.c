/* fetcher.c - the fetcher as a stage: what the runtime calls, and how it begins and ends. */
#include "fetcher/fetcher.h"

#include "proto/rap1.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEND_ARENA_MAX = 4 * 1024 * 1024 };

static void set_user_agent(fetcher_t *self)
{
    const fetcher_options_t *options = self->options;

    (void)snprintf(self->user_agent, sizeof self->user_agent, "%s%s%s%s", options->user_agent,
        options->contact != NULL ? " (+" : "", options->contact != NULL ? options->contact : "",
        options->contact != NULL ? ")" : "");
}

static rap_code_t open_downloader(fetcher_t *self, rap_err_t *err)
{
    const fetcher_options_t *options = self->options;
    const download_config_t config = {.user_agent = self->user_agent,
        .proxy = options->proxy,
        .ca_file = options->ca_file,
        .connect_to = options->connect_to,
        .allow_private = options->allow_private,
        .connect_timeout_ms = options->connect_timeout,
        .low_speed_ms = options->low_speed_time};

    set_user_agent(self);
    return downloader_new(&self->downloader, rap_stage_loop(self->stage), &config, err);
}

static rap_code_t open_archive(fetcher_t *self, rap_err_t *err)
{
    const rap_process_t *process = self->process;
    archive_place_t end;
    archive_repair_t repair;
    bool known;

    RAP_TRY(frontier_archive_end(self->frontier, &end, &known, err));
    const archive_config_t config = {.root = process->home.archive,
        .name = process->name,
        .contact = self->options->contact,
        .file_max_bytes = self->options->archive_file_max,
        .clock = process->clock,
        .end = known ? &end : NULL};
    RAP_TRY(archive_open(&self->archive, &config, &repair, err));
    if (repair.cut_bytes > 0)
        rap_log(process->log, RAP_LOG_WARNING, RAP_EVENT("archive.cut"),
            RAP_I("bytes", repair.cut_bytes), RAP_S("kept_in", repair.cut_to));
    if (repair.set_aside)
        rap_log(process->log, RAP_LOG_ERROR, RAP_EVENT("archive.set_aside"),
            RAP_S("text", "the newest file is damaged within; it is kept and a new one begun; "
                          "'rapporteur archive verify' tells where"));
    rap_metric_add(rap_metrics_counter(rap_stage_metrics(self->stage), "archive_cut_bytes_total",
                       "Bytes of incomplete records cut off the archive at start."),
        repair.cut_bytes);
    return RAP_OK;
}

static rap_code_t open_disk(fetcher_t *self, rap_err_t *err)
{
    const rap_process_t *process = self->process;

    RAP_TRY(rap_home_make(&process->home, err));
    RAP_TRY(
        frontier_open(&self->frontier, process->home.state, process->name, process->clock, err));
    rap_process_tell_rescue(
        process, rap_db_path(frontier_db(self->frontier)), frontier_rescue(self->frontier));
    RAP_TRY(open_archive(self, err));
    return outbox_count(self->frontier, &self->outbox, err);
}

static rap_code_t begin(fetcher_t *self, rap_err_t *err)
{
    RAP_TRY(operands_hints(self, err));
    RAP_TRY(open_downloader(self, err));
    if (self->process->common.once)
        return RAP_OK;
    if (!self->options->until_idle && self->process->operands > 0)
        return rap_fail(err, RAP_USAGE, "'%s' is not read without --until-idle or --once",
            self->process->operand[0]);
    RAP_TRY(open_disk(self, err));
    self->send_arena = rap_arena_new(SEND_ARENA_MAX);
    if (schedule_only_manual(self))
        RAP_TRY(operands_enter(self, err));
    else
        RAP_TRY(schedule_load(self, err));
    schedule_refresh(self);
    RAP_TRY(recaller_start(self, err));
    intake_wake(self); /* pumps once the loop runs */
    return RAP_OK;
}

static void fetcher_close(void **arg)
{
    fetcher_t *self = *arg;

    if (self == NULL)
        return;
    schedule_stop(self);
    recaller_stop(self);
    intake_stop(self);
    sender_stop(self);
    catalog_destroy(&self->catalog);
    archive_destroy(&self->archive);
    frontier_destroy(&self->frontier);
    free(self);
    *arg = NULL;
}

static rap_code_t fetcher_open(
    rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err)
{
    fetcher_t *self = calloc(1, sizeof *self);
    void *it = self;

    if (self == NULL)
        abort();
    self->stage = stage;
    self->process = rap_stage_process(stage);
    self->options = options;
    rap_code_t code = begin(self, err);
    if (code != RAP_OK) {
        fetcher_close(&it);
        return code;
    }
    *ret_self = self;
    return RAP_OK;
}

/* Every definition that cannot be used is told, not only the first. */
static rap_code_t fetcher_check(rap_process_t *process, rap_err_t *err)
{
    RAP_AUTO(catalog) *catalog = NULL;

    if (!process->has_home)
        return RAP_OK;
    RAP_TRY(catalog_read(&catalog, process->home.sources, err));
    for (size_t i = 0; i < catalog->broken_count; i++)
        (void)fprintf(stderr, "%s: %s\n", process->type->program, catalog->broken[i].text);
    if (catalog->broken_count == 0)
        return RAP_OK;
    return rap_fail(err, RAP_CONFIG,
        "%zu of the definitions in '%s' cannot be used; the other "
        "%zu can",
        catalog->broken_count, process->home.sources, catalog->count);
}

/* Nothing is begun any more.  What is under way is dropped: it is due at the next start. */
static void fetcher_drain(void *arg)
{
    fetcher_t *self = arg;

    self->draining = true;
    rap_loop_remove(rap_stage_loop(self->stage), self->wake);
    self->wake = 0;
}

static void fetcher_reload(void *arg)
{
    fetcher_t *self = arg;
    rap_err_t err;

    if (schedule_only_manual(self))
        return;
    if (schedule_load(self, &err) != RAP_OK)
        rap_log(rap_stage_log(self->stage), RAP_LOG_ERROR, RAP_EVENT("source.unread"), RAP_E(&err));
    else
        rap_log(rap_stage_log(self->stage), RAP_LOG_NOTICE, RAP_EVENT("source.loaded"),
            RAP_I("sources", self->runs));
    schedule_pump(self);
}

static void fetcher_granted(void *arg, int64_t n)
{
    fetcher_t *self = arg;

    (void)n;
    sender_pump(self);
    schedule_pump(self);
}

static void fetcher_receipt(void *arg, const rap_receipt_t *receipt)
{
    intake_receipt(arg, receipt);
}

static void fetcher_epoch(void *arg)
{
    sender_epoch(arg);
}

static bool is_idle(fetcher_t *self)
{
    return self->step == 0 && self->stall == 0 && self->receipts == 0 && self->outbox == 0 &&
           recaller_is_settled(self) && schedule_is_settled(self);
}

static bool fetcher_finished(void *arg)
{
    fetcher_t *self = arg;

    if (self->draining)
        return true;
    if (!self->options->until_idle || !is_idle(self))
        return false;
    operands_report(self);
    return true;
}

void fetcher_check_idle(fetcher_t *self)
{
    if (!self->draining && fetcher_finished(self))
        rap_stage_stop(self->stage, NULL);
}

const rap_stage_type_t fetcher_stage = {
    .name = "fetcher",
    .summary = "Looks at the sources of sources.d/, downloads the documents they list, keeps them\n"
               "in the archive and sends them to the parser until the sink has told of their end.",
    .gives = RAP_QUEUE_PARSER,
    .options = &fetcher_options_table,
    .slots = 32,
    .check = fetcher_check,
    .open = fetcher_open,
    .drain = fetcher_drain,
    .reload = fetcher_reload,
    .close = fetcher_close,
    .granted = fetcher_granted,
    .receipt = fetcher_receipt,
    .epoch = fetcher_epoch,
    .once = fetcher_once,
    .finished = fetcher_finished,
};
