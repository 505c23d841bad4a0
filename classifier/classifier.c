/* classifier.c - see classifier.h */
#include "classifier/classifier.h"

#include "classifier/classify.h"
#include "classifier/llm/llm.h"
#include "proto/rap1.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct options {
    const char *codebook, *model;
    double threshold;
    llm_options_t llm;
} options_t;

static const rap_field_t fields[] = {
    {.name = "codebook",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(options_t, codebook),
        .max = 60,
        .preset = "un-ict-security",
        .meta = "ID",
        .help = "the codebook: codebooks/ID.yaml in the data folder"},
    {.name = "model",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(options_t, model),
        .max = RAP_PATH_MAX - 1,
        .meta = "FILE|none",
        .help = "the model; none: rules alone (default: models/ID.model in the data folder)"},
    {.name = "threshold",
        .kind = RAP_KIND_REAL,
        .offset = offsetof(options_t, threshold),
        .min = 0,
        .max = 1,
        .meta = "X",
        .help = "confidence of a position, less goes to the review list; 0: as the engine says"},
    {.name = "llm",
        .kind = RAP_KIND_OBJECT,
        .offset = offsetof(options_t, llm),
        .table = &llm_options_table,
        .help = "a language model that is asked beside the rules; off without an endpoint"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"classifier", sizeof(options_t), fields, false};

typedef struct classifier {
    rap_stage_t *stage;
    const options_t *options; /* borrowed: they live as long as the process */
    engine_t engine;
    llm_t *llm; /* NULL: none is asked */
    rap_metric_t *positions, *candidates, *refused;
} classifier_t;

/* A document that the language model is asked about; in its task's arena. */
typedef struct asked {
    classifier_t *classifier;
    rap_task_t *task;
    rap_record_t record;
} asked_t;

static rap_code_t read_files(
    const rap_process_t *process, const options_t *options, engine_t *ret, rap_err_t *err)
{
    const engine_choice_t choice = {options->codebook, options->model};

    return engine_open(ret, process->has_home ? &process->home : NULL, &choice, err);
}

static rap_code_t classifier_check(rap_process_t *process, rap_err_t *err)
{
    RAP_AUTO_RELEASE(engine) engine = {0};
    const options_t *options = rap_stage_own_options(process);

    RAP_TRY(llm_options_check(&options->llm, err));
    return read_files(process, options, &engine, err);
}

static void breathe(void *arg)
{
    rap_stage_breathe(arg);
}

/* In `rapporteur status`: with what positions are found, and what they were found with before. */
static void tell_engine(const classifier_t *self, bool in_use)
{
    char name[RAP_METRIC_NAME_MAX];

    if (self->engine.codebook == NULL)
        return;
    (void)snprintf(name, sizeof name, "engine{name=\"%s\"}", engine_name(&self->engine));
    rap_metric_set(rap_metrics_gauge(rap_stage_metrics(self->stage), name,
                       "1: positions are found by it, 0: they were"),
        in_use);
}

/* Puts all files in place of those in hand; these stay when one is wrong. */
static rap_code_t load(classifier_t *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(engine) engine = {0};

    RAP_TRY(read_files(rap_stage_process(self->stage), self->options, &engine, err));
    if (self->llm != NULL) {
        llm_hurry(self->llm); /* what is in hand names the old ones */
        RAP_TRY(llm_follow(self->llm, engine.codebook, err));
    }
    tell_engine(self, false);
    engine_release(&self->engine);
    self->engine = engine;
    self->engine.breath = (engine_breath_t){breathe, self->stage};
    engine = (engine_t){0};
    tell_engine(self, true);
    rap_metric_set(
        rap_metrics_gauge(rap_stage_metrics(self->stage), "rules_alone",
            "1: there is no model that fits the codebook, 0: there is, or none is wanted"),
        self->engine.alone[0] != '\0');
    (void)malloc_trim(0); /* the files' trees are many times as large as what is kept */
    if (self->engine.alone[0] != '\0')
        rap_log(rap_stage_log(self->stage), RAP_LOG_NOTICE, RAP_EVENT("classifier.rules_alone"),
            RAP_S("reason", self->engine.alone));
    return RAP_OK;
}

static void classifier_close(void **self)
{
    classifier_t *classifier = *self;

    if (classifier == NULL)
        return;
    llm_destroy(&classifier->llm);
    engine_release(&classifier->engine);
    free(classifier);
    *self = NULL;
}

static void on_llm_ended(void *arg);

static rap_code_t open_llm(classifier_t *self, rap_err_t *err)
{
    const llm_options_t *options = &self->options->llm;
    const llm_place_t place = {
        rap_stage_loop(self->stage), rap_stage_log(self->stage), rap_stage_metrics(self->stage)};

    if (options->endpoint == NULL)
        return RAP_OK;
    RAP_TRY(llm_options_check(options, err));
    return llm_new(&self->llm, &place, options, on_llm_ended, err);
}

static void add_counters(classifier_t *self)
{
    rap_metrics_t *metrics = rap_stage_metrics(self->stage);

    self->positions = rap_metrics_counter(metrics, "positions_total", "positions found");
    self->candidates =
        rap_metrics_counter(metrics, "candidates_total", "positions set aside for the review list");
    self->refused = rap_metrics_counter(
        metrics, "refused_total", "positions whose quotation was not in the text");
}

static rap_code_t classifier_open(
    rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err)
{
    classifier_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->stage = stage;
    self->options = options;
    add_counters(self);
    rap_code_t code = open_llm(self, err);
    if (code == RAP_OK)
        code = load(self, err);
    if (code != RAP_OK) {
        void *made = self;
        classifier_close(&made);
        return code;
    }
    *ret_self = self;
    return RAP_OK;
}

static void tell_refused(const rap_position_t *refused, const rap_err_t *why, void *arg)
{
    const classifier_t *self = arg;

    rap_metric_add(self->refused, 1);
    rap_log(rap_stage_log(self->stage), RAP_LOG_WARNING, RAP_EVENT("classifier.refused"),
        RAP_S("statement", refused->statement_id), RAP_S("issue", refused->issue),
        RAP_S("engine", refused->engine), RAP_E(why));
}

/* Nothing invented leaves: no position without its words in the text, and none that is not sure
 * enough but as a candidate. */
static rap_code_t sort_out(
    classifier_t *self, rap_record_t *record, rap_task_t *task, rap_err_t *err)
{
    RAP_TRY(classify_set_aside(&record->positions,
        engine_threshold(&self->engine, self->options->threshold), task->arena, &record->candidates,
        err));
    RAP_TRY(rap_record_sift(record, tell_refused, self, task->arena, err));
    rap_metric_add(self->positions, (int64_t)record->positions.count);
    rap_metric_add(self->candidates, (int64_t)record->candidates.count);
    return RAP_OK;
}

static rap_code_t send_on(
    classifier_t *self, rap_record_t *record, rap_task_t *task, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) out;

    rap_buf_init(&out, RAP_RECORD_MAX);
    if (record->kind == RAP_RECORD_RESULT)
        RAP_TRY(sort_out(self, record, task, err));
    RAP_TRY(rap_record_pack(record, &out, NULL, err));
    RAP_TRY(
        rap_task_emit(self->stage, task, RAP_QUEUE_SINK, &out, task->body, task->body_len, err));
    rap_task_done(self->stage, task);
    return RAP_OK;
}

