/* classifier.c - see classifier.h */
#include "classifier/classifier.h"

#include "classifier/classify.h"
#include "proto/rap1.h"

#include <malloc.h>
#include <stdlib.h>

typedef struct options {
    const char *codebook, *model;
    double threshold;
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
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"classifier", sizeof(options_t), fields, false};

typedef struct classifier {
    rap_stage_t *stage;
    const options_t *options; /* borrowed: they live as long as the process */
    engine_t engine;
    rap_metric_t *positions, *candidates, *refused;
} classifier_t;

static rap_code_t read_files(
    const rap_process_t *process, const options_t *options, engine_t *ret, rap_err_t *err)
{
    const engine_choice_t choice = {options->codebook, options->model};

    return engine_open(ret, process->has_home ? &process->home : NULL, &choice, err);
}

static rap_code_t classifier_check(rap_process_t *process, rap_err_t *err)
{
    RAP_AUTO_RELEASE(engine) engine = {0};

    return read_files(process, rap_stage_own_options(process), &engine, err);
}

/* Puts all files in place of those in hand; these stay when one is wrong. */
static rap_code_t load(classifier_t *self, rap_err_t *err)
{
    engine_t engine;

    RAP_TRY(read_files(rap_stage_process(self->stage), self->options, &engine, err));
    engine_release(&self->engine);
    self->engine = engine;
    (void)malloc_trim(0); /* the files' trees are many times as large as what is kept */
    if (engine.alone[0] != '\0')
        rap_log(rap_stage_log(self->stage), RAP_LOG_NOTICE, RAP_EVENT("classifier.rules_alone"),
            RAP_S("reason", engine.alone));
    return RAP_OK;
}

static void classifier_close(void **self)
{
    classifier_t *classifier = *self;

    if (classifier == NULL)
        return;
    engine_release(&classifier->engine);
    free(classifier);
    *self = NULL;
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
    rap_code_t code = load(self, err);
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
static rap_code_t classify(
    classifier_t *self, rap_record_t *record, rap_task_t *task, rap_err_t *err)
{
    RAP_TRY(classify_record(&self->engine, record, task->arena, err));
    RAP_TRY(classify_set_aside(&record->positions,
        engine_threshold(&self->engine, self->options->threshold), task->arena, &record->candidates,
        err));
    RAP_TRY(rap_record_sift(record, tell_refused, self, task->arena, err));
    rap_metric_add(self->positions, (int64_t)record->positions.count);
    rap_metric_add(self->candidates, (int64_t)record->candidates.count);
    return RAP_OK;
}

static rap_code_t classifier_handle(void *arg, rap_task_t *task, rap_err_t *err)
{
    classifier_t *self = arg;
    RAP_AUTO_RELEASE(rap_buf) out;
    rap_record_t record;

    rap_buf_init(&out, RAP_RECORD_MAX);
    RAP_TRY(rap_record_unpack(
        &record, task->payload, task->payload_len, task->body, task->body_len, task->arena, err));
    if (record.kind == RAP_RECORD_RESULT)
        RAP_TRY(classify(self, &record, task, err));
    RAP_TRY(rap_record_pack(&record, &out, NULL, err));
    return rap_task_emit(self->stage, task, RAP_QUEUE_SINK, &out, task->body, task->body_len, err);
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
    .once_payload = true,
    .check = classifier_check,
    .open = classifier_open,
    .handle = classifier_handle,
    .reload = classifier_reload,
    .close = classifier_close,
};
