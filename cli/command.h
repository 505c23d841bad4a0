/* command.h - how a subcommand of `rapporteur` is written.
 *
 * One file a subcommand, one row in main.c's table.  A command reads its options through a
 * field table, writes data to standard output and returns RAP_OK or an error, which main.c
 * prints; `exit` lets it end with another code than 0 when it has told the rest itself.
 */
#ifndef RAP_CLI_COMMAND_H
#define RAP_CLI_COMMAND_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"
#include "proto/home.h"

#include <stdbool.h>
#include <stdio.h>

/* What every subcommand takes. */
struct cli_common {
    const char *home;
    bool json;
    bool help;
};

struct cli {
    struct cli_common common;
    void *options; /* the struct of command->options */
    rap_home_t home;
    rap_arena_t *arena;
    int operands;
    char **operand;
    int exit;
};

struct command {
    const char *name;
    const char *summary;  /* one line for `rapporteur --help` */
    const char *operands; /* as in the usage line; "" when there are none */
    int least, most;      /* operands */
    const char *about;    /* paragraphs for `rapporteur NAME --help` */
    const rap_table_t *options;
    bool homeless; /* works without a home */
    rap_code_t (*run)(struct cli *cli, rap_err_t *err);
    int (*main)(int argc, char **argv); /* instead of all this: a process of its own */
    /* instead of the message on standard error, where an error has its own form: the exit code */
    int (*complain)(const char *text, bool as_json);
    const struct command *const *parts; /* instead of all this: commands named "NAME PART", NULL
                                           behind the last; `about` introduces them */
};

extern const rap_table_t cli_common_table;

extern const struct command cli_init, cli_run, cli_fetch, cli_parse, cli_classify, cli_status,
    cli_positions, cli_show, cli_trace, cli_check, cli_validate, cli_scale, cli_replay,
    cli_quarantine, cli_archive, cli_archive_extract, cli_codebook, cli_evaluate, cli_train,
    cli_review;

#endif
