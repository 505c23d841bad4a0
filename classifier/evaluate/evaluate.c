/* evaluate.c - rapporteur-evaluate: how good the classifier is, against positions coded by people.
 *
 * A program of its own beside the classifier's, since it is linked with all that reads
 * statements; `rapporteur evaluate` starts it. */
#include "classifier/evaluate/evaluate.h"

#include "base/program.h"
#include "classifier/classify.h"
#include "classifier/criticism/criticism.h"
#include "classifier/evaluate/report.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_MAX = 1 << 30, REPORT_MAX = 16 << 20 };

enum { TASK_POSITIONS, TASK_CRITICISM };
static const char *const task_names[] = {"positions", "criticism", NULL};

struct options {
    const char *home, *codebook, *model, *language, *save, *compare;
    double threshold;
    int64_t bootstrap, seed;
    int task;
    bool show, issues, json, help, man_options;
};

#define AT(member) offsetof(struct options, member)
#define TEXT(member, size, what, text)                                                 \
    {                                                                                  \
        .name = #member, .kind = RAP_KIND_STRING, .offset = AT(member), .max = (size), \
        .meta = (what), .help = (text)                                                 \
    }
#define SWITCH(member, text)                                                         \
    {                                                                                \
        .name = #member, .kind = RAP_KIND_BOOL, .offset = AT(member), .help = (text) \
    }

