/* fetch.c - rapporteur fetch: some documents, by hand, through the whole pipeline. */
#include "cli/command.h"
#include "cli/pipeline.h"

#include "base/codec.h"

#include <string.h>

struct options {
    rap_strings_t hint;
    bool json;
};

static const rap_field_t fields[] = {
    {.name = "hint",
        .kind = RAP_KIND_STRINGS,
        .offset = offsetof(struct options, hint),
        .max = 32,
        .meta = "KEY=VALUE",
        .help = "what is known of the documents: delegation, date, body, session, language, title"},
    {.name = "json",
        .kind = RAP_KIND_BOOL,
        .offset = offsetof(struct options, json),
        .help = "print how each document ended as JSON, one object a line"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"fetch", sizeof(struct options), fields, false};

/* For the fetcher.  As many operands as the system let us have: it takes from us what it gave us. */
static rap_code_t build_arguments(
    const rap_process_t *process, const char *const **ret, rap_err_t *err)
{
    const struct options *options = process->options;
    size_t n = 0, most = 4 + 2 * options->hint.count + (size_t)process->operands;
    const char **args = rap_arena_array(process->arena, most, sizeof *args);

    if (args == NULL)
        return rap_fail(err, RAP_USAGE, "too many operands at once; give them in parts");
    args[n++] = "--until-idle";
    if (options->json)
        args[n++] = "--json";
    for (size_t i = 0; i < options->hint.count; i++) {
        args[n++] = "--hint";
        args[n++] = options->hint.item[i];
    }
    args[n++] = "--";
    for (int i = 0; i < process->operands; i++)
        args[n++] = process->operand[i];
    args[n] = NULL;
    *ret = args;
    return RAP_OK;
}

static rap_code_t run(rap_process_t *process, rap_err_t *err)
{
    struct pipeline_hand hand = {.stage = "fetcher", .name = "fetcher-hand"};
    struct pipeline_options options;

    if (process->operands == 0)
        return rap_fail(err, RAP_USAGE, "nothing to fetch; name files or addresses");
    if (!process->has_home)
        return rap_home_find(&process->home, process->common.home, err);
    RAP_TRY(rap_codec_section(
        &pipeline_table, &options, process->config, pipeline_table.name, process->arena, err));
    RAP_TRY(build_arguments(process, &hand.args, err));
    const struct pipeline pipeline = {
        .options = &options, .hand = &hand, .hand_only = pipeline_answers(process)};
    return pipeline_run(process, &pipeline, err);
}

static const char about[] =
    "Takes files and addresses through the whole pipeline and says how each ended:"
    " recorded,\nquarantined with the reason, or known already.  A running pipeline is"
    " used; without one,\nits processes run until the documents are done.  Exit code 1"
    " when one could not be had, else\n2 when one was quarantined.";

static const rap_process_type_t type = {
    .program = "rapporteur fetch",
    .summary = about,
    .operands = "FILE|URL...",
    .options = &table,
    .run = run,
};

static int fetch_main(int argc, char **argv)
{
    return rap_process_main(&type, argc, argv);
}

const struct command cli_fetch = {
    .name = "fetch",
    .summary = "take files or addresses through the pipeline by hand",
    .operands = "FILE|URL...",
    .about = about,
    .main = fetch_main,
};
