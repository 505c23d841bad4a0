/* train.c - rapporteur-train: a model from labelled sentences, and how good it is.
 *
 * A program of its own beside the classifier's, which has no need of what learns. */
#include "classifier/train/train.h"

#include "base/file.h"
#include "base/program.h"
#include "classifier/evaluate/room.h"
#include "classifier/train/report.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ARENA_MAX ((size_t)2 << 30)
enum { MODEL_BYTES_MAX = 64 << 20, REPORT_MAX = 1 << 20, FILE_MODE = 0644, FOLDS_MAX = 100 };

struct options {
    const char *home, *codebook, *thesaurus, *output;
    int64_t folds;
    double threshold, trust;
    int by;
    bool json, quiet, help, man_options;
};

#define AT(member) offsetof(struct options, member)
#define SWITCH(member, text)                                                         \
    {                                                                                \
        .name = #member, .kind = RAP_KIND_BOOL, .offset = AT(member), .help = (text) \
    }

static const rap_field_t fields[] = {
    {.name = "codebook",
        .kind = RAP_KIND_STRING,
        .offset = AT(codebook),
        .max = RAP_PATH_MAX - 1,
        .preset = "un-ict-security",
        .meta = "ID|FILE",
        .help = "the codebook: codebooks/ID.yaml in the data folder, or a file"},
    {.name = "thesaurus",
        .kind = RAP_KIND_STRING,
        .offset = AT(thesaurus),
        .max = RAP_PATH_MAX - 1,
        .preset = "thesaurus",
        .meta = "ID|FILE|none",
        .help =
            "which words mean the like: lexica/ID.yaml in the data folder, a file, or none at all"},
    {.name = "output",
        .kind = RAP_KIND_STRING,
        .offset = AT(output),
        .letter = 'o',
        .max = RAP_PATH_MAX - 1,
        .meta = "FILE",
        .help = "write the model to a file (default: only say how good it would be)"},
    {.name = "folds",
        .kind = RAP_KIND_INT,
        .offset = AT(folds),
        .min = 2,
        .max = FOLDS_MAX,
        .preset = "4",
        .meta = "N",
        .help = "parts that are each judged by a model of the others"},
    {.name = "by",
        .kind = RAP_KIND_CHOICE,
        .offset = AT(by),
        .choices = cross_by_names,
        .preset = "document",
        .meta = "WHAT",
        .help = "what is never parted: line, document (if told, else line), delegation, hand"},
    {.name = "threshold",
        .kind = RAP_KIND_REAL,
        .offset = AT(threshold),
        .max = 1,
        .preset = "0.3",
        .meta = "X",
        .help = "confidence that a position has at least, where the model is used"},
    {.name = "trust",
        .kind = RAP_KIND_REAL,
        .offset = AT(trust),
        .max = 1000,
        .preset = "10",
        .meta = "N",
        .help = "how much more probable another stance must be than that of the rules"},
    {.name = "home",
        .kind = RAP_KIND_STRING,
        .offset = AT(home),
        .letter = 'H',
        .max = RAP_PATH_MAX - 1,
        .meta = "DIR",
        .help = "the pipeline's folder, for data files of its own"},
    SWITCH(json, "print one object of JSON, for programs"),
    SWITCH(quiet, "do not tell how far it is"),
    {.name = "help",
        .kind = RAP_KIND_BOOL,
        .offset = AT(help),
        .letter = 'h',
        .help = "say what the command does and takes"},
    {.name = "man_options",
        .kind = RAP_KIND_BOOL,
        .offset = AT(man_options),
        .flags = RAP_HIDDEN,
        .help = "the options in the macros of man(7)"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"train", sizeof(struct options), fields, false};

static const char about[] =
    "Learns from labelled sentences which issue a sentence means and which stance it takes, and says\n"
    "how good that is on sentences that were held back, beside the rules alone.  FILE has one JSON\n"
    "object a line: id, language, text, before (the sentence before it), codes (issue, stance,\n"
    "reported).  The same lines give the same model.  docs/accuracy.md says what each figure is.\n";

/* ---- progress ---- */

static void say_fold(size_t done, size_t of)
{
    (void)fprintf(stderr, "%s%zu of %zu folds%s", isatty(STDERR_FILENO) ? "\r" : "", done, of,
        !isatty(STDERR_FILENO) || done == of ? "\n" : "");
}

static void say_nothing(size_t done, size_t of)
{
    (void)done;
    (void)of;
}

/* ---- training ---- */

typedef struct work {
    const struct options *options;
    rap_arena_t *arena;
    engine_t engine;
    thesaurus_t thesaurus; /* the model's, before there is one */
    const char *thesaurus_name;
    examples_t examples;
    model_t *model;
    lesson_t *lesson;
    cross_result_t cross;
    int64_t bytes;
} work_t;

static rap_code_t learn(work_t *self, rap_err_t *err)
{
    const struct options *options = self->options;
    void *sheet, *fold;

    RAP_TRY(room_take(self->arena, self->examples.count, sizeof(sheet_t), &sheet, err));
    RAP_TRY(room_take(self->arena, self->examples.count, sizeof(size_t), &fold, err));
    size_t folds =
        cross_deal(&self->examples, (cross_by_t)options->by, (size_t)options->folds, fold);
    if (folds < 2)
        return rap_fail(err, RAP_USAGE, "all lines are of one %s; there is nothing to hold back",
            cross_by_names[options->by]);
    RAP_TRY(cross_sheets(self->lesson, &self->examples, fold, folds,
        options->quiet ? say_nothing : say_fold, sheet, err));
    cross_count(self->lesson, &self->examples, self->model, sheet, fold, folds, &self->cross);
    if (options->output == NULL)
        return RAP_OK;
    lesson_judges(self->lesson, sheet, NULL, &self->model->judges);
    lesson_learn(self->lesson, NULL);
    return RAP_OK;
}

/* Writes the model, and reads what it wrote. */
static rap_code_t write_model(work_t *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) file;
    RAP_AUTO(model) *again = NULL;

    rap_buf_init(&file, MODEL_BYTES_MAX);
    RAP_TRY(model_write(self->model, &file, err));
    RAP_TRY(model_read(&again, self->options->output, file.data, file.len, err));
    memcpy(self->model->engine, again->engine, sizeof again->engine);
    self->bytes = (int64_t)file.len;
    return rap_file_replace(self->options->output, file.data, file.len, FILE_MODE, err);
}

