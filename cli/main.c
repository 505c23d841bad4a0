/* main.c - rapporteur, the command people type: a table of subcommands. */
#include "base/codec.h"
#include "base/opt.h"
#include "base/program.h"
#include "base/text.h"
#include "cli/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 256 * 1024 * 1024, COMMANDS_MAX = 64 };

static const struct command *const commands[] = {&cli_init, &cli_run, &cli_fetch, &cli_status,
    &cli_check, &cli_positions, &cli_review, &cli_show, &cli_trace, &cli_archive, &cli_quarantine,
    &cli_validate, &cli_scale, &cli_replay, &cli_parse, &cli_classify, &cli_codebook, &cli_evaluate,
    &cli_train, NULL};

static const rap_field_t common_fields[] = {
    {.name = "home",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(struct cli_common, home),
        .letter = 'H',
        .meta = "DIR",
        .help =
            "the pipeline's folder (else RAPPORTEUR_HOME, the current folder, /var/lib/rapporteur)"},
    {.name = "json",
        .kind = RAP_KIND_BOOL,
        .offset = offsetof(struct cli_common, json),
        .help = "print JSON, one object a line, for programs"},
    {.name = "help",
        .kind = RAP_KIND_BOOL,
        .offset = offsetof(struct cli_common, help),
        .letter = 'h',
        .help = "say what the command does and takes"},
    {.kind = RAP_KIND_END},
};

const rap_table_t cli_common_table = {"command", sizeof(struct cli_common), common_fields, false};

static int complain_as(const struct command *command, const struct cli *cli, rap_err_t *err)
{
    return command->complain != NULL ? command->complain(err->text, cli->common.json)
                                     : rap_program_fail(err);
}

/* After what is asked of the program and of no command. */
static int answered(void)
{
    rap_err_t err;

    return rap_program_flush(&err) == RAP_OK ? 0 : rap_program_fail(&err);
}

static void print_commands(FILE *out)
{
    (void)fputs(
        "Usage: rapporteur COMMAND [OPTION...] [OPERAND...]\n\n"
        "Watches sites for the statements that delegations deliver, and keeps the record of\n"
        "where each State stands: which issue, which stance, and the sentence that shows it.\n\n",
        out);
    for (size_t i = 0; commands[i] != NULL; i++)
        (void)fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    (void)fputs("\nrapporteur COMMAND --help tells more; rapporteur --version the version.\n"
                "Exit codes: 0 done, 1 failed, 2 found a problem, 64 wrong usage, 75 try again,\n"
                "78 configuration.\n",
        out);
}

static void print_help(const struct command *command, const rap_optset_t *sets)
{
    (void)printf("Usage: rapporteur %s [OPTION...]%s%s\n\n%s\n\n", command->name,
        command->operands[0] != '\0' ? " " : "", command->operands, command->about);
    rap_opt_help(sets, stdout);
}

static void print_parts(const struct command *command, FILE *out)
{
    (void)fprintf(out, "Usage: rapporteur %s PART [OPTION...] [OPERAND...]\n\n%s\n\n",
        command->name, command->about);
    for (size_t i = 0; command->parts[i] != NULL; i++)
        (void)fprintf(out, "  %-17s %s\n", command->parts[i]->name, command->parts[i]->summary);
    (void)fprintf(out, "\nrapporteur %s PART --help tells more.\n", command->name);
}

static void print_man_of(const struct command *command)
{
    char program[] = "rapporteur", option[] = "--man-options";
    char *argv[] = {program, option, NULL};
    const rap_optset_t sets[] = {{command->options, NULL}, {&cli_common_table, NULL}, {NULL, NULL}};

    (void)printf(".SS \"rapporteur %s [OPTION...] %s\"\n", command->name, command->operands);
    rap_opt_man_text(command->about, stdout);
    if (command->main != NULL)
        (void)command->main(2, argv);
    else
        rap_opt_man(command->options != NULL ? sets : sets + 1, stdout);
}

/* The commands as parts of the manual page. */
static void print_man(void)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        const struct command *command = commands[i];

        if (command->parts == NULL) {
            print_man_of(command);
            continue;
        }
        (void)printf(".SS \"rapporteur %s PART\"\n", command->name);
        rap_opt_man_text(command->about, stdout);
        for (size_t k = 0; command->parts[k] != NULL; k++)
            print_man_of(command->parts[k]);
    }
}