static void on_llm_ended(void *arg)
{
    asked_t *asked = arg;
    rap_stage_t *stage = asked->classifier->stage;
    rap_task_t *task = asked->task;
    rap_err_t err;

    task->own = NULL;
    if (send_on(asked->classifier, &asked->record, task, &err) != RAP_OK)
        rap_task_end(stage, task, &err);
}

static rap_code_t ask_llm(
    classifier_t *self, const rap_record_t *record, rap_task_t *task, rap_err_t *err)
{
    asked_t *asked = rap_arena_alloc(task->arena, sizeof *asked);

    if (asked == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for the task");
    *asked = (asked_t){.classifier = self, .task = task, .record = *record};
    task->own = asked;
    const llm_subject_t subject = {.record = &asked->record,
        .codebook = self->engine.codebook,
        .parties = self->engine.parties,
        .arena = task->arena};
    return llm_ask(self->llm, &subject, asked, err);
}

static rap_code_t classifier_handle(void *arg, rap_task_t *task, rap_err_t *err)
{
    classifier_t *self = arg;
    rap_record_t record;

    RAP_TRY(rap_record_unpack(
        &record, task->payload, task->payload_len, task->body, task->body_len, task->arena, err));
    if (record.kind != RAP_RECORD_RESULT)
        return send_on(self, &record, task, err);
    RAP_TRY(classify_record(&self->engine, &record, task->arena, err));
    return self->llm != NULL ? ask_llm(self, &record, task, err)
                             : send_on(self, &record, task, err);
}

static void classifier_cancel(void *arg, rap_task_t *task)
{
    classifier_t *self = arg;

    if (task->own != NULL)
        llm_cancel(self->llm, task->own);
}

static void classifier_drain(void *arg)
{
    classifier_t *self = arg;

    if (self->llm != NULL)
        llm_hurry(self->llm);
}

static void classifier_reload(void *arg)
{
    classifier_t *self = arg;
    rap_err_t err;

    if (load(self, &err) != RAP_OK)
        rap_log(rap_stage_log(self->stage), RAP_LOG_ERROR, RAP_EVENT("classifier.not_reloaded"),
            RAP_E(&err));
    else
        rap_log(rap_stage_log(self->stage), RAP_LOG_NOTICE, RAP_EVENT("classifier.reloaded"),
            RAP_S("codebook", codebook_name(self->engine.codebook)),
            RAP_S("engine", engine_name(&self->engine)));
}

const rap_stage_type_t classifier_stage = {
    .name = "classifier",
    .summary = "finds positions in statements: who is for or against what, and in which words",
    .takes = RAP_QUEUE_CLASSIFIER,
    .gives = RAP_QUEUE_SINK,
    .options = &table,
    .slots = 1,
    .later = true,
    .once_payload = true,
    .check = classifier_check,
    .open = classifier_open,
    .handle = classifier_handle,
    .cancel = classifier_cancel,
    .drain = classifier_drain,
    .reload = classifier_reload,
    .close = classifier_close,
};