static rap_code_t print(work_t *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;
    const training_t training = {.model = self->model,
        .cross = &self->cross,
        .by = cross_by_names[self->options->by],
        .file = self->options->output,
        .bytes = self->bytes};

    rap_buf_init(&json, REPORT_MAX);
    if (!self->options->json) {
        training_print(&training);
        return RAP_OK;
    }
    RAP_TRY(training_json(&training, self->arena, &json, err));
    (void)printf("%s\n", json.data);
    return RAP_OK;
}

/* One that knows nothing yet but what it will be made of. */
static void begin_model(work_t *self)
{
    self->model = model_new(self->engine.codebook);
    self->model->thesaurus = self->thesaurus;
    self->thesaurus = (thesaurus_t){0};
    self->model->head.thesaurus = self->thesaurus_name;
    self->model->head.senses = (int64_t)self->model->thesaurus.senses;
    self->model->head.sense_bits = (int64_t)self->model->thesaurus.bits;
    self->model->head.training_sha256 = self->examples.sha256;
    self->model->head.sentences = (int64_t)self->examples.count;
    self->model->head.threshold = self->options->threshold;
    self->model->head.trust = self->options->trust;
    self->model->head.recall = examples_recall(&self->examples);
    self->lesson = lesson_new(&self->examples, self->model);
}

static rap_code_t open_thesaurus(work_t *self, const rap_home_t *data, rap_err_t *err)
{
    const char *word = self->options->thesaurus;
    char path[RAP_PATH_MAX];

    if (strcmp(word, ENGINE_NONE) == 0)
        return RAP_OK;
    RAP_TRY(engine_data_path(data, "lexica", word, path, err));
    return thesaurus_open(&self->thesaurus, &self->thesaurus_name, path, self->arena, err);
}

/* What a model is made with; the path of its codebook into `ret_codebook` of RAP_PATH_MAX bytes. */
static rap_code_t open_files(work_t *self, char *ret_codebook, rap_err_t *err)
{
    const engine_choice_t choice = {self->options->codebook, ENGINE_NONE};
    const rap_home_t *data = NULL;
    rap_home_t home;

    if (self->options->home != NULL) {
        RAP_TRY(rap_home_at(&home, self->options->home, err));
        data = &home;
    }
    RAP_TRY(engine_open(&self->engine, data, &choice, err));
    size_t issues = codebook_issue_count(self->engine.codebook);
    if (model_classes(issues) > WEIGHTS_CLASSES_MAX)
        return rap_fail(
            err, RAP_UNSUPPORTED, "%zu issues are more than a model can tell apart", issues);
    RAP_TRY(open_thesaurus(self, data, err));
    return engine_codebook_path(data, self->options->codebook, ret_codebook, err);
}

static rap_code_t train_files(work_t *self, int files, char **file, rap_err_t *err)
{
    char codebook[RAP_PATH_MAX];

    if (files < 1)
        return rap_fail(err, RAP_USAGE, "'train' needs FILE; see 'rapporteur train --help'");
    RAP_TRY(open_files(self, codebook, err));
    const examples_from_t from = {.engine = &self->engine,
        .thesaurus = &self->thesaurus,
        .codebook = codebook,
        .file = file,
        .files = (size_t)files};
    RAP_TRY(examples_read(&self->examples, &from, self->arena, err));
    begin_model(self);
    RAP_TRY(learn(self, err));
    if (self->options->output != NULL)
        RAP_TRY(write_model(self, err));
    return print(self, err);
}

static rap_code_t run(const void *told, int files, char **file, rap_arena_t *arena, rap_err_t *err)
{
    const struct options *options = told;
    work_t work = {.options = options, .arena = arena};
    rap_code_t code = train_files(&work, files, file, err);

    lesson_destroy(&work.lesson);
    model_destroy(&work.model);
    thesaurus_release(&work.thesaurus);
    engine_release(&work.engine);
    return code;
}

int train_main(int argc, char **argv)
{
    static const rap_program_t program = {
        .usage = "rapporteur train [OPTION...] FILE...",
        .about = about,
        .table = &table,
        .help = offsetof(struct options, help),
        .man_options = offsetof(struct options, man_options),
        .arena_max = ARENA_MAX,
        .run = run,
    };

    return rap_program_main(&program, argc, argv);
}