static rap_code_t check_operands(
    const struct command *command, const struct cli *cli, rap_err_t *err)
{
    if (cli->operands < command->least)
        return rap_fail(err, RAP_USAGE, "'%s' needs %s; see 'rapporteur %s --help'", command->name,
            command->operands, command->name);
    if (cli->operands > command->most)
        return rap_fail(err, RAP_USAGE, "'%s' takes no operand '%s'; see 'rapporteur %s --help'",
            command->name, cli->operand[command->most], command->name);
    return RAP_OK;
}

static rap_code_t run_command(
    const struct command *command, struct cli *cli, int argc, char **argv, rap_err_t *err)
{
    const rap_optset_t sets[] = {
        {command->options, cli->options}, {&cli_common_table, &cli->common}, {NULL, NULL}};
    /* a command without options of its own has only the common set */
    const rap_optset_t *used = command->options != NULL ? sets : sets + 1;
    int first;

    RAP_TRY(rap_opt_argv(used, argc, argv, false, cli->arena, &first, err));
    if (cli->common.help) {
        print_help(command, used);
        return rap_program_flush(err);
    }
    cli->operands = argc - first;
    cli->operand = argv + first;
    RAP_TRY(check_operands(command, cli, err));
    if (!command->homeless)
        RAP_TRY(rap_home_find(&cli->home, cli->common.home, err));
    RAP_TRY(command->run(cli, err));
    return rap_program_flush(err);
}

static int start_command(const struct command *command, int argc, char **argv)
{
    rap_err_t err;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    struct cli cli = {.arena = arena};

    if (command->main != NULL)
        return command->main(argc, argv);
    if (command->options != NULL) {
        cli.options = rap_arena_alloc(arena, command->options->size);
        if (cli.options == NULL)
            abort();
        if (rap_codec_presets(command->options, cli.options, arena, &err) != RAP_OK)
            return rap_program_fail(&err);
    }
    if (run_command(command, &cli, argc, argv, &err) != RAP_OK)
        return complain_as(command, &cli, &err);
    return cli.exit;
}

/* The last word of a command's name is what is typed. */
static const char *word_of(const struct command *command)
{
    const char *space = strrchr(command->name, ' ');

    return space != NULL ? space + 1 : command->name;
}

static const struct command *find(const struct command *const *list, const char *word)
{
    for (size_t i = 0; list[i] != NULL; i++)
        if (strcmp(word_of(list[i]), word) == 0)
            return list[i];
    return NULL;
}

/* `of` is the command that the word is a part of, with a space behind it; or empty. */
static int unknown_command(const struct command *const *list, const char *of, const char *word)
{
    const char *words[COMMANDS_MAX] = {NULL};

    for (size_t i = 0; i < COMMANDS_MAX - 1 && list[i] != NULL; i++)
        words[i] = word_of(list[i]);
    const char *near = rap_codec_nearest(word, words);
    (void)fprintf(stderr, "rapporteur: no command '%s%s'%s%s%s; see 'rapporteur %s--help'\n", of,
        word, near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
        near != NULL ? "'?" : "", of);
    return rap_code_exit(RAP_USAGE);
}

static int start_part(const struct command *command, int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    const struct command *part = find(command->parts, word);
    char of[32];

    if (part != NULL)
        return start_command(part, argc - 1, argv + 1);
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        print_parts(command, stdout);
        return answered();
    }
    if (argc < 2) {
        print_parts(command, stderr);
        return rap_code_exit(RAP_USAGE);
    }
    (void)snprintf(of, sizeof of, "%s ", command->name);
    return unknown_command(command->parts, of, word);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";

    if (strcmp(name, "--version") == 0) {
        (void)puts("rapporteur " RAP_VERSION);
        return answered();
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_commands(stdout);
        return answered();
    }
    if (strcmp(name, "--man-options") == 0) {
        print_man();
        return answered();
    }
    if (argc < 2) {
        print_commands(stderr);
        return rap_code_exit(RAP_USAGE);
    }
    const struct command *command = find(commands, name);
    if (command == NULL)
        return unknown_command(commands, "", name);
    return command->parts != NULL ? start_part(command, argc - 1, argv + 1)
                                  : start_command(command, argc - 1, argv + 1);
}