static const rap_field_t fields[] = {
    {.name = "task",
        .kind = RAP_KIND_CHOICE,
        .offset = AT(task),
        .choices = task_names,
        .preset = "positions",
        .meta = "WHAT",
        .help = "what is evaluated: positions, or criticism of others in sentences"},
    {.name = "codebook",
        .kind = RAP_KIND_STRING,
        .offset = AT(codebook),
        .max = 60,
        .preset = "un-ict-security",
        .meta = "ID",
        .help = "the codebook: codebooks/ID.yaml in the data folder"},
    TEXT(model, 4096, "FILE|none",
        "the model; none: by rules alone (default: models/ID.model there, if any)"),
    {.name = "threshold",
        .kind = RAP_KIND_REAL,
        .offset = AT(threshold),
        .max = 1,
        .meta = "X",
        .help = "what is found with less confidence does not count; 0: as the engine says"},
    TEXT(language, 64, "TAG", "only statements in this language: en, fr"),
    TEXT(save, 4096, "FILE", "write what was found to a file, to compare with later"),
    TEXT(compare, 4096, "FILE", "compare with what an earlier run saved"),
    {.name = "bootstrap",
        .kind = RAP_KIND_INT,
        .offset = AT(bootstrap),
        .max = 1000000,
        .preset = "1000",
        .meta = "N",
        .help = "draws for the intervals; 0: none"},
    {.name = "seed",
        .kind = RAP_KIND_INT,
        .offset = AT(seed),
        .max = UINT32_MAX,
        .preset = "1",
        .meta = "N",
        .help = "the same seed gives the same intervals"},
    SWITCH(show, "first list what was found and not wanted, or wanted and not found"),
    SWITCH(issues, "also a line for each issue"),
    {.name = "home",
        .kind = RAP_KIND_STRING,
        .offset = AT(home),
        .letter = 'H',
        .max = 4096,
        .meta = "DIR",
        .help = "the pipeline's folder, for data files of its own"},
    SWITCH(json, "print one object of JSON, for programs"),
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

static const rap_table_t table = {"evaluate", sizeof(struct options), fields, false};

static const char about[] =
    "Classifies statements that people have coded, and says how far the two agree: which issues,\n"
    "which stance, whose view, in which words; with 95 % intervals from a bootstrap over\n"
    "statements.  FILE has one JSON object a line: id, language, text and gold.codes (issue,\n"
    "stance, party, attribution, quote).  Neutral codes and issues under gold.disputed are not\n"
    "scored.\n"
    "With --task criticism FILE is a table (CSV) of sentences that people marked as criticism or not,\n"
    "with the columns of UNSCon: basename (the debate), speech_id, file_id, sentence_text, A0 and B1.\n"
    "Each debate is judged by what was learnt from the others; of the options only --bootstrap,\n"
    "--seed, --show, --home and --json are for it.\n"
    "docs/accuracy.md says what each figure is, and what it is not.\n";

/* Keeps the items of the language, in their order. */
static void select_language(rap_array_t *items, const char *language)
{
    gold_item_t *item = items->item;
    size_t kept = 0;

    for (size_t i = 0; i < items->count; i++)
        if (item[i].language != NULL && strcmp(item[i].language, language) == 0)
            item[kept++] = item[i];
    items->count = kept;
}

static rap_code_t print_report(
    const report_t *report, const struct options *options, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;

    rap_buf_init(&json, REPORT_MAX);
    if (options->show && !options->json) {
        report_differences(report);
        (void)printf("\n");
    }
    if (!options->json) {
        report_print(report);
        return RAP_OK;
    }
    RAP_TRY(report_json(report, &json, err));
    (void)printf("%s\n", json.data);
    return RAP_OK;
}

static rap_code_t evaluate(runs_corpus_t *corpus, const struct options *options, rap_err_t *err)
{
    runs_run_t now, before;
    report_t report = {.corpus = corpus,
        .now = &now,
        .draws = {.count = options->bootstrap, .seed = (uint32_t)options->seed},
        .by_issue = options->issues};

    RAP_TRY(runs_prepare(corpus, err));
    RAP_TRY(runs_classify(corpus, &now, err));
    if (options->compare != NULL) {
        RAP_TRY(runs_load(corpus, options->compare, &before, err));
        report.before = &before;
    }
    if (options->save != NULL)
        RAP_TRY(runs_save(corpus, &now, options->save, err));
    return print_report(&report, options, err);
}

static rap_code_t open_engine(
    const struct options *options, const rap_home_t *home, engine_t *ret, rap_err_t *err)
{
    const engine_choice_t choice = {options->codebook, options->model};

    RAP_TRY(engine_open(ret, home, &choice, err));
    if (ret->alone[0] != '\0')
        (void)fprintf(stderr, "rapporteur: by rules alone: %s\n", ret->alone);
    return RAP_OK;
}

static rap_code_t run_positions(const struct options *options, const rap_home_t *home, int files,
    char **file, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO_RELEASE(engine) engine = {0};
    runs_corpus_t corpus = {.engine = &engine, .arena = arena};

    RAP_TRY(open_engine(options, home, &engine, err));
    corpus.threshold = engine_threshold(&engine, options->threshold);
    for (int i = 0; i < files; i++)
        RAP_TRY(gold_read(file[i], arena, &corpus.items, err));
    if (options->language != NULL)
        select_language(&corpus.items, options->language);
    if (corpus.items.count == 0)
        return rap_fail(err, RAP_USAGE, "there are no statements%s%s in '%.120s'",
            options->language != NULL ? " in " : "",
            options->language != NULL ? options->language : "", file[0]);
    return evaluate(&corpus, options, err);
}

static rap_code_t run_criticism(const struct options *options, const rap_home_t *home, int files,
    char **file, rap_arena_t *arena, rap_err_t *err)
{
    const criticism_options_t criticism = {.home = home,
        .draws = {.count = options->bootstrap, .seed = (uint32_t)options->seed},
        .show = options->show,
        .json = options->json};

    if (options->model != NULL || options->threshold > 0 || options->language != NULL ||
        options->save != NULL || options->compare != NULL || options->issues)
        return rap_fail(err, RAP_USAGE,
            "of --model, --threshold, --language, --save, --compare and --issues none is for "
            "'--task criticism'; leave them out");
    return criticism_evaluate(&criticism, file, (size_t)files, arena, err);
}

static rap_code_t run(const void *told, int files, char **file, rap_arena_t *arena, rap_err_t *err)
{
    const struct options *options = told;
    const rap_home_t *data = NULL;
    rap_home_t home;

    if (files < 1)
        return rap_fail(err, RAP_USAGE, "'evaluate' needs FILE; see 'rapporteur evaluate --help'");
    if (options->home != NULL) {
        RAP_TRY(rap_home_at(&home, options->home, err));
        data = &home;
    }
    return options->task == TASK_CRITICISM ? run_criticism(options, data, files, file, arena, err)
                                           : run_positions(options, data, files, file, arena, err);
}

int evaluate_main(int argc, char **argv)
{
    static const rap_program_t program = {
        .usage = "rapporteur evaluate [OPTION...] FILE...",
        .about = about,
        .table = &table,
        .help = offsetof(struct options, help),
        .man_options = offsetof(struct options, man_options),
        .arena_max = ARENA_MAX,
        .run = run,
    };

    return rap_program_main(&program, argc, argv);
}
