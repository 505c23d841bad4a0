/* run.c - rapporteur run: the pipeline in the foreground, kept alive. */
#include "cli/command.h"
#include "cli/pipeline.h"

static rap_code_t run(rap_process_t *process, rap_err_t *err)
{
    const struct pipeline pipeline = {.options = process->options, .once = process->common.once};

    if (!process->has_home)
        return rap_home_find(&process->home, process->common.home, err);
    return pipeline_run(process, &pipeline, err);
}

static const char about[] =
    "Starts the broker and the workers that rapporteur.yaml asks for, starts again what"
    " ends,\nand drains them on SIGTERM or SIGINT; the same again, a second later or more, cuts"
    " the\ndrain off.  With --once the pipeline ends by itself when every source has been looked"
    " at\nand every document has reached its end.";

static const rap_process_type_t type = {
    .program = "rapporteur run",
    .summary = about,
    .options = &pipeline_table,
    .run = run,
};

static int run_main(int argc, char **argv)
{
    return rap_process_main(&type, argc, argv);
}

const struct command cli_run = {
    .name = "run",
    .summary = "run the pipeline: broker, fetchers, parsers, classifiers, sinks",
    .operands = "",
    .about = about,
    .main = run_main,
};
